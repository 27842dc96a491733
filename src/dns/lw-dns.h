/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-delegation.h"
#include "lw-evidence.h"
#include "lw-exchange.h"
#include "lw-seal.h"

G_BEGIN_DECLS

/* Questions about a domain, from the root down and from every side. Judges nothing. */
#define LW_TYPE_DNS (lw_dns_get_type ())

G_DECLARE_FINAL_TYPE (LwDns, lw_dns, LW, DNS, GObject)

/* How resolvers are asked that know more than one way */
typedef enum
{
  LW_ROUTE_PLAIN,  /* by UDP and TCP; encrypted only who has no other way */
  LW_ROUTE_SECURE, /* over HTTPS, else over TLS; in clear only who has no other way */
} LwRoute;

LwDns *lw_dns_new (LwWorld *world, LwExchange *exchange) G_GNUC_WARN_UNUSED_RESULT;
/* For one look: remembers what was answered, and who never answers */
LwDns *lw_dns_new_run (LwDns *self) G_GNUC_WARN_UNUSED_RESULT;
/* @servers: (element-type LwServer): whether anyone of them said anything in this run */
gboolean lw_dns_has_heard_any (LwDns *self, GPtrArray *servers);
/* LW_ROUTE_PLAIN unless set; counts for every question that is put afterwards */
void lw_dns_set_route (LwDns *self, LwRoute route);
LwRoute lw_dns_get_route (LwDns *self);

/* One question to one server. Never fails but by cancelling: what went wrong is the answer's
 * status. Special-use addresses that the world does not declare public are NOT_ASKED for
 * LW_ROLE_PARENT and LW_ROLE_AUTHORITY (resolvers were named by the world or this computer). */
void lw_dns_ask_async (LwDns *self,
                       LwServer *server,
                       LwRole role,
                       const char *owner,
                       guint16 type,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
LwAnswer *
lw_dns_ask_finish (LwDns *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same question to many servers at the same time. @targets: (element-type LwDnsTarget). @each:
 * called for every answer as it comes; the call ends when all have answered. */
typedef struct
{
  LwServer *server; /* (owned) */
  LwRole role;
} LwDnsTarget;
LwDnsTarget *lw_dns_target_new (LwServer *server, LwRole role) G_GNUC_WARN_UNUSED_RESULT;
void lw_dns_target_free (LwDnsTarget *self);
typedef void (*LwAnswerFunc) (LwAnswer *answer, gpointer user_data);
void lw_dns_survey_async (LwDns *self,
                          GPtrArray *targets,
                          const char *owner,
                          guint16 type,
                          LwAnswerFunc each, /* (nullable) */
                          gpointer each_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* (transfer full) (element-type LwAnswer): in the order of the targets */
GPtrArray *
lw_dns_survey_finish (LwDns *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* By the world's resolvers (this computer's first), the next one when one gives no usable answer.
 * Aliases are followed by the resolver; answer.alias says so. */
void lw_dns_lookup_async (LwDns *self,
                          const char *name,
                          guint16 type,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
LwAnswer *
lw_dns_lookup_finish (LwDns *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A and AAAA of a mail server at the same time */
void lw_dns_find_mail_host_async (LwDns *self,
                                  const char *host,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
LwMailHost *lw_dns_find_mail_host_finish (LwDns *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From the root by our own questions down to the zone that holds @domain: at most 16 referrals,
 * glueless names looked up, every address of every name server. LW_ERROR_NXDOMAIN (the zone above
 * says that the name does not exist), LW_ERROR_SERVFAIL (no server of a zone on the way answers),
 * G_IO_ERROR (network). The zone cut is found by asking the child's servers too (a domain below the
 * apex of its zone). */
void lw_dns_find_delegation_async (LwDns *self,
                                   const char *domain,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LwDelegation *lw_dns_find_delegation_finish (LwDns *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the servers of the zone above and the domain's own say about its safety seal (DNSSEC), asked
 * directly. The verdict is left LW_TRUST_INDETERMINATE: that is for lw_trust_async() to find. */
void lw_dns_find_seal_async (LwDns *self,
                             LwDelegation *delegation,
                             guint16 type,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LwSeal *lw_dns_find_seal_finish (LwDns *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the servers of the zone above and the zone's own say about the delegation, each for itself,
 * by UDP and by TCP. Rows, one for each answer that came within 8 seconds:
 *   PARENT     zone NS: its list of name servers; also by TCP (two servers)
 *   PARENT     name A, AAAA: the glue it gave for a name within the zone
 *   AUTHORITY  zone NS, SOA; zone SOA by TCP alone; domain AAAA, TXT; TXT of _dmarc, _mta-sts,
 *              _tls, _smtp._tls, _domainkey, two selectors that are much in use, and a name that
 *              nobody has (LW_CONTROL_LABEL); A and AAAA of name servers within the zone; names
 * that end in the zone twice, where the right one is empty; the longest answer, or one that got
 * lost, with another udp_size RESOLVER   A and AAAA of the other name servers (or SYSTEM) */
typedef enum
{
  LW_PROBE_NONE = 0,
  LW_PROBE_RESOLVERS = 1 << 0, /* RESOLVER and SYSTEM: the texts about mail that are published */
} LwProbeFlags;
void lw_dns_probe_async (LwDns *self,
                         LwDelegation *delegation,
                         LwProbeFlags flags,
                         LwAnswerFunc each,
                         gpointer each_data, /* must live until the callback */
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean lw_dns_probe_finish (LwDns *self, GAsyncResult *result, GError **error);
/* (nullable): @owner with @zone behind it once more, as an editor makes it that adds the zone to
 * whatever was typed; NULL when that is too long for a name, and in the root */
char *lw_dns_double_name (const char *owner, const char *zone) G_GNUC_WARN_UNUSED_RESULT;

/* What this computer's network does to questions, by a handful of them; quick where all is well, at
 * most 7 seconds. Then lookups and targets keep to those who can be asked and invent nothing. */
void lw_dns_find_network_async (LwDns *self,
                                const char *domain,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LwNetwork *lw_dns_find_network_finish (LwDns *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwNetwork *lw_dns_get_network (LwDns *self); /* (nullable) (transfer none) */
/* Whether to wait for a walk is in vain: nobody answers, or somebody in place of the root servers
 */
gboolean lw_dns_bars_walks (LwDns *self);
/* (transfer full) (element-type LwServer): who can carry a validator's questions where name servers
 * cannot be asked; @secure: whether by TLS. Empty when nobody can */
GPtrArray *lw_dns_list_carriers (LwDns *self, gboolean *secure) G_GNUC_WARN_UNUSED_RESULT;
/* whether this computer knows a way to @address at all; sends nothing */
gboolean lw_dns_has_route (const char *address, guint16 port);

/* (transfer full) (element-type LwDnsTarget): every authoritative address of @delegation, every
 * resolver of the world, this computer's own resolver (the world's "system_resolver", else the
 * first nameserver of /etc/resolv.conf, which is read without blocking at construction) */
GPtrArray *lw_dns_make_targets (LwDns *self, LwDelegation *delegation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
