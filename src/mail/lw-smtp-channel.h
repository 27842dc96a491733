/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-smtp-reply.h"

G_BEGIN_DECLS

/* One connection to a mail server: a command goes out, a reply comes back. Private to the room. */
typedef struct _LwSmtpChannel LwSmtpChannel;

LwSmtpChannel *lw_smtp_channel_new (GIOStream *stream) G_GNUC_WARN_UNUSED_RESULT;
void lw_smtp_channel_free (LwSmtpChannel *self);
gboolean lw_smtp_channel_is_drained (LwSmtpChannel *self);
char *lw_smtp_channel_dup_riddle (LwSmtpChannel *self) G_GNUC_WARN_UNUSED_RESULT;
void lw_smtp_channel_ask_async (LwSmtpChannel *self,
                                GBytes *command,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LwSmtpReply *
lw_smtp_channel_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSmtpChannel, lw_smtp_channel_free)

G_END_DECLS
