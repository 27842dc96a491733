/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

typedef struct
{
  GPtrArray *answers; /* (owned) (nullable elements) (element-type LwAnswer): as the targets */
  LwAnswerFunc each;  /* (nullable) */
  gpointer each_data;
  guint n_waiting;
  GError *error; /* (owned) (nullable) */
} Survey;

/* One of the questions of a survey. */
typedef struct
{
  GTask *task; /* (owned) */
  guint index;
} Row;

static void
answer_free (gpointer answer)
{
  if (answer != NULL)
    lw_answer_unref (answer);
}

static void
survey_free (Survey *survey)
{
  g_ptr_array_unref (survey->answers);
  g_clear_error (&survey->error);
  g_free (survey);
}

/* The caller keeps its reference to @task. */
static void
end_survey (GTask *task)
{
  Survey *survey = g_task_get_task_data (task);

  if (survey->error != NULL)
    g_task_return_error (task, g_steal_pointer (&survey->error));
  else
    g_task_return_pointer (task, g_ptr_array_ref (survey->answers),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Row *row = user_data;
  g_autoptr (GTask) task = row->task;
  Survey *survey = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LwAnswer *answer = lw_dns_ask_finish (LW_DNS (source), result, &error);

  g_ptr_array_index (survey->answers, row->index) = answer;
  if (answer == NULL && survey->error == NULL)
    survey->error = g_steal_pointer (&error);

  if (answer != NULL && survey->each != NULL && survey->error == NULL)
    survey->each (answer, survey->each_data);

  if (--survey->n_waiting == 0)
    end_survey (task);
}

/**
 * lw_dns_survey_async:
 * @self: what asks
 * @targets: (element-type LwDnsTarget): whom
 * @owner: a normal name
 * @type: the record type
 * @each: (nullable) (scope async): called for every answer as it comes
 * @each_data: data for @each, which must live until @callback
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called when all have answered
 * @user_data: data for @callback
 *
 * Puts the same question to many servers at the same time.
 */
void
lw_dns_survey_async (LwDns *self,
                     GPtrArray *targets,
                     const char *owner,
                     guint16 type,
                     LwAnswerFunc each,
                     gpointer each_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Survey *survey;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (targets != NULL && owner != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  survey = g_new0 (Survey, 1);
  survey->answers = g_ptr_array_new_with_free_func (answer_free);
  g_ptr_array_set_size (survey->answers, (int) targets->len);
  survey->each = each;
  survey->each_data = each_data;
  survey->n_waiting = targets->len;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_survey_async);
  g_task_set_task_data (task, survey, (GDestroyNotify) survey_free);

  if (targets->len == 0)
    end_survey (task);

  for (guint i = 0; i < targets->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (targets, i);
      Row *row = g_new0 (Row, 1);

      row->task = g_object_ref (task);
      row->index = i;
      lw_dns_ask_async (self, target->server, target->role, owner, type, cancellable, answered_cb,
                        row);
    }
}

/**
 * lw_dns_survey_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable) (element-type LwAnswer): in the order of the targets
 */
GPtrArray *
lw_dns_survey_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
