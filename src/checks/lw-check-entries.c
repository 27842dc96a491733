/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-judgement.h"

#include <string.h>

/* The entries about mail beside the MX set: which they are, and what the name servers have there.
 */

static gboolean
has_begin (const char *value, const char *begin)
{
  return g_ascii_strncasecmp (value + (*value == '"'), begin, strlen (begin)) == 0;
}

gboolean
lw_judgement_has_value (LwRecordSet *set, const char *begin)
{
  const char *const *values = set != NULL ? lw_record_set_get_values (set) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (has_begin (values[i], begin))
      return TRUE;

  return FALSE;
}

static gboolean
is_text_about_mail (const char *label)
{
  return g_str_has_prefix (label, "_dmarc.") || g_str_has_prefix (label, "_mta-sts.") ||
         g_str_has_prefix (label, "_smtp._tls.") || strstr (label, "._domainkey.") != NULL;
}

GPtrArray *
lw_judgement_list_texts (LwJudgement *self)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (self->domain));
  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (answers, i));

      if (row->role == LW_ROLE_AUTHORITY && row->type == LW_RR_TYPE_TXT &&
          is_text_about_mail (row->owner) && g_str_has_suffix (row->owner, self->domain) &&
          !g_ptr_array_find_with_equal_func (names, row->owner, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (row->owner));
    }

  return names;
}

const LwAnswerFields *
lw_judgement_find_own (LwJudgement *self, const char *owner, guint16 type)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  const LwAnswerFields *empty = NULL;

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, owner, type);

      if (row == NULL || !lw_judgement_is_usable (row))
        continue;
      if (row->set != NULL || row->alias != NULL)
        return row;
      if (empty == NULL)
        empty = row;
    }

  return empty;
}

/* At the domain itself stand texts of many others as well. */
LwRecordSet *
lw_judgement_pick_mail_values (LwJudgement *self, const LwAnswerFields *row)
{
  const char *const *values = row->set != NULL ? lw_record_set_get_values (row->set) : NULL;
  g_autoptr (GPtrArray) picked = NULL;

  if (values == NULL || row->type != LW_RR_TYPE_TXT || !g_str_equal (row->owner, self->domain))
    return row->set != NULL ? lw_record_set_ref (row->set) : NULL;

  picked = g_ptr_array_new ();
  for (guint i = 0; values[i] != NULL; i++)
    if (has_begin (values[i], "v=spf1"))
      g_ptr_array_add (picked, (gpointer) values[i]);
  if (picked->len == 0)
    return NULL;

  g_ptr_array_add (picked, NULL);
  return lw_record_set_new (row->owner, row->type, lw_record_set_get_ttl (row->set),
                            (const char *const *) picked->pdata, NULL);
}
