/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-network-private.h"

#include <string.h>

#define ROOTS_MAX 3
#define IPV6_ROOTS_MAX 2
#define RESOLVERS_MAX 2
#define LABEL_LETTERS 14
#define QUICK_MS 2500   /* for those that are silent, when somebody answers */
#define PATIENT_MS 4000 /* when nobody does */
#define SECURE_MAX 3
#define SECURE_MS 3000 /* to connect, to greet by TLS, to be answered */
#define GRACE_MS 300   /* for the rest, when all that matters is there */
#define FRESH_USEC (5 * G_USEC_PER_SEC)

/* All at the same time, so that it takes no longer than the first step of the walk:
 *
 *   root servers: ". SOA" by UDP, TCP, IPv6 ────────────────────┐
 *   this computer's resolver: ". SOA", two names that nobody has ┼─► what they mean
 *   resolvers of the world: ". SOA", one of the names ───────────┘
 *                                                                └► no name server can be asked:
 *                                                                   resolvers by HTTPS and TLS
 *
 * A resolver remembers that a name does not exist; so what is asked for is a name by chance, that
 * nobody will ever want.
 */
typedef struct
{
  LwDnsScope scope;
  GPtrArray *trials; /* (owned) (element-type LwTrial) */
  GSource *timer;    /* (owned) (nullable) */
  guint n_waiting;
  gboolean patient : 1;  /* nobody has answered in the time that is usual */
  gboolean in_grace : 1; /* all that matters is there */
  gboolean secure : 1;   /* the second part has begun */
  gboolean ended : 1;
} Search;

/* One of the questions */
typedef struct
{
  GTask *task;    /* (owned) */
  LwTrial *trial; /* as long as the task */
} Row;

static gboolean ask_securely (GTask *task);

static void
stop_timer (Search *search)
{
  if (search->timer != NULL)
    g_source_destroy (search->timer);
  g_clear_pointer (&search->timer, g_source_unref);
}

static void
search_free (Search *search)
{
  stop_timer (search);
  lw_dns_scope_clear (&search->scope);
  g_ptr_array_unref (search->trials);
  g_free (search);
}

static gboolean
has_seals (LwDns *self)
{
  const char *const *anchors = lw_world_get_trust_anchor (self->world);

  return anchors != NULL && anchors[0] != NULL;
}

static gboolean
is_recent (gint64 usec)
{
  return usec != 0 && g_get_monotonic_time () - usec < FRESH_USEC;
}

/* That a name does not exist may just be what somebody says in place of everybody. */
static gboolean
has_walked (LwDns *self)
{
  return is_recent (self->shared->arrived_usec) ||
         (!self->shared->is_intercepted && is_recent (self->shared->denied_usec));
}

static void
open_network (LwDns *self)
{
  LwNetwork *network = self->shared->network;

  if (network == NULL || !has_walked (self) || !lw_network_hides_servers (network))
    return;

  self->shared->network = lw_network_opened (network);
  lw_network_unref (network);
}

void
lw_dns_note_walk (LwDns *self, gboolean has_arrived)
{
  *(has_arrived ? &self->shared->arrived_usec : &self->shared->denied_usec) =
      g_get_monotonic_time ();
  open_network (self);
}

static LwNetwork *
read_network (LwDns *self, Search *search, gboolean is_over)
{
  return lw_trials_read (search->trials, has_seals (self), is_over,
                         g_get_real_time () / G_USEC_PER_SEC);
}

/* Takes @network. Others that look at the same time must not take half a search for the whole. */
static void
take_network (LwDns *self, Search *search, LwNetwork *network)
{
  g_clear_pointer (&self->shared->network, lw_network_unref);
  self->shared->is_intercepted = lw_trials_are_certain (search->trials);
  self->shared->network = network;
  self->shared->network_usec = g_get_monotonic_time ();
  lw_trials_have_secure (search->trials, &self->shared->secure_via);
  open_network (self);
}

/* The caller keeps its reference to @task. */
static void
finish_search (GTask *task, LwNetwork *network)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);

  search->ended = TRUE;
  stop_timer (search);
  take_network (self, search, network);
  lw_dns_scope_end (&search->scope);
  g_task_return_pointer (task, lw_network_ref (self->shared->network),
                         (GDestroyNotify) lw_network_unref);
}

/* The caller keeps its reference to @task. */
static void
end_search (GTask *task, gboolean is_over)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  g_autoptr (LwNetwork) network = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      search->ended = TRUE;
      stop_timer (search);
      lw_dns_scope_end (&search->scope);
      return;
    }

  network = read_network (self, search, is_over);
  if (search->secure || !(lw_network_hides_servers (network) || lw_network_is_silent (network)) ||
      !ask_securely (task))
    finish_search (task, g_steal_pointer (&network));
}

static gboolean time_is_up_cb (gpointer user_data);

static void
start_timer (GTask *task, guint timeout_ms)
{
  Search *search = g_task_get_task_data (task);

  stop_timer (search);
  search->timer = g_timeout_source_new (timeout_ms);
  g_source_set_callback (search->timer, time_is_up_cb, g_object_ref (task), g_object_unref);
  g_source_attach (search->timer, g_task_get_context (task));
}

static gboolean
any_replied (Search *search)
{
  for (guint i = 0; i < search->trials->len; i++)
    {
      LwTrial *trial = g_ptr_array_index (search->trials, i);

      if (trial->reply != NULL && trial->reply->message != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Search *search = g_task_get_task_data (task);

  /* Where the network is only slow, those that were asked in clear still come before the others. */
  if (!search->secure && !search->patient && !any_replied (search))
    {
      search->patient = TRUE;
      if (!ask_securely (task))
        start_timer (task, PATIENT_MS - QUICK_MS);
    }
  else
    end_search (task, search->secure || !search->in_grace);

  return G_SOURCE_REMOVE;
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Row *row = user_data;
  g_autoptr (GTask) task = row->task;
  Search *search = g_task_get_task_data (task);
  LwDnsReply *reply = lw_dns_query_finish (LW_DNS (source), result, NULL);
  LwVia via;

  if (search->ended)
    {
      g_clear_pointer (&reply, lw_dns_reply_free);
      return;
    }

  row->trial->reply = reply;
  search->n_waiting--;
  if (search->n_waiting == 0 || (search->secure && lw_trials_have_secure (search->trials, &via)))
    end_search (task, TRUE);
  else if (!search->in_grace && !search->secure && lw_trials_are_enough (search->trials))
    {
      search->in_grace = TRUE;
      start_timer (task, GRACE_MS);
    }
}

static void
ask (GTask *task, LwTrial *trial, LwQueryFlags flags)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  Row *row = g_new0 (Row, 1);

  row->task = g_object_ref (task);
  row->trial = trial;
  search->n_waiting++;
  if (trial->kind == LW_TRIAL_ROOT_BY_TCP)
    lw_dns_query_by_tcp_async (self, trial->server, trial->owner, trial->type, search->scope.inner,
                               replied_cb, row);
  else
    lw_dns_query_async (self, trial->server, trial->owner, trial->type, flags, search->scope.inner,
                        replied_cb, row);
}

/* systemd-resolved hands seals on to those alone who say that they check them themselves (CD). */
static LwQueryFlags
with_seals (LwTrialKind kind)
{
  return kind == LW_TRIAL_SYSTEM ? LW_QUERY_DNSSEC | LW_QUERY_CHECKING_OFF : LW_QUERY_DNSSEC;
}

static void
begin (GTask *task, LwTrialKind kind, LwServer *server, const char *owner, guint16 type)
{
  Search *search = g_task_get_task_data (task);
  LwTrial *trial = lw_trial_new (kind, server, owner, type);
  gboolean is_root = kind == LW_TRIAL_ROOT || kind == LW_TRIAL_ROOT_BY_IPV6;
  LwQueryFlags flags = is_root ? LW_QUERY_NONE : LW_QUERY_RECURSE;

  g_ptr_array_add (search->trials, trial);
  trial->no_route = !lw_dns_has_route (lw_server_get_address (server), lw_server_get_port (server));
  if (!trial->no_route)
    ask (task, trial, type == LW_RR_TYPE_SOA ? flags | with_seals (kind) : flags);
}

static void
ask_root (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  GPtrArray *root = lw_world_get_root (self->world);
  guint n_ipv4 = 0, n_ipv6 = 0;

  for (guint i = 0; i < root->len; i++)
    {
      LwServer *server = g_ptr_array_index (root, i);
      gboolean is_ipv6 = strchr (lw_server_get_address (server), ':') != NULL;

      if (is_ipv6 && n_ipv6++ < IPV6_ROOTS_MAX)
        begin (task, LW_TRIAL_ROOT_BY_IPV6, server, ".", LW_RR_TYPE_SOA);
      if (!is_ipv6 && n_ipv4 == 0)
        begin (task, LW_TRIAL_ROOT_BY_TCP, server, ".", LW_RR_TYPE_SOA);
      if (!is_ipv6 && n_ipv4++ < ROOTS_MAX)
        begin (task, LW_TRIAL_ROOT, server, ".", LW_RR_TYPE_SOA);
    }
}

static char *
invent_label (void)
{
  char label[LABEL_LETTERS + 1] = { 0 };

  for (guint i = 0; i < LABEL_LETTERS; i++)
    label[i] = (char) g_random_int_range ('a', 'z' + 1);

  return g_strdup (label);
}

/* (nullable): a name that nobody has, below the same registry as @domain */
static char *
invent_name (const char *domain)
{
  g_autofree char *label = invent_label ();
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n_labels = g_strv_length (labels); /* the last one is empty */

  return n_labels >= 2 && *labels[n_labels - 2] != '\0'
             ? g_strdup_printf ("%s.%s.", label, labels[n_labels - 2])
             : NULL;
}

static void
ask_system (GTask *task, const char *name)
{
  LwDns *self = g_task_get_source_object (task);
  g_autofree char *label = invent_label ();
  g_autofree char *top = g_strconcat (label, ".", NULL);

  if (self->system == NULL)
    return;

  begin (task, LW_TRIAL_SYSTEM, self->system, ".", LW_RR_TYPE_SOA);
  begin (task, LW_TRIAL_SYSTEM_NO_TOP, self->system, top, LW_RR_TYPE_A);
  if (name != NULL)
    begin (task, LW_TRIAL_SYSTEM_NO_NAME, self->system, name, LW_RR_TYPE_A);
}

static void
ask_resolvers (GTask *task, const char *name)
{
  LwDns *self = g_task_get_source_object (task);
  GPtrArray *resolvers = lw_world_get_resolvers (self->world);
  guint n_asked = 0;

  for (guint i = 0; i < resolvers->len && n_asked < RESOLVERS_MAX; i++)
    {
      LwServer *server = g_ptr_array_index (resolvers, i);

      if (!lw_server_can (server, LW_VIA_UDP))
        continue;
      n_asked++;
      begin (task, LW_TRIAL_RESOLVER, server, ".", LW_RR_TYPE_SOA);
      if (name != NULL)
        begin (task, LW_TRIAL_RESOLVER_SAY_NO_NAME, server, name, LW_RR_TYPE_A);
    }
}

static void
ask_by (GTask *task, LwTrialKind kind, LwServer *server, LwVia via)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  Row *row;

  if (!lw_server_can (server, via))
    return;

  row = g_new0 (Row, 1);
  row->task = g_object_ref (task);
  row->trial = lw_trial_new (kind, server, ".", LW_RR_TYPE_SOA);
  g_ptr_array_add (search->trials, row->trial);
  search->n_waiting++;
  lw_dns_query_via_async (self, server, via, ".", LW_RR_TYPE_SOA,
                          LW_QUERY_RECURSE | LW_QUERY_DNSSEC, search->scope.inner, replied_cb, row);
}

/* FALSE when the world knows nobody to ask so. */
static gboolean
ask_securely (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GPtrArray *resolvers = lw_world_get_resolvers (self->world);
  guint n_asked = 0, n_before = search->trials->len;

  for (guint i = 0; i < resolvers->len && n_asked < SECURE_MAX; i++)
    {
      LwServer *server = g_ptr_array_index (resolvers, i);

      n_asked += lw_server_can (server, LW_VIA_HTTPS) || lw_server_can (server, LW_VIA_TLS);
      ask_by (task, LW_TRIAL_BY_HTTPS, server, LW_VIA_HTTPS);
      ask_by (task, LW_TRIAL_BY_TLS, server, LW_VIA_TLS);
    }
  search->secure = search->trials->len > n_before;
  if (!search->secure)
    return FALSE;

  start_timer (task, SECURE_MS);
  return TRUE;
}

/**
 * lw_dns_find_network_async:
 * @self: what asks
 * @domain: a normal name, whose registry serves for a name that nobody has
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with what was found
 * @user_data: data for @callback
 *
 * Finds out what this computer's network does to questions. Takes as long as one question where
 * all is well, at most 7 seconds where nobody answers. What was found within the last seconds is
 * not asked for again. From then on lookups and [method@Dns.make_targets] keep to those who can be
 * asked and do not invent answers.
 */
void
lw_dns_find_network_async (LwDns *self,
                           const char *domain,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  Search *search;

  g_return_if_fail (LW_IS_DNS (self) && domain != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_find_network_async);
  if (self->shared->network != NULL && is_recent (self->shared->network_usec))
    {
      g_task_return_pointer (task, lw_network_ref (self->shared->network),
                             (GDestroyNotify) lw_network_unref);
      return;
    }

  search = g_new0 (Search, 1);
  search->trials = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_trial_free);
  search->n_waiting = 1; /* until all are begun */
  lw_dns_scope_init (&search->scope, cancellable, 0);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  name = invent_name (domain);
  ask_root (task);
  ask_system (task, name);
  ask_resolvers (task, name);
  start_timer (task, QUICK_MS);
  if (--search->n_waiting == 0)
    end_search (task, TRUE);
}

/**
 * lw_dns_get_network:
 * @self: what asks
 *
 * Returns: (transfer none) (nullable): what is known of the network by now. A walk that came to its
 *   end may have shown that name servers can be asked after all.
 */
LwNetwork *
lw_dns_get_network (LwDns *self)
{
  g_return_val_if_fail (LW_IS_DNS (self), NULL);

  return self->shared->network;
}

gboolean
lw_dns_bars_walks (LwDns *self)
{
  g_return_val_if_fail (LW_IS_DNS (self), FALSE);

  return self->shared->network != NULL &&
         (lw_network_is_silent (self->shared->network) ||
          (self->shared->is_intercepted && lw_network_hides_servers (self->shared->network)));
}

/**
 * lw_dns_find_network_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): what was found
 */
LwNetwork *
lw_dns_find_network_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
