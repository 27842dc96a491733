/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-world.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "lw-error.h"
#include "lw-mail-service.h"
#include "lw-special-use.h"

#define ROOT "\"root\":[{\"name\":\"a.root.example.\",\"address\":\"127.53.0.1\"}]"
#define SERVICE(kind, mx)                                                                     \
  "{\"schema\":1,\"id\":\"a\",\"name\":\"A\",\"kind\":\"" kind "\",\"detect\":{\"mx\":[\"" mx \
  "\"],\"spf\":[]}}"
#define SMALL "\"schema\":1,\"id\":\"lab\"," ROOT
#define RESOLVER(more) \
  "{" SMALL ",\"resolvers\":[{\"name\":\"x\",\"address\":\"127.0.0.1\"," more "}]}"

typedef struct
{
  const char *name;
  const char *json;
  const char *field; /* of the error */
} HostileCase;

static const HostileCase hostile_cases[] = {
  { "empty", "", "file" },
  { "html", "<!DOCTYPE html><title>Sign in</title>", "file" },
  { "list", "[]", "file" },
  { "text", "\"lab\"", "file" },
  { "cut", "{\"schema\":1,\"id\":\"lab\"", "file" },
  { "cut-in-text", "{\"schema\":1,\"id\":\"la", "file" },
  { "comment", "{/* a comment */" SMALL "}", "file" },
  { "single-quotes", "{'schema':1}", "file" },
  { "not-utf8", "{\"schema\":1,\"id\":\"l\xff\"}", "file" },
  { "line-end-in-text", "{\"schema\":1,\"id\":\"l\nb\"}", "file" },
  { "deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "file" },
  { "long-number", "{\"schema\":1,\"dns_port\":-99999999999999999999}", "file" },
  { "no-members", "{}", "schema" },
  { "schema-2", "{\"schema\":2,\"id\":\"lab\"," ROOT "}", "schema" },
  { "schema-text", "{\"schema\":\"1\",\"id\":\"lab\"," ROOT "}", "schema" },
  { "unknown-member", "{" SMALL ",\"dns-port\":53}", "dns-port" },
  { "no-id", "{\"schema\":1," ROOT "}", "id" },
  { "id-empty", "{\"schema\":1,\"id\":\"\"," ROOT "}", "id" },
  { "id-path", "{\"schema\":1,\"id\":\"../x\"," ROOT "}", "id" },
  { "id-capital", "{\"schema\":1,\"id\":\"Lab\"," ROOT "}", "id" },
  { "id-long", "{\"schema\":1,\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"," ROOT "}", "id" },
  { "id-number", "{\"schema\":1,\"id\":7," ROOT "}", "id" },
  { "id-real", "{\"schema\":1,\"id\":\"real\"," ROOT "}", "id" },
  { "id-practice", "{\"schema\":1,\"id\":\"practice\"," ROOT "}", "id" },
  { "name-control", "{" SMALL ",\"name\":\"a\\u0007b\"}", "name" },
  { "no-root", "{\"schema\":1,\"id\":\"lab\"}", "root" },
  { "root-empty", "{\"schema\":1,\"id\":\"lab\",\"root\":[]}", "root" },
  { "root-texts", "{\"schema\":1,\"id\":\"lab\",\"root\":[\"127.0.0.1\"]}", "root" },
  { "root-name",
    "{\"schema\":1,\"id\":\"lab\",\"root\":[{\"name\":\"a b\",\"address\":\"127.53.0.1\"}]}",
    "root" },
  { "root-host-as-address",
    "{\"schema\":1,\"id\":\"lab\",\"root\":[{\"name\":\"a.\",\"address\":\"a.example\"}]}",
    "address" },
  { "root-short-address",
    "{\"schema\":1,\"id\":\"lab\",\"root\":[{\"name\":\"a.\",\"address\":\"127.1\"}]}", "address" },
  { "root-zone-index",
    "{\"schema\":1,\"id\":\"lab\",\"root\":[{\"name\":\"a.\",\"address\":\"fe80::1%lo\"}]}",
    "address" },
  { "root-port",
    "{\"schema\":1,\"id\":\"lab\",\"root\":[{\"name\":\"a.\",\"address\":\"127.0.0.1\","
    "\"port\":1}]}",
    "port" },
  { "port-zero", "{" SMALL ",\"dns_port\":0}", "dns_port" },
  { "port-wraps", "{" SMALL ",\"dns_port\":65589}", "dns_port" },
  { "port-text", "{" SMALL ",\"smtp_port\":\"25\"}", "smtp_port" },
  { "port-fraction", "{" SMALL ",\"smtp_port\":25.5}", "smtp_port" },
  { "resolver-without-name", "{" SMALL ",\"resolvers\":[{\"address\":\"127.0.0.1\"}]}", "name" },
  { "resolver-port",
    "{" SMALL ",\"resolvers\":[{\"name\":\"x\",\"address\":\"127.0.0.1\",\"port\":-1}]}", "port" },
  { "tls-name-address", RESOLVER ("\"tls_name\":\"192.0.2.1\""), "tls_name" },
  { "tls-name-short", RESOLVER ("\"tls_name\":\"dns\""), "tls_name" },
  { "tls-name-dot", RESOLVER ("\"tls_name\":\"dns.example.\""), "tls_name" },
  { "tls-name-odd", RESOLVER ("\"tls_name\":\"dns.example/x\""), "tls_name" },
  { "tls-name-empty", RESOLVER ("\"tls_name\":\"\""), "tls_name" },
  { "tls-name-number", RESOLVER ("\"tls_name\":1"), "tls_name" },
  { "tls-port-zero", RESOLVER ("\"tls_port\":0"), "tls_port" },
  { "tls-port-wraps", RESOLVER ("\"tls_port\":66389"), "tls_port" },
  { "doh-http", RESOLVER ("\"doh\":\"http://dns.example/dns-query\""), "doh" },
  { "doh-user", RESOLVER ("\"doh\":\"https://u@dns.example/dns-query\""), "doh" },
  { "doh-template", RESOLVER ("\"doh\":\"https://dns.example/dns-query{?dns}\""), "doh" },
  { "doh-query", RESOLVER ("\"doh\":\"https://dns.example/dns-query?dns=\""), "doh" },
  { "doh-fragment", RESOLVER ("\"doh\":\"https://dns.example/dns-query#x\""), "doh" },
  { "doh-no-host", RESOLVER ("\"doh\":\"https:///dns-query\""), "doh" },
  { "doh-space", RESOLVER ("\"doh\":\"https://dns.example/dns query\""), "doh" },
  { "doh-line-break", RESOLVER ("\"doh\":\"https://dns.example/\\r\\nX: y\""), "doh" },
  { "doh-port", RESOLVER ("\"doh\":\"https://dns.example:70000/dns-query\""), "doh" },
  { "doh-port-zero", RESOLVER ("\"doh\":\"https://dns.example:0/dns-query\""), "doh" },
  { "doh-list", RESOLVER ("\"doh\":[]"), "doh" },
  { "doh-address-name", RESOLVER ("\"doh_address\":\"dns.example\""), "doh_address" },
  { "plain-text", RESOLVER ("\"plain\":\"no\""), "plain" },
  { "plain-and-nothing-else", RESOLVER ("\"plain\":false"), "plain" },
  { "anchor-key", "{" SMALL ",\"trust_anchor\":[\". IN DNSKEY 257 3 8 AwEAA\"]}", "trust_anchor" },
  { "anchor-short", "{" SMALL ",\"trust_anchor\":[\". IN DS 20326 8 2 E06D\"]}", "trust_anchor" },
  { "anchor-tag",
    "{" SMALL ",\"trust_anchor\":[\". IN DS 70000 8 1 "
    "E06D44B80B8F1D39A95C0B0D7C65D08458E88040\"]}",
    "trust_anchor" },
  { "anchor-number", "{" SMALL ",\"trust_anchor\":[20326]}", "trust_anchor" },
  { "range-host", "{" SMALL ",\"public_ranges\":[\"localhost/8\"]}", "public_ranges" },
  { "range-too-long", "{" SMALL ",\"public_ranges\":[\"127.0.0.0/33\"]}", "public_ranges" },
  { "range-text", "{" SMALL ",\"plain_http\":\"127.0.0.0/8\"}", "plain_http" },
  { "api-http", "{" SMALL ",\"api_base\":{\"x\":\"http://192.0.2.1/\"}}", "api_base" },
  { "api-http-by-name",
    "{" SMALL ",\"plain_http\":[\"127.0.0.0/8\"],\"api_base\":{\"x\":\"http://dns.example/\"}}",
    "api_base" },
  { "api-file", "{" SMALL ",\"api_base\":{\"x\":\"file:///etc/passwd\"}}", "api_base" },
  { "api-user", "{" SMALL ",\"api_base\":{\"x\":\"https://u:p@a.example/\"}}", "api_base" },
  { "rdap-http", "{" SMALL ",\"rdap\":\"http://192.0.2.1/\"}", "rdap" },
  { "rdap-user", "{" SMALL ",\"rdap\":\"https://u:p@a.example/\"}", "rdap" },
  { "rdap-query", "{" SMALL ",\"rdap\":\"https://a.example/?q=\"}", "rdap" },
  { "rdap-list", "{" SMALL ",\"rdap\":[\"https://a.example/\"]}", "rdap" },
  { "bootstrap-file", "{" SMALL ",\"rdap_bootstrap\":\"file:///etc/hosts\"}", "rdap_bootstrap" },
  { "connect-http", "{" SMALL ",\"domain_connect\":\"http://a.example\"}", "domain_connect" },
  { "services-object", "{" SMALL ",\"services\":{}}", "services" },
  { "services-schema", "{" SMALL ",\"services\":[{\"id\":\"a\"}]}", "schema" },
  { "services-kind", "{" SMALL ",\"services\":[" SERVICE ("else", "*.a.test") "]}", "kind" },
  { "services-pattern", "{" SMALL ",\"services\":[" SERVICE ("mailbox", "*.test") "]}", "pattern" },
  { "api-number", "{" SMALL ",\"api_base\":{\"x\":1}}", "x" },
  { "resolver-name-as-system", "{" SMALL ",\"system_resolver\":\"localhost\"}", "system_resolver" },
  { "ca-relative", "{" SMALL ",\"ca_file\":\"ca.pem\"}", "ca_file" },
  { "online-text", "{" SMALL ",\"online\":\"yes\"}", "online" },
};

static void
test_hostile (gconstpointer data)
{
  const HostileCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_from_json (c->json, -1, "lab.json", &error);

  g_assert_null (world);
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
  g_assert_true (g_str_has_prefix (error->message, "lab.json: "));
}

static void
test_too_large (void)
{
  g_autofree char *json = g_strnfill (1024 * 1024 + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_world_new_from_json (json, -1, NULL, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

static void
test_full (void)
{
  static const char json[] =
      "{\"schema\":1,\"id\":\"lab\",\"name\":\"Lab\",\"root\":[{\"name\":\"A.Root.Example\","
      "\"address\":\"127.53.0.1\"},{\"name\":\"b.root.example.\",\"address\":\"::1\"}],"
      "\"trust_anchor\":[\". IN DS 20326 8 1 E06D44B80B8F1D39A95C0B0D7C65D08458E88040\"],"
      "\"resolvers\":[{\"name\":\"One\",\"operator\":\"Us\",\"address\":\"127.53.8.1\","
      "\"port\":54},{\"name\":\"Two\",\"address\":\"127.53.8.2\"}],"
      "\"system_resolver\":\"127.53.8.1\",\"dns_port\":5353,\"smtp_port\":2525,"
      "\"ca_file\":\"/tmp/ca.pem\",\"public_ranges\":[\"127.53.0.0/16\"],"
      "\"plain_http\":[\"192.0.2.0/24\"],"
      "\"api_base\":{\"cloudflare\":\"https://api.example/v4\",\"powerdns\":"
      "\"http://127.53.1.1:8081\"},\"online\":true}";
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_from_json (json, sizeof json - 1, NULL, &error);
  LwServer *root = NULL;
  LwServer *resolver = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (lw_world_get_id (world), ==, "lab");
  g_assert_cmpstr (lw_world_get_name (world), ==, "Lab");
  g_assert_false (lw_world_is_real (world));
  g_assert_cmpuint (lw_world_get_root (world)->len, ==, 2);
  root = lw_world_get_root (world)->pdata[0];
  g_assert_cmpstr (lw_server_get_name (root), ==, "a.root.example.");
  g_assert_cmpstr (lw_server_get_address (root), ==, "127.53.0.1");
  g_assert_cmpuint (lw_server_get_port (root), ==, 5353);
  resolver = lw_world_get_resolvers (world)->pdata[0];
  g_assert_cmpuint (lw_server_get_port (resolver), ==, 54);
  g_assert_cmpstr (lw_server_get_operator (resolver), ==, "Us");
  resolver = lw_world_get_resolvers (world)->pdata[1];
  g_assert_cmpuint (lw_server_get_port (resolver), ==, 5353);
  g_assert_null (lw_server_get_operator (resolver));
  g_assert_cmpuint (g_strv_length ((char **) lw_world_get_trust_anchor (world)), ==, 1);
  g_assert_cmpstr (lw_world_get_system_resolver (world), ==, "127.53.8.1");
  g_assert_cmpuint (lw_world_get_dns_port (world), ==, 5353);
  g_assert_cmpuint (lw_world_get_smtp_port (world), ==, 2525);
  g_assert_cmpstr (lw_world_get_ca_file (world), ==, "/tmp/ca.pem");
  g_assert_cmpstr (lw_world_get_api_base (world, "powerdns"), ==, "http://127.53.1.1:8081");
  g_assert_null (lw_world_get_api_base (world, "other"));
  g_assert_true (lw_world_allows_plain_http (world, "192.0.2.7"));
  g_assert_false (lw_world_allows_plain_http (world, "198.51.100.7"));
  g_assert_true (lw_world_allows_plain_http (world, "localhost"));
  g_assert_false (lw_world_allows_plain_http (world, "localhost.example"));
  g_assert_cmpint (lw_world_get_online (world), ==, TRUE);
}

static void
test_small (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world =
      lw_world_new_from_json ("{" SMALL ",\"name\":null}", -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lw_world_get_name (world), ==, "lab");
  g_assert_cmpuint (lw_world_get_dns_port (world), ==, 53);
  g_assert_cmpuint (lw_world_get_smtp_port (world), ==, 25);
  g_assert_cmpuint (lw_world_get_resolvers (world)->len, ==, 0);
  g_assert_null (lw_world_get_trust_anchor (world)[0]);
  g_assert_null (lw_world_get_system_resolver (world));
  g_assert_null (lw_world_get_ca_file (world));
  g_assert_cmpint (lw_world_get_online (world), ==, -1);
}

static void
test_practice (void)
{
  static const char json[] = "{\"schema\":1,\"id\":\"practice\"," ROOT "}";
  static const char real[] = "{\"schema\":1,\"id\":\"real\"," ROOT "}";
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_practice (json, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lw_world_get_id (world), ==, "practice");
  g_assert_null (lw_world_new_practice (real, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lw-world-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "world.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = NULL;

  g_assert_null (lw_world_new_from_file (path, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_assert_cmpstr (lw_error_get_field (error), ==, "file");
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (lw_world_new_from_file (path, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{" SMALL "}", -1, NULL));
  world = lw_world_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_world_get_id (world), ==, "lab");

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Nobody is in the list twice, and a network that lets nothing in clear pass leaves enough of them.
 */
static void
check_ways (LwWorld *world, GPtrArray *resolvers)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_tls = 0, n_https = 0, n_plain = 0;

  for (guint i = 0; i < resolvers->len; i++)
    {
      LwServer *server = resolvers->pdata[i];
      const LwServerWays *ways = lw_server_get_ways (server);

      g_assert_true (g_hash_table_add (seen, (gpointer) lw_server_get_name (server)));
      g_assert_true (g_hash_table_add (seen, (gpointer) lw_server_get_address (server)));
      g_assert_nonnull (strstr (lw_server_get_operator (server), ", "));
      g_assert_cmpuint (ways->tls_port, ==, 853);
      g_assert_true (ways->doh_url == NULL || g_hash_table_add (seen, (gpointer) ways->doh_url));
      g_assert_true (ways->tls_name == NULL || g_hash_table_add (seen, (gpointer) ways->tls_name));
      g_assert_true (ways->doh_address == NULL || lw_world_is_public (world, ways->doh_address));
      n_plain += lw_server_can (server, LW_VIA_UDP);
      n_tls += lw_server_can (server, LW_VIA_TLS);
      n_https += lw_server_can (server, LW_VIA_HTTPS);
    }

  g_assert_cmpuint (n_plain, >=, 15);
  g_assert_cmpuint (n_tls, >=, 15);
  g_assert_cmpuint (n_https, >=, 15);
}

static void
test_resolver_ways (void)
{
  static const char json[] =
      RESOLVER ("\"tls_name\":\"dns.example\",\"tls_port\":8853,\"plain\":false,"
                "\"doh\":\"https://doh.example:8443/a/b\",\"doh_address\":\"2001:db8::1\"");
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_from_json (json, -1, NULL, &error);
  LwServer *server;
  const LwServerWays *ways;

  g_assert_no_error (error);
  server = lw_world_get_resolvers (world)->pdata[0];
  ways = lw_server_get_ways (server);
  g_assert_cmpstr (ways->tls_name, ==, "dns.example");
  g_assert_cmpuint (ways->tls_port, ==, 8853);
  g_assert_cmpstr (ways->doh_url, ==, "https://doh.example:8443/a/b");
  g_assert_cmpstr (ways->doh_address, ==, "2001:db8::1");
  g_assert_false (lw_server_can (server, LW_VIA_UDP));
  g_assert_false (lw_server_can (server, LW_VIA_TCP));
  g_assert_true (lw_server_can (server, LW_VIA_TLS));
  g_assert_true (lw_server_can (server, LW_VIA_HTTPS));
}

static void
test_real (void)
{
  g_autoptr (LwWorld) world = lw_world_new_real ();
  const char *const *anchors = lw_world_get_trust_anchor (world);
  GPtrArray *root = lw_world_get_root (world);
  GPtrArray *resolvers = lw_world_get_resolvers (world);

  g_assert_true (lw_world_is_real (world));
  g_assert_cmpuint (root->len, ==, 26);
  for (guint i = 0; i < root->len; i++)
    {
      g_assert_true (g_str_has_suffix (lw_server_get_name (root->pdata[i]), ".root-servers.net."));
      g_assert_true (lw_world_is_public (world, lw_server_get_address (root->pdata[i])));
      g_assert_cmpuint (lw_server_get_port (root->pdata[i]), ==, 53);
    }
  g_assert_cmpuint (resolvers->len, >=, 20);
  for (guint i = 0; i < resolvers->len; i++)
    {
      g_assert_nonnull (lw_server_get_operator (resolvers->pdata[i]));
      g_assert_true (lw_world_is_public (world, lw_server_get_address (resolvers->pdata[i])));
      g_assert_cmpuint (lw_server_get_port (resolvers->pdata[i]), ==, 53);
    }
  check_ways (world, resolvers);
  g_assert_cmpuint (g_strv_length ((char **) anchors), ==, 2);
  g_assert_cmpstr (
      anchors[0], ==,
      ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D");
  g_assert_true (g_str_has_prefix (anchors[1], ". IN DS 38696 8 2 683D2D0A"));
  g_assert_cmpint (lw_world_get_online (world), ==, -1);
  g_assert_true (lw_world_allows_plain_http (world, "127.0.0.1"));
  g_assert_true (lw_world_allows_plain_http (world, "::1"));
  g_assert_false (lw_world_allows_plain_http (world, "10.0.0.1"));
  g_assert_null (lw_world_get_ca_file (world));
}

typedef struct
{
  const char *address;
  gboolean is_public;
} AddressCase;

/* The first and last address of each range, and what lies just outside */
static const AddressCase address_cases[] = {
  { "0.0.0.0", FALSE },
  { "0.255.255.255", FALSE },
  { "1.0.0.0", TRUE },
  { "9.255.255.255", TRUE },
  { "10.0.0.0", FALSE },
  { "10.255.255.255", FALSE },
  { "11.0.0.0", TRUE },
  { "100.63.255.255", TRUE },
  { "100.64.0.0", FALSE },
  { "100.127.255.255", FALSE },
  { "100.128.0.0", TRUE },
  { "127.0.0.1", FALSE },
  { "127.255.255.255", FALSE },
  { "128.0.0.0", TRUE },
  { "169.253.255.255", TRUE },
  { "169.254.0.1", FALSE },
  { "169.255.0.0", TRUE },
  { "172.15.255.255", TRUE },
  { "172.16.0.0", FALSE },
  { "172.31.255.255", FALSE },
  { "172.32.0.0", TRUE },
  { "192.0.0.8", FALSE },
  { "192.0.1.0", TRUE },
  { "192.0.2.1", FALSE },
  { "192.0.3.0", TRUE },
  { "192.31.196.1", TRUE },
  { "192.88.99.1", FALSE },
  { "192.168.0.0", FALSE },
  { "192.168.255.255", FALSE },
  { "192.169.0.0", TRUE },
  { "198.17.255.255", TRUE },
  { "198.18.0.0", FALSE },
  { "198.19.255.255", FALSE },
  { "198.20.0.0", TRUE },
  { "198.51.100.7", FALSE },
  { "203.0.113.7", FALSE },
  { "223.255.255.255", TRUE },
  { "224.0.0.1", FALSE },
  { "239.255.255.255", FALSE },
  { "240.0.0.0", FALSE },
  { "255.255.255.255", FALSE },
  { "::", FALSE },
  { "::1", FALSE },
  { "::ffff:9.9.9.9", FALSE },
  { "::9.9.9.9", FALSE },
  { "64:ff9b::909:909", FALSE },
  { "64:ff9b:1::1", FALSE },
  { "100::1", FALSE },
  { "100:0:0:1::1", FALSE },
  { "2001::1", FALSE },
  { "2001:0:4136:e378:8000:63bf:3fff:fdd2", FALSE },
  { "2001:2::1", FALSE },
  { "2001:3::1", TRUE },
  { "2001:4:112::1", TRUE },
  { "2001:10::1", FALSE },
  { "2001:20::1", FALSE },
  { "2001:1ff:ffff::1", FALSE },
  { "2001:200::1", TRUE },
  { "2001:db8::1", FALSE },
  { "2001:db9::1", TRUE },
  { "2001:500:2::c", TRUE },
  { "2002:909:909::1", FALSE },
  { "2003::1", TRUE },
  { "2620:fe::fe", TRUE },
  { "3fff::1", FALSE },
  { "3fff:1000::1", TRUE },
  { "4000::1", FALSE },
  { "5f00::1", FALSE },
  { "fc00::1", FALSE },
  { "fdff::1", FALSE },
  { "fe80::1", FALSE },
  { "fec0::1", FALSE },
  { "ff02::1", FALSE },
  { "", FALSE },
  { "localhost", FALSE },
  { "9.9.9", FALSE },
  { "9.9.9.9 ", FALSE },
  { "09.9.9.9", FALSE },
  { "0x9.9.9.9", FALSE },
  { "[2620:fe::fe]", FALSE },
  { "2620:fe::fe%eth0", FALSE },
  { "9.9.9.9/32", FALSE },
};

static void
test_public (void)
{
  g_autoptr (LwWorld) world = lw_world_new_real ();

  for (gsize i = 0; i < G_N_ELEMENTS (address_cases); i++)
    {
      const AddressCase *c = &address_cases[i];

      if (lw_world_is_public (world, c->address) != c->is_public)
        g_error ("%s is %spublic", c->address, c->is_public ? "not " : "");
    }
  g_assert_false (lw_world_is_public (world, NULL));
}

static void
test_declared_public (void)
{
  g_autoptr (LwWorld) world = lw_world_new_from_json (
      "{" SMALL ",\"public_ranges\":[\"127.53.0.0/16\",\"fd00::/64\"]}", -1, NULL, NULL);

  g_assert_true (lw_world_is_public (world, "127.53.0.1"));
  g_assert_false (lw_world_is_public (world, "127.54.0.1"));
  g_assert_false (lw_world_is_public (world, "::ffff:127.53.0.1"));
  g_assert_true (lw_world_is_public (world, "fd00::1"));
  g_assert_false (lw_world_is_public (world, "fd00:0:0:1::1"));
  g_assert_false (lw_world_is_public (world, "192.168.0.1"));
}

static void
test_with_resolver (void)
{
  static const char *const wrong[] = { "",          "dns.quad9.net", "9.9.9.9:53",      "9.9.9",
                                       " 9.9.9.9 ", "[2620:fe::fe]", "2620:fe::fe::fe", NULL };
  g_autoptr (LwWorld) world = lw_world_new_from_json (
      "{" SMALL ",\"system_resolver\":\"127.0.0.1\",\"dns_port\":5353,"
      "\"api_base\":{\"powerdns\":\"https://api.test/\"},"
      "\"rdap\":\"http://127.53.1.1:8080/rdap\","
      "\"rdap_bootstrap\":\"https://iana.test/dns.json\","
      "\"domain_connect\":\"https://connect.test\","
      "\"services\":[" SERVICE (
          "mailbox", "*.a.test") "],"
                                 "\"resolvers\":[{\"name\":\"A\",\"address\":\"9.9.9.10\"}]}",
      -1, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) other = lw_world_new_with_resolver (world, "2620:fe::fe", &error);
  LwServer *resolver;

  g_assert_no_error (error);
  g_assert_cmpuint (lw_world_get_resolvers (other)->len, ==, 1);
  resolver = g_ptr_array_index (lw_world_get_resolvers (other), 0);
  g_assert_cmpstr (lw_server_get_address (resolver), ==, "2620:fe::fe");
  g_assert_cmpuint (lw_server_get_port (resolver), ==, 5353);
  g_assert_null (lw_world_get_system_resolver (other));
  g_assert_true (lw_world_has_only_resolver (other));
  g_assert_false (lw_world_has_only_resolver (world));
  g_assert_cmpuint (lw_world_get_resolvers (world)->len, ==, 1);

  /* Everything else is the same: its keys and its history are found again. */
  g_assert_cmpstr (lw_world_get_id (other), ==, lw_world_get_id (world));
  g_assert_cmpstr (lw_world_get_api_base (other, "powerdns"), ==, "https://api.test/");
  g_assert_cmpstr (lw_world_get_rdap (other), ==, "http://127.53.1.1:8080/rdap");
  g_assert_cmpstr (lw_world_get_rdap_bootstrap (other), ==, "https://iana.test/dns.json");
  g_assert_cmpstr (lw_world_get_domain_connect (other), ==, "https://connect.test");
  g_assert_cmpuint (lw_world_get_root (other)->len, ==, lw_world_get_root (world)->len);
  g_assert_cmpuint (lw_world_get_services (other)->len, ==, 1);
  g_assert_true (lw_mail_service_has_server (g_ptr_array_index (lw_world_get_services (other), 0),
                                             "mx1.a.test."));

  for (guint i = 0; wrong[i] != NULL; i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_null (lw_world_new_with_resolver (world, wrong[i], &refused));
      g_assert_error (refused, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (refused), ==, "resolver");
    }
}

typedef struct
{
  const char *given;
  const char *address; /* (nullable): refused */
  LwVia via;
} SecureCase;

static const SecureCase secure_cases[] = {
  { "tls://dns.example", "192.0.2.1", LW_VIA_TLS },
  { "tls://dns.example@192.0.2.9", "192.0.2.9", LW_VIA_TLS },
  { "tls://other.example@2001:db8::9", "2001:db8::9", LW_VIA_TLS },
  { "https://doh.example/q", "192.0.2.2", LW_VIA_HTTPS },
  { "https://doh.example/q@192.0.2.9", "192.0.2.9", LW_VIA_HTTPS },
  { "https://other.example:8443/@2001:db8::9", "2001:db8::9", LW_VIA_HTTPS },
  { "tls://", NULL, 0 },
  { "tls://other.example", NULL, 0 },
  { "tls://other.example@", NULL, 0 },
  { "tls://other.example@dns.example", NULL, 0 },
  { "tls://other.example:853@192.0.2.9", NULL, 0 },
  { "tls://192.0.2.9@192.0.2.9", NULL, 0 },
  { "tls://a@b.example@192.0.2.9", NULL, 0 },
  { "https://", NULL, 0 },
  { "https://doh.example/other", NULL, 0 },
  { "https://doh.example/q@", NULL, 0 },
  { "https://doh.example/q?dns=@192.0.2.9", NULL, 0 },
  { "https://u@doh.example/q@192.0.2.9", NULL, 0 },
  { "http://doh.example/q@192.0.2.9", NULL, 0 },
  { "HTTPS://doh.example/q@192.0.2.9", NULL, 0 },
};

static void
test_with_secure_resolver (void)
{
  g_autoptr (LwWorld) world = lw_world_new_from_json (
      "{" SMALL ",\"resolvers\":[{\"name\":\"A\",\"address\":\"192.0.2.1\",\"tls_name\":"
      "\"dns.example\",\"doh\":\"https://doh.example/q\",\"doh_address\":\"192.0.2.2\"}]}",
      -1, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (secure_cases); i++)
    {
      const SecureCase *c = &secure_cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (LwWorld) other = lw_world_new_with_resolver (world, c->given, &error);
      LwServer *server;

      g_test_message ("%s", c->given);
      g_assert_cmpint (other != NULL, ==, c->address != NULL);
      if (other == NULL)
        {
          g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
          g_assert_cmpstr (lw_error_get_field (error), ==, "resolver");
          continue;
        }

      server = g_ptr_array_index (lw_world_get_resolvers (other), 0);
      g_assert_cmpstr (lw_server_get_address (server), ==, c->address);
      g_assert_cmpint (lw_server_can (server, LW_VIA_TLS), ==, c->via == LW_VIA_TLS);
      g_assert_cmpint (lw_server_can (server, LW_VIA_HTTPS), ==, c->via == LW_VIA_HTTPS);
      g_assert_false (lw_server_can (server, LW_VIA_UDP));
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/world/hostile/", hostile_cases[i].name, NULL);

      g_test_add_data_func (path, &hostile_cases[i], test_hostile);
    }
  g_test_add_func ("/world/too-large", test_too_large);
  g_test_add_func ("/world/full", test_full);
  g_test_add_func ("/world/small", test_small);
  g_test_add_func ("/world/practice-only-from-inside", test_practice);
  g_test_add_func ("/world/file", test_file);
  g_test_add_func ("/world/resolver-ways", test_resolver_ways);
  g_test_add_func ("/world/real", test_real);
  g_test_add_func ("/world/public", test_public);
  g_test_add_func ("/world/declared-public", test_declared_public);
  g_test_add_func ("/world/with-resolver", test_with_resolver);
  g_test_add_func ("/world/with-secure-resolver", test_with_secure_resolver);

  return g_test_run ();
}
