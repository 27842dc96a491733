/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-known-host.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/**
 * LwKnownHost:
 *
 * A host whose address is known. Whoever looks for a resolver to trust cannot ask the one that is
 * not trusted where it is.
 *
 * GIO takes the name for TLS from a [class@Gio.NetworkAddress], and the place to connect to from
 * its enumerator: so this is the one with another enumerator.
 */
struct _LwKnownHost
{
  GNetworkAddress parent_instance;

  GSocketAddress *place; /* (owned) */
};

static GSocketAddressEnumerator *
lw_known_host_enumerate (GSocketConnectable *connectable)
{
  return g_socket_connectable_enumerate (G_SOCKET_CONNECTABLE (LW_KNOWN_HOST (connectable)->place));
}

static void
connectable_init (GSocketConnectableIface *iface)
{
  iface->enumerate = lw_known_host_enumerate;
  iface->proxy_enumerate = lw_known_host_enumerate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LwKnownHost,
                               lw_known_host,
                               G_TYPE_NETWORK_ADDRESS,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE, connectable_init))

static void
lw_known_host_finalize (GObject *object)
{
  g_clear_object (&LW_KNOWN_HOST (object)->place);

  G_OBJECT_CLASS (lw_known_host_parent_class)->finalize (object);
}

static void
lw_known_host_class_init (LwKnownHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_known_host_finalize;
}

static void
lw_known_host_init (LwKnownHost *self)
{
}

/**
 * lw_known_host_new:
 * @host: the name that TLS shall see
 * @address: the literal address that is connected to
 * @port: the port there
 * @error: return location for a `LW_ERROR_INVALID`
 *
 * Returns: (transfer full) (nullable): the host
 */
GSocketConnectable *
lw_known_host_new (const char *host, const char *address, guint16 port, GError **error)
{
  GSocketAddress *place = g_inet_socket_address_new_from_string (address, port);
  LwKnownHost *self;

  if (place == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "address", NULL, _ ("“%s” is not an address."),
                    address);
      return NULL;
    }

  self = g_object_new (LW_TYPE_KNOWN_HOST, "hostname", host, "port", port, NULL);
  self->place = place;

  return G_SOCKET_CONNECTABLE (self);
}
