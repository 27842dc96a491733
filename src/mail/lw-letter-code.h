/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The code of a test letter: made, and compared with what a person typed. Private to the room. */

char *lw_letter_code_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_letter_code_equal (const char *code, const char *typed);
char *lw_letter_code_compact (const char *code) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
