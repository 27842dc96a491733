/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-zone-json.h"

#include "lw-json.h"
#include "lw-practice-extra.h"

static void
add_record (JsonBuilder *builder, const char *content, gboolean disabled)
{
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "content", content);
  lw_json_add_boolean (builder, "disabled", disabled);
  json_builder_end_object (builder);
}

static void
add_records (JsonBuilder *builder, LwRecordSet *set, JsonArray *disabled)
{
  const char *const *values = lw_record_set_get_values (set);

  json_builder_set_member_name (builder, "records");
  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    add_record (builder, values[i], FALSE);
  for (guint i = 0; i < json_array_get_length (disabled); i++)
    add_record (builder, json_array_get_string_element (disabled, i), TRUE);
  json_builder_end_array (builder);
}

static void
add_set (JsonBuilder *builder, LwRecordSet *set, const char *type)
{
  g_auto (LwPracticeExtra) extra = { 0 };

  lw_practice_extra_read (&extra, set);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "comments");
  json_builder_add_value (builder, json_node_init_array (json_node_alloc (), extra.comments));
  lw_json_add_string (builder, "name", lw_record_set_get_owner (set));
  add_records (builder, set, extra.disabled);
  lw_json_add_number (builder, "ttl", lw_record_set_get_ttl (set));
  lw_json_add_string (builder, "type", type);
  json_builder_end_object (builder);
}

static void
add_sets (JsonBuilder *builder, LwZone *zone, const char *only_name, const char *only_type)
{
  GPtrArray *sets = lw_zone_get_sets (zone);

  json_builder_set_member_name (builder, "rrsets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = sets->pdata[i];
      g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

      if ((only_name == NULL || g_str_equal (lw_record_set_get_owner (set), only_name)) &&
          (only_type == NULL || g_str_equal (type, only_type)))
        add_set (builder, set, type);
    }
  json_builder_end_array (builder);
}

static void
add_traits (JsonBuilder *builder, LwZone *zone)
{
  const char *origin = lw_zone_get_origin (zone);
  g_autofree char *url = g_strconcat ("/api/v1/servers/localhost/zones/", origin, NULL);
  guint32 serial = 0;

  lw_zone_get_serial (zone, &serial);
  lw_json_add_string (builder, "account", "");
  lw_json_add_boolean (builder, "dnssec", FALSE);
  lw_json_add_number (builder, "edited_serial", serial);
  lw_json_add_string (builder, "id", origin);
  lw_json_add_string (builder, "kind", "Master");
  lw_json_add_number (builder, "last_check", 0);
  lw_json_add_strings (builder, "masters", (const char *const[]){ NULL });
  lw_json_add_string (builder, "name", origin);
  lw_json_add_number (builder, "notified_serial", serial);
  lw_json_add_number (builder, "serial", serial);
  lw_json_add_string (builder, "url", url);
}

static char *
build (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return lw_json_to_text (root);
}

/**
 * lw_practice_zones_to_json:
 * @zones: (element-type LwZone): the zones
 *
 * Returns: (transfer full): the answer to GET …/zones
 */
char *
lw_practice_zones_to_json (GPtrArray *zones)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < zones->len; i++)
    {
      json_builder_begin_object (builder);
      add_traits (builder, zones->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return build (builder);
}

/**
 * lw_practice_zone_to_json:
 * @zone: the zone
 * @only_name: (nullable): shows only sets of this name
 * @only_type: (nullable): shows only sets of this type
 *
 * Returns: (transfer full): the answer to GET …/zones/ID
 */
char *
lw_practice_zone_to_json (LwZone *zone, const char *only_name, const char *only_type)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_traits (builder, zone);
  lw_json_add_boolean (builder, "api_rectify", FALSE);
  lw_json_add_boolean (builder, "nsec3narrow", FALSE);
  lw_json_add_string (builder, "nsec3param", "");
  lw_json_add_string (builder, "soa_edit", "");
  lw_json_add_string (builder, "soa_edit_api", "DEFAULT");
  add_sets (builder, zone, only_name, only_type);
  json_builder_end_object (builder);
  return build (builder);
}
