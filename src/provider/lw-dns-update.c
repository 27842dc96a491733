/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-update.h"

#include <glib/gi18n-lib.h>

#include "lw-change-run.h"
#include "lw-dns-refusal.h"
#include "lw-error.h"
#include "lw-wire.h"

typedef struct
{
  char *zone;
  GPtrArray *batch; /* (owned) (element-type LwChange) */
  LwZone *known;    /* (owned) (nullable) */
} Sent;

static void
sent_free (Sent *sent)
{
  g_free (sent->zone);
  g_ptr_array_unref (sent->batch);
  g_clear_pointer (&sent->known, lw_zone_unref);
  g_free (sent);
}

static void
set_unknown (const char *why, GError **error)
{
  lw_set_error (error, LW_ERROR_PARTIAL, NULL, _ ("Look again to see what is there now."),
                _ ("It is not known whether the name server made the change: %s"), why);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwSignedReply) reply = NULL;
  Sent *sent = g_task_get_task_data (task);

  reply = lw_dns_primary_ask_finish (LW_DNS_PRIMARY (source), result, &failure);
  if (reply != NULL)
    lw_dns_refusal_check_update (reply, sent->zone, sent->batch, sent->known, &error);
  else if (lw_error_is_before_sending (failure))
    error = g_steal_pointer (&failure);
  else
    set_unknown (failure->message, &error);

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
lw_dns_update_async (LwProvider *provider,
                     LwDnsPrimary *primary,
                     LwPlan *plan,
                     GPtrArray *batch,
                     LwZone *known,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (provider, NULL, callback, user_data);
  g_autoptr (GBytes) message = NULL;
  Sent *sent = g_new0 (Sent, 1);
  GError *error = NULL;

  sent->zone = g_strdup (lw_plan_get_zone (plan));
  sent->batch = g_ptr_array_ref (batch);
  sent->known = known != NULL ? lw_zone_ref (known) : NULL;
  g_task_set_source_tag (task, lw_dns_update_async);
  g_task_set_task_data (task, sent, (GDestroyNotify) sent_free);

  message = lw_wire_build_update (sent->zone, batch, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  /* No cancellable here: a message that was sent is heard to its end. */
  lw_dns_primary_ask_async (primary, message, NULL, updated_cb, task);
}

gboolean
lw_dns_update_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Each change is tried alone before anything is sent: one that cannot be written must not be found
 * when half of the plan is. */
static gboolean
check_changes (LwPlan *plan, GError **error)
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    {
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();
      g_autoptr (GBytes) message = NULL;

      g_ptr_array_add (alone, g_ptr_array_index (changes, i));
      message = lw_wire_build_update (lw_plan_get_zone (plan), alone, error);
      if (message == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
fits (const char *zone, GPtrArray *changes, guint per_request)
{
  g_autoptr (GBytes) message = NULL;

  if (changes->len <= 1)
    return TRUE;
  if (changes->len > per_request)
    return FALSE;

  message = lw_wire_build_update (zone, changes, NULL);
  return message != NULL;
}

/* What does not fit into one message is halved until it does. */
static void
add_batches (GPtrArray *batches, const char *zone, GPtrArray *changes, guint per_request)
{
  g_autoptr (GPtrArray) halves = NULL;

  if (fits (zone, changes, per_request))
    {
      if (changes->len > 0)
        g_ptr_array_add (batches, g_ptr_array_ref (changes));
      return;
    }

  halves = lw_change_batches (changes, (changes->len + 1) / 2);
  for (guint i = 0; i < halves->len; i++)
    add_batches (batches, zone, g_ptr_array_index (halves, i), per_request);
}

GPtrArray *
lw_dns_update_batches (LwPlan *plan, guint per_request, GError **error)
{
  GPtrArray *batches;

  if (!check_changes (plan, error))
    return NULL;

  batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  add_batches (batches, lw_plan_get_zone (plan), lw_plan_get_changes (plan), per_request);

  return batches;
}
