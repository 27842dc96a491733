/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char *owner;
  guint16 type;
  LwRole role;
} Ask;

static void
ask_free (Ask *ask)
{
  g_free (ask->owner);
  g_free (ask);
}

gboolean
lw_dns_may_ask (LwDns *self, LwServer *server, LwRole role)
{
  const char *address = lw_server_get_address (server);

  return role == LW_ROLE_RESOLVER || role == LW_ROLE_SYSTEM || address == NULL ||
         lw_world_is_public (self->world, address);
}

static LwAnswer *
create_not_asked (LwServer *server, const Ask *ask)
{
  const LwAnswerFields fields = {
    .server = server,
    .role = ask->role,
    .owner = ask->owner,
    .type = ask->type,
    .status = LW_ANSWER_NOT_ASKED,
    .asked_at = g_get_real_time () / G_USEC_PER_SEC,
    .note = _ ("Its address belongs to a network that is not part of the internet."),
  };

  return lw_answer_new (&fields);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LwDns *self = LW_DNS (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDnsReply) reply = NULL;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  reply = lw_dns_query_finish (self, result, &error);
  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, lw_dns_read_reply (reply, ask->role, ask->owner, ask->type),
                           (GDestroyNotify) lw_answer_unref);
}

/**
 * lw_dns_ask_async:
 * @self: what asks
 * @server: whom
 * @role: what the server is to the domain; a resolver is asked to look up, the others are not
 * @owner: a normal name
 * @type: the record type
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the answer
 * @user_data: data for @callback
 *
 * Puts one question to one server.
 */
void
lw_dns_ask_async (LwDns *self,
                  LwServer *server,
                  LwRole role,
                  const char *owner,
                  guint16 type,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LwQueryFlags flags = LW_QUERY_NONE;
  Ask *ask;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (server != NULL && owner != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  ask = g_new0 (Ask, 1);
  ask->owner = g_strdup (owner);
  ask->type = type;
  ask->role = role;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_ask_async);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);

  if (!lw_dns_may_ask (self, server, role))
    {
      g_task_return_pointer (task, create_not_asked (server, ask),
                             (GDestroyNotify) lw_answer_unref);
      return;
    }

  if (role == LW_ROLE_RESOLVER || role == LW_ROLE_SYSTEM)
    flags = LW_QUERY_RECURSE;
  lw_dns_query_async (self, server, owner, type, flags, cancellable, replied_cb,
                      g_steal_pointer (&task));
}

/**
 * lw_dns_ask_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`; what else went wrong is the answer's status
 *
 * Returns: (transfer full) (nullable): the answer
 */
LwAnswer *
lw_dns_ask_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
