/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ADDRESS_MAX_OCTETS 254 /* RFC 5321 4.5.3.1.3 and the erratum to RFC 3696 */
#define LOCAL_MAX_OCTETS 64    /* RFC 5321 4.5.3.1.1 */
#define INPUT_MAX_OCTETS 1024
#define LOCAL_CHARS \
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~"

static char *
refuse (const char *field, const char *why, GError **error)
{
  lw_set_error (error, LW_ERROR_INVALID, field,
                _ ("Type one mail address, such as anna@berg.example."), "%s", why);
  return NULL;
}

/* "<anna@berg.example>" and "mailto:anna@berg.example" are how addresses come by copy and paste. */
static char *
strip (const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  const char *start = bare;
  gsize length;

  if (g_ascii_strncasecmp (start, "mailto:", strlen ("mailto:")) == 0)
    start += strlen ("mailto:");

  length = strlen (start);
  if (length >= 2 && start[0] == '<' && start[length - 1] == '>')
    return g_strndup (start + 1, length - 2);
  return g_strdup (start);
}

/* Dots stand between other characters (RFC 5321 4.1.2, Dot-string). Quoted local parts exist in
 * the standard and hardly anywhere else. */
static gboolean
local_is_good (const char *local)
{
  gsize length = strlen (local);

  return length > 0 && length <= LOCAL_MAX_OCTETS && strspn (local, LOCAL_CHARS) == length &&
         local[0] != '.' && local[length - 1] != '.' && strstr (local, "..") == NULL;
}

/* (nullable): without the final dot. One label alone is no domain that takes mail. */
static char *
normalise_domain (const char *text)
{
  g_autofree char *name = *text != '\0' ? lw_name_normalise (text, NULL) : NULL;

  if (name == NULL || !lw_name_is_host (name))
    return NULL;

  name[strlen (name) - 1] = '\0';
  return strchr (name, '.') != NULL ? g_steal_pointer (&name) : NULL;
}

/**
 * lw_mail_address_normalise:
 * @text: what a person typed
 * @field: which input it is, for the error
 * @error: `LW_ERROR_INVALID` with @field
 *
 * Takes off what came along with copy and paste and writes the domain in its one spelling
 * (A-labels, lower-case). What stands before the “@” is the receiver's own and is not changed.
 *
 * Returns: (transfer full) (nullable): the address, without a final dot
 */
char *
lw_mail_address_normalise (const char *text, const char *field, GError **error)
{
  g_autofree char *bare = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *address = NULL;
  char *at;

  g_return_val_if_fail (text != NULL && field != NULL, NULL);

  if (strlen (text) > INPUT_MAX_OCTETS)
    return refuse (field, _ ("This is too long for a mail address."), error);

  bare = strip (text);
  at = strchr (bare, '@');
  if (at == NULL)
    return refuse (field, _ ("A mail address has an “@”."), error);
  if (strchr (at + 1, '@') != NULL)
    return refuse (field, _ ("A mail address has only one “@”."), error);

  *at = '\0';
  if (!local_is_good (bare))
    return refuse (field, _ ("What stands before the “@” cannot be used."), error);

  domain = normalise_domain (at + 1);
  if (domain == NULL)
    return refuse (field, _ ("What stands behind the “@” is not a domain name."), error);

  address = g_strconcat (bare, "@", domain, NULL);
  if (strlen (address) > ADDRESS_MAX_OCTETS)
    return refuse (field, _ ("This is too long for a mail address."), error);
  return g_steal_pointer (&address);
}
