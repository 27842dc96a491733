/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#define PATIENCE_MS 400 /* with one server, before the next one is asked beside it */

typedef struct
{
  LwDnsRace *race;    /* (owned) */
  GPtrArray *servers; /* (owned) (element-type LwServer) */
  char *owner;
  guint16 type;
  LwQueryFlags flags;
  LwDnsAcceptFunc accept;
  gpointer accept_data;
  LwDnsScope scope;
  GSource *impatience; /* (owned) (nullable) */
  guint next;
  guint n_running;
  gboolean ended : 1;
} Run;

static void ask_next (GTask *task);

void
lw_dns_race_free (LwDnsRace *self)
{
  g_ptr_array_unref (self->replies);
  g_free (self);
}

static void
stop_impatience (Run *run)
{
  if (run->impatience != NULL)
    g_source_destroy (run->impatience);
  g_clear_pointer (&run->impatience, g_source_unref);
}

static void
run_free (Run *run)
{
  stop_impatience (run);
  lw_dns_scope_clear (&run->scope);
  g_clear_pointer (&run->race, lw_dns_race_free);
  g_ptr_array_unref (run->servers);
  g_free (run->owner);
  g_free (run);
}

/* Takes @error. What still runs is called off; its callbacks find that the race has ended. */
static void
end_race (GTask *task, GError *error)
{
  Run *run = g_task_get_task_data (task);

  run->ended = TRUE;
  stop_impatience (run);
  lw_dns_scope_end (&run->scope);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&run->race), (GDestroyNotify) lw_dns_race_free);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LwDnsReply *reply = lw_dns_query_finish (LW_DNS (source), result, &error);

  run->n_running--;
  if (run->ended)
    {
      g_clear_pointer (&reply, lw_dns_reply_free);
      return;
    }

  if (reply == NULL)
    {
      end_race (task, g_steal_pointer (&error));
      return;
    }

  g_ptr_array_add (run->race->replies, reply);
  if (run->accept (reply, run->accept_data))
    {
      run->race->accepted = reply;
      end_race (task, NULL);
    }
  else if (run->next < run->servers->len)
    ask_next (task);
  else if (run->n_running == 0)
    end_race (task, NULL);
}

static gboolean
impatient_cb (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  stop_impatience (run);
  ask_next (task);

  return G_SOURCE_REMOVE;
}

static void
restart_impatience (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  stop_impatience (run);
  if (run->next == run->servers->len)
    return;

  run->impatience = g_timeout_source_new (PATIENCE_MS);
  g_source_set_callback (run->impatience, impatient_cb, task, NULL);
  g_source_attach (run->impatience, g_task_get_context (task));
}

static void
ask_next (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  LwServer *server = g_ptr_array_index (run->servers, run->next++);

  run->n_running++;
  restart_impatience (task);
  lw_dns_query_async (self, server, run->owner, run->type, run->flags, run->scope.inner, replied_cb,
                      g_object_ref (task));
}

void
lw_dns_race_async (LwDns *self,
                   GPtrArray *servers,
                   const char *owner,
                   guint16 type,
                   LwQueryFlags flags,
                   LwDnsAcceptFunc accept,
                   gpointer accept_data,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->race = g_new0 (LwDnsRace, 1);
  run->race->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_reply_free);
  run->servers = g_ptr_array_ref (servers);
  run->owner = g_strdup (owner);
  run->type = type;
  run->flags = flags;
  run->accept = accept;
  run->accept_data = accept_data;
  lw_dns_scope_init (&run->scope, cancellable, 0);

  g_task_set_source_tag (task, lw_dns_race_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  if (servers->len == 0)
    end_race (task, NULL);
  else
    ask_next (task);
}

LwDnsRace *
lw_dns_race_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
