/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* Opening a domain's story for a command: its session, its key. */

static void
warn_unfinished (LwSession *session)
{
  LwPush *push = lw_session_get_unfinished (session);
  g_autofree char *name = NULL;

  if (push == NULL)
    return;

  name = lw_name_display (lw_session_get_domain (session));
  g_printerr (_ ("letterway: a change of %s was cut off: at least %u of %u changes were made.\n"
                 "  “letterway finish %s” makes the rest, “letterway undo %s” puts everything "
                 "back.\n"),
              name, lw_push_get (push)->n_confirmed,
              lw_plan_get_changes (lw_push_get (push)->plan)->len, name, name);
}

static gboolean
restore (LwCliCall *call, LwSession *session, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *notice = NULL;
  gboolean restored;

  lw_session_restore_async (session, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  restored = lw_session_restore_finish (session, result, error);

  notice = lw_store_dup_notice (lw_services_get_store (call->services));
  if (notice != NULL)
    g_printerr ("letterway: %s\n", notice);

  return restored;
}

LwSession *
lw_cli_new_session (LwCliCall *call, const char *domain, int *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = lw_name_from_input (domain, &error);
  g_autoptr (LwSession) session = NULL;

  if (name != NULL)
    session = lw_session_new (call->services, name);

  if (session == NULL || !restore (call, session, &error))
    {
      *code = lw_cli_fail (error);
      return NULL;
    }

  warn_unfinished (session);

  return g_steal_pointer (&session);
}

LwSession *
lw_cli_open_session (LwCliCall *call, int *code)
{
  if (g_strv_length (call->arguments) != 2)
    {
      *code = lw_cli_usage (call, "arguments", _ ("Name one domain."));
      return NULL;
    }

  return lw_cli_new_session (call, call->arguments[1], code);
}

void
lw_cli_key_options_clear (LwCliKeyOptions *options)
{
  g_clear_pointer (&options->host, g_free);
  g_clear_pointer (&options->name, g_free);
}

gboolean
lw_cli_connect (LwCliCall *call, LwSession *session, LwCliKeyOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwCredential) credential = NULL;
  g_autoptr (LwReach) reach = NULL;
  LwHostDescription *host = NULL;

  if (options->fd >= 0 && options->host == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "host", _ ("Add --host HOST."),
                    _ ("A key is given, but not for which DNS host."));
      return FALSE;
    }

  if (options->host != NULL)
    {
      host = lw_cli_find_host (options->host, error);
      if (host == NULL)
        return FALSE;
    }

  if (options->fd >= 0)
    {
      credential = lw_cli_read_credential (host, options->name, options->fd, error);
      if (credential == NULL)
        return FALSE;
      lw_session_set_keep_key (session, FALSE);
    }

  lw_session_connect_async (session, options->host, options->name, credential, call->cancellable,
                            lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  reach = lw_session_connect_finish (session, result, error);

  return reach != NULL;
}

static void
progress_cb (LwSession *session)
{
  const char *progress = lw_session_get_progress (session);

  if (progress != NULL)
    g_printerr ("  %s\n", progress);
}

void
lw_cli_follow (LwSession *session)
{
  if (isatty (STDERR_FILENO))
    g_signal_connect (session, "notify::progress", G_CALLBACK (progress_cb), NULL);
}
