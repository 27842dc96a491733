/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <locale.h>
#include <string.h>

#define DOMAIN "xn--bcher-kva.example."
#define HEAD "$ORIGIN xn--bcher-kva.example.\n$TTL 300\n"
#define NOW 1767009600 /* 2025-12-29 12:00 UTC */

static LwPlan *
plan_of (const char *live_lines, const char *wanted_lines)
{
  g_autofree char *live_text = g_strconcat (HEAD, live_lines, NULL);
  g_autofree char *wanted_text = g_strconcat (HEAD, wanted_lines, NULL);
  g_autoptr (LwZone) live = lw_zone_parse (live_text, -1, DOMAIN, NULL);
  g_autoptr (LwZone) wanted = lw_zone_parse (wanted_text, -1, DOMAIN, NULL);

  g_assert_nonnull (live);
  g_assert_nonnull (wanted);

  return lw_plan_new (DOMAIN, live, wanted);
}

typedef struct
{
  const char *name;
  const char *live;
  const char *wanted;
  const char *words;
} WordsCase;

static const WordsCase words_cases[] = {
  { "nothing", "@ MX 10 a.test.", "@ MX 10 a.test.", "Nothing changes." },
  { "first", "@ 600 SOA a b 1 2 3 4 120", "@ MX 20 b.test.\n@ MX 10 a.test.",
    "Mail for bücher.example goes to a.test, b.test. Until now no mail server was named. "
    "Senders learn it by 13:02." },
  { "first-unknown-negative", "", "@ MX 10 a.test.",
    "Mail for bücher.example goes to a.test. Until now no mail server was named. "
    "Senders learn it by 14:00." },
  { "replaced", "@ 3600 MX 10 mx.old.test.", "@ MX 10 mx1.new.test.",
    "Mail for bücher.example goes to mx1.new.test instead of mx.old.test. "
    "Senders learn it by 14:00." },
  { "in-unicode", "@ MX 10 mx", "@ MX 10 xn--strae-oqa.test.",
    "Mail for bücher.example goes to straße.test instead of mx.bücher.example. "
    "Senders learn it by 13:05." },
  { "partly-replaced", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 10 a.test.\n@ MX 20 c.test.",
    "Mail for bücher.example goes to c.test instead of b.test. As before: a.test. "
    "Senders learn it by 13:05." },
  { "added", "@ MX 10 a.test.", "@ MX 10 a.test.\n@ MX 20 b.test.",
    "Mail for bücher.example may now also go to b.test. Senders learn it by 13:05." },
  { "fewer", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 10 a.test.",
    "Mail for bücher.example no longer goes to b.test. Senders learn it by 13:05." },
  { "order", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 20 a.test.\n@ MX 10 b.test.",
    "Mail for bücher.example goes to the same servers in another order: b.test, a.test. "
    "Senders learn it by 13:05." },
  { "order-from-shared", "@ MX 10 a.test.\n@ MX 10 b.test.", "@ MX 10 a.test.\n@ MX 20 b.test.",
    "Mail for bücher.example goes to the same servers in another order: a.test, b.test. "
    "Senders learn it by 13:05." },
  { "numbers", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 1 a.test.\n@ MX 2 b.test.",
    "Mail for bücher.example goes where it went; only the numbers of the order change. "
    "Senders learn it by 13:05." },
  { "waiting-time", "@ 86400 MX 10 a.test.", "@ 300 MX 10 a.test.",
    "Mail for bücher.example goes where it went; others may remember that for 5 minutes instead of "
    "1 day. Senders learn it by 30 December, 13:00." },
  { "odd-waiting-time", "@ 90 MX 10 a.test.", "@ 7200 MX 10 a.test.",
    "Mail for bücher.example goes where it went; others may remember that for 2 hours instead of "
    "90 seconds. Senders learn it by 13:02." },
  { "removed", "@ MX 10 a.test.", "",
    "No mail server is named for bücher.example any more: mail does not arrive. "
    "Senders learn it by 13:05." },
  { "null-set", "@ MX 10 a.test.", "@ MX 0 .",
    "bücher.example says that it takes no mail: letters go back to their senders. "
    "Senders learn it by 13:05." },
  { "null-lifted", "@ MX 0 .", "@ MX 10 a.test.",
    "bücher.example takes mail again: it goes to a.test. Senders learn it by 13:05." },
  { "null-removed", "@ MX 0 .", "",
    "bücher.example no longer says that it takes no mail, but names no mail server. "
    "Senders learn it by 13:05." },
  { "others-only", "a TXT x\nb TXT x", "b TXT y\nc TXT x\nd TXT x",
    "Settings: 2 added, 1 altered, 1 taken away. The mail servers stay as they are. "
    "Everyone sees it by 14:00." },
  { "mx-and-others", "@ MX 10 a.test.", "@ MX 10 b.test.\nb TXT x",
    "Mail for bücher.example goes to b.test instead of a.test. "
    "Other settings: 1 added, 0 altered, 0 taken away. Senders learn it by 14:00." },
  { "many-servers", "@ MX 10 o.test.",
    "@ MX 1 a.test.\n@ MX 2 b.test.\n@ MX 3 c.test.\n@ MX 4 d.test.\n@ MX 5 e.test.",
    "Mail for bücher.example goes to a.test, b.test, c.test and 2 more instead of o.test. "
    "Senders learn it by 13:05." },
};

static void
test_words (gconstpointer data)
{
  const WordsCase *c = data;
  g_autoptr (LwPlan) plan = plan_of (c->live, c->wanted);
  g_autoptr (GTimeZone) tz = g_time_zone_new_offset (3600);
  g_autofree char *words = lw_plan_describe (plan, NOW, tz);

  g_assert_cmpstr (words, ==, c->words);
}

#define NINE "a TXT 1\nb TXT 1\nc TXT 1\nd TXT 1\ne TXT 1\nf TXT 1\ng TXT 1\nh TXT 1\ni TXT 1\n"

static const WordsCase danger_cases[] = {
  { "none", "@ MX 10 a.test.", "@ MX 10 b.test.", "" },
  { "no-mx-left", "@ MX 10 a.test.", "", "no-mx-left" },
  { "null-mx-gone", "@ MX 0 .", "", "" },
  { "null-mx", "@ MX 10 a.test.", "@ MX 0 .", "null-mx" },
  { "null-mx-first", "", "@ MX 0 .", "null-mx" },
  { "null-mx-lifted", "@ MX 0 .", "@ MX 10 a.test.", "" },
  { "null-mx-time-only", "@ MX 0 .", "@ 60 MX 0 .", "" },
  { "ttl-long", "@ 3601 MX 10 a.test.", "@ 60 MX 10 b.test.", "ttl-long" },
  { "ttl-an-hour", "@ 3600 MX 10 a.test.", "@ 60 MX 10 b.test.", "" },
  { "ttl-lowered", "@ 86400 MX 10 a.test.", "@ 60 MX 10 a.test.", "" },
  { "ttl-long-elsewhere", "b 86400 TXT x", "", "ttl-long" },
  { "few-of-few", "a TXT 1\nb TXT 1", "", "" },
  { "three-of-ten", NINE "j TXT 1", "d TXT 1\ne TXT 1\nf TXT 1\ng TXT 1\nh TXT 1\ni TXT 1\nj TXT 1",
    "" },
  { "four-of-ten", NINE "j TXT 1", "e TXT 1\nf TXT 1\ng TXT 1\nh TXT 1\ni TXT 1\nj TXT 1",
    "many-records" },
  { "many-added", NINE "j TXT 1", NINE "j TXT 1\nk TXT 1\nl TXT 1\nm TXT 1\nn TXT 1\no TXT 1", "" },
  { "gap", "w CNAME a.test.", "w A 192.0.2.1", "gap" },
  { "alias-in-place", "w CNAME a.test.", "w CNAME b.test.", "" },
  { "all", NINE "@ 86400 MX 10 a.test.\nw CNAME a.test.", "w A 192.0.2.1",
    "no-mx-left gap many-records ttl-long" },
};

static void
test_dangers (gconstpointer data)
{
  const WordsCase *c = data;
  g_autoptr (LwPlan) plan = plan_of (c->live, c->wanted);
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < dangers->len; i++)
    {
      LwDangerKind kind = g_array_index (dangers, LwDangerKind, i);
      g_autofree char *words = lw_danger_describe (kind, plan);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", lw_danger_get_id (kind));
      g_assert_cmpint (lw_danger_needs_tick (kind), ==, kind != LW_DANGER_TTL_LONG);
      g_assert_true (g_str_has_suffix (words, "."));
      g_assert_null (strstr (words, "xn--"));
    }

  g_assert_cmpstr (ids->str, ==, c->words);
}

static void
test_danger_words (void)
{
  g_autoptr (LwPlan) plan =
      plan_of (NINE "@ 86400 MX 10 a.test.\nw CNAME a.test.", "w A 192.0.2.1");
  g_autofree char *many = lw_danger_describe (LW_DANGER_MANY_RECORDS, plan);
  g_autofree char *ttl = lw_danger_describe (LW_DANGER_TTL_LONG, plan);
  g_autofree char *gap = lw_danger_describe (LW_DANGER_GAP, plan);

  g_assert_cmpstr (many, ==, "11 of 11 entries of this domain are altered or taken away.");
  g_assert_cmpstr (ttl, ==,
                   "Others may remember the old answer for 1 day. Until then some letters still go "
                   "the old way.");
  g_assert_nonnull (strstr (gap, "At w.bücher.example an alias"));
}

#define ADD_TABLE(folder, cases, test)                                   \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                       \
    {                                                                    \
      g_autofree char *path = g_strconcat (folder, cases[i].name, NULL); \
      g_test_add_data_func (path, &cases[i], test);                      \
    }

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  ADD_TABLE ("/plan-words/", words_cases, test_words)
  ADD_TABLE ("/plan-dangers/", danger_cases, test_dangers)
  g_test_add_func ("/plan-dangers/words", test_danger_words);

  return g_test_run ();
}
