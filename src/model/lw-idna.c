/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-idna.h"

#include <glib/gi18n-lib.h>
#include <idn2.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"

#define SHOWN_CHARS 60
/* Not IDN2_USE_STD3_ASCII_RULES: libidn2 2.3 then drops “!” from “ü!a” without a word. */
#define IDNA_FLAGS (IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)

static char *
refuse (GError **error, const char *text, const char *reason)
{
  g_autofree char *shown = lw_excerpt (text, SHOWN_CHARS);

  lw_set_error (error, LW_ERROR_INVALID, "name", _ ("Type the name again by hand."),
                /* Translators: a name that cannot be used, and why */
                _ ("“%s” cannot be a domain name: %s"), shown, reason);
  return NULL;
}

static const char *
explain (int result)
{
  switch (result)
    {
    case IDN2_TOO_BIG_LABEL:
    case IDN2_TOO_BIG_DOMAIN:
      return _ ("it is too long.");
    case IDN2_HYPHEN_STARTEND:
    case IDN2_2HYPHEN:
      return _ ("a hyphen stands where none may stand.");
    case IDN2_BIDI:
      return _ ("it mixes writing from left to right and from right to left.");
    default:
      return _ ("it holds a character that no domain name may hold.");
    }
}

static gboolean
is_ascii_host (const char *label)
{
  return strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen (label);
}

static char *
label_to_ascii (const char *label, GError **error)
{
  g_autofree char *copy = NULL;
  guint8 *ascii = NULL;
  int result;

  if (g_str_is_ascii (label))
    return g_strdup (label);

  result = idn2_lookup_u8 ((const guint8 *) label, &ascii, IDNA_FLAGS);
  if (result != IDN2_OK)
    return refuse (error, label, explain (result));

  copy = g_strdup ((const char *) ascii);
  idn2_free (ascii);
  if (!is_ascii_host (copy))
    return refuse (error, label, explain (IDN2_DISALLOWED));

  return g_steal_pointer (&copy);
}

/* Splits at the dots that end a label, keeping escapes as they are. */
static GStrv
split_labels (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) label = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '.')
      {
        g_strv_builder_add (builder, label->str);
        g_string_truncate (label, 0);
      }
    else
      {
        g_string_append_c (label, *p);
        if (*p == '\\' && p[1] != '\0')
          g_string_append_c (label, *++p);
      }

  g_strv_builder_add (builder, label->str);

  return g_strv_builder_end (builder);
}

/* UTS 46 takes these as dots, too. */
static char *
unify_dots (const char *text)
{
  g_autoptr (GString) unified = g_string_new (text);

  g_string_replace (unified, "\u3002", ".", 0);
  g_string_replace (unified, "\uff0e", ".", 0);
  g_string_replace (unified, "\uff61", ".", 0);

  return g_strdup (unified->str);
}

/*
 * lw_idna_to_ascii:
 * @text: a name in presentation form
 *
 * Labels of ASCII letters come out as they are, so that odd names of files and answers survive.
 * Sets %LW_ERROR_INVALID (field `name`).
 */
char *
lw_idna_to_ascii (const char *text, GError **error)
{
  g_autofree char *unified = NULL;
  g_auto (GStrv) labels = NULL;

  if (g_str_is_ascii (text))
    return g_strdup (text);
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, text, explain (IDN2_ENCODING_ERROR));

  unified = unify_dots (text);
  labels = split_labels (unified);
  for (guint i = 0; labels[i] != NULL; i++)
    {
      char *ascii = label_to_ascii (labels[i], error);

      if (ascii == NULL)
        return NULL;
      g_free (labels[i]);
      labels[i] = ascii;
    }

  return g_strjoinv (".", labels);
}

/* An A-label that is none, or a Unicode label that would be read as another name, stays as it is.
 */
static char *
label_to_unicode (const char *label)
{
  char *unicode = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *back = NULL;

  if (g_ascii_strncasecmp (label, "xn--", 4) != 0)
    return g_strdup (label);
  if (idn2_to_unicode_8z8z (label, &unicode, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return g_strdup (label);

  copy = g_strdup (unicode);
  idn2_free (unicode);
  back = label_to_ascii (copy, NULL);

  return g_strdup (g_strcmp0 (back, label) == 0 ? copy : label);
}

/*
 * lw_idna_to_unicode:
 * @name: a normal name, its final dot taken off
 */
char *
lw_idna_to_unicode (const char *name)
{
  g_auto (GStrv) labels = split_labels (name);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      char *unicode = label_to_unicode (labels[i]);

      g_free (labels[i]);
      labels[i] = unicode;
    }

  return g_strjoinv (".", labels);
}
