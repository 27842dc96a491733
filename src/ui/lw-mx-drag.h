/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lw-mx-entry.h"

G_BEGIN_DECLS

/* Lets the mouse take @entry by @grip; what is dropped is the LwMxEntry. @row is what is seen to be
 * dragged. */
void lw_mx_drag_add (GtkWidget *grip, GtkWidget *row, LwMxEntry *entry);

G_END_DECLS
