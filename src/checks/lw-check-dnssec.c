/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

#define REFUSED N_ ("Mail does not arrive: careful networks refuse your domain.")
#define SIGN_AGAIN N_ ("Ask the company that looks after your domain's DNS to sign it again.")
#define UNCLEAR "dnssec.unclear"

/* The one table from a reason to the finding that tells it. A “%s” in @reason is the clock time of
 * the cause, or the name server that shows it. */
typedef struct
{
  LwSealReason cause;
  const char *id;
  LwLevel level;
  const char *owner;
  const char *result;
  const char *reason;
  const char *step;
} SealRow;

static const SealRow rows[] = {
  { LW_SEAL_CLOCK_SUSPECT, "local.clock_wrong", LW_LEVEL_LOCAL, "you",
    N_ ("Not tested: the clock of this computer seems to be wrong."),
    N_ ("By this clock even the seals of the registry are out of their time."),
    N_ ("Set date and time, then check again.") },
  { LW_SEAL_DS_WITHOUT_KEYS, "dnssec.ds_without_signing", LW_LEVEL_ERROR, "registrar", REFUSED,
    N_ ("The registry says that your domain has a safety seal (DNSSEC), but it has none."),
    N_ ("Where you bought the name, remove the DS entry, or have your DNS host sign the domain.") },
  { LW_SEAL_DS_MISMATCH, "dnssec.ds_mismatch", LW_LEVEL_ERROR, "registrar", REFUSED,
    N_ ("The registry's copy of your key (DS) fits no key of your domain. Usually it is that of an "
        "earlier DNS host."),
    N_ ("Where you bought the name, replace the DS entry by that of your DNS host, or remove "
        "it.") },
  { LW_SEAL_DNSKEY_UNSIGNED, "dnssec.dnskey_unsigned", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("The list of your domain's keys is not sealed by the key that the registry names (DS)."),
    SIGN_AGAIN },
  { LW_SEAL_EXPIRED, "dnssec.expired", LW_LEVEL_ERROR, "dns-host", REFUSED,
    /* Translators: a clock time, with the date */
    N_ ("Its safety seal (DNSSEC) ran out: %s."), SIGN_AGAIN },
  { LW_SEAL_NOT_YET_VALID, "dnssec.not_yet_valid", LW_LEVEL_ERROR, "dns-host", REFUSED,
    /* Translators: a clock time, with the date */
    N_ ("Its safety seal (DNSSEC) begins in the future: %s."),
    N_ ("Tell the company that looks after your domain's DNS: its clock may be wrong.") },
  { LW_SEAL_KEY_MISSING, "dnssec.key_missing", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("Its safety seal (DNSSEC) was made with a key that your domain no longer shows."),
    SIGN_AGAIN },
  { LW_SEAL_SIGNATURE_MISSING, "dnssec.signature_missing", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("The registry says that everything is sealed (DNSSEC), but there are entries without a "
        "seal."),
    SIGN_AGAIN },
  { LW_SEAL_SIGNATURE_BOGUS, "dnssec.signature_bogus", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("The safety seal (DNSSEC) does not fit the entries: they, or the key, are others."),
    SIGN_AGAIN },
  { LW_SEAL_DENIAL_MISSING, "dnssec.denial_missing", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("The proof that there is no such entry (NSEC) is missing, so nobody believes it."),
    SIGN_AGAIN },
  { LW_SEAL_PROOF_MISSING, "dnssec.denial_missing", LW_LEVEL_WARNING, "dns-host",
    N_ ("Mail may be late: careful senders wait when a proof is missing."),
    N_ ("Your name servers do not prove what does not exist (NSEC), though all else is sealed."),
    N_ ("Ask the company that looks after your domain's DNS to mend its sealing (DNSSEC).") },
  { LW_SEAL_LIMIT, "dnssec.signature_bogus", LW_LEVEL_ERROR, "dns-host", REFUSED,
    N_ ("There are more keys and seals (DNSSEC) than anybody tries."), SIGN_AGAIN },
  { LW_SEAL_SERVER_DIFFERS, "dnssec.inconsistent_ns", LW_LEVEL_WARNING, "dns-host",
    N_ ("Some mail may not arrive: your name servers differ about the safety seal."),
    /* Translators: the name of a name server */
    N_ ("The seal (DNSSEC) that %s shows is missing or broken, and that of others is not."),
    N_ ("Ask your DNS host to bring that name server up to date.") },
  { LW_SEAL_UNSUPPORTED, "dnssec.unsupported_alg", LW_LEVEL_INFO, "dns-host",
    N_ ("The safety seal of your domain protects nothing."),
    N_ ("It is of a kind (algorithm) that others do not know."),
    N_ ("Ask your DNS host to sign with algorithm 13.") },
  { LW_SEAL_NSEC3_MANY, "dnssec.nsec3_params", LW_LEVEL_WARNING, "dns-host",
    N_ ("A setting of the safety seal makes some networks ignore or refuse it."),
    N_ ("It asks for more than 150 rounds of work (NSEC3 iterations)."),
    N_ ("Ask your DNS host to set the iterations to 0.") },
  { LW_SEAL_SOON_EXPIRING, "dnssec.soon_expiring", LW_LEVEL_WARNING, "dns-host",
    N_ ("Soon careful networks will refuse your domain."),
    /* Translators: a clock time, with the date */
    N_ ("Its safety seal (DNSSEC) runs out, and nobody has renewed it: %s."), SIGN_AGAIN },
  { LW_SEAL_SHA1, "dnssec.sha1", LW_LEVEL_ADVICE, "dns-host",
    N_ ("The safety seal of your domain is of an outdated kind."),
    N_ ("It is made with SHA-1, which more and more networks no longer take for a seal."),
    N_ ("Ask your DNS host to sign with algorithm 13.") },
  { LW_SEAL_NSEC3_SOME, "dnssec.nsec3_params", LW_LEVEL_ADVICE, "dns-host",
    N_ ("A setting of the safety seal only costs time."),
    N_ ("It asks for extra rounds of work (NSEC3 iterations), against RFC 9276."),
    N_ ("Ask your DNS host to set the iterations to 0.") },
  { LW_SEAL_IN_ORDER, "dnssec.secure", LW_LEVEL_INFO, "nobody", N_ ("The safety seal is in order."),
    N_ ("It was checked from the root down (DNSSEC)."), N_ ("There is nothing to do.") },
};

/* (nullable) */
static const SealRow *
find_row (LwSealReason cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].cause == cause)
      return &rows[i];

  return NULL;
}

/* Where validator and direct answers do not say the same, neither is told as a fault. */
typedef enum
{
  VIEW_SILENT, /* nothing to tell: there is no seal */
  VIEW_ROW,
  VIEW_UNCLEAR,
} View;

static View
view_bogus (LwSealReason cause)
{
  return lw_seal_reason_breaks (cause) || cause == LW_SEAL_SERVER_DIFFERS ? VIEW_ROW : VIEW_UNCLEAR;
}

static View
view_secure (LwSealReason cause)
{
  switch (cause)
    {
    case LW_SEAL_SERVER_DIFFERS:
    case LW_SEAL_PROOF_MISSING:
    case LW_SEAL_NSEC3_MANY:
    case LW_SEAL_SOON_EXPIRING:
    case LW_SEAL_SHA1:
    case LW_SEAL_NSEC3_SOME:
    case LW_SEAL_IN_ORDER:
      return VIEW_ROW;
    default:
      return VIEW_UNCLEAR;
    }
}

static View
view (LwTrustVerdict verdict, LwSealReason cause)
{
  switch (verdict)
    {
    case LW_TRUST_BOGUS:
      return view_bogus (cause);
    case LW_TRUST_SECURE:
      return view_secure (cause);
    case LW_TRUST_INSECURE:
      return cause == LW_SEAL_UNSUPPORTED || cause == LW_SEAL_NSEC3_MANY || cause == LW_SEAL_SHA1
                 ? VIEW_ROW
                 : VIEW_SILENT;
    case LW_TRUST_INDETERMINATE:
      return cause == LW_SEAL_UNSIGNED || cause == LW_SEAL_ISLAND ? VIEW_SILENT : VIEW_UNCLEAR;
    }

  g_return_val_if_reached (VIEW_SILENT);
}

/* With the year: it may be long ago. */
static char *
format_date (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (time);

  /* Translators: a day and a clock time, as in "3 May 2026, 14:52"; see g_date_time_format(). */
  return moment != NULL ? g_date_time_format (moment, _ ("%-e %B %Y, %H:%M")) : g_strdup ("?");
}

static char *
fill_reason (LwJudgement *self, const SealRow *row, const LwSealCause *cause)
{
  g_auto (GStrv) parts = g_strsplit (_ (row->reason), "%s", 2);
  g_autofree char *text = NULL;

  if (row->cause == LW_SEAL_SERVER_DIFFERS)
    text = lw_name_display (cause->server);
  else
    text = format_date (cause->when);

  return g_strjoinv (text, parts);
}

static void
add_row (LwJudgement *self, const LwCheck *check, const SealRow *row, LwSeal *seal)
{
  g_autofree char *reason = fill_reason (self, row, lw_seal_get_cause (seal));
  LwLevel level = row->level;

  if (row->cause == LW_SEAL_SERVER_DIFFERS && lw_seal_get_verdict (seal) == LW_TRUST_BOGUS)
    level = LW_LEVEL_ERROR;

  lw_judgement_add (self, check, level, row->owner, NULL, _ (row->result), reason, _ (row->step));
}

static const char *
describe_verdict (LwTrustVerdict verdict)
{
  switch (verdict)
    {
    case LW_TRUST_SECURE:
      return _ ("in order");
    case LW_TRUST_INSECURE:
      return _ ("no seal");
    case LW_TRUST_BOGUS:
      return _ ("broken");
    case LW_TRUST_INDETERMINATE:
      return _ ("not known");
    }

  g_return_val_if_reached (NULL);
}

static LwTrustVerdict
guess_verdict (LwSealReason cause)
{
  if (lw_seal_reason_breaks (cause))
    return LW_TRUST_BOGUS;
  if (cause == LW_SEAL_UNREACHABLE)
    return LW_TRUST_INDETERMINATE;

  return cause == LW_SEAL_UNSIGNED || cause == LW_SEAL_ISLAND || cause == LW_SEAL_UNSUPPORTED
             ? LW_TRUST_INSECURE
             : LW_TRUST_SECURE;
}

static void
add_hidden (LwJudgement *self, const LwCheck *check)
{
  lw_judgement_add (self, check, LW_LEVEL_NOT_TESTED, "nobody", NULL,
                    _ ("The safety seal (DNSSEC) could not be tested."),
                    _ ("From this network nobody can be asked who shows it."),
                    _ ("To test it too, check again from another network."));
}

static void
add_unclear (LwJudgement *self, const LwCheck *check, LwSeal *seal)
{
  const char *verdict = describe_verdict (lw_seal_get_verdict (seal));
  const char *direct = describe_verdict (guess_verdict (lw_seal_get_cause (seal)->reason));
  g_autofree char *reason = NULL;

  if (lw_seal_get_verdict (seal) == LW_TRUST_INDETERMINATE && lw_judgement_hides_servers (self))
    {
      add_hidden (self, check);
      return;
    }

  /* Translators: both are one of “in order”, “no seal”, “broken”, “not known” */
  reason =
      g_strdup_printf (_ ("Checked from the root down it is: %s. By the direct answers of your "
                          "name servers and the registry it is: %s."),
                       verdict, direct);
  lw_judgement_add (self, check, LW_LEVEL_NOT_TESTED, "nobody", NULL,
                    _ ("The safety seal (DNSSEC) could not be tested."), reason,
                    _ ("Check again in some minutes."));
}

/* Where nobody who knows could be asked, the verdict by way of a resolver is all there is: a good
 * one is no news, and of a bad one the cause is not known. */
static View
view_around (LwSeal *seal)
{
  LwTrustVerdict verdict = lw_seal_get_verdict (seal);

  return verdict == LW_TRUST_SECURE || verdict == LW_TRUST_INSECURE ? VIEW_SILENT : VIEW_UNCLEAR;
}

/* That only the registry's signatures are out of time is not this computer's clock. */
static View
view_by_clock (LwJudgement *self, LwSeal *seal)
{
  LwSealReason cause = lw_seal_get_cause (seal)->reason;

  if (cause == LW_SEAL_UNREACHABLE && lw_judgement_hides_servers (self))
    return view_around (seal);

  return cause == LW_SEAL_CLOCK_SUSPECT && lw_judgement_has_right_clock (self)
             ? VIEW_UNCLEAR
             : view (lw_seal_get_verdict (seal), cause);
}

/* Each row of the catalogue tells its own code only. */
void
lw_judge_seal (LwJudgement *self, const LwCheck *check)
{
  LwSeal *seal = lw_evidence_get_seal (self->evidence);
  const SealRow *row;

  /* By a wrong clock nothing can be said. */
  if (seal == NULL || lw_judgement_has_wrong_clock (self))
    return;

  row = find_row (lw_seal_get_cause (seal)->reason);
  switch (view_by_clock (self, seal))
    {
    case VIEW_SILENT:
      return;
    case VIEW_ROW:
      if (row != NULL && g_str_equal (row->id, check->id))
        add_row (self, check, row, seal);
      return;
    case VIEW_UNCLEAR:
      if (g_str_equal (UNCLEAR, check->id))
        add_unclear (self, check, seal);
      return;
    }
}
