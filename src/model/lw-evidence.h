/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-answer.h"
#include "lw-change.h"
#include "lw-delegation.h"
#include "lw-domain-connect.h"
#include "lw-edited.h"
#include "lw-network.h"
#include "lw-host-seal.h"
#include "lw-registration.h"
#include "lw-seal.h"
#include "lw-smtp-facts.h"

G_BEGIN_DECLS

/* The addresses found for one mail server's name. Immutable, reference-counted. */
typedef struct _LwMailHost LwMailHost;
/* @alias: (nullable): the name is a CNAME to this; @status: SET when addresses were found, else why
 * not */
LwMailHost *lw_mail_host_new (const char *host,
                              const char *const *addresses,
                              const char *alias,
                              LwAnswerStatus status) G_GNUC_WARN_UNUSED_RESULT;
/* @answers: (nullable) (element-type LwAnswer): what it rests on */
LwMailHost *lw_mail_host_new_with_answers (const char *host,
                                           const char *const *addresses,
                                           const char *alias,
                                           LwAnswerStatus status,
                                           GPtrArray *answers) G_GNUC_WARN_UNUSED_RESULT;
LwMailHost *lw_mail_host_ref (LwMailHost *self);
void lw_mail_host_unref (LwMailHost *self);
const char *lw_mail_host_get_host (LwMailHost *self);
const char *const *lw_mail_host_get_addresses (LwMailHost *self);
const char *lw_mail_host_get_alias (LwMailHost *self);
LwAnswerStatus lw_mail_host_get_status (LwMailHost *self);
/* (transfer none) (element-type LwAnswer): what it rests on, never NULL */
GPtrArray *lw_mail_host_get_answers (LwMailHost *self);

/* What a look saw, filled row by row, judged by checks. Signal "added" after each row. */
#define LW_TYPE_EVIDENCE (lw_evidence_get_type ())

G_DECLARE_FINAL_TYPE (LwEvidence, lw_evidence, LW, EVIDENCE, GObject)

LwEvidence *lw_evidence_new (const char *domain, gint64 started_at) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_evidence_get_domain (LwEvidence *self);
gint64 lw_evidence_get_started_at (LwEvidence *self);
/* Unix seconds, 0 while the look goes on: what was seen is judged as of then */
void lw_evidence_set_ended_at (LwEvidence *self, gint64 ended_at);
gint64 lw_evidence_get_ended_at (LwEvidence *self);
void lw_evidence_take_delegation (LwEvidence *self, LwDelegation *delegation);
void lw_evidence_take_answer (LwEvidence *self, LwAnswer *answer);
void lw_evidence_take_mail_host (LwEvidence *self, LwMailHost *host);
void lw_evidence_take_smtp_facts (LwEvidence *self, LwSmtpFacts *facts);
void lw_evidence_take_seal (LwEvidence *self, LwSeal *seal);
void lw_evidence_take_host_seal (LwEvidence *self, LwHostSeal *seal);
/* (transfer none) (element-type LwHostSeal): of the mail servers' own zones */
GPtrArray *lw_evidence_get_host_seals (LwEvidence *self);
void lw_evidence_take_registration (LwEvidence *self, LwRegistration *registration);
void lw_evidence_take_domain_connect (LwEvidence *self, LwDomainConnect *connect);
/* (nullable) (transfer none): what the DNS host says of itself */
LwDomainConnect *lw_evidence_get_domain_connect (LwEvidence *self);
void lw_evidence_take_network (LwEvidence *self, LwNetwork *network);
/* Why the delegation could not be found: (nullable) status NXDOMAIN, SERVFAIL … and a sentence */
void lw_evidence_set_delegation_trouble (LwEvidence *self, LwAnswerStatus status, const char *note);
gboolean
lw_evidence_get_delegation_trouble (LwEvidence *self, LwAnswerStatus *status, const char **note);
/* The network of this computer is not there at all */
void lw_evidence_set_offline (LwEvidence *self, gboolean offline);
gboolean lw_evidence_get_offline (LwEvidence *self);
/* The zone that the connected DNS host shows for editing: @edited: (nullable) */
void lw_evidence_set_edited (LwEvidence *self, LwEdited *edited);
LwEdited *lw_evidence_get_edited (LwEvidence *self); /* (nullable) (transfer none) */
/* The last change that was made from here, and when (Unix seconds). @change: (nullable); not part
 * of the JSON, which tells what was seen */
void lw_evidence_set_pushed (LwEvidence *self, LwChange *change, gint64 pushed_at);
LwChange *lw_evidence_get_pushed (LwEvidence *self, gint64 *pushed_at);
/* Mail services that a world knows beside those built in. @services: (nullable) (element-type
 * LwMailService); not part of the JSON either */
void lw_evidence_set_services (LwEvidence *self, GPtrArray *services);
GPtrArray *lw_evidence_get_services (LwEvidence *self);      /* (nullable) (transfer none) */
LwDelegation *lw_evidence_get_delegation (LwEvidence *self); /* (nullable) (transfer none) */
GPtrArray *lw_evidence_get_answers (LwEvidence *self); /* (transfer none) (element-type LwAnswer) */
GPtrArray *
lw_evidence_get_mail_hosts (LwEvidence *self); /* (transfer none) (element-type LwMailHost) */
GPtrArray *
lw_evidence_get_smtp_facts (LwEvidence *self); /* (transfer none) (element-type LwSmtpFacts) */
/* (nullable) (transfer none): NULL until, or when, it was not looked at */
LwSeal *lw_evidence_get_seal (LwEvidence *self);
/* (nullable) (transfer none): the network of this computer */
LwNetwork *lw_evidence_get_network (LwEvidence *self);
/* (nullable) (transfer none): NULL until, or when, no register was asked */
LwRegistration *lw_evidence_get_registration (LwEvidence *self);
/* (nullable) (transfer none): the MX set that most authoritative servers give; NULL when none has
 * one. Resolvers speak for them where the network here lets nobody ask them. */
LwRecordSet *lw_evidence_get_mx (LwEvidence *self);
/* whether at least one of these gave a usable answer about MX */
gboolean lw_evidence_knows_mx (LwEvidence *self);
JsonNode *lw_evidence_to_json (LwEvidence *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same with the messages as they came */
JsonNode *lw_evidence_to_json_with_raw (LwEvidence *self) G_GNUC_WARN_UNUSED_RESULT;
/* From JSON that may be hostile, parsed with at most LW_EVIDENCE_BYTES_MAX. Unknown members are
 * passed over, another schema is refused. LW_ERROR_FORMAT with the member's name */
LwEvidence *lw_evidence_from_json (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
#define LW_EVIDENCE_BYTES_MAX (64u * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwMailHost, lw_mail_host_unref)

G_END_DECLS
