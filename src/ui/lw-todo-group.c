/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-todo-group.h"

#include "lw-state-icon.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN 3

/**
 * LwTodoGroup:
 *
 * The findings that need somebody, worst first: three, and the rest when asked for.
 */
struct _LwTodoGroup
{
  AdwBin parent_instance;

  /* Template children. */
  GtkListBox *rows;

  GPtrArray *findings; /* (owned) (nullable) (element-type LwFinding) */
  gboolean show_all;
};

enum
{
  SIGNAL_DETAILS,
  SIGNAL_CORRECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwTodoGroup, lw_todo_group, ADW_TYPE_BIN)

static gboolean
needs_action (LwFinding *finding)
{
  switch (lw_finding_get_level (finding))
    {
    case LW_LEVEL_ERROR:
    case LW_LEVEL_WARNING:
    case LW_LEVEL_ADVICE:
    case LW_LEVEL_LOCAL:
    case LW_LEVEL_NOT_TESTED:
      return TRUE;

    case LW_LEVEL_INFO:
      return FALSE;
    }

  return FALSE;
}

static LwFinding *
find_finding (LwTodoGroup *self, GtkWidget *row)
{
  const char *id = gtk_widget_get_name (row);
  guint index = (guint) g_ascii_strtoull (id, NULL, 10);

  return index < self->findings->len ? g_ptr_array_index (self->findings, index) : NULL;
}

static void
row_activated_cb (AdwActionRow *row, LwTodoGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0, find_finding (self, GTK_WIDGET (row)));
}

static void
correct_clicked_cb (GtkButton *button, LwTodoGroup *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  g_signal_emit (self, signals[SIGNAL_CORRECT], 0, find_finding (self, row));
}

static void
add_correct_button (LwTodoGroup *self, AdwActionRow *row, gboolean suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Correct It"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (correct_clicked_cb), self, 0);
  adw_action_row_add_suffix (row, button);
}

static char *
make_subtitle (LwFinding *finding)
{
  const char *reason = lw_finding_get_reason (finding);
  const char *step = lw_finding_get_step (finding);

  if (reason != NULL && step != NULL)
    return g_strconcat (reason, " ", step, NULL); /* whole sentences, each translated by itself */

  return g_strdup (reason != NULL ? reason : step != NULL ? step : "");
}

static GtkWidget *
create_row (LwTodoGroup *self, guint index, gboolean first)
{
  LwFinding *finding = g_ptr_array_index (self->findings, index);
  g_autofree char *subtitle = make_subtitle (finding);
  g_autofree char *name = g_strdup_printf ("%u", index);
  GtkWidget *icon = lw_state_icon_new (lw_level_to_state (lw_finding_get_level (finding)));
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "name", name, "title", lw_finding_get_result (finding),
                    "subtitle", subtitle, "use-markup", FALSE, "activatable", TRUE, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (lw_finding_get_fix (finding) != NULL)
    add_correct_button (self, ADW_ACTION_ROW (row), first);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("lw-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  return row;
}

static void
add_quiet_row (LwTodoGroup *self, gboolean known)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title",
                                 known ? _ ("Nothing to do") : _ ("Nothing is known yet"), NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lw_state_icon_new (known ? LW_STATE_OK : LW_STATE_UNKNOWN));
  gtk_list_box_append (self->rows, row);
}

static void
add_show_all_row (LwTodoGroup *self, guint n_findings)
{
  g_autofree char *title = g_strdup_printf (_ ("_Show All %u"), n_findings);
  GtkWidget *row = g_object_new (ADW_TYPE_BUTTON_ROW, "title", title, "use-underline", TRUE,
                                 "action-name", "todo.show-all", NULL);

  gtk_list_box_append (self->rows, row);
}

static void
fill (LwTodoGroup *self, gboolean known)
{
  guint n_needed = 0;

  gtk_list_box_remove_all (self->rows);
  for (guint i = 0; i < self->findings->len; i++)
    {
      if (!needs_action (g_ptr_array_index (self->findings, i)))
        continue;
      if (self->show_all || n_needed < MAX_SHOWN)
        gtk_list_box_append (self->rows, create_row (self, i, n_needed == 0));
      n_needed++;
    }

  if (n_needed == 0)
    add_quiet_row (self, known);
  else if (!self->show_all && n_needed > MAX_SHOWN)
    add_show_all_row (self, n_needed);
}

static void
show_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwTodoGroup *self = LW_TODO_GROUP (widget);

  self->show_all = TRUE;
  fill (self, TRUE);
  if (gtk_widget_get_root (widget) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->rows), GTK_DIR_TAB_FORWARD);
}

static void
lw_todo_group_dispose (GObject *object)
{
  LwTodoGroup *self = LW_TODO_GROUP (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_TODO_GROUP);
  g_clear_pointer (&self->findings, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_todo_group_parent_class)->dispose (object);
}

static void
lw_todo_group_class_init (LwTodoGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_todo_group_dispose;

  /**
   * LwTodoGroup::details:
   * @finding: (type gpointer): the `LwFinding`
   *
   * The person wants to know more about it.
   */
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * LwTodoGroup::correct:
   * @finding: (type gpointer): the `LwFinding`, which has a fix
   *
   * The person wants it mended.
   */
  signals[SIGNAL_CORRECT] = g_signal_new ("correct", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-todo-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LwTodoGroup, rows);
  gtk_widget_class_install_action (widget_class, "todo.show-all", NULL, show_all_action);
}

static void
lw_todo_group_init (LwTodoGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lw_todo_group_new (void)
{
  return g_object_new (LW_TYPE_TODO_GROUP, NULL);
}

void
lw_todo_group_set_findings (LwTodoGroup *self, GPtrArray *findings, gboolean known)
{
  g_return_if_fail (LW_IS_TODO_GROUP (self));
  g_return_if_fail (findings != NULL);

  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_finding_unref);
  for (guint i = 0; i < findings->len; i++)
    g_ptr_array_add (self->findings, lw_finding_ref (g_ptr_array_index (findings, i)));
  fill (self, known);
}
