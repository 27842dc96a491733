/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"
#include "lw-rdap-bootstrap.h"
#include "lw-registration.h"

#include <locale.h>
#include <string.h>

#define DOMAIN_NAME "berg.example."
#define HEAD "\"objectClassName\":\"domain\",\"ldhName\":\"Berg.Example\""
#define CARD(value) "\"vcardArray\":[\"vcard\",[[\"version\",{},\"text\",\"4.0\"]," value "]]"
#define REGISTRAR(card) \
  "\"entities\":[{\"roles\":[\"abuse\"]},{\"roles\":[\"registrar\"]," card "}]"
#define FN "[\"fn\",{},\"text\",\"The Shop\"]"

static LwRegistration *
parse (const char *json, GError **error)
{
  const LwRegistrationFields fields = {
    .domain = DOMAIN_NAME,
    .source = "https://rdap.example/domain/berg.example",
    .asked_at = 1000,
  };

  return lw_registration_parse_rdap (&fields, json, -1, error);
}

typedef struct
{
  const char *name;
  const char *json;
  const char *status;    /* (nullable): joined by ", " */
  const char *registrar; /* (nullable) */
  gint64 expires_at;
} GoodCase;

static const GoodCase good_cases[] = {
  { "least", "{\"objectClassName\":\"domain\"}", NULL, NULL, 0 },
  { "whole",
    "{" HEAD ",\"status\":[\"active\",\"client hold\"]," REGISTRAR (
        CARD (FN)) ",\"events\":["
                   "{\"eventAction\":\"registration\",\"eventDate\":\"2001-01-01T00:00:00Z\"},"
                   "{\"eventAction\":\"expiration\",\"eventDate\":\"2026-12-03T10:00:00Z\"}],"
                   "\"more\":{}}",
    "active, client hold", "The Shop", 1796292000 },
  { "odd-date", "{" HEAD ",\"events\":[{\"eventAction\":\"expiration\",\"eventDate\":\"soon\"}]}",
    NULL, NULL, 0 },
  { "events-text", "{" HEAD ",\"events\":\"none\"}", NULL, NULL, 0 },
  { "date-number", "{" HEAD ",\"events\":[{\"eventAction\":\"expiration\",\"eventDate\":5}]}", NULL,
    NULL, 0 },
  { "entities-text", "{" HEAD ",\"entities\":[\"x\"]}", NULL, NULL, 0 },
  { "card-object", "{" HEAD "," REGISTRAR ("\"vcardArray\":{}") "}", NULL, NULL, 0 },
  { "card-short", "{" HEAD "," REGISTRAR ("\"vcardArray\":[]") "}", NULL, NULL, 0 },
  { "card-words", "{" HEAD "," REGISTRAR (CARD ("\"fn\",5,null")) "}", NULL, NULL, 0 },
  { "card-short-property", "{" HEAD "," REGISTRAR (CARD ("[\"fn\"]")) "}", NULL, NULL, 0 },
  { "card-number", "{" HEAD "," REGISTRAR (CARD ("[\"fn\",{},\"text\",7]")) "}", NULL, NULL, 0 },
  { "control-signs", "{" HEAD ",\"status\":[\"a\\u001bb\"]}", "a b", NULL, 0 },
};

static void
test_good (gconstpointer data)
{
  const GoodCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRegistration) registration = parse (c->json, &error);
  const LwRegistrationFields *fields;
  g_autofree char *status = NULL;

  g_assert_no_error (error);
  fields = lw_registration_get (registration);
  if (fields->status != NULL)
    status = g_strjoinv (", ", (char **) fields->status);
  if (!g_str_equal (c->name, "control-signs"))
    g_assert_cmpstr (status, ==, c->status);
  else
    g_assert_null (strchr (status, '\033'));
  g_assert_cmpint (fields->outcome, ==, LW_REGISTRATION_FOUND);
  g_assert_cmpstr (fields->domain, ==, DOMAIN_NAME);
  g_assert_cmpstr (fields->registrar, ==, c->registrar);
  g_assert_cmpint (fields->expires_at, ==, c->expires_at);
}

static const struct
{
  const char *name;
  const char *json;
  const char *field;
} bad_cases[] = {
  { "empty", "", "file" },
  { "list", "[]", "file" },
  { "cut", "{\"objectClassName\":", "file" },
  { "no-kind", "{}", "objectClassName" },
  { "error-body", "{\"errorCode\":404,\"title\":\"none\"}", "objectClassName" },
  { "other-kind", "{\"objectClassName\":\"nameserver\"}", "objectClassName" },
  { "other-domain", "{\"objectClassName\":\"domain\",\"ldhName\":\"berg.example.attacker.test\"}",
    "ldhName" },
  { "no-name", "{\"objectClassName\":\"domain\",\"ldhName\":\"a..b\"}", "ldhName" },
  { "status-text", "{" HEAD ",\"status\":\"active\"}", "status" },
  { "status-number", "{" HEAD ",\"status\":[1]}", "status" },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LwRegistration) registration = parse (bad_cases[i].json, &error);

      g_test_message ("%s", bad_cases[i].name);
      g_assert_null (registration);
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
    }
}

static void
test_many_status (void)
{
  GString *json = g_string_new ("{" HEAD ",\"status\":[\"x\"");
  g_autoptr (GError) error = NULL;
  LwRegistration *registration;

  for (guint i = 0; i < 40; i++)
    g_string_append (json, ",\"x\"");
  g_string_append (json, "]}");
  registration = parse (json->str, &error);
  g_assert_null (registration);
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_string_free (json, TRUE);
}

static void
test_round_trip (void)
{
  g_autoptr (LwRegistration) registration = parse (good_cases[1].json, NULL);
  g_autoptr (JsonNode) node = lw_registration_to_json (registration);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRegistration) again =
      lw_registration_from_json (json_node_get_object (node), &error);
  g_autoptr (JsonNode) second = NULL;

  g_assert_no_error (error);
  second = lw_registration_to_json (again);
  g_assert_true (json_node_equal (node, second));
  g_assert_true (lw_registration_has_status (again, "clientHold"));
  g_assert_false (lw_registration_has_status (again, "server hold"));
}

#define LIST(entries) "{\"version\":\"1.0\",\"services\":[" entries "]}"

static const struct
{
  const char *name;
  const char *json;
  const char *domain;
  const char *base; /* (nullable) */
} bootstrap_cases[] = {
  { "plain", LIST ("[[\"net\",\"example\"],[\"https://a.test/\"]]"), DOMAIN_NAME,
    "https://a.test/" },
  { "longest", LIST ("[[\"uk\"],[\"https://uk.test/\"]],[[\"co.uk\"],[\"https://co.test/\"]]"),
    "berg.co.uk.", "https://co.test/" },
  { "longest-first",
    LIST ("[[\"co.uk\"],[\"https://co.test/\"]],[[\"uk\"],[\"https://uk.test/\"]]"), "berg.co.uk.",
    "https://co.test/" },
  { "label-boundary", LIST ("[[\"o.uk\"],[\"https://o.test/\"]]"), "berg.co.uk.", NULL },
  { "https-preferred", LIST ("[[\"example\"],[\"http://a.test/\",\"https://b.test/\"]]"),
    DOMAIN_NAME, "https://b.test/" },
  { "http-only", LIST ("[[\"example\"],[\"http://a.test/\"]]"), DOMAIN_NAME, "http://a.test/" },
  { "a-label", LIST ("[[\"xn--p1ai\"],[\"https://rf.test/\"]]"), "berg.xn--p1ai.",
    "https://rf.test/" },
  { "case", LIST ("[[\"EXAMPLE\"],[\"https://a.test/\"]]"), DOMAIN_NAME, "https://a.test/" },
  { "none", LIST (""), DOMAIN_NAME, NULL },
  { "odd-entries",
    LIST ("5,[],[[\"example\"]],[\"example\",\"x\"],[[7],[\"x\"]],[[\"example\"],[null]]"),
    DOMAIN_NAME, NULL },
};

static void
test_bootstrap (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bootstrap_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base =
          lw_rdap_bootstrap_find (bootstrap_cases[i].json, -1, bootstrap_cases[i].domain, &error);

      g_test_message ("%s", bootstrap_cases[i].name);
      g_assert_no_error (error);
      g_assert_cmpstr (base, ==, bootstrap_cases[i].base);
    }
}

static void
test_bad_bootstrap (void)
{
  static const char *const texts[] = { "", "[]", "{}", "{\"services\":{}}", "{\"services\":7}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lw_rdap_bootstrap_find (texts[i], -1, DOMAIN_NAME, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
    }
}

static void
test_url (void)
{
  g_autofree char *with = lw_rdap_make_url ("https://a.test/v1/", DOMAIN_NAME);
  g_autofree char *without = lw_rdap_make_url ("https://a.test", DOMAIN_NAME);

  g_assert_cmpstr (with, ==, "https://a.test/v1/domain/berg.example");
  g_assert_cmpstr (without, ==, "https://a.test/domain/berg.example");
}

static void
test_registered (void)
{
  static const struct
  {
    const char *name;
    const char *registered;
  } cases[] = {
    { "berg.co.uk.", "berg.co.uk." },
    { "mail.berg.co.uk.", "berg.co.uk." },
    { "co.uk.", NULL },
    { "uk.", NULL },
    { "anna.github.io.", NULL },
    { "github.com.", "github.com." },
    { "berg.test.", "berg.test." },
    { "a.b.berg.test.", "berg.test." },
    { "xn--bcher-kva.de.", "xn--bcher-kva.de." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *registered = lw_name_registered (cases[i].name);

      g_assert_cmpstr (registered, ==, cases[i].registered);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (good_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/registration/good/%s", good_cases[i].name);

      g_test_add_data_func (path, &good_cases[i], test_good);
    }
  g_test_add_func ("/registration/bad", test_bad);
  g_test_add_func ("/registration/many-status", test_many_status);
  g_test_add_func ("/registration/round-trip", test_round_trip);
  g_test_add_func ("/registration/bootstrap", test_bootstrap);
  g_test_add_func ("/registration/bad-bootstrap", test_bad_bootstrap);
  g_test_add_func ("/registration/url", test_url);
  g_test_add_func ("/registration/registered", test_registered);

  return g_test_run ();
}
