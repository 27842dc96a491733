/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-plan.h"
#include "lw-provider.h"

G_BEGIN_DECLS

/* For the tests of this room: plans from zone text, waiting for results, a receiver of
 * confirmations. */

#define LW_TEST_ORIGIN "berg.example."

static inline LwZone *
lw_test_zone (const char *text)
{
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, LW_TEST_ORIGIN, &error);

  g_assert_no_error (error);
  return zone;
}

static inline LwPlan *
lw_test_plan (const char *live_text, const char *wanted_text)
{
  g_autoptr (LwZone) live = lw_test_zone (live_text);
  g_autoptr (LwZone) wanted = lw_test_zone (wanted_text);

  return lw_plan_new (LW_TEST_ORIGIN, live, wanted);
}

static inline void
lw_test_store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static inline void
lw_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What the session does with confirmations: counts them, and may refuse one. */
typedef struct
{
  GString *log;    /* (nullable): the fake host's log of requests, for the order of things */
  guint refuse_at; /* the confirmation of so many changes is answered with an error; 0 = none */
  guint n_done;    /* as told last */
  guint n_calls;
} LwTestConfirm;

static inline void
lw_test_confirm_cb (guint n_done, GTask *then, gpointer user_data)
{
  LwTestConfirm *confirm = user_data;

  confirm->n_done = n_done;
  confirm->n_calls++;
  if (confirm->log != NULL)
    g_string_append_printf (confirm->log, "confirmed %u\n", n_done);

  if (n_done == confirm->refuse_at)
    g_task_return_new_error (then, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  else
    g_task_return_boolean (then, TRUE);
  g_object_unref (then);
}

static inline LwReach *
lw_test_key (LwProvider *provider, const char *zone, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_provider_test_async (provider, zone, NULL, lw_test_store_result_cb, &result);
  lw_test_wait (&result);

  return lw_provider_test_finish (provider, result, error);
}

static inline LwZone *
lw_test_read (LwProvider *provider, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_provider_read_async (provider, LW_TEST_ORIGIN, cancellable, lw_test_store_result_cb, &result);
  lw_test_wait (&result);

  return lw_provider_read_finish (provider, result, error);
}

static inline gboolean
lw_test_apply (LwProvider *provider,
               LwPlan *plan,
               LwTestConfirm *confirm,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_provider_apply_async (provider, plan, confirm != NULL ? lw_test_confirm_cb : NULL, confirm,
                           cancellable, lw_test_store_result_cb, &result);
  lw_test_wait (&result);

  return lw_provider_apply_finish (provider, result, error);
}

G_END_DECLS
