/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-change.h"
#include "lw-live.h"

G_BEGIN_DECLS

/* The one thing that may be pushed: an ordered list of record-set changes of one zone, with old and
 * new values. Immutable, reference-counted. */
#define LW_TYPE_PLAN (lw_plan_get_type ())
typedef struct _LwPlan LwPlan;
GType lw_plan_get_type (void);

typedef enum
{
  LW_DANGER_NO_MX_LEFT,    /* no mail can reach the domain afterwards */
  LW_DANGER_NULL_MX,       /* "no mail wanted" sign is set up */
  LW_DANGER_TTL_LONG,      /* the old answer is remembered for more than an hour: waiting time not
                              lowered first */
  LW_DANGER_MANY_RECORDS,  /* more than 30 % of ten or more records */
  LW_DANGER_NOT_LIVE,      /* nobody asks the zone that is written to */
  LW_DANGER_SEVERAL_HOSTS, /* others answer too, with a zone of their own */
  LW_DANGER_GAP, /* something that may stand only once has to be removed and added: a moment without
                  */
} LwDangerKind;

/* @domain: whose mail it is about (the MX owner), at or below the zone's origin.
 * Changes are ordered make-before-break: additions, alterations, removals; MX after the addresses
 * it needs; what may stand only once last. */
LwPlan *lw_plan_new (const char *domain, LwZone *live, LwZone *wanted) G_GNUC_WARN_UNUSED_RESULT;
LwPlan *lw_plan_ref (LwPlan *self);
void lw_plan_unref (LwPlan *self);
const char *lw_plan_get_zone (LwPlan *self); /* the zone's origin */
const char *lw_plan_get_domain (LwPlan *self);
GPtrArray *lw_plan_get_changes (LwPlan *self); /* (transfer none) (element-type LwChange) */
/* (nullable) */
LwChange *lw_plan_find (LwPlan *self, const char *owner, guint16 type);
gboolean lw_plan_is_empty (LwPlan *self);
guint lw_plan_count (LwPlan *self, LwChangeKind kind); /* record sets */
guint lw_plan_get_n_untouched (LwPlan *self);          /* record sets */
/* The plan that puts everything back */
LwPlan *lw_plan_inverse (LwPlan *self) G_GNUC_WARN_UNUSED_RESULT;
/* Compares with the zone as it is now. LW_ERROR_CONFLICT when a set that the plan touches is
 * neither what the plan began with; the returned plan carries the host extras of @live. A set that
 * already is as wanted is dropped from the plan when @resume, else it is a conflict too unless old
 * == live. */
LwPlan *lw_plan_rebase (LwPlan *self, LwZone *live, gboolean resume, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same plan, which also knows whether the world asks the zone: two dangers rest on that. It is
 * not written to JSON, since it may be otherwise when the plan is read. */
LwPlan *lw_plan_with_live (LwPlan *self, LwLive *live) G_GNUC_WARN_UNUSED_RESULT;
LwLive *lw_plan_get_live (LwPlan *self); /* (nullable) (transfer none) */
/* The zone after the plan */
LwZone *lw_plan_apply_to (LwPlan *self, LwZone *live) G_GNUC_WARN_UNUSED_RESULT;
/* How many of the plan's changes @live shows as made */
guint lw_plan_count_made (LwPlan *self, LwZone *live);

/* In words about mail: "Mail for berg.example goes to mx1.new.example instead of mx.old.example.
 * Senders learn it by 14:52."
 * @now: Unix seconds; @tz: (nullable): time zone for the clock time, local when NULL */
char *lw_plan_describe (LwPlan *self, gint64 now, GTimeZone *tz) G_GNUC_WARN_UNUSED_RESULT;
/* Unix seconds when no cache may hold an old answer any more if pushed at @now: the longest old TTL
 * (negative TTL of the zone's SOA for new names) */
gint64 lw_plan_ready_at (LwPlan *self, gint64 now);
/* (transfer full) (element-type LwDangerKind): the gravest first */
GArray *lw_plan_get_dangers (LwPlan *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_danger_get_id (LwDangerKind kind); /* "no-mx-left" … */
char *lw_danger_describe (LwDangerKind kind, LwPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* whether the person must tick it before Apply (TTL_LONG is only told) */
gboolean lw_danger_needs_tick (LwDangerKind kind);

/* {"schema":1,"zone","domain","serial"?,"negative_ttl"?,"untouched":n,"records":n,
 * "changes":[{"old":set|null,"new":set|null},…]}; reading checks everything (LW_ERROR_FORMAT),
 * other members beside these are passed over */
JsonNode *lw_plan_to_json (LwPlan *self) G_GNUC_WARN_UNUSED_RESULT;
LwPlan *lw_plan_from_json (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Single records in the order in which a host without batches must be asked: additions,
 * alterations, removals; for tests and per-record hosts.
 * "+ owner ttl TYPE value", "± owner ttl TYPE value (was ttl value)", "- owner ttl TYPE value" */
GPtrArray *lw_plan_dup_steps (LwPlan *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPlan, lw_plan_unref)

G_END_DECLS
