/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter-code.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* Nothing that is taken for something else when read aloud or written down: no 0 and O, 1, I and L,
 * 5 and S, 8 and B, Z beside 2, U beside V; no vowels, which would make words. 23⁶ = 148 million.
 */
static const char alphabet[] = "234679CDFGHJKMNPQRTVWXY";

#define N_LETTERS (sizeof alphabet - 1)
#define N_BEFORE_HYPHEN 4
#define N_CODE 6
#define TYPED_MAX_OCTETS 64

static guint8
draw_byte (void)
{
  guint8 byte;
  gssize size;

  do
    size = getrandom (&byte, 1, 0);
  while (size < 0 && errno == EINTR);

  if (size != 1)
    g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
  return byte;
}

/* Bytes beyond the last whole multiple are drawn again, so that every letter is as likely. */
static char
draw_letter (void)
{
  guint8 byte;

  do
    byte = draw_byte ();
  while (byte >= 256 / N_LETTERS * N_LETTERS);

  return alphabet[byte % N_LETTERS];
}

/**
 * lw_letter_code_new:
 *
 * Returns: (transfer full): a code that cannot be guessed, such as "7F3K-Q2"
 */
char *
lw_letter_code_new (void)
{
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < N_CODE; i++)
    {
      if (i == N_BEFORE_HYPHEN)
        g_string_append_c (code, '-');
      g_string_append_c (code, draw_letter ());
    }

  return g_string_free (code, FALSE);
}

/**
 * lw_letter_code_compact:
 * @code: a code
 *
 * Returns: (transfer full): upper-case, without anything that is no letter and no digit
 */
char *
lw_letter_code_compact (const char *code)
{
  GString *compact = g_string_new (NULL);

  for (const char *p = code; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (compact, g_ascii_toupper (*p));

  return g_string_free (compact, FALSE);
}

/* Whether only letters, digits, spaces and hyphens stand there; mail programs make other hyphens
 * and spaces of ours. */
static gboolean
is_typed_code (const char *typed)
{
  if (!g_utf8_validate (typed, -1, NULL))
    return FALSE;

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!(c < 0x80 && g_ascii_isalnum (c)) && !g_unichar_isspace (c) &&
          g_unichar_type (c) != G_UNICODE_DASH_PUNCTUATION)
        return FALSE;
    }

  return TRUE;
}

/**
 * lw_letter_code_equal:
 * @code: the code that was sent
 * @typed: what a person typed
 *
 * Ignores case, spaces and hyphens. The time taken does not tell how many letters were right.
 *
 * Returns: whether it is the same code
 */
gboolean
lw_letter_code_equal (const char *code, const char *typed)
{
  g_autofree char *wanted = NULL;
  g_autofree char *given = NULL;
  guint8 difference = 0;

  if (strlen (typed) > TYPED_MAX_OCTETS || !is_typed_code (typed))
    return FALSE;

  wanted = lw_letter_code_compact (code);
  given = lw_letter_code_compact (typed);
  if (strlen (given) != N_CODE || strlen (wanted) != N_CODE)
    return FALSE;

  for (guint i = 0; i < N_CODE; i++)
    difference |= wanted[i] ^ given[i];

  return difference == 0;
}
