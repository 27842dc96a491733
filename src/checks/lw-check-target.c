/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-mx-name.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The names that the MX set gives to its mail servers. When another server is left the mail still
 * has a way, so it is a warning then. */

static char *
describe_mend (LwJudgement *self, const char *host, LwHostMend mend)
{
  g_autofree char *right = mend (self, host);
  g_autofree char *old_name = lw_name_display (host);
  g_autofree char *new_name = right != NULL ? lw_name_display (right) : NULL;

  if (new_name == NULL)
    return g_strdup_printf (_ ("Replace “%s” by the name of a mail server."), old_name);

  return g_strdup_printf (_ ("Use “%s” instead of “%s”."), new_name, old_name);
}

/* @mend: (nullable): what the name should be */
static void
add (LwJudgement *self,
     const LwCheck *check,
     GPtrArray *hosts,
     LwHostMend mend,
     const char *error_text,
     const char *warning_text,
     const char *reason_format)
{
  LwLevel level = lw_judgement_get_level (self);
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *names = lw_judgement_list (hosts);
  g_autofree char *reason = g_strjoinv (names, parts);
  g_autofree char *step = NULL;
  g_autofree char *right = NULL;
  g_autoptr (LwRecordSet) fix = NULL;

  step = describe_mend (self, hosts->pdata[0], mend);
  right = mend (self, hosts->pdata[0]);
  if (right != NULL)
    fix = lw_judgement_mend (self, hosts, mend);

  lw_judgement_add (self, check, level, "you", fix,
                    level == LW_LEVEL_ERROR ? error_text : warning_text, reason, step);
}

static char *
mend_nothing (LwJudgement *self, const char *host)
{
  return NULL;
}

static char *
undouble (LwJudgement *self, const char *host)
{
  return lw_mx_undouble (host, self->domain);
}

static gboolean
is_doubled (LwJudgement *self, const char *host)
{
  g_autofree char *single = undouble (self, host);

  return single != NULL;
}

void
lw_judge_doubled_zone (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_doubled);

  if (hosts->len > 0)
    add (self, check, hosts, undouble,
         _ ("Mail does not arrive: the mail server name contains your domain twice."),
         _ ("Mail may be late: a mail server name contains your domain twice."),
         _ ("A final dot was probably forgotten: %s."));
}

static gboolean
is_ip (LwJudgement *self, const char *host)
{
  return lw_mx_ends_in_number (host);
}

void
lw_judge_is_ip (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_ip);

  if (hosts->len > 0)
    add (self, check, hosts, mend_nothing,
         _ ("Mail does not arrive: a number stands where the mail server's name belongs."),
         _ ("Mail may be late: a number stands where a mail server's name belongs."),
         _ ("Senders look for a computer with this name and find none: %s."));
}

static gboolean
is_localhost (LwJudgement *self, const char *host)
{
  return g_str_equal (host, "localhost.") || g_str_equal (host, "localhost.localdomain.") ||
         g_str_has_suffix (host, ".localhost.");
}

void
lw_judge_localhost (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_localhost);

  if (hosts->len > 0)
    add (self, check, hosts, mend_nothing,
         _ ("Mail does not arrive: your entry sends it back to the sender's own computer."),
         _ ("Mail may be late: an entry sends it back to the sender's own computer."),
         _ ("Every computer calls itself so: %s."));
}

static gboolean
is_found (LwJudgement *self, const char *host)
{
  LwMailHost *found = lw_judgement_find_mail_host (self, host);

  return found != NULL && lw_mail_host_get_status (found) == LW_ANSWER_SET;
}

static gboolean
is_no_name (LwJudgement *self, const char *host)
{
  return !lw_name_is_host (host) && !is_found (self, host);
}

static char *
unwrap (LwJudgement *self, const char *host)
{
  return lw_mx_unwrap (host);
}

/* Most senders look a name up without looking at its signs, so what stands behind it is looked at
 * too: nobody is blamed. */
static void
add_odd_names (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!lw_name_is_host (host->host) && is_found (self, host->host))
        g_ptr_array_add (hosts, host->host);
    }
  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason =
      g_strdup_printf (_ ("Only letters, digits, hyphens and dots may stand in it: %s."), names);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "you", NULL,
                    _ ("Some senders do not deliver: a mail server's name holds signs that are not "
                       "allowed."),
                    reason, _ ("Give the mail server another name."));
}

void
lw_judge_bad_syntax (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_no_name);

  if (hosts->len > 0)
    add (self, check, hosts, unwrap,
         _ ("Mail may not arrive: the name of the mail server holds signs that are not allowed."),
         _ ("Mail may be late: the name of a mail server holds signs that are not allowed."),
         _ ("Only letters, digits, hyphens and dots may stand in it: %s."));

  add_odd_names (self, check);
}

static gboolean
has_no_address (LwJudgement *self, const char *host)
{
  LwMailHost *found = lw_judgement_find_mail_host (self, host);

  return found != NULL && (lw_mail_host_get_status (found) == LW_ANSWER_NXDOMAIN ||
                           lw_mail_host_get_status (found) == LW_ANSWER_NO_DATA);
}

/* The zone may be above the domain; its name is what a DNS host appends. */
static char *
take_off_zone (LwJudgement *self, const char *host)
{
  LwDelegation *delegation = lw_evidence_get_delegation (self->evidence);
  char *shorter = lw_mx_without_domain (host, self->domain);

  if (shorter == NULL && delegation != NULL)
    shorter = lw_mx_without_domain (host, lw_delegation_get_zone (delegation));

  return shorter;
}

static gboolean
is_unasked (LwJudgement *self, const char *host)
{
  LwMailHost *found = lw_judgement_find_mail_host (self, host);

  return found != NULL && lw_mail_host_get_status (found) != LW_ANSWER_SET &&
         lw_mail_host_get_status (found) != LW_ANSWER_NOT_ASKED;
}

static void
add_unasked (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_unasked);
  g_autofree char *names = lw_judgement_list (hosts);
  g_autofree char *result = NULL;

  if (hosts->len == 0)
    return;

  result = g_strdup_printf (_ ("Not tested: the address of %s could not be found out."), names);
  lw_judgement_add (self, check, LW_LEVEL_NOT_TESTED, "mail-service", NULL, result,
                    _ ("The name servers of the mail service gave no usable answer."),
                    _ ("Check again in a few minutes."));
}

void
lw_judge_no_address (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, has_no_address);

  if (hosts->len > 0)
    add (self, check, hosts, take_off_zone,
         _ ("Mail does not arrive: no computer is known by the name of your mail server."),
         _ ("Mail may be late: no computer is known by the name of one mail server."),
         _ ("This name has no address: %s."));

  add_unasked (self, check);
}

static gboolean
is_alias (LwJudgement *self, const char *host)
{
  LwMailHost *found = lw_judgement_find_mail_host (self, host);

  return found != NULL && self->mx != NULL && lw_mail_host_get_alias (found) != NULL;
}

static char *
follow_alias (LwJudgement *self, const char *host)
{
  return g_strdup (lw_mail_host_get_alias (lw_judgement_find_mail_host (self, host)));
}

/* Most senders follow it, so what stands behind it is looked at too: nobody is blamed. */
void
lw_judge_is_alias (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *step = NULL;
  g_autoptr (LwRecordSet) fix = NULL;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!lw_judgement_is_blamed (self, host->host) && is_alias (self, host->host))
        g_ptr_array_add (hosts, host->host);
    }
  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason =
      g_strdup_printf (_ ("This name is only an alias, which is not allowed here: %s."), names);
  step = describe_mend (self, hosts->pdata[0], follow_alias);
  fix = lw_judgement_mend (self, hosts, follow_alias);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "you", fix,
                    _ ("Some senders do not deliver: a mail server's name is an alias."), reason,
                    step);
}
