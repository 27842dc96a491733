/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world.h"

/**
 * LwServer:
 *
 * An address to ask, with a name for people.
 */
struct _LwServer
{
  gatomicrefcount ref_count;

  char *name;
  char *operator_; /* (nullable) */
  char *address;   /* (nullable) */
  guint16 port;
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
  LwServer *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (LwServer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->operator_ = g_strdup (operator_);
  self->address = g_strdup (address);
  self->port = port;

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
