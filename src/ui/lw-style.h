/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Adds our style sheet and our icons to @display. Called once, by the application and by tests. */
void lw_style_add_to_display (GdkDisplay *display);

G_END_DECLS
