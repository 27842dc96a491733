/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rdata-fields.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <ldns/ldns.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-idna.h"
#include "lw-labels.h"
#include "lw-period.h"
#include "lw-rr-type.h"
#include "lw-token.h"

#define SHOWN_CHARS 60
#define STRING_MAX_BYTES 255 /* one <character-string>, RFC 1035 3.3 */
#define NAME_MAX_TEXT 4096

/* Which input of a person a word is */
static const char *
name_field (guint16 type, guint index)
{
  if (type == LW_RR_TYPE_MX)
    return index == 0 ? "preference" : "exchange";
  if (type == LW_RR_TYPE_A || type == LW_RR_TYPE_AAAA)
    return "address";

  return "value";
}

static gboolean
check_number (const char *token, guint64 max, const char *field, GError **error)
{
  g_autofree char *shown = NULL;

  if (g_ascii_isdigit (*token) && g_ascii_string_to_unsigned (token, 10, 0, max, NULL, NULL))
    return TRUE;

  shown = lw_excerpt (token, SHOWN_CHARS);
  lw_set_error (error, LW_ERROR_INVALID, field, _ ("Type a whole number of this range."),
                /* Translators: the first is what was typed, the second the greatest number */
                _ ("“%s” does not fit: here stands a number from 0 to %" G_GUINT64_FORMAT "."),
                shown, max);
  return FALSE;
}

/* Words such as “RSASHA256” stand for numbers; ldns knows them. */
static gboolean
check_number_or_word (const char *token, guint64 max, const char *field, GError **error)
{
  return g_ascii_isalpha (*token) || check_number (token, max, field, error);
}

static gboolean
check_address (const char *token, GSocketFamily family, const char *field, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (token);
  g_autofree char *shown = NULL;

  if (address != NULL && g_inet_address_get_family (address) == family &&
      strchr (token, '%') == NULL)
    return TRUE;

  shown = lw_excerpt (token, SHOWN_CHARS);
  lw_set_error (error, LW_ERROR_INVALID, field,
                family == G_SOCKET_FAMILY_IPV4 ? _ ("Type it like 192.0.2.1.")
                                               : _ ("Type it like 2001:db8::1."),
                _ ("“%s” is no number address."), shown);
  return FALSE;
}

static gboolean
check_string (const char *token, const char *field, GError **error)
{
  g_autoptr (GByteArray) bytes = lw_token_decode (token, error);

  if (bytes == NULL)
    return FALSE;
  if (bytes->len <= STRING_MAX_BYTES)
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, field,
                _ ("Split it into pieces of at most 255 characters, each in quotation marks."),
                _ ("A piece of text has %u characters, and at most 255 fit."), bytes->len);
  return FALSE;
}

/* A zone that a server publishes may hold such a record (then with its final dot), and it must be
 * readable to be mended; but nobody means it. */
static gboolean
check_no_address (guint16 type, const char *token, const char *field, GError **error)
{
  if (type != LW_RR_TYPE_MX || !g_hostname_is_ip_address (token))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, field,
                _ ("Type the name of the mail server, like mail.example.org."),
                _ ("“%s” is a number address; a mail server is named by its name."), token);
  return FALSE;
}

static char *
make_absolute (const char *token, const char *origin, const char *field, GError **error)
{
  gboolean absolute = g_str_has_suffix (token, ".") && !g_str_has_suffix (token, "\\.");

  if (strcmp (token, "@") == 0 && origin == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, field, _ ("Type the whole name instead."),
                    _ ("“@” says nothing here: it is not known which domain is meant."));
      return NULL;
    }

  if (strcmp (token, "@") == 0)
    return g_strdup (origin);
  if (absolute || origin == NULL)
    return g_strdup (token);

  return g_strconcat (token, strcmp (origin, ".") == 0 ? "" : ".", origin, NULL);
}

/* The name with its escapes written as ldns reads them */
static char *
check_name (guint16 type, const char *token, const char *origin, const char *field, GError **error)
{
  g_autofree char *ascii = NULL;
  g_autofree char *absolute = NULL;
  LwLabels labels;
  gboolean good = strlen (token) <= NAME_MAX_TEXT;

  if (!good)
    lw_set_error (error, LW_ERROR_INVALID, field, NULL, _ ("A name has at most 253 characters."));

  good = good && check_no_address (type, token, field, error);
  if (good)
    ascii = lw_idna_to_ascii (token, error);
  if (ascii != NULL)
    absolute = make_absolute (ascii, origin, field, error);
  if (absolute == NULL || !lw_labels_parse (&labels, absolute, error))
    return NULL;

  return lw_labels_to_string (&labels);
}

static char *
check_period (const char *token, const char *field, GError **error)
{
  guint64 seconds;

  if (!lw_period_parse (token, G_MAXUINT32, &seconds))
    return check_number (token, G_MAXUINT32, field, error) ? g_strdup (token) : NULL;

  return g_strdup_printf ("%" G_GUINT64_FORMAT, seconds);
}

/* The parameters of SVCB and HTTPS: “port=70000” wraps in ldns, too. */
static gboolean
check_parameter (const char *token, const char *field, GError **error)
{
  g_autofree char *bare = NULL;
  const char *digits = NULL;
  g_auto (GStrv) parts = g_strsplit (token, "=", 2);

  if (g_ascii_strncasecmp (parts[0], "key", 3) == 0 && g_ascii_isdigit (parts[0][3]))
    if (!check_number (parts[0] + 3, G_MAXUINT16, field, error))
      return FALSE;

  if (g_ascii_strcasecmp (parts[0], "port") != 0 || parts[1] == NULL)
    return TRUE;

  bare = g_strdup (parts[1]);
  digits = g_strdelimit (bare, "\"", ' ');

  return check_number (g_strstrip ((char *) digits), G_MAXUINT16, field, error);
}

/* “TYPE70000” in a list of types */
static gboolean
check_type (const char *token, const char *field, GError **error)
{
  if (g_ascii_strncasecmp (token, "TYPE", 4) != 0)
    return TRUE;

  return check_number (token + 4, G_MAXUINT16, field, error);
}

/* APL: “!1:192.0.2.0/24” */
static gboolean
check_prefix (const char *token, const char *field, GError **error)
{
  const char *start = *token == '!' ? token + 1 : token;
  g_auto (GStrv) parts = g_strsplit_set (start, ":", 2);
  const char *slash = strrchr (start, '/');

  return check_number (parts[0] != NULL ? parts[0] : "", G_MAXUINT16, field, error) &&
         check_number (slash != NULL ? slash + 1 : "", 128, field, error);
}

static gboolean
check_plain (ldns_rdf_type kind, guint16 type, const char *token, const char *field, GError **error)
{
  switch ((int) kind)
    {
    case LDNS_RDF_TYPE_INT8:
      return check_number (token, G_MAXUINT8, field, error);
    case LDNS_RDF_TYPE_INT16:
      return check_number (token, G_MAXUINT16, field, error);
    case LDNS_RDF_TYPE_INT32:
      return check_number (token, G_MAXUINT32, field, error);
    case LDNS_RDF_TYPE_ALG:
    case LDNS_RDF_TYPE_CERTIFICATE_USAGE:
    case LDNS_RDF_TYPE_SELECTOR:
    case LDNS_RDF_TYPE_MATCHING_TYPE:
      return check_number_or_word (token, G_MAXUINT8, field, error);
    case LDNS_RDF_TYPE_CERT_ALG:
      return check_number_or_word (token, G_MAXUINT16, field, error);
    case LDNS_RDF_TYPE_TIME: /* 20240131235959, or seconds */
      return check_number (token, strlen (token) == 14 ? 99999999999999 : G_MAXUINT32, field,
                           error);
    case LDNS_RDF_TYPE_A:
      return check_address (token, G_SOCKET_FAMILY_IPV4, field, error);
    case LDNS_RDF_TYPE_AAAA:
      return check_address (token, G_SOCKET_FAMILY_IPV6, field, error);
    case LDNS_RDF_TYPE_STR:
      return check_string (token, field, error);
    case LDNS_RDF_TYPE_APL:
      return check_prefix (token, field, error);
    case LDNS_RDF_TYPE_NSEC:
    case LDNS_RDF_TYPE_TYPE:
      return check_type (token, field, error);
    case LDNS_RDF_TYPE_SVCPARAMS:
      return check_parameter (token, field, error);
    default:
      return TRUE;
    }
}

/* Bytes above 127 outside quotation marks and names: as escapes, which ldns reads everywhere */
static char *
escape_bytes (const char *token)
{
  GString *text = g_string_new (NULL);

  for (const char *p = token; *p != '\0'; p++)
    if ((guint8) *p > 126)
      g_string_append_printf (text, "\\%03u", (guint8) *p);
    else
      g_string_append_c (text, *p);

  return g_string_free (text, FALSE);
}

/* Several words of a value may be one field of ldns; it stops the program when it is asked for a
 * field that it does not have. */
static ldns_rdf_type
find_kind (guint16 type, guint index)
{
  const ldns_rr_descriptor *descriptor = ldns_rr_descript (type);

  switch ((int) type)
    {
    case LDNS_RR_TYPE_SVCB:
    case LDNS_RR_TYPE_HTTPS:
      if (index >= 2)
        return LDNS_RDF_TYPE_SVCPARAMS;
      break;
    case LDNS_RR_TYPE_CSYNC:
    case LDNS_RR_TYPE_NSEC:
      if (index >= descriptor->_minimum)
        return LDNS_RDF_TYPE_NSEC;
      break;
    case LDNS_RR_TYPE_HIP:
      return index == 0 ? LDNS_RDF_TYPE_INT8
                        : (index < 3 ? LDNS_RDF_TYPE_HEX : LDNS_RDF_TYPE_DNAME);
    case LDNS_RR_TYPE_IPSECKEY:
      return index < 3 ? LDNS_RDF_TYPE_INT8 : LDNS_RDF_TYPE_B64;
    }

  if (index >= descriptor->_maximum && descriptor->_variable == LDNS_RDF_TYPE_NONE)
    return LDNS_RDF_TYPE_NONE;

  return ldns_rr_descriptor_field_type (descriptor, index);
}

static char *
check_field (guint16 type, guint index, const char *token, const char *origin, GError **error)
{
  ldns_rdf_type kind = find_kind (type, index);
  const char *field = name_field (type, index);

  if (kind == LDNS_RDF_TYPE_DNAME)
    return check_name (type, token, origin, field, error);
  if (kind == LDNS_RDF_TYPE_PERIOD)
    return check_period (token, field, error);
  if (!check_plain (kind, type, token, field, error))
    return NULL;

  return escape_bytes (token);
}

/* Digits in pairs may be spread over the last words; ldns would make up the digit that is missing.
 */
static gboolean
check_hex (guint16 type, GPtrArray *tokens, GError **error)
{
  const ldns_rr_descriptor *descriptor = ldns_rr_descript (type);
  gsize n_digits = 0;

  if (descriptor->_maximum == 0 || find_kind (type, descriptor->_maximum - 1) != LDNS_RDF_TYPE_HEX)
    return TRUE;

  for (guint i = descriptor->_maximum - 1; i < tokens->len; i++)
    n_digits += strlen (g_ptr_array_index (tokens, i));
  if (n_digits % 2 == 0)
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "value", _ ("Copy it again as a whole."),
                _ ("A digit is missing: digits come in pairs."));
  return FALSE;
}

/*
 * lw_rdata_check_fields:
 * @type: a type that ldns knows
 * @tokens: (element-type utf8): the words of the value
 * @origin: (nullable): what relative names are relative to; %NULL when all are absolute
 *
 * ldns wraps numbers silently (MX 70000 becomes 4464) and takes number addresses for names; so
 * each word is checked by the kind of its field first. Sets %LW_ERROR_INVALID with the field.
 *
 * Returns: (transfer full) (nullable): the value, fit for ldns
 */
char *
lw_rdata_check_fields (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      g_autofree char *checked =
          check_field (type, i, g_ptr_array_index (tokens, i), origin, error);

      if (checked == NULL)
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", checked);
    }

  return check_hex (type, tokens, error) ? g_strdup (text->str) : NULL;
}
