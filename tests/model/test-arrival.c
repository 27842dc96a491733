/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival.h"

#include <locale.h>

#define OWNER "berg.example."
#define PUSHED_AT 1000000
#define OLD_TTL 600
#define NEGATIVE_TTL 900

/* A set is written "TTL VALUE, VALUE"; "" is none. */
static LwRecordSet *
parse_set (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 2);
  g_auto (GStrv) values = NULL;
  g_autoptr (GError) error = NULL;
  LwRecordSet *set;

  if (*text == '\0')
    return NULL;

  values = g_strsplit (parts[1], ", ", 0);
  set = lw_record_set_new (OWNER, LW_RR_TYPE_MX, g_ascii_strtoull (parts[0], NULL, 10),
                           (const char *const *) values, &error);
  g_assert_no_error (error);
  return set;
}

static LwArrival *
new_arrival (const char *before, const char *after)
{
  g_autoptr (LwRecordSet) old_set = parse_set (before);
  g_autoptr (LwRecordSet) new_set = parse_set (after);
  g_autoptr (LwChange) change = lw_change_new (old_set, new_set);

  return lw_arrival_new (change, PUSHED_AT, NEGATIVE_TTL);
}

static LwRole
parse_role (char letter)
{
  return letter == 'a' ? LW_ROLE_AUTHORITY : letter == 'p' ? LW_ROLE_PARENT : LW_ROLE_RESOLVER;
}

/* "a1" is the first authority, "r2" the second resolver. */
static LwServer *
new_server (const char *name)
{
  g_autofree char *address = g_strdup_printf ("192.0.2.%s", name + 1);

  return lw_server_new (name, NULL, address, 53);
}

static LwAnswer *
parse_answer (const char *name, gint64 seconds, const char *said)
{
  g_autoptr (LwServer) server = new_server (name);
  g_autoptr (LwRecordSet) set = NULL;
  LwAnswerFields fields = {
    .server = server,
    .role = parse_role (*name),
    .owner = OWNER,
    .type = LW_RR_TYPE_MX,
    .asked_at = PUSHED_AT + seconds,
    .negative_ttl = 300,
  };

  if (g_str_equal (said, "none"))
    fields.status = LW_ANSWER_NO_DATA;
  else if (g_str_equal (said, "nxdomain"))
    fields.status = LW_ANSWER_NXDOMAIN;
  else if (g_str_equal (said, "silence"))
    fields.status = LW_ANSWER_TIMED_OUT;
  else if (g_str_equal (said, "not asked"))
    fields.status = LW_ANSWER_NOT_ASKED;
  else
    {
      set = parse_set (said);
      fields.status = LW_ANSWER_SET;
      fields.set = set;
    }

  return lw_answer_new (&fields);
}

static void
take (LwArrival *arrival, const char *name, gint64 seconds, const char *said)
{
  lw_arrival_take_answer (arrival, parse_answer (name, seconds, said));
}

static void
expect (LwArrival *arrival, const char *name)
{
  g_autoptr (LwServer) server = new_server (name);

  lw_arrival_expect (arrival, server, parse_role (*name));
}

typedef struct
{
  const char *name;
  const char *before;
  const char *after;
  const char *server;
  const char *said;
  LwArrivalState state;
  gint64 forgets_after; /* seconds after it was asked, 0 = does not apply */
} StateCase;

#define OLD "600 10 old.test."
#define NEW "300 10 new.test."

static const StateCase state_cases[] = {
  { "authority-old", OLD, NEW, "a1", "600 10 old.test.", LW_ARRIVAL_OLD, 0 },
  { "authority-new", OLD, NEW, "a1", "300 10 new.test.", LW_ARRIVAL_NEW, 0 },
  { "authority-new-other-ttl", OLD, NEW, "a1", "60 10 new.test.", LW_ARRIVAL_NEW, 0 },
  { "authority-both", OLD, NEW, "a1", "600 10 new.test., 10 old.test.", LW_ARRIVAL_OTHER, 0 },
  { "authority-none", OLD, NEW, "a1", "none", LW_ARRIVAL_OTHER, 0 },
  { "authority-silent", OLD, NEW, "a1", "silence", LW_ARRIVAL_UNKNOWN, 0 },
  { "resolver-old", OLD, NEW, "r1", "77 10 old.test.", LW_ARRIVAL_OLD, 77 },
  { "resolver-old-order-changed", "600 10 a.test.", "600 20 a.test.", "r1", "5 10 a.test.",
    LW_ARRIVAL_OLD, 5 },
  { "resolver-new", OLD, NEW, "r1", "299 10 new.test.", LW_ARRIVAL_NEW, 0 },
  { "resolver-other", OLD, NEW, "r1", "88 10 third.test.", LW_ARRIVAL_OTHER, 88 },
  { "resolver-silent", OLD, NEW, "r1", "silence", LW_ARRIVAL_UNKNOWN, 0 },
  { "resolver-not-asked", OLD, NEW, "r1", "not asked", LW_ARRIVAL_NOT_ASKED, 0 },
  { "new-set-none", "", NEW, "r1", "none", LW_ARRIVAL_NONE, 300 },
  { "new-set-nxdomain", "", NEW, "r1", "nxdomain", LW_ARRIVAL_NONE, 300 },
  { "new-set-at-authority", "", NEW, "a1", "none", LW_ARRIVAL_NONE, 0 },
  { "new-set-there", "", NEW, "r1", "3 10 new.test.", LW_ARRIVAL_NEW, 0 },
  { "removed-still-there", OLD, "", "r1", "44 10 old.test.", LW_ARRIVAL_OLD, 44 },
  { "removed-gone", OLD, "", "r1", "none", LW_ARRIVAL_NEW, 0 },
  { "removed-nxdomain", OLD, "", "r1", "nxdomain", LW_ARRIVAL_NEW, 0 },
  { "null-mx", OLD, "600 0 .", "r1", "600 0 .", LW_ARRIVAL_NEW, 0 },
  { "ttl-lowered-at-authority", "3600 10 a.test.", "300 10 a.test.", "a1", "3600 10 a.test.",
    LW_ARRIVAL_OLD, 0 },
  { "ttl-lowered-authority-done", "3600 10 a.test.", "300 10 a.test.", "a1", "300 10 a.test.",
    LW_ARRIVAL_NEW, 0 },
  { "ttl-third-at-authority", "3600 10 a.test.", "300 10 a.test.", "a1", "60 10 a.test.",
    LW_ARRIVAL_OTHER, 0 },
  { "ttl-lowered-at-resolver", "3600 10 a.test.", "300 10 a.test.", "r1", "2000 10 a.test.",
    LW_ARRIVAL_OLD, 2000 },
  { "ttl-lowered-resolver-below", "3600 10 a.test.", "300 10 a.test.", "r1", "200 10 a.test.",
    LW_ARRIVAL_NEW, 0 },
  { "ttl-raised-at-resolver", "300 10 a.test.", "3600 10 a.test.", "r1", "100 10 a.test.",
    LW_ARRIVAL_NEW, 0 },
};

static void
test_state (gconstpointer data)
{
  const StateCase *c = data;
  g_autoptr (LwArrival) arrival = new_arrival (c->before, c->after);
  const LwArrivalRow *row;

  take (arrival, c->server, 50, c->said);
  g_assert_cmpuint (lw_arrival_get_n_rows (arrival), ==, 1);
  row = lw_arrival_get_row (arrival, 0);
  g_assert_cmpint (row->state, ==, c->state);
  g_assert_cmpint (row->forgets_at, ==,
                   c->forgets_after != 0 ? PUSHED_AT + 50 + c->forgets_after : 0);
  g_assert_false (row->late);
}

/* Answers are given as "SERVER SECOND old|new|silence|none", several joined by "; ". */
typedef struct
{
  const char *name;
  const char *answers;
  gint64 now; /* seconds after the push */
  gint64 ready_after;
  gboolean authorities_done;
  gboolean complete;
} StoryCase;

static const StoryCase story_cases[] = {
  { "nobody-asked", "", 0, 600, FALSE, FALSE },
  { "time-moves-while-nobody-has-it", "", 100, 700, FALSE, FALSE },
  { "one-of-two-switched", "a1 5 new; a2 5 old", 10, 610, FALSE, FALSE },
  { "both-switched", "a1 5 new; a2 30 new", 40, 630, TRUE, TRUE },
  { "it-stands-still-then", "a1 5 new; a2 30 new", 5000, 630, TRUE, TRUE },
  { "asked-again-later", "a1 5 new; a2 30 new; a1 60 new; a2 60 new", 61, 630, TRUE, TRUE },
  { "first-seen-counts", "a1 60 new; a1 5 new", 61, 660, TRUE, TRUE },
  { "a-dead-one-does-not-block", "a1 5 new; a2 5 silence", 10, 605, TRUE, TRUE },
  { "all-dead-blocks", "a1 5 silence; a2 5 silence", 10, 610, FALSE, FALSE },
  { "back-to-old", "a1 5 new; a1 60 old", 70, 670, FALSE, FALSE },
  { "back-and-forth", "a1 5 new; a1 60 old; a1 90 new", 100, 690, TRUE, TRUE },
  { "silence-forgets-nothing", "a1 5 new; a1 60 silence; a1 90 new", 100, 605, TRUE, TRUE },
  { "clock-before-the-push", "a1 -50 new", 0, 600, TRUE, TRUE },
  { "resolver-old", "a1 5 new; r1 6 old", 10, 605, TRUE, FALSE },
  { "resolver-caught-up", "a1 5 new; r1 6 old; r1 400 new", 401, 605, TRUE, TRUE },
  { "resolver-silent", "a1 5 new; r1 6 silence", 10, 605, TRUE, TRUE },
  { "resolver-before-authority", "a1 5 old; r1 5 new", 10, 610, FALSE, FALSE },
  { "late", "a1 5 new; r1 700 old", 700, 605, TRUE, FALSE },
  { "parent-does-not-count", "a1 5 new; p1 5 old", 10, 605, TRUE, TRUE },
  { "authority-other", "a1 5 new; a2 5 third", 10, 610, FALSE, FALSE },
};

static void
play (LwArrival *arrival, const char *answers)
{
  g_auto (GStrv) parts = g_strsplit (answers, "; ", 0);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (parts[i], " ", 3);
      const char *said = words[2];

      if (g_str_equal (said, "old"))
        said = "600 10 old.test.";
      else if (g_str_equal (said, "new"))
        said = "300 10 new.test.";
      else if (g_str_equal (said, "third"))
        said = "300 10 third.test.";
      take (arrival, words[0], g_ascii_strtoll (words[1], NULL, 10), said);
    }
}

static void
test_story (gconstpointer data)
{
  const StoryCase *c = data;
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);

  play (arrival, c->answers);
  g_assert_cmpint (lw_arrival_get_ready_at (arrival, PUSHED_AT + c->now), ==,
                   PUSHED_AT + c->ready_after);
  g_assert_cmpint (lw_arrival_authorities_done (arrival), ==, c->authorities_done);
  g_assert_cmpint (lw_arrival_is_complete (arrival), ==, c->complete);
}

/* RFC 2308: for what was not there the negative TTL counts, not the new one. */
static void
test_new_name (void)
{
  g_autoptr (LwArrival) arrival = new_arrival ("", NEW);

  play (arrival, "a1 10 new");
  g_assert_cmpint (lw_arrival_get_ready_at (arrival, 0), ==, PUSHED_AT + 10 + NEGATIVE_TTL);
}

static void
test_removal (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, "");

  take (arrival, "a1", 10, "none");
  g_assert_cmpint (lw_arrival_get_ready_at (arrival, 0), ==, PUSHED_AT + 10 + OLD_TTL);
  g_assert_true (lw_arrival_is_complete (arrival));
}

/* While time goes on and servers only go forward, the end never comes nearer than it was said,
 * except by the pause between two looks. */
static void
test_monotone (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
  gint64 last = 0;

  for (gint64 second = 0; second < 100; second++)
    {
      gint64 ready_at;

      take (arrival, "a1", second, second < 20 ? "600 10 old.test." : "300 10 new.test.");
      take (arrival, "a2", second, second < 70 ? "600 10 old.test." : "300 10 new.test.");
      ready_at = lw_arrival_get_ready_at (arrival, PUSHED_AT + second);
      g_assert_cmpint (ready_at, >=, last);
      last = ready_at;
    }
  g_assert_cmpint (last, ==, PUSHED_AT + 70 + OLD_TTL);
}

static void
test_late (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
  g_autofree char *text = NULL;
  g_autofree char *row_text = NULL;

  play (arrival, "a1 5 new; r1 605 old");
  g_assert_false (lw_arrival_get_row (arrival, 1)->late);
  play (arrival, "r1 606 old");
  g_assert_true (lw_arrival_get_row (arrival, 1)->late);
  text = lw_arrival_describe (arrival, PUSHED_AT + 606, NULL);
  g_assert_cmpstr (text, ==, "0 of 1 resolver knows it. r1 keeps old answers longer than asked.");
  row_text = lw_arrival_describe_row (arrival, 1, PUSHED_AT + 606);
  g_assert_cmpstr (row_text, ==, "keeps old answers longer than asked");
  play (arrival, "r1 700 new");
  g_assert_false (lw_arrival_get_row (arrival, 1)->late);
}

/* A resolver is not late as long as a name server still gives it the old records. */
static void
test_not_late_before_authorities (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);

  play (arrival, "a1 5 new; a2 5 old; r1 5000 old");
  g_assert_false (lw_arrival_get_row (arrival, 2)->late);
  play (arrival, "a2 5001 new; r1 5100 old");
  g_assert_false (lw_arrival_get_row (arrival, 2)->late);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_expect (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
  guint n_changes = 0;

  g_signal_connect_swapped (arrival, "changed", G_CALLBACK (count_cb), &n_changes);
  expect (arrival, "a1");
  expect (arrival, "a1");
  expect (arrival, "r1");
  g_assert_cmpuint (lw_arrival_get_n_rows (arrival), ==, 2);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpint (lw_arrival_get_row (arrival, 0)->state, ==, LW_ARRIVAL_NOT_ASKED);
  g_assert_null (lw_arrival_get_row (arrival, 0)->answer);

  play (arrival, "a1 5 new");
  g_assert_cmpuint (lw_arrival_get_n_rows (arrival), ==, 2);
  g_assert_cmpuint (n_changes, ==, 3);
  g_assert_true (lw_arrival_authorities_done (arrival));
  g_assert_false (lw_arrival_is_complete (arrival));
  play (arrival, "r1 6 new");
  g_assert_true (lw_arrival_is_complete (arrival));
}

static void
test_other_questions (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
  g_autoptr (LwServer) server = new_server ("a1");
  LwAnswerFields fields = { .server = server,
                            .role = LW_ROLE_AUTHORITY,
                            .owner = "other.example.",
                            .type = LW_RR_TYPE_MX,
                            .status = LW_ANSWER_NXDOMAIN };

  lw_arrival_take_answer (arrival, lw_answer_new (&fields));
  fields.owner = OWNER;
  fields.type = LW_RR_TYPE_A;
  lw_arrival_take_answer (arrival, lw_answer_new (&fields));
  g_assert_cmpuint (lw_arrival_get_n_rows (arrival), ==, 0);
}

/* An answer that was under way for long must not overwrite what was learnt since. */
static void
test_old_answer_comes_late (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);

  play (arrival, "a1 60 new; a1 30 old");
  g_assert_cmpint (lw_arrival_get_row (arrival, 0)->state, ==, LW_ARRIVAL_NEW);
}

typedef struct
{
  const char *answers;
  gint64 now;
  const char *text;
} WordsCase;

/* The push was on 12 January 1970 at 13:46:40 UTC. */
static const WordsCase words_cases[] = {
  { "a1 1 old; a2 1 old", 2,
    "0 of 2 name servers have the new entries. Everyone sees it at 13:57 at the earliest." },
  { "a1 1 new; a2 1 old", 2,
    "1 of 2 name servers have the new entries. Everyone sees it at 13:57 at the earliest." },
  { "a1 1 new; r1 2 new; r2 2 old", 3,
    "1 of 2 resolvers know it. Everyone sees it at about 13:57." },
  { "a1 1 new", 3, "All name servers have the new entries. Everyone sees it at about 13:57." },
  { "a1 1 new; r1 2 new", 3, "All that were asked know it. Everybody else does by 13:57." },
  { "a1 1 new; r1 2 new", 700, "Everyone sees it." },
  { "a1 1 new; r1 2 old; r2 3 new", 700,
    "1 of 2 resolvers know it. Since 13:57 nobody may use the old answer any more." },
  { "a1 86401 new", 86402,
    "All name servers have the new entries. Everyone sees it at about 13:57." },
  { "a1 36000 new", 36001,
    "All name servers have the new entries. Everyone sees it at about 23:57." },
  { "a1 36500 new", 36501,
    "All name servers have the new entries. Everyone sees it at about 13 January, 00:05." },
};

static void
test_words (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (words_cases); i++)
    {
      g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
      g_autofree char *text = NULL;

      play (arrival, words_cases[i].answers);
      text = lw_arrival_describe (arrival, PUSHED_AT + words_cases[i].now, utc);
      g_assert_cmpstr (text, ==, words_cases[i].text);
    }
}

static void
test_row_words (void)
{
  static const struct
  {
    const char *answers;
    gint64 now;
    const char *text;
  } cases[] = {
    { "r1 1 new", 1, "has the new entries" },
    { "r1 1 old", 1, "old answer, for 10 more minutes" },
    { "r1 1 old", 500, "old answer, for 2 more minutes" },
    { "r1 1 old", 541, "old answer, for 1 more minute" },
    { "r1 1 old", 542, "old answer, for less than a minute" },
    { "r1 1 old", 601, "has the old entries" },
    { "r1 1 silence", 1, "does not answer" },
    { "r1 1 none", 1, "old answer, for 5 more minutes" },
    { "a1 1 old", 1, "has the old entries" },
    { "a1 1 third", 1, "has neither the old nor the new entries" },
    { "a1 1 not asked", 1, "not asked yet" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
      g_autofree char *text = NULL;

      play (arrival, cases[i].answers);
      text = lw_arrival_describe_row (arrival, 0, PUSHED_AT + cases[i].now);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_json (void)
{
  g_autoptr (LwArrival) arrival = new_arrival (OLD, NEW);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonObject *row;

  play (arrival, "a1 5 new; r1 6 old");
  node = lw_arrival_to_json (arrival, PUSHED_AT + 10);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "owner"), ==, OWNER);
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, "MX");
  g_assert_cmpstr (json_object_get_string_member (object, "ready_at"), ==, "1970-01-12T13:56:45Z");
  g_assert_false (json_object_get_boolean_member (object, "complete"));
  row = json_array_get_object_element (json_object_get_array_member (object, "rows"), 1);
  g_assert_cmpstr (json_object_get_string_member (row, "arrival"), ==, "old");
  g_assert_cmpstr (json_object_get_string_member (row, "forgets_at"), ==, "1970-01-12T13:56:46Z");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (state_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/arrival/state/", state_cases[i].name, NULL);

      g_test_add_data_func (path, &state_cases[i], test_state);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (story_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/arrival/story/", story_cases[i].name, NULL);

      g_test_add_data_func (path, &story_cases[i], test_story);
    }
  g_test_add_func ("/arrival/new-name", test_new_name);
  g_test_add_func ("/arrival/removal", test_removal);
  g_test_add_func ("/arrival/monotone", test_monotone);
  g_test_add_func ("/arrival/late", test_late);
  g_test_add_func ("/arrival/not-late-before-authorities", test_not_late_before_authorities);
  g_test_add_func ("/arrival/expect", test_expect);
  g_test_add_func ("/arrival/other-questions", test_other_questions);
  g_test_add_func ("/arrival/old-answer-comes-late", test_old_answer_comes_late);
  g_test_add_func ("/arrival/words", test_words);
  g_test_add_func ("/arrival/row-words", test_row_words);
  g_test_add_func ("/arrival/json", test_json);

  return g_test_run ();
}
