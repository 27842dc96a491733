/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal-look.h"

#include "lw-trust.h"

/*   verdict by libunbound ───────────────┬─► seal
 *   delegation ─► direct questions: DS, keys, sets ─┘
 *
 * Where nobody answers the direct questions, the verdict is not waited for: it would take long and
 * say the same.
 */
typedef struct
{
  gatomicrefcount ref_count;

  LwTrust *trust; /* (owned) (nullable) */
  LwSeal *seal;   /* (owned) (nullable): without a verdict */
  GTask *task;    /* (owned) (nullable): who waits for both */
  GError *error;  /* (owned) (nullable) */
  gboolean trust_ended : 1;
} State;

struct _LwSealLook
{
  LwDns *dns;                /* (owned): the run of the look */
  LwDelegation *delegation;  /* (owned) (nullable): once it is known */
  GCancellable *inner;       /* (owned): of the verdict */
  GCancellable *cancellable; /* (owned) (nullable): of the look */
  gulong cancelled_id;
  State *state; /* (owned) */
};

static void
state_unref (State *state)
{
  if (!g_atomic_ref_count_dec (&state->ref_count))
    return;

  g_clear_pointer (&state->trust, lw_trust_free);
  g_clear_pointer (&state->seal, lw_seal_unref);
  g_clear_object (&state->task);
  g_clear_error (&state->error);
  g_free (state);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (State, state_unref)

static State *
state_ref (State *state)
{
  g_atomic_ref_count_inc (&state->ref_count);
  return state;
}

static LwSeal *
join (State *state)
{
  return lw_seal_with_verdict (
      state->seal, state->trust != NULL ? state->trust->verdict : LW_TRUST_INDETERMINATE,
      state->trust != NULL ? state->trust->why : NULL);
}

/* Both have to be there, and somebody who waits. */
static void
end_if_ready (State *state)
{
  g_autoptr (GTask) task = NULL;

  if (state->task == NULL || !state->trust_ended || (state->seal == NULL && state->error == NULL))
    return;

  task = g_steal_pointer (&state->task);
  if (state->error != NULL)
    g_task_return_error (task, g_steal_pointer (&state->error));
  else
    g_task_return_pointer (task, join (state), (GDestroyNotify) lw_seal_unref);
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (State) state = user_data;

  state->trust = lw_trust_finish (result, NULL);
  state->trust_ended = TRUE;
  end_if_ready (state);
}

static gboolean
is_in_vain (LwSealLook *look, LwSeal *seal)
{
  return seal == NULL || lw_seal_get_cause (seal)->reason == LW_SEAL_UNREACHABLE ||
         !lw_dns_has_heard_any (look->dns, lw_delegation_get_servers (look->delegation));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (State) state = user_data;
  LwSealLook *look = state->task != NULL ? g_task_get_task_data (state->task) : NULL;

  state->seal = lw_dns_find_seal_finish (LW_DNS (source), result, &state->error);
  if (look != NULL && is_in_vain (look, state->seal))
    g_cancellable_cancel (look->inner);
  end_if_ready (state);
}

static void
cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/**
 * lw_seal_look_new:
 * @services: the services of a world
 * @dns: the run of the look
 * @domain: a normal name
 * @cancellable: (nullable): of the whole look
 *
 * Returns: (transfer full): the branch, with the verdict on its way
 */
LwSealLook *
lw_seal_look_new (LwServices *services, LwDns *dns, const char *domain, GCancellable *cancellable)
{
  LwSealLook *self = g_new0 (LwSealLook, 1);

  self->dns = g_object_ref (dns);
  self->inner = g_cancellable_new ();
  self->state = g_new0 (State, 1);
  g_atomic_ref_count_init (&self->state->ref_count);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                  g_object_ref (self->inner), g_object_unref);
    }

  lw_trust_async (lw_services_get_world (services), domain, LW_RR_TYPE_MX, LW_TRUST_TIMEOUT_MS,
                  self->inner, trusted_cb, state_ref (self->state));

  return self;
}

void
lw_seal_look_free (LwSealLook *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  g_cancellable_cancel (self->inner);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->inner);
  g_clear_object (&self->dns);
  g_clear_pointer (&self->delegation, lw_delegation_unref);
  state_unref (self->state);
  g_free (self);
}

/**
 * lw_seal_look_end_async:
 * @self: (transfer full): the branch
 * @delegation: where the domain lies
 * @callback: (scope async): called with the seal
 * @user_data: data for @callback
 *
 * Asks directly, waits for the verdict, and joins both.
 */
void
lw_seal_look_end_async (LwSealLook *self,
                        LwDelegation *delegation,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  State *state = self->state;
  GTask *task = g_task_new (NULL, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, lw_seal_look_end_async);
  g_task_set_task_data (task, self, (GDestroyNotify) lw_seal_look_free);
  self->delegation = lw_delegation_ref (delegation);
  state->task = task;
  lw_dns_find_seal_async (self->dns, delegation, LW_RR_TYPE_MX, self->cancellable, asked_cb,
                          state_ref (state));
}

/**
 * lw_seal_look_end_finish:
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): the seal
 */
LwSeal *
lw_seal_look_end_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
