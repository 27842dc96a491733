/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-database.h"
#include "lw-store.h"

G_BEGIN_DECLS

/* One piece of work for the store's thread. Private to this room. */
typedef struct _LwStoreJob LwStoreJob;

/* Runs in the store's thread on an open database and returns on @task */
typedef void (*LwStoreJobFunc) (LwDatabase *database, LwStoreJob *job, GTask *task);

struct _LwStoreJob
{
  LwStoreJobFunc run;
  LwDatabase *database; /* (owned) */
  char *domain;         /* (owned) (nullable) */
  char *text;           /* (owned) (nullable) */
  char *other_text;     /* (owned) (nullable) */
  LwPush *push;         /* (owned) (nullable) */
  gint64 id;
  gint64 time; /* Unix seconds */
  LwPushState state;
  guint count;
};

LwStoreJob *lw_store_job_new (LwStoreJobFunc run, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
void lw_store_start (LwStore *self,
                     LwStoreJob *job,
                     gpointer source_tag,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
/* Ends a write: TRUE, or the error */
void lw_store_job_return (GTask *task, gboolean written, GError *error);
/* The domain's row, which a journal entry and a draft refer to */
gboolean lw_store_ensure_domain (LwDatabase *database,
                                 const char *domain,
                                 gboolean listed,
                                 gint64 now,
                                 GError **error);
/* (nullable) (transfer full): a journal entry with its snapshot */
LwPush *
lw_store_find_push (LwDatabase *database, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What the push @done was made to finish or to put back has its end, too. @now: Unix seconds */
gboolean lw_store_settle_older (LwDatabase *database, gint64 done, gint64 now, GError **error);

G_END_DECLS
