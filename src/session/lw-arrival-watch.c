/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival-watch.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* One round after the other:
 *
 *   name servers ─► (all have it) ─► resolvers ─► complete? ── no ──► wait 1, 2, 4 … 30 s ─► again
 *
 * A resolver is never asked before every name server has the change: the question itself would make
 * it remember the old answer for another whole TTL.
 */
#define FIRST_PAUSE_SECONDS 1
#define LONGEST_PAUSE_SECONDS 30
#define GRACE_SECONDS 60 /* for resolvers that round up, before we call it late */

typedef struct
{
  LwArrival *arrival;       /* (owned) */
  LwDelegation *delegation; /* (owned) (nullable) */
  GSource *pause;           /* (owned) (nullable) */
  gint64 give_up_at;        /* Unix seconds, 0 = by itself */
  guint pause_seconds;
} Watch;

static void ask_authorities (GTask *task);

static void
watch_free (Watch *watch)
{
  g_clear_object (&watch->arrival);
  g_clear_pointer (&watch->delegation, lw_delegation_unref);
  if (watch->pause != NULL)
    g_source_destroy (watch->pause);
  g_clear_pointer (&watch->pause, g_source_unref);
  g_free (watch);
}

static gint64
read_clock (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
pause_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  Watch *watch = g_task_get_task_data (task);

  g_clear_pointer (&watch->pause, g_source_unref);
  if (!g_task_return_error_if_cancelled (task))
    ask_authorities (task);

  return G_SOURCE_REMOVE;
}

/* Not longer than until the next cache forgets the old answer: asking then is worth it, asking
 * before is not. */
static guint
choose_pause (Watch *watch)
{
  gint64 now = read_clock ();
  gint64 pause_seconds = watch->pause_seconds;

  for (guint i = 0; i < lw_arrival_get_n_rows (watch->arrival); i++)
    {
      gint64 forgets_at = lw_arrival_get_row (watch->arrival, i)->forgets_at;

      if (forgets_at > now)
        pause_seconds = MIN (pause_seconds, forgets_at - now);
    }

  return MAX (pause_seconds, FIRST_PAUSE_SECONDS);
}

/* The pause ends at once when the wait is cancelled. */
static void
start_pause (GTask *task)
{
  Watch *watch = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  watch->pause = g_timeout_source_new (choose_pause (watch) * 1000);
  watch->pause_seconds = MIN (watch->pause_seconds * 2, LONGEST_PAUSE_SECONDS);

  if (cancellable != NULL)
    {
      g_autoptr (GSource) early = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (early);
      g_source_add_child_source (watch->pause, early);
    }

  g_source_set_callback (watch->pause, pause_over_cb, g_object_ref (task), g_object_unref);
  g_source_attach (watch->pause, g_main_context_get_thread_default ());
}

static gboolean
is_too_late (Watch *watch, gint64 now)
{
  if (watch->give_up_at != 0)
    return now >= watch->give_up_at;

  return now > lw_arrival_get_ready_at (watch->arrival, now) + GRACE_SECONDS;
}

static void
end_round (GTask *task)
{
  Watch *watch = g_task_get_task_data (task);
  gint64 now = read_clock ();
  g_autofree char *sentence = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (lw_arrival_is_complete (watch->arrival))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (!is_too_late (watch, now))
    {
      start_pause (task);
      return;
    }

  sentence = lw_arrival_describe (watch->arrival, now, NULL);
  g_task_return_error (task, lw_error_new (LW_ERROR_NOT_ARRIVED, NULL,
                                           _ ("Look again later, or look at the details."), "%s",
                                           sentence));
}

static void
answer_cb (LwAnswer *answer, gpointer user_data)
{
  Watch *watch = g_task_get_task_data (user_data);

  lw_arrival_take_answer (watch->arrival, lw_answer_ref (answer));
}

static void
resolvers_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);

  end_round (task);
}

static void
ask (GTask *task, gboolean authorities, GAsyncReadyCallback callback)
{
  LwServices *services = g_task_get_source_object (task);
  Watch *watch = g_task_get_task_data (task);
  LwDns *dns = lw_services_get_dns (services);
  LwChange *change = lw_arrival_get_change (watch->arrival);
  g_autoptr (GPtrArray) all = lw_dns_make_targets (dns, watch->delegation);
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < all->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (all, i);

      if ((target->role == LW_ROLE_AUTHORITY) == authorities)
        g_ptr_array_add (chosen, lw_dns_target_new (target->server, target->role));
    }

  lw_dns_survey_async (dns, chosen, lw_change_get_owner (change), lw_change_get_rr_type (change),
                       answer_cb, task, g_task_get_cancellable (task), callback,
                       g_object_ref (task));
}

static void
authorities_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) answers = lw_dns_survey_finish (LW_DNS (source), result, NULL);
  Watch *watch = g_task_get_task_data (task);

  if (lw_arrival_authorities_done (watch->arrival))
    ask (task, FALSE, resolvers_asked_cb);
  else
    end_round (task);
}

static void
ask_authorities (GTask *task)
{
  ask (task, TRUE, authorities_asked_cb);
}

static void
announce_rows (Watch *watch, LwDns *dns)
{
  g_autoptr (GPtrArray) targets = lw_dns_make_targets (dns, watch->delegation);

  for (guint i = 0; i < targets->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (targets, i);

      lw_arrival_expect (watch->arrival, target->server, target->role);
    }
}

static void
delegation_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Watch *watch = g_task_get_task_data (task);

  watch->delegation = lw_dns_find_delegation_finish (LW_DNS (source), result, &error);
  if (watch->delegation == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  announce_rows (watch, LW_DNS (source));
  ask_authorities (task);
}

/**
 * lw_arrival_watch_async:
 * @services: the services of a world
 * @arrival: the arrival of a change, which takes the answers
 * @delegation: (nullable): the domain's name servers; looked for when %NULL
 * @give_up_at: Unix seconds; 0 for a minute after the computed time
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async): called when the change is everywhere, or not in time
 * @user_data: data for @callback
 */
void
lw_arrival_watch_async (LwServices *services,
                        LwArrival *arrival,
                        LwDelegation *delegation,
                        gint64 give_up_at,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  LwDns *dns = lw_services_get_dns (services);
  Watch *watch = g_new0 (Watch, 1);

  watch->arrival = g_object_ref (arrival);
  watch->delegation = delegation != NULL ? lw_delegation_ref (delegation) : NULL;
  watch->give_up_at = give_up_at;
  watch->pause_seconds = FIRST_PAUSE_SECONDS;
  g_task_set_source_tag (task, lw_arrival_watch_async);
  g_task_set_task_data (task, watch, (GDestroyNotify) watch_free);

  if (delegation == NULL)
    {
      lw_dns_find_delegation_async (dns, lw_change_get_owner (lw_arrival_get_change (arrival)),
                                    cancellable, delegation_found_cb, g_object_ref (task));
      return;
    }

  announce_rows (watch, dns);
  ask_authorities (task);
}

/**
 * lw_arrival_watch_finish:
 * @services: the services
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NOT_ARRIVED`, `G_IO_ERROR_CANCELLED`, or why the name
 *   servers are not known
 *
 * Returns: whether the change is everywhere
 */
gboolean
lw_arrival_watch_finish (LwServices *services, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, services), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
