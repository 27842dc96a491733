/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-arrival.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* Asks until a change is seen everywhere. */
void lw_arrival_watch_async (LwServices *services,
                             LwArrival *arrival,
                             LwDelegation *delegation,
                             gint64 give_up_at,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean lw_arrival_watch_finish (LwServices *services, GAsyncResult *result, GError **error);

G_END_DECLS
