/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* letterway history, undo, finish */

static const char *
describe_state (LwPushState state)
{
  switch (state)
    {
    case LW_PUSH_INTENDED:
      return _ ("cut off");

    case LW_PUSH_DONE:
      return _ ("done");

    case LW_PUSH_PARTIAL:
      return _ ("partly done");

    case LW_PUSH_FAILED:
      return _ ("not made");

    case LW_PUSH_SETTLED:
      return _ ("settled later");
    }

  return "";
}

static void
print_push (const LwPushFields *push)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (push->started_at);
  g_autofree char *time = g_date_time_format (moment, "%Y-%m-%d %H:%M");

  g_print ("%4" G_GINT64_FORMAT "  %s  %s  %s\n", push->id, time, describe_state (push->state),
           push->title);
  if (push->note != NULL)
    g_print ("      %s\n", push->note);
}

static void
print_pushes (GPtrArray *pushes, gboolean json)
{
  for (guint i = 0; i < pushes->len; i++)
    {
      g_autoptr (JsonNode) node = json ? lw_push_to_json (g_ptr_array_index (pushes, i)) : NULL;

      if (json)
        lw_cli_print_json (node);
      else
        print_push (lw_push_get (g_ptr_array_index (pushes, i)));
    }

  if (pushes->len == 0 && !json)
    g_print ("%s\n", _ ("Letterway has not changed this domain yet."));
}

int
lw_cli_run_history (LwCliCall *call)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object for each change"), NULL },
    { NULL },
  };
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwSession) session = NULL;
  g_autoptr (GPtrArray) pushes = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  lw_session_history_async (session, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  pushes = lw_session_history_finish (session, result, &error);
  if (pushes == NULL)
    return lw_cli_fail (error);

  print_pushes (pushes, json);

  return LW_EXIT_WORKS;
}

typedef struct
{
  LwCliPush how;
  LwCliKeyOptions key;
  char **accepted;
  gint64 id;
} BackOptions;

static void
back_options_clear (BackOptions *options)
{
  lw_cli_key_options_clear (&options->key);
  g_clear_pointer (&options->accepted, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackOptions, back_options_clear)

static gboolean
parse_back (LwCliCall *call, BackOptions *options, int *code)
{
  const GOptionEntry entries[] = {
    { "push", 0, 0, G_OPTION_ARG_INT64, &options->id, N_ ("Its number in the history"),
      N_ ("NUMBER") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &options->how.yes, N_ ("Do not ask"), NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->accepted,
      N_ ("This danger is meant; may be repeated"), N_ ("DANGER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->how.json, N_ ("Print the result as JSON"), NULL },
    LW_CLI_KEY_OPTIONS (options->key),
    { NULL },
  };

  options->key.fd = -1;
  if (!lw_cli_parse (call, entries, code))
    return FALSE;

  options->how.accepted = options->accepted;
  options->how.resume = TRUE;

  return TRUE;
}

static LwPlan *
plan_undo (LwCliCall *call, LwSession *session, BackOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LwPush *unfinished = lw_session_get_unfinished (session);

  /* What was cut off is meant before anything older. */
  if (options->id == 0 && unfinished != NULL)
    options->id = lw_push_get (unfinished)->id;

  lw_session_plan_undo_async (session, options->id, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);

  return lw_session_plan_undo_finish (session, result, &options->how.undoes, error);
}

int
lw_cli_run_undo (LwCliCall *call)
{
  g_auto (BackOptions) options = { 0 };
  g_autoptr (LwSession) session = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!parse_back (call, &options, &code))
    return code;

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  if (lw_cli_connect (call, session, &options.key, &error))
    plan = plan_undo (call, session, &options, &error);
  if (plan == NULL)
    return lw_cli_fail (error);

  return lw_cli_push (call, session, plan, &options.how);
}

static LwPlan *
plan_finish (LwCliCall *call, LwSession *session, BackOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LwPlan *plan;
  guint n_made = 0, n_all = 0;

  lw_session_plan_finish_async (session, options->id, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  plan = lw_session_plan_finish_finish (session, result, &n_made, &n_all, error);
  options->how.undoes = options->id;

  if (plan != NULL && !options->how.json)
    g_print (ngettext ("%u of %u change was made.\n", "%u of %u changes were made.\n", n_all),
             n_made, n_all);

  return plan;
}

int
lw_cli_run_finish (LwCliCall *call)
{
  g_auto (BackOptions) options = { 0 };
  g_autoptr (LwSession) session = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!parse_back (call, &options, &code))
    return code;

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  if (options.id == 0 && lw_session_get_unfinished (session) != NULL)
    options.id = lw_push_get (lw_session_get_unfinished (session))->id;
  if (options.id == 0)
    {
      g_print ("%s\n", _ ("No change of this domain was cut off."));
      return LW_EXIT_WORKS;
    }

  if (lw_cli_connect (call, session, &options.key, &error))
    plan = plan_finish (call, session, &options, &error);
  if (plan == NULL)
    return lw_cli_fail (error);

  return lw_cli_push (call, session, plan, &options.how);
}
