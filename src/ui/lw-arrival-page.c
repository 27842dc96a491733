/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival-page.h"

#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

#define TICK_SECONDS 5

/**
 * LwArrivalPage:
 *
 * Where the last change has arrived: every name server and every resolver, and the clock time when
 * everyone must see it.
 */
struct _LwArrivalPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  LwStateIcon *state_icon;
  GtkLabel *headline;
  GtkLabel *sentence;
  GtkWidget *hint;
  GtkWidget *letter_button;
  AdwPreferencesGroup *authorities;
  AdwPreferencesGroup *resolvers;
  AdwPreferencesGroup *system;

  LwArrival *arrival; /* (owned) */
  GPtrArray *rows;    /* (owned) (element-type AdwActionRow): not owned; one a row of the arrival */
  GPtrArray *icons;   /* (owned) (element-type LwStateIcon): not owned; the same order */
  guint tick_id;
  gboolean was_complete;
};

G_DEFINE_FINAL_TYPE (LwArrivalPage, lw_arrival_page, ADW_TYPE_NAVIGATION_PAGE)

LwState
lw_arrival_state_to_state (LwArrivalState state)
{
  switch (state)
    {
    case LW_ARRIVAL_NEW:
      return LW_STATE_OK;

    case LW_ARRIVAL_NOT_ASKED:
    case LW_ARRIVAL_OLD:
    case LW_ARRIVAL_NONE:
      return LW_STATE_WAIT;

    case LW_ARRIVAL_OTHER:
      return LW_STATE_WARN;

    case LW_ARRIVAL_UNKNOWN:
      return LW_STATE_UNKNOWN;
    }

  return LW_STATE_UNKNOWN;
}

static AdwPreferencesGroup *
get_group (LwArrivalPage *self, LwRole role)
{
  switch (role)
    {
    case LW_ROLE_PARENT:
    case LW_ROLE_AUTHORITY:
      return self->authorities;

    case LW_ROLE_RESOLVER:
      return self->resolvers;

    case LW_ROLE_SYSTEM:
      return self->system;
    }

  return self->resolvers;
}

static void
add_row (LwArrivalPage *self, const LwArrivalRow *arrival_row)
{
  AdwPreferencesGroup *group = get_group (self, arrival_row->role);
  g_autofree char *name = lw_words_name (lw_server_get_name (arrival_row->server));
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", name, "use-markup", FALSE, NULL);
  GtkWidget *icon = lw_state_icon_new (LW_STATE_WAIT);
  const char *address = lw_server_get_address (arrival_row->server);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_tooltip_text (row, address);
  adw_preferences_group_add (group, row);
  gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->icons, icon);
}

static LwState
row_state (const LwArrivalRow *row)
{
  return row->late ? LW_STATE_WARN : lw_arrival_state_to_state (row->state);
}

static void
update_rows (LwArrivalPage *self, gint64 now)
{
  guint n_rows = lw_arrival_get_n_rows (self->arrival);

  for (guint i = self->rows->len; i < n_rows; i++)
    add_row (self, lw_arrival_get_row (self->arrival, i));

  for (guint i = 0; i < n_rows; i++)
    {
      const LwArrivalRow *row = lw_arrival_get_row (self->arrival, i);
      g_autofree char *words = lw_arrival_describe_row (self->arrival, i, now);

      adw_action_row_set_subtitle (g_ptr_array_index (self->rows, i), words);
      lw_state_icon_set_state (g_ptr_array_index (self->icons, i), row_state (row));
    }
}

static void
announce_end (LwArrivalPage *self, gboolean complete)
{
  if (complete && !self->was_complete)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_label (self->headline),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  self->was_complete = complete;
}

static void
update (LwArrivalPage *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean complete = lw_arrival_is_complete (self->arrival);
  g_autofree char *words = lw_arrival_describe (self->arrival, now, NULL);

  update_rows (self, now);
  lw_state_icon_set_state (self->state_icon, complete ? LW_STATE_OK : LW_STATE_WAIT);
  gtk_label_set_label (self->headline,
                       complete ? _ ("The Change Has Arrived") : _ ("The Change Is on Its Way"));
  gtk_label_set_label (self->sentence, lw_arrival_get_n_rows (self->arrival) > 0
                                           ? words
                                           : _ ("Asking who knows it already…"));
  gtk_widget_set_visible (self->hint, !complete);
  if (lw_arrival_authorities_done (self->arrival))
    gtk_widget_add_css_class (self->letter_button, "suggested-action");
  announce_end (self, complete);
}

static gboolean
tick_cb (gpointer user_data)
{
  LwArrivalPage *self = user_data;

  update (self); /* the remaining times run down by themselves */
  return G_SOURCE_CONTINUE;
}

static void
lw_arrival_page_showing (AdwNavigationPage *page)
{
  LwArrivalPage *self = LW_ARRIVAL_PAGE (page);

  ADW_NAVIGATION_PAGE_CLASS (lw_arrival_page_parent_class)->showing (page);

  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
lw_arrival_page_hidden (AdwNavigationPage *page)
{
  LwArrivalPage *self = LW_ARRIVAL_PAGE (page);

  g_clear_handle_id (&self->tick_id, g_source_remove);

  ADW_NAVIGATION_PAGE_CLASS (lw_arrival_page_parent_class)->hidden (page);
}

static void
lw_arrival_page_dispose (GObject *object)
{
  LwArrivalPage *self = LW_ARRIVAL_PAGE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->arrival != NULL)
    g_signal_handlers_disconnect_by_data (self->arrival, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_ARRIVAL_PAGE);
  g_clear_object (&self->arrival);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->icons, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_arrival_page_parent_class)->dispose (object);
}

static void
lw_arrival_page_class_init (LwArrivalPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_arrival_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->showing = lw_arrival_page_showing;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = lw_arrival_page_hidden;

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-arrival-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, headline);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, hint);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, letter_button);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, authorities);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, resolvers);
  gtk_widget_class_bind_template_child (widget_class, LwArrivalPage, system);
}

static void
lw_arrival_page_init (LwArrivalPage *self)
{
  self->rows = g_ptr_array_new ();
  self->icons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
lw_arrival_page_new (LwArrival *arrival)
{
  LwArrivalPage *self;

  g_return_val_if_fail (LW_IS_ARRIVAL (arrival), NULL);

  self = g_object_new (LW_TYPE_ARRIVAL_PAGE, NULL);
  self->arrival = g_object_ref (arrival);
  g_signal_connect_object (arrival, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ADW_NAVIGATION_PAGE (self);
}
