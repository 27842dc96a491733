/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-store.h"

#include "lw-error.h"
#include "lw-store-job.h"

#include <glib/gi18n-lib.h>

/* The part of LwStore that is the journal of pushes: a row is written as "intended" before the
 * first request leaves, and ended after the last. */

#define COLUMNS                                                                                  \
  "id, domain, state, plan, host_id, key_name, title, note, started_at, ended_at, n_confirmed, " \
  "undoes"
#define SNAPSHOT_COLUMN 12

static LwPushState
parse_state (const char *id)
{
  for (LwPushState state = LW_PUSH_INTENDED; state <= LW_PUSH_SETTLED; state++)
    if (g_strcmp0 (id, lw_push_state_get_id (state)) == 0)
      return state;

  return LW_PUSH_FAILED;
}

static char *
write_plan (LwPlan *plan)
{
  g_autoptr (JsonNode) node = lw_plan_to_json (plan);

  return json_to_string (node, FALSE);
}

static LwPlan *
read_plan (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text != NULL ? text : "", error);

  return node != NULL ? lw_plan_from_json (node, error) : NULL;
}

static LwPush *
read_push (sqlite3_stmt *query, GError **error)
{
  g_autoptr (LwPlan) plan = read_plan ((const char *) sqlite3_column_text (query, 3), error);
  gboolean with_snapshot = sqlite3_column_count (query) > SNAPSHOT_COLUMN;

  if (plan == NULL)
    return NULL;

  return lw_push_new (&(LwPushFields){
      .id = sqlite3_column_int64 (query, 0),
      .domain = (const char *) sqlite3_column_text (query, 1),
      .state = parse_state ((const char *) sqlite3_column_text (query, 2)),
      .plan = plan,
      .host_id = (const char *) sqlite3_column_text (query, 4),
      .key_name = (const char *) sqlite3_column_text (query, 5),
      .title = (const char *) sqlite3_column_text (query, 6),
      .note = (const char *) sqlite3_column_text (query, 7),
      .started_at = sqlite3_column_int64 (query, 8),
      .ended_at = sqlite3_column_int64 (query, 9),
      .n_confirmed = sqlite3_column_int (query, 10),
      .undoes = sqlite3_column_int64 (query, 11),
      .snapshot =
          with_snapshot ? (const char *) sqlite3_column_text (query, SNAPSHOT_COLUMN) : NULL,
  });
}

static gboolean
insert_push (LwDatabase *database, const LwPushFields *push, GError **error)
{
  g_autofree char *plan = write_plan (push->plan);

  return lw_store_ensure_domain (database, push->domain, FALSE, push->started_at, error) &&
         lw_database_run (database, error,
                          "INSERT INTO push (domain, state, plan, snapshot, host_id, key_name, "
                          "title, note, started_at, undoes) "
                          "VALUES (?, 'intended', ?, ?, ?, ?, ?, ?, ?, ?)",
                          "sssssssii", push->domain, plan, push->snapshot, push->host_id,
                          push->key_name, push->title, push->note, push->started_at, push->undoes);
}

static void
begin_push (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;
  gint64 *id;

  if (!insert_push (database, lw_push_get (job->push), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  id = g_new (gint64, 1);
  *id = lw_database_get_last_id (database);
  g_task_return_pointer (task, id, g_free);
}

/**
 * lw_store_begin_push_async:
 * @self: a store
 * @push: what is intended, with its snapshot
 * @callback: (scope async): called when it is on the disk
 * @user_data: data for @callback
 *
 * Journals a push before its first request is sent.
 */
void
lw_store_begin_push_async (LwStore *self,
                           LwPush *push,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (push != NULL);

  job = lw_store_job_new (begin_push, NULL);
  job->push = lw_push_ref (push);
  lw_store_start (self, job, lw_store_begin_push_async, callback, user_data);
}

/**
 * lw_store_begin_push_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: the entry's id, 0 with @error set
 */
gint64
lw_store_begin_push_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

static void
confirm_push (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (task,
                       lw_database_run (database, &error,
                                        "UPDATE push SET n_confirmed = ? WHERE id = ?", "ii",
                                        (gint64) job->count, job->id),
                       error);
}

/**
 * lw_store_confirm_push_async:
 * @self: a store
 * @push: an entry's id
 * @n_confirmed: how many of its changes the DNS host confirmed
 * @callback: (scope async): called when it is on the disk
 * @user_data: data for @callback
 */
void
lw_store_confirm_push_async (LwStore *self,
                             gint64 push,
                             guint n_confirmed,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));

  job = lw_store_job_new (confirm_push, NULL);
  job->id = push;
  job->count = n_confirmed;
  lw_store_start (self, job, lw_store_confirm_push_async, callback, user_data);
}

/* Only what has no end yet can be settled: a push that was done stays done, also when it is undone
 * by hand later. */
static gboolean
write_end (LwDatabase *database, const LwStoreJob *job, GError **error)
{
  return lw_database_run (database, error,
                          "UPDATE push SET state = ?1, note = ?2, ended_at = ?3 WHERE id = ?4 "
                          "AND (?1 <> 'settled' OR state IN ('intended', 'partial'))",
                          "ssii", lw_push_state_get_id (job->state), job->text, job->time, job->id);
}

/* The end of a push and of those that it settles is on the disk together, or not at all. */
static void
end_push (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;
  gboolean written = lw_database_run (database, &error, "BEGIN IMMEDIATE", "") &&
                     write_end (database, job, &error) &&
                     (job->state != LW_PUSH_DONE ||
                      lw_store_settle_older (database, job->id, job->time, &error)) &&
                     lw_database_run (database, &error, "COMMIT", "");

  if (!written)
    lw_database_run (database, NULL, "ROLLBACK", "");
  lw_store_job_return (task, written, error);
}

/**
 * lw_store_end_push_async:
 * @self: a store
 * @push: an entry's id
 * @state: how it ended
 * @note: (nullable): the same in words
 * @now: Unix seconds
 * @callback: (scope async): called when it is on the disk
 * @user_data: data for @callback
 *
 * Ends an entry. When it is done and was made to finish or to put back another one, that one is
 * settled with it.
 */
void
lw_store_end_push_async (LwStore *self,
                         gint64 push,
                         LwPushState state,
                         const char *note,
                         gint64 now,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));

  job = lw_store_job_new (end_push, NULL);
  job->id = push;
  job->state = state;
  job->text = g_strdup (note);
  job->time = now;
  lw_store_start (self, job, lw_store_end_push_async, callback, user_data);
}

static void
list_pushes (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  g_autoptr (GPtrArray) pushes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_push_unref);
  g_autoptr (sqlite3_stmt) query = NULL;
  GError *error = NULL;

  query = lw_database_query (database, &error,
                             "SELECT " COLUMNS " FROM push WHERE ?1 IS NULL OR domain = ?1 "
                             "ORDER BY id DESC",
                             "s", job->domain);
  while (error == NULL && query != NULL && lw_database_next_row (database, query, &error))
    {
      LwPush *push = read_push (query, &error);

      if (push != NULL)
        g_ptr_array_add (pushes, push);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&pushes), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lw_store_list_pushes_async:
 * @self: a store
 * @domain: (nullable): a domain, %NULL for all
 * @callback: (scope async): called with the entries, newest first, without snapshots
 * @user_data: data for @callback
 */
void
lw_store_list_pushes_async (LwStore *self,
                            const char *domain,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LW_IS_STORE (self));

  lw_store_start (self, lw_store_job_new (list_pushes, domain), lw_store_list_pushes_async,
                  callback, user_data);
}

/**
 * lw_store_list_pushes_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE` or `LW_ERROR_FORMAT`
 *
 * Returns: (transfer full) (element-type LwPush): the entries
 */
GPtrArray *
lw_store_list_pushes_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

LwPush *
lw_store_find_push (LwDatabase *database, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) query = NULL;
  GError *trouble = NULL;

  query = lw_database_query (database, &trouble,
                             "SELECT " COLUMNS ", snapshot FROM push WHERE id = ?", "i", id);
  if (query != NULL && lw_database_next_row (database, query, &trouble))
    return read_push (query, error);

  if (trouble != NULL)
    g_propagate_error (error, trouble);
  else
    lw_set_error (error, LW_ERROR_INVALID, "push", _ ("Look at the history for its number."),
                  _ ("There is no change with the number %" G_GINT64_FORMAT "."), id);

  return NULL;
}

static void
load_push (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;
  LwPush *push = lw_store_find_push (database, job->id, &error);

  if (push != NULL)
    g_task_return_pointer (task, push, (GDestroyNotify) lw_push_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lw_store_load_push_async:
 * @self: a store
 * @push: an entry's id
 * @callback: (scope async): called with the entry and its snapshot
 * @user_data: data for @callback
 */
void
lw_store_load_push_async (LwStore *self,
                          gint64 push,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));

  job = lw_store_job_new (load_push, NULL);
  job->id = push;
  lw_store_start (self, job, lw_store_load_push_async, callback, user_data);
}

/**
 * lw_store_load_push_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_INVALID` (no such entry), `LW_ERROR_STORE` or
 *   `LW_ERROR_FORMAT`
 *
 * Returns: (transfer full): the entry
 */
LwPush *
lw_store_load_push_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
