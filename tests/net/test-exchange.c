/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange.h"

#include "lw-error.h"
#include "lw-fake-dns.h"
#include "lw-rr-type.h"
#include "lw-wire.h"

#include <string.h>
#include <sys/resource.h>

#define N_MANY 1500
#define NARROW_DESCRIPTORS 128

/* The first time-out: hasty where time must run out, patient where it must not. A write gets many
 * times as long. */
#define HASTY_MS 12
#define VERY_HASTY_MS 3
#define PATIENT_MS 10000

#define CANCEL_MAX_USEC (150 * 1000) /* 50 ms, and what a busy computer adds */

/* What the server does with the n-th question, one letter each; the last one holds on:
 * a answer · d drop · t answer cut · i other ID · q other question · r no reply bit ·
 * o other opcode · e empty datagram · s short · 2 two questions · w wrong, then right ·
 * f flood of wrong ones · F FORMERR without question
 * over TCP also: c close · p half an answer, then close · h half, then nothing · b byte by byte ·
 * n nothing */
typedef struct
{
  LwExchange *exchange;
  LwFakeDns *fake;
  const char *by_udp;
  const char *by_tcp;
  GString *log; /* u or t for each question that came */
  guint n_udp;
  guint n_tcp;
} Fixture;

static char
next_act (const char *acts, guint n)
{
  return acts[MIN (n, strlen (acts) - 1)];
}

static void
send_bytewise (LwFakeReply *reply, GBytes *message)
{
  gsize size = g_bytes_get_size (message);
  guint8 length[] = { size >> 8, size & 0xff };

  lw_fake_reply_send_raw (reply, g_bytes_new (length, 1));
  lw_fake_reply_send_raw (reply, g_bytes_new (length + 1, 1));
  for (gsize i = 0; i < size; i++)
    lw_fake_reply_send_raw (reply, g_bytes_new_from_bytes (message, i, 1));
  g_bytes_unref (message);
}

static void
send_half (LwFakeReply *reply, GBytes *query)
{
  gsize size = g_bytes_get_size (query);
  guint8 length[] = { size >> 8, size & 0xff };

  lw_fake_reply_send_raw (reply, g_bytes_new (length, 2));
  lw_fake_reply_send_raw (reply, g_bytes_new_from_bytes (query, 0, size / 2));
}

/* Over TCP, with a length in front that is off by so much */
static void
send_lying (LwFakeReply *reply, GBytes *query, int more)
{
  GBytes *answer = lw_fake_echo (query, 3, 0);
  gsize size = g_bytes_get_size (answer) + more;
  guint8 length[] = { size >> 8, size & 0xff };

  lw_fake_reply_send_raw (reply, g_bytes_new (length, 2));
  lw_fake_reply_send_raw (reply, answer);
}

static void
act (LwFakeReply *reply, GBytes *query, char letter)
{
  static const guint8 formerr[] = { 0, 0, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
  guint8 bare[sizeof formerr];

  switch (letter)
    {
    case 'a':
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, 0));
      break;
    case 't':
      lw_fake_reply_send (reply, lw_fake_echo (query, 2, 0x02));
      break;
    case 'i':
      lw_fake_reply_send (reply, lw_fake_echo (query, 0, 0x01));
      break;
    case 'q':
      lw_fake_reply_send (reply, lw_fake_echo (query, 13, 0x01));
      break;
    case 'r':
      lw_fake_reply_send (reply, lw_fake_echo (query, 2, 0x80));
      break;
    case 'o':
      lw_fake_reply_send (reply, lw_fake_echo (query, 2, 0x28));
      break;
    case '2':
      lw_fake_reply_send (reply, lw_fake_echo (query, 5, 0x03));
      break;
    case 'e':
      lw_fake_reply_send (reply, g_bytes_new (NULL, 0));
      break;
    case 's':
      lw_fake_reply_send (reply, g_bytes_new_from_bytes (query, 0, 11));
      break;
    case 'w':
      lw_fake_reply_send (reply, lw_fake_echo (query, 1, 0x80));
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, 0));
      break;
    case 'f':
      for (guint i = 0; i < 64; i++)
        lw_fake_reply_send (reply, lw_fake_echo (query, 1, i + 1));
      break;
    case 'F':
      memcpy (bare, formerr, sizeof bare);
      memcpy (bare, g_bytes_get_data (query, NULL), 2);
      lw_fake_reply_send (reply, g_bytes_new (bare, sizeof bare));
      break;
    case 'c':
      lw_fake_reply_close (reply);
      break;
    case 'L':
      send_lying (reply, query, 400);
      lw_fake_reply_close (reply);
      break;
    case 'S':
      send_lying (reply, query, 2 - (int) g_bytes_get_size (query));
      lw_fake_reply_close (reply);
      break;
    case '0':
      lw_fake_reply_send_raw (reply, g_bytes_new ("\0\0", 2));
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, 0));
      break;
    case 'D':
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, 0));
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, LW_RCODE_NXDOMAIN));
      break;
    case 'p':
      send_half (reply, query);
      lw_fake_reply_close (reply);
      break;
    case 'h':
      send_half (reply, query);
      break;
    case 'b':
      send_bytewise (reply, lw_fake_echo (query, 3, 0));
      break;
    default:
      break;
    }
}

static gboolean
has_edns (GBytes *query)
{
  return ((const guint8 *) g_bytes_get_data (query, NULL))[11] != 0;
}

static void
question_cb (LwFakeReply *reply,
             GBytes *query,
             const char *address,
             gboolean over_tcp,
             gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_c (f->log, over_tcp ? 't' : has_edns (query) ? 'u' : 'p');
  if (over_tcp)
    act (reply, query, next_act (f->by_tcp, f->n_tcp++));
  else
    act (reply, query, next_act (f->by_udp, f->n_udp++));
}

static void
set_up_with (Fixture *f, guint first_timeout_ms)
{
  f->by_udp = "a";
  f->by_tcp = "a";
  f->log = g_string_new (NULL);
  f->exchange = lw_exchange_new (first_timeout_ms);
  f->fake = lw_fake_dns_new (question_cb, f);
}

static void
set_up_without_address (Fixture *f, gconstpointer first_timeout_ms)
{
  set_up_with (f, GPOINTER_TO_UINT (first_timeout_ms));
}

static void
set_up (Fixture *f, gconstpointer first_timeout_ms)
{
  set_up_with (f, GPOINTER_TO_UINT (first_timeout_ms));
  lw_fake_dns_listen (f->fake, "127.0.0.1");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->exchange);
  lw_fake_dns_free (f->fake);
  g_string_free (f->log, TRUE);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static GBytes *
create_query (void)
{
  g_autoptr (GError) error = NULL;
  GBytes *query = lw_wire_build_query ("two.test.", LW_RR_TYPE_MX, LW_QUERY_NONE, &error);

  g_assert_no_error (error);

  return query;
}

static GBytes *
ask_at (Fixture *f, const char *address, LwTransport transport, gboolean *over_tcp, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) query = create_query ();

  lw_exchange_ask_async (f->exchange, address, lw_fake_dns_get_port (f->fake), query, transport,
                         NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_exchange_ask_finish (f->exchange, result, over_tcp, error);
}

typedef struct
{
  const char *name;
  guint first_timeout_ms;
  LwTransport transport;
  const char *by_udp;
  const char *by_tcp;
  const char *log; /* what the server got; a "*" at the end: and more of the last */
  int code;        /* of G_IO_ERROR, -1: an answer */
  guint n_ignored; /* at least */
  gboolean over_tcp;
} AskCase;

static const AskCase ask_cases[] = {
  { "answer", PATIENT_MS, LW_TRANSPORT_AUTO, "a", "a", "u", -1, 0, FALSE },
  { "over-tcp", PATIENT_MS, LW_TRANSPORT_TCP, "a", "a", "t", -1, 0, TRUE },
  { "tcp-byte-by-byte", PATIENT_MS, LW_TRANSPORT_TCP, "a", "b", "t", -1, 0, TRUE },
  { "cut-goes-on-by-tcp", PATIENT_MS, LW_TRANSPORT_AUTO, "t", "a", "ut", -1, 0, TRUE },
  { "cut-and-tcp-closes", PATIENT_MS, LW_TRANSPORT_AUTO, "t", "c", "ut", -1, 0, FALSE },
  { "cut-and-tcp-silent", HASTY_MS, LW_TRANSPORT_AUTO, "t", "n", "ut", -1, 0, FALSE },
  { "cut-by-tcp-too-is-an-answer", PATIENT_MS, LW_TRANSPORT_AUTO, "t", "t", "ut", -1, 0, TRUE },
  { "forgiving-lost-twice", HASTY_MS, LW_TRANSPORT_FORGIVING, "dda", "a", "uup", -1, 0, FALSE },
  { "forgiving-silent", HASTY_MS, LW_TRANSPORT_FORGIVING, "d", "a", "uupt", -1, 0, TRUE },
  { "forgiving-dead", HASTY_MS, LW_TRANSPORT_FORGIVING, "d", "n", "uupt", G_IO_ERROR_TIMED_OUT, 0,
    FALSE },
  { "lost-once", HASTY_MS, LW_TRANSPORT_AUTO, "da", "a", "uu", -1, 0, FALSE },
  { "lost-twice-goes-on-by-tcp", HASTY_MS, LW_TRANSPORT_AUTO, "d", "a", "uut", -1, 0, TRUE },
  { "lost-twice-and-tcp-closes", HASTY_MS, LW_TRANSPORT_AUTO, "dda", "c", "uutu", -1, 0, FALSE },
  { "silent", HASTY_MS, LW_TRANSPORT_AUTO, "d", "n", "uutu", G_IO_ERROR_TIMED_OUT, 0, FALSE },
  { "silent-tcp", VERY_HASTY_MS, LW_TRANSPORT_TCP, "d", "n", "t", G_IO_ERROR_TIMED_OUT, 0, FALSE },
  { "tcp-half-then-closes", PATIENT_MS, LW_TRANSPORT_TCP, "a", "p", "t",
    G_IO_ERROR_CONNECTION_CLOSED, 0, FALSE },
  { "tcp-half-then-nothing", VERY_HASTY_MS, LW_TRANSPORT_TCP, "a", "h", "t", G_IO_ERROR_TIMED_OUT,
    0, FALSE },
  { "tcp-length-too-great", PATIENT_MS, LW_TRANSPORT_TCP, "a", "L", "t",
    G_IO_ERROR_CONNECTION_CLOSED, 0, FALSE },
  { "tcp-length-too-small", PATIENT_MS, LW_TRANSPORT_TCP, "a", "S", "t",
    G_IO_ERROR_CONNECTION_CLOSED, 0, FALSE },
  { "tcp-nothing-then-answer", PATIENT_MS, LW_TRANSPORT_TCP, "a", "0", "t", -1, 1, TRUE },
  { "tcp-two-answers", PATIENT_MS, LW_TRANSPORT_TCP, "a", "D", "t", -1, 0, TRUE },
  { "udp-two-answers", PATIENT_MS, LW_TRANSPORT_AUTO, "D", "a", "u", -1, 0, FALSE },
  { "tcp-never-repeats", PATIENT_MS, LW_TRANSPORT_TCP, "a", "ca", "t", G_IO_ERROR_CONNECTION_CLOSED,
    0, FALSE },
  { "tcp-wrong-then-right", PATIENT_MS, LW_TRANSPORT_TCP, "a", "w", "t", -1, 1, TRUE },
  { "wrong-id-then-right", PATIENT_MS, LW_TRANSPORT_AUTO, "w", "a", "u", -1, 1, FALSE },
  { "other-id", HASTY_MS, LW_TRANSPORT_AUTO, "ia", "a", "uu", -1, 1, FALSE },
  { "other-question", HASTY_MS, LW_TRANSPORT_AUTO, "qa", "a", "uu", -1, 1, FALSE },
  { "no-reply-bit", HASTY_MS, LW_TRANSPORT_AUTO, "ra", "a", "uu", -1, 1, FALSE },
  { "other-opcode", HASTY_MS, LW_TRANSPORT_AUTO, "oa", "a", "uu", -1, 1, FALSE },
  { "two-questions", HASTY_MS, LW_TRANSPORT_AUTO, "2a", "a", "uu", -1, 1, FALSE },
  { "empty-datagram", HASTY_MS, LW_TRANSPORT_AUTO, "ea", "a", "uu", -1, 1, FALSE },
  { "short-datagram", HASTY_MS, LW_TRANSPORT_AUTO, "sa", "a", "uu", -1, 1, FALSE },
  { "flood-goes-on-by-tcp", PATIENT_MS, LW_TRANSPORT_AUTO, "f", "a", "ut", -1, 16, TRUE },
  { "formerr-without-question", PATIENT_MS, LW_TRANSPORT_AUTO, "F", "a", "u", -1, 0, FALSE },
};

static void
test_ask (gconstpointer data)
{
  const AskCase *c = data;
  Fixture f = { .n_udp = 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;
  gboolean over_tcp = FALSE;

  set_up (&f, GUINT_TO_POINTER (c->first_timeout_ms));
  f.by_udp = c->by_udp;
  f.by_tcp = c->by_tcp;
  reply = ask_at (&f, "127.0.0.1", c->transport, &over_tcp, &error);

  if (c->code >= 0)
    g_assert_error (error, G_IO_ERROR, c->code);
  else
    {
      g_assert_no_error (error);
      g_assert_nonnull (reply);
      g_assert_cmpint (over_tcp, ==, c->over_tcp);
    }
  g_assert_cmpstr (f.log->str, ==, c->log);
  g_assert_cmpuint (lw_exchange_get_n_ignored (f.exchange), >=, c->n_ignored);
  tear_down (&f, NULL);
}

static void
test_closed_port (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) tcp_error = NULL;

  g_assert_null (ask_at (f, "127.0.0.77", LW_TRANSPORT_AUTO, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_null (ask_at (f, "127.0.0.77", LW_TRANSPORT_TCP, NULL, &tcp_error));
  g_assert_error (tcp_error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_ipv6 (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("::1", 0);
  g_autoptr (GSocket) probe =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GBytes) tcp_reply = NULL;
  g_autoptr (GError) error = NULL;

  if (probe == NULL || !g_socket_bind (probe, address, FALSE, NULL))
    {
      g_test_skip ("no IPv6 here");
      return;
    }

  lw_fake_dns_listen (f->fake, "::1");
  reply = ask_at (f, "::1", LW_TRANSPORT_AUTO, NULL, &error);
  g_assert_no_error (error);
  tcp_reply = ask_at (f, "::1", LW_TRANSPORT_TCP, NULL, &error);
  g_assert_no_error (error);
}

static void
test_no_address (Fixture *f, gconstpointer data)
{
  const char *const addresses[] = { "",          "localhost",   "127.0.0.1:53",
                                    "300.0.0.1", "127.0.0.1/8", "[::1]",
                                    "ns.test.",  "1.2.3",       NULL };

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask_at (f, addresses[i], LW_TRANSPORT_AUTO, NULL, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, "address");
    }
}

static void
test_query_too_large (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) query = g_bytes_new_take (g_malloc0 (65536), 65536);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_exchange_ask_async (f->exchange, "127.0.0.1", lw_fake_dns_get_port (f->fake), query,
                         LW_TRANSPORT_TCP, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_exchange_ask_finish (f->exchange, result, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
}

typedef struct
{
  const char *name;
  const char *by_udp;
  const char *by_tcp;
  LwTransport transport;
} CancelCase;

static const CancelCase cancel_cases[] = {
  { "udp", "d", "a", LW_TRANSPORT_AUTO },
  { "tcp", "d", "n", LW_TRANSPORT_TCP },
  { "tcp-half", "d", "h", LW_TRANSPORT_TCP },
};

static void
test_cancelled (gconstpointer data)
{
  const CancelCase *c = data;
  Fixture f = { .n_udp = 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) query = create_query ();
  gint64 started_usec;

  set_up (&f, GUINT_TO_POINTER (PATIENT_MS));
  f.by_udp = c->by_udp;
  f.by_tcp = c->by_tcp;
  lw_exchange_ask_async (f.exchange, "127.0.0.1", lw_fake_dns_get_port (f.fake), query,
                         c->transport, cancellable, store_result_cb, &result);
  while (f.log->len == 0)
    g_main_context_iteration (NULL, TRUE);

  started_usec = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (g_get_monotonic_time () - started_usec, <, CANCEL_MAX_USEC);
  g_assert_null (lw_exchange_ask_finish (f.exchange, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  tear_down (&f, NULL);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) query = create_query ();

  g_cancellable_cancel (cancellable);
  lw_exchange_ask_async (f->exchange, "127.0.0.1", lw_fake_dns_get_port (f->fake), query,
                         LW_TRANSPORT_AUTO, cancellable, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_exchange_ask_finish (f->exchange, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f->log->str, ==, "");
}

typedef struct
{
  guint n_replies;
  guint n_cancelled;
} Tally;

static void
count_reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = lw_exchange_ask_finish (LW_EXCHANGE (source), result, NULL, &error);

  if (reply == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      tally->n_cancelled++;
    }
  else
    tally->n_replies++;
}

static void
ask_many (Fixture *f, guint n, GCancellable *cancellable, Tally *tally)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) query = create_query ();

      lw_exchange_ask_async (f->exchange, "127.0.0.1", lw_fake_dns_get_port (f->fake), query,
                             LW_TRANSPORT_AUTO, cancellable, count_reply_cb, tally);
    }
}

/* More than the window, the descriptors of this process and the fake's receive buffer hold. */
static void
test_many (void)
{
  Fixture f = { .n_udp = 0 };
  Tally tally = { 0 };
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (NARROW_DESCRIPTORS, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);

  set_up (&f, GUINT_TO_POINTER (1000));
  ask_many (&f, N_MANY, NULL, &tally);
  while (tally.n_replies < N_MANY)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&f, NULL);
}

/* Not even half of the descriptors are there: questions wait until one comes back. */
static void
test_few_descriptors (void)
{
  Fixture f = { .n_udp = 0 };
  Tally tally = { 0 };
  g_autoptr (GPtrArray) eaters = g_ptr_array_new_with_free_func (g_object_unref);
  GSocket *eater;

  set_up (&f, GUINT_TO_POINTER (1000));
  while ((eater = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP,
                                NULL)) != NULL)
    g_ptr_array_add (eaters, eater);
  g_ptr_array_set_size (eaters, eaters->len - 3);

  ask_many (&f, 50, NULL, &tally);
  while (tally.n_replies < 50)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&f, NULL);
}

static void
test_cancelled_while_waiting (void)
{
  Fixture f = { .n_udp = 0 };
  Tally tally = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  set_up (&f, GUINT_TO_POINTER (PATIENT_MS));
  f.by_udp = "d";
  ask_many (&f, 300, cancellable, &tally);
  g_cancellable_cancel (cancellable);
  while (tally.n_cancelled < 300)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&f, NULL);
}

/* The main loop is away while the reply waits in the socket: that is no time-out. */
static void
test_busy_elsewhere (void)
{
  Fixture f = { .n_udp = 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) query = create_query ();
  g_autoptr (GBytes) reply = NULL;

  set_up (&f, GUINT_TO_POINTER (50));
  lw_exchange_ask_async (f.exchange, "127.0.0.1", lw_fake_dns_get_port (f.fake), query,
                         LW_TRANSPORT_AUTO, NULL, store_result_cb, &result);
  while (f.log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_usleep (100 * 1000);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  reply = lw_exchange_ask_finish (f.exchange, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f.log->str, ==, "u");
  g_clear_object (&result);
  tear_down (&f, NULL);
}

/* Streams: the server sends a message for each letter: a good · i other ID · e without question ·
 * c closes · n nothing more. */
typedef struct
{
  const char *name;
  const char *messages;
  guint wanted; /* the reader is content after so many; 0: it sets an error at once */
  guint n_delivered;
  GQuark (*domain) (void); /* (nullable) */
  int code;
} StreamCase;

static const StreamCase stream_cases[] = {
  { "one", "a", 1, 1, NULL, 0 },
  { "three", "aee", 3, 3, NULL, 0 },
  { "stops-early", "aaaa", 2, 2, NULL, 0 },
  { "ends-too-early", "aac", 3, 2, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED },
  { "stalls", "an", 2, 1, g_io_error_quark, G_IO_ERROR_TIMED_OUT },
  { "stray-message", "aia", 3, 1, lw_error_quark, LW_ERROR_PROTOCOL },
  { "readers-own-error", "a", 0, 1, lw_error_quark, LW_ERROR_FORMAT },
};

typedef struct
{
  const StreamCase *c;
  guint n_delivered;
} StreamReader;

static void
stream_cb (LwFakeReply *reply,
           GBytes *query,
           const char *address,
           gboolean over_tcp,
           gpointer user_data)
{
  const StreamCase *c = user_data;
  static const guint8 bare[] = { 0, 0, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

  g_assert_true (over_tcp);
  for (const char *letter = c->messages; *letter != '\0'; letter++)
    if (*letter == 'a')
      lw_fake_reply_send (reply, lw_fake_echo (query, 3, 0));
    else if (*letter == 'i')
      lw_fake_reply_send (reply, lw_fake_echo (query, 1, 1));
    else if (*letter == 'e')
      {
        guint8 *message = g_memdup2 (bare, sizeof bare);

        memcpy (message, g_bytes_get_data (query, NULL), 2);
        lw_fake_reply_send (reply, g_bytes_new_take (message, sizeof bare));
      }
    else if (*letter == 'c')
      lw_fake_reply_close (reply);
}

static gboolean
take_message (GBytes *message, gpointer user_data, GError **error)
{
  StreamReader *reader = user_data;

  reader->n_delivered++;
  if (reader->c->wanted == 0)
    lw_set_error (error, LW_ERROR_FORMAT, NULL, NULL, "Enough.");

  return reader->n_delivered < reader->c->wanted;
}

static void
test_stream (gconstpointer data)
{
  StreamReader reader = { .c = data };
  g_autoptr (LwExchange) exchange = lw_exchange_new (HASTY_MS);
  LwFakeDns *fake = lw_fake_dns_new (stream_cb, (gpointer) data);
  g_autoptr (GBytes) query = create_query ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  lw_fake_dns_listen (fake, "127.0.0.1");
  lw_exchange_stream_async (exchange, "127.0.0.1", lw_fake_dns_get_port (fake), query, take_message,
                            &reader, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  good = lw_exchange_stream_finish (exchange, result, &error);
  g_assert_cmpint (good, ==, reader.c->domain == NULL);
  if (!good)
    g_assert_true (g_error_matches (error, reader.c->domain (), reader.c->code));
  g_assert_cmpuint (reader.n_delivered, ==, reader.c->n_delivered);
  lw_fake_dns_free (fake);
}

int
main (int argc, char *argv[])
{
  gpointer patient = GUINT_TO_POINTER (PATIENT_MS);

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ask_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/ask/", ask_cases[i].name, NULL);

      g_test_add_data_func (path, &ask_cases[i], test_ask);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cancel_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/cancelled/", cancel_cases[i].name, NULL);

      g_test_add_data_func (path, &cancel_cases[i], test_cancelled);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stream_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/stream/", stream_cases[i].name, NULL);

      g_test_add_data_func (path, &stream_cases[i], test_stream);
    }

  g_test_add ("/exchange/closed-port", Fixture, patient, set_up, test_closed_port, tear_down);
  g_test_add ("/exchange/ipv6", Fixture, patient, set_up_without_address, test_ipv6, tear_down);
  g_test_add ("/exchange/no-address", Fixture, patient, set_up, test_no_address, tear_down);
  g_test_add ("/exchange/query-too-large", Fixture, patient, set_up, test_query_too_large,
              tear_down);
  g_test_add ("/exchange/cancelled/before", Fixture, patient, set_up, test_cancelled_before,
              tear_down);
  g_test_add_func ("/exchange/busy-elsewhere", test_busy_elsewhere);
  g_test_add_func ("/exchange/many", test_many);
  g_test_add_func ("/exchange/few-descriptors", test_few_descriptors);
  g_test_add_func ("/exchange/cancelled/while-waiting", test_cancelled_while_waiting);

  return g_test_run ();
}
