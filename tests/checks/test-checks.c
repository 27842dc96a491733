/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-checks.h"

#include "check-cases.h"
#include "lw-json.h"

#include <locale.h>
#include <string.h>

static LwAnswerStatus
parse_status (const char *id)
{
  for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
    if (g_str_equal (lw_answer_status_get_id (status), id))
      return status;

  return g_str_equal (id, "none") ? LW_ANSWER_NO_DATA : LW_ANSWER_SET;
}

/* "a1": 192.0.2.1; "a6", "a7": IPv6; "a0": a name without an address */
static LwServer *
new_server (const char *id)
{
  g_autofree char *name = g_strdup_printf ("%s.dns.test.", id);
  g_autofree char *address = NULL;

  if (id[1] >= '6')
    address = g_strdup_printf ("2001:db8::%c", id[1]);
  else if (id[1] != '0')
    address = g_strdup_printf (*id == 'p' ? "198.51.100.%c" : "192.0.2.%c", id[1]);

  return lw_server_new (name, NULL, address, 53);
}

static LwRole
parse_role (const char *id)
{
  switch (*id)
    {
    case 'p':
      return LW_ROLE_PARENT;
    case 'a':
      return LW_ROLE_AUTHORITY;
    case 's':
      return LW_ROLE_SYSTEM;
    default:
      return LW_ROLE_RESOLVER;
    }
}

static void
see_answer (LwEvidence *evidence, const char *id, const char *said)
{
  g_autoptr (LwServer) server = new_server (id);
  g_autoptr (LwRecordSet) set = NULL;
  LwAnswerFields fields = {
    .server = server,
    .role = parse_role (id),
    .owner = DOMAIN_NAME,
    .type = LW_RR_TYPE_MX,
    .asked_at = NOW,
    .negative_ttl = 60,
    .status = parse_status (said),
  };

  if (g_str_has_prefix (said, "MX "))
    {
      g_auto (GStrv) values = g_strsplit (said + strlen ("MX "), ", ", 0);
      g_autoptr (GError) error = NULL;

      set =
          lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_MX, 300, (const char *const *) values, &error);
      g_assert_no_error (error);
      fields.set = set;
    }

  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static void
parse_flags (LwAnswerFields *fields, char **flags)
{
  for (guint i = 0; flags != NULL && flags[i] != NULL; i++)
    if (g_str_equal (flags[i], "tcp"))
      fields->via = LW_VIA_TCP;
    else if (g_str_equal (flags[i], "cut"))
      fields->truncated = TRUE;
    else if (g_str_equal (flags[i], "plain"))
      fields->without_edns = TRUE;
    else if (g_str_equal (flags[i], "aa"))
      fields->authoritative = TRUE;
    else if (g_str_equal (flags[i], "disclaims"))
      fields->disclaims = TRUE;
    else if (g_str_has_prefix (flags[i], "alias="))
      fields->alias = flags[i] + strlen ("alias=");
    else if (g_str_has_prefix (flags[i], "size="))
      fields->udp_size = (guint) g_ascii_strtoull (flags[i] + strlen ("size="), NULL, 10);
    else if (g_str_has_prefix (flags[i], "serial="))
      fields->serial = (guint32) g_ascii_strtoull (flags[i] + strlen ("serial="), NULL, 10);
    else if (!g_str_has_prefix (flags[i], "ttl="))
      g_error ("no such flag: %s", flags[i]);
}

static guint32
parse_ttl (char **flags)
{
  for (guint i = 0; flags != NULL && flags[i] != NULL; i++)
    if (g_str_has_prefix (flags[i], "ttl="))
      return (guint32) g_ascii_strtoull (flags[i] + strlen ("ttl="), NULL, 10);

  return 300;
}

/* "a1 OWNER TYPE SAID / FLAG…" */
static void
see_row (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) halves = g_strsplit (line, " / ", 2);
  g_auto (GStrv) words = g_strsplit (halves[0], " ", 4);
  g_auto (GStrv) flags = halves[1] != NULL ? g_strsplit (halves[1], " ", 0) : NULL;
  g_autoptr (LwServer) server = new_server (words[0]);
  g_autoptr (LwRecordSet) set = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswerFields fields = {
    .server = server,
    .negative_ttl = 60,
    .role = parse_role (words[0]),
    .owner = words[1],
    .type = lw_rr_type_from_string (words[2]),
    .status = parse_status (words[3]),
    .asked_at = NOW,
  };

  if (g_str_has_prefix (words[3], "= "))
    {
      g_auto (GStrv) values = g_strsplit (words[3] + 2, ", ", 0);

      set = lw_record_set_new (words[1], fields.type, parse_ttl (flags),
                               (const char *const *) values, &error);
      g_assert_no_error (error);
      fields.set = set;
    }
  parse_flags (&fields, flags);
  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static void
see_host (LwEvidence *evidence, const char *name, const char *found)
{
  g_auto (GStrv) words = g_strsplit (found, " ", 0);
  gboolean alias = g_str_equal (words[0], "alias");
  gboolean missing = g_ascii_isalpha (*words[0]) && !alias;

  lw_evidence_take_mail_host (
      evidence, lw_mail_host_new (
                    name, missing ? NULL : (const char *const *) words + (alias ? 2 : 0),
                    alias ? words[1] : NULL, missing ? parse_status (words[0]) : LW_ANSWER_SET));
}

static LwSmtpOutcome
parse_outcome (const char *id)
{
  for (int outcome = LW_SMTP_GREETED; outcome <= LW_SMTP_NOT_ASKED; outcome++)
    if (g_str_equal (lw_smtp_outcome_get_id (outcome), id))
      return outcome;

  g_assert_not_reached ();
}

static LwTlsState
parse_tls (const char *id)
{
  for (int state = LW_TLS_NOT_OFFERED; state <= LW_TLS_NOT_TRIED; state++)
    if (g_str_equal (lw_tls_state_get_id (state), id))
      return state;

  g_assert_cmpstr (id, ==, "expired");
  return LW_TLS_UNPROVEN;
}

static void
see_smtp (LwEvidence *evidence, const char *name, const char *found)
{
  g_auto (GStrv) words = g_strsplit (found, " ", 5);
  gboolean rcpt = g_str_has_prefix (words[1], "rcpt-");
  gboolean postmaster = g_str_has_prefix (words[1], "postmaster-");
  const char *outcome = rcpt || postmaster ? strchr (words[1], '-') + 1 : words[1];
  LwSmtpFields fields = {
    .host = name,
    .address = words[0],
    .outcome = parse_outcome (outcome),
    .tls = parse_tls (words[2]),
    .tls_not_after = g_str_equal (words[2], "expired") ? NOW - 1 : NOW + 1,
    .transcript = rcpt         ? "C: RCPT TO:<anna@berg.example>\n"
                  : postmaster ? "C: RCPT TO:<Postmaster@berg.example>\n"
                               : "",
  };

  if (words[3] != NULL)
    {
      fields.reply_code = g_ascii_strtoull (words[3], NULL, 10);
      fields.reply_text = words[4];
    }

  lw_evidence_take_smtp_facts (evidence, lw_smtp_facts_new (&fields));
}

static LwTrustVerdict
parse_verdict (const char *id)
{
  for (int verdict = LW_TRUST_SECURE; verdict <= LW_TRUST_INDETERMINATE; verdict++)
    if (g_str_equal (lw_trust_verdict_get_id (verdict), id))
      return verdict;

  g_assert_not_reached ();
}

static LwSealReason
parse_reason (const char *id)
{
  for (int reason = LW_SEAL_CLOCK_SUSPECT; reason <= LW_SEAL_IN_ORDER; reason++)
    if (g_str_equal (lw_seal_reason_get_id (reason), id))
      return reason;

  g_assert_not_reached ();
}

static void
see_seal (LwEvidence *evidence, const char *verdict, const char *reason)
{
  const LwSealCause cause = {
    .reason = parse_reason (reason),
    .differing = LW_SEAL_SIGNATURE_MISSING,
    .server = "a1.dns.test.",
    .when = NOW - 86400,
  };
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);

  lw_evidence_take_seal (evidence, lw_seal_new (parse_verdict (verdict), NULL, &cause, facts));
}

/* The members of LwNetworkFields, each with its value */
static void
see_network (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 0);
  LwNetworkFields fields = { .connection = LW_LINK_THERE };

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "portal"))
      fields.connection = LW_LINK_PORTAL;
    else if (g_str_equal (words[i], "silent"))
      fields.connection = LW_LINK_NONE;
    else if (g_str_equal (words[i], "blocked"))
      fields.port53 = LW_PORT53_BLOCKED;
    else if (g_str_equal (words[i], "intercepted"))
      fields.port53 = LW_PORT53_INTERCEPTED;
    else if (g_str_equal (words[i], "strips"))
      fields.seals = LW_PRESENCE_NO;
    else if (g_str_equal (words[i], "ipv6"))
      fields.ipv6 = LW_PRESENCE_YES;
    else if (g_str_equal (words[i], "no-ipv6"))
      fields.ipv6 = LW_PRESENCE_NO;
    else if (g_str_has_prefix (words[i], "rewrites="))
      fields.rewrites = words[i] + strlen ("rewrites=");
    else if (g_str_has_prefix (words[i], "clock="))
      {
        fields.clock_source = LW_CLOCK_SEALS;
        fields.clock_offset = g_ascii_strtoll (words[i] + strlen ("clock="), NULL, 10);
      }
    else
      g_error ("no such word: %s", words[i]);

  lw_evidence_take_network (evidence, lw_network_new (&fields));
}

/* "SERIAL NS …", or "SERIAL/MNAME NS …" */
static void
see_edited (LwEvidence *evidence, char **words)
{
  g_auto (GStrv) soa = g_strsplit (words[0], "/", 2);
  g_autofree char *text =
      g_strdup_printf ("$ORIGIN " DOMAIN_NAME "\n@ 300 SOA %s h. %s 1 1 1 1\n@ 300 NS %s\n",
                       soa[1] != NULL ? soa[1] : "edited.test.", soa[0], words[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = lw_zone_parse (text, -1, DOMAIN_NAME, &error);
  g_autoptr (LwEdited) edited = NULL;

  g_assert_no_error (error);
  edited = lw_edited_new (zone);
  lw_evidence_set_edited (evidence, edited);
}

static LwRecordSet *
parse_mx (const char *values)
{
  g_auto (GStrv) words = g_strsplit (values, ", ", 0);
  g_autoptr (GError) error = NULL;
  LwRecordSet *set = NULL;

  if (g_str_equal (values, "none"))
    return NULL;

  set = lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_MX, 300, (const char *const *) words, &error);
  g_assert_no_error (error);
  return set;
}

static void
see_pushed (LwEvidence *evidence, const char *ago, const char *sets)
{
  g_auto (GStrv) parts = g_strsplit (sets, " / ", 2);
  g_autoptr (LwRecordSet) old_set = parse_mx (parts[0]);
  g_autoptr (LwRecordSet) new_set = parse_mx (parts[1]);
  g_autoptr (LwChange) change = lw_change_new (old_set, new_set);

  lw_evidence_set_pushed (evidence, change, NOW - g_ascii_strtoll (ago, NULL, 10));
}

/* "FOUND|ABSENT|NOT-TESTED [STATUS, …] [/ EXPIRES]", EXPIRES: seconds from now */
static void
see_registration (LwEvidence *evidence, char **words)
{
  g_auto (GStrv) halves = g_strsplit (words[1] != NULL ? words[1] : "", " / ", 2);
  g_auto (GStrv) status = g_strsplit (halves[0] != NULL ? halves[0] : "", ", ", 0);
  LwRegistrationFields fields = {
    .domain = DOMAIN_NAME,
    .status = (const char *const *) status,
    .registrar = "Shop",
    .asked_at = NOW,
    .outcome = LW_REGISTRATION_FOUND,
  };

  while (!g_str_equal (lw_registration_outcome_get_id (fields.outcome), words[0]))
    fields.outcome++;
  if (halves[0] != NULL && halves[1] != NULL)
    fields.expires_at = NOW + g_ascii_strtoll (halves[1], NULL, 10);
  lw_evidence_take_registration (evidence, lw_registration_new (&fields));
}

static void
see_line (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  g_auto (GStrv) named = words[1] != NULL ? g_strsplit (words[1], " ", 2) : NULL;

  if (g_str_equal (line, "offline"))
    lw_evidence_set_offline (evidence, TRUE);
  else if (g_str_equal (words[0], "network"))
    see_network (evidence, words[1]);
  else if (g_str_equal (words[0], "registration"))
    see_registration (evidence, named);
  else if (g_str_equal (words[0], "trouble"))
    lw_evidence_set_delegation_trouble (evidence, parse_status (words[1]), NULL);
  else if (g_str_equal (words[0], "row"))
    see_row (evidence, words[1]);
  else if (g_str_equal (words[0], "edited"))
    see_edited (evidence, named);
  else if (g_str_equal (words[0], "pushed"))
    see_pushed (evidence, named[0], named[1]);
  else if (g_str_equal (words[0], "zone"))
    lw_evidence_take_delegation (evidence, lw_delegation_new (DOMAIN_NAME, words[1], "."));
  else if (g_str_equal (words[0], "host"))
    see_host (evidence, named[0], named[1]);
  else if (g_str_equal (words[0], "seal"))
    see_seal (evidence, named[0], named[1]);
  else if (g_str_equal (words[0], "host-seal"))
    lw_evidence_take_host_seal (
        evidence,
        lw_host_seal_new (named[0], lw_rr_type_from_string (named[1]), LW_TRUST_BOGUS, "why"));
  else if (g_str_equal (words[0], "smtp"))
    see_smtp (evidence, named[0], named[1]);
  else
    see_answer (evidence, words[0], words[1]);
}

static LwEvidence *
parse_evidence (const char *seen)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, NOW);
  g_auto (GStrv) lines = g_strsplit (seen, "\n", 0);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      see_line (evidence, lines[i]);

  return evidence;
}

static char *
list_findings (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "",
                            lw_finding_get_id (findings->pdata[i]),
                            lw_level_get_id (lw_finding_get_level (findings->pdata[i])));

  return g_string_free (text, FALSE);
}

/* (nullable) */
static LwRecordSet *
find_fix (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (lw_finding_get_fix (findings->pdata[i]) != NULL)
      return lw_finding_get_fix (findings->pdata[i]);

  return NULL;
}

static void
assert_fix (GPtrArray *findings, const char *values)
{
  LwRecordSet *fix = find_fix (findings);
  g_autofree char *joined = NULL;
  g_autofree char *found = NULL;

  if (fix != NULL)
    joined = g_strjoinv (", ", (char **) lw_record_set_get_values (fix));
  if (fix != NULL && lw_record_set_get_rr_type (fix) != LW_RR_TYPE_MX)
    found = g_strdup_printf ("@%s %s", lw_record_set_get_owner (fix), joined);
  else
    found = g_strdup (joined);
  g_assert_cmpstr (found, ==, values);
  if (fix == NULL)
    return;
  g_assert_true (lw_record_set_get_rr_type (fix) != LW_RR_TYPE_MX ||
                 g_str_equal (lw_record_set_get_owner (fix), DOMAIN_NAME));
  g_assert_cmpuint (lw_record_set_get_ttl (fix), ==, 300);
}

static void
test_case (gconstpointer data)
{
  const CheckCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);
  g_autofree char *found = list_findings (findings);
  g_autofree char *sentence = NULL;
  LwState state;

  g_assert_cmpstr (found, ==, c->findings);
  assert_fix (findings, c->fix);
  state = lw_checks_verdict (evidence, findings, &sentence);
  g_assert_cmpstr (lw_state_get_id (state), ==, lw_state_get_id (c->state));
  g_assert_cmpstr (sentence, ==, c->sentence);
  g_assert_cmpint (lw_checks_verdict (evidence, findings, NULL), ==, state);
}

/* Rule of words: result, reason and step, whole sentences, nothing that frightens or blames. */
static void
assert_words (const char *text)
{
  static const char *const banned[] = { "please", "invalid", "fatal",  "illegal", "failed",
                                        "!",      "%s",      "(null)", "  ",      NULL };
  g_autofree char *lower = NULL;

  g_assert_nonnull (text);
  lower = g_utf8_strdown (text, -1);
  for (guint i = 0; banned[i] != NULL; i++)
    if (strstr (lower, banned[i]) != NULL)
      g_error ("“%s” in “%s”", banned[i], text);
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "”"));
}

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwEvidence) evidence = parse_evidence (cases[i].seen);
      g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);

      for (guint j = 0; j < findings->len; j++)
        {
          assert_words (lw_finding_get_result (findings->pdata[j]));
          assert_words (lw_finding_get_reason (findings->pdata[j]));
          assert_words (lw_finding_get_step (findings->pdata[j]));
          g_assert_nonnull (lw_finding_get_owner (findings->pdata[j]));
        }
      assert_words (cases[i].sentence);
    }
}

/* Every check of the catalogue is found by some case, and none is found that is not in it. */
static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) checks = lw_checks_catalogue ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (cases[i].findings, " ;", 0);

      for (guint j = 0; parts[j] != NULL; j++)
        g_hash_table_add (seen, g_strdup (parts[j]));
    }

  for (guint i = 0; i < checks->len; i++)
    {
      const LwCheck *check = checks->pdata[i];

      if (!g_hash_table_contains (seen, check->id))
        g_error ("no case finds %s", check->id);
      g_assert_nonnull (check->needs);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (((const LwCheck *) checks->pdata[j])->id, !=, check->id);
    }
}

/* What is offered mends it: with the fix in place the finding is gone. */
static void
test_fixes_mend (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = NULL;
      g_autoptr (LwEvidence) after = NULL;
      g_autoptr (GPtrArray) findings = NULL;
      g_autofree char *found = NULL;
      g_auto (GStrv) before = NULL;

      if (cases[i].fix == NULL || *cases[i].fix == '@') /* about MX, or not */
        continue;
      answer = g_strconcat ("a1 MX ", cases[i].fix, NULL);
      after = parse_evidence (answer);
      findings = lw_checks_judge (after, NOW);
      found = list_findings (findings);
      g_assert_cmpstr (found, ==, "");
    }
}

/* Whoever asks for one part must not miss a check because nobody said where it belongs. */
static void
test_parts (void)
{
  g_autoptr (GPtrArray) checks = lw_checks_catalogue ();

  for (guint i = 0; i < checks->len; i++)
    {
      const char *id = ((const LwCheck *) checks->pdata[i])->id;
      gboolean everywhere =
          g_str_has_prefix (id, "local.") || g_str_has_prefix (id, "propagation.");

      if ((lw_checks_get_parts (id) == LW_PARTS_ALL) != everywhere)
        g_error ("nobody said what part %s belongs to", id);
    }

  g_assert_cmpint (lw_checks_get_parts ("mx.none"), ==, LW_PART_RECEIVE);
  g_assert_cmpint (lw_checks_get_parts ("ns.lame"), ==, LW_PART_DOMAIN);
  g_assert_cmpint (lw_checks_get_parts ("n.lame"), ==, LW_PARTS_ALL);
  g_assert_cmpint (lw_checks_get_parts ("nsx"), ==, LW_PARTS_ALL);
}

typedef struct
{
  const char *name;
  const char *seen;
  LwParts parts;
  const char *findings;
  LwState state;
  const char *sentence;
} PartCase;

#define NS_ANSWER "The name servers of berg.example answer."

static const PartCase part_cases[] = {
  { "domain-fine", BOTH_SAY, LW_PART_DOMAIN, "", LW_STATE_OK, NS_ANSWER },
  { "domain-without-mail", "a1 none\na2 none", LW_PART_DOMAIN, "", LW_STATE_OK, NS_ANSWER },
  { "domain-one-lame", "a1 refused\na2 " TWO_MX, LW_PART_DOMAIN, "ns.lame warning", LW_STATE_WARN,
    "Mail may be late: not all of your name servers answer." },
  { "domain-unknown", "trouble nxdomain", LW_PART_DOMAIN, "domain.not_yet_active error",
    LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
  { "domain-nothing-seen", "", LW_PART_DOMAIN, "", LW_STATE_UNKNOWN,
    "Not tested: the settings could not be read." },
  { "domain-offline", "offline", LW_PART_DOMAIN, "local.offline local", LW_STATE_UNKNOWN,
    "Not tested: no connection." },
  { "domain-caches", FINE "r1 MX 10 old.test.", LW_PART_DOMAIN, "propagation.cached_old warning",
    LW_STATE_WARN, OLD_UNTIL },
  { "receive-fine", FINE, LW_PART_RECEIVE, "", LW_STATE_OK, ARRIVES },
  { "receive-one-lame", "a1 refused\na2 " TWO_MX "\n" HOSTS GREETED, LW_PART_RECEIVE, "",
    LW_STATE_OK, ARRIVES },
  { "receive-no-mx", "a1 none\na2 none", LW_PART_RECEIVE, "mx.none error", LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "receive-no-domain", "trouble nxdomain", LW_PART_RECEIVE, "domain.not_yet_active error",
    LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
};

static void
test_part (gconstpointer data)
{
  const PartCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (GPtrArray) all = lw_checks_judge (evidence, NOW);
  g_autoptr (GPtrArray) findings = lw_checks_select (all, c->parts);
  g_autofree char *found = list_findings (findings);
  g_autofree char *sentence = NULL;
  LwState state = lw_checks_verdict_on (evidence, findings, c->parts, &sentence);

  g_assert_cmpstr (found, ==, c->findings);
  g_assert_cmpstr (sentence, ==, c->sentence);
  g_assert_cmpstr (lw_state_get_id (state), ==, lw_state_get_id (c->state));
}

static char *
judge_to_text (LwEvidence *evidence)
{
  g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);
  GString *text = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      g_autoptr (JsonNode) node = lw_finding_to_json (findings->pdata[i]);
      g_autofree char *line = lw_json_to_text (node);

      g_string_append_printf (text, "%s\n", line);
    }
  g_string_append (text, lw_state_get_id (lw_checks_verdict (evidence, findings, &sentence)));
  g_string_append (text, sentence);

  return g_string_free (text, FALSE);
}

/* What was seen is data: kept in a file it is judged as it was at first, word for word. */
static void
test_judged_again (gconstpointer data)
{
  const CheckCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (JsonNode) node = lw_evidence_to_json_with_raw (evidence);
  g_autofree char *text = lw_json_to_text (node);
  g_autoptr (JsonNode) parsed = lw_json_parse_object (text, -1, LW_EVIDENCE_BYTES_MAX, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwEvidence) again = lw_evidence_from_json (parsed, &error);
  g_autofree char *first = judge_to_text (evidence);
  g_autofree char *second = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  second = judge_to_text (again);
  g_assert_cmpstr (second, ==, first);
  written = lw_evidence_to_json_with_raw (again);
  text_again = lw_json_to_text (written);
  g_assert_cmpstr (text_again, ==, text);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE); /* sentences name clock times */
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/checks/", cases[i].name, NULL);

      g_autofree char *again = g_strconcat ("/checks-again/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      /* What was changed is known to the session alone. */
      if (strstr (cases[i].seen, "pushed ") == NULL)
        g_test_add_data_func (again, &cases[i], test_judged_again);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (part_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/checks-parts/", part_cases[i].name, NULL);

      g_test_add_data_func (path, &part_cases[i], test_part);
    }
  g_test_add_func ("/checks-all/parts", test_parts);
  g_test_add_func ("/checks-all/words", test_words);
  g_test_add_func ("/checks-all/catalogue", test_catalogue);
  g_test_add_func ("/checks-all/fixes-mend", test_fixes_mend);

  return g_test_run ();
}
