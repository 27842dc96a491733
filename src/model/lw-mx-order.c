/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-order.h"

#include "lw-mx-entry-private.h"
#include "lw-name.h"

#include <string.h>

#define STEP 10

int
lw_mx_order_compare (gconstpointer a, gconstpointer b)
{
  LwMxEntry *first = *(LwMxEntry *const *) a;
  LwMxEntry *second = *(LwMxEntry *const *) b;
  int difference = lw_mx_entry_get_preference (first) - lw_mx_entry_get_preference (second);
  g_autofree char *first_host = NULL;
  g_autofree char *second_host = NULL;

  if (difference != 0)
    return difference;

  first_host = lw_mx_entry_dup_host (first);
  second_host = lw_mx_entry_dup_host (second);
  if (first_host == NULL || second_host == NULL)
    return (first_host == NULL) - (second_host == NULL);

  return lw_name_compare (first_host, second_host);
}

/* (transfer full) (element-type guint16): in the order of the entries */
static GArray *
dup_numbers (GPtrArray *entries)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; i < entries->len; i++)
    {
      guint16 number = lw_mx_entry_get_preference (entries->pdata[i]);

      g_array_append_val (numbers, number);
    }

  return numbers;
}

static guint16
get_number (GArray *numbers, guint index)
{
  return g_array_index (numbers, guint16, index);
}

guint16
lw_mx_order_get_next (GPtrArray *entries)
{
  guint last = 0;

  for (guint i = 0; i < entries->len; i++)
    last = MAX (last, lw_mx_entry_get_preference (entries->pdata[i]));

  return MIN (last + STEP, G_MAXUINT16);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

/* Positions follow the numbers that stand there, also before they are committed. */
void
lw_mx_order_update_positions (GPtrArray *entries)
{
  g_autoptr (GArray) numbers = dup_numbers (entries);

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < entries->len; i++)
    {
      guint16 number = lw_mx_entry_get_preference (entries->pdata[i]);
      guint position = 1;

      for (guint j = 1; j < numbers->len && get_number (numbers, j - 1) < number; j++)
        position += get_number (numbers, j) != get_number (numbers, j - 1);
      lw_mx_entry_set_position (entries->pdata[i], position);
    }
}

static gboolean
has_null (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *host = lw_mx_entry_dup_host (entries->pdata[i]);

      if (g_strcmp0 (host, ".") == 0)
        return TRUE;
    }

  return FALSE;
}

void
lw_mx_order_update_neighbours (GPtrArray *entries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean beside_null = entries->len > 1 && has_null (entries);

  for (guint i = 0; i < entries->len; i++)
    {
      char *host = lw_mx_entry_dup_host (entries->pdata[i]);
      gboolean repeats = host != NULL && g_hash_table_contains (seen, host);

      lw_mx_entry_set_neighbours (entries->pdata[i], repeats, beside_null);
      if (host != NULL)
        g_hash_table_add (seen, host);
    }
}

static gboolean
any_equal (GArray *numbers, guint first, guint last)
{
  for (guint i = first; i < last; i++)
    if (get_number (numbers, i) == get_number (numbers, i + 1))
      return TRUE;

  return FALSE;
}

/* The numbers stay in their places and the entries move past them; where two on the way are equal
 * that would change nothing, so all are spread. */
void
lw_mx_order_move (GPtrArray *entries, guint from, guint to)
{
  g_autoptr (GArray) numbers = dup_numbers (entries);
  gboolean spread = any_equal (numbers, MIN (from, to), MAX (from, to));

  g_ptr_array_insert (entries, to, g_ptr_array_steal_index (entries, from));

  for (guint i = 0; i < entries->len; i++)
    lw_mx_entry_set_preference (entries->pdata[i], spread ? MIN ((i + 1) * STEP, G_MAXUINT16)
                                                          : get_number (numbers, i));
}
