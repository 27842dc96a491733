/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-identity.h"

#include <glib/gi18n-lib.h>

/* Who is who, in one line. */

#define SHOWN_NAMES 3
#define SOON (30 * 24 * 60 * 60)

/* (nullable) (transfer full) */
static char *
join_names (const LwIdentityPart *part)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i <= SHOWN_NAMES && part->names[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, i < SHOWN_NAMES ? part->names[i] : "…");
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* (nullable) (transfer full) */
static char *
describe_dns_host (const LwIdentityPart *part)
{
  g_autofree char *names = join_names (part);

  if (part->outcome == LW_IDENTITY_OWN)
    return g_strdup (_ ("DNS: its own name servers"));

  /* Translators: the companies that look after the DNS of a domain, as in "DNS: Hetzner" */
  return names != NULL ? g_strdup_printf (_ ("DNS: %s"), names) : NULL;
}

/* (transfer full): a filter keeps no mailboxes, and a forwarder neither */
static char *
describe_one_service (const LwIdentityPart *part)
{
  const char *name = part->names[0];

  if (part->behind_name != NULL)
    /* Translators: first a mail service, then a filter that the mail passes before */
    return g_strdup_printf (_ ("Mail: %s, filtered by %s"), part->behind_name, name);
  if (g_strcmp0 (part->kind, "gateway") == 0)
    return g_strdup_printf (_ ("Mail: filtered by %s"), name);
  if (g_strcmp0 (part->kind, "forwarder") == 0)
    return g_strdup_printf (_ ("Mail: forwarded by %s"), name);

  /* Translators: the company that keeps the mailboxes of a domain, as in "Mail: Fastmail" */
  return g_strdup_printf (_ ("Mail: %s"), name);
}

/* (nullable) (transfer full) */
static char *
describe_mail_service (const LwIdentityPart *part)
{
  g_autofree char *names = join_names (part);

  switch (part->outcome)
    {
    case LW_IDENTITY_FOUND:
      return describe_one_service (part);
    case LW_IDENTITY_SEVERAL:
      return names != NULL ? g_strdup_printf (_ ("Mail: %s"), names) : NULL;
    case LW_IDENTITY_OWN:
      return g_strdup (_ ("Mail: its own server"));
    case LW_IDENTITY_UNKNOWN:
    case LW_IDENTITY_ASK:
    case LW_IDENTITY_NONE:
      break;
    }

  return NULL;
}

/* (nullable) (transfer full); @now: Unix seconds */
static char *
describe_registration (LwRegistration *registration, gint64 now)
{
  gint64 end = registration != NULL ? lw_registration_get (registration)->expires_at : 0;
  g_autoptr (GDateTime) moment = end > 0 ? g_date_time_new_from_unix_local (end) : NULL;
  /* Translators: a day, as in "3 May 2026"; see g_date_time_format(). */
  g_autofree char *day = moment != NULL ? g_date_time_format (moment, _ ("%-e %B %Y")) : NULL;

  if (day == NULL)
    return NULL;
  if (end <= now)
    /* Translators: the registration of a domain; a day, as in "3 May 2026" */
    return g_strdup_printf (_ ("Registration ran out on %s"), day);
  if (end - now <= SOON)
    /* Translators: the registration of a domain; a day, as in "3 May 2026" */
    return g_strdup_printf (_ ("Registration runs out on %s"), day);

  /* Translators: a day, as in "3 May 2026" */
  return g_strdup_printf (_ ("Registered until %s"), day);
}

static gint64
get_moment (LwEvidence *evidence)
{
  gint64 ended_at = lw_evidence_get_ended_at (evidence);

  return ended_at != 0 ? ended_at : lw_evidence_get_started_at (evidence);
}

/* Takes @text, which may be NULL. */
static void
add (GStrvBuilder *builder, char *text)
{
  if (text != NULL)
    g_strv_builder_add (builder, text);
  g_free (text);
}

/**
 * lw_evidence_describe_who:
 * @evidence: what was seen
 *
 * Returns: (transfer full) (nullable): who looks after the DNS, who takes the mail, and how long
 *   the name is registered, in one line
 */
char *
lw_evidence_describe_who (LwEvidence *evidence)
{
  g_autoptr (LwIdentity) identity = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (LW_IS_EVIDENCE (evidence), NULL);

  identity = lw_identity_from_evidence (evidence);
  add (builder, describe_dns_host (lw_identity_get_dns_host (identity)));
  add (builder, describe_mail_service (lw_identity_get_mail_service (identity)));
  add (builder,
       describe_registration (lw_evidence_get_registration (evidence), get_moment (evidence)));
  parts = g_strv_builder_end (builder);

  return parts[0] != NULL ? g_strjoinv (" · ", parts) : NULL;
}
