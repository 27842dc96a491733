/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence.h"

/* What the answers come to about the mail servers. */

/* Where name servers elsewhere cannot be asked, what resolvers see has to do. */
static gboolean
counts (LwEvidence *self, LwRole role)
{
  if (lw_evidence_get_network (self) != NULL &&
      lw_network_hides_servers (lw_evidence_get_network (self)))
    return role == LW_ROLE_RESOLVER || role == LW_ROLE_SYSTEM;

  return role == LW_ROLE_AUTHORITY;
}

/* (nullable): what one who counts says about the MX set of the domain, NULL for any other answer */
static const LwAnswerFields *
get_word_on_mx (LwEvidence *self, guint index)
{
  LwAnswer *answer = g_ptr_array_index (lw_evidence_get_answers (self), index);
  const LwAnswerFields *fields = lw_answer_get (answer);

  return counts (self, fields->role) && fields->type == LW_RR_TYPE_MX &&
                 g_str_equal (fields->owner, lw_evidence_get_domain (self)) &&
                 lw_answer_is_usable (answer)
             ? fields
             : NULL;
}

static guint
count_same (LwEvidence *self, LwRecordSet *set)
{
  guint n_same = 0;

  for (guint i = 0; i < lw_evidence_get_answers (self)->len; i++)
    {
      const LwAnswerFields *fields = get_word_on_mx (self, i);

      if (fields != NULL && fields->set != NULL && lw_record_set_same_values (fields->set, set))
        n_same++;
    }

  return n_same;
}

/**
 * lw_evidence_get_mx:
 * @self: evidence
 *
 * Where this computer's network lets nobody ask the authoritative servers, resolvers speak for
 * them.
 *
 * Returns: (transfer none) (nullable): the MX set that most authoritative servers give, of equally
 *   many the one seen first; `NULL` when none of them has one
 */
LwRecordSet *
lw_evidence_get_mx (LwEvidence *self)
{
  LwRecordSet *most = NULL;
  guint n_most = 0;

  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  for (guint i = 0; i < lw_evidence_get_answers (self)->len; i++)
    {
      const LwAnswerFields *fields = get_word_on_mx (self, i);

      if (fields != NULL && fields->set != NULL && count_same (self, fields->set) > n_most)
        {
          most = fields->set;
          n_most = count_same (self, most);
        }
    }

  return most;
}

gboolean
lw_evidence_knows_mx (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), FALSE);

  for (guint i = 0; i < lw_evidence_get_answers (self)->len; i++)
    if (get_word_on_mx (self, i) != NULL)
      return TRUE;

  return FALSE;
}
