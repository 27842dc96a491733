/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-dns.h"
#include "lw-http.h"
#include "lw-keyring.h"
#include "lw-rdap.h"
#include "lw-store.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* What every session of one world shares. Made by the composition root. */
#define LW_TYPE_SERVICES (lw_services_get_type ())

G_DECLARE_FINAL_TYPE (LwServices, lw_services, LW, SERVICES, GObject)

/* Opens nothing yet: sockets, database and keyring are opened by the first use */
LwServices *lw_services_new (LwWorld *world) G_GNUC_WARN_UNUSED_RESULT;
/* All (transfer none) */
LwWorld *lw_services_get_world (LwServices *self);
LwExchange *lw_services_get_exchange (LwServices *self);
LwDns *lw_services_get_dns (LwServices *self);
LwHttp *lw_services_get_http (LwServices *self);
LwRdap *lw_services_get_rdap (LwServices *self);
LwStore *lw_services_get_store (LwServices *self);
LwKeyring *lw_services_get_keyring (LwServices *self);

/* Called around a push so that the desktop does not suspend or log out (the window sets it; NULL in
 * the command line). */
typedef void (*LwInhibitFunc) (gboolean inhibit, const char *reason, gpointer user_data);
void lw_services_set_inhibit_func (LwServices *self, LwInhibitFunc func, gpointer user_data);
void lw_services_inhibit (LwServices *self, gboolean inhibit, const char *reason);

G_END_DECLS
