/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rdata.h"

#include <glib/gi18n-lib.h>
#include <ldns/ldns.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-labels.h"
#include "lw-rdata-fields.h"
#include "lw-rr-type.h"
#include "lw-token.h"

#define SHOWN_CHARS 120
#define RDATA_MAX_BYTES 65535
#define PLAIN_CHARS 200
#define VALUE_MAX_BYTES 300000
/* The root as owner, type, class, TTL, RDLENGTH (RFC 1035 4.1.3) */
#define FIXED_BYTES 11

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_rr, ldns_rr_free)

static void
refuse (guint16 type, const char *text, GError **error)
{
  g_autofree char *name = lw_rr_type_to_string (type);
  g_autofree char *shown = lw_excerpt (text, SHOWN_CHARS);

  lw_set_error (error, LW_ERROR_INVALID, type == LW_RR_TYPE_MX ? "exchange" : "value",
                _ ("Compare it with the text that you were given."),
                /* Translators: what was typed, and the type of the record, like MX */
                _ ("“%s” cannot be read as a record of the type %s."), shown, name);
}

/* Types whose text ldns writes by tables of this computer (/etc/services) are kept generic. */
static gboolean
has_text (guint16 type)
{
  return ldns_rr_descript (type)->_type == type && type != LDNS_RR_TYPE_NULL &&
         type != LDNS_RR_TYPE_WKS;
}

/* Types of nothing but <character-string>s need no ldns: quoting is kept exactly. */
static gboolean
is_strings (guint16 type)
{
  return type == LW_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF;
}

static GBytes *
strings_from_tokens (guint16 type, GPtrArray *tokens, GError **error)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autofree char *checked = lw_rdata_check_fields (type, tokens, NULL, error);

  if (checked == NULL)
    return NULL;

  for (guint i = 0; i < tokens->len; i++)
    {
      g_autoptr (GByteArray) bytes = lw_token_decode (g_ptr_array_index (tokens, i), error);
      guint8 length;

      if (bytes == NULL)
        return NULL;
      length = bytes->len;
      g_byte_array_append (wire, &length, 1);
      g_byte_array_append (wire, bytes->data, bytes->len);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&wire));
}

static GBytes *
rdata_of_rr (ldns_rr *rr)
{
  guint8 *wire = NULL;
  gsize size;
  GBytes *rdata = NULL;

  ldns_rr2canonical (rr);
  if (ldns_rr2wire (&wire, rr, LDNS_SECTION_ANSWER, &size) != LDNS_STATUS_OK)
    return NULL;

  /* The owner is the root here, so the fixed part has a fixed length. */
  if (size >= FIXED_BYTES)
    rdata = g_bytes_new (wire + FIXED_BYTES, size - FIXED_BYTES);

  free (wire); /* ldns allocates with malloc() */
  return rdata;
}

static ldns_rr *
rr_from_rdata (guint16 type, GBytes *rdata)
{
  g_autoptr (GByteArray) wire =
      g_byte_array_sized_new ((guint) g_bytes_get_size (rdata) + FIXED_BYTES);
  guint16 length = g_bytes_get_size (rdata);
  const guint8 fixed[FIXED_BYTES] = { 0, type >> 8, type & 0xff, 0,           LDNS_RR_CLASS_IN, 0,
                                      0, 0,         0,           length >> 8, length & 0xff };
  g_autoptr (ldns_rr) rr = NULL;
  gsize at = 0;

  g_byte_array_append (wire, fixed, sizeof fixed);
  g_byte_array_append (wire, g_bytes_get_data (rdata, NULL), length);

  if (ldns_wire2rr (&rr, wire->data, wire->len, &at, LDNS_SECTION_ANSWER) != LDNS_STATUS_OK ||
      at != wire->len || ldns_rr_rd_count (rr) < ldns_rr_descript (type)->_minimum)
    return NULL;

  return g_steal_pointer (&rr);
}

static GBytes *
from_text (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
{
  g_autofree char *checked = lw_rdata_check_fields (type, tokens, origin, error);
  g_autofree char *name = lw_rr_type_to_string (type);
  g_autofree char *line = NULL;
  g_autoptr (ldns_rr) rr = NULL;
  GBytes *rdata = NULL;

  if (checked == NULL)
    return NULL;

  line = g_strdup_printf (". 0 IN %s %s", name, checked);
  if (ldns_rr_new_frm_str (&rr, line, 0, NULL, NULL) == LDNS_STATUS_OK &&
      ldns_rr_rd_count (rr) >= ldns_rr_descript (type)->_minimum)
    rdata = rdata_of_rr (rr);
  if (rdata == NULL)
    refuse (type, checked, error);

  return rdata;
}

static GBytes *
decode_hex (GPtrArray *tokens, guint64 length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) digits = g_string_new (NULL);

  for (guint i = 2; i < tokens->len; i++)
    g_string_append (digits, g_ptr_array_index (tokens, i));
  if (digits->len != 2 * length)
    return NULL;

  for (gsize i = 0; i < digits->len; i += 2)
    {
      int high = g_ascii_xdigit_value (digits->str[i]);
      int low = g_ascii_xdigit_value (digits->str[i + 1]);
      guint8 byte;

      if (high < 0 || low < 0)
        return NULL;
      byte = high << 4 | low;
      g_byte_array_append (bytes, &byte, 1);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* What mail hangs on must be understood; of other types ldns does not read everything that stands
 * in zones (CAA with an empty value), and that is kept byte by byte. */
static gboolean
must_be_understood (guint16 type)
{
  switch (type)
    {
    case LW_RR_TYPE_A:
    case LW_RR_TYPE_NS:
    case LW_RR_TYPE_CNAME:
    case LW_RR_TYPE_SOA:
    case LW_RR_TYPE_PTR:
    case LW_RR_TYPE_MX:
    case LW_RR_TYPE_TXT:
    case LW_RR_TYPE_AAAA:
    case LW_RR_TYPE_SRV:
    case LW_RR_TYPE_DNAME:
    case LDNS_RR_TYPE_SPF:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Wire of a type that has a text is read once by ldns, so that names in it become lower-case. ldns
 * does not stop at the end of the record: what does not come out as it went in is none. @rr: (out)
 * (nullable): what ldns made of it */
static GBytes *
read_by_ldns (guint16 type, GBytes *wire, ldns_rr **rr)
{
  g_autoptr (ldns_rr) read = has_text (type) ? rr_from_rdata (type, wire) : NULL;
  g_autoptr (GBytes) canonical = read != NULL ? rdata_of_rr (read) : NULL;

  if (canonical != NULL && g_bytes_get_size (canonical) == g_bytes_get_size (wire))
    {
      *rr = g_steal_pointer (&read);
      return g_steal_pointer (&canonical);
    }

  *rr = NULL;
  return has_text (type) && must_be_understood (type) ? NULL : g_bytes_ref (wire);
}

static GBytes *
canonicalise_wire (guint16 type, GBytes *wire)
{
  g_autoptr (ldns_rr) rr = NULL;

  return read_by_ldns (type, wire, &rr);
}

/* “\# 4 0A000001” (RFC 3597), which any type may be written as */
static GBytes *
from_generic (guint16 type, GPtrArray *tokens, GError **error)
{
  g_autoptr (GBytes) wire = NULL;
  GBytes *canonical = NULL;
  guint64 length;

  if (tokens->len >= 2 && g_ascii_string_to_unsigned (g_ptr_array_index (tokens, 1), 10, 0,
                                                      RDATA_MAX_BYTES, &length, NULL))
    wire = decode_hex (tokens, length);
  if (wire != NULL)
    canonical = canonicalise_wire (type, wire);
  if (canonical == NULL)
    refuse (type, "\\#", error);

  return canonical;
}

static GBytes *
wire_from_tokens (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
{
  if (tokens->len > 0 && strcmp (g_ptr_array_index (tokens, 0), "\\#") == 0)
    return from_generic (type, tokens, error);

  if (has_text (type) && tokens->len > 0)
    return is_strings (type) ? strings_from_tokens (type, tokens, error)
                             : from_text (type, tokens, origin, error);

  if (tokens->len == 0)
    refuse (type, "", error);
  else
    lw_set_error (error, LW_ERROR_INVALID, "value",
                  _ ("Write it in the general form: \\# LENGTH DIGITS."),
                  _ ("Records of the type %u are known by their number only."), type);

  return NULL;
}

static void
append_number (GString *text, guint16 number)
{
  char digits[5];
  guint n = 0;

  do
    digits[n++] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  while (n > 0)
    g_string_append_c (text, digits[--n]);
}

static void
append_rdf (GString *text, ldns_rdf *rdf)
{
  const guint8 *bytes = ldns_rdf_data (rdf);
  gsize size = ldns_rdf_size (rdf);
  LwLabels labels;
  char *printed;

  if (text->len > 0)
    g_string_append_c (text, ' ');

  if (ldns_rdf_get_type (rdf) == LDNS_RDF_TYPE_DNAME && lw_labels_read (&labels, bytes, size))
    {
      g_autofree char *name = lw_labels_to_string (&labels);

      g_string_append (text, name);
    }
  else if (ldns_rdf_get_type (rdf) == LDNS_RDF_TYPE_INT16)
    append_number (text, ldns_rdf2native_int16 (rdf));
  else if (ldns_rdf_get_type (rdf) == LDNS_RDF_TYPE_STR && size > 0)
    lw_token_append_string (text, bytes + 1, size - 1);
  else
    {
      printed = ldns_rdf2str (rdf);
      g_string_append (text, printed != NULL ? g_strchomp (printed) : "");
      free (printed);
    }
}

static char *
print_generic (GBytes *wire)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (wire, &size);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "\\# %" G_GSIZE_FORMAT "%s", size, size > 0 ? " " : "");
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);

  return g_string_free (text, FALSE);
}

static char *
print_strings (GBytes *wire)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (wire, &size);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i += 1 + bytes[i])
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      lw_token_append_string (text, bytes + i + 1, bytes[i]);
    }

  return g_string_free (text, FALSE);
}

static char *
print_fields (ldns_rr *rr)
{
  GString *text = g_string_sized_new (64);

  for (gsize i = 0; i < ldns_rr_rd_count (rr); i++)
    append_rdf (text, ldns_rr_rdf (rr, i));

  return g_string_free (text, FALSE);
}

/* Nothing but decimal numbers, number addresses and names of the usual letters, far from any limit:
 * there is only one way to read that. The text of all other values is tried, which costs many times
 * as much. */
static gboolean
is_plain (guint16 type, const char *text)
{
  switch (type)
    {
    case LW_RR_TYPE_A:
    case LW_RR_TYPE_AAAA:
    case LW_RR_TYPE_NS:
    case LW_RR_TYPE_CNAME:
    case LW_RR_TYPE_SOA:
    case LW_RR_TYPE_PTR:
    case LW_RR_TYPE_MX:
    case LW_RR_TYPE_SRV:
      return strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-.: ") == strlen (text) &&
             strlen (text) <= PLAIN_CHARS && strstr (text, "--") == NULL;
    default:
      return FALSE;
    }
}

/* Whether @text leads back to @wire: else ldns cannot be trusted with it */
static gboolean
reads_back (guint16 type, const char *text, GBytes *wire)
{
  LwTokens reader;
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (GBytes) again = NULL;

  lw_tokens_init (&reader, text, strlen (text), FALSE);
  tokens = lw_tokens_read_line (&reader, NULL);
  if (tokens != NULL)
    again = wire_from_tokens (type, tokens, NULL, NULL);

  return again != NULL && g_bytes_equal (again, wire);
}

/* @rr: (nullable): the same */
static char *
print_wire (guint16 type, GBytes *wire, ldns_rr *rr)
{
  g_autofree char *text = NULL;

  if (is_strings (type))
    return print_strings (wire);
  if (rr != NULL)
    text = print_fields (rr);
  if (text == NULL || (!is_plain (type, text) && !reads_back (type, text, wire)))
    return print_generic (wire);

  return g_steal_pointer (&text);
}

/*
 * lw_rdata_from_tokens:
 * @tokens: (element-type utf8): the words of one value
 * @origin: (nullable): what relative names are relative to; %NULL when all are absolute
 *
 * Sets %LW_ERROR_INVALID with the field.
 *
 * Returns: (transfer full) (nullable): the value in canonical presentation form: one text for one
 *   wire form, always
 */
char *
lw_rdata_from_tokens (guint16 type, GPtrArray *tokens, const char *origin, GError **error)
{
  g_autoptr (GBytes) wire = wire_from_tokens (type, tokens, origin, error);
  g_autoptr (ldns_rr) rr = NULL;

  if (wire == NULL)
    return NULL;
  if (g_bytes_get_size (wire) > RDATA_MAX_BYTES)
    {
      lw_set_error (error, LW_ERROR_INVALID, "value", NULL, _ ("It is too long for a record."));
      return NULL;
    }

  if (has_text (type))
    rr = rr_from_rdata (type, wire);

  return print_wire (type, wire, rr);
}

/* The same for a value that stands alone */
char *
lw_rdata_canonicalise (guint16 type, const char *text, const char *origin, GError **error)
{
  LwTokens reader;
  g_autoptr (GPtrArray) tokens = NULL;
  gsize length = strlen (text);

  if (length > VALUE_MAX_BYTES)
    {
      lw_set_error (error, LW_ERROR_INVALID, "value", NULL, _ ("It is too long for a record."));
      return NULL;
    }

  lw_tokens_init (&reader, text, length, FALSE);
  tokens = lw_tokens_read_line (&reader, error);
  if (tokens == NULL)
    return NULL;

  return lw_rdata_from_tokens (type, tokens, origin, error);
}

/*
 * lw_rdata_from_wire:
 * @rdata: the contents of a record as a message brought them, names in them not compressed
 *
 * The same as [func@rdata_canonicalise] of the form of RFC 3597.
 */
char *
lw_rdata_from_wire (guint16 type, GBytes *rdata, GError **error)
{
  g_autoptr (ldns_rr) rr = NULL;
  g_autoptr (GBytes) canonical =
      g_bytes_get_size (rdata) <= RDATA_MAX_BYTES ? read_by_ldns (type, rdata, &rr) : NULL;

  if (canonical == NULL)
    {
      refuse (type, "\\#", error);
      return NULL;
    }

  return print_wire (type, canonical, rr);
}
