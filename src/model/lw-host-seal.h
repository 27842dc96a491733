/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-seal.h"

G_BEGIN_DECLS

/* What a validating resolver of our own says about one kind of answer of a mail server's zone.
 * Immutable, reference-counted. */
typedef struct _LwHostSeal LwHostSeal;
/* @type: of the records that a sender asks for: A, AAAA, or TLSA for its key; @why: (nullable) */
LwHostSeal *lw_host_seal_new (const char *host,
                              guint16 type,
                              LwTrustVerdict verdict,
                              const char *why) G_GNUC_WARN_UNUSED_RESULT;
LwHostSeal *lw_host_seal_ref (LwHostSeal *self);
void lw_host_seal_unref (LwHostSeal *self);
const char *lw_host_seal_get_host (LwHostSeal *self);
guint16 lw_host_seal_get_rr_type (LwHostSeal *self);
LwTrustVerdict lw_host_seal_get_verdict (LwHostSeal *self);
const char *lw_host_seal_get_why (LwHostSeal *self); /* (nullable): libunbound's words, cut */
JsonNode *lw_host_seal_to_json (LwHostSeal *self) G_GNUC_WARN_UNUSED_RESULT;
/* From JSON that may be hostile. LW_ERROR_FORMAT with the member's name */
LwHostSeal *lw_host_seal_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwHostSeal, lw_host_seal_unref)

G_END_DECLS
