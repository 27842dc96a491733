/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-zone.h"

#include <string.h>

#include "lw-name.h"

/**
 * LwZone:
 *
 * All record sets of a zone, as a DNS host or a zone transfer shows it. Filled once, then not
 * changed; references are counted atomically, but one thread at a time may read it.
 */
struct _LwZone
{
  char *origin;
  GHashTable *by_key; /* (owned) (element-type utf8 LwRecordSet): "TYPE OWNER" */
  GPtrArray *sorted;  /* (owned) (element-type LwRecordSet): the same in canonical order */
  guint in_order : 1; /* whether @sorted is up to date */
  guint partial : 1;  /* the host did not show all */
};

G_DEFINE_BOXED_TYPE (LwZone, lw_zone, lw_zone_ref, lw_zone_unref)

static void
clear (gpointer data)
{
  LwZone *self = data;

  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
}

/**
 * lw_zone_new:
 * @origin: the zone's apex, a name as it is used inside
 *
 * Returns: (transfer full): a zone without records
 */
LwZone *
lw_zone_new (const char *origin)
{
  LwZone *self;

  g_return_val_if_fail (origin != NULL, NULL);

  self = g_atomic_rc_box_new0 (LwZone);
  self->origin = g_strdup (origin);
  self->by_key =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_record_set_unref);
  self->sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_record_set_unref);
  self->in_order = TRUE;

  return self;
}

LwZone *
lw_zone_ref (LwZone *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
lw_zone_unref (LwZone *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

const char *
lw_zone_get_origin (LwZone *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->origin;
}

static char *
make_key (const char *owner, guint16 type)
{
  return g_strdup_printf ("%u %s", type, owner);
}

/**
 * lw_zone_take_set:
 * @self: a zone
 * @set: (transfer full): replaces the set of the same owner and type. A set without values and
 *   without anything that the host keeps is no set
 */
void
lw_zone_take_set (LwZone *self, LwRecordSet *set)
{
  g_autoptr (LwRecordSet) owned = set;
  g_autofree char *key = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (set != NULL);

  self->in_order = FALSE;
  key = make_key (lw_record_set_get_owner (set), lw_record_set_get_rr_type (set));

  if (lw_record_set_get_n_values (set) == 0 && lw_record_set_get_host_extra (set) == NULL)
    g_hash_table_remove (self->by_key, key);
  else
    g_hash_table_replace (self->by_key, g_steal_pointer (&key), g_steal_pointer (&owned));
}

void
lw_zone_drop_set (LwZone *self, const char *owner, guint16 type)
{
  g_autofree char *key = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (owner != NULL);

  key = make_key (owner, type);
  if (g_hash_table_remove (self->by_key, key))
    self->in_order = FALSE;
}

/**
 * lw_zone_get_set:
 * @self: a zone
 * @owner: a name as it is used inside
 * @type: a record type
 *
 * Returns: (transfer none) (nullable): the set
 */
LwRecordSet *
lw_zone_get_set (LwZone *self, const char *owner, guint16 type)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (owner != NULL, NULL);

  key = make_key (owner, type);

  return g_hash_table_lookup (self->by_key, key);
}

/* The apex sorts first by its name alone; of its sets the SOA comes first. */
static int
compare_sets_cb (gconstpointer a, gconstpointer b)
{
  LwRecordSet *x = *(LwRecordSet *const *) a, *y = *(LwRecordSet *const *) b;
  int order = lw_name_compare (lw_record_set_get_owner (x), lw_record_set_get_owner (y));
  guint16 type_x = lw_record_set_get_rr_type (x), type_y = lw_record_set_get_rr_type (y);

  if (order != 0)
    return order;
  if ((type_x == LW_RR_TYPE_SOA) != (type_y == LW_RR_TYPE_SOA))
    return type_x == LW_RR_TYPE_SOA ? -1 : 1;

  return (int) type_x - (int) type_y;
}

/**
 * lw_zone_get_sets:
 * @self: a zone
 *
 * Returns: (transfer none) (element-type LwRecordSet): all sets in canonical order
 */
GPtrArray *
lw_zone_get_sets (LwZone *self)
{
  GHashTableIter iter;
  gpointer set;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->in_order)
    return self->sorted;

  g_ptr_array_set_size (self->sorted, 0);
  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &set))
    g_ptr_array_add (self->sorted, lw_record_set_ref (set));
  g_ptr_array_sort (self->sorted, compare_sets_cb);
  self->in_order = TRUE;

  return self->sorted;
}

guint
lw_zone_count_records (LwZone *self)
{
  GPtrArray *sets = lw_zone_get_sets (self);
  guint n_records = 0;

  for (guint i = 0; i < sets->len; i++)
    n_records += lw_record_set_get_n_values (g_ptr_array_index (sets, i));

  return n_records;
}

/**
 * lw_zone_get_serial:
 * @self: a zone
 * @serial: (out) (optional): the version number of the zone
 *
 * Returns: FALSE without a SOA
 */
gboolean
lw_zone_get_serial (LwZone *self, guint32 *serial)
{
  LwRecordSet *soa;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  soa = lw_zone_get_set (self, self->origin, LW_RR_TYPE_SOA);
  if (soa == NULL || lw_record_set_get_n_values (soa) == 0)
    return FALSE;

  /* Canonical: two names, whose spaces are escaped, then five numbers */
  words = g_strsplit (lw_record_set_get_values (soa)[0], " ", -1);
  if (g_strv_length (words) != 7)
    return FALSE;
  if (serial != NULL)
    *serial = g_ascii_strtoull (words[2], NULL, 10);

  return TRUE;
}

/**
 * lw_zone_copy:
 * @self: a zone
 *
 * Returns: (transfer full): a zone with the same sets, which may be changed
 */
LwZone *
lw_zone_copy (LwZone *self)
{
  GPtrArray *sets = lw_zone_get_sets (self);
  LwZone *other = lw_zone_new (self->origin);

  for (guint i = 0; i < sets->len; i++)
    lw_zone_take_set (other, lw_record_set_ref (g_ptr_array_index (sets, i)));
  other->partial = self->partial;

  return other;
}

gboolean
lw_zone_get_partial (LwZone *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->partial;
}

void
lw_zone_set_partial (LwZone *self, gboolean partial)
{
  g_return_if_fail (self != NULL);

  self->partial = !!partial;
}

/* Whether every set of @a that is compared stands in @b as well */
static gboolean
is_within (LwZone *a, LwZone *b)
{
  GPtrArray *sets = lw_zone_get_sets (a);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      guint16 type = lw_record_set_get_rr_type (set);

      if (!lw_rr_type_is_servers_own (type) &&
          !lw_record_set_equal (set, lw_zone_get_set (b, lw_record_set_get_owner (set), type)))
        return FALSE;
    }

  return TRUE;
}

/**
 * lw_zone_equal:
 * @a: a zone
 * @b: a zone
 *
 * Returns: whether both have the same origin and the same sets, waiting times included. The name
 *   server's own types ([func@rr_type_is_servers_own]) and host extras are not compared
 */
gboolean
lw_zone_equal (LwZone *a, LwZone *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return strcmp (a->origin, b->origin) == 0 && is_within (a, b) && is_within (b, a);
}

/**
 * lw_serial_compare:
 * @a: a zone's version number
 * @b: another
 *
 * Version numbers go round (RFC 1982).
 *
 * Returns: -1 when @a is older, 0 when both are the same, 1 when @a is newer, 2 when that is not
 *   defined
 */
int
lw_serial_compare (guint32 a, guint32 b)
{
  guint32 ahead = a - b;

  if (ahead == 0)
    return 0;
  if (ahead == 0x80000000u)
    return 2;

  return ahead < 0x80000000u ? 1 : -1;
}
