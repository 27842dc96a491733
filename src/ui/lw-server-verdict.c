/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-server-verdict.h"

LwState
lw_smtp_outcome_to_state (LwSmtpOutcome outcome)
{
  switch (outcome)
    {
    case LW_SMTP_GREETED:
    case LW_SMTP_ACCEPTED:
      return LW_STATE_OK;

    case LW_SMTP_TEMPORARY:
      return LW_STATE_WARN;

    case LW_SMTP_REFUSED:
    case LW_SMTP_UNREACHABLE:
    case LW_SMTP_TIMED_OUT:
    case LW_SMTP_DROPPED:
    case LW_SMTP_GARBLED:
      return LW_STATE_BAD;

    case LW_SMTP_NOT_ASKED:
      return LW_STATE_UNKNOWN;
    }

  return LW_STATE_UNKNOWN;
}

LwState
lw_answer_status_to_state (LwAnswerStatus status)
{
  switch (status)
    {
    case LW_ANSWER_SET:
      return LW_STATE_OK;

    case LW_ANSWER_NO_DATA:
    case LW_ANSWER_NXDOMAIN:
      return LW_STATE_WARN;

    case LW_ANSWER_SERVFAIL:
    case LW_ANSWER_REFUSED:
    case LW_ANSWER_LAME:
    case LW_ANSWER_GARBLED:
      return LW_STATE_BAD;

    case LW_ANSWER_TIMED_OUT:
    case LW_ANSWER_UNREACHABLE:
    case LW_ANSWER_NOT_ASKED:
      return LW_STATE_UNKNOWN;
    }

  return LW_STATE_UNKNOWN;
}

static gboolean
is_better (LwSmtpFacts *candidate, LwSmtpFacts *best)
{
  return best == NULL || lw_smtp_outcome_to_state (lw_smtp_facts_get (candidate)->outcome) <
                             lw_smtp_outcome_to_state (lw_smtp_facts_get (best)->outcome);
}

LwSmtpFacts *
lw_server_verdict_find_facts (LwEvidence *evidence, LwMxEntry *entry)
{
  g_autofree char *host = lw_mx_entry_dup_host (entry);
  LwSmtpFacts *best = NULL;
  GPtrArray *all;

  if (evidence == NULL || host == NULL)
    return NULL;

  all = lw_evidence_get_smtp_facts (evidence);
  for (guint i = 0; i < all->len; i++)
    {
      LwSmtpFacts *facts = g_ptr_array_index (all, i);

      if (g_strcmp0 (lw_smtp_facts_get (facts)->host, host) == 0 && is_better (facts, best))
        best = facts;
    }

  return best;
}

LwState
lw_server_verdict (LwEvidence *evidence, LwMxEntry *entry, char **words)
{
  LwSmtpFacts *facts = lw_server_verdict_find_facts (evidence, entry);

  if (facts == NULL)
    {
      *words = NULL;
      return LW_STATE_UNKNOWN;
    }

  *words = lw_smtp_facts_describe (facts);
  return lw_smtp_outcome_to_state (lw_smtp_facts_get (facts)->outcome);
}
