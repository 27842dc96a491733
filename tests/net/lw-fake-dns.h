/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A name server for tests that says exactly the bytes it is told to say, over UDP and TCP, on as
 * many loopback addresses as asked, all on one port. It lives in the test's own main context. */
typedef struct _LwFakeDns LwFakeDns;
typedef struct _LwFakeReply LwFakeReply;

typedef void (*LwFakeFunc) (LwFakeReply *reply,
                            GBytes *query,
                            const char *address,
                            gboolean over_tcp,
                            gpointer user_data);

LwFakeDns *lw_fake_dns_new (LwFakeFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void lw_fake_dns_free (LwFakeDns *self);
/* The first address chooses the port. */
void lw_fake_dns_listen (LwFakeDns *self, const char *address);
void lw_fake_dns_listen_udp_only (LwFakeDns *self, const char *address);
guint16 lw_fake_dns_get_port (LwFakeDns *self);

/* @bytes: (transfer full) */
void lw_fake_reply_send (LwFakeReply *self, GBytes *bytes);
/* Over TCP without its length in front; @bytes: (transfer full) */
void lw_fake_reply_send_raw (LwFakeReply *self, GBytes *bytes);
/* Ends the TCP connection. */
void lw_fake_reply_close (LwFakeReply *self);

/* A copy of @query with QR and AA set and some bytes turned over at @offset */
GBytes *lw_fake_echo (GBytes *query, guint offset, guint8 flip) G_GNUC_WARN_UNUSED_RESULT;
/* An answer to @query: records in zone-file form, with a section before each:
 * "an", "ns" or "ar"; @flags: the second and third byte, 0x8400 for an authority */
GBytes *
lw_fake_answer (GBytes *query, guint16 flags, const char *const *records) G_GNUC_WARN_UNUSED_RESULT;
/* "a.test. MX" */
char *lw_fake_describe (GBytes *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
