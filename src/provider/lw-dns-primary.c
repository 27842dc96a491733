/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-primary.h"

#include "lw-change-run.h"
#include "lw-error.h"
#include "lw-wire.h"

struct _LwDnsPrimary
{
  GObject parent_instance;

  LwExchange *exchange; /* (owned) */
  LwTsigKey *key;       /* (owned) */
  char *server;
  guint16 port;

  char **addresses; /* (owned) (nullable): NULL until the name was looked up */
};

G_DEFINE_FINAL_TYPE (LwDnsPrimary, lw_dns_primary, G_TYPE_OBJECT)

/* find the addresses → sign → send to the first → (nothing was sent) → sign → send to the next */
typedef struct
{
  GBytes *message;      /* (owned) */
  char *zone;           /* (owned) (nullable): a transfer of this zone */
  LwTransfer *transfer; /* (owned) (nullable) */
  LwTsigCheck *check;   /* (owned) (nullable) */
  char **addresses;     /* (owned) */
  guint nth;            /* index into addresses */
} Ask;

static void
ask_free (Ask *ask)
{
  g_bytes_unref (ask->message);
  g_free (ask->zone);
  g_clear_pointer (&ask->transfer, lw_transfer_free);
  g_clear_pointer (&ask->check, lw_tsig_check_free);
  g_strfreev (ask->addresses);
  g_free (ask);
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void send_to_next (GTask *task);

/* Whether there is another address to try. Takes @task when there is. */
static gboolean
try_another (GTask *task, const GError *error)
{
  Ask *ask = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      !lw_error_is_before_sending (error) || ask->addresses[ask->nth + 1] == NULL)
    return FALSE;

  ask->nth++;
  send_to_next (task);
  return TRUE;
}

static void
fail (GTask *task, GError *error)
{
  LwDnsPrimary *self = g_task_get_source_object (task);

  if (try_another (task, error))
    {
      g_error_free (error);
      return;
    }

  /* It may have moved: the next message asks for its address again. */
  if (lw_error_is_before_sending (error))
    g_clear_pointer (&self->addresses, g_strfreev);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) reply = NULL;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  reply = lw_exchange_ask_finish (LW_EXCHANGE (source), result, NULL, &error);
  if (reply == NULL)
    fail (g_steal_pointer (&task), error);
  else
    g_task_return_pointer (task, lw_signed_reply_new (reply, ask->check, get_now ()),
                           (GDestroyNotify) lw_signed_reply_free);
}

static gboolean
message_cb (GBytes *message, gpointer user_data, GError **error)
{
  return lw_transfer_take (user_data, message, get_now (), error);
}

static void
transferred_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lw_exchange_stream_finish (LW_EXCHANGE (source), result, &error))
    fail (g_steal_pointer (&task), error);
  else
    g_task_return_pointer (task, g_steal_pointer (&ask->transfer),
                           (GDestroyNotify) lw_transfer_free);
}

/* Takes @task. */
static void
send_to_next (GTask *task)
{
  LwDnsPrimary *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  const char *address = ask->addresses[ask->nth];
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GBytes) mac = NULL;
  g_autoptr (GBytes) message = lw_tsig_sign (self->key, ask->message, get_now (), &mac);

  if (ask->zone != NULL)
    {
      g_clear_pointer (&ask->transfer, lw_transfer_free);
      ask->transfer = lw_transfer_new (ask->zone, self->key, mac);
      lw_exchange_stream_async (self->exchange, address, self->port, message, message_cb,
                                ask->transfer, cancellable, transferred_cb, task);
    }
  else
    {
      g_clear_pointer (&ask->check, lw_tsig_check_free);
      ask->check = lw_tsig_check_new (self->key, mac);
      lw_exchange_ask_async (self->exchange, address, self->port, message, LW_TRANSPORT_TCP,
                             cancellable, answered_cb, task);
    }
}

static char **
list_addresses (GList *found)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (GList *l = found; l != NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_strv_builder_add (builder, address);
    }

  return g_strv_builder_end (builder);
}

/* Each message keeps its own list: another one may lead to looking the name up again. */
static void
begin_sending (GTask *task)
{
  LwDnsPrimary *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);

  ask->addresses = g_strdupv (self->addresses);
  send_to_next (task);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwDnsPrimary *self = g_task_get_source_object (task);
  GError *error = NULL;
  GList *found = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_pointer (&self->addresses, g_strfreev);
  self->addresses = list_addresses (found);
  g_resolver_free_addresses (found);
  begin_sending (g_steal_pointer (&task));
}

static void
start (GTask *task)
{
  LwDnsPrimary *self = g_task_get_source_object (task);
  g_autoptr (GResolver) resolver = NULL;

  if (self->addresses != NULL)
    {
      begin_sending (task);
      return;
    }

  /* An address is “looked up” at once, without a question to anybody. */
  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_async (resolver, self->server, g_task_get_cancellable (task),
                                   looked_up_cb, task);
}

static Ask *
create_ask (GTask *task, GBytes *message)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->message = g_bytes_ref (message);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);

  return ask;
}

void
lw_dns_primary_ask_async (LwDnsPrimary *self,
                          GBytes *message,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lw_dns_primary_ask_async);
  create_ask (task, message);
  start (task);
}

LwSignedReply *
lw_dns_primary_ask_finish (LwDnsPrimary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lw_dns_primary_transfer_async (LwDnsPrimary *self,
                               const char *zone,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) query = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, lw_dns_primary_transfer_async);
  query = lw_wire_build_query (zone, LW_RR_TYPE_AXFR, LW_QUERY_NO_EDNS, &error);
  if (query == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  create_ask (task, query)->zone = g_strdup (zone);
  start (task);
}

LwTransfer *
lw_dns_primary_transfer_finish (LwDnsPrimary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
lw_dns_primary_get_server (LwDnsPrimary *self)
{
  return self->server;
}

static void
lw_dns_primary_finalize (GObject *object)
{
  LwDnsPrimary *self = LW_DNS_PRIMARY (object);

  g_clear_object (&self->exchange);
  g_clear_pointer (&self->key, lw_tsig_key_unref);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->addresses, g_strfreev);

  G_OBJECT_CLASS (lw_dns_primary_parent_class)->finalize (object);
}

static void
lw_dns_primary_class_init (LwDnsPrimaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_dns_primary_finalize;
}

static void
lw_dns_primary_init (LwDnsPrimary *self)
{
}

LwDnsPrimary *
lw_dns_primary_new (LwExchange *exchange, const char *server, guint16 port, LwTsigKey *key)
{
  LwDnsPrimary *self = g_object_new (LW_TYPE_DNS_PRIMARY, NULL);

  self->exchange = g_object_ref (exchange);
  self->server = g_strdup (server);
  self->port = port;
  self->key = lw_tsig_key_ref (key);

  return self;
}
