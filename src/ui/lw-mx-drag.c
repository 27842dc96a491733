/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-drag.h"

#define HOT_SPOT 12 /* pixels from the corner of the row: about where the grip is */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LwMxEntry *entry)
{
  return gdk_content_provider_new_typed (LW_TYPE_MX_ENTRY, entry);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (paintable);

  gtk_drag_source_set_icon (source, still, HOT_SPOT, HOT_SPOT);
  gtk_widget_add_css_class (row, "lw-dragged");
}

static void
end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_it, GtkWidget *row)
{
  gtk_widget_remove_css_class (row, "lw-dragged");
}

void
lw_mx_drag_add (GtkWidget *grip, GtkWidget *row, LwMxEntry *entry)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), entry, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), row, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (end_cb), row, 0);
  gtk_widget_add_controller (grip, GTK_EVENT_CONTROLLER (source));
  gtk_widget_set_cursor_from_name (grip, "grab");
}
