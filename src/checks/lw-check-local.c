/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

#define HOUR 3600
#define DAY (24 * HOUR)

/* The person's own network: never blamed on the domain. */

/* What was found out about it; all unknown where nobody looked. */
static const LwNetworkFields *
get_network (LwJudgement *self)
{
  static const LwNetworkFields unknown = { 0 };
  LwNetwork *network = lw_evidence_get_network (self->evidence);

  return network != NULL ? lw_network_get (network) : &unknown;
}

gboolean
lw_judgement_hides_servers (LwJudgement *self)
{
  LwNetwork *network = lw_evidence_get_network (self->evidence);

  return network != NULL && lw_network_hides_servers (network);
}

gboolean
lw_judgement_has_wrong_clock (LwJudgement *self)
{
  return get_network (self)->clock_offset != 0;
}

gboolean
lw_judgement_has_right_clock (LwJudgement *self)
{
  return get_network (self)->clock_source != LW_CLOCK_UNKNOWN &&
         get_network (self)->clock_offset == 0;
}

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
  LwLink link = get_network (self)->connection;

  if (link == LW_LINK_PORTAL)
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "you", NULL,
                      _ ("Not tested: this network wants you to sign in first."),
                      _ ("Until then it answers in place of everybody."),
                      _ ("Open a web page, sign in to the network, then check again."));
  else if (lw_evidence_get_offline (self->evidence))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "you", NULL, _ ("Not tested: no connection."),
                      _ ("This computer is not, or not fully, on the internet."),
                      _ ("Connect to a network, or sign in to it, then check again."));
  else if (link == LW_LINK_NONE ||
           (walk_was_silent (self) && !any_usable (self) && !lw_judgement_hides_servers (self)))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                      _ ("Not tested: no name server answers here."),
                      _ ("Not even the first servers of the internet's directory answered."),
                      _ ("Check your connection, then check again."));
}

/* "at least 3 days" */
static char *
describe_span (gint64 seconds)
{
  guint hours = (guint) MIN (seconds / HOUR, G_MAXINT32);

  if (seconds >= DAY)
    return g_strdup_printf (ngettext ("%u day", "%u days", hours / 24), hours / 24);

  return g_strdup_printf (ngettext ("%u hour", "%u hours", MAX (hours, 1)), MAX (hours, 1));
}

static void
add_wrong_clock (LwJudgement *self, const LwCheck *check)
{
  gint64 offset = get_network (self)->clock_offset;
  g_autofree char *span = describe_span (ABS (offset));
  g_autofree char *reason = NULL;

  reason = g_strdup_printf (
      offset < 0
          /* Translators: a span, as in “200 days” */
          ? _ ("By the seals of the internet's directory it is behind by %s or more.")
          : _ ("By the seals of the internet's directory it is ahead by %s or more."),
      span);
  lw_judgement_add (self, check, LW_LEVEL_LOCAL, "you", NULL,
                    _ ("Seals and certificates were not tested: the clock of this computer is "
                       "wrong."),
                    reason, _ ("Set date and time, then check again."));
}

/* Where the root's signatures were not seen, those of the registry have to do. */
void
lw_judge_clock_wrong (LwJudgement *self, const LwCheck *check)
{
  if (lw_judgement_has_wrong_clock (self))
    add_wrong_clock (self, check);
  else
    lw_judge_seal (self, check);
}

/* That it is broken was found out by way of others, and is the reason why they tell nothing. */
static gboolean
is_bogus (LwJudgement *self)
{
  LwSeal *seal = lw_evidence_get_seal (self->evidence);

  return seal != NULL && lw_seal_get_verdict (seal) == LW_TRUST_BOGUS;
}

void
lw_judge_dns53_blocked (LwJudgement *self, const LwCheck *check)
{
  gboolean knows = lw_evidence_knows_mx (self->evidence);

  if (!lw_judgement_hides_servers (self) && !(walk_was_silent (self) && any_usable (self)))
    return;

  lw_judgement_add (
      self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
      knows ? _ ("Your network lets questions through only to its own name service.")
            : _ ("Not tested: this network lets no questions through to name servers."),
      knows ? _ ("So your name servers were not tested; resolvers told what they say.")
            : _ ("Nobody who knows the domain could be asked."),
      _ ("To test the name servers too, check again from another network."));
  self->is_over = !knows && !is_bogus (self);
}

void
lw_judge_dns_rewrites (LwJudgement *self, const LwCheck *check)
{
  const char *address = get_network (self)->rewrites;
  g_autofree char *reason = NULL;

  if (address == NULL)
    return;

  /* Translators: an address */
  reason = g_strdup_printf (_ ("This computer's name service leads to %s for a name that nobody "
                               "has. So others were asked."),
                            address);
  lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                    _ ("Your own network invents answers for names that do not exist."), reason,
                    _ ("Nothing is wrong with your domain. In the settings of this computer's "
                       "network you can choose another name service."));
}

void
lw_judge_no_dnssec (LwJudgement *self, const LwCheck *check)
{
  if (get_network (self)->seals == LW_PRESENCE_NO)
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "internet-provider", NULL,
                      _ ("Your own network takes the safety seals off."),
                      _ ("This computer's name service leaves them (DNSSEC) out, so they cannot be "
                         "checked through it."),
                      _ ("Nothing is wrong with your domain; others were asked for its seal."));
}

static gboolean
has_ipv6_address (LwMailHost *host)
{
  const char *const *addresses = lw_mail_host_get_addresses (host);

  for (guint i = 0; addresses[i] != NULL; i++)
    if (strchr (addresses[i], ':') != NULL)
      return TRUE;

  return FALSE;
}

/* Else there is nothing that was not tested. */
static gboolean
needs_ipv6 (LwJudgement *self)
{
  GPtrArray *hosts = lw_evidence_get_mail_hosts (self->evidence);
  LwDelegation *delegation = lw_evidence_get_delegation (self->evidence);
  GPtrArray *servers = delegation != NULL ? lw_delegation_get_servers (delegation) : NULL;

  for (guint i = 0; i < hosts->len; i++)
    if (has_ipv6_address (g_ptr_array_index (hosts, i)))
      return TRUE;

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      const char *address = lw_server_get_address (g_ptr_array_index (servers, i));

      if (address != NULL && strchr (address, ':') != NULL)
        return TRUE;
    }

  return FALSE;
}

void
lw_judge_no_ipv6 (LwJudgement *self, const LwCheck *check)
{
  if (!self->has_ipv6 && (get_network (self)->ipv6 != LW_PRESENCE_NO || needs_ipv6 (self)))
    lw_judgement_add (self, check, LW_LEVEL_LOCAL, "nobody", NULL,
                      _ ("Addresses of the newer kind were not tested: no IPv6 here."),
                      _ ("Nothing answered over IPv6, which many networks do not have."),
                      _ ("There is nothing to do; all else was tested."));
}
