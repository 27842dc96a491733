/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-excerpt.h"

/*
 * lw_excerpt:
 * @text: need not be UTF-8
 * @max_chars: what is longer ends in “…”
 */
char *
lw_excerpt (const char *text, guint max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_new (NULL);
  const char *p = valid;

  for (guint i = 0; *p != '\0' && i < max_chars; i++, p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Marks that turn the writing direction could make one name look like another. */
      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        g_string_append (shown, "\uFFFD");
      else
        g_string_append_unichar (shown, c);
    }

  if (*p != '\0')
    g_string_append (shown, "…");

  return g_string_free (shown, FALSE);
}
