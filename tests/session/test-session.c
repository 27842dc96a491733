/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-practice.h"
#include "lw-session.h"

/* The story against the practice world: the same servers that the app offers its users. */

#define GOOD_MX "10 mx.practice.example."

typedef struct
{
  LwPractice *practice;
  LwServices *services;
  LwSession *session;
} Fixture;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->practice = lw_practice_start (&error);
  g_assert_no_error (error);
  f->services = lw_services_new (lw_practice_get_world (f->practice));
  f->session = lw_session_new (f->services, LW_PRACTICE_DOMAIN);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->session);
  g_object_unref (f->services);
  lw_practice_stop (f->practice);
  g_object_unref (f->practice);
}

static void
look (Fixture *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_look_async (f->session, LW_LOOK_DEFAULT, NULL, NULL, done_cb, &slot);
  result = await (&slot);
  g_assert_true (lw_session_look_finish (f->session, result, &error));
  g_assert_no_error (error);
}

static gboolean
connect_with (Fixture *f, LwCredential *credential, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwReach) reach = NULL;

  lw_session_connect_async (f->session, "powerdns", NULL, credential, NULL, done_cb, &slot);
  result = await (&slot);
  reach = lw_session_connect_finish (f->session, result, error);

  return reach != NULL;
}

static void
connect_host (Fixture *f)
{
  g_autoptr (LwCredential) credential = lw_practice_make_credential (f->practice);
  g_autoptr (GError) error = NULL;

  g_assert_true (connect_with (f, credential, &error));
  g_assert_no_error (error);
}

static LwPlan *
plan_mx (Fixture *f, const char *exchange)
{
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (f->session));
  g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autoptr (GError) error = NULL;
  LwPlan *plan;

  lw_mx_entry_set_exchange (entry, exchange);
  lw_mx_list_commit (list);
  plan = lw_session_make_plan (f->session, &error);
  g_assert_no_error (error);

  return plan;
}

static LwPush *
push (Fixture *f, LwPlan *plan, gboolean resume, gint64 undoes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_push_async (f->session, plan, resume, undoes, NULL, done_cb, &slot);
  result = await (&slot);

  return lw_session_push_finish (f->session, result, error);
}

static GPtrArray *
list_history (Fixture *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_history_async (f->session, done_cb, &slot);
  result = await (&slot);

  return lw_session_history_finish (f->session, result, NULL);
}

static LwPushState
get_last_state (Fixture *f)
{
  g_autoptr (GPtrArray) pushes = list_history (f);

  g_assert_cmpuint (pushes->len, >, 0);

  return lw_push_get (pushes->pdata[0])->state;
}

static const char *
get_live_mx (LwZone *zone)
{
  LwRecordSet *set = lw_zone_get_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);

  return set != NULL ? lw_record_set_get_values (set)[0] : NULL;
}

static void
test_look_finds_the_fault (Fixture *f, gconstpointer data)
{
  LwFinding *first;

  look (f);

  g_assert_cmpint (lw_session_get_state (f->session), ==, LW_STATE_BAD);
  g_assert_cmpuint (lw_session_get_findings (f->session)->len, >, 0);
  first = g_ptr_array_index (lw_session_get_findings (f->session), 0);
  g_assert_cmpstr (lw_finding_get_id (first), ==, "mx.target_doubled_zone");
  g_assert_nonnull (lw_finding_get_fix (first));
  g_assert_nonnull (lw_session_get_draft (f->session)); /* can be edited before any key is given */
  g_assert_false (lw_session_get_connected (f->session));
  g_assert_false (lw_session_get_busy (f->session));
}

/* A question for what is not published yet would make a resolver remember that it does not exist.
 */
static void
test_look_keeps_unpublished_to_itself (Fixture *f, gconstpointer data)
{
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  GPtrArray *answers;

  lw_zone_drop_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);
  g_assert_true (lw_practice_put_zone (f->practice, zone, NULL));
  look (f);

  answers = lw_evidence_get_answers (lw_session_get_evidence (f->session));
  g_assert_cmpuint (answers->len, >, 0);
  for (guint i = 0; i < answers->len; i++)
    if (lw_answer_get (answers->pdata[i])->type == LW_RR_TYPE_MX)
      g_assert_cmpint (lw_answer_get (answers->pdata[i])->role, ==, LW_ROLE_AUTHORITY);
}

static void
test_push_and_put_back (Fixture *f, gconstpointer data)
{
  g_autoptr (LwZone) before = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) changed = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) undo = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (LwPush) undone = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  gint64 undoes = 0;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  done = push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lw_push_get (done)->state, ==, LW_PUSH_DONE);
  g_assert_cmpint (get_last_state (f), ==, LW_PUSH_DONE);
  g_assert_nonnull (lw_session_get_arrival (f->session));
  changed = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_cmpstr (get_live_mx (changed), ==, GOOD_MX);

  lw_session_plan_undo_async (f->session, 0, NULL, done_cb, &slot);
  result = await (&slot);
  undo = lw_session_plan_undo_finish (f->session, result, &undoes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (undoes, ==, lw_push_get (done)->id);
  undone = push (f, undo, TRUE, undoes, &error);
  g_assert_no_error (error);

  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_true (lw_zone_equal (before, after));
}

/* Somebody else changed the records between the look and the push. */
static void
test_conflict_writes_nothing (Fixture *f, gconstpointer data)
{
  static const char *const others[] = { "5 mx.elsewhere.example.", NULL };
  g_autoptr (LwZone) zone = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pushes = NULL;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");

  zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  lw_zone_take_set (zone, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, 4, others, &error));
  g_assert_true (lw_practice_put_zone (f->practice, zone, &error));
  g_assert_no_error (error);

  done = push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_CONFLICT);
  g_assert_null (strstr (lw_practice_get_request_log (f->practice), "PATCH"));
  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_true (lw_zone_equal (zone, after));
  pushes = list_history (f);
  g_assert_cmpuint (pushes->len, ==, 0);
}

static void
test_refused_is_journalled (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  /* The zone is read once more, then the PATCH is refused. */
  lw_practice_set_faults (f->practice,
                          &(LwPracticeFaults){ .fail_request = 2, .fail_status = 422 });

  done = push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_REFUSED);
  g_assert_cmpint (get_last_state (f), ==, LW_PUSH_FAILED);
  g_assert_null (lw_session_get_unfinished (f->session));
}

/* The answer got lost after the request took effect: what the zone shows counts. */
static void
test_lost_answer_is_done (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (GError) error = NULL;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .fail_request = 2, .fail_status = 0 });

  done = push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lw_push_get (done)->state, ==, LW_PUSH_DONE);
  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_cmpstr (get_live_mx (after), ==, GOOD_MX);
}

static void
test_one_push_at_a_time (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPushLock) lock = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  lock = lw_store_lock_domain (lw_services_get_store (f->services), LW_PRACTICE_DOMAIN, NULL);

  done = push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_BUSY);
}

static void
inhibit_cb (gboolean inhibit, const char *reason, gpointer user_data)
{
  GString *log = user_data;

  g_string_append (log, inhibit ? "on " : "off ");
}

static void
test_push_inhibits_suspend (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;

  lw_services_set_inhibit_func (f->services, inhibit_cb, log);
  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  done = push (f, plan, FALSE, 0, NULL);
  g_assert_nonnull (done);
  g_assert_cmpstr (log->str, ==, "on off ");
}

static void
test_wrong_key (Fixture *f, gconstpointer data)
{
  g_autoptr (LwCredential) credential = lw_practice_make_credential (f->practice);
  g_autoptr (GError) error = NULL;

  lw_credential_set_field (credential, "key", "this-is-not-the-key");
  g_assert_false (connect_with (f, credential, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_AUTH);
  g_assert_null (strstr (error->message, "this-is-not-the-key"));
  g_assert_false (lw_session_get_connected (f->session));
}

/* What was typed before the key was given is there afterwards. */
/* The key works, but not for this domain. */
static void
test_domain_out_of_reach (Fixture *f, gconstpointer data)
{
  g_autoptr (LwZone) beside = lw_zone_new ("other.example.");
  g_autoptr (GError) error = NULL;
  static const char *const soa[] = { "ns1.other.example. root.other.example. 1 3600 600 86400 60",
                                     NULL };

  lw_zone_take_set (beside, lw_record_set_new ("other.example.", LW_RR_TYPE_SOA, 60, soa, &error));
  g_assert_no_error (error);
  g_assert_true (lw_practice_put_zone (f->practice, beside, &error));
  g_assert_no_error (error);

  g_object_unref (f->session);
  f->session = lw_session_new (f->services, "www.elsewhere.example.");
  {
    g_autoptr (LwCredential) credential = lw_practice_make_credential (f->practice);

    g_assert_false (connect_with (f, credential, &error));
  }
  g_assert_error (error, LW_ERROR, LW_ERROR_NO_ZONE);
}

static guint
count_findings (Fixture *f, const char *id)
{
  GPtrArray *findings = lw_session_get_findings (f->session);
  guint n_found = 0;

  for (guint i = 0; i < findings->len; i++)
    n_found += g_str_equal (lw_finding_get_id (findings->pdata[i]), id);

  return n_found;
}

/* The host shows another zone than the one that is looked at. */
static void
put_elsewhere (Fixture *f)
{
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  static const char *const others[] = { "ns1.elsewhere.example.", NULL };
  static const char *const soa[] = { "ns1.elsewhere.example. h.elsewhere.example. 9 1 1 1 1",
                                     NULL };

  lw_zone_drop_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_NS);
  lw_zone_drop_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_SOA);
  lw_zone_take_set (zone, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_NS, 60, others, NULL));
  lw_zone_take_set (zone, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_SOA, 60, soa, NULL));
  g_assert_true (lw_practice_put_zone (f->practice, zone, NULL));
}

static void
test_edited_zone_is_not_live (Fixture *f, gconstpointer data)
{
  look (f);
  put_elsewhere (f);

  g_assert_cmpuint (count_findings (f, "ns.edited_zone_not_live"), ==, 0);
  connect_host (f);
  g_assert_cmpuint (count_findings (f, "ns.edited_zone_not_live"), ==, 1);
}

static char *
list_dangers (LwPlan *plan)
{
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < dangers->len; i++)
    g_string_append_printf (ids, "%s ",
                            lw_danger_get_id (g_array_index (dangers, LwDangerKind, i)));

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

/* @data: whether a look was taken before, or only the key tried */
static void
test_danger_before_push (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) reviewed = NULL;
  g_autofree char *made = NULL;
  g_autofree char *again = NULL;

  if (data != NULL)
    look (f);
  put_elsewhere (f);
  connect_host (f);

  plan = plan_mx (f, "mx.practice.example");
  reviewed = lw_session_review_plan (f->session, plan, NULL);
  made = list_dangers (plan);
  again = list_dangers (reviewed);
  g_assert_cmpstr (made, ==, "not-live ");
  g_assert_cmpstr (again, ==, made);
}

static void
test_no_danger_before_push (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autofree char *dangers = NULL;

  if (data != NULL)
    look (f);
  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  dangers = list_dangers (plan);
  g_assert_cmpstr (dangers, ==, "");
}

static void
test_connecting_keeps_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) kept = NULL;
  g_autoptr (GError) error = NULL;

  look (f);
  plan = plan_mx (f, "mx.practice.example");
  g_assert_false (lw_plan_is_empty (plan));

  connect_host (f);
  g_assert_cmpuint (count_findings (f, "ns.edited_zone_not_live"), ==, 0);
  kept = lw_session_make_plan (f->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_plan_get_changes (kept)->len, ==, 1);
}

static void
test_draft_survives (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) kept = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  look (f);
  plan = plan_mx (f, "mx.practice.example");
  lw_session_save_draft_async (f->session, done_cb, &slot);
  saved = await (&slot);
  g_assert_true (lw_session_save_draft_finish (f->session, saved, NULL));

  g_object_unref (f->session);
  f->session = lw_session_new (f->services, LW_PRACTICE_DOMAIN);
  lw_session_restore_async (f->session, NULL, done_cb, &slot);
  restored = await (&slot);
  g_assert_true (lw_session_restore_finish (f->session, restored, NULL));
  look (f);
  kept = lw_session_make_plan (f->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_plan_get_changes (kept)->len, ==, 1);
}

static gboolean
send_letter (Fixture *f, const char *to, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwLetter) letter = NULL;

  lw_session_send_letter_async (f->session, to, NULL, NULL, done_cb, &slot);
  result = await (&slot);
  letter = lw_session_send_letter_finish (f->session, result, error);

  return letter != NULL;
}

static void
mend (Fixture *f)
{
  static const char *const good[] = { GOOD_MX, NULL };
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);

  lw_zone_take_set (zone, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, 4, good, NULL));
  g_assert_true (lw_practice_put_zone (f->practice, zone, NULL));
}

static void
test_letter_lands (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  GPtrArray *letters = lw_practice_get_letters (f->practice);

  mend (f);
  connect_host (f);
  g_assert_true (send_letter (f, LW_PRACTICE_MAILBOX, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (letters->len, ==, 1);
  code = g_strdup (lw_letter_get_code (lw_session_get_letter (f->session)));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (letters->pdata[0], NULL),
                                  g_bytes_get_size (letters->pdata[0]), code));
  g_assert_false (lw_session_confirm_letter (f->session, "AAAA-AA", NULL));
  g_assert_true (lw_session_confirm_letter (f->session, code, &error));
  g_assert_no_error (error);

  /* The next one within a minute does not leave. */
  g_assert_false (send_letter (f, LW_PRACTICE_MAILBOX, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (letters->len, ==, 1);
}

static void
test_letter_only_to_own_domain (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mend (f);
  g_assert_false (
      send_letter (f, LW_PRACTICE_MAILBOX, &error)); /* nobody has shown that it is theirs */
  g_assert_error (error, LW_ERROR, LW_ERROR_UNSAFE);
  g_clear_error (&error);

  connect_host (f);
  g_assert_false (send_letter (f, "somebody@elsewhere.example", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, "to");
  g_assert_cmpuint (lw_practice_get_n_connections_to_mail (f->practice), ==, 0);
}

static void
test_arrival (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  look (f); /* the resolvers remember the old answer */
  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  done = push (f, plan, FALSE, 0, &error);
  g_assert_no_error (error);
  lw_session_wait_async (f->session, 0, NULL, done_cb, &slot);
  result = await (&slot);
  g_assert_true (lw_session_wait_finish (f->session, result, &error));
  g_assert_no_error (error);
  g_assert_true (lw_arrival_is_complete (lw_session_get_arrival (f->session)));
}

static void
test_wait_can_be_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .secondary_lag_ms = 60000 });
  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  done = push (f, plan, FALSE, 0, NULL);
  lw_session_wait_async (f->session, 0, cancellable, done_cb, &slot);
  while (lw_arrival_get_n_rows (lw_session_get_arrival (f->session)) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  result = await (&slot);
  g_assert_false (lw_session_wait_finish (f->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (lw_session_get_busy (f->session));
}

/* The process died after the journal entry: the next session finds it and offers both ways. */
static gint64
journal_cut_off (Fixture *f, LwPlan *plan)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPush) intended = lw_push_new (&(LwPushFields){
      .domain = LW_PRACTICE_DOMAIN,
      .plan = plan,
      .host_id = "powerdns",
      .key_name = "practice",
      .title = "cut off",
      .started_at = 1,
  });

  lw_store_begin_push_async (lw_services_get_store (f->services), intended, done_cb, &slot);
  result = await (&slot);

  return lw_store_begin_push_finish (lw_services_get_store (f->services), result, NULL);
}

static void
restore (Fixture *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_restore_async (f->session, NULL, done_cb, &slot);
  result = await (&slot);
  g_assert_true (lw_session_restore_finish (f->session, result, NULL));
}

static void
test_finish_what_was_cut_off (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) rest = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (LwZone) after = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  guint n_made = 9, n_all = 0;
  gint64 id;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  id = journal_cut_off (f, plan);
  restore (f);
  g_assert_nonnull (lw_session_get_unfinished (f->session));

  lw_session_plan_finish_async (f->session, id, NULL, done_cb, &slot);
  result = await (&slot);
  rest = lw_session_plan_finish_finish (f->session, result, &n_made, &n_all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_made, ==, 0);
  g_assert_cmpuint (n_all, ==, 1);

  done = push (f, rest, TRUE, id, &error);
  g_assert_no_error (error);
  g_assert_null (lw_session_get_unfinished (f->session));
  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_cmpstr (get_live_mx (after), ==, GOOD_MX);
}

static void
test_put_back_what_was_cut_off (Fixture *f, gconstpointer data)
{
  g_autoptr (LwZone) before = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) undo = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  gint64 undoes = 0;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  journal_cut_off (f, plan);
  mend (f); /* its request had taken effect */
  restore (f);

  lw_session_plan_undo_async (f->session, lw_push_get (lw_session_get_unfinished (f->session))->id,
                              NULL, done_cb, &slot);
  result = await (&slot);
  undo = lw_session_plan_undo_finish (f->session, result, &undoes, &error);
  g_assert_no_error (error);
  done = push (f, undo, TRUE, undoes, &error);
  g_assert_no_error (error);
  g_assert_null (lw_session_get_unfinished (f->session));
  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_true (lw_zone_equal (before, after));
}

/* For the person it was one change: Put Back afterwards takes back both parts. */
static void
test_put_back_what_was_finished (Fixture *f, gconstpointer data)
{
  static const char *const text[] = { "\"v=spf1 mx -all\"", NULL };
  g_autoptr (LwZone) before = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) after = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) rest = NULL;
  g_autoptr (LwPlan) undo = NULL;
  g_autoptr (LwRecordSet) policy = NULL;
  g_autoptr (LwPush) finished = NULL;
  g_autoptr (LwPush) undone = NULL;
  g_autoptr (GAsyncResult) finish_result = NULL;
  g_autoptr (GAsyncResult) undo_result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  gint64 id, undoes = 0;

  connect_host (f);
  policy = lw_record_set_new ("extra." LW_PRACTICE_DOMAIN, LW_RR_TYPE_TXT, 60, text, &error);
  g_assert_no_error (error);
  lw_draft_put_set (lw_session_get_draft (f->session), policy);
  plan = plan_mx (f, "mx.practice.example");
  g_assert_cmpuint (lw_plan_get_changes (plan)->len, ==, 2);
  id = journal_cut_off (f, plan);
  mend (f); /* one of the two had been made */
  restore (f);

  lw_session_plan_finish_async (f->session, id, NULL, done_cb, &slot);
  finish_result = await (&slot);
  rest = lw_session_plan_finish_finish (f->session, finish_result, NULL, NULL, &error);
  g_assert_no_error (error);
  finished = push (f, rest, TRUE, id, &error);
  g_assert_no_error (error);

  lw_session_plan_undo_async (f->session, 0, NULL, done_cb, &slot);
  undo_result = await (&slot);
  undo = lw_session_plan_undo_finish (f->session, undo_result, &undoes, &error);
  g_assert_no_error (error);
  undone = push (f, undo, TRUE, undoes, &error);
  g_assert_no_error (error);
  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_true (lw_zone_equal (before, after));
}

static void
test_settle (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  gint64 id;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  id = journal_cut_off (f, plan);
  restore (f);
  lw_session_settle_async (f->session, id, done_cb, &slot);
  result = await (&slot);
  g_assert_true (lw_session_settle_finish (f->session, result, NULL));
  g_assert_cmpint (get_last_state (f), ==, LW_PUSH_SETTLED);
  g_assert_null (lw_session_get_unfinished (f->session));
}

/* A push that another process is making just now is not offered to be finished. */
static void
test_running_push_is_not_cut_off (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPushLock) lock = NULL;
  g_autoptr (LwPlan) plan = NULL;

  connect_host (f);
  plan = plan_mx (f, "mx.practice.example");
  journal_cut_off (f, plan);
  lock = lw_store_lock_domain (lw_services_get_store (f->services), LW_PRACTICE_DOMAIN, NULL);
  restore (f);
  g_assert_null (lw_session_get_unfinished (f->session));
}

static void
test_nothing_to_wait_for (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_wait_async (f->session, 0, NULL, done_cb, &slot);
  result = await (&slot);
  g_assert_false (lw_session_wait_finish (f->session, result, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
}

static void
test_push_without_key (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPush) done = NULL;
  g_autoptr (GError) error = NULL;

  look (f);
  plan = plan_mx (f, "mx.practice.example");
  done = push (f, plan, FALSE, 0, &error);
  g_assert_null (done);
  g_assert_error (error, LW_ERROR, LW_ERROR_NO_KEY);
  g_assert_false (lw_session_get_busy (f->session));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session/look-finds-the-fault", test_look_finds_the_fault);
  ADD ("/session/look-keeps-unpublished-to-itself", test_look_keeps_unpublished_to_itself);
  ADD ("/session/push-and-put-back", test_push_and_put_back);
  ADD ("/session/conflict-writes-nothing", test_conflict_writes_nothing);
  ADD ("/session/refused-is-journalled", test_refused_is_journalled);
  ADD ("/session/lost-answer-is-done", test_lost_answer_is_done);
  ADD ("/session/one-push-at-a-time", test_one_push_at_a_time);
  ADD ("/session/push-inhibits-suspend", test_push_inhibits_suspend);
  ADD ("/session/wrong-key", test_wrong_key);
  ADD ("/session/domain-out-of-reach", test_domain_out_of_reach);
  ADD ("/session/connecting-keeps-edits", test_connecting_keeps_edits);
  ADD ("/session/edited-zone-is-not-live", test_edited_zone_is_not_live);
  g_test_add ("/session/danger-before-push/looked", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_danger_before_push, tear_down);
  ADD ("/session/no-danger-before-push/not-looked", test_no_danger_before_push);
  g_test_add ("/session/no-danger-before-push/looked", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_no_danger_before_push, tear_down);
  ADD ("/session/draft-survives", test_draft_survives);
  ADD ("/session/letter-lands", test_letter_lands);
  ADD ("/session/letter-only-to-own-domain", test_letter_only_to_own_domain);
  ADD ("/session/arrival", test_arrival);
  ADD ("/session/wait-can-be-cancelled", test_wait_can_be_cancelled);
  ADD ("/session/finish-what-was-cut-off", test_finish_what_was_cut_off);
  ADD ("/session/put-back-what-was-cut-off", test_put_back_what_was_cut_off);
  ADD ("/session/put-back-what-was-finished", test_put_back_what_was_finished);
  ADD ("/session/settle", test_settle);
  ADD ("/session/running-push-is-not-cut-off", test_running_push_is_not_cut_off);
  ADD ("/session/nothing-to-wait-for", test_nothing_to_wait_for);
  ADD ("/session/push-without-key", test_push_without_key);

  return g_test_run ();
}
