/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LW_TYPE_SHORTCUTS_DIALOG (lw_shortcuts_dialog_get_type ())

/* Shows lw_accels. AdwShortcutsDialog begins with libadwaita 1.8. */
G_DECLARE_FINAL_TYPE (LwShortcutsDialog, lw_shortcuts_dialog, LW, SHORTCUTS_DIALOG, AdwDialog)

AdwDialog *lw_shortcuts_dialog_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
