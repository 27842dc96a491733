/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns-primary.h"
#include "lw-zone.h"

G_BEGIN_DECLS

/* Reads what mail needs of a zone by single questions, where the server hands over no whole zone.
 * The zone is marked as partly known. @also: (element-type LwChange): what they touch is asked for
 * as well. LW_ERROR_NO_ZONE, AUTH, PROTOCOL, transport. Private to the
 * room. */
void lw_dns_inquiry_async (LwDnsPrimary *primary,
                           const char *zone,
                           GPtrArray *also,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
LwZone *lw_dns_inquiry_finish (LwDnsPrimary *primary,
                               GAsyncResult *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
