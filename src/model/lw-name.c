/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"

#include <string.h>

#include "lw-idna.h"
#include "lw-labels.h"

/**
 * lw_name_normalise:
 * @text: the name of a host or record owner as it stands in a file or an answer:
 *   `MX.Berg.example.`, `_dmarc.berg.example`, `*.x.example`, escapes (`\046`, `\.`) allowed
 *
 * Gives the one spelling that is used inside: absolute, lower-case, labels with other letters than
 * ASCII as A-labels (IDNA 2008 by UTS 46, non-transitional). A name without a final dot is taken as
 * absolute.
 *
 * Errors: %LW_ERROR_INVALID (field `name`).
 *
 * Returns: (transfer full) (nullable): the name
 */
char *
lw_name_normalise (const char *text, GError **error)
{
  g_autofree char *ascii = NULL;
  LwLabels labels;

  g_return_val_if_fail (text != NULL, NULL);

  ascii = lw_idna_to_ascii (text, error);
  if (ascii == NULL || !lw_labels_parse (&labels, ascii, error))
    return NULL;

  lw_labels_lower (&labels);

  return lw_labels_to_string (&labels);
}

/**
 * lw_name_display:
 * @name: a name as it is used inside
 *
 * Returns: (transfer full): the name for people, in Unicode and without its final dot. Labels
 *   whose Unicode form would not lead back to the same name stay as they are. The root is `.`
 */
char *
lw_name_display (const char *name)
{
  g_autofree char *bare = NULL;
  gsize length;

  g_return_val_if_fail (name != NULL, NULL);

  length = strlen (name);
  if (length <= 1)
    return g_strdup (name);

  /* What comes before a final dot that is escaped is no escape in a normal name. */
  bare = g_strndup (name, name[length - 1] == '.' ? length - 1 : length);

  return lw_idna_to_unicode (bare);
}

/* Whether the dot at @dot is one of the name's letters, not the end of a label */
static gboolean
is_escaped (const char *name, const char *dot)
{
  guint n_backslashes = 0;

  while (dot > name && *--dot == '\\')
    n_backslashes++;

  return n_backslashes % 2 == 1;
}

/**
 * lw_name_is_at_or_below:
 * @name: a name as it is used inside
 * @ancestor: the same
 *
 * Returns: whether @name is @ancestor or ends with it
 */
gboolean
lw_name_is_at_or_below (const char *name, const char *ancestor)
{
  gsize n_name, n_ancestor;
  const char *dot;

  g_return_val_if_fail (name != NULL && ancestor != NULL, FALSE);

  if (strcmp (ancestor, ".") == 0 || strcmp (name, ancestor) == 0)
    return TRUE;

  n_name = strlen (name);
  n_ancestor = strlen (ancestor);
  if (n_name <= n_ancestor || strcmp (name + n_name - n_ancestor, ancestor) != 0)
    return FALSE;

  dot = name + n_name - n_ancestor - 1;

  return *dot == '.' && !is_escaped (name, dot);
}

/**
 * lw_name_parent:
 * @name: a name as it is used inside
 *
 * Returns: (transfer full) (nullable): the name without its first label; %NULL for the root
 */
char *
lw_name_parent (const char *name)
{
  const char *dot;

  g_return_val_if_fail (name != NULL, NULL);

  if (strcmp (name, ".") == 0)
    return NULL;

  dot = strchr (name, '.');
  while (dot != NULL && is_escaped (name, dot))
    dot = strchr (dot + 1, '.');

  return g_strdup (dot == NULL || dot[1] == '\0' ? "." : dot + 1);
}

/**
 * lw_name_relative:
 * @name: a name as it is used inside
 * @zone: the zone's apex
 *
 * Returns: (transfer full): `@` for the zone itself, `mail` for `mail.zone.`, @name when it lies
 *   outside
 */
char *
lw_name_relative (const char *name, const char *zone)
{
  g_return_val_if_fail (name != NULL && zone != NULL, NULL);

  if (strcmp (name, zone) == 0)
    return g_strdup ("@");
  if (!lw_name_is_at_or_below (name, zone))
    return g_strdup (name);
  if (strcmp (zone, ".") == 0)
    return g_strndup (name, strlen (name) - 1);

  return g_strndup (name, strlen (name) - strlen (zone) - 1);
}

/**
 * lw_name_compare:
 * @a: a name as it is used inside
 * @b: the same
 *
 * Returns: less than, equal to or greater than 0, in the canonical order of RFC 4034 6.1
 */
int
lw_name_compare (const char *a, const char *b)
{
  LwLabels x, y;

  g_return_val_if_fail (a != NULL && b != NULL, 0);

  if (strcmp (a, b) == 0)
    return 0;
  if (!lw_labels_parse (&x, a, NULL) || !lw_labels_parse (&y, b, NULL))
    return strcmp (a, b);

  lw_labels_lower (&x);
  lw_labels_lower (&y);

  return lw_labels_compare (&x, &y);
}

static gboolean
is_host_label (const guint8 *label)
{
  if (label[1] == '-' || label[label[0]] == '-')
    return FALSE;

  for (guint i = 1; i <= label[0]; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-')
      return FALSE;

  return TRUE;
}

static gboolean
is_all_digits (const guint8 *label)
{
  for (guint i = 1; i <= label[0]; i++)
    if (!g_ascii_isdigit (label[i]))
      return FALSE;

  return TRUE;
}

/**
 * lw_name_is_host:
 * @name: a name as it is used inside
 *
 * Returns: whether it is a host name in the sense of RFC 1123 (letters, digits and hyphens, the
 *   last label not a number), which an MX must name. The root is none
 */
gboolean
lw_name_is_host (const char *name)
{
  LwLabels labels;

  g_return_val_if_fail (name != NULL, FALSE);

  if (!lw_labels_parse (&labels, name, NULL) || labels.n_labels == 0)
    return FALSE;

  for (guint i = 0; i < labels.n_labels; i++)
    if (!is_host_label (labels.wire + labels.starts[i]))
      return FALSE;

  return !is_all_digits (labels.wire + labels.starts[labels.n_labels - 1]);
}
