/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-row.h"

#include "lw-invalid.h"
#include "lw-mx-drag.h"
#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwMxRow:
 *
 * One mail server, edited where it stands: its name, its order, what is wrong with it and what it
 * answered. The row tells its list what the person wants by signals; it changes nothing but its
 * own entry.
 */
struct _LwMxRow
{
  AdwPreferencesRow parent_instance;

  /* Template children. */
  GtkWidget *grip;
  LwStateIcon *state_icon;
  GtkOrientable *fields;
  GtkEntry *exchange_entry;
  GtkEntry *preference_entry;
  GtkLabel *verdict_label;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkButton *suggestion_button;
  GtkWidget *remove_button;

  LwMxEntry *entry;    /* (owned) */
  LwState verdict;     /* of the last look */
  char *verdict_words; /* (owned) (nullable) */
  gboolean narrow;
};

enum
{
  PROP_0,
  PROP_ENTRY,
  PROP_NARROW,
  N_PROPS
};

enum
{
  SIGNAL_MOVE,
  SIGNAL_REMOVE,
  SIGNAL_COMMIT,
  SIGNAL_DETAILS,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwMxRow, lw_mx_row, ADW_TYPE_PREFERENCES_ROW)

static void
show_suggestion (LwMxRow *self)
{
  const char *suggestion = lw_mx_entry_get_suggestion (self->entry);
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->suggestion_button), suggestion != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.take-suggestion", suggestion != NULL);
  if (suggestion == NULL)
    return;

  name = lw_words_isolate (suggestion);
  /* Translators: %s is the name of a mail server */
  label = g_strdup_printf (_ ("Use %s"), name);
  gtk_button_set_label (self->suggestion_button, label);
}

static void
show_problem (LwMxRow *self)
{
  const char *text = lw_mx_entry_get_problem_text (self->entry);
  const char *field = lw_mx_entry_get_problem_field (self->entry);
  gboolean blocking = lw_mx_entry_get_blocking (self->entry);

  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->problem_box, text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->problem_label), blocking ? "lw-warn" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem_label), blocking ? "error" : "lw-warn");
  lw_invalid_show (GTK_WIDGET (self->exchange_entry), GTK_WIDGET (self->problem_label),
                   blocking && g_strcmp0 (field, "exchange") == 0);
  lw_invalid_show (GTK_WIDGET (self->preference_entry), GTK_WIDGET (self->problem_label),
                   blocking && g_strcmp0 (field, "preference") == 0);
  show_suggestion (self);
}

static const char *
host_state_words (LwHostState state)
{
  switch (state)
    {
    case LW_HOST_STATE_ASKING:
      return _ ("looking for its address…");

    case LW_HOST_STATE_FOUND:
      return _ ("the name exists");

    case LW_HOST_STATE_UNKNOWN:
    case LW_HOST_STATE_ALIAS:
    case LW_HOST_STATE_NO_ADDRESS:
      return NULL;
    }

  return NULL;
}

static char *
position_words (guint position)
{
  g_autofree char *ordinal = NULL;

  if (position == 1)
    return g_strdup (_ ("Tried first"));
  ordinal = lw_words_ordinal (position);
  /* Translators: %s is "2nd", "3rd" … : the place of a mail server in the order */
  return g_strdup_printf (_ ("Tried %s"), ordinal);
}

static void
show_verdict (LwMxRow *self)
{
  g_autofree char *position = position_words (MAX (1, lw_mx_entry_get_position (self->entry)));
  const char *words = self->verdict_words;
  g_autofree char *line = NULL;

  if (words == NULL)
    words = host_state_words (lw_mx_entry_get_host_state (self->entry));

  /* Translators: the place of a mail server in the order, then what it answered */
  line = words != NULL ? g_strdup_printf (_ ("%s · %s"), position, words) : g_strdup (position);
  gtk_label_set_label (self->verdict_label, line);
}

static void
show_state (LwMxRow *self)
{
  LwState state = self->verdict;

  if (lw_mx_entry_get_problem (self->entry) != LW_MX_PROBLEM_NONE)
    state = lw_mx_entry_get_blocking (self->entry) ? LW_STATE_BAD : LW_STATE_WARN;

  lw_state_icon_set_state (self->state_icon, state);
}

/* "1st mail server, mx.example.net: Works" */
static void
speak (LwMxRow *self, const char *exchange)
{
  g_autofree char *ordinal = lw_words_ordinal (MAX (1, lw_mx_entry_get_position (self->entry)));
  const char *word = lw_state_get_word (lw_state_icon_get_state (self->state_icon));
  /* Translators: spoken; its place ("1st"), its name, the word of its state */
  g_autofree char *words = g_strdup_printf (_ ("%s mail server, %s: %s"), ordinal, exchange, word);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update (LwMxRow *self)
{
  const char *exchange = lw_mx_entry_get_exchange (self->entry);

  show_problem (self);
  show_verdict (self);
  show_state (self);
  speak (self, exchange != NULL && *exchange != '\0' ? exchange : _ ("new"));
}

static void
entry_changed_cb (LwMxRow *self)
{
  if (self->entry != NULL)
    update (self);
}

static void
edited_cb (LwMxRow *self)
{
  g_signal_emit (self, signals[SIGNAL_COMMIT], 0);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MOVE], 0, g_str_has_suffix (action_name, "up") ? -1 : 1);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

static void
details_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DETAILS], 0);
}

static void
take_suggestion_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwMxRow *self = LW_MX_ROW (widget);

  lw_mx_entry_take_suggestion (self->entry);
  gtk_widget_grab_focus (GTK_WIDGET (self->exchange_entry));
}

static void
watch_focus (LwMxRow *self, GtkEntry *entry)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "leave", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
}

static void
bind_entry (LwMxRow *self)
{
  g_object_bind_property (self->entry, "exchange", self->exchange_entry, "text",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->entry, "preference-text", self->preference_entry, "text",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->entry, "notify", G_CALLBACK (entry_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
set_narrow (LwMxRow *self, gboolean narrow)
{
  self->narrow = narrow;
  gtk_orientable_set_orientation (self->fields,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (self->remove_button, !narrow); /* it is in the menu too */
}

static void
lw_mx_row_constructed (GObject *object)
{
  LwMxRow *self = LW_MX_ROW (object);

  G_OBJECT_CLASS (lw_mx_row_parent_class)->constructed (object);

  lw_mx_drag_add (self->grip, GTK_WIDGET (self), self->entry);
  watch_focus (self, self->exchange_entry);
  watch_focus (self, self->preference_entry);
  bind_entry (self);
}

static void
lw_mx_row_dispose (GObject *object)
{
  LwMxRow *self = LW_MX_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_MX_ROW);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (lw_mx_row_parent_class)->dispose (object);
}

static void
lw_mx_row_finalize (GObject *object)
{
  LwMxRow *self = LW_MX_ROW (object);

  g_free (self->verdict_words);

  G_OBJECT_CLASS (lw_mx_row_parent_class)->finalize (object);
}

static void
lw_mx_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwMxRow *self = LW_MX_ROW (object);

  switch (prop_id)
    {
    case PROP_ENTRY:
      g_value_set_object (value, self->entry);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_mx_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LwMxRow *self = LW_MX_ROW (object);

  switch (prop_id)
    {
    case PROP_ENTRY:
      self->entry = g_value_dup_object (value);
      break;

    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "row.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "row.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "row.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "row.take-suggestion", NULL,
                                   take_suggestion_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "row.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "row.move-down",
                                       NULL);
}

static void
install_signals (LwMxRowClass *klass)
{
  /**
   * LwMxRow::move:
   * @by: -1 or 1
   *
   * The person wants it one place up or down.
   */
  signals[SIGNAL_MOVE] = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  /**
   * LwMxRow::remove:
   *
   * The person wants it off the list.
   */
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * LwMxRow::commit:
   *
   * What was typed is meant: Return was pressed or the field was left.
   */
  signals[SIGNAL_COMMIT] = g_signal_new ("commit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * LwMxRow::details:
   *
   * The person wants to know what the server said.
   */
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-mx-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, grip);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, fields);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, exchange_entry);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, preference_entry);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, suggestion_button);
  gtk_widget_class_bind_template_child (widget_class, LwMxRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
}

static void
lw_mx_row_class_init (LwMxRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = lw_mx_row_constructed;
  object_class->dispose = lw_mx_row_dispose;
  object_class->finalize = lw_mx_row_finalize;
  object_class->get_property = lw_mx_row_get_property;
  object_class->set_property = lw_mx_row_set_property;

  properties[PROP_ENTRY] =
      g_param_spec_object ("entry", NULL, NULL, LW_TYPE_MX_ENTRY,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * LwMxRow:narrow:
   *
   * Whether the order stands below the name instead of beside it.
   */
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_signals (klass);
  g_type_ensure (LW_TYPE_STATE_ICON);
  bind_template (GTK_WIDGET_CLASS (klass));
  install_actions (GTK_WIDGET_CLASS (klass));
}

static void
lw_mx_row_init (LwMxRow *self)
{
  self->verdict = LW_STATE_UNKNOWN;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lw_mx_row_new (LwMxEntry *entry)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (entry), NULL);

  return g_object_new (LW_TYPE_MX_ROW, "entry", entry, NULL);
}

LwMxEntry *
lw_mx_row_get_entry (LwMxRow *self)
{
  g_return_val_if_fail (LW_IS_MX_ROW (self), NULL);

  return self->entry;
}

void
lw_mx_row_set_verdict (LwMxRow *self, LwState state, const char *sentence)
{
  g_return_if_fail (LW_IS_MX_ROW (self));

  self->verdict = state;
  g_free (self->verdict_words);
  self->verdict_words = g_strdup (sentence);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.details", sentence != NULL);
  update (self);
}

const char *
lw_mx_row_get_focused_field (LwMxRow *self)
{
  g_return_val_if_fail (LW_IS_MX_ROW (self), NULL);

  if (gtk_widget_get_focus_child (GTK_WIDGET (self->exchange_entry)) != NULL)
    return "exchange";
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->preference_entry)) != NULL)
    return "preference";

  return NULL;
}

void
lw_mx_row_focus_field (LwMxRow *self, const char *field)
{
  g_return_if_fail (LW_IS_MX_ROW (self));

  if (field == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  else
    gtk_entry_grab_focus_without_selecting (
        g_str_equal (field, "preference") ? self->preference_entry : self->exchange_entry);
}
