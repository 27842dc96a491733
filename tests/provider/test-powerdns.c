/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "lw-error.h"
#include "lw-provider-powerdns.h"
#include "lw-test-plan.h"

#define KEY "sesame-7"
#define ZONE_PATH "/api/v1/servers/localhost/zones/berg.example."
#define SOA_SET                                                                        \
  "{\"name\":\"berg.example.\",\"type\":\"SOA\",\"ttl\":60,\"records\":[{\"content\":" \
  "\"ns1.berg.example. anna.berg.example. 7 1 2 3 4\",\"disabled\":false}]}"
#define MX_SET                                                            \
  "{\"name\":\"berg.example.\",\"type\":\"MX\",\"ttl\":300,\"records\":[" \
  "{\"content\":\"10 Old.berg.example.\",\"disabled\":false},"            \
  "{\"content\":\"90 spare.example.\",\"disabled\":true}],"               \
  "\"comments\":[{\"content\":\"x\",\"account\":\"\",\"modified_at\":7}]}"
#define ZONE(members) "{\"name\":\"berg.example.\"" members ",\"rrsets\":[" SOA_SET "," MX_SET "]}"

#define SOA_LINE "@ 60 SOA ns1 anna 7 1 2 3 4\n"
#define LIVE SOA_LINE "@ 300 MX 10 old\nold 300 A 192.0.2.1\n"
#define WANTED SOA_LINE "@ 600 MX 10 new\nnew 300 A 192.0.2.2\n"

typedef enum
{
  CUT_NEVER,
  CUT_PATCH, /* the connection ends without an answer */
} Cut;

/* The fake host runs in the test's own main context. */
typedef struct
{
  SoupServer *server;
  LwHttp *http;
  LwProvider *provider;
  GString *log; /* what was sent: "METHOD path\nbody\n" */
  guint n_requests;

  guint status;            /* of each answer; 0 = 200 for GET, 204 for PATCH */
  const char *body;        /* of each answer */
  const char *type;        /* (nullable): its content type */
  const char *retry_after; /* (nullable) */
  guint good_requests;     /* so many are answered well before @status counts */
  Cut cut;
  GCancellable *cancel_at_patch; /* (nullable): cancelled while the host thinks */
} Fixture;

static void
answer (Fixture *f, SoupServerMessage *message)
{
  gboolean is_get = g_str_equal (soup_server_message_get_method (message), "GET");
  gboolean good = f->status == 0 || f->n_requests <= f->good_requests;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, good ? (is_get ? 200 : 204) : f->status, NULL);
  if (!good && f->retry_after != NULL)
    soup_message_headers_append (headers, "Retry-After", f->retry_after);
  if (f->body != NULL && (!good || is_get))
    soup_server_message_set_response (message, f->type != NULL ? f->type : "application/json",
                                      SOUP_MEMORY_STATIC, f->body, strlen (f->body));
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *f = user_data;
  const char *method = soup_server_message_get_method (message);
  const char *key =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-API-Key");
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data != NULL ? body->data : "", body->length);

  f->n_requests++;
  g_string_append_printf (f->log, "%s %s\n%s%s", method, path, text, *text ? "\n" : "");

  if (g_strcmp0 (key, KEY) != 0)
    {
      soup_server_message_set_status (message, 401, NULL);
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "Unauthorized",
                                        12);
      return;
    }

  if (f->cancel_at_patch != NULL && g_str_equal (method, "PATCH"))
    g_cancellable_cancel (f->cancel_at_patch);

  if (f->cut == CUT_PATCH && g_str_equal (method, "PATCH"))
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }

  answer (f, message);
}

static LwWorld *
make_world (void)
{
  g_autoptr (GError) error = NULL;
  LwWorld *world = lw_world_new_from_json (
      "{\"schema\":1,\"id\":\"test\",\"root\":[{\"name\":\"a.\",\"address\":\"127.0.0.1\"}],"
      "\"plain_http\":[\"127.0.0.0/8\"]}",
      -1, "test", &error);

  g_assert_no_error (error);
  return world;
}

static LwHostDescription *
make_description (guint changes_per_request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"powerdns\",\"name\":\"PowerDNS\",\"kind\":\"powerdns\","
      "\"base\":null,\"fields\":["
      "{\"id\":\"url\",\"label\":\"Address\",\"secret\":false,\"optional\":false,"
      "\"default\":null,\"pattern\":null,\"example\":null,\"help\":null},"
      "{\"id\":\"key\",\"label\":\"Key\",\"secret\":true,\"optional\":false,"
      "\"default\":null,\"pattern\":null,\"example\":null,\"help\":null}],"
      "\"rights\":\"All.\",\"url\":null,\"limits\":{\"changes_per_request\":%u},\"features\":{}}",
      changes_per_request);
  LwHostDescription *description = lw_host_description_parse (json, -1, &error);

  g_assert_no_error (error);
  return description;
}

static char *
start_server (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  char *url;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, request_cb, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (f->server);
  url = g_strdup_printf ("http://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return url;
}

typedef struct
{
  const char *key;
  guint changes_per_request;
} Setting;

static const Setting usual = { KEY, 1000 };
static const Setting wrong_key = { "wrong", 1000 };
static const Setting one_by_one = { KEY, 1 };

static void
set_up (Fixture *f, gconstpointer data)
{
  const Setting *setting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = make_world ();
  g_autoptr (LwHostDescription) description = make_description (setting->changes_per_request);
  g_autoptr (LwCredential) credential = lw_credential_new ("powerdns", "default");
  g_autofree char *url = start_server (f);

  f->log = g_string_new (NULL);
  f->http = lw_http_new (world);
  lw_credential_set_field (credential, "url", url);
  lw_credential_set_field (credential, "key", setting->key);
  f->provider = lw_provider_powerdns_new (description, credential, f->http, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->provider);
  g_clear_object (&f->http);
  soup_server_disconnect (f->server);
  g_clear_object (&f->server);
  g_string_free (f->log, TRUE);
}

static void
test_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwReach) reach = NULL;

  f->body = "[{\"name\":\"tal.example.\"},{\"name\":\"berg.example.\"}]";
  reach = lw_test_key (f->provider, LW_TEST_ORIGIN, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (reach->zones, ((const char *[]){ "berg.example.", "tal.example.", NULL }));
  g_assert_false (reach->partial);
  g_assert_nonnull (strstr (reach->sentence, "everything"));
  g_assert_nonnull (strstr (reach->sentence, "berg.example, tal.example"));
  g_assert_cmpstr (f->log->str, ==, "GET /api/v1/servers/localhost/zones\n");
}

static void
test_key_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_test_key (f->provider, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, ": Unauthorized"));
  g_assert_null (strstr (error->message, "wrong"));
}

static void
test_key_elsewhere (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->status = 404;
  f->type = "text/html";
  f->body = "<html>";
  g_assert_null (lw_test_key (f->provider, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
  g_assert_cmpstr (lw_error_get_field (error), ==, "url");
}

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = NULL;
  LwRecordSet *set;

  f->body = ZONE ("");
  zone = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  set = lw_zone_get_set (zone, LW_TEST_ORIGIN, LW_RR_TYPE_MX);
  g_assert_cmpstrv ((char **) lw_record_set_get_values (set),
                    ((const char *[]){ "10 old.berg.example.", NULL }));
  g_assert_cmpstr (f->log->str, ==, "GET " ZONE_PATH "\n");
}

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *body;
  const char *retry_after;
  LwError code;
  const char *words; /* (nullable): what the message must hold */
} AnswerCase;

static const AnswerCase fetch_cases[] = {
  { "401", 401, "text/plain", "Unauthorized", NULL, LW_ERROR_AUTH, ": Unauthorized" },
  /* Some hosts repeat what they were sent. */
  { "401-with-key", 401, NULL, "{\"error\":\"The key " KEY " is unknown\"}", NULL, LW_ERROR_AUTH,
    "refused the key" },
  { "403", 403, "text/plain", "", NULL, LW_ERROR_FORBIDDEN, NULL },
  { "404", 404, "text/plain", "Not Found", NULL, LW_ERROR_NO_ZONE, ": Not Found" },
  { "404-json", 404, NULL, "{\"error\":\"Not Found\"}", NULL, LW_ERROR_NO_ZONE, ": Not Found" },
  { "422-old", 422, NULL, "{\"error\":\"Could not find domain 'berg.example.'\"}", NULL,
    LW_ERROR_NO_ZONE, "Could not find" },
  { "422", 422, NULL, "{\"error\":\"Something else\"}", NULL, LW_ERROR_REFUSED, "Something else" },
  { "429", 429, NULL, "", "7", LW_ERROR_RATE_LIMITED, NULL },
  { "500", 500, "text/plain", "Internal Server Error", NULL, LW_ERROR_PROTOCOL, "Internal" },
  { "502-html", 502, "text/html", "<h1>502</h1>", NULL, LW_ERROR_PROTOCOL, "502" },
  { "503-wait", 503, NULL, "", "9", LW_ERROR_RATE_LIMITED, NULL },
  { "200-empty", 200, NULL, "", NULL, LW_ERROR_PROTOCOL, NULL },
  { "200-html", 200, "text/html", "<html>Sign in to the hotel</html>", NULL, LW_ERROR_PROTOCOL,
    NULL },
  { "200-object", 200, NULL, "{}", NULL, LW_ERROR_PROTOCOL, NULL },
  { "200-list", 200, NULL, "[]", NULL, LW_ERROR_PROTOCOL, NULL },
  { "200-cut", 200, NULL, "{\"name\":\"berg.example.\",\"rrsets\":[", NULL, LW_ERROR_PROTOCOL,
    NULL },
  { "204", 204, NULL, NULL, NULL, LW_ERROR_PROTOCOL, NULL },
  { "copy", 200, NULL, ZONE (",\"kind\":\"Slave\""), NULL, LW_ERROR_UNSUPPORTED, "copy" },
};

static void
test_fetch_refused (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fetch_cases); i++)
    {
      const AnswerCase *c = &fetch_cases[i];
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", c->name);
      f->status = c->status;
      f->type = c->type;
      f->body = c->body;
      f->retry_after = c->retry_after;
      g_assert_null (lw_test_read (f->provider, NULL, &error));
      g_assert_error (error, LW_ERROR, (int) c->code);
      if (c->words != NULL)
        g_assert_nonnull (strstr (error->message, c->words));
      g_assert_null (strstr (error->message, KEY));
    }
}

static void
test_fetch_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_null (lw_test_read (f->provider, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->n_requests, ==, 0);
}

#define PATCHED(sets) "PATCH " ZONE_PATH "\n{\"rrsets\":[" sets "]}\n"
#define ADD_A                                                                              \
  "{\"name\":\"new.berg.example.\",\"type\":\"A\",\"changetype\":\"REPLACE\",\"ttl\":300," \
  "\"records\":[{\"content\":\"192.0.2.2\",\"disabled\":false}]}"
#define REPLACE_MX                                                                      \
  "{\"name\":\"berg.example.\",\"type\":\"MX\",\"changetype\":\"REPLACE\",\"ttl\":600," \
  "\"records\":[{\"content\":\"10 new.berg.example.\",\"disabled\":false}]}"
#define DELETE_A "{\"name\":\"old.berg.example.\",\"type\":\"A\",\"changetype\":\"DELETE\"}"

/* The new address is there before the mail servers are exchanged, the old one until after. */
static void
test_apply (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { .log = f->log };

  g_assert_true (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->log->str, ==, PATCHED (ADD_A "," REPLACE_MX "," DELETE_A) "confirmed 3\n");
}

static void
test_apply_in_parts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { .log = f->log };

  g_assert_true (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->log->str, ==,
                   PATCHED (ADD_A) "confirmed 1\n" PATCHED (REPLACE_MX) "confirmed 2\n" PATCHED (
                       DELETE_A) "confirmed 3\n");
}

static void
test_apply_nobody_confirms (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);

  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->n_requests, ==, 3);
}

static void
test_apply_old_server (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);

  f->status = 200;
  f->body = ZONE ("");
  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* What the host keeps beside the values comes out as it was. */
static void
test_apply_keeps_extras (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) live = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) rebased = NULL;

  f->body = ZONE (",\"soa_edit_api\":\"DEFAULT\"");
  live = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  plan = lw_test_plan (SOA_LINE "@ 300 MX 10 old\n", SOA_LINE "@ 600 MX 10 new\n");
  rebased = lw_plan_rebase (plan, live, FALSE, &error);
  g_assert_no_error (error);

  g_string_truncate (f->log, 0);
  g_assert_true (lw_test_apply (f->provider, rebased, NULL, NULL, &error));
  g_assert_cmpstr (
      f->log->str, ==,
      PATCHED ("{\"name\":\"berg.example.\",\"type\":\"MX\",\"changetype\":\"REPLACE\","
               "\"ttl\":600,\"records\":[{\"content\":\"10 new.berg.example.\",\"disabled\":false},"
               "{\"content\":\"90 spare.example.\",\"disabled\":true}]}"));
}

/* Without SOA-EDIT-API the secondaries would never hear of the change. */
static void
test_apply_raises_serial (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) live = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  const char *first, *second;

  f->body = ZONE (",\"soa_edit_api\":\"\"");
  live = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  first = strstr (f->log->str, "ns1.berg.example. anna.berg.example. 8 1 2 3 4");
  second = strstr (f->log->str, "ns1.berg.example. anna.berg.example. 9 1 2 3 4");
  g_assert_true (first != NULL && second != NULL && first < second);
}

static const AnswerCase refused_cases[] = {
  { "401", 401, "text/plain", "Unauthorized", NULL, LW_ERROR_AUTH, ": Unauthorized" },
  { "404", 404, "text/plain", "Not Found", NULL, LW_ERROR_NO_ZONE, NULL },
  { "422", 422, NULL,
    "{\"error\":\"Record berg.example./MX '10 x': Not in expected format (parsed as '10 x.')\"}",
    NULL, LW_ERROR_REFUSED, "Not in expected format" },
  { "429", 429, NULL, "", "3", LW_ERROR_RATE_LIMITED, NULL },
  { "503-wait", 503, NULL, "", "3", LW_ERROR_RATE_LIMITED, NULL },
  { "307", 307, NULL, "", NULL, LW_ERROR_PROTOCOL, NULL },
};

static const AnswerCase unknown_cases[] = {
  { "500", 500, "text/plain", "Internal Server Error", NULL, LW_ERROR_PARTIAL, "Internal" },
  { "502-html", 502, "text/html", "<h1>Bad gateway</h1>", NULL, LW_ERROR_PARTIAL, NULL },
  { "503", 503, "text/html", "<h1>?</h1>", NULL, LW_ERROR_PARTIAL, NULL },
  { "504", 504, NULL, "", NULL, LW_ERROR_PARTIAL, NULL },
  { "200-html", 200, "text/html", "<html>Sign in</html>", NULL, LW_ERROR_PARTIAL, NULL },
  { "202", 202, NULL, "", NULL, LW_ERROR_PARTIAL, NULL },
};

static void
check_apply_answers (Fixture *f, const AnswerCase *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      const AnswerCase *c = &cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
      LwTestConfirm confirm = { NULL };

      g_test_message ("%s", c->name);
      f->status = c->status;
      f->type = c->type;
      f->body = c->body;
      f->retry_after = c->retry_after;
      f->n_requests = 0;
      g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
      g_assert_error (error, LW_ERROR, (int) c->code);
      if (c->words != NULL)
        g_assert_nonnull (strstr (error->message, c->words));
      g_assert_cmpuint (confirm.n_calls, ==, 0);
      g_assert_cmpuint (f->n_requests, ==, 1); /* a write is never sent twice */
    }
}

static void
test_apply_refused (Fixture *f, gconstpointer data)
{
  check_apply_answers (f, refused_cases, G_N_ELEMENTS (refused_cases));
}

static void
test_apply_unknown (Fixture *f, gconstpointer data)
{
  check_apply_answers (f, unknown_cases, G_N_ELEMENTS (unknown_cases));
}

static void
test_apply_partial (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { NULL };

  f->good_requests = 1;
  f->status = 422;
  f->body = "{\"error\":\"No\"}";
  g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_nonnull (strstr (error->message, "1 of 3"));
  g_assert_cmpuint (confirm.n_done, ==, 1);
  g_assert_cmpuint (f->n_requests, ==, 2);
}

static void
test_apply_cut (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { NULL };

  f->cut = CUT_PATCH;
  g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_cmpuint (confirm.n_calls, ==, 0);
  g_assert_cmpuint (f->n_requests, ==, 1);
}

static void
test_apply_unreachable (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);

  soup_server_disconnect (f->server);
  g_assert_false (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_apply_not_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { .refuse_at = 2 };

  g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_nonnull (strstr (error->message, "The disk is full"));
  g_assert_cmpuint (f->n_requests, ==, 2);
}

static void
test_apply_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);

  g_cancellable_cancel (cancellable);
  g_assert_false (lw_test_apply (f->provider, plan, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f->log->str, ==, "");
}

/* A request that was sent is heard to its end and confirmed; the next is not sent. */
static void
test_apply_cancelled_between (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);
  LwTestConfirm confirm = { .log = f->log };

  f->cancel_at_patch = cancellable;
  g_assert_false (lw_test_apply (f->provider, plan, &confirm, cancellable, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_cmpstr (f->log->str, ==, PATCHED (ADD_A) "confirmed 1\n");
}

static void
test_apply_cancelled_too_late (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = lw_test_plan (LIVE, WANTED);

  f->cancel_at_patch = cancellable;
  g_assert_true (lw_test_apply (f->provider, plan, NULL, cancellable, &error));
  g_assert_no_error (error);
}

/* What cannot be written is found before the first request. */
static void
test_apply_opaque (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) live = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) rebased = NULL;

  f->body = "{\"name\":\"berg.example.\",\"rrsets\":[" SOA_SET ",{\"name\":\"berg.example.\","
            "\"type\":\"CAA\",\"ttl\":60,\"records\":[{\"content\":\"odd\"}]}]}";
  live = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  plan = lw_test_plan (SOA_LINE, SOA_LINE "@ 300 A 192.0.2.9\n@ 60 CAA 0 issue \"x.example\"\n");
  rebased = lw_plan_rebase (plan, live, FALSE, &error);
  g_assert_no_error (error);

  f->n_requests = 0;
  g_assert_false (lw_test_apply (f->provider, rebased, NULL, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_UNSUPPORTED);
  g_assert_cmpuint (f->n_requests, ==, 0);
}

static const struct
{
  const char *host, *url, *key;
  LwError code;
  const char *field;
} registry_cases[] = {
  { "nowhere", "https://x.example", "k", LW_ERROR_UNSUPPORTED, NULL },
  { "powerdns", "x.example", "k", LW_ERROR_INVALID, "url" },
  { "powerdns", NULL, "k", LW_ERROR_INVALID, "url" },
  { "powerdns", "https://x.example", "", LW_ERROR_INVALID, "key" },
  { "powerdns", "https://x.example", NULL, LW_ERROR_INVALID, "key" },
};

static void
test_registry (void)
{
  g_autoptr (LwWorld) world = make_world ();
  g_autoptr (LwHttp) http = lw_http_new (world);
  g_autoptr (LwExchange) exchange = lw_exchange_new (100);

  for (gsize i = 0; i < G_N_ELEMENTS (registry_cases); i++)
    {
      g_autoptr (LwCredential) credential = lw_credential_new (registry_cases[i].host, "default");
      g_autoptr (GError) error = NULL;

      if (registry_cases[i].url != NULL)
        lw_credential_set_field (credential, "url", registry_cases[i].url);
      if (registry_cases[i].key != NULL)
        lw_credential_set_field (credential, "key", registry_cases[i].key);

      g_assert_null (lw_provider_new (credential, world, http, exchange, &error));
      g_assert_error (error, LW_ERROR, (int) registry_cases[i].code);
      g_assert_cmpstr (lw_error_get_field (error), ==, registry_cases[i].field);
    }
}

/* A key never goes over the open internet without TLS. */
static void
test_plain_http (void)
{
  g_autoptr (LwWorld) world = make_world ();
  g_autoptr (LwHttp) http = lw_http_new (world);
  g_autoptr (LwExchange) exchange = lw_exchange_new (100);
  g_autoptr (LwCredential) credential = lw_credential_new ("powerdns", "default");
  g_autoptr (LwProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  lw_credential_set_field (credential, "url", "http://192.0.2.1:8081");
  lw_credential_set_field (credential, "key", KEY);
  provider = lw_provider_new (credential, world, http, exchange, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_host_description_get_id (lw_provider_get_description (provider)), ==,
                   "powerdns");

  g_assert_null (lw_test_key (provider, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_UNSAFE);
}

#define ADD(path, setting, function) \
  g_test_add ("/provider/powerdns/" path, Fixture, &setting, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("key", usual, test_key);
  ADD ("key/refused", wrong_key, test_key_refused);
  ADD ("key/elsewhere", usual, test_key_elsewhere);
  ADD ("fetch", usual, test_fetch);
  ADD ("fetch/refused", usual, test_fetch_refused);
  ADD ("fetch/cancelled", usual, test_fetch_cancelled);
  ADD ("apply", usual, test_apply);
  ADD ("apply/in-parts", one_by_one, test_apply_in_parts);
  ADD ("apply/nobody-confirms", one_by_one, test_apply_nobody_confirms);
  ADD ("apply/old-server", usual, test_apply_old_server);
  ADD ("apply/keeps-extras", usual, test_apply_keeps_extras);
  ADD ("apply/raises-serial", one_by_one, test_apply_raises_serial);
  ADD ("apply/refused", usual, test_apply_refused);
  ADD ("apply/unknown", usual, test_apply_unknown);
  ADD ("apply/partial", one_by_one, test_apply_partial);
  ADD ("apply/cut", usual, test_apply_cut);
  ADD ("apply/unreachable", usual, test_apply_unreachable);
  ADD ("apply/not-kept", one_by_one, test_apply_not_kept);
  ADD ("apply/cancelled", usual, test_apply_cancelled);
  ADD ("apply/cancelled-between", one_by_one, test_apply_cancelled_between);
  ADD ("apply/cancelled-too-late", usual, test_apply_cancelled_too_late);
  ADD ("apply/opaque", one_by_one, test_apply_opaque);
  g_test_add_func ("/provider/registry", test_registry);
  g_test_add_func ("/provider/powerdns/plain-http", test_plain_http);

  return g_test_run ();
}
