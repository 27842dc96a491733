/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* Asks the DNS host of a domain what it says of itself (Domain Connect): first the zone where to
 * ask, then there. Nothing leaves but the zone's name, and no longer than three seconds. */
/* Whether anybody would be asked in this world, and the delegation is known */
gboolean lw_look_connect_can_ask (LwServices *services, LwEvidence *evidence);
void lw_look_connect_async (LwServices *services,
                            LwEvidence *evidence,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* (nullable) (transfer full): NULL when the host says nothing of use */
LwDomainConnect *lw_look_connect_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
