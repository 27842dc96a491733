/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-route.h"

/* (nullable) (transfer full): where senders would go */
LwRecordSet *
lw_look_find_route (LwEvidence *evidence)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);

  if (mx != NULL)
    return lw_record_set_ref (mx);

  return lw_evidence_knows_mx (evidence)
             ? lw_record_set_new_implicit_mx (lw_evidence_get_domain (evidence))
             : NULL;
}

/* A resolver is asked only about what is there. */
gboolean
lw_look_is_published (LwEvidence *evidence)
{
  LwAnswerStatus trouble;
  const char *note;

  if (lw_evidence_knows_mx (evidence))
    return lw_evidence_get_mx (evidence) != NULL;

  return !lw_evidence_get_delegation_trouble (evidence, &trouble, &note) ||
         trouble != LW_ANSWER_NXDOMAIN;
}
