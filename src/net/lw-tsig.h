/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Transaction signatures (RFC 8945) by GHmac, since ldns breaks hmac-sha384 and checks neither time
 * nor error field. Reference-counted; the secret is wiped when freed. */
typedef struct _LwTsigKey LwTsigKey;

/* @algorithm: "hmac-sha256", "hmac-sha384", "hmac-sha512"; @secret: base64. LW_ERROR_INVALID with
 * field "key_name", "algorithm" or "secret"; never quotes the secret. */
LwTsigKey *lw_tsig_key_new (const char *name,
                            const char *algorithm,
                            const char *secret,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwTsigKey *lw_tsig_key_ref (LwTsigKey *self);
void lw_tsig_key_unref (LwTsigKey *self);
/* Appends a TSIG record to @message. (out) (transfer full) @mac: for checking the reply. @now: Unix
 * seconds. */
GBytes *
lw_tsig_sign (LwTsigKey *self, GBytes *message, gint64 now, GBytes **mac) G_GNUC_WARN_UNUSED_RESULT;

/* Checks replies, also the many messages of a zone transfer (RFC 8945 5.3.1): every message is
 * given in order; unsigned ones between are allowed (at most 99), the last must be signed. Bounded
 * parsing without ldns. */
typedef struct _LwTsigCheck LwTsigCheck;
LwTsigCheck *lw_tsig_check_new (LwTsigKey *key, GBytes *request_mac) G_GNUC_WARN_UNUSED_RESULT;
void lw_tsig_check_free (LwTsigCheck *self);
/* MAC, |now − time signed| ≤ fudge, error field. LW_ERROR_AUTH with a sentence for BADSIG, BADKEY,
 * BADTIME (clock difference named), LW_ERROR_PROTOCOL otherwise. A reply without TSIG:
 * LW_ERROR_AUTH when it is NOTAUTH or REFUSED, else LW_ERROR_PROTOCOL. */
gboolean lw_tsig_check_message (LwTsigCheck *self, GBytes *message, gint64 now, GError **error);
/* whether the last message was signed */
gboolean lw_tsig_check_is_complete (LwTsigCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwTsigKey, lw_tsig_key_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwTsigCheck, lw_tsig_check_free)

G_END_DECLS
