/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-draft.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"

#define OWNER "berg.example."

static const char zone_text[] =
    "berg.example. 3600 IN SOA ns1.berg.example. admin.berg.example. 7 3600 600 86400 300\n"
    "berg.example. 3600 IN NS ns1.berg.example.\n"
    "berg.example. 600 IN MX 10 mx.old.example.\n"
    "berg.example. 600 IN MX 20 mx2.old.example.\n"
    "berg.example. 3600 IN TXT \"v=spf1 -all\"\n"
    "ns1.berg.example. 3600 IN A 192.0.2.1\n"
    "www.berg.example. 3600 IN A 192.0.2.2\n";

static LwZone *
parse_zone (const char *text)
{
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, OWNER, &error);

  g_assert_no_error (error);
  return zone;
}

static LwDraft *
new_draft (const char *text)
{
  g_autoptr (LwZone) zone = parse_zone (text);

  return lw_draft_new (OWNER, zone);
}

static LwRecordSet *
new_set (const char *owner, guint16 type, guint32 ttl, const char *value)
{
  const char *values[] = { value, NULL };
  g_autoptr (GError) error = NULL;
  LwRecordSet *set = lw_record_set_new (owner, type, ttl, values, &error);

  g_assert_no_error (error);
  return set;
}

static LwMxEntry *
peek (LwDraft *draft, guint index)
{
  g_autoptr (LwMxEntry) entry =
      g_list_model_get_item (G_LIST_MODEL (lw_draft_get_mx (draft)), index);

  return entry;
}

static guint
count_entries (LwDraft *draft)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lw_draft_get_mx (draft)));
}

/* The steps of the plan, one a line */
static void
assert_plan (LwDraft *draft, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_draft_make_plan (draft, &error);
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GString) joined = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpint (lw_draft_get_changed (draft), ==, !lw_plan_is_empty (plan));
  steps = lw_plan_dup_steps (plan);
  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "\n" : "", (char *) steps->pdata[i]);
  g_assert_cmpstr (joined->str, ==, text);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_untouched (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);

  g_assert_false (lw_draft_get_changed (draft));
  g_assert_cmpuint (count_entries (draft), ==, 2);
  assert_plan (draft, "");
}

static void
test_edit_and_back (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  guint n_signals = 0;
  guint n_notifies = 0;

  g_signal_connect_swapped (draft, "changed", G_CALLBACK (count_cb), &n_signals);
  g_signal_connect_swapped (draft, "notify::changed", G_CALLBACK (count_cb), &n_notifies);

  lw_mx_entry_set_exchange (peek (draft, 0), "mx.new.example");
  g_assert_true (lw_draft_get_changed (draft));
  g_assert_cmpuint (n_notifies, ==, 1);
  lw_mx_entry_set_exchange (peek (draft, 0), "MX.old.example.");
  g_assert_false (lw_draft_get_changed (draft));
  g_assert_cmpuint (n_notifies, ==, 2);
  g_assert_cmpuint (n_signals, ==, 2);
  assert_plan (draft, "");
}

static void
test_change (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwPlan) plan = NULL;
  LwChange *change;

  lw_mx_entry_set_exchange (peek (draft, 0), "mx.new.example");
  plan = lw_draft_make_plan (draft, NULL);
  g_assert_cmpuint (lw_plan_get_changes (plan)->len, ==, 1);
  change = lw_plan_find (plan, OWNER, LW_RR_TYPE_MX);
  g_assert_true (lw_record_set_has_value (lw_change_get_new (change), "10 mx.new.example."));
  g_assert_true (lw_record_set_has_value (lw_change_get_new (change), "20 mx2.old.example."));
  g_assert_cmpuint (lw_record_set_get_n_values (lw_change_get_new (change)), ==, 2);
  g_assert_cmpuint (lw_record_set_get_ttl (lw_change_get_new (change)), ==, 600);
}

static void
test_problem (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (GError) error = NULL;

  lw_mx_entry_set_exchange (peek (draft, 1), "https://mx.new.example/");
  g_assert_true (lw_draft_get_changed (draft));
  g_assert_null (lw_draft_make_plan (draft, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, "exchange");
  g_assert_cmpstr (lw_error_get_step (error), ==, "Use “mx.new.example”.");
}

/* What is live but wrong must not stand in the way of other edits. */
static void
test_live_fault_stays (void)
{
  g_autoptr (LwDraft) draft =
      new_draft ("berg.example. 600 IN MX 10 mail.\nberg.example. 600 IN MX 0 .\n");
  g_autoptr (LwRecordSet) text = new_set (OWNER, LW_RR_TYPE_TXT, 60, "\"hello\"");
  g_autoptr (LwPlan) plan = NULL;

  g_assert_true (lw_mx_list_get_has_problem (lw_draft_get_mx (draft)));
  g_assert_false (lw_draft_get_changed (draft));
  lw_draft_put_set (draft, text);
  plan = lw_draft_make_plan (draft, NULL);
  g_assert_cmpuint (lw_plan_get_changes (plan)->len, ==, 1);
  g_assert_null (lw_plan_find (plan, OWNER, LW_RR_TYPE_MX));
}

static void
test_sets (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwRecordSet) first = new_set (OWNER, LW_RR_TYPE_TXT, 60, "\"one\"");
  g_autoptr (LwRecordSet) second = new_set (OWNER, LW_RR_TYPE_TXT, 60, "\"two\"");
  g_autoptr (LwRecordSet) live = new_set (OWNER, LW_RR_TYPE_TXT, 3600, "\"v=spf1 -all\"");
  g_autoptr (LwPlan) plan = NULL;

  lw_draft_put_set (draft, first);
  lw_draft_put_set (draft, second);
  lw_draft_remove_set (draft, "www.berg.example.", LW_RR_TYPE_A);
  plan = lw_draft_make_plan (draft, NULL);
  g_assert_cmpuint (lw_plan_get_changes (plan)->len, ==, 2);
  g_assert_true (
      lw_record_set_equal (lw_change_get_new (lw_plan_find (plan, OWNER, LW_RR_TYPE_TXT)), second));
  g_assert_null (lw_change_get_new (lw_plan_find (plan, "www.berg.example.", LW_RR_TYPE_A)));

  lw_draft_put_set (draft, live);
  lw_draft_remove_set (draft, "nothing.berg.example.", LW_RR_TYPE_A);
  g_assert_true (lw_draft_get_changed (draft));
  lw_draft_discard (draft);
  g_assert_false (lw_draft_get_changed (draft));
  assert_plan (draft, "");
}

/* The MX set of the domain is in the list, whoever put it there. */
static void
test_mx_goes_through_list (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwRecordSet) mx = new_set (OWNER, LW_RR_TYPE_MX, 60, "5 mx.new.example.");

  lw_draft_put_set (draft, mx);
  g_assert_cmpuint (count_entries (draft), ==, 1);
  g_assert_cmpstr (lw_mx_entry_get_exchange (peek (draft, 0)), ==, "mx.new.example");
  g_assert_cmpstr (lw_mx_list_get_ttl_text (lw_draft_get_mx (draft)), ==, "60");
  lw_draft_remove_set (draft, OWNER, LW_RR_TYPE_MX);
  g_assert_cmpuint (count_entries (draft), ==, 0);
  g_assert_true (lw_draft_get_changed (draft));
}

/* Undo is no second way: the inverse plan makes the draft want what was before. */
static void
test_take_plan (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) inverse = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwDraft) undo = NULL;
  g_autoptr (LwPlan) back = NULL;
  g_autoptr (LwZone) again = NULL;
  guint n_signals = 0;

  lw_mx_list_set_no_mail (lw_draft_get_mx (draft), TRUE);
  lw_draft_remove_set (draft, OWNER, LW_RR_TYPE_TXT);
  plan = lw_draft_make_plan (draft, NULL);
  after = lw_plan_apply_to (plan, lw_draft_get_base (draft));
  inverse = lw_plan_inverse (plan);

  undo = lw_draft_new (OWNER, after);
  g_signal_connect_swapped (undo, "changed", G_CALLBACK (count_cb), &n_signals);
  lw_draft_take_plan (undo, inverse);
  g_assert_cmpuint (n_signals, ==, 1);
  g_assert_false (lw_mx_list_get_no_mail (lw_draft_get_mx (undo)));
  g_assert_cmpuint (count_entries (undo), ==, 2);
  back = lw_draft_make_plan (undo, NULL);
  again = lw_plan_apply_to (back, after);
  g_assert_true (lw_zone_equal (again, lw_draft_get_base (draft)));
}

static void
test_empty_zone (void)
{
  g_autoptr (LwDraft) draft = new_draft (
      "berg.example. 3600 IN SOA ns1.berg.example. admin.berg.example. 7 3600 600 86400 300\n");

  lw_mx_list_set_ttl_text (lw_draft_get_mx (draft), "60");
  g_assert_false (lw_draft_get_changed (draft));
  lw_mx_list_add (lw_draft_get_mx (draft), "mx.new.example");
  g_assert_true (lw_draft_get_changed (draft));
}

/* Half-typed entries survive, and the base may have changed meanwhile. */
static void
test_json_round_trip (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwDraft) again = new_draft (zone_text);
  g_autoptr (LwRecordSet) text = new_set ("_dmarc.berg.example.", LW_RR_TYPE_TXT, 60, "\"x\"");
  g_autofree char *json = NULL;
  g_autofree char *json_again = NULL;
  g_autoptr (GError) error = NULL;

  lw_mx_entry_set_exchange (peek (draft, 0), "https://half ty");
  lw_mx_entry_set_preference_text (peek (draft, 1), "7x");
  lw_mx_list_set_ttl_text (lw_draft_get_mx (draft), "an hour");
  lw_draft_put_set (draft, text);
  lw_draft_remove_set (draft, "www.berg.example.", LW_RR_TYPE_A);

  json = lw_draft_to_json (draft);
  g_assert_true (lw_draft_load_json (again, json, &error));
  g_assert_no_error (error);
  g_assert_true (lw_draft_get_changed (again));
  g_assert_cmpstr (lw_mx_entry_get_exchange (peek (again, 0)), ==, "https://half ty");
  g_assert_cmpstr (lw_mx_entry_get_preference_text (peek (again, 1)), ==, "7x");
  g_assert_cmpstr (lw_mx_list_get_ttl_text (lw_draft_get_mx (again)), ==, "an hour");
  json_again = lw_draft_to_json (again);
  g_assert_cmpstr (json, ==, json_again);
}

/* Who did not touch the mail servers gets those that are live now. */
static void
test_json_without_mx (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwDraft) again = new_draft ("berg.example. 60 IN MX 1 mx.other.example.\n");
  g_autofree char *json = NULL;

  lw_draft_remove_set (draft, OWNER, LW_RR_TYPE_TXT);
  json = lw_draft_to_json (draft);
  lw_mx_list_add (lw_draft_get_mx (again), "x.example");
  g_assert_true (lw_draft_load_json (again, json, NULL));
  g_assert_cmpuint (count_entries (again), ==, 1);
  g_assert_cmpstr (lw_mx_entry_get_exchange (peek (again, 0)), ==, "mx.other.example");
  g_assert_false (lw_draft_get_changed (again));
}

static void
test_json_no_mail (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwDraft) again = new_draft (zone_text);
  g_autofree char *json = NULL;

  lw_mx_list_set_no_mail (lw_draft_get_mx (draft), TRUE);
  json = lw_draft_to_json (draft);
  g_assert_true (lw_draft_load_json (again, json, NULL));
  g_assert_true (lw_mx_list_get_no_mail (lw_draft_get_mx (again)));
  lw_mx_list_set_no_mail (lw_draft_get_mx (again), FALSE);
  g_assert_cmpuint (count_entries (again), ==, 2);
  g_assert_false (lw_draft_get_changed (again));
}

#define HEAD "{\"schema\":1,\"domain\":\"berg.example.\""
#define MX(text) HEAD ",\"sets\":[],\"removed\":[],\"mx\":" text "}"

static const char *const hostile[] = {
  "",
  "<html></html>",
  "[]",
  "{}",
  "{\"schema\":2,\"domain\":\"berg.example.\",\"sets\":[],\"removed\":[],\"mx\":null}",
  "{\"schema\":1,\"domain\":\"other.example.\",\"sets\":[],\"removed\":[],\"mx\":null}",
  "{\"schema\":1,\"domain\":7,\"sets\":[],\"removed\":[],\"mx\":null}",
  HEAD "}",
  HEAD ",\"sets\":{},\"removed\":[]}",
  HEAD ",\"sets\":[],\"removed\":[],\"extra\":1}",
  HEAD ",\"sets\":[{}],\"removed\":[]}",
  HEAD ",\"sets\":[{\"owner\":\"berg.example.\",\"type\":\"TXT\",\"ttl\":-1,"
       "\"values\":[\"\\\"x\\\"\"]}],\"removed\":[]}",
  HEAD ",\"sets\":[{\"owner\":\"berg.example.\",\"type\":\"TXT\",\"ttl\":60,"
       "\"values\":\"x\"}],\"removed\":[]}",
  HEAD ",\"sets\":[{\"owner\":\"berg.example.\",\"type\":\"MX\",\"ttl\":60,"
       "\"values\":[\"10 mx.example.\"]}],\"removed\":[]}",
  HEAD ",\"sets\":[{\"owner\":\"evil.example.\",\"type\":\"TXT\",\"ttl\":60,"
       "\"values\":[\"\\\"x\\\"\"]}],\"removed\":[]}",
  HEAD ",\"sets\":[],\"removed\":[{\"owner\":\"evil.example.\",\"type\":\"A\"}]}",
  HEAD ",\"sets\":[],\"removed\":[{\"owner\":\"berg.example.\",\"type\":\"NOTHING\"}]}",
  HEAD ",\"sets\":[],\"removed\":[{\"owner\":\"berg.example.\",\"type\":\"MX\"}]}",
  HEAD ",\"sets\":[],\"removed\":[{\"owner\":\"berg..example.\",\"type\":\"A\"}]}",
  HEAD ",\"sets\":[],\"removed\":[{\"owner\":\"berg.example.\"}]}",
  HEAD ",\"sets\":[],\"removed\":[1]}",
  MX ("[]"),
  MX ("{}"),
  MX ("{\"ttl\":60,\"no_mail\":false,\"entries\":[]}"),
  MX ("{\"ttl\":\"60\",\"no_mail\":\"no\",\"entries\":[]}"),
  MX ("{\"ttl\":\"60\",\"no_mail\":false,\"entries\":[{\"exchange\":\"a\"}]}"),
  MX ("{\"ttl\":\"60\",\"no_mail\":false,\"entries\":[{\"exchange\":1,\"preference\":\"1\"}]}"),
  MX ("{\"ttl\":\"60\",\"no_mail\":false,\"entries\":[],\"x\":1}"),
};

static void
test_hostile_json (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autofree char *before = NULL;

  lw_mx_entry_set_exchange (peek (draft, 0), "mx.new.example");
  lw_draft_remove_set (draft, OWNER, LW_RR_TYPE_TXT);
  before = lw_draft_to_json (draft);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      if (lw_draft_load_json (draft, hostile[i], &error))
        g_error ("taken: %s", hostile[i]);
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
      after = lw_draft_to_json (draft);
      g_assert_cmpstr (after, ==, before);
    }
}

/* Servers that were cut off a long list would be taken away from the domain. */
static void
test_json_drops_no_server (void)
{
  g_autoptr (GString) text = g_string_new (zone_text);
  g_autoptr (LwDraft) draft = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "berg.example. 600 IN MX 30 mx%u.test.\n", i);
  draft = new_draft (text->str);
  lw_mx_entry_set_exchange (peek (draft, 0), "mx.new.example");
  json = lw_draft_to_json (draft);

  again = new_draft (text->str);
  g_assert_false (lw_draft_load_json (again, json, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpuint (count_entries (again), ==, 502);
}

static void
test_list_outlives_draft (void)
{
  g_autoptr (LwDraft) draft = new_draft (zone_text);
  g_autoptr (LwMxList) list = g_object_ref (lw_draft_get_mx (draft));

  g_assert_finalize_object (g_steal_pointer (&draft));
  lw_mx_list_add (list, "mx.new.example");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draft/untouched", test_untouched);
  g_test_add_func ("/draft/edit-and-back", test_edit_and_back);
  g_test_add_func ("/draft/change", test_change);
  g_test_add_func ("/draft/problem", test_problem);
  g_test_add_func ("/draft/live-fault-stays", test_live_fault_stays);
  g_test_add_func ("/draft/sets", test_sets);
  g_test_add_func ("/draft/mx-goes-through-list", test_mx_goes_through_list);
  g_test_add_func ("/draft/take-plan", test_take_plan);
  g_test_add_func ("/draft/empty-zone", test_empty_zone);
  g_test_add_func ("/draft/json-round-trip", test_json_round_trip);
  g_test_add_func ("/draft/json-without-mx", test_json_without_mx);
  g_test_add_func ("/draft/json-no-mail", test_json_no_mail);
  g_test_add_func ("/draft/hostile-json", test_hostile_json);
  g_test_add_func ("/draft/json-drops-no-server", test_json_drops_no_server);
  g_test_add_func ("/draft/list-outlives-draft", test_list_outlives_draft);

  return g_test_run ();
}
