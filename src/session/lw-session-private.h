/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-connection.h"
#include "lw-host-check.h"
#include "lw-session.h"

G_BEGIN_DECLS

/* What the files of LwSession share. */
struct _LwSession
{
  GObject parent_instance;

  LwServices *services; /* (owned) */
  char *domain;         /* (owned) */

  LwEvidence *evidence; /* (owned) (nullable) */
  GPtrArray *findings;  /* (owned) (element-type LwFinding) */
  char *sentence;       /* (owned) */
  LwState state;
  LwParts parts; /* of the findings */
  gint64 checked_at;

  LwConnection *connection; /* (owned) (nullable) */
  char *host_id;            /* (owned) (nullable): as connected, or as chosen at an earlier time */
  char *key_name;           /* (owned) (nullable) */
  LwDraft *draft;           /* (owned) (nullable) */
  char *saved_draft; /* (owned) (nullable): edits of an earlier run, until there is a zone that
                        holds them */
  LwHostCheck *host_check; /* (owned) (nullable) */

  LwArrival *arrival; /* (owned) (nullable) */
  LwPush *unfinished; /* (owned) (nullable) */
  LwLetter *letter;   /* (owned) (nullable) */
  GPtrArray *tried; /* (owned) (nullable) (element-type LwSmtpFacts): the letter's conversations */

  char *progress; /* (owned) (nullable) */
  guint n_busy;
  guint keep_key : 1;
  guint has_pushed : 1; /* the journal shows that the person can change this domain */
};

gint64 lw_session_read_clock (void);
/* Each verb is between these two */
void lw_session_begin (LwSession *self, const char *progress);
void lw_session_end (LwSession *self);
void lw_session_set_progress (LwSession *self, const char *progress);
/* Judges the evidence anew and tells whoever watches */
void lw_session_judge (LwSession *self);
void lw_session_set_evidence (LwSession *self, LwEvidence *evidence);
void lw_session_set_connection (LwSession *self, LwConnection *connection);
void lw_session_set_key (LwSession *self, const char *host_id, const char *key_name);
/* A new draft on @base; edits of the draft before it, or of an earlier run, are kept when
 * @keep_edits */
void lw_session_begin_draft (LwSession *self, LwZone *base, gboolean keep_edits);
void lw_session_set_arrival (LwSession *self, LwArrival *arrival);
void lw_session_set_unfinished (LwSession *self, LwPush *push);
/* (transfer full) (nullable): NULL when the plan changes nothing that can be asked for */
LwArrival *lw_session_make_arrival (LwSession *self, LwPlan *plan, LwZone *zone, gint64 pushed_at);
/* (nullable) (transfer full): whether the world asks the zone that is edited */
LwLive *lw_session_find_live (LwSession *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @plan, which also knows whether the world asks the zone that is edited. Takes
 * @plan. */
LwPlan *lw_session_tell_live (LwSession *self, LwPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
LwDelegation *lw_session_get_delegation (LwSession *self); /* (nullable) (transfer none) */

/* Connects with the key that was chosen for the domain, when that was not done yet */
void lw_session_ensure_connection_async (LwSession *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean
lw_session_ensure_connection_finish (LwSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
