/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-server.h"

G_BEGIN_DECLS

/* Every address that we did not get from the person or from DNS. Immutable, reference-counted.
 *
 * JSON: {"schema":1,"id":"lab","name":"Lab",
 *  "root":[{"name":"a.root-servers.net.","address":"127.53.0.1"},…],            at least one
 *  "trust_anchor":[". IN DS 20326 8 2 …"],
 *  "resolvers":[{"name":"Quad9","operator":"Quad9, Switzerland","address":"9.9.9.9","port":53,
 *   "tls_name":"dns.quad9.net","tls_port":853, DNS over TLS, where it has that
 *   "doh":"https://dns.quad9.net/dns-query",   DNS over HTTPS, where it has that
 *   "doh_address":"9.9.9.9",                   where that is, when not at "address"
 *   "plain":true},…],                          whether it answers UDP and TCP
 *  "system_resolver":"127.53.8.1"            optional; without it /etc/resolv.conf of this computer
 *                                           is meant
 *  "dns_port":53, "smtp_port":25, "ca_file":"/…" or absent (the system's CAs),
 *  "public_ranges":["127.53.0.0/16"],        special-use ranges that count as public here
 *  "plain_http":["127.53.0.0/16"],           where an API may be reached without TLS,
 *                                           beside this computer itself
 *  "api_base":{"cloudflare":"https://…"},    instead of the base address in a host's
 *                                           description
 *  "rdap":"https://…/",                      where all registrations are known (RDAP, RFC 9082),
 *  "rdap_bootstrap":"https://…/dns.json",    or where it says who knows them (RFC 9224); without
 *                                           both nobody is asked
 *  "domain_connect":"https://…",             in place of the host that a domain names
 *  "services":[…],                           mail services as in data/services, beside those
 *  "online":true}                            optional: do not ask GNetworkMonitor
 * Unknown members are refused (LW_ERROR_FORMAT with the member's name). The ids "real" and
 * "practice" are refused in files. */
#define LW_TYPE_WORLD (lw_world_get_type ())
typedef struct _LwWorld LwWorld;
GType lw_world_get_type (void);

/* The built-in production world */
LwWorld *lw_world_new_real (void) G_GNUC_WARN_UNUSED_RESULT;
/* @file_name: for error messages. At most 1 MiB. */
LwWorld *lw_world_new_from_json (const char *json,
                                 gssize length,
                                 const char *file_name,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads at start-up, before the main loop runs */
LwWorld *lw_world_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but @id may be "practice": for the composition root only */
LwWorld *lw_world_new_practice (const char *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same world with one resolver that the person named in place of all others: "9.9.9.9",
 * "tls://dns.quad9.net@9.9.9.9", "https://dns.quad9.net/dns-query@9.9.9.9"; the last two without
 * address where @self knows it. LW_ERROR_INVALID, field "resolver" */
LwWorld *lw_world_new_with_resolver (LwWorld *self,
                                     const char *resolver,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwWorld *lw_world_ref (LwWorld *self);
void lw_world_unref (LwWorld *self);
const char *lw_world_get_id (LwWorld *self); /* "real", "practice", "lab" … [a-z0-9-]{1,32} */
const char *lw_world_get_name (LwWorld *self);
gboolean lw_world_is_real (LwWorld *self);
GPtrArray *lw_world_get_root (LwWorld *self);      /* (transfer none) (element-type LwServer) */
GPtrArray *lw_world_get_resolvers (LwWorld *self); /* (transfer none) (element-type LwServer) */
const char *const *lw_world_get_trust_anchor (LwWorld *self);
/* whether this computer's resolver is left out too */
gboolean lw_world_has_only_resolver (LwWorld *self);
const char *lw_world_get_system_resolver (LwWorld *self); /* (nullable) */
guint16 lw_world_get_dns_port (LwWorld *self);
guint16 lw_world_get_smtp_port (LwWorld *self);
const char *lw_world_get_ca_file (LwWorld *self);                       /* (nullable) */
const char *lw_world_get_api_base (LwWorld *self, const char *host_id); /* (nullable) */
const char *lw_world_get_rdap (LwWorld *self);                          /* (nullable) */
const char *lw_world_get_rdap_bootstrap (LwWorld *self);                /* (nullable) */
const char *lw_world_get_domain_connect (LwWorld *self);                /* (nullable) */
/* (transfer none) (element-type LwMailService): mail services beside those that are built in */
GPtrArray *lw_world_get_services (LwWorld *self);
/* FALSE for special-use addresses (IANA registries, RFC 6890: private, loopback, link-local, CGNAT,
 * documentation, multicast, IPv4-mapped, 6to4, NAT64 …) unless the world declares them public, and
 * for what is no address */
gboolean lw_world_is_public (LwWorld *self, const char *address);
/* whether http without TLS may be used to this literal address */
gboolean lw_world_allows_plain_http (LwWorld *self, const char *address);
/* -1 when GNetworkMonitor shall be asked */
int lw_world_get_online (LwWorld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwWorld, lw_world_unref)

G_END_DECLS
