/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look.h"

#include "lw-error.h"
#include "lw-route-probe.h"

#include <glib/gi18n-lib.h>

/* A look, with everything that does not depend on something else at the same time:
 *
 *   resolvers: MX ────────────────────────────────────────────┐
 *   delegation ─► name servers: MX ─► addresses of each server ─► mail servers ─► done
 *                (or the resolvers' MX, when the delegation is broken)
 */
typedef struct
{
  LwEvidence *evidence; /* (owned) */
  LwLookFlags flags;
  char *rcpt_to;  /* (owned) (nullable) */
  guint n_asking; /* questions of the present step that are still open */
} Look;

static void
look_free (Look *look)
{
  g_clear_object (&look->evidence);
  g_free (look->rcpt_to);
  g_free (look);
}

/* Ends the look when it was cancelled; whatever else happens is evidence. */
static gboolean
is_over (GTask *task)
{
  return g_task_return_error_if_cancelled (task);
}

static void
facts_cb (LwSmtpFacts *facts, gpointer user_data)
{
  Look *look = g_task_get_task_data (user_data);

  lw_evidence_take_smtp_facts (look->evidence, lw_smtp_facts_ref (facts));
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) facts = lw_route_probe_finish (result, NULL);

  /* Too many servers to be greeted is no reason to lose what DNS said. */
  if (!is_over (task))
    g_task_return_boolean (task, TRUE);
}

/* (nullable) (transfer full): where senders would go */
static LwRecordSet *
find_route (LwEvidence *evidence)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);

  if (mx != NULL)
    return lw_record_set_ref (mx);

  return lw_evidence_knows_mx (evidence)
             ? lw_record_set_new_implicit_mx (lw_evidence_get_domain (evidence))
             : NULL;
}

static void
greet_mail_servers (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  g_autoptr (LwRecordSet) mx = find_route (look->evidence);

  if (mx == NULL || (look->flags & LW_LOOK_NO_MAIL) != 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  lw_route_probe_async (lw_services_get_world (services), mx,
                        lw_evidence_get_mail_hosts (look->evidence), look->rcpt_to, facts_cb, task,
                        g_task_get_cancellable (task), probed_cb, g_object_ref (task));
}

static void
mail_host_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  LwMailHost *host = lw_dns_find_mail_host_finish (LW_DNS (source), result, NULL);

  if (host != NULL)
    lw_evidence_take_mail_host (look->evidence, host);

  look->n_asking--;
  if (look->n_asking == 0 && !is_over (task))
    greet_mail_servers (task);
}

static void
find_mail_hosts (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  g_autoptr (LwRecordSet) mx = find_route (look->evidence);
  g_autoptr (GPtrArray) hosts = NULL;

  if (mx != NULL && !lw_record_set_is_null_mx (mx))
    hosts = lw_record_set_list_exchanges (mx);
  if (hosts == NULL || hosts->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  look->n_asking = hosts->len;
  for (guint i = 0; i < hosts->len; i++)
    lw_dns_find_mail_host_async (lw_services_get_dns (services), hosts->pdata[i],
                                 g_task_get_cancellable (task), mail_host_found_cb,
                                 g_object_ref (task));
}

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  Look *look = g_task_get_task_data (user_data);

  lw_evidence_take_answer (look->evidence, lw_answer_ref (answer));
}

static void
surveyed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);
  Look *look = g_task_get_task_data (task);

  look->n_asking--;
  if (look->n_asking == 0 && !is_over (task))
    find_mail_hosts (task);
}

/* @delegation: (nullable): the domain's own servers are asked, else the resolvers */
static void
survey (GTask *task, LwDelegation *delegation)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  LwDns *dns = lw_services_get_dns (services);
  g_autoptr (GPtrArray) all = lw_dns_make_targets (dns, delegation);
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < all->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (all, i);

      if ((target->role == LW_ROLE_AUTHORITY) == (delegation != NULL))
        g_ptr_array_add (chosen, lw_dns_target_new (target->server, target->role));
    }

  look->n_asking++;
  lw_dns_survey_async (dns, chosen, lw_evidence_get_domain (look->evidence), LW_RR_TYPE_MX,
                       answer_cb, task, g_task_get_cancellable (task), surveyed_cb,
                       g_object_ref (task));
}

static LwAnswerStatus
explain_trouble (const GError *error)
{
  if (g_error_matches (error, LW_ERROR, LW_ERROR_NXDOMAIN))
    return LW_ANSWER_NXDOMAIN;

  if (g_error_matches (error, LW_ERROR, LW_ERROR_SERVFAIL))
    return LW_ANSWER_SERVFAIL;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? LW_ANSWER_TIMED_OUT
                                                                   : LW_ANSWER_UNREACHABLE;
}

static void
delegation_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = g_task_get_task_data (task);
  LwDelegation *delegation = lw_dns_find_delegation_finish (LW_DNS (source), result, &error);

  look->n_asking--;

  if (delegation != NULL)
    {
      lw_evidence_take_delegation (look->evidence, delegation);
      survey (task, delegation);
      return;
    }

  lw_evidence_set_delegation_trouble (look->evidence, explain_trouble (error), error->message);
  if (look->n_asking == 0 && !is_over (task))
    find_mail_hosts (task);
}

static gboolean
is_offline (LwWorld *world)
{
  GNetworkMonitor *monitor;

  if (lw_world_get_online (world) >= 0)
    return lw_world_get_online (world) == 0;

  monitor = g_network_monitor_get_default ();

  /* A captive portal answers in place of everybody, so what it says would be wrong. */
  return !g_network_monitor_get_network_available (monitor) ||
         g_network_monitor_get_connectivity (monitor) == G_NETWORK_CONNECTIVITY_PORTAL;
}

/**
 * lw_look_async:
 * @services: the services of a world
 * @evidence: new evidence about a domain
 * @flags: what to leave out
 * @rcpt_to: (nullable): an address that the person named, asked for by RCPT
 * @cancellable: (nullable): ends the look
 * @callback: (scope async): called when all has been asked
 * @user_data: data for @callback
 *
 * Looks at a domain from every side. What goes wrong is evidence too.
 */
void
lw_look_async (LwServices *services,
               LwEvidence *evidence,
               LwLookFlags flags,
               const char *rcpt_to,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  Look *look = g_new0 (Look, 1);

  look->evidence = g_object_ref (evidence);
  look->flags = flags;
  look->rcpt_to = g_strdup (rcpt_to);
  g_task_set_source_tag (task, lw_look_async);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);

  if (is_offline (lw_services_get_world (services)))
    {
      lw_evidence_set_offline (evidence, TRUE);
      g_task_return_boolean (task, TRUE);
      return;
    }

  look->n_asking = 1;
  lw_dns_find_delegation_async (lw_services_get_dns (services), lw_evidence_get_domain (evidence),
                                cancellable, delegation_found_cb, g_object_ref (task));
  survey (task, NULL);
}

/**
 * lw_look_finish:
 * @services: the services
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether the look came to its end
 */
gboolean
lw_look_finish (LwServices *services, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, services), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
