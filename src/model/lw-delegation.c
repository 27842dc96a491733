/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-delegation.h"

/**
 * LwDelegation:
 *
 * The zone that a domain lies in, and the name servers that the zone above lists for it.
 */
struct _LwDelegation
{
  gatomicrefcount ref_count;

  char *domain;
  char *zone;
  char *parent_zone;
  GPtrArray *servers; /* (owned) (element-type LwServer) */
  GPtrArray *parents; /* (owned) (element-type LwServer): of the zone above */
};

G_DEFINE_BOXED_TYPE (LwDelegation, lw_delegation, lw_delegation_ref, lw_delegation_unref)

/**
 * lw_delegation_new:
 * @domain: the name that was asked for
 * @zone: the apex of the zone that holds it
 * @parent_zone: the apex of the zone above
 *
 * Returns: (transfer full): a delegation without servers, for the walk to fill
 */
LwDelegation *
lw_delegation_new (const char *domain, const char *zone, const char *parent_zone)
{
  LwDelegation *self;

  g_return_val_if_fail (domain != NULL && zone != NULL && parent_zone != NULL, NULL);

  self = g_new0 (LwDelegation, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->domain = g_strdup (domain);
  self->zone = g_strdup (zone);
  self->parent_zone = g_strdup (parent_zone);
  self->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  self->parents = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);

  return self;
}

LwDelegation *
lw_delegation_ref (LwDelegation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_delegation_unref (LwDelegation *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->domain);
  g_free (self->zone);
  g_free (self->parent_zone);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->parents);
  g_free (self);
}

/**
 * lw_delegation_take_server:
 * @self: a delegation
 * @server: (transfer full): one address of a name server, or a name without any address
 */
void
lw_delegation_take_server (LwDelegation *self, LwServer *server)
{
  g_return_if_fail (self != NULL && server != NULL);

  g_ptr_array_add (self->servers, server);
}

/**
 * lw_delegation_take_parent:
 * @self: a delegation
 * @server: (transfer full): one address of a server of the zone above
 */
void
lw_delegation_take_parent (LwDelegation *self, LwServer *server)
{
  g_return_if_fail (self != NULL && server != NULL);

  g_ptr_array_add (self->parents, server);
}

const char *
lw_delegation_get_domain (LwDelegation *self)
{
  return self->domain;
}

const char *
lw_delegation_get_zone (LwDelegation *self)
{
  return self->zone;
}

const char *
lw_delegation_get_parent_zone (LwDelegation *self)
{
  return self->parent_zone;
}

GPtrArray *
lw_delegation_get_servers (LwDelegation *self)
{
  return self->servers;
}

GPtrArray *
lw_delegation_get_parents (LwDelegation *self)
{
  return self->parents;
}
