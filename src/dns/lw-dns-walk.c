/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ADDRESSES_MAX 32
#define NAME_SERVERS_MAX 16
#define REFERRALS_MAX 16
#define TIMEOUT_MS 60000

/* The way from the root to a domain: at each zone its servers are asked for the name servers of the
 * name that is one label longer.
 *
 *   ask ─► cut ─► addresses (glue, else looked up) ─► ask the servers of the new zone …
 *    │└──► inside the zone: the next longer name …
 *    └───► no such name, or nobody answers: the end
 */
typedef struct
{
  LwDnsScope scope;
  GPtrArray *names; /* (owned) (element-type utf8): from the one below the root to the domain */
  guint next;       /* the name asked for */
  char *zone;
  char *parent_zone;
  GPtrArray *servers;        /* (owned) (element-type LwServer): of @zone */
  GPtrArray *parent_servers; /* (owned) (element-type LwServer): of @parent_zone */
  guint n_referrals;
  gboolean ended : 1;
  gboolean skipped : 1; /* a name on the way was denied; the domain itself was asked for */

  /* While addresses are collected */
  char *cut;           /* (nullable) */
  GPtrArray *gathered; /* (owned) (nullable) (element-type LwServer) */
  guint n_lookups;
} Walk;

static void ask_zone (GTask *task);

static void
walk_free (Walk *walk)
{
  lw_dns_scope_clear (&walk->scope);
  g_ptr_array_unref (walk->names);
  g_ptr_array_unref (walk->servers);
  g_ptr_array_unref (walk->parent_servers);
  g_clear_pointer (&walk->gathered, g_ptr_array_unref);
  g_free (walk->zone);
  g_free (walk->parent_zone);
  g_free (walk->cut);
  g_free (walk);
}

static const char *
get_domain (const Walk *walk)
{
  return walk->names->len > 0 ? g_ptr_array_index (walk->names, walk->names->len - 1) : ".";
}

/* Takes @error. The caller keeps its reference to @task. */
static void
fail (GTask *task, GError *error)
{
  Walk *walk = g_task_get_task_data (task);

  if (walk->scope.timed_out)
    {
      g_error_free (error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                   _ ("Finding the domain’s name servers took too long."));
    }

  walk->ended = TRUE;
  lw_dns_scope_end (&walk->scope);
  g_task_return_error (task, error);
}

static void
succeed (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  LwDelegation *delegation = lw_delegation_new (get_domain (walk), walk->zone, walk->parent_zone);

  for (guint i = 0; i < walk->servers->len; i++)
    lw_delegation_take_server (delegation, lw_server_ref (g_ptr_array_index (walk->servers, i)));
  for (guint i = 0; i < walk->parent_servers->len; i++)
    lw_delegation_take_parent_server (delegation,
                                      lw_server_ref (g_ptr_array_index (walk->parent_servers, i)));

  lw_dns_note_walk (g_task_get_source_object (task), TRUE);
  lw_dns_scope_end (&walk->scope);
  g_task_return_pointer (task, delegation, (GDestroyNotify) lw_delegation_unref);
}

static GError *
new_no_root (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
                              _ ("The root name servers cannot be reached from here."));
}

static void
fail_nxdomain (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *name = lw_name_display (get_domain (walk));
  g_autofree char *zone = lw_name_display (walk->zone);

  lw_dns_note_walk (g_task_get_source_object (task), FALSE);
  fail (task,
        lw_error_new (LW_ERROR_NXDOMAIN, "domain",
                      _ ("Look for a slip of the pen, or whether the domain ran out."),
                      /* Translators: a domain, then the one above it, such as “com” */
                      _ ("The name %s does not exist: the name servers of “%s” do not know it."),
                      name, zone));
}

/* The root holds no domains itself: who says so only answers in its place. */
static void
end_walk (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (strcmp (walk->zone, ".") != 0 || walk->names->len == 0)
    succeed (task);
  else
    fail (task, new_no_root ());
}

/* (nullable): an error of the network when nobody was heard at all */
static const GError *
find_network_error (LwDnsRace *race)
{
  const GError *found = NULL;

  for (guint i = 0; i < race->replies->len; i++)
    {
      LwDnsReply *reply = g_ptr_array_index (race->replies, i);

      if (reply->error == NULL || reply->error->domain != G_IO_ERROR)
        return NULL;
      if (found == NULL || g_error_matches (reply->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        found = reply->error;
    }

  return found;
}

/* That the root does not answer is the fault of the network here, not of the domain. When it
 * answers, but to no use, somebody on the way answers in its place. */
static GError *
explain_silent_root (LwDnsRace *race)
{
  const GError *network = find_network_error (race);

  return network != NULL ? g_error_copy (network) : new_no_root ();
}

static void
fail_unanswered (GTask *task, LwDnsRace *race)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *zone = lw_name_display (walk->zone);

  if (strcmp (walk->zone, ".") == 0)
    fail (task, explain_silent_root (race));
  else
    fail (task, lw_error_new (LW_ERROR_SERVFAIL, "domain", NULL,
                              _ ("None of the name servers of “%s” gives a usable answer."), zone));
}

static void
enter_zone (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  g_free (walk->parent_zone);
  walk->parent_zone = g_steal_pointer (&walk->zone);
  walk->zone = g_steal_pointer (&walk->cut);
  g_ptr_array_unref (walk->parent_servers);
  walk->parent_servers = g_steal_pointer (&walk->servers);
  walk->servers = g_steal_pointer (&walk->gathered);

  if (strcmp (walk->zone, g_ptr_array_index (walk->names, walk->next)) == 0)
    walk->next++;
  ask_zone (task);
}

static void
add_server (LwDns *self, Walk *walk, const char *name, const char *address)
{
  if (walk->gathered->len < ADDRESSES_MAX)
    g_ptr_array_add (walk->gathered,
                     lw_server_new (name, NULL, address, lw_world_get_dns_port (self->world)));
}

/* A name server without a known address stays in the list: that is worth knowing. */
static void
host_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LwDns *self = LW_DNS (source);
  g_autoptr (GTask) task = user_data;
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (LwMailHost) host = NULL;
  const char *const *addresses;
  GError *error = NULL;

  walk->n_lookups--;
  host = lw_dns_find_mail_host_finish (self, result, &error);
  if (host != NULL)
    {
      addresses = lw_mail_host_get_addresses (host);
      for (guint i = 0; addresses[i] != NULL; i++)
        add_server (self, walk, lw_mail_host_get_host (host), addresses[i]);
      if (addresses[0] == NULL)
        add_server (self, walk, lw_mail_host_get_host (host), NULL);
    }

  if (walk->ended)
    g_clear_error (&error);
  else if (error != NULL)
    fail (task, error);
  else if (walk->n_lookups == 0)
    enter_zone (task);
}

/* Glue, else a lookup. Whether addresses are already there, or come later: @task goes on. */
static void
gather_addresses (GTask *task, LwMessage *message, LwRecordSet *name_servers)
{
  LwDns *self = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);
  const char *const *names = lw_record_set_get_values (name_servers);

  walk->gathered = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  walk->n_lookups = 1; /* until all are begun */

  for (guint i = 0; i < NAME_SERVERS_MAX && names[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) glue = lw_step_find_glue (message, names[i], walk->zone);

      for (guint j = 0; j < glue->len; j++)
        add_server (self, walk, names[i], g_ptr_array_index (glue, j));

      if (glue->len == 0)
        {
          walk->n_lookups++;
          lw_dns_find_mail_host_async (self, names[i], walk->scope.inner, host_found_cb,
                                       g_object_ref (task));
        }
    }

  if (--walk->n_lookups == 0)
    enter_zone (task);
}

static void
take_cut (GTask *task, LwMessage *message, const LwStep *step)
{
  Walk *walk = g_task_get_task_data (task);

  if (++walk->n_referrals > REFERRALS_MAX)
    {
      fail (task, lw_error_new (LW_ERROR_SERVFAIL, "domain", NULL, "%s",
                                _ ("The name servers refer to each other without end.")));
      return;
    }

  walk->cut = g_strdup (step->cut);
  if (step->name_servers != NULL)
    gather_addresses (task, message, step->name_servers);
  else
    {
      walk->gathered = g_ptr_array_ref (walk->servers);
      enter_zone (task);
    }
}

/* Some servers deny a name that has only other names below it, against RFC 8020: so the domain
 * itself is asked for once. */
static void
take_nxdomain (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (walk->next == walk->names->len - 1 || walk->skipped)
    {
      fail_nxdomain (task);
      return;
    }

  walk->skipped = TRUE;
  walk->next = walk->names->len - 1;
  ask_zone (task);
}

static void
take_step (GTask *task, LwDnsReply *reply)
{
  Walk *walk = g_task_get_task_data (task);
  LwStep step = lw_step_read (reply, walk->zone, g_ptr_array_index (walk->names, walk->next));

  switch (step.kind)
    {
    case LW_STEP_CUT:
    case LW_STEP_DEEPER:
      take_cut (task, reply->message, &step);
      return;

    case LW_STEP_INSIDE:
      walk->next++;
      ask_zone (task);
      return;

    case LW_STEP_NXDOMAIN:
      take_nxdomain (task);
      return;

    case LW_STEP_USELESS:
      g_return_if_reached ();
    }
}

static void
raced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDnsRace) race = NULL;
  GError *error = NULL;

  race = lw_dns_race_finish (LW_DNS (source), result, &error);
  if (race == NULL)
    fail (task, error);
  else if (race->accepted == NULL)
    fail_unanswered (task, race);
  else
    take_step (task, race->accepted);
}

static gboolean
accept_step (LwDnsReply *reply, gpointer user_data)
{
  Walk *walk = user_data;

  return lw_step_read (reply, walk->zone, g_ptr_array_index (walk->names, walk->next)).kind !=
         LW_STEP_USELESS;
}

/* The world's own root servers may be asked wherever they are; others were named by strangers. */
static GPtrArray *
find_askable (LwDns *self, Walk *walk)
{
  GPtrArray *askable = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  gboolean is_root = strcmp (walk->zone, ".") == 0;

  for (guint i = 0; i < walk->servers->len; i++)
    {
      LwServer *server = g_ptr_array_index (walk->servers, i);
      const char *address = lw_server_get_address (server);

      if (address != NULL && (is_root || lw_world_is_public (self->world, address)))
        g_ptr_array_add (askable, lw_server_ref (server));
    }

  return askable;
}

/* Asks the zone's servers for the next name, or ends when there is none. */
static void
ask_zone (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GPtrArray) askable = NULL;

  if (walk->next == walk->names->len)
    {
      end_walk (task);
      return;
    }

  askable = find_askable (self, walk);
  lw_dns_race_async (self, askable, g_ptr_array_index (walk->names, walk->next), LW_RR_TYPE_NS,
                     LW_QUERY_NONE, accept_step, walk, walk->scope.inner, raced_cb,
                     g_object_ref (task));
}

/* (transfer full) (element-type utf8): "example.", "berg.example." */
static GPtrArray *
list_names (const char *domain)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = g_strdup (domain);

  while (name != NULL && strcmp (name, ".") != 0)
    {
      char *parent = lw_name_parent (name);

      g_ptr_array_insert (names, 0, name);
      name = parent;
    }

  return names;
}

/**
 * lw_dns_find_delegation_async:
 * @self: what asks
 * @domain: a normal name
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the delegation
 * @user_data: data for @callback
 *
 * Walks from the root to the zone that holds @domain: at most 16 referrals, 32 addresses for each
 * zone and a minute in all. Addresses that come with a referral are believed only for names within
 * the zone that refers. That the zone's own servers do not answer is no error when the zone above
 * names them: who looks at them next will see it.
 */
void
lw_dns_find_delegation_async (LwDns *self,
                              const char *domain,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Walk *walk;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (domain != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  walk = g_new0 (Walk, 1);
  walk->names = list_names (domain);
  walk->zone = g_strdup (".");
  walk->parent_zone = g_strdup (".");
  walk->servers = g_ptr_array_ref (lw_world_get_root (self->world));
  walk->parent_servers = g_ptr_array_ref (walk->servers);
  lw_dns_scope_init (&walk->scope, cancellable, TIMEOUT_MS);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_find_delegation_async);
  g_task_set_task_data (task, walk, (GDestroyNotify) walk_free);
  ask_zone (task);
}

/**
 * lw_dns_find_delegation_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NXDOMAIN`, `LW_ERROR_SERVFAIL` or a `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): the delegation
 */
LwDelegation *
lw_dns_find_delegation_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
