/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rdap.h"

#include <libsoup/soup.h>
#include <string.h>

/* A register, and the list that leads to it, in the test's own main context. */
typedef struct
{
  SoupServer *server;
  char *base;
  GString *log;         /* the paths asked for, one a line */
  const char *odd_list; /* (nullable): in place of the list */
  guint status;
  const char *body;
} Register;

typedef struct
{
  LwRegistration *registration;
  GError *error;
  gboolean done;
} Slot;

static void
serve_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  Register *f = user_data;
  g_autofree char *list =
      g_strdup_printf ("{\"services\":[[[\"test\"],[\"%s/registry\"]]]}", f->base);
  gboolean is_list = g_str_equal (path, "/dns.json");
  const char *body = !is_list ? f->body : f->odd_list != NULL ? f->odd_list : list;

  g_string_append_printf (f->log, "%s\n", path);
  soup_server_message_set_status (message, is_list ? 200 : f->status, NULL);
  soup_server_message_set_response (message, "application/rdap+json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
set_up (Register *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->log = g_string_new (NULL);
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, serve_cb, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Register *f, gconstpointer data)
{
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_string_free (f->log, TRUE);
  g_free (f->base);
}

/* @member: what the world knows beside its root */
static LwRdap *
create_rdap (const char *member)
{
  g_autofree char *json =
      g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"root\":[{\"name\":\"a.root.\","
                       "\"address\":\"127.0.0.1\"}],\"plain_http\":[\"127.0.0.0/8\"]%s}",
                       member);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_autoptr (LwHttp) http = NULL;

  g_assert_no_error (error);
  http = lw_http_new (world);
  return lw_rdap_new (world, http);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Slot *slot = user_data;

  slot->registration = lw_rdap_ask_finish (LW_RDAP (source), result, &slot->error);
  slot->done = TRUE;
}

static LwRegistration *
ask (LwRdap *rdap, const char *domain)
{
  Slot slot = { 0 };

  lw_rdap_ask_async (rdap, domain, NULL, done_cb, &slot);
  while (!slot.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (slot.error);

  return slot.registration;
}

#define HELD "{\"objectClassName\":\"domain\",\"status\":[\"client hold\"]}"

static const struct
{
  guint status;
  const char *body;
  LwRegistrationOutcome outcome;
} cases[] = {
  { 200, HELD, LW_REGISTRATION_FOUND },
  { 404, "{\"errorCode\":404}", LW_REGISTRATION_ABSENT },
  { 404, "not JSON", LW_REGISTRATION_ABSENT },
  { 400, "{}", LW_REGISTRATION_NOT_TESTED },
  { 500, HELD, LW_REGISTRATION_NOT_TESTED },
  { 200, "<html>", LW_REGISTRATION_NOT_TESTED },
  { 200, "{\"objectClassName\":\"domain\",\"ldhName\":\"other.test\"}",
    LW_REGISTRATION_NOT_TESTED },
};

static void
test_outcomes (Register *f, gconstpointer data)
{
  g_autofree char *member = g_strdup_printf (",\"rdap\":\"%s\"", f->base);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwRdap) rdap = create_rdap (member);
      g_autoptr (LwRegistration) registration = NULL;

      f->status = cases[i].status;
      f->body = cases[i].body;
      g_string_truncate (f->log, 0);
      registration = ask (rdap, "mail.berg.test.");
      g_assert_cmpint (lw_registration_get (registration)->outcome, ==, cases[i].outcome);
      g_assert_cmpstr (lw_registration_get (registration)->domain, ==, "berg.test.");
      g_assert_cmpstr (f->log->str, ==, "/domain/berg.test\n");
    }
}

/* The list is fetched once. */
static void
test_bootstrap (Register *f, gconstpointer data)
{
  g_autofree char *member = g_strdup_printf (",\"rdap_bootstrap\":\"%s/dns.json\"", f->base);
  g_autoptr (LwRdap) rdap = create_rdap (member);
  g_autoptr (LwRegistration) first = NULL;
  g_autoptr (LwRegistration) second = NULL;
  g_autoptr (LwRegistration) elsewhere = NULL;

  f->status = 200;
  f->body = HELD;
  first = ask (rdap, "berg.test.");
  second = ask (rdap, "tal.test.");
  elsewhere = ask (rdap, "berg.example.");
  g_assert_true (lw_registration_has_status (first, "client hold"));
  g_assert_cmpint (lw_registration_get (second)->outcome, ==, LW_REGISTRATION_FOUND);
  g_assert_cmpint (lw_registration_get (elsewhere)->outcome, ==, LW_REGISTRATION_NOT_TESTED);
  g_assert_cmpstr (f->log->str, ==,
                   "/dns.json\n/registry/domain/berg.test\n/registry/domain/tal.test\n");
}

/* What is no list is not kept for a day. */
static void
test_odd_list (Register *f, gconstpointer data)
{
  g_autofree char *member = g_strdup_printf (",\"rdap_bootstrap\":\"%s/dns.json\"", f->base);
  g_autoptr (LwRdap) rdap = create_rdap (member);
  g_autoptr (LwRegistration) first = NULL;
  g_autoptr (LwRegistration) second = NULL;

  f->status = 200;
  f->body = HELD;
  f->odd_list = "<html>Sign in</html>";
  first = ask (rdap, "berg.test.");
  g_assert_cmpint (lw_registration_get (first)->outcome, ==, LW_REGISTRATION_NOT_TESTED);
  f->odd_list = NULL;
  second = ask (rdap, "berg.test.");
  g_assert_cmpint (lw_registration_get (second)->outcome, ==, LW_REGISTRATION_FOUND);
}

/* A register that has too much to do is left alone. */
static void
test_manners (Register *f, gconstpointer data)
{
  g_autofree char *member = g_strdup_printf (",\"rdap\":\"%s\"", f->base);
  g_autoptr (LwRdap) rdap = create_rdap (member);
  g_autoptr (LwRegistration) first = NULL;
  g_autoptr (LwRegistration) second = NULL;

  f->status = 429;
  f->body = "";
  first = ask (rdap, "berg.test.");
  second = ask (rdap, "tal.test.");
  g_assert_cmpint (lw_registration_get (second)->outcome, ==, LW_REGISTRATION_NOT_TESTED);
  g_assert_cmpstr (f->log->str, ==, "/domain/berg.test\n");
}

static void
test_nobody (Register *f, gconstpointer data)
{
  g_autofree char *member = g_strdup_printf (",\"rdap\":\"%s\"", f->base);
  g_autoptr (LwRdap) none = create_rdap ("");
  g_autoptr (LwRdap) rdap = create_rdap (member);

  g_assert_false (lw_rdap_can_ask (none, "berg.test."));
  g_assert_true (lw_rdap_can_ask (rdap, "berg.test."));
  g_assert_false (lw_rdap_can_ask (rdap, "co.uk."));
  g_assert_false (lw_rdap_can_ask (rdap, "anna.github.io."));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/rdap/outcomes", Register, NULL, set_up, test_outcomes, tear_down);
  g_test_add ("/rdap/bootstrap", Register, NULL, set_up, test_bootstrap, tear_down);
  g_test_add ("/rdap/odd-list", Register, NULL, set_up, test_odd_list, tear_down);
  g_test_add ("/rdap/manners", Register, NULL, set_up, test_manners, tear_down);
  g_test_add ("/rdap/nobody", Register, NULL, set_up, test_nobody, tear_down);

  return g_test_run ();
}
