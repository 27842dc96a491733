/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The contents of one record, between presentation form and wire. For this room only. */
char *lw_rdata_canonicalise (guint16 type, const char *text, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *lw_rdata_from_tokens (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *lw_rdata_from_wire (guint16 type, GBytes *rdata, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
