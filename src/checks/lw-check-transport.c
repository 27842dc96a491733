/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* How the domain's own name servers can be asked: UDP and TCP, EDNS, odd types, empty names. */

#define ENOUGH_ROWS 3 /* fewer may be bad luck with packets that got lost */

/* What one address showed */
typedef struct
{
  guint n_by_udp; /* heard by UDP, in the new form */
  guint n_plain;  /* heard only without EDNS */
  guint n_udp_silent;
  guint n_by_tcp;
  guint n_tcp_silent;
  guint n_cut; /* the rest could not be fetched */
  gboolean cut_mx;
  gboolean aaaa_silent;
} Traits;

static gboolean
is_heard (const LwAnswerFields *row)
{
  return row->status != LW_ANSWER_TIMED_OUT && row->status != LW_ANSWER_UNREACHABLE;
}

/* Nothing came by UDP, neither whole nor cut. */
static gboolean
is_udp_silent (const LwAnswerFields *row)
{
  return !row->truncated && (row->via != LW_VIA_UDP || !is_heard (row));
}

/* The question that was put by TCP alone tells nothing about UDP. A SOA that came by TCP because
 * UDP was silent looks the same, and there are enough others to tell. */
static gboolean
tells_about_udp (const LwAnswerFields *row)
{
  return !(row->type == LW_RR_TYPE_SOA && row->via != LW_VIA_UDP);
}

static void
add_row (Traits *traits, const LwAnswerFields *row)
{
  gboolean cut = row->truncated && row->status == LW_ANSWER_GARBLED;

  traits->n_cut += cut;
  traits->cut_mx |= cut && row->type == LW_RR_TYPE_MX;
  traits->n_by_tcp += row->via != LW_VIA_UDP && is_heard (row);
  traits->n_tcp_silent += row->via != LW_VIA_UDP && !is_heard (row);
  if (!tells_about_udp (row))
    return;

  if (is_udp_silent (row) && row->type == LW_RR_TYPE_AAAA)
    traits->aaaa_silent = TRUE;
  else if (is_udp_silent (row))
    traits->n_udp_silent++;
  else if (row->without_edns)
    traits->n_plain++;
  else
    traits->n_by_udp++;
}

static Traits
collect (LwJudgement *self, LwRole role, const char *address)
{
  Traits traits = { 0 };
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, role, NULL, 0);

      if (row != NULL &&
          (address == NULL || g_strcmp0 (lw_server_get_address (row->server), address) == 0))
        add_row (&traits, row);
    }

  return traits;
}

typedef gboolean (*TraitsTest) (const Traits *traits);

static void
add_name (GString *text, const LwAnswerFields *row)
{
  g_autofree char *name = lw_name_display (lw_server_get_name (row->server));

  g_string_append_printf (text, "%s%s (%s)", text->len > 0 ? ", " : "", name,
                          lw_server_get_address (row->server));
}

/* (nullable): the servers that pass @test, for people */
static char *
list (LwJudgement *self, TraitsTest test)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new (NULL);
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, NULL, 0);
      const char *address = row != NULL ? lw_server_get_address (row->server) : NULL;
      Traits traits;

      if (address == NULL || !g_hash_table_add (seen, (gpointer) address) ||
          lw_judgement_is_blamed (self, address))
        continue;
      traits = collect (self, LW_ROLE_AUTHORITY, address);
      if (test (&traits))
        add_name (text, row);
    }

  return g_string_free (text, text->len == 0);
}

static void
add (LwJudgement *self,
     const LwCheck *check,
     LwLevel level,
     const char *servers,
     const char *result,
     const char *reason_format,
     const char *step)
{
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *reason = g_strjoinv (servers, parts);

  lw_judgement_add (self, check, level, "dns-host", NULL, result, reason, step);
}

static gboolean
has_lost_answers (const Traits *traits)
{
  return traits->n_cut > 0;
}

static gboolean
has_closed_tcp (const Traits *traits)
{
  return traits->n_tcp_silent > 0 && traits->n_by_tcp == 0 && traits->n_by_udp > 0;
}

/* Somebody must have been heard by TCP, or it is this network that lets none through. */
static gboolean
does_tcp_work_here (LwJudgement *self)
{
  return collect (self, LW_ROLE_PARENT, NULL).n_by_tcp > 0 ||
         collect (self, LW_ROLE_AUTHORITY, NULL).n_by_tcp > 0;
}

void
lw_judge_truncated_no_tcp (LwJudgement *self, const LwCheck *check)
{
  g_autofree char *cut = list (self, has_lost_answers);
  g_autofree char *closed = cut == NULL ? list (self, has_closed_tcp) : NULL;
  gboolean mx_lost =
      collect (self, LW_ROLE_AUTHORITY, NULL).cut_mx && !lw_evidence_knows_mx (self->evidence);

  if (cut != NULL)
    add (self, check, mx_lost ? LW_LEVEL_ERROR : LW_LEVEL_WARNING, cut,
         mx_lost ? _ ("Mail does not arrive: the list of your mail servers is too long to fetch.")
                 : _ ("Mail may be late: long answers of your name servers are lost."),
         _ ("The answer does not fit into one packet, and TCP port 53 is closed: %s."),
         _ ("Ask your DNS host to open port 53 for TCP."));
  else if (closed != NULL && does_tcp_work_here (self))
    add (self, check, LW_LEVEL_ADVICE, closed,
         _ ("Longer answers of your name servers would be lost."), _ ("TCP port 53 is closed: %s."),
         _ ("Ask your DNS host to open port 53 for TCP."));
}

static gboolean
stumbles_over_edns (const Traits *traits)
{
  return traits->n_plain >= ENOUGH_ROWS && traits->n_by_udp == 0;
}

void
lw_judge_edns_broken (LwJudgement *self, const LwCheck *check)
{
  g_autofree char *servers = list (self, stumbles_over_edns);

  if (servers != NULL)
    add (self, check, LW_LEVEL_WARNING, servers,
         _ ("Mail may be late: a name server understands only old questions."),
         _ ("It, or a firewall before it, has trouble with questions of today's form (EDNS): %s."),
         _ ("Ask your DNS host to renew the server or the firewall."));
}

static gboolean
drops_aaaa (const Traits *traits)
{
  return traits->aaaa_silent && traits->n_udp_silent == 0 &&
         traits->n_by_udp + traits->n_plain >= ENOUGH_ROWS;
}

void
lw_judge_aaaa_dropped (LwJudgement *self, const LwCheck *check)
{
  g_autofree char *servers = list (self, drops_aaaa);

  if (servers != NULL)
    add (self, check, LW_LEVEL_WARNING, servers,
         _ ("Mail may be late: a name server ignores one kind of question."),
         _ ("It does not answer questions about addresses of the newer kind (IPv6): %s."),
         _ ("Ask your DNS host to renew the server or the firewall."));
}

static gboolean
speaks_tcp_only (const Traits *traits)
{
  return traits->n_by_tcp >= ENOUGH_ROWS && traits->n_udp_silent >= ENOUGH_ROWS &&
         traits->n_by_udp + traits->n_plain == 0;
}

char *
lw_judgement_list_tcp_only (LwJudgement *self)
{
  return list (self, speaks_tcp_only);
}

/* Whether the same server has something at a name below */
static gboolean
has_below (LwJudgement *self, const LwAnswerFields *denied)
{
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, NULL, 0);

      if (row != NULL && row->status == LW_ANSWER_SET && row->alias == NULL &&
          g_strcmp0 (lw_server_get_address (row->server), lw_server_get_address (denied->server)) ==
              0 &&
          !g_str_equal (row->owner, denied->owner) &&
          lw_name_is_at_or_below (row->owner, denied->owner))
        return TRUE;
    }

  return FALSE;
}

void
lw_judge_ent_nxdomain (LwJudgement *self, const LwCheck *check)
{
  guint n_rows = lw_evidence_get_answers (self->evidence)->len;

  for (guint i = 0; i < n_rows; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, NULL, 0);
      g_autofree char *name = NULL;

      if (row == NULL || row->status != LW_ANSWER_NXDOMAIN || !has_below (self, row))
        continue;
      name = lw_name_display (row->owner);
      add (self, check, LW_LEVEL_INFO, name,
           _ ("Your DNS host's server has a small flaw; nothing is lost."),
           _ ("It denies the name %s, though there are names below it."),
           _ ("There is nothing to do."));
      return;
    }
}
