/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-mail.h"

#include "lw-practice-certificate.h"
#include "lw-practice-envelope.h"
#include "lw-practice-zones.h"

#include <string.h>

#define IDLE_SECONDS 60
#define LINE_MAX_BYTES 4096

struct _LwPracticeMail
{
  grefcount ref_count;          /* the connections hold it too */
  GSocketService *service;      /* (owned) */
  GCancellable *stop;           /* (owned) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  LwPracticeLetterFunc func;    /* NULL once it was stopped */
  gpointer user_data;
  LwPracticeMood mood;
  guint n_connections;
  guint16 port;
};

typedef struct
{
  LwPracticeMail *mail;         /* (owned) */
  GIOStream *stream;            /* (owned) */
  GDataInputStream *lines;      /* (owned) */
  LwPracticeEnvelope *envelope; /* (owned) */
  char *reply;                  /* (owned) (nullable) */
  LwPracticeThen then;
} Session;

static void listen_for_line (Session *session);

static void
mail_unref (LwPracticeMail *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->service);
  g_object_unref (self->stop);
  g_clear_object (&self->certificate);
  g_free (self);
}

static void
session_free (Session *session)
{
  g_clear_object (&session->lines);
  g_object_unref (session->stream);
  lw_practice_envelope_free (session->envelope);
  g_free (session->reply);
  mail_unref (session->mail);
  g_free (session);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

static void
set_stream (Session *session, GIOStream *stream)
{
  g_set_object (&session->stream, stream);
  g_clear_object (&session->lines);
  session->lines = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (session->lines),
                                           LINE_MAX_BYTES);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (session->lines), FALSE);
  g_data_input_stream_set_newline_type (session->lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
}

static void
encrypted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    return;

  lw_practice_envelope_set_encrypted (session->envelope);
  listen_for_line (g_steal_pointer (&session));
}

static void
encrypt (Session *session)
{
  g_autoptr (Session) owned = session;
  g_autoptr (GIOStream) tls = NULL;

  if (session->mail->certificate != NULL)
    tls = g_tls_server_connection_new (session->stream, session->mail->certificate, NULL);
  if (tls == NULL)
    return;

  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  set_stream (session, tls);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, session->mail->stop,
                                    encrypted_cb, g_steal_pointer (&owned));
}

static void
said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    return;

  switch (session->then)
    {
    case LW_PRACTICE_THEN_LISTEN:
      listen_for_line (g_steal_pointer (&session));
      break;
    case LW_PRACTICE_THEN_ENCRYPT:
      encrypt (g_steal_pointer (&session));
      break;
    case LW_PRACTICE_THEN_CLOSE:
      break;
    }
}

static void
say (Session *session, const char *reply)
{
  g_free (session->reply);
  session->reply = g_strconcat (reply, "\r\n", NULL);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (session->stream), session->reply,
                                   strlen (session->reply), G_PRIORITY_DEFAULT, session->mail->stop,
                                   said_cb, session);
}

static void
hand_over_letter (Session *session)
{
  g_autofree char *to = NULL;
  g_autoptr (GBytes) letter = lw_practice_envelope_take_letter (session->envelope, &to);

  if (letter != NULL)
    session->mail->func (to, letter, session->mail->user_data);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Session) session = user_data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  const char *reply = NULL;

  if (line == NULL || session->mail->func == NULL)
    return;

  session->then = lw_practice_envelope_take_line (session->envelope, line, &reply);
  hand_over_letter (session);
  if (reply != NULL)
    say (g_steal_pointer (&session), reply);
  else
    listen_for_line (g_steal_pointer (&session));
}

static void
listen_for_line (Session *session)
{
  g_data_input_stream_read_line_async (session->lines, G_PRIORITY_DEFAULT, session->mail->stop,
                                       line_cb, session);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  LwPracticeMail *self = user_data;
  Session *session = g_new0 (Session, 1);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), IDLE_SECONDS);
  g_ref_count_inc (&self->ref_count);
  self->n_connections++;
  session->mail = self;
  session->envelope = lw_practice_envelope_new (&self->mood);
  set_stream (session, G_IO_STREAM (connection));
  say (session, "220 mx.practice.example ESMTP practice");
  return TRUE;
}

static gboolean
bind_address (LwPracticeMail *self, GError **error)
{
  g_autoptr (GSocketAddress) wanted =
      g_inet_socket_address_new_from_string (LW_PRACTICE_MAIL_ADDRESS, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      error))
    return FALSE;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

/**
 * lw_practice_mail_new:
 * @func: called with each letter
 * @user_data: for @func
 * @error: `G_IO_ERROR` when the address cannot be bound
 *
 * Returns: (transfer full) (nullable): a mail server that listens
 */
LwPracticeMail *
lw_practice_mail_new (LwPracticeLetterFunc func, gpointer user_data, GError **error)
{
  g_autoptr (LwPracticeMail) self = g_new0 (LwPracticeMail, 1);

  g_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  self->service = g_socket_service_new ();
  /* Where GIO has no TLS the server still offers it, and it does not work: that is seen and said.
   */
  self->certificate = lw_practice_make_certificate (NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return bind_address (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * lw_practice_mail_free:
 * @self: (nullable): a mail server
 *
 * Stops it. Connections that are open notice when the main loop runs next.
 */
void
lw_practice_mail_free (LwPracticeMail *self)
{
  if (self == NULL)
    return;

  self->func = NULL;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stop);
  mail_unref (self);
}

guint16
lw_practice_mail_get_port (LwPracticeMail *self)
{
  return self->port;
}

guint
lw_practice_mail_get_n_connections (LwPracticeMail *self)
{
  return self->n_connections;
}

void
lw_practice_mail_set_faults (LwPracticeMail *self, const LwPracticeFaults *faults)
{
  self->mood.refuses = faults->mail_refuses;
  self->mood.greylists = faults->mail_greylists;
}
