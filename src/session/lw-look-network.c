/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-network.h"

#include "lw-error.h"
#include "lw-trust.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SMTP_PORT 25   /* any would do: no packet is sent */
#define AROUND_MS 2000 /* for the seal, when finding a way took its time already */

/**
 * lw_look_get_link:
 * @world: may know better, for tests
 *
 * Returns: what the desktop says
 */
LwLink
lw_look_get_link (LwWorld *world)
{
  GNetworkMonitor *monitor;

  if (lw_world_get_online (world) >= 0)
    return lw_world_get_online (world) == 0 ? LW_LINK_NONE : LW_LINK_THERE;

  monitor = g_network_monitor_get_default ();
  if (!g_network_monitor_get_network_available (monitor))
    return LW_LINK_NONE;

  /* A captive portal answers in place of everybody, so what it says would be wrong. */
  return g_network_monitor_get_connectivity (monitor) == G_NETWORK_CONNECTIVITY_PORTAL
             ? LW_LINK_PORTAL
             : LW_LINK_THERE;
}

/**
 * lw_look_take_no_link:
 * @evidence: new evidence
 * @connection: why there is nothing to look at
 */
void
lw_look_take_no_link (LwEvidence *evidence, LwLink connection)
{
  const LwNetworkFields fields = { .connection = connection, .way = LW_WAY_NONE };

  lw_evidence_set_offline (evidence, TRUE);
  lw_evidence_take_network (evidence, lw_network_new (&fields));
}

/* The first address of IPv6 that was met decides: there is a way to all of them, or to none. */
static LwPresence
find_ipv6 (LwEvidence *evidence)
{
  GPtrArray *hosts = lw_evidence_get_mail_hosts (evidence);

  for (guint i = 0; i < hosts->len; i++)
    {
      const char *const *addresses = lw_mail_host_get_addresses (g_ptr_array_index (hosts, i));

      for (guint j = 0; addresses[j] != NULL; j++)
        if (strchr (addresses[j], ':') != NULL)
          return lw_dns_has_route (addresses[j], SMTP_PORT) ? LW_PRESENCE_UNKNOWN : LW_PRESENCE_NO;
    }

  return LW_PRESENCE_UNKNOWN;
}

/**
 * lw_look_complete_network:
 * @evidence: of a look that has come to its end
 */
void
lw_look_complete_network (LwEvidence *evidence)
{
  LwNetwork *network = lw_evidence_get_network (evidence);
  LwNetworkFields fields;

  if (network == NULL || lw_network_get (network)->ipv6 != LW_PRESENCE_UNKNOWN)
    return;

  fields = *lw_network_get (network);
  fields.ipv6 = find_ipv6 (evidence);
  lw_evidence_take_network (evidence, lw_network_new (&fields));
}

static void
end_with_verdict (GTask *task, LwTrustVerdict verdict, const char *why)
{
  const LwSealCause cause = { .reason = LW_SEAL_UNREACHABLE };
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);

  lw_evidence_take_seal (g_task_get_task_data (task), lw_seal_new (verdict, why, &cause, facts));
  g_task_return_boolean (task, TRUE);
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (LwTrust) trust = lw_trust_finish (result, &error);

  if (trust != NULL)
    end_with_verdict (task, trust->verdict, trust->why);
  else
    g_task_return_error (task, error);
}

/**
 * lw_look_seal_around_async:
 * @services: the services of a world
 * @evidence: takes the seal
 * @cancellable: (nullable): of the look
 * @callback: (scope async): called when the verdict is there
 * @user_data: data for @callback
 *
 * Has the domain validated by way of those resolvers that can be reached and leave seals on. Where
 * there are none it is not known whether the seal is in order.
 */
void
lw_look_seal_around_async (LwServices *services,
                           LwEvidence *evidence,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  gboolean secure = FALSE;
  g_autoptr (GPtrArray) carriers = lw_dns_list_carriers (lw_services_get_dns (services), &secure);

  g_task_set_source_tag (task, lw_look_seal_around_async);
  g_task_set_task_data (task, g_object_ref (evidence), g_object_unref);
  if (carriers->len == 0)
    end_with_verdict (task, LW_TRUST_INDETERMINATE,
                      _ ("Nobody who leaves seals on can be asked from here."));
  else
    lw_trust_through_async (lw_services_get_world (services), carriers, secure,
                            lw_evidence_get_domain (evidence), LW_RR_TYPE_MX, AROUND_MS,
                            cancellable, trusted_cb, g_steal_pointer (&task));
}

/**
 * lw_look_seal_around_finish:
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether there is a verdict
 */
gboolean
lw_look_seal_around_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lw_look_explain_trouble:
 * @error: why the walk from the root did not get to the domain
 *
 * Returns: the same in the words of evidence
 */
LwAnswerStatus
lw_look_explain_trouble (const GError *error)
{
  if (g_error_matches (error, LW_ERROR, LW_ERROR_NXDOMAIN))
    return LW_ANSWER_NXDOMAIN;

  if (g_error_matches (error, LW_ERROR, LW_ERROR_SERVFAIL))
    return LW_ANSWER_SERVFAIL;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? LW_ANSWER_TIMED_OUT
                                                                   : LW_ANSWER_UNREACHABLE;
}
