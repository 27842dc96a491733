/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every word of a value checked before ldns sees it. For this room only. */
char *lw_rdata_check_fields (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
