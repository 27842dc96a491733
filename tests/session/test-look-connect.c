/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look.h"
#include "lw-test-session.h"

#include <libsoup/soup.h>
#include <string.h>

/* What the DNS host says of itself: the zone of the practice world, and a web server beside it. */
#define PAGE "https://host.test/dns/"

typedef struct
{
  LwPractice *practice;
  SoupServer *server;
  GString *log;
  const char *body;
  guint status;
} Fixture;

static void
serve_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append (f->log, path);
  soup_server_message_set_status (message, f->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, f->body,
                                    strlen (f->body));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->practice = lw_practice_start (&error);
  g_assert_no_error (error);
  f->log = g_string_new (NULL);
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, serve_cb, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_string_free (f->log, TRUE);
  lw_practice_stop (f->practice);
  g_object_unref (f->practice);
}

static void
put_hint (Fixture *f, const char *text)
{
  const char *const values[] = { text, NULL };
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);

  lw_zone_take_set (zone, lw_record_set_new ("_domainconnect." LW_PRACTICE_DOMAIN, LW_RR_TYPE_TXT,
                                             60, values, NULL));
  g_assert_true (lw_practice_put_zone (f->practice, zone, NULL));
}

/* The practice world's servers, and the web server in place of the host that the zone names */
static LwWorld *
make_world (Fixture *f, gboolean asks)
{
  LwWorld *practice = lw_practice_get_world (f->practice);
  LwServer *root = lw_world_get_root (practice)->pdata[0];
  GSList *uris = soup_server_get_uris (f->server);
  g_autofree char *member =
      g_strdup_printf (",\"domain_connect\":\"http://127.0.0.1:%d\"", g_uri_get_port (uris->data));
  g_autofree char *json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"test\",\"root\":[{\"name\":\"%s\",\"address\":\"%s\"}],"
      "\"dns_port\":%u,\"online\":true,\"public_ranges\":[\"127.0.0.0/8\"],"
      "\"system_resolver\":\"%s\",\"plain_http\":[\"127.0.0.0/8\"]%s}",
      lw_server_get_name (root), lw_server_get_address (root), lw_world_get_dns_port (practice),
      lw_world_get_system_resolver (practice), asks ? member : "");
  g_autoptr (GError) error = NULL;
  LwWorld *world = lw_world_new_from_json (json, -1, "test.json", &error);

  g_assert_no_error (error);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return world;
}

static LwEvidence *
look (Fixture *f, gboolean asks, LwLookFlags flags)
{
  g_autoptr (LwWorld) world = make_world (f, asks);
  g_autoptr (LwServices) services = lw_services_new (world);
  LwEvidence *evidence = lw_evidence_new (LW_PRACTICE_DOMAIN, 1);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_string_truncate (f->log, 0);
  lw_look_async (services, evidence, flags | LW_LOOK_NO_MAIL, NULL, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  g_assert_true (lw_look_finish (services, result, NULL));
  g_assert_nonnull (lw_evidence_get_delegation (evidence));

  return evidence;
}

static void
test_said (Fixture *f, gconstpointer data)
{
  g_autoptr (LwEvidence) evidence = NULL;

  f->status = 200;
  f->body = "{\"providerName\":\"Host\",\"urlControlPanel\":\"" PAGE "%domain%\"}";
  put_hint (f, "\"api.host.test/v4\"");
  evidence = look (f, TRUE, LW_LOOK_DEFAULT);
  g_assert_nonnull (lw_evidence_get_domain_connect (evidence));
  g_assert_cmpstr (lw_domain_connect_get (lw_evidence_get_domain_connect (evidence))->control_url,
                   ==, PAGE "practice.example");
  g_assert_cmpstr (f->log->str, ==, "/v4/v2/practice.example/settings");
}

static const struct
{
  const char *hint;
  guint status;
  const char *body;
  gboolean asks;
  LwLookFlags flags;
  gboolean is_asked;
} silent[] = {
  { "\"api.host.test\"", 404, "{}", TRUE, LW_LOOK_DEFAULT, TRUE },
  { "\"api.host.test\"", 200, "<html>", TRUE, LW_LOOK_DEFAULT, TRUE },
  { "\"127.0.0.1\"", 200, "{}", TRUE, LW_LOOK_DEFAULT, FALSE },
  { "\"api.host.test:80\"", 200, "{}", TRUE, LW_LOOK_DEFAULT, FALSE },
  { "\"api.host.test\"", 200, "{}", FALSE, LW_LOOK_DEFAULT, FALSE },
  { "\"api.host.test\"", 200, "{}", TRUE, LW_LOOK_MANY, FALSE },
};

static void
test_silent (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      g_autoptr (LwEvidence) evidence = NULL;

      f->status = silent[i].status;
      f->body = silent[i].body;
      put_hint (f, silent[i].hint);
      evidence = look (f, silent[i].asks, silent[i].flags);
      g_assert_null (lw_evidence_get_domain_connect (evidence));
      g_assert_cmpint (f->log->len > 0, ==, silent[i].is_asked);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/look-connect/said", Fixture, NULL, set_up, test_said, tear_down);
  g_test_add ("/look-connect/silent", Fixture, NULL, set_up, test_silent, tear_down);

  return g_test_run ();
}
