/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include <glib/gi18n-lib.h>

/* Answers that are too long for one packet and get lost on the way, without a word. What was asked
 * for twice, with different room for the answer, shows it. */

#define SMALL_OCTETS 512

static gboolean
is_heard_by_udp (const LwAnswerFields *row)
{
  return row->truncated || (row->via == LW_VIA_UDP && row->status != LW_ANSWER_TIMED_OUT &&
                            row->status != LW_ANSWER_UNREACHABLE);
}

/* (nullable): the same question to the same server with the usual room */
static const LwAnswerFields *
find_usual (LwJudgement *self, const LwAnswerFields *again)
{
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;
  const char *address = lw_server_get_address (again->server);

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row =
          lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, again->owner, again->type);

      if (row != NULL && g_strcmp0 (lw_server_get_address (row->server), address) == 0)
        return row;
    }

  return NULL;
}

/* With much room it is silent, and was not before; or with little room it is silent no more. */
static gboolean
is_lost (LwJudgement *self, const LwAnswerFields *again)
{
  const LwAnswerFields *usual = find_usual (self, again);

  if (usual == NULL || usual->without_edns || again->without_edns)
    return FALSE;

  return again->udp_size <= SMALL_OCTETS ? is_heard_by_udp (again) && !is_heard_by_udp (usual)
                                         : is_heard_by_udp (usual) && !is_heard_by_udp (again);
}

void
lw_judge_fragmentation (LwJudgement *self, const LwCheck *check)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  g_autofree char *shown = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (answers, i));
      const char *name = lw_server_get_name (row->server);

      if (row->udp_size != 0 && row->role == LW_ROLE_AUTHORITY && is_lost (self, row) &&
          !g_ptr_array_find_with_equal_func (servers, name, g_str_equal, NULL))
        g_ptr_array_add (servers, (gpointer) name);
    }
  if (servers->len == 0)
    return;

  shown = lw_judgement_list (servers);
  reason = g_strdup_printf (
      _ ("Answers that do not fit into one packet do not arrive from there: %s."), shown);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "dns-host", NULL,
                    _ ("Mail may be late: long answers of your name servers get lost."), reason,
                    _ ("Ask your DNS host to send no answer over 1232 octets by UDP."));
}
