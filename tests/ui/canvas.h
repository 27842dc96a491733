/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A window to put pages and dialogs in, and a camera. */

GtkWidget *canvas_open (int width, int height);
void canvas_show_page (GtkWidget *window, AdwNavigationPage *page);
/* Runs the main loop until the window stands still */
void canvas_settle (void);
void canvas_wait_ms (guint ms);
gboolean canvas_save_png (GtkWidget *window, const char *path, GError **error);

G_END_DECLS
