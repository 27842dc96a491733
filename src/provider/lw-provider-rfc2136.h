/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-provider.h"

G_BEGIN_DECLS

#define LW_TYPE_PROVIDER_RFC2136 (lw_provider_rfc2136_get_type ())

G_DECLARE_FINAL_TYPE (LwProviderRfc2136, lw_provider_rfc2136, LW, PROVIDER_RFC2136, GObject)

/* LW_ERROR_INVALID, field "server", "port", "key_name", "algorithm" or "secret" */
LwProvider *lw_provider_rfc2136_new (LwHostDescription *description,
                                     LwCredential *credential,
                                     LwExchange *exchange,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
