/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* DNS over TLS with one resolver (RFC 7858): many questions at the same time over one connection,
 * which is closed when it has nothing to do for a while. TLS is always verified. Private to the
 * room; others use LwSecure. */
#define LW_TYPE_DOT (lw_dot_get_type ())

G_DECLARE_FINAL_TYPE (LwDot, lw_dot, LW, DOT, GObject)

/* @server: can be asked by LW_VIA_TLS, else LW_ERROR_INVALID */
LwDot *lw_dot_new (LwWorld *world, LwServer *server, guint timeout_ms, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Errors: G_IO_ERROR (TIMED_OUT, CANCELLED, CONNECTION_CLOSED …), G_TLS_ERROR, LW_ERROR_PROTOCOL */
void lw_dot_ask_async (LwDot *self,
                       GBytes *query,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
GBytes *
lw_dot_ask_finish (LwDot *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
