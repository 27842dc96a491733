/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* A “*” entry answers for every name that has no entry of its own. A name that nobody has shows
 * what it says. */

static const char *const labels[] = { "_dmarc.", "_mta-sts.", "_smtp._tls." };

/* (nullable): what a wildcard answers when it is asked for a text */
static const LwAnswerFields *
find_wildcard (LwJudgement *self)
{
  g_autofree char *name = g_strconcat (LW_CONTROL_LABEL, self->zone, NULL);

  return lw_judgement_find_own (self, name, LW_RR_TYPE_TXT);
}

typedef gboolean (*RowTest) (const LwAnswerFields *row, const LwAnswerFields *wildcard);

static gboolean
has_same_alias (const LwAnswerFields *row, const LwAnswerFields *wildcard)
{
  return g_strcmp0 (row->alias, wildcard->alias) == 0;
}

static gboolean
has_same_text (const LwAnswerFields *row, const LwAnswerFields *wildcard)
{
  return row->alias == NULL && lw_record_set_same_values (row->set, wildcard->set);
}

static void
judge (LwJudgement *self,
       const LwCheck *check,
       const LwAnswerFields *wildcard,
       RowTest test,
       const char *reason_format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *name = g_strconcat (labels[i], self->domain, NULL);
      const LwAnswerFields *row = lw_judgement_find_own (self, name, LW_RR_TYPE_TXT);
      g_autofree char *shown = lw_name_display (name);
      g_auto (GStrv) parts = NULL;
      g_autofree char *reason = NULL;

      if (row == NULL || !test (row, wildcard))
        continue;
      parts = g_strsplit (reason_format, "%s", 2);
      reason = g_strjoinv (shown, parts);
      lw_judgement_add (self, check, i == 0 ? LW_LEVEL_WARNING : LW_LEVEL_ADVICE, "you", NULL,
                        _ ("A “*” entry answers for names that should be empty."), reason,
                        _ ("Add the right entry at that name, or make the “*” entry narrower."));
      return;
    }
}

void
lw_judge_cname_swallows (LwJudgement *self, const LwCheck *check)
{
  const LwAnswerFields *wildcard = find_wildcard (self);

  if (wildcard != NULL && wildcard->alias != NULL)
    judge (self, check, wildcard, has_same_alias,
           /* Translators: a name such as _dmarc.berg.example */
           _ ("The name %s leads wherever the “*” entry (CNAME) leads."));
}

void
lw_judge_txt_swallows (LwJudgement *self, const LwCheck *check)
{
  const LwAnswerFields *wildcard = find_wildcard (self);

  if (wildcard != NULL && wildcard->alias == NULL && wildcard->set != NULL)
    judge (self, check, wildcard, has_same_text,
           /* Translators: a name such as _dmarc.berg.example */
           _ ("The name %s has the text of the “*” entry (TXT)."));
}
