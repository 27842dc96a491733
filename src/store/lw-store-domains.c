/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-store.h"

#include "lw-store-job.h"

/* The part of LwStore that remembers domains. */

#define COLUMNS "name, host_id, key_name, draft, added_at, looked_at, state, sentence"

/**
 * lw_domain_row_free:
 * @self: a row
 *
 * Frees a row with its strings.
 */
void
lw_domain_row_free (LwDomainRow *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->domain);
  g_free (self->host_id);
  g_free (self->key_name);
  g_free (self->draft);
  g_free (self->state);
  g_free (self->sentence);
  g_free (self);
}

static LwDomainRow *
read_row (sqlite3_stmt *query)
{
  LwDomainRow *row = g_new0 (LwDomainRow, 1);

  row->domain = lw_database_dup_text (query, 0);
  row->host_id = lw_database_dup_text (query, 1);
  row->key_name = lw_database_dup_text (query, 2);
  row->draft = lw_database_dup_text (query, 3);
  row->added_at = sqlite3_column_int64 (query, 4);
  row->looked_at = sqlite3_column_int64 (query, 5);
  row->state = lw_database_dup_text (query, 6);
  row->sentence = lw_database_dup_text (query, 7);

  return row;
}

gboolean
lw_store_ensure_domain (LwDatabase *database,
                        const char *domain,
                        gboolean listed,
                        gint64 now,
                        GError **error)
{
  return lw_database_run (database, error,
                          "INSERT INTO domain (name, listed, added_at) VALUES (?1, ?2, ?3) "
                          "ON CONFLICT (name) DO UPDATE SET listed = max (listed, ?2)",
                          "sii", domain, (gint64) listed, now);
}

static void
list_domains (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_domain_row_free);
  g_autoptr (sqlite3_stmt) query = NULL;
  GError *error = NULL;

  query = lw_database_query (database, &error,
                             "SELECT " COLUMNS " FROM domain WHERE listed ORDER BY name", "");
  while (query != NULL && lw_database_next_row (database, query, &error))
    g_ptr_array_add (rows, read_row (query));

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lw_store_list_domains_async:
 * @self: a store
 * @callback: (scope async): called with the domains on the list, by name
 * @user_data: data for @callback
 */
void
lw_store_list_domains_async (LwStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (LW_IS_STORE (self));

  lw_store_start (self, lw_store_job_new (list_domains, NULL), lw_store_list_domains_async,
                  callback, user_data);
}

/**
 * lw_store_list_domains_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: (transfer full) (element-type LwDomainRow): the domains
 */
GPtrArray *
lw_store_list_domains_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_domain (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  g_autoptr (sqlite3_stmt) query = NULL;
  GError *error = NULL;
  LwDomainRow *row = NULL;

  query = lw_database_query (database, &error, "SELECT " COLUMNS " FROM domain WHERE name = ?", "s",
                             job->domain);
  if (query != NULL && lw_database_next_row (database, query, &error))
    row = read_row (query);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, row, (GDestroyNotify) lw_domain_row_free);
}

/**
 * lw_store_load_domain_async:
 * @self: a store
 * @domain: a domain
 * @callback: (scope async): called with its row
 * @user_data: data for @callback
 */
void
lw_store_load_domain_async (LwStore *self,
                            const char *domain,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  lw_store_start (self, lw_store_job_new (load_domain, domain), lw_store_load_domain_async,
                  callback, user_data);
}

/**
 * lw_store_load_domain_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: (transfer full) (nullable): the row; %NULL without @error when the domain is not known
 */
LwDomainRow *
lw_store_load_domain_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
add_domain (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (
      task, lw_store_ensure_domain (database, job->domain, TRUE, job->time, &error), error);
}

/**
 * lw_store_add_domain_async:
 * @self: a store
 * @domain: a domain
 * @now: Unix seconds
 * @callback: (scope async): called when it is on the list
 * @user_data: data for @callback
 */
void
lw_store_add_domain_async (LwStore *self,
                           const char *domain,
                           gint64 now,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (add_domain, domain);
  job->time = now;
  lw_store_start (self, job, lw_store_add_domain_async, callback, user_data);
}

/* Its journal refers to the row, so the row stays. */
static void
remove_domain (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (
      task,
      lw_database_run (database, &error,
                       "UPDATE domain SET listed = 0, draft = NULL, host_id = NULL, "
                       "key_name = NULL WHERE name = ?",
                       "s", job->domain),
      error);
}

/**
 * lw_store_remove_domain_async:
 * @self: a store
 * @domain: a domain
 * @callback: (scope async): called when it is off the list
 * @user_data: data for @callback
 *
 * Takes a domain off the list. The journal of what was pushed for it stays.
 */
void
lw_store_remove_domain_async (LwStore *self,
                              const char *domain,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  lw_store_start (self, lw_store_job_new (remove_domain, domain), lw_store_remove_domain_async,
                  callback, user_data);
}

/* Both statements may be repeated, so they need no common transaction. */
static void
set_key (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (
      task,
      lw_store_ensure_domain (database, job->domain, FALSE, job->time, &error) &&
          lw_database_run (database, &error,
                           "UPDATE domain SET host_id = ?, key_name = ? WHERE name = ?", "sss",
                           job->text, job->other_text, job->domain),
      error);
}

/**
 * lw_store_set_key_async:
 * @self: a store
 * @domain: a domain
 * @host_id: (nullable): the DNS host
 * @key_name: (nullable): the name of one of its keys
 * @callback: (scope async): called when the choice is kept
 * @user_data: data for @callback
 */
void
lw_store_set_key_async (LwStore *self,
                        const char *domain,
                        const char *host_id,
                        const char *key_name,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (set_key, domain);
  job->text = g_strdup (host_id);
  job->other_text = g_strdup (key_name);
  lw_store_start (self, job, lw_store_set_key_async, callback, user_data);
}

static void
save_draft (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (task,
                       lw_store_ensure_domain (database, job->domain, FALSE, job->time, &error) &&
                           lw_database_run (database, &error,
                                            "UPDATE domain SET draft = ? WHERE name = ?", "ss",
                                            job->text, job->domain),
                       error);
}

/**
 * lw_store_save_draft_async:
 * @self: a store
 * @domain: a domain
 * @json: (nullable): the draft, %NULL to forget it
 * @callback: (scope async): called when it is kept
 * @user_data: data for @callback
 */
void
lw_store_save_draft_async (LwStore *self,
                           const char *domain,
                           const char *json,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (save_draft, domain);
  job->text = g_strdup (json);
  lw_store_start (self, job, lw_store_save_draft_async, callback, user_data);
}

static void
save_look (LwDatabase *database, LwStoreJob *job, GTask *task)
{
  GError *error = NULL;

  lw_store_job_return (
      task,
      lw_store_ensure_domain (database, job->domain, FALSE, job->time, &error) &&
          lw_database_run (database, &error,
                           "UPDATE domain SET state = ?, sentence = ?, looked_at = ? "
                           "WHERE name = ?",
                           "ssis", job->text, job->other_text, job->time, job->domain),
      error);
}

/**
 * lw_store_save_look_async:
 * @self: a store
 * @domain: a domain
 * @state: the state's id
 * @sentence: the headline
 * @now: Unix seconds
 * @callback: (scope async): called when it is kept
 * @user_data: data for @callback
 */
void
lw_store_save_look_async (LwStore *self,
                          const char *domain,
                          const char *state,
                          const char *sentence,
                          gint64 now,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  LwStoreJob *job;

  g_return_if_fail (LW_IS_STORE (self));
  g_return_if_fail (domain != NULL);

  job = lw_store_job_new (save_look, domain);
  job->text = g_strdup (state);
  job->other_text = g_strdup (sentence);
  job->time = now;
  lw_store_start (self, job, lw_store_save_look_async, callback, user_data);
}
