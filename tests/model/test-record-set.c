/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-record-set.h"

#include <locale.h>

#include "lw-error.h"
#include "lw-json.h"

typedef struct
{
  const char *type;
  const char *text;
  const char *canonical; /* (nullable): NULL when it is refused */
  const char *field;     /* (nullable): of the refusal */
} ValueCase;

static const ValueCase value_cases[] = {
  { "MX", "10 MX.Berg.Example.", "10 mx.berg.example." },
  { "MX", "010  mx.berg.example", "10 mx.berg.example." },
  { "MX", "0 .", "0 ." },
  { "MX", "10 .", "10 ." },
  { "MX", "65535 mx.example.", "65535 mx.example." },
  { "MX", "70000 mx.example.", NULL, "preference" },
  { "MX", "65536 mx.example.", NULL, "preference" },
  { "MX", "-1 mx.example.", NULL, "preference" },
  { "MX", "+1 mx.example.", NULL, "preference" },
  { "MX", "1e3 mx.example.", NULL, "preference" },
  { "MX", "99999999999999999999999 mx.example.", NULL, "preference" },
  { "MX", "10.5 mx.example.", NULL, "preference" },
  { "MX", "0x10 mx.example.", NULL, "preference" },
  { "MX", "ten mx.example.", NULL, "preference" },
  { "MX", "mx.example.", NULL, "preference" },
  { "MX", "10", NULL, "exchange" },
  { "MX", "", NULL, "exchange" },
  { "MX", "10 mx.example. 20", NULL, "exchange" },
  { "MX", "10 192.0.2.1", NULL, "exchange" },
  { "MX", "10 2001:db8::1", NULL, "exchange" },
  { "MX", "10 192.0.2.1.", "10 192.0.2.1." }, /* published so; it has to be readable */
  { "MX", "10 @", NULL, "exchange" },
  { "MX", "10 mx..example.", NULL, "name" },
  { "MX", "10 .mx.example.", NULL, "name" },
  { "MX", "10 m\\120.example.", "10 mx.example." },
  { "MX", "10 a\\.b.example.", "10 a\\.b.example." },
  { "MX", "10 a\\034b\\@.example.", "10 a\\034b\\064.example." },
  { "MX", "10 mx.bücher.example", "10 mx.xn--bcher-kva.example." },
  { "MX", "10 m\xff.example.", NULL, "name" },
  { "MX", "10 mx.example. ; note", NULL, "value" },
  { "MX", "10 mx.example.\n20 mx.example.", NULL, "value" },
  { "MX", "( 10 mx.example. )", "10 mx.example." },
  { "MX", "( 10 mx.example.", NULL, "value" },
  { "MX", "10 mx.example. )", NULL, "value" },
  { "MX", "\\# 4 000a0000", NULL, "exchange" },
  { "MX", "\\# 5 000a016100", "10 a." },
  { "MX", "\\# 5 000A014100", "10 a." },
  { "MX", "\\# 6 000a016100ff", NULL, "exchange" },
  { "MX", "\\# 0", NULL, "exchange" },
  { "MX", "\\# 70000 00", NULL, "exchange" },
  { "MX", "\\# 1 0g", NULL, "exchange" },
  { "A", "192.0.2.1", "192.0.2.1" },
  { "A", "192.0.2.256", NULL, "address" },
  { "A", "192.0.2", NULL, "address" },
  { "A", "192.0.2.1 192.0.2.2", NULL, "value" },
  { "A", "2001:db8::1", NULL, "address" },
  { "AAAA", "2001:DB8:0:0::1", "2001:db8::1" },
  { "AAAA", "fe80::1%eth0", NULL, "address" },
  { "AAAA", "192.0.2.1", NULL, "address" },
  { "CNAME", "Other.Example", "other.example." },
  { "CNAME", "https://other.example/", "https://other.example/." },
  { "NS", "@", NULL, "value" },
  { "TXT", "\"v=spf1 -all\"", "\"v=spf1 -all\"" },
  { "TXT", "v=spf1 -all", "\"v=spf1\" \"-all\"" },
  { "TXT", "\"a\" \"b\"", "\"a\" \"b\"" },
  { "TXT", "\"a\"\"b\"", "\"a\" \"b\"" },
  { "TXT", "\"ab\"", "\"ab\"" },
  { "TXT", "\"\"", "\"\"" },
  { "TXT", "\"\" \"\"", "\"\" \"\"" },
  { "TXT", "\"say \\\"hi\\\" \\\\ \\065\"", "\"say \\\"hi\\\" \\\\ A\"" },
  { "TXT", "\"v=DMARC1; p=none\"", "\"v=DMARC1; p=none\"" },
  { "TXT", "v=DMARC1; p=none", NULL, "value" },
  { "TXT", "\"gr\xc3\xbc\xc3\x9f\"", "\"gr\\195\\188\\195\\159\"" },
  { "TXT", "\"\xff\"", "\"\\255\"" },
  { "TXT", "\"a\nb\"", "\"a\\010b\"" },
  { "TXT", "\"open", NULL, "value" },
  { "TXT", "\"end\\", NULL, "value" },
  { "TXT", "\"\\999\"", NULL, "value" },
  { "TXT", "\"\\1\"", NULL, "value" },
  { "TXT", "", NULL, "value" },
  { "TXT", "\\# 3 026869", "\"hi\"" },
  { "TXT", "\\# 3 056869", NULL, "value" },
  { "SPF", "\"v=spf1\"", "\"v=spf1\"" },
  { "SRV", "0 5 5060 Sip.Example.", "0 5 5060 sip.example." },
  { "SRV", "0 5 70000 sip.example.", NULL, "value" },
  { "SRV", "-1 5 5060 sip.example.", NULL, "value" },
  { "SRV", "0 70000 5060 sip.example.", NULL, "value" },
  { "CAA", "0 issue \"ca.example\"", "0 issue \"ca.example\"" },
  { "CAA", "128 issue \"ca.example; a=b\"", "128 issue \"ca.example; a=b\"" },
  { "CAA", "0 issue \"\"", "\\# 7 00056973737565" }, /* which ldns writes but does not read */
  { "CAA", "\\# 7 00056973737565", "\\# 7 00056973737565" },
  { "CAA", "300 issue \"ca.example\"", NULL, "value" },
  { "CAA", "-1 issue \"ca.example\"", NULL, "value" },
  { "TLSA", "3 1 1 ABCD 1234", "3 1 1 abcd1234" },
  { "TLSA", "300 1 1 abcd", NULL, "value" },
  { "TLSA", "3 1 1 abc", NULL, "value" },
  { "DS", "70000 13 2 abcd", NULL, "value" },
  { "DS", "20326 8 2 ABCD", "20326 8 2 abcd" },
  { "SSHFP", "4 2 ABcd", "4 2 abcd" },
  { "SOA", "NS.A.Example. Host.A.Example. 1 1h 600 1w 300",
    "ns.a.example. host.a.example. 1 3600 600 604800 300" },
  { "SOA", "ns. host. 4294967296 1 1 1 1", NULL, "value" },
  { "SOA", "ns. host. 1 1 1 9999999999w 1", NULL, "value" },
  { "SOA", "ns. host. 1 1 1 1", NULL, "value" },
  { "HTTPS", "1 . alpn=h2,h3 port=443", "1 . alpn=h2,h3 port=443" },
  { "HTTPS", "1 . alpn=\"h2,h3\"", "1 . alpn=h2,h3" },
  { "HTTPS", "1 . port=70000", NULL, "value" },
  { "HTTPS", "1 . port=\"70000\"", NULL, "value" },
  { "HTTPS", "70000 .", NULL, "value" },
  { "SVCB", "1 . key70000=a", NULL, "value" },
  { "NAPTR", "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:x@y.example!\" .",
    "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:x@y.example!\" ." },
  { "IPSECKEY", "300 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==", NULL,
    "value" },
  { "HIP",
    "2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9w== rvs.example",
    "2 200100107b1a74df365639cc39f1d578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9w== "
    "rvs.example." },
  { "APL", "1:192.0.2.0/24 !2:2001:db8::/300", NULL, "value" },
  { "APL", "70001:192.0.2.0/24", NULL, "value" },
  { "CSYNC", "66 3 A TYPE70000", NULL, "value" },
  { "CSYNC", "66 3 A NS", "66 3 A NS" },
  { "WKS", "\\# 6 0a0000010604", "\\# 6 0a0000010604" },
  { "TLSA", "\\# 1 03", "\\# 1 03" }, /* cut off, but kept */
  { "WKS", "10.0.0.1 6 25", NULL, "value" },
  { "TYPE65534", "\\# 3 01 0203", "\\# 3 010203" },
  { "TYPE65534", "\\# 0", "\\# 0" },
  { "TYPE65534", "\\# 2 01", NULL, "value" },
  { "TYPE65534", "some words", NULL, "value" },
  { "TYPE65534", "", NULL, "value" },
};

static LwRecordSet *
make_one (const char *type, const char *text, GError **error)
{
  const char *const values[] = { text, NULL };

  return lw_record_set_new ("a.example.", lw_rr_type_from_string (type), 300, values, error);
}

static void
test_value (gconstpointer data)
{
  const ValueCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set = make_one (c->type, c->text, &error);
  g_autoptr (LwRecordSet) again = NULL;

  if (c->canonical == NULL)
    {
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_null (set);
      g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (lw_record_set_get_values (set)[0], ==, c->canonical);

  again = make_one (c->type, c->canonical, &error);
  g_assert_no_error (error);
  g_assert_true (lw_record_set_equal (set, again));
}

/* A message and the form of RFC 3597 say the same. */
static void
check_wire (const char *type, GByteArray *bytes, LwRecordSet *set)
{
  g_autoptr (GPtrArray) rdata = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (LwRecordSet) same = NULL;

  g_ptr_array_add (rdata, g_bytes_new (bytes->data, bytes->len));
  same = lw_record_set_new_from_wire ("A.example", lw_rr_type_from_string (type), 300, rdata, NULL);
  g_assert_cmpint (same != NULL, ==, set != NULL);
  g_assert_true (lw_record_set_equal (same, set));
}

/* Contents with names in them of a few letters each, most of them in the usual ones */
static void
test_names_are_stable (void)
{
  static const struct
  {
    const char *type;
    guint before, n_names, behind;
  } layouts[] = { { "NS", 0, 1, 0 },    { "MX", 2, 1, 0 },   { "SRV", 6, 1, 0 },
                  { "CNAME", 0, 1, 0 }, { "SOA", 0, 2, 20 }, { "PTR", 0, 1, 0 },
                  { "AAAA", 16, 0, 0 }, { "A", 4, 0, 0 } };
  static const char letters[] = "aaabcxyz-019Xn_.@\\ \200";

  for (guint round = 0; round < 8000; round++)
    {
      guint kind = round % G_N_ELEMENTS (layouts);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GString) text = g_string_new ("\\# ");
      g_autoptr (LwRecordSet) set = NULL, again = NULL;

      for (guint i = 0; i < layouts[kind].before; i++)
        g_byte_array_append (bytes, &(guint8){ g_test_rand_int () & 0xff }, 1);
      for (guint i = 0; i < layouts[kind].n_names; i++)
        {
          for (guint n = g_test_rand_int_range (0, 4); n > 0; n--)
            {
              guint8 length = g_test_rand_int_range (1, 9);

              g_byte_array_append (bytes, &length, 1);
              for (guint j = 0; j < length; j++)
                g_byte_array_append (
                    bytes, (const guint8 *) letters + g_test_rand_int_range (0, sizeof letters), 1);
            }
          g_byte_array_append (bytes, (const guint8 *) "", 1);
        }
      for (guint i = 0; i < layouts[kind].behind; i++)
        g_byte_array_append (bytes, &(guint8){ g_test_rand_int () & 0xff }, 1);

      g_string_append_printf (text, "%u ", bytes->len);
      for (guint i = 0; i < bytes->len; i++)
        g_string_append_printf (text, "%02x", bytes->data[i]);
      set = make_one (layouts[kind].type, text->str, NULL);
      g_assert_nonnull (set);
      again = make_one (layouts[kind].type, lw_record_set_get_values (set)[0], NULL);
      g_assert_true (lw_record_set_equal (set, again));
      check_wire (layouts[kind].type, bytes, set);
    }
}

/* Any bytes as an MX exchange or a text come out in a spelling that leads back to themselves. */
static void
test_any_bytes_are_stable (void)
{
  const char *const types[] = { "MX", "TXT", "NAPTR", "CAA", "HTTPS", "LOC", "NSAP", "APL" };

  for (guint round = 0; round < 4000; round++)
    {
      const char *type = types[g_test_rand_int_range (0, G_N_ELEMENTS (types))];
      g_autoptr (GString) hex = g_string_new (NULL);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint length = g_test_rand_int_range (0, 24);
      g_autofree char *text = NULL;
      g_autoptr (LwRecordSet) set = NULL, again = NULL;

      for (guint i = 0; i < length; i++)
        {
          guint8 byte =
              g_test_rand_bit () ? g_test_rand_int_range (0, 12) : g_test_rand_int_range (0, 256);

          g_byte_array_append (bytes, &byte, 1);
          g_string_append_printf (hex, "%02x", byte);
        }
      text = g_strdup_printf ("\\# %u %s", length, hex->str);
      set = make_one (type, text, NULL);
      check_wire (type, bytes, set);
      if (set == NULL)
        continue;
      again = make_one (type, lw_record_set_get_values (set)[0], NULL);
      g_assert_true (lw_record_set_equal (set, again));
    }
}

static void
test_every_type_has_a_name (void)
{
  for (guint type = 1; type <= G_MAXUINT16; type++)
    {
      g_autofree char *name = lw_rr_type_to_string (type);

      g_assert_cmpuint (lw_rr_type_from_string (name), ==, type);
    }
}

static void
test_odd_type_names (void)
{
  const char *const none[] = { "",    "TYPE", "TYPE70000", "TYPE-1", "TYPE1x",
                               "15",  "M X",  "TYPE 15",   "MX ",    "TYPE99999999999999999999",
                               "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpuint (lw_rr_type_from_string (none[i]), ==, 0);
  g_assert_cmpuint (lw_rr_type_from_string ("mx"), ==, LW_RR_TYPE_MX);
  g_assert_cmpuint (lw_rr_type_from_string ("TYPE15"), ==, LW_RR_TYPE_MX);
}

static void
test_values_are_a_set (void)
{
  const char *const values[] = { "20 b.example.", "10 A.example", "20 B.EXAMPLE.", NULL };
  g_autoptr (LwRecordSet) set =
      lw_record_set_new ("Berg.Example", LW_RR_TYPE_MX, 300, values, NULL);

  g_assert_cmpstr (lw_record_set_get_owner (set), ==, "berg.example.");
  g_assert_cmpuint (lw_record_set_get_n_values (set), ==, 2);
  g_assert_true (lw_record_set_has_value (set, "10 a.example."));
  g_assert_true (lw_record_set_has_value (set, "20 b.example."));
}

static void
test_nothing_equals_no_values (void)
{
  g_autoptr (LwRecordSet) none = lw_record_set_new ("a.example.", LW_RR_TYPE_MX, 300, NULL, NULL);
  g_autoptr (LwRecordSet) one = make_one ("MX", "10 mx.example.", NULL);
  g_autoptr (LwRecordSet) slow = lw_record_set_with_ttl (one, 301);
  g_autoptr (LwRecordSet) noted = lw_record_set_with_host_extra (one, "id 7");

  g_assert_true (lw_record_set_equal (none, NULL));
  g_assert_true (lw_record_set_equal (NULL, NULL));
  g_assert_false (lw_record_set_equal (one, NULL));
  g_assert_false (lw_record_set_equal (one, slow));
  g_assert_true (lw_record_set_same_values (one, slow));
  g_assert_true (lw_record_set_equal (one, noted));
  g_assert_cmpstr (lw_record_set_get_host_extra (noted), ==, "id 7");
}

static void
test_ranges (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set =
      lw_record_set_new ("a.example.", LW_RR_TYPE_MX, LW_TTL_MAX, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (lw_record_set_new ("a.example.", LW_RR_TYPE_MX, LW_TTL_MAX + 1, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, "ttl");
  g_clear_error (&error);

  g_assert_null (lw_record_set_new ("a.example.", LW_RR_TYPE_ANY, 300, NULL, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "type");
  g_clear_error (&error);

  g_assert_null (lw_record_set_new ("a..example.", LW_RR_TYPE_A, 300, NULL, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "name");
}

static void
test_long_text (void)
{
  g_autofree char *fits = g_strnfill (255, 'x');
  g_autofree char *more = g_strnfill (256, 'x');
  g_autofree char *huge = g_strnfill (400000, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set = make_one ("TXT", fits, &error);

  g_assert_no_error (error);
  g_assert_null (make_one ("TXT", more, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_nonnull (lw_error_get_step (error));
  g_clear_error (&error);
  g_assert_null (make_one ("TXT", huge, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (make_one ("MX", huge, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
}

static void
test_mx_value (void)
{
  guint16 preference = 7;
  g_autofree char *exchange = NULL;
  g_autofree char *value = lw_mx_value_format (10, "mx.example.");
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) null_mx = make_one ("MX", "0 .", NULL);
  g_autoptr (LwRecordSet) odd = make_one ("MX", "1 .", NULL);

  g_assert_true (lw_mx_value_parse (value, &preference, &exchange, NULL));
  g_assert_cmpuint (preference, ==, 10);
  g_assert_cmpstr (exchange, ==, "mx.example.");
  g_assert_false (lw_mx_value_parse ("70000 mx.example.", NULL, NULL, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "preference");
  g_assert_true (lw_record_set_is_null_mx (null_mx));
  g_assert_false (lw_record_set_is_null_mx (odd));
}

typedef struct
{
  const char *json;
  const char *field; /* (nullable): of the refusal; NULL when it is taken */
} JsonCase;

static const JsonCase json_cases[] = {
  { "{\"owner\":\"a.example\",\"type\":\"MX\",\"ttl\":300,\"values\":[\"10 mx.example\"]}" },
  { "{\"owner\":\"a.example\",\"type\":\"MX\",\"ttl\":300,\"values\":[],\"host_extra\":\"x\"}" },
  { "{}", "owner" },
  { "[]", "record" },
  { "null", "record" },
  { "\"10 mx.example.\"", "record" },
  { "{\"owner\":7,\"type\":\"MX\",\"ttl\":300,\"values\":[]}", "owner" },
  { "{\"owner\":\"a..b\",\"type\":\"MX\",\"ttl\":300,\"values\":[]}", "name" },
  { "{\"owner\":\"\",\"type\":\"MX\",\"ttl\":300,\"values\":[]}", "name" },
  { "{\"owner\":\"a.\",\"ttl\":300,\"values\":[]}", "type" },
  { "{\"owner\":\"a.\",\"type\":\"NONE\",\"ttl\":300,\"values\":[]}", "type" },
  { "{\"owner\":\"a.\",\"type\":\"ANY\",\"ttl\":300,\"values\":[]}", "type" },
  { "{\"owner\":\"a.\",\"type\":15,\"ttl\":300,\"values\":[]}", "type" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"values\":[]}", "ttl" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":-1,\"values\":[]}", "ttl" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":2147483648,\"values\":[]}", "ttl" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":\"300\",\"values\":[]}", "ttl" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":1.5,\"values\":[]}", "ttl" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300}", "values" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":\"10 mx.\"}", "values" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[10]}", "values" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[null]}", "values" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[\"70000 mx.\"]}", "preference" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[\"10 192.0.2.1\"]}", "exchange" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[],\"host_extra\":{}}",
    "host_extra" },
  { "{\"owner\":\"a.\",\"type\":\"MX\",\"ttl\":300,\"values\":[],\"more\":1}", "more" },
};

static void
test_json (gconstpointer data)
{
  const JsonCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (c->json, NULL);
  g_autoptr (LwRecordSet) set = lw_record_set_from_json (node, &error);
  g_autoptr (LwRecordSet) again = NULL;
  g_autoptr (JsonNode) written = NULL;

  if (c->field != NULL)
    {
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
      g_assert_null (set);
      g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
      return;
    }

  g_assert_no_error (error);
  written = lw_record_set_to_json (set);
  again = lw_record_set_from_json (written, &error);
  g_assert_no_error (error);
  g_assert_true (lw_record_set_equal (set, again));
  g_assert_cmpstr (lw_record_set_get_host_extra (set), ==, lw_record_set_get_host_extra (again));
}

static void
test_error_carries_field_and_step (void)
{
  g_autoptr (GError) error =
      lw_error_new (LW_ERROR_INVALID, "ttl", "Type a number.", "%s does not fit.", "x");
  g_autoptr (GError) copy = g_error_copy (error);
  g_autoptr (GError) other = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_cmpstr (error->message, ==, "x does not fit.");
  g_assert_cmpstr (lw_error_get_field (copy), ==, "ttl");
  g_assert_cmpstr (lw_error_get_step (copy), ==, "Type a number.");
  g_assert_null (lw_error_get_field (other));
  g_assert_null (lw_error_get_step (other));
  lw_set_error (NULL, LW_ERROR_INVALID, NULL, NULL, "%s", "nobody listens");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (value_cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/record-set/value/%02" G_GSIZE_FORMAT "-%s", i, value_cases[i].type);

      g_test_add_data_func (path, &value_cases[i], test_value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (json_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/record-set/json/%02" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &json_cases[i], test_json);
    }
  g_test_add_func ("/record-set/any-bytes-are-stable", test_any_bytes_are_stable);
  g_test_add_func ("/record-set/names-are-stable", test_names_are_stable);
  g_test_add_func ("/record-set/every-type-has-a-name", test_every_type_has_a_name);
  g_test_add_func ("/record-set/odd-type-names", test_odd_type_names);
  g_test_add_func ("/record-set/values-are-a-set", test_values_are_a_set);
  g_test_add_func ("/record-set/nothing-equals-no-values", test_nothing_equals_no_values);
  g_test_add_func ("/record-set/ranges", test_ranges);
  g_test_add_func ("/record-set/long-text", test_long_text);
  g_test_add_func ("/record-set/mx-value", test_mx_value);
  g_test_add_func ("/error/carries-field-and-step", test_error_carries_field_and_step);

  return g_test_run ();
}
