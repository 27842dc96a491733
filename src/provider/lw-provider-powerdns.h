/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-provider.h"

G_BEGIN_DECLS

#define LW_TYPE_PROVIDER_POWERDNS (lw_provider_powerdns_get_type ())

G_DECLARE_FINAL_TYPE (LwProviderPowerdns, lw_provider_powerdns, LW, PROVIDER_POWERDNS, GObject)

/* LW_ERROR_INVALID, field "url" or "key" */
LwProvider *lw_provider_powerdns_new (LwHostDescription *description,
                                      LwCredential *credential,
                                      LwHttp *http,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
