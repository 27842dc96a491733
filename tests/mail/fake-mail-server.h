/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* A mail server on loopback that follows a script, in the test's own main context. The nth
 * connection follows the nth script, all further ones the last. Steps:
 *
 *   "S220 hello"  sends a line; what stands in the step goes out in one piece
 *   "CEHLO"       waits for a line that begins so, and writes it into the log; another one ends it
 *   "LETTER"      waits for a letter up to its lone dot
 *   "TLS"         shakes hands as mx.berg.test
 *   "TRICKLE"     sends one octet every few milliseconds for ever
 *   "FLOOD"       sends many lines of one reply that does not end
 *   "HANG"        says nothing more and keeps the connection
 *   "DROP"        closes
 *
 * At its end a script waits until the other side closes. */
typedef struct _FakeMailServer FakeMailServer;

FakeMailServer *fake_mail_server_new (const char *const *script, const char *const *next_script);
void fake_mail_server_free (FakeMailServer *self);
/* Listens on @address too, with the same port */
void fake_mail_server_add_address (FakeMailServer *self, const char *address);
guint16 fake_mail_server_get_port (FakeMailServer *self);
guint fake_mail_server_get_n_connections (FakeMailServer *self);
guint fake_mail_server_get_most_at_once (FakeMailServer *self);
/* Every line that came in, without letters */
const char *fake_mail_server_get_log (FakeMailServer *self);
/* As it came over the wire */
const char *fake_mail_server_get_letter (FakeMailServer *self);
/* Loopback is public there, unless @strict; mail goes to @port; the tests' authority is trusted */
LwWorld *fake_world_new (guint16 port, gboolean strict);

G_END_DECLS
