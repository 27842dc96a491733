/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns-primary.h"
#include "lw-provider.h"

G_BEGIN_DECLS

/* The changes of a plan as updates (RFC 2136). Private to the room. */

/* As few messages as hold the plan, in its order: at most @per_request changes and 64 kB each.
 * (element-type GPtrArray of LwChange). LW_ERROR_UNSUPPORTED for a change that no message holds. */
GPtrArray *
lw_dns_update_batches (LwPlan *plan, guint per_request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends one message and hears it to its end. @known: (nullable): the zone as read last, to explain
 * a refusal. LW_ERROR_PARTIAL when it is not known whether it took effect, else it did not. */
void lw_dns_update_async (LwProvider *provider,
                          LwDnsPrimary *primary,
                          LwPlan *plan,
                          GPtrArray *batch,
                          LwZone *known,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean lw_dns_update_finish (LwProvider *provider, GAsyncResult *result, GError **error);

G_END_DECLS
