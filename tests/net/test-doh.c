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
#define QUESTION_OFFSET 14

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define DNS_TYPE "Content-Type: application/dns-message\r\n"
#define GOOD_HEAD OK_HEAD DNS_TYPE

/* What stands behind the head of a reply */
typedef enum
{
  BODY_ANSWER,
  BODY_NONE,
  BODY_SHORT,
  BODY_WRONG_ID,
  BODY_WRONG_QUESTION,
  BODY_QUERY,
  BODY_LARGEST, /* 65535 bytes, the answer first */
  BODY_HUGE,    /* one more */
  BODY_ENDLESS, /* in chunks, far more than anybody wants */
  BODY_CUT,     /* less than announced, then the end */
  BODY_STALLED, /* less than announced, and no end */
  BODY_DRIPS,   /* a byte now and then */
} Body;

typedef struct
{
  LwFakeTls *server;
  LwWorld *world;
  LwServer *resolver;
  LwSecure *secure;
  GString *requests; /* their heads */
  const char *head;  /* (nullable): NULL says nothing */
  Body body;
  LwFakePeer *dripping; /* (nullable) */
  guint n_requests;
  gsize query_size; /* of the last */
  guint16 query_id;
  gboolean closes;       /* after the reply */
  gboolean closes_first; /* without one, once */
} Fixture;

static void
send_text (LwFakePeer *peer, const char *text)
{
  lw_fake_peer_send (peer, text, strlen (text));
}

static void
send_sized (LwFakePeer *peer, gconstpointer bytes, gsize size, gsize announced)
{
  g_autofree char *length = g_strdup_printf ("Content-Length: %zu\r\n\r\n", announced);

  send_text (peer, length);
  lw_fake_peer_send (peer, bytes, size);
}

static void
send_filled (LwFakePeer *peer, GBytes *answer, gsize size)
{
  g_autofree guint8 *bytes = g_malloc0 (size);

  memcpy (bytes, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  send_sized (peer, bytes, size, size);
}

static void
send_endless (LwFakePeer *peer)
{
  g_autofree guint8 *bytes = g_malloc0 (0x10000);

  send_text (peer, "Transfer-Encoding: chunked\r\n\r\n");
  for (guint i = 0; i < 64; i++)
    {
      send_text (peer, "10000\r\n");
      lw_fake_peer_send (peer, bytes, 0x10000);
      send_text (peer, "\r\n");
    }
}

static void
send_body (Fixture *f, LwFakePeer *peer, GBytes *query)
{
  gboolean wrong_id = f->body == BODY_WRONG_ID;
  g_autoptr (GBytes) answer =
      lw_fake_echo (query, f->body == BODY_WRONG_QUESTION ? QUESTION_OFFSET : ID_OFFSET,
                    wrong_id || f->body == BODY_WRONG_QUESTION ? 1 : 0);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (f->body == BODY_QUERY ? query : answer, &size);

  switch (f->body)
    {
    case BODY_NONE:
      send_sized (peer, "", 0, 0);
      break;
    case BODY_SHORT:
      send_sized (peer, bytes, 11, 11);
      break;
    case BODY_LARGEST:
      send_filled (peer, answer, 65535);
      break;
    case BODY_HUGE:
      send_filled (peer, answer, 65536);
      break;
    case BODY_ENDLESS:
      send_endless (peer);
      break;
    case BODY_CUT:
      send_sized (peer, bytes, size / 2, size);
      lw_fake_peer_close (peer);
      break;
    case BODY_STALLED:
    case BODY_DRIPS:
      send_sized (peer, bytes, size / 2, size);
      f->dripping = f->body == BODY_DRIPS ? peer : NULL;
      break;
    case BODY_ANSWER:
    case BODY_WRONG_ID:
    case BODY_WRONG_QUESTION:
    case BODY_QUERY:
    default:
      send_sized (peer, bytes, size, size);
      break;
    }
}

static void
answer (Fixture *f, LwFakePeer *peer, GBytes *query)
{
  const guint8 *bytes = g_bytes_get_data (query, &f->query_size);

  f->n_requests++;
  f->query_id = (guint16) (bytes[0] << 8 | bytes[1]);
  if (f->head != NULL && !f->closes_first)
    {
      send_text (peer, f->head);
      send_body (f, peer, query);
    }
  if (f->closes || f->closes_first)
    lw_fake_peer_close (peer);
  f->closes_first = FALSE;
}

static void
incoming_cb (LwFakePeer *peer, GByteArray *incoming, gpointer user_data)
{
  Fixture *f = user_data;
  GBytes *query;

  while ((query = lw_fake_tls_take_posted (incoming, f->requests)) != NULL)
    {
      answer (f, peer, query);
      g_bytes_unref (query);
    }
}

static gboolean
drip_cb (gpointer user_data)
{
  Fixture *f = user_data;

  if (f->dripping != NULL)
    lw_fake_peer_send (f->dripping, "", 1);

  return G_SOURCE_CONTINUE;
}

/* @certificate: (nullable) */
static void
set_up (Fixture *f, const char *certificate, guint timeout_ms)
{
  LwServerWays ways = { .without_plain = TRUE };
  g_autofree char *url = NULL;

  *f = (Fixture){ .requests = g_string_new (NULL), .head = GOOD_HEAD };
  f->server = lw_fake_tls_new (certificate, incoming_cb, f);
  f->world = lw_fake_tls_create_world ();
  url = g_strdup_printf ("https://" NAME ":%u/dns-query", lw_fake_tls_get_port (f->server));
  ways.doh_url = url;
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
  g_string_free (f->requests, TRUE);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

/* (nullable) */
static GBytes *
ask (Fixture *f, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) query =
      lw_wire_build_query ("berg.test.", LW_RR_TYPE_MX, LW_QUERY_RECURSE, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  lw_secure_ask_async (f->secure, f->resolver, LW_VIA_HTTPS, query, cancellable, store_result_cb,
                       &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_secure_ask_finish (f->secure, result, error);
}

typedef struct
{
  const char *name;
  const char *certificate; /* (nullable) */
  const char *head;        /* (nullable) */
  Body body;
  GQuark (*domain) (void); /* (nullable): an answer comes */
  int code;                /* -1: any */
  const char *words;       /* (nullable) */
} Case;

static const Case cases[] = {
  { "answer", "good.pem", GOOD_HEAD, BODY_ANSWER, NULL, 0, NULL },
  { "largest", "good.pem", GOOD_HEAD, BODY_LARGEST, NULL, 0, NULL },
  { "type-in-capitals", "good.pem", OK_HEAD "content-type: Application/DNS-Message ; a=b\r\n",
    BODY_ANSWER, NULL, 0, NULL },

  { "other-name", "other.pem", GOOD_HEAD, BODY_ANSWER, g_tls_error_quark,
    G_TLS_ERROR_BAD_CERTIFICATE, "The certificate is for another name." },
  { "expired", "expired.pem", GOOD_HEAD, BODY_ANSWER, g_tls_error_quark,
    G_TLS_ERROR_BAD_CERTIFICATE, "The certificate is out of date." },
  { "early", "early.pem", GOOD_HEAD, BODY_ANSWER, g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE,
    "The certificate is not valid yet." },
  { "stranger", "stranger.pem", GOOD_HEAD, BODY_ANSWER, g_tls_error_quark,
    G_TLS_ERROR_BAD_CERTIFICATE, "Nobody whom this computer trusts vouches for the certificate." },
  { "in-clear", NULL, GOOD_HEAD, BODY_ANSWER, g_tls_error_quark, -1, NULL },

  { "silent", "good.pem", NULL, BODY_ANSWER, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "stalled", "good.pem", GOOD_HEAD, BODY_STALLED, g_io_error_quark, G_IO_ERROR_TIMED_OUT, NULL },
  { "head-without-end", "good.pem", "HTTP/1.1 200 OK\r\nX: ", BODY_STALLED, g_io_error_quark,
    G_IO_ERROR_TIMED_OUT, NULL },
  { "cut", "good.pem", GOOD_HEAD, BODY_CUT, g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, NULL },
  { "huge", "good.pem", GOOD_HEAD, BODY_HUGE, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "endless", "good.pem", GOOD_HEAD, BODY_ENDLESS, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "empty", "good.pem", GOOD_HEAD, BODY_NONE, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "short", "good.pem", GOOD_HEAD, BODY_SHORT, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "wrong-id", "good.pem", GOOD_HEAD, BODY_WRONG_ID, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "wrong-question", "good.pem", GOOD_HEAD, BODY_WRONG_QUESTION, lw_error_quark, LW_ERROR_PROTOCOL,
    NULL },
  { "query", "good.pem", GOOD_HEAD, BODY_QUERY, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "web-page", "good.pem", OK_HEAD "Content-Type: text/html\r\n", BODY_ANSWER, lw_error_quark,
    LW_ERROR_PROTOCOL, "A web page came in place of an answer." },
  { "json", "good.pem", OK_HEAD "Content-Type: application/dns-json\r\n", BODY_ANSWER,
    lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "no-type", "good.pem", OK_HEAD, BODY_ANSWER, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "not-found", "good.pem", "HTTP/1.1 404 Not Found\r\n" DNS_TYPE, BODY_ANSWER, lw_error_quark,
    LW_ERROR_PROTOCOL, "The resolver’s web server does not answer questions (404)." },
  { "too-many", "good.pem", "HTTP/1.1 429 Slow\r\nRetry-After: 5\r\n" DNS_TYPE, BODY_ANSWER,
    lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "broken", "good.pem", "HTTP/1.1 500 Oh\r\n" DNS_TYPE, BODY_ANSWER, lw_error_quark,
    LW_ERROR_PROTOCOL, NULL },
  { "sign-in", "good.pem", "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\n" DNS_TYPE,
    BODY_ANSWER, lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "redirect-elsewhere", "good.pem",
    "HTTP/1.1 302 Found\r\nLocation: https://dns.tal.test/dns-query\r\n" DNS_TYPE, BODY_ANSWER,
    lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "redirect-here", "good.pem", "HTTP/1.1 307 Found\r\nLocation: /other\r\n" DNS_TYPE, BODY_ANSWER,
    lw_error_quark, LW_ERROR_PROTOCOL, NULL },
  { "not-http", "good.pem", "220 hello\r\n\r\n", BODY_CUT, lw_error_quark, LW_ERROR_PROTOCOL,
    NULL },
};

static void
check_error (const Case *c, const GError *error)
{
  g_test_message ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (c->domain ()));
  g_assert_true (c->code < 0 || c->code == error->code);
  if (c->words != NULL)
    g_assert_cmpstr (c->words, ==, error->message);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gboolean waits = c->code == G_IO_ERROR_TIMED_OUT && c->domain == g_io_error_quark;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;
  Fixture f;

  set_up (&f, c->certificate, waits ? HASTY_MS : ENOUGH_MS);
  f.head = c->head;
  f.body = c->body;

  reply = ask (&f, NULL, &error);
  g_assert_cmpint (reply != NULL, ==, c->domain == NULL);
  if (c->domain != NULL)
    check_error (c, error);
  if (!waits)
    g_assert_cmpuint (f.n_requests, ==, c->domain == g_tls_error_quark ? 0 : 1);
  tear_down (&f);
}

/* What goes out: nothing of the question in the address, nothing that tells one person from
 * another. The name is in no DNS, so nobody was asked for it. */
static void
test_request (void)
{
  g_autoptr (GBytes) reply = NULL;
  g_autofree char *host = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.head = GOOD_HEAD "Set-Cookie: who=you; Path=/\r\n";
  host = g_strdup_printf ("\r\nHost: " NAME ":%u\r\n", lw_fake_tls_get_port (f.server));
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&reply, g_bytes_unref);
      reply = ask (&f, NULL, NULL);
      g_assert_nonnull (reply);
    }

  g_assert_true (g_str_has_prefix (f.requests->str, "POST /dns-query HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (f.requests->str, host));
  g_assert_nonnull (strstr (f.requests->str, "\r\nContent-Type: application/dns-message\r\n"));
  g_assert_nonnull (strstr (f.requests->str, "\r\nAccept: application/dns-message\r\n"));
  g_assert_null (strstr (f.requests->str, "Cookie:"));
  g_assert_null (strstr (f.requests->str, "Referer:"));
  g_assert_null (strstr (f.requests->str, "Accept-Language:"));
  g_assert_cmpuint (f.query_id, ==, 0);
  g_assert_cmpuint (f.query_size, ==, 128);
  tear_down (&f);
}

static void
test_one_connection (void)
{
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GBytes) reply = ask (&f, NULL, NULL);

      g_assert_nonnull (reply);
    }
  g_assert_cmpuint (f.n_requests, ==, 50);
  g_assert_cmpuint (lw_fake_tls_get_n_connections (f.server), ==, 1);
  tear_down (&f);
}

/* A kept connection may be gone when it is needed: a question may be put twice. */
static void
test_closed_meanwhile (void)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  first = ask (&f, NULL, &error);
  g_assert_no_error (error);
  f.closes_first = TRUE;
  second = ask (&f, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f.n_requests, ==, 3);
  tear_down (&f);
}

static void
test_drips (void)
{
  g_autoptr (GError) error = NULL;
  guint drip;
  Fixture f;

  set_up (&f, "good.pem", HASTY_MS);
  f.head = OK_HEAD DNS_TYPE "X-Long: yes\r\n";
  f.body = BODY_DRIPS;
  drip = g_timeout_add (20, drip_cb, &f);
  g_assert_null (ask (&f, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_source_remove (drip);
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

static void
test_cancel (gconstpointer shaking)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  f.head = NULL;
  if (GPOINTER_TO_INT (shaking))
    lw_fake_tls_stop_shaking (f.server);

  g_timeout_add (100, cancel_cb, cancellable);
  g_assert_null (ask (&f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - cancelled_usec, <, CANCEL_MAX_USEC);
  tear_down (&f);
}

static void
test_no_such_way (void)
{
  static const LwServerWays odd[] = {
    { .tls_name = NAME },
    { .doh_url = "http://" NAME "/dns-query" },
    { .doh_url = "https://you@" NAME "/dns-query" },
    { .doh_url = "/dns-query" },
    { .doh_url = "https://" NAME "/dns-query", .doh_address = NAME },
  };
  Fixture f;

  set_up (&f, "good.pem", ENOUGH_MS);
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GError) error = NULL;

      lw_server_unref (f.resolver);
      f.resolver = lw_server_new_with_ways ("Tal", NULL, "127.0.0.1", 53, &odd[i]);
      g_assert_null (ask (&f, NULL, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
    }
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/doh/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/doh/request", test_request);
  g_test_add_func ("/doh/one-connection", test_one_connection);
  g_test_add_func ("/doh/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/doh/drips", test_drips);
  g_test_add_data_func ("/doh/cancel", GINT_TO_POINTER (FALSE), test_cancel);
  g_test_add_data_func ("/doh/cancel-shaking", GINT_TO_POINTER (TRUE), test_cancel);
  g_test_add_func ("/doh/no-such-way", test_no_such_way);

  return g_test_run ();
}
