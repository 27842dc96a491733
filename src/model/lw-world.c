/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world-private.h"

#include "lw-error.h"
#include "lw-mail-service.h"
#include "lw-model-resources.h"
#include "lw-special-use.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_BYTES (1024 * 1024)
#define REAL_WORLD_PATH "/io/github/letterway/Letterway/model/world.json"
#define REAL_ID "real"
#define PRACTICE_ID "practice"

/**
 * LwWorld:
 *
 * Every address that we did not get from the person or from DNS. The real internet, the practice
 * world and the test lab are three worlds; nothing else differs between them.
 */

G_DEFINE_BOXED_TYPE (LwWorld, lw_world, lw_world_ref, lw_world_unref)

LwWorld *
lw_world_new_empty (void)
{
  LwWorld *self = g_new0 (LwWorld, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->root = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  self->resolvers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  self->trust_anchor = g_new0 (char *, 1);
  self->public_ranges = g_ptr_array_new_with_free_func (g_object_unref);
  self->plain_http = g_ptr_array_new_with_free_func (g_object_unref);
  self->api_base = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_service_unref);
  self->online = -1;
  self->dns_port = 53;
  self->smtp_port = 25;

  return self;
}

LwWorld *
lw_world_ref (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_world_unref (LwWorld *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_ptr_array_unref (self->root);
  g_ptr_array_unref (self->resolvers);
  g_strfreev (self->trust_anchor);
  g_free (self->system_resolver);
  g_free (self->ca_file);
  g_ptr_array_unref (self->public_ranges);
  g_ptr_array_unref (self->plain_http);
  g_hash_table_unref (self->api_base);
  g_free (self->rdap);
  g_free (self->rdap_bootstrap);
  g_free (self->domain_connect);
  g_ptr_array_unref (self->services);
  g_free (self);
}

/**
 * lw_world_new_real:
 *
 * Returns: (transfer full): the internet, as built in
 */
LwWorld *
lw_world_new_real (void)
{
  g_autoptr (LwWorld) self = lw_world_new_empty ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json =
      g_resource_lookup_data (lw_model_get_resource (), REAL_WORLD_PATH, 0, &error);

  if (json == NULL ||
      !lw_world_read_json (self, g_bytes_get_data (json, NULL), g_bytes_get_size (json), &error))
    g_error ("The built-in world cannot be read: %s", error->message);

  return g_steal_pointer (&self);
}

/* Keys and database belong to a world by its id: a file must not call itself the real one. */
static gboolean
id_is_free (LwWorld *self, gboolean practice, GError **error)
{
  if (!g_str_equal (self->id, REAL_ID) && (practice || !g_str_equal (self->id, PRACTICE_ID)))
    return TRUE;

  lw_set_error (error, LW_ERROR_FORMAT, "id", _ ("Give the world another id, such as “lab”."),
                _ ("A world in a file may not be called “%s”."), self->id);
  return FALSE;
}

static LwWorld *
read_world (const char *json, gssize length, gboolean practice, GError **error)
{
  g_autoptr (LwWorld) self = lw_world_new_empty ();

  if (!lw_world_read_json (self, json, length, error) || !id_is_free (self, practice, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * lw_world_new_from_json:
 * @json: the text of a world file
 * @length: bytes, or -1 when it ends with a zero byte; at most 1 MiB
 * @file_name: (nullable): for error messages
 * @error: `LW_ERROR_FORMAT` with the member's name as its field
 *
 * Reads a world. Members that we do not know are refused, and so are the ids “real” and “practice”.
 *
 * Returns: (transfer full) (nullable): the world
 */
LwWorld *
lw_world_new_from_json (const char *json, gssize length, const char *file_name, GError **error)
{
  LwWorld *self = read_world (json, length, FALSE, error);

  if (self == NULL && file_name != NULL)
    g_prefix_error (error, "%s: ", file_name);

  return self;
}

/**
 * lw_world_new_practice:
 * @json: the text that the practice world made
 * @error: `LW_ERROR_FORMAT`
 *
 * Like [func@World.new_from_json], but the id may be “practice”. For the composition root only.
 *
 * Returns: (transfer full) (nullable): the world
 */
LwWorld *
lw_world_new_practice (const char *json, GError **error)
{
  return read_world (json, -1, TRUE, error);
}

/* One byte more than is allowed is read, so that too much shows. */
static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char *text = g_malloc (MAX_FILE_BYTES + 1);
  gsize length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_FILE_BYTES + 1,
                                                  &length, NULL, error))
    return NULL;

  return g_bytes_new (text, length);
}

/**
 * lw_world_new_from_file:
 * @path: a world file, at most 1 MiB
 * @error: `LW_ERROR_FORMAT`, also when the file cannot be opened
 *
 * Blocks: for start-up, before the main loop runs.
 *
 * Returns: (transfer full) (nullable): the world
 */
LwWorld *
lw_world_new_from_file (const char *path, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GBytes) bytes = read_file (path, &trouble);
  const char *text;

  if (bytes == NULL)
    {
      lw_set_error (error, LW_ERROR_FORMAT, "file", NULL, _ ("The world file cannot be read: %s"),
                    trouble->message);
      return NULL;
    }

  text = g_bytes_get_data (bytes, NULL);
  return lw_world_new_from_json (text != NULL ? text : "", g_bytes_get_size (bytes), path, error);
}

const char *
lw_world_get_id (LwWorld *self)
{
  return self->id;
}

const char *
lw_world_get_name (LwWorld *self)
{
  return self->name;
}

gboolean
lw_world_is_real (LwWorld *self)
{
  return g_str_equal (self->id, REAL_ID);
}

GPtrArray *
lw_world_get_root (LwWorld *self)
{
  return self->root;
}

GPtrArray *
lw_world_get_resolvers (LwWorld *self)
{
  return self->resolvers;
}

const char *const *
lw_world_get_trust_anchor (LwWorld *self)
{
  return (const char *const *) self->trust_anchor;
}

const char *
lw_world_get_system_resolver (LwWorld *self)
{
  return self->system_resolver;
}

guint16
lw_world_get_dns_port (LwWorld *self)
{
  return self->dns_port;
}

guint16
lw_world_get_smtp_port (LwWorld *self)
{
  return self->smtp_port;
}

const char *
lw_world_get_ca_file (LwWorld *self)
{
  return self->ca_file;
}

const char *
lw_world_get_api_base (LwWorld *self, const char *host_id)
{
  g_return_val_if_fail (self != NULL && host_id != NULL, NULL);

  return g_hash_table_lookup (self->api_base, host_id);
}

static gboolean
any_matches (GPtrArray *ranges, GInetAddress *address)
{
  for (guint i = 0; i < ranges->len; i++)
    if (g_inet_address_mask_matches (g_ptr_array_index (ranges, i), address))
      return TRUE;

  return FALSE;
}

/**
 * lw_world_get_rdap:
 * @self: a world
 *
 * Returns: (nullable): the address of the one register that knows every registration of this world
 */
const char *
lw_world_get_rdap (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rdap;
}

/**
 * lw_world_get_rdap_bootstrap:
 * @self: a world
 *
 * Returns: (nullable): the address of the list that says which register knows which names
 *   (RFC 9224)
 */
const char *
lw_world_get_rdap_bootstrap (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rdap_bootstrap;
}

/**
 * lw_world_get_domain_connect:
 * @self: a world
 *
 * Returns: (nullable): what to ask in place of the host that a domain names for Domain Connect
 */
const char *
lw_world_get_domain_connect (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->domain_connect;
}

/**
 * lw_world_get_services:
 * @self: a world
 *
 * Returns: (transfer none) (element-type LwMailService): mail services beside those built in
 */
GPtrArray *
lw_world_get_services (LwWorld *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->services;
}

/**
 * lw_world_is_public:
 * @self: a world
 * @address: (nullable): a literal address
 *
 * Says whether a connection may be made to the address: never to special-use addresses (RFC 6890),
 * unless this world declares them public.
 *
 * Returns: whether it is an address of this world's internet
 */
gboolean
lw_world_is_public (LwWorld *self, const char *address)
{
  g_autoptr (GInetAddress) inet_address = lw_address_parse (address);

  g_return_val_if_fail (self != NULL, FALSE);

  if (inet_address == NULL)
    return FALSE;

  return lw_special_use_lookup (inet_address) == NULL ||
         any_matches (self->public_ranges, inet_address);
}

/**
 * lw_world_allows_plain_http:
 * @self: a world
 * @address: (nullable): a literal address, or "localhost", which GResolver never asks DNS about
 *   (RFC 6761); no other host name is allowed
 *
 * What stays inside this computer needs no TLS; anything else only where the world says so.
 *
 * Returns: whether an API there may be reached without TLS
 */
gboolean
lw_world_allows_plain_http (LwWorld *self, const char *address)
{
  g_autoptr (GInetAddress) inet_address = lw_address_parse (address);

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_strcmp0 (address, "localhost") == 0)
    return TRUE;

  return inet_address != NULL && (g_inet_address_get_is_loopback (inet_address) ||
                                  any_matches (self->plain_http, inet_address));
}

int
lw_world_get_online (LwWorld *self)
{
  return self->online;
}
