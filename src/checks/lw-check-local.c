/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

/* The person's own network: never blamed on the domain. */

static gboolean
any_usable (LwJudgement *self)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);

  for (guint i = 0; i < answers->len; i++)
    if (lw_answer_is_usable (answers->pdata[i]))
      return TRUE;

  return FALSE;
}

/* The walk from the root met nothing but silence. */
static gboolean
walk_was_silent (LwJudgement *self)
{
  LwAnswerStatus status;

  return lw_evidence_get_delegation_trouble (self->evidence, &status, NULL) &&
         (status == LW_ANSWER_TIMED_OUT || status == LW_ANSWER_UNREACHABLE);
}

void
lw_judge_offline (LwJudgement *self, const LwCheck *check)
{
  if (lw_evidence_get_offline (self->evidence))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "you", NULL, _ ("Not tested: no connection."),
                      _ ("This computer is not, or not fully, on the internet."),
                      _ ("Connect to a network, or sign in to it, then check again."));
  else if (walk_was_silent (self) && !any_usable (self))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                      _ ("Not tested: no name server answers here."),
                      _ ("Not even the first servers of the internet's directory answered."),
                      _ ("Check your connection, then check again."));
}

void
lw_judge_dns53_blocked (LwJudgement *self, const LwCheck *check)
{
  if (walk_was_silent (self) && any_usable (self))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                      _ ("Not tested: this network lets no questions through to name servers."),
                      _ ("Only resolvers answer here, so the domain's own servers were not seen."),
                      _ ("Check again from another network."));
}

void
lw_judge_no_ipv6 (LwJudgement *self, const LwCheck *check)
{
  if (!self->has_ipv6)
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "nobody", NULL,
                      _ ("Addresses of the newer kind were not tested: no IPv6 here."),
                      _ ("Nothing answered over IPv6, which many networks do not have."),
                      _ ("There is nothing to do; all else was tested."));
}
