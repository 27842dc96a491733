/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-zone.h"

G_BEGIN_DECLS

/* Where everything of the practice world lives. One number for all DNS servers' ports is found when
 * it starts. */
#define LW_PRACTICE_ROOT_ADDRESS "127.86.0.1"
#define LW_PRACTICE_TLD_ADDRESS "127.86.1.1"
#define LW_PRACTICE_PRIMARY_ADDRESS "127.86.2.1"
#define LW_PRACTICE_SECONDARY_ADDRESS "127.86.2.2"
#define LW_PRACTICE_RESOLVER_ADDRESS "127.86.3.1"
#define LW_PRACTICE_RESOLVER2_ADDRESS "127.86.3.2"
#define LW_PRACTICE_SYSTEM_ADDRESS "127.86.3.3"
#define LW_PRACTICE_API_ADDRESS "127.86.4.1"
#define LW_PRACTICE_MAIL_ADDRESS "127.86.5.1"

typedef enum
{
  LW_PRACTICE_SIDE_ROOT,
  LW_PRACTICE_SIDE_TLD,
  LW_PRACTICE_SIDE_PRIMARY,
  LW_PRACTICE_SIDE_SECONDARY,
} LwPracticeSide;

/* All zones of the practice world, and which name server has which version of them. Private to the
 * room. */
typedef struct _LwPracticeZones LwPracticeZones;

LwPracticeZones *lw_practice_zones_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_zones_free (LwPracticeZones *self);
void lw_practice_zones_set_lag (LwPracticeZones *self, guint lag_ms);
gboolean lw_practice_zones_put (LwPracticeZones *self, LwZone *zone, GError **error);
void lw_practice_zones_change (LwPracticeZones *self, LwZone *zone);
LwZone *lw_practice_zones_get (LwPracticeZones *self, const char *origin);
GPtrArray *lw_practice_zones_list (LwPracticeZones *self) G_GNUC_WARN_UNUSED_RESULT;
LwZone *lw_practice_zones_find (LwPracticeZones *self, LwPracticeSide side, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeZones, lw_practice_zones_free)

G_END_DECLS
