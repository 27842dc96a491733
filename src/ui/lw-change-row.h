/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-change.h"

G_BEGIN_DECLS

#define LW_TYPE_CHANGE_ROW (lw_change_row_get_type ())

G_DECLARE_FINAL_TYPE (LwChangeRow, lw_change_row, LW, CHANGE_ROW, AdwPreferencesRow)

/* One record set, old → new, each value a line with its sign */
GtkWidget *lw_change_row_new (LwChange *change) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
