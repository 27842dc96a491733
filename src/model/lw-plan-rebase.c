/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-name.h"
#include "lw-plan-private.h"

#define CONFLICTS_SHOWN 3
#define SHOWN_CHARS 200

static char *
describe_set (LwRecordSet *set)
{
  g_autofree char *joined = g_strjoinv ("; ", (GStrv) lw_record_set_get_values (set));
  g_autofree char *values = lw_excerpt (joined, SHOWN_CHARS);

  /* Translators: the contents of an entry, and how long others may remember it */
  return g_strdup_printf (_ ("%s (waiting time %u seconds)"), values, lw_record_set_get_ttl (set));
}

/* One sentence that names the record set and what stands there now */
static char *
describe_conflict (LwChange *change, LwRecordSet *live)
{
  g_autofree char *owner = lw_name_display (lw_change_get_owner (change));
  g_autofree char *type = lw_rr_type_to_string (lw_change_get_rr_type (change));
  g_autofree char *now = NULL;

  if (lw_plan_is_none (live))
    /* Translators: the kind of the entry, like MX, and the name that it stands at */
    return g_strdup_printf (_ ("The %s entry of %s was taken away meanwhile."), type, owner);

  now = describe_set (live);
  if (lw_plan_is_none (lw_change_get_old (change)))
    return g_strdup_printf (_ ("Meanwhile %2$s got a %1$s entry: %3$s."), type, owner, now);

  return g_strdup_printf (_ ("The %s entry of %s was changed meanwhile and now says: %s."), type,
                          owner, now);
}

static LwRecordSet *
find_live (LwZone *live, LwChange *change)
{
  return lw_zone_get_set (live, lw_change_get_owner (change), lw_change_get_rr_type (change));
}

/* (nullable) (transfer none): an alias that came up where the plan wants something else to stand */
static LwRecordSet *
find_alias_in_the_way (LwPlan *self, LwZone *live, LwChange *change)
{
  const char *owner = lw_change_get_owner (change);
  LwRecordSet *alias = lw_zone_get_set (live, owner, LW_RR_TYPE_CNAME);

  if (lw_change_get_kind (change) != LW_CHANGE_ADD || lw_plan_is_none (alias) ||
      lw_change_get_rr_type (change) == LW_RR_TYPE_CNAME ||
      lw_plan_find (self, owner, LW_RR_TYPE_CNAME) != NULL)
    return NULL;

  return alias;
}

static char *
describe_alias (LwRecordSet *alias)
{
  g_autofree char *owner = lw_name_display (lw_record_set_get_owner (alias));
  g_autofree char *now = describe_set (alias);

  return g_strdup_printf (_ ("Meanwhile %s became another name (CNAME), beside which nothing else "
                             "may stand: %s."),
                          owner, now);
}

static LwRecordSet *
take_extra (LwRecordSet *set, LwRecordSet *live)
{
  const char *extra = live != NULL ? lw_record_set_get_host_extra (live) : NULL;

  if (set == NULL)
    return NULL;

  /* What comes back brings along what the host kept beside it when it went. */
  if (live == NULL)
    return lw_record_set_ref (set);

  return extra == NULL && lw_plan_is_none (set) ? NULL : lw_record_set_with_host_extra (set, extra);
}

/* (nullable): the change as it is to be made now. What is not published but kept by the host is
 * taken from @live. */
static LwChange *
renew (LwChange *change, LwRecordSet *live)
{
  g_autoptr (LwRecordSet) new_set = take_extra (lw_change_get_new (change), live);

  if (new_set == NULL && live != NULL && lw_record_set_get_host_extra (live) != NULL)
    {
      g_autoptr (LwRecordSet) empty =
          lw_record_set_new (lw_change_get_owner (change), lw_change_get_rr_type (change),
                             lw_record_set_get_ttl (live), NULL, NULL);

      new_set = take_extra (empty, live);
    }

  return lw_change_new (live, new_set);
}

/* (nullable) (transfer full): why @change cannot be made */
static char *
take_change (LwPlan *self, LwZone *live, gboolean resume, LwChange *change, GPtrArray *changes)
{
  LwRecordSet *now = find_live (live, change);
  LwRecordSet *alias = find_alias_in_the_way (self, live, change);

  if (resume && lw_record_set_equal (now, lw_change_get_new (change)))
    return NULL;
  if (!lw_record_set_equal (now, lw_change_get_old (change)))
    return describe_conflict (change, now);
  if (alias != NULL)
    return describe_alias (alias);

  g_ptr_array_add (changes, renew (change, now));
  return NULL;
}

static void
set_conflict (GError **error, GPtrArray *reasons)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (reasons->len, CONFLICTS_SHOWN); i++)
    g_string_append_printf (text, "%s ", (const char *) g_ptr_array_index (reasons, i));

  if (reasons->len > CONFLICTS_SHOWN)
    {
      guint n_more = reasons->len - CONFLICTS_SHOWN;

      g_string_append_printf (
          text, ngettext ("%u more entry was changed.", "%u more entries were changed.", n_more),
          n_more);
      g_string_append_c (text, ' ');
    }
  g_string_append (text, _ ("Nothing was written."));

  lw_set_error (error, LW_ERROR_CONFLICT, NULL,
                _ ("Look at the domain again, then make your change once more."), "%s", text->str);
}

/**
 * lw_plan_rebase:
 * @self: a plan
 * @live: the zone as it is now
 * @resume: whether a push of this plan was broken off: sets that already are as wanted are left
 *   out; otherwise they are a conflict like any other difference from what the plan began with
 *
 * Compares the plan with the zone before it is pushed. Waiting times count; what the plan does not
 * touch does not. An alias (CNAME) that came up at a name where the plan adds something is a
 * conflict, too.
 *
 * Errors: %LW_ERROR_CONFLICT; its sentence names the record sets and what stands there now.
 *
 * Returns: (transfer full) (nullable): the plan to push, with the host extras of @live
 */
LwPlan *
lw_plan_rebase (LwPlan *self, LwZone *live, gboolean resume, GError **error)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  LwPlanFrame frame;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (live != NULL, NULL);

  for (guint i = 0; i < lw_plan_get_changes (self)->len; i++)
    {
      LwChange *change = g_ptr_array_index (lw_plan_get_changes (self), i);
      char *reason = take_change (self, live, resume, change, changes);

      if (reason != NULL)
        g_ptr_array_add (reasons, reason);
    }

  if (reasons->len > 0)
    {
      set_conflict (error, reasons);
      return NULL;
    }

  lw_plan_frame_read (&frame, live, changes);

  return lw_plan_new_from_changes (lw_plan_get_domain (self), lw_plan_get_zone (self), &frame,
                                   g_steal_pointer (&changes));
}
