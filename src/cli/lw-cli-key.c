/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* letterway key */

typedef struct
{
  char *name;
  char *domain;
  int fd;
  gboolean json;
} KeyOptions;

static void
key_options_clear (KeyOptions *options)
{
  g_clear_pointer (&options->name, g_free);
  g_clear_pointer (&options->domain, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyOptions, key_options_clear)

/* Which key, and what it reaches when that was asked; never any part of it */
static void
print_json (const char *host_id, const char *name, LwReach *reach)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *zones = json_array_new ();

  for (guint i = 0; reach != NULL && reach->zones[i] != NULL; i++)
    json_array_add_string_element (zones, reach->zones[i]);

  json_object_set_int_member (object, "schema", 1);
  json_object_set_string_member (object, "host", host_id);
  json_object_set_string_member (object, "name", name);
  if (reach != NULL)
    {
      json_object_set_string_member (object, "sentence", reach->sentence);
      json_object_set_boolean_member (object, "partial", reach->partial);
      json_object_set_array_member (object, "zones", json_array_ref (zones));
    }
  json_array_unref (zones);
  json_node_take_object (node, object);
  lw_cli_print_json (node);
}

static LwReach *
test_key (LwCliCall *call, LwCredential *credential, const char *domain, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwProvider) provider = NULL;
  g_autofree char *zone = domain != NULL ? lw_name_from_input (domain, error) : NULL;

  if (domain != NULL && zone == NULL)
    return NULL;

  provider = lw_provider_new (credential, lw_services_get_world (call->services),
                              lw_services_get_http (call->services),
                              lw_services_get_exchange (call->services), error);
  if (provider == NULL)
    return NULL;

  lw_provider_test_async (provider, zone, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);

  return lw_provider_test_finish (provider, result, error);
}

static gboolean
save_key (LwCliCall *call, LwCredential *credential, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LwKeyring *keyring = lw_services_get_keyring (call->services);

  lw_keyring_save_async (keyring, credential, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  if (!lw_keyring_save_finish (keyring, result, error))
    return FALSE;

  if (lw_keyring_get_persistent (keyring))
    return TRUE;

  lw_set_error (error, LW_ERROR_NO_KEY, "key",
                _ ("Give the key to each command with --host and --key-fd, or set up a keyring."),
                _ ("Your desktop has no password storage, so the key was not kept."));

  return FALSE;
}

static int
add_key (LwCliCall *call, const char *host_id, const KeyOptions *options)
{
  g_autoptr (GError) error = NULL;
  LwHostDescription *host = lw_cli_find_host (host_id, &error);
  g_autoptr (LwCredential) credential = NULL;
  g_autoptr (LwReach) reach = NULL;

  if (host != NULL)
    credential = lw_cli_read_credential (host, options->name, options->fd, &error);
  if (credential != NULL)
    reach = test_key (call, credential, options->domain, &error);
  if (reach == NULL || !save_key (call, credential, &error))
    return lw_cli_fail (error);

  if (options->json)
    print_json (host_id, lw_credential_get_name (credential), reach);
  else
    g_print (_ ("%s\nKept as %s/%s.\n"), reach->sentence, host_id,
             lw_credential_get_name (credential));

  return LW_EXIT_WORKS;
}

static int
test_kept_key (LwCliCall *call, const char *host_id, const KeyOptions *options)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwCredential) credential = NULL;
  g_autoptr (LwReach) reach = NULL;
  g_autoptr (GError) error = NULL;
  LwKeyring *keyring = lw_services_get_keyring (call->services);

  if (lw_cli_find_host (host_id, &error) == NULL)
    return lw_cli_fail (error);

  lw_keyring_load_async (keyring, host_id, options->name, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  credential = lw_keyring_load_finish (keyring, result, &error);
  if (credential != NULL)
    reach = test_key (call, credential, options->domain, &error);
  if (reach == NULL)
    return lw_cli_fail (error);

  if (options->json)
    print_json (host_id, lw_credential_get_name (credential), reach);
  else
    g_print ("%s\n", reach->sentence);

  return LW_EXIT_WORKS;
}

static void
print_keys (GPtrArray *keys, gboolean json)
{
  for (guint i = 0; i < keys->len; i++)
    {
      LwCredential *key = g_ptr_array_index (keys, i);

      if (json)
        print_json (lw_credential_get_host_id (key), lw_credential_get_name (key), NULL);
      else
        g_print ("%s/%s\n", lw_credential_get_host_id (key), lw_credential_get_name (key));
    }
}

static int
list_keys (LwCliCall *call, const char *host_id, const KeyOptions *options)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  LwKeyring *keyring = lw_services_get_keyring (call->services);

  if (host_id != NULL && lw_cli_find_host (host_id, &error) == NULL)
    return lw_cli_fail (error);

  lw_keyring_list_async (keyring, host_id, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  keys = lw_keyring_list_finish (keyring, result, &error);
  if (keys == NULL)
    return lw_cli_fail (error);

  print_keys (keys, options->json);

  return LW_EXIT_WORKS;
}

static int
remove_key (LwCliCall *call, const char *host_id, const KeyOptions *options)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwKeyring *keyring = lw_services_get_keyring (call->services);
  const char *name = options->name != NULL ? options->name : "default";

  if (lw_cli_find_host (host_id, &error) == NULL)
    return lw_cli_fail (error);

  lw_keyring_remove_async (keyring, host_id, name, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  if (!lw_keyring_remove_finish (keyring, result, &error))
    return lw_cli_fail (error);

  if (options->json)
    print_json (host_id, name, NULL);
  else
    g_print ("%s\n", _ ("The key is forgotten here. It still works at the DNS host until you "
                        "take it away there."));

  return LW_EXIT_WORKS;
}

int
lw_cli_run_key (LwCliCall *call)
{
  g_auto (KeyOptions) options = { .fd = STDIN_FILENO };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_ ("Your name for the key"), N_ ("NAME") },
    { "domain", 0, 0, G_OPTION_ARG_STRING, &options.domain,
      N_ ("The domain that the key is for, where the host cannot list them"), N_ ("DOMAIN") },
    { "fd", 0, 0, G_OPTION_ARG_INT, &options.fd,
      N_ ("Read the key from this file descriptor (the standard input otherwise)"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print the result as JSON"), NULL },
    { NULL },
  };
  int code = LW_EXIT_WORKS;
  const char *verb, *host_id;
  guint n_words;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  n_words = g_strv_length (call->arguments);
  verb = n_words > 1 ? call->arguments[1] : "";
  host_id = n_words > 2 ? call->arguments[2] : NULL;

  if (n_words <= 3 && g_str_equal (verb, "list"))
    return list_keys (call, host_id, &options);

  if (n_words != 3)
    return lw_cli_usage (call, "arguments",
                         _ ("Say add, test, list or remove, and name the DNS host."));

  if (g_str_equal (verb, "add"))
    return add_key (call, host_id, &options);
  if (g_str_equal (verb, "test"))
    return test_kept_key (call, host_id, &options);
  if (g_str_equal (verb, "remove"))
    return remove_key (call, host_id, &options);

  return lw_cli_usage (call, "arguments", _ ("“%s” is none of add, test, list and remove."), verb);
}
