/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-memory.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DNS_PORT 53
#define RESOLV_CONF "/etc/resolv.conf"
#define RESOLV_CONF_MAX_BYTES 65536

/**
 * LwDns:
 *
 * Asks about a domain, from the root down and from every side. Judges nothing: what went wrong with
 * a server is the status of its answer.
 */

G_DEFINE_FINAL_TYPE (LwDns, lw_dns, G_TYPE_OBJECT)

static void
shared_clear (gpointer data)
{
  LwDnsShared *shared = data;

  g_clear_pointer (&shared->network, lw_network_unref);
  g_clear_object (&shared->secure);
}

static void
lw_dns_finalize (GObject *object)
{
  LwDns *self = LW_DNS (object);

  g_clear_pointer (&self->world, lw_world_unref);
  g_clear_pointer (&self->system, lw_server_unref);
  g_clear_pointer (&self->resolvers, g_ptr_array_unref);
  g_clear_pointer (&self->memory, lw_dns_memory_free);
  g_clear_object (&self->exchange);
  g_rc_box_release_full (self->shared, shared_clear);

  G_OBJECT_CLASS (lw_dns_parent_class)->finalize (object);
}

static void
lw_dns_class_init (LwDnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_dns_finalize;
}

static void
lw_dns_init (LwDns *self)
{
  self->resolvers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
}

/* (nullable): without waiting, whatever stands at that place */
static char *
read_file (const char *path)
{
  g_autofree char *text = g_malloc0 (RESOLV_CONF_MAX_BYTES + 1);
  struct stat status;
  gssize n = -1;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return NULL;

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    n = read (fd, text, RESOLV_CONF_MAX_BYTES);
  close (fd);

  return n >= 0 ? g_steal_pointer (&text) : NULL;
}

/* (nullable) (transfer full) */
static LwServer *
create_system_server (LwWorld *world)
{
  const char *given = lw_world_get_system_resolver (world);
  g_autofree char *text = NULL;
  g_autofree char *address = NULL;

  if (lw_world_has_only_resolver (world))
    return NULL;
  if (given != NULL)
    return lw_server_new (_ ("This computer’s resolver"), NULL, given,
                          lw_world_get_dns_port (world));

  text = read_file (RESOLV_CONF);
  if (text != NULL)
    address = lw_resolv_conf_parse (text);

  return address != NULL ? lw_server_new (_ ("This computer’s resolver"), NULL, address, DNS_PORT)
                         : NULL;
}

/**
 * lw_dns_new:
 * @world: whom to ask, and which addresses may be asked
 * @exchange: what carries the questions
 *
 * Creates an asker that works in the thread-default main context, which must be that of @exchange.
 *
 * Returns: (transfer full): what asks
 */
LwDns *
lw_dns_new (LwWorld *world, LwExchange *exchange)
{
  LwDns *self;
  GPtrArray *resolvers;

  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (LW_IS_EXCHANGE (exchange), NULL);

  self = g_object_new (LW_TYPE_DNS, NULL);
  self->world = lw_world_ref (world);
  self->exchange = g_object_ref (exchange);
  self->shared = g_rc_box_new0 (LwDnsShared);
  self->system = create_system_server (world);

  if (self->system != NULL)
    g_ptr_array_add (self->resolvers, lw_server_ref (self->system));
  resolvers = lw_world_get_resolvers (world);
  for (guint i = 0; i < resolvers->len; i++)
    g_ptr_array_add (self->resolvers, lw_server_ref (g_ptr_array_index (resolvers, i)));

  return self;
}

/**
 * lw_dns_new_run:
 * @self: what asks
 *
 * Creates an asker for one look, that asks nobody the same thing twice, and for nothing more one
 * who was silent to everything so far. What it learns of the network here @self knows too. Who
 * waits for a change asks @self.
 *
 * Returns: (transfer full): what asks for one look
 */
LwDns *
lw_dns_new_run (LwDns *self)
{
  LwDns *run;

  g_return_val_if_fail (LW_IS_DNS (self), NULL);

  run = g_object_new (LW_TYPE_DNS, NULL);
  run->world = lw_world_ref (self->world);
  run->exchange = g_object_ref (self->exchange);
  run->shared = g_rc_box_acquire (self->shared);
  run->system = self->system != NULL ? lw_server_ref (self->system) : NULL;
  g_ptr_array_unref (run->resolvers);
  run->resolvers = g_ptr_array_ref (self->resolvers);
  run->memory = lw_dns_memory_new ();

  return run;
}

gboolean
lw_dns_has_heard_any (LwDns *self, GPtrArray *servers)
{
  g_return_val_if_fail (LW_IS_DNS (self) && self->memory != NULL, FALSE);

  for (guint i = 0; i < servers->len; i++)
    if (lw_dns_memory_has_heard (self->memory, g_ptr_array_index (servers, i)))
      return TRUE;

  return FALSE;
}

/* Most looks need it for a few resolvers or for none. */
LwSecure *
lw_dns_get_secure (LwDns *self)
{
  if (self->shared->secure == NULL)
    self->shared->secure = lw_secure_new (
        self->world, lw_exchange_get_first_timeout_ms (self->exchange) * LW_DNS_STREAM_TIMES);

  return self->shared->secure;
}

/**
 * lw_dns_set_route:
 * @self: what asks
 * @route: how resolvers are asked that know more than one way
 *
 * For a network that does not let questions in clear pass, or answers them itself.
 */
void
lw_dns_set_route (LwDns *self, LwRoute route)
{
  g_return_if_fail (LW_IS_DNS (self));

  self->shared->route = route;
}

LwRoute
lw_dns_get_route (LwDns *self)
{
  g_return_val_if_fail (LW_IS_DNS (self), LW_ROUTE_PLAIN);

  return self->shared->route;
}

LwDnsTarget *
lw_dns_target_new (LwServer *server, LwRole role)
{
  LwDnsTarget *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_new0 (LwDnsTarget, 1);
  self->server = lw_server_ref (server);
  self->role = role;

  return self;
}

void
lw_dns_target_free (LwDnsTarget *self)
{
  g_return_if_fail (self != NULL);

  lw_server_unref (self->server);
  g_free (self);
}

static LwWay
get_way (LwDns *self)
{
  return self->shared->network != NULL ? lw_network_get (self->shared->network)->way : LW_WAY_PLAIN;
}

gboolean
lw_dns_asks_securely (LwDns *self)
{
  return get_way (self) == LW_WAY_SECURE;
}

static gboolean
reaches (LwDns *self, LwServer *resolver)
{
  return get_way (self) == LW_WAY_PLAIN ||
         (lw_dns_asks_securely (self) && lw_server_can (resolver, self->shared->secure_via));
}

static gboolean
reaches_resolvers (LwDns *self)
{
  return get_way (self) == LW_WAY_PLAIN || lw_dns_asks_securely (self);
}

/* Who does not even know the root would say of everything that it does not exist. */
static gboolean
believes_system (LwDns *self)
{
  return self->system != NULL && get_way (self) != LW_WAY_NONE &&
         (get_way (self) == LW_WAY_PLAIN ||
          lw_network_get (self->shared->network)->resolver == LW_PRESENCE_YES);
}

static gboolean
looks_up_by_system (LwDns *self)
{
  if (!believes_system (self))
    return FALSE;

  return self->shared->network == NULL ||
         (lw_network_get (self->shared->network)->resolver != LW_PRESENCE_NO &&
          !lw_network_bends_answers (self->shared->network)) ||
         !reaches_resolvers (self);
}

GPtrArray *
lw_dns_list_lookup_servers (LwDns *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);

  for (guint i = 0; i < self->resolvers->len; i++)
    {
      LwServer *server = g_ptr_array_index (self->resolvers, i);

      if (server == self->system ? looks_up_by_system (self) : reaches (self, server))
        g_ptr_array_add (chosen, lw_server_ref (server));
    }

  return chosen;
}

/* (transfer full) (element-type LwServer) */
static GPtrArray *
list_reached (LwDns *self)
{
  GPtrArray *all = lw_world_get_resolvers (self->world);
  GPtrArray *reached = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);

  for (guint i = 0; i < all->len; i++)
    if (reaches (self, g_ptr_array_index (all, i)))
      g_ptr_array_add (reached, lw_server_ref (g_ptr_array_index (all, i)));

  return reached;
}

/**
 * lw_dns_list_carriers:
 * @self: what asks
 * @secure: (out): whether they are to be asked by TLS
 *
 * Returns: (transfer full) (element-type LwServer): who can carry the questions of a validator
 * where name servers cannot be asked; empty when nobody can
 */
GPtrArray *
lw_dns_list_carriers (LwDns *self, gboolean *secure)
{
  GPtrArray *carriers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  gboolean has_seals = self->shared->network != NULL && believes_system (self) &&
                       lw_network_get (self->shared->network)->seals == LW_PRESENCE_YES;
  g_autoptr (GPtrArray) reached = list_reached (self);

  *secure = lw_dns_asks_securely (self) && (self->shared->secure_via == LW_VIA_TLS || !has_seals);
  if (!*secure && has_seals)
    g_ptr_array_add (carriers, lw_server_ref (self->system));
  for (guint i = 0; *secure && i < reached->len; i++)
    if (lw_server_can (g_ptr_array_index (reached, i), LW_VIA_TLS))
      g_ptr_array_add (carriers, lw_server_ref (g_ptr_array_index (reached, i)));

  return carriers;
}

static void
add_targets (GPtrArray *targets, GPtrArray *servers, LwRole role)
{
  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (targets, lw_dns_target_new (g_ptr_array_index (servers, i), role));
}

/**
 * lw_dns_make_targets:
 * @self: what asks
 * @delegation: (nullable): where the domain lies, %NULL while that is not known
 *
 * Returns: (transfer full) (element-type LwDnsTarget): whom a survey of the domain asks: every
 *   authoritative address, every resolver of the world, this computer's own; without those of whom
 *   [method@Dns.find_network_async] found that they cannot be asked
 */
GPtrArray *
lw_dns_make_targets (LwDns *self, LwDelegation *delegation)
{
  GPtrArray *targets;
  g_autoptr (GPtrArray) resolvers = NULL;

  g_return_val_if_fail (LW_IS_DNS (self), NULL);

  targets = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);
  if (delegation != NULL)
    add_targets (targets, lw_delegation_get_servers (delegation), LW_ROLE_AUTHORITY);
  resolvers = list_reached (self);
  add_targets (targets, resolvers, LW_ROLE_RESOLVER);
  if (believes_system (self))
    g_ptr_array_add (targets, lw_dns_target_new (self->system, LW_ROLE_SYSTEM));

  return targets;
}
