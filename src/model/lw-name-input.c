/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-idna.h"

#define INPUT_MAX_BYTES 4096
#define SHOWN_CHARS 60

static char *
refuse (GError **error, const char *step, const char *format, const char *text) G_GNUC_FORMAT (3);

static char *
refuse (GError **error, const char *step, const char *format, const char *text)
{
  g_autofree char *shown = lw_excerpt (text, SHOWN_CHARS);

  /* Each @format is a sentence of this file with at most one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  lw_set_error (error, LW_ERROR_INVALID, "domain", step, format, shown);
#pragma GCC diagnostic pop
  return NULL;
}

/* Also spaces that are none in ASCII, as they come with text copied from web pages, and the marks
 * that turn the writing direction */
static gboolean
is_edge (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_FORMAT || c == '"' || c == '\'' ||
         c == ',' || c == ';' || c == 0x201c || c == 0x201d || c == 0x201e;
}

static char *
trim (const char *text)
{
  const char *end = text + strlen (text);

  while (*text != '\0' && is_edge (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && is_edge (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);

  return g_strndup (text, end - text);
}

/* "Anna <anna@berg.example>" */
static const char *
skip_display_name (char *text)
{
  char *open = strrchr (text, '<');
  char *close = open != NULL ? strchr (open, '>') : NULL;

  if (close == NULL)
    return text;

  *close = '\0';
  return open + 1;
}

static const char *
skip_scheme (const char *text)
{
  const char *slashes = strstr (text, "://");

  if (g_ascii_strncasecmp (text, "mailto:", 7) == 0)
    return text + 7;
  if (slashes != NULL && slashes > text &&
      strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "+-.") == (gsize) (slashes - text))
    return slashes + 3;

  return text;
}

/* ":8080"; but "2001:db8::1" is an address. */
static void
cut_port (char *host)
{
  char *colon = strchr (host, ':');

  if (colon != NULL && strspn (colon + 1, G_CSET_DIGITS) == strlen (colon + 1))
    *colon = '\0';
}

/* What is meant as a name in what was typed or pasted */
static char *
find_host (const char *text)
{
  g_autofree char *trimmed = trim (text);
  g_autofree char *host = NULL;
  const char *start = skip_scheme (skip_display_name (trimmed));
  const char *at;

  host = g_strndup (start, strcspn (start, "/?#"));
  at = strrchr (host, '@');
  if (at != NULL)
    memmove (host, at + 1, strlen (at + 1) + 1);
  cut_port (host);

  return trim (host);
}

static gboolean
is_address (const char *host)
{
  g_autofree char *bare = g_strdup (host);
  gsize length = strlen (bare);

  if (length > 2 && bare[0] == '[' && bare[length - 1] == ']')
    {
      bare[length - 1] = '\0';
      return g_hostname_is_ip_address (bare + 1);
    }
  if (length > 1 && bare[length - 1] == '.')
    bare[length - 1] = '\0';

  return g_hostname_is_ip_address (bare);
}

static gboolean
has_space (const char *host)
{
  for (const char *p = host; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

static gboolean
check_host (const char *host, GError **error)
{
  if (*host == '\0' || strcmp (host, ".") == 0)
    refuse (error, _ ("Type a name like example.org."), _ ("There is no domain name in it."), "");
  else if (is_address (host))
    refuse (error, _ ("Type the name of the domain, like example.org."),
            _ ("“%s” is the number address of a computer, not the name of a domain."), host);
  else if (has_space (host))
    refuse (error, _ ("Type one domain at a time, without spaces in it."),
            _ ("“%s” has a space in the middle."), host);
  else if (strchr (host, '_') != NULL)
    refuse (error, _ ("Type the domain itself, like example.org."),
            _ ("“%s” has an underscore, which stands in names of settings but not of domains."),
            host);
  else if (strpbrk (host, "\\*") != NULL)
    refuse (error, _ ("Type the domain itself, like example.org."),
            _ ("“%s” has a character that no domain name has."), host);
  else
    return TRUE;

  return FALSE;
}

/* An A-label that nothing leads to: mistyped, or made to deceive */
static gboolean
has_odd_a_label (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      g_autofree char *unicode = lw_idna_to_unicode (labels[i]);

      if (g_str_has_prefix (labels[i], "xn--") && strcmp (unicode, labels[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_name (const char *name, const char *host, GError **error)
{
  g_autofree char *parent = lw_name_parent (name);

  if (!lw_name_is_host (name))
    refuse (error, _ ("Use letters, digits and hyphens."),
            _ ("“%s” cannot be the name of a domain."), host);
  else if (has_odd_a_label (name))
    refuse (error, _ ("Type the name in its own letters."),
            _ ("“%s” begins with “xn--”, but stands for no name in other letters."), host);
  else if (strcmp (parent, ".") == 0)
    refuse (error, _ ("Type the whole name, with its ending, like example.org."),
            _ ("“%s” has no dot."), host);
  else if (lw_name_is_registry_suffix (name))
    refuse (error, _ ("Type the whole name, with the part before this ending."),
            _ ("“%s” is an ending under which names are registered, not a domain of its own."),
            host);
  else
    return TRUE;

  return FALSE;
}

/**
 * lw_name_from_input:
 * @text: what a person typed or pasted: `Anna@Bücher.example`, `https://www.berg.example/x`,
 *   `berg.example.`, with spaces around
 *
 * Finds the domain name in it and makes it normal (see [func@name_normalise]). A leading `www.`
 * stays: only the person knows whether it belongs to the name.
 *
 * Errors: %LW_ERROR_INVALID (field `domain`), with what to do.
 *
 * Returns: (transfer full) (nullable): the name
 */
char *
lw_name_from_input (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > INPUT_MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    return refuse (error, _ ("Type a name like example.org."), _ ("“%s” is no domain name."), text);

  host = find_host (text);
  if (!check_host (host, error))
    return NULL;

  name = lw_name_normalise (host, &reason);
  if (name == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "domain", lw_error_get_step (reason), "%s",
                    reason->message);
      return NULL;
    }

  return check_name (name, host, error) ? g_steal_pointer (&name) : NULL;
}
