/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world-private.h"

#include "lw-error.h"
#include "lw-json.h"
#include "lw-mail-service.h"
#include "lw-name.h"
#include "lw-special-use.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_BYTES (1024 * 1024)
#define MAX_ID_CHARS 32
#define MAX_NAME_CHARS 100
#define MAX_SERVERS 64
#define MAX_SERVICES 64

static const char *const world_members[] = {
  "schema",
  "id",
  "name",
  "root",
  "trust_anchor",
  "resolvers",
  "system_resolver",
  "dns_port",
  "smtp_port",
  "ca_file",
  "public_ranges",
  "plain_http",
  "api_base",
  "online",
  "rdap",
  "rdap_bootstrap",
  "domain_connect",
  "services",
  NULL,
};
static const char *const root_members[] = { "name", "address", NULL };
static const char *const resolver_members[] = { "name",     "operator", "address", "port",
                                                "tls_name", "tls_port", "doh",     "doh_address",
                                                "plain",    NULL };

static gboolean
refuse (GError **error, const char *member, const char *why)
{
  lw_set_error (error, LW_ERROR_FORMAT, member, NULL, _ ("In “%s”: %s"), member, why);
  return FALSE;
}

static gboolean
is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= MAX_ID_CHARS && text[length] == '\0';
}

static gboolean
is_label (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  if (length == 0 || length > MAX_NAME_CHARS)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static gboolean
read_names (LwWorld *self, JsonObject *object, GError **error)
{
  const char *id = NULL;
  const char *name = NULL;

  if (!lw_json_read_string (object, "id", TRUE, &id, error))
    return FALSE;
  if (!is_id (id))
    return refuse (error, "id", _ ("an id has 1 to 32 letters a–z, digits and hyphens."));

  name = id;
  if (!lw_json_read_string (object, "name", FALSE, &name, error))
    return FALSE;
  if (!is_label (name))
    return refuse (error, "name", _ ("a name has 1 to 100 characters."));

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return TRUE;
}

static gboolean
read_port (JsonObject *object, const char *member, guint16 *port, GError **error)
{
  gint64 number = *port;

  if (!lw_json_read_number (object, member, 1, G_MAXUINT16, &number, error))
    return FALSE;

  *port = number;
  return TRUE;
}

static gboolean
read_address (JsonObject *object, const char **address, GError **error)
{
  g_autoptr (GInetAddress) parsed = NULL;

  if (!lw_json_read_string (object, "address", TRUE, address, error))
    return FALSE;

  parsed = lw_address_parse (*address);
  return parsed != NULL ||
         refuse (error, "address", _ ("an address is a number address, such as 192.0.2.1."));
}

/* (nullable) */
static LwServer *
read_root_server (JsonObject *object, guint16 port, GError **error)
{
  const char *name = NULL;
  const char *address = NULL;
  g_autofree char *host = NULL;

  if (!lw_json_only_members (object, root_members, error) ||
      !lw_json_read_string (object, "name", TRUE, &name, error) ||
      !read_address (object, &address, error))
    return NULL;

  host = lw_name_normalise (name, NULL);
  if (host == NULL || !lw_name_is_host (host))
    return refuse (error, "root", _ ("a root server needs a host name.")), NULL;

  return lw_server_new (host, NULL, address, port);
}

/* (nullable) */
static LwServer *
read_resolver (JsonObject *object, guint16 port, GError **error)
{
  const char *name = NULL;
  const char *operator_ = NULL;
  const char *address = NULL;
  LwServerWays ways;

  if (!lw_json_only_members (object, resolver_members, error) ||
      !lw_json_read_string (object, "name", TRUE, &name, error) ||
      !lw_json_read_string (object, "operator", FALSE, &operator_, error) ||
      !read_port (object, "port", &port, error) || !read_address (object, &address, error) ||
      !lw_server_ways_read (object, &ways, error))
    return NULL;
  if (!is_label (name) || (operator_ != NULL && !is_label (operator_)))
    return refuse (error, "resolvers", _ ("a name has 1 to 100 characters.")), NULL;

  return lw_server_new_with_ways (name, operator_, address, port, &ways);
}

typedef LwServer *(*ReadServer) (JsonObject *object, guint16 port, GError **error);

static gboolean
read_servers (LwWorld *self,
              JsonObject *object,
              const char *member,
              ReadServer read_server,
              GPtrArray *servers,
              GError **error)
{
  JsonArray *array = NULL;

  if (!lw_json_read_objects (object, member, servers == self->root, &array, error))
    return FALSE;
  if (array != NULL && json_array_get_length (array) > MAX_SERVERS)
    return refuse (error, member, _ ("there may be at most 64 servers."));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      LwServer *server =
          read_server (json_array_get_object_element (array, i), self->dns_port, error);

      if (server == NULL)
        return FALSE;
      g_ptr_array_add (servers, server);
    }

  return servers->len > 0 || servers != self->root ||
         refuse (error, member, _ ("at least one root server is needed."));
}

static gboolean
read_byte_numbers (char **fields)
{
  return g_ascii_string_to_unsigned (fields[3], 10, 0, G_MAXUINT16, NULL, NULL) &&
         g_ascii_string_to_unsigned (fields[4], 10, 0, G_MAXUINT8, NULL, NULL) &&
         g_ascii_string_to_unsigned (fields[5], 10, 0, G_MAXUINT8, NULL, NULL);
}

/* ". IN DS 20326 8 2 E06D…": the length of the digest is told by its number (RFC 4509, 6605) */
static gboolean
is_trust_anchor (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, " ", 0);
  gsize digits;

  if (g_strv_length (fields) != 7 || !g_str_equal (fields[0], ".") ||
      !g_str_equal (fields[1], "IN") || !g_str_equal (fields[2], "DS") ||
      !read_byte_numbers (fields))
    return FALSE;

  digits = strspn (fields[6], "0123456789abcdefABCDEF");
  if (fields[6][digits] != '\0')
    return FALSE;
  return (g_str_equal (fields[5], "1") && digits == 40) ||
         (g_str_equal (fields[5], "2") && digits == 64) ||
         (g_str_equal (fields[5], "4") && digits == 96);
}

static gboolean
read_trust_anchor (LwWorld *self, JsonObject *object, GError **error)
{
  g_auto (GStrv) anchors = NULL;

  if (!lw_json_read_strings (object, "trust_anchor", &anchors, error))
    return FALSE;

  for (guint i = 0; anchors != NULL && anchors[i] != NULL; i++)
    if (!is_trust_anchor (anchors[i]))
      return refuse (error, "trust_anchor", _ ("a trust anchor looks like “. IN DS 20326 8 2 …”."));

  if (anchors != NULL)
    {
      g_strfreev (self->trust_anchor);
      self->trust_anchor = g_steal_pointer (&anchors);
    }
  return TRUE;
}

static gboolean
read_ranges (JsonObject *object, const char *member, GPtrArray *ranges, GError **error)
{
  g_auto (GStrv) texts = NULL;

  if (!lw_json_read_strings (object, member, &texts, error))
    return FALSE;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      GInetAddressMask *mask = g_inet_address_mask_new_from_string (texts[i], NULL);

      if (mask == NULL)
        return refuse (error, member, _ ("a range looks like “127.53.0.0/16”."));
      g_ptr_array_add (ranges, mask);
    }

  return TRUE;
}

/* https to anywhere; http only to a literal address for which the world allows it */
static gboolean
is_api_base (LwWorld *self, const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    return FALSE;

  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (g_str_equal (g_uri_get_scheme (uri), "http") &&
          lw_world_allows_plain_http (self, g_uri_get_host (uri)));
}

static gboolean
read_api_bases (LwWorld *self, JsonObject *object, GError **error)
{
  JsonObject *bases = NULL;
  JsonObjectIter iter;
  const char *host_id;

  if (!lw_json_read_object (object, "api_base", &bases, error))
    return FALSE;
  if (bases == NULL)
    return TRUE;

  json_object_iter_init (&iter, bases);
  while (json_object_iter_next (&iter, &host_id, NULL))
    {
      const char *base = NULL;

      if (!lw_json_read_string (bases, host_id, TRUE, &base, error))
        return FALSE;
      if (!is_id (host_id) || !is_api_base (self, base))
        return refuse (error, "api_base",
                       _ ("an API needs an https address, or http where “plain_http” allows it."));
      g_hash_table_insert (self->api_base, g_strdup (host_id), g_strdup (base));
    }

  return TRUE;
}

/* (nullable) @url: an address to ask in place of one that others publish */
static gboolean
read_url (LwWorld *self, JsonObject *object, const char *member, char **url, GError **error)
{
  const char *text = NULL;

  if (!lw_json_read_string (object, member, FALSE, &text, error))
    return FALSE;
  if (text != NULL && !is_api_base (self, text))
    return refuse (error, member,
                   _ ("an https address is needed, or http where “plain_http” allows it."));

  *url = g_strdup (text);
  return TRUE;
}

/* Whom to ask about registrations, and about what a DNS host offers */
static gboolean
read_offices (LwWorld *self, JsonObject *object, GError **error)
{
  return read_url (self, object, "rdap", &self->rdap, error) &&
         read_url (self, object, "rdap_bootstrap", &self->rdap_bootstrap, error) &&
         read_url (self, object, "domain_connect", &self->domain_connect, error);
}

/* Mail services that only this world has */
static gboolean
read_services (LwWorld *self, JsonObject *object, GError **error)
{
  JsonArray *array = NULL;

  if (!lw_json_read_objects (object, "services", FALSE, &array, error))
    return FALSE;
  if (array != NULL && json_array_get_length (array) > MAX_SERVICES)
    return refuse (error, "services", _ ("there may be at most 64 services."));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      LwMailService *service =
          lw_mail_service_read (json_array_get_object_element (array, i), error);

      if (service == NULL)
        return FALSE;
      g_ptr_array_add (self->services, service);
    }

  return TRUE;
}

static gboolean
read_places (LwWorld *self, JsonObject *object, GError **error)
{
  const char *system_resolver = NULL;
  const char *ca_file = NULL;
  gboolean online = -1;
  g_autoptr (GInetAddress) address = NULL;

  if (!lw_json_read_string (object, "system_resolver", FALSE, &system_resolver, error) ||
      !lw_json_read_string (object, "ca_file", FALSE, &ca_file, error) ||
      !lw_json_read_boolean (object, "online", &online, error))
    return FALSE;

  address = lw_address_parse (system_resolver);
  if (system_resolver != NULL && address == NULL)
    return refuse (error, "system_resolver", _ ("a number address is needed."));
  if (ca_file != NULL && !g_path_is_absolute (ca_file))
    return refuse (error, "ca_file", _ ("a path that begins with “/” is needed."));

  self->system_resolver = g_strdup (system_resolver);
  self->ca_file = g_strdup (ca_file);
  self->online = online;
  return TRUE;
}

/* Ports before servers and ranges before API bases: the latter look at the former. */
gboolean
lw_world_read_json (LwWorld *self, const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse_object (json, length, MAX_FILE_BYTES, error);
  JsonObject *object;

  if (node == NULL)
    return FALSE;

  object = json_node_get_object (node);
  return lw_json_check_schema (object, 1, error) &&
         lw_json_only_members (object, world_members, error) && read_names (self, object, error) &&
         read_port (object, "dns_port", &self->dns_port, error) &&
         read_port (object, "smtp_port", &self->smtp_port, error) &&
         read_servers (self, object, "root", read_root_server, self->root, error) &&
         read_servers (self, object, "resolvers", read_resolver, self->resolvers, error) &&
         read_trust_anchor (self, object, error) && read_places (self, object, error) &&
         read_ranges (object, "public_ranges", self->public_ranges, error) &&
         read_ranges (object, "plain_http", self->plain_http, error) &&
         read_api_bases (self, object, error) && read_offices (self, object, error) &&
         read_services (self, object, error);
}
