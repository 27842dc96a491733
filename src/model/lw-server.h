/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How a server is asked, and how its answer came */
typedef enum
{
  LW_VIA_UDP,
  LW_VIA_TCP,
  LW_VIA_TLS,   /* DNS over TLS, RFC 7858 */
  LW_VIA_HTTPS, /* DNS over HTTPS, RFC 8484 */
} LwVia;

/* "udp", "tcp", "dot", "doh" */
const char *lw_via_get_id (LwVia via);
/* (nullable): "over TCP" … for the details; NULL for UDP, of which there is nothing to say */
const char *lw_via_describe (LwVia via);

/* How else a resolver can be asked. */
typedef struct
{
  const char *tls_name; /* (nullable): the host name in its certificate; without it there is no DNS
                           over TLS */
  guint16 tls_port;
  const char *doh_url;     /* (nullable): https; without it there is no DNS over HTTPS */
  const char *doh_address; /* (nullable): where that is when it is not the server's address */
  gboolean without_plain;  /* UDP and TCP are not answered */
} LwServerWays;

#define LW_SERVER_TLS_PORT 853

/* An address to ask, with a name for people. Immutable, reference-counted. */
typedef struct _LwServer LwServer;
/* @address: a literal IPv4 or IPv6 address; (nullable) NULL for a name without an address */
LwServer *lw_server_new (const char *name, const char *operator_, const char *address, guint16 port)
    G_GNUC_WARN_UNUSED_RESULT;
LwServer *lw_server_new_with_ways (const char *name,
                                   const char *operator_,
                                   const char *address,
                                   guint16 port,
                                   const LwServerWays *ways) G_GNUC_WARN_UNUSED_RESULT;
LwServer *lw_server_ref (LwServer *self);
void lw_server_unref (LwServer *self);
const char *lw_server_get_name (LwServer *self);
const char *lw_server_get_operator (LwServer *self); /* (nullable) */
const char *lw_server_get_address (LwServer *self);  /* (nullable) */
guint16 lw_server_get_port (LwServer *self);
/* (transfer none): valid as long as the server */
const LwServerWays *lw_server_get_ways (LwServer *self);
/* whether it can be asked that way; an address is needed for all of them */
gboolean lw_server_can (LwServer *self, LwVia via);

/* The members "tls_name", "tls_port", "doh", "doh_address", "plain" of a resolver in a world; @ways
 * points into @object. LW_ERROR_FORMAT */
gboolean lw_server_ways_read (JsonObject *object, LwServerWays *ways, GError **error);
/* A host name without a final dot */
gboolean lw_server_is_tls_name (const char *name);
/* https, a host, no user, question or fragment */
gboolean lw_server_is_doh_url (const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwServer, lw_server_unref)

G_END_DECLS
