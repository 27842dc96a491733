/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* What the registry says of the domain: nothing in its settings helps against that. */

/* Where the registry cannot be asked, all resolvers have to say so. */
static gboolean
is_denied_by_resolvers (LwJudgement *self)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  guint n_denials = 0;

  for (guint i = 0; lw_judgement_hides_servers (self) && i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (fields->type != LW_RR_TYPE_MX || !g_str_equal (fields->owner, self->domain))
        continue;
      n_denials += fields->status == LW_ANSWER_NXDOMAIN;
      if (lw_judgement_is_usable (fields) && fields->status != LW_ANSWER_NXDOMAIN)
        return FALSE;
    }

  return n_denials > 0;
}

/* (nullable): what one of the zone's servers said of the domain itself */
static const LwAnswerFields *
find_row (LwJudgement *self, guint16 type)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row =
          lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, self->domain, type);

      if (row != NULL && lw_judgement_is_usable (row))
        return row;
    }

  return NULL;
}

/* The walk ended in the registry's own zone, and there is nothing of the domain in it: some say
 * NXDOMAIN then, some have an empty answer for every name. A registry may keep mail servers and
 * addresses there in place of a delegation. */
static gboolean
is_empty_at_registry (LwJudgement *self)
{
  static const guint16 types[] = { LW_RR_TYPE_MX, LW_RR_TYPE_A, LW_RR_TYPE_AAAA };
  g_autofree char *registered = lw_name_registered (self->domain);
  g_autofree char *registry = registered != NULL ? lw_name_parent (registered) : NULL;

  if (registry == NULL || lw_evidence_get_delegation (self->evidence) == NULL ||
      !lw_name_is_at_or_below (registry, self->zone))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const LwAnswerFields *row = find_row (self, types[i]);

      if (row != NULL ? row->status == LW_ANSWER_SET || row->alias != NULL
                      : types[i] == LW_RR_TYPE_MX)
        return FALSE;
    }

  return TRUE;
}

/* Whether the name servers above say that there is no such name */
static gboolean
is_missing (LwJudgement *self)
{
  LwAnswerStatus status;

  return (lw_evidence_get_delegation_trouble (self->evidence, &status, NULL) &&
          status == LW_ANSWER_NXDOMAIN) ||
         is_denied_by_resolvers (self) || is_empty_at_registry (self);
}

/* (nullable): what the register says of the domain; NULL when it does not know it or was not asked
 */
static LwRegistration *
get_found (LwJudgement *self)
{
  LwRegistration *registration = lw_evidence_get_registration (self->evidence);

  return registration != NULL &&
                 lw_registration_get (registration)->outcome == LW_REGISTRATION_FOUND
             ? registration
             : NULL;
}

/* (nullable) (transfer full): the day the registration ended; a wrong clock cannot tell */
static char *
describe_end (LwJudgement *self, LwRegistration *registration)
{
  gint64 end = lw_registration_get (registration)->expires_at;
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (end);

  if (end == 0 || end > self->now || moment == NULL ||
      lw_judgement_found (self, "local.clock_wrong"))
    return NULL;

  /* Translators: a day, as in "3 May 2026"; see g_date_time_format(). */
  return g_date_time_format (moment, _ ("%-e %B %Y"));
}

static gboolean
is_being_deleted (LwRegistration *registration)
{
  return lw_registration_has_status (registration, "redemption period") ||
         lw_registration_has_status (registration, "pending delete");
}

/* Whether the domain is out of use: a registrar's parking page takes no mail */
static gboolean
is_out_of_use (LwJudgement *self)
{
  return is_missing (self) || (self->mx != NULL && lw_record_set_is_null_mx (self->mx)) ||
         (lw_evidence_knows_mx (self->evidence) && self->mx == NULL);
}

/* (transfer full): whom to ask; the register need not name the registrar */
static char *
describe_step (LwRegistration *registration)
{
  const char *registrar = lw_registration_get (registration)->registrar;

  return registrar != NULL
             ? g_strdup_printf (
                   /* Translators: the name of the company that sold the domain */
                   _ ("Renew the domain at %s, where it is registered."), registrar)
             : g_strdup (_ ("Renew the domain at the shop where you bought the name."));
}

/* In the days of grace after its end a domain may still work. */
void
lw_judge_expired (LwJudgement *self, const LwCheck *check)
{
  LwRegistration *registration = get_found (self);
  g_autofree char *end = registration != NULL ? describe_end (self, registration) : NULL;
  gboolean gone = registration != NULL && is_being_deleted (registration);
  gboolean unused = registration != NULL && is_out_of_use (self);
  g_autofree char *reason = NULL;
  g_autofree char *step = NULL;

  if (!gone && end == NULL)
    return;

  reason = end != NULL
               ? g_strdup_printf (_ ("The registration of %s ended on %s."), self->shown, end)
               : g_strdup_printf (_ ("The registry is about to delete %s."), self->shown);
  step = describe_step (registration);
  self->is_over = unused;
  if (unused)
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "registrar", NULL,
                      _ ("Mail does not arrive: the domain was not renewed."), reason, step);
  else
    lw_judgement_add (self, check, LW_LEVEL_WARNING, "registrar", NULL,
                      _ ("Mail may soon stop: the domain was not renewed."), reason, step);
}

/* A hold takes the domain out of the registry's list, so it is the cause only where it is not
 * there.
 */
static gboolean
is_held (LwJudgement *self, const char *status)
{
  LwRegistration *registration = get_found (self);

  return registration != NULL && is_missing (self) &&
         lw_registration_has_status (registration, status);
}

void
lw_judge_client_hold (LwJudgement *self, const LwCheck *check)
{
  if (is_held (self, "client hold"))
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "registrar", NULL,
                      _ ("Mail does not arrive: your domain shop has switched the domain off."),
                      _ ("That happens when a bill is open, or the owner's address was not "
                         "confirmed."),
                      _ ("Look for a message of the shop where you bought the name, and do what it "
                         "asks for."));
}

void
lw_judge_server_hold (LwJudgement *self, const LwCheck *check)
{
  if (is_held (self, "server hold"))
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "registrar", NULL,
                      _ ("Mail does not arrive: the registry itself has switched the domain off."),
                      _ ("That happens after complaints or for legal reasons; your settings are "
                         "not the cause."),
                      _ ("Ask the shop where you bought the name why, and how to lift it."));
}

static void
add_missing (LwJudgement *self,
             const LwCheck *check,
             const char *result,
             char *reason,
             const char *step)
{
  lw_judgement_add (self, check, LW_LEVEL_ERROR, "registrar", NULL, result, reason, step);
  g_free (reason);
}

static void
add_unregistered (LwJudgement *self, const LwCheck *check, const char *domain)
{
  g_autofree char *shown = lw_name_display (domain);

  add_missing (self, check, _ ("Mail does not arrive: this name does not exist."),
               g_strdup_printf (_ ("Nobody has registered %s."), shown),
               _ ("Compare the spelling. If it is right, the name is free: register it at a domain "
                  "shop."));
}

static void
add_registered (LwJudgement *self, const LwCheck *check, const char *domain)
{
  g_autofree char *shown = lw_name_display (domain);

  if (g_str_equal (domain, self->domain))
    add_missing (
        self, check, _ ("Mail does not arrive: your domain is not active yet."),
        g_strdup_printf (_ ("%s is registered, but the registry lists no name servers for it."),
                         shown),
        _ ("Wait for an hour if it is new. Then ask the shop where you bought the name to switch "
           "it on."));
  else
    add_missing (self, check, _ ("Mail does not arrive: this name does not exist."),
                 /* Translators: a domain, then a name below it */
                 g_strdup_printf (_ ("%s is registered, but has nothing under the name %s."), shown,
                                  self->shown),
                 _ ("Compare the spelling, or add the name to the settings of the domain."));
}

static void
add_unknown (LwJudgement *self, const LwCheck *check)
{
  add_missing (self, check, _ ("Mail does not arrive: this name does not exist."),
               g_strdup_printf (_ ("Nobody is in charge of %s: the registry does not list it."),
                                self->shown),
               _ ("Compare the spelling. If it is right, ask the shop where you bought the name "
                  "whether it is registered and switched on."));
}

void
lw_judge_not_yet_active (LwJudgement *self, const LwCheck *check)
{
  LwRegistration *registration = lw_evidence_get_registration (self->evidence);
  const LwRegistrationFields *fields =
      registration != NULL ? lw_registration_get (registration) : NULL;

  if (!is_missing (self))
    return;

  if (fields != NULL && fields->outcome == LW_REGISTRATION_ABSENT)
    add_unregistered (self, check, fields->domain);
  else if (fields != NULL && fields->outcome == LW_REGISTRATION_FOUND)
    add_registered (self, check, fields->domain);
  else
    add_unknown (self, check);
}
