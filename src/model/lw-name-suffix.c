/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"

#include <libpsl.h>
#include <string.h>

/* libpsl wants no final dot, and its list holds A-labels too. The list that is compiled in is
 * used: reading a newer one from the disk is not for this room. */
static char *
strip_final_dot (const char *name)
{
  gsize length = strlen (name);

  return g_strndup (name, length > 0 && name[length - 1] == '.' ? length - 1 : length);
}

/**
 * lw_name_registrable:
 * @name: a name as it is used inside
 *
 * Returns: (transfer full) (nullable): the part of the name that a person registers, by the public
 *   suffix list (`berg.co.uk.` for `mail.berg.co.uk.`); %NULL when @name is itself a public suffix
 */
char *
lw_name_registrable (const char *name)
{
  g_autofree char *bare = NULL;
  const char *found;

  g_return_val_if_fail (name != NULL, NULL);

  bare = strip_final_dot (name);
  if (*bare == '\0')
    return NULL;

  found = psl_registrable_domain (psl_builtin (), bare);

  return found != NULL ? g_strconcat (found, ".", NULL) : NULL;
}

/**
 * lw_name_registered:
 * @name: a name as it is used inside
 *
 * Returns: (transfer full) (nullable): the part of the name that stands in the books of a registry;
 *   %NULL when @name is itself a public suffix, or lies below one that belongs to somebody who
 * gives names away (`github.io`), in whose books nobody can look
 */
char *
lw_name_registered (const char *name)
{
  g_autofree char *registrable = lw_name_registrable (name);
  const char *suffix = registrable != NULL ? strchr (registrable, '.') + 1 : NULL;

  return suffix != NULL && *suffix != '\0' && lw_name_is_registry_suffix (suffix)
             ? g_steal_pointer (&registrable)
             : NULL;
}

/**
 * lw_name_is_registry_suffix:
 * @name: a name as it is used inside
 *
 * Returns: whether @name is a public suffix of a registry (`co.uk`), not of somebody who gives
 *   names away below a name of his own (`github.io`)
 */
gboolean
lw_name_is_registry_suffix (const char *name)
{
  g_autofree char *bare = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  bare = strip_final_dot (name);

  return psl_is_public_suffix2 (psl_builtin (), bare, PSL_TYPE_ICANN);
}

/**
 * lw_name_is_public_suffix:
 * @name: a name as it is used inside
 *
 * Returns: whether names are registered directly below @name (`co.uk.`)
 */
gboolean
lw_name_is_public_suffix (const char *name)
{
  g_autofree char *bare = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  bare = strip_final_dot (name);

  return *bare == '\0' || psl_is_public_suffix (psl_builtin (), bare);
}

/**
 * lw_name_is_registry:
 * @name: a name as it is used inside
 *
 * Returns: whether a registry keeps the names directly below @name; unlike the rest of the list,
 *   which anybody may ask to be put on, this hardly changes
 */
gboolean
lw_name_is_registry (const char *name)
{
  g_autofree char *bare = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  bare = strip_final_dot (name);

  return *bare == '\0' || psl_is_public_suffix2 (psl_builtin (), bare, PSL_TYPE_ICANN);
}
