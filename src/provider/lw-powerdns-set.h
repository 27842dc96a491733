/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-record-set.h"

G_BEGIN_DECLS

/* One element of "rrsets". Private to the room. */
gboolean
lw_powerdns_set_parse (JsonObject *object, const char *origin, LwRecordSet **set, GError **error);

/* Both return FALSE and set LW_ERROR_PROTOCOL. */
gboolean lw_powerdns_refuse (GError **error, const char *why);
gboolean lw_powerdns_refuse_member (GError **error, const GError *reason);

G_END_DECLS
