/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

#define CHUNK_BYTES 65536
#define MESSAGE_FLAGS (SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE)
#define REDIRECTS_MAX 5
#define TIMEOUT_MS 30000

/**
 * LwHttp:
 *
 * Speaks HTTPS with the DNS hosts' APIs.
 *
 * Redirects are followed for reads within the same origin only, so a key never reaches another
 * host. Writes go over a connection of their own: libsoup repeats what it calls idempotent when a
 * kept connection turns out to be dead, and a write must never be sent twice. There are two
 * sessions, since no proxy may be asked for this computer itself.
 */
struct _LwHttp
{
  GObject parent_instance;

  LwWorld *world;       /* (owned) */
  SoupSession *session; /* (owned) */
  SoupSession *direct;  /* (owned): without proxy */
  GError *trouble;      /* (owned) (nullable): the world's CA file cannot be read */
  guint timeout_ms;
};

/* One request and what came of it so far. */
typedef struct
{
  char *method;
  GStrv headers;
  GUri *uri;
  GBytes *body;        /* (owned) (nullable) */
  char *content_type;  /* (nullable) */
  GCancellable *inner; /* (owned): what libsoup sees */
  gulong cancelled_id;
  GSource *timer;       /* (owned) */
  SoupMessage *message; /* (owned) (nullable): of the present try */
  GInputStream *stream; /* (owned) (nullable) */
  GByteArray *received; /* (owned) */
  guint n_redirects;
  gboolean timed_out : 1;
  gboolean repeated : 1;
} Request;

G_DEFINE_FINAL_TYPE (LwHttp, lw_http, G_TYPE_OBJECT)

static void send_message (GTask *task);
static void read_more (GTask *task);

static void
request_free (Request *self)
{
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
is_read (const Request *self)
{
  return g_str_equal (self->method, "GET");
}

/* Ends what watches over the request; afterwards nothing can cancel it any more. */
static void
stop_watching (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->timer != NULL)
    g_source_destroy (request->timer);
  g_clear_pointer (&request->timer, g_source_unref);
  g_cancellable_disconnect (g_task_get_cancellable (task), request->cancelled_id);
  request->cancelled_id = 0;
}

/* Transport trouble stays in the domains of GIO; libsoup's own becomes one of ours. */
static GError *
translate_error (Request *request, GError *error)
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

  if (translated == NULL)
    return error;

  g_error_free (error);
  return translated;
}

/* Takes @error; the caller keeps its reference to @task. */
static void
fail (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  stop_watching (task);
  g_task_return_error (task, translate_error (request, error));
}

static void
succeed (GTask *task)
{
  Request *request = g_task_get_task_data (task);
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
  Request *request = g_task_get_task_data (task);

  if (!is_read (request) || request->repeated || !is_closed_connection (error))
    return FALSE;

  request->repeated = TRUE;
  send_message (task);

  return TRUE;
}

/* Whether the reply leads on to another address of the same origin. */
static gboolean
follow_redirect (GTask *task)
{
  Request *request = g_task_get_task_data (task);
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
  Request *request = g_task_get_task_data (task);
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
  else if (request->received->len + size > LW_HTTP_MAX_BODY)
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
  Request *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (request->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, request->inner,
                                   chunk_read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
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

static SoupMessage *
create_message (Request *request)
{
  SoupMessage *message = soup_message_new_from_uri (request->method, request->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_set_flags (message, is_read (request) ? MESSAGE_FLAGS
                                                     : MESSAGE_FLAGS | SOUP_MESSAGE_NEW_CONNECTION);
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
  LwHttp *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  SoupSession *session = lw_http_is_loopback (request->uri) ? self->direct : self->session;

  g_clear_object (&request->stream);
  g_clear_object (&request->message);
  request->message = create_message (request);
  soup_session_send_async (session, request->message, G_PRIORITY_DEFAULT, request->inner, sent_cb,
                           task);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  Request *request = user_data;

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
start_watching (LwHttp *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->timer = g_timeout_source_new (self->timeout_ms);
  g_source_set_callback (request->timer, time_is_up_cb, request, NULL);
  g_source_attach (request->timer, g_task_get_context (task));

  if (cancellable != NULL)
    request->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                   g_object_ref (request->inner), g_object_unref);
}

static void
lw_http_finalize (GObject *object)
{
  LwHttp *self = LW_HTTP (object);

  g_clear_object (&self->session);
  g_clear_object (&self->direct);
  g_clear_error (&self->trouble);
  g_clear_pointer (&self->world, lw_world_unref);

  G_OBJECT_CLASS (lw_http_parent_class)->finalize (object);
}

static void
lw_http_class_init (LwHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_http_finalize;
}

static void
lw_http_init (LwHttp *self)
{
  self->timeout_ms = TIMEOUT_MS;
}

/* Sign-in is the providers' own, by headers; libsoup shall never answer a 401 by itself. */
static SoupSession *
create_session (GTlsDatabase *database)
{
  SoupSession *session = soup_session_new ();

  soup_session_set_user_agent (session, "Letterway/" LW_VERSION);
  soup_session_set_timeout (session, TIMEOUT_MS / 1000);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (database != NULL)
    soup_session_set_tls_database (session, database);

  return session;
}

/**
 * lw_http_new:
 * @world: what is trusted and where plain http is allowed
 *
 * Creates a client that works in the thread-default main context. Reads the world's CA file, if it
 * has one; when that cannot be read, every request says so.
 *
 * Returns: (transfer full): the client
 */
LwHttp *
lw_http_new (LwWorld *world)
{
  LwHttp *self;
  g_autoptr (GTlsDatabase) database = NULL;

  g_return_val_if_fail (world != NULL, NULL);

  self = g_object_new (LW_TYPE_HTTP, NULL);
  self->world = lw_world_ref (world);
  if (lw_world_get_ca_file (world) != NULL)
    database =
        G_TLS_DATABASE (g_tls_file_database_new (lw_world_get_ca_file (world), &self->trouble));

  self->session = create_session (database);
  self->direct = create_session (database);
  soup_session_set_proxy_resolver (self->direct, NULL);

  return self;
}

/**
 * lw_http_set_timeout:
 * @self: a client
 * @milliseconds: how long one request may take from its first byte to its last, 30000 unless set
 */
void
lw_http_set_timeout (LwHttp *self, guint milliseconds)
{
  g_return_if_fail (LW_IS_HTTP (self));

  self->timeout_ms = milliseconds;
}

static Request *
create_request (LwHttp *self,
                const char *method,
                const char *url,
                const char *const *headers,
                GError **error)
{
  g_autoptr (GUri) uri = lw_http_check_url (self->world, url, error);
  Request *request;

  if (uri == NULL || !lw_http_check_headers (headers, error))
    return NULL;

  if (self->trouble != NULL)
    {
      g_propagate_error (error, g_error_copy (self->trouble));
      return NULL;
    }

  request = g_new0 (Request, 1);
  request->method = g_strdup (method);
  request->headers = g_strdupv ((char **) headers);
  request->uri = g_steal_pointer (&uri);
  request->inner = g_cancellable_new ();
  request->received = g_byte_array_new ();

  return request;
}

/**
 * lw_http_send_async:
 * @self: a client
 * @method: `GET`, `PATCH` …
 * @url: the whole address
 * @headers: (array zero-terminated=1) (nullable): name, value, name, value …
 * @body: (nullable): what to send
 * @content_type: (nullable): the type of @body
 * @cancellable: (nullable): ends it at once; whoever writes gives none, to hear the end
 * @callback: (scope async): called with the reply
 * @user_data: data for @callback
 *
 * Sends one request. Nothing of it is logged.
 */
void
lw_http_send_async (LwHttp *self,
                    const char *method,
                    const char *url,
                    const char *const *headers,
                    GBytes *body,
                    const char *content_type,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;
  GError *error = NULL;

  g_return_if_fail (LW_IS_HTTP (self));
  g_return_if_fail (method != NULL && url != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_http_send_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  request = create_request (self, method, url, headers, &error);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  request->content_type = g_strdup (content_type);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  start_watching (self, task);
  send_message (g_steal_pointer (&task));
}

/**
 * lw_http_send_finish:
 * @self: a client
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR`, `G_TLS_ERROR`, `LW_ERROR_UNSAFE` or
 *   `LW_ERROR_INVALID` (nothing was sent), `LW_ERROR_PROTOCOL`
 *
 * Finishes [method@Http.send_async].
 *
 * Returns: (transfer full) (nullable): the reply, of whatever status
 */
LwHttpReply *
lw_http_send_finish (LwHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
