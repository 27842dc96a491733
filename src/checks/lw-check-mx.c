/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

/* Unless it is told already why */
static gboolean
has_no_mx (LwJudgement *self)
{
  return self->mx == NULL && lw_evidence_knows_mx (self->evidence) &&
         !lw_judgement_found_error (self, "apex.cname") &&
         !lw_judgement_found_error (self, "record.doubled_name");
}

void
lw_judge_mx_none (LwJudgement *self, const LwCheck *check)
{
  if (has_no_mx (self) && self->hosts->len == 0)
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "you", NULL,
                      _ ("Mail does not arrive: nothing says where your mail goes."),
                      _ ("The settings of your domain name no mail server."),
                      _ ("Add the mail servers that your mail service tells you."));
}

/* Whether nobody takes mail at the domain's own address. @certain: it said so */
static gboolean
is_fallback_closed (LwJudgement *self, gboolean *certain)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (self->evidence);
  guint n_closed = 0;

  *certain = FALSE;
  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      if (!g_str_equal (fields->host, self->domain) || fields->outcome == LW_SMTP_NOT_ASKED ||
          !lw_judgement_counts (self, fields->address))
        continue;
      if (fields->outcome != LW_SMTP_UNREACHABLE && fields->outcome != LW_SMTP_TIMED_OUT &&
          fields->outcome != LW_SMTP_GARBLED)
        return FALSE;
      n_closed++;
      *certain |= fields->outcome != LW_SMTP_TIMED_OUT;
    }

  return n_closed > 0;
}

void
lw_judge_fallback_unreachable (LwJudgement *self, const LwCheck *check)
{
  gboolean certain = FALSE;

  if (has_no_mx (self) && is_fallback_closed (self, &certain))
    lw_judgement_add (self, check, certain ? LW_LEVEL_ERROR : LW_LEVEL_WARNING, "you", NULL,
                      certain ? _ ("Mail does not arrive: nothing says where your mail goes.")
                              : _ ("Mail probably does not arrive: nothing says where it goes."),
                      _ ("Senders try the computer of your web site, and it takes no mail."),
                      _ ("Add the mail servers that your mail service tells you."));
}

void
lw_judge_implicit (LwJudgement *self, const LwCheck *check)
{
  if (has_no_mx (self) && self->hosts->len > 0)
    lw_judgement_add (self, check, LW_LEVEL_INFO, "you", NULL,
                      _ ("Mail goes to the computer of your web site."),
                      _ ("Nothing says where your mail goes, so senders guess."),
                      _ ("Add the mail servers that your mail service tells you."));
}

/* How many of the records are the null MX, with any preference; @n_zero: with preference 0 */
static guint
count_null (LwJudgement *self, guint *n_zero)
{
  guint n_values = self->mx != NULL ? lw_record_set_get_n_values (self->mx) : 0;
  guint n_null = 0;

  *n_zero = 0;
  for (guint i = 0; i < n_values; i++)
    {
      guint16 preference = 0;
      g_autofree char *host = NULL;

      if (lw_mx_value_parse (lw_record_set_get_values (self->mx)[i], &preference, &host, NULL) &&
          g_str_equal (host, "."))
        {
          n_null++;
          *n_zero += preference == 0;
        }
    }

  return n_null;
}

static char *
keep (LwJudgement *self, const char *host)
{
  return g_strdup (host);
}

void
lw_judge_null_with_others (LwJudgement *self, const LwCheck *check)
{
  guint n_zero;
  guint n_null = count_null (self, &n_zero);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (LwRecordSet) fix = NULL;

  if (n_null == 0 || self->hosts->len == 0)
    return;

  /* The null MX is no host, so mending nobody leaves it out. */
  fix = lw_judgement_mend (self, nobody, keep);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "you", fix,
                    _ ("Some senders return your mail: two entries contradict each other."),
                    _ ("One says that the domain takes no mail, another names a mail server."),
                    _ ("Remove the entry that is only a dot."));
}

void
lw_judge_null_bad_pref (LwJudgement *self, const LwCheck *check)
{
  static const char *const null_value[] = { "0 .", NULL };
  guint n_zero;
  guint n_null = count_null (self, &n_zero);
  g_autoptr (LwRecordSet) fix = NULL;

  if (n_null == 0 || n_null == n_zero || self->hosts->len > 0)
    return;

  fix = lw_record_set_new (self->domain, LW_RR_TYPE_MX, lw_record_set_get_ttl (self->mx),
                           null_value, NULL);
  lw_judgement_add (self, check, LW_LEVEL_ADVICE, "you", fix,
                    _ ("The “no mail” sign works, but its number is unusual."),
                    _ ("The order of such an entry should be 0."), _ ("Set it to 0."));
}
