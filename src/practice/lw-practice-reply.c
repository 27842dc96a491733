/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-reply.h"

#include "lw-name.h"

#include <ldns/ldns.h>

#define MAX_ALIASES 8
#define SOA_MINIMUM 6 /* the field's index */

/* An answer is found as RFC 1034 4.3.2 says: the zone, a delegation on the way, the name itself
 * with its aliases, a wildcard, or nothing with the SOA. */

typedef struct
{
  LwPracticeReply *reply;
  LwZone *zone;
  guint16 type;
} Search;

LwPracticeReply *
lw_practice_reply_new (guint rcode)
{
  LwPracticeReply *self = g_new0 (LwPracticeReply, 1);

  self->rcode = rcode;
  self->answer = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_record_set_unref);
  self->authority = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_record_set_unref);
  self->additional = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_record_set_unref);
  return self;
}

void
lw_practice_reply_free (LwPracticeReply *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->answer);
  g_ptr_array_unref (self->authority);
  g_ptr_array_unref (self->additional);
  g_free (self->target);
  g_free (self);
}

/* (nullable): a set that is published */
static LwRecordSet *
find_set (LwZone *zone, const char *name, guint16 type)
{
  LwRecordSet *set = lw_zone_get_set (zone, name, type);

  return set != NULL && lw_record_set_get_n_values (set) > 0 ? set : NULL;
}

/* The TTL of a “no” is the lower of the SOA's own and its last field (RFC 2308 5). */
static void
add_soa (Search *search)
{
  LwRecordSet *soa = find_set (search->zone, lw_zone_get_origin (search->zone), LW_RR_TYPE_SOA);
  g_auto (GStrv) fields = g_strsplit (lw_record_set_get_values (soa)[0], " ", -1);
  guint32 minimum = g_ascii_strtoull (fields[SOA_MINIMUM], NULL, 10);

  g_ptr_array_add (search->reply->authority,
                   lw_record_set_with_ttl (soa, MIN (minimum, lw_record_set_get_ttl (soa))));
}

/* Whether the name, or one below it, has anything published */
static gboolean
name_exists (LwZone *zone, const char *name)
{
  GPtrArray *sets = lw_zone_get_sets (zone);

  for (guint i = 0; i < sets->len; i++)
    if (lw_record_set_get_n_values (sets->pdata[i]) > 0 &&
        lw_name_is_at_or_below (lw_record_set_get_owner (sets->pdata[i]), name))
      return TRUE;

  return FALSE;
}

/* (nullable): the NS set of a delegation at or above @name, the topmost one */
static LwRecordSet *
find_cut (LwZone *zone, const char *name)
{
  g_autofree char *at = g_strdup (name);
  LwRecordSet *cut = NULL;

  while (at != NULL && !g_str_equal (at, lw_zone_get_origin (zone)))
    {
      LwRecordSet *ns = find_set (zone, at, LW_RR_TYPE_NS);
      char *parent = lw_name_parent (at);

      if (ns != NULL)
        cut = ns;
      g_free (at);
      at = parent;
    }

  return cut;
}

static void
add_if_published (GPtrArray *sets, LwZone *zone, const char *name, guint16 type)
{
  LwRecordSet *set = find_set (zone, name, type);

  if (set != NULL)
    g_ptr_array_add (sets, lw_record_set_ref (set));
}

static void
refer (Search *search, LwRecordSet *ns)
{
  const char *const *servers = lw_record_set_get_values (ns);

  search->reply->authoritative = FALSE;
  g_ptr_array_add (search->reply->authority, lw_record_set_ref (ns));
  for (guint i = 0; servers[i] != NULL; i++)
    {
      add_if_published (search->reply->additional, search->zone, servers[i], LW_RR_TYPE_A);
      add_if_published (search->reply->additional, search->zone, servers[i], LW_RR_TYPE_AAAA);
    }
}

static LwRecordSet *
rename_set (LwRecordSet *set, const char *owner)
{
  if (g_str_equal (lw_record_set_get_owner (set), owner))
    return lw_record_set_ref (set);

  return lw_record_set_new (owner, lw_record_set_get_rr_type (set), lw_record_set_get_ttl (set),
                            lw_record_set_get_values (set), NULL);
}

/* The name at which a wildcard answers for @name, or NULL (RFC 4592 3.3.1) */
static char *
find_wildcard (LwZone *zone, const char *name)
{
  g_autofree char *encloser = lw_name_parent (name);
  g_autofree char *wildcard = NULL;

  while (encloser != NULL && !name_exists (zone, encloser) &&
         !g_str_equal (encloser, lw_zone_get_origin (zone)))
    {
      char *parent = lw_name_parent (encloser);

      g_free (encloser);
      encloser = parent;
    }
  if (encloser == NULL)
    return NULL;

  wildcard = g_strconcat ("*.", g_str_equal (encloser, ".") ? "" : encloser, NULL);
  return name_exists (zone, wildcard) ? g_steal_pointer (&wildcard) : NULL;
}

static void
add_all (Search *search, const char *source, const char *owner)
{
  GPtrArray *sets = lw_zone_get_sets (search->zone);

  for (guint i = 0; i < sets->len; i++)
    if (g_str_equal (lw_record_set_get_owner (sets->pdata[i]), source) &&
        lw_record_set_get_n_values (sets->pdata[i]) > 0)
      g_ptr_array_add (search->reply->answer, rename_set (sets->pdata[i], owner));
}

/* Answers from what @source has; returns the alias to follow. (nullable) */
static const char *
answer_from (Search *search, const char *source, const char *owner)
{
  LwRecordSet *alias = find_set (search->zone, source, LW_RR_TYPE_CNAME);
  LwRecordSet *set = find_set (search->zone, source, search->type);

  if (search->type == LW_RR_TYPE_ANY)
    add_all (search, source, owner);
  else if (set != NULL)
    g_ptr_array_add (search->reply->answer, rename_set (set, owner));
  else if (alias != NULL)
    {
      g_ptr_array_add (search->reply->answer, rename_set (alias, owner));
      return lw_record_set_get_values (alias)[0];
    }
  else
    add_soa (search);

  return NULL;
}

/* One name; returns the alias to follow. (nullable) */
static const char *
answer_name (Search *search, const char *name)
{
  LwRecordSet *cut = find_cut (search->zone, name);
  g_autofree char *wildcard = NULL;
  gboolean asks_parent_side = cut != NULL && search->type == LW_RR_TYPE_DS &&
                              g_str_equal (lw_record_set_get_owner (cut), name);

  if (cut != NULL && !asks_parent_side)
    {
      refer (search, cut);
      return NULL;
    }
  if (name_exists (search->zone, name))
    return answer_from (search, name, name);

  wildcard = find_wildcard (search->zone, name);
  if (wildcard != NULL)
    return answer_from (search, wildcard, name);

  search->reply->rcode = LDNS_RCODE_NXDOMAIN;
  add_soa (search);
  return NULL;
}

/**
 * lw_practice_reply_make:
 * @zones: the zones
 * @side: which server is asked
 * @name: the name, as it is used inside
 * @type: the type
 *
 * Returns: (transfer full): what the server says; REFUSED for what it does not hold
 */
LwPracticeReply *
lw_practice_reply_make (LwPracticeZones *zones, LwPracticeSide side, const char *name, guint16 type)
{
  Search search = { .zone = lw_practice_zones_find (zones, side, name), .type = type };
  const char *alias = name;

  if (search.zone == NULL)
    return lw_practice_reply_new (LDNS_RCODE_REFUSED);

  search.reply = lw_practice_reply_new (LDNS_RCODE_NOERROR);
  search.reply->authoritative = TRUE;
  for (guint i = 0; i < MAX_ALIASES && alias != NULL; i++)
    {
      if (!lw_name_is_at_or_below (alias, lw_zone_get_origin (search.zone)))
        {
          search.reply->target = g_strdup (alias);
          break;
        }
      alias = answer_name (&search, alias);
    }

  return search.reply;
}
