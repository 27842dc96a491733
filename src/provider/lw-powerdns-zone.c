/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-powerdns-zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"
#include "lw-powerdns-set.h"

#define MAX_BYTES (16 * 1024 * 1024)
/* "\u0000" would cut a text short without a trace. */
static gboolean
holds_nul (const char *text, gsize size)
{
  for (gsize i = 0; i + 1 < size; i++)
    if (text[i] == '\\')
      {
        if (text[i + 1] == 'u' && i + 5 < size && memcmp (text + i + 2, "0000", 4) == 0)
          return TRUE;
        i++;
      }

  return FALSE;
}

static JsonNode *
parse_body (GBytes *body, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) local_error = NULL;

  if (size == 0)
    return lw_powerdns_refuse (error, _ ("it is empty")), NULL;
  if (holds_nul (text, size))
    return lw_powerdns_refuse (error, _ ("a text holds a zero byte")), NULL;

  node = lw_json_parse (text, (gssize) size, MAX_BYTES, &local_error);
  if (node == NULL)
    return lw_powerdns_refuse (error, _ ("it is not JSON")), NULL;

  return g_steal_pointer (&node);
}

static gboolean
take_set (LwZone *zone, JsonObject *object, GError **error)
{
  g_autoptr (LwRecordSet) set = NULL;

  if (!lw_powerdns_set_parse (object, lw_zone_get_origin (zone), &set, error))
    return FALSE;

  if (set == NULL)
    lw_zone_set_partial (zone, TRUE);
  else if (lw_zone_get_set (zone, lw_record_set_get_owner (set), lw_record_set_get_rr_type (set)) !=
           NULL)
    return lw_powerdns_refuse (error, _ ("the same records are listed twice"));
  else
    lw_zone_take_set (zone, g_steal_pointer (&set));

  return TRUE;
}

static gboolean
read_traits (JsonObject *object, LwPowerdnsTraits *traits, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *soa_edit_api = NULL, *kind = "";

  if (!lw_json_read_string (object, "soa_edit_api", FALSE, &soa_edit_api, &reason) ||
      !lw_json_read_string (object, "kind", FALSE, &kind, &reason))
    return lw_powerdns_refuse_member (error, reason);

  /* Servers before 4.0 do not say; they set the serial number by default. */
  traits->keeps_serial = soa_edit_api != NULL && *soa_edit_api == '\0';
  traits->is_copy = g_ascii_strcasecmp (kind, "Slave") == 0 ||
                    g_ascii_strcasecmp (kind, "Secondary") == 0 ||
                    g_ascii_strcasecmp (kind, "Consumer") == 0;
  return TRUE;
}

LwZone *
lw_powerdns_zone_parse (GBytes *body, const char *origin, LwPowerdnsTraits *traits, GError **error)
{
  g_autoptr (JsonNode) node = parse_body (body, error);
  g_autoptr (LwZone) zone = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *found = NULL;
  const char *name = NULL;
  JsonArray *sets = NULL;
  JsonObject *object;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return lw_powerdns_refuse (error, _ ("it holds no domain")), NULL;

  object = json_node_get_object (node);
  if (!lw_json_read_string (object, "name", TRUE, &name, &reason) ||
      !lw_json_read_objects (object, "rrsets", TRUE, &sets, &reason))
    return lw_powerdns_refuse_member (error, reason), NULL;

  found = *name ? lw_name_normalise (name, NULL) : NULL;
  if (g_strcmp0 (found, origin) != 0)
    return lw_powerdns_refuse (error, _ ("it is about another domain")), NULL;
  if (!read_traits (object, traits, error))
    return NULL;

  zone = lw_zone_new (origin);
  for (guint i = 0; i < json_array_get_length (sets); i++)
    if (!take_set (zone, json_array_get_object_element (sets, i), error))
      return NULL;

  return g_steal_pointer (&zone);
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return lw_name_compare (*(const char *const *) a, *(const char *const *) b);
}

char **
lw_powerdns_zones_parse (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = parse_body (body, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return lw_powerdns_refuse (error, _ ("it holds no list of domains")), NULL;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *name = NULL;
      char *normal = NULL;

      if (JSON_NODE_HOLDS_OBJECT (element) &&
          lw_json_read_string (json_node_get_object (element), "name", TRUE, &name, NULL) && *name)
        normal = lw_name_normalise (name, NULL);
      if (normal == NULL)
        return lw_powerdns_refuse (error, _ ("a domain of the list has no name")), NULL;

      g_ptr_array_add (names, normal);
    }

  g_ptr_array_sort (names, compare_names_cb);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

char *
lw_powerdns_words_parse (GBytes *body)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = parse_body (body, NULL);
  g_autofree char *plain = NULL;
  const char *words = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      lw_json_read_string (json_node_get_object (node), "error", TRUE, &words, NULL))
    return g_strdup (words);

  /* A page of HTML is a web server's, not PowerDNS's. */
  if (node != NULL || size == 0 || memchr (text, '<', size) != NULL ||
      !g_utf8_validate_len (text, size, NULL))
    return NULL;

  plain = g_strstrip (g_strndup (text, size));
  return *plain != '\0' ? g_steal_pointer (&plain) : NULL;
}
