/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-finding.h"

G_BEGIN_DECLS

#define LW_TYPE_STATE_ICON (lw_state_icon_get_type ())

G_DECLARE_FINAL_TYPE (LwStateIcon, lw_state_icon, LW, STATE_ICON, AdwBin)

GtkWidget *lw_state_icon_new (LwState state) G_GNUC_WARN_UNUSED_RESULT;
LwState lw_state_icon_get_state (LwStateIcon *self);
void lw_state_icon_set_state (LwStateIcon *self, LwState state);

G_END_DECLS
