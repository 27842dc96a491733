/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-wire.h"

#include "lw-error.h"
#include "lw-packet.h"
#include "lw-rr-type.h"
#include "lw-wire-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

/* Bits of a message's third and fourth byte, and of an OPT record's TTL (RFC 6891 6.1.3) */
#define IS_REPLY 0x80
#define OPCODE 0x78
#define TRUNCATED 0x02
#define RECURSION_DESIRED 0x01
#define CHECKING_DISABLED 0x10
#define RCODE 0x0f
#define DNSSEC_OK 0x8000

static const char *const rcode_names[] = {
  "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",  "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
  "NXRRSET", "NOTAUTH", "NOTZONE",  "DSOTYPENI", NULL,      NULL,      NULL,       NULL,
  "BADVERS", "BADKEY",  "BADTIME",  "BADMODE",   "BADNAME", "BADALG",  "BADTRUNC", "BADCOOKIE",
};

/* The ID is half of what a forger has to guess, so it comes from the kernel; many at once, each
 * used once. */
static guint16
make_id (void)
{
  static _Thread_local guint16 ids[64];
  static _Thread_local guint n_left;

  if (n_left == 0)
    {
      while (getrandom (ids, sizeof ids, 0) != sizeof ids)
        g_assert (errno == EINTR);
      n_left = G_N_ELEMENTS (ids);
    }

  return ids[--n_left];
}

#define MESSAGE_BYTES 96 /* more than most questions have */

/* A header that counts one question and nothing else yet */
GByteArray *
lw_wire_begin (guint8 flags, guint8 more_flags)
{
  GByteArray *message = g_byte_array_sized_new (MESSAGE_BYTES);
  guint8 bits[] = { flags, more_flags };

  lw_packet_append_u16 (message, make_id ());
  g_byte_array_append (message, bits, sizeof bits);
  lw_packet_append_u16 (message, 1);
  lw_packet_append_u16 (message, 0);
  lw_packet_append_u16 (message, 0);
  lw_packet_append_u16 (message, 0);

  return message;
}

void
lw_wire_set_count (GByteArray *message, LwPacketSection section, guint count)
{
  guint8 *bytes = message->data + 4 + 2 * section;

  bytes[0] = count >> 8 & 0xff;
  bytes[1] = count & 0xff;
}

gboolean
lw_wire_append_question (GByteArray *message, const char *name, guint16 type, GError **error)
{
  if (!lw_packet_append_name (message, name))
    {
      lw_set_error (error, LW_ERROR_INVALID, "domain", NULL, _ ("“%s” is not a domain name."),
                    name);
      return FALSE;
    }

  lw_packet_append_u16 (message, type);
  lw_packet_append_u16 (message, LW_PACKET_CLASS_IN);

  return TRUE;
}

static guint16
get_udp_size (LwQueryFlags flags)
{
  if (flags & LW_QUERY_BIG)
    return LW_WIRE_BIG_SIZE;

  return flags & LW_QUERY_SMALL ? LW_WIRE_SMALL_SIZE : LW_WIRE_UDP_SIZE;
}

static void
append_opt (GByteArray *message, LwQueryFlags flags)
{
  g_byte_array_append (message, (const guint8 *) "", 1); /* the root */
  lw_packet_append_u16 (message, LW_RR_TYPE_OPT);
  lw_packet_append_u16 (message, get_udp_size (flags));
  lw_packet_append_u32 (message, flags & LW_QUERY_DNSSEC ? DNSSEC_OK : 0);
  lw_packet_append_u16 (message, 0);
  lw_wire_set_count (message, LW_PACKET_ADDITIONAL, 1);
}

/**
 * lw_wire_build_query:
 * @name: the name to ask about
 * @type: the type to ask for
 * @flags: what to ask of the server
 * @error: return location for a `LW_ERROR_INVALID` with field `domain`
 *
 * Writes a question with a random ID.
 *
 * Returns: (transfer full) (nullable): the message
 */
GBytes *
lw_wire_build_query (const char *name, guint16 type, LwQueryFlags flags, GError **error)
{
  g_autoptr (GByteArray) message = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  message = lw_wire_begin (flags & LW_QUERY_RECURSE ? RECURSION_DESIRED : 0,
                           flags & LW_QUERY_CHECKING_OFF ? CHECKING_DISABLED : 0);
  if (!lw_wire_append_question (message, name, type, error))
    return NULL;

  if (!(flags & LW_QUERY_NO_EDNS))
    append_opt (message, flags);

  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

#define OPT_BYTES 11    /* without options, as it is written above */
#define HEADER_BYTES 12 /* its last two are the number of additional records */

static gboolean
ends_with_our_opt (const guint8 *bytes, gsize size)
{
  return size >= HEADER_BYTES + OPT_BYTES && bytes[10] == 0 && bytes[11] == 1 &&
         bytes[size - OPT_BYTES] == 0 && bytes[size - OPT_BYTES + 1] == 0 &&
         bytes[size - OPT_BYTES + 2] == LW_RR_TYPE_OPT && bytes[size - 2] == 0 &&
         bytes[size - 1] == 0;
}

/**
 * lw_wire_strip_edns:
 * @query: a question of [func@wire_build_query]
 *
 * Returns: (transfer full): the same question with the same ID, without EDNS
 */
GBytes *
lw_wire_strip_edns (GBytes *query)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (query, &size);
  guint8 *plain;

  if (!ends_with_our_opt (bytes, size))
    return g_bytes_ref (query);

  plain = g_memdup2 (bytes, size - OPT_BYTES);
  plain[11] = 0;

  return g_bytes_new_take (plain, size - OPT_BYTES);
}

#define PAD_BLOCK_BYTES 128
#define PADDING_OPTION 12
#define OPTION_BYTES 4

/**
 * lw_wire_pad:
 * @query: a question of [func@wire_build_query]
 *
 * Where the question is encrypted its length shall not tell which name it is about (RFC 7830,
 * RFC 8467 4.1).
 *
 * Returns: (transfer full): the same question, filled up to the next 128 bytes; one without EDNS as
 *   it is
 */
GBytes *
lw_wire_pad (GBytes *query)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (query, &size);
  gsize padded = (size + OPTION_BYTES + PAD_BLOCK_BYTES - 1) / PAD_BLOCK_BYTES * PAD_BLOCK_BYTES;
  GByteArray *message;

  if (!ends_with_our_opt (bytes, size))
    return g_bytes_ref (query);

  message = g_byte_array_sized_new (padded);
  g_byte_array_append (message, bytes, size - 2);
  lw_packet_append_u16 (message, (guint16) (padded - size));
  lw_packet_append_u16 (message, PADDING_OPTION);
  lw_packet_append_u16 (message, (guint16) (padded - size - OPTION_BYTES));
  g_byte_array_set_size (message, padded);
  memset (message->data + size + OPTION_BYTES, 0, padded - size - OPTION_BYTES);

  return g_byte_array_free_to_bytes (message);
}

/* ASCII letters of any case are the same; the other bytes of a question cannot be mistaken for
 * letters, since both sides lie at the same place. */
static gboolean
is_same_question (const guint8 *asked, const guint8 *reply, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (g_ascii_tolower ((char) asked[i]) != g_ascii_tolower ((char) reply[i]))
      return FALSE;

  return TRUE;
}

static gsize
measure_question (GBytes *query)
{
  LwPacketReader reader;
  LwPacketRecord question;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (query, &size);

  if (!lw_packet_reader_init (&reader, bytes, size) || !lw_packet_reader_next (&reader, &question))
    return 0;

  return question.end - question.start;
}

static gboolean
has_our_header (const guint8 *asked, const guint8 *reply, gsize size)
{
  return size >= LW_PACKET_HEADER_BYTES && memcmp (reply, asked, 2) == 0 &&
         (reply[2] & IS_REPLY) != 0 && (reply[2] & OPCODE) == (asked[2] & OPCODE);
}

static gboolean
has_our_question (GBytes *query, const guint8 *reply, gsize size)
{
  const guint8 *asked = g_bytes_get_data (query, NULL);
  gsize question = measure_question (query);

  return question > 0 && lw_packet_get_u16 (reply + 4) == 1 &&
         size - LW_PACKET_HEADER_BYTES >= question &&
         is_same_question (asked + LW_PACKET_HEADER_BYTES, reply + LW_PACKET_HEADER_BYTES,
                           question);
}

/**
 * lw_wire_answers:
 * @query: a message of this file
 * @reply: (array length=size): what a server sent
 * @size: the length of @reply, in bytes
 *
 * Checks the ID, the kind of message and the question, without reading the rest: what does not
 * pass here was not meant for us, or is forged. Only who did not understand the question (FORMERR,
 * NOTIMP) may leave it out.
 *
 * Returns: whether @reply is a reply to @query
 */
gboolean
lw_wire_answers (GBytes *query, const guint8 *reply, gsize size)
{
  guint rcode;

  g_return_val_if_fail (query != NULL, FALSE);
  g_return_val_if_fail (g_bytes_get_size (query) >= LW_PACKET_HEADER_BYTES, FALSE);

  if (!has_our_header (g_bytes_get_data (query, NULL), reply, size))
    return FALSE;

  rcode = reply[3] & RCODE;
  if (lw_packet_get_u16 (reply + 4) == 0)
    return rcode == LW_RCODE_FORMERR || rcode == LW_RCODE_NOTIMP;

  return has_our_question (query, reply, size);
}

/**
 * lw_wire_continues:
 * @query: the question that began a zone transfer
 * @message: one of the messages that followed
 *
 * Returns: whether @message belongs to @query; the question need not be repeated (RFC 5936 2.2.1)
 */
gboolean
lw_wire_continues (GBytes *query, GBytes *message)
{
  gsize size;
  const guint8 *bytes;

  g_return_val_if_fail (query != NULL && message != NULL, FALSE);

  bytes = g_bytes_get_data (message, &size);

  return has_our_header (g_bytes_get_data (query, NULL), bytes, size) &&
         (lw_packet_get_u16 (bytes + 4) == 0 || has_our_question (query, bytes, size));
}

gboolean
lw_wire_is_truncated (const guint8 *reply, gsize size)
{
  return size >= LW_PACKET_HEADER_BYTES && (reply[2] & TRUNCATED) != 0;
}

/**
 * lw_rcode_to_string:
 * @rcode: a response code, with its extended bits
 *
 * Returns: (transfer full): its name in the IANA registry, or `RCODE` and the number
 */
char *
lw_rcode_to_string (guint rcode)
{
  if (rcode < G_N_ELEMENTS (rcode_names) && rcode_names[rcode] != NULL)
    return g_strdup (rcode_names[rcode]);

  return g_strdup_printf ("RCODE%u", rcode);
}
