/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* The seals of the zones that the mail servers' names lie in; mostly another company's. */

/* When the domain's own zone is refused, so is every name in it: that is told already. */
static gboolean
is_own_trouble (LwJudgement *self, const char *host)
{
  LwSeal *seal = lw_evidence_get_seal (self->evidence);

  return seal != NULL && lw_seal_get_verdict (seal) == LW_TRUST_BOGUS &&
         lw_name_is_at_or_below (host, self->zone);
}

static gboolean
is_refused (LwJudgement *self, const char *host, gboolean key)
{
  GPtrArray *seals = lw_evidence_get_host_seals (self->evidence);

  for (guint i = 0; i < seals->len && !is_own_trouble (self, host); i++)
    {
      LwHostSeal *seal = g_ptr_array_index (seals, i);

      if ((lw_host_seal_get_rr_type (seal) == LW_RR_TYPE_TLSA) == key &&
          lw_host_seal_get_verdict (seal) == LW_TRUST_BOGUS &&
          g_str_equal (lw_host_seal_get_host (seal), host))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_refused_address (LwJudgement *self, const char *host)
{
  return is_refused (self, host, FALSE);
}

void
lw_judge_mxhost_bogus (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = NULL;
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;
  LwLevel level;

  if (lw_judgement_found (self, "local.clock_wrong"))
    return;
  hosts = lw_judgement_blame (self, has_refused_address);
  if (hosts->len == 0)
    return;

  level = lw_judgement_get_level (self);
  names = lw_judgement_list (hosts);
  reason =
      g_strdup_printf (_ ("The safety seal (DNSSEC) of the mail server's own domain is broken, "
                          "not that of yours: %s."),
                       names);
  lw_judgement_add (
      self, check, level, "mail-service", NULL,
      level == LW_LEVEL_ERROR
          ? _ ("Mail does not arrive: careful networks refuse your mail server's name.")
          : _ ("Mail may be late: careful networks refuse the name of a mail server."),
      reason, _ ("Tell your mail service."));
}

/* Only the key cannot be told: whether there is one, or that there is none. */
static void
judge_keys (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!is_refused (self, host->host, FALSE) && is_refused (self, host->host, TRUE))
        g_ptr_array_add (hosts, host->host);
    }
  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason = g_strdup_printf (_ ("It is not proved whether there is a key for this mail server: %s."),
                            names);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "mail-service", NULL,
                    _ ("Mail may be late: careful senders wait when a proof is missing."), reason,
                    _ ("Tell your mail service."));
}

void
lw_judge_denial (LwJudgement *self, const LwCheck *check)
{
  lw_judge_seal (self, check);
  self->is_over = lw_judgement_found_error (self, check->id);
  if (!lw_judgement_found (self, check->id) && !lw_judgement_found (self, "local.clock_wrong"))
    judge_keys (self, check);
}
