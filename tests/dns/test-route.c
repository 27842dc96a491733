/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-fake-internet.h"
#include "lw-fake-tls.h"

#include <string.h>

#define HOST "dns.berg.test"
#define DOMAIN_NAME "berg.example."

/* Which of its ways a resolver is asked by. Each of the three servers says which one it is. */
typedef struct
{
  LwFakeDns *plain;
  LwFakeTls *tls;
  LwFakeTls *https;
  LwExchange *exchange;
  LwWorld *world;
  LwDns *dns;
  guint16 rcode;
} Fixture;

static GBytes *
answer (Fixture *f, GBytes *query, const char *priority)
{
  g_autofree char *record =
      g_strdup_printf ("an " DOMAIN_NAME " 60 IN MX %s mx.berg.example.", priority);
  const char *const records[] = { record, NULL };

  return lw_fake_answer (query, RESOLVER | f->rcode, f->rcode == 0 ? records : NULL);
}

static void
plain_cb (LwFakeReply *reply,
          GBytes *query,
          const char *address,
          gboolean over_tcp,
          gpointer user_data)
{
  lw_fake_reply_send (reply, answer (user_data, query, "1"));
}

static void
tls_cb (LwFakePeer *peer, GByteArray *incoming, gpointer user_data)
{
  GBytes *query;

  while ((query = lw_fake_tls_take_framed (incoming)) != NULL)
    {
      g_autoptr (GBytes) reply = answer (user_data, query, "2");
      gsize size = g_bytes_get_size (reply);
      const guint8 length[] = { (guint8) (size >> 8), (guint8) size };

      lw_fake_peer_send (peer, length, sizeof length);
      lw_fake_peer_send (peer, g_bytes_get_data (reply, NULL), size);
      g_bytes_unref (query);
    }
}

static void
https_cb (LwFakePeer *peer, GByteArray *incoming, gpointer user_data)
{
  GBytes *query;

  while ((query = lw_fake_tls_take_posted (incoming, NULL)) != NULL)
    {
      g_autoptr (GBytes) reply = answer (user_data, query, "3");
      g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n"
                                               "Content-Type: application/dns-message\r\n\r\n",
                                               g_bytes_get_size (reply));

      lw_fake_peer_send (peer, head, strlen (head));
      lw_fake_peer_send (peer, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
      g_bytes_unref (query);
    }
}

static void
set_up (Fixture *f)
{
  *f = (Fixture){ .world = lw_fake_tls_create_world () };
  f->plain = lw_fake_dns_new (plain_cb, f);
  lw_fake_dns_listen (f->plain, "127.0.0.1");
  f->tls = lw_fake_tls_new ("good.pem", tls_cb, f);
  f->https = lw_fake_tls_new ("good.pem", https_cb, f);
  f->exchange = lw_exchange_new (PATIENT_MS);
  f->dns = lw_dns_new (f->world, f->exchange);
}

static void
tear_down (Fixture *f)
{
  g_assert_finalize_object (f->dns);
  g_assert_finalize_object (f->exchange);
  lw_fake_dns_free (f->plain);
  lw_fake_tls_free (f->tls);
  lw_fake_tls_free (f->https);
  lw_world_unref (f->world);
}

static LwAnswer *
ask (Fixture *f, const LwServerWays *ways)
{
  g_autoptr (LwServer) server =
      lw_server_new_with_ways ("Berg", NULL, "127.0.0.1", lw_fake_dns_get_port (f->plain), ways);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswer *asked;

  lw_dns_ask_async (f->dns, server, LW_ROLE_RESOLVER, DOMAIN_NAME, LW_RR_TYPE_MX, NULL,
                    lw_fake_internet_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  asked = lw_dns_ask_finish (f->dns, result, &error);
  g_assert_no_error (error);

  return asked;
}

typedef struct
{
  const char *name;
  LwRoute route;
  gboolean plain, tls, https;
  LwVia via;
  const char *value; /* (nullable): nobody is asked */
} Case;

static const Case cases[] = {
  { "plain", LW_ROUTE_PLAIN, TRUE, TRUE, TRUE, LW_VIA_UDP, "1 mx.berg.example." },
  { "plain-tls-only", LW_ROUTE_PLAIN, FALSE, TRUE, FALSE, LW_VIA_TLS, "2 mx.berg.example." },
  { "plain-https-only", LW_ROUTE_PLAIN, FALSE, FALSE, TRUE, LW_VIA_HTTPS, "3 mx.berg.example." },
  { "plain-without-plain", LW_ROUTE_PLAIN, FALSE, TRUE, TRUE, LW_VIA_HTTPS, "3 mx.berg.example." },
  { "secure", LW_ROUTE_SECURE, TRUE, TRUE, TRUE, LW_VIA_HTTPS, "3 mx.berg.example." },
  { "secure-tls", LW_ROUTE_SECURE, TRUE, TRUE, FALSE, LW_VIA_TLS, "2 mx.berg.example." },
  { "secure-plain-only", LW_ROUTE_SECURE, TRUE, FALSE, FALSE, LW_VIA_UDP, "1 mx.berg.example." },
};

static LwServerWays
make_ways (Fixture *f, const Case *c, char **url)
{
  LwServerWays ways = { .tls_port = lw_fake_tls_get_port (f->tls), .without_plain = !c->plain };

  *url = g_strdup_printf ("https://" HOST ":%u/dns-query", lw_fake_tls_get_port (f->https));
  if (c->tls)
    ways.tls_name = HOST;
  if (c->https)
    ways.doh_url = *url;

  return ways;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (LwAnswer) asked = NULL;
  g_autofree char *url = NULL;
  const LwAnswerFields *fields;
  LwServerWays ways;
  Fixture f;

  set_up (&f);
  ways = make_ways (&f, c, &url);
  lw_dns_set_route (f.dns, c->route);
  g_assert_cmpint (lw_dns_get_route (f.dns), ==, c->route);

  asked = ask (&f, &ways);
  fields = lw_answer_get (asked);
  g_assert_cmpint (fields->status, ==, LW_ANSWER_SET);
  g_assert_cmpint (fields->via, ==, c->via);
  g_assert_cmpstr (lw_record_set_get_values (fields->set)[0], ==, c->value);
  g_assert_nonnull (fields->raw);
  tear_down (&f);
}

/* A resolver that does not understand EDNS is asked once more, the same way. */
static void
test_without_edns (void)
{
  static const Case by_tls = { NULL, LW_ROUTE_PLAIN, FALSE, TRUE, FALSE, LW_VIA_TLS, NULL };
  g_autoptr (LwAnswer) asked = NULL;
  g_autofree char *url = NULL;
  LwServerWays ways;
  Fixture f;

  set_up (&f);
  f.rcode = 1;
  ways = make_ways (&f, &by_tls, &url);
  asked = ask (&f, &ways);
  g_assert_cmpint (lw_answer_get (asked)->status, ==, LW_ANSWER_SERVFAIL);
  g_assert_cmpint (lw_answer_get (asked)->via, ==, LW_VIA_TLS);
  g_assert_true (lw_answer_get (asked)->without_edns);
  tear_down (&f);
}

/* What goes wrong is a row like any other, with its reason. */
static void
test_trouble (void)
{
  g_autoptr (LwAnswer) asked = NULL;
  LwServerWays ways = { .tls_name = "dns.tal.test", .without_plain = TRUE };
  Fixture f;

  set_up (&f);
  ways.tls_port = lw_fake_tls_get_port (f.tls);
  asked = ask (&f, &ways);
  g_assert_cmpint (lw_answer_get (asked)->status, ==, LW_ANSWER_UNREACHABLE);
  g_assert_cmpint (lw_answer_get (asked)->via, ==, LW_VIA_TLS);
  g_assert_cmpstr (lw_answer_get (asked)->note, ==, "The certificate is for another name.");
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/route/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/route/without-edns", test_without_edns);
  g_test_add_func ("/route/trouble", test_trouble);

  return g_test_run ();
}
