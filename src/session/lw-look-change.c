/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-change.h"

/* A resolver is asked only when one of the domain's own servers has the records: else it would
 * remember that there are none. */

/* (nullable) */
static LwChange *
get_change (LwEvidence *evidence)
{
  gint64 pushed_at;

  return lw_evidence_get_pushed (evidence, &pushed_at);
}

gboolean
lw_look_change_is_wanted (LwEvidence *evidence)
{
  LwChange *change = get_change (evidence);

  return change != NULL && lw_evidence_get_delegation (evidence) != NULL &&
         (lw_change_get_rr_type (change) != LW_RR_TYPE_MX ||
          !g_str_equal (lw_change_get_owner (change), lw_evidence_get_domain (evidence)));
}

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  lw_evidence_take_answer (g_task_get_task_data (user_data), lw_answer_ref (answer));
}

static gboolean
is_published (LwEvidence *evidence)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);
  LwChange *change = get_change (evidence);

  for (guint i = 0; change != NULL && i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (fields->role == LW_ROLE_AUTHORITY && fields->status == LW_ANSWER_SET &&
          fields->type == lw_change_get_rr_type (change) &&
          g_str_equal (fields->owner, lw_change_get_owner (change)))
        return TRUE;
    }

  return FALSE;
}

static void
ask (GTask *task, gboolean authorities, GAsyncReadyCallback callback)
{
  LwDns *dns = lw_services_get_dns (g_task_get_source_object (task));
  LwEvidence *evidence = g_task_get_task_data (task);
  LwChange *change = get_change (evidence);
  g_autoptr (GPtrArray) all = lw_dns_make_targets (dns, lw_evidence_get_delegation (evidence));
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < all->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (all, i);

      if ((target->role == LW_ROLE_AUTHORITY) == authorities)
        g_ptr_array_add (chosen, lw_dns_target_new (target->server, target->role));
    }

  lw_dns_survey_async (dns, chosen, lw_change_get_owner (change), lw_change_get_rr_type (change),
                       answer_cb, task, g_task_get_cancellable (task), callback,
                       g_object_ref (task));
}

static void
resolvers_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
authorities_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (is_published (g_task_get_task_data (task)))
    ask (task, FALSE, resolvers_asked_cb);
  else
    g_task_return_boolean (task, TRUE);
}

void
lw_look_change_async (LwServices *services,
                      LwEvidence *evidence,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);

  g_return_if_fail (lw_look_change_is_wanted (evidence));

  g_task_set_source_tag (task, lw_look_change_async);
  g_task_set_task_data (task, g_object_ref (evidence), g_object_unref);
  ask (task, TRUE, authorities_asked_cb);
}

gboolean
lw_look_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
