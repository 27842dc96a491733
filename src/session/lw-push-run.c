/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-push-run.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* The only way in which anything is written to a DNS host:
 *
 *   lock ─► read ─► compare ─► journal "intended" ─► send ⇄ journal each confirmation ─► read ─►
 * journal the end │                                │ conflict:                     whatever
 * happened here, the zone is read nothing written               again, and only what it shows
 * counts
 */
typedef struct
{
  LwConnection *connection;    /* (owned) */
  char *domain;                /* (owned) */
  LwPlan *plan;                /* (owned): rebased once the zone is read */
  LwPushLock *lock;            /* (owned) */
  GError *trouble;             /* (owned) (nullable): why sending ended early */
  GError *unread;              /* (owned) (nullable): why the zone could not be read again */
  LwZone *after;               /* (owned) (nullable) */
  LwPushProgressFunc progress; /* (nullable) */
  gpointer progress_data;
  gint64 undoes;
  gint64 id; /* in the journal; 0 while nothing is journalled */
  gint64 started_at;
  guint n_confirmed;
  guint resume : 1;
} Run;

static void
run_free (Run *run)
{
  g_clear_pointer (&run->connection, lw_connection_unref);
  g_clear_pointer (&run->plan, lw_plan_unref);
  g_clear_pointer (&run->lock, lw_push_lock_free);
  g_clear_error (&run->trouble);
  g_clear_error (&run->unread);
  g_clear_pointer (&run->after, lw_zone_unref);
  g_free (run->domain);
  g_free (run);
}

/**
 * lw_push_outcome_free:
 * @self: an outcome
 *
 * Frees an outcome.
 */
void
lw_push_outcome_free (LwPushOutcome *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->push, lw_push_unref);
  g_clear_pointer (&self->zone, lw_zone_unref);
  g_free (self);
}

static gint64
read_clock (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static const char *
get_host_name (Run *run)
{
  return lw_host_description_get_name (
      lw_provider_get_description (lw_connection_get_provider (run->connection)));
}

static void
tell (Run *run, const char *sentence)
{
  if (run->progress != NULL)
    run->progress (sentence, run->progress_data);
}

static guint
count_changes (Run *run)
{
  return lw_plan_get_changes (run->plan)->len;
}

/* Ends the task: nothing may go wrong any more after this. */
static void
leave (GTask *task, LwPushOutcome *outcome, GError *error)
{
  LwServices *services = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  lw_services_inhibit (services, FALSE, NULL);
  g_clear_pointer (&run->lock, lw_push_lock_free);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) lw_push_outcome_free);
  else
    g_task_return_error (task, error);
}

static LwPushFields
describe_push (Run *run, LwPushState state, const char *title, const char *note)
{
  LwCredential *credential = lw_connection_get_credential (run->connection);

  return (LwPushFields){
    .id = run->id,
    .domain = run->domain,
    .state = state,
    .plan = run->plan,
    .host_id = lw_credential_get_host_id (credential),
    .key_name = lw_credential_get_name (credential),
    .title = title,
    .note = note,
    .started_at = run->started_at,
    .ended_at = state == LW_PUSH_INTENDED ? 0 : read_clock (),
    .n_confirmed = run->n_confirmed,
    .undoes = run->undoes,
  };
}

/* Whether no set that the plan names is other than it was before. */
static gboolean
is_as_before (Run *run)
{
  g_autoptr (LwPlan) inverse = lw_plan_inverse (run->plan);

  return lw_plan_count_made (inverse, run->after) == count_changes (run);
}

/* By the provider's contract every error but “partial” means that nothing was written. */
static gboolean
wrote_nothing (Run *run)
{
  return run->trouble != NULL && !g_error_matches (run->trouble, LW_ERROR, LW_ERROR_PARTIAL);
}

/* What the zone shows now decides, not what the answers said: a reply may get lost after its
 * request took effect, and what was confirmed may not have been done. */
static LwPushState
judge (Run *run)
{
  guint n_made;

  if (run->after == NULL)
    return wrote_nothing (run) ? LW_PUSH_FAILED : LW_PUSH_PARTIAL;

  n_made = lw_plan_count_made (run->plan, run->after);
  if (n_made == count_changes (run))
    return LW_PUSH_DONE;

  return n_made == 0 && (wrote_nothing (run) || is_as_before (run)) ? LW_PUSH_FAILED
                                                                    : LW_PUSH_PARTIAL;
}

static GError *
make_partial_error (Run *run)
{
  const char *step = _ ("Finish the change, or put everything back.");

  if (run->after == NULL)
    return lw_error_new (LW_ERROR_PARTIAL, NULL, step,
                         _ ("%s stopped answering, so it is not known how much was changed: %s"),
                         get_host_name (run),
                         run->trouble != NULL ? run->trouble->message : run->unread->message);

  return lw_error_new (LW_ERROR_PARTIAL, NULL, step, _ ("%u of %u changes were made at %s%s%s"),
                       lw_plan_count_made (run->plan, run->after), count_changes (run),
                       get_host_name (run), run->trouble != NULL ? ": " : ".",
                       run->trouble != NULL ? run->trouble->message : "");
}

/* Without trouble the host said yes and did not do it. */
static GError *
make_failed_error (Run *run)
{
  if (run->trouble != NULL && !g_error_matches (run->trouble, LW_ERROR, LW_ERROR_PARTIAL))
    return g_error_copy (run->trouble);

  return lw_error_new (LW_ERROR_PROTOCOL, NULL, _ ("Look at the domain again, then try once more."),
                       _ ("%s did not make the change. Nothing is different from before."),
                       get_host_name (run));
}

static GError *
make_end_error (Run *run, LwPushState state)
{
  switch (state)
    {
    case LW_PUSH_PARTIAL:
      return make_partial_error (run);

    case LW_PUSH_FAILED:
      return make_failed_error (run);

    case LW_PUSH_INTENDED:
    case LW_PUSH_DONE:
    case LW_PUSH_SETTLED:
      break;
    }

  return NULL;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  LwPushState state = judge (run);
  GError *error = make_end_error (run, state);
  g_autofree char *title = NULL;
  LwPushFields fields;
  LwPushOutcome *outcome;

  /* An end that could not be journalled is found at the next start as a push that was cut off; the
   * zone itself is as the person wanted it. */
  lw_store_write_finish (LW_STORE (source), result, NULL);

  if (error != NULL)
    {
      leave (task, NULL, error);
      return;
    }

  title = lw_plan_describe (run->plan, run->started_at, NULL);
  fields = describe_push (run, state, title, NULL);
  outcome = g_new0 (LwPushOutcome, 1);
  outcome->push = lw_push_new (&fields);
  outcome->zone = g_steal_pointer (&run->after);
  leave (task, outcome, NULL);
}

static void
end_journal (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  LwPushState state = judge (run);
  g_autoptr (GError) error = make_end_error (run, state);

  lw_store_end_push_async (lw_services_get_store (services), run->id, state,
                           error != NULL ? error->message : NULL, read_clock (), ended_cb,
                           g_object_ref (task));
}

static void
read_after_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  run->after = lw_provider_read_finish (LW_PROVIDER (source), result, &run->unread);
  end_journal (task);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  lw_provider_apply_finish (LW_PROVIDER (source), result, &run->trouble);
  tell (run, _ ("Reading the settings again…"));

  /* Not cancellable: the person must learn what is and what is not. */
  lw_provider_read_async (LW_PROVIDER (source), lw_plan_get_zone (run->plan), NULL, read_after_cb,
                          g_object_ref (task));
}

static void
confirmation_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) then = user_data;
  GError *error = NULL;

  if (lw_store_write_finish (LW_STORE (source), result, &error))
    g_task_return_boolean (then, TRUE);
  else
    g_task_return_error (then, error);
}

/* The next request leaves only when this is on the disk. */
static void
confirmed_cb (guint n_done, GTask *then, gpointer user_data)
{
  GTask *task = user_data;
  LwServices *services = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("%u of %u change is made…", "%u of %u changes are made…", count_changes (run)),
      n_done, count_changes (run));

  run->n_confirmed = n_done;
  tell (run, sentence);
  lw_store_confirm_push_async (lw_services_get_store (services), run->id, n_done,
                               confirmation_kept_cb, then);
}

static void
journalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Run *run = g_task_get_task_data (task);
  g_autofree char *sentence =
      g_strdup_printf (_ ("Sending the change to %s…"), get_host_name (run));

  run->id = lw_store_begin_push_finish (LW_STORE (source), result, &error);
  if (run->id == 0)
    {
      leave (task, NULL, error); /* what cannot be journalled is not sent */
      return;
    }

  tell (run, sentence);
  lw_provider_apply_async (lw_connection_get_provider (run->connection), run->plan, confirmed_cb,
                           task, g_task_get_cancellable (task), applied_cb, g_object_ref (task));
}

static void
begin_journal (GTask *task, LwZone *live)
{
  LwServices *services = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autofree char *title = lw_plan_describe (run->plan, run->started_at, NULL);
  g_autofree char *snapshot = lw_zone_to_text (live);
  LwPushFields fields = describe_push (run, LW_PUSH_INTENDED, title, NULL);
  g_autoptr (LwPush) push = NULL;

  fields.snapshot = snapshot;
  push = lw_push_new (&fields);
  lw_store_begin_push_async (lw_services_get_store (services), push, journalled_cb,
                             g_object_ref (task));
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  LwPushFields fields = describe_push (run, LW_PUSH_DONE, _ ("Nothing was left to change."), NULL);
  LwPushOutcome *outcome;

  if (!lw_store_write_finish (LW_STORE (source), result, &error))
    {
      leave (task, NULL, error);
      return;
    }

  fields.id = run->undoes;
  outcome = g_new0 (LwPushOutcome, 1);
  outcome->push = lw_push_new (&fields);
  outcome->zone = g_steal_pointer (&run->after);
  leave (task, outcome, NULL);
}

/* The zone already is as it should be. A push that was cut off ends with that. */
static void
settle (GTask *task, LwZone *live)
{
  LwServices *services = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  run->after = lw_zone_ref (live);
  lw_store_end_push_async (lw_services_get_store (services), run->undoes, LW_PUSH_SETTLED,
                           _ ("Everything already was as it should be."), read_clock (), settled_cb,
                           g_object_ref (task));
}

static void
read_before_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Run *run = g_task_get_task_data (task);
  g_autoptr (LwZone) live = lw_provider_read_finish (LW_PROVIDER (source), result, &error);
  LwPlan *rebased = live != NULL ? lw_plan_rebase (run->plan, live, run->resume, &error) : NULL;

  if (rebased == NULL ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_clear_pointer (&rebased, lw_plan_unref);
      leave (task, NULL, error);
      return;
    }

  lw_plan_unref (run->plan);
  run->plan = rebased;

  if (lw_plan_is_empty (rebased))
    settle (task, live);
  else
    begin_journal (task, live);
}

/**
 * lw_push_run_async:
 * @services: the services of a world
 * @connection: the DNS host
 * @domain: whose push it is, for the journal
 * @plan: what to write, as it was reviewed
 * @resume: whether sets that already are as wanted are no conflict
 * @undoes: the journal entry that this push finishes or puts back, 0
 * @progress: (nullable): called with a sentence at each step
 * @progress_data: data for @progress; must live until @callback
 * @cancellable: (nullable): stops before the next request; what was sent is heard to its end
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 */
void
lw_push_run_async (LwServices *services,
                   LwConnection *connection,
                   const char *domain,
                   LwPlan *plan,
                   gboolean resume,
                   gint64 undoes,
                   LwPushProgressFunc progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  GError *error = NULL;
  Run *run = g_new0 (Run, 1);

  run->connection = lw_connection_ref (connection);
  run->domain = g_strdup (domain);
  run->plan = lw_plan_ref (plan);
  run->resume = resume;
  run->undoes = undoes;
  run->started_at = read_clock ();
  run->progress = progress;
  run->progress_data = progress_data;
  g_task_set_source_tag (task, lw_push_run_async);
  g_task_set_check_cancellable (task, FALSE); /* what was written stays written */
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  /* By zone, since two domains of one zone share its settings. */
  run->lock =
      lw_store_lock_domain (lw_services_get_store (services), lw_plan_get_zone (plan), &error);
  if (run->lock == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  lw_services_inhibit (services, TRUE, _ ("The mail settings of a domain are being changed."));
  tell (run, _ ("Reading the settings as they are now…"));
  lw_provider_read_async (lw_connection_get_provider (connection), lw_plan_get_zone (plan),
                          cancellable, read_before_cb, g_object_ref (task));
}

/**
 * lw_push_run_finish:
 * @services: the services
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_CONFLICT` or `LW_ERROR_BUSY` or `LW_ERROR_STORE` (nothing
 *   was written), `LW_ERROR_PARTIAL` (the journal says what is open), or the DNS host's own error
 *   (nothing was written)
 *
 * Returns: (transfer full): what came of it, when everything is as it was wanted
 */
LwPushOutcome *
lw_push_run_finish (LwServices *services, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, services), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
