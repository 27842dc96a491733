/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-accels.h"

#include <glib/gi18n-lib.h>

#define GENERAL N_ ("General")
#define DOMAIN_ N_ ("One Domain")
#define EDITING N_ ("Mail Servers")

const LwAccel lw_accels[] = {
  { GENERAL, N_ ("Add domain"), "win.add-domain", { "<Control>n" } },
  { GENERAL, N_ ("Search domains"), "win.search", { "<Control>f" } },
  { GENERAL, N_ ("First to ninth domain"), NULL, { "<Alt>1" } },
  { GENERAL, N_ ("Back"), NULL, { "<Alt>Left", "Escape" } },
  { GENERAL, N_ ("Main menu"), NULL, { "F10" } },
  { GENERAL, N_ ("Keyboard shortcuts"), "app.shortcuts", { "<Control>question" } },
  { GENERAL, N_ ("Close window"), "window.close", { "<Control>w" } },
  { GENERAL, N_ ("Quit"), "app.quit", { "<Control>q" } },
  { DOMAIN_, N_ ("Check again"), "win.check", { "F5", "<Control>r" } },
  { DOMAIN_, N_ ("Test letter"), "win.letter", { "<Control>t" } },
  { DOMAIN_, N_ ("History"), "win.history", { "<Control>h" } },
  { DOMAIN_, N_ ("Check the change"), "win.review", { "<Control>s" } },
  { DOMAIN_, N_ ("Apply, in the check of the change"), NULL, { "<Control>Return" } },
  { DOMAIN_, N_ ("Put the last change back"), NULL, { "<Control>z" } },
  { EDITING, N_ ("Move up"), NULL, { "<Alt>Up" } },
  { EDITING, N_ ("Move down"), NULL, { "<Alt>Down" } },
};

const gsize lw_n_accels = G_N_ELEMENTS (lw_accels);

void
lw_accels_add_to_application (GtkApplication *application)
{
  for (gsize i = 0; i < lw_n_accels; i++)
    if (lw_accels[i].action != NULL)
      gtk_application_set_accels_for_action (application, lw_accels[i].action, lw_accels[i].accels);

  for (int number = 1; number <= 9; number++)
    {
      g_autofree char *action = g_strdup_printf ("win.show-nth(%d)", number);
      g_autofree char *accel = g_strdup_printf ("<Alt>%d", number);

      gtk_application_set_accels_for_action (application, action, (const char *[]){ accel, NULL });
    }
}
