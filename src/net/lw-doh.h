/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* DNS over HTTPS with one resolver (RFC 8484): its questions share an HTTP/2 connection. The
 * resolver's name is never looked up, TLS is always verified. Private to the room; others use
 * LwSecure. */
#define LW_TYPE_DOH (lw_doh_get_type ())

G_DECLARE_FINAL_TYPE (LwDoh, lw_doh, LW, DOH, GObject)

/* @server: can be asked by LW_VIA_HTTPS, else LW_ERROR_INVALID */
LwDoh *lw_doh_new (LwWorld *world, LwServer *server, guint timeout_ms, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* @query: a message of lw_wire_build_query(); it is sent with the ID 0. Errors: G_IO_ERROR
 * (TIMED_OUT, CANCELLED …), G_TLS_ERROR, LW_ERROR_PROTOCOL (no answer to this question). */
void lw_doh_ask_async (LwDoh *self,
                       GBytes *query,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
/* The reply, with the ID 0 */
GBytes *
lw_doh_ask_finish (LwDoh *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
