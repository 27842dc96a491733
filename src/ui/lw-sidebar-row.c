/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-sidebar-row.h"

#include "lw-state-icon.h"

#include <glib/gi18n-lib.h>

/**
 * LwSidebarRow:
 *
 * A domain of the sidebar: its state, its name, the state's word.
 */
struct _LwSidebarRow
{
  GtkListBoxRow parent_instance;

  /* Template children. */
  LwStateIcon *state_icon;
  GtkLabel *title_label;
  GtkLabel *word_label;

  LwDomainItem *item; /* (owned) */
};

G_DEFINE_FINAL_TYPE (LwSidebarRow, lw_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
speak (LwSidebarRow *self)
{
  /* Translators: a domain and the word of its state, spoken */
  g_autofree char *words = g_strdup_printf (_ ("%s: %s"), lw_domain_item_get_title (self->item),
                                            lw_domain_item_get_word (self->item));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
lw_sidebar_row_dispose (GObject *object)
{
  LwSidebarRow *self = LW_SIDEBAR_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_SIDEBAR_ROW);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (lw_sidebar_row_parent_class)->dispose (object);
}

static void
lw_sidebar_row_class_init (LwSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_sidebar_row_dispose;

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LwSidebarRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwSidebarRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, LwSidebarRow, word_label);
}

static void
lw_sidebar_row_init (LwSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lw_sidebar_row_new (LwDomainItem *item)
{
  LwSidebarRow *self = g_object_new (LW_TYPE_SIDEBAR_ROW, NULL);

  self->item = g_object_ref (item);
  g_object_bind_property (item, "title", self->title_label, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "word", self->word_label, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "state", self->state_icon, "state", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (item, "notify::word", G_CALLBACK (speak), self, G_CONNECT_SWAPPED);
  speak (self);
  return GTK_WIDGET (self);
}

LwDomainItem *
lw_sidebar_row_get_item (LwSidebarRow *self)
{
  g_return_val_if_fail (LW_IS_SIDEBAR_ROW (self), NULL);

  return self->item;
}
