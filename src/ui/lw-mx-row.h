/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-finding.h"
#include "lw-mx-entry.h"

G_BEGIN_DECLS

#define LW_TYPE_MX_ROW (lw_mx_row_get_type ())

G_DECLARE_FINAL_TYPE (LwMxRow, lw_mx_row, LW, MX_ROW, AdwPreferencesRow)

GtkWidget *lw_mx_row_new (LwMxEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
LwMxEntry *lw_mx_row_get_entry (LwMxRow *self);
/* What the last look said about this server: @sentence is (nullable) */
void lw_mx_row_set_verdict (LwMxRow *self, LwState state, const char *sentence);
/* "exchange", "preference", or NULL when the keyboard is elsewhere */
const char *lw_mx_row_get_focused_field (LwMxRow *self);
void lw_mx_row_focus_field (LwMxRow *self, const char *field);

G_END_DECLS
