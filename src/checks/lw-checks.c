/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

typedef struct
{
  LwCheck check;
  LwJudge judge;
  gboolean ends; /* what it finds is the cause of everything after it */
} Row;

/* Causes before consequences: network, registration, name servers, seal, MX, address, port 25,
 * SMTP, TLS. The codes and their levels are those of the project's list of finding codes. */
static const Row rows[] = {
  { { "local.offline", LW_LEVEL_LOCAL, "network" }, lw_judge_offline, TRUE },
  { { "local.clock_wrong", LW_LEVEL_LOCAL, "seal" }, lw_judge_clock_wrong, FALSE },
  { { "local.dns53_blocked", LW_LEVEL_LOCAL, "delegation" }, lw_judge_dns53_blocked, FALSE },
  { { "local.dns_rewrites", LW_LEVEL_LOCAL, "resolvers" }, lw_judge_dns_rewrites, FALSE },
  { { "local.split_view", LW_LEVEL_LOCAL, "resolvers" }, lw_judge_split_view, FALSE },
  { { "local.no_dnssec", LW_LEVEL_LOCAL, "seal" }, lw_judge_no_dnssec, FALSE },
  { { "local.no_ipv6", LW_LEVEL_LOCAL, "name-servers" }, lw_judge_no_ipv6, FALSE },
  { { "domain.expired_or_parked", LW_LEVEL_ERROR, "delegation" }, lw_judge_expired, FALSE },
  { { "domain.client_hold", LW_LEVEL_ERROR, "delegation" }, lw_judge_client_hold, TRUE },
  { { "domain.server_hold", LW_LEVEL_ERROR, "delegation" }, lw_judge_server_hold, TRUE },
  { { "domain.not_yet_active", LW_LEVEL_ERROR, "delegation" }, lw_judge_not_yet_active, TRUE },
  { { "dns.truncated_no_tcp", LW_LEVEL_ERROR, "name-servers" }, lw_judge_truncated_no_tcp, FALSE },
  { { "ns.all_dead", LW_LEVEL_ERROR, "name-servers" }, lw_judge_all_dead, TRUE },
  { { "ns.no_address", LW_LEVEL_WARNING, "name-servers" }, lw_judge_ns_no_address, FALSE },
  { { "ns.edited_zone_not_live", LW_LEVEL_ERROR, "name-servers" },
    lw_judge_edited_zone_not_live,
    FALSE },
  { { "ns.is_alias", LW_LEVEL_WARNING, "name-servers" }, lw_judge_ns_is_alias, FALSE },
  { { "ns.glue_wrong", LW_LEVEL_WARNING, "name-servers" }, lw_judge_glue_wrong, FALSE },
  { { "ns.parent_child_mismatch", LW_LEVEL_WARNING, "name-servers" },
    lw_judge_parent_child_mismatch,
    FALSE },
  { { "ns.not_authoritative", LW_LEVEL_WARNING, "name-servers" },
    lw_judge_not_authoritative,
    FALSE },
  { { "ns.secondary_expired", LW_LEVEL_WARNING, "name-servers" },
    lw_judge_secondary_expired,
    FALSE },
  { { "ns.lame", LW_LEVEL_WARNING, "name-servers" }, lw_judge_lame, FALSE },
  { { "ns.unreachable", LW_LEVEL_WARNING, "name-servers" }, lw_judge_unreachable, FALSE },
  { { "ns.serial_backwards", LW_LEVEL_WARNING, "name-servers" }, lw_judge_serial_backwards, FALSE },
  { { "dns.fragmentation", LW_LEVEL_WARNING, "name-servers" }, lw_judge_fragmentation, FALSE },
  { { "dns.edns_broken", LW_LEVEL_WARNING, "name-servers" }, lw_judge_edns_broken, FALSE },
  { { "dns.aaaa_dropped", LW_LEVEL_WARNING, "name-servers" }, lw_judge_aaaa_dropped, FALSE },
  { { "dns.ent_nxdomain", LW_LEVEL_INFO, "name-servers" }, lw_judge_ent_nxdomain, FALSE },
  { { "ns.answers_differ", LW_LEVEL_WARNING, "name-servers" }, lw_judge_answers_differ, FALSE },
  { { "push.accepted_not_published", LW_LEVEL_WARNING, "name-servers" },
    lw_judge_accepted_not_published,
    FALSE },
  { { "dnssec.ds_without_signing", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.ds_mismatch", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.dnskey_unsigned", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.expired", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.not_yet_valid", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.key_missing", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.signature_missing", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.signature_bogus", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, TRUE },
  { { "dnssec.mxhost_bogus", LW_LEVEL_ERROR, "mail-hosts" }, lw_judge_mxhost_bogus, FALSE },
  { { "dnssec.denial_missing", LW_LEVEL_ERROR, "seal" }, lw_judge_denial, FALSE },
  { { "dnssec.inconsistent_ns", LW_LEVEL_ERROR, "seal" }, lw_judge_seal, FALSE },
  { { "dnssec.soon_expiring", LW_LEVEL_WARNING, "seal" }, lw_judge_seal, FALSE },
  { { "dnssec.nsec3_params", LW_LEVEL_WARNING, "seal" }, lw_judge_seal, FALSE },
  { { "dnssec.sha1", LW_LEVEL_ADVICE, "seal" }, lw_judge_seal, FALSE },
  { { "dnssec.unsupported_alg", LW_LEVEL_INFO, "seal" }, lw_judge_seal, FALSE },
  { { "dnssec.unclear", LW_LEVEL_NOT_TESTED, "seal" }, lw_judge_seal, FALSE },
  { { "ns.resolvers_fail", LW_LEVEL_ERROR, "resolvers" }, lw_judge_resolvers_fail, TRUE },
  { { "apex.cname", LW_LEVEL_ERROR, "mx" }, lw_judge_apex_cname, FALSE },
  { { "wildcard.cname_swallows", LW_LEVEL_WARNING, "name-servers" },
    lw_judge_cname_swallows,
    FALSE },
  { { "wildcard.txt_swallows", LW_LEVEL_WARNING, "name-servers" }, lw_judge_txt_swallows, FALSE },
  { { "record.doubled_name", LW_LEVEL_ERROR, "mx" }, lw_judge_doubled_name, FALSE },
  { { "idn.raw_utf8", LW_LEVEL_ERROR, "mx" }, lw_judge_raw_utf8, FALSE },
  { { "ttl.too_long", LW_LEVEL_ADVICE, "mx" }, lw_judge_ttl_too_long, FALSE },
  { { "mx.none", LW_LEVEL_ERROR, "mx" }, lw_judge_mx_none, TRUE },
  { { "mx.none_fallback_unreachable", LW_LEVEL_ERROR, "smtp" },
    lw_judge_fallback_unreachable,
    TRUE },
  { { "mx.implicit", LW_LEVEL_INFO, "mail-hosts" }, lw_judge_implicit, FALSE },
  { { "mx.null_with_others", LW_LEVEL_WARNING, "mx" }, lw_judge_null_with_others, FALSE },
  { { "mx.null_bad_pref", LW_LEVEL_ADVICE, "mx" }, lw_judge_null_bad_pref, FALSE },
  { { "mx.target_doubled_zone", LW_LEVEL_ERROR, "mx" }, lw_judge_doubled_zone, FALSE },
  { { "mx.target_is_ip", LW_LEVEL_ERROR, "mx" }, lw_judge_is_ip, FALSE },
  { { "mx.target_localhost", LW_LEVEL_ERROR, "mx" }, lw_judge_localhost, FALSE },
  { { "mx.target_bad_syntax", LW_LEVEL_ERROR, "mx" }, lw_judge_bad_syntax, FALSE },
  { { "mx.no_address", LW_LEVEL_ERROR, "mail-hosts" }, lw_judge_no_address, FALSE },
  { { "mx.address_not_public", LW_LEVEL_ERROR, "smtp" }, lw_judge_address_not_public, FALSE },
  { { "mx.target_is_alias", LW_LEVEL_WARNING, "mail-hosts" }, lw_judge_is_alias, FALSE },
  { { "local.port25_blocked", LW_LEVEL_LOCAL, "smtp" }, lw_judge_port25_blocked, TRUE },
  { { "smtp.primary_down", LW_LEVEL_WARNING, "smtp" }, lw_judge_primary_down, FALSE },
  { { "smtp.remote_timeout", LW_LEVEL_ERROR, "smtp" }, lw_judge_remote_timeout, FALSE },
  { { "smtp.remote_refused", LW_LEVEL_ERROR, "smtp" }, lw_judge_remote_refused, FALSE },
  { { "smtp.dropped", LW_LEVEL_NOT_TESTED, "smtp" }, lw_judge_dropped, FALSE },
  { { "smtp.ipv6_broken", LW_LEVEL_WARNING, "smtp" }, lw_judge_ipv6_broken, FALSE },
  { { "local.client_ip_blocked", LW_LEVEL_LOCAL, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.banner_554", LW_LEVEL_ERROR, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.loop", LW_LEVEL_ERROR, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.no_postmaster", LW_LEVEL_WARNING, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.user_unknown", LW_LEVEL_ERROR, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.mailbox_full", LW_LEVEL_ERROR, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.relay_denied", LW_LEVEL_ERROR, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.busy", LW_LEVEL_WARNING, "smtp" }, lw_judge_reply, FALSE },
  { { "smtp.greylisted", LW_LEVEL_INFO, "smtp" }, lw_judge_reply, FALSE },
  { { "tls.handshake_failed", LW_LEVEL_WARNING, "smtp" }, lw_judge_handshake_failed, FALSE },
  { { "tls.not_offered", LW_LEVEL_ADVICE, "smtp" }, lw_judge_tls_not_offered, FALSE },
  { { "tls.cert_expired", LW_LEVEL_ADVICE, "smtp" }, lw_judge_cert_expired, FALSE },
  { { "tls.cert_untrusted", LW_LEVEL_INFO, "smtp" }, lw_judge_cert_untrusted, FALSE },
  { { "propagation.cached_old", LW_LEVEL_WARNING, "resolvers" }, lw_judge_cached_old, FALSE },
  { { "propagation.negative_cached", LW_LEVEL_WARNING, "resolvers" },
    lw_judge_negative_cached,
    FALSE },
  { { "ttl.short", LW_LEVEL_INFO, "mx" }, lw_judge_ttl_short, FALSE },
  { { "dnssec.secure", LW_LEVEL_INFO, "seal" }, lw_judge_seal, FALSE },
};

/**
 * lw_checks_catalogue:
 *
 * Returns: (transfer container) (element-type LwCheck): all checks, causes before consequences
 */
GPtrArray *
lw_checks_catalogue (void)
{
  GPtrArray *checks = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_ptr_array_add (checks, (gpointer) &rows[i].check);

  return checks;
}

/* Worst first; what only informs stands at the end. */
static guint
get_rank (LwLevel level)
{
  switch (level)
    {
    case LW_LEVEL_ERROR:
      return 0;
    case LW_LEVEL_WARNING:
      return 1;
    case LW_LEVEL_LOCAL:
      return 2;
    case LW_LEVEL_NOT_TESTED:
      return 3;
    case LW_LEVEL_ADVICE:
      return 4;
    case LW_LEVEL_INFO:
      return 5;
    }

  g_return_val_if_reached (0);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  LwFinding *first = *(LwFinding *const *) a;
  LwFinding *second = *(LwFinding *const *) b;

  return (int) get_rank (lw_finding_get_level (first)) -
         (int) get_rank (lw_finding_get_level (second));
}

/**
 * lw_checks_judge:
 * @evidence: what was seen; need not be complete
 * @now: Unix seconds
 *
 * Says what the evidence means. One cause gives one finding: what follows from it is left out.
 *
 * Returns: (transfer full) (element-type LwFinding): worst level first, within it causes first
 */
GPtrArray *
lw_checks_judge (LwEvidence *evidence, gint64 now)
{
  LwJudgement judgement = { 0 };
  GPtrArray *findings;

  g_return_val_if_fail (LW_IS_EVIDENCE (evidence), NULL);

  lw_judgement_begin (&judgement, evidence, now);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n_before = judgement.findings->len;

      rows[i].judge (&judgement, &rows[i].check);
      if (judgement.is_over || (rows[i].ends && judgement.findings->len > n_before))
        break;
    }

  findings = g_ptr_array_ref (judgement.findings);
  lw_judgement_end (&judgement);

  g_ptr_array_sort (findings, compare_findings);
  return findings;
}
