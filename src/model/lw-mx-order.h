/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-mx-entry.h"

G_BEGIN_DECLS

/* What entries are to each other. For this room only. @entries: (element-type LwMxEntry) */
/* For g_ptr_array_sort(): by order, then name; what is no name yet stands last */
int lw_mx_order_compare (gconstpointer a, gconstpointer b);
guint16 lw_mx_order_get_next (GPtrArray *entries);
void lw_mx_order_update_positions (GPtrArray *entries);
void lw_mx_order_update_neighbours (GPtrArray *entries);
/* Moves one entry and exchanges the orders of all that it passes */
void lw_mx_order_move (GPtrArray *entries, guint from, guint to);

G_END_DECLS
