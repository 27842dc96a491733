/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-history-page.h"

#include "lw-push-page.h"
#include "lw-state-icon.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwHistoryPage:
 *
 * Every change that was made from here, newest first.
 */
struct _LwHistoryPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkListBox *rows;

  LwSession *session; /* (owned) (nullable) */
  GPtrArray *pushes;  /* (owned) (nullable) (element-type LwPush) */
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwHistoryPage, lw_history_page, ADW_TYPE_NAVIGATION_PAGE)

static void
row_activated_cb (AdwActionRow *row, LwHistoryPage *self)
{
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (index >= 0 && (guint) index < self->pushes->len)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, g_ptr_array_index (self->pushes, index));
}

static GtkWidget *
create_row (LwHistoryPage *self, LwPush *push)
{
  const LwPushFields *fields = lw_push_get (push);
  g_autofree char *moment =
      lw_words_moment (fields->started_at, g_get_real_time () / G_USEC_PER_SEC);
  /* Translators: when a change was made, and how it ended */
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · %s"), moment, lw_push_page_state_words (fields->state));
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", fields->title, "subtitle", subtitle,
                                 "use-markup", FALSE, "activatable", TRUE, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lw_state_icon_new (lw_push_page_state (fields->state)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("lw-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  return row;
}

static void
show_trouble (LwHistoryPage *self, const GError *error)
{
  g_autofree char *words = lw_words_error_and_step (error);
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_status_page_set_title (self->empty_page, _ ("The History Could Not Be Read"));
  adw_status_page_set_description (self->empty_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwHistoryPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pushes = lw_session_history_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;
  if (pushes == NULL)
    show_trouble (self, error);
  else
    lw_history_page_set_pushes (self, pushes);
}

static void
lw_history_page_showing (AdwNavigationPage *page)
{
  LwHistoryPage *self = LW_HISTORY_PAGE (page);

  ADW_NAVIGATION_PAGE_CLASS (lw_history_page_parent_class)->showing (page);

  if (self->session != NULL)
    lw_session_history_async (self->session, listed_cb, lw_weak_new (self));
}

static void
lw_history_page_dispose (GObject *object)
{
  LwHistoryPage *self = LW_HISTORY_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_HISTORY_PAGE);
  g_clear_object (&self->session);
  g_clear_pointer (&self->pushes, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_history_page_parent_class)->dispose (object);
}

static void
lw_history_page_class_init (LwHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_history_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->showing = lw_history_page_showing;

  /**
   * LwHistoryPage::open:
   * @push: the change
   *
   * The person wants to see it.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, LW_TYPE_PUSH);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LwHistoryPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LwHistoryPage, rows);
}

static void
lw_history_page_init (LwHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
lw_history_page_new (LwSession *session)
{
  LwHistoryPage *self = g_object_new (LW_TYPE_HISTORY_PAGE, NULL);

  g_set_object (&self->session, session);
  return ADW_NAVIGATION_PAGE (self);
}

void
lw_history_page_set_pushes (LwHistoryPage *self, GPtrArray *pushes)
{
  g_return_if_fail (LW_IS_HISTORY_PAGE (self));
  g_return_if_fail (pushes != NULL);

  g_ptr_array_ref (pushes);
  g_clear_pointer (&self->pushes, g_ptr_array_unref);
  self->pushes = pushes;

  gtk_list_box_remove_all (self->rows);
  for (guint i = 0; i < pushes->len; i++)
    gtk_list_box_append (self->rows, create_row (self, g_ptr_array_index (pushes, i)));
  gtk_stack_set_visible_child_name (self->stack, pushes->len == 0 ? "empty" : "list");
}
