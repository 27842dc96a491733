/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One truth, three views: the style class "error", the accessible state, and which text says why.
 * @message: (nullable): the widget with the sentence */
void lw_invalid_show (GtkWidget *field, GtkWidget *message, gboolean wrong);

G_END_DECLS
