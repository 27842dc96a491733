/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-server.h"

#include <glib/gi18n-lib.h>

/**
 * LwServer:
 *
 * An address to ask, with a name for people. A resolver may be asked in other ways too.
 */
struct _LwServer
{
  gatomicrefcount ref_count;

  char *name;
  char *operator_; /* (nullable) */
  char *address;   /* (nullable) */
  guint16 port;
  LwServerWays ways; /* its texts are owned here */
};

/**
 * lw_server_new:
 * @name: a name for people, or the absolute host name of a name server
 * @operator_: (nullable): who runs it, and where
 * @address: (nullable): a literal IPv4 or IPv6 address, `NULL` for a name without an address
 * @port: the port, 53 for DNS
 *
 * Returns: (transfer full): the server
 */
LwServer *
lw_server_new (const char *name, const char *operator_, const char *address, guint16 port)
{
  return lw_server_new_with_ways (name, operator_, address, port,
                                  &(LwServerWays){ .tls_port = LW_SERVER_TLS_PORT });
}

/**
 * lw_server_new_with_ways:
 * @name: a name for people
 * @operator_: (nullable): who runs it, and where
 * @address: (nullable): a literal IPv4 or IPv6 address
 * @port: the port for UDP and TCP
 * @ways: how else it can be asked; copied
 *
 * Returns: (transfer full): the server
 */
LwServer *
lw_server_new_with_ways (const char *name,
                         const char *operator_,
                         const char *address,
                         guint16 port,
                         const LwServerWays *ways)
{
  LwServer *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (LwServer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->operator_ = g_strdup (operator_);
  self->address = g_strdup (address);
  self->port = port;
  self->ways = *ways;
  self->ways.tls_name = g_strdup (ways->tls_name);
  self->ways.doh_url = g_strdup (ways->doh_url);
  self->ways.doh_address = g_strdup (ways->doh_address);

  return self;
}

LwServer *
lw_server_ref (LwServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_server_unref (LwServer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->operator_);
  g_free (self->address);
  g_free ((char *) self->ways.tls_name);
  g_free ((char *) self->ways.doh_url);
  g_free ((char *) self->ways.doh_address);
  g_free (self);
}

const char *
lw_server_get_name (LwServer *self)
{
  return self->name;
}

const char *
lw_server_get_operator (LwServer *self)
{
  return self->operator_;
}

const char *
lw_server_get_address (LwServer *self)
{
  return self->address;
}

guint16
lw_server_get_port (LwServer *self)
{
  return self->port;
}

const LwServerWays *
lw_server_get_ways (LwServer *self)
{
  return &self->ways;
}

/**
 * lw_server_can:
 * @self: a server
 * @via: a way
 *
 * Returns: whether it can be asked that way
 */
gboolean
lw_server_can (LwServer *self, LwVia via)
{
  g_return_val_if_fail (self != NULL, FALSE);

  switch (via)
    {
    case LW_VIA_UDP:
    case LW_VIA_TCP:
      return self->address != NULL && !self->ways.without_plain;
    case LW_VIA_TLS:
      return self->address != NULL && self->ways.tls_name != NULL;
    case LW_VIA_HTTPS:
      return (self->address != NULL || self->ways.doh_address != NULL) &&
             self->ways.doh_url != NULL;
    }

  g_return_val_if_reached (FALSE);
}

const char *
lw_via_get_id (LwVia via)
{
  static const char *const ids[] = { "udp", "tcp", "dot", "doh" };

  g_return_val_if_fail (via < G_N_ELEMENTS (ids), NULL);

  return ids[via];
}

/**
 * lw_via_describe:
 * @via: how a server was asked
 *
 * Returns: (nullable): a few words for the details, %NULL for the usual way
 */
const char *
lw_via_describe (LwVia via)
{
  switch (via)
    {
    case LW_VIA_UDP:
      return NULL;
    case LW_VIA_TCP:
      return _ ("over TCP");
    case LW_VIA_TLS:
      return _ ("encrypted, over TLS");
    case LW_VIA_HTTPS:
      return _ ("encrypted, over HTTPS");
    }

  g_return_val_if_reached (NULL);
}
