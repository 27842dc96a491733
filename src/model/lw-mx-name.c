/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-name.h"

#include "lw-name.h"

#include <string.h>

#define SCHEME_END "://"
#define ESCAPED_SPACE "\\032" /* as it stands in a name */

/**
 * lw_mx_undouble:
 * @host: an absolute name
 * @domain: whose mail server it is
 *
 * Finds a domain that stands twice at the end, as happens when the final dot was forgotten in a
 * form of a DNS host. Parents of the domain count too, since they may be the zone.
 *
 * Returns: (transfer full) (nullable): the name with the domain once
 */
char *
lw_mx_undouble (const char *host, const char *domain)
{
  g_autofree char *ancestor = g_strdup (domain);

  while (ancestor != NULL && strchr (ancestor, '.') != ancestor + strlen (ancestor) - 1)
    {
      g_autofree char *twice = g_strconcat (ancestor, ancestor, NULL);
      char *parent;

      if (lw_name_is_at_or_below (host, twice))
        return g_strndup (host, strlen (host) - strlen (ancestor));

      parent = lw_name_parent (ancestor);
      g_free (ancestor);
      ancestor = parent;
    }

  return NULL;
}

/**
 * lw_mx_without_domain:
 * @host: an absolute name
 * @domain: whose mail server it is
 *
 * Returns: (transfer full) (nullable): the name without the domain at its end, when what is left
 *   is a host below a domain that can be registered
 */
char *
lw_mx_without_domain (const char *host, const char *domain)
{
  g_autofree char *rest = NULL;
  g_autofree char *registrable = NULL;

  if (g_str_equal (host, domain) || !lw_name_is_at_or_below (host, domain))
    return NULL;

  rest = g_strndup (host, strlen (host) - strlen (domain));
  registrable = lw_name_registrable (rest);
  if (registrable == NULL || g_str_equal (registrable, rest))
    return NULL;

  return g_steal_pointer (&rest);
}

/* Behind "https://", or behind the order and the spaces after it */
static const char *
skip_to_name (const char *text)
{
  const char *scheme = strstr (text, SCHEME_END);
  gsize n_digits = strspn (text, "0123456789");

  if (scheme != NULL)
    return scheme + strlen (SCHEME_END);
  if (!g_str_has_prefix (text + n_digits, ESCAPED_SPACE))
    return text;

  text += n_digits;
  while (g_str_has_prefix (text, ESCAPED_SPACE))
    text += strlen (ESCAPED_SPACE);
  return text;
}

/**
 * lw_mx_unwrap:
 * @host: an absolute name that is no host name
 *
 * Finds the mail server in what was pasted or typed together with it: a web address, or the order
 * in front of the name.
 *
 * Returns: (transfer full) (nullable): the name of a host below a domain that can be registered
 */
char *
lw_mx_unwrap (const char *host)
{
  const char *start = skip_to_name (host);
  g_autofree char *text = g_strndup (start, strcspn (start, "/?#:"));
  g_autofree char *name = *text != '\0' ? lw_name_normalise (text, NULL) : NULL;
  g_autofree char *registrable = NULL;

  if (name == NULL || g_str_equal (name, host) || !lw_name_is_host (name))
    return NULL;

  registrable = lw_name_registrable (name);
  return registrable != NULL ? g_steal_pointer (&name) : NULL;
}

/**
 * lw_mx_ends_in_number:
 * @host: a name, with or without its final dot
 *
 * Returns: whether its last label is a number: no host has such a name, but an address looks so
 */
gboolean
lw_mx_ends_in_number (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", 0);
  guint n_labels = g_strv_length (labels);

  if (n_labels > 1 && *labels[n_labels - 1] == '\0')
    n_labels--;

  return n_labels > 0 && *labels[n_labels - 1] != '\0' &&
         labels[n_labels - 1][strspn (labels[n_labels - 1], "0123456789")] == '\0';
}
