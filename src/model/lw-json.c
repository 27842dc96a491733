/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-json.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 32
#define MAX_DIGITS 15

/* json-glib 1.6 takes comments and single quotes, has no limit of depth and wraps numbers that do
 * not fit 64 bits. So the text is looked through first; what is left over is json-glib's. */
typedef struct
{
  const char *text;
  gsize length;
  gsize at;
  guint depth;
  gboolean ended; /* the outermost object or list was closed */
  guint digits;
} Scan;

static gboolean
refuse (GError **error, const char *why)
{
  lw_set_error (error, LW_ERROR_FORMAT, "file", NULL, "%s", why);
  return FALSE;
}

/* In C it would end the text before its end, without a word. */
static gboolean
is_zero_byte (const Scan *scan)
{
  return scan->length - scan->at >= strlen ("\\u0000") &&
         memcmp (scan->text + scan->at, "\\u0000", strlen ("\\u0000")) == 0;
}

/* Goes to the quote that ends the string */
static gboolean
skip_string (Scan *scan, GError **error)
{
  for (scan->at++; scan->at < scan->length; scan->at++)
    {
      guchar c = scan->text[scan->at];

      if (c == '"')
        return TRUE;
      if (c < ' ')
        return refuse (error, _ ("A text in the file holds a control character."));
      if (is_zero_byte (scan))
        return refuse (error, _ ("A text in the file holds a zero byte."));
      if (c == '\\')
        scan->at++;
    }

  return refuse (error, _ ("The file ends in the middle."));
}

static gboolean
take_sign (Scan *scan, char c, GError **error)
{
  scan->digits = g_ascii_isdigit (c) ? scan->digits + 1 : 0;
  if (scan->digits > MAX_DIGITS)
    return refuse (error, _ ("A number in the file is too long."));

  if (c == '{' || c == '[')
    scan->depth++;
  else if ((c == '}' || c == ']') && scan->depth > 0)
    scan->ended = --scan->depth == 0;
  if (scan->depth > MAX_DEPTH)
    return refuse (error, _ ("The file is nested too deeply."));

  if (!g_ascii_isalnum (c) && strchr (" \t\r\n{}[],:+-.", c) == NULL)
    return refuse (error, _ ("The file is not written as JSON."));

  return TRUE;
}

static gboolean
look_through (const char *text, gsize length, GError **error)
{
  Scan scan = { .text = text, .length = length };

  for (; scan.at < length; scan.at++)
    {
      char c = text[scan.at];

      if (scan.ended && !g_ascii_isspace (c))
        return refuse (error, _ ("The file goes on after its end."));
      if (!(c == '"' ? skip_string (&scan, error) : take_sign (&scan, c, error)))
        return FALSE;
    }

  return scan.depth == 0 || refuse (error, _ ("The file ends in the middle."));
}

/**
 * lw_json_parse:
 * @text: what somebody else wrote; need not be UTF-8
 * @length: bytes, or -1 when @text ends with a zero byte
 * @max_bytes: more are refused
 * @error: `LW_ERROR_FORMAT`
 *
 * Reads JSON text that may be hostile: its size, its depth and the length of its numbers are
 * limited, and nothing but JSON is taken (RFC 8259).
 *
 * Returns: (transfer full) (nullable): the node, immutable
 */
JsonNode *
lw_json_parse (const char *text, gssize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;

  if (n_bytes == 0)
    return refuse (error, _ ("The file is empty.")), NULL;
  if (n_bytes > max_bytes)
    return refuse (error, _ ("The file is too large.")), NULL;
  if (!g_utf8_validate_len (text, n_bytes, NULL))
    return refuse (error, _ ("The file is not text in UTF-8.")), NULL;
  if (!look_through (text, n_bytes, error))
    return NULL;

  /* json-glib's own words would quote the text, which may hold a secret. */
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, n_bytes, NULL) ||
      json_parser_get_root (parser) == NULL)
    return refuse (error, _ ("The file is not written as JSON.")), NULL;

  return json_node_ref (json_parser_get_root (parser));
}

JsonNode *
lw_json_parse_object (const char *text, gssize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse (text, length, max_bytes, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, _ ("The file does not hold a JSON object.")), NULL;

  return g_steal_pointer (&node);
}

/**
 * lw_json_refuse:
 * @error: return location for the `LW_ERROR_FORMAT`
 * @member: the member that is meant
 * @format: our own words with one %s, for the member's name
 *
 * Returns: always %FALSE
 */
gboolean
lw_json_refuse (GError **error, const char *member, const char *format)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *sentence = g_strjoinv (member, parts);

  lw_set_error (error, LW_ERROR_FORMAT, member, NULL, "%s", sentence);
  return FALSE;
}

/**
 * lw_json_only_members:
 * @object: an object
 * @known: (array zero-terminated=1): the members that we know
 * @error: `LW_ERROR_FORMAT` with the first other member's name
 *
 * A misspelt member must not be passed over in silence.
 */
gboolean
lw_json_only_members (JsonObject *object, const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL))
    if (!g_strv_contains (known, member))
      {
        /* Somebody else's name: it may be long, or no name at all. */
        g_autofree char *cut = g_utf8_substring (member, 0, MIN (g_utf8_strlen (member, -1), 40));

        lw_json_refuse (error, cut, _ ("Letterway does not know the member “%s”."));
        return FALSE;
      }

  return TRUE;
}

/* (nullable): NULL when it is absent or null */
static JsonNode *
find_member (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
absent (const char *member, gboolean required, GError **error)
{
  if (required)
    lw_json_refuse (error, member, _ ("The member “%s” is missing."));
  return !required;
}

gboolean
lw_json_read_string (JsonObject *object,
                     const char *member,
                     gboolean required,
                     const char **value,
                     GError **error)
{
  JsonNode *node = find_member (object, member);

  if (node == NULL)
    return absent (member, required, error);
  if (!holds (node, G_TYPE_STRING))
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be a text in quotes."));
      return FALSE;
    }

  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
lw_json_read_number (JsonObject *object,
                     const char *member,
                     gint64 min,
                     gint64 max,
                     gint64 *value,
                     GError **error)
{
  JsonNode *node = find_member (object, member);

  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_INT64))
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be a whole number."));
      return FALSE;
    }
  if (json_node_get_int (node) < min || json_node_get_int (node) > max)
    {
      lw_json_refuse (error, member, _ ("The number in “%s” is out of range."));
      return FALSE;
    }

  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
lw_json_check_schema (JsonObject *object, gint64 schema, GError **error)
{
  gint64 found = schema;

  if (find_member (object, "schema") == NULL)
    return absent ("schema", TRUE, error);
  if (!lw_json_read_number (object, "schema", 0, G_MAXINT32, &found, error))
    return FALSE;
  if (found != schema)
    {
      lw_set_error (error, LW_ERROR_FORMAT, "schema", NULL,
                    _ ("The file has schema %d; this version of Letterway reads schema %d."),
                    (int) found, (int) schema);
      return FALSE;
    }

  return TRUE;
}

gboolean
lw_json_read_boolean (JsonObject *object, const char *member, gboolean *value, GError **error)
{
  JsonNode *node = find_member (object, member);

  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_BOOLEAN))
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be true or false."));
      return FALSE;
    }

  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
lw_json_read_strings (JsonObject *object, const char *member, char ***strings, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = find_member (object, member);
  JsonArray *array = NULL;

  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    array = json_node_get_array (node);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!holds (item, G_TYPE_STRING))
        array = NULL;
      else
        g_strv_builder_add (builder, json_node_get_string (item));
    }

  if (array == NULL)
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be a list of texts."));
      return FALSE;
    }

  *strings = g_strv_builder_end (builder);
  return TRUE;
}

gboolean
lw_json_read_objects (JsonObject *object,
                      const char *member,
                      gboolean required,
                      JsonArray **array,
                      GError **error)
{
  JsonNode *node = find_member (object, member);
  gboolean right;

  if (node == NULL)
    return absent (member, required, error);

  right = JSON_NODE_HOLDS_ARRAY (node);
  for (guint i = 0; right && i < json_array_get_length (json_node_get_array (node)); i++)
    right = JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (node), i));
  if (!right)
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be a list of objects."));
      return FALSE;
    }

  *array = json_node_get_array (node);
  return TRUE;
}

gboolean
lw_json_read_object (JsonObject *object, const char *member, JsonObject **value, GError **error)
{
  JsonNode *node = find_member (object, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      lw_json_refuse (error, member, _ ("The member “%s” must be an object."));
      return FALSE;
    }

  *value = json_node_get_object (node);
  return TRUE;
}

/**
 * lw_json_to_text:
 * @node: what we built
 *
 * Returns: (transfer full): the text in one line
 */
char *
lw_json_to_text (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}

void
lw_json_add_string (JsonBuilder *builder, const char *member, const char *string)
{
  json_builder_set_member_name (builder, member);
  if (string != NULL)
    json_builder_add_string_value (builder, string);
  else
    json_builder_add_null_value (builder);
}

void
lw_json_add_number (JsonBuilder *builder, const char *member, gint64 number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, number);
}

void
lw_json_add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

void
lw_json_add_time (JsonBuilder *builder, const char *member, gint64 time)
{
  g_autoptr (GDateTime) moment = time != 0 ? g_date_time_new_from_unix_utc (time) : NULL;
  g_autofree char *text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  lw_json_add_string (builder, member, text);
}

void
lw_json_add_node (JsonBuilder *builder, const char *member, JsonNode *node)
{
  json_builder_set_member_name (builder, member);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

void
lw_json_add_strings (JsonBuilder *builder, const char *member, const char *const *strings)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    json_builder_add_string_value (builder, strings[i]);
  json_builder_end_array (builder);
}
