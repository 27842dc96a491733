/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-clock.h"

#include <glib/gi18n-lib.h>

/* What others still remember. It passes by itself. */

/* (nullable): what a resolver said about the mail servers */
static const LwAnswerFields *
get_resolver (LwJudgement *self, guint index)
{
  LwAnswer *answer = g_ptr_array_index (lw_evidence_get_answers (self->evidence), index);
  const LwAnswerFields *fields = lw_answer_get (answer);

  return (fields->role == LW_ROLE_RESOLVER || fields->role == LW_ROLE_SYSTEM) &&
                 fields->type == LW_RR_TYPE_MX && g_str_equal (fields->owner, self->domain) &&
                 lw_answer_is_usable (answer)
             ? fields
             : NULL;
}

static gboolean
has_old_set (LwJudgement *self, const LwAnswerFields *fields)
{
  return fields->set != NULL && lw_record_set_get_n_values (fields->set) > 0 &&
         !lw_record_set_same_values (fields->set, self->mx);
}

static gboolean
has_nothing (LwJudgement *self, const LwAnswerFields *fields)
{
  return self->mx != NULL && (fields->set == NULL || lw_record_set_get_n_values (fields->set) == 0);
}

typedef gboolean (*MemoryTest) (LwJudgement *self, const LwAnswerFields *fields);

static guint32
get_time_left (const LwAnswerFields *fields)
{
  return fields->set != NULL ? lw_record_set_get_ttl (fields->set) : fields->negative_ttl;
}

/* The names, and when the last of them forgets */
static char *
list (LwJudgement *self, MemoryTest test, gint64 *until)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  GString *text = g_string_new (NULL);

  *until = 0;
  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = get_resolver (self, i);

      if (fields == NULL || !test (self, fields))
        continue;
      *until = MAX (*until, fields->asked_at + get_time_left (fields));
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              lw_server_get_name (fields->server));
    }

  return g_string_free (text, FALSE);
}

static void
add (LwJudgement *self, const LwCheck *check, MemoryTest test, const char *reason_format)
{
  gint64 until = 0;
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *names = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *result = NULL;
  g_autofree char *reason = NULL;

  /* As long as the domain's own servers differ nobody can be said to remember something old. */
  if (!lw_evidence_knows_mx (self->evidence) || lw_judgement_found (self, "ns.answers_differ") ||
      lw_judgement_found (self, "ns.serial_backwards"))
    return;

  names = list (self, test, &until);
  if (*names == '\0')
    return;

  clock = lw_clock_format (until, self->now, NULL);
  result = g_strdup_printf (_ ("Some networks remember the old answer until %s."), clock);
  reason = g_strjoinv (names, parts);
  lw_judgement_add (self, check, LW_LEVEL_INFO, "nobody", NULL, result, reason,
                    _ ("Wait; there is nothing to do."));
}

void
lw_judge_cached_old (LwJudgement *self, const LwCheck *check)
{
  add (self, check, has_old_set, _ ("These resolvers still have other mail servers: %s."));
}

void
lw_judge_negative_cached (LwJudgement *self, const LwCheck *check)
{
  add (self, check, has_nothing, _ ("These resolvers still know of no mail server: %s."));
}

#define ENOUGH_RESOLVERS 2 /* one alone may have a bad day */

/* Most senders ask such resolvers, and hear that the domain's answers cannot be used. Nearly
 * always it is a broken seal (DNSSEC): this is for when what was seen of it does not tell. */
void
lw_judge_resolvers_fail (LwJudgement *self, const LwCheck *check)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  guint n_failed = 0;

  if (!lw_evidence_knows_mx (self->evidence) ||
      lw_judgement_found (self, "dnssec.inconsistent_ns") ||
      lw_judgement_found (self, "local.clock_wrong"))
    return;

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (get_resolver (self, i) != NULL)
        return;
      n_failed += fields->role == LW_ROLE_RESOLVER && fields->status == LW_ANSWER_SERVFAIL;
    }

  if (n_failed >= ENOUGH_RESOLVERS)
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "dns-host", NULL,
                      _ ("Mail does not arrive: careful networks refuse your domain."),
                      _ ("Its name servers answer, but no resolver accepts what they say. "
                         "Usually its safety seal (DNSSEC) is broken."),
                      _ ("Ask the company that looks after your domain's DNS to check DNSSEC."));
}
