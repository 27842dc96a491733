/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-arrival.h"
#include "lw-checks.h"
#include "lw-draft.h"
#include "lw-evidence.h"
#include "lw-finding.h"
#include "lw-letter.h"
#include "lw-look.h"
#include "lw-provider.h"
#include "lw-push.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* The story of one domain: look → draft → plan → review → push → verify → test letter → history →
 * put back. The only thing that window and command line talk to. Every verb is asynchronous, can be
 * cancelled, and says in "progress" what it is doing. */
#define LW_TYPE_SESSION (lw_session_get_type ())

G_DECLARE_FINAL_TYPE (LwSession, lw_session, LW, SESSION, GObject)

/* Properties (all notify, all readable):
 *   domain (string), busy (boolean: any verb runs), progress (string, nullable: "Asking
 * ns1.example.net…"), state (int LwState) and sentence (string): the verdict, or what is known so
 * far, checked-at (int64 Unix seconds, 0 = not yet), evidence (LwEvidence, nullable), draft
 * (LwDraft, nullable), arrival (LwArrival, nullable: of the last push until it is everywhere),
 *   connected (boolean: a provider is connected and the zone was read), host-name (string,
 * nullable: "PowerDNS") Signals: "findings-changed"; "evidence-grew" (rows came in); "unfinished"
 * (a push was cut off: see lw_session_get_unfinished) */
LwSession *lw_session_new (LwServices *services, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
LwServices *lw_session_get_services (LwSession *self);
const char *lw_session_get_domain (LwSession *self);
gboolean lw_session_get_busy (LwSession *self);
const char *lw_session_get_progress (LwSession *self);
LwState lw_session_get_state (LwSession *self);
const char *lw_session_get_sentence (LwSession *self);
gint64 lw_session_get_checked_at (LwSession *self);
LwEvidence *lw_session_get_evidence (LwSession *self);
GPtrArray *lw_session_get_findings (
    LwSession *self); /* (transfer none) (element-type LwFinding), never NULL */
LwDraft *lw_session_get_draft (LwSession *self);
LwArrival *lw_session_get_arrival (LwSession *self);
gboolean lw_session_get_connected (LwSession *self);
const char *lw_session_get_host_name (LwSession *self);
const char *lw_session_get_host_id (LwSession *self);  /* (nullable) */
const char *lw_session_get_key_name (LwSession *self); /* (nullable) */
LwPush *lw_session_get_unfinished (LwSession *self);   /* (nullable) (transfer none) */

/* Restores what is known from the store: key choice, unsaved draft, cut-off push, last verdict.
 * Cheap; the first thing to call. */
void lw_session_restore_async (LwSession *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean lw_session_restore_finish (LwSession *self, GAsyncResult *result, GError **error);

/* Which findings are of interest; all of them at first. To be said before the look. */
void lw_session_set_parts (LwSession *self, LwParts parts);
/* Judges evidence that was kept, as of when it was seen. Nothing is asked and nothing remembered.
 */
void lw_session_show_evidence (LwSession *self, LwEvidence *evidence);

/* Reads DNS from every side and greets the mail servers. @rcpt_to: (nullable): an address the
 * person named, asked for by RCPT. Read-only, no key. Without a provider the draft begins with what
 * DNS shows; edits that were begun are kept. The error is set only when cancelled or the domain is
 * no name: everything else is a finding. */
void lw_session_look_async (LwSession *self,
                            LwLookFlags flags,
                            const char *rcpt_to,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lw_session_look_finish (LwSession *self, GAsyncResult *result, GError **error);

/* Connects the DNS host: takes @credential (as just typed; saved in the keyring when it works) or,
 * when NULL, the key kept for this domain or @host_id. Tests it, finds the zone that holds the
 * domain (delegation, else the longest origin that the key reaches), reads it, begins the draft on
 * it; MX edits begun before are kept. (transfer full) LwReach */
void lw_session_connect_async (LwSession *self,
                               const char *host_id,
                               const char *key_name,
                               LwCredential *credential,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LwReach *lw_session_connect_finish (LwSession *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Like the above, without keeping the key (command line with --key-fd) */
void lw_session_set_keep_key (LwSession *self, gboolean keep);

/* The draft's plan. LW_ERROR_INVALID with its field. Without connection: a plan on what DNS shows,
 * for reading only */
LwPlan *lw_session_make_plan (LwSession *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A plan of a file, held against the zone as it was read when the host was connected: true counts,
 * so true dangers. LW_ERROR_CONFLICT, LW_ERROR_INVALID (another zone's) */
LwPlan *
lw_session_review_plan (LwSession *self, LwPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps the unsaved draft across restarts (called by the window when it closes, and after a pause
 * in typing) */
void
lw_session_save_draft_async (LwSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean lw_session_save_draft_finish (LwSession *self, GAsyncResult *result, GError **error);

/* A push, step by step (docs/architecture): lock, read again and compare (CONFLICT), journal
 * intended with snapshot, send with awaited confirmations, read again, done or partial.
 * @resume: finishing a push that was cut off: sets that already are as wanted are skipped. @undoes:
 * id of the push that this one finishes or puts back, 0. Errors: LW_ERROR_CONFLICT, BUSY, STORE,
 * NO_KEY, PARTIAL and the host's. Afterwards arrival is set. */
void lw_session_push_async (LwSession *self,
                            LwPlan *plan,
                            gboolean resume,
                            gint64 undoes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
LwPush *lw_session_push_finish (LwSession *self,
                                GAsyncResult *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks every name server and resolver until all show the last change (polls 1 s → 30 s) or
 * @give_up_at (Unix seconds, 0 = when the computed time is over by a minute: LW_ERROR_NOT_ARRIVED).
 * Public resolvers are asked only once every authority shows the change. */
void lw_session_wait_async (LwSession *self,
                            gint64 give_up_at,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lw_session_wait_finish (LwSession *self, GAsyncResult *result, GError **error);

/* Sends a test letter to an address that the person named, by the mail servers that DNS shows. At
 * most one in 60 s and 10 a day and domain (LW_ERROR_RATE_LIMITED with the time to wait). @from:
 * (nullable) */
void lw_session_send_letter_async (LwSession *self,
                                   const char *to,
                                   const char *from,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LwLetter *lw_session_send_letter_finish (LwSession *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) (transfer none): the last letter sent, and whether the person typed its code */
LwLetter *lw_session_get_letter (LwSession *self);
/* (nullable) (transfer none) (element-type LwSmtpFacts): its conversations, also when nobody took
 * it */
GPtrArray *lw_session_get_tried (LwSession *self);
gboolean lw_session_confirm_letter (LwSession *self, const char *typed_code, GError **error);

/* Newest first, of LwPush */
void lw_session_history_async (LwSession *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *lw_session_history_finish (LwSession *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads the zone and makes the plan that takes back what push @id changed: only what still is as it
 * left it; the rest is LW_ERROR_CONFLICT. @id: 0 = the last one that wrote something. The draft
 * shows it too. Nothing is written. */
void lw_session_plan_undo_async (LwSession *self,
                                 gint64 id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
LwPlan *lw_session_plan_undo_finish (LwSession *self,
                                     GAsyncResult *result,
                                     gint64 *undoes,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For a push that was cut off: what is left to do, and how many of its changes are made ("3 of 8
 * changes were made") */
void lw_session_plan_finish_async (LwSession *self,
                                   gint64 id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LwPlan *lw_session_plan_finish_finish (LwSession *self,
                                       GAsyncResult *result,
                                       guint *n_made,
                                       guint *n_all,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "Leave it as it is": ends a cut-off push in the journal without writing anything */
void lw_session_settle_async (LwSession *self,
                              gint64 id,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lw_session_settle_finish (LwSession *self, GAsyncResult *result, GError **error);
/* The zone as the DNS host shows it (connected), for export */
LwZone *lw_session_get_zone (LwSession *self); /* (nullable) (transfer none) */

G_END_DECLS
