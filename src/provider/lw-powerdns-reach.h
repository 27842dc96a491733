/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-provider.h"

G_BEGIN_DECLS

/* What a PowerDNS key may change: everything. (transfer full) @zones: all that the server holds.
 * Pure; private to the room. */
LwReach *lw_powerdns_reach_new (char **zones) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
