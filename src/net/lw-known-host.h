/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A host whose address is known, so that nobody has to be asked for it: TLS sees the name (to send
 * and to compare with the certificate), the socket the address. Private to the room. */
#define LW_TYPE_KNOWN_HOST (lw_known_host_get_type ())

G_DECLARE_FINAL_TYPE (LwKnownHost, lw_known_host, LW, KNOWN_HOST, GNetworkAddress)

/* @address: a literal address, else NULL is returned with LW_ERROR_INVALID */
GSocketConnectable *lw_known_host_new (const char *host,
                                       const char *address,
                                       guint16 port,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
