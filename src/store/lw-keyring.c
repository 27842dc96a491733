/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-keyring.h"

#include "lw-error.h"
#include "lw-keyring-private.h"

#include <glib/gi18n-lib.h>

/**
 * LwKeyring:
 *
 * The keys of one world. They live in the desktop's password storage and nowhere else; the
 * attribute `world` keeps the keys of the real world away from worlds that redirect addresses.
 */

enum
{
  PROP_0,
  PROP_PERSISTENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

const SecretSchema lw_keyring_schema = {
  "io.github.letterway.Letterway.Key",
  SECRET_SCHEMA_NONE,
  {
      { "world", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

G_DEFINE_FINAL_TYPE (LwKeyring, lw_keyring, G_TYPE_OBJECT)

static void
lw_keyring_finalize (GObject *object)
{
  LwKeyring *self = LW_KEYRING (object);

  g_clear_pointer (&self->session_keys, g_ptr_array_unref);
  g_clear_pointer (&self->world_id, g_free);

  G_OBJECT_CLASS (lw_keyring_parent_class)->finalize (object);
}

static void
lw_keyring_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwKeyring *self = LW_KEYRING (object);

  switch (prop_id)
    {
    case PROP_PERSISTENT:
      g_value_set_boolean (value, self->persistent);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_keyring_class_init (LwKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_keyring_finalize;
  object_class->get_property = lw_keyring_get_property;

  /**
   * LwKeyring:persistent:
   *
   * Whether keys outlive the app, as far as is known.
   */
  properties[PROP_PERSISTENT] =
      g_param_spec_boolean ("persistent", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lw_keyring_init (LwKeyring *self)
{
  self->session_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_credential_unref);
}

/**
 * lw_keyring_new:
 * @world_id: the id of a world
 *
 * Creates the keyring of a world. The practice world's keys are only ever kept in memory.
 *
 * Returns: (transfer full): the keyring
 */
LwKeyring *
lw_keyring_new (const char *world_id)
{
  LwKeyring *self;

  g_return_val_if_fail (world_id != NULL, NULL);

  self = g_object_new (LW_TYPE_KEYRING, NULL);
  self->world_id = g_strdup (world_id);
  self->persistent = !g_str_equal (world_id, "practice");

  return self;
}

gboolean
lw_keyring_get_persistent (LwKeyring *self)
{
  g_return_val_if_fail (LW_IS_KEYRING (self), FALSE);

  return self->persistent;
}

gboolean
lw_keyring_is_in_memory (LwKeyring *self)
{
  return g_str_equal (self->world_id, "practice");
}

gboolean
lw_keyring_find_session_key (LwKeyring *self, const char *host_id, const char *name, guint *index)
{
  for (guint i = 0; i < self->session_keys->len; i++)
    {
      LwCredential *key = g_ptr_array_index (self->session_keys, i);

      if (g_str_equal (lw_credential_get_host_id (key), host_id) &&
          g_str_equal (lw_credential_get_name (key), name))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
lw_keyring_forget_session_key (LwKeyring *self, const char *host_id, const char *name)
{
  guint index;

  if (!lw_keyring_find_session_key (self, host_id, name, &index))
    return FALSE;

  g_ptr_array_remove_index (self->session_keys, index);

  return TRUE;
}

void
lw_keyring_keep_for_session (LwKeyring *self, LwCredential *credential)
{
  lw_keyring_forget_session_key (self, lw_credential_get_host_id (credential),
                                 lw_credential_get_name (credential));
  g_ptr_array_add (self->session_keys, lw_credential_ref (credential));
}

/* A keyring that is not there must never stop the app; one that the person did not unlock is an
 * answer. */
gboolean
lw_keyring_is_answer (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

GError *
lw_keyring_make_no_key_error (const char *host_id, const char *name)
{
  if (name != NULL)
    return lw_error_new (LW_ERROR_NO_KEY, "key", _ ("Add the key, then try again."),
                         _ ("No key “%s” for %s is kept here."), name, host_id);

  return lw_error_new (LW_ERROR_NO_KEY, "key", _ ("Add the key, then try again."),
                       _ ("No key for %s is kept here."), host_id);
}

static void
lose_persistence (LwKeyring *self)
{
  if (!self->persistent)
    return;

  self->persistent = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSISTENT]);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  LwKeyring *self = g_task_get_source_object (task);
  LwCredential *credential = g_task_get_task_data (task);

  if (secret_password_store_finish (result, &error))
    lw_keyring_forget_session_key (self, lw_credential_get_host_id (credential),
                                   lw_credential_get_name (credential));
  else if (lw_keyring_is_answer (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else
    {
      lw_keyring_keep_for_session (self, credential);
      lose_persistence (self);
    }

  g_task_return_boolean (task, TRUE);
}

static char *
make_label (LwKeyring *self, LwCredential *credential)
{
  LwHostDescription *host = lw_host_descriptions_find (lw_credential_get_host_id (credential));
  const char *host_name =
      host != NULL ? lw_host_description_get_name (host) : lw_credential_get_host_id (credential);

  return g_strdup_printf (_ ("Letterway: key “%s” for %s"), lw_credential_get_name (credential),
                          host_name);
}

/**
 * lw_keyring_save_async:
 * @self: a keyring
 * @credential: the key
 * @cancellable: (nullable): stops waiting for the person to unlock the keyring
 * @callback: (scope async): called when it is kept
 * @user_data: data for @callback
 *
 * Keeps a key in place of the one of the same host and name. Without a keyring it is kept in
 * memory, and [property@Keyring:persistent] becomes false.
 */
void
lw_keyring_save_async (LwKeyring *self,
                       LwCredential *credential,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *label = NULL;
  char *secret;

  g_return_if_fail (LW_IS_KEYRING (self));
  g_return_if_fail (credential != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_keyring_save_async);
  g_task_set_task_data (task, lw_credential_ref (credential), (GDestroyNotify) lw_credential_unref);

  if (lw_keyring_is_in_memory (self))
    {
      lw_keyring_keep_for_session (self, credential);
      g_task_return_boolean (task, TRUE);
      return;
    }

  label = make_label (self, credential);
  secret = lw_credential_to_json (credential);
  secret_password_store (&lw_keyring_schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                         saved_cb, g_steal_pointer (&task), "world", self->world_id, "host",
                         lw_credential_get_host_id (credential), "name",
                         lw_credential_get_name (credential), NULL);
  lw_secret_free (secret);
}

/**
 * lw_keyring_save_finish:
 * @self: a keyring
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether the key is kept, if only until quit
 */
gboolean
lw_keyring_save_finish (LwKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  LwKeyring *self = g_task_get_source_object (task);
  LwCredential *key = g_task_get_task_data (task);
  const char *host_id = lw_credential_get_host_id (key);
  const char *name = lw_credential_get_name (key);
  gboolean removed = secret_password_clear_finish (result, &error);

  if (lw_keyring_forget_session_key (self, host_id, name) || removed)
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, lw_keyring_make_no_key_error (host_id, name));
}

/**
 * lw_keyring_remove_async:
 * @self: a keyring
 * @host_id: a DNS host
 * @name: the key's name
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is forgotten
 * @user_data: data for @callback
 */
void
lw_keyring_remove_async (LwKeyring *self,
                         const char *host_id,
                         const char *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_KEYRING (self));
  g_return_if_fail (host_id != NULL && name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_keyring_remove_async);
  g_task_set_task_data (task, lw_credential_new (host_id, name),
                        (GDestroyNotify) lw_credential_unref);

  if (!lw_keyring_is_in_memory (self))
    secret_password_clear (&lw_keyring_schema, cancellable, removed_cb, g_steal_pointer (&task),
                           "world", self->world_id, "host", host_id, "name", name, NULL);
  else if (lw_keyring_forget_session_key (self, host_id, name))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, lw_keyring_make_no_key_error (host_id, name));
}

/**
 * lw_keyring_remove_finish:
 * @self: a keyring
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NO_KEY` or an error of libsecret
 *
 * Returns: whether it was there and is forgotten
 */
gboolean
lw_keyring_remove_finish (LwKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
