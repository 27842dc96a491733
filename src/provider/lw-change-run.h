/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-provider.h"

G_BEGIN_DECLS

/* The way through a push that every DNS host shares: one request after the other, each confirmed
 * before the next, cancelling between them only. Private to the room. */

/* Cuts a plan's changes into requests of at most @per_request, in order. (transfer full)
 * (element-type GPtrArray of LwChange) */
GPtrArray *lw_change_batches (GPtrArray *changes, guint per_request) G_GNUC_WARN_UNUSED_RESULT;
/* What one request does at once, in the order in which a server must be told: a name that becomes
 * an alias, or ceases to be one, loses the old before it gets the new. (transfer full) */
GPtrArray *lw_change_order_batch (GPtrArray *changes) G_GNUC_WARN_UNUSED_RESULT;

/* Sends one request. Its finish function sets LW_ERROR_PARTIAL when it is not known whether the
 * request took effect; any other error means that it did not. @nth: from 0 */
typedef void (*LwSendFunc) (LwProvider *provider,
                            LwPlan *plan,
                            GPtrArray *batch,
                            guint nth,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
typedef gboolean (*LwSentFunc) (LwProvider *provider, GAsyncResult *result, GError **error);

void lw_change_run_async (LwProvider *provider,
                          LwPlan *plan,
                          GPtrArray *batches,
                          LwSendFunc send,
                          LwSentFunc sent,
                          LwConfirmFunc confirm,
                          gpointer confirm_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean lw_change_run_finish (LwProvider *provider, GAsyncResult *result, GError **error);

/* Whether a request that ended with this error of the transport was certainly never sent. */
gboolean lw_error_is_before_sending (const GError *error);

G_END_DECLS
