/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "14:52", or with the day when it is another one than @now's. Both in Unix seconds; @tz:
 * (nullable): local when NULL */
char *lw_clock_format (gint64 time, gint64 now, GTimeZone *tz) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
