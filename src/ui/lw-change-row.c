/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-change-row.h"

#include "lw-name.h"
#include "lw-rr-type.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwChangeRow:
 *
 * What happens to one record set, value by value: `+` comes, `−` goes, no sign stays.
 */
struct _LwChangeRow
{
  AdwPreferencesRow parent_instance;

  /* Template children. */
  GtkLabel *title_label;
  GtkLabel *type_label;
  GtkGrid *values;

  int n_lines;
};

G_DEFINE_FINAL_TYPE (LwChangeRow, lw_change_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  LINE_ADDED,
  LINE_REMOVED,
  LINE_ALTERED,
  LINE_KEPT,
} Line;

static const struct
{
  const char *sign;
  const char *style_class; /* (nullable) */
} lines[] = {
  [LINE_ADDED] = { "+", "lw-sign-add" },
  [LINE_REMOVED] = { "−", "lw-sign-remove" },
  [LINE_ALTERED] = { "±", "lw-sign-alter" },
  [LINE_KEPT] = { "", NULL },
};

/* What a screen reader says instead of the sign */
static char *
speak (Line line, const char *words)
{
  switch (line)
    {
    case LINE_ADDED:
      return g_strdup_printf (_ ("Added: %s"), words);

    case LINE_REMOVED:
      return g_strdup_printf (_ ("Removed: %s"), words);

    case LINE_ALTERED:
      return g_strdup_printf (_ ("Changed: %s"), words);

    case LINE_KEPT:
      return g_strdup_printf (_ ("Stays: %s"), words);
    }

  return g_strdup (words);
}

static const char *
type_words (guint16 type)
{
  switch (type)
    {
    case LW_RR_TYPE_MX:
      return _ ("Where the mail goes");

    case LW_RR_TYPE_A:
    case LW_RR_TYPE_AAAA:
      return _ ("Address");

    case LW_RR_TYPE_CNAME:
      return _ ("Alias");

    case LW_RR_TYPE_TXT:
      return _ ("Text");

    default:
      return _ ("Entry");
    }
}

/* "10 mx.example." is for machines; the order and the name are for people. */
static char *
value_words (guint16 type, const char *value)
{
  g_autofree char *exchange = NULL;
  g_autofree char *name = NULL;
  guint16 preference;

  if (type != LW_RR_TYPE_MX || !lw_mx_value_parse (value, &preference, &exchange, NULL))
    return lw_words_isolate (value);
  if (g_str_equal (exchange, "."))
    return g_strdup (_ ("No mail wanted (0 .)"));

  name = lw_words_name (exchange);
  /* Translators: the order number of a mail server, then its name */
  return g_strdup_printf (_ ("%u  %s"), preference, name);
}

static GtkWidget *
create_sign (Line line)
{
  GtkWidget *sign = gtk_label_new (lines[line].sign);

  gtk_widget_add_css_class (sign, "lw-sign");
  gtk_widget_add_css_class (sign, "monospace");
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  if (lines[line].style_class != NULL)
    gtk_widget_add_css_class (sign, lines[line].style_class);
  return sign;
}

static GtkWidget *
create_value (Line line, const char *words)
{
  g_autofree char *spoken = speak (line, words);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", words, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "selectable", TRUE, NULL);

  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "lw-value");
  if (lines[line].style_class != NULL)
    gtk_widget_add_css_class (label, lines[line].style_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  return label;
}

static void
add_line (LwChangeRow *self, Line line, const char *words)
{
  gtk_grid_attach (self->values, create_sign (line), 0, self->n_lines, 1, 1);
  gtk_grid_attach (self->values, create_value (line, words), 1, self->n_lines, 1, 1);
  self->n_lines++;
}

static void
add_values (LwChangeRow *self, LwRecordSet *set, LwRecordSet *other, Line line)
{
  const char *const *values;

  if (set == NULL)
    return;

  values = lw_record_set_get_values (set);
  for (gsize i = 0; values[i] != NULL; i++)
    if (other == NULL || !lw_record_set_has_value (other, values[i]))
      {
        g_autofree char *words = value_words (lw_record_set_get_rr_type (set), values[i]);

        add_line (self, line, words);
      }
}

static void
add_kept_values (LwChangeRow *self, LwRecordSet *old_set, LwRecordSet *new_set)
{
  const char *const *values = lw_record_set_get_values (new_set);

  for (gsize i = 0; values[i] != NULL; i++)
    if (lw_record_set_has_value (old_set, values[i]))
      {
        g_autofree char *words = value_words (lw_record_set_get_rr_type (new_set), values[i]);

        add_line (self, LINE_KEPT, words);
      }
}

static void
add_ttl (LwChangeRow *self, LwRecordSet *old_set, LwRecordSet *new_set)
{
  g_autofree char *words = NULL;

  if (lw_record_set_get_ttl (old_set) == lw_record_set_get_ttl (new_set))
    return;

  /* Translators: how long others may remember an answer, old and new, in seconds */
  words = g_strdup_printf (_ ("Waiting time %u s → %u s"), lw_record_set_get_ttl (old_set),
                           lw_record_set_get_ttl (new_set));
  add_line (self, LINE_ALTERED, words);
}

static void
show_heading (LwChangeRow *self, LwChange *change)
{
  guint16 type = lw_change_get_rr_type (change);
  g_autofree char *type_name = lw_rr_type_to_string (type);
  g_autofree char *name = lw_words_name (lw_change_get_owner (change));
  /* Translators: what an entry is for, and the name it stands at */
  g_autofree char *title = g_strdup_printf (_ ("%s · %s"), type_words (type), name);

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->type_label, type_name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
}

static void
show_change (LwChangeRow *self, LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change);
  LwRecordSet *new_set = lw_change_get_new (change);

  show_heading (self, change);
  add_values (self, old_set, new_set, LINE_REMOVED);
  add_values (self, new_set, old_set, LINE_ADDED);
  if (old_set != NULL && new_set != NULL)
    {
      add_kept_values (self, old_set, new_set);
      add_ttl (self, old_set, new_set);
    }
}

static void
lw_change_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LW_TYPE_CHANGE_ROW);

  G_OBJECT_CLASS (lw_change_row_parent_class)->dispose (object);
}

static void
lw_change_row_class_init (LwChangeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_change_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-change-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LwChangeRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, LwChangeRow, type_label);
  gtk_widget_class_bind_template_child (widget_class, LwChangeRow, values);
}

static void
lw_change_row_init (LwChangeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lw_change_row_new (LwChange *change)
{
  LwChangeRow *self = g_object_new (LW_TYPE_CHANGE_ROW, NULL);

  show_change (self, change);
  return GTK_WIDGET (self);
}
