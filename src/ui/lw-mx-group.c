/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-group.h"

#include "lw-invalid.h"
#include "lw-mx-row.h"
#include "lw-server-verdict.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwMxGroup:
 *
 * The mail servers of a domain as a boxed list that is edited in place.
 *
 * An edit is committed when Return is pressed or the field is left, and only then the list sorts
 * itself anew; the keyboard stays on the server that it was on.
 */
struct _LwMxGroup
{
  AdwBin parent_instance;

  /* Template children. */
  GtkListBox *servers;
  AdwSwitchRow *no_mail_row;
  AdwEntryRow *ttl_row;
  AdwActionRow *ttl_problem_row;

  LwMxList *list;          /* (owned) (nullable) */
  GListStore *last_row;    /* (owned): one item that stands for “Add Mail Server” */
  GBindingGroup *bindings; /* (owned) */
  LwEvidence *evidence;    /* (owned) (nullable) */
  guint commit_id;
  gboolean narrow;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

enum
{
  SIGNAL_REMOVED,
  SIGNAL_DETAILS,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwMxGroup, lw_mx_group, ADW_TYPE_BIN)

static guint
find_entry (LwMxGroup *self, LwMxEntry *entry)
{
  guint n_entries = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n_entries; i++)
    {
      g_autoptr (LwMxEntry) candidate = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (candidate == entry)
        return i;
    }

  return G_MAXUINT;
}

static LwMxRow *
get_row (LwMxGroup *self, LwMxEntry *entry)
{
  guint index = find_entry (self, entry);
  GtkListBoxRow *row =
      index != G_MAXUINT ? gtk_list_box_get_row_at_index (self->servers, (int) index) : NULL;

  return LW_IS_MX_ROW (row) ? LW_MX_ROW (row) : NULL;
}

/* The rows are made anew when the list sorts itself, so the focus is remembered by entry. */
static LwMxEntry *
get_focus (LwMxGroup *self, const char **field)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self->servers));

  *field = NULL;
  if (!LW_IS_MX_ROW (child))
    return NULL;

  *field = lw_mx_row_get_focused_field (LW_MX_ROW (child));
  return lw_mx_row_get_entry (LW_MX_ROW (child));
}

static void
put_focus (LwMxGroup *self, LwMxEntry *entry, const char *field)
{
  LwMxRow *row = entry != NULL ? get_row (self, entry) : NULL;

  if (row != NULL && lw_mx_row_get_focused_field (row) == NULL)
    lw_mx_row_focus_field (row, field);
}

static void
commit (LwMxGroup *self)
{
  const char *field;
  g_autoptr (LwMxEntry) focused = NULL;

  g_set_object (&focused, get_focus (self, &field));
  lw_mx_list_commit (self->list);
  put_focus (self, focused, field);
}

static gboolean
commit_cb (gpointer user_data)
{
  LwMxGroup *self = user_data;

  self->commit_id = 0;
  if (self->list != NULL)
    commit (self);

  return G_SOURCE_REMOVE;
}

/* Later, since the focus is still on its way when a field is left. */
static void
row_commit_cb (LwMxGroup *self)
{
  if (self->commit_id == 0)
    self->commit_id = g_idle_add (commit_cb, self);
}

static void
row_move_cb (LwMxRow *row, int by, LwMxGroup *self)
{
  const char *field = lw_mx_row_get_focused_field (row);
  g_autoptr (LwMxEntry) entry = g_object_ref (lw_mx_row_get_entry (row));
  g_autofree char *ordinal = NULL;
  g_autofree char *spoken = NULL;

  lw_mx_list_commit (self->list);
  lw_mx_list_move (self->list, find_entry (self, entry), by);
  put_focus (self, entry, field);

  ordinal = lw_words_ordinal (lw_mx_entry_get_position (entry));
  /* Translators: spoken after a mail server was moved; %s is "1st", "2nd" … */
  spoken = g_strdup_printf (_ ("Now %s"), ordinal);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), spoken,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
row_remove_cb (LwMxRow *row, LwMxGroup *self)
{
  g_autoptr (LwMxEntry) entry = g_object_ref (lw_mx_row_get_entry (row));
  GtkWidget *next;

  lw_mx_list_remove (self->list, find_entry (self, entry));
  next = GTK_WIDGET (gtk_list_box_get_row_at_index (self->servers, 0));
  if (next != NULL)
    gtk_widget_grab_focus (next);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, lw_mx_entry_get_exchange (entry));
}

static void
row_details_cb (LwMxRow *row, LwMxGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0, lw_mx_row_get_entry (row));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LwMxGroup *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  guint from = find_entry (self, g_value_get_object (value));
  int to = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (from == G_MAXUINT || to < 0)
    return FALSE;
  if (y > gtk_widget_get_height (row) / 2.0)
    to++;

  lw_mx_list_move_to (self->list, from,
                      MIN ((guint) to, g_list_model_get_n_items (G_LIST_MODEL (self->list))));
  return TRUE;
}

static void
accept_drops (LwMxGroup *self, GtkWidget *row)
{
  GtkDropTarget *target = gtk_drop_target_new (LW_TYPE_MX_ENTRY, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

static void
show_row_verdict (LwMxGroup *self, LwMxRow *row)
{
  g_autofree char *words = NULL;
  LwState state = lw_server_verdict (self->evidence, lw_mx_row_get_entry (row), &words);

  lw_mx_row_set_verdict (row, state, words);
}

static GtkWidget *
create_add_row (LwMxGroup *self)
{
  return g_object_new (ADW_TYPE_BUTTON_ROW, "title", _ ("_Add Mail Server"), "use-underline", TRUE,
                       "start-icon-name", "lw-add-symbolic", "action-name", "mx.add", NULL);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  LwMxGroup *self = user_data;
  GtkWidget *row;

  if (!LW_IS_MX_ENTRY (item))
    return create_add_row (self);

  row = lw_mx_row_new (item);
  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "commit", G_CALLBACK (row_commit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "move", G_CALLBACK (row_move_cb), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (row_remove_cb), self, 0);
  g_signal_connect_object (row, "details", G_CALLBACK (row_details_cb), self, 0);
  accept_drops (self, row);
  show_row_verdict (self, LW_MX_ROW (row));
  return row;
}

static void
bind_servers (LwMxGroup *self)
{
  g_autoptr (GListStore) parts = NULL;
  g_autoptr (GtkFlattenListModel) rows = NULL;

  if (self->list == NULL)
    {
      gtk_list_box_bind_model (self->servers, NULL, NULL, NULL, NULL);
      return;
    }

  parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (parts, self->list);
  g_list_store_append (parts, self->last_row);
  rows = gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)));
  gtk_list_box_bind_model (self->servers, G_LIST_MODEL (rows), create_row, self, NULL);
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwMxGroup *self = LW_MX_GROUP (widget);

  lw_mx_list_set_no_mail (self->list, FALSE);
  put_focus (self, lw_mx_list_add (self->list, ""), "exchange");
}

static void
undo_remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwMxGroup *self = LW_MX_GROUP (widget);

  if (self->list != NULL)
    lw_mx_list_undo_remove (self->list);
}

static void
show_no_mail (LwMxGroup *self)
{
  gboolean no_mail = self->list != NULL && lw_mx_list_get_no_mail (self->list);

  /* An empty box with only “Add” would look like a fault of ours. */
  gtk_widget_set_visible (GTK_WIDGET (self->servers), !no_mail);
}

static void
show_ttl_problem (LwMxGroup *self)
{
  const char *problem = self->list != NULL ? lw_mx_list_get_ttl_problem_text (self->list) : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->ttl_problem_row),
                                 problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->ttl_problem_row), problem != NULL);
  lw_invalid_show (GTK_WIDGET (self->ttl_row), GTK_WIDGET (self->ttl_problem_row), problem != NULL);
}

static void
lw_mx_group_dispose (GObject *object)
{
  LwMxGroup *self = LW_MX_GROUP (object);

  g_clear_handle_id (&self->commit_id, g_source_remove);
  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);
  g_clear_object (&self->bindings);
  if (self->servers != NULL)
    gtk_list_box_bind_model (self->servers, NULL, NULL, NULL, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_MX_GROUP);
  g_clear_object (&self->list);
  g_clear_object (&self->last_row);
  g_clear_object (&self->evidence);

  G_OBJECT_CLASS (lw_mx_group_parent_class)->dispose (object);
}

static void
lw_mx_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwMxGroup *self = LW_MX_GROUP (object);

  switch (prop_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_mx_group_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LwMxGroup *self = LW_MX_GROUP (object);

  switch (prop_id)
    {
    case PROP_NARROW:
      self->narrow = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_signals (LwMxGroupClass *klass)
{
  /**
   * LwMxGroup::removed:
   * @exchange: its name
   *
   * A server was taken off the list; the action `mx.undo-remove` brings it back.
   */
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * LwMxGroup::details:
   * @entry: the server
   *
   * The person wants to know what it said.
   */
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, LW_TYPE_MX_ENTRY);
}

static void
lw_mx_group_class_init (LwMxGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lw_mx_group_dispose;
  object_class->get_property = lw_mx_group_get_property;
  object_class->set_property = lw_mx_group_set_property;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_signals (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-mx-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LwMxGroup, servers);
  gtk_widget_class_bind_template_child (widget_class, LwMxGroup, no_mail_row);
  gtk_widget_class_bind_template_child (widget_class, LwMxGroup, ttl_row);
  gtk_widget_class_bind_template_child (widget_class, LwMxGroup, ttl_problem_row);

  gtk_widget_class_install_action (widget_class, "mx.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "mx.undo-remove", NULL, undo_remove_action);
}

static void
lw_mx_group_init (LwMxGroup *self)
{
  g_autoptr (GtkStringObject) add = gtk_string_object_new ("add");

  gtk_widget_init_template (GTK_WIDGET (self));
  self->last_row = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  g_list_store_append (self->last_row, add);

  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "no-mail", self->no_mail_row, "active",
                        G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "ttl-text", self->ttl_row, "text",
                        G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

GtkWidget *
lw_mx_group_new (void)
{
  return g_object_new (LW_TYPE_MX_GROUP, NULL);
}

LwMxList *
lw_mx_group_get_list (LwMxGroup *self)
{
  g_return_val_if_fail (LW_IS_MX_GROUP (self), NULL);

  return self->list;
}

static void
watch_list (LwMxGroup *self)
{
  g_signal_connect_object (self->list, "notify::no-mail", G_CALLBACK (show_no_mail), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::ttl-problem-text", G_CALLBACK (show_ttl_problem),
                           self, G_CONNECT_SWAPPED);
}

void
lw_mx_group_set_list (LwMxGroup *self, LwMxList *list)
{
  g_return_if_fail (LW_IS_MX_GROUP (self));
  g_return_if_fail (list == NULL || LW_IS_MX_LIST (list));

  if (self->list == list)
    return;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  if (self->list != NULL)
    watch_list (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mx.add", self->list != NULL);
  g_binding_group_set_source (self->bindings, self->list);
  bind_servers (self);
  show_no_mail (self);
  show_ttl_problem (self);
}

void
lw_mx_group_set_evidence (LwMxGroup *self, LwEvidence *evidence)
{
  GtkListBoxRow *row;

  g_return_if_fail (LW_IS_MX_GROUP (self));

  g_set_object (&self->evidence, evidence);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->servers, i)) != NULL; i++)
    if (LW_IS_MX_ROW (row))
      show_row_verdict (self, LW_MX_ROW (row));
}
