/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-shortcuts-dialog.h"

#include "lw-accels.h"

#include <glib/gi18n-lib.h>

struct _LwShortcutsDialog
{
  AdwDialog parent_instance;

  /* Template children. */
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (LwShortcutsDialog, lw_shortcuts_dialog, ADW_TYPE_DIALOG)

static char *
get_accel_label (const char *accel)
{
  GdkModifierType modifiers;
  guint key;

  if (!gtk_accelerator_parse (accel, &key, &modifiers))
    return g_strdup (accel);

  return gtk_accelerator_get_label (key, modifiers);
}

static void
add_keycap (AdwActionRow *row, const char *accel)
{
  g_autofree char *words = get_accel_label (accel);
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "lw-keycap");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, label);
}

static GtkWidget *
create_row (const LwAccel *accel)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (accel->title), NULL);

  for (gsize i = 0; accel->accels[i] != NULL; i++)
    add_keycap (ADW_ACTION_ROW (row), accel->accels[i]);

  return row;
}

static void
lw_shortcuts_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LW_TYPE_SHORTCUTS_DIALOG);

  G_OBJECT_CLASS (lw_shortcuts_dialog_parent_class)->dispose (object);
}

static void
lw_shortcuts_dialog_class_init (LwShortcutsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_shortcuts_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/letterway/Letterway/lw-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LwShortcutsDialog, page);
}

static void
lw_shortcuts_dialog_init (LwShortcutsDialog *self)
{
  AdwPreferencesGroup *group = NULL;
  const char *name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < lw_n_accels; i++)
    {
      if (g_strcmp0 (name, lw_accels[i].group) != 0)
        {
          name = lw_accels[i].group;
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, _ (name));
          adw_preferences_page_add (self->page, group);
        }
      adw_preferences_group_add (group, create_row (&lw_accels[i]));
    }
}

AdwDialog *
lw_shortcuts_dialog_new (void)
{
  return g_object_new (LW_TYPE_SHORTCUTS_DIALOG, NULL);
}
