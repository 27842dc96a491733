/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-list-private.h"

#include "lw-mx-entry-private.h"
#include "lw-mx-order.h"

static LwMxEntry *
get_entry (LwMxList *self, guint index)
{
  return g_ptr_array_index (self->entries, index);
}

/**
 * lw_mx_list_add:
 * @self: a list
 * @exchange: (nullable): the name of the new mail server, `NULL` when it is still to be typed
 *
 * Appends a mail server. The “no mail” sign goes, if it was there.
 *
 * Returns: (transfer none): the new entry
 */
LwMxEntry *
lw_mx_list_add (LwMxList *self, const char *exchange)
{
  LwMxEntry *entry;

  g_return_val_if_fail (LW_IS_MX_LIST (self), NULL);

  lw_mx_list_replace_no_mail (self, FALSE);
  entry = lw_mx_entry_new (self->domain, lw_mx_order_get_next (self->entries), exchange);
  g_ptr_array_add (self->entries, lw_mx_list_watch (self, entry));
  lw_mx_list_emit_items_changed (self, self->entries->len - 1, 0, 1);
  lw_mx_list_touch (self);

  return entry;
}

void
lw_mx_list_remove (LwMxList *self, guint index)
{
  Removal removal;

  g_return_if_fail (LW_IS_MX_LIST (self));
  g_return_if_fail (index < lw_mx_list_get_n_shown (self));

  removal.entry = g_object_ref (get_entry (self, index));
  removal.index = index;
  lw_mx_list_unwatch (self, removal.entry);
  g_array_append_val (self->removals, removal);

  g_ptr_array_remove_index (self->entries, index);
  lw_mx_list_emit_items_changed (self, index, 1, 0);
  lw_mx_entry_set_neighbours (removal.entry, FALSE, FALSE);
  lw_mx_list_touch (self);
}

/**
 * lw_mx_list_undo_remove:
 * @self: a list
 *
 * Brings back the entry that was removed last, where it was.
 *
 * Returns: whether there was one
 */
gboolean
lw_mx_list_undo_remove (LwMxList *self)
{
  Removal removal;

  g_return_val_if_fail (LW_IS_MX_LIST (self), FALSE);

  if (self->removals->len == 0)
    return FALSE;

  removal = g_array_index (self->removals, Removal, self->removals->len - 1);
  g_object_ref (removal.entry);
  g_array_set_size (self->removals, self->removals->len - 1);

  lw_mx_list_replace_no_mail (self, FALSE);
  removal.index = MIN (removal.index, self->entries->len);
  g_ptr_array_insert (self->entries, removal.index, lw_mx_list_watch (self, removal.entry));
  lw_mx_list_emit_items_changed (self, removal.index, 0, 1);
  lw_mx_list_touch (self);

  return TRUE;
}

static guint
find_index (LwMxList *self, LwMxEntry *entry)
{
  guint index = self->entries->len;

  g_ptr_array_find (self->entries, entry, &index);
  return index;
}

static void
move_entry (LwMxList *self, guint from, guint to)
{
  guint first = MIN (from, to);
  guint n_moved = MAX (from, to) - first + 1;

  if (from == to)
    return;

  self->is_updating = TRUE;
  lw_mx_order_move (self->entries, from, to);
  self->is_updating = FALSE;

  lw_mx_list_emit_items_changed (self, first, n_moved, n_moved);
  lw_mx_list_sort (self);
  lw_mx_list_touch (self);
}

/**
 * lw_mx_list_move:
 * @self: a list
 * @index: which entry
 * @by: -1 towards the first, 1 towards the last
 *
 * Moves an entry. The orders of those it passes are exchanged with its own, or all are spread by 10
 * where they are equal.
 */
void
lw_mx_list_move (LwMxList *self, guint index, int by)
{
  LwMxEntry *entry;

  g_return_if_fail (LW_IS_MX_LIST (self));
  g_return_if_fail (index < lw_mx_list_get_n_shown (self));

  entry = get_entry (self, index);
  lw_mx_list_sort (self);
  index = find_index (self, entry);
  move_entry (self, index, CLAMP ((gint64) index + by, 0, (gint64) self->entries->len - 1));
}

/**
 * lw_mx_list_move_to:
 * @self: a list
 * @from: which entry
 * @to: the entry that it shall stand before; the number of entries for the end
 */
void
lw_mx_list_move_to (LwMxList *self, guint from, guint to)
{
  LwMxEntry *entry;
  LwMxEntry *next;

  g_return_if_fail (LW_IS_MX_LIST (self));
  g_return_if_fail (from < lw_mx_list_get_n_shown (self) && to <= lw_mx_list_get_n_shown (self));

  entry = get_entry (self, from);
  next = to < self->entries->len ? get_entry (self, to) : NULL;
  lw_mx_list_sort (self);
  from = find_index (self, entry);
  to = find_index (self, next);
  move_entry (self, from, from < to ? to - 1 : to);
}

/**
 * lw_mx_list_commit:
 * @self: a list
 *
 * The person left a field: what typing left over is taken off, and the list is sorted.
 */
void
lw_mx_list_commit (LwMxList *self)
{
  g_autofree char *ttl_text = NULL;

  g_return_if_fail (LW_IS_MX_LIST (self));

  for (guint i = 0; i < self->entries->len; i++)
    lw_mx_entry_commit (get_entry (self, i));
  lw_mx_list_sort (self);

  ttl_text = g_strstrip (g_strdup (self->ttl_text));
  lw_mx_list_replace_ttl_text (self, ttl_text);
  lw_mx_list_update (self);
}

void
lw_mx_list_set_ttl_text (LwMxList *self, const char *text)
{
  g_autofree char *right = NULL;

  g_return_if_fail (LW_IS_MX_LIST (self));

  right = g_utf8_make_valid (text != NULL ? text : "", -1);
  if (g_str_equal (self->ttl_text, right))
    return;

  lw_mx_list_replace_ttl_text (self, right);
  lw_mx_list_touch (self);
}

void
lw_mx_list_set_no_mail (LwMxList *self, gboolean no_mail)
{
  g_return_if_fail (LW_IS_MX_LIST (self));

  if (self->no_mail == !!no_mail)
    return;

  lw_mx_list_replace_no_mail (self, no_mail);
  lw_mx_list_touch (self);
}

/**
 * lw_mx_list_reset:
 * @self: a list
 * @set: (nullable): the entries that the list shall have; `NULL` for none, the waiting time stays
 */
void
lw_mx_list_reset (LwMxList *self, LwRecordSet *set)
{
  guint32 ttl = self->default_ttl;

  g_return_if_fail (LW_IS_MX_LIST (self));

  if (set != NULL)
    ttl = lw_record_set_get_ttl (set);
  else
    lw_mx_list_parse_ttl (self->ttl_text, &ttl);

  lw_mx_list_show (self, set, ttl, TRUE);
}
