/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* letterway plan, letterway apply */

#define PLAN_BYTES_MAX (16 * 1024 * 1024)

typedef struct
{
  char **mx;
  gboolean null_mx;
  gboolean no_mx;
  char *ttl;
  char *output;
  gboolean json;
  gboolean expect_no_changes;
} PlanOptions;

static void
plan_options_clear (PlanOptions *options)
{
  g_clear_pointer (&options->mx, g_strfreev);
  g_clear_pointer (&options->ttl, g_free);
  g_clear_pointer (&options->output, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlanOptions, plan_options_clear)

/* Without a key the plan is made on what everybody can see: for reading, and for a zone whose key
 * is elsewhere. */
static gboolean
find_zone (LwCliCall *call, LwSession *session, LwCliKeyOptions *key, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (key->host != NULL || key->fd >= 0 || lw_session_get_host_id (session) != NULL)
    return lw_cli_connect (call, session, key, error);

  lw_session_look_async (session, LW_LOOK_NO_MAIL, NULL, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  if (!lw_session_look_finish (session, result, error))
    return FALSE;

  if (lw_session_get_draft (session) != NULL)
    return TRUE;

  lw_set_error (error, LW_ERROR_SERVFAIL, "domain", _ ("“letterway check” says more."), "%s",
                lw_session_get_sentence (session));

  return FALSE;
}

static gboolean
has_mx (LwMxList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list)) > 0;
}

static void
empty_list (LwMxList *list)
{
  lw_mx_list_set_no_mail (list, FALSE);
  while (has_mx (list))
    lw_mx_list_remove (list, 0);
}

/* "10 mx.example.net", or a name alone */
static void
add_server (LwMxList *list, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", 2);
  gboolean with_order = words[0] != NULL && words[1] != NULL;
  LwMxEntry *entry = lw_mx_list_add (list, "");

  if (with_order)
    lw_mx_entry_set_preference_text (entry, words[0]);
  lw_mx_entry_set_exchange (entry, with_order ? g_strstrip (words[1]) : text);
}

static void
edit_draft (LwDraft *draft, const PlanOptions *options)
{
  LwMxList *list = lw_draft_get_mx (draft);

  if (options->mx != NULL || options->no_mx)
    empty_list (list);

  for (guint i = 0; options->mx != NULL && options->mx[i] != NULL; i++)
    add_server (list, options->mx[i]);

  if (options->ttl != NULL)
    lw_mx_list_set_ttl_text (list, options->ttl);
  if (options->null_mx)
    lw_mx_list_set_no_mail (list, TRUE);
  lw_mx_list_commit (list);
}

static gboolean
write_plan (LwPlan *plan, const PlanOptions *options, GError **error)
{
  g_autoptr (JsonNode) node = lw_plan_to_json (plan);
  g_autofree char *text = json_to_string (node, TRUE);

  if (options->output != NULL)
    return g_file_set_contents_full (options->output, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                     0600, error);

  if (options->json)
    lw_cli_print_json (node);
  else
    lw_cli_print_plan (plan, g_print);

  return TRUE;
}

static int
make_plan (LwCliCall *call, const PlanOptions *options, LwCliKeyOptions *key)
{
  g_autoptr (LwSession) session = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  int code = 0;

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  if (!find_zone (call, session, key, &error))
    return lw_cli_fail (error);

  lw_draft_discard (lw_session_get_draft (session)); /* edits begun in the window are not meant */
  edit_draft (lw_session_get_draft (session), options);
  plan = lw_session_make_plan (session, &error);

  if (plan == NULL || !write_plan (plan, options, &error))
    return lw_cli_fail (error);

  return options->expect_no_changes && !lw_plan_is_empty (plan) ? LW_EXIT_DIFFERENCES
                                                                : LW_EXIT_WORKS;
}

int
lw_cli_run_plan (LwCliCall *call)
{
  g_auto (PlanOptions) options = { 0 };
  g_auto (LwCliKeyOptions) key = { .fd = -1 };
  const GOptionEntry entries[] = {
    { "mx", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.mx,
      N_ ("A mail server: its order and its name; may be repeated"), N_ ("'10 HOST'") },
    { "null-mx", 0, 0, G_OPTION_ARG_NONE, &options.null_mx,
      N_ ("Say that the domain wants no mail"), NULL },
    { "no-mx", 0, 0, G_OPTION_ARG_NONE, &options.no_mx, N_ ("Remove every mail server"), NULL },
    { "ttl", 0, 0, G_OPTION_ARG_STRING, &options.ttl, N_ ("How long others may remember it"),
      N_ ("SECONDS") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Write the plan to a file"),
      N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print the plan as JSON"), NULL },
    { "expect-no-changes", 0, 0, G_OPTION_ARG_NONE, &options.expect_no_changes,
      N_ ("Exit with 4 when something would be changed"), NULL },
    LW_CLI_KEY_OPTIONS (key),
    { NULL },
  };
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  if ((options.mx != NULL) + options.null_mx + options.no_mx + (options.ttl != NULL) == 0)
    return lw_cli_usage (call, "arguments",
                         _ ("Say what you want: --mx, --null-mx, --no-mx or --ttl."));
  if ((options.mx != NULL) + options.null_mx + options.no_mx > 1)
    return lw_cli_usage (call, "arguments", _ ("--mx, --null-mx and --no-mx exclude each other."));

  return make_plan (call, &options, &key);
}

static LwPlan *
read_plan (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes =
      lw_cli_read_file (g_str_equal (path, "-") ? "/dev/stdin" : path, PLAN_BYTES_MAX + 1, error);
  g_autoptr (JsonNode) node = NULL;
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);
  node = lw_json_parse_object (text != NULL ? text : "", length, PLAN_BYTES_MAX, error);

  return node != NULL ? lw_plan_from_json (node, error) : NULL;
}

static int
apply_plan (LwCliCall *call, LwCliKeyOptions *key, const LwCliPush *how)
{
  g_autoptr (LwSession) session = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwPlan) reviewed = NULL;
  g_autoptr (GError) error = NULL;
  int code = 0;

  plan = read_plan (call->arguments[1], &error);
  if (plan == NULL)
    return lw_cli_fail_at (error, NULL, _ ("Make the file again with “letterway plan”."));

  session = lw_cli_new_session (call, lw_plan_get_domain (plan), &code);
  if (session == NULL)
    return code;
  if (lw_session_get_unfinished (session) != NULL)
    return LW_EXIT_PARTIAL; /* the sentence about it stands on stderr already */

  if (!lw_cli_connect (call, session, key, &error))
    return lw_cli_fail (error);

  reviewed = lw_session_review_plan (session, plan, &error);
  if (reviewed == NULL)
    return lw_cli_fail (error);

  return lw_cli_push (call, session, reviewed, how);
}

int
lw_cli_run_apply (LwCliCall *call)
{
  LwCliPush how = { 0 };
  g_auto (LwCliKeyOptions) key = { .fd = -1 };
  g_auto (GStrv) accepted = NULL;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &how.yes, N_ ("The plan was reviewed: do not ask"), NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &accepted,
      N_ ("This danger is meant; may be repeated"), N_ ("DANGER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &how.json, N_ ("Print the result as JSON"), NULL },
    LW_CLI_KEY_OPTIONS (key),
    { NULL },
  };
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  if (g_strv_length (call->arguments) != 2)
    return lw_cli_usage (call, "arguments", _ ("Name one plan."));

  how.accepted = accepted;

  return apply_plan (call, &key, &how);
}
