/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One TLS connection that carries DNS messages, each with its length in front (RFC 7858 3.3).
 * Reference-counted. Private to the room. */
typedef struct _LwDotLink LwDotLink;

/* One whole message; the bytes are gone afterwards */
typedef void (*LwDotMessageFunc) (const guint8 *bytes, gsize size, gpointer user_data);
/* It could not be opened, or is over: once, and nothing comes afterwards. @error: (transfer none)
 */
typedef void (*LwDotEndFunc) (const GError *error, gpointer user_data);

/* @place: (transfer none): where, and which name the certificate must have; @database: (nullable)
 */
LwDotLink *lw_dot_link_open (GSocketConnectable *place,
                             GTlsDatabase *database,
                             LwDotMessageFunc message_func,
                             LwDotEndFunc end_func,
                             gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* As soon as it is open */
void lw_dot_link_send (LwDotLink *self, GBytes *message);
/* Ends it without a word to the functions, and gives the reference back */
void lw_dot_link_close (LwDotLink *self);

G_END_DECLS
