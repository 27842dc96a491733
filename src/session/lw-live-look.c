/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-live-look.h"

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  lw_evidence_take_answer (g_task_get_task_data (user_data), lw_answer_ref (answer));
}

static void
leave (GTask *task)
{
  g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  leave (task);
}

static GPtrArray *
list_authorities (LwDelegation *delegation)
{
  GPtrArray *servers = lw_delegation_get_servers (delegation);
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (targets, lw_dns_target_new (servers->pdata[i], LW_ROLE_AUTHORITY));

  return targets;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwDelegation *delegation = lw_dns_find_delegation_finish (LW_DNS (source), result, NULL);
  g_autoptr (GPtrArray) targets = NULL;

  if (delegation == NULL)
    {
      leave (task);
      return;
    }

  lw_evidence_take_delegation (g_task_get_task_data (task), delegation);
  targets = list_authorities (delegation);
  lw_dns_survey_async (LW_DNS (source), targets, lw_delegation_get_zone (delegation),
                       LW_RR_TYPE_SOA, answer_cb, task, g_task_get_cancellable (task), asked_cb,
                       g_object_ref (task));
}

/**
 * lw_live_look_async:
 * @services: the services of a world
 * @domain: a domain
 * @cancellable: (nullable): ends it with what is known until then
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Asks who is asked about a domain, and for which zone.
 */
void
lw_live_look_async (LwServices *services,
                    const char *domain,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  LwEvidence *evidence = lw_evidence_new (domain, g_get_real_time () / G_USEC_PER_SEC);

  g_task_set_source_tag (task, lw_live_look_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, evidence, g_object_unref);
  lw_dns_find_delegation_async (lw_services_get_dns (services), domain, cancellable, found_cb,
                                g_object_ref (task));
}

LwEvidence *
lw_live_look_finish (LwServices *services, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, services), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
