/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one table of the keyboard: the application sets it, LwShortcutsDialog shows it. */
typedef struct
{
  const char *group;  /* not translated yet: pass it through _() */
  const char *title;  /* the same */
  const char *action; /* (nullable): the detailed action; NULL: a widget has the binding itself */
  const char *accels[3]; /* (array zero-terminated=1) */
} LwAccel;

extern const LwAccel lw_accels[];
extern const gsize lw_n_accels;

void lw_accels_add_to_application (GtkApplication *application);

G_END_DECLS
