/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dot-link.h"

#include "lw-error.h"
#include "lw-packet.h"
#include "lw-tls.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#define CHUNK_BYTES 16384
#define LENGTH_BYTES 2

/* Whatever is under way holds a reference, so that it never finds the link gone. */
struct _LwDotLink
{
  GSocketConnectable *place; /* (owned) */
  GTlsDatabase *database;    /* (owned) (nullable) */
  LwDotMessageFunc message_func;
  LwDotEndFunc end_func;
  gpointer user_data;

  GCancellable *cancellable; /* (owned) */
  GIOStream *stream;         /* (owned) (nullable): encrypted */
  GByteArray *outgoing;      /* (owned): not yet given to the stream */
  GByteArray *incoming;      /* (owned): not yet a whole message */
  GBytes *writing;           /* (owned) (nullable): what the stream is sending */
  GTlsCertificateFlags flags;
  gboolean is_open;
  gboolean is_over;
  guint8 chunk[CHUNK_BYTES];
};

static void read_more (LwDotLink *self);

static void
clear (gpointer data)
{
  LwDotLink *self = data;

  g_clear_object (&self->stream);
  g_clear_object (&self->place);
  g_clear_object (&self->database);
  g_clear_object (&self->cancellable);
  g_byte_array_unref (self->outgoing);
  g_byte_array_unref (self->incoming);
  g_clear_pointer (&self->writing, g_bytes_unref);
}

static void
release (LwDotLink *self)
{
  g_rc_box_release_full (self, clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDotLink, release)

/* Takes @error. */
static void
end (LwDotLink *self, GError *error)
{
  if (!self->is_over)
    {
      self->is_over = TRUE;
      g_cancellable_cancel (self->cancellable);
      self->end_func (error, self->user_data);
    }
  g_error_free (error);
}

/* Takes @error, and says of it what GIO only says in general. */
static GError *
explain (LwDotLink *self, GError *error)
{
  g_autofree char *words = lw_tls_describe_flags (self->flags);
  GError *explained;

  if (error->domain != G_TLS_ERROR)
    return error;

  if (words == NULL)
    words = g_strdup_printf (_ ("The encryption could not begin: %s"), error->message);
  explained = g_error_new_literal (G_TLS_ERROR, error->code, words);
  g_error_free (error);

  return explained;
}

static void written_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
flush (LwDotLink *self)
{
  gsize size;
  const guint8 *bytes;

  if (!self->is_open || self->is_over || self->writing != NULL || self->outgoing->len == 0)
    return;

  self->writing = g_byte_array_free_to_bytes (self->outgoing);
  self->outgoing = g_byte_array_new ();
  bytes = g_bytes_get_data (self->writing, &size);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), bytes, size,
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb,
                                   g_rc_box_acquire (self));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDotLink) self = user_data;
  GError *error = NULL;

  g_clear_pointer (&self->writing, g_bytes_unref);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    end (self, error);
  else
    flush (self);
}

/* FALSE when there is not one. */
static gboolean
take_message (LwDotLink *self)
{
  g_autoptr (GBytes) message = NULL;
  gsize size;

  if (self->is_over || self->incoming->len < LENGTH_BYTES)
    return FALSE;

  size = lw_packet_get_u16 (self->incoming->data);
  if (size < LW_PACKET_HEADER_BYTES)
    {
      end (self, lw_error_new (LW_ERROR_PROTOCOL, NULL, NULL, "%s",
                               _ ("What the resolver sends is not DNS.")));
      return FALSE;
    }
  if (self->incoming->len < LENGTH_BYTES + size)
    return FALSE;

  message = g_bytes_new (self->incoming->data + LENGTH_BYTES, size);
  g_byte_array_remove_range (self->incoming, 0, LENGTH_BYTES + size);
  self->message_func (g_bytes_get_data (message, NULL), size, self->user_data);

  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDotLink) self = user_data;
  GError *error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (size == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                 _ ("The resolver closed the connection."));
  if (error != NULL)
    {
      end (self, error);
      return;
    }

  g_byte_array_append (self->incoming, self->chunk, (guint) size);
  while (take_message (self))
    ;
  if (!self->is_over)
    read_more (self);
}

static void
read_more (LwDotLink *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->chunk, CHUNK_BYTES,
                             G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                             g_rc_box_acquire (self));
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDotLink) self = user_data;
  GError *error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    {
      end (self, explain (self, error));
      return;
    }
  if (self->is_over)
    return;

  self->is_open = TRUE;
  flush (self);
  read_more (self);
}

/* Only to say why: it is never accepted. */
static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  LwDotLink *self = user_data;

  self->flags = flags;
  return FALSE;
}

/* FALSE with @error set */
static gboolean
encrypt (LwDotLink *self, GSocketConnection *connection, GError **error)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  /* Questions are small and follow each other: none shall wait for the other. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  self->stream = g_tls_client_connection_new (G_IO_STREAM (connection), self->place, error);
  if (self->stream == NULL)
    return FALSE;

  if (self->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (self->stream), self->database);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->stream), FALSE);
  g_signal_connect (self->stream, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);

  return TRUE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDotLink) self = user_data;
  g_autoptr (GSocketConnection) connection = NULL;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection == NULL || !encrypt (self, connection, &error))
    {
      end (self, error);
      return;
    }

  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT,
                                    self->cancellable, shaken_cb, g_rc_box_acquire (self));
}

LwDotLink *
lw_dot_link_open (GSocketConnectable *place,
                  GTlsDatabase *database,
                  LwDotMessageFunc message_func,
                  LwDotEndFunc end_func,
                  gpointer user_data)
{
  LwDotLink *self = g_rc_box_new0 (LwDotLink);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  self->place = g_object_ref (place);
  self->database = database != NULL ? g_object_ref (database) : NULL;
  self->message_func = message_func;
  self->end_func = end_func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->outgoing = g_byte_array_new ();
  self->incoming = g_byte_array_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, place, self->cancellable, connected_cb,
                                 g_rc_box_acquire (self));

  return self;
}

/* @message: at most 65535 bytes */
void
lw_dot_link_send (LwDotLink *self, GBytes *message)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);

  lw_packet_append_u16 (self->outgoing, (guint16) size);
  g_byte_array_append (self->outgoing, bytes, (guint) size);
  flush (self);
}

void
lw_dot_link_close (LwDotLink *self)
{
  self->is_over = TRUE;
  g_cancellable_cancel (self->cancellable);
  release (self);
}
