/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence-private.h"

/**
 * LwEvidence:
 *
 * What a look saw, filled row by row. Asking fills it, judging reads it: so a diagnosis can be
 * made again, offline.
 */
enum
{
  SIGNAL_ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwEvidence, lw_evidence, G_TYPE_OBJECT)

static void
lw_evidence_finalize (GObject *object)
{
  LwEvidence *self = LW_EVIDENCE (object);

  g_free (self->domain);
  g_clear_pointer (&self->delegation, lw_delegation_unref);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->mail_hosts);
  g_ptr_array_unref (self->smtp_facts);
  g_clear_pointer (&self->seal, lw_seal_unref);
  g_ptr_array_unref (self->host_seals);
  g_clear_pointer (&self->registration, lw_registration_unref);
  g_clear_pointer (&self->network, lw_network_unref);
  g_free (self->trouble_note);
  g_clear_pointer (&self->edited, lw_edited_unref);
  g_clear_pointer (&self->connect, lw_domain_connect_unref);
  g_clear_pointer (&self->pushed, lw_change_unref);
  g_clear_pointer (&self->services, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_evidence_parent_class)->finalize (object);
}

static void
lw_evidence_class_init (LwEvidenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_evidence_finalize;

  /**
   * LwEvidence::added:
   *
   * Something more was seen.
   */
  signals[SIGNAL_ADDED] = g_signal_new ("added", LW_TYPE_EVIDENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
lw_evidence_init (LwEvidence *self)
{
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
  self->mail_hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_host_unref);
  self->host_seals = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_host_seal_unref);
  self->smtp_facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_smtp_facts_unref);
}

void
lw_evidence_emit_added (LwEvidence *self)
{
  g_signal_emit (self, signals[SIGNAL_ADDED], 0);
}

/**
 * lw_evidence_new:
 * @domain: the domain that is looked at
 * @started_at: Unix seconds
 *
 * Returns: (transfer full): empty evidence
 */
LwEvidence *
lw_evidence_new (const char *domain, gint64 started_at)
{
  LwEvidence *self;

  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (LW_TYPE_EVIDENCE, NULL);
  self->domain = g_strdup (domain);
  self->started_at = started_at;

  return self;
}

const char *
lw_evidence_get_domain (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->domain;
}

gint64
lw_evidence_get_started_at (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), 0);

  return self->started_at;
}

/**
 * lw_evidence_set_ended_at:
 * @self: evidence
 * @ended_at: when the look came to its end, Unix seconds; 0 while it goes on
 */
void
lw_evidence_set_ended_at (LwEvidence *self, gint64 ended_at)
{
  g_return_if_fail (LW_IS_EVIDENCE (self));

  self->ended_at = ended_at;
}

gint64
lw_evidence_get_ended_at (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), 0);

  return self->ended_at;
}

/**
 * lw_evidence_take_delegation:
 * @self: evidence
 * @delegation: (transfer full): where the walk ended
 */
void
lw_evidence_take_delegation (LwEvidence *self, LwDelegation *delegation)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && delegation != NULL);

  g_clear_pointer (&self->delegation, lw_delegation_unref);
  self->delegation = delegation;
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_take_answer:
 * @self: evidence
 * @answer: (transfer full): what a server said
 */
void
lw_evidence_take_answer (LwEvidence *self, LwAnswer *answer)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && answer != NULL);

  g_ptr_array_add (self->answers, answer);
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_take_mail_host:
 * @self: evidence
 * @host: (transfer full): the addresses of a mail server
 */
void
lw_evidence_take_mail_host (LwEvidence *self, LwMailHost *host)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && host != NULL);

  g_ptr_array_add (self->mail_hosts, host);
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_take_smtp_facts:
 * @self: evidence
 * @facts: (transfer full): what one address of a mail server said
 */
void
lw_evidence_take_smtp_facts (LwEvidence *self, LwSmtpFacts *facts)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && facts != NULL);

  g_ptr_array_add (self->smtp_facts, facts);
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_take_seal:
 * @self: evidence
 * @seal: (transfer full): what is known of the domain's safety seal
 */
void
lw_evidence_take_seal (LwEvidence *self, LwSeal *seal)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && seal != NULL);

  g_clear_pointer (&self->seal, lw_seal_unref);
  self->seal = seal;
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_take_host_seal:
 * @self: evidence
 * @seal: (transfer full): what is to be said of a mail server's answers
 */
void
lw_evidence_take_host_seal (LwEvidence *self, LwHostSeal *seal)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && seal != NULL);

  g_ptr_array_add (self->host_seals, seal);
  lw_evidence_emit_added (self);
}

GPtrArray *
lw_evidence_get_host_seals (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->host_seals;
}

/**
 * lw_evidence_set_delegation_trouble:
 * @self: evidence
 * @status: why the delegation could not be found
 * @note: (nullable): a sentence for the details
 */
void
lw_evidence_set_delegation_trouble (LwEvidence *self, LwAnswerStatus status, const char *note)
{
  g_return_if_fail (LW_IS_EVIDENCE (self));

  g_free (self->trouble_note);
  self->trouble_note = g_strdup (note);
  self->trouble_status = status;
  self->has_trouble = TRUE;
  lw_evidence_emit_added (self);
}

/**
 * lw_evidence_get_delegation_trouble:
 * @self: evidence
 * @status: (out) (optional): why the delegation could not be found
 * @note: (out) (optional) (nullable) (transfer none): a sentence for the details
 *
 * Returns: whether there was trouble; the others are set only then
 */
gboolean
lw_evidence_get_delegation_trouble (LwEvidence *self, LwAnswerStatus *status, const char **note)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), FALSE);

  if (self->has_trouble && status != NULL)
    *status = self->trouble_status;
  if (self->has_trouble && note != NULL)
    *note = self->trouble_note;

  return self->has_trouble;
}

void
lw_evidence_set_offline (LwEvidence *self, gboolean offline)
{
  g_return_if_fail (LW_IS_EVIDENCE (self));

  if (self->offline == !!offline)
    return;

  self->offline = !!offline;
  lw_evidence_emit_added (self);
}

gboolean
lw_evidence_get_offline (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), FALSE);

  return self->offline;
}

LwDelegation *
lw_evidence_get_delegation (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->delegation;
}

GPtrArray *
lw_evidence_get_answers (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->answers;
}

GPtrArray *
lw_evidence_get_mail_hosts (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->mail_hosts;
}

GPtrArray *
lw_evidence_get_smtp_facts (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->smtp_facts;
}

LwSeal *
lw_evidence_get_seal (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->seal;
}
