/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-domain-connect.h"

#include <string.h>

#include "lw-error.h"
#include "lw-json.h"

#define ZONE "berg.example."

/* What a zone may say where to ask; the address is NULL where nobody is asked. */
static const struct
{
  const char *text;
  const char *url; /* (nullable) */
} hints[] = {
  { "\"api.host.test\"", "https://api.host.test/v2/berg.example/settings" },
  { "api.host.test", "https://api.host.test/v2/berg.example/settings" },
  { "\"api.host.test/client/v4\"", "https://api.host.test/client/v4/v2/berg.example/settings" },
  { "\"api.host.test/\"", "https://api.host.test/v2/berg.example/settings" },
  { "", NULL },
  { "\"\"", NULL },
  { "\"localhost\"", NULL },
  { "\"192.0.2.1\"", NULL },
  { "\"127.1\"", NULL },
  { "\"0x7f.0.0.1\"", NULL },
  { "\"[2001:db8::1]\"", NULL },
  { "\"2001:db8::1\"", NULL },
  { "\"api.host.test:8443\"", NULL },
  { "\"you@api.host.test\"", NULL },
  { "\"you:secret@api.host.test/x\"", NULL },
  { "\"https://api.host.test\"", NULL },
  { "\"//api.host.test\"", NULL },
  { "\"/etc/passwd\"", NULL },
  { "\"api.host.test/../x\"", NULL },
  { "\"api.host.test//x\"", NULL },
  { "\"api.host.test/x?y=1\"", NULL },
  { "\"api.host.test/x#y\"", NULL },
  { "\"api.host.test/%2e%2e\"", NULL },
  { "\"api host.test\"", NULL },
  { "\"api.host.test\" \"x\"", NULL },
  { "\"api..test\"", NULL },
  { "\"api.host.test\\010\"", NULL },
  { "\"test\"", NULL },
};

static void
test_hints (void)
{
  g_autofree char *dots = g_strnfill (70000, '.');
  g_autofree char *based =
      lw_domain_connect_make_url ("api.host.test/v4", ZONE, "http://127.0.0.1:1/");

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_autofree char *url = lw_domain_connect_make_url (hints[i].text, ZONE, NULL);

      g_assert_cmpstr (url, ==, hints[i].url);
    }
  g_assert_cmpstr (based, ==, "http://127.0.0.1:1/v4/v2/berg.example/settings");
  g_assert_null (lw_domain_connect_make_url (dots, ZONE, NULL));
}

/* What a host may say of itself; @control: what is left of its page's address */
static const struct
{
  const char *json;
  const char *member; /* (nullable): that the error names */
  const char *control;
} answers[] = {
  { "{}", NULL, NULL },
  { "{\"providerId\":\"x\",\"width\":750,\"unknown\":[1]}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://host.test/zone/%domain%/dns\"}", NULL,
    "https://host.test/zone/berg.example/dns" },
  { "{\"urlControlPanel\":null}", NULL, NULL },
  { "{\"urlControlPanel\":\"http://host.test/\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"javascript:alert(1)\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://you:secret@host.test/\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://192.0.2.1/\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://localhost/\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://host.test/<b>\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://host.test/\\u202e\"}", NULL, NULL },
  { "{\"urlControlPanel\":\"https://host.test/\\n\"}", NULL, NULL },
  { "{\"urlControlPanel\":7}", "urlControlPanel", NULL },
  { "{\"providerName\":[]}", "providerName", NULL },
  { "{\"nameServers\":\"a.test\"}", "nameServers", NULL },
  { "{\"nameServers\":[\"a..b\"]}", "nameServers", NULL },
  { "{\"nameServers\":[7]}", "nameServers", NULL },
  { "[]", "file", NULL },
  { "<html>", "file", NULL },
  { "", "file", NULL },
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwDomainConnect) connect =
          lw_domain_connect_parse (ZONE, answers[i].json, -1, &error);

      if (answers[i].member != NULL)
        {
          g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
          g_assert_cmpstr (lw_error_get_field (error), ==, answers[i].member);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (lw_domain_connect_get (connect)->control_url, ==, answers[i].control);
    }
}

static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"providerId\":\"host.test\",\"providerName\":\"Host\",\"providerDisplayName\":\"Höst\","
    "\"urlSyncUX\":\"https://host.test/sync\",\"urlAPI\":\"https://api.host.test\","
    "\"urlControlPanel\":\"https://host.test/%domain%\",\"nameServers\":[\"NS1.host.test\"]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (LwDomainConnect) first = lw_domain_connect_parse (ZONE, texts[i], -1, NULL);
      g_autoptr (JsonNode) node = lw_domain_connect_to_json (first);
      g_autoptr (LwDomainConnect) second =
          lw_domain_connect_from_json (json_node_get_object (node), NULL);
      g_autoptr (JsonNode) again = lw_domain_connect_to_json (second);

      g_assert_true (json_node_equal (node, again));
    }
}

static void
test_too_large (void)
{
  g_autofree char *body = g_strnfill (LW_DOMAIN_CONNECT_BYTES_MAX + 1, ' ');
  g_autoptr (GError) error = NULL;

  body[0] = '{';
  body[LW_DOMAIN_CONNECT_BYTES_MAX] = '}';
  g_assert_null (lw_domain_connect_parse (ZONE, body, -1, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/domain-connect/hints", test_hints);
  g_test_add_func ("/domain-connect/answers", test_answers);
  g_test_add_func ("/domain-connect/round-trip", test_round_trip);
  g_test_add_func ("/domain-connect/too-large", test_too_large);

  return g_test_run ();
}
