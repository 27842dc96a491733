/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-doh.h"

#include "lw-error.h"
#include "lw-http.h"
#include "lw-known-host.h"
#include "lw-packet.h"
#include "lw-wire.h"

#include <glib/gi18n-lib.h>

#define MEDIA_TYPE "application/dns-message"
#define HTTPS_PORT 443

/**
 * LwDoh:
 *
 * Asks one resolver over HTTPS. Questions are posted: so nothing of them stands in an address,
 * which servers like to write down.
 */
struct _LwDoh
{
  GObject parent_instance;

  LwHttp *http; /* (owned) */
  char *url;
};

G_DEFINE_FINAL_TYPE (LwDoh, lw_doh, G_TYPE_OBJECT)

static void
lw_doh_finalize (GObject *object)
{
  LwDoh *self = LW_DOH (object);

  g_clear_object (&self->http);
  g_free (self->url);

  G_OBJECT_CLASS (lw_doh_parent_class)->finalize (object);
}

static void
lw_doh_class_init (LwDohClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_doh_finalize;
}

static void
lw_doh_init (LwDoh *self)
{
}

/* (nullable) (transfer full): the host of the address, at the place that the world knows */
static GSocketConnectable *
find_place (LwServer *server, GError **error)
{
  const LwServerWays *ways = lw_server_get_ways (server);
  g_autoptr (GUri) uri = NULL;
  int port;

  if (lw_server_can (server, LW_VIA_HTTPS) && lw_server_is_doh_url (ways->doh_url))
    uri = g_uri_parse (ways->doh_url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, NULL, NULL,
                    _ ("This resolver cannot be asked over HTTPS."));
      return NULL;
    }

  port = g_uri_get_port (uri);
  return lw_known_host_new (g_uri_get_host (uri),
                            ways->doh_address != NULL ? ways->doh_address
                                                      : lw_server_get_address (server),
                            port > 0 ? (guint16) port : HTTPS_PORT, error);
}

/**
 * lw_doh_new:
 * @world: whom to trust
 * @server: a resolver whose ways have an address for HTTPS
 * @timeout_ms: how long a question may take in all
 * @error: return location for a `LW_ERROR_INVALID`
 *
 * Returns: (transfer full) (nullable): what asks it, in the thread-default main context
 */
LwDoh *
lw_doh_new (LwWorld *world, LwServer *server, guint timeout_ms, GError **error)
{
  g_autoptr (GSocketConnectable) place = NULL;
  LwDoh *self;

  g_return_val_if_fail (world != NULL && server != NULL, NULL);

  place = find_place (server, error);
  if (place == NULL)
    return NULL;

  self = g_object_new (LW_TYPE_DOH, NULL);
  self->http = lw_http_new_for_questions (world, place, LW_PACKET_MAX_BYTES);
  lw_http_set_timeout (self->http, timeout_ms);
  self->url = g_strdup (lw_server_get_ways (server)->doh_url);

  return self;
}

static gboolean
set_protocol_error (GError **error, const char *sentence)
{
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL, "%s", sentence);
  return FALSE;
}

static gboolean
has_media_type (LwHttpReply *reply)
{
  const char *type = lw_http_reply_get_content_type (reply);
  g_auto (GStrv) parts = type != NULL ? g_strsplit (type, ";", 2) : NULL;

  return parts != NULL && g_ascii_strcasecmp (g_strstrip (parts[0]), MEDIA_TYPE) == 0;
}

/* RFC 8484 4.2.1: whatever DNS has to say comes with success, other states bring no message. */
static gboolean
check_reply (LwHttpReply *reply, GBytes *query, GError **error)
{
  GBytes *body = lw_http_reply_get_body (reply);
  guint status = lw_http_reply_get_status (reply);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (body, &size);

  if (status < 200 || status > 299)
    {
      lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                    _ ("The resolver’s web server does not answer questions (%u)."), status);
      return FALSE;
    }

  if (!has_media_type (reply))
    return set_protocol_error (error, _ ("A web page came in place of an answer."));

  return (bytes != NULL && lw_wire_answers (query, bytes, size)) ||
         set_protocol_error (error, _ ("The answer is not to the question that was asked."));
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwHttpReply) reply = NULL;
  GError *error = NULL;

  reply = lw_http_send_finish (LW_HTTP (source), result, &error);
  if (reply == NULL || !check_reply (reply, g_task_get_task_data (task), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_bytes_ref (lw_http_reply_get_body (reply)),
                           (GDestroyNotify) g_bytes_unref);
}

/* The ID is the same for everyone who asks the same (RFC 8484 4.1); TLS leaves nobody to guess it.
 */
static GBytes *
prepare_query (GBytes *query)
{
  g_autoptr (GBytes) padded = lw_wire_pad (query);
  gsize size = g_bytes_get_size (padded);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (padded, NULL), size);

  bytes[0] = bytes[1] = 0;

  return g_bytes_new_take (bytes, size);
}

/**
 * lw_doh_ask_async:
 * @self: what asks
 * @query: a whole message
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the reply
 * @user_data: data for @callback
 *
 * Puts one question to the resolver.
 */
void
lw_doh_ask_async (LwDoh *self,
                  GBytes *query,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  static const char *const headers[] = { "Accept", MEDIA_TYPE, NULL };
  GTask *task;
  GBytes *sent;

  g_return_if_fail (LW_IS_DOH (self));
  g_return_if_fail (query != NULL && g_bytes_get_size (query) >= LW_PACKET_HEADER_BYTES);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  sent = prepare_query (query);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_doh_ask_async);
  g_task_set_task_data (task, sent, (GDestroyNotify) g_bytes_unref);
  lw_http_send_async (self->http, "POST", self->url, headers, sent, MEDIA_TYPE, cancellable,
                      replied_cb, task);
}

/**
 * lw_doh_ask_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR`, `G_TLS_ERROR` or `LW_ERROR_PROTOCOL`
 *
 * Returns: (transfer full) (nullable): the reply, which [func@wire_answers] let pass with the ID 0
 */
GBytes *
lw_doh_ask_finish (LwDoh *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
