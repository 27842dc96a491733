/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TICKS 2 /* seconds: between one resolver being asked twice */

/* An inside version of the domain, that only this computer's own resolver shows. That it differs is
 * not enough: it may remember what was there before. So something has to show that it does not
 * come from the internet's name servers at all. */

static const LwAnswerFields *
get_row (LwJudgement *self, guint index)
{
  return lw_answer_get (g_ptr_array_index (lw_evidence_get_answers (self->evidence), index));
}

static guint
get_n_rows (LwJudgement *self)
{
  return lw_evidence_get_answers (self->evidence)->len;
}

/* Who looks up for senders: the domain's own servers, and resolvers that are not this computer's */
static gboolean
is_outside (const LwAnswerFields *row, const LwAnswerFields *system)
{
  if (row->role == LW_ROLE_AUTHORITY)
    return TRUE;

  return row->role == LW_ROLE_RESOLVER && g_strcmp0 (lw_server_get_address (row->server),
                                                     lw_server_get_address (system->server)) != 0;
}

/* The SOA changes with every edit; where it is made does not. */
static gboolean
is_same_soa (LwRecordSet *a, LwRecordSet *b)
{
  const char *first = lw_record_set_get_values (a)[0];
  const char *second = lw_record_set_get_values (b)[0];
  gsize length = strcspn (first, " ");

  return length == strcspn (second, " ") && g_ascii_strncasecmp (first, second, length) == 0;
}

static gboolean
is_same (const LwAnswerFields *a, const LwAnswerFields *b)
{
  gboolean has_both = a->set != NULL && b->set != NULL && lw_record_set_get_n_values (a->set) > 0 &&
                      lw_record_set_get_n_values (b->set) > 0;

  if (has_both && a->type == LW_RR_TYPE_SOA)
    return is_same_soa (a->set, b->set);

  return lw_record_set_same_values (a->set, b->set);
}

/* What everybody else says */
typedef struct
{
  guint32 waiting_time; /* seconds: of the domain's own answer, or of its having none */
  gboolean is_told;     /* by the domain's own servers */
  gboolean is_echoed;   /* by another resolver */
  gboolean is_private;  /* with an address of no public network */
} Outside;

/* Seconds: how long the zone has others remember that there is nothing (RFC 2308 5), by its SOA; 0
 * when that was not seen */
static guint32
find_negative_time (LwJudgement *self)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = get_row (self, i);
      g_auto (GStrv) words = NULL;
      guint64 minimum = 0;

      if (row->role != LW_ROLE_AUTHORITY || row->type != LW_RR_TYPE_SOA || row->set == NULL ||
          lw_record_set_get_n_values (row->set) == 0)
        continue;
      words = g_strsplit (lw_record_set_get_values (row->set)[0], " ", -1);
      if (g_strv_length (words) == 7 &&
          g_ascii_string_to_unsigned (words[6], 10, 0, G_MAXUINT32, &minimum, NULL))
        return (guint32) MIN (minimum, lw_record_set_get_ttl (row->set));
    }

  return 0;
}

static gboolean
holds_private (LwRecordSet *set)
{
  for (guint i = 0; set != NULL && i < lw_record_set_get_n_values (set); i++)
    {
      g_autoptr (GInetAddress) address =
          g_inet_address_new_from_string (lw_record_set_get_values (set)[i]);

      if (address != NULL && g_inet_address_get_is_site_local (address))
        return TRUE;
    }

  return FALSE;
}

/* FALSE when somebody else says the same as @system. */
static gboolean
read_outside (LwJudgement *self, const LwAnswerFields *system, Outside *outside)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = get_row (self, i);

      if (row->type != system->type || !g_str_equal (row->owner, system->owner) ||
          !is_outside (row, system) || !lw_judgement_is_usable (row))
        continue;
      if (is_same (row, system))
        return FALSE;
      outside->is_echoed |= row->role == LW_ROLE_RESOLVER;
      if (row->role == LW_ROLE_AUTHORITY)
        {
          outside->is_told = TRUE;
          outside->is_private |= holds_private (row->set);
          outside->waiting_time = row->set != NULL ? lw_record_set_get_ttl (row->set) : 0;
        }
    }

  return outside->is_told;
}

/* Addresses may differ by where they are asked for; that says nothing. */
static gboolean
is_inside_address (const LwAnswerFields *system, const Outside *outside)
{
  return system->type == LW_RR_TYPE_A && holds_private (system->set) && !outside->is_private;
}

/* Whether it answers for the domain itself, or has only just fetched what nobody else does: a
 * memory would have grown old. */
static gboolean
is_of_its_own (LwJudgement *self, const LwAnswerFields *system, const Outside *outside)
{
  gboolean has_set = system->set != NULL;
  guint32 left = has_set ? lw_record_set_get_ttl (system->set) : system->negative_ttl;
  guint32 whole = has_set ? outside->waiting_time : find_negative_time (self);

  if (system->authoritative || is_inside_address (system, outside))
    return TRUE;

  return system->type != LW_RR_TYPE_A &&
         (outside->is_echoed && whole > TICKS && left <= whole && left + TICKS >= whole);
}

static gboolean
shows_inside (LwJudgement *self, const LwAnswerFields *row)
{
  Outside outside = { 0 };

  return row->role == LW_ROLE_SYSTEM && lw_judgement_is_usable (row) &&
         (row->type == LW_RR_TYPE_MX || row->type == LW_RR_TYPE_NS || row->type == LW_RR_TYPE_SOA ||
          row->type == LW_RR_TYPE_A) &&
         read_outside (self, row, &outside) && is_of_its_own (self, row, &outside);
}

void
lw_judge_split_view (LwJudgement *self, const LwCheck *check)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    if (shows_inside (self, get_row (self, i)))
      {
        lw_judgement_add (self, check, LW_LEVEL_LOCAL, "nobody", NULL,
                          _ ("Your own network shows an inside version of this domain."),
                          _ ("This computer's name service says otherwise than the domain's name "
                             "servers and everybody else."),
                          _ ("There is nothing to do: senders elsewhere see what is told here."));
        return;
      }
}
