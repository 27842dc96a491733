/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-smtp-facts.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* Turns a connection into an encrypted one and says what its certificate proves. Private to the
 * room. */
typedef struct
{
  LwTlsState state; /* PROVEN, UNPROVEN or FAILED */
  char *version;    /* (owned) (nullable): "TLS 1.3" */
  char *cipher;     /* (owned) (nullable) */
  char *note;       /* (owned) (nullable): a sentence */
  gint64 not_after; /* Unix seconds, 0 when unknown */
} LwSmtpTls;

void lw_smtp_tls_clear (LwSmtpTls *self);
void lw_smtp_tls_start_async (LwWorld *world,
                              GIOStream *stream,
                              const char *host,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GIOStream *lw_smtp_tls_start_finish (GAsyncResult *result,
                                     LwSmtpTls *facts,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
