/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session.h"

#include "lw-error.h"
#include "lw-session-private.h"

#include <glib/gi18n-lib.h>

/* The part of LwSession's story that looks back: what an earlier run left, the history, and the
 * plans that put back or finish a push. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lw_store_write_finish (LW_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * lw_session_save_draft_async:
 * @self: a session
 * @callback: (scope async): called when it is kept
 * @user_data: data for @callback
 *
 * Keeps the unsaved edits, or forgets those kept before when there are none any more.
 */
void
lw_session_save_draft_async (LwSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *json = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lw_session_save_draft_async);

  /* Edits of an earlier run that no zone was read for yet stay as they are. */
  if (self->draft == NULL || (self->saved_draft != NULL && !lw_draft_get_changed (self->draft)))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (lw_draft_get_changed (self->draft))
    json = lw_draft_to_json (self->draft);
  lw_store_save_draft_async (lw_services_get_store (self->services), self->domain, json, written_cb,
                             g_object_ref (task));
}

gboolean
lw_session_save_draft_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
history_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *pushes = lw_store_list_pushes_finish (LW_STORE (source), result, &error);

  if (pushes != NULL)
    g_task_return_pointer (task, pushes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lw_session_history_async:
 * @self: a session
 * @callback: (scope async): called with the pushes for this domain, newest first
 * @user_data: data for @callback
 */
void
lw_session_history_async (LwSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lw_session_history_async);
  lw_store_list_pushes_async (lw_services_get_store (self->services), self->domain, history_read_cb,
                              g_object_ref (task));
}

/**
 * lw_session_history_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: (transfer full) (element-type LwPush): the pushes
 */
GPtrArray *
lw_session_history_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Making a plan out of a journal entry:
 *
 *   connected? ─► entry (the newest that wrote something, or the one asked for) ─► zone as it is
 * now ─► its plan, or the inverse of it, on that zone
 */
typedef struct
{
  gint64 id;      /* of the entry; 0 until it is found */
  LwPlan *wanted; /* (owned) (nullable): before it is held against the zone */
  guint n_made;
  guint n_all;
  guint undo : 1; /* else: finish */
} Return;

static void
return_free (Return *back)
{
  g_clear_pointer (&back->wanted, lw_plan_unref);
  g_free (back);
}

static void
leave_with_error (GTask *task, GError *error)
{
  lw_session_end (g_task_get_source_object (task));
  g_task_return_error (task, error);
}

static void
zone_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  Return *back = g_task_get_task_data (task);
  g_autoptr (LwZone) zone = lw_provider_read_finish (LW_PROVIDER (source), result, &error);
  LwPlan *plan = zone != NULL ? lw_plan_rebase (back->wanted, zone, TRUE, &error) : NULL;

  if (plan == NULL)
    {
      leave_with_error (task, error);
      return;
    }

  back->n_all = lw_plan_get_changes (back->wanted)->len;
  back->n_made = lw_plan_count_made (back->wanted, zone);
  lw_connection_set_zone (self->connection, zone);
  lw_session_begin_draft (self, zone, FALSE);
  lw_draft_take_plan (self->draft, plan);
  lw_session_end (self);
  g_task_return_pointer (task, lw_session_tell_live (self, plan), (GDestroyNotify) lw_plan_unref);
}

static void
use_entry (GTask *task, gint64 id, LwPlan *plan)
{
  LwSession *self = g_task_get_source_object (task);
  Return *back = g_task_get_task_data (task);

  back->id = id;
  back->wanted = back->undo ? lw_plan_inverse (plan) : lw_plan_ref (plan);
  lw_session_set_progress (self, _ ("Reading the settings as they are now…"));
  lw_provider_read_async (lw_connection_get_provider (self->connection),
                          lw_plan_get_zone (back->wanted), g_task_get_cancellable (task),
                          zone_read_cb, g_object_ref (task));
}

/* Whether @plan makes nothing but what was left of @whole */
static gboolean
finishes (LwPlan *plan, LwPlan *whole)
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);
      LwChange *same =
          lw_plan_find (whole, lw_change_get_owner (change), lw_change_get_rr_type (change));

      if (same == NULL ||
          !lw_record_set_equal (lw_change_get_new (same), lw_change_get_new (change)))
        return FALSE;
    }

  return TRUE;
}

static const LwPushFields *
find_entry (GPtrArray *entries, gint64 id)
{
  for (guint i = 0; i < entries->len; i++)
    if (lw_push_get (g_ptr_array_index (entries, i))->id == id)
      return lw_push_get (g_ptr_array_index (entries, i));

  return NULL;
}

/* A change that was cut off and finished later is one change for the person, so it is put back as a
 * whole. */
static const LwPushFields *
find_whole (GPtrArray *entries, const LwPushFields *entry)
{
  const LwPushFields *begun = find_entry (entries, entry->undoes);

  if (begun == NULL || !finishes (entry->plan, begun->plan))
    return entry;

  return begun->id < entry->id ? find_whole (entries, begun) : entry;
}

static gboolean
is_meant (const LwPushFields *entry, Return *back)
{
  if (back->id != 0)
    return entry->id == back->id;

  return entry->state == LW_PUSH_DONE || entry->state == LW_PUSH_PARTIAL ||
         entry->state == LW_PUSH_INTENDED;
}

static void
entries_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) entries = NULL;
  GError *error = NULL;
  Return *back = g_task_get_task_data (task);

  entries = lw_store_list_pushes_finish (LW_STORE (source), result, &error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const LwPushFields *entry = lw_push_get (g_ptr_array_index (entries, i));

      if (is_meant (entry, back))
        {
          use_entry (task, entry->id, back->undo ? find_whole (entries, entry)->plan : entry->plan);
          return;
        }
    }

  leave_with_error (task, error != NULL
                              ? error
                              : lw_error_new (LW_ERROR_INVALID, "push",
                                              _ ("Look at the history for its number."),
                                              _ ("There is no such change of this domain.")));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = LW_SESSION (source);

  if (lw_session_ensure_connection_finish (self, result, &error))
    lw_store_list_pushes_async (lw_services_get_store (self->services), self->domain,
                                entries_read_cb, g_object_ref (task));
  else
    leave_with_error (task, error);
}

static void
start_return (LwSession *self,
              gint64 id,
              gboolean undo,
              gpointer source_tag,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Return *back = g_new0 (Return, 1);

  back->id = id;
  back->undo = undo;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, back, (GDestroyNotify) return_free);

  lw_session_begin (self, _ ("Looking at what was changed…"));
  lw_session_ensure_connection_async (self, cancellable, connected_cb, g_object_ref (task));
}

/**
 * lw_session_plan_undo_async:
 * @self: a session
 * @id: a journal entry; 0 for the last one that wrote something
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the plan
 * @user_data: data for @callback
 *
 * Makes the plan that puts back what a push changed. It is reviewed and pushed like every other.
 */
void
lw_session_plan_undo_async (LwSession *self,
                            gint64 id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LW_IS_SESSION (self));

  start_return (self, id, TRUE, lw_session_plan_undo_async, cancellable, callback, user_data);
}

/**
 * lw_session_plan_undo_finish:
 * @self: a session
 * @result: the result given to the callback
 * @undoes: (out) (optional): the journal entry that the plan puts back
 * @error: return location for a `LW_ERROR_CONFLICT` (the records were changed again since), a
 *   `LW_ERROR_INVALID` with field "push", or the errors of connecting
 *
 * Returns: (transfer full): the plan; empty when everything already is as it was
 */
LwPlan *
lw_session_plan_undo_finish (LwSession *self, GAsyncResult *result, gint64 *undoes, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (undoes != NULL)
    *undoes = ((Return *) g_task_get_task_data (G_TASK (result)))->id;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lw_session_plan_finish_async:
 * @self: a session
 * @id: a journal entry of a push that was cut off
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the plan
 * @user_data: data for @callback
 *
 * Makes the plan of what is left to do.
 */
void
lw_session_plan_finish_async (LwSession *self,
                              gint64 id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LW_IS_SESSION (self));

  start_return (self, id, FALSE, lw_session_plan_finish_async, cancellable, callback, user_data);
}

/**
 * lw_session_plan_finish_finish:
 * @self: a session
 * @result: the result given to the callback
 * @n_made: (out) (optional): how many of its changes are made
 * @n_all: (out) (optional): of how many
 * @error: as for [method@Session.plan_undo_finish]
 *
 * Returns: (transfer full): the plan; empty when nothing is left to do
 */
LwPlan *
lw_session_plan_finish_finish (LwSession *self,
                               GAsyncResult *result,
                               guint *n_made,
                               guint *n_all,
                               GError **error)
{
  Return *back;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  back = g_task_get_task_data (G_TASK (result));
  if (n_made != NULL)
    *n_made = back->n_made;
  if (n_all != NULL)
    *n_all = back->n_all;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lw_session_settle_async:
 * @self: a session
 * @id: a journal entry of a push that was cut off
 * @callback: (scope async): called when it has an end
 * @user_data: data for @callback
 *
 * Leaves everything as it is and ends the entry.
 */
void
lw_session_settle_async (LwSession *self,
                         gint64 id,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lw_session_settle_async);

  if (self->unfinished != NULL && lw_push_get (self->unfinished)->id == id)
    lw_session_set_unfinished (self, NULL);
  lw_store_end_push_async (lw_services_get_store (self->services), id, LW_PUSH_SETTLED,
                           _ ("Left as it was."), lw_session_read_clock (), written_cb,
                           g_object_ref (task));
}

gboolean
lw_session_settle_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
