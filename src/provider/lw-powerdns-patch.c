/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-powerdns-patch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-change-run.h"
#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"
#include "lw-powerdns-zone.h"

#define EXTRA_MAX_BYTES (1024 * 1024)
#define SOA_FIELDS 7
#define SOA_SERIAL 2

/* What PowerDNS keeps beside the values of one set. */
typedef struct
{
  char **disabled;     /* (owned) (nullable) */
  JsonArray *comments; /* (owned) (nullable) */
  gboolean opaque;
} Extra;

static void
extra_clear (Extra *self)
{
  g_clear_pointer (&self->disabled, g_strfreev);
  g_clear_pointer (&self->comments, json_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Extra, extra_clear)

static gboolean
read_extra (Extra *extra, LwRecordSet *set, GError **error)
{
  const char *text = set != NULL ? lw_record_set_get_host_extra (set) : NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *comments = NULL;
  JsonObject *object;

  if (text == NULL)
    return TRUE;

  node = lw_json_parse_object (text, -1, EXTRA_MAX_BYTES, error);
  if (node == NULL)
    return FALSE;

  object = json_node_get_object (node);
  if (!lw_json_read_strings (object, LW_POWERDNS_DISABLED, &extra->disabled, error) ||
      !lw_json_read_objects (object, LW_POWERDNS_COMMENTS, FALSE, &comments, error))
    return FALSE;

  extra->opaque = json_object_has_member (object, LW_POWERDNS_OPAQUE);
  extra->comments = comments != NULL ? json_array_ref (comments) : NULL;
  return TRUE;
}

static void
add_record (JsonBuilder *builder, const char *content, gboolean disabled)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "content");
  json_builder_add_string_value (builder, content);
  json_builder_set_member_name (builder, "disabled");
  json_builder_add_boolean_value (builder, disabled);
  json_builder_end_object (builder);
}

static void
begin_set (JsonBuilder *builder, const char *owner, guint16 type, const char *change_type)
{
  g_autofree char *type_name = lw_rr_type_to_string (type);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, owner);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, type_name);
  json_builder_set_member_name (builder, "changetype");
  json_builder_add_string_value (builder, change_type);
}

static void
add_replace (JsonBuilder *builder,
             LwRecordSet *ttl_of,
             const char *const *values,
             const char *const *disabled,
             JsonArray *comments)
{
  begin_set (builder, lw_record_set_get_owner (ttl_of), lw_record_set_get_rr_type (ttl_of),
             "REPLACE");
  json_builder_set_member_name (builder, "ttl");
  json_builder_add_int_value (builder, lw_record_set_get_ttl (ttl_of));

  json_builder_set_member_name (builder, "records");
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    add_record (builder, values[i], FALSE);
  for (guint i = 0; disabled != NULL && disabled[i] != NULL; i++)
    add_record (builder, disabled[i], TRUE);
  json_builder_end_array (builder);

  if (comments != NULL)
    {
      json_builder_set_member_name (builder, "comments");
      json_builder_add_value (builder, json_node_init_array (json_node_alloc (), comments));
    }
  json_builder_end_object (builder);
}

static gboolean
refuse_opaque (LwChange *change, GError **error)
{
  g_autofree char *type = lw_rr_type_to_string (lw_change_get_rr_type (change));
  g_autofree char *owner = lw_name_display (lw_change_get_owner (change));

  lw_set_error (error, LW_ERROR_UNSUPPORTED, NULL, _ ("Change it with PowerDNS itself."),
                _ ("PowerDNS keeps the entry %s of “%s” in a form of its own that Letterway cannot "
                   "write."),
                type, owner);
  return FALSE;
}

static gboolean
add_change (JsonBuilder *builder, LwChange *change, GError **error)
{
  LwRecordSet *old = lw_change_get_old (change);
  LwRecordSet *new = lw_change_get_new (change);
  LwRecordSet *kept = old != NULL ? old : new;
  g_auto (Extra) extra = { 0 };

  if (!read_extra (&extra, kept, error))
    return FALSE;
  if (extra.opaque)
    return refuse_opaque (change, error);

  if (new != NULL && lw_record_set_get_n_values (new) > 0)
    /* A removal takes the comments along, so a set that comes back brings them with it. */
    add_replace (builder, new, lw_record_set_get_values (new), (const char *const *) extra.disabled,
                 old == NULL ? extra.comments : NULL);
  else if (extra.disabled != NULL && extra.disabled[0] != NULL)
    add_replace (builder, kept, NULL, (const char *const *) extra.disabled, NULL);
  else
    {
      begin_set (builder, lw_change_get_owner (change), lw_change_get_rr_type (change), "DELETE");
      json_builder_end_object (builder);
    }

  return TRUE;
}

/* A server that leaves the serial number alone would never tell its secondaries. */
static void
add_raised_soa (JsonBuilder *builder, LwRecordSet *soa, guint32 raise_by)
{
  g_auto (GStrv) fields = NULL;
  g_autofree char *value = NULL;
  const char *values[] = { NULL, NULL };
  guint64 serial;

  if (lw_record_set_get_n_values (soa) != 1)
    return;

  fields = g_strsplit (lw_record_set_get_values (soa)[0], " ", -1);
  if (g_strv_length (fields) != SOA_FIELDS ||
      !g_ascii_string_to_unsigned (fields[SOA_SERIAL], 10, 0, G_MAXUINT32, &serial, NULL))
    return;

  g_free (fields[SOA_SERIAL]);
  fields[SOA_SERIAL] = g_strdup_printf ("%u", (guint32) (serial + raise_by));
  value = g_strjoinv (" ", fields);
  values[0] = value;
  add_replace (builder, soa, values, NULL, NULL);
}

GBytes *
lw_powerdns_patch_build (GPtrArray *changes, LwRecordSet *soa, guint32 raise_by, GError **error)
{
  g_autoptr (GPtrArray) ordered = lw_change_order_batch (changes);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rrsets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ordered->len; i++)
    if (!add_change (builder, g_ptr_array_index (ordered, i), error))
      return NULL;
  if (soa != NULL)
    add_raised_soa (builder, soa, raise_by);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = lw_json_to_text (root);
  return g_bytes_new_take (text, strlen (text));
}
