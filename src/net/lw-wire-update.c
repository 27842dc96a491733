/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-wire-private.h"

#include "lw-error.h"
#include "lw-rr-type.h"

#include <glib/gi18n-lib.h>
#include <ldns/ldns.h>
#include <string.h>

#define UPDATE_FLAGS (LW_PACKET_OPCODE_UPDATE << 3)
#define TSIG_MAX_BYTES 1024 /* two names of 255 bytes and the largest MAC */
#define ZERO 0

/* The root as owner, type, class, TTL, RDLENGTH */
#define BARE_OWNER_BYTES 11

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_rr, ldns_rr_free)

/* An update while it is written (RFC 2136): prerequisites first, then what to write. All removals
 * go before all additions: a CNAME added beside the records it replaces would be dropped. */
typedef struct
{
  GByteArray *message; /* (owned) */
  const char *zone;
  guint n_prerequisites;
  guint n_updates;
} Update;

static gboolean
begin (Update *self, const char *zone, GError **error)
{
  self->zone = zone;
  self->message = lw_wire_begin (UPDATE_FLAGS, 0);

  return lw_wire_append_question (self->message, zone, LW_RR_TYPE_SOA, error);
}

static gboolean
set_unwritable (const char *owner, guint16 type, GError **error)
{
  g_autofree char *name = lw_rr_type_to_string (type);

  lw_set_error (error, LW_ERROR_UNSUPPORTED, NULL, NULL,
                /* Translators: a record type such as MX, then a name */
                _ ("The %s record of %s cannot be sent by this way."), name, owner);
  return FALSE;
}

static char *
print_generic (const guint8 *rdata, gsize size)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "\\# %" G_GSIZE_FORMAT " ", size);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", rdata[i]);

  return g_string_free (text, FALSE);
}

/* Whether the bytes that ldns made of a value mean that value to the model, too. */
static gboolean
means_the_same (guint16 type, const char *value, const guint8 *rdata, gsize size)
{
  g_autofree char *generic = print_generic (rdata, size);
  const char *values[] = { generic, NULL };
  g_autoptr (LwRecordSet) again = lw_record_set_new (".", type, 0, values, NULL);

  return again != NULL && lw_record_set_has_value (again, value);
}

/* The wire form of a value. (nullable) (transfer full) */
static GBytes *
write_rdata (guint16 type, const char *value)
{
  g_autofree char *type_name = lw_rr_type_to_string (type);
  g_autofree char *line = g_strdup_printf (". 0 IN %s %s", type_name, value);
  g_autoptr (ldns_rr) rr = NULL;
  g_autoptr (GBytes) rdata = NULL;
  guint8 *wire = NULL;
  size_t size = 0;

  if (ldns_rr_new_frm_str (&rr, line, 0, NULL, NULL) != LDNS_STATUS_OK ||
      ldns_rr2wire (&wire, rr, LDNS_SECTION_ANSWER, &size) != LDNS_STATUS_OK)
    return NULL;

  if (size > BARE_OWNER_BYTES &&
      means_the_same (type, value, wire + BARE_OWNER_BYTES, size - BARE_OWNER_BYTES))
    rdata = g_bytes_new (wire + BARE_OWNER_BYTES, size - BARE_OWNER_BYTES);
  free (wire); /* from malloc(), by ldns's contract */

  return g_steal_pointer (&rdata);
}

/* @rdata: (nullable) */
static gboolean
append_record (Update *self,
               const char *owner,
               guint16 type,
               guint16 rr_class,
               guint32 ttl,
               GBytes *rdata,
               GError **error)
{
  gsize size = rdata != NULL ? g_bytes_get_size (rdata) : 0;

  if (!lw_packet_append_name (self->message, owner))
    return set_unwritable (owner, type, error);

  lw_packet_append_u16 (self->message, type);
  lw_packet_append_u16 (self->message, rr_class);
  lw_packet_append_u32 (self->message, ttl);
  lw_packet_append_u16 (self->message, (guint16) size);
  if (size > 0)
    g_byte_array_append (self->message, g_bytes_get_data (rdata, NULL), (guint) size);

  if (self->message->len <= LW_PACKET_MAX_BYTES - TSIG_MAX_BYTES)
    return TRUE;

  lw_set_error (error, LW_ERROR_UNSUPPORTED, NULL, _ ("Make the change in several parts."),
                _ ("The change does not fit into one message to the name server."));
  return FALSE;
}

/* One record for each value of @set that @but_not (nullable) has not. */
static gboolean
append_values (Update *self,
               LwRecordSet *set,
               LwRecordSet *but_not,
               guint16 rr_class,
               guint32 ttl,
               guint *count,
               GError **error)
{
  const char *owner = lw_record_set_get_owner (set);
  guint16 type = lw_record_set_get_rr_type (set);
  const char *const *values = lw_record_set_get_values (set);

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autoptr (GBytes) rdata = NULL;

      if (but_not != NULL && lw_record_set_has_value (but_not, values[i]))
        continue;

      rdata = write_rdata (type, values[i]);
      if (rdata == NULL)
        return set_unwritable (owner, type, error);
      if (!append_record (self, owner, type, rr_class, ttl, rdata, error))
        return FALSE;
      (*count)++;
    }

  return TRUE;
}

static gboolean
has_values (LwRecordSet *set)
{
  return set != NULL && lw_record_set_get_n_values (set) > 0;
}

/* "The set is exactly this" (2.4.2, TTL 0), or "there is none" (2.4.3) */
static gboolean
append_prerequisite (Update *self, LwChange *change, GError **error)
{
  LwRecordSet *old_set = lw_change_get_old (change);

  if (has_values (old_set))
    return append_values (self, old_set, NULL, LW_PACKET_CLASS_IN, ZERO, &self->n_prerequisites,
                          error);

  self->n_prerequisites++;
  return append_record (self, lw_change_get_owner (change), lw_change_get_rr_type (change),
                        LW_PACKET_CLASS_NONE, ZERO, NULL, error);
}

/* A server skips the removal of the whole NS set at the apex of its zone (3.4.2.3). */
static gboolean
is_apex_ns (Update *self, LwChange *change)
{
  return lw_change_get_rr_type (change) == LW_RR_TYPE_NS &&
         strcmp (lw_change_get_owner (change), self->zone) == 0;
}

static gboolean
append_removal (Update *self, LwChange *change, GError **error)
{
  if (!has_values (lw_change_get_old (change)) || is_apex_ns (self, change))
    return TRUE;

  self->n_updates++;
  return append_record (self, lw_change_get_owner (change), lw_change_get_rr_type (change),
                        LW_PACKET_CLASS_ANY, ZERO, NULL, error);
}

static gboolean
append_addition (Update *self, LwChange *change, GError **error)
{
  LwRecordSet *old_set = lw_change_get_old (change);
  LwRecordSet *new_set = lw_change_get_new (change);

  if (has_values (new_set) &&
      !append_values (self, new_set, NULL, LW_PACKET_CLASS_IN, lw_record_set_get_ttl (new_set),
                      &self->n_updates, error))
    return FALSE;

  if (!is_apex_ns (self, change) || !has_values (old_set))
    return TRUE;

  return append_values (self, old_set, new_set, LW_PACKET_CLASS_NONE, ZERO, &self->n_updates,
                        error);
}

typedef gboolean (*AppendFunc) (Update *self, LwChange *change, GError **error);

static gboolean
append_each (Update *self, GPtrArray *changes, AppendFunc append, GError **error)
{
  for (guint i = 0; i < changes->len; i++)
    if (!append (self, g_ptr_array_index (changes, i), error))
      return FALSE;

  return TRUE;
}

static GBytes *
finish (Update *self)
{
  lw_wire_set_count (self->message, LW_PACKET_ANSWER, self->n_prerequisites);
  lw_wire_set_count (self->message, LW_PACKET_AUTHORITY, self->n_updates);

  return g_byte_array_free_to_bytes (g_steal_pointer (&self->message));
}

/**
 * lw_wire_build_update:
 * @zone: the zone's apex, a normal name
 * @changes: (element-type LwChange): what to write
 * @error: return location for a `LW_ERROR_INVALID` (zone) or `LW_ERROR_UNSUPPORTED` (a record that
 *   cannot be sent, or more than one message holds)
 *
 * Writes one update that a server makes as a whole or not at all: only if every old set is exactly
 * as it was. TTLs are not compared by servers.
 *
 * Returns: (transfer full) (nullable): the message
 */
GBytes *
lw_wire_build_update (const char *zone, GPtrArray *changes, GError **error)
{
  Update update = { .message = NULL };

  g_return_val_if_fail (zone != NULL && changes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (begin (&update, zone, error) && append_each (&update, changes, append_prerequisite, error) &&
      append_each (&update, changes, append_removal, error) &&
      append_each (&update, changes, append_addition, error))
    return finish (&update);

  g_byte_array_unref (update.message);
  return NULL;
}

/**
 * lw_wire_build_probe:
 * @zone: the zone's apex, a normal name
 * @error: return location for a `LW_ERROR_INVALID`
 *
 * Writes an update that asks only whether the zone is there and writes nothing: it proves key and
 * clock.
 *
 * Returns: (transfer full) (nullable): the message
 */
GBytes *
lw_wire_build_probe (const char *zone, GError **error)
{
  Update update = { .message = NULL };

  g_return_val_if_fail (zone != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  update.n_prerequisites = 1;
  if (begin (&update, zone, error) &&
      append_record (&update, zone, LW_RR_TYPE_SOA, LW_PACKET_CLASS_ANY, ZERO, NULL, error))
    return finish (&update);

  g_byte_array_unref (update.message);
  return NULL;
}
