/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-span.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

/* "5 minutes", in the largest unit that it is a whole number of */
char *
lw_span_describe (guint64 seconds)
{
  guint n;

  if (seconds >= DAY && seconds % DAY == 0)
    {
      n = seconds / DAY;
      return g_strdup_printf (ngettext ("%u day", "%u days", n), n);
    }
  if (seconds >= HOUR && seconds % HOUR == 0)
    {
      n = seconds / HOUR;
      return g_strdup_printf (ngettext ("%u hour", "%u hours", n), n);
    }
  if (seconds >= MINUTE && seconds % MINUTE == 0)
    {
      n = seconds / MINUTE;
      return g_strdup_printf (ngettext ("%u minute", "%u minutes", n), n);
    }

  n = MIN (seconds, G_MAXUINT);
  return g_strdup_printf (ngettext ("%u second", "%u seconds", n), n);
}
