/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <string.h>

#include "lw-name.h"
#include "lw-plan-private.h"

/**
 * LwPlan:
 *
 * The one thing that may be pushed: an ordered list of record-set changes of one zone, with old and
 * new values. Immutable; references are counted atomically.
 */
struct _LwPlan
{
  char *zone;
  char *domain;
  GPtrArray *changes; /* (owned) (element-type LwChange) */
  LwLive *live;       /* (owned) (nullable) */
  LwPlanFrame frame;
};

G_DEFINE_BOXED_TYPE (LwPlan, lw_plan, lw_plan_ref, lw_plan_unref)

static void
clear (gpointer data)
{
  LwPlan *self = data;

  g_clear_pointer (&self->zone, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->live, lw_live_unref);
}

/*
 * lw_plan_new_from_changes:
 * @changes: (transfer full) (element-type LwChange): in any order, at most one for each owner and
 *   type
 */
LwPlan *
lw_plan_new_from_changes (const char *domain,
                          const char *zone,
                          const LwPlanFrame *frame,
                          GPtrArray *changes)
{
  LwPlan *self = g_atomic_rc_box_new0 (LwPlan);

  lw_plan_sort (changes);
  self->domain = g_strdup (domain);
  self->zone = g_strdup (zone);
  self->frame = *frame;
  self->changes = changes;

  return self;
}

const LwPlanFrame *
lw_plan_get_frame (LwPlan *self)
{
  return &self->frame;
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
}

/* What the host keeps beside the records stays where it is, also when no record is left. */
static LwRecordSet *
keep_extra (LwRecordSet *live, LwRecordSet *wanted)
{
  const char *extra = live != NULL ? lw_record_set_get_host_extra (live) : NULL;
  g_autoptr (LwRecordSet) empty = NULL;

  if (!lw_plan_is_none (wanted))
    return lw_record_set_with_host_extra (wanted, extra);
  if (extra == NULL)
    return NULL;

  empty = lw_record_set_new (lw_record_set_get_owner (live), lw_record_set_get_rr_type (live),
                             lw_record_set_get_ttl (live), NULL, NULL);

  return lw_record_set_with_host_extra (empty, extra);
}

static void
compare_set (GPtrArray *changes, LwRecordSet *live, LwRecordSet *wanted)
{
  LwRecordSet *any = live != NULL ? live : wanted;
  g_autoptr (LwRecordSet) kept = NULL;

  if (lw_rr_type_is_servers_own (lw_record_set_get_rr_type (any)) ||
      lw_record_set_equal (live, wanted))
    return;

  kept = keep_extra (live, wanted);
  g_ptr_array_add (changes, lw_change_new (live, kept));
}

static GPtrArray *
compare_zones (LwZone *live, LwZone *wanted)
{
  GPtrArray *changes = new_changes ();
  GPtrArray *live_sets = lw_zone_get_sets (live);
  GPtrArray *wanted_sets = lw_zone_get_sets (wanted);

  for (guint i = 0; i < live_sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (live_sets, i);

      compare_set (
          changes, set,
          lw_zone_get_set (wanted, lw_record_set_get_owner (set), lw_record_set_get_rr_type (set)));
    }

  for (guint i = 0; i < wanted_sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (wanted_sets, i);

      if (lw_zone_get_set (live, lw_record_set_get_owner (set), lw_record_set_get_rr_type (set)) ==
          NULL)
        compare_set (changes, NULL, set);
    }

  return changes;
}

static guint32
find_negative_ttl (LwZone *live)
{
  LwRecordSet *soa = lw_zone_get_set (live, lw_zone_get_origin (live), LW_RR_TYPE_SOA);
  const char *minimum;

  if (lw_plan_is_none (soa))
    return LW_PLAN_USUAL_NEGATIVE_TTL;

  minimum = strrchr (lw_record_set_get_values (soa)[0], ' ') + 1;

  return MIN (lw_record_set_get_ttl (soa), g_ascii_strtoull (minimum, NULL, 10));
}

/* Counts what the plan begins with; the name server's own records are not counted. */
void
lw_plan_frame_read (LwPlanFrame *frame, LwZone *live, GPtrArray *changes)
{
  GPtrArray *sets = lw_zone_get_sets (live);
  guint n_sets = 0;

  memset (frame, 0, sizeof *frame);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);

      if (lw_plan_is_none (set) || lw_rr_type_is_servers_own (lw_record_set_get_rr_type (set)))
        continue;
      n_sets++;
      frame->n_records += lw_record_set_get_n_values (set);
    }

  for (guint i = 0; i < changes->len; i++)
    if (lw_change_get_kind (g_ptr_array_index (changes, i)) != LW_CHANGE_ADD)
      n_sets--;

  frame->n_untouched = n_sets;
  frame->has_serial = lw_zone_get_serial (live, &frame->serial);
  frame->negative_ttl = find_negative_ttl (live);
}

/**
 * lw_plan_new:
 * @domain: whose mail it is about (the owner of the MX set), at or below the zone's apex
 * @live: the zone as it is
 * @wanted: the zone as it shall be
 *
 * Works out which record sets differ. The name server's own types are left alone. The order is
 * make-before-break: additions, alterations, removals; an MX after the addresses that it needs and
 * away before them; what may stand only once (null MX, SPF, DMARC, MTA-STS, alias) is altered in
 * place, after other alterations; an alias (CNAME) that gives way to other records, or the
 * reverse, back to back.
 *
 * Returns: (transfer full): the plan, empty when nothing is to be done
 */
LwPlan *
lw_plan_new (const char *domain, LwZone *live, LwZone *wanted)
{
  GPtrArray *changes;
  LwPlanFrame frame;

  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (live != NULL && wanted != NULL, NULL);

  changes = compare_zones (live, wanted);
  lw_plan_frame_read (&frame, live, changes);

  return lw_plan_new_from_changes (domain, lw_zone_get_origin (live), &frame, changes);
}

static gpointer
copy_ref (gconstpointer change, gpointer user_data)
{
  return lw_change_ref ((gpointer) change);
}

/**
 * lw_plan_with_live:
 * @self: a plan
 * @live: whether the world asks the zone of it
 *
 * Returns: (transfer full): the plan that knows it
 */
LwPlan *
lw_plan_with_live (LwPlan *self, LwLive *live)
{
  LwPlan *plan;

  g_return_val_if_fail (self != NULL && live != NULL, NULL);

  plan = lw_plan_new_from_changes (self->domain, self->zone, &self->frame,
                                   g_ptr_array_copy (self->changes, copy_ref, NULL));
  plan->live = lw_live_ref (live);

  return plan;
}

LwLive *
lw_plan_get_live (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->live;
}

LwPlan *
lw_plan_ref (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
lw_plan_unref (LwPlan *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

const char *
lw_plan_get_zone (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->zone;
}

const char *
lw_plan_get_domain (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->domain;
}

/* (transfer none) (element-type LwChange): in the order in which they are to be made */
GPtrArray *
lw_plan_get_changes (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->changes;
}

/**
 * lw_plan_find:
 * @self: a plan
 * @owner: a name as it is used inside
 * @type: a record type
 *
 * Returns: (transfer none) (nullable): what happens to that set
 */
LwChange *
lw_plan_find (LwPlan *self, const char *owner, guint16 type)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (owner != NULL, NULL);

  for (guint i = 0; i < self->changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (self->changes, i);

      if (lw_change_get_rr_type (change) == type &&
          strcmp (lw_change_get_owner (change), owner) == 0)
        return change;
    }

  return NULL;
}

gboolean
lw_plan_is_empty (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->changes->len == 0;
}

/* Record sets */
guint
lw_plan_count (LwPlan *self, LwChangeKind kind)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->changes->len; i++)
    n += lw_change_get_kind (g_ptr_array_index (self->changes, i)) == kind;

  return n;
}

/* Record sets of the zone that the plan does not name */
guint
lw_plan_get_n_untouched (LwPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->frame.n_untouched;
}

static guint
count_values (LwRecordSet *set)
{
  return set != NULL ? lw_record_set_get_n_values (set) : 0;
}

/**
 * lw_plan_inverse:
 * @self: a plan
 *
 * Returns: (transfer full): the plan that puts everything back, in an order of its own. The inverse
 *   of the inverse is the plan
 */
LwPlan *
lw_plan_inverse (LwPlan *self)
{
  GPtrArray *changes = new_changes ();
  LwPlanFrame frame;

  g_return_val_if_fail (self != NULL, NULL);

  frame = self->frame;
  for (guint i = 0; i < self->changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (self->changes, i);

      frame.n_records -= count_values (lw_change_get_old (change));
      frame.n_records += count_values (lw_change_get_new (change));
      g_ptr_array_add (changes, lw_change_inverse (change));
    }

  return lw_plan_new_from_changes (self->domain, self->zone, &frame, changes);
}

/* What the host keeps there now counts, not what it kept when the plan was made. */
static void
apply_change (LwZone *zone, LwChange *change)
{
  const char *owner = lw_change_get_owner (change);
  guint16 type = lw_change_get_rr_type (change);
  LwRecordSet *set = keep_extra (lw_zone_get_set (zone, owner, type), lw_change_get_new (change));

  if (set != NULL)
    lw_zone_take_set (zone, set);
  else
    lw_zone_drop_set (zone, owner, type);
}

/**
 * lw_plan_apply_to:
 * @self: a plan
 * @live: a zone
 *
 * Returns: (transfer full): what @live is after the plan
 */
LwZone *
lw_plan_apply_to (LwPlan *self, LwZone *live)
{
  LwZone *zone;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (live != NULL, NULL);

  zone = lw_zone_copy (live);
  for (guint i = 0; i < self->changes->len; i++)
    apply_change (zone, g_ptr_array_index (self->changes, i));

  return zone;
}

/**
 * lw_plan_count_made:
 * @self: a plan
 * @live: the zone as it is
 *
 * Returns: how many of the plan's changes @live shows as made
 */
guint
lw_plan_count_made (LwPlan *self, LwZone *live)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (live != NULL, 0);

  for (guint i = 0; i < self->changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (self->changes, i);
      LwRecordSet *set =
          lw_zone_get_set (live, lw_change_get_owner (change), lw_change_get_rr_type (change));

      n += lw_record_set_equal (set, lw_change_get_new (change));
    }

  return n;
}
