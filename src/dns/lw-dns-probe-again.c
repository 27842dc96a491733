/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

/* Long answers come in fragments, which get lost on the way (RFC 9715). Letterway asks so that none
 * is needed; to see what happens to those who do not, the longest answer of a server is asked for
 * once more with room for it. Where an answer is missing though others of the same server come, it
 * is asked for with little room. */

#define LONG_OCTETS 700 /* with signatures and addresses beside it that may be too much */
#define ENOUGH_HEARD 3

/* What the answers of one server are like */
typedef struct
{
  const LwAnswerFields *longest; /* (nullable) */
  const LwAnswerFields *lost;    /* (nullable): by UDP, though it was asked for three times */
  guint n_heard;
  guint n_lost;
  gboolean stumbles : 1; /* over EDNS: that is another story */
} Lengths;

static gsize
get_length (const LwAnswerFields *row)
{
  return row->raw != NULL ? g_bytes_get_size (row->raw) : 0;
}

/* Some drop questions for AAAA, whatever is said to them. */
static void
add_row (Lengths *lengths, const LwAnswerFields *row)
{
  gboolean heard = row->status != LW_ANSWER_TIMED_OUT && row->status != LW_ANSWER_UNREACHABLE;
  gboolean by_tcp_alone = row->type == LW_RR_TYPE_SOA && row->via == LW_VIA_TCP;

  if (by_tcp_alone || row->type == LW_RR_TYPE_AAAA)
    return;

  lengths->stumbles |= row->without_edns;
  if (!row->truncated && (!heard || row->via == LW_VIA_TCP))
    {
      lengths->n_lost++;
      lengths->lost = row;
      return;
    }

  lengths->n_heard += heard;
  if (heard && get_length (row) >= LONG_OCTETS &&
      (lengths->longest == NULL || get_length (row) > get_length (lengths->longest)))
    lengths->longest = row;
}

static Lengths
collect (GPtrArray *answers, LwServer *server)
{
  Lengths lengths = { 0 };

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (answers, i));

      if (row->role == LW_ROLE_AUTHORITY && row->server == server)
        add_row (&lengths, row);
    }

  return lengths;
}

static void
add_again (GArray *questions, GPtrArray *answers, LwServer *server)
{
  Lengths lengths = collect (answers, server);
  LwProbeAgain again = { .server = server };

  if (lengths.stumbles || lengths.n_heard < ENOUGH_HEARD || lengths.n_lost > 1)
    return;

  if (lengths.lost != NULL)
    {
      again.owner = lengths.lost->owner;
      again.type = lengths.lost->type;
      again.flags = LW_QUERY_SMALL;
    }
  else if (lengths.longest != NULL)
    {
      again.owner = lengths.longest->owner;
      again.type = lengths.longest->type;
      again.flags = LW_QUERY_BIG | LW_QUERY_DNSSEC;
    }
  else
    return;

  g_array_append_val (questions, again);
}

GArray *
lw_probe_list_again (GPtrArray *answers)
{
  GArray *questions = g_array_new (FALSE, FALSE, sizeof (LwProbeAgain));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (answers, i));

      if (row->role == LW_ROLE_AUTHORITY && g_hash_table_add (seen, row->server))
        add_again (questions, answers, row->server);
    }

  return questions;
}
