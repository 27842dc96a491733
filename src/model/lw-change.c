/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-change.h"

#include <string.h>

/**
 * LwChange:
 *
 * One record set, before and after. Immutable; references are counted atomically.
 */
struct _LwChange
{
  LwRecordSet *old_set; /* (nullable) (owned) */
  LwRecordSet *new_set; /* (nullable) (owned) */
};

static void
clear (gpointer data)
{
  LwChange *self = data;

  g_clear_pointer (&self->old_set, lw_record_set_unref);
  g_clear_pointer (&self->new_set, lw_record_set_unref);
}

static gboolean
belong_together (LwRecordSet *a, LwRecordSet *b)
{
  return lw_record_set_get_rr_type (a) == lw_record_set_get_rr_type (b) &&
         strcmp (lw_record_set_get_owner (a), lw_record_set_get_owner (b)) == 0;
}

/**
 * lw_change_new:
 * @old_set: (nullable): what stands there; without values when the DNS host keeps only what is not
 *   published
 * @new_set: (nullable): what shall stand there. At least one of both is given, and both have the
 *   same owner and type
 *
 * Returns: (transfer full): a new change
 */
LwChange *
lw_change_new (LwRecordSet *old_set, LwRecordSet *new_set)
{
  LwChange *self;

  g_return_val_if_fail (old_set != NULL || new_set != NULL, NULL);
  g_return_val_if_fail (old_set == NULL || new_set == NULL || belong_together (old_set, new_set),
                        NULL);

  self = g_atomic_rc_box_new0 (LwChange);
  self->old_set = old_set != NULL ? lw_record_set_ref (old_set) : NULL;
  self->new_set = new_set != NULL ? lw_record_set_ref (new_set) : NULL;

  return self;
}

LwChange *
lw_change_ref (LwChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
lw_change_unref (LwChange *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

/* (nullable) */
LwRecordSet *
lw_change_get_old (LwChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->old_set;
}

/* (nullable) */
LwRecordSet *
lw_change_get_new (LwChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->new_set;
}

static LwRecordSet *
any_set (LwChange *self)
{
  return self->new_set != NULL ? self->new_set : self->old_set;
}

const char *
lw_change_get_owner (LwChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return lw_record_set_get_owner (any_set (self));
}

guint16
lw_change_get_rr_type (LwChange *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return lw_record_set_get_rr_type (any_set (self));
}

static gboolean
is_none (LwRecordSet *set)
{
  return set == NULL || lw_record_set_get_n_values (set) == 0;
}

/**
 * lw_change_get_kind:
 * @self: a change
 *
 * Returns: what the world sees of it: a set without values counts as none
 */
LwChangeKind
lw_change_get_kind (LwChange *self)
{
  g_return_val_if_fail (self != NULL, LW_CHANGE_ALTER);

  if (is_none (self->old_set))
    return LW_CHANGE_ADD;

  return is_none (self->new_set) ? LW_CHANGE_REMOVE : LW_CHANGE_ALTER;
}

/**
 * lw_change_inverse:
 * @self: a change
 *
 * Returns: (transfer full): the change that takes this one back
 */
LwChange *
lw_change_inverse (LwChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return lw_change_new (self->new_set, self->old_set);
}
