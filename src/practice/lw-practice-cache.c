/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-cache.h"

#include <ldns/ldns.h>

#define MAX_ENTRIES 1000
#define MAX_ALIASES 8

struct _LwPracticeCache
{
  LwPracticeZones *zones; /* not owned: outlives the cache */
  GHashTable *entries;    /* (owned) (element-type utf8 Entry): by "TYPE NAME" */
  LwPracticeSide side;    /* which of the two name servers it asks */
};

typedef struct
{
  LwPracticeReply *reply; /* (owned) */
  gint64 since_usec;
  guint32 lifetime; /* seconds */
} Entry;

static void
entry_free (Entry *entry)
{
  lw_practice_reply_free (entry->reply);
  g_free (entry);
}

/**
 * lw_practice_cache_new:
 * @zones: what there is to know; must outlive the cache
 * @side: which of the two name servers it asks
 *
 * Returns: (transfer full): an empty cache
 */
LwPracticeCache *
lw_practice_cache_new (LwPracticeZones *zones, LwPracticeSide side)
{
  LwPracticeCache *self = g_new0 (LwPracticeCache, 1);

  self->zones = zones;
  self->side = side;
  self->entries =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) entry_free);
  return self;
}

void
lw_practice_cache_free (LwPracticeCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

void
lw_practice_cache_forget (LwPracticeCache *self)
{
  g_hash_table_remove_all (self->entries);
}

/**
 * lw_practice_cache_set_side:
 * @self: a cache
 * @side: which of the two name servers it asks from now on
 */
void
lw_practice_cache_set_side (LwPracticeCache *self, LwPracticeSide side)
{
  self->side = side;
}

static void
add_aged (GPtrArray *to, GPtrArray *from, guint32 age)
{
  for (guint i = 0; i < from->len; i++)
    {
      guint32 ttl = lw_record_set_get_ttl (from->pdata[i]);

      g_ptr_array_add (to, lw_record_set_with_ttl (from->pdata[i], ttl > age ? ttl - age : 0));
    }
}

static LwPracticeReply *
copy_aged (LwPracticeReply *reply, guint32 age)
{
  LwPracticeReply *copy = lw_practice_reply_new (reply->rcode);

  add_aged (copy->answer, reply->answer, age);
  add_aged (copy->authority, reply->authority, age);
  return copy;
}

static guint32
find_lifetime (LwPracticeReply *reply)
{
  GPtrArray *sets[] = { reply->answer, reply->authority };
  guint32 lifetime = G_MAXUINT32;

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    for (guint j = 0; j < sets[i]->len; j++)
      lifetime = MIN (lifetime, lw_record_set_get_ttl (sets[i]->pdata[j]));

  return lifetime == G_MAXUINT32 ? 0 : lifetime;
}

/* Whoever of the servers has the deepest zone for the name */
static LwPracticeReply *
ask_servers (LwPracticeCache *self, const char *name, guint16 type)
{
  LwPracticeSide side = LW_PRACTICE_SIDE_ROOT;

  if (lw_practice_zones_find (self->zones, self->side, name) != NULL)
    side = self->side;
  else if (lw_practice_zones_find (self->zones, LW_PRACTICE_SIDE_TLD, name) != NULL)
    side = LW_PRACTICE_SIDE_TLD;

  return lw_practice_reply_make (self->zones, side, name, type);
}

static gpointer
copy_set (gconstpointer set, gpointer user_data)
{
  return lw_record_set_ref ((LwRecordSet *) set);
}

static void
append (LwPracticeReply *reply, LwPracticeReply *more)
{
  reply->rcode = more->rcode;
  g_ptr_array_extend (reply->answer, more->answer, copy_set, NULL);
  g_ptr_array_extend (reply->authority, more->authority, copy_set, NULL);
}

/* A referral that was not followed: its servers are not of this world. */
static gboolean
is_dead_end (LwPracticeReply *reply)
{
  return !reply->authoritative;
}

static LwPracticeReply *
resolve (LwPracticeCache *self, const char *name, guint16 type)
{
  g_autoptr (LwPracticeReply) reply = ask_servers (self, name, type);

  for (guint i = 0; i < MAX_ALIASES && !is_dead_end (reply) && reply->target != NULL; i++)
    {
      g_autofree char *target = g_steal_pointer (&reply->target);
      g_autoptr (LwPracticeReply) more = ask_servers (self, target, type);

      append (reply, more);
      reply->authoritative = more->authoritative;
      reply->target = g_steal_pointer (&more->target);
    }

  return is_dead_end (reply) ? lw_practice_reply_new (LDNS_RCODE_SERVFAIL)
                             : g_steal_pointer (&reply);
}

static void
remember (LwPracticeCache *self, char *key, LwPracticeReply *reply)
{
  Entry *entry = g_new0 (Entry, 1);

  if (g_hash_table_size (self->entries) >= MAX_ENTRIES)
    lw_practice_cache_forget (self);

  entry->reply = reply;
  entry->since_usec = g_get_monotonic_time ();
  entry->lifetime = find_lifetime (reply);
  g_hash_table_replace (self->entries, key, entry);
}

/**
 * lw_practice_cache_ask:
 * @self: a cache
 * @name: the name, as it is used inside
 * @type: the type
 *
 * Returns: (transfer full): what is remembered, with the time that is left, else what the name
 *   servers say now
 */
LwPracticeReply *
lw_practice_cache_ask (LwPracticeCache *self, const char *name, guint16 type)
{
  g_autofree char *key = g_strdup_printf ("%u %s", type, name);
  Entry *entry = g_hash_table_lookup (self->entries, key);
  LwPracticeReply *reply;
  gint64 age;

  if (entry != NULL)
    {
      age = (g_get_monotonic_time () - entry->since_usec) / G_USEC_PER_SEC;
      if (age < entry->lifetime)
        return copy_aged (entry->reply, age);
    }

  reply = resolve (self, name, type);
  remember (self, g_steal_pointer (&key), reply);
  return copy_aged (reply, 0);
}
