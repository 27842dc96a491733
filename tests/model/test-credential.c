/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-credential.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"

#define SECRET "c2VjcmV0LXNlY3JldA=="
#define FIELDS "\"fields\":[{\"id\":\"key\",\"label\":\"Key\",\"secret\":true}]"
#define HOST "\"schema\":1,\"id\":\"acme\",\"name\":\"Acme\",\"kind\":\"acme\""

typedef struct
{
  const char *name;
  const char *json;
  const char *field;
} HostileCase;

static const HostileCase host_cases[] = {
  { "empty", "", "file" },
  { "html", "<html>", "file" },
  { "list", "[1]", "file" },
  { "no-members", "{}", "schema" },
  { "cut", "{" HOST, "file" },
  { "schema", "{\"schema\":99}", "schema" },
  { "unknown", "{" HOST "," FIELDS ",\"script\":\"x\"}", "script" },
  { "id-missing", "{\"schema\":1,\"name\":\"A\",\"kind\":\"a\"," FIELDS "}", "id" },
  { "id-path", "{\"schema\":1,\"id\":\"../a\",\"name\":\"A\",\"kind\":\"a\"," FIELDS "}", "id" },
  { "id-null", "{\"schema\":1,\"id\":null,\"name\":\"A\",\"kind\":\"a\"," FIELDS "}", "id" },
  { "name-empty", "{\"schema\":1,\"id\":\"a\",\"name\":\"\",\"kind\":\"a\"," FIELDS "}", "name" },
  { "kind-number", "{\"schema\":1,\"id\":\"a\",\"name\":\"A\",\"kind\":1," FIELDS "}", "kind" },
  { "base-http", "{" HOST "," FIELDS ",\"base\":\"http://acme.example\"}", "base" },
  { "base-script", "{" HOST "," FIELDS ",\"base\":\"javascript:alert(1)\"}", "base" },
  { "url-file", "{" HOST "," FIELDS ",\"url\":\"file:///etc/passwd\"}", "url" },
  { "no-fields", "{" HOST "}", "fields" },
  { "fields-empty", "{" HOST ",\"fields\":[]}", "fields" },
  { "fields-object", "{" HOST ",\"fields\":{}}", "fields" },
  { "field-text", "{" HOST ",\"fields\":[\"key\"]}", "fields" },
  { "field-unknown", "{" HOST ",\"fields\":[{\"id\":\"k\",\"label\":\"K\",\"hidden\":true}]}",
    "hidden" },
  { "field-twice",
    "{" HOST ",\"fields\":[{\"id\":\"k\",\"label\":\"K\"},{\"id\":\"k\",\"label\":\"L\"}]}",
    "fields" },
  { "field-secret-text",
    "{" HOST ",\"fields\":[{\"id\":\"k\",\"label\":\"K\",\"secret\":\"yes\"}]}", "secret" },
  { "field-pattern", "{" HOST ",\"fields\":[{\"id\":\"k\",\"label\":\"K\",\"pattern\":\"[\"}]}",
    "pattern" },
  { "field-choices", "{" HOST ",\"fields\":[{\"id\":\"k\",\"label\":\"K\",\"choices\":[1]}]}",
    "choices" },
  { "limit-zero", "{" HOST "," FIELDS ",\"limits\":{\"changes_per_request\":0}}",
    "changes_per_request" },
  { "limit-unknown", "{" HOST "," FIELDS ",\"limits\":{\"per_day\":1}}", "per_day" },
  { "features-list", "{" HOST "," FIELDS ",\"features\":[]}", "features" },
};

static void
test_hostile_host (gconstpointer data)
{
  const HostileCase *c = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_host_description_parse (c->json, -1, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
}

static void
test_built_in (void)
{
  GPtrArray *hosts = lw_host_descriptions_get ();

  g_assert_cmpuint (hosts->len, >=, 2);
  for (guint i = 0; i < hosts->len; i++)
    {
      LwHostDescription *host = hosts->pdata[i];

      g_assert_true (lw_host_descriptions_find (lw_host_description_get_id (host)) == host);
      g_assert_nonnull (lw_host_description_get_rights (host));
      g_assert_cmpuint (lw_host_description_get_changes_per_request (host), >=, 1);
      for (guint j = 0; j < lw_host_description_get_n_fields (host); j++)
        {
          const LwHostField *field = lw_host_description_get_field (host, j);
          g_autoptr (GError) error = NULL;

          g_assert_nonnull (field->help);
          g_assert_true (field->secret ? field->example == NULL : TRUE);
          lw_host_description_check_value (
              host, field->id, field->example != NULL ? field->example : field->default_value,
              &error);
          if (field->example != NULL || field->default_value != NULL)
            g_assert_no_error (error);
          else
            g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
        }
    }
  g_assert_null (lw_host_descriptions_find ("acme"));
}

static void
test_sorted (void)
{
  GPtrArray *hosts = lw_host_descriptions_get ();

  for (guint i = 1; i < hosts->len; i++)
    g_assert_cmpint (g_utf8_collate (lw_host_description_get_name (hosts->pdata[i - 1]),
                                     lw_host_description_get_name (hosts->pdata[i])),
                     <=, 0);
}

typedef struct
{
  const char *host;
  const char *field;
  const char *value; /* (nullable) */
  gboolean right;
} ValueCase;

static const ValueCase value_cases[] = {
  { "powerdns", "url", "https://dns.example.net:8081", TRUE },
  { "powerdns", "url", "http://127.0.0.1:8081", TRUE },
  { "powerdns", "url", "https://[2001:db8::1]:8081/api", TRUE },
  { "powerdns", "url", "dns.example.net", FALSE },
  { "powerdns", "url", "ftp://dns.example.net", FALSE },
  { "powerdns", "url", "https://user:" SECRET "@dns.example.net", FALSE },
  { "powerdns", "url", "https://dns.example.net/?key=" SECRET, FALSE },
  { "powerdns", "url", "https://dns.example.net\nX-Key: " SECRET, FALSE },
  { "powerdns", "url", "", FALSE },
  { "powerdns", "url", NULL, FALSE },
  { "powerdns", "key", "changeme", TRUE },
  { "powerdns", "key", "two words " SECRET, FALSE },
  { "powerdns", "key", SECRET "\r\n", FALSE },
  { "powerdns", "key", SECRET "\xff", FALSE },
  { "powerdns", "key", SECRET "ü", FALSE },
  { "powerdns", "other", SECRET, FALSE },
  { "rfc2136", "server", "192.0.2.1", TRUE },
  { "rfc2136", "server", "2001:db8::1", TRUE },
  { "rfc2136", "server", "ns1.example.net", TRUE },
  { "rfc2136", "server", "ns1 example", FALSE },
  { "rfc2136", "port", "5353", TRUE },
  { "rfc2136", "port", "65535", TRUE },
  { "rfc2136", "port", "65536", FALSE },
  { "rfc2136", "port", "70000", FALSE },
  { "rfc2136", "port", "0", FALSE },
  { "rfc2136", "port", "53\n", FALSE },
  { "rfc2136", "port", "dns", FALSE },
  { "rfc2136", "port", "", TRUE },
  { "rfc2136", "algorithm", "hmac-sha512", TRUE },
  { "rfc2136", "algorithm", "hmac-md5", FALSE },
  { "rfc2136", "secret", SECRET, TRUE },
  { "rfc2136", "secret", "c2VjcmV0", TRUE },
  { "rfc2136", "secret", "c2VjcmV0LXNlY3JldA=", FALSE },
  { "rfc2136", "secret", "c2VjcmV0LXNlY3JldA", FALSE },
  { "rfc2136", "secret", "=" SECRET, FALSE },
  { "rfc2136", "key_name", "letterway.example.net.", TRUE },
  { "rfc2136", "key_name", "key \"letterway\"", FALSE },
};

static void
assert_silent (const GError *error)
{
  g_assert_null (strstr (error->message, SECRET));
  g_assert_null (strstr (error->message, "c2VjcmV0"));
  if (lw_error_get_step (error) != NULL)
    g_assert_null (strstr (lw_error_get_step (error), "c2VjcmV0"));
  if (lw_error_get_field (error) != NULL)
    g_assert_null (strstr (lw_error_get_field (error), "c2VjcmV0"));
}

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (value_cases); i++)
    {
      const ValueCase *c = &value_cases[i];
      g_autoptr (GError) error = NULL;
      gboolean right = lw_host_description_check_value (lw_host_descriptions_find (c->host),
                                                        c->field, c->value, &error);

      if (right != c->right)
        g_error ("%s %s: %s", c->field, c->value, error != NULL ? error->message : "taken");
      g_assert_cmpint (right, ==, error == NULL);
      if (error == NULL)
        continue;
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
      assert_silent (error);
    }
}

static void
test_length_is_told (void)
{
  g_autoptr (LwHostDescription) host = lw_host_description_parse (
      "{" HOST ",\"fields\":[{\"id\":\"key\",\"label\":\"Key\",\"secret\":true,"
      "\"pattern\":\"[a-z]{40}\"}]}",
      -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (lw_host_description_check_value (
      host, "key", "abcdefghijklmnopqrstuvwxyzabcdefghijkl", &error));
  g_assert_cmpstr (error->message, ==, "“Key” has 40 characters; this one has 38.");
}

typedef struct
{
  const char *name;
  const char *json;
  LwError code;
  const char *field;
} KeyCase;

static const KeyCase key_cases[] = {
  { "empty", "", LW_ERROR_FORMAT, "file" },
  { "only-the-key", SECRET, LW_ERROR_FORMAT, "file" },
  { "key-in-quotes", "\"" SECRET "\"", LW_ERROR_FORMAT, "file" },
  { "list", "[\"" SECRET "\"]", LW_ERROR_FORMAT, "file" },
  { "cut", "{\"key\":\"" SECRET, LW_ERROR_FORMAT, "file" },
  { "no-comma", "{\"key\":\"" SECRET "\" \"url\":\"https://a.example\"}", LW_ERROR_FORMAT, "file" },
  { "no-quotes", "{\"key\":" SECRET "}", LW_ERROR_FORMAT, "file" },
  { "html", "<html>" SECRET "</html>", LW_ERROR_FORMAT, "file" },
  { "line-end", "{\"key\":\"" SECRET "\n\"}", LW_ERROR_FORMAT, "file" },
  { "not-utf8", "{\"key\":\"" SECRET "\xff\"}", LW_ERROR_FORMAT, "file" },
  { "deep", "{\"key\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", LW_ERROR_FORMAT, "file" },
  { "nothing", "{}", LW_ERROR_INVALID, "url" },
  { "no-key", "{\"url\":\"https://a.example\"}", LW_ERROR_INVALID, "key" },
  { "key-null", "{\"url\":\"https://a.example\",\"key\":null}", LW_ERROR_INVALID, "key" },
  { "key-number", "{\"url\":\"https://a.example\",\"key\":42}", LW_ERROR_INVALID, "key" },
  { "key-list", "{\"url\":\"https://a.example\",\"key\":[\"" SECRET "\"]}", LW_ERROR_INVALID,
    "key" },
  { "key-object", "{\"url\":\"https://a.example\",\"key\":{\"a\":\"" SECRET "\"}}",
    LW_ERROR_INVALID, "key" },
  { "key-blank", "{\"url\":\"https://a.example\",\"key\":\"  \"}", LW_ERROR_INVALID, "key" },
  { "key-with-space", "{\"url\":\"https://a.example\",\"key\":\"a " SECRET "\"}", LW_ERROR_INVALID,
    "key" },
  { "key-with-header", "{\"url\":\"https://a.example\",\"key\":\"" SECRET "\\r\\nX: y\"}",
    LW_ERROR_INVALID, "key" },
  { "url-is-key", "{\"url\":\"" SECRET "\",\"key\":\"https://a.example\"}", LW_ERROR_INVALID,
    "url" },
  { "unknown", "{\"url\":\"https://a.example\",\"key\":\"x\",\"token\":\"" SECRET "\"}",
    LW_ERROR_INVALID, "token" },
  { "names-swapped", "{\"" SECRET "\":\"key\"}", LW_ERROR_INVALID, "key" },
  { "field-of-other-host", "{\"secret\":\"" SECRET "\"}", LW_ERROR_INVALID, "secret" },
};

static void
test_hostile_key (gconstpointer data)
{
  const KeyCase *c = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (
      lw_credential_parse (lw_host_descriptions_find ("powerdns"), NULL, c->json, -1, &error));
  g_assert_error (error, LW_ERROR, (int) c->code);
  g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
  assert_silent (error);
}

static void
test_too_large (void)
{
  g_autofree char *filling = g_strnfill (64 * 1024, 'x');
  g_autofree char *json = g_strconcat ("{\"key\":\"", filling, "\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      lw_credential_parse (lw_host_descriptions_find ("powerdns"), NULL, json, -1, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

static void
test_names (void)
{
  static const char json[] = "{\"url\":\"https://a.example\",\"key\":\"x\"}";
  static const char *const wrong[] = { "", "a/b", "ü", "a\nb",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                       "aaaaaaaa" };
  LwHostDescription *host = lw_host_descriptions_find ("powerdns");
  g_autoptr (LwCredential) named = lw_credential_parse (host, "My key_1.2-3", json, -1, NULL);
  g_autoptr (LwCredential) unnamed = lw_credential_parse (host, NULL, json, -1, NULL);

  g_assert_cmpstr (lw_credential_get_name (named), ==, "My key_1.2-3");
  g_assert_cmpstr (lw_credential_get_name (unnamed), ==, "default");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lw_credential_parse (host, wrong[i], json, -1, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, "name");
    }
}

static void
test_round_trip (void)
{
  LwHostDescription *host = lw_host_descriptions_find ("rfc2136");
  g_autoptr (GError) error = NULL;
  g_autoptr (LwCredential) key = lw_credential_parse (
      host, "home",
      "{\"server\":\" ns1.example.net \",\"key_name\":\"k\",\"secret\":\"" SECRET "\\n\"}", -1,
      &error);
  g_autoptr (LwCredential) again = NULL;
  g_autofree char *text = NULL;
  char *json;

  g_assert_no_error (error);
  g_assert_cmpstr (lw_credential_get_field (key, "server"), ==, "ns1.example.net");
  g_assert_cmpstr (lw_credential_get_field (key, "secret"), ==, SECRET);
  g_assert_cmpstr (lw_credential_get_field (key, "port"), ==, "53");
  g_assert_cmpstr (lw_credential_get_field (key, "algorithm"), ==, "hmac-sha256");
  g_assert_null (lw_credential_get_field (key, "zone"));

  json = lw_credential_to_json (key);
  again = lw_credential_parse (host, "home", json, -1, &error);
  lw_secret_free (json);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_credential_get_field (again, "secret"), ==, SECRET);

  text = lw_credential_to_string (again, host);
  g_assert_cmpstr (text, ==,
                   "rfc2136/home (server ns1.example.net, port 53, key_name k, algorithm "
                   "hmac-sha256, secret •••)");
  lw_secret_free (NULL);
}

static void
test_empty_prints (void)
{
  g_autoptr (LwCredential) key = lw_credential_new ("powerdns", "default");
  g_autofree char *text = lw_credential_to_string (key, lw_host_descriptions_find ("powerdns"));

  g_assert_cmpstr (text, ==, "powerdns/default");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (host_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/host/hostile/", host_cases[i].name, NULL);

      g_test_add_data_func (path, &host_cases[i], test_hostile_host);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (key_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/credential/hostile/", key_cases[i].name, NULL);

      g_test_add_data_func (path, &key_cases[i], test_hostile_key);
    }
  g_test_add_func ("/host/built-in", test_built_in);
  g_test_add_func ("/host/sorted", test_sorted);
  g_test_add_func ("/host/values", test_values);
  g_test_add_func ("/host/length-is-told", test_length_is_told);
  g_test_add_func ("/credential/too-large", test_too_large);
  g_test_add_func ("/credential/names", test_names);
  g_test_add_func ("/credential/round-trip", test_round_trip);
  g_test_add_func ("/credential/empty-prints", test_empty_prints);

  return g_test_run ();
}
