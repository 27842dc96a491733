/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-zone.h"

G_BEGIN_DECLS

/* What the PowerDNS HTTP API says, turned into our terms. Pure; private to the room. Every error is
 * LW_ERROR_PROTOCOL. */

typedef struct
{
  gboolean keeps_serial; /* the API leaves the serial number alone (SOA-EDIT-API is empty) */
  gboolean is_copy;      /* this server gets the zone from another one */
} LwPowerdnsTraits;

/* The answer to GET …/zones/ID. @origin: the zone that was asked for. What Letterway cannot hold as
 * values is kept in the sets' host extras; record types without a known number make the zone
 * partial. */
LwZone *lw_powerdns_zone_parse (GBytes *body,
                                const char *origin,
                                LwPowerdnsTraits *traits,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The answer to GET …/zones: origins, in canonical order */
char **lw_powerdns_zones_parse (GBytes *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the host's own words in the body of a refusal, JSON or plain text */
char *lw_powerdns_words_parse (GBytes *body) G_GNUC_WARN_UNUSED_RESULT;

/* The host extra of a set: {"comments":[…],"disabled":["20 old.example."],"opaque":["…"]} */
#define LW_POWERDNS_COMMENTS "comments"
#define LW_POWERDNS_DISABLED "disabled"
#define LW_POWERDNS_OPAQUE "opaque" /* published, in a form of PowerDNS's own */

G_END_DECLS
