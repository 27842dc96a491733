/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

/* The addresses that mail for a domain is brought to, in order. Private to the room; pure. */
typedef struct
{
  char *host;    /* (owned): absolute */
  char *address; /* (owned) (nullable): no address was found */
  guint16 preference;
  LwAnswerStatus status; /* of the look-up of the address */
} LwRouteStop;

void lw_route_stop_free (LwRouteStop *self);
GPtrArray *lw_route_list (LwRecordSet *mx, GPtrArray *hosts, GRand *rand, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
LwSmtpFacts *lw_route_stop_without_address (LwRouteStop *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwRouteStop, lw_route_stop_free)

G_END_DECLS
