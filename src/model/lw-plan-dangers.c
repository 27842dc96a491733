/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <glib/gi18n-lib.h>

#include "lw-name.h"
#include "lw-plan-private.h"
#include "lw-span.h"

#define LONG_TTL_SECONDS 3600
#define MANY_PERCENT 30
#define MANY_FROM_RECORDS 10

static gboolean
takes_mail (LwRecordSet *mx)
{
  return !lw_plan_is_none (mx) && !lw_record_set_is_null_mx (mx);
}

static gboolean
leaves_no_mx (LwChange *change)
{
  return lw_change_get_rr_type (change) == LW_RR_TYPE_MX &&
         takes_mail (lw_change_get_old (change)) && lw_plan_is_none (lw_change_get_new (change));
}

static gboolean
sets_null_mx (LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);

  return new_set != NULL && lw_record_set_is_null_mx (new_set) &&
         (old_set == NULL || !lw_record_set_is_null_mx (old_set));
}

/* Lowering the waiting time itself is no danger, however long it was. */
static gboolean
is_remembered_long (LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change);

  return !lw_plan_is_none (old_set) && lw_record_set_get_ttl (old_set) > LONG_TTL_SECONDS &&
         !lw_record_set_same_values (old_set, lw_change_get_new (change));
}

static LwChange *
find_change (LwPlan *plan, gboolean (*is_it) (LwChange *))
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    if (is_it (g_ptr_array_index (changes, i)))
      return g_ptr_array_index (changes, i);

  return NULL;
}

static LwChange *
find_exchange (LwPlan *plan)
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    if (lw_plan_is_exchange (changes, g_ptr_array_index (changes, i)))
      return g_ptr_array_index (changes, i);

  return NULL;
}

/* Records of today that are altered or go; what is only added harms nothing. */
static guint
count_lost (LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);
  const char *const *values = old_set != NULL ? lw_record_set_get_values (old_set) : NULL;
  gboolean other_ttl = new_set != NULL && old_set != NULL &&
                       lw_record_set_get_ttl (new_set) != lw_record_set_get_ttl (old_set);
  guint n = 0;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    n += other_ttl || new_set == NULL || !lw_record_set_has_value (new_set, values[i]);

  return n;
}

static guint
count_all_lost (LwPlan *plan)
{
  GPtrArray *changes = lw_plan_get_changes (plan);
  guint n = 0;

  for (guint i = 0; i < changes->len; i++)
    n += count_lost (g_ptr_array_index (changes, i));

  return n;
}

static gboolean
touches_many (LwPlan *plan)
{
  guint n_records = lw_plan_get_frame (plan)->n_records;

  return n_records >= MANY_FROM_RECORDS &&
         (guint64) count_all_lost (plan) * 100 > (guint64) n_records * MANY_PERCENT;
}

static gboolean
has_live_state (LwPlan *plan, LwLiveState state)
{
  LwLive *live = lw_plan_get_live (plan);

  return live != NULL && !lw_plan_is_empty (plan) && lw_live_get_state (live) == state;
}

static guint32
find_longest_ttl (LwPlan *plan)
{
  GPtrArray *changes = lw_plan_get_changes (plan);
  guint32 longest = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (is_remembered_long (change))
        longest = MAX (longest, lw_record_set_get_ttl (lw_change_get_old (change)));
    }

  return longest;
}

/**
 * lw_plan_get_dangers:
 * @self: a plan
 *
 * Which of the things that a person should know before it is made are true of it. A null MX that is
 * set up or lifted has no gap: a host replaces the set in one request, or alters the one record.
 * Only an alias (CNAME) that gives way to other records, or the reverse, has one at every host.
 *
 * Returns: (transfer full) (element-type LwDangerKind): the gravest first
 */
GArray *
lw_plan_get_dangers (LwPlan *self)
{
  GArray *dangers = g_array_new (FALSE, FALSE, sizeof (LwDangerKind));
  const struct
  {
    LwDangerKind kind;
    gboolean there;
  } rows[] = {
    { LW_DANGER_NOT_LIVE, has_live_state (self, LW_LIVE_NOT) },
    { LW_DANGER_SEVERAL_HOSTS, has_live_state (self, LW_LIVE_PART) },
    { LW_DANGER_NO_MX_LEFT, find_change (self, leaves_no_mx) != NULL },
    { LW_DANGER_NULL_MX, find_change (self, sets_null_mx) != NULL },
    { LW_DANGER_GAP, find_exchange (self) != NULL },
    { LW_DANGER_MANY_RECORDS, touches_many (self) },
    { LW_DANGER_TTL_LONG, find_change (self, is_remembered_long) != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].there)
      g_array_append_val (dangers, rows[i].kind);

  return dangers;
}

/* Stable, for programs */
const char *
lw_danger_get_id (LwDangerKind kind)
{
  switch (kind)
    {
    case LW_DANGER_NO_MX_LEFT:
      return "no-mx-left";
    case LW_DANGER_NULL_MX:
      return "null-mx";
    case LW_DANGER_TTL_LONG:
      return "ttl-long";
    case LW_DANGER_MANY_RECORDS:
      return "many-records";
    case LW_DANGER_GAP:
      return "gap";
    case LW_DANGER_NOT_LIVE:
      return "not-live";
    case LW_DANGER_SEVERAL_HOSTS:
      return "several-hosts";
    }

  g_return_val_if_reached (NULL);
}

static char *
describe_at (LwChange *change, LwPlan *plan, const char *format)
{
  const char *owner = change != NULL ? lw_change_get_owner (change) : lw_plan_get_domain (plan);
  g_autofree char *name = lw_name_display (owner);

  /* Each @format is a sentence of this file with one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, name);
#pragma GCC diagnostic pop
}

static char *
describe_many (LwPlan *plan)
{
  guint n_lost = count_all_lost (plan), n_records = lw_plan_get_frame (plan)->n_records;

  /* Translators: how many entries, and of how many */
  return g_strdup_printf (ngettext ("%u of %u entries of this domain is altered or taken away.",
                                    "%u of %u entries of this domain are altered or taken away.",
                                    n_lost),
                          n_lost, n_records);
}

static char *
describe_long_ttl (LwPlan *plan)
{
  g_autofree char *span = lw_span_describe (find_longest_ttl (plan));

  return g_strdup_printf (_ ("Others may remember the old answer for %s. Until then some letters "
                             "still go the old way."),
                          span);
}

static char *
describe_others (LwPlan *plan, const char *format)
{
  g_autofree char *names = lw_live_list_others (lw_plan_get_live (plan));

  /* As in describe_at(). */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, names);
#pragma GCC diagnostic pop
}

/**
 * lw_danger_describe:
 * @kind: one of those that [method@Plan.get_dangers] gave
 * @plan: the plan
 *
 * Returns: (transfer full): what stops working or may surprise, in words
 */
char *
lw_danger_describe (LwDangerKind kind, LwPlan *plan)
{
  g_return_val_if_fail (plan != NULL, NULL);

  switch (kind)
    {
    case LW_DANGER_NO_MX_LEFT:
      return describe_at (find_change (plan, leaves_no_mx), plan,
                          _ ("No mail server is left for %s: mail no longer arrives. To go back, "
                             "put this change back."));
    case LW_DANGER_NULL_MX:
      return describe_at (find_change (plan, sets_null_mx), plan,
                          _ ("%s tells everyone that it takes no mail: letters go back to their "
                             "senders. To go back, put this change back."));
    case LW_DANGER_GAP:
      return describe_at (find_exchange (plan), plan,
                          _ ("At %s an alias and other entries take each other's place: for a "
                             "moment nothing may stand there."));
    case LW_DANGER_NOT_LIVE:
      /* Translators: names of name servers */
      return describe_others (
          plan, _ ("Nobody will see this change: where you bought the name, everybody "
                   "is sent to %s, not to this DNS host. Connect the host that is "
                   "asked, or name this one where you bought the name."));
    case LW_DANGER_SEVERAL_HOSTS:
      /* Translators: names of name servers */
      return describe_others (plan,
                              _ ("Only some senders will see this change: %s answer for the domain "
                                 "too, with settings of their own. Make the same change at that "
                                 "DNS host as well."));
    case LW_DANGER_MANY_RECORDS:
      return describe_many (plan);
    case LW_DANGER_TTL_LONG:
      return describe_long_ttl (plan);
    }

  g_return_val_if_reached (NULL);
}

/**
 * lw_danger_needs_tick:
 * @kind: a danger
 *
 * Returns: whether the person must tick it before the plan is made
 */
gboolean
lw_danger_needs_tick (LwDangerKind kind)
{
  return kind != LW_DANGER_TTL_LONG;
}
