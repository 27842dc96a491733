/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-zone.h"

G_BEGIN_DECLS

/* A PATCH of a zone as PowerDNS 4.7 takes and refuses it. Private to the room. */
gboolean
lw_practice_patch_apply (LwZone *zone, const char *body, gsize size, guint *status, char **words);

G_END_DECLS
