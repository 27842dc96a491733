/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-exchange.h"
#include "lw-rr-type.h"
#include "lw-wire.h"

#include <malloc.h>
#include <string.h>

/* Messages that are too long to be written down: they are built, and what they cost is measured. */

#define MESSAGE_MAX 65535
#define MEMORY_MAX (24u << 20) /* for one message of the greatest size */
#define SECONDS_MAX 5.0        /* so long that only something that grows without end reaches it */
#define HEADER_BYTES 12
#define POINTER_TO_QUESTION 0xc00c

static void
add_16 (GByteArray *bytes, guint value)
{
  const guint8 wire[] = { value >> 8, value & 0xff };

  g_byte_array_append (bytes, wire, sizeof wire);
}

static void
set_16 (GByteArray *bytes, guint offset, guint value)
{
  bytes->data[offset] = value >> 8;
  bytes->data[offset + 1] = value & 0xff;
}

/* An authority's answer to "a.test. MX", without records */
static GByteArray *
begin_message (void)
{
  static const guint8 head[] = "\x12\x34\x84\0\0\1\0\0\0\0\0\0\1a\4test\0\0\x0f\0\1";
  GByteArray *bytes = g_byte_array_new ();

  return g_byte_array_append (bytes, head, sizeof head - 1);
}

static void
begin_record (GByteArray *bytes, guint owner, guint type, guint length)
{
  add_16 (bytes, owner);
  add_16 (bytes, type);
  add_16 (bytes, 1);
  add_16 (bytes, 0);
  add_16 (bytes, 300);
  add_16 (bytes, length);
}

static void
add_record (GByteArray *bytes, guint type, const void *value, guint length)
{
  begin_record (bytes, POINTER_TO_QUESTION, type, length);
  g_byte_array_append (bytes, value, length);
}

/* Takes @bytes. (nullable): what is read, within bounds of memory and time */
static LwMessage *
parse (GByteArray *bytes, GError **error)
{
  g_autoptr (GBytes) raw = g_byte_array_free_to_bytes (bytes);
  gsize before = mallinfo2 ().uordblks;
  g_autoptr (GTimer) timer = g_timer_new ();
  LwMessage *message = lw_wire_parse (raw, error);

  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, SECONDS_MAX);
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + MEMORY_MAX);

  return message;
}

/* Takes @bytes. */
static void
assert_refused (GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMessage) message = parse (bytes, &error);

  g_assert_null (message);
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
}

/* Takes @bytes. */
static LwMessage *
assert_read (GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  LwMessage *message = parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

static void
test_rdlength_0 (void)
{
  static const guint16 types[] = {
    LW_RR_TYPE_A,    LW_RR_TYPE_NS,     LW_RR_TYPE_CNAME, LW_RR_TYPE_SOA,
    LW_RR_TYPE_PTR,  LW_RR_TYPE_MX,     LW_RR_TYPE_TXT,   LW_RR_TYPE_AAAA,
    LW_RR_TYPE_SRV,  LW_RR_TYPE_DNAME,  LW_RR_TYPE_DS,    LW_RR_TYPE_RRSIG,
    LW_RR_TYPE_NSEC, LW_RR_TYPE_DNSKEY, LW_RR_TYPE_NSEC3, LW_RR_TYPE_NSEC3PARAM,
    LW_RR_TYPE_TLSA, LW_RR_TYPE_CDS,    LW_RR_TYPE_CAA,   LW_RR_TYPE_CDNSKEY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GByteArray *bytes = begin_message ();

      g_test_message ("type %u", types[i]);
      set_16 (bytes, 6, 1);
      add_record (bytes, types[i], NULL, 0);
      assert_refused (bytes);
    }
}

static GByteArray *
build_strings (guint n_strings, guint8 length)
{
  GByteArray *bytes = begin_message ();

  set_16 (bytes, 6, 1);
  begin_record (bytes, POINTER_TO_QUESTION, LW_RR_TYPE_TXT, n_strings * (1 + length));
  for (guint i = 0; i < n_strings; i++)
    {
      g_byte_array_append (bytes, &length, 1);
      g_byte_array_append (bytes, (const guint8 *) "abc", length);
    }

  return bytes;
}

/* A TXT of more strings than any use has, up to as many as the greatest message holds */
static void
test_many_strings (void)
{
  for (guint length = 0; length <= 3; length++)
    {
      g_autoptr (LwMessage) message = assert_read (build_strings (1024, length));
      LwRecordSet *set = lw_message_find (message, LW_SECTION_ANSWER, "a.test.", LW_RR_TYPE_TXT);

      g_assert_cmpuint (strlen (lw_record_set_get_values (set)[0]), ==, 1024 * (length + 3) - 1);
      assert_refused (build_strings (1025, length));
      assert_refused (build_strings ((MESSAGE_MAX - 64) / (1 + length), length));
    }
}

/* As many records as fit, each with an owner of its own */
static GByteArray *
build_many (guint *n_records)
{
  GByteArray *bytes = begin_message ();

  for (*n_records = 0; bytes->len + 20 <= MESSAGE_MAX; (*n_records)++)
    {
      const guint8 owner[] = { 3, 'a' + *n_records % 26, 'a' + *n_records / 26 % 26,
                               'a' + *n_records / 676 % 26 };
      const guint8 address[] = { 192, 0, 2, 1 };

      g_byte_array_append (bytes, owner, sizeof owner);
      begin_record (bytes, POINTER_TO_QUESTION, LW_RR_TYPE_A, sizeof address);
      g_byte_array_append (bytes, address, sizeof address);
    }

  set_16 (bytes, 6, *n_records);
  return bytes;
}

static void
test_many_records (void)
{
  static const guint lies[] = { 0, 1, 10000, 65535 };
  guint n_records;
  g_autoptr (LwMessage) message = assert_read (build_many (&n_records));

  g_assert_cmpuint (lw_message_get_sets (message, LW_SECTION_ANSWER)->len, ==, n_records);
  for (guint section = 6; section <= 10; section += 2)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        GByteArray *bytes = build_many (&n_records);

        if (section > 6 && lies[i] == 0)
          {
            g_byte_array_unref (bytes);
            continue;
          }
        set_16 (bytes, section, lies[i]);
        assert_refused (bytes);
      }
}

/* A set of thousands of values, all the same or all different */
static void
test_many_values (void)
{
  for (guint step = 0; step <= 1; step++)
    {
      GByteArray *bytes = begin_message ();
      g_autoptr (LwMessage) message = NULL;
      guint n_values = 0;

      for (; bytes->len + 16 <= MESSAGE_MAX; n_values++)
        {
          const guint8 value[] = { 10, 0, (n_values * step) >> 8, (n_values * step) & 0xff };

          add_record (bytes, LW_RR_TYPE_A, value, sizeof value);
        }

      set_16 (bytes, 6, n_values);
      message = assert_read (bytes);
      g_assert_cmpuint (lw_record_set_get_n_values (g_ptr_array_index (
                            lw_message_get_sets (message, LW_SECTION_ANSWER), 0)),
                        ==, step == 0 ? 1 : n_values);
    }
}

/* @n_labels of one byte each, then the root */
static void
add_labels (GByteArray *bytes, guint n_labels, guint8 byte)
{
  const guint8 label[] = { 1, byte };
  const guint8 root = 0;

  for (guint i = 0; i < n_labels; i++)
    g_byte_array_append (bytes, label, sizeof label);
  g_byte_array_append (bytes, &root, 1);
}

static GByteArray *
build_long_name (guint n_labels, guint8 byte)
{
  GByteArray *bytes = begin_message ();

  set_16 (bytes, 6, 1);
  begin_record (bytes, POINTER_TO_QUESTION, LW_RR_TYPE_CNAME, n_labels * 2 + 1);
  add_labels (bytes, n_labels, byte);

  return bytes;
}

static void
test_long_names (void)
{
  static const guint8 odd[] = { 'a', '\0', '.', '\\', '"', ' ', 0x7f, 0xff };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (LwMessage) message = assert_read (build_long_name (127, odd[i]));
      LwRecordSet *set = lw_message_find (message, LW_SECTION_ANSWER, "a.test.", LW_RR_TYPE_CNAME);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) query = lw_wire_build_query (lw_record_set_get_values (set)[0],
                                                      LW_RR_TYPE_A, LW_QUERY_NO_EDNS, &error);

      /* The text means the same 255 bytes again. */
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (query), ==, HEADER_BYTES + 255 + 4);
      g_assert_cmpmem ((const guint8 *) g_bytes_get_data (query, NULL) + HEADER_BYTES + 1, 1,
                       &odd[i], 1);
    }

  assert_refused (build_long_name (128, 'a'));
}

/* Each pointer leads to the one before it. */
static GByteArray *
build_pointers (guint n_pointers)
{
  GByteArray *bytes = begin_message ();
  guint first, start;

  set_16 (bytes, 6, 2);
  begin_record (bytes, POINTER_TO_QUESTION, 65280, n_pointers * 2);
  first = start = bytes->len;
  for (guint i = 0; i < n_pointers; i++)
    {
      add_16 (bytes, i == 0 ? POINTER_TO_QUESTION : 0xc000 | start);
      start = MAX (first, bytes->len - 2);
    }

  begin_record (bytes, 0xc000 | start, LW_RR_TYPE_A, 4);
  g_byte_array_append (bytes, (const guint8 *) "\x7f\0\0\1", 4);
  return bytes;
}

/* Nobody needs that many, and what is refused costs nothing. */
static void
test_many_pointers (void)
{
  g_autoptr (LwMessage) one = assert_read (build_pointers (1));
  g_autoptr (LwMessage) most = assert_read (build_pointers (127));

  assert_refused (build_pointers (128));
  assert_refused (build_pointers (8000));
}

/* Thousands of names, each behind a long chain, must not multiply. */
static void
test_names_behind_pointers (void)
{
  GByteArray *bytes = begin_message ();
  guint n_records = 0;
  guint start = bytes->len;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMessage) message = NULL;

  begin_record (bytes, POINTER_TO_QUESTION, 65280, 120 * 2 + 1);
  start = bytes->len;
  add_labels (bytes, 120, 'a');
  for (n_records = 1; bytes->len + 14 <= MESSAGE_MAX; n_records++)
    {
      begin_record (bytes, 0xc000 | start, LW_RR_TYPE_NS, 2);
      add_16 (bytes, 0xc000 | start);
    }

  set_16 (bytes, 6, n_records);
  message = parse (bytes, &error);
  g_assert_true ((message == NULL) == (error != NULL));
}

static GByteArray *
build_everyday (void)
{
  GByteArray *bytes = begin_message ();

  set_16 (bytes, 6, 3);
  set_16 (bytes, 8, 1);
  set_16 (bytes, 10, 1);
  add_record (bytes, LW_RR_TYPE_MX, "\0\x0a\2mx\xc0\x0c", 7);
  add_record (bytes, LW_RR_TYPE_TXT, "\7v=spf1 ", 8);
  add_record (bytes, LW_RR_TYPE_NSEC3PARAM, "\1\0\xff\xff\0", 5); /* 65,535 rounds */
  add_record (bytes, LW_RR_TYPE_NS, "\2ns\xc0\x0c", 5);
  add_record (bytes, LW_RR_TYPE_A, "\xc0\0\2\1", 4);

  return bytes;
}

static void
test_cut_everywhere (void)
{
  g_autoptr (LwMessage) whole = assert_read (build_everyday ());
  g_autoptr (GByteArray) bytes = build_everyday ();

  for (guint length = 0; length < bytes->len; length++)
    {
      GByteArray *cut = g_byte_array_new ();

      g_byte_array_append (cut, bytes->data, length);
      assert_refused (cut);
    }
}

/* Whatever a byte is turned into, it is read or refused. */
static void
test_every_byte (void)
{
  g_autoptr (GByteArray) bytes = build_everyday ();

  for (guint i = 0; i < bytes->len; i++)
    for (guint value = 0; value < 256; value++)
      {
        GByteArray *turned = g_byte_array_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (LwMessage) message = NULL;

        g_byte_array_append (turned, bytes->data, bytes->len);
        turned->data[i] = value;
        message = parse (turned, &error);
        g_assert_true ((message == NULL) == (error != NULL));
      }
}

static void
test_too_long (void)
{
  GByteArray *bytes = begin_message ();

  set_16 (bytes, 6, 1);
  begin_record (bytes, POINTER_TO_QUESTION, 65280, 65535 - bytes->len - 12 + 1);
  g_byte_array_set_size (bytes, MESSAGE_MAX + 1);
  memset (bytes->data + bytes->len - 8, 0, 8);
  assert_refused (bytes);
}

/* A name server, and two that are not it: one on another port, one at another address */
typedef struct
{
  GSocket *server;
  GSocket *strangers[2];
  GBytes *reply;
} Forgery;

static GSocket *
open_socket (const char *address)
{
  g_autoptr (GError) error = NULL;
  GSocket *s = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, 0, &error);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (address, 0);

  g_assert_no_error (error);
  g_socket_bind (s, any, FALSE, &error);
  g_assert_no_error (error);

  return s;
}

static guint16
get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* The strangers answer first and say that there is no such name. */
static gboolean
asked_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Forgery *f = user_data;
  g_autoptr (GSocketAddress) peer = NULL;
  char message[512];
  gssize size = g_socket_receive_from (socket, &peer, message, sizeof message, NULL, NULL);

  g_assert_cmpint (size, >, HEADER_BYTES);
  message[2] = (char) 0x84;
  for (guint i = 0; i < G_N_ELEMENTS (f->strangers); i++)
    {
      message[3] = LW_RCODE_NXDOMAIN;
      g_socket_send_to (f->strangers[i], peer, message, size, NULL, NULL);
    }

  message[3] = LW_RCODE_NOERROR;
  g_socket_send_to (socket, peer, message, size, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Forgery *f = user_data;
  g_autoptr (GError) error = NULL;

  f->reply = lw_exchange_ask_finish (LW_EXCHANGE (source), result, NULL, &error);
  g_assert_no_error (error);
}

static void
test_forgery (void)
{
  Forgery f = { open_socket ("127.0.0.1"),
                { open_socket ("127.0.0.1"), open_socket ("127.0.0.2") },
                NULL };
  g_autoptr (LwExchange) exchange = lw_exchange_new (2000);
  g_autoptr (GBytes) query = lw_wire_build_query ("two.test.", LW_RR_TYPE_MX, LW_QUERY_NONE, NULL);
  g_autoptr (GSource) source = g_socket_create_source (f.server, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (asked_cb), &f, NULL);
  g_source_attach (source, NULL);
  lw_exchange_ask_async (exchange, "127.0.0.1", get_port (f.server), query, LW_TRANSPORT_AUTO, NULL,
                         replied_cb, &f);
  while (f.reply == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (f.reply, NULL))[3], ==, LW_RCODE_NOERROR);
  g_source_destroy (source);
  g_bytes_unref (f.reply);
  g_object_unref (f.server);
  for (guint i = 0; i < G_N_ELEMENTS (f.strangers); i++)
    g_object_unref (f.strangers[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hostile/rdlength-0", test_rdlength_0);
  g_test_add_func ("/hostile/many-strings", test_many_strings);
  g_test_add_func ("/hostile/many-records", test_many_records);
  g_test_add_func ("/hostile/many-values", test_many_values);
  g_test_add_func ("/hostile/long-names", test_long_names);
  g_test_add_func ("/hostile/many-pointers", test_many_pointers);
  g_test_add_func ("/hostile/names-behind-pointers", test_names_behind_pointers);
  g_test_add_func ("/hostile/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/hostile/every-byte", test_every_byte);
  g_test_add_func ("/hostile/too-long", test_too_long);
  g_test_add_func ("/hostile/forgery", test_forgery);

  return g_test_run ();
}
