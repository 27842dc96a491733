/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-push-page.h"

#include "lw-change-row.h"
#include "lw-host-description.h"
#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwPushPage:
 *
 * One change of the history, before and after, and the way back.
 */
struct _LwPushPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  LwStateIcon *state_icon;
  GtkLabel *title_label;
  GtkLabel *moment_label;
  GtkLabel *note_label;
  AdwPreferencesGroup *changes;
  GtkWidget *back_button;

  LwPush *push; /* (owned) */
};

enum
{
  SIGNAL_PUT_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwPushPage, lw_push_page, ADW_TYPE_NAVIGATION_PAGE)

LwState
lw_push_page_state (LwPushState state)
{
  switch (state)
    {
    case LW_PUSH_DONE:
      return LW_STATE_OK;

    case LW_PUSH_INTENDED:
    case LW_PUSH_PARTIAL:
      return LW_STATE_WARN;

    case LW_PUSH_FAILED:
    case LW_PUSH_SETTLED:
      return LW_STATE_UNKNOWN;
    }

  return LW_STATE_UNKNOWN;
}

const char *
lw_push_page_state_words (LwPushState state)
{
  switch (state)
    {
    case LW_PUSH_DONE:
      return _ ("Made");

    case LW_PUSH_INTENDED:
      return _ ("Cut off");

    case LW_PUSH_PARTIAL:
      return _ ("Half done");

    case LW_PUSH_FAILED:
      return _ ("Nothing was changed");

    case LW_PUSH_SETTLED:
      return _ ("Cut off, settled later");
    }

  return "";
}

static void
put_back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwPushPage *self = LW_PUSH_PAGE (widget);

  g_signal_emit (self, signals[SIGNAL_PUT_BACK], 0, lw_push_get (self->push)->id);
}

static void
lw_push_page_dispose (GObject *object)
{
  LwPushPage *self = LW_PUSH_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_PUSH_PAGE);
  g_clear_pointer (&self->push, lw_push_unref);

  G_OBJECT_CLASS (lw_push_page_parent_class)->dispose (object);
}

static void
lw_push_page_class_init (LwPushPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_push_page_dispose;

  /**
   * LwPushPage::put-back:
   * @id: of the push
   *
   * The person wants to see the way back.
   */
  signals[SIGNAL_PUT_BACK] = g_signal_new ("put-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-push-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, moment_label);
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, changes);
  gtk_widget_class_bind_template_child (widget_class, LwPushPage, back_button);
  gtk_widget_class_install_action (widget_class, "push.put-back", NULL, put_back_action);
}

static void
lw_push_page_init (LwPushPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_moment (LwPushPage *self, const LwPushFields *fields)
{
  LwHostDescription *host = lw_host_descriptions_find (fields->host_id);
  g_autofree char *moment =
      lw_words_moment (fields->started_at, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *words = g_strdup_printf (
      /* Translators: when a change was made, at which DNS host, and how it ended */
      _ ("%s · %s · %s"), moment,
      host != NULL ? lw_host_description_get_name (host) : fields->host_id,
      lw_push_page_state_words (fields->state));

  gtk_label_set_label (self->moment_label, words);
}

static void
show_push (LwPushPage *self)
{
  const LwPushFields *fields = lw_push_get (self->push);
  GPtrArray *changes = lw_plan_get_changes (fields->plan);

  lw_state_icon_set_state (self->state_icon, lw_push_page_state (fields->state));
  gtk_label_set_label (self->title_label, fields->title);
  show_moment (self, fields);
  gtk_label_set_label (self->note_label, fields->note != NULL ? fields->note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), fields->note != NULL);
  gtk_widget_set_visible (self->back_button, fields->state != LW_PUSH_FAILED);
  for (guint i = 0; i < changes->len; i++)
    adw_preferences_group_add (self->changes, lw_change_row_new (g_ptr_array_index (changes, i)));
}

AdwNavigationPage *
lw_push_page_new (LwPush *push)
{
  LwPushPage *self;

  g_return_val_if_fail (push != NULL, NULL);

  self = g_object_new (LW_TYPE_PUSH_PAGE, NULL);
  self->push = lw_push_ref (push);
  show_push (self);
  return ADW_NAVIGATION_PAGE (self);
}
