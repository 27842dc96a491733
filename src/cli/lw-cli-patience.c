/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-check-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* A look that ends when its time is up, or with the command. */

static gboolean
timed_out_cb (gpointer user_data)
{
  LwCliPatience *patience = user_data;

  patience->timer = 0;
  patience->timed_out = TRUE;
  g_cancellable_cancel (patience->cancellable);

  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

void
lw_cli_patience_begin (LwCliPatience *self, GCancellable *outer, int seconds)
{
  self->cancellable = g_cancellable_new ();
  self->outer = outer;
  self->seconds = seconds;
  self->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                          g_object_ref (self->cancellable), g_object_unref);
  if (seconds > 0)
    self->timer = g_timeout_add_seconds (seconds, timed_out_cb, self);
}

void
lw_cli_patience_end (LwCliPatience *self)
{
  /* g_cancellable_disconnect() would wait for the very cancelling that may have brought us here. */
  if (self->outer_id != 0)
    g_signal_handler_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->cancellable);
}

GError *
lw_cli_patience_explain (const LwCliPatience *self, GError *error)
{
  if (!self->timed_out || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  g_error_free (error);

  return lw_error_new (LW_ERROR_SERVFAIL, "timeout",
                       _ ("Give it more time with --timeout, or check from another network."),
                       ngettext ("The check was not over after %d second.",
                                 "The check was not over after %d seconds.", self->seconds),
                       self->seconds);
}
