/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-services.h"

static gint64
read_clock (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
return_services (GTask *task, gboolean written, GError *error)
{
  if (written)
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
key_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean written = lw_store_write_finish (LW_STORE (source), result, &error);

  return_services (task, written, error);
}

static void
domain_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwCredential) credential = NULL;
  GError *error = NULL;

  if (!lw_store_write_finish (LW_STORE (source), result, &error))
    {
      return_services (task, FALSE, error);
      return;
    }

  credential = lw_practice_make_credential (g_task_get_source_object (task));
  lw_store_set_key_async (LW_STORE (source), LW_PRACTICE_DOMAIN,
                          lw_credential_get_host_id (credential),
                          lw_credential_get_name (credential), key_chosen_cb, g_object_ref (task));
}

static void
key_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwServices *services = g_task_get_task_data (task);

  if (lw_keyring_save_finish (LW_KEYRING (source), result, &error))
    lw_store_add_domain_async (lw_services_get_store (services), LW_PRACTICE_DOMAIN, read_clock (),
                               domain_added_cb, g_object_ref (task));
  else
    return_services (task, FALSE, error);
}

/**
 * lw_practice_services_open_async:
 * @practice: the practice world
 * @callback: (scope async): called when everything is in place
 * @user_data: data for @callback
 *
 * Makes the services of the practice world. Its store and its keyring are in memory.
 */
void
lw_practice_services_open_async (LwPractice *practice,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (practice, NULL, callback, user_data);
  LwServices *services = lw_services_new (lw_practice_get_world (practice));
  g_autoptr (LwCredential) credential = lw_practice_make_credential (practice);

  g_task_set_source_tag (task, lw_practice_services_open_async);
  g_task_set_task_data (task, services, g_object_unref);
  lw_keyring_save_async (lw_services_get_keyring (services), credential, NULL, key_kept_cb,
                         g_object_ref (task));
}

/**
 * lw_practice_services_open_finish:
 * @practice: the practice world
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_STORE`
 *
 * Returns: (transfer full): the services
 */
LwServices *
lw_practice_services_open_finish (LwPractice *practice, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, practice), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
