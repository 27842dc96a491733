/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look.h"

#include "lw-look-hosts.h"
#include "lw-look-mail.h"
#include "lw-look-network.h"
#include "lw-look-route.h"
#include "lw-look-system.h"
#include "lw-look-who.h"
#include "lw-seal-look.h"

#include <glib/gi18n-lib.h>

#define PATIENCE_MS 1200 /* enough for a question that got lost on the way */

/* A look, with everything that does not depend on something else at the same time:
 *
 *   delegation ┬► name servers: MX ─┬─► addresses of each server ─► mail servers ─┬─► done
 *              │                    ├─► resolvers: MX ────────────────────────────┤
 *              │                    ├─► verdict on each server's zone ────────────┤
 *              │                    └─► name servers: MX under the doubled name ──┤
 *              ├► servers above and name servers: who is in charge, by UDP and TCP┤
 *   verdict ───┴► DS, keys, signatures ───────────────────────────────────────────┤
 *   network here ─────────────────────────────────────────────────────────────────┤
 *   the register of domains: nobody waits for it longer than three seconds ───────┘
 *
 * Where the network here lets nobody ask name servers, their part falls to the resolvers that can
 * be reached:
 *
 *   network here ─► resolvers: MX ─► addresses of each server ─► mail servers ─► done
 *
 * A resolver is asked only about what is published: it would remember that a name is not there yet,
 * when the person may be about to add it. Without name servers the resolvers are all there is.
 */
typedef struct
{
  LwEvidence *evidence; /* (owned) */
  LwDns *dns;           /* (owned): asks nobody the same thing twice */
  LwLookFlags flags;
  char *rcpt_to;            /* (owned) (nullable) */
  LwSealLook *seal;         /* (owned) (nullable): until the delegation is known */
  LwWhoLook *who;           /* (owned) (nullable): until all else has come to its end */
  GCancellable *walk;       /* (owned): of the way to the delegation */
  gulong cancelled_id;      /* of the one outside, which ends @walk too */
  LwDelegation *delegation; /* (owned) (nullable): where the walk ended */
  GError *walk_error;       /* (owned) (nullable): why it did not get there */
  GSource *patience;        /* (owned) (nullable): with name servers that say nothing */
  guint n_branches;         /* of the drawing above, that have not come to their end */
  gboolean knows_network : 1;
  gboolean has_branched : 1;      /* it is known whom to ask */
  gboolean waits_for_network : 1; /* before the mail servers' addresses are asked for */
} Look;

static void
look_free (Look *look)
{
  g_clear_object (&look->evidence);
  g_clear_object (&look->dns);
  g_clear_object (&look->walk);
  g_clear_pointer (&look->delegation, lw_delegation_unref);
  g_clear_error (&look->walk_error);
  g_clear_pointer (&look->seal, lw_seal_look_free);
  g_clear_pointer (&look->who, lw_who_look_free);
  g_free (look->rcpt_to);
  g_free (look);
}

static void
who_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/* The last one to end ends the look. Whatever went wrong on the way is evidence. */
static void
end_branch (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  if (--look->n_branches > 0)
    return;

  g_cancellable_disconnect (g_task_get_cancellable (task), look->cancelled_id);
  if (g_task_return_error_if_cancelled (task))
    return;

  lw_look_complete_network (look->evidence);
  if (look->who != NULL)
    lw_who_look_end_async (g_steal_pointer (&look->who), who_ended_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

/* What came is evidence already. */
static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  end_branch (task);
}

/* Not before it is known whether this computer's resolver invents answers. */
static void
go_to_mail_servers (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);

  look->waits_for_network = !look->knows_network;
  if (!look->waits_for_network)
    lw_look_mail_async (lw_services_get_world (services), look->dns, look->evidence, look->flags,
                        look->rcpt_to, g_task_get_cancellable (task), ended_cb,
                        g_object_ref (task));
}

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  Look *look = g_task_get_task_data (user_data);

  lw_evidence_take_answer (look->evidence, lw_answer_ref (answer));
}

static void
survey (GTask *task, gboolean authorities, const char *owner, GAsyncReadyCallback callback)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (GPtrArray) targets =
      lw_look_choose_targets (look->dns, lw_evidence_get_delegation (look->evidence), authorities);

  lw_dns_survey_async (look->dns, targets, owner, LW_RR_TYPE_MX, answer_cb, task,
                       g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
probe (GTask *task, LwDelegation *delegation)
{
  Look *look = g_task_get_task_data (task);

  look->n_branches++;
  lw_dns_probe_async (look->dns, delegation,
                      look->flags & LW_LOOK_MANY ? LW_PROBE_NONE : LW_PROBE_RESOLVERS, answer_cb,
                      task, g_task_get_cancellable (task), ended_cb, g_object_ref (task));
}

static void
ask_for_doubled (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (GPtrArray) names = lw_look_list_doubled (look->evidence);

  look->n_branches += names->len;
  for (guint i = 0; i < names->len; i++)
    survey (task, TRUE, g_ptr_array_index (names, i), ended_cb);
}

/* What the name servers said is there: both branches begin. */
static void
branch (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  ask_for_doubled (task);
  if (lw_evidence_get_delegation (look->evidence) != NULL)
    {
      look->n_branches++;
      lw_look_at_system_async (look->dns, look->evidence, g_task_get_cancellable (task), ended_cb,
                               g_object_ref (task));
    }
  if ((look->flags & LW_LOOK_MANY) == 0)
    {
      look->n_branches++;
      lw_look_hosts_async (lw_services_get_world (g_task_get_source_object (task)), look->evidence,
                           g_task_get_cancellable (task), ended_cb, g_object_ref (task));
    }
  if (lw_look_is_published (look->evidence))
    {
      look->n_branches++;
      survey (task, FALSE, lw_evidence_get_domain (look->evidence), ended_cb);
    }

  go_to_mail_servers (task);
}

static void
stop_patience (Look *look)
{
  if (look->patience != NULL)
    g_source_destroy (look->patience);
  g_clear_pointer (&look->patience, g_source_unref);
}

/* One server that says nothing is no reason to let all others wait: the MX of those that answered
 * is published. */
static gboolean
patience_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  Look *look = g_task_get_task_data (task);

  if (lw_evidence_get_mx (look->evidence) == NULL)
    return G_SOURCE_REMOVE;

  look->n_branches++; /* of the servers that may still answer */
  stop_patience (look);
  branch (task);

  return G_SOURCE_REMOVE;
}

static void
authorities_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);
  Look *look = g_task_get_task_data (task);
  gboolean has_begun = look->patience == NULL;

  stop_patience (look);
  if (has_begun)
    end_branch (task);
  else
    branch (task);
}

static void
start_patience (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  look->patience = g_timeout_source_new (PATIENCE_MS);
  g_source_set_callback (look->patience, patience_over_cb, task, NULL);
  g_source_attach (look->patience, g_task_get_context (task));
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  LwSeal *seal = lw_seal_look_end_finish (result, NULL);

  if (seal != NULL)
    lw_evidence_take_seal (look->evidence, seal);

  end_branch (task);
}

static void
enter_zone (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  LwDelegation *delegation = g_steal_pointer (&look->delegation);

  look->n_branches++;
  lw_seal_look_end_async (g_steal_pointer (&look->seal), delegation, sealed_cb,
                          g_object_ref (task));
  lw_evidence_take_delegation (look->evidence, delegation);
  lw_who_look_ask_host (look->who);
  probe (task, delegation);
  start_patience (task);
  survey (task, TRUE, lw_evidence_get_domain (look->evidence), authorities_asked_cb);
}

static void
resolvers_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  go_to_mail_servers (task);
}

/* No name server can be asked from here. */
static void
go_around (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  const char *domain = lw_evidence_get_domain (look->evidence);

  g_clear_pointer (&look->seal, lw_seal_look_free);
  lw_evidence_set_delegation_trouble (look->evidence, LW_ANSWER_UNREACHABLE,
                                      _ ("No name server can be asked from here."));
  look->n_branches++;
  lw_look_seal_around_async (services, look->evidence, g_task_get_cancellable (task), ended_cb,
                             g_object_ref (task));
  survey (task, FALSE, domain, resolvers_asked_cb);
}

static void
begin_who (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);

  if (look->who == NULL)
    look->who = lw_who_look_new (services, look->evidence, g_task_get_cancellable (task));
}

static void
stop_at_trouble (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  g_clear_pointer (&look->seal, lw_seal_look_free);
  lw_evidence_set_delegation_trouble (look->evidence, lw_look_explain_trouble (look->walk_error),
                                      look->walk_error->message);
  if (lw_look_explain_trouble (look->walk_error) == LW_ANSWER_NXDOMAIN)
    begin_who (task);
  branch (task);
}

/* A walk that did not get to its end is believed only when the network is not the cause. */
static void
branch_when_known (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  LwDns *dns = look->dns;
  LwNetwork *network = look->knows_network ? lw_dns_get_network (dns) : NULL;

  if (network != NULL && network != lw_evidence_get_network (look->evidence))
    lw_evidence_take_network (look->evidence, lw_network_ref (network));
  /* The walk says more than what was found of the network; but in vain it can take long. */
  if (look->has_branched ||
      (look->delegation == NULL &&
       (!look->knows_network || (look->walk_error == NULL && !lw_dns_bars_walks (dns)))))
    return;

  look->has_branched = TRUE;
  if (look->delegation != NULL)
    enter_zone (task);
  else if (network != NULL && (look->walk_error == NULL || lw_network_hides_servers (network)))
    go_around (task);
  else
    stop_at_trouble (task);
}

static void
delegation_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);

  look->delegation = lw_dns_find_delegation_finish (LW_DNS (source), result, &look->walk_error);
  branch_when_known (task);
}

static void
network_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  g_autoptr (LwNetwork) network = lw_dns_find_network_finish (LW_DNS (source), result, NULL);

  look->knows_network = TRUE;
  branch_when_known (task);
  if (look->has_branched)
    g_cancellable_cancel (look->walk);
  if (look->waits_for_network)
    go_to_mail_servers (task);
  end_branch (task);
}

static void
begin (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  LwDns *dns = look->dns;
  const char *domain = lw_evidence_get_domain (look->evidence);
  GCancellable *cancellable = g_task_get_cancellable (task);

  look->cancelled_id = lw_look_chain (cancellable, look->walk);

  if ((look->flags & LW_LOOK_MANY) == 0)
    begin_who (task);
  look->seal = lw_seal_look_new (services, look->dns, domain, cancellable);
  lw_dns_find_delegation_async (dns, domain, look->walk, delegation_found_cb, g_object_ref (task));
  lw_dns_find_network_async (dns, domain, cancellable, network_found_cb, g_object_ref (task));
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
  LwLink connection;

  look->evidence = g_object_ref (evidence);
  look->dns = lw_dns_new_run (lw_services_get_dns (services));
  look->flags = flags;
  look->rcpt_to = g_strdup (rcpt_to);
  look->n_branches = 2; /* to the mail servers, and the network here */
  look->walk = g_cancellable_new ();
  g_task_set_source_tag (task, lw_look_async);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);

  connection = lw_look_get_link (lw_services_get_world (services));
  if (connection == LW_LINK_THERE)
    begin (task);
  else
    {
      lw_look_take_no_link (evidence, connection);
      g_task_return_boolean (task, TRUE);
    }
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
