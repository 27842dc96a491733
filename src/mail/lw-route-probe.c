/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-route-probe.h"

#include "lw-route.h"
#include "lw-smtp.h"

#define MAX_AT_ONCE 4
#define PAUSE_MS 1000 /* between two connections to one server (facts/smtp 1.4) */

typedef enum
{
  STOP_WAITS,
  STOP_IS_ASKED,
  STOP_RESTS, /* its server is left alone for a moment, since more of it is to be asked */
  STOP_ENDED,
} StopState;

typedef struct
{
  LwWorld *world;    /* (owned) */
  GPtrArray *stops;  /* (owned) (element-type LwRouteStop) */
  StopState *states; /* (owned): of the stops */
  char *rcpt_to;     /* (owned) (nullable) */
  LwSmtpFactsFunc each;
  gpointer each_data;
  guint n_asked;
  guint n_resting;

  GPtrArray *facts; /* (owned) (element-type LwSmtpFacts): at its stop's index; NULL until known */
} Probe;

/* One stop that is asked, or rests */
typedef struct
{
  GTask *task; /* (owned) */
  guint index;
} Visit;

static void go_on (GTask *task);

static void
clear_facts (gpointer facts)
{
  if (facts != NULL)
    lw_smtp_facts_unref (facts);
}

static void
probe_free (Probe *probe)
{
  lw_world_unref (probe->world);
  g_ptr_array_unref (probe->stops);
  g_clear_pointer (&probe->facts, g_ptr_array_unref);
  g_free (probe->states);
  g_free (probe->rcpt_to);
  g_free (probe);
}

static Visit *
visit_new (GTask *task, guint index)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->task = g_object_ref (task);
  visit->index = index;
  return visit;
}

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->task);
  g_free (visit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

static gboolean
is_same_server (const LwRouteStop *a, const LwRouteStop *b)
{
  return g_str_equal (a->host, b->host) || g_strcmp0 (a->address, b->address) == 0;
}

/* Whether a stop of the same server, other than @index itself, is in one of two states */
static gboolean
has_sibling (Probe *probe, guint index, StopState one, StopState other)
{
  for (guint i = 0; i < probe->stops->len; i++)
    if (i != index && (probe->states[i] == one || probe->states[i] == other) &&
        is_same_server (probe->stops->pdata[i], probe->stops->pdata[index]))
      return TRUE;

  return FALSE;
}

static gboolean
rest_over_cb (gpointer user_data)
{
  Visit *visit = user_data;
  Probe *probe = g_task_get_task_data (visit->task);

  probe->states[visit->index] = STOP_ENDED;
  probe->n_resting--;
  go_on (visit->task);
  return G_SOURCE_REMOVE;
}

/* Ends by the clock, or when the probe is cancelled. */
static void
rest (Probe *probe, Visit *visit)
{
  GSource *source = g_timeout_source_new (PAUSE_MS);
  GCancellable *cancellable = g_task_get_cancellable (visit->task);

  probe->states[visit->index] = STOP_RESTS;
  probe->n_resting++;
  if (cancellable != NULL)
    {
      GSource *child = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (child);
      g_source_add_child_source (source, child);
      g_source_unref (child);
    }
  g_source_set_callback (source, rest_over_cb, visit, (GDestroyNotify) visit_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static void
keep_facts (Probe *probe, guint index, LwSmtpFacts *facts)
{
  probe->facts->pdata[index] = facts;
  if (probe->each != NULL)
    probe->each (facts, probe->each_data);
}

static void
conversed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Visit) visit = user_data;
  g_autoptr (GTask) task = g_object_ref (visit->task);
  Probe *probe = g_task_get_task_data (task);
  LwSmtpFacts *facts = lw_smtp_converse_finish (result, NULL);

  probe->n_asked--;
  probe->states[visit->index] = STOP_ENDED;
  if (facts != NULL)
    keep_facts (probe, visit->index, facts);
  if (has_sibling (probe, visit->index, STOP_WAITS, STOP_WAITS))
    rest (probe, g_steal_pointer (&visit));

  go_on (task);
}

static void
ask (GTask *task, guint index)
{
  Probe *probe = g_task_get_task_data (task);
  LwRouteStop *stop = probe->stops->pdata[index];
  LwSmtpRequest request = {
    .host = stop->host,
    .preference = stop->preference,
    .address = stop->address,
    .mail_from = "",
    .rcpt_to = probe->rcpt_to,
  };

  if (stop->address == NULL)
    {
      probe->states[index] = STOP_ENDED;
      keep_facts (probe, index, lw_route_stop_without_address (stop));
      return;
    }

  probe->states[index] = STOP_IS_ASKED;
  probe->n_asked++;
  lw_smtp_converse_async (probe->world, &request, g_task_get_cancellable (task), conversed_cb,
                          visit_new (task, index));
}

/* Asks as many as may be asked now; the probe ends when nothing is under way after that. */
static void
go_on (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    for (guint i = 0; i < probe->stops->len && probe->n_asked < MAX_AT_ONCE; i++)
      if (probe->states[i] == STOP_WAITS && !has_sibling (probe, i, STOP_IS_ASKED, STOP_RESTS))
        ask (task, i);

  if (probe->n_asked + probe->n_resting > 0)
    return;
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&probe->facts),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lw_route_probe_async:
 * @world: the world
 * @mx: (nullable): the domain's MX set; `NULL` when it has none and @hosts is the domain itself
 * @hosts: (element-type LwMailHost): the addresses of the mail servers
 * @rcpt_to: (nullable): an address that the person named; it is asked for, no letter is sent
 * @each: (nullable): called for every conversation when it ends, before @callback
 * @each_data: for @each
 * @cancellable: (nullable): ends it
 * @callback: called when all were asked
 * @user_data: for @callback
 *
 * Greets every address of every mail server: at most four at once, one at a time of one server.
 */
void
lw_route_probe_async (LwWorld *world,
                      LwRecordSet *mx,
                      GPtrArray *hosts,
                      const char *rcpt_to,
                      LwSmtpFactsFunc each,
                      gpointer each_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GPtrArray) stops = NULL;
  GError *error = NULL;
  Probe *probe;

  g_return_if_fail (world != NULL && hosts != NULL);

  g_task_set_source_tag (task, lw_route_probe_async);
  stops = lw_route_list (mx, hosts, rand, &error);
  if (stops == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  probe = g_new0 (Probe, 1);
  probe->world = lw_world_ref (world);
  probe->states = g_new0 (StopState, stops->len);
  probe->facts = g_ptr_array_new_full (stops->len, clear_facts);
  g_ptr_array_set_size (probe->facts, stops->len);
  probe->stops = g_steal_pointer (&stops);
  probe->rcpt_to = g_strdup (rcpt_to);
  probe->each = each;
  probe->each_data = each_data;
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  go_on (task);
}

/**
 * lw_route_probe_finish:
 * @result: what the callback was given
 * @error: `LW_ERROR_UNSAFE` when there are too many to ask, `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable) (element-type LwSmtpFacts): in the order in which senders
 *   try them
 */
GPtrArray *
lw_route_probe_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
