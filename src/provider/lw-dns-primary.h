/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-exchange.h"
#include "lw-provider-rfc2136-transfer.h"
#include "lw-signed-reply.h"
#include "lw-tsig.h"

G_BEGIN_DECLS

/* The name server on which a zone is edited: finds its address, signs what it is sent, checks what
 * it answers. TCP only. Private to the room. */
#define LW_TYPE_DNS_PRIMARY (lw_dns_primary_get_type ())

G_DECLARE_FINAL_TYPE (LwDnsPrimary, lw_dns_primary, LW, DNS_PRIMARY, GObject)

/* @server: a host name or a literal address */
LwDnsPrimary *lw_dns_primary_new (LwExchange *exchange,
                                  const char *server,
                                  guint16 port,
                                  LwTsigKey *key) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_dns_primary_get_server (LwDnsPrimary *self);
/* Each message is sent once; another address of the server is tried only while nothing was sent.
 * Errors are those of the transport: what the server said is in the reply, also when it is a
 * refusal. */
void lw_dns_primary_ask_async (LwDnsPrimary *self,
                               GBytes *message,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LwSignedReply *lw_dns_primary_ask_finish (LwDnsPrimary *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The whole zone by AXFR. LW_ERROR_PROTOCOL for a transfer that breaks off. */
void lw_dns_primary_transfer_async (LwDnsPrimary *self,
                                    const char *zone,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
LwTransfer *lw_dns_primary_transfer_finish (LwDnsPrimary *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
