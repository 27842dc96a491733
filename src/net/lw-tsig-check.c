/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-tsig-private.h"

#include "lw-error.h"
#include "lw-packet.h"
#include "lw-rr-type.h"
#include "lw-wire.h"

#include <glib/gi18n-lib.h>

#define UNSIGNED_MAX 99 /* RFC 8945 5.3.1 */

/**
 * LwTsigCheck:
 *
 * Checks the signatures of what a server sends to one signed request: one reply, or the many
 * messages of a zone transfer, of which some in the middle may go unsigned.
 */
struct _LwTsigCheck
{
  LwTsigKey *key;      /* (owned) */
  GBytes *prior;       /* (owned): MAC of the request, then of the last signed message */
  GByteArray *pending; /* (owned): the unsigned messages since then */
  guint n_pending;
  guint n_signed;
};

/* The TSIG record of one message, which must be its last record. */
typedef struct
{
  LwTsigFields fields;
  GByteArray *name;      /* (owned) */
  GByteArray *algorithm; /* (owned) */
  const guint8 *mac;
  guint16 mac_size;
  gsize start;   /* where the record begins */
  gboolean here; /* whether there is one at all */
} Signature;

static void
signature_clear (Signature *self)
{
  g_clear_pointer (&self->name, g_byte_array_unref);
  g_clear_pointer (&self->algorithm, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signature, signature_clear)

/**
 * lw_tsig_check_new:
 * @key: the key that signed the request
 * @request_mac: what [method@TsigKey.sign] gave out
 *
 * Returns: (transfer full): a check for the replies to one request
 */
LwTsigCheck *
lw_tsig_check_new (LwTsigKey *key, GBytes *request_mac)
{
  LwTsigCheck *self;

  g_return_val_if_fail (key != NULL && request_mac != NULL, NULL);

  self = g_new0 (LwTsigCheck, 1);
  self->key = lw_tsig_key_ref (key);
  self->prior = g_bytes_ref (request_mac);
  self->pending = g_byte_array_new ();

  return self;
}

void
lw_tsig_check_free (LwTsigCheck *self)
{
  g_return_if_fail (self != NULL);

  lw_tsig_key_unref (self->key);
  g_bytes_unref (self->prior);
  g_byte_array_unref (self->pending);
  g_free (self);
}

static gboolean
set_garbled (GError **error)
{
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                _ ("The server’s signed answer could not be understood."));
  return FALSE;
}

/* Everything behind the algorithm's name: fixed fields with two counted runs between them. */
static gboolean
read_fields (Signature *self, const guint8 *bytes, gsize size)
{
  const gsize fixed = LW_TSIG_TIME_BYTES + 4;

  if (size < fixed)
    return FALSE;

  self->fields.time_signed =
      (guint64) lw_packet_get_u16 (bytes) << 32 | lw_packet_get_u32 (bytes + 2);
  self->fields.fudge = lw_packet_get_u16 (bytes + LW_TSIG_TIME_BYTES);
  self->mac_size = lw_packet_get_u16 (bytes + LW_TSIG_TIME_BYTES + 2);
  self->mac = bytes + fixed;
  if (size < fixed + self->mac_size + 6)
    return FALSE;

  bytes += fixed + self->mac_size;
  self->fields.original_id = lw_packet_get_u16 (bytes);
  self->fields.trouble = lw_packet_get_u16 (bytes + 2);
  self->fields.other_size = lw_packet_get_u16 (bytes + 4);
  self->fields.other = bytes + 6;

  return size == fixed + self->mac_size + 6 + self->fields.other_size;
}

static gboolean
read_record (Signature *self, const guint8 *bytes, const LwPacketRecord *record)
{
  gsize end = 0;

  self->here = TRUE;
  self->start = record->start;
  self->name = lw_packet_read_name (bytes, record->rdata, record->start, NULL);
  self->algorithm = lw_packet_read_name (bytes, record->end, record->rdata, &end);

  return record->rr_class == LW_PACKET_CLASS_ANY && record->ttl == 0 && self->name != NULL &&
         self->algorithm != NULL && read_fields (self, bytes + end, record->end - end);
}

/* FALSE when the message is broken: cut, trailing bytes, or a TSIG that is not the last record. */
static gboolean
find_signature (Signature *self, const guint8 *bytes, gsize size)
{
  LwPacketReader reader;
  LwPacketRecord record;

  if (!lw_packet_reader_init (&reader, bytes, size))
    return FALSE;

  while (lw_packet_reader_has_next (&reader))
    {
      if (self->here || !lw_packet_reader_next (&reader, &record))
        return FALSE;

      if (record.section != LW_PACKET_QUESTION && record.type == LW_RR_TYPE_TSIG &&
          (record.section != LW_PACKET_ADDITIONAL || !read_record (self, bytes, &record)))
        return FALSE;
    }

  return lw_packet_reader_is_at_end (&reader);
}

static gboolean
accept_unsigned (LwTsigCheck *self, const guint8 *bytes, gsize size, GError **error)
{
  guint rcode = bytes[3] & 0xf;

  if (self->n_signed == 0 && (rcode == LW_RCODE_NOTAUTH || rcode == LW_RCODE_REFUSED))
    {
      lw_set_error (error, LW_ERROR_AUTH, "key",
                    _ ("Compare name, algorithm and secret of the key with those on the server."),
                    _ ("The server refused the key “%s”."),
                    lw_tsig_key_get_display_name (self->key));
      return FALSE;
    }

  if (self->n_signed == 0 || self->n_pending == UNSIGNED_MAX)
    {
      lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                    _ ("The server’s answer is not signed, so it may come from anyone."));
      return FALSE;
    }

  g_byte_array_append (self->pending, bytes, size);
  self->n_pending++;

  return TRUE;
}

/* The message as it was before it was signed: with its own ID and one record less. */
static void
add_message (GHmac *mac, const guint8 *bytes, const Signature *signature)
{
  lw_tsig_mac_add_u16 (mac, signature->fields.original_id);
  g_hmac_update (mac, bytes + 2, 8);
  lw_tsig_mac_add_u16 (mac, lw_packet_get_u16 (bytes + 10) - 1);
  g_hmac_update (mac, bytes + LW_PACKET_HEADER_BYTES,
                 (gssize) (signature->start - LW_PACKET_HEADER_BYTES));
}

static GBytes *
compute_mac (LwTsigCheck *self, const guint8 *bytes, const Signature *signature)
{
  GHmac *mac = lw_tsig_key_start_mac (self->key);
  GBytes *digest;

  lw_tsig_mac_add_prior (mac, self->prior);
  g_hmac_update (mac, self->pending->data, self->pending->len);
  add_message (mac, bytes, signature);
  if (self->n_signed == 0)
    lw_tsig_mac_add_variables (mac, self->key, &signature->fields);
  else
    lw_tsig_mac_add_timers (mac, &signature->fields);
  digest = lw_tsig_mac_finish (mac, self->key);
  g_hmac_unref (mac);

  return digest;
}

/* In a time that does not depend on where the first difference is. A shortened MAC does not do. */
static gboolean
is_same_mac (GBytes *expected, const guint8 *mac, gsize mac_size)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (expected, &size);
  guint8 difference = 0;

  if (mac_size != size)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    difference |= bytes[i] ^ mac[i];

  return difference == 0;
}

static gboolean
is_same_name (GByteArray *a, GByteArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len) == 0;
}

/* With these two errors the server cannot sign, having no secret in common with us. */
static gboolean
check_refusal (LwTsigCheck *self, guint16 trouble, GError **error)
{
  const char *name = lw_tsig_key_get_display_name (self->key);

  switch (trouble)
    {
    case LW_TSIG_BAD_SIGNATURE:
      lw_set_error (error, LW_ERROR_AUTH, "secret",
                    _ ("Copy the secret again from the server’s configuration."),
                    _ ("The server has another secret for the key “%s” (BADSIG)."), name);
      return FALSE;

    case LW_TSIG_BAD_KEY:
      lw_set_error (
          error, LW_ERROR_AUTH, "key_name",
          _ ("Compare name and algorithm of the key, and what it may do, with the server."),
          _ ("The server does not know the key “%s”, or does not let it do this (BADKEY)."), name);
      return FALSE;

    default:
      return TRUE;
    }
}

static char *
format_clock (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("?");
}

static gboolean
set_clock_error (gint64 server_time, gint64 now, GError **error)
{
  g_autofree char *theirs = format_clock (server_time);
  g_autofree char *ours = format_clock (now);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (server_time - now));

  lw_set_error (error, LW_ERROR_AUTH, "clock",
                _ ("Set the clock of this computer, or have the server’s clock set."),
                /* Translators: seconds, then two dates with time */
                _ ("The clocks differ by %s s, so the key is not accepted: the server says %s, "
                   "this computer %s."),
                seconds, theirs, ours);
  return FALSE;
}

static gboolean
check_trouble (const LwTsigFields *fields, gint64 now, GError **error)
{
  gint64 signed_at = (gint64) fields->time_signed;

  if (fields->trouble == LW_TSIG_BAD_TIME)
    {
      if (fields->other_size == LW_TSIG_TIME_BYTES)
        signed_at = (gint64) lw_packet_get_u16 (fields->other) << 32 |
                    lw_packet_get_u32 (fields->other + 2);
      return set_clock_error (signed_at, now, error);
    }

  if (fields->trouble != LW_TSIG_NO_ERROR)
    {
      lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                    _ ("The server did not accept the signature (error %u)."), fields->trouble);
      return FALSE;
    }

  return ABS (now - signed_at) <= fields->fudge || set_clock_error (signed_at, now, error);
}

static gboolean
check_signature (LwTsigCheck *self,
                 const guint8 *bytes,
                 const Signature *signature,
                 gint64 now,
                 GError **error)
{
  g_autoptr (GBytes) mac = NULL;

  if (signature->mac_size == 0 && self->n_signed == 0 &&
      !check_refusal (self, signature->fields.trouble, error))
    return FALSE;

  mac = compute_mac (self, bytes, signature);
  if (!is_same_name (signature->name, lw_tsig_key_get_name (self->key)) ||
      !is_same_name (signature->algorithm, lw_tsig_key_get_algorithm (self->key)) ||
      !is_same_mac (mac, signature->mac, signature->mac_size))
    {
      lw_set_error (error, LW_ERROR_PROTOCOL, NULL,
                    _ ("Compare the key with the server’s, then try again."),
                    _ ("The signature of the server’s answer is not right, so the answer may come "
                       "from someone else."));
      return FALSE;
    }

  if (!check_trouble (&signature->fields, now, error))
    return FALSE;

  g_bytes_unref (self->prior);
  self->prior = g_steal_pointer (&mac);
  g_byte_array_set_size (self->pending, 0);
  self->n_pending = 0;
  self->n_signed++;

  return TRUE;
}

/**
 * lw_tsig_check_message:
 * @self: a check
 * @message: the next message, as received
 * @now: Unix seconds
 * @error: return location for a `LW_ERROR_AUTH` (the server refused the key, or the clocks differ)
 *   or `LW_ERROR_PROTOCOL` (unsigned, forged or broken)
 *
 * Checks one message; all of them must be given, in the order they came. Nothing of a message may
 * be believed before [method@TsigCheck.is_complete].
 *
 * Returns: whether the message is signed as it must be, or may go unsigned
 */
gboolean
lw_tsig_check_message (LwTsigCheck *self, GBytes *message, gint64 now, GError **error)
{
  g_auto (Signature) signature = { .here = FALSE };
  const guint8 *bytes;
  gsize size;

  g_return_val_if_fail (self != NULL && message != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  bytes = g_bytes_get_data (message, &size);
  if (!find_signature (&signature, bytes, size))
    return set_garbled (error);

  if (!signature.here)
    return accept_unsigned (self, bytes, size, error);

  return check_signature (self, bytes, &signature, now, error);
}

gboolean
lw_tsig_check_is_complete (LwTsigCheck *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_signed > 0 && self->n_pending == 0;
}
