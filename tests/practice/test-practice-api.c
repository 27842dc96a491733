/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-fixture.h"

#include <string.h>

#define ZONES "/api/v1/servers/localhost/zones"
#define ZONE ZONES "/practice.example."
#define NS1 "127.86.2.1"
#define NS2 "127.86.2.2"
#define RESOLVER "127.86.3.1"
#define RESOLVER2 "127.86.3.2"

#define SET(name, type, change, rest) \
  "{\"name\":\"" name "\",\"type\":\"" type "\",\"changetype\":\"" change "\"" rest "}"
#define PATCH(sets) "{\"rrsets\":[" sets "]}"
#define RECORD(content) "{\"content\":\"" content "\",\"disabled\":false}"
#define MX(content) ",\"ttl\":4,\"records\":[" RECORD (content) "]"
#define GOOD_MX PATCH (SET ("practice.example.", "MX", "REPLACE", MX ("10 mx.practice.example.")))

static JsonNode *
get_json (Fixture *f, const char *path)
{
  g_autofree char *body = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_cmpuint (fixture_request (f, "GET", path, NULL, NULL, &body), ==, 200);
  node = json_from_string (body, &error);
  g_assert_no_error (error);
  return node;
}

static gint64
get_serial (Fixture *f)
{
  g_autoptr (JsonNode) node = get_json (f, ZONE);

  return json_object_get_int_member (json_node_get_object (node), "serial");
}

static void
test_list (Fixture *f, gconstpointer user_data)
{
  g_autoptr (JsonNode) node = get_json (f, ZONES);
  g_autoptr (JsonNode) none = get_json (f, ZONES "?zone=other.example.");
  JsonObject *zone = json_array_get_object_element (json_node_get_array (node), 0);

  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (none)), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (zone, "name"), ==, "practice.example.");
  g_assert_cmpstr (json_object_get_string_member (zone, "kind"), ==, "Master");
  g_assert_cmpint (json_object_get_int_member (zone, "serial"), ==, 2026010101);
}

static void
test_show (Fixture *f, gconstpointer user_data)
{
  g_autoptr (JsonNode) whole = get_json (f, ZONE);
  g_autoptr (JsonNode) part = get_json (f, ZONE "?rrset_name=practice.example.&rrset_type=MX");
  JsonArray *sets = json_object_get_array_member (json_node_get_object (whole), "rrsets");
  JsonArray *only = json_object_get_array_member (json_node_get_object (part), "rrsets");
  JsonObject *mx = json_array_get_object_element (only, 0);
  JsonObject *record =
      json_array_get_object_element (json_object_get_array_member (mx, "records"), 0);

  g_assert_cmpuint (json_array_get_length (sets), ==, 10);
  g_assert_cmpuint (json_array_get_length (only), ==, 1);
  g_assert_cmpint (json_object_get_int_member (mx, "ttl"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (record, "content"), ==,
                   "10 mx.practice.example.practice.example.");
  g_assert_false (json_object_get_boolean_member (record, "disabled"));
}

typedef struct
{
  const char *method;
  const char *path;
  const char *key; /* (nullable): the right one */
  guint status;
  const char *reply;
} RefusalCase;

static const RefusalCase refusal_cases[] = {
  { "GET", ZONES, "wrong", 401, "Unauthorized" },
  { "GET", ZONE, "", 401, "Unauthorized" },
  { "GET", "/nowhere", "wrong", 401, "Unauthorized" },
  { "PATCH", ZONE, "wrong", 401, "Unauthorized" },
  { "GET", ZONES "/other.example.", NULL, 404, "Not Found" },
  { "GET", ZONES "/", NULL, 404, "Not Found" },
  { "GET", ZONES "/..", NULL, 404, "Not Found" },
  { "GET", ZONES "/practice=2Eexample=00.", NULL, 404, "Not Found" },
  { "GET", "/", NULL, 404, "Not Found" },
  { "GET", "/api/v1", NULL, 404, "Not Found" },
  { "DELETE", ZONE, NULL, 405, "Method Not Allowed" },
  { "PUT", ZONE, NULL, 405, "Method Not Allowed" },
  { "POST", ZONES, NULL, 405, "Method Not Allowed" },
  { "PATCH", ZONES "/other.example.", NULL, 404, "Not Found" },
};

static void
test_refusals (Fixture *f, gconstpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_cases); i++)
    {
      const RefusalCase *c = &refusal_cases[i];
      g_autofree char *reply = NULL;
      gboolean writes = !g_str_equal (c->method, "GET");

      g_assert_cmpuint (
          fixture_request (f, c->method, c->path, writes ? GOOD_MX : NULL, c->key, &reply), ==,
          c->status);
      g_assert_cmpstr (reply, ==, c->reply);
    }
  g_assert_cmpint (get_serial (f), ==, 2026010101);
}

typedef struct
{
  const char *body;
  guint status;
  const char *words;
} PatchCase;

/* The words are those that PowerDNS 4.7 was heard to say (facts: providers, 34). */
static const PatchCase patch_cases[] = {
  { "", 400, "Bad Request" },
  { "{", 400, "Bad Request" },
  { "[]", 400, "Bad Request" },
  { "<html>", 400, "Bad Request" },
  { "null", 400, "Bad Request" },
  { "{}", 422, "No rrsets given in update request" },
  { "{\"rrsets\":{}}", 422, "No rrsets given in update request" },
  { "{\"rrsets\":[1]}", 422, "Key 'changetype' not present or not a String" },
  { PATCH ("{}"), 422, "Key 'changetype' not present or not a String" },
  { PATCH ("{\"changetype\":\"REPLACE\"}"), 422, "Key 'name' not present or not a String" },
  { PATCH ("{\"changetype\":\"REPLACE\",\"name\":7}"), 422,
    "Key 'name' not present or not a String" },
  { PATCH ("{\"changetype\":\"REPLACE\",\"name\":\"practice.example.\"}"), 422,
    "Key 'type' not present or not a String" },
  { PATCH (SET ("practice.example", "MX", "REPLACE", MX ("10 a.example."))), 422,
    "DNS Name 'practice.example' is not canonical" },
  { PATCH (SET ("practice..example.", "MX", "REPLACE", MX ("10 a.example."))), 422,
    "Unable to parse DNS Name 'practice..example.'" },
  { PATCH (SET ("practice.example.", "NONSENSE", "REPLACE", MX ("x"))), 422,
    "RRset practice.example. IN NONSENSE: unknown type given" },
  { PATCH (SET ("practice.example.", "MX", "EXTEND", MX ("10 a.example."))), 422,
    "Changetype not understood" },
  { PATCH (SET ("other.example.", "MX", "REPLACE", MX ("10 a.example."))), 422,
    "RRset other.example. IN MX: Name is out of zone" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", "")), 422,
    "No change for RRset practice.example. IN MX" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", ",\"records\":[]")), 422,
    "Key 'ttl' not an Integer or not present" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", ",\"ttl\":\"4\",\"records\":[]")), 422,
    "Key 'ttl' not an Integer or not present" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", ",\"ttl\":-1,\"records\":[]")), 422,
    "Key 'ttl' is not a positive Integer" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", ",\"ttl\":4294967296,\"records\":[]")), 422,
    "Key 'ttl' is not a positive Integer" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", ",\"ttl\":4,\"records\":[7]")), 422,
    "Key 'content' not present or not a String" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", MX ("10 mx.example.com"))), 422,
    "Record practice.example./MX '10 mx.example.com': Not in expected format (parsed as '10 "
    "mx.example.com.')" },
  { PATCH (SET ("practice.example.", "TXT", "REPLACE", MX ("v=spf1"))), 422,
    "Record practice.example./TXT 'v=spf1': Parsing record content (try 'pdnsutil check-zone'): "
    "Data field in DNS should start with quote (\") at position 0 of 'v=spf1'" },
  { PATCH (
        SET ("practice.example.",
             "MX",
             "REPLACE",
             ",\"ttl\":4,\"records\":[" RECORD ("10 a.example.") "," RECORD ("10 a.example.") "]")),
    422, "Duplicate record in RRset practice.example. IN MX with content \"10 a.example.\"" },
  { PATCH (SET ("practice.example.", "CNAME", "REPLACE", MX ("a.example."))), 422,
    "RRset practice.example. IN CNAME: Conflicts with pre-existing RRset" },
  { PATCH (SET ("www.practice.example.", "MX", "REPLACE", MX ("10 a.example."))), 422,
    "RRset www.practice.example. IN MX: Conflicts with pre-existing RRset" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", MX ("10 a.example.")) "," SET (
        "practice.example.",
        "MX",
        "REPLACE",
        MX ("10 b.example."))),
    422, "Duplicate RRset practice.example. IN MX with changetype: REPLACE" },
  { PATCH (SET ("practice.example.", "MX", "REPLACE", MX ("10 a.example.")) "," SET (
        "other.example.",
        "MX",
        "REPLACE",
        MX ("10 a.example."))),
    422, "RRset other.example. IN MX: Name is out of zone" },
};

static void
check_patch_refusal (Fixture *f, const PatchCase *c)
{
  g_autofree char *reply = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (fixture_request (f, "PATCH", ZONE, c->body, NULL, &reply), ==, c->status);
  if (c->status == 400)
    {
      g_assert_cmpstr (reply, ==, c->words);
      return;
    }
  node = json_from_string (reply, NULL);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "error"), ==,
                   c->words);
}

/* All or nothing: after all these refusals the zone is what it was. */
static void
test_patch_refusals (Fixture *f, gconstpointer user_data)
{
  g_autoptr (LwZone) before = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) after = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (patch_cases); i++)
    check_patch_refusal (f, &patch_cases[i]);

  after = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_assert_true (lw_zone_equal (before, after));
  g_assert_cmpint (get_serial (f), ==, 2026010101);
}

static void
patch (Fixture *f, const char *body)
{
  g_autofree char *reply = NULL;

  g_assert_cmpuint (fixture_request (f, "PATCH", ZONE, body, NULL, &reply), ==, 204);
  g_assert_null (reply); /* 204 has no body */
}

static void
check_mx (Fixture *f, const char *address, const char *value)
{
  g_autofree char *shown = fixture_ask_value (f, address, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);

  g_assert_cmpstr (shown, ==, value);
}

#define OLD "10 mx.practice.example.practice.example."
#define NEW "10 mx.practice.example."

/* A change arrives: first at the first name server, then at the second, then in the caches. */
static void
test_arrival (Fixture *f, gconstpointer user_data)
{
  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .secondary_lag_ms = 500 });
  check_mx (f, RESOLVER, OLD);
  patch (f, GOOD_MX);
  check_mx (f, NS1, NEW);
  check_mx (f, NS2, OLD);
  check_mx (f, RESOLVER, OLD);
  check_mx (f, RESOLVER2, OLD);
  g_assert_cmpint (get_serial (f), ==, 2026010102);

  fixture_wait_ms (600);
  check_mx (f, NS2, NEW);
  check_mx (f, RESOLVER, OLD);
  check_mx (f, RESOLVER2, OLD);
}

static void
test_delete_and_more (Fixture *f, gconstpointer user_data)
{
  g_autoptr (LwZone) zone = NULL;
  LwRecordSet *mx;

  patch (
      f,
      PATCH (SET ("www.practice.example.", "CNAME", "DELETE", "") "," SET (
          "www.practice.example.", "A", "REPLACE",
          MX ("192.0.2.1")) "," SET ("_dmarc.practice.example.", "TXT", "REPLACE",
                                     ",\"ttl\":4,\"records\":[]") "," SET ("PRACTICE.example.",
                                                                           "MX", "REPLACE",
                                                                           MX ("0 .")) "," SET ("go"
                                                                                                "ne"
                                                                                                ".p"
                                                                                                "ra"
                                                                                                "ct"
                                                                                                "ic"
                                                                                                "e."
                                                                                                "ex"
                                                                                                "am"
                                                                                                "pl"
                                                                                                "e"
                                                                                                ".",
                                                                                                "A",
                                                                                                "DE"
                                                                                                "LE"
                                                                                                "T"
                                                                                                "E",
                                                                                                "")));
  zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  mx = lw_zone_get_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);
  g_assert_null (lw_zone_get_set (zone, "www.practice.example.", LW_RR_TYPE_CNAME));
  g_assert_nonnull (lw_zone_get_set (zone, "www.practice.example.", LW_RR_TYPE_A));
  g_assert_null (lw_zone_get_set (zone, "_dmarc.practice.example.", LW_RR_TYPE_TXT));
  g_assert_true (lw_record_set_is_null_mx (mx));
  g_assert_cmpint (get_serial (f), ==, 2026010102);
}

/* What is not published stays with the set unless it is named. */
static void
test_comments_and_disabled (Fixture *f, gconstpointer user_data)
{
  g_autofree char *shown = NULL;
  g_autofree char *body = NULL;

  patch (f,
         PATCH (SET (
             "practice.example.", "MX", "REPLACE",
             ",\"ttl\":4,\"records\":[" RECORD (
                 NEW) ",{\"content\":\"20 old.example.\","
                      "\"disabled\":true}],\"comments\":[{\"account\":\"bo\",\"content\":\"since "
                      "May\",\"modified_at\":1}]")));
  shown = fixture_ask_text (f, NS1, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);
  g_assert_cmpstr (shown, ==, "NOERROR AA | practice.example. 4 MX " NEW " | |");

  patch (f, PATCH (SET ("practice.example.", "MX", "REPLACE", MX ("10 b.example."))));
  fixture_request (f, "GET", ZONE "?rrset_name=practice.example.&rrset_type=MX", NULL, NULL, &body);
  g_assert_nonnull (strstr (body, "since May"));
  g_assert_null (strstr (body, "20 old.example."));
}

static void
test_fail_with_status (Fixture *f, gconstpointer user_data)
{
  lw_practice_set_faults (f->practice,
                          &(LwPracticeFaults){ .fail_request = 2, .fail_status = 503 });
  g_assert_cmpint (get_serial (f), ==, 2026010101);
  g_assert_cmpuint (fixture_request (f, "PATCH", ZONE, GOOD_MX, NULL, NULL), ==, 503);
  g_assert_cmpint (get_serial (f), ==, 2026010101);
}

/* Nobody knows whether it took effect, and it did. */
static void
test_cut_after_effect (Fixture *f, gconstpointer user_data)
{
  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .fail_request = 1 });
  g_assert_cmpuint (fixture_request (f, "PATCH", ZONE, GOOD_MX, NULL, NULL), ==, 0);
  g_assert_cmpint (get_serial (f), ==, 2026010102);
}

static void
test_delay (Fixture *f, gconstpointer user_data)
{
  gint64 began_usec = g_get_monotonic_time ();

  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .delay_request_ms = 50 });
  g_assert_cmpuint (fixture_request (f, "GET", ZONES, NULL, NULL, NULL), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - began_usec, >=, 50000);
}

static void
test_log (Fixture *f, gconstpointer user_data)
{
  fixture_request (f, "GET", ZONES "?zone=secret", NULL, "wrong", NULL);
  fixture_request (f, "PATCH", ZONE, GOOD_MX, NULL, NULL);
  g_assert_cmpstr (lw_practice_get_request_log (f->practice), ==,
                   "GET " ZONES "\nPATCH " ZONE "\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) \
  g_test_add ("/practice-api/" name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("list", test_list);
  ADD ("show", test_show);
  ADD ("refusals", test_refusals);
  ADD ("patch-refusals", test_patch_refusals);
  ADD ("arrival", test_arrival);
  ADD ("delete-and-more", test_delete_and_more);
  ADD ("comments-and-disabled", test_comments_and_disabled);
  ADD ("fail-with-status", test_fail_with_status);
  ADD ("cut-after-effect", test_cut_after_effect);
  ADD ("delay", test_delay);
  ADD ("log", test_log);

  return g_test_run ();
}
