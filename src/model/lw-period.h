/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as zone files write them. For this room only. */
gboolean lw_period_parse (const char *text, guint64 max, guint64 *seconds);

G_END_DECLS
