/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-fake-tls.h"

#include <string.h>

#define CHUNK_BYTES 16384
#define GREETING "220 this is no TLS\r\n"

struct _LwFakeTls
{
  GSocketService *service;
  GTlsCertificate *certificate; /* (nullable) */
  LwFakeTlsFunc func;
  gpointer user_data;
  GCancellable *stop;
  guint n_connections;
  guint n_open;
  guint16 port;
  gboolean silent; /* about TLS */
};

/* Whatever is under way holds a reference; all of it ends when the server does. */
struct _LwFakePeer
{
  LwFakeTls *server;
  GIOStream *stream; /* (owned) */
  GByteArray *incoming;
  GByteArray *outgoing;
  GBytes *writing; /* (nullable) */
  gboolean closes;
  gboolean closed;
  guint8 chunk[CHUNK_BYTES];
};

static void
peer_clear (gpointer data)
{
  LwFakePeer *self = data;

  g_object_unref (self->stream);
  g_byte_array_unref (self->incoming);
  g_byte_array_unref (self->outgoing);
  g_clear_pointer (&self->writing, g_bytes_unref);
  self->server->n_open--;
}

static void
peer_release (LwFakePeer *self)
{
  g_rc_box_release_full (self, peer_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwFakePeer, peer_release)

/* The socket itself, so that the other side sees the end of it at once */
static void
close_now (LwFakePeer *self)
{
  self->closed = TRUE;
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void flush (LwFakePeer *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwFakePeer) self = user_data;

  g_clear_pointer (&self->writing, g_bytes_unref);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    flush (self);
}

static void
flush (LwFakePeer *self)
{
  if (self->closed || self->writing != NULL)
    return;

  if (self->outgoing->len == 0)
    {
      if (self->closes)
        close_now (self);
      return;
    }

  self->writing = g_byte_array_free_to_bytes (self->outgoing);
  self->outgoing = g_byte_array_new ();
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   g_bytes_get_data (self->writing, NULL),
                                   g_bytes_get_size (self->writing), G_PRIORITY_DEFAULT,
                                   self->server->stop, written_cb, g_rc_box_acquire (self));
}

void
lw_fake_peer_send (LwFakePeer *self, gconstpointer bytes, gsize size)
{
  g_byte_array_append (self->outgoing, bytes, (guint) size);
  flush (self);
}

void
lw_fake_peer_close (LwFakePeer *self)
{
  self->closes = TRUE;
  flush (self);
}

static void read_more (LwFakePeer *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwFakePeer) self = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (size <= 0 || self->closed)
    return;

  g_byte_array_append (self->incoming, self->chunk, (guint) size);
  self->server->func (self, self->incoming, self->server->user_data);
  if (!self->closed)
    read_more (self);
}

static void
read_more (LwFakePeer *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->chunk, CHUNK_BYTES,
                             G_PRIORITY_DEFAULT, self->server->stop, read_cb,
                             g_rc_box_acquire (self));
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwFakePeer) self = user_data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    read_more (self);
}

static GIOStream *
wrap (LwFakeTls *server, GIOStream *connection)
{
  g_autoptr (GError) error = NULL;
  GIOStream *stream;

  if (server->certificate == NULL)
    return g_object_ref (connection);

  stream = g_tls_server_connection_new (connection, server->certificate, &error);
  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);

  return stream;
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  LwFakeTls *server = user_data;
  g_autoptr (LwFakePeer) peer = g_rc_box_new0 (LwFakePeer);

  server->n_connections++;
  server->n_open++;
  peer->server = server;
  peer->stream = wrap (server, G_IO_STREAM (connection));
  peer->incoming = g_byte_array_new ();
  peer->outgoing = g_byte_array_new ();

  if (server->silent)
    g_object_set_data_full (G_OBJECT (service), "kept", g_steal_pointer (&peer),
                            (GDestroyNotify) peer_release);
  else if (server->certificate == NULL)
    {
      lw_fake_peer_send (peer, GREETING, strlen (GREETING));
      read_more (peer);
    }
  else
    g_tls_connection_handshake_async (G_TLS_CONNECTION (peer->stream), G_PRIORITY_DEFAULT,
                                      server->stop, shaken_cb, g_rc_box_acquire (peer));

  return TRUE;
}

LwFakeTls *
lw_fake_tls_new (const char *certificate, LwFakeTlsFunc func, gpointer user_data)
{
  LwFakeTls *self = g_new0 (LwFakeTls, 1);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) place = NULL;
  g_autoptr (GError) error = NULL;

  self->func = func;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  if (certificate != NULL)
    {
      g_autofree char *path =
          g_test_build_filename (G_TEST_DIST, "net", "data", "resolver", certificate, NULL);

      self->certificate = g_tls_certificate_new_from_file (path, &error);
      g_assert_no_error (error);
    }

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), local, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &place, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (place));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return self;
}

void
lw_fake_tls_free (LwFakeTls *self)
{
  g_object_set_data (G_OBJECT (self->service), "kept", NULL);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stop);
  while (self->n_open > 0)
    g_main_context_iteration (NULL, TRUE);

  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_object_unref (self->stop);
  g_free (self);
}

guint16
lw_fake_tls_get_port (LwFakeTls *self)
{
  return self->port;
}

guint
lw_fake_tls_get_n_connections (LwFakeTls *self)
{
  return self->n_connections;
}

guint
lw_fake_tls_get_n_open (LwFakeTls *self)
{
  return self->n_open;
}

void
lw_fake_tls_stop_shaking (LwFakeTls *self)
{
  self->silent = TRUE;
}

GBytes *
lw_fake_tls_take_framed (GByteArray *incoming)
{
  GBytes *query;
  gsize size;

  if (incoming->len < 2)
    return NULL;

  size = (gsize) incoming->data[0] << 8 | incoming->data[1];
  if (incoming->len < size + 2)
    return NULL;

  query = g_bytes_new (incoming->data + 2, size);
  g_byte_array_remove_range (incoming, 0, (guint) size + 2);

  return query;
}

GBytes *
lw_fake_tls_take_posted (GByteArray *incoming, GString *heads)
{
  const char *text = (const char *) incoming->data;
  const char *end = g_strstr_len (text, incoming->len, "\r\n\r\n");
  const char *length;
  gsize head_size, body_size;
  GBytes *body;

  if (end == NULL)
    return NULL;

  length = g_strstr_len (text, incoming->len, "Content-Length: ");
  g_assert_nonnull (length);
  head_size = (gsize) (end + 4 - text);
  body_size = g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);
  if (incoming->len < head_size + body_size)
    return NULL;

  if (heads != NULL)
    g_string_append_len (heads, text, (gssize) head_size);
  body = g_bytes_new (incoming->data + head_size, body_size);
  g_byte_array_remove_range (incoming, 0, (guint) (head_size + body_size));

  return body;
}

LwWorld *
lw_fake_tls_create_world (void)
{
  g_autofree char *ca_file =
      g_test_build_filename (G_TEST_DIST, "net", "data", "resolver", "ca.pem", NULL);
  g_autofree char *path = g_canonicalize_filename (ca_file, NULL);
  g_autofree char *json =
      g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"ca_file\":\"%s\","
                       "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.0.0.1\"}]}",
                       path);
  g_autoptr (GError) error = NULL;
  LwWorld *world = lw_world_new_from_json (json, -1, "test.json", &error);

  g_assert_no_error (error);

  return world;
}
