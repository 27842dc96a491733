/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter-dialog.h"

#include "lw-invalid.h"
#include "lw-name.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwLetterDialog:
 *
 * One test letter: to whom → what the mail servers said → the code that arrived.
 */
struct _LwLetterDialog
{
  AdwDialog parent_instance;

  /* Template children. */
  GtkStack *stack;
  GtkWidget *to_row;
  GtkLabel *trouble_label;
  GtkWidget *progress_box;
  GtkLabel *progress_label;
  AdwStatusPage *sent_status;
  GtkWidget *mailbox;
  AdwActionRow *mailbox_row;
  GtkWidget *code_row;
  GtkLabel *code_trouble_label;
  GtkWidget *transcript_expander;
  GtkLabel *transcript_label;
  AdwStatusPage *arrived_status;

  LwSession *session;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): while it is sent */
};

G_DEFINE_FINAL_TYPE (LwLetterDialog, lw_letter_dialog, ADW_TYPE_DIALOG)

static void
show_trouble (GtkWidget *row, GtkLabel *label, const char *words)
{
  gtk_label_set_label (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL);
  lw_invalid_show (row, GTK_WIDGET (label), words != NULL);
  if (words != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (row), words,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
update_sending (LwLetterDialog *self)
{
  gboolean sending = self->cancellable != NULL;

  gtk_widget_set_visible (self->progress_box, sending);
  gtk_widget_set_sensitive (self->to_row, !sending);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "letter.send",
                                 !sending &&
                                     *gtk_editable_get_text (GTK_EDITABLE (self->to_row)) != '\0');
}

static void
progress_cb (LwLetterDialog *self)
{
  const char *progress = lw_session_get_progress (self->session);

  gtk_label_set_label (self->progress_label,
                       progress != NULL ? progress : _ ("Handing the letter over…"));
}

/* Every conversation, the one that took it last */
static char *
join_transcripts (LwSession *session)
{
  GPtrArray *tried = lw_session_get_tried (session);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; tried != NULL && i < tried->len; i++)
    {
      const LwSmtpFields *facts = lw_smtp_facts_get (g_ptr_array_index (tried, i));

      g_string_append_printf (text, "%s%s\n", i > 0 ? "\n" : "", facts->host);
      if (facts->transcript != NULL)
        g_string_append (text, facts->transcript);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwLetterDialog) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwLetter) letter = lw_session_send_letter_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;

  g_clear_object (&self->cancellable);
  update_sending (self);
  if (letter != NULL)
    {
      g_autofree char *transcript = join_transcripts (LW_SESSION (source));

      lw_letter_dialog_show_sent (self, lw_letter_get_to (letter), transcript);
    }
  else
    lw_letter_dialog_show_error (self, error);
}

static void
send_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwLetterDialog *self = LW_LETTER_DIALOG (widget);

  if (self->session == NULL || self->cancellable != NULL)
    return;

  show_trouble (self->to_row, self->trouble_label, NULL);
  self->cancellable = g_cancellable_new ();
  update_sending (self);
  progress_cb (self);
  lw_session_send_letter_async (self->session, gtk_editable_get_text (GTK_EDITABLE (self->to_row)),
                                NULL, self->cancellable, sent_cb, lw_weak_new (self));
}

static void
confirm_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwLetterDialog *self = LW_LETTER_DIALOG (widget);
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code_row));
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (self->session == NULL)
    return;

  if (lw_session_confirm_letter (self->session, code, &error))
    {
      lw_letter_dialog_show_arrived (self,
                                     lw_letter_get_to (lw_session_get_letter (self->session)));
      return;
    }

  words = lw_words_error_and_step (error);
  show_trouble (self->code_row, self->code_trouble_label, words);
}

static void
close_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
to_changed_cb (LwLetterDialog *self)
{
  show_trouble (self->to_row, self->trouble_label, NULL);
  update_sending (self);
}

static void
code_changed_cb (LwLetterDialog *self)
{
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->code_row)) == '\0';

  show_trouble (self->code_row, self->code_trouble_label, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "letter.confirm", !empty);
}

static void
send_cb (LwLetterDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "letter.send", NULL);
}

static void
confirm_cb (LwLetterDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "letter.confirm", NULL);
}

static void
lw_letter_dialog_dispose (GObject *object)
{
  LwLetterDialog *self = LW_LETTER_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_LETTER_DIALOG);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (lw_letter_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/letterway/Letterway/lw-letter-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, to_row);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, progress_box);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, sent_status);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, mailbox);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, mailbox_row);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, code_trouble_label);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, transcript_expander);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, transcript_label);
  gtk_widget_class_bind_template_child (widget_class, LwLetterDialog, arrived_status);
  gtk_widget_class_bind_template_callback (widget_class, to_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
}

static void
lw_letter_dialog_class_init (LwLetterDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_letter_dialog_dispose;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "letter.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "letter.confirm", NULL, confirm_action);
  gtk_widget_class_install_action (widget_class, "letter.close", NULL, close_action);
}

static void
lw_letter_dialog_init (LwLetterDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_sending (self);
  code_changed_cb (self);
}

/* In the practice world there is one mailbox, and everybody may look into it. */
static void
suggest_mailbox (LwLetterDialog *self)
{
  LwWorld *world = lw_services_get_world (lw_session_get_services (self->session));
  g_autofree char *domain = NULL;
  g_autofree char *address = NULL;

  if (!g_str_equal (lw_world_get_id (world), "practice"))
    return;

  domain = lw_name_display (lw_session_get_domain (self->session));
  address = g_strconcat ("anna@", domain, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->to_row), address);
}

AdwDialog *
lw_letter_dialog_new (LwSession *session)
{
  LwLetterDialog *self = g_object_new (LW_TYPE_LETTER_DIALOG, NULL);

  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::progress", G_CALLBACK (progress_cb), self,
                               G_CONNECT_SWAPPED);
      suggest_mailbox (self);
    }
  adw_dialog_set_focus (ADW_DIALOG (self), self->to_row);
  return ADW_DIALOG (self);
}

void
lw_letter_dialog_show_sent (LwLetterDialog *self, const char *to, const char *transcript)
{
  g_autofree char *address = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (LW_IS_LETTER_DIALOG (self));

  address = lw_words_isolate (to);
  description = g_markup_printf_escaped (
      /* Translators: %s is a mail address */
      _ ("A mail server took the letter for %s. Open that mailbox and type the code from the "
         "letter "
         "here."),
      address);
  adw_status_page_set_description (self->sent_status, description);
  gtk_label_set_label (self->transcript_label, transcript != NULL ? transcript : "");
  gtk_widget_set_visible (self->transcript_expander, transcript != NULL);
  gtk_stack_set_visible_child_name (self->stack, "sent");
  gtk_widget_grab_focus (self->code_row);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), adw_status_page_get_title (self->sent_status),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
lw_letter_dialog_show_mailbox (LwLetterDialog *self, const char *to, const char *code)
{
  g_autofree char *words = NULL;

  g_return_if_fail (LW_IS_LETTER_DIALOG (self));

  /* Translators: %s is the code in a letter */
  words = g_strdup_printf (_ ("A letter came. Its code is %s"), code);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->mailbox_row), to);
  adw_action_row_set_subtitle (self->mailbox_row, words);
  gtk_widget_set_visible (self->mailbox, TRUE);
}

void
lw_letter_dialog_show_arrived (LwLetterDialog *self, const char *to)
{
  g_autofree char *address = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (LW_IS_LETTER_DIALOG (self));

  address = lw_words_isolate (to);
  /* Translators: %s is a mail address */
  description = g_markup_printf_escaped (_ ("Mail for %s arrives."), address);
  adw_status_page_set_description (self->arrived_status, description);
  gtk_stack_set_visible_child_name (self->stack, "arrived");
  gtk_accessible_announce (GTK_ACCESSIBLE (self), adw_status_page_get_title (self->arrived_status),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
lw_letter_dialog_show_error (LwLetterDialog *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (LW_IS_LETTER_DIALOG (self));
  g_return_if_fail (error != NULL);

  words = lw_words_error_and_step (error);
  show_trouble (self->to_row, self->trouble_label, words);
}
