/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-state-icon.h"

/**
 * LwStateIcon:
 *
 * One of the six states: its own shape, its colour, and its word as tooltip and accessible label.
 */
struct _LwStateIcon
{
  AdwBin parent_instance;

  GtkImage *image;

  LwState state;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PIXEL_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LwStateIcon, lw_state_icon, ADW_TYPE_BIN)

static char *
make_style_class (LwState state)
{
  return g_strconcat ("lw-", lw_state_get_id (state), NULL);
}

static void
show_state (LwStateIcon *self)
{
  g_autofree char *style_class = make_style_class (self->state);
  const char *word = lw_state_get_word (self->state);

  gtk_widget_add_css_class (GTK_WIDGET (self), style_class);
  gtk_image_set_from_icon_name (self->image, lw_state_get_icon_name (self->state));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

static void
lw_state_icon_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwStateIcon *self = LW_STATE_ICON (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;

    case PROP_PIXEL_SIZE:
      g_value_set_int (value, gtk_image_get_pixel_size (self->image));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_state_icon_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LwStateIcon *self = LW_STATE_ICON (object);

  switch (prop_id)
    {
    case PROP_STATE:
      lw_state_icon_set_state (self, g_value_get_int (value));
      break;

    case PROP_PIXEL_SIZE:
      gtk_image_set_pixel_size (self->image, g_value_get_int (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_state_icon_class_init (LwStateIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lw_state_icon_get_property;
  object_class->set_property = lw_state_icon_set_property;

  /**
   * LwStateIcon:state:
   *
   * A `LwState`.
   */
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, LW_STATE_OK, LW_STATE_UNKNOWN, LW_STATE_UNKNOWN,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * LwStateIcon:pixel-size:
   *
   * In logical pixels; -1 follows the text.
   */
  properties[PROP_PIXEL_SIZE] = g_param_spec_int ("pixel-size", NULL, NULL, -1, G_MAXINT, -1,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lw_state_icon_init (LwStateIcon *self)
{
  self->image = GTK_IMAGE (
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->image));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);

  self->state = LW_STATE_UNKNOWN;
  show_state (self);
}

GtkWidget *
lw_state_icon_new (LwState state)
{
  return g_object_new (LW_TYPE_STATE_ICON, "state", state, NULL);
}

LwState
lw_state_icon_get_state (LwStateIcon *self)
{
  g_return_val_if_fail (LW_IS_STATE_ICON (self), LW_STATE_UNKNOWN);

  return self->state;
}

void
lw_state_icon_set_state (LwStateIcon *self, LwState state)
{
  g_autofree char *old_class = NULL;

  g_return_if_fail (LW_IS_STATE_ICON (self));

  if (self->state == state)
    return;

  old_class = make_style_class (self->state);
  gtk_widget_remove_css_class (GTK_WIDGET (self), old_class);
  self->state = state;
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}
