/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-provider-rfc2136-transfer.h"

#include <glib/gi18n-lib.h>
#include <ldns/ldns.h>

#include "lw-error.h"
#include "lw-name.h"
#include "lw-wire.h"

#define MAX_BYTES (64 * 1024 * 1024)
/* A transfer begins and ends with the SOA record. */
#define SOA_RECORDS 2

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_pkt, ldns_pkt_free)

/* One record set; its records may come in several messages. */
typedef struct
{
  char *owner;
  guint16 type;
  guint32 ttl;       /* the lowest, seconds */
  GPtrArray *values; /* (owned) (element-type utf8) */
} Part;

struct _LwTransfer
{
  char *zone;
  LwTsigCheck *check;     /* (owned) */
  LwSignedReply *refusal; /* (owned) (nullable) */
  GHashTable *by_key;     /* (owned): "type owner" → Part, not owned */
  GPtrArray *parts;       /* (owned) (element-type Part) */
  gsize n_bytes;
  guint n_messages;
  guint n_soa;
};

static void
part_free (Part *part)
{
  g_free (part->owner);
  g_ptr_array_unref (part->values);
  g_free (part);
}

LwTransfer *
lw_transfer_new (const char *zone, LwTsigKey *key, GBytes *request_mac)
{
  LwTransfer *self = g_new0 (LwTransfer, 1);

  self->zone = g_strdup (zone);
  self->check = lw_tsig_check_new (key, request_mac);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);

  return self;
}

void
lw_transfer_free (LwTransfer *self)
{
  g_free (self->zone);
  lw_tsig_check_free (self->check);
  g_clear_pointer (&self->refusal, lw_signed_reply_free);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *why)
{
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                /* Translators: the placeholder is a reason. */
                _ ("The name server did not hand over the domain as it should: %s"), why);
  return FALSE;
}

/* Our own message type joins equal records, so the two SOA records of a short transfer are one
 * there; here each is seen. */
static gboolean
count_soa (LwTransfer *self, GBytes *message, GError **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);
  g_autoptr (ldns_pkt) packet = NULL;
  ldns_rr_list *answer;

  if (ldns_wire2pkt (&packet, bytes, size) != LDNS_STATUS_OK)
    return refuse (error, _ ("a message cannot be read"));

  answer = ldns_pkt_answer (packet);
  for (size_t i = 0; i < ldns_rr_list_rr_count (answer); i++)
    {
      gboolean is_soa = ldns_rr_get_type (ldns_rr_list_rr (answer, i)) == LDNS_RR_TYPE_SOA;

      if (self->n_soa == 0 && !is_soa)
        return refuse (error, _ ("it does not begin with the SOA record"));
      if (self->n_soa == SOA_RECORDS)
        return refuse (error, _ ("it goes on behind its end"));
      if (is_soa)
        self->n_soa++;
    }

  return TRUE;
}

static Part *
find_part (LwTransfer *self, LwRecordSet *set)
{
  g_autofree char *key =
      g_strdup_printf ("%u %s", lw_record_set_get_rr_type (set), lw_record_set_get_owner (set));
  Part *part = g_hash_table_lookup (self->by_key, key);

  if (part != NULL)
    return part;

  part = g_new0 (Part, 1);
  part->owner = g_strdup (lw_record_set_get_owner (set));
  part->type = lw_record_set_get_rr_type (set);
  part->ttl = lw_record_set_get_ttl (set);
  part->values = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->parts, part);
  g_hash_table_insert (self->by_key, g_steal_pointer (&key), part);

  return part;
}

static gboolean
take_set (LwTransfer *self, LwRecordSet *set, GError **error)
{
  const char *const *values = lw_record_set_get_values (set);
  Part *part;

  if (!lw_name_is_at_or_below (lw_record_set_get_owner (set), self->zone) ||
      (lw_record_set_get_rr_type (set) == LW_RR_TYPE_SOA &&
       !g_str_equal (lw_record_set_get_owner (set), self->zone)))
    return refuse (error, _ ("a name lies outside the domain"));

  part = find_part (self, set);
  part->ttl = MIN (part->ttl, lw_record_set_get_ttl (set));
  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (part->values, g_strdup (values[i]));

  return TRUE;
}

static gboolean
take_records (LwTransfer *self, GBytes *message, GError **error)
{
  g_autoptr (LwMessage) parsed = lw_wire_parse (message, error);
  GPtrArray *sets;

  if (parsed == NULL || !count_soa (self, message, error))
    return FALSE;

  sets = lw_message_get_sets (parsed, LW_SECTION_ANSWER);
  for (guint i = 0; i < sets->len; i++)
    if (!take_set (self, g_ptr_array_index (sets, i), error))
      return FALSE;

  return TRUE;
}

gboolean
lw_transfer_take (LwTransfer *self, GBytes *message, gint64 now, GError **error)
{
  g_autoptr (LwSignedReply) reply = lw_signed_reply_new (message, self->check, now);

  self->n_bytes += g_bytes_get_size (message);
  self->n_messages++;
  if (self->n_messages == 1 && (reply->distrust != NULL || reply->rcode != LW_RCODE_NOERROR))
    {
      self->refusal = g_steal_pointer (&reply);
      return FALSE;
    }

  if (reply->distrust != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reply->distrust));
      return FALSE;
    }
  if (reply->rcode != LW_RCODE_NOERROR)
    return refuse (error, _ ("it broke off"));
  if (self->n_bytes > MAX_BYTES)
    return refuse (error, _ ("it is too large"));

  return take_records (self, message, error) && self->n_soa < SOA_RECORDS;
}

LwSignedReply *
lw_transfer_get_refusal (LwTransfer *self)
{
  return self->refusal;
}

LwZone *
lw_transfer_build_zone (LwTransfer *self, GError **error)
{
  g_autoptr (LwZone) zone = lw_zone_new (self->zone);

  if (self->n_soa < SOA_RECORDS)
    return refuse (error, _ ("it broke off")), NULL;
  if (!lw_tsig_check_is_complete (self->check))
    return refuse (error, _ ("its end is not signed")), NULL;

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);
      LwRecordSet *set;

      g_ptr_array_add (part->values, NULL);
      set = lw_record_set_new (part->owner, part->type, part->ttl,
                               (const char *const *) part->values->pdata, NULL);
      if (set == NULL)
        return refuse (error, _ ("a record cannot be read")), NULL;
      lw_zone_take_set (zone, set);
    }

  return g_steal_pointer (&zone);
}
