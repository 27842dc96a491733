/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-fake-internet.h"

#include <string.h>

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
ask (LwFakeInternet *f, const char *address, LwRole role, guint16 type)
{
  g_autoptr (LwServer) server =
      lw_server_new ("ns.test.", NULL, address, lw_fake_dns_get_port (f->fake));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswer *answer;

  lw_dns_ask_async (f->dns, server, role, "berg.example.", type, NULL,
                    lw_fake_internet_store_result_cb, &result);
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
  LwFakeRule rules[] = { { "2.1", "*", c->flags, { NULL } }, LAST_RULE };
  LwFakeInternet f = { NULL };
  g_autoptr (LwAnswer) answer = NULL;
  const LwAnswerFields *fields;

  memcpy (rules[0].records, c->records, sizeof c->records);
  lw_fake_internet_set_up_with (&f, rules, c->flags == 0 ? HASTY_MS : PATIENT_MS);
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
  lw_fake_internet_tear_down (&f, NULL);
}

static void
test_ask_without_edns (LwFakeInternet *f, gconstpointer data)
{
  const LwFakeRule rules[] = {
    { "2.1", "*", AUTHORITY | 1, { "an berg.example. 60 IN MX 10 mx.test." } },
    LAST_RULE
  };
  g_autoptr (LwAnswer) answer = NULL;

  f->rules = rules;
  answer = ask (f, "127.77.2.1", LW_ROLE_AUTHORITY, 15);
  g_assert_cmpstr (f->log->str, ==, "2.1 berg.example. MX; 2.1 berg.example. MX; ");
  g_assert_nonnull (strstr (lw_answer_get (answer)->note, "EDNS"));
}

static void
test_ask_unreachable (LwFakeInternet *f, gconstpointer data)
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
look_up (LwFakeInternet *f, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswer *answer;

  lw_dns_lookup_async (f->dns, name, LW_RR_TYPE_A, NULL, lw_fake_internet_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = lw_dns_lookup_finish (f->dns, result, &error);
  g_assert_no_error (error);

  return answer;
}

typedef struct
{
  const char *name;
  LwFakeRule rules[3];
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
  LwFakeInternet f = { NULL };
  g_autoptr (LwAnswer) answer = NULL;

  lw_fake_internet_set_up_with (&f, c->rules, PATIENT_MS);
  answer = look_up (&f, "a.test.");
  g_assert_cmpint (lw_answer_get (answer)->status, ==, c->status);
  g_assert_cmpint (lw_answer_get (answer)->role, ==, c->role);
  g_assert_cmpstr (f.log->str, ==, c->log);
  lw_fake_internet_tear_down (&f, NULL);
}

typedef struct
{
  const char *name;
  LwFakeRule rules[5];
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
  LwFakeInternet f = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMailHost) host = NULL;
  g_autofree char *text = NULL;

  lw_fake_internet_set_up_with (&f, c->rules, PATIENT_MS);
  lw_dns_find_mail_host_async (f.dns, "mx.test.", NULL, lw_fake_internet_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  host = lw_dns_find_mail_host_finish (f.dns, result, &error);
  g_assert_no_error (error);

  text = g_strjoinv (" ", (char **) lw_mail_host_get_addresses (host));
  g_assert_cmpstr (text, ==, c->addresses);
  g_assert_cmpint (lw_mail_host_get_status (host), ==, c->status);
  g_assert_cmpstr (lw_mail_host_get_alias (host), ==, c->alias);
  g_assert_cmpstr (lw_mail_host_get_host (host), ==, "mx.test.");
  lw_fake_internet_tear_down (&f, NULL);
}

static void
count_answer (LwAnswer *answer, gpointer user_data)
{
  guint *count = user_data;

  g_assert_nonnull (answer);
  (*count)++;
}

static const LwFakeRule survey_rules[] = {
  { "2.1", "*", AUTHORITY, { "an berg.example. 60 IN MX 10 mx.test." } },
  { "2.2", "*", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.2", "*", RESOLVER | 2, { NULL } },
  { "9.1", "*", RESOLVER, { "an berg.example. 33 IN MX 10 mx.test." } },
  LAST_RULE,
};

static GPtrArray *
make_targets (LwFakeInternet *f)
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
test_survey (LwFakeInternet *f, gconstpointer data)
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
                       lw_fake_internet_store_result_cb, &result);
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
test_survey_of_nobody (LwFakeInternet *f, gconstpointer data)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_dns_survey_async (f->dns, targets, "berg.example.", LW_RR_TYPE_MX, NULL, NULL, NULL,
                       lw_fake_internet_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = lw_dns_survey_finish (f->dns, result, NULL);
  g_assert_cmpuint (answers->len, ==, 0);
}

static void
test_survey_cancelled (LwFakeInternet *f, gconstpointer data)
{
  const LwFakeRule silent[] = { { "2.1", "*", 0, { NULL } },
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
                       lw_fake_internet_store_result_cb, &result);
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
add (const char *path, void (*func) (LwFakeInternet *f, gconstpointer data))
{
  g_test_add (path, LwFakeInternet, NULL, lw_fake_internet_set_up, func,
              lw_fake_internet_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (ask_cases, "/dns/ask/", test_ask);
  ADD_CASES (lookup_cases, "/dns/lookup/", test_lookup);
  ADD_CASES (host_cases, "/dns/host/", test_host);
  add ("/dns/ask/without-edns", test_ask_without_edns);
  add ("/dns/ask/unreachable", test_ask_unreachable);
  add ("/dns/survey/all", test_survey);
  add ("/dns/survey/nobody", test_survey_of_nobody);
  add ("/dns/survey/cancelled", test_survey_cancelled);

  return g_test_run ();
}
