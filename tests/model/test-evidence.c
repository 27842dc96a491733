/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence.h"

#include <locale.h>

#include "lw-finding.h"
#include "lw-json.h"

#define DOMAIN_NAME "berg.example."

static LwRecordSet *
new_set (const char *text)
{
  g_auto (GStrv) values = g_strsplit (text, ", ", 0);
  g_autoptr (GError) error = NULL;
  LwRecordSet *set =
      lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_MX, 300, (const char *const *) values, &error);

  g_assert_no_error (error);
  return set;
}

/* @said: (nullable): MX values, "" for an answer without any, NULL for none that is usable */
static void
see (LwEvidence *evidence, LwRole role, const char *owner, const char *said)
{
  g_autoptr (LwServer) server = lw_server_new ("ns1.test.", "Us", "192.0.2.1", 53);
  g_autoptr (LwRecordSet) set = said != NULL && *said != '\0' ? new_set (said) : NULL;
  LwAnswerFields fields = {
    .server = server,
    .role = role,
    .owner = owner,
    .type = LW_RR_TYPE_MX,
    .status = set != NULL    ? LW_ANSWER_SET
              : said != NULL ? LW_ANSWER_NO_DATA
                             : LW_ANSWER_TIMED_OUT,
    .set = set,
    .asked_at = 1000000,
  };

  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

typedef struct
{
  const char *name;
  const char *said[4]; /* by one authority each; NULL ends */
  const char *mx;      /* (nullable) */
  gboolean knows;
} MajorityCase;

static const MajorityCase majority_cases[] = {
  { "nobody", { NULL }, NULL, FALSE },
  { "one", { "10 a.test." }, "10 a.test.", TRUE },
  { "most", { "10 a.test.", "10 b.test.", "10 b.test." }, "10 b.test.", TRUE },
  { "first-of-equally-many", { "10 a.test.", "10 b.test." }, "10 a.test.", TRUE },
  { "order-does-not-count",
    { "20 b.test., 10 a.test.", "10 c.test.", "10 A.test., 20 b.test." },
    "10 a.test.",
    TRUE },
  { "none-is-an-answer", { "", "" }, NULL, TRUE },
  { "some-beat-none", { "", "", "10 a.test." }, "10 a.test.", TRUE },
};

static void
test_majority (gconstpointer data)
{
  const MajorityCase *c = data;
  g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, 1000000);
  LwRecordSet *mx;

  for (guint i = 0; i < G_N_ELEMENTS (c->said) && c->said[i] != NULL; i++)
    see (evidence, LW_ROLE_AUTHORITY, DOMAIN_NAME, c->said[i]);

  /* What others say about it, or they about others, does not count. */
  see (evidence, LW_ROLE_RESOLVER, DOMAIN_NAME, "10 resolver.test.");
  see (evidence, LW_ROLE_PARENT, DOMAIN_NAME, "10 parent.test.");
  see (evidence, LW_ROLE_AUTHORITY, "other.example.", "10 other.test.");
  see (evidence, LW_ROLE_AUTHORITY, DOMAIN_NAME, NULL);

  mx = lw_evidence_get_mx (evidence);
  if (c->mx == NULL)
    g_assert_null (mx);
  else
    g_assert_cmpstr (lw_record_set_get_values (mx)[0], ==, c->mx);
  g_assert_cmpint (lw_evidence_knows_mx (evidence), ==, c->knows);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static LwDelegation *
new_delegation (void)
{
  LwDelegation *delegation = lw_delegation_new (DOMAIN_NAME, DOMAIN_NAME, "example.");

  lw_delegation_take_server (delegation, lw_server_new ("ns1.test.", NULL, "192.0.2.1", 53));
  lw_delegation_take_server (delegation, lw_server_new ("ns2.test.", NULL, NULL, 53));

  return delegation;
}

static LwSmtpFacts *
new_facts (void)
{
  LwSmtpFields fields = {
    .host = "mx.test.",
    .preference = 10,
    .address = "192.0.2.2",
    .outcome = LW_SMTP_GREETED,
    .greeting = "220 mx.test ESMTP",
    .tls = LW_TLS_PROVEN,
    .tls_version = "TLS 1.3",
    .tls_not_after = 2000000,
    .transcript = "S: 220 mx.test ESMTP\nC: QUIT\n",
  };

  return lw_smtp_facts_new (&fields);
}

static LwEvidence *
new_full (void)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, 1000000);

  lw_evidence_take_delegation (evidence, new_delegation ());
  see (evidence, LW_ROLE_AUTHORITY, DOMAIN_NAME, "10 mx.test.");
  lw_evidence_take_mail_host (evidence,
                              lw_mail_host_new ("mx.test.", (const char *[]){ "192.0.2.2", NULL },
                                                "real.test.", LW_ANSWER_SET));
  lw_evidence_take_smtp_facts (evidence, new_facts ());

  return evidence;
}

static void
test_added (void)
{
  g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, 1000000);
  guint n_added = 0;

  g_signal_connect_swapped (evidence, "added", G_CALLBACK (count_cb), &n_added);
  lw_evidence_take_delegation (evidence, new_delegation ());
  lw_evidence_take_delegation (evidence, new_delegation ());
  see (evidence, LW_ROLE_AUTHORITY, DOMAIN_NAME, "");
  lw_evidence_take_smtp_facts (evidence, new_facts ());
  lw_evidence_set_offline (evidence, FALSE);
  lw_evidence_set_offline (evidence, TRUE);
  lw_evidence_set_delegation_trouble (evidence, LW_ANSWER_NXDOMAIN, "No such name.");
  g_assert_cmpuint (n_added, ==, 6);
}

static void
test_trouble (void)
{
  g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, 1000000);
  LwAnswerStatus status = LW_ANSWER_GARBLED;
  const char *note = NULL;

  g_assert_false (lw_evidence_get_delegation_trouble (evidence, &status, &note));
  g_assert_cmpint (status, ==, LW_ANSWER_GARBLED);
  lw_evidence_set_delegation_trouble (evidence, LW_ANSWER_NXDOMAIN, "No such name.");
  g_assert_true (lw_evidence_get_delegation_trouble (evidence, &status, &note));
  g_assert_cmpint (status, ==, LW_ANSWER_NXDOMAIN);
  g_assert_cmpstr (note, ==, "No such name.");
  g_assert_true (lw_evidence_get_delegation_trouble (evidence, NULL, NULL));
}

static void
test_json (void)
{
  g_autoptr (LwEvidence) evidence = new_full ();
  g_autoptr (JsonNode) node = lw_evidence_to_json (evidence);
  g_autofree char *text = lw_json_to_text (node);

  g_assert_cmpstr (
      text, ==,
      "{\"schema\":1,\"domain\":\"berg.example.\",\"started_at\":\"1970-01-12T13:46:40Z\","
      "\"ended_at\":null,\"offline\":false,\"delegation\":{\"zone\":\"berg.example.\",\"parent_"
      "zone\":\"example.\","
      "\"servers\":[{\"name\":\"ns1.test.\",\"address\":\"192.0.2.1\",\"port\":53},"
      "{\"name\":\"ns2.test.\",\"address\":null,\"port\":53}]},\"delegation_trouble\":null,"
      "\"answers\":[{\"server\":\"ns1.test.\",\"operator\":\"Us\",\"address\":\"192.0.2.1\","
      "\"port\":53,\"role\":\"authority\",\"owner\":\"berg.example.\",\"type\":\"MX\","
      "\"status\":\"set\",\"set\":{\"owner\":\"berg.example.\",\"type\":\"MX\",\"ttl\":300,"
      "\"values\":[\"10 mx.test.\"]},\"negative_ttl\":0,\"asked_at\":\"1970-01-12T13:46:40Z\","
      "\"elapsed_ms\":0,\"authoritative\":false,\"via\":\"udp\",\"truncated\":false,\"without_"
      "edns\":false,\"disclaims\":false,\"serial\":0,\"alias\":null,"
      "\"note\":null}],\"mail_hosts\":[{\"host\":\"mx.test.\",\"addresses\":[\"192.0.2.2\"],"
      "\"alias\":\"real.test.\",\"status\":\"set\",\"answers\":[]}],\"smtp\":[{\"host\":\"mx.test."
      "\","
      "\"preference\":10,\"address\":\"192.0.2.2\",\"outcome\":\"greeted\",\"reply_code\":0,"
      "\"reply_text\":null,\"greeting\":\"220 mx.test ESMTP\",\"tls\":{\"state\":\"proven\","
      "\"version\":\"TLS 1.3\",\"cipher\":null,\"note\":null,"
      "\"not_after\":\"1970-01-24T03:33:20Z\"},\"asked_at\":null,\"elapsed_ms\":0,"
      "\"transcript\":\"S: 220 mx.test ESMTP\\nC: "
      "QUIT\\n\",\"note\":null}],\"seal\":null,\"host_seals\":[],\"registration\":null,"
      "\"network\":null,\"identity\":{\"dns_host\":{\"outcome\":\"unknown\",\"ids\":[],"
      "\"names\":[\"ns1.test\",\"ns2.test\"],\"connect\":null},\"mail_service\":{"
      "\"outcome\":\"unknown\",\"ids\":[],\"names\":[\"mx.test\"],\"kind\":null,"
      "\"behind\":null,\"behind_name\":null}}}");
}

static void
test_answer_words (void)
{
  static const struct
  {
    guint16 type;
    LwAnswerStatus status;
    const char *said; /* (nullable) */
    const char *alias;
    const char *text;
  } answers[] = {
    { LW_RR_TYPE_MX, LW_ANSWER_SET, "10 a.test.", NULL, "has 1 mail server" },
    { LW_RR_TYPE_MX, LW_ANSWER_SET, "10 a.test., 20 b.test.", NULL, "has 2 mail servers" },
    { LW_RR_TYPE_MX, LW_ANSWER_SET, "0 .", NULL, "says that the domain takes no mail" },
    { LW_RR_TYPE_MX, LW_ANSWER_NO_DATA, NULL, NULL, "knows no mail server" },
    { LW_RR_TYPE_MX, LW_ANSWER_NO_DATA, NULL, "x.test.",
      "says that the name is an alias for x.test" },
    { LW_RR_TYPE_A, LW_ANSWER_NO_DATA, NULL, NULL, "knows no such entry" },
    { LW_RR_TYPE_MX, LW_ANSWER_NXDOMAIN, NULL, NULL, "knows no such name" },
    { LW_RR_TYPE_MX, LW_ANSWER_TIMED_OUT, NULL, NULL, "does not answer" },
    { LW_RR_TYPE_MX, LW_ANSWER_NOT_ASKED, NULL, NULL, "was not asked" },
  };
  g_autoptr (LwServer) server = lw_server_new ("ns1.test.", NULL, NULL, 53);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LwRecordSet) set = answers[i].said != NULL ? new_set (answers[i].said) : NULL;
      LwAnswerFields fields = { .server = server,
                                .owner = DOMAIN_NAME,
                                .type = answers[i].type,
                                .status = answers[i].status,
                                .alias = answers[i].alias,
                                .set = set };
      g_autoptr (LwAnswer) answer = lw_answer_new (&fields);
      g_autofree char *text = lw_answer_describe (answer);

      g_assert_cmpstr (text, ==, answers[i].text);
    }
}

static void
test_ids_are_complete (void)
{
  g_autoptr (LwServer) server = lw_server_new ("ns1.test.", NULL, NULL, 53);

  for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
    {
      LwAnswerFields fields = { .server = server,
                                .owner = DOMAIN_NAME,
                                .type = LW_RR_TYPE_MX,
                                .status = status };
      g_autoptr (LwAnswer) answer = lw_answer_new (&fields);
      g_autofree char *text = lw_answer_describe (answer);

      g_assert_nonnull (lw_answer_status_get_id (status));
      g_assert_nonnull (text);
      g_assert_cmpint (lw_answer_is_usable (answer), ==, status <= LW_ANSWER_NXDOMAIN);
    }

  for (int outcome = LW_SMTP_GREETED; outcome <= LW_SMTP_NOT_ASKED; outcome++)
    for (int tls = LW_TLS_NOT_OFFERED; tls <= LW_TLS_NOT_TRIED; tls++)
      {
        LwSmtpFields fields = { .host = "mx.test.", .outcome = outcome, .tls = tls };
        g_autoptr (LwSmtpFacts) facts = lw_smtp_facts_new (&fields);
        g_autofree char *text = lw_smtp_facts_describe (facts);

        g_assert_nonnull (lw_smtp_outcome_get_id (outcome));
        g_assert_nonnull (lw_tls_state_get_id (tls));
        g_assert_nonnull (text);
      }
}

static void
test_states (void)
{
  for (int state = LW_STATE_OK; state <= LW_STATE_UNKNOWN; state++)
    {
      g_autofree char *icon = g_strdup_printf ("lw-state-%s-symbolic", lw_state_get_id (state));

      g_assert_cmpstr (lw_state_get_icon_name (state), ==, icon);
      g_assert_nonnull (lw_state_get_word (state));
    }

  g_assert_cmpint (lw_level_to_state (LW_LEVEL_ERROR), ==, LW_STATE_BAD);
  g_assert_cmpint (lw_level_to_state (LW_LEVEL_WARNING), ==, LW_STATE_WARN);
  g_assert_cmpint (lw_level_to_state (LW_LEVEL_ADVICE), ==, LW_STATE_ADVICE);
  g_assert_cmpint (lw_level_to_state (LW_LEVEL_INFO), ==, LW_STATE_OK);
  g_assert_cmpint (lw_level_to_state (LW_LEVEL_LOCAL), ==, LW_STATE_UNKNOWN);
  g_assert_cmpint (lw_level_to_state (LW_LEVEL_NOT_TESTED), ==, LW_STATE_UNKNOWN);
}

static void
test_finding_json (void)
{
  g_autoptr (LwRecordSet) fix = new_set ("10 mx.test.");
  g_autoptr (LwFinding) finding =
      lw_finding_new ("mx.target_doubled_zone", LW_LEVEL_ERROR, "Mail does not arrive.", NULL,
                      "Use mx.test.", "you", fix);
  g_autoptr (JsonNode) node = lw_finding_to_json (finding);
  g_autofree char *text = lw_json_to_text (node);

  g_assert_cmpstr (
      text, ==,
      "{\"id\":\"mx.target_doubled_zone\",\"level\":\"error\",\"state\":\"bad\","
      "\"result\":\"Mail does not arrive.\",\"reason\":null,\"step\":\"Use mx.test.\","
      "\"owner\":\"you\",\"fix\":{\"owner\":\"berg.example.\",\"type\":\"MX\",\"ttl\":300,"
      "\"values\":[\"10 mx.test.\"]}}");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (majority_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/majority/", majority_cases[i].name, NULL);

      g_test_add_data_func (path, &majority_cases[i], test_majority);
    }
  g_test_add_func ("/evidence/added", test_added);
  g_test_add_func ("/evidence/trouble", test_trouble);
  g_test_add_func ("/evidence/json", test_json);
  g_test_add_func ("/evidence/answer-words", test_answer_words);
  g_test_add_func ("/evidence/ids-are-complete", test_ids_are_complete);
  g_test_add_func ("/finding/states", test_states);
  g_test_add_func ("/finding/json", test_finding_json);

  return g_test_run ();
}
