/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-server.h"

#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* How a resolver can be asked beside UDP and TCP, as a world says it. */

#define MAX_URL_BYTES 255

static gboolean
is_plain_word (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || strchr ("{}<>\"\\^`|", *c) != NULL)
      return FALSE;

  return strlen (text) <= MAX_URL_BYTES;
}

/**
 * lw_server_is_tls_name:
 * @name: what may be the name in a certificate
 *
 * Returns: whether it is a host name of at least two labels, without the final dot, as certificates
 *   have it
 */
gboolean
lw_server_is_tls_name (const char *name)
{
  g_autofree char *normal = NULL;
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  normal = lw_name_normalise (name, NULL);
  length = strlen (name);

  return normal != NULL && lw_name_is_host (normal) && strchr (name, '.') != NULL &&
         strlen (normal) == length + 1 && g_ascii_strncasecmp (name, normal, length) == 0;
}

/**
 * lw_server_is_doh_url:
 * @url: what may be an address for DNS over HTTPS
 *
 * Returns: whether a question can be posted there (RFC 8484 4.1)
 */
gboolean
lw_server_is_doh_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  g_return_val_if_fail (url != NULL, FALSE);

  if (is_plain_word (url))
    uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "https") ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL || g_uri_get_port (uri) == 0)
    return FALSE;

  host = g_uri_get_host (uri);
  return host != NULL && (lw_server_is_tls_name (host) || lw_json_is_address (host));
}

static gboolean
read_tls (JsonObject *object, LwServerWays *ways, GError **error)
{
  gint64 port = LW_SERVER_TLS_PORT;

  if (!lw_json_read_string (object, "tls_name", FALSE, &ways->tls_name, error) ||
      !lw_json_read_number (object, "tls_port", 1, G_MAXUINT16, &port, error))
    return FALSE;

  ways->tls_port = (guint16) port;
  if (ways->tls_name != NULL && !lw_server_is_tls_name (ways->tls_name))
    return lw_json_refuse (error, "tls_name",
                           _ ("The member “%s” must be a host name, such as dns.example.com."));

  return TRUE;
}

static gboolean
read_doh (JsonObject *object, LwServerWays *ways, GError **error)
{
  if (!lw_json_read_string (object, "doh", FALSE, &ways->doh_url, error) ||
      !lw_json_read_string (object, "doh_address", FALSE, &ways->doh_address, error))
    return FALSE;

  if (ways->doh_url != NULL && !lw_server_is_doh_url (ways->doh_url))
    return lw_json_refuse (error, "doh",
                           _ ("The member “%s” must look like https://dns.example.com/dns-query."));

  return ways->doh_address == NULL || lw_json_is_address (ways->doh_address) ||
         lw_json_refuse (error, "doh_address", _ ("The member “%s” must be a number address."));
}

/**
 * lw_server_ways_read:
 * @object: a resolver of a world
 * @ways: (out caller-allocates): its texts belong to @object
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Returns: whether all of it can be used
 */
gboolean
lw_server_ways_read (JsonObject *object, LwServerWays *ways, GError **error)
{
  gboolean plain = TRUE;

  g_return_val_if_fail (object != NULL && ways != NULL, FALSE);

  *ways = (LwServerWays){ .tls_port = LW_SERVER_TLS_PORT };
  if (!read_tls (object, ways, error) || !read_doh (object, ways, error) ||
      !lw_json_read_boolean (object, "plain", &plain, error))
    return FALSE;

  ways->without_plain = !plain;
  return plain || ways->tls_name != NULL || ways->doh_url != NULL ||
         lw_json_refuse (error, "plain",
                         _ ("Where the member “%s” is false, another way to ask is needed."));
}
