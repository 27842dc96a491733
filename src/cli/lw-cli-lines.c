/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-lines.h"

#include "lw-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES 16384
#define NO_LINE_BYTES 65536 /* so much without an end of a line is no list */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _LwCliLines
{
  GInputStream *stream; /* (owned) */
  GByteArray *held;     /* (owned): what was read and not taken yet */
  gsize at;             /* where in it the next line begins */
  guint64 number;
  gboolean ended;
};

static int
open_list (const char *path, GError **error)
{
  struct stat status;
  int fd = g_str_equal (path, "-") ? dup (STDIN_FILENO) : open (path, O_RDONLY | O_CLOEXEC);
  int code = errno;

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISDIR (status.st_mode))
    {
      close (fd);
      fd = -1;
      code = EISDIR;
    }

  if (fd < 0)
    lw_set_error (error, LW_ERROR_FORMAT, "file",
                  _ ("Look at the name of the file, and whether you may use it."),
                  _ ("The file cannot be read: %s."), g_strerror (code));

  return fd;
}

LwCliLines *
lw_cli_lines_open (const char *path, GError **error)
{
  int fd = open_list (path, error);
  LwCliLines *self;

  if (fd < 0)
    return NULL;

  self = g_new0 (LwCliLines, 1);
  self->stream = g_unix_input_stream_new (fd, TRUE);
  self->held = g_byte_array_new ();

  return self;
}

void
lw_cli_lines_free (LwCliLines *self)
{
  g_clear_object (&self->stream);
  g_byte_array_unref (self->held);
  g_free (self);
}

/* (nullable) (transfer full): NULL when nothing is left of it */
static char *
clean_line (const char *start, gsize length, gboolean first)
{
  gsize cut = MIN (length, LW_LINE_BYTES_MAX);
  g_autofree char *line = g_strndup (start, cut);
  const char *text = line;

  /* A zero byte would end the text before its end, without a word. */
  for (gsize i = 0; i < cut; i++)
    if (line[i] == '\0')
      line[i] = '\1';

  if (first && g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);
  line[strcspn (line, "#")] = '\0';
  if (*g_strstrip (line + (text - line)) == '\0')
    return NULL;

  return g_strdup (text);
}

/* Goes over one line; FALSE when its end is not there yet */
static gboolean
next_line (LwCliLines *self, char **line)
{
  const char *start = (const char *) self->held->data + self->at;
  gsize left = self->held->len - self->at;
  const char *end = left > 0 ? memchr (start, '\n', left) : NULL;
  gsize length = end != NULL ? (gsize) (end - start) : left;

  if (left == 0 || (end == NULL && !self->ended))
    return FALSE;

  self->number++;
  self->at += length + (end != NULL ? 1 : 0);
  *line = clean_line (start, length, self->number == 1);

  return TRUE;
}

LwLinesState
lw_cli_lines_take (LwCliLines *self, char **line, guint64 *number)
{
  while (next_line (self, line))
    if (*line != NULL)
      {
        *number = self->number;
        return LW_LINES_TAKEN;
      }

  return self->ended ? LW_LINES_ENDED : LW_LINES_HUNGRY;
}

static gboolean
has_lines (LwCliLines *self)
{
  return self->held->len <= NO_LINE_BYTES || memchr (self->held->data, '\n', self->held->len);
}

static void
fed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  LwCliLines *self = g_task_get_task_data (task);
  g_autoptr (GBytes) piece =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (piece == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (piece == NULL)
    {
      g_task_return_error (task, lw_error_new (LW_ERROR_FORMAT, "file", NULL,
                                               _ ("The file cannot be read: %s."), error->message));
      return;
    }

  g_byte_array_append (self->held, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
  self->ended = g_bytes_get_size (piece) == 0;
  if (has_lines (self))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, lw_error_new (LW_ERROR_FORMAT, "file",
                                             _ ("Write one domain on each line."),
                                             _ ("The file is no list of domains.")));
}

void
lw_cli_lines_feed_async (LwCliLines *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_byte_array_remove_range (self->held, 0, self->at);
  self->at = 0;
  g_task_set_source_tag (task, lw_cli_lines_feed_async);
  g_task_set_task_data (task, self, NULL);
  g_input_stream_read_bytes_async (self->stream, PIECE_BYTES, G_PRIORITY_DEFAULT, cancellable,
                                   fed_cb, g_object_ref (task));
}

gboolean
lw_cli_lines_feed_finish (LwCliLines *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
