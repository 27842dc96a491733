/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"
#include "lw-name.h"

#define DOMAIN "berg.example."
#define HEAD "$ORIGIN berg.example.\n$TTL 300\n"
#define SOA "@ SOA ns host 7 2 3 4 60\n"

static LwZone *
zone_of (const char *lines)
{
  g_autofree char *text = g_strconcat (HEAD, lines, NULL);
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, DOMAIN, &error);

  g_assert_no_error (error);

  return zone;
}

static LwPlan *
plan_of (const char *live_lines, const char *wanted_lines)
{
  g_autoptr (LwZone) live = zone_of (live_lines);
  g_autoptr (LwZone) wanted = zone_of (wanted_lines);

  return lw_plan_new (DOMAIN, live, wanted);
}

/* "+mx1 A, ±@ MX, -old A" */
static char *
print_changes (LwPlan *plan)
{
  static const char *const marks[] = { "+", "±", "-" };
  GPtrArray *changes = lw_plan_get_changes (plan);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);
      g_autofree char *owner = lw_name_relative (lw_change_get_owner (change), DOMAIN);
      g_autofree char *type = lw_rr_type_to_string (lw_change_get_rr_type (change));

      g_string_append_printf (text, "%s%s%s %s", i > 0 ? ", " : "",
                              marks[lw_change_get_kind (change)], owner, type);
    }

  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *live;
  const char *wanted;
  const char *plan;
} OrderCase;

static const OrderCase order_cases[] = {
  { "nothing", "@ MX 10 a.test.", "@ MX 10 a.test.", "" },
  { "spelling", "@ MX 10 A.test.", "@ MX 010 a.TEST.", "" },
  { "servers-own", SOA "@ MX 10 a.test.", "@ MX 10 a.test.\n@ ZONEMD 1 1 1 00", "" },
  { "first", "", "@ MX 10 a.test.", "+@ MX" },
  { "alter", "@ MX 10 a.test.", "@ MX 10 b.test.", "±@ MX" },
  { "waiting-time", "@ MX 10 a.test.", "@ 60 MX 10 a.test.", "±@ MX" },
  { "remove", "@ MX 10 a.test.", "", "-@ MX" },
  { "address-before-mx", "", "@ MX 10 zz\nzz A 192.0.2.1\nzz AAAA 2001:db8::1",
    "+zz A, +zz AAAA, +@ MX" },
  { "mx-before-old-address", "@ MX 10 aa\naa A 192.0.2.1", "@ MX 10 zz\nzz A 192.0.2.1",
    "+zz A, ±@ MX, -aa A" },
  { "mx-goes-before-address", "aa A 192.0.2.1\n@ MX 10 aa", "", "-@ MX, -aa A" },
  { "every-mx-goes-before-address", "aa A 192.0.2.1\nzz MX 10 aa", "", "-zz MX, -aa A" },
  { "new-mx-waits-for-altered-address", "mx A 192.0.2.1", "mx A 192.0.2.2\n@ MX 10 mx",
    "±mx A, +@ MX" },
  { "additions-alterations-removals", "a TXT x\nb TXT x\n@ MX 10 a.test.",
    "b TXT y\nc TXT x\n@ MX 10 b.test.", "+c TXT, ±b TXT, ±@ MX, -a TXT" },
  { "spf-after-others", "@ TXT \"v=spf1 -all\"\na TXT x", "@ TXT \"v=spf1 mx -all\"\na TXT y",
    "±a TXT, ±@ TXT" },
  { "null-mx-last-of-alterations", "@ MX 10 a.test.\nx CNAME a\n_dmarc TXT \"v=DMARC1; p=none\"",
    "@ MX 0 .\nx CNAME b\n_dmarc TXT \"v=DMARC1; p=reject\"", "±_dmarc TXT, ±x CNAME, ±@ MX" },
  { "alias-for-others-back-to-back", "w CNAME a\nz TXT x", "w A 192.0.2.1\nw TXT y",
    "-w CNAME, +w A, +w TXT, -z TXT" },
  { "others-for-alias-back-to-back", "w A 192.0.2.1\nw TXT y\na TXT x", "w CNAME a.test.\nb TXT x",
    "+b TXT, -w A, -w TXT, +w CNAME, -a TXT" },
  { "alias-gives-way-before-its-mx", "mx CNAME a.test.\n@ MX 10 o.test.",
    "mx A 192.0.2.1\n@ MX 10 mx", "-mx CNAME, +mx A, ±@ MX" },
  { "alias-altered-in-place", "w CNAME a", "w CNAME b", "±w CNAME" },
};

static void
test_order (gconstpointer data)
{
  const OrderCase *c = data;
  g_autoptr (LwPlan) plan = plan_of (c->live, c->wanted);
  g_autofree char *text = print_changes (plan);

  g_assert_cmpstr (text, ==, c->plan);
  g_assert_cmpint (lw_plan_is_empty (plan), ==, *c->plan == '\0');
}

static char *
to_text (LwPlan *plan)
{
  g_autoptr (JsonNode) node = lw_plan_to_json (plan);

  return json_to_string (node, FALSE);
}

/* A zone of some of many lines */
static LwZone *
random_zone (void)
{
  static const char *const lines[] = {
    "@ MX 10 a.test.\n",
    "@ MX 20 mx\n",
    "@ MX 5 b.test.\n",
    "mx A 192.0.2.1\n",
    "mx A 192.0.2.2\n",
    "mx AAAA 2001:db8::1\n",
    "@ 60 TXT x\n",
    "@ 60 TXT \"v=spf1 mx\"\n",
    "w.sub TXT \"a\" \"b\"\n",
    "*.sub A 192.0.2.3\n",
    "sub NS ns.test.\n",
    "x\\.y TXT q\n",
    "t TYPE65280 \\# 1 00\n",
    "@ 3600 SOA a b 1 2 3 4 5\n",
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_test_rand_bit ())
      g_string_append (text, lines[i]);
  g_string_append (text, g_test_rand_bit () ? "w CNAME a.test.\n" : "w A 192.0.2.9\nw TXT w\n");

  return zone_of (text->str);
}

static void
test_applies_and_comes_back (void)
{
  for (guint round = 0; round < 150; round++)
    {
      g_autoptr (LwZone) live = random_zone (), wanted = random_zone ();
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted);
      g_autoptr (LwPlan) inverse = lw_plan_inverse (plan);
      g_autoptr (LwPlan) again = lw_plan_inverse (inverse);
      g_autoptr (LwZone) after = lw_plan_apply_to (plan, live);
      g_autoptr (LwZone) back = lw_plan_apply_to (inverse, after);
      g_autofree char *text = to_text (plan);
      g_autofree char *text_again = to_text (again);

      g_assert_true (lw_zone_equal (after, wanted));
      g_assert_true (lw_zone_equal (back, live));
      g_assert_cmpstr (text, ==, text_again);
      g_assert_cmpuint (lw_plan_count_made (plan, live), ==, 0);
      g_assert_cmpuint (lw_plan_count_made (plan, wanted), ==, lw_plan_get_changes (plan)->len);
      g_assert_cmpuint (lw_plan_count (plan, LW_CHANGE_ADD), ==,
                        lw_plan_count (inverse, LW_CHANGE_REMOVE));
    }
}

static void
test_untouched_are_counted (void)
{
  g_autoptr (LwPlan) plan = plan_of (SOA "@ MX 10 a.test.\nb TXT x\nc TXT x", "@ MX 20 a.test.\n"
                                                                              "b TXT x\nd TXT x");

  g_assert_cmpuint (lw_plan_get_n_untouched (plan), ==, 1);
  g_assert_nonnull (lw_plan_find (plan, "d.berg.example.", LW_RR_TYPE_TXT));
  g_assert_null (lw_plan_find (plan, "d.berg.example.", LW_RR_TYPE_A));
}

static void
add_extra (LwZone *zone, const char *owner, guint16 type, const char *extra)
{
  lw_zone_take_set (zone,
                    lw_record_set_with_host_extra (lw_zone_get_set (zone, owner, type), extra));
}

/* Comments and disabled records of the DNS host are there afterwards, also without records. */
static void
test_host_extras_survive (void)
{
  g_autoptr (LwZone) live = zone_of ("@ MX 10 a.test.\nb TXT x\n");
  g_autoptr (LwZone) wanted = zone_of ("@ MX 10 b.test.\n");
  g_autoptr (LwPlan) plan = NULL, now = NULL, inverse = NULL;
  g_autoptr (LwZone) after = NULL, back = NULL;
  LwChange *change;

  add_extra (live, DOMAIN, LW_RR_TYPE_MX, "old note");
  add_extra (wanted, DOMAIN, LW_RR_TYPE_MX, "of an old snapshot");
  add_extra (live, "b.berg.example.", LW_RR_TYPE_TXT, "disabled");
  plan = lw_plan_new (DOMAIN, live, wanted);

  change = lw_plan_find (plan, DOMAIN, LW_RR_TYPE_MX);
  g_assert_cmpstr (lw_record_set_get_host_extra (lw_change_get_new (change)), ==, "old note");
  change = lw_plan_find (plan, "b.berg.example.", LW_RR_TYPE_TXT);
  g_assert_cmpint (lw_change_get_kind (change), ==, LW_CHANGE_REMOVE);
  g_assert_cmpstr (lw_record_set_get_host_extra (lw_change_get_new (change)), ==, "disabled");

  add_extra (live, DOMAIN, LW_RR_TYPE_MX, "new note");
  now = lw_plan_rebase (plan, live, FALSE, NULL);
  change = lw_plan_find (now, DOMAIN, LW_RR_TYPE_MX);
  g_assert_cmpstr (lw_record_set_get_host_extra (lw_change_get_new (change)), ==, "new note");

  after = lw_plan_apply_to (now, live);
  g_assert_cmpstr (
      lw_record_set_get_host_extra (lw_zone_get_set (after, "b.berg.example.", LW_RR_TYPE_TXT)), ==,
      "disabled");
  inverse = lw_plan_inverse (now);
  back = lw_plan_apply_to (inverse, after);
  g_assert_true (lw_zone_equal (back, live));
}

/* What is journalled can be read again: also where the host keeps a comment and nothing else. */
static void
check_reads_back (LwPlan *plan)
{
  g_autoptr (JsonNode) node = lw_plan_to_json (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) again = lw_plan_from_json (node, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lw_plan_get_changes (again)->len, ==, lw_plan_get_changes (plan)->len);
}

static void
test_host_extras_read_back (void)
{
  g_autoptr (LwZone) live = zone_of ("@ MX 10 a.test.\n");
  g_autoptr (LwZone) wanted = zone_of ("");
  g_autoptr (LwZone) plain = zone_of ("@ MX 10 a.test.\n");
  g_autoptr (LwPlan) plan = NULL, inverse = NULL, now = NULL;

  add_extra (live, DOMAIN, LW_RR_TYPE_MX, "a note");
  plan = lw_plan_new (DOMAIN, live, wanted);
  check_reads_back (plan);
  inverse = lw_plan_inverse (plan);
  check_reads_back (inverse);

  /* The note went away meanwhile. */
  now = lw_plan_rebase (plan, plain, FALSE, NULL);
  check_reads_back (now);
}

typedef struct
{
  const char *name;
  const char *live; /* when the plan is pushed */
  gboolean resume;
  const char *plan;     /* (nullable): what is left of it; NULL for a conflict */
  const char *conflict; /* (nullable): a part of the sentence */
} RebaseCase;

#define REBASE_OLD "@ MX 10 a.test.\nb TXT x\nc TXT x\n"
#define REBASE_NEW "@ MX 10 n.test.\nb TXT y\nd TXT x\n"

static const RebaseCase rebase_cases[] = {
  { "as-it-was", REBASE_OLD, FALSE, "+d TXT, ±b TXT, ±@ MX, -c TXT" },
  { "elsewhere-changed", REBASE_OLD "z TXT new\n" SOA, FALSE, "+d TXT, ±b TXT, ±@ MX, -c TXT" },
  { "changed", "@ MX 10 o.test.\nb TXT x\nc TXT x", FALSE, NULL,
    "The MX entry of berg.example was changed meanwhile and now says: 10 o.test. (waiting time 300 "
    "seconds). Nothing was written." },
  { "waiting-time-changed", "@ 60 MX 10 a.test.\nb TXT x\nc TXT x", FALSE, NULL,
    "10 a.test. (waiting time 60 seconds)" },
  { "gone", "b TXT x\nc TXT x", FALSE, NULL,
    "The MX entry of berg.example was taken away meanwhile." },
  { "came", REBASE_OLD "d TXT z\n", FALSE, NULL,
    "Meanwhile d.berg.example got a TXT entry: \"z\"" },
  { "alias-came", REBASE_OLD "d CNAME z\n", FALSE, NULL,
    "Meanwhile d.berg.example became another name" },
  { "made-by-somebody", "@ MX 10 n.test.\nb TXT x\nc TXT x", FALSE, NULL, "now says: 10 n.test." },
  { "several", "d TXT 1\n", FALSE, NULL, "1 more entry was changed. Nothing was written." },
  { "resume-nothing-made", REBASE_OLD, TRUE, "+d TXT, ±b TXT, ±@ MX, -c TXT" },
  { "resume-half", "@ MX 10 a.test.\nb TXT y\nc TXT x\nd TXT x", TRUE, "±@ MX, -c TXT" },
  { "resume-all", REBASE_NEW, TRUE, "" },
  { "resume-changed", "@ MX 10 o.test.\nb TXT y\nc TXT x\nd TXT x", TRUE, NULL,
    "now says: 10 o.test." },
};

static void
test_rebase (gconstpointer data)
{
  const RebaseCase *c = data;
  g_autoptr (LwPlan) plan = plan_of (REBASE_OLD, REBASE_NEW);
  g_autoptr (LwZone) live = zone_of (c->live);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) now = lw_plan_rebase (plan, live, c->resume, &error);
  g_autofree char *text = NULL;

  if (c->plan == NULL)
    {
      g_assert_null (now);
      g_assert_error (error, LW_ERROR, LW_ERROR_CONFLICT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, c->conflict));
      g_assert_nonnull (lw_error_get_step (error));
      return;
    }

  g_assert_no_error (error);
  text = print_changes (now);
  g_assert_cmpstr (text, ==, c->plan);
}

/* Broken off anywhere, a push can be finished and can be put back. */
static void
test_half_made_plans_end_well (void)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (LwZone) live = random_zone (), wanted = random_zone (), zone = NULL;
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted);
      g_autoptr (LwPlan) inverse = lw_plan_inverse (plan), finish = NULL, put_back = NULL;
      g_autoptr (LwZone) finished = NULL, back = NULL;
      g_autoptr (GError) error = NULL;
      GPtrArray *changes = lw_plan_get_changes (plan);
      guint n_made = g_test_rand_int_range (0, changes->len + 1);

      zone = lw_zone_copy (live);
      for (guint i = 0; i < n_made; i++)
        {
          LwChange *change = g_ptr_array_index (changes, i);

          if (lw_change_get_new (change) != NULL)
            lw_zone_take_set (zone, lw_record_set_ref (lw_change_get_new (change)));
          else
            lw_zone_drop_set (zone, lw_change_get_owner (change), lw_change_get_rr_type (change));
        }
      g_assert_cmpuint (lw_plan_count_made (plan, zone), ==, n_made);

      finish = lw_plan_rebase (plan, zone, TRUE, &error);
      g_assert_no_error (error);
      put_back = lw_plan_rebase (inverse, zone, TRUE, &error);
      g_assert_no_error (error);
      finished = lw_plan_apply_to (finish, zone);
      back = lw_plan_apply_to (put_back, zone);
      g_assert_true (lw_zone_equal (finished, wanted));
      g_assert_true (lw_zone_equal (back, live));
    }
}

static void
test_json_leads_back (void)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (LwZone) live = random_zone (), wanted = random_zone ();
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted), again = NULL;
      g_autoptr (JsonNode) node = lw_plan_to_json (plan);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = to_text (plan);
      g_autofree char *text_again = NULL;

      again = lw_plan_from_json (node, &error);
      g_assert_no_error (error);
      text_again = to_text (again);
      g_assert_cmpstr (text, ==, text_again);
      g_assert_cmpint (lw_plan_ready_at (plan, 1000), ==, lw_plan_ready_at (again, 1000));
    }
}

typedef struct
{
  const char *json;
  const char *field; /* (nullable): NULL when it is taken */
} JsonCase;

#define PLAN(changes) \
  "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test.\",\"changes\":" changes "}"
#define SET(owner, type, values) \
  "{\"owner\":\"" owner "\",\"type\":\"" type "\",\"ttl\":60,\"values\":" values "}"
#define MX SET ("a.test", "MX", "[\"10 m.test.\"]")

static const JsonCase json_cases[] = {
  { PLAN ("[]") },
  { PLAN ("[{\"old\":null,\"new\":" MX "}]") },
  { PLAN ("[{\"old\":" MX ",\"new\":null}]") },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"b.a.test.\",\"changes\":[],\"words\":\"x\"}" },
  { "null", "file" },
  { "[]", "file" },
  { "\"plan\"", "file" },
  { "{}", "schema" },
  { "{\"schema\":2}", "schema" },
  { "{\"schema\":\"1\"}", "schema" },
  { "{\"schema\":1}", "zone" },
  { "{\"schema\":1,\"zone\":7}", "zone" },
  { "{\"schema\":1,\"zone\":\"a..b\",\"domain\":\"a.b\",\"changes\":[]}", "zone" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"changes\":[]}", "domain" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"b.test\",\"changes\":[]}", "domain" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"xa.test\",\"changes\":[]}", "domain" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\"}", "changes" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\",\"changes\":[],\"serial\":-1}",
    "serial" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\",\"changes\":[],"
    "\"serial\":4294967296}",
    "serial" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\",\"changes\":[],\"records\":-1}",
    "records" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\",\"changes\":[],\"untouched\":1.5}",
    "untouched" },
  { "{\"schema\":1,\"zone\":\"a.test\",\"domain\":\"a.test\",\"changes\":[],"
    "\"negative_ttl\":\"x\"}",
    "negative_ttl" },
  { PLAN ("{}"), "changes" },
  { PLAN ("[7]"), "changes" },
  { PLAN ("[null]"), "changes" },
  { PLAN ("[{}]"), "old" },
  { PLAN ("[{\"old\":null}]"), "new" },
  { PLAN ("[{\"old\":null,\"new\":null}]"), "changes" },
  { PLAN ("[{\"old\":" MX ",\"new\":" MX "}]"), "changes" },
  { PLAN ("[{\"old\":null,\"new\":[]}]"), "record" },
  { PLAN ("[{\"old\":null,\"new\":" MX ",\"note\":1}]"), "note" },
  { PLAN ("[{\"old\":null,\"new\":" SET ("a.test", "MX", "[]") "}]"), "changes" },
  { PLAN ("[{\"old\":null,\"new\":" SET ("a.test", "MX", "[\"70000 m.test.\"]") "}]"),
    "preference" },
  { PLAN ("[{\"old\":null,\"new\":" SET ("b.test", "MX", "[\"10 m.test.\"]") "}]"), "changes" },
  { PLAN ("[{\"old\":null,\"new\":" SET ("a.test", "SOA", "[\"a. b. 1 2 3 4 5\"]") "}]"),
    "changes" },
  { PLAN ("[{\"old\":null,\"new\":" SET ("a.test", "NSEC", "[\"b. A\"]") "}]"), "changes" },
  { PLAN ("[{\"old\":" MX ",\"new\":" SET ("b.a.test", "MX", "[\"1 m.\"]") "}]"), "changes" },
  { PLAN ("[{\"old\":" MX ",\"new\":" SET ("a.test", "TXT", "[\"x\"]") "}]"), "changes" },
  { PLAN ("[{\"old\":null,\"new\":" MX "},{\"old\":" MX ",\"new\":null}]"), "changes" },
};

static void
test_json (gconstpointer data)
{
  const JsonCase *c = data;
  g_autoptr (JsonNode) node = json_from_string (c->json, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = NULL;

  g_assert_nonnull (node);
  plan = lw_plan_from_json (node, &error);
  if (c->field == NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (lw_plan_get_zone (plan), ==, "a.test.");
      return;
    }

  g_assert_null (plan);
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
}

/* Somebody who edits the file cannot change the order of a push. */
static void
test_order_of_a_file_is_not_taken (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      PLAN ("[{\"old\":null,\"new\":" SET (
          "a.test", "MX", "[\"10 m.a.test.\"]") "},"
                                                "{\"old\":null,\"new\":" SET (
                                                    "m.a.test", "A", "[\"192.0.2.1\"]") "}]"),
      NULL);
  g_autoptr (LwPlan) plan = lw_plan_from_json (node, NULL);

  g_assert_cmpuint (lw_change_get_rr_type (g_ptr_array_index (lw_plan_get_changes (plan), 0)), ==,
                    LW_RR_TYPE_A);
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

  ADD_TABLE ("/plan/order/", order_cases, test_order)
  ADD_TABLE ("/plan/rebase/", rebase_cases, test_rebase)
  for (gsize i = 0; i < G_N_ELEMENTS (json_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/plan/json/%02" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &json_cases[i], test_json);
    }
  g_test_add_func ("/plan/applies-and-comes-back", test_applies_and_comes_back);
  g_test_add_func ("/plan/untouched-are-counted", test_untouched_are_counted);
  g_test_add_func ("/plan/host-extras-survive", test_host_extras_survive);
  g_test_add_func ("/plan/host-extras-read-back", test_host_extras_read_back);
  g_test_add_func ("/plan/half-made-plans-end-well", test_half_made_plans_end_well);
  g_test_add_func ("/plan/json-leads-back", test_json_leads_back);
  g_test_add_func ("/plan/order-of-a-file-is-not-taken", test_order_of_a_file_is_not_taken);

  return g_test_run ();
}
