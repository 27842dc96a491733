/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-network.h"

#include "lw-json-facts.h"
#include "lw-json.h"

#define ANSWERS_MAX 64
#define N_WORDS 7
#define OFFSET_MAX (G_GINT64_CONSTANT (1) << 40) /* seconds: more than any calendar has */

static const char *
get_connection_id (guint connection)
{
  static const char *const ids[] = { "unknown", "there", "portal", "none" };

  return ids[connection];
}

static const char *
get_port53_id (guint port53)
{
  static const char *const ids[] = { "unknown", "open", "blocked", "intercepted" };

  return ids[port53];
}

static const char *
get_presence_id (guint presence)
{
  static const char *const ids[] = { "unknown", "yes", "no" };

  return ids[presence];
}

static const char *
get_clock_id (guint source)
{
  static const char *const ids[] = { "unknown", "seals" };

  return ids[source];
}

static const char *
get_way_id (guint way)
{
  static const char *const ids[] = { "plain", "secure", "resolver", "none" };

  return ids[way];
}

typedef JsonNode *(*AnswerToJson) (LwAnswer *answer);

static JsonNode *
to_json (LwNetwork *self, AnswerToJson answer_to_json)
{
  const LwNetworkFields *fields = lw_network_get (self);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "connection", get_connection_id (fields->connection));
  lw_json_add_string (builder, "port53", get_port53_id (fields->port53));
  lw_json_add_string (builder, "resolver", get_presence_id (fields->resolver));
  lw_json_add_string (builder, "rewrites", fields->rewrites);
  lw_json_add_string (builder, "seals", get_presence_id (fields->seals));
  lw_json_add_string (builder, "ipv6", get_presence_id (fields->ipv6));
  lw_json_add_string (builder, "clock_source", get_clock_id (fields->clock_source));
  lw_json_add_number (builder, "clock_offset", fields->clock_offset);
  lw_json_add_string (builder, "way", get_way_id (fields->way));
  json_builder_set_member_name (builder, "answers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < fields->answers->len; i++)
    json_builder_add_value (builder, answer_to_json (g_ptr_array_index (fields->answers, i)));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * lw_network_to_json:
 * @self: what was found
 *
 * Returns: (transfer full): it as JSON, without the messages as they came
 */
JsonNode *
lw_network_to_json (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return to_json (self, lw_answer_to_json);
}

/**
 * lw_network_to_json_with_raw:
 * @self: what was found
 *
 * Returns: (transfer full): it as JSON, with the messages as they came
 */
JsonNode *
lw_network_to_json_with_raw (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return to_json (self, lw_answer_to_json_with_raw);
}

/* The words of the enumerations; @words in the order of the members */
static gboolean
read_words (JsonObject *object, guint words[N_WORDS], GError **error)
{
  return lw_json_read_word (object, "connection", get_connection_id, LW_LINK_NONE, &words[0],
                            error) &&
         lw_json_read_word (object, "port53", get_port53_id, LW_PORT53_INTERCEPTED, &words[1],
                            error) &&
         lw_json_read_word (object, "seals", get_presence_id, LW_PRESENCE_NO, &words[2], error) &&
         lw_json_read_word (object, "ipv6", get_presence_id, LW_PRESENCE_NO, &words[3], error) &&
         lw_json_read_word (object, "clock_source", get_clock_id, LW_CLOCK_SEALS, &words[4],
                            error) &&
         lw_json_read_word (object, "way", get_way_id, LW_WAY_NONE, &words[5], error) &&
         lw_json_read_word (object, "resolver", get_presence_id, LW_PRESENCE_NO, &words[6], error);
}

static gboolean
read_answers (JsonObject *object, GPtrArray *answers, GError **error)
{
  JsonArray *rows = NULL;

  if (!lw_json_read_rows (object, "answers", ANSWERS_MAX, &rows, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      LwAnswer *answer = lw_answer_from_json (json_array_get_object_element (rows, i), error);

      if (answer == NULL)
        return FALSE;
      g_ptr_array_add (answers, answer);
    }

  return TRUE;
}

/**
 * lw_network_from_json:
 * @object: what [method@Network.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Returns: (transfer full) (nullable): what was found
 */
LwNetwork *
lw_network_from_json (JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
  g_autofree char *rewrites = NULL;
  guint words[N_WORDS] = { 0 };
  LwNetworkFields fields = { 0 };

  if (!read_words (object, words, error) ||
      !lw_json_read_address (object, "rewrites", &rewrites, error) ||
      !lw_json_read_number (object, "clock_offset", -OFFSET_MAX, OFFSET_MAX, &fields.clock_offset,
                            error) ||
      !read_answers (object, answers, error))
    return NULL;

  fields.connection = words[0];
  fields.port53 = words[1];
  fields.seals = words[2];
  fields.ipv6 = words[3];
  fields.clock_source = words[4];
  fields.way = words[5];
  fields.resolver = words[6];
  fields.rewrites = rewrites;
  fields.answers = answers;

  return lw_network_new (&fields);
}
