/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter-text.h"

#include <string.h>

#define WORD_MAX_OCTETS 42 /* 75 characters of base64 with their frame (RFC 2047 section 2) */
#define LINE_MAX_CHARS 72  /* of at most 76 (RFC 2045 6.7) */

/**
 * lw_letter_format_date:
 * @date: a time in its zone
 *
 * The names of days and months are English whatever the person's language (RFC 5322 3.3).
 *
 * Returns: (transfer full): "Mon, 23 Nov 2026 18:30:00 +0000"
 */
char *
lw_letter_format_date (GDateTime *date)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int offset = g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE;
  int minutes = ABS (offset);

  return g_strdup_printf (
      "%s, %d %s %d %02d:%02d:%02d %c%02d%02d", days[g_date_time_get_day_of_week (date) - 1],
      g_date_time_get_day_of_month (date), months[g_date_time_get_month (date) - 1],
      g_date_time_get_year (date), g_date_time_get_hour (date), g_date_time_get_minute (date),
      g_date_time_get_second (date), offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void
append_word (GString *words, const char *text, gsize size)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) text, size);

  g_string_append_printf (words, "%s=?UTF-8?B?%s?=", words->len > 0 ? "\r\n " : "", base64);
}

/**
 * lw_letter_encode_word:
 * @text: UTF-8 without line ends
 *
 * Returns: (transfer full): @text when it is ASCII, else encoded words, folded
 */
char *
lw_letter_encode_word (const char *text)
{
  GString *words;
  const char *start = text;

  if (g_str_is_ascii (text))
    return g_strdup (text);

  words = g_string_new (NULL);
  for (const char *p = text; *p != '\0';)
    {
      const char *next = g_utf8_next_char (p);

      if (next - start > WORD_MAX_OCTETS)
        {
          append_word (words, start, p - start);
          start = p;
        }
      p = next;
    }
  append_word (words, start, strlen (start));

  return g_string_free (words, FALSE);
}

/* A space at the end of a line would be lost on the way. */
static gboolean
needs_quoting (const char *p)
{
  return (guchar) *p > '~' || *p == '=' || (guchar) *p < ' ' ||
         (*p == ' ' && (p[1] == '\n' || p[1] == '\0'));
}

/**
 * lw_letter_quote_printable:
 * @text: UTF-8, lines ending with LF
 *
 * Returns: (transfer full): the same in ASCII (RFC 2045 6.7), lines still ending with LF
 */
char *
lw_letter_quote_printable (const char *text)
{
  GString *quoted = g_string_new (NULL);
  gsize line_start = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        {
          g_string_append_c (quoted, '\n');
          line_start = quoted->len;
          continue;
        }
      if (quoted->len - line_start >= LINE_MAX_CHARS)
        {
          g_string_append (quoted, "=\n");
          line_start = quoted->len;
        }
      if (needs_quoting (p))
        g_string_append_printf (quoted, "=%02X", (guchar) *p);
      else
        g_string_append_c (quoted, *p);
    }

  return g_string_free (quoted, FALSE);
}
