/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-memory.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

#define RCODE_BADVERS 16
#define TCP_TIMES 6 /* of the first UDP time-out, as long as UDP gets in all */

typedef struct
{
  LwDnsReply *reply; /* (owned) */
  char *owner;
  guint16 type;
  LwQueryFlags flags;
  LwTransport transport;
  LwVia via;                /* UDP stands for whatever the transport makes of it */
  LwQueryFlags asked_flags; /* as the caller had them */
  LwDnsScope scope;         /* with a limit for TCP alone, which waits long for those who write */
  gint64 started_usec;
} Query;

static void send_query (GTask *task);

void
lw_dns_reply_free (LwDnsReply *self)
{
  lw_server_unref (self->server);
  g_clear_pointer (&self->message, lw_message_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self);
}

static void
query_free (Query *query)
{
  lw_dns_scope_clear (&query->scope);
  g_clear_pointer (&query->reply, lw_dns_reply_free);
  g_free (query->owner);
  g_free (query);
}

static LwDnsWhat
describe (const Query *query)
{
  return (LwDnsWhat){
    .server = query->reply->server,
    .owner = query->owner,
    .type = query->type,
    .flags = query->asked_flags,
    .transport = query->transport,
    .via = query->via,
  };
}

/* Returns what the reply holds now. The caller keeps its reference to @task. */
static void
end_query (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  const LwDnsWhat what = describe (query);

  query->reply->elapsed_ms = (guint) ((g_get_monotonic_time () - query->started_usec) / 1000);
  if (self->memory != NULL)
    lw_dns_memory_keep (self->memory, &what, query->reply);
  g_task_return_pointer (task, g_steal_pointer (&query->reply), (GDestroyNotify) lw_dns_reply_free);
}

/* Some servers and more firewalls do not know EDNS (RFC 6891 7). */
static gboolean
shall_ask_without_edns (const Query *query)
{
  guint rcode = lw_message_get_rcode (query->reply->message);

  return !(query->flags & LW_QUERY_NO_EDNS) &&
         (rcode == LW_RCODE_FORMERR || rcode == LW_RCODE_NOTIMP || rcode == RCODE_BADVERS);
}

/* Takes the reference to @task and @bytes (nullable). */
static void
take_reply (GTask *task_, GBytes *bytes_)
{
  g_autoptr (GTask) task = task_;
  g_autoptr (GBytes) bytes = bytes_;
  Query *query = g_task_get_task_data (task);
  LwDnsReply *reply = query->reply;

  if (g_error_matches (reply->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&reply->error));
      return;
    }

  if (bytes != NULL)
    {
      reply->raw = g_bytes_ref (bytes);
      reply->message = lw_wire_parse (bytes, &reply->error);
    }

  if (reply->message != NULL && shall_ask_without_edns (query))
    {
      g_clear_pointer (&reply->message, lw_message_unref);
      g_clear_pointer (&reply->raw, g_bytes_unref);
      query->flags |= LW_QUERY_NO_EDNS;
      reply->without_edns = TRUE;
      send_query (g_steal_pointer (&task));
    }
  else
    end_query (task);
}

static void
replied_securely_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Query *query = g_task_get_task_data (user_data);
  LwDnsReply *reply = query->reply;
  GBytes *bytes = lw_secure_ask_finish (LW_SECURE (source), result, &reply->error);

  reply->via = query->via;
  take_reply (user_data, bytes);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Query *query = g_task_get_task_data (task);
  LwDnsReply *reply = query->reply;
  gboolean over_tcp = FALSE;
  GBytes *bytes;

  bytes = lw_exchange_ask_finish (LW_EXCHANGE (source), result, &over_tcp, &reply->error);
  reply->via = over_tcp || query->transport == LW_TRANSPORT_TCP ? LW_VIA_TCP : LW_VIA_UDP;
  reply->was_cut = lw_exchange_ask_was_cut (LW_EXCHANGE (source), result);
  if (bytes != NULL && lw_exchange_ask_was_plain (LW_EXCHANGE (source), result))
    reply->without_edns = TRUE;
  if (query->scope.timed_out && reply->error != NULL)
    {
      g_clear_error (&reply->error);
      reply->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                          _ ("The name server did not answer by TCP."));
    }
  take_reply (task, bytes);
}

/* FALSE when the question has to be asked. */
static gboolean
answer_from_memory (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  const LwDnsWhat what = describe (query);
  LwDnsReply *known = self->memory != NULL ? lw_dns_memory_recall (self->memory, &what) : NULL;

  if (known == NULL && self->memory != NULL && lw_dns_memory_is_dead (self->memory, &what))
    {
      known = g_steal_pointer (&query->reply);
      known->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                          _ ("The name server did not answer anything else."));
    }

  if (known != NULL)
    g_task_return_pointer (task, known, (GDestroyNotify) lw_dns_reply_free);

  return known != NULL;
}

/* Takes the reference to @task. */
static void
begin_query (GTask *task)
{
  if (answer_from_memory (task))
    g_object_unref (task);
  else
    send_query (task);
}

/* Takes the reference to @task. */
static void
send_query (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  LwDnsReply *reply = query->reply;
  g_autoptr (GBytes) bytes = NULL;

  if (lw_server_get_address (reply->server) == NULL && query->via != LW_VIA_HTTPS)
    reply->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
                                        _ ("No address of this name server is known."));
  else
    bytes = lw_wire_build_query (query->owner, query->type, query->flags, &reply->error);

  if (bytes == NULL)
    {
      end_query (task);
      g_object_unref (task);
      return;
    }

  if (query->via != LW_VIA_UDP)
    {
      lw_secure_ask_async (lw_dns_get_secure (self), reply->server, query->via, bytes,
                           g_task_get_cancellable (task), replied_securely_cb, task);
      return;
    }

  lw_exchange_ask_async (self->exchange, lw_server_get_address (reply->server),
                         lw_server_get_port (reply->server), bytes, query->transport,
                         query->scope.inner != NULL ? query->scope.inner
                                                    : g_task_get_cancellable (task),
                         replied_cb, task);
}

/* Resolvers know EDNS, and a question for seals makes no sense without it. */
static LwTransport
choose_transport (LwQueryFlags flags)
{
  return flags == LW_QUERY_NONE ? LW_TRANSPORT_FORGIVING : LW_TRANSPORT_AUTO;
}

static Query *
query_new (LwServer *server, const char *owner, guint16 type, LwQueryFlags flags)
{
  Query *query = g_new0 (Query, 1);

  query->reply = g_new0 (LwDnsReply, 1);
  query->reply->server = lw_server_ref (server);
  if (flags & (LW_QUERY_BIG | LW_QUERY_SMALL))
    query->reply->udp_size = flags & LW_QUERY_BIG ? LW_WIRE_BIG_SIZE : LW_WIRE_SMALL_SIZE;
  query->reply->asked_at = g_get_real_time () / G_USEC_PER_SEC;
  query->owner = g_strdup (owner);
  query->type = type;
  query->flags = query->asked_flags = flags;
  query->transport = choose_transport (flags);
  query->started_usec = g_get_monotonic_time ();

  return query;
}

/* A resolver that is not asked in clear has no other way; the rest is for the route to say. */
static LwVia
choose_via (LwDns *self, LwServer *server)
{
  if (lw_dns_asks_securely (self) && lw_server_can (server, self->shared->secure_via))
    return self->shared->secure_via;
  if (self->shared->route == LW_ROUTE_PLAIN && lw_server_can (server, LW_VIA_UDP))
    return LW_VIA_UDP;
  if (lw_server_can (server, LW_VIA_HTTPS))
    return LW_VIA_HTTPS;

  return lw_server_can (server, LW_VIA_TLS) ? LW_VIA_TLS : LW_VIA_UDP;
}

void
lw_dns_query_async (LwDns *self,
                    LwServer *server,
                    const char *owner,
                    guint16 type,
                    LwQueryFlags flags,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  lw_dns_query_via_async (self, server, choose_via (self, server), owner, type, flags, cancellable,
                          callback, user_data);
}

void
lw_dns_query_via_async (LwDns *self,
                        LwServer *server,
                        LwVia via,
                        const char *owner,
                        guint16 type,
                        LwQueryFlags flags,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Query *query = query_new (server, owner, type, flags);

  query->via = via;
  g_task_set_source_tag (task, lw_dns_query_via_async);
  g_task_set_task_data (task, query, (GDestroyNotify) query_free);
  begin_query (g_steal_pointer (&task));
}

void
lw_dns_query_by_tcp_async (LwDns *self,
                           LwServer *server,
                           const char *owner,
                           guint16 type,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Query *query = query_new (server, owner, type, LW_QUERY_NONE);

  query->transport = LW_TRANSPORT_TCP;
  lw_dns_scope_init (&query->scope, cancellable,
                     lw_exchange_get_first_timeout_ms (self->exchange) * TCP_TIMES);

  g_task_set_source_tag (task, lw_dns_query_by_tcp_async);
  g_task_set_task_data (task, query, (GDestroyNotify) query_free);
  begin_query (g_steal_pointer (&task));
}

LwDnsReply *
lw_dns_query_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
