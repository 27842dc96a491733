/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* Questions that nobody on the way can read or change: DNS over TLS and DNS over HTTPS, with one
 * connection to each resolver, kept while it is used. Works in the thread-default main context. */
#define LW_TYPE_SECURE (lw_secure_get_type ())

G_DECLARE_FINAL_TYPE (LwSecure, lw_secure, LW, SECURE, GObject)

/* @timeout_ms: how long a question may take in all, with connecting */
LwSecure *lw_secure_new (LwWorld *world, guint timeout_ms) G_GNUC_WARN_UNUSED_RESULT;
/* @via: LW_VIA_TLS or LW_VIA_HTTPS, which @server must know (lw_server_can()), else
 * LW_ERROR_INVALID. @query: a message of lw_wire_build_query(). Errors: G_IO_ERROR (TIMED_OUT,
 * CANCELLED within 50 ms, CONNECTION_REFUSED …), G_TLS_ERROR (the certificate proves nothing: the
 * message says why), LW_ERROR_PROTOCOL (what came is no answer to this question). */
void lw_secure_ask_async (LwSecure *self,
                          LwServer *server,
                          LwVia via,
                          GBytes *query,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* The reply; by HTTPS with the ID 0 */
GBytes *lw_secure_ask_finish (LwSecure *self,
                              GAsyncResult *result,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
