/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-secure.h"

#include "lw-doh.h"
#include "lw-dot.h"

#define SERVERS_MAX 128 /* twice as many as a world has */

/**
 * LwSecure:
 *
 * Asks resolvers so that nobody on the way can read or change the question or the answer. Keeps
 * what talks to each of them, and so their connections.
 */
struct _LwSecure
{
  GObject parent_instance;

  LwWorld *world;      /* (owned) */
  GHashTable *servers; /* (owned) (element-type utf8 GObject): LwDot and LwDoh by place */
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (LwSecure, lw_secure, G_TYPE_OBJECT)

static void
lw_secure_finalize (GObject *object)
{
  LwSecure *self = LW_SECURE (object);

  g_clear_pointer (&self->servers, g_hash_table_unref);
  g_clear_pointer (&self->world, lw_world_unref);

  G_OBJECT_CLASS (lw_secure_parent_class)->finalize (object);
}

static void
lw_secure_class_init (LwSecureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_secure_finalize;
}

static void
lw_secure_init (LwSecure *self)
{
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * lw_secure_new:
 * @world: whom to trust
 * @timeout_ms: how long a question may take in all, with connecting
 *
 * Returns: (transfer full): what asks, in the thread-default main context
 */
LwSecure *
lw_secure_new (LwWorld *world, guint timeout_ms)
{
  LwSecure *self;

  g_return_val_if_fail (world != NULL && timeout_ms > 0, NULL);

  self = g_object_new (LW_TYPE_SECURE, NULL);
  self->world = lw_world_ref (world);
  self->timeout_ms = timeout_ms;

  return self;
}

static char *
make_key (LwServer *server, LwVia via)
{
  const LwServerWays *ways = lw_server_get_ways (server);
  const char *address = lw_server_get_address (server);

  if (via == LW_VIA_TLS)
    return g_strdup_printf ("%s %s %u", ways->tls_name, address, ways->tls_port);

  return g_strdup_printf ("%s %s", ways->doh_url,
                          ways->doh_address != NULL ? ways->doh_address : address);
}

/* (nullable) (transfer full): an LwDot or LwDoh */
static GObject *
find_asker (LwSecure *self, LwServer *server, LwVia via, GError **error)
{
  g_autofree char *key = make_key (server, via);
  GObject *asker = g_hash_table_lookup (self->servers, key);

  if (asker != NULL)
    return g_object_ref (asker);

  asker = via == LW_VIA_TLS ? (GObject *) lw_dot_new (self->world, server, self->timeout_ms, error)
                            : (GObject *) lw_doh_new (self->world, server, self->timeout_ms, error);
  if (asker == NULL)
    return NULL;

  /* What is under way goes on all the same. */
  if (g_hash_table_size (self->servers) >= SERVERS_MAX)
    g_hash_table_remove_all (self->servers);
  g_hash_table_insert (self->servers, g_steal_pointer (&key), g_object_ref (asker));

  return asker;
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *reply = LW_IS_DOT (source) ? lw_dot_ask_finish (LW_DOT (source), result, &error)
                                     : lw_doh_ask_finish (LW_DOH (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_bytes_unref);
}

/**
 * lw_secure_ask_async:
 * @self: what asks
 * @server: a resolver that can be asked so
 * @via: `LW_VIA_TLS` or `LW_VIA_HTTPS`
 * @query: a message of [func@wire_build_query]
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the reply
 * @user_data: data for @callback
 *
 * Puts one question to one resolver.
 */
void
lw_secure_ask_async (LwSecure *self,
                     LwServer *server,
                     LwVia via,
                     GBytes *query,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GObject) asker = NULL;
  GError *error = NULL;

  g_return_if_fail (LW_IS_SECURE (self));
  g_return_if_fail (server != NULL && query != NULL);
  g_return_if_fail (via == LW_VIA_TLS || via == LW_VIA_HTTPS);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_secure_ask_async);
  asker = find_asker (self, server, via, &error);
  if (asker == NULL)
    g_task_return_error (task, error);
  else if (via == LW_VIA_TLS)
    lw_dot_ask_async (LW_DOT (asker), query, cancellable, replied_cb, g_steal_pointer (&task));
  else
    lw_doh_ask_async (LW_DOH (asker), query, cancellable, replied_cb, g_steal_pointer (&task));
}

/**
 * lw_secure_ask_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR`, `G_TLS_ERROR`, `LW_ERROR_PROTOCOL` or
 *   `LW_ERROR_INVALID`
 *
 * Returns: (transfer full) (nullable): the reply
 */
GBytes *
lw_secure_ask_finish (LwSecure *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
