/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-secure.h"

#include "lw-error.h"
#include "lw-fake-dns.h"
#include "lw-fake-tls.h"
#include "lw-wire.h"

#include <string.h>

#define CANCEL_MAX_USEC (150 * 1000) /* 50 ms, and what a busy computer adds */
#define NAME "dns.berg.test"
#define ENOUGH_MS 20000
#define HASTY_MS 500
#define ID_OFFSET 0
#define QR_OFFSET 2
#define QUESTION_OFFSET 14

/* How the server answers one query */
typedef enum
{
  MODE_ANSWER,
  MODE_SILENT,
  MODE_CLOSE,           /* without an answer */
  MODE_ANSWER_CLOSE,    /* after each answer */
  MODE_HALF_CLOSE,      /* in the midst of the answer */
  MODE_LENGTH_ZERO,     /* before the answer */
  MODE_LENGTH_SHORT,    /* shorter than any message */
  MODE_LENGTH_LONG,     /* longer than what comes */
  MODE_RUBBISH,         /* no lengths at all */
  MODE_WRONG_ID,        /* and nothing else */
  MODE_WRONG_QUESTION,  /* and nothing else */
  MODE_NO_REPLY_BIT,    /* the question itself */
  MODE_WRONG_THEN_GOOD, /* first one with another ID */
  MODE_FLOOD,           /* one wrong answer after the other */
  MODE_BYTEWISE,        /* each byte for itself */
  MODE_BACKWARDS,       /* all that came, the last one first */
  MODE_TALKATIVE,       /* an answer of the longest kind, before the good one */
} Mode;

typedef struct
{
  LwFakeTls *server;
  LwWorld *world;
  LwServer *resolver;
  LwSecure *secure;
  GPtrArray *kept; /* (element-type GBytes): queries for MODE_BACKWARDS */
  Mode mode;
  guint wanted; /* that many queries come before the answers, MODE_BACKWARDS */
  guint n_queries;
  gsize query_size; /* of the last */
} Fixture;

static void
send_length (LwFakePeer *peer, gsize size)
{
  const guint8 length[] = { (guint8) (size >> 8), (guint8) size };

  lw_fake_peer_send (peer, length, sizeof length);
}

/* Takes @message. */
static void
send_message (LwFakePeer *peer, GBytes *message)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (message, &size);

  send_length (peer, size);
  lw_fake_peer_send (peer, bytes, size);
  g_bytes_unref (message);
}

static void
send_echo (LwFakePeer *peer, GBytes *query, guint offset, guint8 flip)
{
  send_message (peer, lw_fake_echo (query, offset, flip));
}

static void
send_half (LwFakePeer *peer, GBytes *query)
{
  send_length (peer, g_bytes_get_size (query));
  lw_fake_peer_send (peer, g_bytes_get_data (query, NULL), g_bytes_get_size (query) / 2);
  lw_fake_peer_close (peer);
}

static void
send_bytewise (LwFakePeer *peer, GBytes *query)
{
  g_autoptr (GBytes) reply = lw_fake_echo (query, ID_OFFSET, 0);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (reply, &size);
  const guint8 length[] = { (guint8) (size >> 8), (guint8) size };

  for (gsize i = 0; i < sizeof length; i++)
    lw_fake_peer_send (peer, length + i, 1);
  for (gsize i = 0; i < size; i++)
    lw_fake_peer_send (peer, bytes + i, 1);
}

static void
send_longest (LwFakePeer *peer)
{
  g_autofree guint8 *bytes = g_malloc0 (65535);

  send_length (peer, 65535);
  lw_fake_peer_send (peer, bytes, 65535);
}

static void
send_backwards (Fixture *f, LwFakePeer *peer, GBytes *query)
{
  g_ptr_array_add (f->kept, g_bytes_ref (query));
  if (f->kept->len < f->wanted)
    return;

  for (guint i = f->kept->len; i > 0; i--)
    send_echo (peer, g_ptr_array_index (f->kept, i - 1), ID_OFFSET, 0);
  g_ptr_array_set_size (f->kept, 0);
}

static void
answer (Fixture *f, LwFakePeer *peer, GBytes *query)
{
  switch (f->mode)
    {
    case MODE_SILENT:
      break;
    case MODE_CLOSE:
      lw_fake_peer_close (peer);
      break;
    case MODE_ANSWER_CLOSE:
      send_echo (peer, query, ID_OFFSET, 0);
      lw_fake_peer_close (peer);
      break;
    case MODE_HALF_CLOSE:
      send_half (peer, query);
      break;
    case MODE_LENGTH_ZERO:
      send_length (peer, 0);
      send_echo (peer, query, ID_OFFSET, 0);
      break;
    case MODE_LENGTH_SHORT:
      send_length (peer, 11);
      lw_fake_peer_send (peer, g_bytes_get_data (query, NULL), 11);
      break;
    case MODE_LENGTH_LONG:
      send_length (peer, 65535);
      lw_fake_peer_send (peer, g_bytes_get_data (query, NULL), g_bytes_get_size (query));
      break;
    case MODE_RUBBISH:
      lw_fake_peer_send (peer, "\0\2OK", 4);
      break;
    case MODE_WRONG_ID:
      send_echo (peer, query, ID_OFFSET, 1);
      break;
    case MODE_WRONG_QUESTION:
      send_echo (peer, query, QUESTION_OFFSET, 3);
      break;
    case MODE_NO_REPLY_BIT:
      send_echo (peer, query, QR_OFFSET, 0x80);
      break;
    case MODE_WRONG_THEN_GOOD:
      send_echo (peer, query, ID_OFFSET, 1);
      send_echo (peer, query, ID_OFFSET, 0);
      break;
    case MODE_FLOOD:
      for (guint i = 0; i < 1000; i++)
        send_echo (peer, query, ID_OFFSET, 1);
      break;
    case MODE_BYTEWISE:
      send_bytewise (peer, query);
      break;
    case MODE_BACKWARDS:
      send_backwards (f, peer, query);
      break;
    case MODE_TALKATIVE:
      send_longest (peer);
      send_echo (peer, query, ID_OFFSET, 0);
      break;
    case MODE_ANSWER:
    default:
      send_echo (peer, query, ID_OFFSET, 0);
      break;
    }
}

static void
incoming_cb (LwFakePeer *peer, GByteArray *incoming, gpointer user_data)
{
  Fixture *f = user_data;
  GBytes *query;

  while ((query = lw_fake_tls_take_framed (incoming)) != NULL)
    {
      f->n_queries++;
      f->query_size = g_bytes_get_size (query);
      answer (f, peer, query);
      g_bytes_unref (query);
    }
}

/* @certificate: (nullable) */
static void
set_up (Fixture *f, const char *certificate, guint timeout_ms)
{
  LwServerWays ways = { .tls_name = NAME, .without_plain = TRUE };

  *f = (Fixture){ .kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  f->server = lw_fake_tls_new (certificate, incoming_cb, f);
  f->world = lw_fake_tls_create_world ();
  ways.tls_port = lw_fake_tls_get_port (f->server);
  f->resolver = lw_server_new_with_ways ("Berg", NULL, "127.0.0.1", 53, &ways);
  f->secure = lw_secure_new (f->world, timeout_ms);
}

static void
tear_down (Fixture *f)
{
  g_assert_finalize_object (f->secure);
  lw_fake_tls_free (f->server);
  lw_server_unref (f->resolver);
  lw_world_unref (f->world);
  g_ptr_array_unref (f->kept);
}

static GBytes *
build_query (guint i)
{
  g_autofree char *name = g_strdup_printf ("n%u.berg.test.", i);
  g_autoptr (GError) error = NULL;
  GBytes *query = lw_wire_build_query (name, LW_RR_TYPE_MX, LW_QUERY_RECURSE, &error);

  g_assert_no_error (error);

  return query;
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

/* Whether an answer to the question came */
static gboolean
ask (Fixture *f, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) query = build_query (0);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_secure_ask_async (f->secure, f->resolver, LW_VIA_TLS, query, cancellable, store_result_cb,
                       &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  reply = lw_secure_ask_finish (f->secure, result, error);
  g_assert_true (reply == NULL ||
                 lw_wire_answers (query, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply)));

  return reply != NULL;
}

typedef struct
{
  const char *name;
  const char *certificate; /* (nullable) */
  Mode mode;
  GQuark (*domain) (void); /* (nullable): an answer comes */
  int code;
  const char *words; /* (nullable) */
} Case;

static const Case cases[] = {
  { "answer", "good.pem", MODE_ANSWER, NULL, 0, NULL },
  { "bytewise", "good.pem", MODE_BYTEWISE, NULL, 0, NULL },
  { "wrong-then-good", "good.pem", MODE_WRONG_THEN_GOOD, NULL, 0, NULL },
  { "talkative", "good.pem", MODE_TALKATIVE, NULL, 0, NULL },

  { "other-name", "other.pem", MODE_ANSWER, g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE,
    "The certificate is for another name." },
  { "expired", "expired.pem", MODE_ANSWER, g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE,
    "The certificate is out of date." },
  { "early", "early.pem", MODE_ANSWER, g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE,
    "The certificate is not valid yet." },
  { "stranger", "stranger.pem", MODE_ANSWER, g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE,
    "Nobody whom this computer trusts vouches for the certificate." },
  { "in-clear", NULL, MODE_ANSWER, g_tls_error_quark, -1, NULL },

  { "silent", "good.pem", MODE_SILENT, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "close", "good.pem", MODE_CLOSE, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, NULL },
  { "half-close", "good.pem", MODE_HALF_CLOSE, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED,
    NULL },
  { "length-zero", "good.pem", MODE_LENGTH_ZERO, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "length-short", "good.pem", MODE_LENGTH_SHORT, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "length-long", "good.pem", MODE_LENGTH_LONG, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "rubbish", "good.pem", MODE_RUBBISH, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "wrong-id", "good.pem", MODE_WRONG_ID, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "wrong-question", "good.pem", MODE_WRONG_QUESTION, g_io_error_quark, G_IO_ERROR_TIMED_OUT,
    NULL },
  { "no-reply-bit", "good.pem", MODE_NO_REPLY_BIT, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "flood", "good.pem", MODE_FLOOD, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gboolean waits = c->code == G_IO_ERROR_TIMED_OUT && c->domain == g_io_error_quark;
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, c->certificate, waits ? HASTY_MS : ENOUGH_MS);
  f.mode = c->mode;

  g_assert_cmpint (ask (&f, NULL, &error), ==, c->domain == NULL);
  if (c->domain != NULL)
    {
      g_test_message ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
      g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (c->domain ()));
      g_assert_true (c->code < 0 || c->code == error->code);
      g_assert_true (c->words == NULL || g_str_equal (c->words, error->message));
    }
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 1);
  if (!waits)
    g_assert_cmpuint (f.n_queries, ==, c->domain == g_tls_error_quark ? 0 : 1);
  tear_down (&f);
}

/* Its length tells nothing: RFC 8467 4.1. */
static void
test_padding (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  g_assert_true (ask (&f, NULL, NULL));
  g_assert_cmpuint (f.query_size, ==, 128);
  tear_down (&f);
}

static void
test_one_after_the_other (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  for (guint i = 0; i < 50; i++)
    g_assert_true (ask (&f, NULL, NULL));
  g_assert_cmpuint (f.n_queries, ==, 50);
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 1);
  tear_down (&f);
}

typedef struct
{
  GBytes *query;
  guint *n_answered;
} Pending;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pending *pending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = lw_secure_ask_finish (LW_SECURE (source), result, &error);

  g_assert_no_error (error);
  g_assert_true (
      lw_wire_answers (pending->query, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply)));
  (*pending->n_answered)++;
  g_bytes_unref (pending->query);
  g_free (pending);
}

static void
ask_many (Fixture *f, guint n_questions)
{
  guint n_answered = 0;

  for (guint i = 0; i < n_questions; i++)
    {
      Pending *pending = g_new0 (Pending, 1);

      pending->query = build_query (i);
      pending->n_answered = &n_answered;
      lw_secure_ask_async (f->secure, f->resolver, LW_VIA_TLS, pending->query, NULL, answered_cb,
                           pending);
    }

  while (n_answered < n_questions)
    g_main_context_iteration (NULL, TRUE);
}

/* No more are under way than a server likes, and the last to ask is the first to hear. */
static void
test_many_at_once (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.mode = MODE_BACKWARDS;
  f.wanted = 100;
  ask_many (&f, 500);
  g_assert_cmpuint (f.n_queries, ==, 500);
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 1);
  tear_down (&f);
}

/* A kept connection may be gone when it is needed. */
static void
test_closed_meanwhile (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.mode = MODE_ANSWER_CLOSE;
  for (guint i = 0; i < 5; i++)
    g_assert_true (ask (&f, NULL, NULL));
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), <=, 5);
  tear_down (&f);
}

/* What was under way when the server closed is asked again, once. */
static void
test_closed_between (void)
{
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  g_assert_true (ask (&f, NULL, NULL));
  f.mode = MODE_CLOSE;
  g_assert_false (ask (&f, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpuint (f.n_queries, ==, 3);
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 2);
  tear_down (&f);
}

static gint64 cancelled_usec;

static gboolean
cancel_cb (gpointer cancellable)
{
  cancelled_usec = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

/* @shaking: while the server waits with TLS, else while it waits with the answer */
static void
test_cancel (gconstpointer shaking)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.mode = MODE_SILENT;
  if (GPOINTER_TO_INT (shaking))
    lw_fake_tls_stop_shaking (f.server);

  g_timeout_add (100, cancel_cb, cancellable);
  g_assert_false (ask (&f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - cancelled_usec, <, CANCEL_MAX_USEC);
  tear_down (&f);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  g_cancellable_cancel (cancellable);
  g_assert_false (ask (&f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 0);
  tear_down (&f);
}

/* One that is called off leaves the others as they are. */
static void
test_cancel_one (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.mode = MODE_SILENT;
  g_timeout_add (100, cancel_cb, cancellable);
  g_assert_false (ask (&f, cancellable, &error));
  f.mode = MODE_ANSWER;
  g_assert_true (ask (&f, NULL, NULL));
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 1);
  tear_down (&f);
}

static void
test_nobody_there (void)
{
  const LwServerWays ways = { .tls_name = NAME, .tls_port = 1 };
  g_autoptr (LwServer) nobody = lw_server_new_with_ways ("Tal", NULL, "127.0.0.1", 53, &ways);
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  lw_server_unref (f.resolver);
  f.resolver = g_steal_pointer (&nobody);
  g_assert_false (ask (&f, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  tear_down (&f);
}

static void
test_no_such_way (void)
{
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  lw_server_unref (f.resolver);
  f.resolver = lw_server_new ("Tal", NULL, "127.0.0.1", 53);
  g_assert_false (ask (&f, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  tear_down (&f);
}

/* What nobody needs is closed at the end. */
static void
test_end (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  g_assert_true (ask (&f, NULL, NULL));
  g_clear_object (&f.secure);
  while (lw_fake_tls_get_n_open (f.server) > 0)
    g_main_context_iteration (NULL, TRUE);
  f.secure = lw_secure_new (f.world, ENOUGH_MS);
  tear_down (&f);
}

/* And what nobody has needed for a while */
static void
test_idle (void)
{
  Fixture f;

  if (!g_test_slow ())
    {
      g_test_skip ("takes five seconds");
      return;
    }

  set_up (&f, "good.pem", ENOUGH_MS);
  g_assert_true (ask (&f, NULL, NULL));
  while (lw_fake_tls_get_n_open (f.server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ask (&f, NULL, NULL));
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 2);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/dot/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/dot/padding", test_padding);
  g_test_add_func ("/dot/one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/dot/many-at-once", test_many_at_once);
  g_test_add_func ("/dot/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/dot/closed-between", test_closed_between);
  g_test_add_data_func ("/dot/cancel", GINT_TO_POINTER (FALSE), test_cancel);
  g_test_add_data_func ("/dot/cancel-shaking", GINT_TO_POINTER (TRUE), test_cancel);
  g_test_add_func ("/dot/cancelled-before", test_cancelled_before);
  g_test_add_func ("/dot/cancel-one", test_cancel_one);
  g_test_add_func ("/dot/nobody-there", test_nobody_there);
  g_test_add_func ("/dot/no-such-way", test_no_such_way);
  g_test_add_func ("/dot/end", test_end);
  g_test_add_func ("/dot/idle", test_idle);

  return g_test_run ();
}
