/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records that stand at the wrong name, and an alias where there may be none. */

static guint
get_n_rows (LwJudgement *self)
{
  return lw_evidence_get_answers (self->evidence)->len;
}

/* A domain within a larger zone may well be an alias. */
void
lw_judge_apex_cname (LwJudgement *self, const LwCheck *check)
{
  for (guint i = 0; i < get_n_rows (self) && g_str_equal (self->domain, self->zone); i++)
    {
      const LwAnswerFields *row =
          lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, self->domain, LW_RR_TYPE_MX);
      g_autofree char *alias = NULL;
      g_autofree char *reason = NULL;

      if (row == NULL || row->alias == NULL)
        continue;

      alias = lw_name_display (row->alias);
      reason = g_strdup_printf (_ ("%s is only an alias of %s, so its mail entries do not count."),
                                self->shown, alias);
      lw_judgement_add (
          self, check, self->mx == NULL ? LW_LEVEL_ERROR : LW_LEVEL_WARNING, "you", NULL,
          self->mx == NULL ? _ ("Mail does not arrive: your whole domain is an alias.")
                           : _ ("Mail may go astray: your whole domain is an alias."),
          reason,
          _ ("Replace the alias (CNAME) at the domain itself by addresses, or by what "
             "your DNS host calls ALIAS or ANAME."));
      return;
    }
}

/* (nullable): what the servers have at that name, NULL when none has anything */
static LwRecordSet *
find_set (LwJudgement *self, const char *owner, guint16 type)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, owner, type);

      if (row != NULL && row->status == LW_ANSWER_SET && row->alias == NULL)
        return row->set;
    }

  return NULL;
}

/* (nullable): what stands under @owner with the zone behind it twice. A wildcard has an answer for
 * that name too; it answers the same for the control name. */
static LwRecordSet *
find_doubled (LwJudgement *self, const char *owner, guint16 type)
{
  g_autofree char *name = g_strconcat (owner, self->zone, NULL);
  g_autofree char *control_name = g_strconcat (LW_CONTROL_LABEL, self->zone, NULL);
  LwRecordSet *set = find_set (self, name, type);
  LwRecordSet *control = find_set (self, control_name, type);

  return set != NULL && control != NULL && lw_record_set_same_values (set, control) ? NULL : set;
}

static gboolean
has_begin (const char *value, const char *begin)
{
  return g_ascii_strncasecmp (value + (*value == '"'), begin, strlen (begin)) == 0;
}

/* Nothing that stands at the right name is lost. @begin: (nullable): of the value to move */
static LwRecordSet *
move (LwJudgement *self, LwRecordSet *doubled, const char *owner, const char *begin)
{
  guint16 type = lw_record_set_get_rr_type (doubled);
  LwRecordSet *present = find_set (self, owner, type);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  const char *const *moved = lw_record_set_get_values (doubled);
  const char *const *kept = present != NULL ? lw_record_set_get_values (present) : NULL;

  for (guint i = 0; kept != NULL && kept[i] != NULL; i++)
    g_ptr_array_add (values, (gpointer) kept[i]);
  for (guint i = 0; moved[i] != NULL; i++)
    if (begin == NULL || has_begin (moved[i], begin))
      g_ptr_array_add (values, (gpointer) moved[i]);
  g_ptr_array_add (values, NULL);

  return lw_record_set_new (owner, type,
                            lw_record_set_get_ttl (present != NULL ? present : doubled),
                            (const char *const *) values->pdata, NULL);
}

static void
judge_doubled (LwJudgement *self,
               const LwCheck *check,
               LwRecordSet *doubled,
               const char *owner,
               const char *begin,
               const char *result)
{
  g_autoptr (LwRecordSet) fix = move (self, doubled, owner, begin);
  g_autofree char *wrong = lw_name_display (lw_record_set_get_owner (doubled));
  g_autofree char *right = lw_name_display (owner);
  g_autofree char *reason = g_strdup_printf (_ ("The entry stands at %s."), wrong);
  g_autofree char *step = g_strdup_printf (_ ("Move it to %s."), right);

  lw_judgement_add (self, check, begin == NULL ? LW_LEVEL_ERROR : LW_LEVEL_WARNING, "you", fix,
                    result, reason, step);
}

static void
judge_text (LwJudgement *self,
            const LwCheck *check,
            const char *owner,
            const char *begin,
            const char *result)
{
  LwRecordSet *doubled = find_doubled (self, owner, LW_RR_TYPE_TXT);

  if (lw_judgement_has_value (doubled, begin) &&
      !lw_judgement_has_value (find_set (self, owner, LW_RR_TYPE_TXT), begin))
    judge_doubled (self, check, doubled, owner, begin, result);
}

void
lw_judge_doubled_name (LwJudgement *self, const LwCheck *check)
{
  LwRecordSet *mx = find_doubled (self, self->domain, LW_RR_TYPE_MX);
  g_autofree char *dmarc = g_strconcat ("_dmarc.", self->domain, NULL);
  g_autofree char *sts = g_strconcat ("_mta-sts.", self->domain, NULL);

  if (mx != NULL && self->mx == NULL && lw_evidence_knows_mx (self->evidence))
    judge_doubled (self, check, mx, self->domain, NULL,
                   _ ("Mail does not arrive: your mail entry has the domain twice in its name."));
  judge_text (self, check, self->domain, "v=spf1",
              _ ("Your list of senders does not count: its name has the domain twice."));
  judge_text (self, check, dmarc, "v=DMARC1",
              _ ("Your rule for forged letters does not count: its name has the domain twice."));
  judge_text (self, check, sts, "v=STSv1",
              _ ("Your rule for safe delivery does not count: its name has the domain twice."));
}
