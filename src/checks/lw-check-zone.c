/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-live.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* What the zone above says about the name servers, against what they say themselves. */

/* (nullable): a list of name servers; @role: PARENT or AUTHORITY */
static LwRecordSet *
get_list (LwJudgement *self, guint index, LwRole role)
{
  const LwAnswerFields *row = lw_judgement_get_row (self, index, role, self->zone, LW_RR_TYPE_NS);

  return row != NULL && row->status == LW_ANSWER_SET && row->alias == NULL ? row->set : NULL;
}

static guint
get_n_rows (LwJudgement *self)
{
  return lw_evidence_get_answers (self->evidence)->len;
}

static void
add_name (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) name);
}

/* (transfer container) (element-type utf8): everybody that a list names */
static GPtrArray *
list_name_servers (LwJudgement *self)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < get_n_rows (self); i++)
    for (LwRole role = LW_ROLE_PARENT; role <= LW_ROLE_AUTHORITY; role++)
      {
        LwRecordSet *list = get_list (self, i, role);
        const char *const *values = list != NULL ? lw_record_set_get_values (list) : NULL;

        for (guint j = 0; values != NULL && values[j] != NULL; j++)
          add_name (names, values[j]);
      }

  return names;
}

static char *
show_names (const char *const *names)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (list, (gpointer) names[i]);

  return lw_judgement_list (list);
}

static char *
show_list (LwRecordSet *list)
{
  return show_names (lw_record_set_get_values (list));
}

/* Whether @part names somebody that @whole does not */
static gboolean
has_more (LwRecordSet *part, LwRecordSet *whole)
{
  const char *const *values = lw_record_set_get_values (part);

  for (guint i = 0; values[i] != NULL; i++)
    if (!g_strv_contains (lw_record_set_get_values (whole), values[i]))
      return TRUE;

  return FALSE;
}

/* (nullable): the list of the zone above; @child itself when one of several says the same, since a
 * change may just be under way */
static LwRecordSet *
find_parent_list (LwJudgement *self, LwRecordSet *child)
{
  LwRecordSet *found = NULL;

  for (guint i = 0; i < get_n_rows (self); i++)
    {
      LwRecordSet *list = get_list (self, i, LW_ROLE_PARENT);

      if (list != NULL && lw_record_set_same_values (list, child))
        return child;
      if (found == NULL)
        found = list;
    }

  return found;
}

void
lw_judge_parent_child_mismatch (LwJudgement *self, const LwCheck *check)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      LwRecordSet *child = get_list (self, i, LW_ROLE_AUTHORITY);
      LwRecordSet *parent = child != NULL ? find_parent_list (self, child) : NULL;
      g_autofree char *above = NULL;
      g_autofree char *below = NULL;
      g_autofree char *reason = NULL;

      if (parent == NULL || parent == child)
        continue;

      above = show_list (parent);
      below = show_list (child);
      reason = g_strdup_printf (_ ("The registry lists %s; the settings of the domain list %s."),
                                above, below);
      lw_judgement_add (self, check, has_more (parent, child) ? LW_LEVEL_WARNING : LW_LEVEL_ADVICE,
                        "registrar", NULL,
                        _ ("Mail may go astray: two lists of your name servers differ."), reason,
                        _ ("Correct the list of name servers where you bought the name."));
      return;
    }
}

/* Whether a server that is not at the doubtful address itself gives others for that name */
static gboolean
is_denied (LwJudgement *self, const LwAnswerFields *glue, const char *address)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row =
          lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, glue->owner, glue->type);

      if (row == NULL || row->alias != NULL || !lw_judgement_is_usable (row) ||
          g_strcmp0 (lw_server_get_address (row->server), address) == 0)
        continue;
      if (row->set == NULL || !g_strv_contains (lw_record_set_get_values (row->set), address))
        return TRUE;
    }

  return FALSE;
}

static void
judge_glue (LwJudgement *self, const LwCheck *check, const LwAnswerFields *glue)
{
  const char *const *addresses = lw_record_set_get_values (glue->set);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *name = lw_name_display (glue->owner);
      g_autofree char *reason = NULL;

      if (lw_judgement_is_blamed (self, addresses[i]) || !is_denied (self, glue, addresses[i]))
        continue;

      /* What such a server says, or that it is silent, follows from this. */
      g_hash_table_add (self->blamed, g_strdup (addresses[i]));
      reason = g_strdup_printf (
          /* Translators: an address, then the name of a name server */
          _ ("The registry has the address %s for %s; the settings of the domain do not."),
          addresses[i], name);
      lw_judgement_add (self, check, LW_LEVEL_WARNING, "registrar", NULL,
                        _ ("Mail may be late: the registry has a wrong address of a name server."),
                        reason,
                        _ ("Correct the address of this name server where you bought the name."));
    }
}

void
lw_judge_glue_wrong (LwJudgement *self, const LwCheck *check)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_PARENT, NULL, 0);

      if (row != NULL && row->set != NULL &&
          (row->type == LW_RR_TYPE_A || row->type == LW_RR_TYPE_AAAA))
        judge_glue (self, check, row);
    }
}

static gboolean
is_address_row (const LwAnswerFields *row, const char *name)
{
  return row->role != LW_ROLE_PARENT && g_str_equal (row->owner, name) &&
         (row->type == LW_RR_TYPE_A || row->type == LW_RR_TYPE_AAAA);
}

/* Whether it was found out that there is neither kind of address; @alias: whether it is only one */
static gboolean
is_without_address (LwJudgement *self, const char *name, gboolean *alias)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);
  gboolean knows_a = FALSE, knows_aaaa = FALSE, found = FALSE;

  *alias = FALSE;
  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (answers, i));

      if (!is_address_row (row, name) || !lw_judgement_is_usable (row))
        continue;
      *alias |= row->alias != NULL;
      found |= row->set != NULL;
      knows_a |= row->type == LW_RR_TYPE_A;
      knows_aaaa |= row->type == LW_RR_TYPE_AAAA;
    }

  return knows_a && knows_aaaa && !found;
}

GPtrArray *
lw_judgement_list_addressless (LwJudgement *self)
{
  g_autoptr (GPtrArray) names = list_name_servers (self);
  GPtrArray *found = g_ptr_array_new ();
  gboolean alias;

  for (guint i = 0; i < names->len; i++)
    if (is_without_address (self, names->pdata[i], &alias) && !alias)
      g_ptr_array_add (found, names->pdata[i]);

  return found;
}

void
lw_judge_ns_is_alias (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) names = list_name_servers (self);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *shown = NULL;
  g_autofree char *reason = NULL;
  gboolean alias;

  for (guint i = 0; i < names->len; i++)
    {
      is_without_address (self, names->pdata[i], &alias);
      if (alias)
        g_ptr_array_add (found, names->pdata[i]);
    }
  if (found->len == 0)
    return;

  shown = lw_judgement_list (found);
  reason = g_strdup_printf (_ ("This name is only an alias of another: %s."), shown);
  lw_judgement_add (self, check, LW_LEVEL_WARNING, "dns-host", NULL,
                    _ ("Mail may be late: not all networks find your name servers."), reason,
                    _ ("List the real name of the server, also where you bought the name."));
}

/* (nullable): the zone's SOA as one of its servers has it */
static const LwAnswerFields *
get_soa (LwJudgement *self, guint index)
{
  const LwAnswerFields *row =
      lw_judgement_get_row (self, index, LW_ROLE_AUTHORITY, self->zone, LW_RR_TYPE_SOA);

  return row != NULL && row->status == LW_ANSWER_SET && row->alias == NULL ? row : NULL;
}

static char *
get_primary (const LwAnswerFields *soa)
{
  g_auto (GStrv) words = g_strsplit (lw_record_set_get_values (soa->set)[0], " ", 2);

  return g_strdup (words[0]);
}

/* RFC 1982: half of the numbers are later, the other half earlier. */
static gboolean
is_later (guint32 serial, guint32 than)
{
  return serial != than && serial - than < 0x80000000u;
}

/* (nullable): somebody who names the same main server and has a later serial than it */
static const LwAnswerFields *
find_later (LwJudgement *self, const LwAnswerFields *main_soa, const char *primary)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *soa = get_soa (self, i);
      g_autofree char *named = soa != NULL ? get_primary (soa) : NULL;

      if (soa != NULL && g_str_equal (named, primary) && is_later (soa->serial, main_soa->serial))
        return soa;
    }

  return NULL;
}

void
lw_judge_serial_backwards (LwJudgement *self, const LwCheck *check)
{
  for (guint i = 0; i < get_n_rows (self); i++)
    {
      const LwAnswerFields *soa = get_soa (self, i);
      g_autofree char *primary = soa != NULL ? get_primary (soa) : NULL;
      const LwAnswerFields *later = NULL;
      g_autofree char *reserve = NULL;
      g_autofree char *reason = NULL;

      if (soa != NULL && g_str_equal (primary, lw_server_get_name (soa->server)))
        later = find_later (self, soa, primary);
      if (later == NULL)
        continue;

      reserve = lw_name_display (lw_server_get_name (later->server));
      reason = g_strdup_printf (
          /* Translators: a name server, its number, the number of the main server */
          _ ("%s has the number %u, the main server only %u. So it takes no changes over."),
          reserve, later->serial, soa->serial);
      lw_judgement_add (
          self, check, LW_LEVEL_WARNING, "dns-host", NULL,
          _ ("Changes do not get through: a reserve server believes that it is newer."), reason,
          _ ("Ask your DNS host to raise the serial number of the zone above the old one."));
      return;
    }
}

void
lw_judge_edited_zone_not_live (LwJudgement *self, const LwCheck *check)
{
  LwEdited *edited = lw_evidence_get_edited (self->evidence);
  g_autoptr (LwLive) live = lw_live_new (self->evidence, edited);
  g_autofree char *shown = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *reason = NULL;

  if (lw_live_get_state (live) != LW_LIVE_NOT)
    return;

  shown = show_names (lw_edited_get_name_servers (edited));
  asked = lw_judgement_list (lw_live_get_others (live));
  /* Translators: name servers that the host shows, name servers that the registry names */
  reason = g_strdup_printf (_ ("The connected DNS host keeps the domain for %s, but the registry "
                               "sends everybody to %s."),
                            shown, asked);
  lw_judgement_add (self, check, LW_LEVEL_ERROR, "you", NULL,
                    _ ("Changes here have no effect: nobody asks the zone that you edit."), reason,
                    _ ("Connect the DNS host that the registry names, or name this one where you "
                       "bought the name."));
}
