/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice.h"
#include "lw-session.h"
#include "lw-window.h"

G_BEGIN_DECLS

/* The window itself in the practice world: real sessions, real servers on loopback. */

LwPractice *practice_get (void);
LwServices *practice_get_services (void);
void practice_close (void);
/* Waits until the first look has ended */
GtkWidget *practice_open_window (int width, int height);
GtkWidget *practice_open_tall_window (int width, int height);
GtkWidget *practice_open_window_with_changes (int width, int height);
GtkWidget *practice_open_window_after_change (int width, int height);
/* (transfer none): the session of the practice domain that this window shows */
LwSession *practice_get_session (GtkWidget *window);
/* The first descendant of @type; (nullable) */
GtkWidget *practice_find (GtkWidget *root, GType type);

G_END_DECLS
