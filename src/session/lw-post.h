/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-letter.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* Sends a test letter by the mail servers that DNS shows now, within the limits of good manners. */
void lw_post_send_async (LwServices *services,
                         const char *domain,
                         const char *to,
                         const char *from,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* Whether a letter may have these addresses. LW_ERROR_INVALID, field "to" or "from" */
gboolean lw_post_check (const char *domain, const char *to, const char *from, GError **error);
/* @tried: (out) (optional) (transfer full) (element-type LwSmtpFacts): every conversation, also
 * together with an error */
LwLetter *lw_post_send_finish (LwServices *services,
                               GAsyncResult *result,
                               GPtrArray **tried,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
