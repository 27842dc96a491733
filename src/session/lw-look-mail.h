/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-look.h"

G_BEGIN_DECLS

/* Finds the addresses of the mail servers that @evidence knows of, then greets each (not with
 * LW_LOOK_NO_MAIL). What is found is added to @evidence; what goes wrong is evidence too. */
void lw_look_mail_async (LwWorld *world,
                         LwDns *dns,
                         LwEvidence *evidence,
                         LwLookFlags flags,
                         const char *rcpt_to, /* (nullable) */
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean lw_look_mail_finish (GAsyncResult *result, GError **error);

G_END_DECLS
