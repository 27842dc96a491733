/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* letterway export */

typedef struct
{
  char *format;
  char *output;
  gint64 push;
  LwCliKeyOptions key;
} ExportOptions;

static void
export_options_clear (ExportOptions *options)
{
  g_clear_pointer (&options->format, g_free);
  g_clear_pointer (&options->output, g_free);
  lw_cli_key_options_clear (&options->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExportOptions, export_options_clear)

static JsonNode *
make_json (LwZone *zone)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *sets = json_array_new ();

  for (guint i = 0; i < lw_zone_get_sets (zone)->len; i++)
    json_array_add_element (sets,
                            lw_record_set_to_json (g_ptr_array_index (lw_zone_get_sets (zone), i)));

  json_object_set_int_member (object, "schema", 1);
  json_object_set_string_member (object, "zone", lw_zone_get_origin (zone));
  json_object_set_array_member (object, "sets", sets);
  json_node_take_object (node, object);

  return node;
}

static gboolean
has_snapshot (LwSession *session, LwPush *push, GError **error)
{
  const LwPushFields *fields = lw_push_get (push);

  if (fields->snapshot != NULL && g_str_equal (fields->domain, lw_session_get_domain (session)))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "push", _ ("Look at the history for its number."),
                _ ("There is no such change of this domain."));

  return FALSE;
}

/* The zone as it was before a push, from its snapshot */
static LwZone *
load_snapshot (LwCliCall *call, LwSession *session, gint64 id, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPush) push = NULL;
  LwStore *store = lw_services_get_store (call->services);

  lw_store_load_push_async (store, id, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  push = lw_store_load_push_finish (store, result, error);
  if (push == NULL || !has_snapshot (session, push, error))
    return NULL;

  return lw_zone_parse (lw_push_get (push)->snapshot, -1,
                        lw_plan_get_zone (lw_push_get (push)->plan), error);
}

static LwZone *
find_zone (LwCliCall *call, LwSession *session, ExportOptions *options, GError **error)
{
  if (options->push != 0)
    return load_snapshot (call, session, options->push, error);

  if (!lw_cli_connect (call, session, &options->key, error))
    return NULL;

  return lw_zone_ref (lw_session_get_zone (session));
}

static int
write_zone (LwZone *zone, const ExportOptions *options)
{
  gboolean json = g_strcmp0 (options->format, "json") == 0;
  g_autoptr (JsonNode) node = json ? make_json (zone) : NULL;
  g_autofree char *text = json ? json_to_string (node, TRUE) : lw_zone_to_text (zone);
  g_autoptr (GError) error = NULL;

  if (options->output == NULL)
    g_print ("%s%s", text, json ? "\n" : "");
  else if (!g_file_set_contents_full (options->output, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                      0600, &error))
    return lw_cli_fail (error);

  return LW_EXIT_WORKS;
}

int
lw_cli_run_export (LwCliCall *call)
{
  g_auto (ExportOptions) options = { .key = { .fd = -1 } };
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("zone (a zone file) or json"),
      N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Write to a file"),
      N_ ("FILE") },
    { "push", 0, 0, G_OPTION_ARG_INT64, &options.push,
      N_ ("The records as they were before this change of the history"), N_ ("NUMBER") },
    LW_CLI_KEY_OPTIONS (options.key),
    { NULL },
  };
  g_autoptr (LwSession) session = NULL;
  g_autoptr (LwZone) zone = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  if (options.format != NULL && !g_str_equal (options.format, "zone") &&
      !g_str_equal (options.format, "json"))
    return lw_cli_usage (call, "format", _ ("“%s” is no format. There are zone and json."),
                         options.format);

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  zone = find_zone (call, session, &options, &error);

  return zone != NULL ? write_zone (zone, &options) : lw_cli_fail (error);
}
