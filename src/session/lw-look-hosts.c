/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-hosts.h"

#include "lw-look-route.h"
#include "lw-trust.h"

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwEvidence *evidence = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) seals = lw_trust_hosts_finish (result, &error);

  for (guint i = 0; seals != NULL && i < seals->len; i++)
    lw_evidence_take_host_seal (evidence, lw_host_seal_ref (g_ptr_array_index (seals, i)));

  if (seals == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

void
lw_look_hosts_async (LwWorld *world,
                     LwEvidence *evidence,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GPtrArray) hosts = lw_look_list_exchanges (lw_evidence_get_mx (evidence));

  g_task_set_source_tag (task, lw_look_hosts_async);
  g_task_set_task_data (task, g_object_ref (evidence), g_object_unref);

  if (hosts->len == 0)
    g_task_return_boolean (task, TRUE);
  else
    lw_trust_hosts_async (world, hosts, LW_TRUST_TIMEOUT_MS, cancellable, trusted_cb,
                          g_object_ref (task));
}

gboolean
lw_look_hosts_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
