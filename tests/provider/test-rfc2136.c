/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-name-server.h"
#include "lw-dns-refusal.h"
#include "lw-error.h"
#include "lw-provider-rfc2136.h"
#include "lw-test-plan.h"
#include "lw-wire.h"

#define SOA_LINE "@ 60 SOA ns1 anna 7 1 2 3 4\n"
#define LIVE                                                                                    \
  SOA_LINE "@ 300 NS ns1\n@ 300 MX 10 old\n@ 300 TXT \"v=spf1 mx -all\"\nold 300 A 192.0.2.1\n" \
           "_25._tcp.old 300 TLSA 3 1 1 0011\n_dmarc 300 TXT \"v=DMARC1; p=none\"\n"            \
           "autoconfig 300 CNAME auto.example.\nfm1._domainkey 300 TXT \"v=DKIM1; p=x\"\n"      \
           "unusual 300 A 192.0.2.7\n"
#define PLAN_OLD SOA_LINE "@ 300 MX 10 old\nold 300 A 192.0.2.1\n"
#define PLAN_NEW SOA_LINE "@ 600 MX 10 new\nnew 300 A 192.0.2.2\n"

#define TSIG_BADSIG 16
#define TSIG_BADKEY 17
#define TSIG_BADTIME 18

/* Hasty, so that a server that never answers is given up after a quarter of a second. */
#define FIRST_TIMEOUT_MS 3

typedef struct
{
  FakeNameServer *server;
  LwExchange *exchange;
  LwProvider *provider;
} Fixture;

static LwHostDescription *
make_description (guint changes_per_request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"rfc2136\",\"name\":\"Own name server\",\"kind\":\"rfc2136\","
      "\"base\":null,\"fields\":[{\"id\":\"server\",\"label\":\"Server\",\"secret\":false,"
      "\"optional\":false,\"default\":null,\"pattern\":null,\"example\":null,\"help\":null}],"
      "\"rights\":\"Few.\",\"url\":null,\"limits\":{\"changes_per_request\":%u},\"features\":{}}",
      changes_per_request);
  LwHostDescription *description = lw_host_description_parse (json, -1, &error);

  g_assert_no_error (error);
  return description;
}

static LwCredential *
make_credential (const char *server, const char *port)
{
  LwCredential *credential = lw_credential_new ("rfc2136", "default");

  lw_credential_set_field (credential, "server", server);
  lw_credential_set_field (credential, "port", port);
  lw_credential_set_field (credential, "key_name", FAKE_KEY_NAME);
  lw_credential_set_field (credential, "algorithm", "hmac-sha256");
  lw_credential_set_field (credential, "secret", FAKE_SECRET);

  return credential;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  guint changes_per_request = GPOINTER_TO_UINT (data);
  g_autoptr (LwHostDescription) description = make_description (changes_per_request);
  g_autoptr (LwCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;

  f->server = fake_name_server_new (LIVE);
  f->exchange = lw_exchange_new (FIRST_TIMEOUT_MS);
  port = g_strdup_printf ("%u", f->server->port);
  credential = make_credential ("127.0.0.1", port);
  f->provider = lw_provider_rfc2136_new (description, credential, f->exchange, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->provider);
  g_assert_finalize_object (f->exchange);
  g_clear_pointer (&f->server, fake_name_server_free);
}

static void
test_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwReach) reach = lw_test_key (f->provider, LW_TEST_ORIGIN, &error);

  g_assert_no_error (error);
  g_assert_cmpstrv (reach->zones, ((const char *[]){ LW_TEST_ORIGIN, NULL }));
  g_assert_true (reach->partial);
  g_assert_nonnull (strstr (reach->sentence, "“berg.example”"));
  /* It asks whether the zone is there, and does nothing. */
  g_assert_cmpstr (f->server->log->str, ==, "update\n  if berg.example. 0 255 SOA\n");
}

static void
test_key_alone (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwReach) reach = lw_test_key (f->provider, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (reach->zones), ==, 0);
  g_assert_cmpstr (f->server->log->str, ==, "question . SOA\n");
}

typedef struct
{
  const char *name;
  FakeManner manner;
  guint tsig_error;
  guint rcode;
  LwError code;
  const char *field; /* (nullable) */
  const char *words; /* (nullable): what the message must hold */
} RefusalCase;

static const RefusalCase key_cases[] = {
  { "bad-secret", FAKE_TSIG_ERROR, TSIG_BADSIG, 0, LW_ERROR_AUTH, "secret", "BADSIG" },
  { "bad-key", FAKE_TSIG_ERROR, TSIG_BADKEY, 0, LW_ERROR_AUTH, "key_name", "BADKEY" },
  { "forged", FAKE_FORGED, 0, 0, LW_ERROR_PROTOCOL, NULL, NULL },
  { "unsigned", FAKE_UNSIGNED, 0, 0, LW_ERROR_PROTOCOL, NULL, NULL },
  { "unsigned-notauth", FAKE_UNSIGNED, 0, LW_RCODE_NOTAUTH, LW_ERROR_NO_ZONE, "server", "NOTAUTH" },
  { "signed-notauth", FAKE_SIGNED, 0, LW_RCODE_NOTAUTH, LW_ERROR_NO_ZONE, "server", "NOTAUTH" },
  { "signed-notzone", FAKE_SIGNED, 0, LW_RCODE_NOTZONE, LW_ERROR_NO_ZONE, "server", "NOTZONE" },
  { "signed-refused", FAKE_SIGNED, 0, LW_RCODE_REFUSED, LW_ERROR_FORBIDDEN, NULL, "REFUSED" },
  { "unsigned-refused", FAKE_UNSIGNED, 0, LW_RCODE_REFUSED, LW_ERROR_FORBIDDEN, NULL, "REFUSED" },
  { "not-implemented", FAKE_UNSIGNED, 0, LW_RCODE_NOTIMP, LW_ERROR_UNSUPPORTED, "server",
    "NOTIMP" },
  { "servfail", FAKE_SIGNED, 0, LW_RCODE_SERVFAIL, LW_ERROR_SERVFAIL, NULL, "SERVFAIL" },
  { "odd-code", FAKE_SIGNED, 0, 15, LW_ERROR_PROTOCOL, NULL, NULL },
  { "garbled", FAKE_GARBLED, 0, 0, LW_ERROR_UNSUPPORTED, NULL, NULL },
};

static void
test_key_refused (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_cases); i++)
    {
      const RefusalCase *c = &key_cases[i];
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", c->name);
      f->server->manner = c->manner;
      f->server->tsig_error = c->tsig_error;
      f->server->update_rcode = c->rcode;
      g_assert_null (lw_test_key (f->provider, LW_TEST_ORIGIN, &error));
      g_assert_error (error, LW_ERROR, (int) c->code);
      if (c->field != NULL)
        g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
      if (c->words != NULL)
        g_assert_nonnull (strstr (error->message, c->words));
      g_assert_null (strstr (error->message, FAKE_SECRET));
    }
}

static void
test_fetch (Fixture *f, gconstpointer data)
{
  const FakeTransfer transfers[] = { FAKE_TRANSFER_WHOLE, FAKE_TRANSFER_SPLIT };

  for (gsize i = 0; i < G_N_ELEMENTS (transfers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwZone) zone = NULL;

      f->server->transfer = transfers[i];
      g_string_truncate (f->server->log, 0);
      zone = lw_test_read (f->provider, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (lw_zone_equal (zone, f->server->zone));
      g_assert_true (lw_zone_get_serial (zone, NULL));
      g_assert_false (lw_zone_get_partial (zone));
      g_assert_cmpstr (f->server->log->str, ==, "transfer\n");
    }
}

static const struct
{
  const char *name;
  FakeTransfer transfer;
} garbage_cases[] = {
  { "cut", FAKE_TRANSFER_CUT },
  { "unsigned-end", FAKE_TRANSFER_UNSIGNED_END },
  { "forged-end", FAKE_TRANSFER_FORGED_END },
  { "no-soa", FAKE_TRANSFER_NO_SOA },
  { "outside", FAKE_TRANSFER_OUTSIDE },
  { "too-long", FAKE_TRANSFER_TOO_LONG },
};

/* Nothing of a transfer is believed that is not whole, signed and about the zone. */
static void
test_fetch_garbage (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (garbage_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwZone) zone = NULL;

      g_test_message ("%s", garbage_cases[i].name);
      f->server->transfer = garbage_cases[i].transfer;
      zone = lw_test_read (f->provider, NULL, &error);
      g_assert_null (zone);
      g_assert_nonnull (error);
      if (f->server->transfer != FAKE_TRANSFER_CUT) /* there the connection just ends */
        g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
    }
}

static const struct
{
  const char *owner;
  guint16 type;
  const char *value;
} asked_for[] = {
  { "berg.example.", LW_RR_TYPE_NS, "ns1.berg.example." },
  { "berg.example.", LW_RR_TYPE_MX, "10 old.berg.example." },
  { "berg.example.", LW_RR_TYPE_TXT, "\"v=spf1 mx -all\"" },
  { "old.berg.example.", LW_RR_TYPE_A, "192.0.2.1" },
  { "_25._tcp.old.berg.example.", LW_RR_TYPE_TLSA, "3 1 1 0011" },
  { "_dmarc.berg.example.", LW_RR_TYPE_TXT, "\"v=DMARC1; p=none\"" },
  { "autoconfig.berg.example.", LW_RR_TYPE_CNAME, "auto.example." },
  { "fm1._domainkey.berg.example.", LW_RR_TYPE_TXT, "\"v=DKIM1; p=x\"" },
};

/* BIND says REFUSED, Knot BADKEY; either way what mail needs is asked for by name. */
static void
test_fetch_by_questions (Fixture *f, gconstpointer data)
{
  const FakeTransfer transfers[] = { FAKE_TRANSFER_REFUSED, FAKE_TRANSFER_BAD_KEY };

  for (gsize i = 0; i < G_N_ELEMENTS (transfers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwZone) zone = NULL;

      f->server->transfer = transfers[i];
      zone = lw_test_read (f->provider, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (lw_zone_get_partial (zone));
      g_assert_true (lw_zone_get_serial (zone, NULL));
      g_assert_cmpuint (lw_zone_count_records (zone), ==, 1 + G_N_ELEMENTS (asked_for));
      for (gsize j = 0; j < G_N_ELEMENTS (asked_for); j++)
        {
          LwRecordSet *set = lw_zone_get_set (zone, asked_for[j].owner, asked_for[j].type);

          g_assert_nonnull (set);
          g_assert_cmpstr (lw_record_set_get_values (set)[0], ==, asked_for[j].value);
          g_assert_cmpuint (lw_record_set_get_ttl (set), ==, 300);
        }
    }
}

/* Otherwise a push of an unusual name could never be seen to have worked. */
static void
test_fetch_what_was_written (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan =
      lw_test_plan (SOA_LINE "unusual 300 A 192.0.2.6\n", SOA_LINE "unusual 300 A 192.0.2.7\n");
  g_autoptr (LwZone) before = NULL;
  g_autoptr (LwZone) after = NULL;

  f->server->transfer = FAKE_TRANSFER_REFUSED;
  before = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (lw_zone_get_set (before, "unusual.berg.example.", LW_RR_TYPE_A));

  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  after = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lw_zone_get_set (after, "unusual.berg.example.", LW_RR_TYPE_A));
}

/* What only a wildcard says is not taken for a record of its own: a plan would try to replace it.
 */
static void
test_fetch_wildcard (Fixture *f, gconstpointer data)
{
  const char *const values[] = { "192.0.2.99", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = NULL;

  lw_zone_take_set (f->server->zone,
                    lw_record_set_new ("*.berg.example.", LW_RR_TYPE_A, 300, values, NULL));
  f->server->transfer = FAKE_TRANSFER_REFUSED;
  zone = lw_test_read (f->provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lw_zone_get_set (zone, "*.berg.example.", LW_RR_TYPE_A));
  g_assert_null (lw_zone_get_set (zone, "www.berg.example.", LW_RR_TYPE_A));
  g_assert_nonnull (lw_zone_get_set (zone, "old.berg.example.", LW_RR_TYPE_A));
}

/* A server that holds another part of the tree, or none, is asked once and not a hundred times. */
static void
test_fetch_no_zone (Fixture *f, gconstpointer data)
{
  f->server->transfer = FAKE_TRANSFER_REFUSED;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      f->server->lies_below = i == 0;
      f->server->question_rcode = i == 1 ? LW_RCODE_REFUSED : i == 2 ? LW_RCODE_NXDOMAIN : 0;
      f->server->n_questions = 0;
      g_assert_null (lw_test_read (f->provider, NULL, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_NO_ZONE);
      g_assert_cmpuint (f->server->n_questions, ==, 1);
    }
}

static void
test_fetch_refused (Fixture *f, gconstpointer data)
{
  const struct
  {
    guint tsig_error;
    const char *field;
  } cases[] = { { TSIG_BADSIG, "secret" }, { TSIG_BADKEY, "key_name" } };

  f->server->manner = FAKE_TSIG_ERROR;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      f->server->tsig_error = cases[i].tsig_error;
      g_assert_null (lw_test_read (f->provider, NULL, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_AUTH);
      g_assert_cmpstr (lw_error_get_field (error), ==, cases[i].field);
    }
}

static void
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_fetch_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) meanwhile = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (before);
  g_assert_null (lw_test_read (f->provider, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f->server->log->str, ==, "");

  g_clear_error (&error);
  f->server->transfer = FAKE_TRANSFER_REFUSED;
  g_timeout_add_once (1, cancel_cb, meanwhile);
  g_assert_null (lw_test_read (f->provider, meanwhile, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define IF_NO_NEW_A "  if new.berg.example. 0 254 A\n"
#define IF_OLD_MX "  if berg.example. 0 1 MX 10 old.berg.example.\n"
#define IF_OLD_A "  if old.berg.example. 0 1 A 192.0.2.1\n"
#define DO_ADD_A "  do new.berg.example. 300 1 A 192.0.2.2\n"
#define DO_DELETE_MX "  do berg.example. 0 255 MX\n"
#define DO_ADD_MX "  do berg.example. 600 1 MX 10 new.berg.example.\n"
#define DO_DELETE_A "  do old.berg.example. 0 255 A\n"

/* One message, which the server makes only as a whole and only if all is still as it was. */
static void
test_apply (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);
  LwTestConfirm confirm = { .log = f->server->log };

  g_assert_true (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (
      f->server->log->str, ==,
      "update\n" IF_NO_NEW_A IF_OLD_MX IF_OLD_A DO_DELETE_MX DO_DELETE_A DO_ADD_A DO_ADD_MX
      "confirmed 3\n");
}

static void
test_apply_in_parts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);
  LwTestConfirm confirm = { .log = f->server->log };

  g_assert_true (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->server->log->str, ==,
                   "update\n" IF_NO_NEW_A DO_ADD_A "confirmed 1\n"
                   "update\n" IF_OLD_MX DO_DELETE_MX DO_ADD_MX "confirmed 2\n"
                   "update\n" IF_OLD_A DO_DELETE_A "confirmed 3\n");
}

static void
test_apply_ttl_only (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan =
      lw_test_plan (SOA_LINE "@ 300 MX 10 old\n", SOA_LINE "@ 60 MX 10 old\n");

  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->server->log->str, ==,
                   "update\n" IF_OLD_MX DO_DELETE_MX
                   "  do berg.example. 60 1 MX 10 old.berg.example.\n");
}

static void
test_apply_null_mx (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (SOA_LINE "@ 300 MX 10 old\n", SOA_LINE "@ 300 MX 0 .\n");

  g_assert_true (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->server->log->str, ==,
                   "update\n" IF_OLD_MX DO_DELETE_MX "  do berg.example. 300 1 MX 0 .\n");
}

/* 300 DKIM keys do not fit into 64 kB: several messages, each with its own conditions. */
static void
test_apply_large (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) wanted = g_string_new (SOA_LINE);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = NULL;
  LwTestConfirm confirm = { NULL };
  g_autofree char *key = g_strnfill (250, 'A');

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (wanted, "s%u._domainkey 300 TXT \"%s\" \"%s\"\n", i, key, key);
  plan = lw_test_plan (SOA_LINE, wanted->str);

  g_assert_true (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (confirm.n_done, ==, 300);
  g_assert_cmpuint (f->server->n_updates, ==, confirm.n_calls);
  g_assert_cmpuint (f->server->n_updates, >=, 3);
  g_assert_cmpuint (f->server->largest_update, <=, G_MAXUINT16);
}

static const RefusalCase apply_cases[] = {
  { "nxrrset", FAKE_SIGNED, 0, LW_RCODE_NXRRSET, LW_ERROR_CONFLICT, NULL, "NXRRSET" },
  { "yxrrset", FAKE_SIGNED, 0, LW_RCODE_YXRRSET, LW_ERROR_CONFLICT, NULL, "YXRRSET" },
  { "yxdomain", FAKE_SIGNED, 0, LW_RCODE_YXDOMAIN, LW_ERROR_CONFLICT, NULL, NULL },
  { "nxdomain", FAKE_SIGNED, 0, LW_RCODE_NXDOMAIN, LW_ERROR_CONFLICT, NULL, NULL },
  { "type-at-bind", FAKE_SIGNED, 0, LW_RCODE_REFUSED, LW_ERROR_FORBIDDEN, NULL, "types A, MX" },
  { "type-at-knot", FAKE_TSIG_ERROR, TSIG_BADKEY, 0, LW_ERROR_FORBIDDEN, "key_name",
    "types A, MX" },
  { "bad-secret", FAKE_TSIG_ERROR, TSIG_BADSIG, 0, LW_ERROR_AUTH, "secret", "BADSIG" },
  /* Knot 3.4, to a type outside "update-type" */
  { "unsigned-notauth", FAKE_UNSIGNED, 0, LW_RCODE_NOTAUTH, LW_ERROR_FORBIDDEN, "key_name",
    "NOTAUTH" },
  { "signed-notauth", FAKE_SIGNED, 0, LW_RCODE_NOTAUTH, LW_ERROR_NO_ZONE, "server", NULL },
  { "unsigned-refused", FAKE_UNSIGNED, 0, LW_RCODE_REFUSED, LW_ERROR_FORBIDDEN, NULL, NULL },
  { "servfail", FAKE_SIGNED, 0, LW_RCODE_SERVFAIL, LW_ERROR_SERVFAIL, NULL, NULL },
  { "not-implemented", FAKE_SIGNED, 0, LW_RCODE_NOTIMP, LW_ERROR_UNSUPPORTED, NULL, NULL },
  /* Whether it was done is not known when the yes is not to be believed. */
  { "forged-yes", FAKE_FORGED, 0, 0, LW_ERROR_PARTIAL, NULL, NULL },
  { "unsigned-yes", FAKE_UNSIGNED, 0, 0, LW_ERROR_PARTIAL, NULL, NULL },
  { "hangs-up", FAKE_HANGS_UP, 0, 0, LW_ERROR_PARTIAL, NULL, NULL },
  { "silent", FAKE_SILENT, 0, 0, LW_ERROR_PARTIAL, NULL, NULL },
};

static void
test_apply_refused (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (apply_cases); i++)
    {
      const RefusalCase *c = &apply_cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);
      LwTestConfirm confirm = { NULL };

      g_test_message ("%s", c->name);
      f->server->manner = c->manner;
      f->server->tsig_error = c->tsig_error;
      f->server->update_rcode = c->rcode;
      f->server->n_updates = 0;
      g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
      g_assert_error (error, LW_ERROR, (int) c->code);
      if (c->field != NULL)
        g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
      if (c->words != NULL)
        g_assert_nonnull (strstr (error->message, c->words));
      g_assert_cmpuint (confirm.n_calls, ==, 0);
      g_assert_cmpuint (f->server->n_updates, ==, 1); /* a write is never sent twice */
    }
}

/* BIND says REFUSED to an MX whose server has no address in the zone; the person must hear that. */
static void
test_apply_homeless (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *wanted;
    LwError code;
    const char *words;
  } cases[] = {
    { SOA_LINE "@ 300 MX 10 nowhere\n", LW_ERROR_REFUSED, "“nowhere.berg.example” has no address" },
    { SOA_LINE "@ 300 MX 10 unusual\n", LW_ERROR_FORBIDDEN, "; or a mail server inside" },
    { SOA_LINE "@ 300 MX 10 mx.example.\n", LW_ERROR_FORBIDDEN, "may not change the types MX." },
    { SOA_LINE "@ 300 MX 0 .\n", LW_ERROR_FORBIDDEN, "may not change the types MX." },
  };
  g_autoptr (LwZone) known = NULL;
  g_autoptr (GError) read_error = NULL;

  known = lw_test_read (f->provider, NULL, &read_error);
  g_assert_no_error (read_error);
  f->server->update_rcode = LW_RCODE_REFUSED;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwPlan) plan = lw_test_plan (SOA_LINE "@ 300 MX 10 old\n", cases[i].wanted);
      g_autoptr (GError) error = NULL;

      g_assert_false (lw_test_apply (f->provider, plan, NULL, NULL, &error));
      g_assert_error (error, LW_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_apply_partial (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);
  LwTestConfirm confirm = { NULL };

  f->server->good_updates = 1;
  f->server->update_rcode = LW_RCODE_NXRRSET;
  g_assert_false (lw_test_apply (f->provider, plan, &confirm, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_cmpuint (confirm.n_done, ==, 1);
  g_assert_cmpuint (f->server->n_updates, ==, 2);
}

static void
test_apply_unreachable (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);

  g_socket_service_stop (f->server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->server->service));
  g_assert_false (lw_test_apply (f->provider, plan, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_apply_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);

  g_cancellable_cancel (cancellable);
  g_assert_false (lw_test_apply (f->provider, plan, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f->server->log->str, ==, "");
}

static void
test_apply_cancelled_between (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = lw_test_plan (PLAN_OLD, PLAN_NEW);
  LwTestConfirm confirm = { .log = f->server->log };

  f->server->cancel_at_update = cancellable;
  g_assert_false (lw_test_apply (f->provider, plan, &confirm, cancellable, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_cmpstr (f->server->log->str, ==, "update\n" IF_NO_NEW_A DO_ADD_A "confirmed 1\n");
}

static const struct
{
  const char *field;
  const char *value;
} credential_cases[] = {
  { "server", "" },        { "port", "0" },        { "port", "65536" },
  { "port", "-1" },        { "port", "53x" },      { "port", "99999999999999999999" },
  { "key_name", "" },      { "key_name", "a..b" }, { "algorithm", "hmac-md5" },
  { "algorithm", "none" }, { "secret", "" },       { "secret", "not base64!" },
};

/* A yes whose time does not fit is no refusal: the server may have done it. */
static void
test_late_yes (void)
{
  g_autoptr (LwPlan) plan = lw_test_plan (SOA_LINE, SOA_LINE "@ 300 MX 10 new\n");
  g_autoptr (GError) error = NULL;
  LwSignedReply *reply = g_new0 (LwSignedReply, 1);

  reply->message = g_bytes_new_static ("", 0);
  reply->rcode = LW_RCODE_NOERROR;
  reply->distrust = lw_error_new (LW_ERROR_AUTH, "clock", NULL, "The clocks differ.");
  g_assert_false (lw_dns_refusal_check_update (reply, LW_TEST_ORIGIN, lw_plan_get_changes (plan),
                                               NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  lw_signed_reply_free (reply);
}

static void
test_credential (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (FIRST_TIMEOUT_MS);
  g_autoptr (LwHostDescription) description = make_description (1000);

  for (gsize i = 0; i < G_N_ELEMENTS (credential_cases); i++)
    {
      g_autoptr (LwCredential) credential = make_credential ("127.0.0.1", "53");
      g_autoptr (GError) error = NULL;

      lw_credential_set_field (credential, credential_cases[i].field, credential_cases[i].value);
      g_assert_null (lw_provider_rfc2136_new (description, credential, exchange, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, credential_cases[i].field);
    }
}

/* A name is looked up by this computer's own means. */
static void
test_server_by_name (Fixture *f, gconstpointer data)
{
  g_autoptr (LwHostDescription) description = make_description (1000);
  g_autofree char *port = g_strdup_printf ("%u", f->server->port);
  g_autoptr (LwCredential) credential = make_credential ("localhost", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwProvider) provider =
      lw_provider_rfc2136_new (description, credential, f->exchange, &error);
  g_autoptr (LwZone) zone = NULL;

  g_assert_no_error (error);
  /* "localhost" may be ::1 first, where nobody listens: then the next address is tried. */
  zone = lw_test_read (provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (lw_zone_equal (zone, f->server->zone));
}

#define ADD(path, per_request, function)                                                  \
  g_test_add ("/provider/rfc2136/" path, Fixture, GUINT_TO_POINTER (per_request), set_up, \
              function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("key", 1000, test_key);
  ADD ("key/alone", 1000, test_key_alone);
  ADD ("key/refused", 1000, test_key_refused);
  ADD ("fetch", 1000, test_fetch);
  ADD ("fetch/garbage", 1000, test_fetch_garbage);
  ADD ("fetch/by-questions", 1000, test_fetch_by_questions);
  ADD ("fetch/what-was-written", 1000, test_fetch_what_was_written);
  ADD ("fetch/wildcard", 1000, test_fetch_wildcard);
  ADD ("fetch/no-zone", 1000, test_fetch_no_zone);
  ADD ("fetch/refused", 1000, test_fetch_refused);
  ADD ("fetch/cancelled", 1000, test_fetch_cancelled);
  ADD ("fetch/server-by-name", 1000, test_server_by_name);
  ADD ("apply", 1000, test_apply);
  ADD ("apply/in-parts", 1, test_apply_in_parts);
  ADD ("apply/ttl-only", 1000, test_apply_ttl_only);
  ADD ("apply/null-mx", 1000, test_apply_null_mx);
  ADD ("apply/large", 1000, test_apply_large);
  ADD ("apply/refused", 1000, test_apply_refused);
  ADD ("apply/homeless", 1000, test_apply_homeless);
  ADD ("apply/partial", 1, test_apply_partial);
  ADD ("apply/unreachable", 1000, test_apply_unreachable);
  ADD ("apply/cancelled", 1000, test_apply_cancelled);
  ADD ("apply/cancelled-between", 1, test_apply_cancelled_between);
  g_test_add_func ("/provider/rfc2136/late-yes", test_late_yes);
  g_test_add_func ("/provider/rfc2136/credential", test_credential);

  return g_test_run ();
}
