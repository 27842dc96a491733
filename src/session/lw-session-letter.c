/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session.h"

#include "lw-error.h"
#include "lw-post.h"
#include "lw-session-private.h"

#include <glib/gi18n-lib.h>

/* The part of LwSession's story that is the test letter. */

static void
letter_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  LwLetter *letter;

  g_clear_pointer (&self->tried, g_ptr_array_unref);
  letter = lw_post_send_finish (LW_SERVICES (source), result, &self->tried, &error);

  if (letter == NULL)
    {
      lw_session_end (self);
      g_task_return_error (task, error);
      return;
    }

  g_clear_pointer (&self->letter, lw_letter_unref);
  self->letter = lw_letter_ref (letter);
  lw_session_end (self);
  g_task_return_pointer (task, letter, (GDestroyNotify) lw_letter_unref);
}

/**
 * lw_session_send_letter_async:
 * @self: a session
 * @to: an address at the domain that the person named
 * @from: (nullable): the person's own address; @to when %NULL
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when a mail server has taken the letter
 * @user_data: data for @callback
 *
 * Sends a test letter.
 */
void
lw_session_send_letter_async (LwSession *self,
                              const char *to,
                              const char *from,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (LW_IS_SESSION (self));
  g_return_if_fail (to != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_send_letter_async);
  if (!lw_post_check (self->domain, to, from, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* Only who holds the key of a domain has shown that it is theirs (facts/smtp, section 6). */
  if (self->host_id == NULL && self->connection == NULL && !self->has_pushed)
    {
      g_task_return_error (task,
                           lw_error_new (LW_ERROR_UNSAFE, "to", _ ("Connect the DNS host first."),
                                         _ ("Letterway sends test letters only to domains that "
                                            "are shown to be yours.")));
      return;
    }

  lw_session_begin (self, _ ("Sending the test letter…"));
  lw_post_send_async (self->services, self->domain, to, from, cancellable, letter_sent_cb,
                      g_object_ref (task));
}

/**
 * lw_session_send_letter_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for the errors of [func@post_send_finish]
 *
 * Returns: (transfer full): the letter that is on its way
 */
LwLetter *
lw_session_send_letter_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lw_session_confirm_letter:
 * @self: a session
 * @typed_code: what the person read in the letter
 * @error: return location for a `LW_ERROR_INVALID` with field "code"
 *
 * Returns: whether it is the code of the last letter that was sent
 */
gboolean
lw_session_confirm_letter (LwSession *self, const char *typed_code, GError **error)
{
  g_return_val_if_fail (LW_IS_SESSION (self), FALSE);
  g_return_val_if_fail (typed_code != NULL, FALSE);

  if (self->letter == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "code", _ ("Send a test letter first."),
                    _ ("No test letter was sent yet."));
      return FALSE;
    }

  if (lw_letter_code_matches (self->letter, typed_code))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "code",
                _ ("Look for the newest test letter; an older one has another code."),
                _ ("This is not the code of the letter that was sent."));

  return FALSE;
}
