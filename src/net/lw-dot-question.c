/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dot-question.h"

#include <glib/gi18n-lib.h>

static gboolean
time_is_up_cb (gpointer user_data)
{
  LwDotQuestion *self = user_data;

  self->give_up (self,
                 g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                      _ ("The resolver did not answer in time.")),
                 self->user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  LwDotQuestion *self = user_data;
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  self->give_up (self, error, self->user_data);

  return G_SOURCE_REMOVE;
}

/* @task: (transfer none); @timeout_ms: how long it may take in all; @give_up: in the context of
 * @task */
LwDotQuestion *
lw_dot_question_new (GTask *task,
                     GBytes *query,
                     guint timeout_ms,
                     LwDotGiveUpFunc give_up,
                     gpointer user_data)
{
  LwDotQuestion *self = g_new0 (LwDotQuestion, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = g_object_ref (task);
  self->query = g_bytes_ref (query);
  self->give_up = give_up;
  self->user_data = user_data;

  self->timer = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->timer, time_is_up_cb, self, NULL);
  g_source_attach (self->timer, g_task_get_context (task));

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (task));
    }

  return self;
}

static void
end_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

void
lw_dot_question_free (LwDotQuestion *self)
{
  g_clear_pointer (&self->timer, end_source);
  g_clear_pointer (&self->cancelled, end_source);
  g_clear_object (&self->task);
  g_bytes_unref (self->query);
  g_free (self);
}

GTask *
lw_dot_question_steal_task (LwDotQuestion *self)
{
  return g_steal_pointer (&self->task);
}
