/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-store.h"

#include "lw-store-job.h"

/* The part of LwStore that counts test letters, for the limits of good manners. */

typedef struct
{
  int count;
  gint64 last_at;
} LetterCount;

static void
record_letter (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (
      task,
      lw_database_run (database, &error,
                       "INSERT INTO letter (domain, recipient, sent_at) VALUES (?, ?, ?)", "ssi",
                       job->domain, job->text, job->time),
      error);
}

/**
 * lw_store_record_letter_async:
 * @self: a store
 * @domain: the domain it goes to
 * @to: the address
 * @now: Unix seconds
 * @callback: (scope async): called when it is on the disk
 * @user_data: data for @callback
 */
void
lw_store_record_letter_async (LwStore *self,
                              const char *domain,
                              const char *to,
                              gint64 now,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (record_letter, domain);
  job->text = g_strdup (to);
  job->time = now;
  lw_store_start (self, job, lw_store_record_letter_async, callback, user_data);
}

static void
count_letters (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  g_autoptr (sqlite3_stmt) query = NULL;
  GError *error = NULL;
  LetterCount *found;

  query = lw_database_query (database, &error,
                             "SELECT count (*), max (sent_at) FROM letter "
                             "WHERE domain = ? AND sent_at > ?",
                             "si", job->domain, job->time);
  if (query == NULL || !lw_database_next_row (database, query, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  found = g_new0 (LetterCount, 1);
  found->count = sqlite3_column_int (query, 0);
  found->last_at = sqlite3_column_int64 (query, 1);
  g_task_return_pointer (task, found, g_free);
}

/**
 * lw_store_count_letters_async:
 * @self: a store
 * @domain: a domain
 * @since: Unix seconds
 * @callback: (scope async): called with the number
 * @user_data: data for @callback
 *
 * Counts the test letters that went to a domain after @since.
 */
void
lw_store_count_letters_async (LwStore *self,
                              const char *domain,
                              gint64 since,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (count_letters, domain);
  job->time = since;
  lw_store_start (self, job, lw_store_count_letters_async, callback, user_data);
}

/**
 * lw_store_count_letters_finish:
 * @self: a store
 * @result: the result given to the callback
 * @last_at: (out) (optional): when the last one was sent, Unix seconds, 0 when there was none
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: the number, −1 with @error set
 */
int
lw_store_count_letters_finish (LwStore *self, GAsyncResult *result, gint64 *last_at, GError **error)
{
  g_autofree LetterCount *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return -1;

  if (last_at != NULL)
    *last_at = found->last_at;

  return found->count;
}
