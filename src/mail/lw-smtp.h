/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-smtp-facts.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* One conversation with one address of one mail server: greeting, EHLO, STARTTLS where offered,
 * EHLO, [MAIL, RCPT, [DATA]], QUIT. Without control of the domain only greeting, EHLO, STARTTLS,
 * EHLO, QUIT. Handshake first, the certificate is judged afterwards (facts/smtp 1.4). */
typedef struct
{
  const char *host; /* MX host name, absolute: SNI and certificate check */
  guint16 preference;
  const char *address;   /* literal */
  const char *mail_from; /* (nullable) with @rcpt_to: the envelope sender; "" is <> */
  const char *rcpt_to;   /* (nullable): an address that the person named */
  GBytes *letter;        /* (nullable): sent by DATA, only with @rcpt_to */
} LwSmtpRequest;

/* Never fails but by cancelling (G_IO_ERROR_CANCELLED): the outcome is in the facts. Addresses that
 * are special-use and not declared public by the world are NOT_ASKED, no socket is opened. */
void lw_smtp_converse_async (LwWorld *world,
                             const LwSmtpRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LwSmtpFacts *
lw_smtp_converse_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
