/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-sidebar.h"

#include "lw-sidebar-row.h"

#define SEARCH_FROM 8 /* domains */

/**
 * LwSidebar:
 *
 * The person's domains, worst first.
 */
struct _LwSidebar
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  GtkStack *stack;
  GtkListBox *rows;
  GtkEditable *search_entry;

  LwDomainList *list;        /* (owned) (nullable) */
  GtkFilterListModel *shown; /* (owned) (nullable) */
  GtkCustomFilter *filter;   /* (owned) (nullable) */
  LwDomainItem *current;     /* (owned) (nullable) */
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwSidebar, lw_sidebar, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
match_search (gpointer item, gpointer user_data)
{
  LwSidebar *self = user_data;
  const char *wanted = gtk_editable_get_text (self->search_entry);
  g_autofree char *needle = g_utf8_casefold (wanted, -1);
  g_autofree char *title = g_utf8_casefold (lw_domain_item_get_title (item), -1);

  return strstr (title, needle) != NULL;
}

/* Rows are made anew when the order changes. */
static void
select_current (LwSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rows, i)) != NULL; i++)
    if (lw_sidebar_row_get_item (LW_SIDEBAR_ROW (row)) == self->current)
      {
        gtk_list_box_select_row (self->rows, row);
        return;
      }

  gtk_list_box_unselect_all (self->rows);
}

static void
list_changed_cb (LwSidebar *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  gtk_stack_set_visible_child_name (self->stack, n_items == 0 ? "empty" : "list");
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), n_items >= SEARCH_FROM);
  select_current (self);
}

static void
search_changed_cb (LwSidebar *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
row_activated_cb (LwSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, lw_sidebar_row_get_item (LW_SIDEBAR_ROW (row)));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return lw_sidebar_row_new (item);
}

static void
lw_sidebar_dispose (GObject *object)
{
  LwSidebar *self = LW_SIDEBAR (object);

  if (self->rows != NULL)
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_SIDEBAR);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->list);
  g_clear_object (&self->current);

  G_OBJECT_CLASS (lw_sidebar_parent_class)->dispose (object);
}

static void
lw_sidebar_class_init (LwSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_sidebar_dispose;

  /**
   * LwSidebar::chosen:
   * @item: the domain
   *
   * The person wants to see its page.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, LW_TYPE_DOMAIN_ITEM);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, LwSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, LwSidebar, rows);
  gtk_widget_class_bind_template_child (widget_class, LwSidebar, search_entry);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
lw_sidebar_init (LwSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lw_sidebar_set_list (LwSidebar *self, LwDomainList *list)
{
  g_return_if_fail (LW_IS_SIDEBAR (self));
  g_return_if_fail (self->list == NULL);

  g_set_object (&self->list, list);
  self->filter = gtk_custom_filter_new (match_search, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (list)),
                                           GTK_FILTER (g_object_ref (self->filter)));
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->shown), create_row, NULL, NULL);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  list_changed_cb (self);
}

void
lw_sidebar_set_current (LwSidebar *self, LwDomainItem *item)
{
  g_return_if_fail (LW_IS_SIDEBAR (self));

  g_set_object (&self->current, item);
  select_current (self);
}

void
lw_sidebar_focus_search (LwSidebar *self)
{
  g_return_if_fail (LW_IS_SIDEBAR (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->search_entry)))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
