/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-powerdns-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"
#include "lw-powerdns-zone.h"

#define TYPE_NAME_MAX 20

/* Numbers of private use that PowerDNS has names for; their contents are PowerDNS's own. */
static const struct
{
  const char *name;
  guint16 type;
} own_types[] = {
  { "ADDR", 65400 },
  { "ALIAS", 65401 },
  { "LUA", 65402 },
};

/* What we may be asked to write must be read exactly; anything else may stay a riddle to us. */
static const guint16 strict_types[] = {
  LW_RR_TYPE_A,  LW_RR_TYPE_AAAA, LW_RR_TYPE_CNAME, LW_RR_TYPE_MX,
  LW_RR_TYPE_NS, LW_RR_TYPE_SOA,  LW_RR_TYPE_TXT,
};

/* One record set while it is read. */
typedef struct
{
  const char *type_name;
  const char *owner_text;
  char *owner; /* (owned) */
  guint16 type;
  gint64 ttl;
  GPtrArray *values;   /* (owned) (element-type utf8): not owned strings, zero-terminated */
  GPtrArray *disabled; /* (owned) (element-type utf8): not owned strings, zero-terminated */
  JsonArray *comments; /* (nullable): not owned */
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_pointer (&self->disabled, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

gboolean
lw_powerdns_refuse (GError **error, const char *why)
{
  /* Translators: the placeholder is a reason, such as “a name lies outside the domain”. */
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL,
                _ ("Check that the address of the API leads to a PowerDNS server."),
                _ ("The answer of PowerDNS could not be understood: %s"), why);
  return FALSE;
}

/* The reader's own words speak of a file; ours say which member it is. */
gboolean
lw_powerdns_refuse_member (GError **error, const GError *reason)
{
  const char *field = lw_error_get_field (reason);
  /* Translators: the placeholder is a technical name, such as “rrsets”. */
  g_autofree char *why = g_strdup_printf (_ ("“%s” is not as it should be"), field ? field : "?");

  return lw_powerdns_refuse (error, why);
}

static guint16
find_type (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own_types); i++)
    if (g_str_equal (name, own_types[i].name))
      return own_types[i].type;

  return lw_rr_type_from_string (name);
}

static gboolean
is_type_name (const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isupper (name[i]) && !g_ascii_isdigit (name[i]) && name[i] != '-')
      return FALSE;

  return length > 0 && length <= TYPE_NAME_MAX;
}

static gboolean
is_strict (guint16 type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strict_types); i++)
    if (strict_types[i] == type)
      return TRUE;

  return FALSE;
}

static gboolean
read_record (Reading *self, JsonObject *object, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *content = NULL;
  gboolean disabled = FALSE;

  if (!lw_json_read_string (object, "content", TRUE, &content, &reason) ||
      !lw_json_read_boolean (object, "disabled", &disabled, &reason))
    return lw_powerdns_refuse_member (error, reason);

  g_ptr_array_add (disabled ? self->disabled : self->values, (char *) content);
  return TRUE;
}

static gboolean
read_members (Reading *self, JsonObject *object, JsonArray **records, GError **error)
{
  g_autoptr (GError) reason = NULL;

  self->ttl = -1;
  if (!lw_json_read_string (object, "name", TRUE, &self->owner_text, &reason) ||
      !lw_json_read_string (object, "type", TRUE, &self->type_name, &reason) ||
      !lw_json_read_number (object, "ttl", 0, LW_TTL_MAX, &self->ttl, &reason) ||
      !lw_json_read_objects (object, "records", TRUE, records, &reason) ||
      !lw_json_read_objects (object, "comments", FALSE, &self->comments, &reason))
    return lw_powerdns_refuse_member (error, reason);

  return TRUE;
}

static gboolean
read_set (Reading *self, JsonObject *object, const char *origin, GError **error)
{
  JsonArray *records = NULL;

  if (!read_members (self, object, &records, error))
    return FALSE;
  if (!is_type_name (self->type_name))
    return lw_powerdns_refuse (error, _ ("a record has no type"));
  if (self->ttl < 0)
    return lw_powerdns_refuse (error, _ ("a record has no waiting time"));

  self->owner = *self->owner_text ? lw_name_normalise (self->owner_text, NULL) : NULL;
  if (self->owner == NULL || !lw_name_is_at_or_below (self->owner, origin))
    return lw_powerdns_refuse (error, _ ("a name lies outside the domain"));

  self->type = find_type (self->type_name);
  self->values = g_ptr_array_new ();
  self->disabled = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (records); i++)
    if (!read_record (self, json_array_get_object_element (records, i), error))
      return FALSE;

  g_ptr_array_add (self->values, NULL);
  g_ptr_array_add (self->disabled, NULL);
  return TRUE;
}

static void
add_texts (JsonBuilder *builder, const char *member, GPtrArray *texts)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; g_ptr_array_index (texts, i) != NULL; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (texts, i));
  json_builder_end_array (builder);
}

/* (nullable): NULL when PowerDNS keeps nothing beside the values */
static char *
write_extra (Reading *self, gboolean opaque)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  gboolean commented = self->comments != NULL && json_array_get_length (self->comments) > 0;

  if (!commented && self->disabled->len == 1 && !opaque)
    return NULL;

  json_builder_begin_object (builder);
  if (commented)
    {
      JsonNode *comments = json_node_init_array (json_node_alloc (), self->comments);

      json_builder_set_member_name (builder, LW_POWERDNS_COMMENTS);
      json_builder_add_value (builder, comments);
    }
  if (self->disabled->len > 1)
    add_texts (builder, LW_POWERDNS_DISABLED, self->disabled);
  if (opaque)
    add_texts (builder, LW_POWERDNS_OPAQUE, self->values);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return lw_json_to_text (root);
}

static LwRecordSet *
make_set (Reading *self, GError **error)
{
  const char *const *values = (const char *const *) self->values->pdata;
  g_autoptr (LwRecordSet) set = NULL;
  g_autofree char *extra = NULL;
  gboolean opaque;

  set = lw_record_set_new (self->owner, self->type, (guint32) self->ttl, values, NULL);
  opaque = set == NULL;
  if (opaque && !is_strict (self->type))
    set = lw_record_set_new (self->owner, self->type, (guint32) self->ttl, NULL, NULL);
  if (set == NULL)
    {
      g_autofree char *why =
          g_strdup_printf (_ ("a record of the type %s is not written as such"), self->type_name);

      return lw_powerdns_refuse (error, why), NULL;
    }

  extra = write_extra (self, opaque);
  return extra != NULL ? lw_record_set_with_host_extra (set, extra) : g_steal_pointer (&set);
}

/* Returns FALSE when it is no record set at all. (out) (nullable) (transfer full) @set: NULL for a
 * type without a known number: it stays on the server as it is, since only what a plan names is
 * ever written. */
gboolean
lw_powerdns_set_parse (JsonObject *object, const char *origin, LwRecordSet **set, GError **error)
{
  g_auto (Reading) reading = { 0 };

  *set = NULL;
  if (!read_set (&reading, object, origin, error))
    return FALSE;
  if (reading.type == 0)
    return TRUE;

  *set = make_set (&reading, error);
  return *set != NULL;
}
