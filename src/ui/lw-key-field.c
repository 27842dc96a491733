/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-key-field.h"

#include "lw-credential.h"
#include "lw-invalid.h"
#include "lw-weak.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * LwKeyField:
 *
 * One field of a key as the DNS host's description names it, with its help and its problem.
 */
struct _LwKeyField
{
  AdwBin parent_instance;

  /* Template children. */
  GtkListBox *box;
  GtkLabel *problem_label;
  GtkLabel *help_label;

  LwHostDescription *host; /* (owned) */
  const LwHostField *field;
  GtkWidget *row;
  char *value; /* (owned) (nullable): what was asked for last; wiped when it is replaced */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_APPLY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwKeyField, lw_key_field, ADW_TYPE_BIN)

static void
changed_cb (LwKeyField *self)
{
  lw_key_field_show_problem (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
apply_cb (LwKeyField *self)
{
  g_signal_emit (self, signals[SIGNAL_APPLY], 0);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwKeyField) self = lw_weak_take (user_data);
  char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self != NULL && text != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->row), g_strstrip (text));
      gtk_widget_grab_focus (self->row);
    }
  lw_secret_free (text);
}

static void
paste_clicked_cb (LwKeyField *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 lw_weak_new (self));
}

static void
add_paste_button (LwKeyField *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("lw-paste-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Paste"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Paste"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (paste_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), button);
}

static void
create_combo_row (LwKeyField *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (self->field->choices);

  self->row =
      g_object_new (ADW_TYPE_COMBO_ROW, "title", self->field->label, "model", choices, NULL);
  for (guint i = 0; self->field->choices[i] != NULL; i++)
    if (g_strcmp0 (self->field->choices[i], self->field->default_value) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), i);
}

static void
create_entry_row (LwKeyField *self)
{
  self->row = g_object_new (self->field->secret ? ADW_TYPE_PASSWORD_ENTRY_ROW : ADW_TYPE_ENTRY_ROW,
                            "title", self->field->label, "use-markup", FALSE, NULL);
  if (self->field->default_value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->row), self->field->default_value);
  if (self->field->secret)
    add_paste_button (self);
  g_signal_connect_object (self->row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->row, "entry-activated", G_CALLBACK (apply_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show_help (LwKeyField *self)
{
  g_autofree char *help = NULL;

  if (self->field->help != NULL && self->field->example != NULL)
    /* Translators: the help for a field, then an example of its value */
    help = g_strdup_printf (_ ("%s Example: %s"), self->field->help, self->field->example);
  else
    help = g_strdup (self->field->help);

  gtk_label_set_label (self->help_label, help != NULL ? help : "");
  gtk_widget_set_visible (GTK_WIDGET (self->help_label), help != NULL);
  if (help != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    help, -1);
}

static void
lw_key_field_dispose (GObject *object)
{
  LwKeyField *self = LW_KEY_FIELD (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_KEY_FIELD);
  g_clear_pointer (&self->value, lw_secret_free);
  g_clear_pointer (&self->host, lw_host_description_unref);

  G_OBJECT_CLASS (lw_key_field_parent_class)->dispose (object);
}

static void
lw_key_field_class_init (LwKeyFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_key_field_dispose;

  /**
   * LwKeyField::changed:
   *
   * The value was edited.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * LwKeyField::apply:
   *
   * Return was pressed.
   */
  signals[SIGNAL_APPLY] = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-key-field.ui");
  gtk_widget_class_bind_template_child (widget_class, LwKeyField, box);
  gtk_widget_class_bind_template_child (widget_class, LwKeyField, problem_label);
  gtk_widget_class_bind_template_child (widget_class, LwKeyField, help_label);
}

static void
lw_key_field_init (LwKeyField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lw_key_field_new (LwHostDescription *host, guint index)
{
  LwKeyField *self = g_object_new (LW_TYPE_KEY_FIELD, NULL);

  self->host = lw_host_description_ref (host);
  self->field = lw_host_description_get_field (host, index);
  if (self->field->choices != NULL)
    create_combo_row (self);
  else
    create_entry_row (self);

  gtk_list_box_append (self->box, self->row);
  show_help (self);
  return GTK_WIDGET (self);
}

const char *
lw_key_field_get_id (LwKeyField *self)
{
  g_return_val_if_fail (LW_IS_KEY_FIELD (self), NULL);

  return self->field->id;
}

const char *
lw_key_field_get_value (LwKeyField *self)
{
  g_return_val_if_fail (LW_IS_KEY_FIELD (self), NULL);

  if (self->field->choices != NULL)
    return self->field->choices[adw_combo_row_get_selected (ADW_COMBO_ROW (self->row))];

  g_clear_pointer (&self->value, lw_secret_free);
  self->value = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row)));
  return g_strstrip (self->value);
}

gboolean
lw_key_field_check (LwKeyField *self, GError **error)
{
  const char *value;

  g_return_val_if_fail (LW_IS_KEY_FIELD (self), FALSE);

  value = lw_key_field_get_value (self);
  if (*value == '\0' && self->field->optional)
    return TRUE;

  return lw_host_description_check_value (self->host, self->field->id, value, error);
}

void
lw_key_field_show_problem (LwKeyField *self, const char *sentence)
{
  g_return_if_fail (LW_IS_KEY_FIELD (self));

  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
  lw_invalid_show (self->row, GTK_WIDGET (self->problem_label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_grab_focus (self->row);
}
