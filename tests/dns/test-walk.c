/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-error.h"
#include "lw-fake-internet.h"

#include <string.h>

#define N_ADDRESSES 40

static LwDelegation *
find_delegation (LwFakeInternet *f, const char *domain, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_dns_find_delegation_async (f->dns, domain, NULL, lw_fake_internet_store_result_cb, &result);
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
  LwFakeRule rules[6];
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
  LwFakeInternet f = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwDelegation) delegation = NULL;

  lw_fake_internet_set_up_with (&f, c->rules, PATIENT_MS);
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
  lw_fake_internet_tear_down (&f, NULL);
}

/* Every label a zone of its own: ended after 16 referrals. */
static void
refer_cb (LwFakeReply *reply,
          GBytes *query,
          const char *address,
          gboolean over_tcp,
          gpointer user_data)
{
  LwFakeInternet *f = user_data;
  g_autofree char *question = lw_fake_describe (query);
  g_autofree char *owner = g_strndup (question, strlen (question) - strlen (" NS"));
  g_autofree char *ns = g_strdup_printf ("ns %s 60 IN NS n.%s", owner, owner);
  g_autofree char *glue = g_strdup_printf ("ar n.%s 60 IN A 127.77.0.1", owner);
  const char *records[] = { ns, glue, NULL };

  g_string_append_c (f->log, '.');
  lw_fake_reply_send (reply, lw_fake_answer (query, REFERRAL, records));
}

static void
test_walk_endless (void)
{
  LwFakeInternet f = { NULL };
  g_autoptr (GError) error = NULL;

  lw_fake_internet_set_up_root_only (&f, refer_cb);
  g_assert_null (find_delegation (&f, "t.s.r.q.p.o.n.m.l.k.j.i.h.g.f.e.d.c.b.a.", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_SERVFAIL);
  g_assert_cmpuint (f.log->len, ==, 17);
  lw_fake_internet_tear_down (&f, NULL);
}

static void
test_walk_no_network (void)
{
  const LwFakeRule silent[] = { { "0.1", "*", 0, { NULL } },
                                { "0.2", "*", 0, { NULL } },
                                LAST_RULE };
  LwFakeInternet f = { NULL };
  g_autoptr (GError) error = NULL;

  lw_fake_internet_set_up_with (&f, silent, HASTY_MS);
  g_assert_null (find_delegation (&f, "berg.example.", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  lw_fake_internet_tear_down (&f, NULL);
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
  LwFakeInternet f = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LwDelegation) delegation = NULL;

  lw_fake_internet_set_up_root_only (&f, flood_cb);
  delegation = find_delegation (&f, "example.", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_delegation_get_servers (delegation)->len, ==, 32);
  lw_fake_internet_tear_down (&f, NULL);
}

static void
test_walk_cancelled (void)
{
  const LwFakeRule silent[] = { { "1.1", "*", 0, { NULL } },
                                { "1.2", "*", 0, { NULL } },
                                LAST_RULE };
  LwFakeInternet f = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_fake_internet_set_up_with (&f, silent, PATIENT_MS);
  lw_dns_find_delegation_async (f.dns, "berg.example.", cancellable,
                                lw_fake_internet_store_result_cb, &result);
  while (strstr (f.log->str, "1.1 ") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_dns_find_delegation_finish (f.dns, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lw_fake_internet_tear_down (&f, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (walk_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/dns/walk/", walk_cases[i].name, NULL);

      g_test_add_data_func (path, &walk_cases[i], test_walk);
    }
  g_test_add_func ("/dns/walk/endless", test_walk_endless);
  g_test_add_func ("/dns/walk/no-network", test_walk_no_network);
  g_test_add_func ("/dns/walk/many-addresses", test_walk_many_addresses);
  g_test_add_func ("/dns/walk/cancelled", test_walk_cancelled);

  return g_test_run ();
}
