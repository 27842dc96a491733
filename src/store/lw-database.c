/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-database.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>

#define BUSY_TIMEOUT_MS 5000 /* the window and the command line may write at the same time */
#define FOLDER_MODE 0700     /* the names of somebody's domains are nobody else's business */

struct _LwDatabase
{
  char *path;      /* (owned) (nullable): NULL is in memory */
  sqlite3 *handle; /* (owned) (nullable): NULL until the first use */
  char *notice;    /* (owned) (nullable), guarded by @lock */
  GMutex lock;
};

/* One step a schema version; a released step is never edited, a new one is appended. */
static const char *const migrations[] = {
  "CREATE TABLE domain ("
  "  name TEXT PRIMARY KEY NOT NULL,"
  "  listed INTEGER NOT NULL DEFAULT 1,"
  "  host_id TEXT, key_name TEXT, draft TEXT,"
  "  added_at INTEGER NOT NULL,"
  "  looked_at INTEGER NOT NULL DEFAULT 0,"
  "  state TEXT, sentence TEXT) WITHOUT ROWID;"
  "CREATE TABLE push ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  domain TEXT NOT NULL REFERENCES domain (name),"
  "  state TEXT NOT NULL CHECK (state IN ('intended', 'done', 'partial', 'failed', 'settled')),"
  "  plan TEXT NOT NULL, snapshot TEXT,"
  "  host_id TEXT NOT NULL, key_name TEXT NOT NULL, title TEXT NOT NULL, note TEXT,"
  "  started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL DEFAULT 0,"
  "  n_confirmed INTEGER NOT NULL DEFAULT 0, undoes INTEGER NOT NULL DEFAULT 0);"
  "CREATE INDEX push_by_domain ON push (domain, id);"
  "CREATE TABLE letter ("
  "  domain TEXT NOT NULL, recipient TEXT NOT NULL, sent_at INTEGER NOT NULL);"
  "CREATE INDEX letter_by_domain ON letter (domain, sent_at);",
};

#define SCHEMA_VERSION ((int) G_N_ELEMENTS (migrations))

/**
 * lw_database_new:
 * @path: (nullable): the file, or %NULL for a database in memory
 *
 * Creates a connection that opens itself at its first use.
 *
 * Returns: (transfer full): the connection
 */
LwDatabase *
lw_database_new (const char *path)
{
  LwDatabase *self = g_atomic_rc_box_new0 (LwDatabase);

  self->path = g_strdup (path);
  g_mutex_init (&self->lock);

  return self;
}

LwDatabase *
lw_database_ref (LwDatabase *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_database (LwDatabase *self)
{
  g_clear_pointer (&self->handle, sqlite3_close_v2);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_mutex_clear (&self->lock);
}

void
lw_database_unref (LwDatabase *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_database);
}

const char *
lw_database_get_path (LwDatabase *self)
{
  return self->path;
}

/**
 * lw_database_dup_notice:
 * @self: a connection
 *
 * Says what happened while the file was opened that the person should know.
 *
 * Returns: (transfer full) (nullable): a sentence
 */
char *
lw_database_dup_notice (LwDatabase *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->notice);
}

static void
set_trouble (LwDatabase *self, GError **error)
{
  int code = self->handle != NULL ? sqlite3_errcode (self->handle) : SQLITE_CANTOPEN;
  const char *words =
      self->handle != NULL ? sqlite3_errmsg (self->handle) : _ ("it cannot be opened");

  lw_set_error (
      error, LW_ERROR_STORE, "store",
      code == SQLITE_FULL
          ? _ ("Make room on the disk, then try again. Nothing was changed at your DNS host.")
          : _ ("Check that the folder can be written to, then try again."),
      _ ("Letterway cannot use its own records (%s): %s"),
      self->path != NULL ? self->path : _ ("in memory"), words);
}

static gboolean
execute (LwDatabase *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  set_trouble (self, error);

  return FALSE;
}

static gboolean
is_damaged (LwDatabase *self)
{
  int code = sqlite3_errcode (self->handle) & 0xff;

  return code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

/* A damaged file is kept for whoever can mend it; the app goes on with an empty one. */
static gboolean
set_aside (LwDatabase *self)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_clear_pointer (&self->handle, sqlite3_close_v2);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (self->path, endings[i], NULL);
      g_autofree char *to =
          g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT "%s", self->path, now, endings[i]);

      if (g_rename (from, to) != 0 && i == 0)
        return FALSE;
    }

  g_mutex_lock (&self->lock);
  self->notice =
      g_strdup_printf (_ ("The file with your domains and history was damaged. It was kept as "
                          "%s.damaged-%" G_GINT64_FORMAT ", and a new one was begun."),
                       self->path, now);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static gboolean
read_version (LwDatabase *self, int *version, GError **error)
{
  g_autoptr (sqlite3_stmt) query = lw_database_query (self, error, "PRAGMA user_version", "");

  if (query == NULL || !lw_database_next_row (self, query, error))
    return FALSE;

  *version = sqlite3_column_int (query, 0);

  return TRUE;
}

static gboolean
migrate_from (LwDatabase *self, int version, GError **error)
{
  for (int i = version; i < SCHEMA_VERSION; i++)
    {
      g_autofree char *sql = g_strdup_printf ("%s PRAGMA user_version = %d;", migrations[i], i + 1);

      if (!execute (self, sql, error))
        return FALSE;
    }

  return TRUE;
}

/* The version is read inside the transaction: another process may be migrating just now. */
static gboolean
migrate (LwDatabase *self, GError **error)
{
  int version = 0;

  if (!execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  if (read_version (self, &version, error) && version <= SCHEMA_VERSION)
    {
      if (migrate_from (self, version, error) && execute (self, "COMMIT", error))
        return TRUE;
    }
  else if (version > SCHEMA_VERSION)
    lw_set_error (error, LW_ERROR_UNSUPPORTED, "store", _ ("Install the newer Letterway again."),
                  _ ("%s was written by a newer Letterway. It was not touched."), self->path);

  sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);

  return FALSE;
}

static gboolean
open_file (LwDatabase *self, GError **error)
{
  g_autofree char *folder = self->path != NULL ? g_path_get_dirname (self->path) : NULL;

  if (folder != NULL)
    g_mkdir_with_parents (folder,
                          FOLDER_MODE); /* what goes wrong here shows when the file is opened */

  if (sqlite3_open_v2 (self->path != NULL ? self->path : ":memory:", &self->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    {
      set_trouble (self, error);
      return FALSE;
    }

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  /* FULL: a push is on the disk before its first request leaves. */
  return execute (self,
                  "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
                  error) &&
         migrate (self, error);
}

/**
 * lw_database_open:
 * @self: a connection
 * @error: return location for a `LW_ERROR_STORE` or `LW_ERROR_UNSUPPORTED`
 *
 * Opens the file and brings its schema up to date, if that was not done yet. A damaged file is
 * set aside and a new one begun.
 *
 * Returns: whether the database can be used
 */
gboolean
lw_database_open (LwDatabase *self, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (self->handle != NULL)
    return TRUE;

  if (open_file (self, &trouble))
    return TRUE;

  if (self->path != NULL && self->handle != NULL && is_damaged (self) && set_aside (self))
    {
      g_clear_error (&trouble);
      if (open_file (self, &trouble))
        return TRUE;
    }

  g_clear_pointer (&self->handle, sqlite3_close_v2);
  g_propagate_error (error, g_steal_pointer (&trouble));

  return FALSE;
}

static void
bind_values (sqlite3_stmt *query, const char *types, va_list values)
{
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 's')
      sqlite3_bind_text (query, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    else
      sqlite3_bind_int64 (query, i + 1, va_arg (values, gint64));
}

static sqlite3_stmt *
prepare (LwDatabase *self, GError **error, const char *sql, const char *types, va_list values)
{
  sqlite3_stmt *query = NULL;

  if (sqlite3_prepare_v2 (self->handle, sql, -1, &query, NULL) != SQLITE_OK)
    {
      set_trouble (self, error);
      return NULL;
    }

  bind_values (query, types, values);

  return query;
}

/**
 * lw_database_query:
 * @self: an open connection
 * @error: return location for a `LW_ERROR_STORE`
 * @sql: one statement with `?` for each value
 * @types: a letter for each value: `s` a string (nullable), `i` a gint64
 *
 * Prepares a statement and binds its values.
 *
 * Returns: (transfer full): the statement, for [func@database_next_row]
 */
sqlite3_stmt *
lw_database_query (LwDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *query;
  va_list values;

  va_start (values, types);
  query = prepare (self, error, sql, types, values);
  va_end (values);

  return query;
}

/**
 * lw_database_next_row:
 * @self: an open connection
 * @query: a statement of [method@Database.query]
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Steps to the next row.
 *
 * Returns: whether there is one; %FALSE without @error at the end
 */
gboolean
lw_database_next_row (LwDatabase *self, sqlite3_stmt *query, GError **error)
{
  int code = sqlite3_step (query);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    set_trouble (self, error);

  return code == SQLITE_ROW;
}

/**
 * lw_database_run:
 * @self: an open connection
 * @error: return location for a `LW_ERROR_STORE`
 * @sql: one statement with `?` for each value
 * @types: as for [method@Database.query]
 *
 * Runs a statement that gives no rows, in a transaction of its own.
 *
 * Returns: whether it is committed
 */
gboolean
lw_database_run (LwDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) query = NULL;
  va_list values;

  va_start (values, types);
  query = prepare (self, error, sql, types, values);
  va_end (values);

  if (query == NULL)
    return FALSE;

  if (sqlite3_step (query) == SQLITE_DONE)
    return TRUE;

  set_trouble (self, error);

  return FALSE;
}

gint64
lw_database_get_last_id (LwDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

guint
lw_database_get_n_changed (LwDatabase *self)
{
  return sqlite3_changes (self->handle);
}

char *
lw_database_dup_text (sqlite3_stmt *query, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (query, column));
}
