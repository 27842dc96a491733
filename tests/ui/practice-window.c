/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-window.h"

#include "canvas.h"
#include "lw-domain-page.h"
#include "lw-practice-services.h"

#define TALL 1350
#define STEP_MS 50
#define PATIENCE_MS 20000
#define WAIT_MS 1500

static LwPractice *practice;
static LwServices *services;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  services = lw_practice_services_open_finish (practice, result, &error);
  g_assert_no_error (error);
}

LwServices *
practice_get_services (void)
{
  g_autoptr (GError) error = NULL;

  if (services != NULL)
    return services;

  practice = lw_practice_start (&error);
  g_assert_no_error (error);
  lw_practice_services_open_async (practice, opened_cb, NULL);
  while (services == NULL)
    g_main_context_iteration (NULL, TRUE);
  return services;
}

LwPractice *
practice_get (void)
{
  practice_get_services ();
  return practice;
}

void
practice_close (void)
{
  g_clear_object (&services);
  g_clear_object (&practice);
}

GtkWidget *
practice_find (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = practice_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

LwSession *
practice_get_session (GtkWidget *window)
{
  GtkWidget *page = practice_find (window, LW_TYPE_DOMAIN_PAGE);

  return page != NULL ? lw_domain_page_get_session (LW_DOMAIN_PAGE (page)) : NULL;
}

static gboolean
has_looked (GtkWidget *window)
{
  LwSession *session = practice_get_session (window);

  return session != NULL && lw_session_get_checked_at (session) != 0 &&
         !lw_session_get_busy (session);
}

GtkWidget *
practice_open_window (int width, int height)
{
  GtkWidget *window;

  practice_close (); /* each window begins with the fault to mend */
  window = lw_window_new (NULL, practice_get_services ());
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  for (int ms = 0; !has_looked (window) && ms < PATIENCE_MS; ms += STEP_MS)
    canvas_wait_ms (STEP_MS);
  g_assert_true (has_looked (window));
  canvas_settle ();
  return window;
}

/* The whole page at once */
GtkWidget *
practice_open_tall_window (int width, int height)
{
  return practice_open_window (width, TALL);
}

GtkWidget *
practice_open_window_with_changes (int width, int height)
{
  GtkWidget *window = practice_open_window (width, height);
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (practice_get_session (window)));

  g_autoptr (LwMxEntry) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  lw_mx_entry_take_suggestion (first);
  canvas_settle ();
  return window;
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPush) push = lw_session_push_finish (LW_SESSION (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  LwReach *reach = lw_session_connect_finish (LW_SESSION (source), result, &error);

  g_assert_no_error (error);
  lw_reach_free (reach);
  *(gboolean *) user_data = TRUE;
}

static void
wait_until (gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

GtkWidget *
practice_open_window_after_change (int width, int height)
{
  GtkWidget *window = practice_open_window_with_changes (width, height);
  LwSession *session = practice_get_session (window);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = NULL;
  gboolean done = FALSE;

  lw_session_connect_async (session, lw_session_get_host_id (session),
                            lw_session_get_key_name (session), NULL, NULL, connected_cb, &done);
  wait_until (&done);
  plan = lw_session_make_plan (session, &error);
  g_assert_no_error (error);
  done = FALSE;
  lw_session_push_async (session, plan, FALSE, 0, NULL, pushed_cb, &done);
  wait_until (&done);
  gtk_widget_activate_action (practice_find (window, LW_TYPE_DOMAIN_PAGE), "domain.arrival", NULL);
  lw_session_wait_async (session, 0, NULL, NULL, NULL);
  canvas_wait_ms (WAIT_MS);
  return window;
}
