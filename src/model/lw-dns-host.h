/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A DNS host as data/dns-hosts.json knows it: by the names of its name servers. Nobody need be able
 * to connect to it; those that can be connected have an LwHostDescription of the same id.
 *
 * {"schema":1,"hosts":[{"id":"nsone","name":"NS1","ask":true,"name_servers":["*.nsone.net"]},…]} */
typedef struct _LwDnsHost LwDnsHost;

const char *lw_dns_host_get_id (LwDnsHost *self);
const char *lw_dns_host_get_name (LwDnsHost *self);
/* These name servers belong to more than one product: only the person knows which it is */
gboolean lw_dns_host_must_ask (LwDnsHost *self);
/* (nullable) (transfer none): whose name server that is; @name: as used inside */
LwDnsHost *lw_dns_hosts_find (const char *name);
/* (transfer none) (element-type LwDnsHost): all that are known */
GPtrArray *lw_dns_hosts_get (void);
/* The text of such a file. (nullable) (transfer full) (element-type LwDnsHost); LW_ERROR_FORMAT */
GPtrArray *
lw_dns_hosts_parse (const char *json, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
