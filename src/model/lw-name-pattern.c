/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name-pattern.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_STARS 2
#define MAX_CHARS 253 /* RFC 1035 section 2.3.4, as text */

static GPatternSpec *
refuse (GError **error, const char *why)
{
  lw_set_error (error, LW_ERROR_FORMAT, "pattern", NULL, "%s", why);
  return NULL;
}

static guint
count_stars (const char *text)
{
  guint n_stars = 0;

  for (const char *c = text; *c != '\0'; c++)
    n_stars += *c == '*';

  return n_stars;
}

/* (nullable): what is literal to the end, from a label's beginning */
static const char *
find_tail (const char *text)
{
  const char *star = strrchr (text, '*');
  const char *dot = star != NULL ? strchr (star, '.') : NULL;

  if (star == NULL)
    return text;

  return dot != NULL ? dot + 1 : NULL;
}

/* Below a registry anybody can have a name: "ns*.com" would say nothing. What else stands on the
 * list of public suffixes changes with the system, and must not change what can be read: for our
 * own files a test looks at it. */
static gboolean
is_somebodys (const char *tail)
{
  g_autofree char *name = tail != NULL ? lw_name_normalise (tail, NULL) : NULL;

  return name != NULL && lw_name_is_host (name) && !lw_name_is_registry (name);
}

/* (nullable) (transfer full): fits names with their final dot */
static GPatternSpec *
compile (const char *text, GError **error)
{
  gsize n_known = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-.*");
  g_autofree char *whole = NULL;

  if (text[n_known] != '\0' || n_known == 0 || n_known > MAX_CHARS)
    return refuse (error, _ ("A pattern of names has lower-case letters, digits, “-”, “.”, “*”."));
  if (count_stars (text) > MAX_STARS || strstr (text, "**") != NULL)
    return refuse (error, _ ("A pattern of names has at most two stars, apart from each other."));
  if (text[n_known - 1] == '.' || !is_somebodys (find_tail (text)))
    return refuse (error, _ ("A pattern of names ends in a name that somebody registered."));

  whole = g_strconcat (text, ".", NULL);
  return g_pattern_spec_new (whole);
}

/**
 * lw_name_patterns_new:
 * @texts: (nullable) (array zero-terminated=1): patterns
 * @max: how many there may be
 * @error: `LW_ERROR_FORMAT`
 *
 * Returns: (transfer full) (nullable) (element-type GPatternSpec): all of them
 */
GPtrArray *
lw_name_patterns_new (const char *const *texts, guint max, GError **error)
{
  g_autoptr (GPtrArray) patterns =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      GPatternSpec *pattern =
          i < max ? compile (texts[i], error) : refuse (error, _ ("There are too many patterns."));

      if (pattern == NULL)
        return NULL;
      g_ptr_array_add (patterns, pattern);
    }

  return g_steal_pointer (&patterns);
}

gboolean
lw_name_patterns_match (GPtrArray *patterns, const char *name)
{
  g_return_val_if_fail (patterns != NULL && name != NULL, FALSE);

  /* A label that holds a dot ("x\\.cloudflare.com.") would look like two. */
  if (!lw_name_is_host (name))
    return FALSE;

  for (guint i = 0; i < patterns->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (patterns, i), name))
      return TRUE;

  return FALSE;
}
