/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-special-use.h"

#include <arpa/inet.h>
#include <string.h>

/* IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), the multicast blocks,
 * and the transition mechanisms that wrap an IPv4 address: nobody runs a mail server on them, and
 * they would lead a connection to a place that was not looked at. AS112 and AMT, which the
 * registries call globally reachable, are ordinary here. */
typedef struct
{
  const char *range;
  const char *use;
} SpecialUse;

static const SpecialUse ipv4_uses[] = {
  { "0.0.0.0/8", "This network" },
  { "10.0.0.0/8", "Private use" },
  { "100.64.0.0/10", "Shared address space" },
  { "127.0.0.0/8", "Loopback" },
  { "169.254.0.0/16", "Link-local" },
  { "172.16.0.0/12", "Private use" },
  { "192.0.0.0/24", "IETF protocol assignments" },
  { "192.0.2.0/24", "Documentation" },
  { "192.88.99.0/24", "6to4 relay anycast" },
  { "192.168.0.0/16", "Private use" },
  { "198.18.0.0/15", "Benchmarking" },
  { "198.51.100.0/24", "Documentation" },
  { "203.0.113.0/24", "Documentation" },
  { "224.0.0.0/4", "Multicast" },
  { "240.0.0.0/4", "Reserved" },
};

static const SpecialUse ipv6_uses[] = {
  { "::/128", "Unspecified" },
  { "::1/128", "Loopback" },
  { "::ffff:0:0/96", "IPv4-mapped" },
  { "::/96", "IPv4-compatible" },
  { "64:ff9b::/96", "IPv4-IPv6 translation" },
  { "64:ff9b:1::/48", "IPv4-IPv6 translation" },
  { "100::/64", "Discard-only" },
  { "100:0:0:1::/64", "Dummy prefix" },
  { "2001::/32", "Teredo" },
  { "2001:2::/48", "Benchmarking" },
  { "2001:10::/28", "ORCHID" },
  { "2001:20::/28", "ORCHIDv2" },
  { "2001:db8::/32", "Documentation" },
  { "2001::/23", "IETF protocol assignments" },
  { "2002::/16", "6to4" },
  { "3fff::/20", "Documentation" },
  { "5f00::/16", "Segment routing" },
  { "fc00::/7", "Unique-local" },
  { "fe80::/10", "Link-local" },
  { "fec0::/10", "Site-local" },
  { "ff00::/8", "Multicast" },
};

/* All that IANA has given out for unicast lies in here; the rest is not routed. */
#define IPV6_UNICAST "2000::/3"

/* Two registry entries lie inside "2001::/23" and are reached from everywhere. */
static const char *const ipv6_ordinary[] = { "2001:3::/32", "2001:4:112::/48" };

/**
 * lw_address_parse:
 * @text: (nullable): an address without brackets, zone index or prefix length
 *
 * Stricter than g_inet_address_new_from_string(), which takes a zone index.
 *
 * Returns: (transfer full) (nullable): the address
 */
GInetAddress *
lw_address_parse (const char *text)
{
  guint8 bytes[16];

  if (text == NULL)
    return NULL;
  if (inet_pton (AF_INET, text, bytes) == 1)
    return g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV4);
  if (inet_pton (AF_INET6, text, bytes) == 1)
    return g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);

  return NULL;
}

static gboolean
lies_in (GInetAddress *address, const char *range)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (range, NULL);

  g_assert (mask != NULL);
  return g_inet_address_mask_matches (mask, address);
}

static const char *
search (const SpecialUse *uses, gsize n_uses, GInetAddress *address)
{
  for (gsize i = 0; i < n_uses; i++)
    if (lies_in (address, uses[i].range))
      return uses[i].use;

  return NULL;
}

/**
 * lw_special_use_lookup:
 * @address: an address
 *
 * Says whether the address has a special use, so that no connection may be made to it.
 *
 * Returns: (transfer none) (nullable): the use, for the details; `NULL` for an ordinary address
 */
const char *
lw_special_use_lookup (GInetAddress *address)
{
  const char *use;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return search (ipv4_uses, G_N_ELEMENTS (ipv4_uses), address);

  for (gsize i = 0; i < G_N_ELEMENTS (ipv6_ordinary); i++)
    if (lies_in (address, ipv6_ordinary[i]))
      return NULL;

  use = search (ipv6_uses, G_N_ELEMENTS (ipv6_uses), address);
  if (use == NULL && !lies_in (address, IPV6_UNICAST))
    use = "Not assigned";

  return use;
}

GPtrArray *
lw_special_use_list_ranges (void)
{
  GPtrArray *ranges = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ipv4_uses); i++)
    g_ptr_array_add (ranges, (gpointer) ipv4_uses[i].range);
  for (gsize i = 0; i < G_N_ELEMENTS (ipv6_uses); i++)
    g_ptr_array_add (ranges, (gpointer) ipv6_uses[i].range);

  return ranges;
}
