/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "lw-tsig.h"

G_BEGIN_DECLS

/* What a name server answered to a signed message, and whether it is to be believed. Private to the
 * room. */
typedef struct
{
  GBytes *message;
  guint rcode;
  GError *distrust; /* (nullable): why not; LW_ERROR_AUTH with the field "secret" (BADSIG),
                       "key_name" (BADKEY), "clock" (BADTIME), "key" (refused, unsigned), else
                       LW_ERROR_PROTOCOL */
} LwSignedReply;

LwSignedReply *
lw_signed_reply_new (GBytes *message, LwTsigCheck *check, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
void lw_signed_reply_free (LwSignedReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSignedReply, lw_signed_reply_free)

G_END_DECLS
