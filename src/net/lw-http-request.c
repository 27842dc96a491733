/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http-private.h"

#include "lw-error.h"
#include "lw-tls.h"

#include <glib/gi18n-lib.h>

#define CHUNK_BYTES 65536
#define MESSAGE_FLAGS (SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE)
#define REDIRECTS_MAX 5

static void send_message (GTask *task);
static void read_more (GTask *task);

void
lw_http_request_free (LwHttpRequest *self)
{
  g_object_unref (self->session);
  g_free (self->method);
  g_strfreev (self->headers);
  g_uri_unref (self->uri);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_clear_object (&self->inner);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_byte_array_unref (self->received);
  g_assert (self->timer == NULL);
  g_free (self);
}

static gboolean
is_read (const LwHttpRequest *self)
{
  return g_str_equal (self->method, "GET");
}

static gboolean
may_be_repeated (const LwHttpRequest *self)
{
  return self->asks || is_read (self);
}

/* Ends what watches over the request; afterwards nothing can cancel it any more. */
static void
stop_watching (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);

  if (request->timer != NULL)
    g_source_destroy (request->timer);
  g_clear_pointer (&request->timer, g_source_unref);
  g_cancellable_disconnect (g_task_get_cancellable (task), request->cancelled_id);
  request->cancelled_id = 0;
}

/* (nullable): why the certificate was not accepted */
static GError *
new_certificate_error (LwHttpRequest *request)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (request->message);
  g_autofree char *words = lw_tls_describe_flags (flags);

  return words != NULL ? g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, words)
                       : NULL;
}

/* Transport trouble stays in the domains of GIO; libsoup's own becomes one of ours. */
static GError *
translate_error (LwHttpRequest *request, GError *error)
{
  GError *translated = NULL;

  if (request->timed_out)
    translated = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                      _ ("The server did not answer in time."));
  else if (error->domain == G_RESOLVER_ERROR)
    translated = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND,
                                      _ ("The server’s name has no address."));
  else if (error->domain == SOUP_SESSION_ERROR || error->domain == G_CONVERT_ERROR ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    translated = lw_error_new (LW_ERROR_PROTOCOL, NULL, NULL, "%s",
                               _ ("The server’s answer could not be understood."));

  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    translated = new_certificate_error (request);

  if (translated == NULL)
    return error;

  g_error_free (error);
  return translated;
}

/* Takes @error; the caller keeps its reference to @task. */
static void
fail (GTask *task, GError *error)
{
  LwHttpRequest *request = g_task_get_task_data (task);

  stop_watching (task);
  g_task_return_error (task, translate_error (request, error));
}

static void
succeed (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);
  GByteArray *received = g_steal_pointer (&request->received);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  request->received = g_byte_array_new ();
  stop_watching (task);
  g_task_return_pointer (task,
                         lw_http_reply_new (soup_message_get_status (request->message),
                                            soup_message_get_response_headers (request->message),
                                            g_byte_array_free_to_bytes (received), now),
                         (GDestroyNotify) lw_http_reply_free);
}

/* A kept connection that the server has closed meanwhile looks like this. */
static gboolean
is_closed_connection (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

/* Whether the request goes on in a new try, for which it takes the reference to @task. */
static gboolean
repeat (GTask *task, const GError *error)
{
  LwHttpRequest *request = g_task_get_task_data (task);

  if (!may_be_repeated (request) || request->repeated || !is_closed_connection (error))
    return FALSE;

  request->repeated = TRUE;
  send_message (task);

  return TRUE;
}

/* Whether the reply leads on to another address of the same origin. */
static gboolean
follow_redirect (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);
  guint status = soup_message_get_status (request->message);
  const char *location = soup_message_headers_get_one (
      soup_message_get_response_headers (request->message), "Location");
  g_autoptr (GUri) uri = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (status) || location == NULL || !is_read (request) ||
      request->n_redirects >= REDIRECTS_MAX)
    return FALSE;

  uri = g_uri_parse_relative (request->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || !lw_http_is_same_origin (request->uri, uri))
    return FALSE;

  request->n_redirects++;
  g_uri_unref (request->uri);
  request->uri = g_steal_pointer (&uri);
  send_message (task);

  return TRUE;
}

static void
chunk_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) chunk = NULL;
  LwHttpRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  gsize size;
  const guint8 *bytes;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL)
    {
      fail (task, error);
      return;
    }

  bytes = g_bytes_get_data (chunk, &size);
  if (size == 0)
    succeed (task);
  else if (request->received->len + size > request->max_body)
    fail (task, lw_error_new (LW_ERROR_PROTOCOL, NULL, NULL, "%s",
                              _ ("The server’s answer is too large.")));
  else
    {
      g_byte_array_append (request->received, bytes, (guint) size);
      read_more (g_steal_pointer (&task));
    }
}

/* Takes the reference to @task. */
static void
read_more (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (request->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, request->inner,
                                   chunk_read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwHttpRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&request->stream);
  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (request->stream == NULL)
    {
      if (repeat (task, error))
        {
          g_error_free (error);
          g_steal_pointer (&task);
        }
      else
        fail (task, error);
      return;
    }

  if (follow_redirect (task))
    g_steal_pointer (&task);
  else
    read_more (g_steal_pointer (&task));
}

static SoupMessageFlags
choose_flags (const LwHttpRequest *request)
{
  if (request->asks)
    return MESSAGE_FLAGS | SOUP_MESSAGE_IDEMPOTENT;

  return is_read (request) ? MESSAGE_FLAGS : MESSAGE_FLAGS | SOUP_MESSAGE_NEW_CONNECTION;
}

static SoupMessage *
create_message (LwHttpRequest *request)
{
  SoupMessage *message = soup_message_new_from_uri (request->method, request->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_set_flags (message, choose_flags (request));
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_append (headers, request->headers[i], request->headers[i + 1]);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);

  return message;
}

/* Takes the reference to @task. */
static void
send_message (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);

  g_clear_object (&request->stream);
  g_clear_object (&request->message);
  request->message = create_message (request);
  soup_session_send_async (request->session, request->message, G_PRIORITY_DEFAULT, request->inner,
                           sent_cb, task);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  LwHttpRequest *request = user_data;

  request->timed_out = TRUE;
  g_cancellable_cancel (request->inner);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static void
start_watching (GTask *task)
{
  LwHttpRequest *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->timer = g_timeout_source_new (request->timeout_ms);
  g_source_set_callback (request->timer, time_is_up_cb, request, NULL);
  g_source_attach (request->timer, g_task_get_context (task));

  if (cancellable != NULL)
    request->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                   g_object_ref (request->inner), g_object_unref);
}

/* @task: (transfer full): its task data is the request; returns a LwHttpReply or an error */
void
lw_http_request_run (GTask *task)
{
  start_watching (task);
  send_message (task);
}
