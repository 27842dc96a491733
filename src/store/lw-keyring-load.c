/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-keyring.h"

#include "lw-error.h"
#include "lw-keyring-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The part of LwKeyring that finds keys. */

static gboolean
has_key (GPtrArray *keys, LwCredential *wanted)
{
  for (guint i = 0; i < keys->len; i++)
    {
      LwCredential *key = g_ptr_array_index (keys, i);

      if (g_str_equal (lw_credential_get_host_id (key), lw_credential_get_host_id (wanted)) &&
          g_str_equal (lw_credential_get_name (key), lw_credential_get_name (wanted)))
        return TRUE;
    }

  return FALSE;
}

/* Takes @key, which names host and name but holds no secret */
static void
add_key (GPtrArray *keys, const char *host_id, const char *name)
{
  g_autoptr (LwCredential) key = NULL;

  if (host_id == NULL || name == NULL)
    return;

  key = lw_credential_new (host_id, name);
  if (!has_key (keys, key))
    g_ptr_array_add (keys, g_steal_pointer (&key));
}

static void
add_session_keys (LwKeyring *self, GPtrArray *keys, const char *host_id)
{
  for (guint i = 0; i < self->session_keys->len; i++)
    {
      LwCredential *key = g_ptr_array_index (self->session_keys, i);

      if (host_id == NULL || g_str_equal (host_id, lw_credential_get_host_id (key)))
        add_key (keys, lw_credential_get_host_id (key), lw_credential_get_name (key));
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  LwCredential *first = *(LwCredential *const *) a;
  LwCredential *second = *(LwCredential *const *) b;
  int order = strcmp (lw_credential_get_host_id (first), lw_credential_get_host_id (second));

  return order != 0 ? order
                    : strcmp (lw_credential_get_name (first), lw_credential_get_name (second));
}

static void
return_keys (GTask *task, GList *items)
{
  g_autoptr (GPtrArray) keys =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_credential_unref);
  LwKeyring *self = g_task_get_source_object (task);

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);

      add_key (keys, g_hash_table_lookup (attributes, "host"),
               g_hash_table_lookup (attributes, "name"));
    }

  add_session_keys (self, keys, g_task_get_task_data (task));
  g_ptr_array_sort (keys, compare_keys);
  g_task_return_pointer (task, g_steal_pointer (&keys), (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL && lw_keyring_is_answer (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_keys (task, items); /* without a keyring: those of this session */

  g_list_free_full (items, g_object_unref);
}

/**
 * lw_keyring_list_async:
 * @self: a keyring
 * @host_id: (nullable): a DNS host, %NULL for all
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called with the keys, which hold no secrets
 * @user_data: data for @callback
 */
void
lw_keyring_list_async (LwKeyring *self,
                       const char *host_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_KEYRING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_keyring_list_async);
  g_task_set_task_data (task, g_strdup (host_id), g_free);

  if (lw_keyring_is_in_memory (self))
    return_keys (task, NULL);
  else if (host_id != NULL)
    secret_password_search (&lw_keyring_schema, SECRET_SEARCH_ALL, cancellable, listed_cb,
                            g_steal_pointer (&task), "world", self->world_id, "host", host_id,
                            NULL);
  else
    secret_password_search (&lw_keyring_schema, SECRET_SEARCH_ALL, cancellable, listed_cb,
                            g_steal_pointer (&task), "world", self->world_id, NULL);
}

/**
 * lw_keyring_list_finish:
 * @self: a keyring
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (element-type LwCredential): host and name of each key
 */
GPtrArray *
lw_keyring_list_finish (LwKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwCredential *wanted = g_task_get_task_data (task);
  LwHostDescription *host = lw_host_descriptions_find (lw_credential_get_host_id (wanted));
  LwCredential *found = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (secret != NULL && host != NULL)
    found = lw_credential_parse (host, lw_credential_get_name (wanted), secret, -1, &error);
  else if (error == NULL)
    error = lw_keyring_make_no_key_error (lw_credential_get_host_id (wanted),
                                          lw_credential_get_name (wanted));
  g_clear_pointer (&secret, secret_password_free);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) lw_credential_unref);
  else
    g_task_return_error (task, error);
}

/* Takes @task, whose data names the key */
static void
load_key (GTask *task)
{
  LwKeyring *self = g_task_get_source_object (task);
  LwCredential *wanted = g_task_get_task_data (task);
  const char *host_id = lw_credential_get_host_id (wanted);
  const char *name = lw_credential_get_name (wanted);
  guint index;

  if (lw_keyring_find_session_key (self, host_id, name, &index))
    {
      g_task_return_pointer (task,
                             lw_credential_ref (g_ptr_array_index (self->session_keys, index)),
                             (GDestroyNotify) lw_credential_unref);
      g_object_unref (task);
    }
  else if (lw_keyring_is_in_memory (self))
    {
      g_task_return_error (task, lw_keyring_make_no_key_error (host_id, name));
      g_object_unref (task);
    }
  else
    secret_password_lookup (&lw_keyring_schema, g_task_get_cancellable (task), looked_up_cb, task,
                            "world", self->world_id, "host", host_id, "name", name, NULL);
}

/* The only key, or the one that is called "default" */
static LwCredential *
choose_key (GPtrArray *keys, const char *host_id, GError **error)
{
  for (guint i = 0; i < keys->len; i++)
    {
      LwCredential *key = g_ptr_array_index (keys, i);

      if (keys->len == 1 || g_str_equal (lw_credential_get_name (key), "default"))
        return lw_credential_ref (key);
    }

  if (keys->len == 0)
    g_propagate_error (error, lw_keyring_make_no_key_error (host_id, NULL));
  else
    lw_set_error (error, LW_ERROR_INVALID, "name", _ ("Say which one by its name."),
                  _ ("%u keys for %s are kept here, and none is called “default”."), keys->len,
                  host_id);

  return NULL;
}

static void
listed_for_load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) keys = NULL;
  GError *error = NULL;
  LwCredential *wanted = NULL;

  keys = lw_keyring_list_finish (LW_KEYRING (source), result, &error);
  if (keys != NULL)
    wanted = choose_key (keys, g_task_get_task_data (task), &error);

  if (wanted == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, wanted, (GDestroyNotify) lw_credential_unref);
  load_key (g_steal_pointer (&task));
}

/**
 * lw_keyring_load_async:
 * @self: a keyring
 * @host_id: a DNS host
 * @name: (nullable): the key's name; %NULL for the only one, or the one called "default"
 * @cancellable: (nullable): stops waiting for the person to unlock the keyring
 * @callback: (scope async): called with the key
 * @user_data: data for @callback
 */
void
lw_keyring_load_async (LwKeyring *self,
                       const char *host_id,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_KEYRING (self));
  g_return_if_fail (host_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_keyring_load_async);

  if (name != NULL)
    {
      g_task_set_task_data (task, lw_credential_new (host_id, name),
                            (GDestroyNotify) lw_credential_unref);
      load_key (g_steal_pointer (&task));
      return;
    }

  g_task_set_task_data (task, g_strdup (host_id), g_free);
  lw_keyring_list_async (self, host_id, cancellable, listed_for_load_cb, g_steal_pointer (&task));
}

/**
 * lw_keyring_load_finish:
 * @self: a keyring
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NO_KEY`, `LW_ERROR_INVALID` with field "name" (several
 *   keys, none called "default"), or an error of libsecret
 *
 * Returns: (transfer full): the key
 */
LwCredential *
lw_keyring_load_finish (LwKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
