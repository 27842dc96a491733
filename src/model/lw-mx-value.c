/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-record-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-rdata.h"

/**
 * lw_mx_value_parse:
 * @value: `10 mx.example.`
 * @preference: (out) (optional): the order, 0 to 65535, lowest first
 * @exchange: (out) (optional) (transfer full): the normal name of the mail server; `.` in the
 *   “no mail for this domain” sign
 *
 * Errors: %LW_ERROR_INVALID with the field `preference` or `exchange`.
 *
 * Returns: whether @value is the contents of an MX record
 */
gboolean
lw_mx_value_parse (const char *value, guint16 *preference, char **exchange, GError **error)
{
  g_autofree char *canonical = NULL;
  char *space;

  g_return_val_if_fail (value != NULL, FALSE);

  canonical = lw_rdata_canonicalise (LW_RR_TYPE_MX, value, NULL, error);
  if (canonical == NULL)
    return FALSE;

  /* A canonical MX has two words; the generic form would begin with a backslash. */
  space = strchr (canonical, ' ');
  if (space == NULL || *canonical == '\\')
    {
      lw_set_error (error, LW_ERROR_INVALID, "exchange", NULL,
                    _ ("This mail server's name cannot be read."));
      return FALSE;
    }

  if (preference != NULL)
    *preference = g_ascii_strtoull (canonical, NULL, 10);
  if (exchange != NULL)
    *exchange = g_strdup (space + 1);

  return TRUE;
}

/**
 * lw_mx_value_format:
 * @preference: the order, lowest first
 * @exchange: the normal name of the mail server
 *
 * Returns: (transfer full): the contents of an MX record
 */
char *
lw_mx_value_format (guint16 preference, const char *exchange)
{
  g_return_val_if_fail (exchange != NULL, NULL);

  return g_strdup_printf ("%u %s", preference, exchange);
}

/**
 * lw_record_set_list_exchanges:
 * @self: an MX set
 *
 * A server may publish names that no text can hold (a label “@” alone); they are left out.
 *
 * Returns: (transfer full) (element-type utf8): the mail servers, in the order of the set
 */
GPtrArray *
lw_record_set_list_exchanges (LwRecordSet *self)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_free);
  const char *const *values;

  g_return_val_if_fail (self != NULL, hosts);

  values = lw_record_set_get_values (self);
  for (guint i = 0; values[i] != NULL; i++)
    {
      char *host = NULL;

      if (lw_mx_value_parse (values[i], NULL, &host, NULL))
        g_ptr_array_add (hosts, host);
    }

  return hosts;
}

/**
 * lw_record_set_new_implicit_mx:
 * @domain: a domain without MX records
 *
 * Returns: (transfer full): the set that senders act by: the domain's own address, with
 *   preference 0 (RFC 5321 section 5.1)
 */
LwRecordSet *
lw_record_set_new_implicit_mx (const char *domain)
{
  g_autofree char *value = lw_mx_value_format (0, domain);
  const char *values[] = { value, NULL };

  return lw_record_set_new (domain, LW_RR_TYPE_MX, 0, values, NULL);
}
