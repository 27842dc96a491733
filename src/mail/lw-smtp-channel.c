/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-channel.h"

#include <string.h>

#define READ_BYTES 4096
#define RIDDLE_MAX_BYTES 200

/**
 * LwSmtpChannel:
 *
 * A stream, and the bytes that came in but belong to no reply yet. It must outlive the question
 * that is under way.
 */
struct _LwSmtpChannel
{
  GIOStream *stream; /* (owned) */
  GByteArray *early; /* (owned): came in after the end of the last reply */
};

/* One question */
typedef struct
{
  LwSmtpChannel *channel;
  GBytes *command;    /* (owned) (nullable) */
  LwSmtpReply *reply; /* (owned) */
  char buffer[READ_BYTES];
} Ask;

LwSmtpChannel *
lw_smtp_channel_new (GIOStream *stream)
{
  LwSmtpChannel *self = g_new0 (LwSmtpChannel, 1);

  self->stream = g_object_ref (stream);
  self->early = g_byte_array_new ();
  return self;
}

void
lw_smtp_channel_free (LwSmtpChannel *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->stream);
  g_byte_array_unref (self->early);
  g_free (self);
}

/**
 * lw_smtp_channel_is_drained:
 * @self: a channel
 *
 * What stands behind the reply to STARTTLS came in clear from whoever sits on the line, and would
 * be taken for the server's encrypted words (CVE-2011-0411).
 *
 * Returns: whether nothing came in after the last reply
 */
gboolean
lw_smtp_channel_is_drained (LwSmtpChannel *self)
{
  return self->early->len == 0;
}

/**
 * lw_smtp_channel_dup_riddle:
 * @self: a channel whose last question ended with `LW_ERROR_PROTOCOL`
 *
 * Returns: (transfer full): the first line of what could not be understood, cut short
 */
char *
lw_smtp_channel_dup_riddle (LwSmtpChannel *self)
{
  const char *bytes = (const char *) self->early->data;
  gsize size = MIN (self->early->len, RIDDLE_MAX_BYTES);
  const char *end = size > 0 ? memchr (bytes, '\n', size) : NULL;

  if (end != NULL)
    size = end - bytes;
  while (size > 0 && bytes[size - 1] == '\r')
    size--;

  return lw_smtp_make_printable (bytes, size);
}

static void
ask_free (Ask *ask)
{
  g_clear_pointer (&ask->command, g_bytes_unref);
  g_clear_pointer (&ask->reply, lw_smtp_reply_free);
  g_free (ask);
}

static void read_more (GTask *task);

/* Takes what belongs to the reply from the front of the early bytes. */
static gboolean
feed (Ask *ask, GError **error)
{
  GByteArray *early = ask->channel->early;
  gsize used = 0;

  if (early->len == 0)
    return TRUE;
  if (!lw_smtp_reply_feed (ask->reply, (const char *) early->data, early->len, &used, error))
    return FALSE;

  g_byte_array_remove_range (early, 0, used);
  return TRUE;
}

static void
feed_or_read (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!feed (ask, &error))
    g_task_return_error (task, error);
  else if (lw_smtp_reply_is_complete (ask->reply))
    g_task_return_pointer (task, g_steal_pointer (&ask->reply),
                           (GDestroyNotify) lw_smtp_reply_free);
  else
    read_more (g_steal_pointer (&owned));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (size < 0)
    g_task_return_error (task, error);
  else if (size == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                             "The connection was closed");
  else
    {
      g_byte_array_append (ask->channel->early, (const guint8 *) ask->buffer, size);
      feed_or_read (g_steal_pointer (&task));
    }
}

static void
read_more (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (ask->channel->stream), ask->buffer,
                             sizeof ask->buffer, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                             read_cb, task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_error (task, error);
  else
    feed_or_read (g_steal_pointer (&task));
}

/**
 * lw_smtp_channel_ask_async:
 * @self: a channel without another question under way
 * @command: (nullable): what is sent; `NULL` to hear the greeting
 * @cancellable: (nullable): ends the wait
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Sends a command and waits for the whole reply.
 */
void
lw_smtp_channel_ask_async (LwSmtpChannel *self,
                           GBytes *command,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Ask *ask = g_new0 (Ask, 1);

  ask->channel = self;
  ask->command = command != NULL ? g_bytes_ref (command) : NULL;
  ask->reply = lw_smtp_reply_new ();
  g_task_set_source_tag (task, lw_smtp_channel_ask_async);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);

  if (command == NULL)
    feed_or_read (task);
  else
    g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                     g_bytes_get_data (command, NULL), g_bytes_get_size (command),
                                     G_PRIORITY_DEFAULT, cancellable, written_cb, task);
}

/**
 * lw_smtp_channel_ask_finish:
 * @result: what the callback was given
 * @error: `LW_ERROR_PROTOCOL` when the answer is no reply, `G_IO_ERROR_CONNECTION_CLOSED` and
 *   others of the connection
 *
 * Returns: (transfer full) (nullable): the reply
 */
LwSmtpReply *
lw_smtp_channel_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
