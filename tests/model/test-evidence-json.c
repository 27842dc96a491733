/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"
#include "lw-json.h"

#define DOMAIN_NAME "berg.example."
#define NOW 1000000

static LwRecordSet *
new_set (guint16 type, const char *value)
{
  g_autoptr (GError) error = NULL;
  LwRecordSet *set =
      lw_record_set_new (DOMAIN_NAME, type, 300, (const char *[]){ value, NULL }, &error);

  g_assert_no_error (error);
  return set;
}

/* An answer with everything that an answer may have, or with nothing that it need not have */
static LwAnswer *
new_answer (LwRole role, LwAnswerStatus status, gboolean full)
{
  g_autoptr (LwServer) server =
      full ? lw_server_new ("Quad9", "Quad9, Switzerland", "2001:db8::1", 5353)
           : lw_server_new ("ns1.test.", NULL, NULL, 53);
  g_autoptr (LwRecordSet) set =
      status == LW_ANSWER_SET ? new_set (LW_RR_TYPE_MX, "10 mx.test.") : NULL;
  g_autoptr (GBytes) raw = g_bytes_new_static ("\0\1\2\377", 4);
  LwAnswerFields fields = {
    .server = server,
    .role = role,
    .owner = DOMAIN_NAME,
    .type = LW_RR_TYPE_MX,
    .status = status,
    .set = set,
  };

  if (full)
    {
      fields.negative_ttl = G_MAXUINT32;
      fields.asked_at = NOW;
      fields.elapsed_ms = 12345;
      fields.authoritative = TRUE;
      fields.via = LW_VIA_HTTPS;
      fields.serial = G_MAXUINT32;
      fields.alias = "alias.test.";
      fields.note = "It answered “NOTAUTH”.";
      fields.raw = raw;
    }

  return lw_answer_new (&fields);
}

static LwSmtpFacts *
new_facts (LwSmtpOutcome outcome, LwTlsState tls, gboolean full)
{
  LwSmtpFields fields = { .host = "mx.test.", .outcome = outcome, .tls = tls };

  if (full)
    {
      fields.preference = G_MAXUINT16;
      fields.address = "192.0.2.1";
      fields.reply_code = 550;
      fields.reply_text = "5.7.1 Größe: no";
      fields.greeting = "mx.test ESMTP";
      fields.tls_version = "TLS 1.3";
      fields.tls_cipher = "AES";
      fields.tls_note = "Another name.";
      fields.tls_not_after = NOW + 1;
      fields.asked_at = NOW;
      fields.elapsed_ms = 77;
      fields.transcript = "S: 220 mx.test ESMTP\nC: QUIT\n";
      fields.note = "Note.";
    }

  return lw_smtp_facts_new (&fields);
}

static void
add_delegation (LwEvidence *evidence)
{
  LwDelegation *delegation = lw_delegation_new (DOMAIN_NAME, DOMAIN_NAME, "example.");

  lw_delegation_take_server (delegation, lw_server_new ("ns1.test.", NULL, "192.0.2.1", 53));
  lw_delegation_take_server (delegation, lw_server_new ("ns2.test.", NULL, NULL, 53));
  lw_evidence_take_delegation (evidence, delegation);
}

static void
add_mail_host (LwEvidence *evidence, LwAnswerStatus status)
{
  static const char *const addresses[] = { "192.0.2.1", "2001:db8::1", NULL };
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);

  g_ptr_array_add (answers, new_answer (LW_ROLE_SYSTEM, LW_ANSWER_NO_DATA, TRUE));
  lw_evidence_take_mail_host (
      evidence, status == LW_ANSWER_SET
                    ? lw_mail_host_new ("mx.test.", addresses, "real.test.", status)
                    : lw_mail_host_new_with_answers ("mx.test.", NULL, NULL, status, answers));
}

/* Every state that a fact can be in, with and without all that it need not have */
static LwEvidence *
new_everything (void)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, NOW);

  lw_evidence_set_ended_at (evidence, NOW + 5);
  lw_evidence_set_offline (evidence, TRUE);
  lw_evidence_set_delegation_trouble (evidence, LW_ANSWER_SERVFAIL, "Nobody answers.");
  add_delegation (evidence);

  for (int full = FALSE; full <= TRUE; full++)
    for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
      for (int role = LW_ROLE_PARENT; role <= LW_ROLE_SYSTEM; role++)
        lw_evidence_take_answer (evidence, new_answer (role, status, full));
  for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
    add_mail_host (evidence, status);
  for (int full = FALSE; full <= TRUE; full++)
    for (int outcome = LW_SMTP_GREETED; outcome <= LW_SMTP_NOT_ASKED; outcome++)
      for (int tls = LW_TLS_NOT_OFFERED; tls <= LW_TLS_NOT_TRIED; tls++)
        lw_evidence_take_smtp_facts (evidence, new_facts (outcome, tls, full));

  return evidence;
}

static char *
to_text (LwEvidence *evidence, gboolean with_raw)
{
  g_autoptr (JsonNode) node =
      with_raw ? lw_evidence_to_json_with_raw (evidence) : lw_evidence_to_json (evidence);

  return lw_json_to_text (node);
}

static LwEvidence *
from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse_object (text, -1, LW_EVIDENCE_BYTES_MAX, error);

  return node != NULL ? lw_evidence_from_json (node, error) : NULL;
}

static void
assert_same_again (LwEvidence *evidence)
{
  for (int with_raw = FALSE; with_raw <= TRUE; with_raw++)
    {
      g_autofree char *text = to_text (evidence, with_raw);
      g_autoptr (GError) error = NULL;
      g_autoptr (LwEvidence) again = from_text (text, &error);
      g_autofree char *second = NULL;

      g_assert_no_error (error);
      second = to_text (again, with_raw);
      g_assert_cmpstr (second, ==, text);
    }
}

/* With every verdict and reason */
static void
test_round_trip_seals (void)
{
  static const char *const records[] = { "berg.example. 60 DS 1 13 2 ab", NULL };

  for (int verdict = LW_TRUST_SECURE; verdict <= LW_TRUST_INDETERMINATE; verdict++)
    for (int reason = LW_SEAL_CLOCK_SUSPECT; reason <= LW_SEAL_IN_ORDER; reason++)
      {
        g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, NOW);
        g_autoptr (LwServer) server = lw_server_new ("ns1.test.", NULL, "192.0.2.1", 53);
        const LwSealCause cause = { reason, LW_SEAL_EXPIRED, "ns1.test.", NOW, 43, 65535 };
        GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);

        g_ptr_array_add (facts, lw_seal_fact_new (server, LW_ROLE_PARENT, 43, "x", records));
        g_ptr_array_add (facts, lw_seal_fact_new (server, LW_ROLE_AUTHORITY, 48, NULL, NULL));
        lw_evidence_take_seal (evidence, lw_seal_new (verdict, "why", &cause, facts));
        assert_same_again (evidence);
      }
}

/* With every word of each member */
static void
test_round_trip_networks (void)
{
  for (guint i = 0; i <= LW_WAY_NONE; i++)
    {
      g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, NOW);
      g_autoptr (LwServer) server = lw_server_new ("a.root.", NULL, "192.0.2.1", 53);
      const LwAnswerFields answer = { .server = server,
                                      .owner = ".",
                                      .type = 6,
                                      .status = LW_ANSWER_TIMED_OUT,
                                      .asked_at = NOW };
      g_autoptr (GPtrArray) answers =
          g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
      const LwNetworkFields fields = {
        .connection = i,
        .port53 = i,
        .resolver = MIN (i, LW_PRESENCE_NO),
        .rewrites = i > 0 ? "192.0.2.99" : NULL,
        .seals = MIN (i, LW_PRESENCE_NO),
        .ipv6 = MIN (i, LW_PRESENCE_NO),
        .clock_source = MIN (i, LW_CLOCK_SEALS),
        .clock_offset = -100 * (gint64) i,
        .way = i,
        .answers = answers,
      };

      g_ptr_array_add (answers, lw_answer_new (&answer));
      lw_evidence_take_network (evidence, lw_network_new (&fields));
      assert_same_again (evidence);
    }
}

static LwEdited *
new_edited (const char *lines)
{
  g_autofree char *text = g_strconcat ("$ORIGIN " DOMAIN_NAME "\n", lines, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = lw_zone_parse (text, -1, DOMAIN_NAME, &error);

  g_assert_no_error (error);
  return lw_edited_new (zone);
}

/* A host may show the records of its servers, or not */
static void
test_round_trip_edited (void)
{
  static const char *const zones[] = {
    "",
    "@ 60 NS ns1.test.\n@ 60 NS ns2.test.\n",
    "@ 60 SOA ns1.test. h. 4294967295 1 1 1 1\n@ 60 NS ns1.test.\n",
    "@ 60 SOA . h. 0 1 1 1 1\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, NOW);
      g_autoptr (LwEdited) edited = new_edited (zones[i]);

      lw_evidence_set_edited (evidence, edited);
      assert_same_again (evidence);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (LwEvidence) evidence = new_everything ();
  g_autoptr (LwEvidence) empty = lw_evidence_new (DOMAIN_NAME, NOW);

  assert_same_again (evidence);
  assert_same_again (empty);
}

static void
test_raw (void)
{
  g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, NOW);
  g_autoptr (LwEvidence) again = NULL;
  g_autofree char *without = NULL;
  g_autofree char *text = NULL;
  GBytes *raw;

  lw_evidence_take_answer (evidence, new_answer (LW_ROLE_AUTHORITY, LW_ANSWER_GARBLED, TRUE));
  without = to_text (evidence, FALSE);
  g_assert_null (strstr (without, "\"raw\""));

  text = to_text (evidence, TRUE);
  again = from_text (text, NULL);
  raw = lw_answer_get (lw_evidence_get_answers (again)->pdata[0])->raw;
  g_assert_cmpmem (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), "\0\1\2\377", 4);
}

static void
test_raw_is_bounded (void)
{
  g_autoptr (LwServer) server = lw_server_new ("ns1.test.", NULL, NULL, 53);

  for (gsize length = LW_ANSWER_RAW_BYTES_MAX; length <= LW_ANSWER_RAW_BYTES_MAX + 1; length++)
    {
      g_autoptr (GBytes) raw = g_bytes_new_take (g_malloc0 (length), length);
      LwAnswerFields fields = { .server = server,
                                .owner = DOMAIN_NAME,
                                .type = 15,
                                .status = LW_ANSWER_GARBLED,
                                .raw = raw };
      g_autoptr (LwAnswer) answer = lw_answer_new (&fields);

      g_assert_cmpint (lw_answer_get (answer)->raw != NULL, ==, length <= LW_ANSWER_RAW_BYTES_MAX);
    }
}

#define HEAD "\"schema\":1,\"domain\":\"berg.example.\""
#define LISTS "\"answers\":[],\"mail_hosts\":[],\"smtp\":[]"
#define EVIDENCE(more) "{" HEAD "," more "," LISTS "}"
#define DELEGATION(body) EVIDENCE ("\"delegation\":{" body "}")
#define EDITED(more) EVIDENCE ("\"edited\":{\"zone\":\"a.\"," more "}")
#define ANSWERS(list) "{" HEAD ",\"answers\":" list ",\"mail_hosts\":[],\"smtp\":[]}"
#define LINK(word) "\"connection\":\"" word "\""
#define NETWORK(more)                                                            \
  LINK ("there")                                                                 \
  ",\"port53\":\"open\",\"resolver\":\"yes\",\"seals\":\"yes\",\"ipv6\":\"no\"," \
  "\"clock_source\":\"seals\",\"way\":\"plain\"," more
#define WHO "\"server\":\"ns1.test.\",\"role\":\"authority\",\"owner\":\"berg.example.\""
#define NONE WHO ",\"type\":\"MX\",\"status\":\"no-data\""
#define SET(type)                                         \
  "\"set\":{\"owner\":\"berg.example.\",\"type\":\"" type \
  "\",\"ttl\":300,\"values\":[\"10 mx.test.\"]}"
#define ANSWER(body) ANSWERS ("[{" body "}]")
#define MAIL_HOST(body) "{" HEAD ",\"answers\":[],\"mail_hosts\":[{" body "}],\"smtp\":[]}"
#define SMTP(body) "{" HEAD ",\"answers\":[],\"mail_hosts\":[],\"smtp\":[{" body "}]}"
#define GREETED "\"host\":\"mx.test.\",\"outcome\":\"greeted\""

typedef struct
{
  const char *name;
  const char *text;
  const char *member; /* (nullable): that the error names; NULL when it is read */
} HostileCase;

static const HostileCase hostile_cases[] = {
  /* nothing that is evidence at all */
  { "empty", "", "file" },
  { "html", "<html></html>", "file" },
  { "array", "[]", "file" },
  { "cut-off", "{" HEAD, "file" },
  { "two-objects", "{}{}", "file" },
  { "empty-object", "{}", "schema" },
  { "zero-byte", "{" HEAD ",\"note\":\"a\\u0000b\"," LISTS "}", "file" },
  { "long-number", EVIDENCE ("\"x\":1234567890123456789"), "file" },

  /* the head */
  { "schema-of-the-future", "{\"schema\":2,\"domain\":\"berg.example.\"," LISTS "}", "schema" },
  { "schema-as-text", "{\"schema\":\"1\",\"domain\":\"berg.example.\"," LISTS "}", "schema" },
  { "no-domain", "{\"schema\":1," LISTS "}", "domain" },
  { "domain-null", "{\"schema\":1,\"domain\":null," LISTS "}", "domain" },
  { "domain-number", "{\"schema\":1,\"domain\":7," LISTS "}", "domain" },
  { "domain-empty", "{\"schema\":1,\"domain\":\"\"," LISTS "}", "domain" },
  { "domain-two-dots", "{\"schema\":1,\"domain\":\"a..b.\"," LISTS "}", "domain" },
  { "started-number", EVIDENCE ("\"started_at\":1"), "started_at" },
  { "started-words", EVIDENCE ("\"started_at\":\"today\""), "started_at" },
  { "started-before-1970", EVIDENCE ("\"started_at\":\"1969-12-31T23:59:59Z\""), "started_at" },
  { "ended-list", EVIDENCE ("\"ended_at\":[]"), "ended_at" },
  { "offline-text", EVIDENCE ("\"offline\":\"yes\""), "offline" },
  { "no-lists", "{" HEAD "}", "answers" },
  { "no-smtp", "{" HEAD ",\"answers\":[],\"mail_hosts\":[]}", "smtp" },
  { "no-mail-hosts", "{" HEAD ",\"answers\":[],\"smtp\":[]}", "mail_hosts" },

  /* what the DNS host says of itself */
  { "connect-list", EVIDENCE ("\"domain_connect\":[]"), "domain_connect" },
  { "connect-null", EVIDENCE ("\"domain_connect\":null"), NULL },
  { "connect-empty", EVIDENCE ("\"domain_connect\":{}"), NULL },
  { "connect-text", EVIDENCE ("\"domain_connect\":{\"provider_id\":7}"), "provider_id" },
  { "connect-names", EVIDENCE ("\"domain_connect\":{\"name_servers\":[\"..\"]}"), "name_servers" },

  /* the zone that is edited */
  { "edited-list", EVIDENCE ("\"edited\":[]"), "edited" },
  { "edited-null", EVIDENCE ("\"edited\":null"), NULL },
  { "edited-empty", EVIDENCE ("\"edited\":{}"), "zone" },
  { "edited-zone", EVIDENCE ("\"edited\":{\"zone\":\"a..b\"}"), "zone" },
  { "edited-no-names", EVIDENCE ("\"edited\":{\"zone\":\"a.\"}"), NULL },
  { "edited-names-text", EDITED ("\"name_servers\":\"ns1.test.\""), "name_servers" },
  { "edited-names-bad", EDITED ("\"name_servers\":[\"a..b.\"]"), "name_servers" },
  { "edited-names-numbers", EDITED ("\"name_servers\":[7]"), "name_servers" },
  { "edited-primary", EDITED ("\"primary\":\"..\""), "primary" },
  { "edited-serial-negative", EDITED ("\"serial\":-1"), "serial" },
  { "edited-serial-large", EDITED ("\"serial\":4294967296"), "serial" },
  { "edited-serial-text", EDITED ("\"serial\":\"1\""), "serial" },

  /* the network here */
  { "network-list", EVIDENCE ("\"network\":[]"), "network" },
  { "network-null", EVIDENCE ("\"network\":null"), NULL },
  { "network-empty", EVIDENCE ("\"network\":{}"), "connection" },
  { "network-word", EVIDENCE ("\"network\":{" LINK ("fine") "}"), "connection" },
  { "network-address", EVIDENCE ("\"network\":{" NETWORK ("\"rewrites\":\"me\"") "}"), "rewrites" },
  { "network-clock", EVIDENCE ("\"network\":{" NETWORK ("\"clock_offset\":1e300") "}"),
    "clock_offset" },
  { "network-no-answers", EVIDENCE ("\"network\":{" NETWORK ("\"rewrites\":null") "}"), "answers" },
  { "network-answer", EVIDENCE ("\"network\":{" NETWORK ("\"answers\":[{}]") "}"), "server" },

  /* the safety seal */
  { "seal-list", EVIDENCE ("\"seal\":[]"), "seal" },
  { "seal-null", EVIDENCE ("\"seal\":null"), NULL },
  { "seal-empty", EVIDENCE ("\"seal\":{}"), "verdict" },
  { "seal-verdict", EVIDENCE ("\"seal\":{\"verdict\":\"good\"}"), "verdict" },
  { "seal-no-reason", EVIDENCE ("\"seal\":{\"verdict\":\"bogus\"}"), "reason" },
  { "seal-differs-who", EVIDENCE ("\"seal\":{\"verdict\":\"bogus\",\"reason\":\"server-differs\"}"),
    "server" },
  { "seal-key-tag",
    EVIDENCE ("\"seal\":{\"verdict\":\"bogus\",\"reason\":\"expired\",\"key_tag\":65536}"),
    "key_tag" },
  { "seal-no-facts", EVIDENCE ("\"seal\":{\"verdict\":\"bogus\",\"reason\":\"expired\"}"),
    "facts" },

  /* where the domain lies */
  { "delegation-list", EVIDENCE ("\"delegation\":[]"), "delegation" },
  { "delegation-empty", DELEGATION (""), "zone" },
  { "delegation-of-others",
    DELEGATION ("\"zone\":\"tal.example.\",\"parent_zone\":\"example.\",\"servers\":[]"), "zone" },
  { "parent-beside",
    DELEGATION ("\"zone\":\"berg.example.\",\"parent_zone\":\"com.\",\"servers\":[]"),
    "parent_zone" },
  { "no-servers", DELEGATION ("\"zone\":\"berg.example.\",\"parent_zone\":\"example.\""),
    "servers" },
  { "server-without-name",
    DELEGATION ("\"zone\":\"berg.example.\",\"parent_zone\":\"example.\",\"servers\":[{}]"),
    "name" },
  { "server-port",
    DELEGATION ("\"zone\":\"berg.example.\",\"parent_zone\":\"example.\",\"servers\":[{\"name\":"
                "\"a.\",\"port\":65536}]"),
    "port" },
  { "trouble-without-status", EVIDENCE ("\"delegation_trouble\":{}"), "status" },
  { "trouble-word", EVIDENCE ("\"delegation_trouble\":{\"status\":\"lost\"}"), "status" },

  /* answers */
  { "answers-object", ANSWERS ("{}"), "answers" },
  { "answers-of-numbers", ANSWERS ("[1,2]"), "answers" },
  { "answer-empty", ANSWERS ("[{}]"), "server" },
  { "answer-server-empty", ANSWER ("\"server\":\"\""), "server" },
  { "answer-address-name", ANSWER ("\"address\":\"ns1.test\"," NONE), "address" },
  { "answer-address-number", ANSWER ("\"address\":1," NONE), "address" },
  { "answer-port", ANSWER ("\"port\":-1," NONE), "port" },
  { "answer-no-role", ANSWER ("\"server\":\"a.\""), "role" },
  { "answer-role", ANSWER ("\"server\":\"a.\",\"role\":\"king\""), "role" },
  { "answer-role-case", ANSWER ("\"server\":\"a.\",\"role\":\"Authority\""), "role" },
  { "answer-no-owner", ANSWER ("\"server\":\"a.\",\"role\":\"parent\""), "owner" },
  { "answer-no-type", ANSWER (WHO), "type" },
  { "answer-type", ANSWER (WHO ",\"type\":\"MAIL\""), "type" },
  { "answer-no-status", ANSWER (WHO ",\"type\":\"MX\""), "status" },
  { "answer-status", ANSWER (WHO ",\"type\":\"MX\",\"status\":\"\""), "status" },
  { "set-missing", ANSWER (WHO ",\"type\":\"MX\",\"status\":\"set\""), "set" },
  { "set-beside-none", ANSWER (NONE "," SET ("MX")), "set" },
  { "set-of-another-type", ANSWER (WHO ",\"type\":\"A\",\"status\":\"set\"," SET ("MX")), "set" },
  { "set-empty",
    ANSWER (WHO ",\"type\":\"MX\",\"status\":\"set\",\"set\":{\"owner\":\"a.\",\"type\":\"MX\","
                "\"ttl\":1,\"values\":[]}"),
    "set" },
  { "set-value",
    ANSWER (WHO ",\"type\":\"MX\",\"status\":\"set\",\"set\":{\"owner\":\"a.\",\"type\":\"MX\","
                "\"ttl\":1,\"values\":[\"70000 mx.test.\"]}"),
    "preference" },
  { "answer-negative-ttl", ANSWER ("\"negative_ttl\":-1," NONE), "negative_ttl" },
  { "answer-serial", ANSWER ("\"serial\":4294967296," NONE), "serial" },
  { "answer-elapsed", ANSWER ("\"elapsed_ms\":1.5," NONE), "elapsed_ms" },
  { "answer-tcp", ANSWER ("\"over_tcp\":0," NONE), "over_tcp" },
  { "answer-via", ANSWER ("\"via\":\"pigeon\"," NONE), "via" },
  { "answer-via-case", ANSWER ("\"via\":\"UDP\"," NONE), "via" },
  { "answer-via-null", ANSWER ("\"via\":null," NONE), "via" },
  { "answer-via-number", ANSWER ("\"via\":1," NONE), "via" },
  { "answer-alias", ANSWER ("\"alias\":\"a b..\"," NONE), "alias" },
  { "raw-no-base64", ANSWER ("\"raw\":\"%%%%\"," NONE), "raw" },
  { "raw-cut", ANSWER ("\"raw\":\"QUJDR\"," NONE), "raw" },
  { "raw-padding", ANSWER ("\"raw\":\"Q===\"," NONE), "raw" },
  { "raw-empty", ANSWER ("\"raw\":\"\"," NONE), "raw" },

  /* mail servers */
  { "host-empty", MAIL_HOST (""), "host" },
  { "host-no-status", MAIL_HOST ("\"host\":\"mx.test.\",\"addresses\":[]"), "status" },
  { "host-addresses-text",
    MAIL_HOST ("\"host\":\"mx.test.\",\"addresses\":\"192.0.2.1\",\"status\":\"set\""),
    "addresses" },
  { "host-address-name",
    MAIL_HOST ("\"host\":\"mx.test.\",\"addresses\":[\"mx.test\"],\"status\":\"set\""),
    "addresses" },
  { "host-answers",
    MAIL_HOST ("\"host\":\"mx.test.\",\"addresses\":[],\"status\":\"set\",\"answers\":[{}]"),
    "server" },
  { "smtp-empty", SMTP (""), "outcome" },
  { "smtp-no-host", SMTP ("\"outcome\":\"greeted\""), "host" },
  { "smtp-outcome", SMTP ("\"host\":\"mx.test.\",\"outcome\":\"won\""), "outcome" },
  { "smtp-preference", SMTP ("\"preference\":70000," GREETED), "preference" },
  { "smtp-code", SMTP ("\"reply_code\":1000," GREETED), "reply_code" },
  { "smtp-tls-text", SMTP ("\"tls\":\"proven\"," GREETED), "tls" },
  { "smtp-tls-state", SMTP ("\"tls\":{}," GREETED), "state" },
  { "smtp-not-after",
    SMTP ("\"tls\":{\"state\":\"proven\",\"not_after\":\"10000-01-01T00:00:00Z\"}," GREETED),
    "not_after" },
  { "smtp-transcript", SMTP ("\"transcript\":[]," GREETED), "transcript" },

  /* what a later version may write is read */
  { "least", EVIDENCE ("\"later\":{\"a\":[1,{}]}"), NULL },
  { "least-answer", ANSWER ("\"later\":true," NONE), NULL },
  { "nulls", ANSWER ("\"raw\":null,\"set\":null,\"asked_at\":null,\"alias\":null," NONE), NULL },
  { "least-host", MAIL_HOST ("\"later\":1,\"host\":\"mx.test.\",\"status\":\"lame\""), NULL },
  { "least-smtp", SMTP ("\"later\":1," GREETED), NULL },
};

static void
test_hostile (gconstpointer data)
{
  const HostileCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwEvidence) evidence = from_text (c->text, &error);

  if (c->member != NULL)
    {
      g_assert_null (evidence);
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
      g_assert_cmpstr (lw_error_get_field (error), ==, c->member);
      return;
    }

  g_assert_no_error (error);
  assert_same_again (evidence);
}

static char *
repeat (const char *text, guint times)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "," : "", text);

  return g_string_free (joined, FALSE);
}

/* @format has one %s, for @times times @row */
static void
assert_too_many (const char *format, const char *row, guint times, const char *member)
{
  g_autofree char *rows = repeat (row, times);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *text = g_strjoinv (rows, parts);
  g_autoptr (GError) error = NULL;

  g_assert_null (from_text (text, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpstr (lw_error_get_field (error), ==, member);
}

static void
test_lists_are_bounded (void)
{
  assert_too_many (ANSWERS ("[%s]"), "{" NONE "}", 4097, "answers");
  assert_too_many ("{" HEAD ",\"answers\":[],\"mail_hosts\":[%s],\"smtp\":[]}",
                   "{\"host\":\"mx.test.\",\"status\":\"set\"}", 1025, "mail_hosts");
  assert_too_many ("{" HEAD ",\"answers\":[],\"mail_hosts\":[],\"smtp\":[%s]}", "{" GREETED "}",
                   4097, "smtp");
  assert_too_many (DELEGATION ("\"zone\":\".\",\"parent_zone\":\".\",\"servers\":[%s]"),
                   "{\"name\":\"a.\"}", 1025, "servers");
  assert_too_many (MAIL_HOST ("\"host\":\"mx.test.\",\"status\":\"set\",\"addresses\":[%s]"),
                   "\"192.0.2.1\"", 257, "addresses");
  assert_too_many (
      MAIL_HOST ("\"host\":\"mx.test.\",\"status\":\"set\",\"addresses\":[],\"answers\":[%s]"),
      "{" NONE "}", 65, "answers");
}

static void
test_raw_text_is_bounded (void)
{
  g_autofree char *zeros = g_strnfill (87384, 'A'); /* 65538 octets */
  g_autofree char *text =
      g_strconcat ("{" HEAD ",\"mail_hosts\":[],\"smtp\":[],\"answers\":[{\"raw\":\"", zeros,
                   "\"," NONE "}]}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (from_text (text, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "raw");
}

/* A file of somebody else must not steer the terminal, nor make one name look like another. */
static void
test_texts_are_cleaned (void)
{
  g_autoptr (LwEvidence) evidence = from_text (
      "{" HEAD ",\"answers\":[{\"note\":\"a\\u001b[31mb\\nc\\u202ed\"," NONE
      "}],\"mail_hosts\":[],\"smtp\":[{\"transcript\":\"S: a\\u001bb\\nC: c\"," GREETED "}]}",
      NULL);

  g_assert_cmpstr (lw_answer_get (lw_evidence_get_answers (evidence)->pdata[0])->note, ==,
                   "a\uFFFD[31mb\uFFFDc\uFFFDd");
  g_assert_cmpstr (lw_smtp_facts_get (lw_evidence_get_smtp_facts (evidence)->pdata[0])->transcript,
                   ==, "S: a\uFFFDb\nC: c");
  assert_same_again (evidence);
}

/* Whatever byte is missing or another one, it is read or refused, and never half read. */
static void
test_damaged (void)
{
  g_autoptr (LwEvidence) evidence = lw_evidence_new (DOMAIN_NAME, NOW);
  g_autofree char *text = NULL;

  lw_evidence_take_answer (evidence, new_answer (LW_ROLE_AUTHORITY, LW_ANSWER_SET, TRUE));
  add_mail_host (evidence, LW_ANSWER_NO_DATA);
  lw_evidence_take_smtp_facts (evidence, new_facts (LW_SMTP_GREETED, LW_TLS_PROVEN, TRUE));
  add_delegation (evidence);
  text = to_text (evidence, TRUE);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwEvidence) read = NULL;
      char kept = text[i];

      text[i] = "7\"}x"[i % 4];
      read = from_text (text, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      text[i] = kept;
    }
}

/* What earlier versions wrote */
static void
test_ways_of_old (void)
{
  static const LwVia ways[] = { LW_VIA_UDP, LW_VIA_TCP };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
          g_strdup_printf (ANSWER ("\"over_tcp\":%s," NONE), i == 1 ? "true" : "false");
      g_autoptr (LwEvidence) read = from_text (text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (lw_answer_get (g_ptr_array_index (lw_evidence_get_answers (read), 0))->via,
                       ==, ways[i]);
    }
}

static void
test_no_object (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_evidence_from_json (NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/evidence-json/round-trip", test_round_trip);
  g_test_add_func ("/evidence-json/round-trip-seals", test_round_trip_seals);
  g_test_add_func ("/evidence-json/round-trip-networks", test_round_trip_networks);
  g_test_add_func ("/evidence-json/round-trip-edited", test_round_trip_edited);
  g_test_add_func ("/evidence-json/raw", test_raw);
  g_test_add_func ("/evidence-json/raw-is-bounded", test_raw_is_bounded);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence-json/hostile/", hostile_cases[i].name, NULL);

      g_test_add_data_func (path, &hostile_cases[i], test_hostile);
    }
  g_test_add_func ("/evidence-json/lists-are-bounded", test_lists_are_bounded);
  g_test_add_func ("/evidence-json/raw-text-is-bounded", test_raw_text_is_bounded);
  g_test_add_func ("/evidence-json/texts-are-cleaned", test_texts_are_cleaned);
  g_test_add_func ("/evidence-json/damaged", test_damaged);
  g_test_add_func ("/evidence-json/ways-of-old", test_ways_of_old);
  g_test_add_func ("/evidence-json/no-object", test_no_object);

  return g_test_run ();
}
