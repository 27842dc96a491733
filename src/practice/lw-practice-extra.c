/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-extra.h"

#include "lw-json.h"

#define COMMENTS "comments"
#define DISABLED "disabled"

static JsonArray *
find_array (JsonNode *node, const char *member)
{
  JsonObject *object =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *found = object != NULL ? json_object_get_member (object, member) : NULL;

  if (found != NULL && JSON_NODE_HOLDS_ARRAY (found))
    return json_array_ref (json_node_get_array (found));
  return json_array_new ();
}

/**
 * lw_practice_extra_read:
 * @self: (out caller-allocates): filled; to be cleared
 * @set: (nullable): a set
 *
 * Reads what is kept beside the set's values; both lists are there, but may be empty.
 */
void
lw_practice_extra_read (LwPracticeExtra *self, LwRecordSet *set)
{
  const char *text = set != NULL ? lw_record_set_get_host_extra (set) : NULL;
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  self->comments = find_array (node, COMMENTS);
  self->disabled = find_array (node, DISABLED);
}

void
lw_practice_extra_clear (LwPracticeExtra *self)
{
  g_clear_pointer (&self->comments, json_array_unref);
  g_clear_pointer (&self->disabled, json_array_unref);
}

static void
add_array (JsonBuilder *builder, const char *member, JsonArray *array)
{
  if (json_array_get_length (array) == 0)
    return;

  json_builder_set_member_name (builder, member);
  json_builder_add_value (builder, json_node_init_array (json_node_alloc (), array));
}

/**
 * lw_practice_extra_apply:
 * @self: what is kept beside the values
 * @set: a set
 *
 * Returns: (transfer full): the set with it
 */
LwRecordSet *
lw_practice_extra_apply (LwPracticeExtra *self, LwRecordSet *set)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (json_array_get_length (self->comments) + json_array_get_length (self->disabled) == 0)
    return lw_record_set_with_host_extra (set, NULL);

  json_builder_begin_object (builder);
  add_array (builder, COMMENTS, self->comments);
  add_array (builder, DISABLED, self->disabled);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = lw_json_to_text (root);
  return lw_record_set_with_host_extra (set, text);
}
