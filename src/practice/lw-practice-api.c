/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-api.h"

#include "lw-json.h"
#include "lw-name.h"
#include "lw-practice-patch.h"
#include "lw-practice-zone-json.h"

#include <libsoup/soup.h>
#include <string.h>

#define SERVER_PATH "/api/v1/servers/localhost"
#define ZONES_PATH SERVER_PATH "/zones"
#define RETRY_AFTER_SECONDS "1"
#define TOO_MANY_REQUESTS 429 /* libsoup has no name for it */
#define SERVER_JSON                                                                                \
  "{\"config_url\":\"" SERVER_PATH "/config{/config_setting}\",\"daemon_type\":\"authoritative\"," \
  "\"id\":\"localhost\",\"type\":\"Server\",\"url\":\"" SERVER_PATH "\",\"version\":\"4.7.3\","    \
  "\"zones_url\":\"" SERVER_PATH "/zones{/zone}\"}"

struct _LwPracticeApi
{
  LwPracticeZones *zones; /* not owned: outlives the API */
  SoupServer *server;     /* (owned) */
  char *key;              /* (owned) */
  GString *log;           /* (owned) */
  GPtrArray *delayed;     /* (owned) (element-type GSource) */
  guint fail_request;     /* counts down to the request that fails; 0 = none */
  guint fail_status;
  guint delay_request_ms;
};

/* An answer that is held back */
typedef struct
{
  LwPracticeApi *api;
  SoupServerMessage *message; /* (owned) */
  GSource *source;
} Delayed;

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

/* Two of PowerDNS's refusals are plain text, whatever the client asks for. */
static void
answer_plainly (SoupServerMessage *message, guint status)
{
  answer (message, status, "text/plain; charset=utf-8", soup_status_get_phrase (status));
}

static void
answer_error (SoupServerMessage *message, guint status, const char *words)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "error", words);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = lw_json_to_text (root);
  answer (message, status, "application/json", text);
}

static void
list_zones (LwPracticeApi *self, SoupServerMessage *message, GHashTable *query)
{
  const char *wanted = query != NULL ? g_hash_table_lookup (query, "zone") : NULL;
  g_autoptr (GPtrArray) zones = lw_practice_zones_list (self->zones);
  g_autofree char *json = NULL;

  for (guint i = zones->len; wanted != NULL && i > 0; i--)
    if (!g_str_equal (lw_zone_get_origin (zones->pdata[i - 1]), wanted))
      g_ptr_array_remove_index (zones, i - 1);

  json = lw_practice_zones_to_json (zones);
  answer (message, SOUP_STATUS_OK, "application/json", json);
}

static void
show_zone (SoupServerMessage *message, LwZone *zone, GHashTable *query)
{
  const char *name = query != NULL ? g_hash_table_lookup (query, "rrset_name") : NULL;
  const char *type = query != NULL ? g_hash_table_lookup (query, "rrset_type") : NULL;
  g_autofree char *json = lw_practice_zone_to_json (zone, name, type);

  answer (message, SOUP_STATUS_OK, "application/json", json);
}

static void
patch_zone (LwPracticeApi *self, SoupServerMessage *message, LwZone *zone)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (LwZone) wanted = lw_zone_copy (zone);
  g_autofree char *words = NULL;
  guint status;

  if (lw_practice_patch_apply (wanted, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                               &status, &words))
    {
      lw_practice_zones_change (self->zones, wanted);
      soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
    }
  else if (status == SOUP_STATUS_BAD_REQUEST)
    answer_plainly (message, status);
  else
    answer_error (message, status, words);
}

/* Characters that a path cannot hold stand in an id as "=2F". */
static char *
decode_id (const char *id)
{
  GString *name = g_string_new (NULL);

  for (const char *p = id; *p != '\0'; p++)
    if (p[0] == '=' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]) &&
        !g_str_has_prefix (p, "=00"))
      {
        g_string_append_c (name, g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
        p += 2;
      }
    else
      g_string_append_c (name, *p);

  return g_string_free (name, FALSE);
}

static LwZone *
find_zone (LwPracticeApi *self, const char *id)
{
  g_autofree char *text = decode_id (id);
  g_autofree char *origin = *text != '\0' ? lw_name_normalise (text, NULL) : NULL;

  return origin != NULL ? lw_practice_zones_get (self->zones, origin) : NULL;
}

static void
answer_zone (LwPracticeApi *self, SoupServerMessage *message, const char *id, GHashTable *query)
{
  const char *method = soup_server_message_get_method (message);
  LwZone *zone = find_zone (self, id);

  if (zone == NULL)
    answer_plainly (message, SOUP_STATUS_NOT_FOUND);
  else if (g_str_equal (method, "GET"))
    show_zone (message, zone, query);
  else if (g_str_equal (method, "PATCH"))
    patch_zone (self, message, zone);
  else
    answer_plainly (message, SOUP_STATUS_METHOD_NOT_ALLOWED);
}

static void
answer_reading (LwPracticeApi *self,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query)
{
  if (g_str_equal (path, ZONES_PATH))
    list_zones (self, message, query);
  else if (g_str_equal (path, SERVER_PATH))
    answer (message, SOUP_STATUS_OK, "application/json", SERVER_JSON);
  else if (g_str_equal (path, "/api/v1/servers"))
    answer (message, SOUP_STATUS_OK, "application/json", "[" SERVER_JSON "]");
  else
    answer_plainly (message, SOUP_STATUS_NOT_FOUND);
}

static gboolean
has_key (LwPracticeApi *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (soup_message_headers_get_one (headers, "X-API-Key"), self->key) == 0;
}

static void
answer_request (LwPracticeApi *self,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query)
{
  gboolean reads = g_str_equal (soup_server_message_get_method (message), "GET");

  if (!has_key (self, message))
    answer_plainly (message, SOUP_STATUS_UNAUTHORIZED);
  else if (g_str_has_prefix (path, ZONES_PATH "/"))
    answer_zone (self, message, path + strlen (ZONES_PATH "/"), query);
  else if (reads)
    answer_reading (self, message, path, query);
  else
    answer_plainly (message, SOUP_STATUS_METHOD_NOT_ALLOWED);
}

static void
fail (SoupServerMessage *message, guint status)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (status == TOO_MANY_REQUESTS || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    soup_message_headers_replace (headers, "Retry-After", RETRY_AFTER_SECONDS);
  answer_plainly (message, status);
}

/* The request took effect, but nobody hears of it. */
static void
cut (SoupServerMessage *message)
{
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static gboolean
delay_over_cb (gpointer user_data)
{
  Delayed *delayed = user_data;

  soup_server_message_unpause (delayed->message);
  g_ptr_array_remove_fast (delayed->api->delayed, delayed->source);
  return G_SOURCE_REMOVE;
}

static void
delayed_free (Delayed *delayed)
{
  g_object_unref (delayed->message);
  g_free (delayed);
}

static void
hold_back (LwPracticeApi *self, SoupServerMessage *message)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->api = self;
  delayed->message = g_object_ref (message);
  delayed->source = g_timeout_source_new (self->delay_request_ms);
  soup_server_message_pause (message);
  g_source_set_callback (delayed->source, delay_over_cb, delayed, (GDestroyNotify) delayed_free);
  g_source_attach (delayed->source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->delayed, delayed->source);
}

/* Keys are in headers, and queries may name anything: only method and path are written down. */
static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  LwPracticeApi *self = user_data;
  gboolean fails = self->fail_request > 0 && --self->fail_request == 0;

  g_string_append_printf (self->log, "%s %s\n", soup_server_message_get_method (message), path);
  if (fails && self->fail_status != 0)
    fail (message, self->fail_status);
  else
    answer_request (self, message, path, query);

  if (fails && self->fail_status == 0)
    cut (message);
  else if (self->delay_request_ms > 0)
    hold_back (self, message);
}

/**
 * lw_practice_api_new:
 * @zones: what it edits; must outlive it
 * @key: the key that opens it
 * @error: `G_IO_ERROR` when the address cannot be bound
 *
 * Returns: (transfer full) (nullable): the API, which answers from now on
 */
LwPracticeApi *
lw_practice_api_new (LwPracticeZones *zones, const char *key, GError **error)
{
  g_autoptr (LwPracticeApi) self = g_new0 (LwPracticeApi, 1);
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (LW_PRACTICE_API_ADDRESS, 0);

  self->zones = zones;
  self->key = g_strdup (key);
  self->log = g_string_new (NULL);
  self->delayed = g_ptr_array_new_with_free_func (destroy_source);
  self->server = soup_server_new ("server-header", "PowerDNS/4.7.3", NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);

  return soup_server_listen (self->server, address, 0, error) ? g_steal_pointer (&self) : NULL;
}

void
lw_practice_api_free (LwPracticeApi *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->delayed);
  soup_server_remove_handler (self->server, NULL);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_string_free (self->log, TRUE);
  g_free (self->key);
  g_free (self);
}

/**
 * lw_practice_api_dup_url:
 * @self: the API
 *
 * Returns: (transfer full): its address, without a final slash
 */
char *
lw_practice_api_dup_url (LwPracticeApi *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  char *url =
      g_strdup_printf ("http://" LW_PRACTICE_API_ADDRESS ":%d", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

const char *
lw_practice_api_get_log (LwPracticeApi *self)
{
  return self->log->str;
}

void
lw_practice_api_set_faults (LwPracticeApi *self, const LwPracticeFaults *faults)
{
  self->fail_request = faults->fail_request;
  self->fail_status = faults->fail_status;
  self->delay_request_ms = faults->delay_request_ms;
}
