/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a letter is written on the wire (RFC 5322, RFC 2045, RFC 2047). Private to the room; pure. */

char *lw_letter_format_date (GDateTime *date) G_GNUC_WARN_UNUSED_RESULT;
char *lw_letter_encode_word (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *lw_letter_quote_printable (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
