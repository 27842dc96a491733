/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include "lw-name.h"

#include <string.h>

/* What the first answers of a probe ask for. */

#define NAME_MAX_BYTES 254 /* as text with its final dot */

static void
add_name (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/* (nullable): the list of name servers in an answer about @zone */
static LwRecordSet *
get_list (LwAnswer *answer, const char *zone)
{
  const LwAnswerFields *fields = lw_answer_get (answer);

  return fields->type == LW_RR_TYPE_NS && fields->status == LW_ANSWER_SET &&
                 fields->alias == NULL && g_str_equal (fields->owner, zone)
             ? fields->set
             : NULL;
}

void
lw_probe_list_name_servers (GPtrArray *answers,
                            LwDelegation *delegation,
                            GPtrArray **inside,
                            GPtrArray **outside)
{
  const char *zone = lw_delegation_get_zone (delegation);

  *inside = g_ptr_array_new_with_free_func (g_free);
  *outside = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < answers->len; i++)
    {
      LwRecordSet *list = get_list (g_ptr_array_index (answers, i), zone);
      const char *const *names = list != NULL ? lw_record_set_get_values (list) : NULL;

      for (guint j = 0; names != NULL && names[j] != NULL; j++)
        add_name (lw_name_is_at_or_below (names[j], zone) ? *inside : *outside, names[j]);
    }
}

static gboolean
has_text (LwRecordSet *set, const char *begin)
{
  const char *const *values = set != NULL ? lw_record_set_get_values (set) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (g_ascii_strncasecmp (values[i] + (*values[i] == '"'), begin, strlen (begin)) == 0)
      return TRUE;

  return FALSE;
}

/* Whether authorities answered about @owner, and none has a text that begins with @begin */
static gboolean
is_empty (GPtrArray *answers, const char *owner, const char *begin)
{
  guint n_usable = 0;

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (fields->role != LW_ROLE_AUTHORITY || fields->type != LW_RR_TYPE_TXT ||
          !g_str_equal (fields->owner, owner))
        continue;
      if (has_text (fields->set, begin) || fields->alias != NULL)
        return FALSE;
      n_usable += lw_answer_is_usable (g_ptr_array_index (answers, i));
    }

  return n_usable > 0;
}

char *
lw_dns_double_name (const char *owner, const char *zone)
{
  g_return_val_if_fail (owner != NULL && zone != NULL, NULL);

  /* The root has no text that could be added. */
  if (strcmp (zone, ".") == 0 || strlen (owner) + strlen (zone) > NAME_MAX_BYTES)
    return NULL;

  return g_strconcat (owner, zone, NULL);
}

static void
add_doubled (GPtrArray *names,
             GPtrArray *answers,
             LwDelegation *delegation,
             const char *owner,
             const char *begin)
{
  g_autofree char *name = lw_dns_double_name (owner, lw_delegation_get_zone (delegation));

  if (name != NULL && is_empty (answers, owner, begin))
    add_name (names, name);
}

GPtrArray *
lw_probe_list_doubled (GPtrArray *answers, LwDelegation *delegation)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *domain = lw_delegation_get_domain (delegation);
  g_autofree char *dmarc = g_strconcat ("_dmarc.", domain, NULL);
  g_autofree char *sts = g_strconcat ("_mta-sts.", domain, NULL);

  add_doubled (names, answers, delegation, domain, "v=spf1");
  add_doubled (names, answers, delegation, dmarc, "v=DMARC1");
  add_doubled (names, answers, delegation, sts, "v=STSv1");

  return names;
}

/* Has a text there, or leads elsewhere */
static gboolean
is_published (const LwAnswerFields *fields, const char *domain)
{
  if (fields->role != LW_ROLE_AUTHORITY || fields->type != LW_RR_TYPE_TXT ||
      !lw_name_is_at_or_below (fields->owner, domain) ||
      g_str_has_prefix (fields->owner, LW_CONTROL_LABEL))
    return FALSE;

  return g_str_equal (fields->owner, domain) ? has_text (fields->set, "v=spf1")
                                             : fields->set != NULL || fields->alias != NULL;
}

GPtrArray *
lw_probe_list_published (GPtrArray *answers, LwDelegation *delegation)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (is_published (fields, lw_delegation_get_domain (delegation)))
        add_name (names, fields->owner);
    }

  return names;
}
