/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-checks.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

static guint
count_level (GPtrArray *findings, LwLevel level)
{
  guint n_found = 0;

  for (guint i = 0; i < findings->len; i++)
    n_found += lw_finding_get_level (findings->pdata[i]) == level;

  return n_found;
}

/* (nullable): the first finding of that level */
static LwFinding *
find_level (GPtrArray *findings, LwLevel level)
{
  for (guint i = 0; i < findings->len; i++)
    if (lw_finding_get_level (findings->pdata[i]) == level)
      return findings->pdata[i];

  return NULL;
}

/* Whether a mail server of the domain was heard */
static gboolean
was_any_greeted (LwEvidence *evidence)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (evidence);

  for (guint i = 0; i < facts->len; i++)
    {
      LwSmtpOutcome outcome = lw_smtp_facts_get (facts->pdata[i])->outcome;

      if (outcome == LW_SMTP_GREETED || outcome == LW_SMTP_ACCEPTED || outcome == LW_SMTP_TEMPORARY)
        return TRUE;
    }

  return FALSE;
}

/* Something hindered us, and there is no fault of the domain to be told. */
static LwState
judge_untested (LwEvidence *evidence, GPtrArray *findings, char **sentence)
{
  LwFinding *local = find_level (findings, LW_LEVEL_LOCAL);
  LwFinding *untested = find_level (findings, LW_LEVEL_NOT_TESTED);

  if (lw_evidence_get_offline (evidence) || !lw_evidence_knows_mx (evidence))
    *sentence = g_strdup (local != NULL ? lw_finding_get_result (local)
                                        : _ ("Not tested: the settings could not be read."));
  else if (local != NULL || untested != NULL || lw_evidence_get_smtp_facts (evidence)->len > 0)
    *sentence = g_strdup (_ ("Your settings look right. The mail servers could not be tested from "
                             "here."));
  else
    *sentence = g_strdup (_ ("Your settings look right. The mail servers were not asked."));

  return LW_STATE_UNKNOWN;
}

/* What others still remember passes by itself: then that is the whole story. */
static LwFinding *
find_only_memory (GPtrArray *findings)
{
  LwFinding *found = find_level (findings, LW_LEVEL_WARNING);

  for (guint i = 0; i < findings->len; i++)
    if (lw_finding_get_level (findings->pdata[i]) == LW_LEVEL_WARNING &&
        !g_str_has_prefix (lw_finding_get_id (findings->pdata[i]), "propagation."))
      return NULL;

  return found;
}

static gboolean
hides_servers (LwEvidence *evidence)
{
  LwNetwork *network = lw_evidence_get_network (evidence);

  return network != NULL && lw_network_hides_servers (network);
}

static LwState
judge_working (LwEvidence *evidence, GPtrArray *findings, char **sentence)
{
  guint n_warnings = count_level (findings, LW_LEVEL_WARNING);
  guint n_advice = count_level (findings, LW_LEVEL_ADVICE);
  LwFinding *memory = find_only_memory (findings);
  g_autofree char *shown = lw_name_display (lw_evidence_get_domain (evidence));

  /* Nobody was heard: then only the fault itself can be told. */
  if (memory != NULL || (n_warnings > 0 && !was_any_greeted (evidence)))
    {
      *sentence = g_strdup (lw_finding_get_result (find_level (findings, LW_LEVEL_WARNING)));
      return LW_STATE_WARN;
    }
  if (n_warnings > 0)
    {
      *sentence = g_strdup_printf (
          ngettext ("Mail arrives, with one fault.", "Mail arrives, with %u faults.", n_warnings),
          n_warnings);
      return LW_STATE_WARN;
    }
  if (n_advice > 0)
    {
      *sentence =
          g_strdup_printf (ngettext ("Mail arrives. One thing would make it safer.",
                                     "Mail arrives. %u things would make it safer.", n_advice),
                           n_advice);
      return LW_STATE_ADVICE;
    }

  *sentence = g_strdup_printf (
      hides_servers (evidence)
          ? _ ("Mail for %s arrives. Its name servers could not be tested from here.")
          : _ ("Mail for %s arrives."),
      shown);
  return LW_STATE_OK;
}

static LwState
judge (LwEvidence *evidence, GPtrArray *findings, char **sentence)
{
  LwFinding *worst = find_level (findings, LW_LEVEL_ERROR);
  LwRecordSet *mx = lw_evidence_get_mx (evidence);

  if (worst != NULL)
    {
      *sentence = g_strdup (lw_finding_get_result (worst));
      return LW_STATE_BAD;
    }
  if (mx != NULL && lw_record_set_is_null_mx (mx))
    {
      *sentence = g_strdup (_ ("This domain receives no mail."));
      return LW_STATE_OK;
    }
  if (!lw_evidence_knows_mx (evidence) ||
      (!was_any_greeted (evidence) && count_level (findings, LW_LEVEL_WARNING) == 0))
    return judge_untested (evidence, findings, sentence);

  return judge_working (evidence, findings, sentence);
}

/**
 * lw_checks_verdict:
 * @evidence: what was seen
 * @findings: (element-type LwFinding): what [func@checks_judge] made of it
 * @sentence: (out) (optional) (transfer full): the headline
 *
 * Whether mail works comes before how well it works.
 *
 * Returns: the state of the domain
 */
LwState
lw_checks_verdict (LwEvidence *evidence, GPtrArray *findings, char **sentence)
{
  g_autofree char *text = NULL;
  LwState state;

  g_return_val_if_fail (LW_IS_EVIDENCE (evidence) && findings != NULL, LW_STATE_UNKNOWN);

  state = judge (evidence, findings, &text);
  if (sentence != NULL)
    *sentence = g_steal_pointer (&text);

  return state;
}
