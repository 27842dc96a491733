/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words for the screen: names that keep their place in any writing direction, moments, errors. */

/* U+2068 @text U+2069: text of another direction does not mix with the sentence around it */
char *lw_words_isolate (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A name of ours ("xn--bcher-kva.example.") as people read it, isolated */
char *lw_words_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* "Checked a minute ago"; both in Unix seconds, @then 0 = not yet */
char *lw_words_checked (gint64 then, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* "Today 14:10", "Yesterday 21:14", "3 May 2026, 09:12" in the person's zone */
char *lw_words_moment (gint64 then, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* "14:52:07" */
char *lw_words_clock (gint64 then) G_GNUC_WARN_UNUSED_RESULT;
/* "1st", "2nd" … */
char *lw_words_ordinal (guint number) G_GNUC_WARN_UNUSED_RESULT;
/* The sentence for an error: its own when it is ours, else what the trouble of the transport means.
 */
char *lw_words_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with what to do, as a second sentence */
char *lw_words_error_and_step (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
