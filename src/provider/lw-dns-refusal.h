/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-signed-reply.h"
#include "lw-zone.h"

G_BEGIN_DECLS

/* What a name server's no means. BIND and Knot say the same thing in different words. Pure; private
 * to the room. */

/* Whether the key, the clock and the zone are right. LW_ERROR_AUTH, FORBIDDEN, NO_ZONE,
 * UNSUPPORTED, SERVFAIL, PROTOCOL */
gboolean lw_dns_refusal_check_key (LwSignedReply *reply, const char *zone, GError **error);
/* Whether a question about the zone was answered. As above. */
gboolean lw_dns_refusal_check_answer (LwSignedReply *reply, const char *zone, GError **error);
/* Returns FALSE */
gboolean lw_dns_refusal_set_no_zone (LwSignedReply *reply, const char *zone, GError **error);
/* Whether an update was made. @changes: (element-type LwChange): what was sent; @known: (nullable):
 * the zone as it was read last. As check_key, and LW_ERROR_CONFLICT, REFUSED; LW_ERROR_PARTIAL when
 * the reply is not to be believed. */
gboolean lw_dns_refusal_check_update (LwSignedReply *reply,
                                      const char *zone,
                                      GPtrArray *changes,
                                      LwZone *known,
                                      GError **error);

G_END_DECLS
