/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-special-use.h"

#include <glib/gi18n-lib.h>

/* Where the mail servers stand. */

/* The world may declare special-use addresses public; those are connected to. */
static gboolean
is_left_alone (const LwSmtpFields *fields)
{
  g_autoptr (GInetAddress) address = fields->address != NULL && fields->outcome == LW_SMTP_NOT_ASKED
                                         ? lw_address_parse (fields->address)
                                         : NULL;

  return address != NULL && lw_special_use_lookup (address) != NULL;
}

/* None of its addresses is one of the internet. */
static gboolean
is_not_public (LwJudgement *self, const char *host)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (self->evidence);
  guint n_found = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      if (!g_str_equal (fields->host, host))
        continue;
      if (!is_left_alone (fields))
        return FALSE;
      n_found++;
    }

  return n_found > 0;
}

void
lw_judge_address_not_public (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_not_public);
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;
  LwLevel level;

  if (hosts->len == 0)
    return;

  level = lw_judgement_get_level (self);
  names = lw_judgement_list (hosts);
  reason = g_strdup_printf (_ ("Its address exists only inside a network of its own: %s."), names);
  lw_judgement_add (self, check, level, "you", NULL,
                    level == LW_LEVEL_ERROR
                        ? _ ("Mail does not arrive: nobody outside can reach your mail server.")
                        : _ ("Mail may be late: nobody outside can reach one of the mail servers."),
                    reason,
                    _ ("Enter the address that your mail server has on the internet, or the names "
                       "that your mail service tells you."));
}
