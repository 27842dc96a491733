/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-start-page.h"

#include "lw-invalid.h"
#include "lw-name.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwStartPage:
 *
 * Asks for a domain. Takes what people paste: a mail address, a web address, a name in any script.
 */
struct _LwStartPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  GtkEntry *entry;
  GtkLabel *note_label;
  GtkWidget *practice_button;
};

enum
{
  SIGNAL_LOOK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwStartPage, lw_start_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_note (LwStartPage *self, const char *words, gboolean wrong)
{
  gtk_label_set_label (self->note_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), words != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->note_label), wrong ? "dimmed" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->note_label), wrong ? "error" : "dimmed");
  lw_invalid_show (GTK_WIDGET (self->entry), GTK_WIDGET (self->note_label), wrong);
}

/* An international name is shown in both forms, since it may be a look-alike. */
static void
show_both_forms (LwStartPage *self, const char *domain)
{
  g_autofree char *shown = lw_name_display (domain);
  g_autofree char *words = NULL;

  if (strstr (domain, "xn--") != NULL)
    /* Translators: a name in its own script, and the same name as computers write it */
    words = g_strdup_printf (_ ("%s is written %s between computers."), shown, domain);

  show_note (self, words, FALSE);
}

static void
changed_cb (LwStartPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *domain = lw_name_from_input (text, NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.look", *text != '\0');
  if (domain != NULL)
    show_both_forms (self, domain);
  else
    show_note (self, NULL, FALSE); /* half typed is not wrong */
}

static void
look_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwStartPage *self = LW_START_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *domain =
      lw_name_from_input (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);
  g_autofree char *words = NULL;

  if (domain != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      g_signal_emit (self, signals[SIGNAL_LOOK], 0, domain);
      return;
    }

  words = lw_words_error_and_step (error);
  show_note (self, words, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
look_cb (LwStartPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "start.look", NULL);
}

static void
explain_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("What Is a Domain?"),
      _ ("A domain is a name on the internet that belongs to you, such as berg.example. It is the "
         "part after the @ of a mail address and the part after www of a web address.\n\nYou "
         "bought "
         "it in a shop for names. Somebody, often the same shop, looks after its settings: they "
         "say "
         "where your mail goes."));

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, widget);
}

static void
lw_start_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LW_TYPE_START_PAGE);

  G_OBJECT_CLASS (lw_start_page_parent_class)->dispose (object);
}

static void
lw_start_page_class_init (LwStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_start_page_dispose;

  /**
   * LwStartPage::look:
   * @domain: absolute
   *
   * The person wants to see this domain.
   */
  signals[SIGNAL_LOOK] = g_signal_new ("look", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwStartPage, entry);
  gtk_widget_class_bind_template_child (widget_class, LwStartPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, LwStartPage, practice_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_install_action (widget_class, "start.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "start.explain", NULL, explain_action);
}

static void
lw_start_page_init (LwStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

AdwNavigationPage *
lw_start_page_new (void)
{
  return g_object_new (LW_TYPE_START_PAGE, NULL);
}

void
lw_start_page_focus_entry (LwStartPage *self)
{
  g_return_if_fail (LW_IS_START_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
lw_start_page_suggest (LwStartPage *self, const char *domain)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (LW_IS_START_PAGE (self));

  shown = lw_name_display (domain);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), shown);
}

void
lw_start_page_set_practice (LwStartPage *self, gboolean practice)
{
  g_return_if_fail (LW_IS_START_PAGE (self));

  gtk_widget_set_visible (self->practice_button, practice);
}
