/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world-private.h"

#include "lw-error.h"
#include "lw-json-facts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TLS_PREFIX "tls://"
#define HTTPS_PREFIX "https://"

/* A world in which one resolver is asked in place of all others. */

static GHashTable *
copy_texts (GHashTable *texts)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));

  return copy;
}

/* All but the resolvers */
static LwWorld *
copy_world (LwWorld *self)
{
  LwWorld *copy = g_new0 (LwWorld, 1);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->root = g_ptr_array_ref (self->root);
  copy->resolvers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  copy->trust_anchor = g_strdupv (self->trust_anchor);
  copy->ca_file = g_strdup (self->ca_file);
  copy->public_ranges = g_ptr_array_ref (self->public_ranges);
  copy->plain_http = g_ptr_array_ref (self->plain_http);
  copy->api_base = copy_texts (self->api_base);
  copy->rdap = g_strdup (self->rdap);
  copy->rdap_bootstrap = g_strdup (self->rdap_bootstrap);
  copy->domain_connect = g_strdup (self->domain_connect);
  copy->services = g_ptr_array_ref (self->services);
  copy->online = self->online;
  copy->dns_port = self->dns_port;
  copy->smtp_port = self->smtp_port;

  return copy;
}

/* Its way is one that the person named: is it known where that is? */
static gboolean
is_same_way (const LwServerWays *asked, const LwServerWays *known)
{
  return asked->tls_name != NULL ? g_strcmp0 (asked->tls_name, known->tls_name) == 0
                                 : g_strcmp0 (asked->doh_url, known->doh_url) == 0;
}

/* (nullable) (transfer none) */
static const char *
find_address (LwWorld *self, const LwServerWays *ways)
{
  for (guint i = 0; i < self->resolvers->len; i++)
    {
      LwServer *server = g_ptr_array_index (self->resolvers, i);
      const LwServerWays *known = lw_server_get_ways (server);

      if (is_same_way (ways, known))
        return ways->doh_url != NULL && known->doh_address != NULL ? known->doh_address
                                                                   : lw_server_get_address (server);
    }

  return NULL;
}

/* (nullable): from "tls://NAME" and "https://…", both with "@ADDRESS" or without */
static LwServer *
create_secure_server (LwWorld *self, const char *text)
{
  g_autofree char *way = g_strdup (text);
  char *at = strrchr (way, '@');
  const char *address = at != NULL ? at + 1 : NULL;
  LwServerWays ways = { .tls_port = LW_SERVER_TLS_PORT, .without_plain = TRUE };

  if (at != NULL)
    *at = '\0';
  if (g_str_has_prefix (way, TLS_PREFIX) && lw_server_is_tls_name (way + strlen (TLS_PREFIX)))
    ways.tls_name = way + strlen (TLS_PREFIX);
  else if (lw_server_is_doh_url (way))
    ways.doh_url = way;
  else
    return NULL;

  if (address == NULL)
    address = find_address (self, &ways);

  return address != NULL && lw_json_is_address (address)
             ? lw_server_new_with_ways (way, NULL, address, self->dns_port, &ways)
             : NULL;
}

/* (nullable) */
static LwServer *
create_server (LwWorld *self, const char *text, GError **error)
{
  gboolean is_secure = g_str_has_prefix (text, TLS_PREFIX) || g_str_has_prefix (text, HTTPS_PREFIX);
  LwServer *server = NULL;

  if (is_secure)
    server = create_secure_server (self, text);
  else if (lw_json_is_address (text))
    server = lw_server_new (text, NULL, text, self->dns_port);

  if (server == NULL && is_secure)
    lw_set_error (error, LW_ERROR_INVALID, "resolver",
                  _ ("Put its number behind it, such as tls://dns.quad9.net@9.9.9.9."),
                  _ ("It is not known where this resolver is."));
  else if (server == NULL)
    lw_set_error (error, LW_ERROR_INVALID, "resolver",
                  _ ("Give the number of the resolver, such as 9.9.9.9."),
                  _ ("A resolver is named by its IP address."));

  return server;
}

/**
 * lw_world_new_with_resolver:
 * @self: a world
 * @resolver: what the person named: a literal IPv4 or IPv6 address, or “tls://NAME@ADDRESS” or
 *   “https://…@ADDRESS”, which may be without an address where the world knows it
 * @error: `LW_ERROR_INVALID`, its field is “resolver”
 *
 * The same world, but only this resolver is asked: none of the world's and not this computer's.
 *
 * Returns: (transfer full) (nullable): the world
 */
LwWorld *
lw_world_new_with_resolver (LwWorld *self, const char *resolver, GError **error)
{
  LwServer *server;
  LwWorld *copy;

  g_return_val_if_fail (self != NULL && resolver != NULL, NULL);

  server = create_server (self, resolver, error);
  if (server == NULL)
    return NULL;

  copy = copy_world (self);
  g_ptr_array_add (copy->resolvers, server);
  copy->only_resolver = TRUE;

  return copy;
}

gboolean
lw_world_has_only_resolver (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->only_resolver;
}
