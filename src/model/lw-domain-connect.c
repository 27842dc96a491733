/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-domain-connect.h"

#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT_CHARS 120
#define MAX_URL_BYTES 1000
#define MAX_NAME_SERVERS 32
#define MAX_HINT_BYTES 253

typedef enum
{
  PROVIDER_ID,
  PROVIDER_NAME,
  DISPLAY_NAME,
  SYNC_URL,
  API_URL,
  CONTROL_URL,
  N_TEXTS
} Text;

#define FIRST_URL SYNC_URL

/* In the words of the draft, and in ours */
static const struct
{
  const char *theirs;
  const char *ours;
} members[N_TEXTS] = {
  { "providerId", "provider_id" },
  { "providerName", "provider_name" },
  { "providerDisplayName", "display_name" },
  { "urlSyncUX", "sync_url" },
  { "urlAPI", "api_url" },
  { "urlControlPanel", "control_url" },
};

struct _LwDomainConnect
{
  char *texts[N_TEXTS];
  char **name_servers;
  LwDomainConnectFields fields;
};

static void
clear (gpointer data)
{
  LwDomainConnect *self = data;

  for (guint i = 0; i < N_TEXTS; i++)
    g_free (self->texts[i]);
  g_strfreev (self->name_servers);
}

LwDomainConnect *
lw_domain_connect_ref (LwDomainConnect *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lw_domain_connect_unref (LwDomainConnect *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const LwDomainConnectFields *
lw_domain_connect_get (LwDomainConnect *self)
{
  return &self->fields;
}

static gboolean
is_path (const char *path)
{
  return strspn (path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.") ==
             strlen (path) &&
         *path != '/' && strstr (path, "..") == NULL && strstr (path, "//") == NULL;
}

/* A name with a dot, and no number of a computer: "1.2.3.4" is no name that anybody registers. */
static gboolean
is_public_host (const char *host)
{
  g_autofree char *name = strchr (host, '.') != NULL ? lw_name_normalise (host, NULL) : NULL;
  g_autofree char *registrable = NULL;
  const char *last;

  if (name == NULL || !lw_name_is_host (name) || strchr (name, '\\') != NULL)
    return FALSE;

  registrable = lw_name_registrable (name);
  last = strrchr (host, '.') + 1;

  return registrable != NULL && *last != '\0' && !g_ascii_isdigit (*last);
}

/* (nullable): "\"host/path\"" without its quotes, in two */
static char **
read_hint (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *bare = NULL;
  g_auto (GStrv) parts = NULL;

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    bare = g_strndup (text + 1, length - 2);
  else
    bare = g_strdup (text);
  if (strlen (bare) > MAX_HINT_BYTES)
    return NULL;

  parts = g_strsplit (bare, "/", 2);
  if (parts[0] == NULL || !is_public_host (parts[0]) || (parts[1] != NULL && !is_path (parts[1])))
    return NULL;

  return g_steal_pointer (&parts);
}

static char *
strip_final (const char *text, char mark)
{
  gsize length = strlen (text);

  return g_strndup (text, length - (length > 0 && text[length - 1] == mark ? 1 : 0));
}

/**
 * lw_domain_connect_make_url:
 * @text: a value of the TXT set at `_domainconnect` of a zone, which may be hostile
 * @zone: the zone
 * @base: (nullable): a base address in place of the host that @text names
 *
 * Only a name is taken for the host, neither a number, nor a port, nor a password.
 *
 * Returns: (transfer full) (nullable): where to ask, %NULL when @text is of no use
 */
char *
lw_domain_connect_make_url (const char *text, const char *zone, const char *base)
{
  g_auto (GStrv) parts = read_hint (text);
  g_autofree char *path = NULL;
  g_autofree char *domain = strip_final (zone, '.');
  g_autofree char *start = NULL;

  if (parts == NULL)
    return NULL;

  path = strip_final (parts[1] != NULL ? parts[1] : "", '/');
  start = base != NULL ? strip_final (base, '/') : g_strconcat ("https://", parts[0], NULL);

  return g_strconcat (start, *path != '\0' ? "/" : "", path, "/v2/", domain, "/settings", NULL);
}

/* Such an address is shown to a person, who may open it. */
static gboolean
is_safe_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *c = url; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || strchr ("<>\"\\^`{|}", *c) != NULL)
      return FALSE;

  uri = strlen (url) <= MAX_URL_BYTES ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && strcmp (g_uri_get_scheme (uri), "https") == 0 &&
         g_uri_get_userinfo (uri) == NULL && g_uri_get_host (uri) != NULL &&
         is_public_host (g_uri_get_host (uri));
}

/* Takes @url. (nullable): with the domain filled in */
static char *
fill_in (char *url, const char *zone)
{
  g_autofree char *given = url;
  g_autofree char *domain = strip_final (zone, '.');
  g_autoptr (GString) filled = g_string_new (given);

  g_string_replace (filled, "%domain%", domain, 0);

  return is_safe_url (filled->str) ? g_string_free (g_steal_pointer (&filled), FALSE) : NULL;
}

static gboolean
read_name_servers (JsonObject *object, const char *member, char ***names, GError **error)
{
  g_auto (GStrv) given = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (!lw_json_read_strings (object, member, &given, error))
    return FALSE;

  for (guint i = 0; given != NULL && given[i] != NULL; i++)
    {
      char *name = i < MAX_NAME_SERVERS ? lw_name_normalise (given[i], NULL) : NULL;

      if (name == NULL)
        return lw_json_refuse (error, member, _ ("The member “%s” must be a short list of names."));
      g_ptr_array_add (found, name);
    }

  g_ptr_array_add (found, NULL);
  *names = (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
  return TRUE;
}

/* @zone: (nullable): in the words of the draft, about this zone; else in ours */
static LwDomainConnect *
read_fields (JsonObject *object, const char *zone, GError **error)
{
  g_autoptr (LwDomainConnect) self = g_atomic_rc_box_new0 (LwDomainConnect);

  for (guint i = 0; i < N_TEXTS; i++)
    {
      const char *member = zone != NULL ? members[i].theirs : members[i].ours;
      guint max = i < FIRST_URL ? MAX_TEXT_CHARS : MAX_URL_BYTES + 1;

      if (!lw_json_read_text (object, member, max, &self->texts[i], error))
        return NULL;
      if (i >= FIRST_URL && self->texts[i] != NULL)
        self->texts[i] = fill_in (self->texts[i], zone != NULL ? zone : "%domain%");
    }
  if (!read_name_servers (object, zone != NULL ? "nameServers" : "name_servers",
                          &self->name_servers, error))
    return NULL;

  self->fields = (LwDomainConnectFields){
    self->texts[PROVIDER_ID],
    self->texts[PROVIDER_NAME],
    self->texts[DISPLAY_NAME],
    self->texts[SYNC_URL],
    self->texts[API_URL],
    self->texts[CONTROL_URL],
    (const char *const *) self->name_servers,
  };

  return g_steal_pointer (&self);
}

LwDomainConnect *
lw_domain_connect_parse (const char *zone, const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode) node =
      lw_json_parse_object (json, length, LW_DOMAIN_CONNECT_BYTES_MAX, error);

  return node != NULL ? read_fields (json_node_get_object (node), zone, error) : NULL;
}

JsonNode *
lw_domain_connect_to_json (LwDomainConnect *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < N_TEXTS; i++)
    lw_json_add_string (builder, members[i].ours, self->texts[i]);
  lw_json_add_strings (builder, "name_servers", (const char *const *) self->name_servers);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

LwDomainConnect *
lw_domain_connect_from_json (JsonObject *object, GError **error)
{
  return read_fields (object, NULL, error);
}
