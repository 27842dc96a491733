/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http-private.h"

#include "lw-error.h"
#include "lw-tls.h"

#include <glib/gi18n-lib.h>

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
  gsize max_body;
  guint timeout_ms;
  gboolean asks; /* nothing is written */
};

G_DEFINE_FINAL_TYPE (LwHttp, lw_http, G_TYPE_OBJECT)

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
  self->max_body = LW_HTTP_MAX_BODY;
}

/* Sign-in is the providers' own, by headers; libsoup shall never answer a 401 by itself. */
static SoupSession *
create_session (GTlsDatabase *database, GSocketConnectable *place)
{
  SoupSession *session = soup_session_new_with_options ("remote-connectable", place, NULL);

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
  database = lw_tls_open_database (world, &self->trouble);
  self->session = create_session (database, NULL);
  self->direct = create_session (database, NULL);
  soup_session_set_proxy_resolver (self->direct, NULL);

  return self;
}

/**
 * lw_http_new_for_questions:
 * @world: what is trusted
 * @place: what to connect to, whatever host an address names; without proxy
 * @max_body: how many bytes a reply may have
 *
 * Like [ctor@Http.new], for requests that only ask, whatever their method: they share connections
 * (HTTP/2 where the server has it), may be repeated once, and are never led elsewhere.
 *
 * Returns: (transfer full): the client
 */
LwHttp *
lw_http_new_for_questions (LwWorld *world, GSocketConnectable *place, gsize max_body)
{
  LwHttp *self;
  g_autoptr (GTlsDatabase) database = NULL;

  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (G_IS_SOCKET_CONNECTABLE (place), NULL);

  self = g_object_new (LW_TYPE_HTTP, NULL);
  self->world = lw_world_ref (world);
  self->asks = TRUE;
  self->max_body = max_body;
  database = lw_tls_open_database (world, &self->trouble);
  self->direct = create_session (database, place);
  soup_session_set_proxy_resolver (self->direct, NULL);
  self->session = g_object_ref (self->direct);

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

void
lw_http_set_max_body (LwHttp *self, gsize max_body)
{
  g_return_if_fail (LW_IS_HTTP (self));

  self->max_body = max_body;
}

static LwHttpRequest *
create_request (LwHttp *self,
                const char *method,
                const char *url,
                const char *const *headers,
                GError **error)
{
  g_autoptr (GUri) uri = lw_http_check_url (self->world, url, error);
  LwHttpRequest *request;

  if (uri == NULL || !lw_http_check_headers (headers, error))
    return NULL;

  if (self->trouble != NULL)
    {
      g_propagate_error (error, g_error_copy (self->trouble));
      return NULL;
    }

  request = g_new0 (LwHttpRequest, 1);
  request->session = g_object_ref (lw_http_is_loopback (uri) ? self->direct : self->session);
  request->timeout_ms = self->timeout_ms;
  request->max_body = self->max_body;
  request->asks = self->asks;
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
  LwHttpRequest *request;
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
  g_task_set_task_data (task, request, (GDestroyNotify) lw_http_request_free);
  lw_http_request_run (g_steal_pointer (&task));
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
