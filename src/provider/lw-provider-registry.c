/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "lw-error.h"
#include "lw-provider-powerdns.h"
#include "lw-provider-rfc2136.h"
#include "lw-provider.h"

/**
 * lw_provider_new:
 * @credential: the key; its host id names the description
 * @world: the world that @http and @exchange belong to
 * @http: for hosts with an API over HTTPS
 * @exchange: for hosts that take DNS messages
 * @error: `LW_ERROR_UNSUPPORTED` for a host that is not known, `LW_ERROR_INVALID` with the field
 * for a key that cannot work
 *
 * Makes the provider for the DNS host of @credential. Nothing is sent yet.
 *
 * Returns: (transfer full): the provider
 */
LwProvider *
lw_provider_new (LwCredential *credential,
                 LwWorld *world,
                 LwHttp *http,
                 LwExchange *exchange,
                 GError **error)
{
  LwHostDescription *description;
  const char *kind;

  g_return_val_if_fail (credential != NULL, NULL);
  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (LW_IS_HTTP (http), NULL);
  g_return_val_if_fail (LW_IS_EXCHANGE (exchange), NULL);

  description = lw_host_descriptions_find (lw_credential_get_host_id (credential));
  kind = description != NULL ? lw_host_description_get_kind (description) : "";

  if (g_str_equal (kind, "powerdns"))
    return lw_provider_powerdns_new (description, credential, http, error);
  if (g_str_equal (kind, "rfc2136"))
    return lw_provider_rfc2136_new (description, credential, exchange, error);

  lw_set_error (error, LW_ERROR_UNSUPPORTED, NULL, NULL,
                _ ("This version of Letterway cannot change settings at “%.64s”."),
                lw_credential_get_host_id (credential));
  return NULL;
}
