/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

/* Whether what the DNS host has taken is what the name servers say. */

/* Servers are told of changes or ask for them; what takes longer than this waits for something. */
#define PATIENCE_SECONDS 300

static gboolean
has_values (LwRecordSet *set)
{
  return set != NULL && lw_record_set_get_n_values (set) > 0;
}

static gboolean
shows (const LwAnswerFields *row, LwRecordSet *set)
{
  if (!has_values (row->set) || !has_values (set))
    return has_values (row->set) == has_values (set);

  return lw_record_set_same_values (row->set, set);
}

/* All of the domain's own servers that answer give what was before, and at least one does. */
static gboolean
is_still_old (LwJudgement *self, LwChange *change)
{
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;
  guint n_old = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (
          self, i, LW_ROLE_AUTHORITY, lw_change_get_owner (change), lw_change_get_rr_type (change));

      if (row == NULL || !lw_judgement_is_usable (row))
        continue;
      if (!shows (row, lw_change_get_old (change)))
        return FALSE;
      n_old++;
    }

  return n_old > 0;
}

/* Another waiting time is not seen in an answer of a moment. */
static gboolean
alters_values (LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);

  return !has_values (old_set) || !has_values (new_set) ||
         !lw_record_set_same_values (old_set, new_set);
}

void
lw_judge_accepted_not_published (LwJudgement *self, const LwCheck *check)
{
  gint64 pushed_at = 0;
  LwChange *change = lw_evidence_get_pushed (self->evidence, &pushed_at);

  if (change == NULL || self->now < pushed_at + PATIENCE_SECONDS || !alters_values (change) ||
      !is_still_old (self, change))
    return;

  lw_judgement_add (self, check, check->level, "dns-host", NULL,
                    _ ("Your change is not published yet."),
                    _ ("Your DNS host has accepted it, but all name servers still give the old "
                       "entries."),
                    _ ("Look whether your DNS host wants the change to be published, or ask it."));
}
