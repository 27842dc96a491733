/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Its debug information names versions and the desktop, never a domain and never a key */
AdwDialog *lw_about_new (void) G_GNUC_WARN_UNUSED_RESULT;
char *lw_about_make_debug_text (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
