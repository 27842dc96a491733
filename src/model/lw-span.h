/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lengths of time in words. For this room only. */
char *lw_span_describe (guint64 seconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
