/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* The review on the command line, and the push after it. */

#define ANSWER_BYTES 64

static gboolean
is_yes (const char *answer)
{
  /* Translators: the answers that mean yes, separated by spaces */
  return *answer != '\0' &&
         g_strv_contains ((const char *const[]){ _ ("y"), _ ("yes"), "y", "yes", NULL }, answer);
}

static int
ask (LwCliCall *call, const char *question)
{
  char answer[ANSWER_BYTES] = "";

  if (lw_cli_ask (call, question, answer, sizeof answer) && is_yes (answer))
    return LW_EXIT_WORKS;

  g_printerr ("letterway: %s\n", _ ("Nothing was changed."));

  return LW_EXIT_INTERRUPTED;
}

static int
accept_danger (LwCliCall *call, LwPlan *plan, LwDangerKind kind, const LwCliPush *how)
{
  g_autofree char *text = lw_danger_describe (kind, plan);
  const char *id = lw_danger_get_id (kind);

  if (!lw_danger_needs_tick (kind) ||
      (how->accepted != NULL && g_strv_contains ((const char *const *) how->accepted, id)))
    return LW_EXIT_WORKS;

  if (isatty (STDIN_FILENO) && !how->yes)
    {
      g_autofree char *question = g_strdup_printf (_ ("%s Is that meant? [y/N]"), text);

      return ask (call, question);
    }

  g_printerr (_ ("letterway: accept: %s\n  Add --accept %s when that is meant.\n"), text, id);

  return LW_EXIT_USAGE;
}

static int
accept_dangers (LwCliCall *call, LwPlan *plan, const LwCliPush *how)
{
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);
  int code = LW_EXIT_WORKS;

  for (guint i = 0; code == LW_EXIT_WORKS && i < dangers->len; i++)
    code = accept_danger (call, plan, g_array_index (dangers, LwDangerKind, i), how);

  return code;
}

/* 0 when the change is meant, else the exit code */
static int
agree (LwCliCall *call, LwPlan *plan, const LwCliPush *how)
{
  guint n_changes = lw_plan_get_changes (plan)->len;
  g_autofree char *question = g_strdup_printf (
      ngettext ("Apply %u change? [y/N]", "Apply %u changes? [y/N]", n_changes), n_changes);
  int code = accept_dangers (call, plan, how);

  if (code != LW_EXIT_WORKS || how->yes)
    return code;

  if (isatty (STDIN_FILENO))
    return ask (call, question);

  g_printerr (_ ("letterway: yes: nobody is there to be asked. Nothing was changed.\n"
                 "  Add --yes when the change was reviewed.\n"));

  return LW_EXIT_USAGE;
}

static void
print_done (LwSession *session, LwPush *push, gboolean json)
{
  LwArrival *arrival = lw_session_get_arrival (session);
  g_autoptr (JsonNode) node = NULL;

  if (json)
    {
      node = lw_push_to_json (push);
      lw_cli_print_json (node);
      return;
    }

  g_print ("%s\n", lw_push_get (push)->title);
  g_print (_ ("Done at %s. Number in the history: %" G_GINT64_FORMAT ".\n"),
           lw_session_get_host_name (session), lw_push_get (push)->id);

  if (arrival != NULL)
    g_print (_ ("“letterway wait” tells when it is seen everywhere.\n"));
}

int
lw_cli_push (LwCliCall *call, LwSession *session, LwPlan *plan, const LwCliPush *how)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPush) push = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!how->json || !how->yes)
    lw_cli_print_plan (plan, how->json ? g_printerr : g_print);

  if (!lw_plan_is_empty (plan))
    code = agree (call, plan, how);
  if (code != LW_EXIT_WORKS)
    return code;

  lw_cli_follow (session);
  lw_session_push_async (session, plan, how->resume, how->undoes, call->cancellable, lw_cli_done_cb,
                         &slot);
  result = lw_cli_await (&slot);
  push = lw_session_push_finish (session, result, &error);

  if (push == NULL)
    return lw_cli_fail (error);

  print_done (session, push, how->json);

  return LW_EXIT_WORKS;
}
