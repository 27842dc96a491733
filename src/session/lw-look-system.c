/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-system.h"

/*   this computer's resolver: SOA, NS of the zone ──────────────────────────┬─► done
 *   name servers: address of the domain ─► there is one: the resolver too ──┘
 *
 * A resolver is asked only about what is there.
 */
typedef struct
{
  LwDns *dns;           /* (owned) */
  LwEvidence *evidence; /* (owned) */
  guint n_waiting;
} Comparison;

static void
comparison_free (Comparison *comparison)
{
  g_clear_object (&comparison->dns);
  g_clear_object (&comparison->evidence);
  g_free (comparison);
}

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  Comparison *comparison = g_task_get_task_data (user_data);

  lw_evidence_take_answer (comparison->evidence, lw_answer_ref (answer));
}

static void
end_one (GTask *task)
{
  Comparison *comparison = g_task_get_task_data (task);

  if (--comparison->n_waiting == 0 && !g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  end_one (task);
}

static void
ask (GTask *task, LwRole role, const char *owner, guint16 type, GAsyncReadyCallback callback)
{
  Comparison *comparison = g_task_get_task_data (task);
  g_autoptr (GPtrArray) all =
      lw_dns_make_targets (comparison->dns, lw_evidence_get_delegation (comparison->evidence));
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < all->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (all, i);

      if (target->role == role)
        g_ptr_array_add (chosen, lw_dns_target_new (target->server, role));
    }

  comparison->n_waiting++;
  lw_dns_survey_async (comparison->dns, chosen, owner, type, answer_cb, task,
                       g_task_get_cancellable (task), callback, g_object_ref (task));
}

static gboolean
has_set (GPtrArray *answers)
{
  for (guint i = 0; answers != NULL && i < answers->len; i++)
    if (lw_answer_get (g_ptr_array_index (answers, i))->status == LW_ANSWER_SET)
      return TRUE;

  return FALSE;
}

static void
address_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Comparison *comparison = g_task_get_task_data (task);
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  if (has_set (answers))
    ask (task, LW_ROLE_SYSTEM, lw_evidence_get_domain (comparison->evidence), LW_RR_TYPE_A,
         asked_cb);
  end_one (task);
}

/**
 * lw_look_at_system_async:
 * @dns: the run of the look
 * @evidence: knows the delegation; takes the answers
 * @cancellable: (nullable): of the look
 * @callback: (scope async): called when all have answered
 * @user_data: data for @callback
 *
 * Asks this computer's own resolver, and for comparison the name servers.
 */
void
lw_look_at_system_async (LwDns *dns,
                         LwEvidence *evidence,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Comparison *comparison = g_new0 (Comparison, 1);
  const char *zone = lw_delegation_get_zone (lw_evidence_get_delegation (evidence));

  comparison->dns = g_object_ref (dns);
  comparison->evidence = g_object_ref (evidence);
  g_task_set_source_tag (task, lw_look_at_system_async);
  g_task_set_task_data (task, comparison, (GDestroyNotify) comparison_free);

  ask (task, LW_ROLE_SYSTEM, zone, LW_RR_TYPE_SOA, asked_cb);
  ask (task, LW_ROLE_SYSTEM, zone, LW_RR_TYPE_NS, asked_cb);
  ask (task, LW_ROLE_AUTHORITY, lw_evidence_get_domain (evidence), LW_RR_TYPE_A, address_found_cb);
}

/**
 * lw_look_at_system_finish:
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether it came to its end
 */
gboolean
lw_look_at_system_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
