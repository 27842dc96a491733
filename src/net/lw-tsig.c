/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-tsig-private.h"

#include "lw-error.h"
#include "lw-packet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECRET_MAX_BYTES 1024
#define TTL_ZERO 0

/**
 * LwTsigKey:
 *
 * A key shared with a DNS server, by which requests and replies are signed (RFC 8945). The secret
 * is wiped when the last reference goes; no message of this file quotes it.
 */
struct _LwTsigKey
{
  gatomicrefcount ref_count;
  char *display_name;
  GByteArray *name;      /* (owned): wire form, lower case */
  GByteArray *algorithm; /* (owned): wire form */
  GChecksumType digest;
  guint8 *secret; /* (owned) */
  gsize secret_size;
};

typedef struct
{
  const char *name;
  GChecksumType digest;
} Algorithm;

static const Algorithm algorithms[] = {
  { "hmac-sha256", G_CHECKSUM_SHA256 },
  { "hmac-sha384", G_CHECKSUM_SHA384 },
  { "hmac-sha512", G_CHECKSUM_SHA512 },
};

static gboolean
set_name (LwTsigKey *self, const char *name, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (strcmp (trimmed, ".") == 0 || !lw_packet_append_name (self->name, trimmed))
    {
      lw_set_error (error, LW_ERROR_INVALID, "key_name",
                    _ ("Copy the name of the key from the server’s configuration."),
                    _ ("The name of the key is not a name that a server can know."));
      return FALSE;
    }

  self->display_name = g_steal_pointer (&trimmed);
  return TRUE;
}

static gboolean
set_algorithm (LwTsigKey *self, const char *text, GError **error)
{
  g_autofree char *name = g_strstrip (g_ascii_strdown (text, -1));

  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (algorithms[i].name, name) == 0)
      {
        self->digest = algorithms[i].digest;
        return lw_packet_append_name (self->algorithm, name);
      }

  lw_set_error (error, LW_ERROR_INVALID, "algorithm",
                _ ("Choose hmac-sha256, hmac-sha384 or hmac-sha512."),
                _ ("Keys of this algorithm cannot be used."));
  return FALSE;
}

/* g_base64_decode() skips what it does not know, so the alphabet is checked here. */
static gboolean
is_base64 (const char *text, gsize size)
{
  gsize n_letters =
      strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  return size > 0 && size % 4 == 0 && size - n_letters <= 2 &&
         strspn (text + n_letters, "=") == size - n_letters;
}

static gboolean
set_secret (LwTsigKey *self, const char *text, GError **error)
{
  gsize begin = strspn (text, " \t\r\n");
  gsize size = strcspn (text + begin, " \t\r\n");
  gsize rest = begin + size + strspn (text + begin + size, " \t\r\n");
  char *trimmed = g_strndup (text + begin, size);

  if (text[rest] == '\0' && size <= SECRET_MAX_BYTES && is_base64 (trimmed, size))
    self->secret = g_base64_decode (trimmed, &self->secret_size);

  explicit_bzero (trimmed, size);
  g_free (trimmed);
  if (self->secret_size > 0)
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "secret",
                _ ("Copy the whole secret, which ends in letters, digits or “=”."),
                _ ("The secret of the key is not complete (it is written in base64)."));
  return FALSE;
}

/**
 * lw_tsig_key_new:
 * @name: the key's name as the server knows it
 * @algorithm: `hmac-sha256`, `hmac-sha384` or `hmac-sha512`
 * @secret: the shared secret in base64
 * @error: return location for a `LW_ERROR_INVALID` with field `key_name`, `algorithm` or `secret`
 *
 * Creates a key from what a person copied out of a server's configuration.
 *
 * Returns: (transfer full) (nullable): the key
 */
LwTsigKey *
lw_tsig_key_new (const char *name, const char *algorithm, const char *secret, GError **error)
{
  g_autoptr (LwTsigKey) self = NULL;

  g_return_val_if_fail (name != NULL && algorithm != NULL && secret != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (LwTsigKey, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_byte_array_new ();
  self->algorithm = g_byte_array_new ();

  if (!set_name (self, name, error) || !set_algorithm (self, algorithm, error) ||
      !set_secret (self, secret, error))
    return NULL;

  return g_steal_pointer (&self);
}

LwTsigKey *
lw_tsig_key_ref (LwTsigKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_tsig_key_unref (LwTsigKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->secret != NULL)
    explicit_bzero (self->secret, self->secret_size);
  g_free (self->secret);
  g_free (self->display_name);
  g_byte_array_unref (self->name);
  g_byte_array_unref (self->algorithm);
  g_free (self);
}

const char *
lw_tsig_key_get_display_name (LwTsigKey *self)
{
  return self->display_name;
}

GByteArray *
lw_tsig_key_get_name (LwTsigKey *self)
{
  return self->name;
}

GByteArray *
lw_tsig_key_get_algorithm (LwTsigKey *self)
{
  return self->algorithm;
}

gsize
lw_tsig_key_get_mac_size (LwTsigKey *self)
{
  return (gsize) g_checksum_type_get_length (self->digest);
}

GHmac *
lw_tsig_key_start_mac (LwTsigKey *self)
{
  return g_hmac_new (self->digest, self->secret, self->secret_size);
}

void
lw_tsig_mac_add_u16 (GHmac *mac, guint16 value)
{
  guint8 bytes[] = { value >> 8, value & 0xff };

  g_hmac_update (mac, bytes, sizeof bytes);
}

/* The MAC that the present one continues, with its length (RFC 8945 4.3.1). */
void
lw_tsig_mac_add_prior (GHmac *mac, GBytes *prior)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (prior, &size);

  lw_tsig_mac_add_u16 (mac, (guint16) size);
  g_hmac_update (mac, bytes, (gssize) size);
}

static void
append_time (GByteArray *array, guint64 seconds)
{
  lw_packet_append_u16 (array, seconds >> 32 & 0xffff);
  lw_packet_append_u32 (array, seconds & 0xffffffff);
}

void
lw_tsig_mac_add_timers (GHmac *mac, const LwTsigFields *fields)
{
  g_autoptr (GByteArray) timers = g_byte_array_new ();

  append_time (timers, fields->time_signed);
  lw_packet_append_u16 (timers, fields->fudge);
  g_hmac_update (mac, timers->data, timers->len);
}

/* RFC 8945 4.3.3: everything of the record but its lengths, the MAC and the ID. */
void
lw_tsig_mac_add_variables (GHmac *mac, LwTsigKey *key, const LwTsigFields *fields)
{
  g_hmac_update (mac, key->name->data, key->name->len);
  lw_tsig_mac_add_u16 (mac, LW_PACKET_CLASS_ANY);
  lw_tsig_mac_add_u16 (mac, TTL_ZERO);
  lw_tsig_mac_add_u16 (mac, TTL_ZERO);
  g_hmac_update (mac, key->algorithm->data, key->algorithm->len);
  lw_tsig_mac_add_timers (mac, fields);
  lw_tsig_mac_add_u16 (mac, fields->trouble);
  lw_tsig_mac_add_u16 (mac, fields->other_size);
  g_hmac_update (mac, fields->other, fields->other_size);
}

GBytes *
lw_tsig_mac_finish (GHmac *mac, LwTsigKey *key)
{
  guint8 digest[LW_TSIG_MAC_MAX_BYTES];
  gsize size = sizeof digest;

  g_assert (lw_tsig_key_get_mac_size (key) <= sizeof digest);
  g_hmac_get_digest (mac, digest, &size);

  return g_bytes_new (digest, size);
}

static void
append_rdata (GByteArray *rdata, LwTsigKey *self, const LwTsigFields *fields, GBytes *mac)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (mac, &size);

  g_byte_array_append (rdata, self->algorithm->data, self->algorithm->len);
  append_time (rdata, fields->time_signed);
  lw_packet_append_u16 (rdata, fields->fudge);
  lw_packet_append_u16 (rdata, (guint16) size);
  g_byte_array_append (rdata, bytes, size);
  lw_packet_append_u16 (rdata, fields->original_id);
  lw_packet_append_u16 (rdata, fields->trouble);
  lw_packet_append_u16 (rdata, fields->other_size);
}

static void
append_record (GByteArray *message, LwTsigKey *self, const LwTsigFields *fields, GBytes *mac)
{
  g_autoptr (GByteArray) rdata = g_byte_array_new ();
  guint16 n_additional = lw_packet_get_u16 (message->data + 10) + 1;

  append_rdata (rdata, self, fields, mac);
  g_byte_array_append (message, self->name->data, self->name->len);
  lw_packet_append_u16 (message, 250); /* TSIG */
  lw_packet_append_u16 (message, LW_PACKET_CLASS_ANY);
  lw_packet_append_u32 (message, TTL_ZERO);
  lw_packet_append_u16 (message, (guint16) rdata->len);
  g_byte_array_append (message, rdata->data, rdata->len);

  message->data[10] = n_additional >> 8;
  message->data[11] = n_additional & 0xff;
}

/**
 * lw_tsig_sign:
 * @self: a key
 * @message: a whole DNS message without TSIG
 * @now: the time that goes into the signature, Unix seconds
 * @mac: (out) (optional) (transfer full): what the reply's signature continues
 *
 * Signs a request.
 *
 * Returns: (transfer full): @message with a TSIG record at its end
 */
GBytes *
lw_tsig_sign (LwTsigKey *self, GBytes *message, gint64 now, GBytes **mac)
{
  GByteArray *signed_message;
  LwTsigFields fields = { .time_signed = (guint64) MAX (now, 0), .fudge = LW_TSIG_FUDGE_SECONDS };
  GHmac *hmac;
  g_autoptr (GBytes) digest = NULL;
  const guint8 *bytes;
  gsize size;

  g_return_val_if_fail (self != NULL && message != NULL, NULL);

  bytes = g_bytes_get_data (message, &size);
  g_return_val_if_fail (size >= LW_PACKET_HEADER_BYTES, NULL);

  fields.original_id = lw_packet_get_u16 (bytes);
  hmac = lw_tsig_key_start_mac (self);
  g_hmac_update (hmac, bytes, (gssize) size);
  lw_tsig_mac_add_variables (hmac, self, &fields);
  digest = lw_tsig_mac_finish (hmac, self);
  g_hmac_unref (hmac);

  signed_message = g_byte_array_sized_new (size + 256);
  g_byte_array_append (signed_message, bytes, size);
  append_record (signed_message, self, &fields, digest);
  if (mac != NULL)
    *mac = g_steal_pointer (&digest);

  return g_byte_array_free_to_bytes (signed_message);
}
