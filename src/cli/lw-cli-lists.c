/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-checks.h"

#include <glib/gi18n-lib.h>

/* letterway hosts, letterway checks */

#define JSON_SCHEMA 1

static JsonNode *
describe_host (LwHostDescription *host)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *fields = json_array_new ();

  for (guint i = 0; i < lw_host_description_get_n_fields (host); i++)
    json_array_add_string_element (fields, lw_host_description_get_field (host, i)->id);

  json_object_set_int_member (object, "schema", JSON_SCHEMA);
  json_object_set_string_member (object, "id", lw_host_description_get_id (host));
  json_object_set_string_member (object, "name", lw_host_description_get_name (host));
  json_object_set_array_member (object, "fields", fields);
  json_node_take_object (node, object);

  return node;
}

static void
print_host (LwHostDescription *host)
{
  g_print ("%-12s %s\n", lw_host_description_get_id (host), lw_host_description_get_name (host));

  for (guint i = 0; i < lw_host_description_get_n_fields (host); i++)
    {
      const LwHostField *field = lw_host_description_get_field (host, i);

      g_print ("    %-12s %s%s\n", field->id, field->label,
               field->optional ? _ (" (may be left out)") : "");
    }
}

int
lw_cli_run_hosts (LwCliCall *call)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object for each host"), NULL },
    { NULL },
  };
  GPtrArray *hosts = lw_host_descriptions_get ();
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  for (guint i = 0; i < hosts->len; i++)
    {
      g_autoptr (JsonNode) node = json ? describe_host (g_ptr_array_index (hosts, i)) : NULL;

      if (json)
        lw_cli_print_json (node);
      else
        print_host (g_ptr_array_index (hosts, i));
    }

  return code;
}

static void
print_check (const LwCheck *check, gboolean json)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (!json)
    {
      g_print ("%-28s %-10s %s\n", check->id, lw_level_get_id (check->level), check->needs);
      return;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "schema", JSON_SCHEMA);
  json_object_set_string_member (object, "id", check->id);
  json_object_set_string_member (object, "level", lw_level_get_id (check->level));
  json_object_set_string_member (object, "needs", check->needs);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  lw_cli_print_json (node);
}

int
lw_cli_run_checks (LwCliCall *call)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object for each check"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) checks = lw_checks_catalogue ();
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  for (guint i = 0; i < checks->len; i++)
    print_check (g_ptr_array_index (checks, i), json);

  return code;
}
