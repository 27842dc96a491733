/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One question to one server: a UDP port of its own, tries, TCP after truncation or time-outs. All
 * sockets hang on one epoll descriptor; one scan for all deadlines. Works in the thread-default
 * main context. Windows bound what is under way in all and with each server, and a pace how often
 * each is asked; the rest waits its turn. The same question by many is asked once. */
#define LW_TYPE_EXCHANGE (lw_exchange_get_type ())

G_DECLARE_FINAL_TYPE (LwExchange, lw_exchange, LW, EXCHANGE, GObject)

typedef enum
{
  LW_TRANSPORT_AUTO, /* UDP, then TCP when needed */
  LW_TRANSPORT_TCP,
  LW_TRANSPORT_FORGIVING, /* the same as AUTO, but the third UDP try is without EDNS, before TCP */
} LwTransport;

/* @first_timeout_ms: of the first of three UDP tries (400 in production) while nothing is known of
 * the server’s speed; all is over after six times as long */
LwExchange *lw_exchange_new (guint first_timeout_ms) G_GNUC_WARN_UNUSED_RESULT;
void lw_exchange_set_limits (LwExchange *self, guint per_server, guint per_second);
void lw_exchange_forget_shared (LwExchange *self);
/* G_IO_ERROR_TIMED_OUT, _CONNECTION_REFUSED, _HOST_UNREACHABLE …, _CANCELLED (within 50 ms);
 * LW_ERROR_INVALID when @address is no literal address */
void lw_exchange_ask_async (LwExchange *self,
                            const char *address,
                            guint16 port,
                            GBytes *query,
                            LwTransport transport,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* (out) (optional) @over_tcp */
GBytes *lw_exchange_ask_finish (LwExchange *self,
                                GAsyncResult *result,
                                gboolean *over_tcp,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the server said by UDP that the whole reply is to be fetched by TCP. When TCP brought
 * none the cut reply is what was returned, not over TCP. */
gboolean lw_exchange_ask_was_cut (LwExchange *self, GAsyncResult *result);
/* Whether the reply is to the try without EDNS */
gboolean lw_exchange_ask_was_plain (LwExchange *self, GAsyncResult *result);
guint lw_exchange_get_first_timeout_ms (LwExchange *self);

/* Over one TCP connection: sends @query, gives each message to @message_func until it returns FALSE
 * or sets @error (zone transfer, RFC 5936). */
typedef gboolean (*LwStreamFunc) (GBytes *message, gpointer user_data, GError **error);
void lw_exchange_stream_async (LwExchange *self,
                               const char *address,
                               guint16 port,
                               GBytes *query,
                               LwStreamFunc message_func,
                               gpointer message_data, /* must live until the callback */
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean lw_exchange_stream_finish (LwExchange *self, GAsyncResult *result, GError **error);
/* forged or stray replies that were ignored so far */
guint lw_exchange_get_n_ignored (LwExchange *self);
guint64 lw_exchange_get_n_sent (LwExchange *self, guint64 *most);

G_END_DECLS
