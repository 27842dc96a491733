/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-checks.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The catalogue in parts, for who wants to know about one of them only. */

static const struct
{
  const char *group; /* what a check's id begins with */
  LwParts parts;
} groups[] = {
  { "domain", LW_PART_DOMAIN },  { "ns", LW_PART_DOMAIN },
  { "apex", LW_PART_DOMAIN },    { "dns", LW_PART_DOMAIN },
  { "dnssec", LW_PART_DOMAIN },  { "idn", LW_PART_DOMAIN },
  { "mx", LW_PART_RECEIVE },     { "smtp", LW_PART_RECEIVE },
  { "tls", LW_PART_RECEIVE },    { "arrival", LW_PART_RECEIVE },
  { "spf", LW_PART_SEND },       { "dkim", LW_PART_SEND },
  { "dmarc", LW_PART_SEND },     { "txt", LW_PART_SEND },
  { "dane", LW_PART_PROTECT },   { "sts", LW_PART_PROTECT },
  { "tlsrpt", LW_PART_PROTECT }, { "record", LW_PART_RECEIVE | LW_PART_SEND },
  { "wildcard", LW_PART_SEND },  { "ttl", LW_PART_DOMAIN },
  { "push", LW_PART_DOMAIN },
};

/**
 * lw_checks_get_parts:
 * @id: the id of a check
 *
 * Returns: the parts it belongs to; what is about this computer or all records, to all of them
 */
LwParts
lw_checks_get_parts (const char *id)
{
  gsize length;

  g_return_val_if_fail (id != NULL, LW_PARTS_ALL);

  length = strcspn (id, ".");
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strlen (groups[i].group) == length && strncmp (groups[i].group, id, length) == 0)
      return groups[i].parts;

  return LW_PARTS_ALL;
}

/* Mail does not arrive either where the domain itself is broken. */
static gboolean
is_asked_for (LwFinding *finding, LwParts parts)
{
  LwParts own = lw_checks_get_parts (lw_finding_get_id (finding));

  return (own & parts) != 0 || ((own & LW_PART_DOMAIN) != 0 && (parts & LW_PART_RECEIVE) != 0 &&
                                lw_finding_get_level (finding) == LW_LEVEL_ERROR);
}

/**
 * lw_checks_select:
 * @findings: (element-type LwFinding): what [func@checks_judge] found
 * @parts: what is asked for
 *
 * Returns: (transfer full) (element-type LwFinding): those of these parts, and what keeps them from
 *   working at all, in the same order
 */
GPtrArray *
lw_checks_select (GPtrArray *findings, LwParts parts)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_finding_unref);

  for (guint i = 0; i < findings->len; i++)
    if (is_asked_for (findings->pdata[i], parts))
      g_ptr_array_add (chosen, lw_finding_ref (findings->pdata[i]));

  return chosen;
}

/* They stand worst first. */
static LwState
judge_worst (LwFinding *worst, LwEvidence *evidence)
{
  switch (lw_finding_get_level (worst))
    {
    case LW_LEVEL_ERROR:
    case LW_LEVEL_WARNING:
    case LW_LEVEL_ADVICE:
      return lw_level_to_state (lw_finding_get_level (worst));

    case LW_LEVEL_LOCAL:
    case LW_LEVEL_NOT_TESTED:
    case LW_LEVEL_INFO:
      break;
    }

  return lw_evidence_knows_mx (evidence) ? LW_STATE_OK : LW_STATE_UNKNOWN;
}

static char *
describe_domain (LwState state, LwFinding *worst, LwEvidence *evidence)
{
  g_autofree char *shown = lw_name_display (lw_evidence_get_domain (evidence));

  if (state == LW_STATE_OK)
    return g_strdup_printf (_ ("The name servers of %s answer."), shown);

  return g_strdup (worst != NULL ? lw_finding_get_result (worst)
                                 : _ ("Not tested: the settings could not be read."));
}

/**
 * lw_checks_verdict_on:
 * @evidence: what was seen
 * @findings: (element-type LwFinding): of these parts only
 * @parts: what is asked for
 * @sentence: (out) (optional) (transfer full): the headline
 *
 * The verdict on some parts. Whether mail arrives can be said only with [flags@Parts.RECEIVE].
 *
 * Returns: the state of these parts
 */
LwState
lw_checks_verdict_on (LwEvidence *evidence, GPtrArray *findings, LwParts parts, char **sentence)
{
  LwFinding *worst = NULL;
  LwState state;

  g_return_val_if_fail (LW_IS_EVIDENCE (evidence) && findings != NULL, LW_STATE_UNKNOWN);

  if ((parts & LW_PART_RECEIVE) != 0)
    return lw_checks_verdict (evidence, findings, sentence);

  worst = findings->len > 0 ? findings->pdata[0] : NULL;
  if (worst != NULL)
    state = judge_worst (worst, evidence);
  else
    state = lw_evidence_knows_mx (evidence) ? LW_STATE_OK : LW_STATE_UNKNOWN;
  if (sentence != NULL)
    *sentence = describe_domain (state, worst, evidence);

  return state;
}
