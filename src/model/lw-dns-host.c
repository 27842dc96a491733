/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-host.h"

#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-model-resources.h"
#include "lw-name-pattern.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define FILE_PATH "/io/github/letterway/Letterway/model/dns-hosts.json"
#define MAX_FILE_BYTES (256 * 1024)
#define MAX_HOSTS 1000
#define MAX_PATTERNS 400 /* one big host has its servers under 256 domains */
#define MAX_NAME_CHARS 60

struct _LwDnsHost
{
  char *id;
  char *name;
  GPtrArray *name_servers; /* (owned) (element-type GPatternSpec) */
  gboolean ask;
};

static const char *const file_members[] = { "schema", "hosts", NULL };
static const char *const host_members[] = { "id", "name", "ask", "name_servers", NULL };

static void
dns_host_free (LwDnsHost *self)
{
  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->name_servers, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDnsHost, dns_host_free)

static gboolean
read_texts (LwDnsHost *self, JsonObject *object, GError **error)
{
  const char *id = NULL;

  if (!lw_json_read_string (object, "id", TRUE, &id, error) ||
      !lw_json_read_text (object, "name", MAX_NAME_CHARS, &self->name, error))
    return FALSE;
  if (self->name == NULL || *self->name == '\0')
    return lw_json_refuse (error, "name", _ ("The member “%s” is missing."));

  self->id = g_strdup (id);
  return TRUE;
}

/* (nullable) (transfer full) */
static LwDnsHost *
read_host (JsonObject *object, GError **error)
{
  g_autoptr (LwDnsHost) self = g_new0 (LwDnsHost, 1);
  g_auto (GStrv) name_servers = NULL;

  if (!lw_json_only_members (object, host_members, error) || !read_texts (self, object, error) ||
      !lw_json_read_boolean (object, "ask", &self->ask, error) ||
      !lw_json_read_strings (object, "name_servers", &name_servers, error))
    return NULL;

  self->name_servers =
      lw_name_patterns_new ((const char *const *) name_servers, MAX_PATTERNS, error);

  return self->name_servers != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * lw_dns_hosts_parse:
 * @json: the text of `data/dns-hosts.json`
 * @length: bytes, or -1 when it ends with a zero byte
 * @error: `LW_ERROR_FORMAT`
 *
 * Returns: (transfer full) (nullable) (element-type LwDnsHost): the hosts
 */
GPtrArray *
lw_dns_hosts_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse_object (json, length, MAX_FILE_BYTES, error);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) dns_host_free);
  JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
  JsonArray *rows = NULL;

  if (object == NULL || !lw_json_check_schema (object, 1, error) ||
      !lw_json_only_members (object, file_members, error) ||
      !lw_json_read_rows (object, "hosts", MAX_HOSTS, &rows, error))
    return NULL;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      LwDnsHost *host = read_host (json_array_get_object_element (rows, i), error);

      if (host == NULL)
        return NULL;
      g_ptr_array_add (hosts, host);
    }

  return g_steal_pointer (&hosts);
}

static gpointer
read_built_in (gpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = g_resource_lookup_data (lw_model_get_resource (), FILE_PATH, 0, &error);
  GPtrArray *hosts = json != NULL ? lw_dns_hosts_parse (g_bytes_get_data (json, NULL),
                                                        g_bytes_get_size (json), &error)
                                  : NULL;

  if (hosts == NULL)
    g_error ("dns-hosts.json: %s", error->message);

  return hosts;
}

GPtrArray *
lw_dns_hosts_get (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_built_in, NULL);
}

/**
 * lw_dns_hosts_find:
 * @name: the name of a name server, as used inside
 *
 * Returns: (transfer none) (nullable): whose it is
 */
LwDnsHost *
lw_dns_hosts_find (const char *name)
{
  GPtrArray *hosts = lw_dns_hosts_get ();

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < hosts->len; i++)
    {
      LwDnsHost *host = g_ptr_array_index (hosts, i);

      if (lw_name_patterns_match (host->name_servers, name))
        return host;
    }

  return NULL;
}

const char *
lw_dns_host_get_id (LwDnsHost *self)
{
  return self->id;
}

const char *
lw_dns_host_get_name (LwDnsHost *self)
{
  return self->name;
}

gboolean
lw_dns_host_must_ask (LwDnsHost *self)
{
  return self->ask;
}
