/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-draft-private.h"

#include "lw-mx-list-private.h"

#define DEFAULT_TTL 3600

/**
 * LwDraft:
 *
 * What the person wants, beginning with the zone as it was read. Every way to change something ends
 * here, and nothing is written but the plan that is made of it.
 */
struct _LwDraft
{
  GObject parent_instance;

  char *domain;
  LwZone *base;     /* (owned) */
  LwMxList *mx;     /* (owned) */
  GPtrArray *edits; /* (owned) (element-type LwDraftEdit): sets other than the domain's MX */
  guint changed : 1;
  guint is_updating : 1;
};

enum
{
  PROP_0,
  PROP_CHANGED,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwDraft, lw_draft, G_TYPE_OBJECT)

LwDraftEdit *
lw_draft_edit_new (const char *owner, guint16 type, LwRecordSet *set)
{
  LwDraftEdit *self = g_new0 (LwDraftEdit, 1);

  self->owner = g_strdup (owner);
  self->type = type;
  self->set = set != NULL ? lw_record_set_ref (set) : NULL;

  return self;
}

void
lw_draft_edit_free (LwDraftEdit *self)
{
  g_free (self->owner);
  g_clear_pointer (&self->set, lw_record_set_unref);
  g_free (self);
}

static LwRecordSet *
get_base_mx (LwDraft *self)
{
  return lw_zone_get_set (self->base, self->domain, LW_RR_TYPE_MX);
}

static gboolean
is_mx (LwDraft *self, const char *owner, guint16 type)
{
  return type == LW_RR_TYPE_MX && g_str_equal (owner, self->domain);
}

/* Half-typed entries count as a change: they are worth to be kept. */
static gboolean
find_mx_changed (LwDraft *self)
{
  g_autoptr (LwRecordSet) set = NULL;

  if (!lw_mx_list_get_touched (self->mx))
    return FALSE;

  return !lw_mx_list_make_set (self->mx, &set, NULL) ||
         !lw_record_set_equal (set, get_base_mx (self));
}

static gboolean
find_changed (LwDraft *self)
{
  for (guint i = 0; i < self->edits->len; i++)
    {
      LwDraftEdit *edit = g_ptr_array_index (self->edits, i);
      LwRecordSet *live = lw_zone_get_set (self->base, edit->owner, edit->type);

      if (!lw_record_set_equal (edit->set, live))
        return TRUE;
    }

  return find_mx_changed (self);
}

static void
update (LwDraft *self)
{
  gboolean changed;

  if (self->is_updating)
    return;

  changed = find_changed (self);
  if (self->changed != changed)
    {
      self->changed = changed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
lw_draft_dispose (GObject *object)
{
  LwDraft *self = LW_DRAFT (object);

  if (self->mx != NULL)
    g_signal_handlers_disconnect_by_func (self->mx, update, self);
  g_clear_object (&self->mx);

  G_OBJECT_CLASS (lw_draft_parent_class)->dispose (object);
}

static void
lw_draft_finalize (GObject *object)
{
  LwDraft *self = LW_DRAFT (object);

  g_free (self->domain);
  g_clear_pointer (&self->base, lw_zone_unref);
  g_ptr_array_unref (self->edits);

  G_OBJECT_CLASS (lw_draft_parent_class)->finalize (object);
}

static void
lw_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwDraft *self = LW_DRAFT (object);

  switch (prop_id)
    {
    case PROP_CHANGED:
      g_value_set_boolean (value, self->changed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_draft_class_init (LwDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lw_draft_dispose;
  object_class->finalize = lw_draft_finalize;
  object_class->get_property = lw_draft_get_property;

  /**
   * LwDraft:changed:
   *
   * Whether a plan made now would not be empty, or cannot be made.
   */
  properties[PROP_CHANGED] =
      g_param_spec_boolean ("changed", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LwDraft::changed:
   *
   * Something was edited.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LW_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
lw_draft_init (LwDraft *self)
{
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_draft_edit_free);
}

/**
 * lw_draft_new:
 * @domain: the owner of the MX set, at or below the origin of @base
 * @base: the zone as it was read
 *
 * Returns: (transfer full): a draft that wants what is live
 */
LwDraft *
lw_draft_new (const char *domain, LwZone *base)
{
  LwDraft *self;

  g_return_val_if_fail (domain != NULL && base != NULL, NULL);

  self = g_object_new (LW_TYPE_DRAFT, NULL);
  self->domain = g_strdup (domain);
  self->base = lw_zone_ref (base);
  self->mx = lw_mx_list_new (domain, get_base_mx (self), DEFAULT_TTL);
  g_signal_connect_swapped (self->mx, "changed", G_CALLBACK (update), self);

  return self;
}

const char *
lw_draft_get_domain (LwDraft *self)
{
  g_return_val_if_fail (LW_IS_DRAFT (self), NULL);

  return self->domain;
}

LwZone *
lw_draft_get_base (LwDraft *self)
{
  g_return_val_if_fail (LW_IS_DRAFT (self), NULL);

  return self->base;
}

LwMxList *
lw_draft_get_mx (LwDraft *self)
{
  g_return_val_if_fail (LW_IS_DRAFT (self), NULL);

  return self->mx;
}

gboolean
lw_draft_get_changed (LwDraft *self)
{
  g_return_val_if_fail (LW_IS_DRAFT (self), FALSE);

  return self->changed;
}

GPtrArray *
lw_draft_get_edits (LwDraft *self)
{
  return self->edits;
}

static void
drop_edit (LwDraft *self, const char *owner, guint16 type)
{
  for (guint i = 0; i < self->edits->len; i++)
    {
      LwDraftEdit *edit = g_ptr_array_index (self->edits, i);

      if (edit->type == type && g_str_equal (edit->owner, owner))
        {
          g_ptr_array_remove_index (self->edits, i);
          return;
        }
    }
}

/* @set: (nullable): NULL removes */
static void
want_set (LwDraft *self, const char *owner, guint16 type, LwRecordSet *set)
{
  if (is_mx (self, owner, type))
    {
      lw_mx_list_reset (self->mx, set);
      return;
    }

  drop_edit (self, owner, type);
  g_ptr_array_add (self->edits, lw_draft_edit_new (owner, type, set));
  update (self);
}

/**
 * lw_draft_put_set:
 * @self: a draft
 * @set: replaces the set of the same owner and type
 */
void
lw_draft_put_set (LwDraft *self, LwRecordSet *set)
{
  g_return_if_fail (LW_IS_DRAFT (self) && set != NULL);

  want_set (self, lw_record_set_get_owner (set), lw_record_set_get_rr_type (set), set);
}

void
lw_draft_remove_set (LwDraft *self, const char *owner, guint16 type)
{
  g_return_if_fail (LW_IS_DRAFT (self) && owner != NULL);

  want_set (self, owner, type, NULL);
}

void
lw_draft_begin_update (LwDraft *self)
{
  self->is_updating = TRUE;
}

void
lw_draft_end_update (LwDraft *self)
{
  self->is_updating = FALSE;
  update (self);
}

/**
 * lw_draft_take_plan:
 * @self: a draft
 * @plan: (transfer none): everything that it wants becomes wanted; the rest of the draft stays
 */
void
lw_draft_take_plan (LwDraft *self, LwPlan *plan)
{
  GPtrArray *changes;

  g_return_if_fail (LW_IS_DRAFT (self) && plan != NULL);

  changes = lw_plan_get_changes (plan);
  lw_draft_begin_update (self);
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      want_set (self, lw_change_get_owner (change), lw_change_get_rr_type (change),
                lw_change_get_new (change));
    }
  lw_draft_end_update (self);
}

void
lw_draft_discard (LwDraft *self)
{
  g_return_if_fail (LW_IS_DRAFT (self));

  lw_draft_begin_update (self);
  g_ptr_array_set_size (self->edits, 0);
  lw_mx_list_load (self->mx, get_base_mx (self));
  lw_draft_end_update (self);
}

/* What nobody touched stays as it is, even where we would not take it from a person. */
static gboolean
apply_mx (LwDraft *self, LwZone *wanted, GError **error)
{
  g_autoptr (LwRecordSet) set = NULL;

  if (!lw_mx_list_get_touched (self->mx))
    return TRUE;
  if (!lw_mx_list_make_set (self->mx, &set, error))
    return FALSE;

  if (set != NULL)
    lw_zone_take_set (wanted, g_steal_pointer (&set));
  else
    lw_zone_drop_set (wanted, self->domain, LW_RR_TYPE_MX);
  return TRUE;
}

/**
 * lw_draft_make_plan:
 * @self: a draft
 * @error: `LW_ERROR_INVALID` with field, sentence and step of the first problem
 *
 * Returns: (transfer full) (nullable): the plan that leads from the base to what is wanted
 */
LwPlan *
lw_draft_make_plan (LwDraft *self, GError **error)
{
  g_autoptr (LwZone) wanted = NULL;

  g_return_val_if_fail (LW_IS_DRAFT (self), NULL);

  wanted = lw_zone_copy (self->base);
  for (guint i = 0; i < self->edits->len; i++)
    {
      LwDraftEdit *edit = g_ptr_array_index (self->edits, i);

      if (edit->set != NULL)
        lw_zone_take_set (wanted, lw_record_set_ref (edit->set));
      else
        lw_zone_drop_set (wanted, edit->owner, edit->type);
    }

  if (!apply_mx (self, wanted, error))
    return NULL;

  return lw_plan_new (self->domain, self->base, wanted);
}
