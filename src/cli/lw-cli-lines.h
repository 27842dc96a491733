/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The lines of a list, one after the other, however long the list is: only a piece of it is held.
 */
typedef struct _LwCliLines LwCliLines;

typedef enum
{
  LW_LINES_TAKEN,
  LW_LINES_HUNGRY, /* feed it first */
  LW_LINES_ENDED,
} LwLinesState;

/* @path: "-" for the standard input */
LwCliLines *lw_cli_lines_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_cli_lines_free (LwCliLines *self);
/* The next line that says something: without its comment and the spaces around. @line: (transfer
 * full), need not be UTF-8, cut where it is longer than LW_LINE_BYTES_MAX; @number: from 1 */
LwLinesState lw_cli_lines_take (LwCliLines *self, char **line, guint64 *number);
#define LW_LINE_BYTES_MAX 2048
/* Reads the next piece. LW_ERROR_FORMAT: it cannot be read, or is no text with lines */
void lw_cli_lines_feed_async (LwCliLines *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lw_cli_lines_feed_finish (LwCliLines *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwCliLines, lw_cli_lines_free)

G_END_DECLS
