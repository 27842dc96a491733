/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-error.h"
#include "lw-fake-dns.h"
#include "lw-name.h"

#include <string.h>

#define HASTY_MS 10
#define PATIENT_MS 2000

#define AUTHORITY 0x8400
#define REFERRAL 0x8000
#define RESOLVER 0x8180

#define N_RECORDS 12
#define N_ADDRESSES 40

/* What a server says to a question. The first rule that fits counts; without one: REFUSED. */
typedef struct
{
  const char *address;  /* the last two numbers of 127.77.x.y */
  const char *question; /* "name TYPE"; "*" for any */
  guint16 flags;        /* second and third byte of the answer; 0: silence */
  const char *records[N_RECORDS];
} Rule;

#define LAST_RULE           \
  {                         \
    NULL, NULL, 0, { NULL } \
  }

/* The root, "example." on two servers, "berg.example." on two, a resolver that knows hosts. */
static const Rule base_rules[] = {
  { "0.1",
    "example. NS",
    REFERRAL,
    { "ns example. 300 IN NS a.nic.example.", "ns example. 300 IN NS b.nic.example.",
      "ar a.nic.example. 300 IN A 127.77.1.1", "ar b.nic.example. 300 IN A 127.77.1.2" } },
  { "0.1", "com. NS", AUTHORITY | 3, { "ns . 60 IN SOA a. b. 7 1 1 1 60" } },
  { "0.1", "berg.com. NS", AUTHORITY | 3, { "ns . 60 IN SOA a. b. 7 1 1 1 60" } },
  { "1.1",
    "berg.example. NS",
    REFERRAL,
    { "ns berg.example. 300 IN NS ns1.berg.example.",
      "ns berg.example. 300 IN NS ns2.berg.example.", "ar ns1.berg.example. 300 IN A 127.77.2.1",
      "ar ns2.berg.example. 300 IN A 127.77.2.2" } },
  { "1.1", "missing.example. NS", AUTHORITY | 3, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "2.1", "sub.berg.example. NS", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns1.other.test. A", RESOLVER, { "an ns1.other.test. 60 IN A 127.77.2.1" } },
  { "9.1", "ns1.other.test. AAAA", RESOLVER, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns2.other.test. A", RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns2.other.test. AAAA", RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  LAST_RULE,
};

typedef struct
{
  LwFakeDns *fake;
  LwExchange *exchange;
  LwWorld *world;
  LwDns *dns;
  const Rule *rules; /* (nullable): before the base rules */
  GString *log;      /* "x.y name TYPE; " for each question */
} Fixture;

static gboolean
fits (const Rule *rule, const char *address, const char *question)
{
  return strcmp (rule->address, address) == 0 &&
         (strcmp (rule->question, "*") == 0 || strcmp (rule->question, question) == 0);
}

static const Rule *
find_rule (const Rule *rules, const char *address, const char *question)
{
  for (; rules != NULL && rules->address != NULL; rules++)
    if (fits (rules, address, question))
      return rules;

  return NULL;
}

static gboolean
has_edns (GBytes *query)
{
  return ((const guint8 *) g_bytes_get_data (query, NULL))[11] != 0;
}

static GBytes *
build_answer (GBytes *query, const Rule *rule)
{
  if (rule == NULL)
    return lw_fake_answer (query, REFERRAL | 5, NULL);

  /* A server of the old kind understands it the second time. */
  if ((rule->flags & 0xf) == 1 && !has_edns (query))
    return lw_fake_answer (query, rule->flags & 0xfff0, rule->records);

  return lw_fake_answer (query, rule->flags, rule->records);
}

static void
question_cb (LwFakeReply *reply,
             GBytes *query,
             const char *address,
             gboolean over_tcp,
             gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *question = lw_fake_describe (query);
  const char *tail = address + strlen ("127.77.");
  const Rule *rule = find_rule (f->rules, tail, question);

  g_string_append_printf (f->log, "%s%s %s; ", tail, over_tcp ? "t" : "", question);
  if (rule == NULL)
    rule = find_rule (base_rules, tail, question);
  if (rule != NULL && rule->flags == 0)
    return;

  lw_fake_reply_send (reply, build_answer (query, rule));
}

static const char *const addresses[] = { "127.77.0.1", "127.77.0.2", "127.77.1.1",
                                         "127.77.1.2", "127.77.2.1", "127.77.2.2",
                                         "127.77.9.1", "127.77.9.2", NULL };

static void
set_up_with (Fixture *f, const Rule *rules, guint first_timeout_ms)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  f->rules = rules;
  f->log = g_string_new (NULL);
  f->fake = lw_fake_dns_new (question_cb, f);
  for (guint i = 0; addresses[i] != NULL; i++)
    lw_fake_dns_listen (f->fake, addresses[i]);

  json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"dns_port\":%u,"
      "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.77.0.1\"},"
      "{\"name\":\"b.root.\",\"address\":\"127.77.0.2\"}],"
      "\"resolvers\":[{\"name\":\"Second\",\"address\":\"127.77.9.2\",\"port\":%u}],"
      "\"system_resolver\":\"127.77.9.1\",\"public_ranges\":[\"127.77.0.0/16\"]}",
      lw_fake_dns_get_port (f->fake), lw_fake_dns_get_port (f->fake));
  f->world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_assert_no_error (error);
  f->exchange = lw_exchange_new (first_timeout_ms);
  f->dns = lw_dns_new (f->world, f->exchange);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  set_up_with (f, NULL, PATIENT_MS);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* What a race called off ends within a scan. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->dns);
  g_object_unref (f->exchange);
  lw_world_unref (f->world);
  lw_fake_dns_free (f->fake);
  g_string_free (f->log, TRUE);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static LwDelegation *
find_delegation (Fixture *f, const char *domain, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_dns_find_delegation_async (f->dns, domain, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_dns_find_delegation_finish (f->dns, result, error);
}

static char *
print_delegation (LwDelegation *delegation)
{
  GString *text = g_string_new (NULL);
  GPtrArray *servers = lw_delegation_get_servers (delegation);

  g_string_append_printf (text, "%s of %s:", lw_delegation_get_zone (delegation),
                          lw_delegation_get_parent_zone (delegation));
  for (guint i = 0; i < servers->len; i++)
    {
      LwServer *server = g_ptr_array_index (servers, i);
      const char *address = lw_server_get_address (server);

      g_string_append_printf (text, " %s=%s", lw_server_get_name (server),
                              address != NULL ? address : "?");
    }

  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *domain;
  Rule rules[6];
  const char *found; /* (nullable): zone, parent and servers */
  int code;          /* of LwError */
} WalkCase;

#define BERG "berg.example. of example.: ns1.berg.example.=127.77.2.1 ns2.berg.example.=127.77.2.2"

static const WalkCase walk_cases[] = {
  { "plain", "berg.example.", { LAST_RULE }, BERG, 0 },
  { "top-level",
    "example.",
    { LAST_RULE },
    "example. of .: a.nic.example.=127.77.1.1 b.nic.example.=127.77.1.2",
    0 },
  { "root", ".", { LAST_RULE }, ". of .: a.root.=127.77.0.1 b.root.=127.77.0.2", 0 },
  { "below-the-apex", "sub.berg.example.", { LAST_RULE }, BERG, 0 },
  { "alias-below-the-apex",
    "www.berg.example.",
    { { "2.1", "www.berg.example. NS", AUTHORITY, { "an www.berg.example. 60 IN CNAME x.test." } },
      LAST_RULE },
    BERG,
    0 },
  { "alias-to-nothing",
    "www.berg.example.",
    { { "2.1",
        "www.berg.example. NS",
        AUTHORITY | 3,
        { "an www.berg.example. 60 IN CNAME x.berg.example.",
          "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
      LAST_RULE },
    BERG,
    0 },
  { "delegated-below",
    "sub.berg.example.",
    { { "2.1",
        "sub.berg.example. NS",
        REFERRAL,
        { "ns sub.berg.example. 60 IN NS ns.sub.berg.example.",
          "ar ns.sub.berg.example. 60 IN A 127.77.2.2" } },
      LAST_RULE },
    "sub.berg.example. of berg.example.: ns.sub.berg.example.=127.77.2.2",
    0 },
  { "parent-and-child-on-one-server",
    "berg.example.",
    { { "1.1",
        "berg.example. NS",
        AUTHORITY,
        { "an berg.example. 60 IN NS a.nic.example.", "ar a.nic.example. 60 IN A 127.77.1.1" } },
      LAST_RULE },
    "berg.example. of example.: a.nic.example.=127.77.1.1",
    0 },
  { "zone-found-by-its-soa",
    "a.berg.example.",
    { { "1.1", "berg.example. NS", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
      { "1.1", "a.berg.example. NS", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
      LAST_RULE },
    "berg.example. of example.: a.nic.example.=127.77.1.1 b.nic.example.=127.77.1.2",
    0 },
  { "two-labels-at-once",
    "berg.kanton.example.",
    { { "1.1", "kanton.example. NS", AUTHORITY, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
      { "1.1",
        "berg.kanton.example. NS",
        REFERRAL,
        { "ns berg.kanton.example. 60 IN NS ns.berg.kanton.example.",
          "ar ns.berg.kanton.example. 60 IN A 127.77.2.1" } },
      LAST_RULE },
    "berg.kanton.example. of example.: ns.berg.kanton.example.=127.77.2.1",
    0 },
  { "denied-on-the-way",
    "berg.kanton.example.",
    { { "1.1", "kanton.example. NS", AUTHORITY | 3, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
      { "1.1",
        "berg.kanton.example. NS",
        REFERRAL,
        { "ns berg.kanton.example. 60 IN NS ns.berg.kanton.example.",
          "ar ns.berg.kanton.example. 60 IN A 127.77.2.1" } },
      LAST_RULE },
    "berg.kanton.example. of example.: ns.berg.kanton.example.=127.77.2.1",
    0 },
  { "denied-altogether",
    "berg.kanton.example.",
    { { "1.1", "kanton.example. NS", AUTHORITY | 3, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
      { "1.1",
        "berg.kanton.example. NS",
        AUTHORITY | 3,
        { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
      LAST_RULE },
    NULL,
    LW_ERROR_NXDOMAIN },
  { "missing", "missing.example.", { LAST_RULE }, NULL, LW_ERROR_NXDOMAIN },
  { "missing-top-level", "berg.com.", { LAST_RULE }, NULL, LW_ERROR_NXDOMAIN },
  { "glueless",
    "berg.example.",
    { { "1.1", "berg.example. NS", REFERRAL, { "ns berg.example. 60 IN NS ns1.other.test." } },
      LAST_RULE },
    "berg.example. of example.: ns1.other.test.=127.77.2.1",
    0 },
  { "name-server-without-address",
    "berg.example.",
    { { "1.1",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 60 IN NS ns1.other.test.",
          "ns berg.example. 60 IN NS ns2.other.test." } },
      LAST_RULE },
    "berg.example. of example.: ns1.other.test.=127.77.2.1 ns2.other.test.=?",
    0 },
  { "glue-from-outside-is-not-believed",
    "berg.example.",
    { { "1.1",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 60 IN NS ns1.other.test.", "ar ns1.other.test. 60 IN A 127.77.66.6" } },
      LAST_RULE },
    "berg.example. of example.: ns1.other.test.=127.77.2.1",
    0 },
  { "first-root-refuses",
    "berg.example.",
    { { "0.1", "*", REFERRAL | 5, { NULL } },
      { "0.2",
        "example. NS",
        REFERRAL,
        { "ns example. 300 IN NS a.nic.example.", "ar a.nic.example. 300 IN A 127.77.1.1" } },
      LAST_RULE },
    BERG,
    0 },
  { "first-root-is-silent",
    "berg.example.",
    { { "0.1", "*", 0, { NULL } },
      { "0.2",
        "example. NS",
        REFERRAL,
        { "ns example. 300 IN NS a.nic.example.", "ar a.nic.example. 300 IN A 127.77.1.1" } },
      LAST_RULE },
    BERG,
    0 },
  { "first-server-refers-upwards",
    "berg.example.",
    { { "1.1", "*", REFERRAL, { "ns . 60 IN NS a.root.", "ar a.root. 60 IN A 127.77.0.1" } },
      { "1.2",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 300 IN NS ns1.berg.example.",
          "ar ns1.berg.example. 300 IN A 127.77.2.1" } },
      LAST_RULE },
    "berg.example. of example.: ns1.berg.example.=127.77.2.1",
    0 },
  { "all-refer-upwards",
    "berg.example.",
    { { "1.1", "*", REFERRAL, { "ns . 60 IN NS a.root." } },
      { "1.2", "*", REFERRAL, { "ns . 60 IN NS a.root." } },
      LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "refers-to-itself",
    "berg.example.",
    { { "1.1", "*", REFERRAL, { "ns example. 60 IN NS a.nic.example." } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "refers-sideways",
    "berg.example.",
    { { "1.1", "*", REFERRAL, { "ns tal.example. 60 IN NS ns.tal.example." } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "soa-of-elsewhere",
    "berg.example.",
    { { "1.1", "*", AUTHORITY, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "all-servfail",
    "berg.example.",
    { { "1.1", "*", REFERRAL | 2, { NULL } }, { "1.2", "*", REFERRAL | 2, { NULL } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "denial-without-authority",
    "berg.example.",
    { { "1.1", "*", RESOLVER | 3, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "answer-without-authority",
    "berg.example.",
    { { "1.1", "*", RESOLVER, { "an berg.example. 60 IN NS ns1.other.test." } }, LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "zone-in-a-private-network",
    "sub.berg.example.",
    { { "1.1",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 60 IN NS ns1.berg.example.",
          "ar ns1.berg.example. 60 IN A 10.0.0.1" } },
      LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
  { "dead-servers-are-found",
    "berg.example.",
    { { "1.1",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 60 IN NS ns1.berg.example.",
          "ar ns1.berg.example. 60 IN A 127.77.99.1" } },
      LAST_RULE },
    "berg.example. of example.: ns1.berg.example.=127.77.99.1",
    0 },
  { "below-a-dead-zone",
    "sub.berg.example.",
    { { "1.1",
        "berg.example. NS",
        REFERRAL,
        { "ns berg.example. 60 IN NS ns1.berg.example.",
          "ar ns1.berg.example. 60 IN A 127.77.99.1" } },
      LAST_RULE },
    NULL,
    LW_ERROR_SERVFAIL },
};

static void
test_walk (gconstpointer data)
{
  const WalkCase *c = data;
  Fixture f = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwDelegation) delegation = NULL;

  set_up_with (&f, c->rules, PATIENT_MS);
  delegation = find_delegation (&f, c->domain, &error);
  if (c->found != NULL)
    {
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = print_delegation (delegation);
      g_assert_cmpstr (text, ==, c->found);
      g_assert_cmpstr (lw_delegation_get_domain (delegation), ==, c->domain);
    }
  else
    {
      g_assert_null (delegation);
      g_assert_error (error, LW_ERROR, c->code);
    }
  tear_down (&f, NULL);
}

/* Every label a zone of its own: ended after 16 referrals. */
static void
refer_cb (LwFakeReply *reply,
          GBytes *query,
          const char *address,
          gboolean over_tcp,
          gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *question = lw_fake_describe (query);
  g_autofree char *owner = g_strndup (question, strlen (question) - strlen (" NS"));
  g_autofree char *ns = g_strdup_printf ("ns %s 60 IN NS n.%s", owner, owner);
  g_autofree char *glue = g_strdup_printf ("ar n.%s 60 IN A 127.77.0.1", owner);
  const char *records[] = { ns, glue, NULL };

  g_string_append_c (f->log, '.');
  lw_fake_reply_send (reply, lw_fake_answer (query, REFERRAL, records));
}

/* Nothing but a root server that says what @func says. */
static void
set_up_root_only (Fixture *f, LwFakeFunc func)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  f->log = g_string_new (NULL);
  f->fake = lw_fake_dns_new (func, f);
  lw_fake_dns_listen (f->fake, "127.77.0.1");
  json = g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"dns_port\":%u,"
                          "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.77.0.1\"}],"
                          "\"system_resolver\":\"127.77.0.1\","
                          "\"public_ranges\":[\"127.77.0.0/16\"]}",
                          lw_fake_dns_get_port (f->fake));
  f->world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_assert_no_error (error);
  f->exchange = lw_exchange_new (PATIENT_MS);
  f->dns = lw_dns_new (f->world, f->exchange);
}

static void
test_walk_endless (void)
{
  Fixture f = { NULL };
  g_autoptr (GError) error = NULL;

  set_up_root_only (&f, refer_cb);
  g_assert_null (find_delegation (&f, "t.s.r.q.p.o.n.m.l.k.j.i.h.g.f.e.d.c.b.a.", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_SERVFAIL);
  g_assert_cmpuint (f.log->len, ==, 17);
  tear_down (&f, NULL);
}

static void
test_walk_no_network (void)
{
  const Rule silent[] = { { "0.1", "*", 0, { NULL } }, { "0.2", "*", 0, { NULL } }, LAST_RULE };
  Fixture f = { NULL };
  g_autoptr (GError) error = NULL;

  set_up_with (&f, silent, HASTY_MS);
  g_assert_null (find_delegation (&f, "berg.example.", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  tear_down (&f, NULL);
}

/* A name server with more addresses than will be asked. */
static void
flood_cb (LwFakeReply *reply,
          GBytes *query,
          const char *address,
          gboolean over_tcp,
          gpointer user_data)
{
  g_auto (GStrv) records = g_new0 (char *, N_ADDRESSES + 2);

  records[0] = g_strdup ("ns example. 60 IN NS a.nic.example.");
  for (guint i = 0; i < N_ADDRESSES; i++)
    records[i + 1] = g_strdup_printf ("ar a.nic.example. 60 IN A 127.77.3.%u", i + 1);

  lw_fake_reply_send (reply, lw_fake_answer (query, REFERRAL, (const char *const *) records));
}

static void
test_walk_many_addresses (void)
{
  Fixture f = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwDelegation) delegation = NULL;

  set_up_root_only (&f, flood_cb);
  delegation = find_delegation (&f, "example.", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_delegation_get_servers (delegation)->len, ==, 32);
  tear_down (&f, NULL);
}

static void
test_walk_cancelled (void)
{
  const Rule silent[] = { { "1.1", "*", 0, { NULL } }, { "1.2", "*", 0, { NULL } }, LAST_RULE };
  Fixture f = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up_with (&f, silent, PATIENT_MS);
  lw_dns_find_delegation_async (f.dns, "berg.example.", cancellable, store_result_cb, &result);
  while (strstr (f.log->str, "1.1 ") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_dns_find_delegation_finish (f.dns, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&f, NULL);
}

typedef struct
{
  const char *name;
  LwRole role;
  guint16 type;
  guint16 flags;
  const char *records[N_RECORDS];
  LwAnswerStatus status;
  const char *values; /* (nullable) */
  const char *alias;  /* (nullable) */
  guint32 negative_ttl;
  guint32 serial;
} AskCase;

#define SOA "berg.example. 600 IN SOA a. b. 2024 1 1 1 300"

static const AskCase ask_cases[] = {
  { "mx",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "an berg.example. 60 IN MX 10 mx.test.", "an berg.example. 60 IN MX 5 MX2.test." },
    LW_ANSWER_SET,
    "10 mx.test., 5 mx2.test.",
    NULL,
    0,
    0 },
  { "no-data",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "ns " SOA },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    300,
    2024 },
  { "no-data-short-soa",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "ns berg.example. 20 IN SOA a. b. 4294967295 1 1 1 300" },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    20,
    4294967295u },
  { "no-data-without-soa",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { NULL },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    0,
    0 },
  { "soa-of-elsewhere",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "ns tal.example. 600 IN SOA a. b. 2024 1 1 1 300" },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    0,
    0 },
  { "nxdomain",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY | 3,
    { "ns " SOA },
    LW_ANSWER_NXDOMAIN,
    NULL,
    NULL,
    300,
    2024 },
  { "soa",
    LW_ROLE_AUTHORITY,
    6,
    AUTHORITY,
    { "an " SOA },
    LW_ANSWER_SET,
    "a. b. 2024 1 1 1 300",
    NULL,
    0,
    2024 },
  { "alias",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "an berg.example. 60 IN CNAME tal.example.", "an tal.example. 60 IN MX 10 mx.test." },
    LW_ANSWER_SET,
    "10 mx.test.",
    "tal.example.",
    0,
    0 },
  { "alias-out-of-the-zone",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "an berg.example. 60 IN CNAME tal.example." },
    LW_ANSWER_NO_DATA,
    NULL,
    "tal.example.",
    0,
    0 },
  { "alias-chain",
    LW_ROLE_RESOLVER,
    15,
    RESOLVER,
    { "an berg.example. 60 IN CNAME a.test.", "an a.test. 60 IN CNAME b.test.",
      "an b.test. 60 IN MX 10 mx.test." },
    LW_ANSWER_SET,
    "10 mx.test.",
    "a.test.",
    0,
    0 },
  { "alias-loop",
    LW_ROLE_RESOLVER,
    15,
    RESOLVER,
    { "an berg.example. 60 IN CNAME a.test.", "an a.test. 60 IN CNAME berg.example." },
    LW_ANSWER_NO_DATA,
    NULL,
    "a.test.",
    0,
    0 },
  { "alias-asked-for",
    LW_ROLE_RESOLVER,
    5,
    RESOLVER,
    { "an berg.example. 60 IN CNAME a.test." },
    LW_ANSWER_SET,
    "a.test.",
    NULL,
    0,
    0 },
  { "answer-about-another-name",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY,
    { "an tal.example. 60 IN MX 10 mx.test." },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    0,
    0 },
  { "set-without-authority",
    LW_ROLE_AUTHORITY,
    15,
    RESOLVER,
    { "an berg.example. 60 IN MX 10 mx.test." },
    LW_ANSWER_LAME,
    NULL,
    NULL,
    0,
    0 },
  { "denial-without-authority",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL | 3,
    { "ns " SOA },
    LW_ANSWER_LAME,
    NULL,
    NULL,
    0,
    2024 },
  { "upward-referral",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL,
    { "ns . 60 IN NS a.root." },
    LW_ANSWER_LAME,
    NULL,
    NULL,
    0,
    0 },
  { "downward-referral",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL,
    { "ns berg.example. 60 IN NS ns.berg.example." },
    LW_ANSWER_LAME,
    NULL,
    NULL,
    0,
    0 },
  { "empty-without-authority",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL,
    { NULL },
    LW_ANSWER_LAME,
    NULL,
    NULL,
    0,
    0 },
  { "notauth", LW_ROLE_AUTHORITY, 15, REFERRAL | 9, { NULL }, LW_ANSWER_LAME, NULL, NULL, 0, 0 },
  { "refused", LW_ROLE_AUTHORITY, 15, REFERRAL | 5, { NULL }, LW_ANSWER_REFUSED, NULL, NULL, 0, 0 },
  { "servfail",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL | 2,
    { NULL },
    LW_ANSWER_SERVFAIL,
    NULL,
    NULL,
    0,
    0 },
  { "odd-rcode",
    LW_ROLE_AUTHORITY,
    15,
    REFERRAL | 12,
    { NULL },
    LW_ANSWER_SERVFAIL,
    NULL,
    NULL,
    0,
    0 },
  { "formerr-with-edns",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY | 1,
    { "an berg.example. 60 IN MX 10 mx.test." },
    LW_ANSWER_SET,
    "10 mx.test.",
    NULL,
    0,
    0 },
  { "resolver-set",
    LW_ROLE_RESOLVER,
    15,
    RESOLVER,
    { "an berg.example. 60 IN MX 10 mx.test." },
    LW_ANSWER_SET,
    "10 mx.test.",
    NULL,
    0,
    0 },
  { "resolver-refers",
    LW_ROLE_RESOLVER,
    15,
    REFERRAL,
    { "ns . 60 IN NS a.root." },
    LW_ANSWER_REFUSED,
    NULL,
    NULL,
    0,
    0 },
  { "resolver-no-data",
    LW_ROLE_SYSTEM,
    15,
    RESOLVER,
    { "ns " SOA },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    300,
    2024 },
  { "parent-ns",
    LW_ROLE_PARENT,
    2,
    REFERRAL,
    { "ns berg.example. 60 IN NS ns.berg.example." },
    LW_ANSWER_SET,
    "ns.berg.example.",
    NULL,
    0,
    0 },
  { "parent-other-type",
    LW_ROLE_PARENT,
    43,
    REFERRAL,
    { "ns berg.example. 60 IN NS ns.berg.example." },
    LW_ANSWER_NO_DATA,
    NULL,
    NULL,
    0,
    0 },
  { "cut-over-tcp-too",
    LW_ROLE_AUTHORITY,
    15,
    AUTHORITY | 0x200,
    { NULL },
    LW_ANSWER_GARBLED,
    NULL,
    NULL,
    0,
    0 },
  { "silent", LW_ROLE_AUTHORITY, 15, 0, { NULL }, LW_ANSWER_TIMED_OUT, NULL, NULL, 0, 0 },
};

static LwAnswer *
ask (Fixture *f, const char *address, LwRole role, guint16 type)
{
  g_autoptr (LwServer) server =
      lw_server_new ("ns.test.", NULL, address, lw_fake_dns_get_port (f->fake));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswer *answer;

  lw_dns_ask_async (f->dns, server, role, "berg.example.", type, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = lw_dns_ask_finish (f->dns, result, &error);
  g_assert_no_error (error);

  return answer;
}

static void
test_ask (gconstpointer data)
{
  const AskCase *c = data;
  Rule rules[] = { { "2.1", "*", c->flags, { NULL } }, LAST_RULE };
  Fixture f = { NULL };
  g_autoptr (LwAnswer) answer = NULL;
  const LwAnswerFields *fields;

  memcpy (rules[0].records, c->records, sizeof c->records);
  set_up_with (&f, rules, c->flags == 0 ? HASTY_MS : PATIENT_MS);
  answer = ask (&f, "127.77.2.1", c->role, c->type);
  fields = lw_answer_get (answer);

  g_assert_cmpint (fields->status, ==, c->status);
  g_assert_cmpint (fields->set != NULL, ==, c->values != NULL);
  if (c->values != NULL)
    {
      g_autofree char *values = g_strjoinv (", ", (char **) lw_record_set_get_values (fields->set));

      g_assert_cmpstr (values, ==, c->values);
    }
  g_assert_cmpstr (fields->alias, ==, c->alias);
  g_assert_cmpuint (fields->negative_ttl, ==, c->negative_ttl);
  g_assert_cmpuint (fields->serial, ==, c->serial);
  g_assert_cmpint (fields->role, ==, c->role);
  g_assert_cmpint (fields->asked_at, >, 0);
  if (!lw_answer_is_usable (answer))
    g_assert_nonnull (fields->note);
  tear_down (&f, NULL);
}

static void
test_ask_without_edns (Fixture *f, gconstpointer data)
{
  const Rule rules[] = { { "2.1", "*", AUTHORITY | 1, { "an berg.example. 60 IN MX 10 mx.test." } },
                         LAST_RULE };
  g_autoptr (LwAnswer) answer = NULL;

  f->rules = rules;
  answer = ask (f, "127.77.2.1", LW_ROLE_AUTHORITY, 15);
  g_assert_cmpstr (f->log->str, ==, "2.1 berg.example. MX; 2.1 berg.example. MX; ");
  g_assert_nonnull (strstr (lw_answer_get (answer)->note, "EDNS"));
}

static void
test_ask_unreachable (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *address;
    LwRole role;
    LwAnswerStatus status;
  } cases[] = {
    { "127.77.99.99", LW_ROLE_AUTHORITY, LW_ANSWER_UNREACHABLE },
    { NULL, LW_ROLE_AUTHORITY, LW_ANSWER_UNREACHABLE },
    { "no address", LW_ROLE_RESOLVER, LW_ANSWER_UNREACHABLE },
    { "10.1.2.3", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "127.0.0.1", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "127.0.0.1", LW_ROLE_PARENT, LW_ANSWER_NOT_ASKED },
    { "::1", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "::ffff:10.1.2.3", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "fe80::1%lo", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "0.0.0.0", LW_ROLE_AUTHORITY, LW_ANSWER_NOT_ASKED },
    { "127.0.0.99", LW_ROLE_RESOLVER, LW_ANSWER_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwAnswer) answer = ask (f, cases[i].address, cases[i].role, 15);

      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (lw_answer_get (answer)->status, ==, cases[i].status);
      g_assert_nonnull (lw_answer_get (answer)->note);
    }
}

static LwAnswer *
look_up (Fixture *f, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswer *answer;

  lw_dns_lookup_async (f->dns, name, LW_RR_TYPE_A, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = lw_dns_lookup_finish (f->dns, result, &error);
  g_assert_no_error (error);

  return answer;
}

typedef struct
{
  const char *name;
  Rule rules[3];
  LwAnswerStatus status;
  LwRole role;
  const char *log;
} LookupCase;

#define GOOD \
  RESOLVER, { "an a.test. 60 IN A 127.77.2.1" }

static const LookupCase lookup_cases[] = {
  { "first",
    { { "9.1", "*", GOOD }, LAST_RULE },
    LW_ANSWER_SET,
    LW_ROLE_SYSTEM,
    "9.1 a.test. A; " },
  { "first-denies",
    { { "9.1", "*", RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
      { "9.2", "*", GOOD },
      LAST_RULE },
    LW_ANSWER_NXDOMAIN,
    LW_ROLE_SYSTEM,
    "9.1 a.test. A; " },
  { "first-servfail",
    { { "9.1", "*", RESOLVER | 2, { NULL } }, { "9.2", "*", GOOD }, LAST_RULE },
    LW_ANSWER_SET,
    LW_ROLE_RESOLVER,
    "9.1 a.test. A; 9.2 a.test. A; " },
  { "first-refuses",
    { { "9.2", "*", GOOD }, LAST_RULE },
    LW_ANSWER_SET,
    LW_ROLE_RESOLVER,
    "9.1 a.test. A; 9.2 a.test. A; " },
  { "first-is-slow",
    { { "9.1", "*", 0, { NULL } }, { "9.2", "*", GOOD }, LAST_RULE },
    LW_ANSWER_SET,
    LW_ROLE_RESOLVER,
    "9.1 a.test. A; 9.2 a.test. A; " },
  { "none-is-good",
    { { "9.2", "*", RESOLVER | 2, { NULL } }, LAST_RULE },
    LW_ANSWER_SERVFAIL,
    LW_ROLE_RESOLVER,
    "9.1 a.test. A; 9.2 a.test. A; " },
  { "all-refuse",
    { LAST_RULE },
    LW_ANSWER_REFUSED,
    LW_ROLE_SYSTEM,
    "9.1 a.test. A; 9.2 a.test. A; " },
};

static void
test_lookup (gconstpointer data)
{
  const LookupCase *c = data;
  Fixture f = { NULL };
  g_autoptr (LwAnswer) answer = NULL;

  set_up_with (&f, c->rules, PATIENT_MS);
  answer = look_up (&f, "a.test.");
  g_assert_cmpint (lw_answer_get (answer)->status, ==, c->status);
  g_assert_cmpint (lw_answer_get (answer)->role, ==, c->role);
  g_assert_cmpstr (f.log->str, ==, c->log);
  tear_down (&f, NULL);
}

typedef struct
{
  const char *name;
  Rule rules[5];
  LwAnswerStatus status;
  const char *addresses;
  const char *alias;
} HostCase;

#define NOTHING \
  RESOLVER, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" }
#define DENIED \
  RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" }

static const HostCase host_cases[] = {
  { "both",
    { { "9.1",
        "mx.test. A",
        RESOLVER,
        { "an mx.test. 60 IN A 127.77.5.1", "an mx.test. 60 IN A 127.77.5.2" } },
      { "9.1", "mx.test. AAAA", RESOLVER, { "an mx.test. 60 IN AAAA 2001:DB8::1" } },
      LAST_RULE },
    LW_ANSWER_SET,
    "127.77.5.1 127.77.5.2 2001:db8::1",
    NULL },
  { "one-family",
    { { "9.1", "mx.test. A", RESOLVER, { "an mx.test. 60 IN A 127.77.5.1" } },
      { "9.1", "mx.test. AAAA", NOTHING },
      LAST_RULE },
    LW_ANSWER_SET,
    "127.77.5.1",
    NULL },
  { "alias",
    { { "9.1",
        "mx.test. A",
        RESOLVER,
        { "an mx.test. 60 IN CNAME b.test.", "an b.test. 60 IN A 127.77.5.1" } },
      { "9.1", "mx.test. AAAA", RESOLVER, { "an mx.test. 60 IN CNAME b.test." } },
      LAST_RULE },
    LW_ANSWER_SET,
    "127.77.5.1",
    "b.test." },
  { "none",
    { { "9.1", "mx.test. A", NOTHING }, { "9.1", "mx.test. AAAA", NOTHING }, LAST_RULE },
    LW_ANSWER_NO_DATA,
    "",
    NULL },
  { "unknown",
    { { "9.1", "mx.test. A", DENIED }, { "9.1", "mx.test. AAAA", DENIED }, LAST_RULE },
    LW_ANSWER_NXDOMAIN,
    "",
    NULL },
  { "one-family-unknown",
    { { "9.1", "mx.test. A", NOTHING },
      { "9.1", "mx.test. AAAA", RESOLVER | 2, { NULL } },
      { "9.2", "*", RESOLVER | 2, { NULL } },
      LAST_RULE },
    LW_ANSWER_SERVFAIL,
    "",
    NULL },
};

static void
test_host (gconstpointer data)
{
  const HostCase *c = data;
  Fixture f = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMailHost) host = NULL;
  g_autofree char *text = NULL;

  set_up_with (&f, c->rules, PATIENT_MS);
  lw_dns_find_mail_host_async (f.dns, "mx.test.", NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  host = lw_dns_find_mail_host_finish (f.dns, result, &error);
  g_assert_no_error (error);

  text = g_strjoinv (" ", (char **) lw_mail_host_get_addresses (host));
  g_assert_cmpstr (text, ==, c->addresses);
  g_assert_cmpint (lw_mail_host_get_status (host), ==, c->status);
  g_assert_cmpstr (lw_mail_host_get_alias (host), ==, c->alias);
  g_assert_cmpstr (lw_mail_host_get_host (host), ==, "mx.test.");
  tear_down (&f, NULL);
}

static void
count_answer (LwAnswer *answer, gpointer user_data)
{
  guint *count = user_data;

  g_assert_nonnull (answer);
  (*count)++;
}

static const Rule survey_rules[] = {
  { "2.1", "*", AUTHORITY, { "an berg.example. 60 IN MX 10 mx.test." } },
  { "2.2", "*", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.2", "*", RESOLVER | 2, { NULL } },
  { "9.1", "*", RESOLVER, { "an berg.example. 33 IN MX 10 mx.test." } },
  LAST_RULE,
};

static GPtrArray *
make_targets (Fixture *f)
{
  g_autoptr (LwDelegation) delegation =
      lw_delegation_new ("berg.example.", "berg.example.", "example.");
  guint16 port = lw_fake_dns_get_port (f->fake);

  lw_delegation_take_server (delegation, lw_server_new ("a.", NULL, "127.77.2.1", port));
  lw_delegation_take_server (delegation, lw_server_new ("b.", NULL, "127.77.2.2", port));
  lw_delegation_take_server (delegation, lw_server_new ("c.", NULL, NULL, port));

  return lw_dns_make_targets (f->dns, delegation);
}

static void
test_survey (Fixture *f, gconstpointer data)
{
  const LwAnswerStatus statuses[] = { LW_ANSWER_SET, LW_ANSWER_NO_DATA, LW_ANSWER_UNREACHABLE,
                                      LW_ANSWER_SERVFAIL, LW_ANSWER_SET };
  const LwRole roles[] = { LW_ROLE_AUTHORITY, LW_ROLE_AUTHORITY, LW_ROLE_AUTHORITY,
                           LW_ROLE_RESOLVER, LW_ROLE_SYSTEM };
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;

  f->rules = survey_rules;
  targets = make_targets (f);
  lw_dns_survey_async (f->dns, targets, "berg.example.", LW_RR_TYPE_MX, count_answer, &count, NULL,
                       store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = lw_dns_survey_finish (f->dns, result, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (answers->len, ==, G_N_ELEMENTS (statuses));
  g_assert_cmpuint (count, ==, answers->len);
  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      g_assert_cmpint (fields->status, ==, statuses[i]);
      g_assert_cmpint (fields->role, ==, roles[i]);
    }
  g_assert_cmpuint (lw_record_set_get_ttl (lw_answer_get (answers->pdata[4])->set), ==, 33);
}

static void
test_survey_of_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_dns_survey_async (f->dns, targets, "berg.example.", LW_RR_TYPE_MX, NULL, NULL, NULL,
                       store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = lw_dns_survey_finish (f->dns, result, NULL);
  g_assert_cmpuint (answers->len, ==, 0);
}

static void
test_survey_cancelled (Fixture *f, gconstpointer data)
{
  const Rule silent[] = { { "2.1", "*", 0, { NULL } },
                          { "2.2", "*", 0, { NULL } },
                          { "9.1", "*", 0, { NULL } },
                          LAST_RULE };
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f->rules = silent;
  targets = make_targets (f);
  lw_dns_survey_async (f->dns, targets, "berg.example.", LW_RR_TYPE_MX, NULL, NULL, cancellable,
                       store_result_cb, &result);
  while (strstr (f->log->str, "2.1 ") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_dns_survey_finish (f->dns, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD_CASES(cases, prefix, func)                                   \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                       \
    {                                                                    \
      g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL); \
                                                                         \
      g_test_add_data_func (path, &cases[i], func);                      \
    }

static void
add (const char *path, void (*func) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (walk_cases, "/dns/walk/", test_walk);
  ADD_CASES (ask_cases, "/dns/ask/", test_ask);
  ADD_CASES (lookup_cases, "/dns/lookup/", test_lookup);
  ADD_CASES (host_cases, "/dns/host/", test_host);
  g_test_add_func ("/dns/walk/endless", test_walk_endless);
  g_test_add_func ("/dns/walk/no-network", test_walk_no_network);
  g_test_add_func ("/dns/walk/many-addresses", test_walk_many_addresses);
  g_test_add_func ("/dns/walk/cancelled", test_walk_cancelled);
  add ("/dns/ask/without-edns", test_ask_without_edns);
  add ("/dns/ask/unreachable", test_ask_unreachable);
  add ("/dns/survey/all", test_survey);
  add ("/dns/survey/nobody", test_survey_of_nobody);
  add ("/dns/survey/cancelled", test_survey_cancelled);

  return g_test_run ();
}
