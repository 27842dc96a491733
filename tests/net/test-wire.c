/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-wire.h"

#include "lw-error.h"
#include "lw-rr-type.h"
#include "lw-test-bytes.h"

#include <string.h>

/* Question: a.test. MX */
#define HEADER "1234 8400 0001 0001 0000 0000 "
#define QUESTION "0161 0474657374 00 000f 0001 "
#define FRAME HEADER QUESTION

typedef struct
{
  const char *name;
  const char *hex; /* spaces are for the reader */
} HostileCase;

static const HostileCase hostile_cases[] = {
  { "empty", "" },
  { "one-byte", "12" },
  { "header-cut", "1234 8400 0001 0000 0000 00" },
  { "question-missing", HEADER },
  { "question-cut", "1234 8400 0001 0000 0000 0000 0161 0474" },
  { "two-questions", "1234 8400 0002 0000 0000 0000 00 0001 0001 00 0001 0001" },
  { "answer-missing", FRAME },
  { "answer-counted-twice",
    "1234 8400 0001 0002 0000 0000" QUESTION "c00c 000f 0001 0000012c 0004 000a c00c" },
  { "65535-answers", "1234 8400 0001 ffff 0000 0000" QUESTION },
  { "trailing-byte", FRAME "c00c 000f 0001 0000012c 0004 000a c00c 00" },
  { "owner-cut", FRAME "c0" },
  { "owner-points-to-itself", FRAME "c018 000f 0001 0000012c 0004 000a c00c" },
  { "owner-points-forward", FRAME "c01a 000f 0001 0000012c 0004 000a c00c" },
  { "owner-points-beyond", FRAME "ffff 000f 0001 0000012c 0004 000a c00c" },
  { "owner-points-into-header-loop", FRAME "c000 000f 0001 0000012c 0004 000a c00c" },
  { "owner-label-of-64", FRAME "40 000f 0001 0000012c 0004 000a c00c" },
  { "owner-label-extended", FRAME "80 61 00 000f 0001 0000012c 0004 000a c00c" },
  { "fixed-part-cut", FRAME "c00c 000f 0001 0000" },
  { "rdata-cut", FRAME "c00c 000f 0001 0000012c 0010 000a" },
  { "rdlength-0", FRAME "c00c 000f 0001 0000012c 0000" },
  { "rdlength-0-a", FRAME "c00c 0001 0001 0000012c 0000" },
  { "rdlength-0-soa", FRAME "c00c 0006 0001 0000012c 0000" },
  { "mx-preference-only", FRAME "c00c 000f 0001 0000012c 0002 000a" },
  { "mx-one-byte", FRAME "c00c 000f 0001 0000012c 0001 00" },
  { "mx-name-loop", FRAME "c00c 000f 0001 0000012c 0004 000a c026" },
  { "mx-name-forward", FRAME "c00c 000f 0001 0000012c 0005 000a c028 00" },
  { "mx-name-runs-out", FRAME "c00c 000f 0001 0000012c 0005 000a 03 6162" },
  { "mx-too-long-for-its-fields", FRAME "c00c 000f 0001 0000012c 0006 000a c00c 0000" },
  { "mx-longer-than-rdlength", FRAME "c00c 000f 0001 0000012c 0003 000a c00c" },
  { "a-of-3-bytes", FRAME "c00c 0001 0001 0000012c 0003 7f0000" },
  { "a-of-5-bytes", FRAME "c00c 0001 0001 0000012c 0005 7f00000100" },
  { "aaaa-of-4-bytes", FRAME "c00c 001c 0001 0000012c 0004 7f000001" },
  { "soa-without-numbers", FRAME "c00c 0006 0001 0000012c 0004 c00c c00c" },
  { "soa-numbers-cut", FRAME "c00c 0006 0001 0000012c 0008 c00c c00c 00000001" },
  { "txt-string-runs-out", FRAME "c00c 0010 0001 0000012c 0003 05 6162" },
  { "srv-cut", FRAME "c00c 0021 0001 0000012c 0004 0001 0002" },
  { "class-chaos", FRAME "c00c 000f 0003 0000012c 0004 000a c00c" },
  { "class-any", FRAME "c00c 000f 00ff 0000012c 0004 000a c00c" },
  { "type-any", FRAME "c00c 00ff 0001 0000012c 0004 000a c00c" },
  { "type-0", FRAME "c00c 0000 0001 0000012c 0004 000a c00c" },
  { "opt-in-answer", FRAME "00 0029 04d0 00000000 0000" },
  { "two-opts", "1234 8400 0001 0000 0000 0002" QUESTION
                "00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000" },
  { "two-tsigs", "1234 8400 0001 0000 0000 0002" QUESTION "00 00fa 00ff 00000000 0000"
                 "00 00fa 00ff 00000000 0000" },
  { "tsig-in-answer", FRAME "00 00fa 00ff 00000000 0000" },
  { "record-after-tsig", "1234 8400 0001 0000 0000 0002" QUESTION
                         "00 00fa 00ff 00000000 0000 c00c 0001 0001 0000012c 0004 7f000001" },
  { "good-then-broken", "1234 8400 0001 0002 0000 0000" QUESTION
                        "c00c 000f 0001 0000012c 0004 000a c00c c00c 000f 0001 0000012c 0000" },
  { "html", "3c21444f4354595045 2068746d6c3e3c68746d6c3e" },
};

static void
test_hostile (gconstpointer data)
{
  const HostileCase *c = data;
  g_autoptr (GBytes) reply = lw_test_bytes (c->hex);
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_wire_parse (reply, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
}

typedef struct
{
  const char *name;
  const char *hex;
  const char *sets; /* "section owner ttl type value, value; …" */
} ParseCase;

static const ParseCase parse_cases[] = {
  { "no-records", "1234 8400 0001 0000 0000 0000" QUESTION, "" },
  { "no-question", "1234 8401 0000 0000 0000 0000", "" },
  { "one-mx", FRAME "c00c 000f 0001 0000012c 0004 000a c00c", "0 a.test. 300 15 10 a.test." },
  { "null-mx", FRAME "c00c 000f 0001 0000012c 0003 0000 00", "0 a.test. 300 15 0 ." },
  { "set-with-lowest-ttl",
    "1234 8400 0001 0002 0000 0000" QUESTION "c00c 000f 0001 0000012c 0004 0014 c00c"
    "c00c 000f 0001 0000003c 0007 000a 026d78 c00c",
    "0 a.test. 60 15 10 mx.a.test., 20 a.test." },
  { "ttl-with-highest-bit", FRAME "c00c 000f 0001 80000001 0004 000a c00c",
    "0 a.test. 0 15 10 a.test." },
  { "capitals", FRAME "0141 0454455354 00 000f 0001 0000012c 0007 000a 024d58 c00e",
    "0 a.test. 300 15 10 mx.test." },
  { "same-record-twice",
    "1234 8400 0001 0002 0000 0000" QUESTION
    "c00c 000f 0001 0000012c 0004 000a c00c c00c 000f 0001 0000012c 0004 000a c00c",
    "0 a.test. 300 15 10 a.test." },
  { "txt", FRAME "c00c 0010 0001 0000003c 0007 03 61 22 62 02 633b",
    "0 a.test. 60 16 \"a\\\"b\" \"c;\"" },
  { "unknown-type", FRAME "c00c fff0 0001 0000003c 0002 c00c", "0 a.test. 60 65520 \\# 2 c00c" },
  { "odd-owner", FRAME "05 612e62205c 00 0001 0001 0000003c 0004 7f000001",
    "0 a\\.b\\032\\\\. 60 1 127.0.0.1" },
  { "referral",
    "1234 8000 0001 0000 0001 0001" QUESTION "c00e 0002 0001 0000003c 0005 026e73 c00e"
    "c024 0001 0001 0000003c 0004 7f000001",
    "1 test. 60 2 ns.test.; 2 ns.test. 60 1 127.0.0.1" },
  { "opt-is-no-record", "1234 8400 0001 0000 0000 0001" QUESTION "00 0029 04d0 00000000 0000", "" },
  { "update-echo", "1234 a805 0001 0001 0001 0000" QUESTION "c00c 000f 00ff 00000000 0000", "" },
};

static void
append_sets (GString *text, LwMessage *message, LwSection section)
{
  GPtrArray *sets = lw_message_get_sets (message, section);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      g_autofree char *values = g_strjoinv (", ", (char **) lw_record_set_get_values (set));

      g_string_append_printf (text, "%s%d %s %u %u %s", text->len > 0 ? "; " : "", section,
                              lw_record_set_get_owner (set), lw_record_set_get_ttl (set),
                              lw_record_set_get_rr_type (set), values);
    }
}

static void
test_parse (gconstpointer data)
{
  const ParseCase *c = data;
  g_autoptr (GBytes) reply = lw_test_bytes (c->hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMessage) message = lw_wire_parse (reply, &error);
  g_autoptr (GString) sets = g_string_new (NULL);

  g_assert_no_error (error);
  append_sets (sets, message, LW_SECTION_ANSWER);
  append_sets (sets, message, LW_SECTION_AUTHORITY);
  append_sets (sets, message, LW_SECTION_ADDITIONAL);
  g_assert_cmpstr (sets->str, ==, c->sets);
}

static void
test_flags (void)
{
  g_autoptr (GBytes) bytes =
      lw_test_bytes ("1234 86a7 0001 0000 0000 0001" QUESTION "00 0029 04d0 01000000 0000");
  g_autoptr (LwMessage) message = lw_wire_parse (bytes, NULL);

  g_assert_nonnull (message);
  g_assert_true (lw_message_get_aa (message));
  g_assert_true (lw_message_get_tc (message));
  g_assert_true (lw_message_get_ra (message));
  g_assert_true (lw_message_get_ad (message));
  g_assert_cmpuint (lw_message_get_rcode (message), ==, 23); /* 7 and the upper bits of OPT */
  g_assert_cmpuint (lw_message_get_size (message), ==, g_bytes_get_size (bytes));
  g_assert_null (lw_message_find (message, LW_SECTION_ANSWER, "a.test.", LW_RR_TYPE_MX));
}

static void
append_txt (GByteArray *message, guint n_strings)
{
  const guint8 fixed[] = { 0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 60 };
  guint8 length[] = { n_strings * 2 >> 8 & 0xff, n_strings * 2 & 0xff };

  g_byte_array_append (message, fixed, sizeof fixed);
  g_byte_array_append (message, length, sizeof length);
  for (guint i = 0; i < n_strings; i++)
    g_byte_array_append (message, (const guint8 *) "\1x", 2);
}

/* 16,000 strings in one record would cost 200 MiB. */
static void
test_many_strings (void)
{
  const guint counts[] = { 1024, 1025, 16000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GBytes) frame = lw_test_bytes (FRAME);
      GByteArray *array = g_bytes_unref_to_array (g_steal_pointer (&frame));
      g_autoptr (GBytes) reply = NULL;
      g_autoptr (LwMessage) message = NULL;

      append_txt (array, counts[i]);
      reply = g_byte_array_free_to_bytes (array);
      message = lw_wire_parse (reply, NULL);
      g_assert_cmpint (message != NULL, ==, i == 0);
    }
}

/* As many pointers as fit, each to the one before, and an MX that names the last of them: nobody
 * follows them all. */
static void
test_long_chain (void)
{
  const guint n_pointers = 8000;
  g_autoptr (GBytes) frame =
      lw_test_bytes ("1234 8400 0001 0002 0000 0000" QUESTION "00 fff0 0001 00000000 3e80");
  g_autoptr (GBytes) last = lw_test_bytes ("00 000f 0001 00000000 0004 000a");
  GByteArray *array = g_bytes_unref_to_array (g_steal_pointer (&frame));
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (LwMessage) message = NULL;
  guint target = 12; /* a.test. */

  for (guint i = 0; i <= n_pointers; i++)
    {
      guint8 pointer[] = { 0xc0 | target >> 8, target & 0xff };

      if (i == n_pointers)
        g_byte_array_append (array, g_bytes_get_data (last, NULL), g_bytes_get_size (last));
      target = array->len;
      g_byte_array_append (array, pointer, sizeof pointer);
    }

  reply = g_byte_array_free_to_bytes (array);
  message = lw_wire_parse (reply, NULL);
  g_assert_null (message);
}

static void
test_size_limit (void)
{
  guint8 *bytes = g_malloc0 (70000);
  g_autoptr (GBytes) reply = g_bytes_new_take (bytes, 70000);
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_wire_parse (reply, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
}

typedef struct
{
  const char *name;
  const char *query;
  const char *reply;
  gboolean accepted;
} AnswersCase;

#define QUERY "1234 0000 0001 0000 0000 0000" QUESTION
#define UPDATE "1234 2800 0001 0000 0000 0000" QUESTION

static const AnswersCase answers_cases[] = {
  { "plain", QUERY, "1234 8400 0001 0000 0000 0000" QUESTION, TRUE },
  { "truncated", QUERY, "1234 8600 0001 0000 0000 0000" QUESTION, TRUE },
  { "any-rcode", QUERY, "1234 8403 0001 0000 0000 0000" QUESTION, TRUE },
  { "capitals", QUERY, "1234 8400 0001 0000 0000 0000 0141 0454455354 00 000f 0001", TRUE },
  { "more-behind", QUERY, "1234 8400 0001 0001 0000 0000" QUESTION "00", TRUE },
  { "update", UPDATE, "1234 a800 0001 0000 0000 0000" QUESTION, TRUE },
  { "formerr-without-question", QUERY, "1234 8001 0000 0000 0000 0000", TRUE },
  { "notimp-without-question", QUERY, "1234 8004 0000 0000 0000 0000", TRUE },
  { "other-id", QUERY, "1235 8400 0001 0000 0000 0000" QUESTION, FALSE },
  { "own-question-back", QUERY, QUERY, FALSE },
  { "other-opcode", QUERY, "1234 a800 0001 0000 0000 0000" QUESTION, FALSE },
  { "answer-to-update-as-query", UPDATE, "1234 8400 0001 0000 0000 0000" QUESTION, FALSE },
  { "no-question", QUERY, "1234 8400 0000 0000 0000 0000", FALSE },
  { "nxdomain-without-question", QUERY, "1234 8403 0000 0000 0000 0000", FALSE },
  { "two-questions", QUERY, "1234 8400 0002 0000 0000 0000" QUESTION QUESTION, FALSE },
  { "other-name", QUERY, "1234 8400 0001 0000 0000 0000 0162 0474657374 00 000f 0001", FALSE },
  { "other-type", QUERY, "1234 8400 0001 0000 0000 0000 0161 0474657374 00 0001 0001", FALSE },
  { "other-class", QUERY, "1234 8400 0001 0000 0000 0000 0161 0474657374 00 000f 0003", FALSE },
  { "shorter-name", QUERY, "1234 8400 0001 0000 0000 0000 0161 00 000f 0001", FALSE },
  { "empty", QUERY, "", FALSE },
  { "id-only", QUERY, "1234", FALSE },
  { "header-only", QUERY, "1234 8400 0001 0000 0000 0000", FALSE },
  { "question-cut", QUERY, "1234 8400 0001 0000 0000 0000 0161 0474657374 00 000f 00", FALSE },
};

static void
test_answers (gconstpointer data)
{
  const AnswersCase *c = data;
  g_autoptr (GBytes) query = lw_test_bytes (c->query);
  g_autoptr (GBytes) reply = lw_test_bytes (c->reply);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (reply, &size);

  g_assert_cmpint (lw_wire_answers (query, bytes, size), ==, c->accepted);
}

static void
test_continues (void)
{
  g_autoptr (GBytes) query = lw_test_bytes (QUERY);
  g_autoptr (GBytes) first = lw_test_bytes ("1234 8400 0001 0000 0000 0000" QUESTION);
  g_autoptr (GBytes) next = lw_test_bytes ("1234 8400 0000 0000 0000 0000");
  g_autoptr (GBytes) stray = lw_test_bytes ("1235 8400 0000 0000 0000 0000");

  g_assert_true (lw_wire_continues (query, first));
  g_assert_true (lw_wire_continues (query, next));
  g_assert_false (lw_wire_continues (query, stray));
}

typedef struct
{
  const char *name;
  const char *owner;
  guint16 type;
  LwQueryFlags flags;
  const char *hex; /* (nullable) after the ID */
} BuildCase;

static const BuildCase build_cases[] = {
  { "authority", "a.test.", 15, LW_QUERY_NONE,
    "0000 0001 0000 0000 0001 01610474657374 00 000f0001 00 0029 04d0 00000000 0000" },
  { "resolver", "a.test.", 15, LW_QUERY_RECURSE | LW_QUERY_DNSSEC | LW_QUERY_CHECKING_OFF,
    "0110 0001 0000 0000 0001 01610474657374 00 000f0001 00 0029 04d0 00008000 0000" },
  { "no-edns", "a.test.", 15, LW_QUERY_NO_EDNS,
    "0000 0001 0000 0000 0000 01610474657374 00 000f0001" },
  { "capitals", "A.TEST", 15, LW_QUERY_NO_EDNS,
    "0000 0001 0000 0000 0000 01610474657374 00 000f0001" },
  { "root", ".", 2, LW_QUERY_NO_EDNS, "0000 0001 0000 0000 0000 00 00020001" },
  { "escapes", "a\\.b\\032.", 1, LW_QUERY_NO_EDNS,
    "0000 0001 0000 0000 0000 04612e6220 00 00010001" },
  { "empty", "", 1, LW_QUERY_NONE, NULL },
  { "empty-label", "a..test.", 1, LW_QUERY_NONE, NULL },
  { "begins-with-a-dot", ".a.test.", 1, LW_QUERY_NONE, NULL },
  { "umlaut", "bücher.test.", 1, LW_QUERY_NONE, NULL },
  { "space", "a b.test.", 1, LW_QUERY_NONE, NULL },
  { "line-break", "a\nb.test.", 1, LW_QUERY_NONE, NULL },
  { "escape-cut", "a\\", 1, LW_QUERY_NONE, NULL },
  { "escape-cut-number", "a\\03", 1, LW_QUERY_NONE, NULL },
  { "escape-beyond", "a\\256.", 1, LW_QUERY_NONE, NULL },
  { "label-of-64", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test.", 1,
    LW_QUERY_NONE, NULL },
  { "name-of-257",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
    1, LW_QUERY_NONE, NULL },
};

static void
test_build (gconstpointer data)
{
  const BuildCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) query = lw_wire_build_query (c->owner, c->type, c->flags, &error);
  g_autoptr (GBytes) wanted = lw_test_bytes (c->hex != NULL ? c->hex : "");
  g_autofree char *wanted_hex = lw_test_hex (wanted);
  g_autofree char *hex = NULL;

  if (c->hex == NULL)
    {
      g_assert_null (query);
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, "domain");
      return;
    }

  g_assert_no_error (error);
  hex = lw_test_hex (query);
  g_assert_cmpstr (hex + 4, ==, wanted_hex);
}

typedef struct
{
  const char *name;
  const char *owner;
  guint16 type;
  guint32 ttl;
  const char *old_values; /* (nullable): separated by | */
  const char *new_values; /* (nullable) */
  const char *hex;        /* from the counts of prerequisites and updates on */
} UpdateCase;

#define ZONE "0000 0474657374 00 0006 0001"

static const UpdateCase update_cases[] = {
  { "alter", "a.test.", 15, 300, "10 x.test.", "20 y.test.",
    "0001 0002" ZONE "0161047465737400 000f 0001 00000000 000a 000a 0178047465737400"
    "0161047465737400 000f 00ff 00000000 0000"
    "0161047465737400 000f 0001 0000012c 000a 0014 0179047465737400" },
  { "add", "a.test.", 16, 60, NULL, "\"a\\\"b\" \"c;\"",
    "0001 0001" ZONE "0161047465737400 0010 00fe 00000000 0000"
    "0161047465737400 0010 0001 0000003c 0007 03 612262 02 633b" },
  { "remove", "a.test.", 1, 60, "127.0.0.1|127.0.0.2", NULL,
    "0002 0001" ZONE "0161047465737400 0001 0001 00000000 0004 7f000001"
    "0161047465737400 0001 0001 00000000 0004 7f000002"
    "0161047465737400 0001 00ff 00000000 0000" },
  { "unknown-type", "a.test.", 65520, 60, NULL, "\\# 2 c00c",
    "0001 0001" ZONE "0161047465737400 fff0 00fe 00000000 0000"
    "0161047465737400 fff0 0001 0000003c 0002 c00c" },
  /* The server would skip the removal of the whole set; and the last one may not go. */
  { "apex-ns", "test.", 2, 60, "a.test.|b.test.", "b.test.|c.test.",
    "0002 0003" ZONE "047465737400 0002 0001 00000000 0008 0161047465737400"
    "047465737400 0002 0001 00000000 0008 0162047465737400"
    "047465737400 0002 0001 0000003c 0008 0162047465737400"
    "047465737400 0002 0001 0000003c 0008 0163047465737400"
    "047465737400 0002 00fe 00000000 0008 0161047465737400" },
};

static LwRecordSet *
create_set (const char *owner, guint16 type, guint32 ttl, const char *values)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) split = NULL;
  LwRecordSet *set;

  if (values == NULL)
    return NULL;

  split = g_strsplit (values, "|", -1);
  set = lw_record_set_new (owner, type, ttl, (const char *const *) split, &error);
  g_assert_no_error (error);

  return set;
}

static void
take_change (GPtrArray *changes, LwRecordSet *old_set, LwRecordSet *new_set)
{
  g_ptr_array_add (changes, lw_change_new (old_set, new_set));
  g_clear_pointer (&old_set, lw_record_set_unref);
  g_clear_pointer (&new_set, lw_record_set_unref);
}

static void
test_update (gconstpointer data)
{
  const UpdateCase *c = data;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) update = NULL;
  g_autoptr (GBytes) wanted = lw_test_bytes (c->hex);
  g_autofree char *wanted_hex = lw_test_hex (wanted);
  g_autofree char *hex = NULL;

  take_change (changes, create_set (c->owner, c->type, c->ttl, c->old_values),
               create_set (c->owner, c->type, c->ttl, c->new_values));
  update = lw_wire_build_update ("test.", changes, &error);
  g_assert_no_error (error);
  hex = lw_test_hex (update);
  g_assert_true (g_str_has_prefix (hex + 4, "28000001")); /* opcode, RD clear, one zone */
  g_assert_cmpstr (hex + 12, ==, wanted_hex);
}

/* A CNAME that comes before the removal of what it replaces would be dropped by the server. */
static void
test_update_removes_first (void)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  g_autoptr (GBytes) update = NULL;
  g_autofree char *hex = NULL;
  const char *removal = "0161047465737400000100ff";
  const char *addition = "01610474657374000005000100";

  take_change (changes, NULL, create_set ("a.test.", 5, 60, "b.test."));
  take_change (changes, create_set ("a.test.", 1, 60, "127.0.0.1"), NULL);
  update = lw_wire_build_update ("test.", changes, NULL);
  hex = lw_test_hex (update);
  g_assert_nonnull (strstr (hex, removal));
  g_assert_nonnull (strstr (hex, addition));
  g_assert_true (strstr (hex, removal) < strstr (hex, addition));
}

static void
test_update_too_large (void)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  g_autofree char *text = g_strnfill (250, 'x');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *owner = g_strdup_printf ("a%u.test.", i);

      take_change (changes, NULL, create_set (owner, 16, 60, text));
    }

  g_assert_null (lw_wire_build_update ("test.", changes, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_UNSUPPORTED);
}

static void
test_probe (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) probe = lw_wire_build_probe ("test.", &error);
  g_autoptr (GBytes) wanted = lw_test_bytes ("28000001 00010000 0000 047465737400 0006 0001"
                                             "047465737400 0006 00ff 00000000 0000");
  g_autofree char *hex = NULL;
  g_autofree char *wanted_hex = lw_test_hex (wanted);

  g_assert_no_error (error);
  hex = lw_test_hex (probe);
  g_assert_cmpstr (hex + 4, ==, wanted_hex);
  g_assert_null (lw_wire_build_probe ("a..b", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
}

static void
test_rcode (void)
{
  const struct
  {
    guint rcode;
    const char *text;
  } cases[] = {
    { 0, "NOERROR" },    { 8, "NXRRSET" },  { 9, "NOTAUTH" },    { 16, "BADVERS" },
    { 11, "DSOTYPENI" }, { 12, "RCODE12" }, { 23, "BADCOOKIE" }, { 4095, "RCODE4095" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lw_rcode_to_string (cases[i].rcode);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

#define ADD_CASES(cases, prefix, func)                                   \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                       \
    {                                                                    \
      g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL); \
                                                                         \
      g_test_add_data_func (path, &cases[i], func);                      \
    }

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (hostile_cases, "/wire/hostile/", test_hostile);
  ADD_CASES (parse_cases, "/wire/parse/", test_parse);
  ADD_CASES (answers_cases, "/wire/answers/", test_answers);
  ADD_CASES (build_cases, "/wire/build/", test_build);
  ADD_CASES (update_cases, "/wire/update/", test_update);
  g_test_add_func ("/wire/flags", test_flags);
  g_test_add_func ("/wire/many-strings", test_many_strings);
  g_test_add_func ("/wire/long-chain", test_long_chain);
  g_test_add_func ("/wire/size-limit", test_size_limit);
  g_test_add_func ("/wire/continues", test_continues);
  g_test_add_func ("/wire/update/removes-first", test_update_removes_first);
  g_test_add_func ("/wire/update/too-large", test_update_too_large);
  g_test_add_func ("/wire/probe", test_probe);
  g_test_add_func ("/wire/rcode", test_rcode);

  return g_test_run ();
}
