/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-signed-reply.h"
#include "lw-zone.h"

G_BEGIN_DECLS

/* Puts a zone together from the messages of a transfer (RFC 5936), each checked by its signature.
 * Pure; private to the room. */
typedef struct _LwTransfer LwTransfer;

LwTransfer *
lw_transfer_new (const char *zone, LwTsigKey *key, GBytes *request_mac) G_GNUC_WARN_UNUSED_RESULT;
void lw_transfer_free (LwTransfer *self);
/* Takes the next message; FALSE when no more are wanted. A refusal is no error: see
 * lw_transfer_get_refusal(). LW_ERROR_AUTH, LW_ERROR_PROTOCOL. */
gboolean lw_transfer_take (LwTransfer *self, GBytes *message, gint64 now, GError **error);
/* (nullable) (transfer none): the server said no instead of beginning */
LwSignedReply *lw_transfer_get_refusal (LwTransfer *self);
/* LW_ERROR_PROTOCOL when the end did not come, or is not signed */
LwZone *lw_transfer_build_zone (LwTransfer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwTransfer, lw_transfer_free)

G_END_DECLS
