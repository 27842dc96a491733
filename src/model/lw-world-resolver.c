/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world-private.h"

#include "lw-error.h"
#include "lw-json-facts.h"

#include <glib/gi18n-lib.h>

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
  copy->online = self->online;
  copy->dns_port = self->dns_port;
  copy->smtp_port = self->smtp_port;

  return copy;
}

/**
 * lw_world_new_with_resolver:
 * @self: a world
 * @address: a literal IPv4 or IPv6 address that the person named
 * @error: `LW_ERROR_INVALID`, its field is “resolver”
 *
 * The same world, but only this resolver is asked: none of the world's and not this computer's.
 *
 * Returns: (transfer full) (nullable): the world
 */
LwWorld *
lw_world_new_with_resolver (LwWorld *self, const char *address, GError **error)
{
  LwWorld *copy;

  g_return_val_if_fail (self != NULL && address != NULL, NULL);

  if (!lw_json_is_address (address))
    {
      lw_set_error (error, LW_ERROR_INVALID, "resolver",
                    _ ("Give the number of the resolver, such as 9.9.9.9."),
                    _ ("A resolver is named by its IP address."));
      return NULL;
    }

  copy = copy_world (self);
  g_ptr_array_add (copy->resolvers, lw_server_new (address, NULL, address, copy->dns_port));
  copy->only_resolver = TRUE;

  return copy;
}

gboolean
lw_world_has_only_resolver (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->only_resolver;
}
