/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* The registry's wrong address of a name server is told already. */
static gboolean
is_blamed (LwJudgement *self, LwServer *server)
{
  return lw_server_get_address (server) != NULL &&
         lw_judgement_is_blamed (self, lw_server_get_address (server));
}

/* (nullable): what one of the domain's own name servers said about its mail servers */
static const LwAnswerFields *
get_authority (LwJudgement *self, guint index)
{
  LwAnswer *answer = g_ptr_array_index (lw_evidence_get_answers (self->evidence), index);
  const LwAnswerFields *fields = lw_answer_get (answer);

  return fields->role == LW_ROLE_AUTHORITY && fields->type == LW_RR_TYPE_MX &&
                 g_str_equal (fields->owner, self->domain) &&
                 fields->status != LW_ANSWER_NOT_ASKED &&
                 lw_judgement_counts (self, lw_server_get_address (fields->server)) &&
                 !is_blamed (self, fields->server)
             ? fields
             : NULL;
}

static guint
get_n_answers (LwJudgement *self)
{
  return lw_evidence_get_answers (self->evidence)->len;
}

static gboolean
is_usable (const LwAnswerFields *fields)
{
  return fields->status == LW_ANSWER_SET || fields->status == LW_ANSWER_NO_DATA ||
         fields->status == LW_ANSWER_NXDOMAIN;
}

static gboolean
is_lame (const LwAnswerFields *fields)
{
  return fields->status == LW_ANSWER_REFUSED ||
         (fields->status == LW_ANSWER_LAME && fields->disclaims);
}

static gboolean
is_not_authoritative (const LwAnswerFields *fields)
{
  return fields->status == LW_ANSWER_LAME && !fields->disclaims;
}

static gboolean
is_expired (const LwAnswerFields *fields)
{
  return fields->status == LW_ANSWER_SERVFAIL;
}

static gboolean
is_without_address (const LwAnswerFields *fields)
{
  return !is_usable (fields) && lw_server_get_address (fields->server) == NULL;
}

/* What cannot be fetched is a finding of its own. */
static gboolean
is_cut (const LwAnswerFields *fields)
{
  return fields->truncated && fields->status == LW_ANSWER_GARBLED;
}

static gboolean
is_useless (const LwAnswerFields *fields)
{
  return !is_usable (fields) && !is_cut (fields);
}

static gboolean
is_silent (const LwAnswerFields *fields)
{
  return !is_usable (fields) && !is_lame (fields) && !is_not_authoritative (fields) &&
         !is_expired (fields) && !is_without_address (fields) && !is_cut (fields);
}

typedef gboolean (*AnswerTest) (const LwAnswerFields *fields);

static guint
count (LwJudgement *self, AnswerTest test)
{
  guint n_found = 0;

  for (guint i = 0; i < get_n_answers (self); i++)
    {
      const LwAnswerFields *fields = get_authority (self, i);

      n_found += fields != NULL && test (fields);
    }

  return n_found;
}

/* "ns1.example.net (192.0.2.1), ns2.example.net (192.0.2.2)" */
static char *
list (LwJudgement *self, AnswerTest test)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < get_n_answers (self); i++)
    {
      const LwAnswerFields *fields = get_authority (self, i);
      g_autofree char *name = NULL;

      if (fields == NULL || !test (fields))
        continue;
      name = lw_name_display (lw_server_get_name (fields->server));
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name);
      if (lw_server_get_address (fields->server) != NULL)
        g_string_append_printf (text, " (%s)", lw_server_get_address (fields->server));
    }

  return g_string_free (text, FALSE);
}

/* The walk ended at servers that answer without an answer */
static gboolean
walk_met_dead_servers (LwJudgement *self)
{
  LwAnswerStatus status;

  return lw_evidence_get_delegation_trouble (self->evidence, &status, NULL) &&
         (status == LW_ANSWER_SERVFAIL || status == LW_ANSWER_REFUSED || status == LW_ANSWER_LAME);
}

void
lw_judge_all_dead (LwJudgement *self, const LwCheck *check)
{
  gboolean dead = count (self, is_useless) > 0 && !lw_evidence_knows_mx (self->evidence) &&
                  !lw_judgement_found_error (self, "dns.truncated_no_tcp");

  if (dead || (get_n_answers (self) == 0 && walk_met_dead_servers (self)))
    lw_judgement_add (self, check, LW_LEVEL_ERROR, "dns-host", NULL,
                      _ ("Mail does not arrive: nobody answers for your domain."),
                      _ ("None of its name servers gives a usable answer."),
                      _ ("Ask the company that looks after your domain's DNS."));
}

static void
add_about_servers (LwJudgement *self,
                   const LwCheck *check,
                   const char *servers,
                   const char *reason_format,
                   const char *step)
{
  g_auto (GStrv) parts = g_strsplit (reason_format, "%s", 2);
  g_autofree char *reason = g_strjoinv (servers, parts);

  lw_judgement_add (self, check, LW_LEVEL_WARNING, "dns-host", NULL,
                    _ ("Mail may be late: not all of your name servers answer."), reason, step);
}

static void
add_about_some (LwJudgement *self,
                const LwCheck *check,
                AnswerTest test,
                const char *reason_format,
                const char *step)
{
  g_autofree char *servers = list (self, test);

  add_about_servers (self, check, servers, reason_format, step);
}

/* Those that the registry lists were looked up on the way, those of the domain's own list later. */
static char *
list_without_address (LwJudgement *self)
{
  g_autoptr (GPtrArray) names = lw_judgement_list_addressless (self);

  for (guint i = 0; i < get_n_answers (self); i++)
    {
      const LwAnswerFields *fields = get_authority (self, i);
      const char *name = fields != NULL ? lw_server_get_name (fields->server) : NULL;

      if (name != NULL && is_without_address (fields) &&
          !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }

  return names->len > 0 ? lw_judgement_list (names) : NULL;
}

void
lw_judge_ns_no_address (LwJudgement *self, const LwCheck *check)
{
  g_autofree char *servers = list_without_address (self);

  if (servers != NULL)
    add_about_servers (self, check, servers, _ ("This name server does not exist: %s."),
                       _ ("Remove it where you bought the name, or correct its name."));
}

void
lw_judge_lame (LwJudgement *self, const LwCheck *check)
{
  if (count (self, is_lame) > 0)
    add_about_some (self, check, is_lame, _ ("This name server does not know your domain: %s."),
                    _ ("Ask your DNS host to add the domain there, or remove the server where you "
                       "bought the name."));
}

void
lw_judge_not_authoritative (LwJudgement *self, const LwCheck *check)
{
  if (count (self, is_not_authoritative) > 0)
    add_about_some (self, check, is_not_authoritative,
                    _ ("This name server answers without being in charge of the domain: %s."),
                    _ ("Ask your DNS host to put it in charge, or remove the server where you "
                       "bought the name."));
}

void
lw_judge_secondary_expired (LwJudgement *self, const LwCheck *check)
{
  if (count (self, is_expired) > 0)
    add_about_some (self, check, is_expired,
                    _ ("This name server has nothing to tell; probably it could not fetch your "
                       "domain from the main server for too long: %s."),
                    _ ("Tell your DNS host."));
}

void
lw_judge_unreachable (LwJudgement *self, const LwCheck *check)
{
  g_autofree char *tcp_only = lw_judgement_list_tcp_only (self);

  if (tcp_only != NULL)
    add_about_servers (self, check, tcp_only,
                       _ ("This name server is silent by UDP, which nearly everybody uses: %s."),
                       _ ("Tell your DNS host to open port 53 for UDP."));
  if (count (self, is_silent) > 0)
    add_about_some (self, check, is_silent, _ ("This name server is silent: %s."),
                    _ ("Tell your DNS host."));
}
