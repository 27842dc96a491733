/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-error.h"
#include "lw-practice.h"
#include "lw-session.h"

G_BEGIN_DECLS

/* For the tests of this room: a session against the practice world, and its verbs waited for. */
typedef struct
{
  LwPractice *practice;
  LwServices *services;
  LwSession *session;
} LwTestSession;

static inline void
lw_test_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static inline GAsyncResult *
lw_test_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

static inline void
lw_test_set_up (LwTestSession *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->practice = lw_practice_start (&error);
  g_assert_no_error (error);
  f->services = lw_services_new (lw_practice_get_world (f->practice));
  f->session = lw_session_new (f->services, LW_PRACTICE_DOMAIN);
}

static inline void
lw_test_tear_down (LwTestSession *f, gconstpointer data)
{
  g_assert_finalize_object (f->session);
  g_object_unref (f->services);
  lw_practice_stop (f->practice);
  g_object_unref (f->practice);
}

static inline void
lw_test_look (LwTestSession *f, LwLookFlags flags)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_look_async (f->session, flags, NULL, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  g_assert_true (lw_session_look_finish (f->session, result, &error));
  g_assert_no_error (error);
}

static inline void
lw_test_connect (LwTestSession *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (LwCredential) credential = lw_practice_make_credential (f->practice);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwReach) reach = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_connect_async (f->session, "powerdns", NULL, credential, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  reach = lw_session_connect_finish (f->session, result, &error);
  g_assert_no_error (error);
}

static inline void
lw_test_restore (LwTestSession *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_restore_async (f->session, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  g_assert_true (lw_session_restore_finish (f->session, result, &error));
  g_assert_no_error (error);
}

static inline LwPush *
lw_test_push (LwTestSession *f, LwPlan *plan, gboolean resume, gint64 undoes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_push_async (f->session, plan, resume, undoes, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);

  return lw_session_push_finish (f->session, result, error);
}

static inline LwPlan *
lw_test_plan_undo (LwTestSession *f, gint64 id, gint64 *undoes)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwPlan *plan;

  lw_session_plan_undo_async (f->session, id, NULL, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  plan = lw_session_plan_undo_finish (f->session, result, undoes, &error);
  g_assert_no_error (error);

  return plan;
}

static inline GPtrArray *
lw_test_history (LwTestSession *f)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *pushes;

  lw_session_history_async (f->session, lw_test_done_cb, &slot);
  result = lw_test_await (&slot);
  pushes = lw_session_history_finish (f->session, result, &error);
  g_assert_no_error (error);

  return pushes;
}

/* Somebody else sets the domain's MX to the one @value. */
static inline void
lw_test_put_mx (LwTestSession *f, const char *value)
{
  const char *const values[] = { value, NULL };
  g_autoptr (LwZone) zone = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (GError) error = NULL;
  LwRecordSet *set =
      lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, LW_PRACTICE_TTL, values, &error);

  g_assert_no_error (error);
  lw_zone_take_set (zone, set);
  g_assert_true (lw_practice_put_zone (f->practice, zone, &error));
  g_assert_no_error (error);
}

/* (transfer full): what leads from the live zone to this one MX */
static inline LwPlan *
lw_test_plan_mx (LwTestSession *f, const char *value)
{
  const char *const values[] = { value, NULL };
  g_autoptr (LwZone) live = lw_practice_dup_zone (f->practice, LW_PRACTICE_DOMAIN);
  g_autoptr (LwZone) wanted = lw_zone_copy (live);

  lw_zone_take_set (
      wanted, lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, LW_PRACTICE_TTL, values, NULL));

  return lw_plan_new (LW_PRACTICE_DOMAIN, live, wanted);
}

G_END_DECLS
