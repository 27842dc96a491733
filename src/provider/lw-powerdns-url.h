/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses of the PowerDNS API. Pure; private to the room. */

/* "https://dns.example.net:8081/" → "https://dns.example.net:8081/api/v1/servers/localhost"; what a
 * person pasted may already hold a part of that, or more. LW_ERROR_INVALID, field "url". */
char *lw_powerdns_base_from_url (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A zone's id in a path: "berg.example.", "=2E" for the root, "0=2F25.2.0.192.in-addr.arpa." */
char *lw_powerdns_zone_id (const char *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
