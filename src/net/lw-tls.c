/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-tls.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GTlsCertificateFlags flag;
  const char *words;
} FlagWords;

static const FlagWords flag_words[] = {
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_ ("The certificate is for another name.") },
  { G_TLS_CERTIFICATE_EXPIRED, N_ ("The certificate is out of date.") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_ ("The certificate is not valid yet.") },
  { G_TLS_CERTIFICATE_REVOKED, N_ ("The certificate was withdrawn.") },
  { G_TLS_CERTIFICATE_INSECURE, N_ ("The certificate is made with weak means.") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA,
    N_ ("Nobody whom this computer trusts vouches for the certificate.") },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, N_ ("The certificate could not be checked.") },
};

/**
 * lw_tls_describe_flags:
 * @flags: what a certificate does not prove
 *
 * Every reason, not only the first: “another name” may matter more than “nobody vouches”.
 *
 * Returns: (transfer full) (nullable): sentences, %NULL when nothing is wrong
 */
char *
lw_tls_describe_flags (GTlsCertificateFlags flags)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (flag_words); i++)
    if (flags & flag_words[i].flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _ (flag_words[i].words));

  if (text->len == 0 && flags != G_TLS_CERTIFICATE_NO_FLAGS)
    g_string_append (text, _ ("The certificate could not be checked."));

  return g_string_free (text, text->len == 0);
}

/**
 * lw_tls_open_database:
 * @world: names the file, or none
 * @error: return location for what is wrong with the file
 *
 * Returns: (transfer full) (nullable): whom this world trusts, %NULL when that is whom the system
 *   trusts
 */
GTlsDatabase *
lw_tls_open_database (LwWorld *world, GError **error)
{
  const char *ca_file;

  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  ca_file = lw_world_get_ca_file (world);

  return ca_file != NULL ? G_TLS_DATABASE (g_tls_file_database_new (ca_file, error)) : NULL;
}
