/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-domain-row.h"
#include "lw-push-lock.h"
#include "lw-push.h"

G_BEGIN_DECLS

/* Domains, drafts, snapshots and the journal of pushes in SQLite (WAL, synchronous=FULL for the
 * journal, foreign keys, schema version in user_version). One worker thread owns the connection;
 * calls are answered in the caller's main context, in the order in which they were made. Never
 * holds a secret. A database of a newer schema is not touched (LW_ERROR_UNSUPPORTED); a damaged one
 * is set aside with a sentence, never deleted. Disk full or read-only: LW_ERROR_STORE, and nothing
 * is pushed that could not be journalled. */
#define LW_TYPE_STORE (lw_store_get_type ())

G_DECLARE_FINAL_TYPE (LwStore, lw_store, LW, STORE, GObject)

/* @path: (nullable): the database file; NULL keeps it in memory (practice world). The folder is
 * made (0700). Opened by the first call. */
LwStore *lw_store_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what happened while the file was opened that the person should know (a damaged file
 * was set aside) */
char *lw_store_dup_notice (LwStore *self) G_GNUC_WARN_UNUSED_RESULT;
/* $XDG_DATA_HOME/letterway/letterway.db for the world "real", letterway/worlds/ID/letterway.db for
 * the others; NULL for "practice" */
char *lw_store_path_for_world (const char *world_id) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type LwDomainRow), by name */
void lw_store_list_domains_async (LwStore *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *lw_store_list_domains_finish (LwStore *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) without error when the domain is not known */
void lw_store_load_domain_async (LwStore *self,
                                 const char *domain,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
LwDomainRow *lw_store_load_domain_finish (LwStore *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes without a value of their own: finished by lw_store_write_finish() */
void lw_store_add_domain_async (LwStore *self,
                                const char *domain,
                                gint64 now,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Takes it off the list; its journal stays */
void lw_store_remove_domain_async (LwStore *self,
                                   const char *domain,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void lw_store_set_key_async (LwStore *self,
                             const char *domain,
                             const char *host_id,
                             const char *key_name,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* @json: (nullable) NULL forgets the draft */
void lw_store_save_draft_async (LwStore *self,
                                const char *domain,
                                const char *json,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void lw_store_save_look_async (LwStore *self,
                               const char *domain,
                               const char *state,
                               const char *sentence,
                               gint64 now,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Commits that the host confirmed @n_confirmed changes of the push */
void lw_store_confirm_push_async (LwStore *self,
                                  gint64 push,
                                  guint n_confirmed,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void lw_store_end_push_async (LwStore *self,
                              gint64 push,
                              LwPushState state,
                              const char *note,
                              gint64 now,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void lw_store_record_letter_async (LwStore *self,
                                   const char *domain,
                                   const char *to,
                                   gint64 now,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean lw_store_write_finish (LwStore *self, GAsyncResult *result, GError **error);

/* Journals an intended push with its snapshot, on disk before it returns. @push: its id, state,
 * ended_at and n_confirmed are ignored. Returns the id, 0 on error. */
void lw_store_begin_push_async (LwStore *self,
                                LwPush *push,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gint64 lw_store_begin_push_finish (LwStore *self, GAsyncResult *result, GError **error);
/* Newest first, without snapshots. @domain: (nullable): all. (element-type LwPush) */
void lw_store_list_pushes_async (LwStore *self,
                                 const char *domain,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *lw_store_list_pushes_finish (LwStore *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* With its snapshot. LW_ERROR_INVALID field "push" when there is none. */
void lw_store_load_push_async (LwStore *self,
                               gint64 push,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LwPush *lw_store_load_push_finish (LwStore *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Letters to this domain after @since, and when the last one was sent (0 = none) */
void lw_store_count_letters_async (LwStore *self,
                                   const char *domain,
                                   gint64 since,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
int lw_store_count_letters_finish (LwStore *self,
                                   GAsyncResult *result,
                                   gint64 *last_at,
                                   GError **error);

/* One push for a domain at a time across window, command line and watcher: an advisory lock on a
 * file beside the database (in memory for an in-memory store). LW_ERROR_BUSY at once when another
 * holds it. The kernel lets it go when the process dies. */
LwPushLock *
lw_store_lock_domain (LwStore *self, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
