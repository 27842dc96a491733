/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-store.h"

#include "lw-error.h"
#include "lw-store-job.h"

/**
 * LwStore:
 *
 * What Letterway remembers: domains, unsaved drafts, and the journal of pushes.
 *
 * One worker thread does the work in the order in which it was asked for, so that nothing waits
 * for the disk in the main loop. Answers come back in the main context of the caller.
 */
struct _LwStore
{
  GObject parent_instance;

  LwDatabase *database; /* (owned) */
  GThreadPool *pool;    /* (owned) */
  GHashTable *locked;   /* (owned) (element-type utf8): domains, of an in-memory store */
};

G_DEFINE_FINAL_TYPE (LwStore, lw_store, G_TYPE_OBJECT)

LwStoreJob *
lw_store_job_new (LwStoreJobFunc run, const char *domain)
{
  LwStoreJob *job = g_new0 (LwStoreJob, 1);

  job->run = run;
  job->domain = g_strdup (domain);

  return job;
}

static void
job_free (LwStoreJob *job)
{
  g_clear_pointer (&job->database, lw_database_unref);
  g_clear_pointer (&job->push, lw_push_unref);
  g_free (job->domain);
  g_free (job->text);
  g_free (job->other_text);
  g_free (job);
}

void
lw_store_job_return (GTask *task, gboolean written, GError *error)
{
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_job (gpointer item, gpointer unused)
{
  g_autoptr (GTask) task = item;
  LwStoreJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (lw_database_open (job->database, &error))
    job->run (job->database, job, task);
  else
    g_task_return_error (task, error);
}

/* Takes @job. A job is never cancelled: what is written stays written. */
void
lw_store_start (LwStore *self,
                LwStoreJob *job,
                gpointer source_tag,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->database = lw_database_ref (self->database);

  g_thread_pool_push (self->pool, task, NULL);
}

/* The thread may still be at work: it holds a reference to the database, and ends by itself. */
static void
lw_store_finalize (GObject *object)
{
  LwStore *self = LW_STORE (object);

  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_clear_pointer (&self->database, lw_database_unref);
  g_clear_pointer (&self->locked, g_hash_table_unref);

  G_OBJECT_CLASS (lw_store_parent_class)->finalize (object);
}

static void
lw_store_class_init (LwStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_store_finalize;
}

static void
lw_store_init (LwStore *self)
{
  self->pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  self->locked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lw_store_new:
 * @path: (nullable): the database file, %NULL for one in memory
 *
 * Creates a store. Nothing is opened before the first call.
 *
 * Returns: (transfer full): the store
 */
LwStore *
lw_store_new (const char *path)
{
  LwStore *self = g_object_new (LW_TYPE_STORE, NULL);

  self->database = lw_database_new (path);

  return self;
}

/**
 * lw_store_path_for_world:
 * @world_id: the id of a world
 *
 * A world sees neither the domains nor the history of another one.
 *
 * Returns: (transfer full) (nullable): the database's path, %NULL for the practice world
 */
char *
lw_store_path_for_world (const char *world_id)
{
  const char *base = g_get_user_data_dir ();

  g_return_val_if_fail (world_id != NULL, NULL);

  if (g_str_equal (world_id, "practice"))
    return NULL;

  if (g_str_equal (world_id, "real"))
    return g_build_filename (base, "letterway", "letterway.db", NULL);

  return g_build_filename (base, "letterway", "worlds", world_id, "letterway.db", NULL);
}

/**
 * lw_store_dup_notice:
 * @self: a store
 *
 * Returns: (transfer full) (nullable): what happened while the file was opened that the person
 *   should know
 */
char *
lw_store_dup_notice (LwStore *self)
{
  g_return_val_if_fail (LW_IS_STORE (self), NULL);

  return lw_database_dup_notice (self->database);
}

/**
 * lw_store_lock_domain:
 * @self: a store
 * @domain: a domain
 * @error: return location for a `LW_ERROR_BUSY` or `LW_ERROR_STORE`
 *
 * Makes sure that nobody else pushes for the domain, until the lock is freed.
 *
 * Returns: (transfer full): the lock
 */
LwPushLock *
lw_store_lock_domain (LwStore *self, const char *domain, GError **error)
{
  const char *path;
  g_autofree char *folder = NULL;
  g_autofree char *locks = NULL;

  g_return_val_if_fail (LW_IS_STORE (self), NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  path = lw_database_get_path (self->database);
  if (path == NULL)
    return lw_push_lock_take_in_memory (self->locked, domain, error);

  folder = g_path_get_dirname (path);
  locks = g_build_filename (folder, "locks", NULL);

  return lw_push_lock_take_file (locks, domain, error);
}

/**
 * lw_store_write_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE` or `LW_ERROR_UNSUPPORTED`
 *
 * Finishes every write that gives nothing back.
 *
 * Returns: whether it is on the disk
 */
gboolean
lw_store_write_finish (LwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
