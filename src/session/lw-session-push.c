/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session.h"

#include "lw-arrival-watch.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-push-run.h"
#include "lw-session-private.h"

#include <glib/gi18n-lib.h>

/* The part of LwSession's story that begins when the person has reviewed a plan: push and wait. */

typedef struct
{
  LwPlan *plan;  /* (owned) */
  LwPush *done;  /* (owned) (nullable): to be told once the journal has been read */
  GError *error; /* (owned) (nullable): the same */
  gint64 undoes;
  gboolean resume;
} Push;

static void
push_free (Push *push)
{
  g_clear_pointer (&push->plan, lw_plan_unref);
  g_clear_pointer (&push->done, lw_push_unref);
  g_clear_error (&push->error);
  g_free (push);
}

/* What the push did not make stays an edit: of a plan that came from elsewhere, or typed meanwhile.
 */
static void
forget_made_edits (LwSession *self)
{
  if (self->saved_draft == NULL && !lw_draft_get_changed (self->draft))
    lw_store_save_draft_async (lw_services_get_store (self->services), self->domain, NULL, NULL,
                               NULL);
}

static void
take_outcome (LwSession *self, LwPushOutcome *outcome)
{
  const LwPushFields *push = lw_push_get (outcome->push);
  g_autoptr (LwArrival) arrival = NULL;

  lw_connection_set_zone (self->connection, outcome->zone);
  lw_session_begin_draft (self, outcome->zone, TRUE);
  forget_made_edits (self);

  if (self->unfinished != NULL && (lw_push_get (self->unfinished)->id == push->undoes ||
                                   lw_push_get (self->unfinished)->id == push->id))
    lw_session_set_unfinished (self, NULL);

  arrival = lw_session_make_arrival (self, push->plan, outcome->zone, push->ended_at);
  if (arrival != NULL)
    lw_session_set_arrival (self, arrival);
}

static void
leave_with_error (GTask *task, GError *error)
{
  lw_session_end (g_task_get_source_object (task));
  g_task_return_error (task, error);
}

static void
leave (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  if (push->done == NULL)
    {
      leave_with_error (task, g_steal_pointer (&push->error));
      return;
    }

  lw_session_end (g_task_get_source_object (task));
  g_task_return_pointer (task, g_steal_pointer (&push->done), (GDestroyNotify) lw_push_unref);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  lw_session_restore_finish (LW_SESSION (source), result, NULL);
  leave (task);
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwPushOutcome) outcome = NULL;
  LwSession *self = g_task_get_source_object (task);
  Push *push = g_task_get_task_data (task);

  lw_exchange_forget_shared (lw_services_get_exchange (self->services));
  outcome = lw_push_run_finish (LW_SERVICES (source), result, &push->error);
  if (outcome != NULL)
    {
      take_outcome (self, outcome);
      push->done = lw_push_ref (outcome->push);
    }

  /* The journal now holds a push that wants to be finished or put back; or behind the one that was
   * put back stands an older one that still is cut off. */
  if (outcome != NULL ? push->undoes != 0
                      : g_error_matches (push->error, LW_ERROR, LW_ERROR_PARTIAL))
    lw_session_restore_async (self, NULL, restored_cb, g_object_ref (task));
  else
    leave (task);
}

static void
progress_cb (const char *sentence, gpointer user_data)
{
  lw_session_set_progress (LW_SESSION (user_data), sentence);
}

/* A plan may come from a file: the key was proven, and the zone read, for one zone only. */
static gboolean
is_for_zone (LwPlan *plan, LwZone *zone, GError **error)
{
  g_autofree char *wanted = lw_name_display (lw_plan_get_zone (plan));
  g_autofree char *connected = lw_name_display (lw_zone_get_origin (zone));

  if (g_str_equal (lw_plan_get_zone (plan), lw_zone_get_origin (zone)))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "zone", _ ("Make the plan again."),
                _ ("The plan changes the settings of %s, but the domain's are in %s. Nothing was "
                   "written."),
                wanted, connected);

  return FALSE;
}

/**
 * lw_session_review_plan:
 * @self: a session that is connected
 * @plan: a plan that came from elsewhere
 * @error: return location for a `LW_ERROR_CONFLICT` or a `LW_ERROR_INVALID` with field "zone"
 *
 * What a file says of the zone beside its changes may be wrong, and with it the dangers: here they
 * are worked out anew, on the zone as it was read.
 *
 * Returns: (transfer full): the plan to show to the person, and to push
 */
LwPlan *
lw_session_review_plan (LwSession *self, LwPlan *plan, GError **error)
{
  LwZone *zone;

  g_return_val_if_fail (LW_IS_SESSION (self) && self->connection != NULL, NULL);
  g_return_val_if_fail (plan != NULL, NULL);

  zone = lw_connection_get_zone (self->connection);

  if (!is_for_zone (plan, zone, error))
    return NULL;

  return lw_session_tell_live (self, lw_plan_rebase (plan, zone, FALSE, error));
}

static void
connected_for_push_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = LW_SESSION (source);
  Push *push = g_task_get_task_data (task);

  if (!lw_session_ensure_connection_finish (self, result, &error) ||
      !is_for_zone (push->plan, lw_connection_get_zone (self->connection), &error))
    leave_with_error (task, error);
  else
    lw_push_run_async (self->services, self->connection, self->domain, push->plan, push->resume,
                       push->undoes, progress_cb, self, g_task_get_cancellable (task), pushed_cb,
                       g_object_ref (task));
}

/**
 * lw_session_push_async:
 * @self: a session
 * @plan: what the person has reviewed
 * @resume: whether sets that already are as wanted are no conflict
 * @undoes: the journal entry that this push finishes or puts back, 0
 * @cancellable: (nullable): stops before the next request
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Writes a plan: the one door to the outside world's DNS.
 */
void
lw_session_push_async (LwSession *self,
                       LwPlan *plan,
                       gboolean resume,
                       gint64 undoes,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Push *push;

  g_return_if_fail (LW_IS_SESSION (self));
  g_return_if_fail (plan != NULL);

  push = g_new0 (Push, 1);
  push->plan = lw_plan_ref (plan);
  push->resume = resume;
  push->undoes = undoes;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_push_async);
  g_task_set_check_cancellable (task, FALSE); /* what was written stays written */
  g_task_set_task_data (task, push, (GDestroyNotify) push_free);

  lw_session_begin (self, _ ("Getting ready…"));
  lw_session_ensure_connection_async (self, cancellable, connected_for_push_cb,
                                      g_object_ref (task));
}

/**
 * lw_session_push_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_CONFLICT`, `LW_ERROR_BUSY`, `LW_ERROR_STORE`,
 *   `LW_ERROR_NO_KEY`, `LW_ERROR_INVALID` (another zone's plan) (nothing was written),
 * `LW_ERROR_PARTIAL` (see [method@Session.get_unfinished]), or the DNS host's own error (nothing
 * was written)
 *
 * Returns: (transfer full): the journal's entry, when everything is as wanted
 */
LwPush *
lw_session_push_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
arrived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  gboolean arrived = lw_arrival_watch_finish (LW_SERVICES (source), result, &error);

  lw_session_judge (self);
  lw_session_end (self);

  if (arrived)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
watch_arrival (GTask *task)
{
  LwSession *self = g_task_get_source_object (task);
  gint64 *give_up_at = g_task_get_task_data (task);

  lw_arrival_watch_async (self->services, self->arrival, lw_session_get_delegation (self),
                          *give_up_at, g_task_get_cancellable (task), arrived_cb,
                          g_object_ref (task));
}

/* The last push that was made: of another run of the app. */
static void
last_push_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwPush) push = NULL;
  g_autoptr (LwZone) zone = NULL;
  g_autoptr (LwArrival) arrival = NULL;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  const LwPushFields *fields;

  push = lw_store_load_push_finish (LW_STORE (source), result, &error);
  if (push == NULL)
    {
      leave_with_error (task, error);
      return;
    }

  fields = lw_push_get (push);
  if (fields->snapshot != NULL)
    zone = lw_zone_parse (fields->snapshot, -1, lw_plan_get_zone (fields->plan), NULL);
  arrival = lw_session_make_arrival (self, fields->plan, zone, fields->ended_at);
  lw_session_set_arrival (self, arrival);
  watch_arrival (task);
}

static LwPush *
find_last_done (GPtrArray *pushes)
{
  for (guint i = 0; i < pushes->len; i++)
    {
      LwPush *push = g_ptr_array_index (pushes, i);

      if (lw_push_get (push)->state == LW_PUSH_DONE && !lw_plan_is_empty (lw_push_get (push)->plan))
        return push;
    }

  return NULL;
}

static void
pushes_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) pushes = NULL;
  GError *error = NULL;
  LwPush *last;

  pushes = lw_store_list_pushes_finish (LW_STORE (source), result, &error);
  last = pushes != NULL ? find_last_done (pushes) : NULL;

  if (last != NULL)
    lw_store_load_push_async (LW_STORE (source), lw_push_get (last)->id, last_push_loaded_cb,
                              g_object_ref (task));
  else
    leave_with_error (task,
                      error != NULL
                          ? error
                          : lw_error_new (LW_ERROR_INVALID, "domain", _ ("Change something first."),
                                          _ ("No change of this domain is on its way.")));
}

/**
 * lw_session_wait_async:
 * @self: a session
 * @give_up_at: Unix seconds; 0 for a minute after the computed time
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async): called when the last change is everywhere
 * @user_data: data for @callback
 *
 * Waits for the last change. [property@Session:arrival] shows where it is meanwhile.
 */
void
lw_session_wait_async (LwSession *self,
                       gint64 give_up_at,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  gint64 *limit;

  g_return_if_fail (LW_IS_SESSION (self));

  limit = g_new (gint64, 1);
  *limit = give_up_at;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_wait_async);
  g_task_set_task_data (task, limit, g_free);

  lw_session_begin (self, _ ("Asking every name server…"));
  if (self->arrival != NULL)
    watch_arrival (task);
  else
    lw_store_list_pushes_async (lw_services_get_store (self->services), self->domain,
                                pushes_listed_cb, g_object_ref (task));
}

/**
 * lw_session_wait_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NOT_ARRIVED`, `LW_ERROR_INVALID` (there is nothing to
 * wait for), `G_IO_ERROR_CANCELLED`, or why the name servers are not known
 *
 * Returns: whether the change is everywhere
 */
gboolean
lw_session_wait_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
