/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-peer.h"

#include "lw-error.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>

LwPeer *
lw_peer_new (const struct sockaddr_storage *address, socklen_t size)
{
  LwPeer *self = g_new0 (LwPeer, 1);

  memcpy (&self->address, address, size);
  self->address_size = size;
  self->link.data = self;
  g_queue_init (&self->waiting);

  return self;
}

void
lw_peer_free (LwPeer *self)
{
  g_assert (g_queue_is_empty (&self->waiting));
  g_free (self);
}

guint
lw_peer_hash (gconstpointer peer)
{
  const LwPeer *self = peer;
  const guint8 *bytes = (const guint8 *) &self->address;
  guint hash = 5381;

  for (socklen_t i = 0; i < self->address_size; i++)
    hash = hash * 33 + bytes[i];

  return hash;
}

gboolean
lw_peer_equal (gconstpointer a, gconstpointer b)
{
  const LwPeer *first = a, *second = b;

  return first->address_size == second->address_size &&
         memcmp (&first->address, &second->address, first->address_size) == 0;
}

/* A link-local address with the name of an interface behind it (fe80::1%eth0), as a home router may
 * have */
static gboolean
read_scoped (const char *address, guint16 port, struct sockaddr_storage *native, socklen_t *size)
{
  g_autoptr (GSocketAddress) peer = g_inet_socket_address_new_from_string (address, port);

  if (peer == NULL)
    return FALSE;

  *size = (socklen_t) g_socket_address_get_native_size (peer);
  return g_socket_address_to_native (peer, native, sizeof *native, NULL);
}

gboolean
lw_peer_read_address (const char *address,
                      guint16 port,
                      struct sockaddr_storage *native,
                      socklen_t *size,
                      GError **error)
{
  struct sockaddr_in *v4 = (struct sockaddr_in *) native;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) native;

  memset (native, 0, sizeof *native);
  *size = sizeof *v4;
  v4->sin_family = AF_INET;
  v4->sin_port = htons (port);
  if (inet_pton (AF_INET, address, &v4->sin_addr) == 1)
    return TRUE;

  memset (native, 0, sizeof *native);
  *size = sizeof *v6;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons (port);
  if (inet_pton (AF_INET6, address, &v6->sin6_addr) == 1 ||
      (strchr (address, '%') != NULL && read_scoped (address, port, native, size)))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "address", NULL, _ ("“%s” is not an address."), address);
  return FALSE;
}

/* RFC 6298 section 2 */
void
lw_peer_take_round_trip (LwPeer *self, gint64 usec)
{
  usec = MAX (usec, 1);
  if (self->rtt_usec == 0)
    {
      self->rtt_usec = usec;
      self->spread_usec = usec / 2;
      return;
    }

  self->spread_usec += (ABS (self->rtt_usec - usec) - self->spread_usec) / 4;
  self->rtt_usec = MAX (self->rtt_usec + (usec - self->rtt_usec) / 8, 1);
}

gint64
lw_peer_get_patience (const LwPeer *self, gint64 least_usec, gint64 most_usec)
{
  if (self->rtt_usec == 0)
    return most_usec;

  return MIN (MAX (self->rtt_usec + 4 * self->spread_usec, least_usec), most_usec);
}

/* A bucket of tokens without a clock of its own: who asked less than evenly of late may ask
 * @burst times at once. */
gboolean
lw_peer_is_free (const LwPeer *self, gint64 now_usec, gint64 interval_usec, guint burst)
{
  return self->free_usec - now_usec <= interval_usec * (gint64) (MAX (burst, 1) - 1);
}

void
lw_peer_count_question (LwPeer *self, gint64 now_usec, gint64 interval_usec)
{
  self->free_usec = MAX (self->free_usec, now_usec) + interval_usec;
}
