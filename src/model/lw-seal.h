/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-answer.h"

G_BEGIN_DECLS

/* What a validating resolver of our own says about a domain's answers (RFC 4035 4.3). */
typedef enum
{
  LW_TRUST_SECURE,
  LW_TRUST_INSECURE,
  LW_TRUST_BOGUS,
  LW_TRUST_INDETERMINATE, /* not tested: nobody answered in time */
} LwTrustVerdict;

/* What the packets received directly show. Those that break the chain stand first. */
typedef enum
{
  LW_SEAL_CLOCK_SUSPECT, /* the registry's signatures are out of time as well */
  LW_SEAL_DS_WITHOUT_KEYS,
  LW_SEAL_DS_MISMATCH,
  LW_SEAL_DNSKEY_UNSIGNED,
  LW_SEAL_EXPIRED,
  LW_SEAL_NOT_YET_VALID,
  LW_SEAL_KEY_MISSING,
  LW_SEAL_SIGNATURE_MISSING,
  LW_SEAL_SIGNATURE_BOGUS,
  LW_SEAL_DENIAL_MISSING,
  LW_SEAL_LIMIT,          /* more keys and signatures than anybody should have to try */
  LW_SEAL_SERVER_DIFFERS, /* one server shows a fault, another does not */
  LW_SEAL_UNREACHABLE,    /* the registry's or the domain's servers did not tell */
  LW_SEAL_UNSIGNED,       /* no seal, and the registry says so */
  LW_SEAL_ISLAND,         /* signed, but the registry does not know */
  LW_SEAL_UNSUPPORTED,    /* signed with algorithms that nobody here knows */
  LW_SEAL_PROOF_MISSING,  /* in order, but that other entries do not exist is not proved */
  LW_SEAL_NSEC3_MANY,     /* so many NSEC3 iterations that validators stop looking */
  LW_SEAL_SOON_EXPIRING,
  LW_SEAL_SHA1,
  LW_SEAL_NSEC3_SOME, /* NSEC3 iterations against RFC 9276 */
  LW_SEAL_IN_ORDER,
} LwSealReason;

/* What a clock may be wrong by before a signature is said to be out of its time */
#define LW_SEAL_SKEW_SECONDS 300

/* whether this reason alone makes a validator refuse the domain */
gboolean lw_seal_reason_breaks (LwSealReason reason);
const char *lw_seal_reason_get_id (LwSealReason reason);      /* "ds-mismatch" */
const char *lw_trust_verdict_get_id (LwTrustVerdict verdict); /* "secure" */

/* One direct answer that the reason rests on */
typedef struct
{
  LwServer *server; /* (owned) */
  LwRole role;      /* LW_ROLE_PARENT or LW_ROLE_AUTHORITY */
  guint16 type;     /* that was asked for */
  char *note;       /* (owned) (nullable): why there is no answer */
  GStrv records;    /* (owned): in the form of zone files, each cut at some length */
} LwSealFact;
LwSealFact *lw_seal_fact_new (LwServer *server,
                              LwRole role,
                              guint16 type,
                              const char *note,
                              const char *const *records) G_GNUC_WARN_UNUSED_RESULT;
void lw_seal_fact_free (LwSealFact *self);

/* What the direct answers come to */
typedef struct
{
  LwSealReason reason;
  LwSealReason differing; /* for SERVER_DIFFERS: what that server shows */
  const char *server;     /* (nullable): the name of a server that shows it */
  gint64 when;            /* Unix seconds: when the signature ended, begins or ends; else 0 */
  guint16 type;           /* of the record set that shows it, else 0 */
  guint key_tag;          /* of the key or DS that shows it, else 0 */
} LwSealCause;

/* The safety seal (DNSSEC) of a domain: verdict, reason and what both rest on. Immutable,
 * reference-counted. */
typedef struct _LwSeal LwSeal;
/* @why_bogus: (nullable): libunbound's words, cut to 500 bytes; @facts: (transfer full)
 * (element-type LwSealFact) */
LwSeal *lw_seal_new (LwTrustVerdict verdict,
                     const char *why_bogus,
                     const LwSealCause *cause,
                     GPtrArray *facts) G_GNUC_WARN_UNUSED_RESULT;
/* The same with another verdict */
LwSeal *lw_seal_with_verdict (LwSeal *self,
                              LwTrustVerdict verdict,
                              const char *why_bogus) G_GNUC_WARN_UNUSED_RESULT;
LwSeal *lw_seal_ref (LwSeal *self);
void lw_seal_unref (LwSeal *self);
LwTrustVerdict lw_seal_get_verdict (LwSeal *self);
const char *lw_seal_get_why_bogus (LwSeal *self);    /* (nullable) */
const LwSealCause *lw_seal_get_cause (LwSeal *self); /* (transfer none): as long as the seal */
GPtrArray *lw_seal_get_facts (LwSeal *self);         /* (transfer none) (element-type LwSealFact) */
JsonNode *lw_seal_to_json (LwSeal *self) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_FORMAT */
LwSeal *lw_seal_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSeal, lw_seal_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSealFact, lw_seal_fact_free)

G_END_DECLS
