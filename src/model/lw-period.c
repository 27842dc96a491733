/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-period.h"

#include <string.h>

#define MAX_TEXT 40

static guint64
period_unit_seconds (char unit)
{
  switch (g_ascii_tolower (unit))
    {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    case 'w':
      return 604800;
    default:
      return 0;
    }
}

/*
 * lw_period_parse:
 * @text: `3600`, `1h`, `1h30m`
 * @max: in seconds
 */
gboolean
lw_period_parse (const char *text, guint64 max, guint64 *seconds)
{
  guint64 total = 0;

  if (!g_ascii_isdigit (*text) || strlen (text) > MAX_TEXT)
    return FALSE;

  while (*text != '\0')
    {
      char *rest;
      guint64 number = g_ascii_strtoull (text, &rest, 10);
      guint64 unit = *rest == '\0' ? 1 : period_unit_seconds (*rest);

      if (rest == text || !g_ascii_isdigit (*text) || unit == 0 || number > max)
        return FALSE;
      total += number * unit;
      if (total > max)
        return FALSE;
      text = *rest == '\0' ? rest : rest + 1;
    }

  *seconds = total;
  return TRUE;
}
