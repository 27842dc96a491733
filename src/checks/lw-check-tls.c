/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

/* How the mail servers that answer encrypt. Mail flows in any case. */

typedef gboolean (*TlsTest) (LwJudgement *self, const LwSmtpFields *fields);

static gboolean
any (LwJudgement *self, const char *host, TlsTest test)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (self->evidence);

  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      if (g_str_equal (fields->host, host) && fields->outcome <= LW_SMTP_REFUSED &&
          test (self, fields))
        return TRUE;
    }

  return FALSE;
}

static GPtrArray *
collect (LwJudgement *self, TlsTest test)
{
  GPtrArray *hosts = g_ptr_array_new ();

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (any (self, host->host, test))
        g_ptr_array_add (hosts, host->host);
    }

  return hosts;
}

static void
add (LwJudgement *self,
     const LwCheck *check,
     TlsTest test,
     const char *result,
     const char *reason_format,
     const char *step)
{
  g_autoptr (GPtrArray) hosts = collect (self, test);
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *names = NULL;
  g_autofree char *reason = NULL;

  if (hosts->len == 0)
    return;

  names = lw_judgement_list (hosts);
  reason = g_strjoinv (names, parts);
  lw_judgement_add (self, check, check->level, "mail-service", NULL, result, reason, step);
}

static gboolean
is_broken (LwJudgement *self, const LwSmtpFields *fields)
{
  return fields->tls == LW_TLS_FAILED;
}

void
lw_judge_handshake_failed (LwJudgement *self, const LwCheck *check)
{
  add (self, check, is_broken, _ ("Mail may be late: encryption is promised, but does not work."),
       _ ("The mail server offers it and then breaks off: %s."), _ ("Tell your mail service."));
}

static gboolean
is_not_offered (LwJudgement *self, const LwSmtpFields *fields)
{
  return fields->tls == LW_TLS_NOT_OFFERED;
}

void
lw_judge_tls_not_offered (LwJudgement *self, const LwCheck *check)
{
  add (self, check, is_not_offered, _ ("Mail can be read on the way."),
       _ ("The mail server offers no encryption: %s."),
       _ ("Ask your mail service to switch on STARTTLS."));
}

static gboolean
is_expired (LwJudgement *self, const LwSmtpFields *fields)
{
  return fields->tls == LW_TLS_UNPROVEN && fields->tls_not_after != 0 &&
         fields->tls_not_after < self->now && !lw_judgement_has_wrong_clock (self);
}

void
lw_judge_cert_expired (LwJudgement *self, const LwCheck *check)
{
  add (self, check, is_expired, _ ("Mail travels encrypted, but with a proof that has run out."),
       _ ("The certificate of the mail server is too old: %s."),
       _ ("Ask your mail service to renew it."));
}

static gboolean
is_unproven (LwJudgement *self, const LwSmtpFields *fields)
{
  return fields->tls == LW_TLS_UNPROVEN && !is_expired (self, fields) &&
         !lw_judgement_has_wrong_clock (self);
}

void
lw_judge_cert_untrusted (LwJudgement *self, const LwCheck *check)
{
  add (self, check, is_unproven, _ ("Mail travels encrypted."),
       _ ("The name of the mail server is not proven, which is usual between mail servers: %s."),
       _ ("There is nothing to do."));
}
