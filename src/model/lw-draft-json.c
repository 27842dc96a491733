/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-draft-private.h"

#include "lw-error.h"
#include "lw-json.h"
#include "lw-mx-list-private.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

#define MAX_BYTES (1024 * 1024)
#define SCHEMA 1

static const char *const draft_members[] = { "schema", "domain", "mx", "sets", "removed", NULL };
static const char *const removed_members[] = { "owner", "type", NULL };

static void
add_removed (JsonBuilder *builder, LwDraftEdit *edit)
{
  g_autofree char *type = lw_rr_type_to_string (edit->type);

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "owner", edit->owner);
  lw_json_add_string (builder, "type", type);
  json_builder_end_object (builder);
}

static void
add_edits (JsonBuilder *builder, GPtrArray *edits)
{
  json_builder_set_member_name (builder, "sets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < edits->len; i++)
    {
      LwDraftEdit *edit = g_ptr_array_index (edits, i);

      if (edit->set != NULL)
        json_builder_add_value (builder, lw_record_set_to_json (edit->set));
    }
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "removed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < edits->len; i++)
    {
      LwDraftEdit *edit = g_ptr_array_index (edits, i);

      if (edit->set == NULL)
        add_removed (builder, edit);
    }
  json_builder_end_array (builder);
}

/**
 * lw_draft_to_json:
 * @self: a draft
 *
 * Writes what the person edited, half-typed entries too, but not what is live.
 *
 * Returns: (transfer full): text for [method@Draft.load_json]
 */
char *
lw_draft_to_json (LwDraft *self)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) node = NULL;
  LwMxList *mx;

  g_return_val_if_fail (LW_IS_DRAFT (self), NULL);

  mx = lw_draft_get_mx (self);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  lw_json_add_number (builder, "schema", SCHEMA);
  lw_json_add_string (builder, "domain", lw_draft_get_domain (self));
  lw_json_add_node (builder, "mx", lw_mx_list_get_touched (mx) ? lw_mx_list_to_json (mx) : NULL);
  add_edits (builder, lw_draft_get_edits (self));
  json_builder_end_object (builder);

  node = json_builder_get_root (builder);
  return lw_json_to_text (node);
}

static gboolean
refuse (GError **error, const char *field, const char *why)
{
  lw_set_error (error, LW_ERROR_FORMAT, field, NULL, "%s", why);
  return FALSE;
}

/* The domain's MX stand in "mx", and nothing outside the zone can be edited. */
static gboolean
may_edit (LwDraft *self, const char *owner, guint16 type, GError **error)
{
  if (type == 0 || (type == LW_RR_TYPE_MX && g_str_equal (owner, lw_draft_get_domain (self))))
    return refuse (error, "type", _ ("The saved draft edits what it cannot edit."));
  if (!lw_name_is_at_or_below (owner, lw_zone_get_origin (lw_draft_get_base (self))))
    return refuse (error, "owner", _ ("The saved draft edits a name outside the domain."));

  return TRUE;
}

static gboolean
read_set (LwDraft *self, JsonNode *node, GPtrArray *edits, GError **error)
{
  g_autoptr (LwRecordSet) set = lw_record_set_from_json (node, error);
  const char *owner = set != NULL ? lw_record_set_get_owner (set) : NULL;

  if (set == NULL || !may_edit (self, owner, lw_record_set_get_rr_type (set), error))
    return FALSE;

  g_ptr_array_add (edits, lw_draft_edit_new (owner, lw_record_set_get_rr_type (set), set));
  return TRUE;
}

static gboolean
read_removed (LwDraft *self, JsonNode *node, GPtrArray *edits, GError **error)
{
  JsonObject *object = json_node_get_object (node);
  const char *owner = NULL;
  const char *type = NULL;
  g_autofree char *name = NULL;

  if (!lw_json_only_members (object, removed_members, error) ||
      !lw_json_read_string (object, "owner", TRUE, &owner, error) ||
      !lw_json_read_string (object, "type", TRUE, &type, error))
    return FALSE;

  name = lw_name_normalise (owner, NULL);
  if (name == NULL)
    return refuse (error, "owner", _ ("The saved draft holds a name that is none."));
  if (!may_edit (self, name, lw_rr_type_from_string (type), error))
    return FALSE;

  g_ptr_array_add (edits, lw_draft_edit_new (name, lw_rr_type_from_string (type), NULL));
  return TRUE;
}

typedef gboolean (*ReadEdit) (LwDraft *self, JsonNode *node, GPtrArray *edits, GError **error);

static gboolean
read_edits (LwDraft *self,
            JsonObject *object,
            const char *member,
            ReadEdit read_edit,
            GPtrArray *edits,
            GError **error)
{
  JsonArray *array = NULL;

  if (!lw_json_read_objects (object, member, TRUE, &array, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_edit (self, json_array_get_element (array, i), edits, error))
      return FALSE;

  return TRUE;
}

static void
replace_edits (LwDraft *self, GPtrArray *edits)
{
  GPtrArray *present = lw_draft_get_edits (self);

  g_ptr_array_set_size (present, 0);
  for (guint i = 0; i < edits->len; i++)
    g_ptr_array_add (present, edits->pdata[i]);
  g_ptr_array_set_free_func (edits, NULL);
}

/* Everything is read before anything is taken over. */
static gboolean
load (LwDraft *self, JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) edits =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_draft_edit_free);
  JsonObject *mx = NULL;

  if (!read_edits (self, object, "sets", read_set, edits, error) ||
      !read_edits (self, object, "removed", read_removed, edits, error) ||
      !lw_json_read_object (object, "mx", &mx, error) ||
      (mx != NULL && !lw_mx_list_load_json (lw_draft_get_mx (self), mx, error)))
    return FALSE;

  if (mx == NULL)
    lw_mx_list_load (
        lw_draft_get_mx (self),
        lw_zone_get_set (lw_draft_get_base (self), lw_draft_get_domain (self), LW_RR_TYPE_MX));
  replace_edits (self, edits);
  return TRUE;
}

/**
 * lw_draft_load_json:
 * @self: a draft of the same domain; what was edited in it is replaced
 * @json: what [method@Draft.to_json] wrote, perhaps on another base
 * @error: `LW_ERROR_FORMAT`; the draft is then as before
 *
 * Returns: whether the edits were taken over
 */
gboolean
lw_draft_load_json (LwDraft *self, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  const char *domain = NULL;
  gboolean loaded;

  g_return_val_if_fail (LW_IS_DRAFT (self) && json != NULL, FALSE);

  node = lw_json_parse_object (json, -1, MAX_BYTES, error);
  if (node == NULL)
    return FALSE;

  object = json_node_get_object (node);
  if (!lw_json_check_schema (object, SCHEMA, error) ||
      !lw_json_only_members (object, draft_members, error) ||
      !lw_json_read_string (object, "domain", TRUE, &domain, error))
    return FALSE;
  if (!g_str_equal (domain, lw_draft_get_domain (self)))
    return refuse (error, "domain", _ ("The saved draft belongs to another domain."));

  lw_draft_begin_update (self);
  loaded = load (self, object, error);
  lw_draft_end_update (self);
  return loaded;
}
