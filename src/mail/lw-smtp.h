/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-smtp-facts.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* How long is waited, in milliseconds (RFC 5321 4.5.3.2 allows more; facts/smtp 1.4). */
typedef struct
{
  guint connect_ms;
  guint reply_ms;  /* for the greeting, the handshake and every reply */
  guint letter_ms; /* for the reply to the letter's last dot: it may be looked at for viruses */
  guint quit_ms;   /* what is to be known is known by then */
  guint total_ms;  /* the whole conversation, whatever trickles in */
} LwSmtpTimeouts;

/* One conversation with one address of one mail server: greeting, EHLO, STARTTLS where offered,
 * EHLO, [MAIL, RCPT, [DATA]], QUIT. Without control of the domain only greeting, EHLO, STARTTLS,
 * EHLO, QUIT. Handshake first, the certificate is judged afterwards (facts/smtp 1.4). */
typedef struct
{
  const char *host; /* MX host name, absolute: SNI and certificate check */
  guint16 preference;
  const char *address;     /* literal */
  const char *mail_from;   /* (nullable) with @rcpt_to: the envelope sender; "" is <> */
  const char *rcpt_to;     /* (nullable): an address that the person named */
  GBytes *letter;          /* (nullable): sent by DATA, only with @rcpt_to */
  GBytes *letter_ascii;    /* (nullable): sent instead where the server takes 7 bits only */
  gboolean only_encrypted; /* a policy (DANE, MTA-STS enforce) forbids to go on in clear when TLS
                              is missing or does not work; else it is opportunistic */
  const LwSmtpTimeouts *timeouts; /* (nullable): the usual ones */
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
