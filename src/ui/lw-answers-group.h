/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-evidence.h"

G_BEGIN_DECLS

#define LW_TYPE_ANSWERS_GROUP (lw_answers_group_get_type ())

G_DECLARE_FINAL_TYPE (LwAnswersGroup, lw_answers_group, LW, ANSWERS_GROUP, AdwBin)

GtkWidget *lw_answers_group_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @evidence: (nullable): what the last look saw */
void lw_answers_group_set_evidence (LwAnswersGroup *self, LwEvidence *evidence);

G_END_DECLS
