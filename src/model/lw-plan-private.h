/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-plan.h"

G_BEGIN_DECLS

/* RFC 2308 recommends nothing; an hour is what most name servers are set up with. */
#define LW_PLAN_USUAL_NEGATIVE_TTL 3600 /* seconds */

/* What a plan knows beside its changes */
typedef struct
{
  guint n_untouched;    /* record sets */
  guint n_records;      /* of the zone that the plan begins with */
  guint32 negative_ttl; /* seconds that others remember that something does not exist */
  guint32 serial;       /* of the zone that the plan begins with */
  guint has_serial : 1;
} LwPlanFrame;

LwPlan *lw_plan_new_from_changes (const char *domain,
                                  const char *zone,
                                  const LwPlanFrame *frame,
                                  GPtrArray *changes) G_GNUC_WARN_UNUSED_RESULT;
const LwPlanFrame *lw_plan_get_frame (LwPlan *self);
void lw_plan_frame_read (LwPlanFrame *frame, LwZone *live, GPtrArray *changes);

/* lw-plan-order.c */
void lw_plan_sort (GPtrArray *changes);
gboolean lw_plan_is_exchange (GPtrArray *changes, LwChange *change);
gboolean lw_plan_becomes_mail_host (GPtrArray *changes, const char *host);
gboolean lw_plan_stands_once (guint16 type, const char *value);

/* Whether nothing is published; NULL is such a set, too */
static inline gboolean
lw_plan_is_none (LwRecordSet *set)
{
  return set == NULL || lw_record_set_get_n_values (set) == 0;
}

G_END_DECLS
