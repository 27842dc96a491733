/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-who.h"

#include "lw-look-connect.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

#define GRACE_MS 3000

struct _LwWhoLook
{
  LwServices *services; /* (owned) */
  LwEvidence *evidence; /* (owned) */
  GCancellable *inner;  /* (owned): ends with the look, or when it took too long */
  GCancellable *outer;  /* (owned) (nullable): the look's */
  gulong chain;
  GSource *grace; /* (owned) (nullable) */
  GTask *ending;  /* (owned) (nullable): to be told */
  guint n_waiting;
};

static void
who_look_clear (gpointer data)
{
  LwWhoLook *self = data;

  g_cancellable_disconnect (self->outer, self->chain);
  if (self->grace != NULL)
    g_source_destroy (self->grace);
  g_clear_pointer (&self->grace, g_source_unref);
  g_clear_object (&self->outer);
  g_clear_object (&self->inner);
  g_clear_object (&self->ending);
  g_clear_object (&self->evidence);
  g_clear_object (&self->services);
}

static void
who_look_unref (LwWhoLook *self)
{
  g_atomic_rc_box_release_full (self, who_look_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwWhoLook, who_look_unref)

static gboolean
is_over (LwWhoLook *self)
{
  return self->outer != NULL && g_cancellable_is_cancelled (self->outer);
}

static void
end_question (LwWhoLook *self)
{
  self->n_waiting--;
  if (self->n_waiting > 0 || self->ending == NULL)
    return;

  if (!is_over (self))
    g_task_return_boolean (self->ending, TRUE);
  else
    g_task_return_error_if_cancelled (self->ending);
  g_clear_object (&self->ending);
}

/* That nobody said anything in time is worth knowing. */
static LwRegistration *
make_late_registration (LwWhoLook *self)
{
  g_autofree char *domain = lw_name_registered (lw_evidence_get_domain (self->evidence));
  const LwRegistrationFields fields = {
    .domain = domain,
    .outcome = LW_REGISTRATION_NOT_TESTED,
    .note = _ ("The register of domains took too long."),
    .asked_at = g_get_real_time () / G_USEC_PER_SEC,
  };

  return lw_registration_new (&fields);
}

static void
registration_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwWhoLook) self = user_data;
  LwRegistration *registration = lw_rdap_ask_finish (LW_RDAP (source), result, NULL);

  if (registration == NULL && !is_over (self))
    registration = make_late_registration (self);
  if (registration != NULL)
    lw_evidence_take_registration (self->evidence, registration);

  end_question (self);
}

static void
ask_register (LwWhoLook *self)
{
  LwRdap *rdap = lw_services_get_rdap (self->services);
  const char *domain = lw_evidence_get_domain (self->evidence);

  if (!lw_rdap_can_ask (rdap, domain))
    return;

  self->n_waiting++;
  lw_rdap_ask_async (rdap, domain, self->inner, registration_cb, g_atomic_rc_box_acquire (self));
}

static void
host_said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwWhoLook) self = user_data;
  LwDomainConnect *connect = lw_look_connect_finish (result);

  if (connect != NULL)
    lw_evidence_take_domain_connect (self->evidence, connect);

  end_question (self);
}

void
lw_who_look_ask_host (LwWhoLook *self)
{
  if (self == NULL || !lw_look_connect_can_ask (self->services, self->evidence))
    return;

  self->n_waiting++;
  lw_look_connect_async (self->services, self->evidence, self->inner, host_said_cb,
                         g_atomic_rc_box_acquire (self));
}

static void
cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/**
 * lw_who_look_new:
 * @services: the services of a world
 * @evidence: what is filled
 * @cancellable: (nullable): ends it
 *
 * Begins to ask.
 *
 * Returns: (transfer full): what is to be ended with [method@WhoLook.end_async]
 */
LwWhoLook *
lw_who_look_new (LwServices *services, LwEvidence *evidence, GCancellable *cancellable)
{
  LwWhoLook *self = g_atomic_rc_box_new0 (LwWhoLook);

  self->services = g_object_ref (services);
  self->evidence = g_object_ref (evidence);
  self->inner = g_cancellable_new ();
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->chain = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                           g_object_ref (self->inner), g_object_unref);
    }

  ask_register (self);
  return self;
}

static gboolean
too_late_cb (gpointer user_data)
{
  LwWhoLook *self = user_data;

  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static void
start_grace (LwWhoLook *self)
{
  self->grace = g_timeout_source_new (GRACE_MS);
  g_source_set_callback (self->grace, too_late_cb, self, NULL);
  g_source_attach (self->grace, g_main_context_get_thread_default ());
}

/**
 * lw_who_look_end_async:
 * @self: (transfer full): what was begun
 * @callback: (scope async): called when all was said, or three seconds are over
 * @user_data: data for @callback
 */
void
lw_who_look_end_async (LwWhoLook *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->outer, callback, user_data);
  g_autoptr (LwWhoLook) kept = self; /* the questions under way hold the others */

  g_task_set_source_tag (task, lw_who_look_end_async);
  if (kept->n_waiting == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  kept->ending = g_steal_pointer (&task);
  start_grace (kept);
}

void
lw_who_look_free (LwWhoLook *self)
{
  g_cancellable_cancel (self->inner);
  who_look_unref (self);
}
