/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-evidence.h"

G_BEGIN_DECLS

/* A test letter with a code (facts/smtp section 2). Immutable, reference-counted. */
#define LW_TYPE_LETTER (lw_letter_get_type ())
typedef struct _LwLetter LwLetter;
GType lw_letter_get_type (void);

/* LW_ERROR_INVALID field "to"/"from": not a mail address (one @, ≤ 254 octets, no control
 * characters, the domain a host name after IDNA; the local part ASCII).
 * @from: (nullable): the person's own address; @to when NULL. The code comes from getrandom. @now:
 * Unix seconds, in the local zone on paper. */
LwLetter *lw_letter_new (const char *from, const char *to, gint64 now, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
LwLetter *lw_letter_ref (LwLetter *self);
void lw_letter_unref (LwLetter *self);
const char *lw_letter_get_code (LwLetter *self); /* "7F3K-Q2" */
const char *lw_letter_get_from (LwLetter *self);
const char *lw_letter_get_to (LwLetter *self);
/* the domain part of @to, absolute */
const char *lw_letter_get_domain (LwLetter *self);
gint64 lw_letter_get_sent_at (LwLetter *self);
const char *lw_letter_get_message_id (LwLetter *self); /* "<lw.7f3kq2.1763923800@berg.example>" */
/* RFC 5322, CRLF, not dot-stuffed. @eight_bit: FALSE for servers without 8BITMIME
 * (quoted-printable) */
GBytes *lw_letter_write (LwLetter *self, gboolean eight_bit) G_GNUC_WARN_UNUSED_RESULT;
/* The same, with 8 bits */
GBytes *lw_letter_to_bytes (LwLetter *self) G_GNUC_WARN_UNUSED_RESULT;
/* Ignores case, spaces and hyphen; constant time; valid for 15 minutes … the session decides what a
 * stale code means */
gboolean lw_letter_code_matches (LwLetter *self, const char *typed);
/* a normalised mail address, or LW_ERROR_INVALID with @field */
char *lw_mail_address_normalise (const char *text,
                                 const char *field,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends it by the domain's mail servers in order until one takes it. @mx, @hosts as in the probe.
 * LW_ERROR_REFUSED (5xx: the server's words), LW_ERROR_NOT_ARRIVED (4xx: try later),
 * G_IO_ERROR_TIMED_OUT/_HOST_UNREACHABLE when none could be reached, LW_ERROR_UNSAFE. */
void lw_letter_send_async (LwLetter *self,
                           LwWorld *world,
                           LwRecordSet *mx,
                           GPtrArray *hosts,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) (element-type LwSmtpFacts): every conversation, the last one accepted it. Also
 * set together with an error in @tried */
gboolean
lw_letter_send_finish (LwLetter *self, GAsyncResult *result, GPtrArray **tried, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwLetter, lw_letter_unref)

G_END_DECLS
