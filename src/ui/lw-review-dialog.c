/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-review-dialog.h"

#include "lw-change-row.h"
#include "lw-error.h"
#include "lw-state-icon.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwReviewDialog:
 *
 * The one place where a change is agreed to: what it means for mail, then record by record.
 * Dangers have to be ticked before Apply. A push that runs keeps the dialog open; stopping it
 * stops the next request, never the one that was sent.
 */
struct _LwReviewDialog
{
  AdwDialog parent_instance;

  /* Template children. */
  GtkButton *cancel_button;
  GtkButton *apply_button;
  GtkWidget *trouble_box;
  GtkLabel *trouble_label;
  GtkWidget *again_button;
  GtkWidget *progress_box;
  GtkLabel *progress_label;
  GtkLabel *effect_label;
  AdwPreferencesGroup *dangers;
  AdwPreferencesGroup *added;
  AdwPreferencesGroup *altered;
  AdwPreferencesGroup *removed;
  GtkLabel *untouched_label;

  LwSession *session;        /* (owned) (nullable) */
  LwPlan *plan;              /* (owned) */
  GPtrArray *ticks;          /* (owned) (element-type GtkCheckButton): not owned by the array */
  GCancellable *cancellable; /* (owned) (nullable): of the push that runs */
  gint64 undoes;
  gboolean resume;
};

enum
{
  SIGNAL_PUSHED,
  SIGNAL_READ_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwReviewDialog, lw_review_dialog, ADW_TYPE_DIALOG)

static gboolean
all_ticked (LwReviewDialog *self)
{
  for (guint i = 0; i < self->ticks->len; i++)
    if (!gtk_check_button_get_active (g_ptr_array_index (self->ticks, i)))
      return FALSE;

  return TRUE;
}

static void
update_apply (LwReviewDialog *self)
{
  gboolean running = self->cancellable != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "review.apply",
                                 !running && all_ticked (self) && !lw_plan_is_empty (self->plan));
  gtk_button_set_label (self->cancel_button, running ? _ ("_Stop") : _ ("_Cancel"));
  gtk_widget_set_visible (self->progress_box, running);
  adw_dialog_set_can_close (ADW_DIALOG (self), !running);
}

static void
add_tick (LwReviewDialog *self, AdwActionRow *row)
{
  GtkWidget *tick = gtk_check_button_new ();

  gtk_widget_set_valign (tick, GTK_ALIGN_CENTER);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row,
                                  NULL, -1);
  adw_action_row_add_prefix (row, tick);
  adw_action_row_set_activatable_widget (row, tick);
  g_signal_connect_object (tick, "toggled", G_CALLBACK (update_apply), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->ticks, tick);
}

static void
add_danger (LwReviewDialog *self, LwDangerKind kind)
{
  g_autofree char *words = lw_danger_describe (kind, self->plan);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", words, "use-markup", FALSE, NULL);
  gboolean needs_tick = lw_danger_needs_tick (kind);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lw_state_icon_new (needs_tick ? LW_STATE_WARN : LW_STATE_ADVICE));
  if (needs_tick)
    add_tick (self, ADW_ACTION_ROW (row));

  adw_preferences_group_add (self->dangers, row);
  gtk_widget_set_visible (GTK_WIDGET (self->dangers), TRUE);
}

static void
show_dangers (LwReviewDialog *self)
{
  g_autoptr (GArray) dangers = lw_plan_get_dangers (self->plan);

  for (guint i = 0; i < dangers->len; i++)
    add_danger (self, g_array_index (dangers, LwDangerKind, i));
}

static char *
make_title (LwChangeKind kind, guint n_changes)
{
  switch (kind)
    {
    case LW_CHANGE_ADD:
      return g_strdup_printf (_ ("Added (%u)"), n_changes);

    case LW_CHANGE_ALTER:
      return g_strdup_printf (_ ("Changed (%u)"), n_changes);

    case LW_CHANGE_REMOVE:
      return g_strdup_printf (_ ("Removed (%u)"), n_changes);
    }

  return NULL;
}

static void
fill_group (LwReviewDialog *self, AdwPreferencesGroup *group, LwChangeKind kind)
{
  GPtrArray *changes = lw_plan_get_changes (self->plan);
  guint n_changes = lw_plan_count (self->plan, kind);
  g_autofree char *title = make_title (kind, n_changes);

  adw_preferences_group_set_title (group, title);
  gtk_widget_set_visible (GTK_WIDGET (group), n_changes > 0);
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (lw_change_get_kind (change) == kind)
        adw_preferences_group_add (group, lw_change_row_new (change));
    }
}

static void
show_untouched (LwReviewDialog *self)
{
  guint n_untouched = lw_plan_get_n_untouched (self->plan);
  g_autofree char *words =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u other entry stays as it is.",
                                    "%u other entries stay as they are.", n_untouched),
                       n_untouched);

  gtk_label_set_label (self->untouched_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->untouched_label), n_untouched > 0);
}

static void
show_apply_label (LwReviewDialog *self)
{
  guint n_changes = lw_plan_get_changes (self->plan)->len;
  g_autofree char *label = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "_Apply %u Change", "_Apply %u Changes", n_changes), n_changes);

  gtk_button_set_label (self->apply_button, label);
}

static void
show_plan (LwReviewDialog *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *effect = lw_plan_describe (self->plan, now, NULL);

  gtk_label_set_label (self->effect_label, effect);
  show_dangers (self);
  fill_group (self, self->added, LW_CHANGE_ADD);
  fill_group (self, self->altered, LW_CHANGE_ALTER);
  fill_group (self, self->removed, LW_CHANGE_REMOVE);
  show_untouched (self);
  show_apply_label (self);
  update_apply (self);
}

static void
progress_cb (LwReviewDialog *self)
{
  const char *progress = lw_session_get_progress (self->session);

  gtk_label_set_label (self->progress_label,
                       progress != NULL ? progress : _ ("Saving the change…"));
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwReviewDialog) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPush) push = lw_session_push_finish (LW_SESSION (source), result, &error);

  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
  if (self == NULL)
    return;

  g_clear_object (&self->cancellable);
  update_apply (self);
  if (push == NULL)
    {
      lw_review_dialog_show_error (self, error);
      return;
    }

  g_signal_emit (self, signals[SIGNAL_PUSHED], 0, push);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
apply_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwReviewDialog *self = LW_REVIEW_DIALOG (widget);

  if (self->session == NULL || self->cancellable != NULL || !all_ticked (self))
    return;

  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->trouble_box, FALSE);
  update_apply (self);
  progress_cb (self);

  /* What was begun is brought to its end, even when the window goes away meanwhile. */
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  lw_session_push_async (self->session, self->plan, self->resume, self->undoes, self->cancellable,
                         pushed_cb, lw_weak_new (self));
}

static void
cancel_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwReviewDialog *self = LW_REVIEW_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    adw_dialog_close (ADW_DIALOG (self));
}

static void
read_again_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_READ_AGAIN], 0);
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
lw_review_dialog_close_attempt (AdwDialog *dialog)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (dialog),
                           _ ("The change is being made. Stop ends it after this request."),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
lw_review_dialog_dispose (GObject *object)
{
  LwReviewDialog *self = LW_REVIEW_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_REVIEW_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->plan, lw_plan_unref);
  g_clear_pointer (&self->ticks, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_review_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/letterway/Letterway/lw-review-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, progress_box);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, effect_label);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, dangers);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, added);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, altered);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, removed);
  gtk_widget_class_bind_template_child (widget_class, LwReviewDialog, untouched_label);
}

static void
lw_review_dialog_class_init (LwReviewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_review_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->close_attempt = lw_review_dialog_close_attempt;

  /**
   * LwReviewDialog::pushed:
   * @push: the journal's entry
   *
   * The change was made.
   */
  signals[SIGNAL_PUSHED] = g_signal_new ("pushed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, LW_TYPE_PUSH);
  /**
   * LwReviewDialog::read-again:
   *
   * The zone changed meanwhile; the person wants a plan on what is there now.
   */
  signals[SIGNAL_READ_AGAIN] =
      g_signal_new ("read-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);

  g_type_ensure (LW_TYPE_STATE_ICON);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "review.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "review.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "review.read-again", NULL, read_again_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "review.apply", NULL);
}

static void
lw_review_dialog_init (LwReviewDialog *self)
{
  self->ticks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
lw_review_dialog_new (LwSession *session, LwPlan *plan, gboolean resume, gint64 undoes)
{
  LwReviewDialog *self;

  g_return_val_if_fail (plan != NULL, NULL);

  self = g_object_new (LW_TYPE_REVIEW_DIALOG, NULL);
  g_set_object (&self->session, session);
  self->plan = lw_plan_ref (plan);
  self->resume = resume;
  self->undoes = undoes;
  if (session != NULL)
    g_signal_connect_object (session, "notify::progress", G_CALLBACK (progress_cb), self,
                             G_CONNECT_SWAPPED);
  show_plan (self);
  adw_dialog_set_default_widget (ADW_DIALOG (self), GTK_WIDGET (self->apply_button));
  adw_dialog_set_focus (ADW_DIALOG (self), self->ticks->len > 0 ? g_ptr_array_index (self->ticks, 0)
                                                                : GTK_WIDGET (self->apply_button));
  return ADW_DIALOG (self);
}

void
lw_review_dialog_show_error (LwReviewDialog *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (LW_IS_REVIEW_DIALOG (self));
  g_return_if_fail (error != NULL);

  words = lw_words_error_and_step (error);
  gtk_label_set_label (self->trouble_label, words);
  gtk_widget_set_visible (self->again_button,
                          g_error_matches (error, LW_ERROR, LW_ERROR_CONFLICT) ||
                              g_error_matches (error, LW_ERROR, LW_ERROR_PARTIAL));
  gtk_widget_set_visible (self->trouble_box, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
