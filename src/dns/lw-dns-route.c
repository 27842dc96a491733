/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

/**
 * lw_dns_has_route:
 * @address: (nullable): a literal address
 * @port: any port but 0
 *
 * Looks whether this computer would know where to send a packet to @address. Sends none: to connect
 * a UDP socket only looks into the routing table.
 *
 * Returns: %FALSE also for what is no address
 */
gboolean
lw_dns_has_route (const char *address, guint16 port)
{
  g_autoptr (GSocketAddress) target = NULL;
  g_autoptr (GSocket) socket = NULL;

  target = address != NULL ? g_inet_socket_address_new_from_string (address, port) : NULL;
  if (target == NULL)
    return FALSE;

  socket = g_socket_new (g_socket_address_get_family (target), G_SOCKET_TYPE_DATAGRAM,
                         G_SOCKET_PROTOCOL_UDP, NULL);
  return socket != NULL && g_socket_connect (socket, target, NULL, NULL);
}
