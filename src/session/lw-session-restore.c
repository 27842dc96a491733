/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session-private.h"

/* The part of LwSession's story that takes up what an earlier run left. */

/* A push that another process is making just now is not one that was cut off: it holds the lock. */
static gboolean
was_cut_off (LwSession *self, const LwPushFields *push)
{
  g_autoptr (LwPushLock) lock = NULL;

  if (push->state == LW_PUSH_PARTIAL)
    return TRUE;

  if (push->state != LW_PUSH_INTENDED)
    return FALSE;

  lock = lw_store_lock_domain (lw_services_get_store (self->services),
                               lw_plan_get_zone (push->plan), NULL);

  return lock != NULL;
}

static LwPush *
find_cut_off (LwSession *self, GPtrArray *pushes)
{
  for (guint i = 0; i < pushes->len; i++)
    if (was_cut_off (self, lw_push_get (g_ptr_array_index (pushes, i))))
      return g_ptr_array_index (pushes, i);

  return NULL;
}

/* A change of an earlier run may still be on its way. */
static void
restore_arrival (LwSession *self, GPtrArray *pushes)
{
  const LwPushFields *last = pushes->len > 0 ? lw_push_get (g_ptr_array_index (pushes, 0)) : NULL;
  g_autoptr (LwArrival) arrival = NULL;

  if (self->arrival != NULL || last == NULL || last->state != LW_PUSH_DONE ||
      lw_plan_ready_at (last->plan, last->ended_at) <= lw_session_read_clock ())
    return;

  arrival = lw_session_make_arrival (self, last->plan, NULL, last->ended_at);
  if (arrival != NULL)
    lw_session_set_arrival (self, arrival);
}

static gboolean
has_done (GPtrArray *pushes)
{
  for (guint i = 0; i < pushes->len; i++)
    if (lw_push_get (g_ptr_array_index (pushes, i))->state == LW_PUSH_DONE)
      return TRUE;

  return FALSE;
}

static void
journal_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) pushes = NULL;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  LwPush *cut_off;

  pushes = lw_store_list_pushes_finish (LW_STORE (source), result, &error);
  if (pushes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->has_pushed = has_done (pushes);
  restore_arrival (self, pushes);
  cut_off = find_cut_off (self, pushes);
  if (cut_off != NULL)
    lw_session_set_unfinished (self, cut_off);
  g_task_return_boolean (task, TRUE);
}

static void
row_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDomainRow) row = NULL;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);

  row = lw_store_load_domain_finish (LW_STORE (source), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (row != NULL && self->host_id == NULL)
    lw_session_set_key (self, row->host_id, row->key_name);
  if (row != NULL && self->draft == NULL && self->saved_draft == NULL)
    self->saved_draft = g_steal_pointer (&row->draft);

  lw_store_list_pushes_async (LW_STORE (source), self->domain, journal_read_cb,
                              g_object_ref (task));
}

/**
 * lw_session_restore_async:
 * @self: a session
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the store has been read
 * @user_data: data for @callback
 *
 * Takes up what an earlier run left: the chosen key, an unsaved draft, a push that was cut off.
 */
void
lw_session_restore_async (LwSession *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_restore_async);
  lw_store_load_domain_async (lw_services_get_store (self->services), self->domain, row_read_cb,
                              g_object_ref (task));
}

/**
 * lw_session_restore_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`, `LW_ERROR_UNSUPPORTED` or `LW_ERROR_FORMAT`
 *
 * Returns: whether the store could be read
 */
gboolean
lw_session_restore_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
