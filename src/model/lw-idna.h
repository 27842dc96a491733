/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* International names, label by label (IDNA 2008, UTS 46 non-transitional). For this room only. */
char *lw_idna_to_ascii (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *lw_idna_to_unicode (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
