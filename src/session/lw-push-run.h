/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-connection.h"

G_BEGIN_DECLS

/* What came of a push. */
typedef struct
{
  LwPush *push; /* (owned): its journal entry as it ended */
  LwZone *zone; /* (owned): as it was read afterwards */
} LwPushOutcome;
void lw_push_outcome_free (LwPushOutcome *self);

typedef void (*LwPushProgressFunc) (const char *sentence, gpointer user_data);

/* One push, step by step: lock, read again and compare, journal, send with awaited confirmations,
 * read again, done or partial. */
void lw_push_run_async (LwServices *services,
                        LwConnection *connection,
                        const char *domain,
                        LwPlan *plan,
                        gboolean resume,
                        gint64 undoes,
                        LwPushProgressFunc progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
LwPushOutcome *lw_push_run_finish (LwServices *services,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPushOutcome, lw_push_outcome_free)

G_END_DECLS
