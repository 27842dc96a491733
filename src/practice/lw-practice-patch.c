/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-patch.h"

#include "lw-error.h"
#include "lw-name.h"
#include "lw-practice-extra.h"

#include <string.h>

/* The words of refusals are PowerDNS's (facts: providers, 34), so they are not translated. */

#define BAD_REQUEST 400
#define UNPROCESSABLE 422

typedef struct
{
  LwZone *zone; /* not owned */
  GHashTable *seen;
  char *words; /* (owned) (nullable): why it is refused */
} Patch;

/* One element of "rrsets" */
typedef struct
{
  JsonObject *object; /* not owned */
  char *name;         /* (owned): as it is used inside */
  const char *type_name;
  guint16 type;
} Element;

static void
element_clear (Element *element)
{
  g_clear_pointer (&element->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Element, element_clear)

static gboolean refuse (Patch *patch, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (Patch *patch, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  patch->words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/* (nullable) */
static const char *
read_string (Patch *patch, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  refuse (patch, "Key '%s' not present or not a String", member);
  return NULL;
}

/* (nullable) */
static JsonArray *
find_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_ttl (Patch *patch, JsonObject *object, guint32 *ttl)
{
  JsonNode *node = json_object_get_member (object, "ttl");
  gint64 number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (patch, "Key 'ttl' not an Integer or not present");

  number = json_node_get_int (node);
  if (number < 0 || number > LW_TTL_MAX)
    return refuse (patch, "Key 'ttl' is not a positive Integer");

  *ttl = number;
  return TRUE;
}

/* PowerDNS compares what it parsed with what it was given: a name without its final dot differs. */
static gboolean
lacks_final_dot (LwRecordSet *set, const char *content)
{
  g_autofree char *lower = g_ascii_strdown (content, -1);
  g_autofree char *dotted = g_strconcat (lower, ".", NULL);

  return lw_record_set_has_value (set, dotted) && !g_str_has_suffix (content, ".");
}

static gboolean
check_content (Patch *patch, const Element *element, const char *content)
{
  const char *const values[] = { content, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set = NULL;

  if (element->type == LW_RR_TYPE_TXT && content[0] != '"')
    return refuse (patch,
                   "Record %s/TXT '%s': Parsing record content (try 'pdnsutil check-zone'): Data "
                   "field in DNS should start with quote (\") at position 0 of '%s'",
                   element->name, content, content);

  set = lw_record_set_new (element->name, element->type, 0, values, &error);
  if (set == NULL)
    return refuse (patch,
                   "Record %s/%s '%s': Parsing record content (try 'pdnsutil check-zone'): %s",
                   element->name, element->type_name, content, error->message);
  if (lacks_final_dot (set, content))
    return refuse (patch, "Record %s/%s '%s': Not in expected format (parsed as '%s.')",
                   element->name, element->type_name, content, content);

  return TRUE;
}

static gboolean
read_record (Patch *patch,
             const Element *element,
             JsonNode *node,
             GPtrArray *values,
             JsonArray *disabled)
{
  JsonObject *object;
  const char *content;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (patch, "Key 'content' not present or not a String");

  object = json_node_get_object (node);
  content = read_string (patch, object, "content");
  if (content == NULL || !check_content (patch, element, content))
    return FALSE;

  if (json_object_get_boolean_member_with_default (object, "disabled", FALSE))
    json_array_add_string_element (disabled, content);
  else
    g_ptr_array_add (values, (char *) content);
  return TRUE;
}

static gboolean
check_duplicates (Patch *patch, const Element *element, LwRecordSet *set, GPtrArray *values)
{
  if (lw_record_set_get_n_values (set) == values->len - 1)
    return TRUE;

  return refuse (patch, "Duplicate record in RRset %s IN %s with content \"%s\"", element->name,
                 element->type_name, (char *) values->pdata[0]);
}

/* (nullable) (transfer full): the new set; NULL when it is refused */
static LwRecordSet *
read_records (Patch *patch, const Element *element, JsonArray *records, JsonArray *disabled)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (LwRecordSet) set = NULL;
  guint32 ttl = 0;

  if (!read_ttl (patch, element->object, &ttl))
    return NULL;
  for (guint i = 0; i < json_array_get_length (records); i++)
    if (!read_record (patch, element, json_array_get_element (records, i), values, disabled))
      return NULL;

  g_ptr_array_add (values, NULL);
  set = lw_record_set_new (element->name, element->type, ttl, (const char *const *) values->pdata,
                           NULL);
  if (set == NULL)
    {
      refuse (patch, "RRset %s IN %s: unknown type given", element->name, element->type_name);
      return NULL;
    }
  return check_duplicates (patch, element, set, values) ? g_steal_pointer (&set) : NULL;
}

static gboolean
conflicts (LwZone *zone, LwRecordSet *set)
{
  GPtrArray *sets = lw_zone_get_sets (zone);
  guint16 type = lw_record_set_get_rr_type (set);

  for (guint i = 0; i < sets->len && lw_record_set_get_n_values (set) > 0; i++)
    {
      LwRecordSet *other = sets->pdata[i];
      guint16 other_type = lw_record_set_get_rr_type (other);

      if (other_type != type && (type == LW_RR_TYPE_CNAME || other_type == LW_RR_TYPE_CNAME) &&
          lw_record_set_get_n_values (other) > 0 &&
          g_str_equal (lw_record_set_get_owner (other), lw_record_set_get_owner (set)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
replace (Patch *patch, const Element *element)
{
  JsonArray *records = find_array (element->object, "records");
  JsonArray *comments = find_array (element->object, "comments");
  LwRecordSet *old = lw_zone_get_set (patch->zone, element->name, element->type);
  g_autoptr (LwRecordSet) set = old != NULL ? lw_record_set_ref (old) : NULL;
  g_auto (LwPracticeExtra) extra = { 0 };

  if (!lw_name_is_at_or_below (element->name, lw_zone_get_origin (patch->zone)))
    return refuse (patch, "RRset %s IN %s: Name is out of zone", element->name, element->type_name);
  if (records == NULL && (comments == NULL || old == NULL))
    return refuse (patch, "No change for RRset %s IN %s", element->name, element->type_name);

  lw_practice_extra_read (&extra, old);
  if (records != NULL)
    {
      json_array_unref (extra.disabled);
      extra.disabled = json_array_new ();
      g_clear_pointer (&set, lw_record_set_unref);
      set = read_records (patch, element, records, extra.disabled);
      if (set == NULL)
        return FALSE;
    }
  if (comments != NULL)
    {
      json_array_unref (extra.comments);
      extra.comments = json_array_ref (comments);
    }
  if (conflicts (patch->zone, set))
    return refuse (patch, "RRset %s IN %s: Conflicts with pre-existing RRset", element->name,
                   element->type_name);

  lw_zone_take_set (patch->zone, lw_practice_extra_apply (&extra, set));
  return TRUE;
}

/* (nullable) (transfer full) */
static char *
read_name (Patch *patch, JsonObject *object)
{
  const char *name = read_string (patch, object, "name");
  char *normal;

  if (name == NULL)
    return NULL;
  if (!g_str_has_suffix (name, "."))
    {
      refuse (patch, "DNS Name '%s' is not canonical", name);
      return NULL;
    }

  normal = lw_name_normalise (name, NULL);
  if (normal == NULL)
    refuse (patch, "Unable to parse DNS Name '%s'", name);
  return normal;
}

static gboolean
read_element (Patch *patch, JsonObject *object, Element *element, const char **change_type)
{
  g_autofree char *key = NULL;

  element->object = object;
  *change_type = read_string (patch, object, "changetype");
  if (*change_type == NULL)
    return FALSE;
  element->name = read_name (patch, object);
  if (element->name == NULL)
    return FALSE;
  element->type_name = read_string (patch, object, "type");
  if (element->type_name == NULL)
    return FALSE;
  element->type = lw_rr_type_from_string (element->type_name);
  if (element->type == 0)
    return refuse (patch, "RRset %s IN %s: unknown type given", element->name, element->type_name);

  key = g_strdup_printf ("%s %u %s", element->name, element->type, *change_type);
  if (!g_hash_table_add (patch->seen, g_steal_pointer (&key)))
    return refuse (patch, "Duplicate RRset %s IN %s with changetype: %s", element->name,
                   element->type_name, *change_type);
  return TRUE;
}

static gboolean
apply_element (Patch *patch, JsonNode *node)
{
  g_auto (Element) element = { 0 };
  const char *change_type;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (patch, "Key 'changetype' not present or not a String");
  if (!read_element (patch, json_node_get_object (node), &element, &change_type))
    return FALSE;
  if (g_ascii_strcasecmp (change_type, "REPLACE") == 0)
    return replace (patch, &element);
  if (g_ascii_strcasecmp (change_type, "DELETE") != 0)
    return refuse (patch, "Changetype not understood");

  lw_zone_drop_set (patch->zone, element.name, element.type);
  return TRUE;
}

static gboolean
apply_elements (Patch *patch, JsonArray *elements)
{
  if (elements == NULL)
    return refuse (patch, "No rrsets given in update request");

  for (guint i = 0; i < json_array_get_length (elements); i++)
    if (!apply_element (patch, json_array_get_element (elements, i)))
      return FALSE;

  return TRUE;
}

/**
 * lw_practice_patch_apply:
 * @zone: a copy of the zone, which is edited; of no use when it is refused
 * @body: the request
 * @size: its length, in bytes
 * @status: (out): the HTTP status of a refusal
 * @words: (out) (transfer full): the words of a refusal
 *
 * Makes all changes, or refuses.
 *
 * Returns: whether all were made
 */
gboolean
lw_practice_patch_apply (LwZone *zone, const char *body, gsize size, guint *status, char **words)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Patch patch = { .zone = zone, .seen = seen };
  JsonNode *root;
  gboolean applied;

  root = size > 0 && json_parser_load_from_data (parser, body, size, NULL)
             ? json_parser_get_root (parser)
             : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      *status = BAD_REQUEST;
      *words = g_strdup ("Bad Request");
      return FALSE;
    }

  *status = UNPROCESSABLE;
  applied = apply_elements (&patch, find_array (json_node_get_object (root), "rrsets"));
  *words = patch.words;
  return applied;
}
