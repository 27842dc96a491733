/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-powerdns-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"

#define API_PATH "/api/v1/servers/localhost"

static const char *const known_ends[] = { "/api/v1/servers", "/api/v1", "/api" };

static gboolean
refuse (GError **error)
{
  lw_set_error (error, LW_ERROR_INVALID, "url", _ ("It looks like https://dns.example.net:8081."),
                _ ("This is not the web address of a PowerDNS server."));
  return FALSE;
}

static gboolean
is_usable (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  return (g_str_equal (scheme, "https") || g_str_equal (scheme, "http")) && host != NULL &&
         *host != '\0' && g_uri_get_userinfo (uri) == NULL;
}

/* The person's path may end with a beginning of the API's path. What stands before it is a proxy's,
 * what stands behind it belongs to a single call. */
static char *
complete_path (const char *path)
{
  const char *servers = strstr (path, "/api/v1/servers/");
  g_autofree char *bare = g_strdup (path);
  gsize length = strlen (bare);

  if (servers != NULL && servers[strlen ("/api/v1/servers/")] != '\0')
    {
      const char *server = servers + strlen ("/api/v1/servers/");

      return g_strndup (path, (gsize) (server - path) + strcspn (server, "/"));
    }

  while (length > 0 && bare[length - 1] == '/')
    bare[--length] = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (known_ends); i++)
    if (g_str_has_suffix (bare, known_ends[i]))
      return g_strconcat (bare, API_PATH + strlen (known_ends[i]), NULL);

  return g_strconcat (bare, API_PATH, NULL);
}

char *
lw_powerdns_base_from_url (const char *url, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (url));
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED_PATH, NULL);
  g_autofree char *path = NULL;

  if (uri == NULL || !is_usable (uri))
    return refuse (error), NULL;

  path = complete_path (g_uri_get_path (uri));
  return g_uri_join (G_URI_FLAGS_ENCODED_PATH, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), path, NULL, NULL);
}

/* As apiZoneNameToId() of PowerDNS does it. */
char *
lw_powerdns_zone_id (const char *zone)
{
  GString *id = g_string_new (NULL);

  if (g_str_equal (zone, "."))
    return g_string_free (g_string_assign (id, "=2E"), FALSE);

  for (const char *c = zone; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || *c == '.' || *c == '-')
      g_string_append_c (id, *c);
    else
      g_string_append_printf (id, "=%02X", (guchar) *c);

  return g_string_free (id, FALSE);
}
