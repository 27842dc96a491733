/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-zone.h"

G_BEGIN_DECLS

typedef enum
{
  LW_CHANGE_ADD,
  LW_CHANGE_ALTER,
  LW_CHANGE_REMOVE,
} LwChangeKind;

/* One record set, before and after. Immutable, reference-counted. */
typedef struct _LwChange LwChange;
/* At least one of both is given; same owner and type */
LwChange *lw_change_new (LwRecordSet *old_set, LwRecordSet *new_set) G_GNUC_WARN_UNUSED_RESULT;
LwChange *lw_change_ref (LwChange *self);
void lw_change_unref (LwChange *self);
LwRecordSet *lw_change_get_old (LwChange *self); /* (nullable) */
LwRecordSet *lw_change_get_new (LwChange *self); /* (nullable) */
const char *lw_change_get_owner (LwChange *self);
guint16 lw_change_get_rr_type (LwChange *self);
LwChangeKind lw_change_get_kind (LwChange *self);
LwChange *lw_change_inverse (LwChange *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwChange, lw_change_unref)

G_END_DECLS
