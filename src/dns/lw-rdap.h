/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-http.h"
#include "lw-registration.h"

G_BEGIN_DECLS

/* Asks the register of domains about one of them (RDAP, RFC 9082 and 9083). Which register that is
 * the world says, or the list of RFC 9224, kept for a day. */
#define LW_TYPE_RDAP (lw_rdap_get_type ())

G_DECLARE_FINAL_TYPE (LwRdap, lw_rdap, LW, RDAP, GObject)

LwRdap *lw_rdap_new (LwWorld *world, LwHttp *http) G_GNUC_WARN_UNUSED_RESULT;
/* Whether anybody would be asked: the world names a register or a list, and the name can be
 * registered directly below a public suffix of a registry */
gboolean lw_rdap_can_ask (LwRdap *self, const char *domain);
/* Asks about the domain that @domain lies in. Nothing but that name leaves. What goes wrong is a
 * registration that was not tested. Errors: G_IO_ERROR_CANCELLED only */
void lw_rdap_ask_async (LwRdap *self,
                        const char *domain,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
LwRegistration *
lw_rdap_ask_finish (LwRdap *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
