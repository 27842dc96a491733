/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

static void
cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  LwDnsScope *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

/* @outer: (nullable); @timeout_ms: 0 for no limit. @self must stay where it is. */
void
lw_dns_scope_init (LwDnsScope *self, GCancellable *outer, guint timeout_ms)
{
  self->inner = g_cancellable_new ();

  if (timeout_ms > 0)
    {
      self->timer = g_timeout_source_new (timeout_ms);
      g_source_set_callback (self->timer, time_is_up_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }

  if (outer != NULL)
    {
      self->outer = g_object_ref (outer);
      self->cancelled_id = g_cancellable_connect (outer, G_CALLBACK (cancelled_cb),
                                                  g_object_ref (self->inner), g_object_unref);
    }
}

void
lw_dns_scope_end (LwDnsScope *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);

  g_cancellable_disconnect (self->outer, self->cancelled_id);
  self->cancelled_id = 0;

  if (self->inner != NULL)
    g_cancellable_cancel (self->inner);
}

void
lw_dns_scope_clear (LwDnsScope *self)
{
  lw_dns_scope_end (self);
  g_clear_object (&self->inner);
  g_clear_object (&self->outer);
}
