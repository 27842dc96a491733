/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whether the mail servers' port 25 answers. */

typedef gboolean (*FactsTest) (const LwSmtpFields *fields);

/* Over a protocol that works here; @host: (nullable): of this one only */
static guint
count (LwJudgement *self, const char *host, FactsTest test)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (self->evidence);
  guint n_found = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      n_found += (host == NULL || g_str_equal (fields->host, host)) &&
                 lw_judgement_counts (self, fields->address) && test (fields);
    }

  return n_found;
}

static gboolean
was_tried (const LwSmtpFields *fields)
{
  return fields->outcome != LW_SMTP_NOT_ASKED && fields->address != NULL;
}

static gboolean
is_timed_out (const LwSmtpFields *fields)
{
  return fields->outcome == LW_SMTP_TIMED_OUT;
}

static gboolean
is_closed (const LwSmtpFields *fields)
{
  return fields->address != NULL &&
         (fields->outcome == LW_SMTP_UNREACHABLE || fields->outcome == LW_SMTP_GARBLED);
}

static gboolean
is_dropped (const LwSmtpFields *fields)
{
  return fields->outcome == LW_SMTP_DROPPED;
}

static gboolean
is_silent (const LwSmtpFields *fields)
{
  return is_timed_out (fields) || is_closed (fields) || is_dropped (fields);
}

/* It spoke with us, whatever it said: so port 25 is open from here. */
static gboolean
has_spoken (const LwSmtpFields *fields)
{
  return was_tried (fields) && !is_timed_out (fields) && !is_closed (fields);
}

static gboolean
is_down (LwJudgement *self, const char *host)
{
  guint n_tried = count (self, host, was_tried);

  return n_tried > 0 && count (self, host, is_silent) == n_tried;
}

/* Without a server that answers we cannot tell whether they are away or port 25 is closed here;
 * at home it nearly always is the latter. */
void
lw_judge_port25_blocked (LwJudgement *self, const LwCheck *check)
{
  guint n_tried = count (self, NULL, was_tried);

  if (n_tried == 0 || count (self, NULL, is_timed_out) < n_tried)
    return;

  lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                    _ ("Not tested: no mail server answers from here."),
                    _ ("Most internet providers do not allow this test; that is normal at home."),
                    _ ("Send a test letter from another mailbox."));
}

static guint16
get_first_preference (LwJudgement *self)
{
  LwJudgedHost *first = g_ptr_array_index (self->hosts, 0);

  return first->preference;
}

static gboolean
is_first (LwJudgement *self, const char *name)
{
  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (host->preference == get_first_preference (self) && g_str_equal (host->host, name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_first_and_down (LwJudgement *self, const char *host)
{
  return is_first (self, host) && is_down (self, host);
}

/* Whether one of the first servers is up, or no reserve has spoken */
static gboolean
reserve_is_needed (LwJudgement *self)
{
  guint n_reserves = 0;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);
      gboolean spoke = count (self, host->host, has_spoken) > 0 && !is_down (self, host->host);

      if (is_first (self, host->host) && !is_down (self, host->host))
        return FALSE;
      n_reserves += !is_first (self, host->host) && spoke;
    }

  return n_reserves > 0;
}

void
lw_judge_primary_down (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = NULL;
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;

  if (self->hosts->len == 0 || !reserve_is_needed (self))
    return;

  hosts = lw_judgement_blame (self, is_first_and_down);
  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason = g_strdup_printf (_ ("The first mail server does not answer: %s."), names);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "mail-service", NULL,
                    _ ("Mail may be late: only a reserve server takes it."), reason,
                    _ ("Tell your mail service."));
}

static gboolean
is_down_by_timeout (LwJudgement *self, const char *host)
{
  return is_down (self, host) && count (self, host, is_timed_out) > 0;
}

static gboolean
is_down_by_refusal (LwJudgement *self, const char *host)
{
  return is_down (self, host) && count (self, host, is_closed) > 0;
}

/* Where the mail servers are hidden or misplaced, senders try the domain itself; what they meet
 * there is a consequence. */
static gboolean
is_explained (LwJudgement *self)
{
  return self->mx == NULL && (lw_judgement_found_error (self, "apex.cname") ||
                              lw_judgement_found_error (self, "record.doubled_name"));
}

static void
add_down (LwJudgement *self, const LwCheck *check, LwHostTest test, const char *reason_format)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, test);
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;
  LwLevel level;

  if (hosts->len == 0 || is_explained (self))
    return;

  level = lw_judgement_get_level (self);
  names = lw_judgement_list (hosts);
  reason = g_strjoinv (names, parts);
  lw_judgement_add (self, check, level, "mail-service", NULL,
                    level == LW_LEVEL_ERROR
                        ? _ ("Mail does not arrive: your mail server does not answer.")
                        : _ ("Mail may be late: one of your mail servers does not answer."),
                    reason, _ ("Tell your mail service."));
}

void
lw_judge_remote_timeout (LwJudgement *self, const LwCheck *check)
{
  add_down (self, check, is_down_by_timeout, _ ("Nothing comes back from it: %s."));
}

void
lw_judge_remote_refused (LwJudgement *self, const LwCheck *check)
{
  add_down (self, check, is_down_by_refusal, _ ("Nobody takes mail there: %s."));
}

static gboolean
is_down_by_dropping (LwJudgement *self, const char *host)
{
  return is_down (self, host);
}

void
lw_judge_dropped (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_down_by_dropping);
  g_autofree char *names = NULL;
  g_autofree char *result = NULL;

  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  result = g_strdup_printf (_ ("Not tested: %s ends the conversation without a word."), names);
  lw_judgement_add (self, check, LW_LEVEL_NOT_TESTED, "mail-service", NULL, result,
                    _ ("Many servers do so with visitors from a home connection."),
                    _ ("Send a test letter from another mailbox."));
}

static gboolean
is_silent_ipv6 (const LwSmtpFields *fields)
{
  return fields->address != NULL && strchr (fields->address, ':') != NULL && is_silent (fields);
}

void
lw_judge_ipv6_broken (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!lw_judgement_is_blamed (self, host->host) &&
          count (self, host->host, is_silent_ipv6) > 0)
        g_ptr_array_add (hosts, host->host);
    }
  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason = g_strdup_printf (_ ("Its IPv6 address does not take connections: %s."), names);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "mail-service", NULL,
                    _ ("Mail may be late: a mail server answers only at one of its addresses."),
                    reason,
                    _ ("Tell your mail service, or remove the AAAA entry of your own server."));
}
