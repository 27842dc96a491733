/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-clock.h"

#include <glib/gi18n-lib.h>

/* (nullable): NULL for a time beyond the year 9999 */
static GDateTime *
make_moment (gint64 time, GTimeZone *tz)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  if (utc == NULL)
    return NULL;

  return tz != NULL ? g_date_time_to_timezone (utc, tz) : g_date_time_to_local (utc);
}

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * lw_clock_format:
 * @time: Unix seconds
 * @now: Unix seconds
 * @tz: (nullable): the person's time zone, local when `NULL`
 *
 * Seconds are rounded up to the next minute: nobody shall look too early.
 *
 * Returns: (transfer full): the clock time
 */
char *
lw_clock_format (gint64 time, gint64 now, GTimeZone *tz)
{
  g_autoptr (GDateTime) moment = make_moment ((time + 59) / 60 * 60, tz);
  g_autoptr (GDateTime) today = make_moment (now, tz);

  if (moment == NULL || today == NULL)
    return g_strdup (_ ("a time far away"));
  if (is_same_day (moment, today))
    return g_date_time_format (moment, "%H:%M");

  /* Translators: a day and a clock time, as in "3 May, 14:52"; see g_date_time_format(). */
  return g_date_time_format (moment, _ ("%-e %B, %H:%M"));
}
