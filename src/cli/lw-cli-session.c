/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Opening a domain's story for a command: its session, its key. */

#define SECRET_BYTES_MAX (64 * 1024)

static void
warn_unfinished (LwSession *session)
{
  LwPush *push = lw_session_get_unfinished (session);
  g_autofree char *name = NULL;

  if (push == NULL)
    return;

  name = lw_name_display (lw_session_get_domain (session));
  g_printerr (_("letterway: a change of %s was cut off: at least %u of %u changes were made.\n"
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
      *code = lw_cli_usage (call, _("Name one domain."));
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

char *
lw_cli_read_secret (int fd, GError **error)
{
  char *secret = g_malloc0 (SECRET_BYTES_MAX + 1);
  gsize length = 0;
  gssize n_read;

  do
    {
      n_read = read (fd, secret + length, SECRET_BYTES_MAX - length);
      if (n_read > 0)
        length += n_read;
    }
  while ((n_read > 0 && length < SECRET_BYTES_MAX) || (n_read < 0 && errno == EINTR));

  if (n_read < 0 || length == 0 || memchr (secret, '\0', length) != NULL)
    {
      lw_secret_free (secret);
      lw_set_error (error, LW_ERROR_INVALID, "key",
                    _("Give the key as one JSON object on the standard input."),
                       n_read < 0 ? _("The key cannot be read: %s")
                                  : _("No key came in%s"), n_read < 0 ? g_strerror (errno) : ".");
      return NULL;
    }

  return secret;
}

static LwCredential *
read_credential (LwCliKeyOptions *options, GError **error)
{
  LwHostDescription *host = lw_host_descriptions_find (options->host);
  char *secret;
  LwCredential *credential;

  if (host == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "host",
                    _("“letterway hosts” lists those it knows."),
                       _("Letterway knows no DNS host “%s”."), options->host);
      return NULL;
    }

  secret = lw_cli_read_secret (options->fd, error);
  if (secret == NULL)
    return NULL;

  credential = lw_credential_parse (host, options->name != NULL ? options->name : "default", secret,
                                    -1, error);
  lw_secret_free (secret);

  return credential;
}

gboolean
lw_cli_connect (LwCliCall *call, LwSession *session, LwCliKeyOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwCredential) credential = NULL;
  g_autoptr (LwReach) reach = NULL;

  if (options->fd >= 0 && options->host == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "host",
                    _("Add --host HOST."), _("A key is given, but not for which DNS host."));
      return FALSE;
    }

  if (options->fd >= 0)
    {
      credential = read_credential (options, error);
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
