/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-stream.h"

#define LENGTH_BYTES 2
#define IDLE_SECONDS 10 /* RFC 7766 6.2.3 */

struct _LwPracticeStream
{
  grefcount ref_count; /* the connections hold it too */
  GSocketService *service;
  GCancellable *stop;
  LwPracticeStreamFunc func; /* NULL once it was stopped */
  gpointer user_data;
};

typedef struct
{
  LwPracticeStream *stream;      /* (owned) */
  GSocketConnection *connection; /* (owned) */
  GInetAddress *local;           /* (owned) */
  guint8 length[LENGTH_BYTES];
  guint8 *message; /* (owned) (nullable) */
  GBytes *reply;   /* (owned) (nullable) */
} Session;

static void read_length (Session *session);

static void
stream_unref (LwPracticeStream *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->service);
  g_object_unref (self->stop);
  g_free (self);
}

static void
session_free (Session *session)
{
  g_free (session->message);
  g_clear_pointer (&session->reply, g_bytes_unref);
  g_object_unref (session->connection);
  g_object_unref (session->local);
  stream_unref (session->stream);
  g_free (session);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

static guint
get_length (Session *session)
{
  return session->length[0] << 8 | session->length[1];
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    read_length (g_steal_pointer (&session));
}

static GBytes *
add_length (GBytes *message)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);
  GByteArray *framed = g_byte_array_sized_new (size + LENGTH_BYTES);
  const guint8 length[LENGTH_BYTES] = { size >> 8, size & 0xff };

  g_byte_array_append (framed, length, sizeof length);
  g_byte_array_append (framed, bytes, size);
  return g_byte_array_free_to_bytes (framed);
}

static void
message_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;
  g_autoptr (GBytes) reply = NULL;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (session->connection));
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, NULL) ||
      size < get_length (session) || session->stream->func == NULL)
    return;

  reply =
      session->stream->func (session->local, session->message, size, session->stream->user_data);
  if (reply == NULL)
    return;

  g_clear_pointer (&session->reply, g_bytes_unref);
  session->reply = add_length (reply);
  g_output_stream_write_all_async (output, g_bytes_get_data (session->reply, NULL),
                                   g_bytes_get_size (session->reply), G_PRIORITY_DEFAULT,
                                   session->stream->stop, written_cb, session);
  g_steal_pointer (&session);
}

static void
length_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, NULL) ||
      size < LENGTH_BYTES)
    return;

  g_free (session->message);
  session->message = g_malloc0 (MAX (get_length (session), 1));
  g_input_stream_read_all_async (G_INPUT_STREAM (source), session->message, get_length (session),
                                 G_PRIORITY_DEFAULT, session->stream->stop, message_cb, session);
  g_steal_pointer (&session);
}

static void
read_length (Session *session)
{
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (session->connection)),
                                 session->length, LENGTH_BYTES, G_PRIORITY_DEFAULT,
                                 session->stream->stop, length_cb, session);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  LwPracticeStream *self = user_data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  Session *session;

  if (local == NULL)
    return TRUE;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), IDLE_SECONDS);
  g_ref_count_inc (&self->ref_count);
  session = g_new0 (Session, 1);
  session->stream = self;
  session->connection = g_object_ref (connection);
  session->local = g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)));
  read_length (session);
  return TRUE;
}

/**
 * lw_practice_stream_new:
 * @func: called for each message
 * @user_data: for @func
 *
 * Returns: (transfer full): a service without an address
 */
LwPracticeStream *
lw_practice_stream_new (LwPracticeStreamFunc func, gpointer user_data)
{
  LwPracticeStream *self = g_new0 (LwPracticeStream, 1);

  g_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return self;
}

/**
 * lw_practice_stream_free:
 * @self: a service
 *
 * Stops it. Connections that are open notice when the main loop runs next.
 */
void
lw_practice_stream_free (LwPracticeStream *self)
{
  self->func = NULL;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stop);
  stream_unref (self);
}

/**
 * lw_practice_stream_add_address:
 * @self: a service
 * @address: a loopback address
 * @port: the port
 * @error: `G_IO_ERROR` when it cannot be bound
 *
 * Returns: whether it listens there now
 */
gboolean
lw_practice_stream_add_address (LwPracticeStream *self,
                                const char *address,
                                guint16 port,
                                GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);

  return g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                        G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, NULL,
                                        error);
}
