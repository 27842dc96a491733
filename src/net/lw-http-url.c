/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define URL_MAX_BYTES 8192

static gboolean
set_url_error (LwError code, const char *step, const char *sentence, GError **error)
{
  lw_set_error (error, code, "url", step, "%s", sentence);
  return FALSE;
}

static gboolean
check_scheme (LwWorld *world, GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (strcmp (scheme, "https") == 0)
    return TRUE;

  if (strcmp (scheme, "http") != 0)
    return set_url_error (LW_ERROR_INVALID, _ ("It begins with https://."),
                          _ ("This is not a web address."), error);

  return lw_world_allows_plain_http (world, g_uri_get_host (uri)) ||
         set_url_error (LW_ERROR_UNSAFE, _ ("Use the address that begins with https://."),
                        _ ("Without encryption (https) everyone on the way could read the key."),
                        error);
}

static gboolean
check_parts (GUri *uri, GError **error)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL || *host == '\0')
    return set_url_error (LW_ERROR_INVALID, NULL, _ ("The web address names no computer."), error);

  if (g_uri_get_userinfo (uri) != NULL)
    return set_url_error (LW_ERROR_INVALID, _ ("Leave out what stands before the “@”."),
                          _ ("The web address holds a password."), error);

  return TRUE;
}

/* GLib leaves out line breaks and escapes spaces; in an address that somebody copied they are a
 * mistake. */
static gboolean
is_one_word (const char *url)
{
  for (const char *c = url; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || g_ascii_isspace (*c))
      return FALSE;

  return strlen (url) <= URL_MAX_BYTES;
}

/* LW_ERROR_INVALID and LW_ERROR_UNSAFE, both with field "url"; never quotes the address, which may
 * hold a key by mistake. (nullable) (transfer full) */
GUri *
lw_http_check_url (LwWorld *world, const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (is_one_word (url))
    uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL)
    {
      set_url_error (LW_ERROR_INVALID, _ ("It begins with https://."),
                     _ ("This is not a web address."), error);
      return NULL;
    }

  return check_scheme (world, uri, error) && check_parts (uri, error) ? g_steal_pointer (&uri)
                                                                      : NULL;
}

static gboolean
is_header_name (const char *name)
{
  return *name != '\0' && strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789-_") == strlen (name);
}

static gboolean
is_header_value (const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      return FALSE;

  return TRUE;
}

/* A line break in a key would begin a header of its own. Names are ours, values may be typed. */
gboolean
lw_http_check_headers (const char *const *headers, GError **error)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    {
      g_return_val_if_fail (is_header_name (headers[i]) && headers[i + 1] != NULL, FALSE);

      if (!is_header_value (headers[i + 1]))
        {
          lw_set_error (error, LW_ERROR_INVALID, "key", _ ("Copy the key once more, as one line."),
                        _ ("The key holds a character that no key has, such as a line break."));
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
lw_http_is_loopback (GUri *uri)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (g_uri_get_host (uri));

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (g_uri_get_host (uri), "localhost") == 0;
}

gboolean
lw_http_is_same_origin (GUri *a, GUri *b)
{
  return strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}
