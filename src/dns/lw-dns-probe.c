/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include "lw-name.h"

#include <string.h>

#define NAME_SERVERS_MAX 8 /* within the zone: each server is asked for the addresses of each */
#define OUTSIDE_MAX 16
#define PARENTS_BY_TCP 2
#define NAME_MAX_BYTES 254 /* as text with its final dot */
#define TIMEOUT_MS 8000

/* What each server says for itself: first the lists and what else does not depend on anything, then
 * what the answers ask for. Each phase puts all its questions at the same time; one server gets at
 * most 14 in the first and 20 in the second. */
typedef struct
{
  LwDnsScope scope;
  LwDelegation *delegation; /* (owned) */
  LwProbeFlags flags;
  GPtrArray *answers; /* (owned) (element-type LwAnswer) */
  LwAnswerFunc each;
  gpointer each_data;
  guint n_waiting;
  gboolean second : 1;
} Probe;

static void end_question (GTask *task);

static void
probe_free (Probe *probe)
{
  lw_dns_scope_clear (&probe->scope);
  lw_delegation_unref (probe->delegation);
  g_ptr_array_unref (probe->answers);
  g_free (probe);
}

/* Takes @answer. */
static void
take_answer (GTask *task, LwAnswer *answer)
{
  Probe *probe = g_task_get_task_data (task);

  g_ptr_array_add (probe->answers, answer);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    probe->each (answer, probe->each_data);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwAnswer *answer = lw_dns_ask_finish (LW_DNS (source), result, NULL);

  if (answer != NULL)
    take_answer (task, answer);
  end_question (task);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwAnswer *answer = lw_dns_lookup_finish (LW_DNS (source), result, NULL);

  if (answer != NULL)
    take_answer (task, answer);
  end_question (task);
}

static void
asked_by_tcp_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDnsReply) reply = lw_dns_query_finish (LW_DNS (source), result, NULL);
  Probe *probe = g_task_get_task_data (task);

  if (reply != NULL)
    take_answer (task,
                 lw_dns_read_reply (reply, LW_ROLE_AUTHORITY,
                                    lw_delegation_get_zone (probe->delegation), LW_RR_TYPE_SOA));
  end_question (task);
}

static void
take_glue (GTask *task, LwDnsReply *reply, const char *name_server, guint16 type)
{
  LwRecordSet *glue = lw_message_find (reply->message, LW_SECTION_ADDITIONAL, name_server, type);
  const LwAnswerFields fields = {
    .server = reply->server,
    .role = LW_ROLE_PARENT,
    .owner = name_server,
    .type = type,
    .status = LW_ANSWER_SET,
    .set = glue,
    .asked_at = reply->asked_at,
    .elapsed_ms = reply->elapsed_ms,
    .raw = reply->raw,
  };

  if (glue != NULL)
    take_answer (task, lw_answer_new (&fields));
}

/* Only of names within the zone: for the others the zone above has nothing to say. */
static void
take_all_glue (GTask *task, LwDnsReply *reply, LwRecordSet *name_servers)
{
  Probe *probe = g_task_get_task_data (task);
  const char *zone = lw_delegation_get_zone (probe->delegation);
  const char *const *names = lw_record_set_get_values (name_servers);

  for (guint i = 0; i < NAME_SERVERS_MAX && names[i] != NULL; i++)
    if (lw_name_is_at_or_below (names[i], zone))
      {
        take_glue (task, reply, names[i], LW_RR_TYPE_A);
        take_glue (task, reply, names[i], LW_RR_TYPE_AAAA);
      }
}

static void
parent_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDnsReply) reply = lw_dns_query_finish (LW_DNS (source), result, NULL);
  Probe *probe = g_task_get_task_data (task);
  LwAnswer *answer;

  if (reply != NULL)
    {
      answer = lw_dns_read_reply (reply, LW_ROLE_PARENT, lw_delegation_get_zone (probe->delegation),
                                  LW_RR_TYPE_NS);
      take_answer (task, answer);
      if (reply->via == LW_VIA_UDP && reply->message != NULL && lw_answer_get (answer)->set != NULL)
        take_all_glue (task, reply, lw_answer_get (answer)->set);
    }
  end_question (task);
}

static void
ask_parents (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  GPtrArray *parents = lw_delegation_get_parent_servers (probe->delegation);
  const char *zone = lw_delegation_get_zone (probe->delegation);
  gboolean is_root = g_str_equal (lw_delegation_get_parent_zone (probe->delegation), ".");
  guint n_by_tcp = 0;

  for (guint i = 0; i < parents->len; i++)
    {
      LwServer *server = g_ptr_array_index (parents, i);

      if (lw_server_get_address (server) == NULL ||
          (!is_root && !lw_dns_may_ask (self, server, LW_ROLE_PARENT)))
        continue;

      probe->n_waiting++;
      lw_dns_query_async (self, server, zone, LW_RR_TYPE_NS, LW_QUERY_NONE, probe->scope.inner,
                          parent_asked_cb, g_object_ref (task));
      if (n_by_tcp++ >= PARENTS_BY_TCP)
        continue;
      probe->n_waiting++;
      lw_dns_query_by_tcp_async (self, server, zone, LW_RR_TYPE_NS, probe->scope.inner,
                                 parent_asked_cb, g_object_ref (task));
    }
}

/* Who was silent to all questions of the first phase will be to those of the second. */
static gboolean
is_silent (const Probe *probe, LwServer *server)
{
  for (guint i = 0; i < probe->answers->len; i++)
    {
      const LwAnswerFields *row = lw_answer_get (g_ptr_array_index (probe->answers, i));

      if (row->server == server && row->status != LW_ANSWER_TIMED_OUT &&
          row->status != LW_ANSWER_UNREACHABLE)
        return FALSE;
    }

  return TRUE;
}

/* What stands in the way of a question at all is seen by the survey. */
static gboolean
can_be_asked (LwDns *self, const Probe *probe, LwServer *server)
{
  return lw_server_get_address (server) != NULL &&
         lw_dns_may_ask (self, server, LW_ROLE_AUTHORITY) &&
         !(probe->second && is_silent (probe, server));
}

/* One question to every server of the zone. */
static void
ask_zone (GTask *task, const char *owner, guint16 type)
{
  LwDns *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  GPtrArray *servers = lw_delegation_get_servers (probe->delegation);

  for (guint i = 0; i < servers->len; i++)
    if (can_be_asked (self, probe, g_ptr_array_index (servers, i)))
      {
        probe->n_waiting++;
        lw_dns_ask_async (self, g_ptr_array_index (servers, i), LW_ROLE_AUTHORITY, owner, type,
                          probe->scope.inner, answered_cb, g_object_ref (task));
      }
}

static void
ask_zone_by_tcp (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  GPtrArray *servers = lw_delegation_get_servers (probe->delegation);

  for (guint i = 0; i < servers->len; i++)
    {
      LwServer *server = g_ptr_array_index (servers, i);

      if (!can_be_asked (self, probe, server))
        continue;

      probe->n_waiting++;
      lw_dns_query_by_tcp_async (self, server, lw_delegation_get_zone (probe->delegation),
                                 LW_RR_TYPE_SOA, probe->scope.inner, asked_by_tcp_cb,
                                 g_object_ref (task));
    }
}

static void
ask_first (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  const char *zone = lw_delegation_get_zone (probe->delegation);
  const char *domain = lw_delegation_get_domain (probe->delegation);
  g_autofree char *control = g_strconcat (LW_CONTROL_LABEL, zone, NULL);
  static const char *const labels[] = {
    "_dmarc",     "_mta-sts", "_tls", "_smtp._tls", "s1._domainkey", "selector1._domainkey",
    "_domainkey",
  };

  ask_parents (task);
  ask_zone (task, zone, LW_RR_TYPE_NS);
  ask_zone (task, zone, LW_RR_TYPE_SOA);
  ask_zone_by_tcp (task);
  ask_zone (task, domain, LW_RR_TYPE_AAAA);
  ask_zone (task, domain, LW_RR_TYPE_TXT);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *name = g_strjoin (".", labels[i], domain, NULL);

      if (strlen (name) <= NAME_MAX_BYTES)
        ask_zone (task, name, LW_RR_TYPE_TXT);
    }
  ask_zone (task, control, LW_RR_TYPE_TXT);
}

/* A question put again */
typedef struct
{
  GTask *task; /* (owned) */
  char *owner;
  guint16 type;
} Again;

static void
asked_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Again *again = user_data;
  g_autoptr (GTask) task = again->task;
  g_autofree char *owner = again->owner;
  g_autoptr (LwDnsReply) reply = lw_dns_query_finish (LW_DNS (source), result, NULL);

  if (reply != NULL)
    take_answer (task, lw_dns_read_reply (reply, LW_ROLE_AUTHORITY, owner, again->type));
  end_question (task);
}

static void
ask_again (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GArray) questions = lw_probe_list_again (probe->answers);

  for (guint i = 0; i < questions->len; i++)
    {
      const LwProbeAgain *question = &g_array_index (questions, LwProbeAgain, i);
      Again *again = g_new0 (Again, 1);

      again->task = g_object_ref (task);
      again->owner = g_strdup (question->owner);
      again->type = question->type;
      probe->n_waiting++;
      lw_dns_query_async (g_task_get_source_object (task), question->server, question->owner,
                          question->type, question->flags, probe->scope.inner, asked_again_cb,
                          again);
    }
}

/* A resolver is asked only about what is published. */
static void
ask_resolvers (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GPtrArray) targets = lw_dns_make_targets (self, NULL);
  g_autoptr (GPtrArray) names = lw_probe_list_published (probe->answers, probe->delegation);

  for (guint i = 0; i < names->len; i++)
    for (guint j = 0; j < targets->len; j++)
      {
        LwDnsTarget *target = g_ptr_array_index (targets, j);

        probe->n_waiting++;
        lw_dns_ask_async (self, target->server, target->role, names->pdata[i], LW_RR_TYPE_TXT,
                          probe->scope.inner, answered_cb, g_object_ref (task));
      }
}

static void
ask_for_addresses (GTask *task, const char *name)
{
  LwDns *self = g_task_get_source_object (task);
  Probe *probe = g_task_get_task_data (task);
  static const guint16 types[] = { LW_RR_TYPE_A, LW_RR_TYPE_AAAA };
  gboolean inside = lw_name_is_at_or_below (name, lw_delegation_get_zone (probe->delegation));

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (inside)
      ask_zone (task, name, types[i]);
    else
      {
        probe->n_waiting++;
        lw_dns_lookup_async (self, name, types[i], probe->scope.inner, looked_up_cb,
                             g_object_ref (task));
      }
}

static void
ask_second (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GPtrArray) inside = NULL;
  g_autoptr (GPtrArray) outside = NULL;
  g_autoptr (GPtrArray) doubled = lw_probe_list_doubled (probe->answers, probe->delegation);

  lw_probe_list_name_servers (probe->answers, probe->delegation, &inside, &outside);
  for (guint i = 0; i < MIN (inside->len, NAME_SERVERS_MAX); i++)
    ask_for_addresses (task, inside->pdata[i]);
  for (guint i = 0; i < MIN (outside->len, OUTSIDE_MAX); i++)
    ask_for_addresses (task, outside->pdata[i]);
  for (guint i = 0; i < doubled->len; i++)
    ask_zone (task, doubled->pdata[i], LW_RR_TYPE_TXT);
  ask_again (task);
  if (probe->flags & LW_PROBE_RESOLVERS)
    ask_resolvers (task);
}

static void
end_question (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  probe->n_waiting--;
  if (probe->n_waiting > 0)
    return;

  if (!probe->second && !g_cancellable_is_cancelled (probe->scope.inner))
    {
      probe->second = TRUE;
      probe->n_waiting = 1; /* until all are put */
      ask_second (task);
      end_question (task);
      return;
    }

  lw_dns_scope_end (&probe->scope);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/**
 * lw_dns_probe_async:
 * @self: what asks
 * @delegation: where the domain lies
 * @flags: what to ask beside
 * @each: (scope async): called for every row as it comes
 * @each_data: data for @each, which must live until @callback
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called when all have answered, at most 8 seconds later
 * @user_data: data for @callback
 *
 * Asks every server of the zone above and of the zone what it says about the delegation, by UDP and
 * by TCP.
 */
void
lw_dns_probe_async (LwDns *self,
                    LwDelegation *delegation,
                    LwProbeFlags flags,
                    LwAnswerFunc each,
                    gpointer each_data,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Probe *probe;

  g_return_if_fail (LW_IS_DNS (self) && delegation != NULL && each != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  probe = g_new0 (Probe, 1);
  probe->delegation = lw_delegation_ref (delegation);
  probe->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
  probe->flags = flags;
  probe->each = each;
  probe->each_data = each_data;
  probe->n_waiting = 1; /* until all are put */
  lw_dns_scope_init (&probe->scope, cancellable, TIMEOUT_MS);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_probe_async);
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  ask_first (task);
  end_question (task);
}

/**
 * lw_dns_probe_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether it came to its end
 */
gboolean
lw_dns_probe_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
