/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "lw-plan.h"
#include "lw-powerdns-patch.h"
#include "lw-powerdns-zone.h"

#define ORIGIN "sometestdomain.com."

/* Another client's conversations with a real server, replayed on paper: every zone it was shown is
 * read, and where it wrote something between two looks, our plan from the one zone to the other
 * must become the request that it sent. Deliberate difference: it removes a set by a REPLACE
 * without records, we by a DELETE. */
typedef struct
{
  const char *file;
  guint n_zones;    /* how many looks the file holds */
  guint n_requests; /* how many writes that changed something */
  guint n_records;  /* of the last zone */
} Recording;

static const Recording recordings[] = {
  { "list_records_with_no_arguments_should_list_all.json", 1, 0, 15 },
  { "delete_record_with_record_set_name_remove_all.json", 4, 3, 9 },
  { "update_record_with_fqdn_name_should_modify_record.json", 3, 2, 16 },
};

typedef struct
{
  LwZone *zone;      /* (owned) (nullable): as it was shown last */
  JsonNode *request; /* (owned) (nullable): what was written since */
  guint n_zones;
  guint n_requests;
} Replay;

static JsonNode *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static LwZone *
read_zone (const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GError) error = NULL;
  LwPowerdnsTraits traits;
  LwZone *zone = lw_powerdns_zone_parse (bytes, ORIGIN, &traits, &error);

  g_assert_no_error (error);
  g_assert_false (traits.is_copy);
  return zone;
}

static int
compare_records_cb (gconstpointer a, gconstpointer b)
{
  JsonObject *x = json_node_get_object (*(JsonNode *const *) a);
  JsonObject *y = json_node_get_object (*(JsonNode *const *) b);

  return strcmp (json_object_get_string_member (x, "content"),
                 json_object_get_string_member (y, "content"));
}

/* The order of the records of one set says nothing. */
static void
sort_records (JsonObject *set)
{
  JsonArray *records = json_object_get_array_member (set, "records");
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  JsonArray *again = json_array_new ();

  for (guint i = 0; i < json_array_get_length (records); i++)
    g_ptr_array_add (sorted, json_array_get_element (records, i));
  g_ptr_array_sort (sorted, compare_records_cb);
  for (guint i = 0; i < sorted->len; i++)
    json_array_add_element (again, json_node_copy (g_ptr_array_index (sorted, i)));

  json_object_set_array_member (set, "records", again);
}

/* What the other client sent, in our way of writing it */
static JsonNode *
normalise_request (JsonNode *request)
{
  JsonArray *sets = json_object_get_array_member (json_node_get_object (request), "rrsets");

  for (guint i = 0; i < json_array_get_length (sets); i++)
    {
      JsonObject *set = json_array_get_object_element (sets, i);

      if (json_array_get_length (json_object_get_array_member (set, "records")) > 0)
        {
          sort_records (set);
          continue;
        }
      json_object_set_string_member (set, "changetype", "DELETE");
      json_object_remove_member (set, "records");
      json_object_remove_member (set, "ttl");
    }

  return request;
}

static void
compare_request (Replay *replay, LwZone *after)
{
  g_autoptr (LwPlan) plan = lw_plan_new (ORIGIN, replay->zone, after);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) ours = NULL;

  if (lw_plan_is_empty (plan))
    return;

  body = lw_powerdns_patch_build (lw_plan_get_changes (plan), NULL, 0, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  ours = parse_json (text);
  if (!json_node_equal (ours, replay->request))
    g_test_message ("ours: %s", text);
  g_assert_true (json_node_equal (ours, replay->request));
  replay->n_requests++;
}

static void
take_look (Replay *replay, const char *body)
{
  g_autoptr (LwZone) zone = read_zone (body);

  if (replay->zone != NULL && replay->request != NULL)
    compare_request (replay, zone);

  g_clear_pointer (&replay->zone, lw_zone_unref);
  g_clear_pointer (&replay->request, json_node_unref);
  replay->zone = g_steal_pointer (&zone);
  replay->n_zones++;
}

static void
take_interaction (Replay *replay, JsonObject *interaction)
{
  JsonObject *request = json_object_get_object_member (interaction, "request");
  JsonObject *response = json_object_get_object_member (interaction, "response");
  const char *method = json_object_get_string_member (request, "method");

  if (g_str_equal (method, "GET"))
    {
      g_assert_cmpint (json_object_get_int_member (response, "status"), ==, 200);
      take_look (replay, json_object_get_string_member (response, "body"));
      return;
    }

  g_assert_cmpstr (method, ==, "PATCH");
  g_assert_cmpint (json_object_get_int_member (response, "status"), ==, 204);
  g_assert_null (replay->request);
  replay->request =
      normalise_request (parse_json (json_object_get_string_member (request, "body")));
}

static void
test_recording (gconstpointer data)
{
  const Recording *recording = data;
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "vectors", "powerdns", recording->file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  Replay replay = { NULL };
  JsonArray *interactions;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  root = parse_json (text);
  interactions = json_object_get_array_member (json_node_get_object (root), "interactions");
  for (guint i = 0; i < json_array_get_length (interactions); i++)
    take_interaction (&replay, json_array_get_object_element (interactions, i));

  g_assert_cmpuint (replay.n_zones, ==, recording->n_zones);
  g_assert_cmpuint (replay.n_requests, ==, recording->n_requests);
  g_assert_cmpuint (lw_zone_count_records (replay.zone), ==, recording->n_records);
  g_clear_pointer (&replay.zone, lw_zone_unref);
  g_clear_pointer (&replay.request, json_node_unref);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      g_autofree char *path = g_strconcat ("/powerdns/recordings/", recordings[i].file, NULL);

      g_test_add_data_func (path, &recordings[i], test_recording);
    }

  return g_test_run ();
}
