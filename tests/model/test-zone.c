/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-zone.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"

static const char rich_zone[] =
    "\xef\xbb\xbf; a comment (with a bracket\r\n"
    "$TTL 1h30m\n"
    "$ORIGIN Berg.Example.\n"
    "@ 3600 IN SOA ns1 hostmaster.berg.example. ( 2026010101 ; serial\n"
    "      2h 15m\n"
    "      2w 300 )\n"
    "  IN NS ns1\n"
    "  NS ns2.other.example.\n"
    "\t600\tMX\t10 MX1\n"
    "\tMX 20 mx2.other.example.\n"
    "  TXT \"v=spf1 mx -all\"\n"
    "  TXT \"a;b\" \"c\\\"d\" \"\" \"gr\xc3\xbc\xc3\x9f\"\n"
    "  CAA 0 issue \"ca.example\"\n"
    "mx1 A 192.0.2.1\n"
    "    IN 60 AAAA 2001:db8::1\n"
    "ns1 60 IN A 192.0.2.2 ; one\n"
    "www CNAME @\n"
    "* IN A 192.0.2.3\n"
    "_dmarc TXT \"v=DMARC1; p=none\"\n"
    "_25._tcp.mx1 TLSA 3 1 1 (\n"
    "  0123456789abcdef0123456789abcdef\n"
    "  0123456789abcdef0123456789abcdef )\n"
    "_sip._tcp SRV 0 5 5060 sip\n"
    "a\\.b TXT dotted\n"
    "a\\034b A 192.0.2.4\n"
    "odd MX 10 a\\@b\\ c\n"
    "svc HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1\n"
    "b\xc3\xbc"
    "cher A 192.0.2.5\n"
    "new TYPE65534 \\# 4 0a0b0c0d\n"
    "old IN TYPE65533 \\# 0\n"
    "wks WKS \\# 6 c00002010604\n"
    "loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m\n"
    "ptr NAPTR 100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:x@y.example!\" .\n"
    "sub NS ns.sub\n"
    "ns.sub A 192.0.2.6\n"
    "sub DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"
    "$ORIGIN deep.berg.example.\n"
    "x A 192.0.2.7\n";

static LwZone *
parse (const char *text, const char *origin)
{
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, origin, &error);

  g_assert_no_error (error);

  return zone;
}

static const char *
first_value (LwZone *zone, const char *owner, guint16 type)
{
  LwRecordSet *set = lw_zone_get_set (zone, owner, type);

  return set != NULL ? lw_record_set_get_values (set)[0] : NULL;
}

static void
test_rich_zone (void)
{
  g_autoptr (LwZone) zone = parse (rich_zone, NULL);
  LwRecordSet *mx = lw_zone_get_set (zone, "berg.example.", LW_RR_TYPE_MX);
  guint32 serial = 0;

  g_assert_cmpstr (lw_zone_get_origin (zone), ==, "berg.example.");
  g_assert_true (lw_zone_get_serial (zone, &serial));
  g_assert_cmpuint (serial, ==, 2026010101);
  g_assert_cmpuint (lw_zone_count_records (zone), ==, 30);
  g_assert_cmpuint (lw_record_set_get_n_values (mx), ==, 2);
  g_assert_cmpuint (lw_record_set_get_ttl (mx), ==, 600);
  g_assert_cmpstr (first_value (zone, "berg.example.", LW_RR_TYPE_SOA), ==,
                   "ns1.berg.example. hostmaster.berg.example. 2026010101 7200 900 1209600 300");
  g_assert_cmpstr (first_value (zone, "www.berg.example.", LW_RR_TYPE_CNAME), ==, "berg.example.");
  g_assert_cmpstr (first_value (zone, "_sip._tcp.berg.example.", LW_RR_TYPE_SRV), ==,
                   "0 5 5060 sip.berg.example.");
  g_assert_cmpstr (first_value (zone, "xn--bcher-kva.berg.example.", LW_RR_TYPE_A), ==,
                   "192.0.2.5");
  g_assert_cmpstr (first_value (zone, "a\\.b.berg.example.", LW_RR_TYPE_TXT), ==, "\"dotted\"");
  g_assert_cmpstr (first_value (zone, "odd.berg.example.", LW_RR_TYPE_MX), ==,
                   "10 a\\064b\\032c.berg.example.");
  g_assert_cmpstr (first_value (zone, "x.deep.berg.example.", LW_RR_TYPE_A), ==, "192.0.2.7");
  g_assert_cmpuint (
      lw_record_set_get_ttl (lw_zone_get_set (zone, "www.berg.example.", LW_RR_TYPE_CNAME)), ==,
      5400);
}

static void
test_text_leads_back (void)
{
  g_autoptr (LwZone) zone = parse (rich_zone, NULL);
  g_autofree char *text = lw_zone_to_text (zone);
  g_autoptr (LwZone) again = parse (text, NULL);
  g_autofree char *text_again = lw_zone_to_text (again);

  g_assert_true (lw_zone_equal (zone, again));
  g_assert_cmpstr (text, ==, text_again);
  g_assert_true (g_str_has_prefix (
      text, "$ORIGIN berg.example.\nberg.example.\t3600\tIN\tSOA\tns1.berg.example. "));
}

/* Whatever bytes a zone holds, its text leads back to them. */
static void
test_any_zone_leads_back (void)
{
  const char *const types[] = { "TXT", "MX", "A", "TYPE65280", "CAA", "NAPTR", "TLSA" };

  for (guint round = 0; round < 150; round++)
    {
      g_autoptr (LwZone) zone = lw_zone_new ("berg.example.");
      g_autoptr (LwZone) again = NULL;
      g_autofree char *text = NULL;

      for (guint i = 0; i < 12; i++)
        {
          const char *type = types[g_test_rand_int_range (0, G_N_ELEMENTS (types))];
          guint length = g_test_rand_int_range (1, 20);
          g_autofree char *owner =
              g_strdup_printf ("\\%03d\\%03d.berg.example.", g_test_rand_int_range (0, 256),
                               g_test_rand_int_range (0, 256));
          g_autoptr (GString) value = g_string_new (NULL);
          LwRecordSet *set;

          g_string_append_printf (value, "\\# %u ", length);
          for (guint j = 0; j < length; j++)
            {
              guint byte = g_test_rand_int_range (0, 256);

              if (j == 0 && strcmp (type, "TXT") == 0)
                byte = length - 1;
              g_string_append_printf (value, "%02x", byte);
            }
          set = lw_record_set_new (owner, lw_rr_type_from_string (type),
                                   g_test_rand_int_range (0, G_MAXINT32),
                                   (const char *const[]){ value->str, NULL }, NULL);
          if (set != NULL)
            lw_zone_take_set (zone, set);
        }

      text = lw_zone_to_text (zone);
      again = parse (text, NULL);
      g_assert_true (lw_zone_equal (zone, again));
    }
}

typedef struct
{
  const char *text;
  const char *message; /* a part of the refusal's sentence */
} BadCase;

#define HEAD "$ORIGIN a.test.\n$TTL 60\n"

static const BadCase bad_cases[] = {
  { HEAD "$INCLUDE other.zone\n", "Line 3: It refers to another file" },
  { HEAD "$GENERATE 1-10 a$ A 192.0.2.$\n", "Line 3: It makes records by counting" },
  { HEAD "$TTL\n", "“$TTL” is no instruction" },
  { HEAD "$TTL 1y\n", "“1y” is no waiting time" },
  { HEAD "$TTL 2147483648\n", "is no waiting time" },
  { HEAD "$TTL -1\n", "is no waiting time" },
  { HEAD "$ORIGIN a..b.\n", "Line 3" },
  { HEAD "$BOGUS 1\n", "“$BOGUS” is no instruction" },
  { HEAD "@ MX 70000 mx\n", "Line 3: “70000” does not fit" },
  { HEAD "@ MX -1 mx\n", "Line 3: “-1” does not fit" },
  { HEAD "@ A 192.0.2.1\n\n\n@ MX 65536 mx\n", "Line 6" },
  { HEAD "@ MX 10 192.0.2.1\n", "number address" },
  { HEAD "@ SRV 0 0 70000 x\n", "Line 3" },
  { HEAD "@ CAA 256 issue \"x\"\n", "Line 3" },
  { HEAD "@ 9999999999 A 192.0.2.1\n", "is no waiting time" },
  { HEAD "@ 60 60 A 192.0.2.1\n", "is no type of record" },
  { HEAD "@ CH TXT \"x\"\n", "“CH” is no type of record" },
  { HEAD "@ NOTYPE x\n", "“NOTYPE” is no type of record" },
  { HEAD "@ TYPE70000 \\# 0\n", "is no type of record" },
  { HEAD "@ IN\n", "ends before" },
  { HEAD "@\n", "ends before" },
  { HEAD "@ A\n", "Line 3" },
  { HEAD "@ A 192.0.2.999\n", "no number address" },
  { HEAD "@ TXT \"open\n\"\n", "Line 3: A quotation mark" },
  { HEAD "@ TXT ( \"a\"\n\"b\"\n", "Line 3: A bracket is opened" },
  { HEAD "@ TXT \"a\" )\n", "Line 3: A bracket is closed" },
  { HEAD "@ TXT \"a\\", "Line 3" },
  { HEAD "a..b A 192.0.2.1\n", "nothing stands between two dots" },
  { HEAD "other.test. A 192.0.2.1\n", "Line 3: “other.test” belongs to another domain" },
  { HEAD "@ ANY \\# 0\n", "questions only" },
  { HEAD "\001 A 192.0.2.1\n", "control character" },
  { "  A 192.0.2.1\n", "Line 1: The name at the start" },
  { "@ A 192.0.2.1\n", "It is not said which domain" },
  { "a.test. A 192.0.2.1\n", "The waiting time is missing" },
  { "a.test. 60 A 192.0.2.1\n", "does not say which domain" },
  { "", "does not say which domain" },
  { "{}", "Line 1" },
  { "{\"a\":1}", "Line 1" },
  { "<html><body>Not found</body></html>", "Line 1" },
  { "\xff\xfe\x00z", "Line 1" },
  { "((((((((((", "Line 1" },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = lw_zone_parse (c->text, -1, NULL, &error);

  g_assert_null (zone);
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, c->message));
}

/* Every beginning of a good file is read or refused, never more. */
static void
test_truncated (void)
{
  for (gsize length = 0; length < sizeof rich_zone - 1; length++)
    {
      g_autofree char *text = g_memdup2 (rich_zone, MAX (length, 1)); /* no final zero byte */
      g_autoptr (GError) error = NULL;
      g_autoptr (LwZone) zone = lw_zone_parse (text, length, "berg.example.", &error);

      g_assert_true ((zone == NULL) == (error != NULL));
    }
}

static void
test_too_large (void)
{
  gsize size = 8 * 1024 * 1024 + 1;
  g_autofree char *text = g_strnfill (size, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_zone_parse (text, size, "a.test.", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

static void
test_origins (void)
{
  g_autoptr (LwZone) given = parse ("@ 60 A 192.0.2.1\nmx 60 A 192.0.2.2", "a.test.");
  g_autoptr (LwZone) below = parse ("$ORIGIN x.a.test.\n@ 60 A 192.0.2.1\n", "a.test.");
  g_autoptr (LwZone) other = parse ("$ORIGIN b.test.\n@ 60 A 192.0.2.1\n", "a.test.");
  g_autoptr (LwZone) soa = parse ("c.test. SOA . . 1 2 3 4 5\n", NULL);

  g_assert_cmpstr (lw_zone_get_origin (given), ==, "a.test.");
  g_assert_nonnull (lw_zone_get_set (given, "mx.a.test.", LW_RR_TYPE_A));
  g_assert_cmpstr (lw_zone_get_origin (below), ==, "a.test.");
  g_assert_cmpstr (lw_zone_get_origin (other), ==, "b.test.");
  g_assert_cmpstr (lw_zone_get_origin (soa), ==, "c.test.");
  g_assert_cmpuint (lw_record_set_get_ttl (lw_zone_get_set (soa, "c.test.", LW_RR_TYPE_SOA)), ==,
                    5);
}

static void
test_ttl_of_a_set_is_the_shortest (void)
{
  g_autoptr (LwZone) zone =
      parse ("@ 60 A 192.0.2.1\n@ 30 A 192.0.2.2\n@ 90 A 192.0.2.3", "a.test.");

  g_assert_cmpuint (lw_record_set_get_ttl (lw_zone_get_set (zone, "a.test.", LW_RR_TYPE_A)), ==,
                    30);
}

static void
test_equal_leaves_out_the_servers_own (void)
{
  g_autoptr (LwZone) a = parse ("@ 60 SOA . . 1 2 3 4 5\n@ 60 A 192.0.2.1", "a.test.");
  g_autoptr (LwZone) b = parse ("@ 60 A 192.0.2.1\n@ 60 ZONEMD 1 1 1 00", "a.test.");
  g_autoptr (LwZone) c = parse ("@ 61 A 192.0.2.1", "a.test.");
  g_autoptr (LwZone) copy = lw_zone_copy (a);

  g_assert_true (lw_zone_equal (a, b));
  g_assert_false (lw_zone_equal (a, c));
  g_assert_true (lw_zone_equal (a, copy));
  lw_zone_drop_set (copy, "a.test.", LW_RR_TYPE_A);
  g_assert_false (lw_zone_equal (a, copy));
  g_assert_nonnull (lw_zone_get_set (a, "a.test.", LW_RR_TYPE_A));
  g_assert_false (lw_zone_get_serial (b, NULL));
}

static void
test_serials_go_round (void)
{
  g_assert_cmpint (lw_serial_compare (1, 1), ==, 0);
  g_assert_cmpint (lw_serial_compare (2, 1), ==, 1);
  g_assert_cmpint (lw_serial_compare (1, 2), ==, -1);
  g_assert_cmpint (lw_serial_compare (0, G_MAXUINT32), ==, 1);
  g_assert_cmpint (lw_serial_compare (G_MAXUINT32, 0), ==, -1);
  g_assert_cmpint (lw_serial_compare (0x80000000u, 0), ==, 2);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/zone/bad/%02" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &bad_cases[i], test_bad);
    }
  g_test_add_func ("/zone/rich", test_rich_zone);
  g_test_add_func ("/zone/text-leads-back", test_text_leads_back);
  g_test_add_func ("/zone/any-zone-leads-back", test_any_zone_leads_back);
  g_test_add_func ("/zone/truncated", test_truncated);
  g_test_add_func ("/zone/too-large", test_too_large);
  g_test_add_func ("/zone/origins", test_origins);
  g_test_add_func ("/zone/ttl-of-a-set-is-the-shortest", test_ttl_of_a_set_is_the_shortest);
  g_test_add_func ("/zone/equal-leaves-out-the-servers-own", test_equal_leaves_out_the_servers_own);
  g_test_add_func ("/zone/serials-go-round", test_serials_go_round);

  return g_test_run ();
}
