/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-domain-item.h"

#include "lw-name.h"

/**
 * LwDomainItem:
 *
 * A domain of the person's: what the last look said, and its session once it was opened.
 */
struct _LwDomainItem
{
  GObject parent_instance;

  LwServices *services; /* (owned) */
  LwSession *session;   /* (owned) (nullable) */
  char *domain;         /* (owned) */
  char *title;          /* (owned) */
  LwState state;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_STATE,
  PROP_WORD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LwDomainItem, lw_domain_item, G_TYPE_OBJECT)

static LwState
parse_state (const char *id)
{
  for (LwState state = LW_STATE_OK; state <= LW_STATE_UNKNOWN; state++)
    if (g_strcmp0 (id, lw_state_get_id (state)) == 0)
      return state;

  return LW_STATE_UNKNOWN;
}

static void
set_state (LwDomainItem *self, LwState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORD]);
}

static void
session_state_cb (LwDomainItem *self)
{
  /* Before its first look a session knows less than the store. */
  if (lw_session_get_checked_at (self->session) != 0)
    set_state (self, lw_session_get_state (self->session));
}

static void
lw_domain_item_dispose (GObject *object)
{
  LwDomainItem *self = LW_DOMAIN_ITEM (object);

  g_clear_object (&self->session);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (lw_domain_item_parent_class)->dispose (object);
}

static void
lw_domain_item_finalize (GObject *object)
{
  LwDomainItem *self = LW_DOMAIN_ITEM (object);

  g_free (self->domain);
  g_free (self->title);

  G_OBJECT_CLASS (lw_domain_item_parent_class)->finalize (object);
}

static void
lw_domain_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwDomainItem *self = LW_DOMAIN_ITEM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;

    case PROP_WORD:
      g_value_set_string (value, lw_domain_item_get_word (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_domain_item_class_init (LwDomainItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lw_domain_item_dispose;
  object_class->finalize = lw_domain_item_finalize;
  object_class->get_property = lw_domain_item_get_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, LW_STATE_OK, LW_STATE_UNKNOWN, LW_STATE_UNKNOWN,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * LwDomainItem:word:
   *
   * The word of the state, translated.
   */
  properties[PROP_WORD] =
      g_param_spec_string ("word", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lw_domain_item_init (LwDomainItem *self)
{
  self->state = LW_STATE_UNKNOWN;
}

LwDomainItem *
lw_domain_item_new (LwServices *services, const LwDomainRow *row)
{
  LwDomainItem *self;

  g_return_val_if_fail (row != NULL && row->domain != NULL, NULL);

  self = g_object_new (LW_TYPE_DOMAIN_ITEM, NULL);
  g_set_object (&self->services, services);
  self->domain = g_strdup (row->domain);
  self->title = lw_name_display (row->domain);
  self->state = parse_state (row->state);
  return self;
}

const char *
lw_domain_item_get_domain (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), NULL);

  return self->domain;
}

const char *
lw_domain_item_get_title (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), NULL);

  return self->title;
}

LwState
lw_domain_item_get_state (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), LW_STATE_UNKNOWN);

  return self->state;
}

const char *
lw_domain_item_get_word (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), NULL);

  return lw_state_get_word (self->state);
}

LwSession *
lw_domain_item_get_session (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), NULL);

  if (self->session == NULL)
    {
      self->session = lw_session_new (self->services, self->domain);
      g_signal_connect_object (self->session, "notify::state", G_CALLBACK (session_state_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->session, "notify::checked-at", G_CALLBACK (session_state_cb),
                               self, G_CONNECT_SWAPPED);
    }

  return self->session;
}

LwSession *
lw_domain_item_peek_session (LwDomainItem *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_ITEM (self), NULL);

  return self->session;
}

int
lw_domain_item_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  /* by LwState: what needs somebody stands on top */
  static const int ranks[] = {
    [LW_STATE_BAD] = 0,    [LW_STATE_WARN] = 1,    [LW_STATE_WAIT] = 2,
    [LW_STATE_ADVICE] = 3, [LW_STATE_UNKNOWN] = 4, [LW_STATE_OK] = 5,
  };
  LwDomainItem *one = LW_DOMAIN_ITEM ((gpointer) a);
  LwDomainItem *other = LW_DOMAIN_ITEM ((gpointer) b);

  if (ranks[one->state] != ranks[other->state])
    return ranks[one->state] - ranks[other->state];

  return lw_name_compare (one->domain, other->domain);
}
