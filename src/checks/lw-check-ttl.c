/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* How long others remember what they were told. */

#define LONG_SECONDS 86400
#define SHORT_SECONDS 60

static void
note_longest (LwJudgement *self, const char *owner, guint16 type, const LwAnswerFields **longest)
{
  const LwAnswerFields *row = lw_judgement_find_own (self, owner, type);
  g_autoptr (LwRecordSet) set = NULL;

  if (row == NULL || row->alias != NULL)
    return;

  set = lw_judgement_pick_mail_values (self, row);
  if (set != NULL && lw_record_set_get_ttl (set) > LONG_SECONDS &&
      (*longest == NULL || lw_record_set_get_ttl (set) > lw_record_set_get_ttl ((*longest)->set)))
    *longest = row;
}

void
lw_judge_ttl_too_long (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) texts = lw_judgement_list_texts (self);
  const LwAnswerFields *longest = NULL;
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autofree char *reason = NULL;

  note_longest (self, self->domain, LW_RR_TYPE_MX, &longest);
  for (guint i = 0; i < texts->len; i++)
    note_longest (self, texts->pdata[i], LW_RR_TYPE_TXT, &longest);
  if (longest == NULL)
    return;

  name = lw_name_display (longest->owner);
  type = lw_rr_type_to_string (longest->type);
  reason = g_strdup_printf (
      /* Translators: kind of entry (MX), its name, a number of hours */
      _ ("Others remember the %s entry of %s for %u hours (TTL)."), type, name,
      lw_record_set_get_ttl (longest->set) / 3600);
  lw_judgement_add (self, check, LW_LEVEL_ADVICE, "you", NULL,
                    _ ("A change would take days to be seen by everybody."), reason,
                    _ ("Set the waiting time (TTL) to one hour, best before the next change."));
}

void
lw_judge_ttl_short (LwJudgement *self, const LwCheck *check)
{
  const LwAnswerFields *row = lw_judgement_find_own (self, self->domain, LW_RR_TYPE_MX);
  g_autofree char *reason = NULL;

  if (row == NULL || row->set == NULL || row->alias != NULL ||
      lw_record_set_get_ttl (row->set) > SHORT_SECONDS)
    return;

  reason = g_strdup_printf (_ ("Others remember your mail servers for only %u seconds (TTL)."),
                            lw_record_set_get_ttl (row->set));
  lw_judgement_add (self, check, LW_LEVEL_INFO, "nobody", NULL, _ ("Changes show quickly."), reason,
                    _ ("There is nothing to do."));
}
