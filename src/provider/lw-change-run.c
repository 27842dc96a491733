/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-change-run.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* send a batch → the host confirms → the receiver keeps that → send the next … */
typedef struct
{
  LwPlan *plan;       /* (owned) */
  GPtrArray *batches; /* (owned) (element-type GPtrArray) */
  LwSendFunc send;
  LwSentFunc sent;
  LwConfirmFunc confirm; /* (nullable) */
  gpointer confirm_data;

  guint next;   /* index into batches */
  guint n_done; /* changes that the host confirmed */
} Run;

static void
run_free (Run *run)
{
  lw_plan_unref (run->plan);
  g_ptr_array_unref (run->batches);
  g_free (run);
}

GPtrArray *
lw_change_batches (GPtrArray *changes, guint per_request)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  g_return_val_if_fail (per_request > 0, batches);

  for (guint i = 0; i < changes->len; i++)
    {
      if (i % per_request == 0)
        g_ptr_array_add (batches,
                         g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref));

      g_ptr_array_add (g_ptr_array_index (batches, batches->len - 1),
                       lw_change_ref (g_ptr_array_index (changes, i)));
    }

  return batches;
}

/* Whether @removal makes room for another change of the batch: an alias stands alone (RFC 1034). */
static gboolean
makes_room (GPtrArray *changes, LwChange *removal)
{
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *other = g_ptr_array_index (changes, i);

      if (lw_change_get_kind (other) == LW_CHANGE_ADD &&
          g_str_equal (lw_change_get_owner (other), lw_change_get_owner (removal)) &&
          (lw_change_get_rr_type (other) == LW_RR_TYPE_CNAME ||
           lw_change_get_rr_type (removal) == LW_RR_TYPE_CNAME))
        return TRUE;
    }

  return FALSE;
}

static gboolean
goes_first (GPtrArray *changes, LwChange *change)
{
  return lw_change_get_kind (change) == LW_CHANGE_REMOVE && makes_room (changes, change);
}

GPtrArray *
lw_change_order_batch (GPtrArray *changes)
{
  GPtrArray *ordered = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);

  /* The whole batch takes effect at one moment, so this opens no gap. PowerDNS refuses the other
   * order, BIND and Knot pass over the addition in silence (RFC 2136 3.4.2.2). */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < changes->len; i++)
      {
        LwChange *change = g_ptr_array_index (changes, i);

        if (goes_first (changes, change) == (pass == 0))
          g_ptr_array_add (ordered, lw_change_ref (change));
      }

  return ordered;
}

/**
 * lw_error_is_before_sending:
 * @error: an error of the transport
 *
 * Time-outs and broken connections are not among these: the host may have got the request.
 *
 * Returns: whether the request cannot have reached the host
 */
gboolean
lw_error_is_before_sending (const GError *error)
{
  static const GIOErrorEnum io_codes[] = {
    G_IO_ERROR_CONNECTION_REFUSED, G_IO_ERROR_HOST_NOT_FOUND,      G_IO_ERROR_HOST_UNREACHABLE,
    G_IO_ERROR_PERMISSION_DENIED,  G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_CANCELLED,
    G_IO_ERROR_NOT_SUPPORTED,      G_IO_ERROR_PROXY_FAILED,        G_IO_ERROR_PROXY_AUTH_FAILED,
    G_IO_ERROR_PROXY_NOT_ALLOWED,  G_IO_ERROR_ADDRESS_IN_USE,      G_IO_ERROR_TOO_MANY_OPEN_FILES,
    G_IO_ERROR_INVALID_ARGUMENT,   G_IO_ERROR_PROXY_NEED_AUTH,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (io_codes); i++)
    if (g_error_matches (error, G_IO_ERROR, io_codes[i]))
      return TRUE;

  return error->domain == G_RESOLVER_ERROR ||
         g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) ||
         g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE) ||
         g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS) ||
         g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE) ||
         g_error_matches (error, LW_ERROR, LW_ERROR_UNSAFE) ||
         g_error_matches (error, LW_ERROR, LW_ERROR_INVALID);
}

/* Once something is written the caller must know that the zone is neither the old nor the wanted
 * one, whatever the reason for stopping. */
static void
stop (GTask *task, GError *error)
{
  g_autoptr (GError) reason = error;
  Run *run = g_task_get_task_data (task);
  guint n_changes = lw_plan_get_changes (run->plan)->len;

  if (run->n_done == 0)
    {
      g_task_return_error (task, g_steal_pointer (&reason));
      return;
    }

  g_task_return_error (
      task, lw_error_new (LW_ERROR_PARTIAL, NULL, _ ("Look again to see what is there now."),
                          _ ("%u of %u changes were confirmed, then it stopped: %s"), run->n_done,
                          n_changes, reason->message));
}

static void send_next (GTask *task);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      stop (task, g_steal_pointer (&error));
      return;
    }

  send_next (g_steal_pointer (&task));
}

/* The journal has it on disk before the next request goes out. */
static void
confirm_batch (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GTask *then;

  if (run->confirm == NULL)
    {
      send_next (task);
      return;
    }

  then = g_task_new (g_task_get_source_object (task), NULL, kept_cb, task);
  g_task_set_source_tag (then, confirm_batch);
  run->confirm (run->n_done, then, run->confirm_data);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Run *run = g_task_get_task_data (task);
  GPtrArray *batch = g_ptr_array_index (run->batches, run->next);

  if (!run->sent (LW_PROVIDER (source), result, &error))
    {
      stop (task, g_steal_pointer (&error));
      return;
    }

  run->next++;
  run->n_done += batch->len;
  confirm_batch (g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
send_next (GTask *task)
{
  g_autoptr (GTask) owned_task = task;
  g_autoptr (GError) error = NULL;
  Run *run = g_task_get_task_data (task);

  if (run->next == run->batches->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      stop (task, g_steal_pointer (&error));
      return;
    }

  run->send (g_task_get_source_object (task), run->plan,
             g_ptr_array_index (run->batches, run->next), run->next, sent_cb,
             g_steal_pointer (&owned_task));
}

void
lw_change_run_async (LwProvider *provider,
                     LwPlan *plan,
                     GPtrArray *batches,
                     LwSendFunc send,
                     LwSentFunc sent,
                     LwConfirmFunc confirm,
                     gpointer confirm_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->plan = lw_plan_ref (plan);
  run->batches = g_ptr_array_ref (batches);
  run->send = send;
  run->sent = sent;
  run->confirm = confirm;
  run->confirm_data = confirm_data;

  g_task_set_source_tag (task, lw_change_run_async);
  g_task_set_check_cancellable (task, FALSE); /* what was written stays written */
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  send_next (task);
}

gboolean
lw_change_run_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
