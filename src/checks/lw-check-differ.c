/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* Whether the domain's own servers say the same about what matters for mail. */

static guint
get_n_rows (LwJudgement *self)
{
  return lw_evidence_get_answers (self->evidence)->len;
}

/* (nullable): what one of the domain's own servers said, unless it was found out that it is not one
 * of them, or said nothing */
static const LwAnswerFields *
get_own (LwJudgement *self, guint index, const char *owner, guint16 type)
{
  const LwAnswerFields *row = lw_judgement_get_row (self, index, LW_ROLE_AUTHORITY, owner, type);
  const char *address = row != NULL ? lw_server_get_address (row->server) : NULL;

  return row != NULL && lw_judgement_is_usable (row) &&
                 (address == NULL || !lw_judgement_is_blamed (self, address))
             ? row
             : NULL;
}

static gboolean
is_same (LwJudgement *self, const LwAnswerFields *a, const LwAnswerFields *b)
{
  g_autoptr (LwRecordSet) first = NULL;
  g_autoptr (LwRecordSet) second = NULL;

  if (g_strcmp0 (a->alias, b->alias) != 0)
    return FALSE;
  /* Where the alias leads to is another's to tell. */
  if (a->alias != NULL && a->type == LW_RR_TYPE_TXT)
    return TRUE;

  first = lw_judgement_pick_mail_values (self, a);
  second = lw_judgement_pick_mail_values (self, b);
  return lw_record_set_same_values (first, second);
}

/* (nullable): the first usable answer that is another than the first of all */
static const LwAnswerFields *
find_other (LwJudgement *self, const char *owner, guint16 type, const LwAnswerFields **first)
{
  *first = NULL;
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = get_own (self, i, owner, type);

      if (row == NULL)
        continue;
      if (*first == NULL)
        *first = row;
      else if (!is_same (self, *first, row))
        return row;
    }

  return NULL;
}

gboolean
lw_judgement_differs (LwJudgement *self, const char *owner, guint16 type)
{
  const LwAnswerFields *first;

  return find_other (self, owner, type, &first) != NULL;
}

static char *
describe_difference (LwJudgement *self, const LwAnswerFields *first, const LwAnswerFields *other)
{
  g_autofree char *first_name = lw_name_display (lw_server_get_name (first->server));
  g_autofree char *other_name = lw_name_display (lw_server_get_name (other->server));
  g_autofree char *owner = lw_name_display (first->owner);

  if (first->type == LW_RR_TYPE_MX)
    return g_strdup_printf (_ ("%s names other mail servers than %s."), other_name, first_name);

  /* Translators: a name server, an entry such as _dmarc.berg.example, another name server */
  return g_strdup_printf (_ ("%s has another text for %s than %s."), other_name, owner, first_name);
}

static gboolean
judge_entry (LwJudgement *self, const LwCheck *check, const char *owner, guint16 type)
{
  const LwAnswerFields *first;
  const LwAnswerFields *other = find_other (self, owner, type, &first);
  g_autofree char *reason = NULL;

  if (other == NULL)
    return FALSE;

  reason = describe_difference (self, first, other);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "dns-host", NULL,
                    type == LW_RR_TYPE_MX
                        ? _ ("Some mail goes elsewhere: your name servers tell different stories.")
                        : _ ("Some mail may be refused: your name servers tell different stories."),
                    reason,
                    _ ("After a change wait 10 minutes and check again; then tell your DNS host."));
  return TRUE;
}

void
lw_judge_answers_differ (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) texts = NULL;

  if (lw_judgement_found (self, "ns.serial_backwards") ||
      judge_entry (self, check, self->domain, LW_RR_TYPE_MX))
    return;

  texts = lw_judgement_list_texts (self);
  for (guint i = 0; i < texts->len; i++)
    if (judge_entry (self, check, texts->pdata[i], LW_RR_TYPE_TXT))
      return;
}
