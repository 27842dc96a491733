/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-facts.h"

#include <glib/gi18n-lib.h>

/**
 * LwSmtpFacts:
 *
 * What one address of one mail server said.
 */
struct _LwSmtpFacts
{
  gatomicrefcount ref_count;

  LwSmtpFields fields; /* its strings are owned here */
};

G_DEFINE_BOXED_TYPE (LwSmtpFacts, lw_smtp_facts, lw_smtp_facts_ref, lw_smtp_facts_unref)

static void
copy_strings (LwSmtpFields *fields)
{
  fields->host = g_strdup (fields->host);
  fields->address = g_strdup (fields->address);
  fields->reply_text = g_strdup (fields->reply_text);
  fields->greeting = g_strdup (fields->greeting);
  fields->tls_version = g_strdup (fields->tls_version);
  fields->tls_cipher = g_strdup (fields->tls_cipher);
  fields->tls_note = g_strdup (fields->tls_note);
  fields->transcript = g_strdup (fields->transcript);
  fields->note = g_strdup (fields->note);
}

static void
free_strings (LwSmtpFields *fields)
{
  g_free ((char *) fields->host);
  g_free ((char *) fields->address);
  g_free ((char *) fields->reply_text);
  g_free ((char *) fields->greeting);
  g_free ((char *) fields->tls_version);
  g_free ((char *) fields->tls_cipher);
  g_free ((char *) fields->tls_note);
  g_free ((char *) fields->transcript);
  g_free ((char *) fields->note);
}

/**
 * lw_smtp_facts_new:
 * @fields: what was seen; its strings are copied. Times in Unix seconds
 *
 * Returns: (transfer full): the facts
 */
LwSmtpFacts *
lw_smtp_facts_new (const LwSmtpFields *fields)
{
  LwSmtpFacts *self;

  g_return_val_if_fail (fields != NULL && fields->host != NULL, NULL);

  self = g_new0 (LwSmtpFacts, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fields = *fields;
  copy_strings (&self->fields);

  return self;
}

LwSmtpFacts *
lw_smtp_facts_ref (LwSmtpFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_smtp_facts_unref (LwSmtpFacts *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  free_strings (&self->fields);
  g_free (self);
}

const LwSmtpFields *
lw_smtp_facts_get (LwSmtpFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

static const char *
describe_greeted (LwTlsState tls)
{
  switch (tls)
    {
    case LW_TLS_NOT_OFFERED:
      return _ ("answers, not encrypted");
    case LW_TLS_FAILED:
      return _ ("answers, but its encryption does not work");
    case LW_TLS_PROVEN:
      return _ ("answers, encrypted, and its name is proven");
    case LW_TLS_UNPROVEN:
      return _ ("answers, encrypted");
    case LW_TLS_NOT_TRIED:
      return _ ("answers");
    }

  g_return_val_if_reached (NULL);
}

/**
 * lw_smtp_facts_describe:
 * @self: the facts
 *
 * Returns: (transfer full): the end of a sentence that begins with the mail server's name
 */
char *
lw_smtp_facts_describe (LwSmtpFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->fields.outcome)
    {
    case LW_SMTP_GREETED:
      return g_strdup (describe_greeted (self->fields.tls));
    case LW_SMTP_ACCEPTED:
      return g_strdup (_ ("accepts the letter"));
    case LW_SMTP_TEMPORARY:
      return g_strdup_printf (_ ("asks to come back later (%u)"), self->fields.reply_code);
    case LW_SMTP_REFUSED:
      return g_strdup_printf (_ ("refuses (%u)"), self->fields.reply_code);
    case LW_SMTP_UNREACHABLE:
      return g_strdup (self->fields.address == NULL ? _ ("has no address")
                                                    : _ ("cannot be reached"));
    case LW_SMTP_TIMED_OUT:
      return g_strdup (_ ("does not answer"));
    case LW_SMTP_DROPPED:
      return g_strdup (_ ("closes the connection without a word"));
    case LW_SMTP_GARBLED:
      return g_strdup (_ ("does not speak mail"));
    case LW_SMTP_NOT_ASKED:
      return g_strdup (_ ("was not asked"));
    }

  g_return_val_if_reached (NULL);
}

const char *
lw_smtp_outcome_get_id (LwSmtpOutcome outcome)
{
  static const char *const ids[] = { "greeted", "accepted",    "temporary",
                                     "refused", "unreachable", "timed-out",
                                     "dropped", "garbled",     "not-asked" };

  g_return_val_if_fail (outcome < G_N_ELEMENTS (ids), NULL);

  return ids[outcome];
}

const char *
lw_tls_state_get_id (LwTlsState state)
{
  static const char *const ids[] = { "not-offered", "failed", "proven", "unproven", "not-tried" };

  g_return_val_if_fail (state < G_N_ELEMENTS (ids), NULL);

  return ids[state];
}
