/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-invalid.h"

static void
clear (GtkWidget *field)
{
  gtk_widget_remove_css_class (field, "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
}

void
lw_invalid_show (GtkWidget *field, GtkWidget *message, gboolean wrong)
{
  g_return_if_fail (GTK_IS_WIDGET (field));

  if (!wrong)
    {
      clear (field);
      return;
    }

  gtk_widget_add_css_class (field, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  if (message != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE,
                                    message, NULL, -1);
}
