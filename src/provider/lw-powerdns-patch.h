/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-change.h"

G_BEGIN_DECLS

/* The body of a PATCH that makes @changes, in the order in which PowerDNS must read them. Comments
 * stay because they are not mentioned; disabled records stay because they are sent again.
 * @soa: (nullable): the zone's SOA set, whose serial number is raised by @raise_by in the same
 * request. LW_ERROR_UNSUPPORTED for what PowerDNS keeps in a form of its own, LW_ERROR_FORMAT for a
 * host extra that is none. Pure; private to the room. */
GBytes *lw_powerdns_patch_build (GPtrArray *changes,
                                 LwRecordSet *soa,
                                 guint32 raise_by,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
