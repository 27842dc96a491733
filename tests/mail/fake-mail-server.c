/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-mail-server.h"

#include <string.h>

#define TRICKLE_MS 5
#define FLOOD_LINES 200

struct _FakeMailServer
{
  GSocketService *service;
  GTlsCertificate *certificate;
  const char *const *scripts[2];
  GCancellable *stop;
  GString *log;
  GString *letter;
  guint n_connections;
  guint n_open;
  guint most_at_once;
  guint16 port;
};

typedef struct
{
  FakeMailServer *server;
  GIOStream *stream;       /* (owned) */
  GDataInputStream *lines; /* (owned) */
  const char *const *step;
  GSource *trickle; /* (owned) (nullable) */
} Session;

static void go_on (Session *session);

static void
session_free (Session *session)
{
  if (session->trickle != NULL)
    g_source_destroy (session->trickle);
  g_clear_pointer (&session->trickle, g_source_unref);
  session->server->n_open--;
  g_object_unref (session->lines);
  g_object_unref (session->stream);
  g_free (session);
}

static void
set_stream (Session *session, GIOStream *stream)
{
  g_set_object (&session->stream, stream);
  g_clear_object (&session->lines);
  session->lines = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (session->lines), FALSE);
  g_data_input_stream_set_newline_type (session->lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
}

/* FALSE when the other side is gone */
static gboolean
send (Session *session, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (session->stream), text,
                                    strlen (text), NULL, NULL, NULL);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Session *session = user_data;
  FakeMailServer *server = session->server;
  g_autofree char *line = g_data_input_stream_read_line_finish (session->lines, result, NULL, NULL);

  if (line == NULL)
    {
      session_free (session);
      return;
    }
  if (*session->step != NULL && g_str_equal (*session->step, "LETTER"))
    {
      g_string_append_printf (server->letter, "%s\r\n", line);
      if (g_str_equal (line, "."))
        session->step++;
      go_on (session);
      return;
    }

  g_string_append_printf (server->log, "%s\n", line);
  if (*session->step == NULL || !g_str_has_prefix (line, *session->step + 1))
    {
      session_free (session);
      return;
    }
  session->step++;
  go_on (session);
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Session *session = user_data;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    {
      session_free (session);
      return;
    }
  go_on (session);
}

static void
shake_hands (Session *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (session->stream, session->server->certificate, &error);

  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  set_stream (session, tls);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
                                    session->server->stop, shaken_cb, session);
}

static gboolean
trickle_cb (gpointer user_data)
{
  Session *session = user_data;

  return send (session, "2") ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
trickle (Session *session)
{
  session->trickle = g_timeout_source_new (TRICKLE_MS);
  g_source_set_callback (session->trickle, trickle_cb, session, NULL);
  g_source_attach (session->trickle, NULL);
}

static void
flood (Session *session)
{
  for (guint i = 0; i < FLOOD_LINES; i++)
    send (session, "220-and another line\r\n");
}

static void
listen_for_line (Session *session)
{
  g_data_input_stream_read_line_async (session->lines, G_PRIORITY_DEFAULT, session->server->stop,
                                       line_cb, session);
}

static void
go_on (Session *session)
{
  const char *step = *session->step;

  while (step != NULL && step[0] == 'S')
    {
      g_autofree char *line = g_strconcat (step + 1, "\r\n", NULL);

      send (session, line);
      step = *++session->step;
    }

  if (g_strcmp0 (step, "DROP") == 0)
    session_free (session);
  else if (g_strcmp0 (step, "TLS") == 0)
    {
      session->step++;
      shake_hands (session);
    }
  else
    {
      if (g_strcmp0 (step, "TRICKLE") == 0)
        trickle (session);
      else if (g_strcmp0 (step, "FLOOD") == 0)
        flood (session);
      listen_for_line (session);
    }
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  FakeMailServer *self = user_data;
  Session *session = g_new0 (Session, 1);

  session->server = self;
  session->step =
      self->n_connections > 0 && self->scripts[1] != NULL ? self->scripts[1] : self->scripts[0];
  self->n_connections++;
  self->n_open++;
  self->most_at_once = MAX (self->most_at_once, self->n_open);
  set_stream (session, G_IO_STREAM (connection));
  go_on (session);
  return TRUE;
}

FakeMailServer *
fake_mail_server_new (const char *const *script, const char *const *next_script)
{
  FakeMailServer *self = g_new0 (FakeMailServer, 1);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "mail", "server.pem", NULL);
  g_autoptr (GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  self->scripts[0] = script;
  self->scripts[1] = next_script;
  self->stop = g_cancellable_new ();
  self->log = g_string_new (NULL);
  self->letter = g_string_new (NULL);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  fake_mail_server_add_address (self, "127.0.0.1");
  return self;
}

void
fake_mail_server_add_address (FakeMailServer *self, const char *address)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, self->port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

void
fake_mail_server_free (FakeMailServer *self)
{
  g_cancellable_cancel (self->stop);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (self->n_open > 0)
    g_main_context_iteration (NULL, TRUE);

  g_object_unref (self->stop);
  g_object_unref (self->service);
  g_object_unref (self->certificate);
  g_string_free (self->log, TRUE);
  g_string_free (self->letter, TRUE);
  g_free (self);
}

guint16
fake_mail_server_get_port (FakeMailServer *self)
{
  return self->port;
}

guint
fake_mail_server_get_n_connections (FakeMailServer *self)
{
  return self->n_connections;
}

guint
fake_mail_server_get_most_at_once (FakeMailServer *self)
{
  return self->most_at_once;
}

const char *
fake_mail_server_get_log (FakeMailServer *self)
{
  return self->log->str;
}

const char *
fake_mail_server_get_letter (FakeMailServer *self)
{
  return self->letter->str;
}

LwWorld *
fake_world_new (guint16 port, gboolean strict)
{
  g_autofree char *ca_file = g_test_build_filename (G_TEST_DIST, "mail", "ca.pem", NULL);
  g_autofree char *json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"test\",\"root\":[{\"name\":\"a.root.test.\",\"address\":"
      "\"127.0.0.1\"}],\"smtp_port\":%u,\"ca_file\":\"%s\",\"public_ranges\":[%s],\"online\":true}",
      port, ca_file, strict ? "" : "\"127.0.0.0/8\"");
  g_autoptr (GError) error = NULL;
  LwWorld *world = lw_world_new_from_json (json, -1, NULL, &error);

  g_assert_no_error (error);
  return world;
}
