/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One reply of a mail server, read as its bytes come in (RFC 5321 4.2). Knows no socket. */
typedef struct _LwSmtpReply LwSmtpReply;

#define LW_SMTP_LINE_MAX 2048 /* octets with the line's end; RFC 5321 4.5.3.1.5 asks for 512 */
#define LW_SMTP_LINES_MAX 100
#define LW_SMTP_TEXT_MAX 2000 /* characters */

LwSmtpReply *lw_smtp_reply_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lw_smtp_reply_free (LwSmtpReply *self);
gboolean
lw_smtp_reply_feed (LwSmtpReply *self, const char *bytes, gsize size, gsize *used, GError **error);
gboolean lw_smtp_reply_is_complete (LwSmtpReply *self);
guint lw_smtp_reply_get_code (LwSmtpReply *self);
const char *lw_smtp_reply_get_enhanced_code (LwSmtpReply *self);
GPtrArray *lw_smtp_reply_get_lines (LwSmtpReply *self);
char *lw_smtp_reply_dup_text (LwSmtpReply *self) G_GNUC_WARN_UNUSED_RESULT;
char *lw_smtp_make_printable (const char *bytes, gsize size) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_smtp_reply_offers (LwSmtpReply *self, const char *keyword);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSmtpReply, lw_smtp_reply_free)

G_END_DECLS
