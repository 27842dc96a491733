/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-credential.h"

G_BEGIN_DECLS

/* Keys of one world, in the Secret Service or the Secret portal through libsecret, never anywhere
 * else. Attributes: world, host, name; the secret is the JSON of the fields. Without a keyring a
 * key is kept in memory until quit, and lw_keyring_get_persistent() says so. The practice world's
 * keys are only ever in memory. */
#define LW_TYPE_KEYRING (lw_keyring_get_type ())

G_DECLARE_FINAL_TYPE (LwKeyring, lw_keyring, LW, KEYRING, GObject)

LwKeyring *lw_keyring_new (const char *world_id) G_GNUC_WARN_UNUSED_RESULT;
/* Property "persistent": FALSE once a save found no keyring (and always for "practice") */
gboolean lw_keyring_get_persistent (LwKeyring *self);
/* Replaces a key of the same host and name. Succeeds in memory when there is no keyring. */
void lw_keyring_save_async (LwKeyring *self,
                            LwCredential *credential,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lw_keyring_save_finish (LwKeyring *self, GAsyncResult *result, GError **error);
/* @name: (nullable): the only key, or "default". LW_ERROR_NO_KEY when there is none,
 * LW_ERROR_INVALID field "name" when it is not clear which. */
void lw_keyring_load_async (LwKeyring *self,
                            const char *host_id,
                            const char *name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
LwCredential *lw_keyring_load_finish (LwKeyring *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type LwCredential): host id and name only, no secrets. @host_id: (nullable): of all
 * hosts */
void lw_keyring_list_async (LwKeyring *self,
                            const char *host_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GPtrArray *lw_keyring_list_finish (LwKeyring *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_NO_KEY when there is none */
void lw_keyring_remove_async (LwKeyring *self,
                              const char *host_id,
                              const char *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lw_keyring_remove_finish (LwKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS
