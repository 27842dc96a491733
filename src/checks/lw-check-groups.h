/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-judgement.h"

G_BEGIN_DECLS

/* The judges, a file a group. For the catalogue only. */
/* lw-check-local.c */
void lw_judge_offline (LwJudgement *self, const LwCheck *check);
void lw_judge_clock_wrong (LwJudgement *self, const LwCheck *check);
void lw_judge_dns53_blocked (LwJudgement *self, const LwCheck *check);
void lw_judge_dns_rewrites (LwJudgement *self, const LwCheck *check);
void lw_judge_no_dnssec (LwJudgement *self, const LwCheck *check);
void lw_judge_no_ipv6 (LwJudgement *self, const LwCheck *check);
/* whether name servers cannot be asked from here, so that resolvers speak for them */
gboolean lw_judgement_hides_servers (LwJudgement *self);
/* by the root's signatures; both FALSE when nobody saw them */
gboolean lw_judgement_has_wrong_clock (LwJudgement *self);
gboolean lw_judgement_has_right_clock (LwJudgement *self);

/* lw-check-view.c */
void lw_judge_split_view (LwJudgement *self, const LwCheck *check);

/* lw-check-registration.c */
void lw_judge_expired (LwJudgement *self, const LwCheck *check);
void lw_judge_client_hold (LwJudgement *self, const LwCheck *check);
void lw_judge_server_hold (LwJudgement *self, const LwCheck *check);
void lw_judge_not_yet_active (LwJudgement *self, const LwCheck *check);

/* lw-check-ns.c */
void lw_judge_all_dead (LwJudgement *self, const LwCheck *check);
void lw_judge_ns_no_address (LwJudgement *self, const LwCheck *check);
void lw_judge_lame (LwJudgement *self, const LwCheck *check);
void lw_judge_unreachable (LwJudgement *self, const LwCheck *check);
void lw_judge_not_authoritative (LwJudgement *self, const LwCheck *check);
void lw_judge_secondary_expired (LwJudgement *self, const LwCheck *check);

/* lw-check-differ.c */
void lw_judge_answers_differ (LwJudgement *self, const LwCheck *check);
/* whether the domain's own servers differ about that entry */
gboolean lw_judgement_differs (LwJudgement *self, const char *owner, guint16 type);

/* lw-check-dnssec.c: all codes that a seal can mean */
void lw_judge_seal (LwJudgement *self, const LwCheck *check);

/* lw-check-zone.c */
void lw_judge_parent_child_mismatch (LwJudgement *self, const LwCheck *check);
void lw_judge_glue_wrong (LwJudgement *self, const LwCheck *check);
void lw_judge_ns_is_alias (LwJudgement *self, const LwCheck *check);
void lw_judge_edited_zone_not_live (LwJudgement *self, const LwCheck *check);
void lw_judge_serial_backwards (LwJudgement *self, const LwCheck *check);
/* (transfer container) (element-type utf8): listed name servers that were found to have no address
 */
GPtrArray *lw_judgement_list_addressless (LwJudgement *self) G_GNUC_WARN_UNUSED_RESULT;

/* lw-check-transport.c */
void lw_judge_truncated_no_tcp (LwJudgement *self, const LwCheck *check);
void lw_judge_edns_broken (LwJudgement *self, const LwCheck *check);
void lw_judge_aaaa_dropped (LwJudgement *self, const LwCheck *check);
void lw_judge_ent_nxdomain (LwJudgement *self, const LwCheck *check);
/* (nullable): servers that are silent by UDP, for people */
char *lw_judgement_list_tcp_only (LwJudgement *self) G_GNUC_WARN_UNUSED_RESULT;

/* lw-check-name.c */
void lw_judge_apex_cname (LwJudgement *self, const LwCheck *check);
void lw_judge_doubled_name (LwJudgement *self, const LwCheck *check);

/* lw-check-fragments.c */
void lw_judge_fragmentation (LwJudgement *self, const LwCheck *check);

/* lw-check-host-seal.c */
void lw_judge_mxhost_bogus (LwJudgement *self, const LwCheck *check);
void lw_judge_denial (LwJudgement *self, const LwCheck *check);

/* lw-check-wildcard.c */
void lw_judge_cname_swallows (LwJudgement *self, const LwCheck *check);
void lw_judge_txt_swallows (LwJudgement *self, const LwCheck *check);

/* lw-check-ttl.c */
void lw_judge_ttl_too_long (LwJudgement *self, const LwCheck *check);
void lw_judge_ttl_short (LwJudgement *self, const LwCheck *check);

/* lw-check-idn.c */
void lw_judge_raw_utf8 (LwJudgement *self, const LwCheck *check);

/* lw-check-mx.c */
void lw_judge_mx_none (LwJudgement *self, const LwCheck *check);
void lw_judge_fallback_unreachable (LwJudgement *self, const LwCheck *check);
void lw_judge_implicit (LwJudgement *self, const LwCheck *check);
void lw_judge_null_with_others (LwJudgement *self, const LwCheck *check);
void lw_judge_null_bad_pref (LwJudgement *self, const LwCheck *check);

/* lw-check-target.c */
void lw_judge_doubled_zone (LwJudgement *self, const LwCheck *check);
void lw_judge_is_ip (LwJudgement *self, const LwCheck *check);
void lw_judge_localhost (LwJudgement *self, const LwCheck *check);
void lw_judge_bad_syntax (LwJudgement *self, const LwCheck *check);
void lw_judge_no_address (LwJudgement *self, const LwCheck *check);
void lw_judge_is_alias (LwJudgement *self, const LwCheck *check);

/* lw-check-push.c */
void lw_judge_accepted_not_published (LwJudgement *self, const LwCheck *check);

/* lw-check-address.c */
void lw_judge_address_not_public (LwJudgement *self, const LwCheck *check);

/* lw-check-smtp.c */
void lw_judge_port25_blocked (LwJudgement *self, const LwCheck *check);
void lw_judge_primary_down (LwJudgement *self, const LwCheck *check);
void lw_judge_remote_timeout (LwJudgement *self, const LwCheck *check);
void lw_judge_remote_refused (LwJudgement *self, const LwCheck *check);
void lw_judge_dropped (LwJudgement *self, const LwCheck *check);
void lw_judge_ipv6_broken (LwJudgement *self, const LwCheck *check);

/* lw-check-reply.c: all codes that a refusal can mean */
void lw_judge_reply (LwJudgement *self, const LwCheck *check);

/* lw-check-tls.c */
void lw_judge_tls_not_offered (LwJudgement *self, const LwCheck *check);
void lw_judge_handshake_failed (LwJudgement *self, const LwCheck *check);
void lw_judge_cert_expired (LwJudgement *self, const LwCheck *check);
void lw_judge_cert_untrusted (LwJudgement *self, const LwCheck *check);

/* lw-check-resolver.c */
void lw_judge_resolvers_fail (LwJudgement *self, const LwCheck *check);
void lw_judge_cached_old (LwJudgement *self, const LwCheck *check);
void lw_judge_negative_cached (LwJudgement *self, const LwCheck *check);

G_END_DECLS
