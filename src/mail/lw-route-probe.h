/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-evidence.h"

G_BEGIN_DECLS

/* Every address of every mail server: order by preference, equal ones shuffled (RFC 5321 5.1); one
 * connection at a time to one host, at most 4 at once. More than 20 hosts or 40 addresses are not
 * asked (LW_ERROR_UNSAFE). */
typedef struct _LwRouteProbe LwRouteProbe;

typedef void (*LwSmtpFactsFunc) (LwSmtpFacts *facts, gpointer user_data);

/* @mx: the MX set; @hosts: (element-type LwMailHost); @rcpt_to: (nullable): an address that the
 * person named */
void lw_route_probe_async (LwWorld *world,
                           LwRecordSet *mx,
                           GPtrArray *hosts,
                           const char *rcpt_to,
                           LwSmtpFactsFunc each,
                           gpointer each_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) (element-type LwSmtpFacts) */
GPtrArray *lw_route_probe_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
