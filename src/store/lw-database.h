/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The SQLite connection: opened by its first use, and used by the store's worker thread only.
 * Private to this room. */
typedef struct _LwDatabase LwDatabase;

LwDatabase *lw_database_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
LwDatabase *lw_database_ref (LwDatabase *self);
void lw_database_unref (LwDatabase *self);
const char *lw_database_get_path (LwDatabase *self);
char *lw_database_dup_notice (LwDatabase *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_database_open (LwDatabase *self, GError **error);
sqlite3_stmt *
lw_database_query (LwDatabase *self, GError **error, const char *sql, const char *types, ...)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_database_next_row (LwDatabase *self, sqlite3_stmt *query, GError **error);
gboolean
lw_database_run (LwDatabase *self, GError **error, const char *sql, const char *types, ...);
gint64 lw_database_get_last_id (LwDatabase *self);
guint lw_database_get_n_changed (LwDatabase *self);
char *lw_database_dup_text (sqlite3_stmt *query, int column) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDatabase, lw_database_unref)

G_END_DECLS
