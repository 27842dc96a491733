/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-signed-reply.h"

#define FLAGS_BYTES 4
#define RCODE 0x0f

/* @now: Unix seconds */
LwSignedReply *
lw_signed_reply_new (GBytes *message, LwTsigCheck *check, gint64 now)
{
  LwSignedReply *self = g_new0 (LwSignedReply, 1);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);

  self->message = g_bytes_ref (message);
  self->rcode = size >= FLAGS_BYTES ? bytes[FLAGS_BYTES - 1] & RCODE : RCODE;
  lw_tsig_check_message (check, message, now, &self->distrust);

  return self;
}

void
lw_signed_reply_free (LwSignedReply *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->message);
  g_clear_error (&self->distrust);
  g_free (self);
}
