/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal.h"

#include <string.h>

#define WHY_BYTES 500
#define RECORD_BYTES 1000
#define RECORDS_MAX 24

/**
 * LwSeal:
 *
 * The safety seal of a domain: what a validator says about it, and what the domain's own servers
 * and the registry's show.
 */
struct _LwSeal
{
  gatomicrefcount ref_count;

  LwTrustVerdict verdict;
  LwSealCause cause; /* the server's name is owned here */
  char *why_bogus;   /* (nullable) */
  GPtrArray *facts;  /* (owned) (element-type LwSealFact) */
};

static const char *const reason_ids[] = {
  [LW_SEAL_CLOCK_SUSPECT] = "clock-suspect",
  [LW_SEAL_DS_WITHOUT_KEYS] = "ds-without-keys",
  [LW_SEAL_DS_MISMATCH] = "ds-mismatch",
  [LW_SEAL_DNSKEY_UNSIGNED] = "dnskey-unsigned",
  [LW_SEAL_EXPIRED] = "expired",
  [LW_SEAL_NOT_YET_VALID] = "not-yet-valid",
  [LW_SEAL_KEY_MISSING] = "key-missing",
  [LW_SEAL_SIGNATURE_MISSING] = "signature-missing",
  [LW_SEAL_SIGNATURE_BOGUS] = "signature-bogus",
  [LW_SEAL_DENIAL_MISSING] = "denial-missing",
  [LW_SEAL_LIMIT] = "limit",
  [LW_SEAL_SERVER_DIFFERS] = "server-differs",
  [LW_SEAL_UNREACHABLE] = "unreachable",
  [LW_SEAL_UNSIGNED] = "unsigned",
  [LW_SEAL_ISLAND] = "island",
  [LW_SEAL_UNSUPPORTED] = "unsupported",
  [LW_SEAL_PROOF_MISSING] = "proof-missing",
  [LW_SEAL_NSEC3_MANY] = "nsec3-many",
  [LW_SEAL_SOON_EXPIRING] = "soon-expiring",
  [LW_SEAL_SHA1] = "sha1",
  [LW_SEAL_NSEC3_SOME] = "nsec3-some",
  [LW_SEAL_IN_ORDER] = "in-order",
};

gboolean
lw_seal_reason_breaks (LwSealReason reason)
{
  return reason < LW_SEAL_SERVER_DIFFERS;
}

const char *
lw_seal_reason_get_id (LwSealReason reason)
{
  g_return_val_if_fail (reason < G_N_ELEMENTS (reason_ids), NULL);

  return reason_ids[reason];
}

const char *
lw_trust_verdict_get_id (LwTrustVerdict verdict)
{
  static const char *const ids[] = { "secure", "insecure", "bogus", "indeterminate" };

  g_return_val_if_fail (verdict < G_N_ELEMENTS (ids), NULL);

  return ids[verdict];
}

/* (nullable) (transfer full): valid UTF-8 of at most @bytes; others wrote it. */
static char *
cut (const char *text, gsize bytes)
{
  g_autofree char *head = text != NULL ? g_strndup (text, bytes) : NULL;

  return head != NULL ? g_utf8_make_valid (head, -1) : NULL;
}

/**
 * lw_seal_fact_new:
 * @server: who was asked
 * @role: what it is to the domain
 * @type: what was asked for
 * @note: (nullable): why there is no answer
 * @records: (nullable) (array zero-terminated=1): what it said; the first 24 are kept
 *
 * Returns: (transfer full): the fact
 */
LwSealFact *
lw_seal_fact_new (LwServer *server,
                  LwRole role,
                  guint16 type,
                  const char *note,
                  const char *const *records)
{
  LwSealFact *self;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (server != NULL, NULL);

  self = g_new0 (LwSealFact, 1);
  self->server = lw_server_ref (server);
  self->role = role;
  self->type = type;
  self->note = cut (note, WHY_BYTES);
  for (guint i = 0; records != NULL && records[i] != NULL && i < RECORDS_MAX; i++)
    {
      g_autofree char *record = cut (records[i], RECORD_BYTES);

      g_strv_builder_add (builder, record);
    }
  self->records = g_strv_builder_end (builder);

  return self;
}

void
lw_seal_fact_free (LwSealFact *self)
{
  g_return_if_fail (self != NULL);

  lw_server_unref (self->server);
  g_free (self->note);
  g_strfreev (self->records);
  g_free (self);
}

/**
 * lw_seal_new:
 * @verdict: what a validator says
 * @why_bogus: (nullable): in its words, for the details
 * @cause: what the direct answers come to; copied
 * @facts: (transfer full) (element-type LwSealFact): the direct answers
 *
 * Returns: (transfer full): the seal
 */
LwSeal *
lw_seal_new (LwTrustVerdict verdict,
             const char *why_bogus,
             const LwSealCause *cause,
             GPtrArray *facts)
{
  LwSeal *self;

  g_return_val_if_fail (cause != NULL && facts != NULL, NULL);

  self = g_new0 (LwSeal, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->verdict = verdict;
  self->why_bogus = cut (why_bogus, WHY_BYTES);
  self->cause = *cause;
  self->cause.server = g_strdup (cause->server);
  self->cause.when = MAX (cause->when, 0);
  self->facts = facts;

  return self;
}

/**
 * lw_seal_with_verdict:
 * @self: what the direct answers come to
 * @verdict: what a validator says
 * @why_bogus: (nullable): in its words, for the details
 *
 * Returns: (transfer full): a seal with both
 */
LwSeal *
lw_seal_with_verdict (LwSeal *self, LwTrustVerdict verdict, const char *why_bogus)
{
  g_return_val_if_fail (self != NULL, NULL);

  return lw_seal_new (verdict, why_bogus, &self->cause, g_ptr_array_ref (self->facts));
}

LwSeal *
lw_seal_ref (LwSeal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_seal_unref (LwSeal *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free ((char *) self->cause.server);
  g_free (self->why_bogus);
  g_ptr_array_unref (self->facts);
  g_free (self);
}

LwTrustVerdict
lw_seal_get_verdict (LwSeal *self)
{
  g_return_val_if_fail (self != NULL, LW_TRUST_INDETERMINATE);

  return self->verdict;
}

const char *
lw_seal_get_why_bogus (LwSeal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->why_bogus;
}

const LwSealCause *
lw_seal_get_cause (LwSeal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->cause;
}

GPtrArray *
lw_seal_get_facts (LwSeal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->facts;
}
