/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* A server for tests that speaks TLS, or does not, and says exactly the bytes it is told to say. It
 * lives in the test's own main context, at 127.0.0.1. */
typedef struct _LwFakeTls LwFakeTls;
typedef struct _LwFakePeer LwFakePeer; /* one connection */

/* Something came: @incoming is all that was not taken out so far. */
typedef void (*LwFakeTlsFunc) (LwFakePeer *peer, GByteArray *incoming, gpointer user_data);

/* @certificate: (nullable): a file of data/resolver, NULL speaks in clear, and first */
LwFakeTls *lw_fake_tls_new (const char *certificate,
                            LwFakeTlsFunc func,
                            gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void lw_fake_tls_free (LwFakeTls *self);
guint16 lw_fake_tls_get_port (LwFakeTls *self);
/* That were accepted; with TLS also when the certificate was not */
guint lw_fake_tls_get_n_connections (LwFakeTls *self);
guint lw_fake_tls_get_n_open (LwFakeTls *self);
/* No connection comes further than TCP from now on */
void lw_fake_tls_stop_shaking (LwFakeTls *self);

void lw_fake_peer_send (LwFakePeer *self, gconstpointer bytes, gsize size);
/* When all is sent */
void lw_fake_peer_close (LwFakePeer *self);

/* (nullable) (transfer full): the next DNS message with its length in front, and the next that was
 * posted by HTTP/1.1; @heads: (nullable): what stood before it is added */
GBytes *lw_fake_tls_take_framed (GByteArray *incoming) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lw_fake_tls_take_posted (GByteArray *incoming, GString *heads) G_GNUC_WARN_UNUSED_RESULT;

/* A world whose only authority is that of data/resolver */
LwWorld *lw_fake_tls_create_world (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
