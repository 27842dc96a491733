/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-zone.h"

G_BEGIN_DECLS

/* Zones as the PowerDNS API writes them (4.7). Private to the room. */

char *lw_practice_zones_to_json (GPtrArray *zones) G_GNUC_WARN_UNUSED_RESULT;
char *lw_practice_zone_to_json (LwZone *zone,
                                const char *only_name,
                                const char *only_type) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
