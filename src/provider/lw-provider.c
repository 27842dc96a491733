/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-provider.h"

G_DEFINE_INTERFACE (LwProvider, lw_provider, G_TYPE_OBJECT)

static void
lw_provider_default_init (LwProviderInterface *iface)
{
}

/**
 * lw_reach_free:
 * @self: (nullable): what a key may reach
 *
 * Frees @self.
 */
void
lw_reach_free (LwReach *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->zones);
  g_free (self->sentence);
  g_free (self);
}

LwHostDescription *
lw_provider_get_description (LwProvider *self)
{
  g_return_val_if_fail (LW_IS_PROVIDER (self), NULL);

  return LW_PROVIDER_GET_IFACE (self)->get_description (self);
}

/**
 * lw_provider_test_async:
 * @self: a DNS host
 * @zone: (nullable): the zone that the key is wanted for, absolute
 * @cancellable: (nullable): stops the request
 * @callback: (scope async): called when the host has answered
 * @user_data: passed to @callback
 *
 * Proves the key without writing anything.
 */
void
lw_provider_test_async (LwProvider *self,
                        const char *zone,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LW_IS_PROVIDER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LW_PROVIDER_GET_IFACE (self)->test_async (self, zone, cancellable, callback, user_data);
}

/**
 * lw_provider_test_finish:
 * @self: a DNS host
 * @result: what the callback was given
 * @error: `LW_ERROR_AUTH`, `LW_ERROR_FORBIDDEN`, `LW_ERROR_NO_ZONE`, `LW_ERROR_RATE_LIMITED`,
 *   `LW_ERROR_UNSUPPORTED`, `LW_ERROR_UNSAFE`, `LW_ERROR_PROTOCOL`, or an error of the transport
 *
 * Finishes [method@Provider.test_async].
 *
 * Returns: (transfer full): what the key may reach
 */
LwReach *
lw_provider_test_finish (LwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LW_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return LW_PROVIDER_GET_IFACE (self)->test_finish (self, result, error);
}

/**
 * lw_provider_read_async:
 * @self: a DNS host
 * @zone: origin of the zone, absolute
 * @cancellable: (nullable): stops the reading
 * @callback: (scope async): called with the zone
 * @user_data: passed to @callback
 *
 * Reads the whole zone as the host holds it: every type, what the host keeps beside it included.
 */
void
lw_provider_read_async (LwProvider *self,
                        const char *zone,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LW_IS_PROVIDER (self));
  g_return_if_fail (zone != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LW_PROVIDER_GET_IFACE (self)->read_async (self, zone, cancellable, callback, user_data);
}

/**
 * lw_provider_read_finish:
 * @self: a DNS host
 * @result: what the callback was given
 * @error: as of [method@Provider.test_finish]
 *
 * Finishes [method@Provider.read_async].
 *
 * Returns: (transfer full): the zone; [method@Zone.get_partial] says whether the host showed all
 */
LwZone *
lw_provider_read_finish (LwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LW_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return LW_PROVIDER_GET_IFACE (self)->read_finish (self, result, error);
}

/**
 * lw_provider_apply_async:
 * @self: a DNS host
 * @plan: what to write; rebased on what [method@Provider.read_async] just gave
 * @confirm: (nullable): called after each request that the host confirmed, and awaited
 * @confirm_data: passed to @confirm; must live until @callback
 * @cancellable: (nullable): stops before the next request; one that was sent is heard to its end
 * @callback: (scope async): called when all is written or a request was not
 * @user_data: passed to @callback
 *
 * Writes @plan to the DNS host, and nothing but what it names.
 */
void
lw_provider_apply_async (LwProvider *self,
                         LwPlan *plan,
                         LwConfirmFunc confirm,
                         gpointer confirm_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (LW_IS_PROVIDER (self));
  g_return_if_fail (plan != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LW_PROVIDER_GET_IFACE (self)->apply_async (self, plan, confirm, confirm_data, cancellable,
                                             callback, user_data);
}

/**
 * lw_provider_apply_finish:
 * @self: a DNS host
 * @result: what the callback was given
 * @error: `LW_ERROR_CONFLICT` when the host compared and nothing was written, `LW_ERROR_PARTIAL`
 *   when something was written or it is not known, else nothing was written: `LW_ERROR_REFUSED`,
 *   `LW_ERROR_FORBIDDEN`, and as of [method@Provider.test_finish]
 *
 * Finishes [method@Provider.apply_async].
 *
 * Returns: whether the host confirmed every change
 */
gboolean
lw_provider_apply_finish (LwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LW_IS_PROVIDER (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return LW_PROVIDER_GET_IFACE (self)->apply_finish (self, result, error);
}
