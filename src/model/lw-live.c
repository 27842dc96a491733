/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-live.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Name servers say whose copy they have by the first two things that a zone says of itself, its
 * main server and its number (SOA MNAME and SERIAL, RFC 1035 section 3.3.13). Names alone do not
 * tell: a reserve server (RFC 1034 section 4.3.5) need not stand in the zone at the main one, and a
 * main server may be hidden behind its reserves. */
struct _LwLive
{
  LwLiveState state;
  GPtrArray *others; /* (element-type utf8) */
};

/* One name of the delegation */
typedef struct
{
  const char *name;
  gboolean is_named; /* by the zone that is edited */
  gboolean answered; /* it said something, if only that it does not know the zone */
  char *primary;     /* (owned) (nullable): NULL when it gave no SOA */
  guint32 serial;
} Asked;

static void
asked_free (Asked *asked)
{
  g_free (asked->primary);
  g_free (asked);
}

static void
clear (gpointer data)
{
  LwLive *self = data;

  g_ptr_array_unref (self->others);
}

static void
take_soa (Asked *asked, const LwAnswerFields *row)
{
  const char *words = lw_record_set_get_values (row->set)[0];

  if (asked->primary != NULL)
    return;

  asked->primary = g_strndup (words, strcspn (words, " "));
  asked->serial = row->serial;
}

static void
read_answers (Asked *asked, LwEvidence *evidence, const char *zone)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (answers->pdata[i]);

      if (row->role != LW_ROLE_AUTHORITY || row->type != LW_RR_TYPE_SOA ||
          !g_str_equal (row->owner, zone) ||
          !g_str_equal (lw_server_get_name (row->server), asked->name))
        continue;

      asked->answered |= row->status == LW_ANSWER_SET || row->status == LW_ANSWER_REFUSED ||
                         row->status == LW_ANSWER_LAME || row->status == LW_ANSWER_NXDOMAIN ||
                         row->status == LW_ANSWER_NO_DATA;
      if (row->status == LW_ANSWER_SET && row->set != NULL && row->alias == NULL)
        take_soa (asked, row);
    }
}

static gboolean
has_name (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((Asked *) list->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

static void
add_name (GPtrArray *list, const char *name, LwEvidence *evidence, LwEdited *edited)
{
  Asked *asked;

  if (has_name (list, name))
    return;

  asked = g_new0 (Asked, 1);
  asked->name = name;
  asked->is_named = g_strv_contains (lw_edited_get_name_servers (edited), name);
  read_answers (asked, evidence, lw_edited_get_zone (edited));
  g_ptr_array_add (list, asked);
}

/* (transfer full) (element-type Asked): those whom the zone above names */
static GPtrArray *
list_asked (LwEvidence *evidence, LwEdited *edited)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) asked_free);
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);
  GPtrArray *servers = delegation != NULL ? lw_delegation_get_servers (delegation) : NULL;
  GPtrArray *answers = lw_evidence_get_answers (evidence);

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    add_name (list, lw_server_get_name (servers->pdata[i]), evidence, edited);
  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (answers->pdata[i]);

      if (row->role == LW_ROLE_AUTHORITY)
        add_name (list, lw_server_get_name (row->server), evidence, edited);
    }

  return list;
}

/* By what a copy of the zone is known */
typedef struct
{
  const char *primary; /* (nullable) */
  guint32 serial;
  gboolean has_serial;
} Mark;

/* (nullable): one that the zone names; @answered: and that gave its own mark */
static Asked *
find_named (GPtrArray *list, gboolean answered)
{
  for (guint i = 0; i < list->len; i++)
    {
      Asked *asked = list->pdata[i];

      if (asked->is_named && (!answered || asked->primary != NULL))
        return asked;
    }

  return NULL;
}

/* Where nobody is named, the main server's name proves nothing: it may have come along when the
 * zone was copied to another host. Where somebody is, a server that is behind is still a reserve.
 */
static gboolean
bears_mark (Asked *asked, const Mark *mark, gboolean somebody_is_named)
{
  if (asked->primary == NULL)
    return FALSE;
  if (mark->has_serial && asked->serial == mark->serial)
    return TRUE;

  return somebody_is_named && g_strcmp0 (asked->primary, mark->primary) == 0;
}

/* Returns: how many have the zone with @mark. Who does not know the zone at all is another matter,
 * unless nobody knows it. */
static guint
tell_apart (LwLive *self, GPtrArray *list, const Mark *mark)
{
  gboolean somebody_is_named = find_named (list, FALSE) != NULL;
  guint n_same = 0;

  g_ptr_array_set_size (self->others, 0);
  for (guint i = 0; i < list->len; i++)
    {
      Asked *asked = list->pdata[i];

      if (bears_mark (asked, mark, somebody_is_named))
        n_same++;
      else if (somebody_is_named ? asked->primary != NULL : asked->answered)
        g_ptr_array_add (self->others, g_strdup (asked->name));
    }

  return n_same;
}

static void
find_others (LwLive *self, GPtrArray *list, LwEdited *edited)
{
  Mark mark = { .primary = lw_edited_get_primary (edited) };
  Asked *named = find_named (list, TRUE);
  guint n_same;

  mark.has_serial = lw_edited_get_serial (edited, &mark.serial);
  n_same = tell_apart (self, list, &mark);

  /* A host may show another mark than it publishes, or none. */
  if (n_same == 0 && named != NULL)
    {
      const Mark published = { named->primary, named->serial, TRUE };

      n_same = tell_apart (self, list, &published);
    }

  if (n_same > 0)
    self->state = self->others->len > 0 ? LW_LIVE_PART : LW_LIVE_WHOLE;
  else if (self->others->len > 0 && find_named (list, FALSE) == NULL)
    self->state = LW_LIVE_NOT;
}

/* Another zone than the one that the domain lies in, as the zones above tell it */
static void
take_all (LwLive *self, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (self->others, g_strdup (((Asked *) list->pdata[i])->name));
  if (list->len > 0)
    self->state = LW_LIVE_NOT;
}

/**
 * lw_live_new:
 * @evidence: a look, at least the delegation and what the name servers said of their zone
 * @edited: (nullable): the zone as the DNS host shows it
 *
 * Nothing is known where the host shows no name servers, or the delegation was not found.
 *
 * Returns: (transfer full): what the two come to
 */
LwLive *
lw_live_new (LwEvidence *evidence, LwEdited *edited)
{
  LwLive *self = g_atomic_rc_box_new0 (LwLive);
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);
  g_autoptr (GPtrArray) list = NULL;

  self->others = g_ptr_array_new_with_free_func (g_free);
  if (edited == NULL || *lw_edited_get_name_servers (edited) == NULL)
    return self;

  list = list_asked (evidence, edited);
  if (delegation != NULL &&
      !g_str_equal (lw_delegation_get_zone (delegation), lw_edited_get_zone (edited)))
    take_all (self, list);
  else
    find_others (self, list, edited);
  if (self->state == LW_LIVE_UNKNOWN)
    g_ptr_array_set_size (self->others, 0);

  return self;
}

LwLive *
lw_live_ref (LwLive *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lw_live_unref (LwLive *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

LwLiveState
lw_live_get_state (LwLive *self)
{
  return self->state;
}

GPtrArray *
lw_live_get_others (LwLive *self)
{
  return self->others;
}

char *
lw_live_list_others (LwLive *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->others->len; i++)
    {
      g_autofree char *name = lw_name_display (self->others->pdata[i]);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

char *
lw_live_describe (LwLive *self)
{
  g_autofree char *others = lw_live_list_others (self);

  if (self->state == LW_LIVE_NOT)
    /* Translators: names of name servers */
    return g_strdup_printf (_ ("But nobody asks this DNS host about the domain: where you bought "
                               "the name, everybody is sent to %s."),
                            others);
  if (self->state == LW_LIVE_PART)
    /* Translators: names of name servers */
    return g_strdup_printf (_ ("Others answer for the domain too, with settings of their own: %s."),
                            others);

  return NULL;
}
