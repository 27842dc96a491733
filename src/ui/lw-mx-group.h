/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-evidence.h"
#include "lw-mx-list.h"

G_BEGIN_DECLS

#define LW_TYPE_MX_GROUP (lw_mx_group_get_type ())

G_DECLARE_FINAL_TYPE (LwMxGroup, lw_mx_group, LW, MX_GROUP, AdwBin)

GtkWidget *lw_mx_group_new (void) G_GNUC_WARN_UNUSED_RESULT;
LwMxList *lw_mx_group_get_list (LwMxGroup *self); /* (nullable) */
void lw_mx_group_set_list (LwMxGroup *self, LwMxList *list);
/* What the last look saw; @evidence: (nullable) */
void lw_mx_group_set_evidence (LwMxGroup *self, LwEvidence *evidence);

G_END_DECLS
