/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  LwDns *self; /* as long as the task */
  char *name;
  guint16 type;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_free (lookup->name);
  g_free (lookup);
}

static LwRole
get_role (LwDns *self, LwServer *server)
{
  return server == self->system ? LW_ROLE_SYSTEM : LW_ROLE_RESOLVER;
}

/* An address of no public network may be what only this network's own resolver says: senders see
 * what others say. */
static gboolean
is_inside (const Lookup *lookup, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  const char *const *values = fields->set != NULL ? lw_record_set_get_values (fields->set) : NULL;

  if (fields->role != LW_ROLE_SYSTEM ||
      (fields->type != LW_RR_TYPE_A && fields->type != LW_RR_TYPE_AAAA))
    return FALSE;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (!lw_world_is_public (lookup->self->world, values[i]))
      return TRUE;

  return FALSE;
}

static gboolean
accept_usable (LwDnsReply *reply, gpointer user_data)
{
  const Lookup *lookup = user_data;
  g_autoptr (LwAnswer) answer =
      lw_dns_read_reply (reply, get_role (lookup->self, reply->server), lookup->name, lookup->type);

  return lw_answer_is_usable (answer) && !is_inside (lookup, answer);
}

/* Who said at least something comes before who said nothing. */
static guint
rank_status (LwAnswerStatus status)
{
  switch (status)
    {
    case LW_ANSWER_SET:
    case LW_ANSWER_NO_DATA:
    case LW_ANSWER_NXDOMAIN:
      return 5;
    case LW_ANSWER_SERVFAIL:
      return 4;
    case LW_ANSWER_REFUSED:
    case LW_ANSWER_LAME:
      return 3;
    case LW_ANSWER_GARBLED:
      return 2;
    case LW_ANSWER_TIMED_OUT:
      return 1;
    case LW_ANSWER_UNREACHABLE:
    case LW_ANSWER_NOT_ASKED:
      return 0;
    }

  g_return_val_if_reached (0);
}

static LwAnswer *
create_no_resolver (const Lookup *lookup)
{
  g_autoptr (LwServer) server = lw_server_new (_ ("No resolver"), NULL, NULL, 0);
  const LwAnswerFields fields = {
    .server = server,
    .role = LW_ROLE_SYSTEM,
    .owner = lookup->name,
    .type = lookup->type,
    .status = LW_ANSWER_UNREACHABLE,
    .asked_at = g_get_real_time () / G_USEC_PER_SEC,
    .note = _ ("This computer knows no name service to ask."),
  };

  return lw_answer_new (&fields);
}

/* What only this network may see comes after what others see. */
static guint
rank (const Lookup *lookup, LwAnswer *answer)
{
  return 2 * rank_status (lw_answer_get (answer)->status) - is_inside (lookup, answer);
}

/* The accepted answer, else the one that says most; the first of equals. */
static LwAnswer *
choose_answer (LwDns *self, LwDnsRace *race, const Lookup *lookup)
{
  LwAnswer *best = NULL;

  for (guint i = 0; i < race->replies->len; i++)
    {
      LwDnsReply *reply = g_ptr_array_index (race->replies, i);
      g_autoptr (LwAnswer) answer =
          lw_dns_read_reply (reply, get_role (self, reply->server), lookup->name, lookup->type);

      if (best == NULL || rank (lookup, answer) > rank (lookup, best))
        {
          g_clear_pointer (&best, lw_answer_unref);
          best = g_steal_pointer (&answer);
        }
    }

  return best != NULL ? best : create_no_resolver (lookup);
}

static void
raced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LwDns *self = LW_DNS (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwDnsRace) race = NULL;
  GError *error = NULL;

  race = lw_dns_race_finish (self, result, &error);
  if (race == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, choose_answer (self, race, g_task_get_task_data (task)),
                           (GDestroyNotify) lw_answer_unref);
}

/**
 * lw_dns_lookup_async:
 * @self: what asks
 * @name: a normal name
 * @type: the record type
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the answer
 * @user_data: data for @callback
 *
 * Looks a name up as any program would: by this computer's resolver first, then by the world's when
 * that one gives no usable answer or is slow.
 */
void
lw_dns_lookup_async (LwDns *self,
                     const char *name,
                     guint16 type,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  Lookup *lookup;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  lookup = g_new0 (Lookup, 1);
  lookup->self = self;
  lookup->name = g_strdup (name);
  lookup->type = type;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_lookup_async);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);

  servers = lw_dns_list_lookup_servers (self);
  lw_dns_race_async (self, servers, name, type, LW_QUERY_RECURSE, accept_usable, lookup,
                     cancellable, raced_cb, g_steal_pointer (&task));
}

/**
 * lw_dns_lookup_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`; what else went wrong is the answer's status
 *
 * Returns: (transfer full) (nullable): the answer
 */
LwAnswer *
lw_dns_lookup_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
