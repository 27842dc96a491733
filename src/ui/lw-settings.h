/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns: (nullable) (transfer full): the settings, or NULL when their schema is not installed (a
 * run from the build tree without GSETTINGS_SCHEMA_DIR): everything has a default in code then. */
GSettings *lw_settings_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
