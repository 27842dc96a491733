/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "samples.h"

#include <stdarg.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

LwRecordSet *
sample_mx (guint32 ttl, const char *first, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;
  g_autoptr (GError) error = NULL;
  LwRecordSet *set;
  va_list arguments;

  va_start (arguments, first);
  for (const char *value = first; value != NULL; value = va_arg (arguments, const char *))
    g_strv_builder_add (builder, value);
  va_end (arguments);

  values = g_strv_builder_end (builder);
  set = lw_record_set_new (SAMPLE_DOMAIN, LW_RR_TYPE_MX, ttl, (const char *const *) values, &error);
  g_assert_no_error (error);
  return set;
}

LwMxList *
sample_mx_list (void)
{
  g_autoptr (LwRecordSet) set =
      sample_mx (3600, "10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com.",
                 "30 mail.oldhost.example.", NULL);

  return lw_mx_list_new (SAMPLE_DOMAIN, set, 3600);
}

static void
add_answer (LwEvidence *evidence,
            const char *name,
            const char *operator_,
            LwRole role,
            LwAnswerStatus status,
            LwRecordSet *set)
{
  g_autoptr (LwServer) server = lw_server_new (name, operator_, "192.0.2.53", 53);
  const LwAnswerFields fields = {
    .server = server,
    .role = role,
    .owner = SAMPLE_DOMAIN,
    .type = LW_RR_TYPE_MX,
    .status = status,
    .set = set,
    .asked_at = NOW,
    .elapsed_ms = 23,
    .authoritative = role == LW_ROLE_AUTHORITY,
    .serial = 2026112301,
  };

  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static void
add_facts (LwEvidence *evidence, guint16 preference, const char *host, LwSmtpOutcome outcome)
{
  gboolean greeted = outcome == LW_SMTP_GREETED;
  const LwSmtpFields fields = {
    .host = host,
    .preference = preference,
    .address = "192.0.2.25",
    .outcome = outcome,
    .reply_code = greeted                        ? 220
                  : outcome == LW_SMTP_TEMPORARY ? 451
                                                 : 0,
    .tls = greeted ? LW_TLS_PROVEN : LW_TLS_NOT_TRIED,
    .tls_version = greeted ? "TLS 1.3" : NULL,
    .elapsed_ms = 120,
    .transcript = greeted ? "S: 220 in1-smtp.messagingengine.com ESMTP\nC: EHLO "
                            "letterway.invalid\nS: 250-STARTTLS\nS: 250 SIZE 73400320\nC: "
                            "STARTTLS\nS: 220 2.0.0 Ready\nC: QUIT\nS: 221 2.0.0 Bye\n"
                          : "",
  };

  lw_evidence_take_smtp_facts (evidence, lw_smtp_facts_new (&fields));
}

LwEvidence *
sample_evidence (void)
{
  LwEvidence *evidence = lw_evidence_new (SAMPLE_DOMAIN, NOW);
  g_autoptr (LwRecordSet) set =
      sample_mx (3600, "10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com.",
                 "30 mail.oldhost.example.", NULL);
  g_autoptr (LwRecordSet) old = sample_mx (700, "10 mail.oldhost.example.", NULL);

  add_answer (evidence, "ns1.dnshost.example.", NULL, LW_ROLE_AUTHORITY, LW_ANSWER_SET, set);
  add_answer (evidence, "ns2.dnshost.example.", NULL, LW_ROLE_AUTHORITY, LW_ANSWER_SET, set);
  add_answer (evidence, "Quad9", "Quad9 Foundation, Switzerland", LW_ROLE_RESOLVER, LW_ANSWER_SET,
              set);
  add_answer (evidence, "CZ.NIC ODVR", "CZ.NIC, Czechia", LW_ROLE_RESOLVER, LW_ANSWER_SET, old);
  add_answer (evidence, "DNS.WATCH", "DNS.WATCH, Germany", LW_ROLE_RESOLVER, LW_ANSWER_TIMED_OUT,
              NULL);
  add_facts (evidence, 10, "in1-smtp.messagingengine.com.", LW_SMTP_GREETED);
  add_facts (evidence, 20, "in2-smtp.messagingengine.com.", LW_SMTP_TEMPORARY);
  add_facts (evidence, 30, "mail.oldhost.example.", LW_SMTP_TIMED_OUT);
  return evidence;
}

GPtrArray *
sample_findings (void)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_finding_unref);
  g_autoptr (LwRecordSet) fix = sample_mx (3600, "10 in1-smtp.messagingengine.com.",
                                           "20 in2-smtp.messagingengine.com.", NULL);

  g_ptr_array_add (findings,
                   lw_finding_new ("smtp.timed_out", LW_LEVEL_ERROR,
                                   "An old mail server is still on the list",
                                   "mail.oldhost.example does not answer. Some letters may arrive "
                                   "hours late.",
                                   "Take it off the list.", "you", fix));
  g_ptr_array_add (findings, lw_finding_new ("smtp.temporary", LW_LEVEL_WARNING,
                                             "The second mail server asks senders to come back",
                                             "in2-smtp.messagingengine.com is busy.",
                                             "Look again in a few minutes.", "nobody", NULL));
  g_ptr_array_add (findings, lw_finding_new ("dns.resolver_silent", LW_LEVEL_NOT_TESTED,
                                             "DNS.WATCH could not be asked",
                                             "It did not answer in time.", NULL, "nobody", NULL));
  g_ptr_array_add (findings, lw_finding_new ("dns.one_network", LW_LEVEL_ADVICE,
                                             "Both name servers stand in one network",
                                             "When that network is down, nobody finds your domain.",
                                             "Ask your DNS host.", "dns-host", NULL));
  return findings;
}

LwZone *
sample_zone (LwRecordSet *mx)
{
  static const char text[] =
      "$ORIGIN anna-berg.example.\n$TTL 3600\n"
      "@ SOA ns1.dnshost.example. hostmaster.dnshost.example. 1 7200 900 604800 300\n"
      "@ NS ns1.dnshost.example.\n@ NS ns2.dnshost.example.\n@ A 192.0.2.80\nwww A 192.0.2.80\n"
      "@ TXT \"v=spf1 include:spf.messagingengine.com ~all\"\n";
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, NULL, &error);

  g_assert_no_error (error);
  if (mx != NULL)
    lw_zone_take_set (zone, lw_record_set_ref (mx));
  return zone;
}

LwPlan *
sample_plan (gboolean to_null)
{
  g_autoptr (LwRecordSet) old_mx =
      sample_mx (3600, "10 mail.oldhost.example.", "20 in2-smtp.messagingengine.com.", NULL);
  g_autoptr (LwRecordSet) new_mx = sample_mx (3600, "10 in1-smtp.messagingengine.com.",
                                              "20 in2-smtp.messagingengine.com.", NULL);
  g_autoptr (LwRecordSet) null_mx = sample_mx (3600, "0 .", NULL);
  g_autoptr (LwZone) live = sample_zone (old_mx);
  g_autoptr (LwZone) wanted = sample_zone (to_null ? null_mx : new_mx);

  return lw_plan_new (SAMPLE_DOMAIN, live, wanted);
}

static void
add_arrival (LwArrival *arrival,
             const char *name,
             LwRole role,
             LwAnswerStatus status,
             LwRecordSet *set)
{
  g_autoptr (LwServer) server = lw_server_new (name, NULL, "192.0.2.53", 53);
  const LwAnswerFields fields = {
    .server = server,
    .role = role,
    .owner = SAMPLE_DOMAIN,
    .type = LW_RR_TYPE_MX,
    .status = status,
    .set = set,
    .asked_at = NOW,
    .authoritative = role == LW_ROLE_AUTHORITY,
  };

  lw_arrival_expect (arrival, server, role);
  lw_arrival_take_answer (arrival, lw_answer_new (&fields));
}

LwArrival *
sample_arrival (gboolean complete)
{
  g_autoptr (LwPlan) plan = sample_plan (FALSE);
  LwChange *change = g_ptr_array_index (lw_plan_get_changes (plan), 0);
  LwRecordSet *new_set = lw_change_get_new (change);
  g_autoptr (LwRecordSet) old_set = lw_record_set_with_ttl (lw_change_get_old (change), 1510);
  g_autoptr (LwServer) waiting = lw_server_new ("OpenDNS", NULL, "192.0.2.54", 53);
  LwArrival *arrival = lw_arrival_new (change, NOW - 20, 300);

  add_arrival (arrival, "ns1.dnshost.example.", LW_ROLE_AUTHORITY, LW_ANSWER_SET, new_set);
  add_arrival (arrival, "ns2.dnshost.example.", LW_ROLE_AUTHORITY, LW_ANSWER_SET, new_set);
  add_arrival (arrival, "Quad9", LW_ROLE_RESOLVER, LW_ANSWER_SET, new_set);
  if (complete)
    return arrival;

  add_arrival (arrival, "CZ.NIC ODVR", LW_ROLE_RESOLVER, LW_ANSWER_SET, old_set);
  add_arrival (arrival, "DNS.WATCH", LW_ROLE_RESOLVER, LW_ANSWER_TIMED_OUT, NULL);
  lw_arrival_expect (arrival, waiting, LW_ROLE_RESOLVER);
  return arrival;
}

static LwPush *
make_push (gint64 id, LwPushState state, gint64 age, const char *title, const char *note)
{
  g_autoptr (LwPlan) plan = sample_plan (FALSE);
  const LwPushFields fields = {
    .id = id,
    .domain = SAMPLE_DOMAIN,
    .state = state,
    .plan = plan,
    .host_id = "powerdns",
    .key_name = "default",
    .title = title,
    .note = note,
    .started_at = NOW - age,
    .ended_at = state == LW_PUSH_INTENDED ? 0 : NOW - age + 2,
    .n_confirmed = state == LW_PUSH_DONE ? 1 : 0,
  };

  return lw_push_new (&fields);
}

GPtrArray *
sample_pushes (void)
{
  GPtrArray *pushes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_push_unref);

  g_ptr_array_add (pushes, make_push (3, LW_PUSH_DONE, 60,
                                      "Mail for anna-berg.example goes to "
                                      "in1-smtp.messagingengine.com instead of "
                                      "mail.oldhost.example.",
                                      NULL));
  g_ptr_array_add (pushes, make_push (2, LW_PUSH_FAILED, 86400,
                                      "Mail for anna-berg.example goes to mail.new.example.",
                                      "The key was not accepted."));
  g_ptr_array_add (pushes, make_push (1, LW_PUSH_PARTIAL, 9 * 86400,
                                      "Mail for anna-berg.example goes to mail.oldhost.example.",
                                      "1 of 2 changes was made, then PowerDNS stopped answering."));
  return pushes;
}
