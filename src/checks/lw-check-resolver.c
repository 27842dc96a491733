/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-clock.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* What others still remember. It passes by itself. */

typedef enum
{
  MEMORY_NONE, /* nothing to tell */
  MEMORY_OLD,
  MEMORY_EMPTY, /* that there is nothing */
} Memory;

/* What is told of one kind */
typedef struct
{
  GPtrArray *names; /* (owned) (element-type utf8): of the resolvers */
  const char *owner;
  guint16 type;
  gint64 until; /* Unix seconds: when the last of them forgets */
} Remembered;

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

static gboolean
is_by_resolver (const LwAnswerFields *row)
{
  return row->role == LW_ROLE_RESOLVER || row->role == LW_ROLE_SYSTEM;
}

static gboolean
has_set (const LwAnswerFields *row)
{
  return row->set != NULL && lw_record_set_get_n_values (row->set) > 0;
}

/* This computer's own resolver shows something else altogether: that is told already. */
static gboolean
is_from_here (LwJudgement *self, const LwAnswerFields *row)
{
  const char *address = lw_server_get_address (row->server);

  if (!lw_judgement_found (self, "local.split_view") &&
      !lw_judgement_found (self, "local.dns_rewrites"))
    return FALSE;

  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *other = get_row (self, i);

      if (other->role == LW_ROLE_SYSTEM &&
          g_strcmp0 (lw_server_get_address (other->server), address) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_same_set (LwJudgement *self, const LwAnswerFields *a, const LwAnswerFields *b)
{
  g_autoptr (LwRecordSet) first = lw_judgement_pick_mail_values (self, a);
  g_autoptr (LwRecordSet) second = lw_judgement_pick_mail_values (self, b);

  return lw_record_set_same_values (first, second);
}

static Memory
compare_text (LwJudgement *self, const LwAnswerFields *row, const LwAnswerFields *own)
{
  g_autoptr (LwRecordSet) published = lw_judgement_pick_mail_values (self, own);

  /* Where an alias leads to is another's to tell. */
  if (own->alias != NULL && row->alias != NULL)
    return g_str_equal (own->alias, row->alias) ? MEMORY_NONE : MEMORY_OLD;
  if (own->alias == NULL && published == NULL)
    return MEMORY_NONE;
  if (!has_set (row) && row->alias == NULL)
    return MEMORY_EMPTY;

  return own->alias != NULL || row->alias != NULL || !is_same_set (self, own, row) ? MEMORY_OLD
                                                                                   : MEMORY_NONE;
}

static Memory
compare_mx (LwJudgement *self, const LwAnswerFields *row)
{
  if (!lw_evidence_knows_mx (self->evidence) || lw_judgement_hides_servers (self) ||
      lw_judgement_found (self, "ns.answers_differ") ||
      lw_judgement_found (self, "ns.serial_backwards"))
    return MEMORY_NONE;
  if (!has_set (row))
    return self->mx != NULL ? MEMORY_EMPTY : MEMORY_NONE;

  return lw_record_set_same_values (row->set, self->mx) ? MEMORY_NONE : MEMORY_OLD;
}

/* As long as the domain's own servers differ nobody can be said to remember something old. */
static Memory
compare (LwJudgement *self, const LwAnswerFields *row)
{
  const LwAnswerFields *own;

  if (!is_by_resolver (row) || !lw_judgement_is_usable (row) || is_from_here (self, row))
    return MEMORY_NONE;
  if (row->type == LW_RR_TYPE_MX && g_str_equal (row->owner, self->domain))
    return compare_mx (self, row);
  if (row->type != LW_RR_TYPE_TXT || lw_judgement_differs (self, row->owner, row->type))
    return MEMORY_NONE;

  own = lw_judgement_find_own (self, row->owner, row->type);
  return own != NULL ? compare_text (self, row, own) : MEMORY_NONE;
}

static guint32
get_time_left (const LwAnswerFields *row)
{
  return row->set != NULL ? lw_record_set_get_ttl (row->set) : row->negative_ttl;
}

/* Of several entries the MX set is told, else the first; the time is that of the last to go. */
static void
remember (Remembered *self, const LwAnswerFields *row)
{
  const char *name = lw_server_get_name (row->server);

  if (self->owner == NULL || (row->type == LW_RR_TYPE_MX && self->type != LW_RR_TYPE_MX))
    {
      g_ptr_array_set_size (self->names, 0);
      self->owner = row->owner;
      self->type = row->type;
    }
  self->until = MAX (self->until, row->asked_at + get_time_left (row));
  if (g_str_equal (row->owner, self->owner) && row->type == self->type &&
      !g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL))
    g_ptr_array_add (self->names, (gpointer) name);
}

static char *
describe (const Remembered *found, Memory memory)
{
  g_autofree char *owner = lw_name_display (found->owner);
  g_autofree char *names = NULL;

  g_ptr_array_add (found->names, NULL);
  names = g_strjoinv (", ", (char **) found->names->pdata);
  if (found->type == LW_RR_TYPE_MX)
    return g_strdup_printf (memory == MEMORY_OLD
                                ? _ ("These resolvers still have other mail servers: %s.")
                                : _ ("These resolvers still know of no mail server: %s."),
                            names);

  return g_strdup_printf (
      memory == MEMORY_OLD
          /* Translators: an entry such as _dmarc.berg.example, then names of resolvers */
          ? _ ("For %s these resolvers still have an older entry: %s.")
          : _ ("For %s these resolvers still know of no entry: %s."),
      owner, names);
}

static void
add (LwJudgement *self, const LwCheck *check, Memory memory)
{
  Remembered found = { .names = g_ptr_array_new () };
  g_autoptr (GPtrArray) names = found.names;
  g_autofree char *clock = NULL;
  g_autofree char *result = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < get_n_rows (self); i++)
    if (compare (self, get_row (self, i)) == memory)
      remember (&found, get_row (self, i));
  if (names->len == 0)
    return;

  clock = lw_clock_format (found.until, self->now, NULL);
  result = g_strdup_printf (memory == MEMORY_OLD
                                ? _ ("Some networks remember the old answer until %s.")
                                : _ ("Some networks remember until %s that there was nothing."),
                            clock);
  reason = describe (&found, memory);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "nobody", NULL, result, reason,
                    _ ("Wait; there is nothing to do."));
}

void
lw_judge_cached_old (LwJudgement *self, const LwCheck *check)
{
  add (self, check, MEMORY_OLD);
}

void
lw_judge_negative_cached (LwJudgement *self, const LwCheck *check)
{
  add (self, check, MEMORY_EMPTY);
}

#define ENOUGH_RESOLVERS 2 /* one alone may have a bad day */

/* Most senders ask such resolvers, and hear that the domain's answers cannot be used. Nearly
 * always it is a broken seal (DNSSEC): this is for when what was seen of it does not tell. */
void
lw_judge_resolvers_fail (LwJudgement *self, const LwCheck *check)
{
  guint n_failed = 0;

  if (!lw_evidence_knows_mx (self->evidence) ||
      lw_judgement_found (self, "dnssec.inconsistent_ns") ||
      lw_judgement_found (self, "local.clock_wrong"))
    return;

  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = get_row (self, i);

      if (row->type != LW_RR_TYPE_MX || !g_str_equal (row->owner, self->domain))
        continue;
      if (is_by_resolver (row) && lw_judgement_is_usable (row))
        return;
      n_failed += row->role == LW_ROLE_RESOLVER && row->status == LW_ANSWER_SERVFAIL;
    }

  if (n_failed >= ENOUGH_RESOLVERS)
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "dns-host", NULL,
                      _ ("Mail does not arrive: careful networks refuse your domain."),
                      _ ("Its name servers answer, but no resolver accepts what they say. "
                         "Usually its safety seal (DNSSEC) is broken."),
                      _ ("Ask the company that looks after your domain's DNS to check DNSSEC."));
}
