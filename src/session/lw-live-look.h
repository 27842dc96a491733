/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

/* Of a look only what tells whether the world asks a zone: the delegation, and what the name
 * servers say of their zone. Ends with what is known when it is cancelled. */
void lw_live_look_async (LwServices *services,
                         const char *domain,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* (transfer full): without delegation when that was not found */
LwEvidence *
lw_live_look_finish (LwServices *services, GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
