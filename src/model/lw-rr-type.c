/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rr-type.h"

#include <ldns/ldns.h>
#include <string.h>

/* "TYPE70000" would wrap inside ldns, so the generic form of RFC 3597 is read here. */
static guint16
parse_generic (const char *digits)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT16, &number, NULL))
    return 0;

  return number;
}

/**
 * lw_rr_type_from_string:
 * @text: `MX`, `mx`, `TYPE65534` …
 *
 * Returns: the number of the record type; 0 when @text names none
 */
guint16
lw_rr_type_from_string (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  if (g_ascii_strncasecmp (text, "TYPE", 4) == 0)
    return parse_generic (text + 4);

  if (!g_ascii_isalpha (text[0]))
    return 0;

  return ldns_get_rr_type_by_name (text);
}

/**
 * lw_rr_type_to_string:
 * @type: any number
 *
 * Returns: (transfer full): the usual name of the type, else `TYPE` and its number
 */
char *
lw_rr_type_to_string (guint16 type)
{
  char *name = ldns_rr_type2str (type);
  g_autofree char *copy = g_strdup (name);

  free (name); /* ldns allocates with malloc() */

  /* ldns knows names that it does not read back (“TYPE0”); the generic form always is. */
  if (copy == NULL || ldns_get_rr_type_by_name (copy) != type)
    return g_strdup_printf ("TYPE%u", type);

  return g_steal_pointer (&copy);
}

/**
 * lw_rr_type_is_servers_own:
 * @type: any number
 *
 * Returns: whether the name server makes these records by itself (SOA, RRSIG, NSEC, NSEC3,
 *   NSEC3PARAM, DNSKEY, CDS, CDNSKEY, ZONEMD), so that they stand in no plan and are not compared
 */
gboolean
lw_rr_type_is_servers_own (guint16 type)
{
  switch (type)
    {
    case LW_RR_TYPE_SOA:
    case LW_RR_TYPE_RRSIG:
    case LW_RR_TYPE_NSEC:
    case LW_RR_TYPE_DNSKEY:
    case LW_RR_TYPE_NSEC3:
    case LW_RR_TYPE_NSEC3PARAM:
    case LW_RR_TYPE_CDS:
    case LW_RR_TYPE_CDNSKEY:
    case LDNS_RR_TYPE_ZONEMD:
      return TRUE;
    default:
      return FALSE;
    }
}
