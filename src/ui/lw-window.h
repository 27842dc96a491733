/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-services.h"

G_BEGIN_DECLS

#define LW_TYPE_WINDOW (lw_window_get_type ())

G_DECLARE_FINAL_TYPE (LwWindow, lw_window, LW, WINDOW, AdwApplicationWindow)

GtkWidget *
lw_window_new (GtkApplication *application, LwServices *services) G_GNUC_WARN_UNUSED_RESULT;
LwServices *lw_window_get_services (LwWindow *self);
/* @domain: absolute; added to the list when it is new */
void lw_window_show_domain (LwWindow *self, const char *domain);
/* Whether a domain is on its list */
gboolean lw_window_is_empty (LwWindow *self);
/* The practice world's mailbox got a test letter */
void lw_window_show_letter (LwWindow *self, const char *to, const char *code);
void lw_window_say (LwWindow *self, const char *sentence);

G_END_DECLS
