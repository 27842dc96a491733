/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-test-session.h"

/* What must not happen, whatever goes wrong: a false word about a push, edits that get lost, a wait
 * without end. */

#define GOOD_MX "10 mx.practice.example."
#define OTHER_MX "5 mx.elsewhere.example."
#define READING_AGAIN "Reading the settings again…"

typedef LwTestSession Fixture;

/* "@" alone is a name that DNS can carry and that our texts cannot. */
static void
test_strange_mail_server (Fixture *f, gconstpointer data)
{
  lw_test_put_mx (f, "\\# 5 000a014000");
  lw_test_look (f, LW_LOOK_DEFAULT);
  g_assert_false (lw_session_get_busy (f->session));
}

static void
change_meanwhile_cb (Fixture *f)
{
  if (g_strcmp0 (lw_session_get_progress (f->session), READING_AGAIN) == 0)
    lw_test_put_mx (f, OTHER_MX);
}

/* It is not known what became of the request, and what stands there now is neither the old nor the
 * new: that is no “nothing is different from before”. */
static void
test_neither_old_nor_new (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GPtrArray) pushes = NULL;
  g_autoptr (GError) error = NULL;

  lw_test_connect (f);
  plan = lw_test_plan_mx (f, GOOD_MX);
  lw_practice_set_faults (f->practice,
                          &(LwPracticeFaults){ .fail_request = 2, .fail_status = 500 });
  g_signal_connect_swapped (f->session, "notify::progress", G_CALLBACK (change_meanwhile_cb), f);

  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  pushes = lw_test_history (f);
  g_assert_cmpint (lw_push_get (pushes->pdata[0])->state, ==, LW_PUSH_PARTIAL);
  g_assert_nonnull (lw_session_get_unfinished (f->session));
}

static void
stop_answering_cb (Fixture *f)
{
  if (g_strcmp0 (lw_session_get_progress (f->session), READING_AGAIN) == 0)
    lw_practice_stop (f->practice);
}

/* “Done” is said of what was seen, not of what was promised. */
static void
test_unseen_is_not_done (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  lw_test_connect (f);
  plan = lw_test_plan_mx (f, GOOD_MX);
  g_signal_connect_swapped (f->session, "notify::progress", G_CALLBACK (stop_answering_cb), f);

  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_PARTIAL);
  g_assert_nonnull (lw_session_get_unfinished (f->session));
}

static void
save_draft (Fixture *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_save_draft_async (f->session, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  g_assert_true (lw_session_save_draft_finish (f->session, result, NULL));
}

static void
start_again (Fixture *f)
{
  g_assert_finalize_object (f->session);
  f->session = lw_session_new (f->services, LW_PRACTICE_DOMAIN);
}

static char *
dup_first_exchange (Fixture *f)
{
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (f->session));
  g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return g_strdup (lw_mx_entry_get_exchange (entry));
}

static void
type_exchange (Fixture *f, const char *exchange)
{
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (f->session));
  g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), 0);

  lw_mx_entry_set_exchange (entry, exchange);
}

/* The command line applies a plan while the window keeps an unsaved draft. */
static void
test_push_keeps_other_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *later = NULL;

  lw_test_connect (f);
  plan = lw_test_plan_mx (f, GOOD_MX);
  type_exchange (f, "half typed");
  save_draft (f);

  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  here = dup_first_exchange (f);
  g_assert_cmpstr (here, ==, "half typed");

  start_again (f);
  lw_test_restore (f);
  lw_test_connect (f);
  later = dup_first_exchange (f);
  g_assert_cmpstr (later, ==, "half typed");
}

/* What was pushed is no edit any more, in this run and in the next. */
static void
test_push_ends_its_own_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  lw_test_connect (f);
  type_exchange (f, "mx.practice.example");
  lw_mx_list_commit (lw_draft_get_mx (lw_session_get_draft (f->session)));
  save_draft (f);
  plan = lw_session_make_plan (f->session, &error);
  g_assert_no_error (error);
  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_false (lw_draft_get_changed (lw_session_get_draft (f->session)));

  lw_test_put_mx (f, OTHER_MX);
  start_again (f);
  lw_test_restore (f);
  lw_test_connect (f);
  g_assert_false (lw_draft_get_changed (lw_session_get_draft (f->session)));
}

#define DRAFT_ELSEWHERE                                                              \
  "{\"schema\":1,\"domain\":\"practice.example.\",\"mx\":null,\"sets\":[{\"owner\":" \
  "\"example.\",\"type\":\"TXT\",\"ttl\":60,\"values\":[\"\\\"kept\\\"\"]}],\"removed\":[]}"

static char *
load_kept_draft (Fixture *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwDomainRow) row = NULL;
  LwStore *store = lw_services_get_store (f->services);

  lw_store_load_domain_async (store, LW_PRACTICE_DOMAIN, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  row = lw_store_load_domain_finish (store, result, NULL);

  return g_strdup (row->draft);
}

/* Edits that do not fit into the zone that was found now may fit into the next. */
static void
test_edits_wait_for_their_zone (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *kept = NULL;

  lw_store_save_draft_async (lw_services_get_store (f->services), LW_PRACTICE_DOMAIN,
                             DRAFT_ELSEWHERE, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  lw_test_restore (f);
  lw_test_look (f, LW_LOOK_NO_MAIL);
  save_draft (f);

  kept = load_kept_draft (f);
  g_assert_cmpstr (kept, ==, DRAFT_ELSEWHERE);
}

/* A plan file names its zone; the key was proven for another one. */
static void
test_plan_of_another_zone (Fixture *f, gconstpointer data)
{
  static const char *const values[] = { OTHER_MX, NULL };
  g_autoptr (LwZone) live = lw_zone_new ("sub.practice.example.");
  g_autoptr (LwZone) wanted = lw_zone_new ("sub.practice.example.");
  g_autoptr (LwZone) sub = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  sub = lw_zone_parse ("@ 4 SOA ns1.example. a.example. 1 2 3 4 5\n@ 4 NS ns1.example.\n", -1,
                       "sub.practice.example.", NULL);
  g_assert_true (lw_practice_put_zone (f->practice, sub, &error));
  lw_zone_take_set (wanted,
                    lw_record_set_new ("sub.practice.example.", LW_RR_TYPE_MX, 60, values, &error));
  g_assert_no_error (error);
  plan = lw_plan_new ("sub.practice.example.", live, wanted);

  lw_test_connect (f);
  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_false (lw_session_get_busy (f->session));
  after = lw_practice_dup_zone (f->practice, "sub.practice.example.");
  g_assert_true (lw_zone_equal (sub, after));
}

static LwPlan *
plan_of_file (LwPlan *plan, gint64 n_records)
{
  g_autoptr (JsonNode) node = lw_plan_to_json (plan);
  g_autoptr (GError) error = NULL;
  LwPlan *read;

  json_object_set_int_member (json_node_get_object (node), "records", n_records);
  read = lw_plan_from_json (node, &error);
  g_assert_no_error (error);

  return read;
}

static gboolean
is_about_many (LwPlan *plan)
{
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);

  for (guint i = 0; i < dangers->len; i++)
    if (g_array_index (dangers, LwDangerKind, i) == LW_DANGER_MANY_RECORDS)
      return TRUE;

  return FALSE;
}

/* A plan file that pretends to change little of much */
static void
test_file_hides_no_danger (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", NULL };
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) wanted = lw_zone_copy (zone);
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) pretending = NULL;
  g_autoptr (LwPlan) reviewed = NULL;
  g_autoptr (GError) error = NULL;

  lw_zone_take_set (zone, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_TXT, 4, texts, NULL));
  g_assert_true (lw_practice_put_zone (f->practice, zone, &error));
  plan = lw_plan_new (LW_PRACTICE_DOMAIN, zone, wanted);
  pretending = plan_of_file (plan, 9999999);
  g_assert_false (is_about_many (pretending));

  lw_test_connect (f);
  reviewed = lw_session_review_plan (f->session, pretending, &error);
  g_assert_no_error (error);
  g_assert_true (is_about_many (reviewed));
}

/* Whoever puts back what was put back by hand already does not rewrite the history. */
static void
test_nothing_to_put_back (Fixture *f, gconstpointer data)
{
  g_autoptr (LwZone) before = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) undo = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (LwPush) undone = NULL;
  g_autoptr (GPtrArray) pushes = NULL;
  g_autoptr (GError) error = NULL;
  gint64 undoes = 0;

  lw_test_connect (f);
  plan = lw_test_plan_mx (f, GOOD_MX);
  done = lw_test_push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_true (lw_practice_put_zone (f->practice, before, NULL));

  undo = lw_test_plan_undo (f, 0, &undoes);
  g_assert_true (lw_plan_is_empty (undo));
  undone = lw_test_push (f, undo, TRUE, undoes, &error);
  g_assert_no_error (error);
  pushes = lw_test_history (f);
  g_assert_cmpuint (pushes->len, ==, 1);
  g_assert_cmpint (lw_push_get (pushes->pdata[0])->state, ==, LW_PUSH_DONE);
}

static gint64
journal (Fixture *f, LwPlan *plan, gint64 undoes)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LwStore *store = lw_services_get_store (f->services);
  g_autoptr (LwPush) intended = lw_push_new (&(LwPushFields){
      .domain = LW_PRACTICE_DOMAIN,
      .plan = plan,
      .host_id = "powerdns",
      .key_name = "practice",
      .title = "cut off",
      .started_at = 1,
      .undoes = undoes,
  });

  lw_store_begin_push_async (store, intended, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);

  return lw_store_begin_push_finish (store, result, NULL);
}

/* The finishing of a push was cut off too, and then put back: the first one still is open, and the
 * person hears of it at once, not at the next start. */
static void
test_older_cut_off_comes_up (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) undo = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first, second, undoes = 0;

  lw_test_connect (f);
  plan = lw_test_plan_mx (f, GOOD_MX);
  first = journal (f, plan, 0);
  second = journal (f, plan, first);
  lw_test_put_mx (f, GOOD_MX); /* the second one's request had taken effect */
  lw_test_restore (f);
  g_assert_cmpint (lw_push_get (lw_session_get_unfinished (f->session))->id, ==, second);

  undo = lw_test_plan_undo (f, second, &undoes);
  done = lw_test_push (f, undo, TRUE, undoes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lw_session_get_unfinished (f->session));
  g_assert_cmpint (lw_push_get (lw_session_get_unfinished (f->session))->id, ==, first);
}

#define ADD(path, test) \
  g_test_add ("/session/safety/" path, Fixture, NULL, lw_test_set_up, test, lw_test_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("strange-mail-server", test_strange_mail_server);
  ADD ("neither-old-nor-new", test_neither_old_nor_new);
  ADD ("unseen-is-not-done", test_unseen_is_not_done);
  ADD ("push-keeps-other-edits", test_push_keeps_other_edits);
  ADD ("push-ends-its-own-edits", test_push_ends_its_own_edits);
  ADD ("edits-wait-for-their-zone", test_edits_wait_for_their_zone);
  ADD ("plan-of-another-zone", test_plan_of_another_zone);
  ADD ("file-hides-no-danger", test_file_hides_no_danger);
  ADD ("nothing-to-put-back", test_nothing_to_put_back);
  ADD ("older-cut-off-comes-up", test_older_cut_off_comes_up);

  return g_test_run ();
}
