/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival-page.h"
#include "lw-connect-dialog.h"
#include "lw-domain-page-private.h"
#include "lw-error.h"
#include "lw-history-page.h"
#include "lw-letter-dialog.h"
#include "lw-push-page.h"
#include "lw-review-dialog.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/* What the person asks for on a domain's page. Every way to a change is one of LwPending:
 *
 *   run ─► (no key) connect dialog ─► run
 *       └► plan ─► review dialog ─► pushed ─► arrival page, wait
 *                        └► read again ─► run
 */

#define UNDO_TOAST_SECONDS 10

void
lw_domain_page_push (LwDomainPage *self, AdwNavigationPage *page)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view), page);
  else
    g_object_unref (g_object_ref_sink (page));
}

void
lw_domain_page_toast (LwDomainPage *self, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

void
lw_domain_page_say (LwDomainPage *self, const char *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_use_markup (toast, FALSE);
  lw_domain_page_toast (self, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
lw_domain_page_say_error (LwDomainPage *self, const GError *error)
{
  g_autofree char *words = NULL;
  AdwDialog *alert;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  words = lw_words_error_and_step (error);
  alert = adw_alert_dialog_new (_ ("It Did Not Work"), words);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (alert), "close", _ ("_Close"));
  adw_dialog_present (alert, GTK_WIDGET (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean looked = lw_session_look_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;
  if (!looked)
    lw_domain_page_say_error (self, error);
  else
    gtk_accessible_announce (GTK_ACCESSIBLE (self), lw_session_get_sentence (self->session),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
check_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  lw_session_look_async (self->session, LW_LOOK_DEFAULT, NULL, self->cancellable, looked_cb,
                         lw_weak_new (self));
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean arrived = lw_session_wait_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;
  if (arrived)
    {
      lw_domain_page_say (self, _ ("Everyone sees the change"));
      gtk_widget_activate_action (GTK_WIDGET (self), "domain.check", NULL);
    }
  else if (g_error_matches (error, LW_ERROR, LW_ERROR_NOT_ARRIVED))
    lw_domain_page_say (self, _ ("Later than expected: some servers still show the old answer"));
}

static void
arrival_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);
  LwArrival *arrival = lw_session_get_arrival (self->session);

  if (arrival != NULL)
    lw_domain_page_push (self, lw_arrival_page_new (arrival));
}

static void
offer_undo (LwDomainPage *self, gint64 push)
{
  AdwToast *toast = adw_toast_new (_ ("Changed"));

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.put-back");
  adw_toast_set_action_target_value (toast, g_variant_new_int64 (push));
  adw_toast_set_timeout (toast, UNDO_TOAST_SECONDS);
  lw_domain_page_toast (self, toast);
}

/* There is one last change: an earlier wait has no meaning any more. */
static void
wait_for_arrival (LwDomainPage *self)
{
  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
  g_clear_object (&self->waiting);
  self->waiting = g_cancellable_new ();
  lw_session_wait_async (self->session, 0, self->waiting, waited_cb, lw_weak_new (self));
}

static void
pushed_cb (LwDomainPage *self, LwPush *push)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view != NULL)
    adw_navigation_view_pop_to_page (ADW_NAVIGATION_VIEW (view), ADW_NAVIGATION_PAGE (self));
  adw_banner_set_revealed (self->unfinished_banner,
                           lw_session_get_unfinished (self->session) != NULL);
  offer_undo (self, lw_push_get (push)->id);
  if (lw_session_get_arrival (self->session) == NULL)
    return;

  arrival_action (GTK_WIDGET (self), NULL, NULL);
  wait_for_arrival (self);
}

static void
read_again_cb (LwDomainPage *self)
{
  lw_domain_page_run (self, self->pending, self->pending_push);
}

static void
review (LwDomainPage *self, LwPlan *plan, gboolean resume, gint64 undoes)
{
  AdwDialog *dialog;

  if (lw_plan_is_empty (plan))
    {
      lw_domain_page_say (self, _ ("There is nothing to change: it already is as wanted"));
      return;
    }

  dialog = lw_review_dialog_new (self->session, plan, resume, undoes);
  g_signal_connect_object (dialog, "pushed", G_CALLBACK (pushed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "read-again", G_CALLBACK (read_again_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
connected_cb (LwDomainPage *self)
{
  LwServices *services = lw_session_get_services (self->session);

  if (!lw_keyring_get_persistent (lw_services_get_keyring (services)) &&
      g_strcmp0 (lw_world_get_id (lw_services_get_world (services)), "practice") != 0)
    lw_domain_page_say (self, _ ("Your desktop has no password storage. The key is kept until you "
                                 "quit."));
  if (self->pending != LW_PENDING_NONE)
    lw_domain_page_run (self, self->pending, self->pending_push);
}

static void
present_connect_dialog (LwDomainPage *self)
{
  AdwDialog *dialog = lw_connect_dialog_new (self->session);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* A missing or refused key can be mended here and now. */
static void
explain_or_connect (LwDomainPage *self, const GError *error)
{
  if (g_error_matches (error, LW_ERROR, LW_ERROR_NO_KEY))
    present_connect_dialog (self);
  else
    lw_domain_page_say_error (self, error);
}

static void
review_draft (LwDomainPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPlan) plan = lw_session_make_plan (self->session, &error);

  if (plan != NULL)
    review (self, plan, FALSE, 0);
  else
    lw_domain_page_say_error (self, error);
}

static void
reconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  LwReach *reach = lw_session_connect_finish (LW_SESSION (source), result, &error);

  if (self != NULL && reach != NULL)
    review_draft (self);
  else if (self != NULL)
    explain_or_connect (self, error);
  g_clear_pointer (&reach, lw_reach_free);
}

static void
undo_planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gint64 undoes = 0;
  g_autoptr (LwPlan) plan =
      lw_session_plan_undo_finish (LW_SESSION (source), result, &undoes, &error);

  if (self == NULL)
    return;
  if (plan != NULL)
    review (self, plan, FALSE, undoes);
  else
    explain_or_connect (self, error);
}

static void
finish_planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  guint n_made;
  guint n_all;
  g_autoptr (LwPlan) plan =
      lw_session_plan_finish_finish (LW_SESSION (source), result, &n_made, &n_all, &error);

  if (self == NULL)
    return;
  if (plan != NULL)
    review (self, plan, TRUE, self->pending_push);
  else
    explain_or_connect (self, error);
}

void
lw_domain_page_run (LwDomainPage *self, LwPending pending, gint64 push)
{
  self->pending = pending;
  self->pending_push = push;

  switch (pending)
    {
    case LW_PENDING_NONE:
      break;

    case LW_PENDING_REVIEW:
      if (lw_session_get_host_id (self->session) == NULL)
        present_connect_dialog (self);
      else
        /* Reads the zone again, so that the review stands on what is there now. */
        lw_session_connect_async (self->session, lw_session_get_host_id (self->session),
                                  lw_session_get_key_name (self->session), NULL, self->cancellable,
                                  reconnected_cb, lw_weak_new (self));
      break;

    case LW_PENDING_UNDO:
      lw_session_plan_undo_async (self->session, push, self->cancellable, undo_planned_cb,
                                  lw_weak_new (self));
      break;

    case LW_PENDING_FINISH:
      lw_session_plan_finish_async (self->session, push, self->cancellable, finish_planned_cb,
                                    lw_weak_new (self));
      break;
    }
}

static void
review_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  if (self->draft != NULL)
    lw_mx_list_commit (lw_draft_get_mx (self->draft));
  lw_domain_page_run (self, LW_PENDING_REVIEW, 0);
}

static void
discard_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  if (self->draft != NULL)
    lw_draft_discard (self->draft);
}

static void
connect_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  self->pending = LW_PENDING_NONE;
  present_connect_dialog (self);
}

static void
push_put_back_cb (LwDomainPage *self, gint64 id)
{
  lw_domain_page_run (self, LW_PENDING_UNDO, id);
}

static void
history_open_cb (LwDomainPage *self, LwPush *push)
{
  AdwNavigationPage *page = lw_push_page_new (push);

  g_signal_connect_object (page, "put-back", G_CALLBACK (push_put_back_cb), self,
                           G_CONNECT_SWAPPED);
  lw_domain_page_push (self, page);
}

static void
history_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);
  AdwNavigationPage *page = lw_history_page_new (self->session);

  g_signal_connect_object (page, "open", G_CALLBACK (history_open_cb), self, G_CONNECT_SWAPPED);
  lw_domain_page_push (self, page);
}

static void
letter_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  adw_dialog_present (lw_letter_dialog_new (self->session), widget);
}

static void
put_back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  /* 0 stands for the last push that wrote something */
  lw_domain_page_run (LW_DOMAIN_PAGE (widget), LW_PENDING_UNDO,
                      parameter != NULL ? g_variant_get_int64 (parameter) : 0);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "remove");
}

static void
undo_remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (widget);

  gtk_widget_activate_action (GTK_WIDGET (self->mx_group), "mx.undo-remove", NULL);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean settled = lw_session_settle_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;
  if (!settled)
    lw_domain_page_say_error (self, error);
  adw_banner_set_revealed (self->unfinished_banner,
                           lw_session_get_unfinished (self->session) != NULL);
}

static void
unfinished_answer_cb (LwDomainPage *self, const char *response)
{
  LwPush *push = lw_session_get_unfinished (self->session);
  gint64 id = push != NULL ? lw_push_get (push)->id : 0;

  if (id == 0)
    return;

  if (g_str_equal (response, "finish"))
    lw_domain_page_run (self, LW_PENDING_FINISH, id);
  else if (g_str_equal (response, "put-back"))
    lw_domain_page_run (self, LW_PENDING_UNDO, id);
  else if (g_str_equal (response, "leave"))
    lw_session_settle_async (self->session, id, settled_cb, lw_weak_new (self));
}

void
lw_domain_page_ask_unfinished (LwDomainPage *self)
{
  LwPush *push = lw_session_get_unfinished (self->session);
  const LwPushFields *fields = push != NULL ? lw_push_get (push) : NULL;
  g_autofree char *words = NULL;
  AdwAlertDialog *alert;

  if (fields == NULL)
    return;

  words =
      g_strdup_printf (_ ("%s\n\n%u of %u changes were confirmed, then it was cut off."),
                       fields->title, fields->n_confirmed, lw_plan_get_changes (fields->plan)->len);
  alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Finish the Change?"), words));
  adw_alert_dialog_add_responses (alert, "later", _ ("_Later"), "leave", _ ("_Leave It as It Is"),
                                  "put-back", _ ("_Put Back"), "finish", _ ("_Finish"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "finish", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (alert, "later");
  adw_alert_dialog_set_default_response (alert, "finish");
  g_signal_connect_object (alert, "response", G_CALLBACK (unfinished_answer_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (alert), GTK_WIDGET (self));
}

void
lw_domain_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "domain.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "domain.review", NULL, review_action);
  gtk_widget_class_install_action (widget_class, "domain.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "domain.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "domain.arrival", NULL, arrival_action);
  gtk_widget_class_install_action (widget_class, "domain.history", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "domain.letter", NULL, letter_action);
  gtk_widget_class_install_action (widget_class, "domain.put-back", "x", put_back_action);
  gtk_widget_class_install_action (widget_class, "domain.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "domain.undo-remove", NULL, undo_remove_action);

  /* In the bubble phase, so that text fields keep their own Ctrl+Z. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "domain.put-back",
                                       "x", G_GINT64_CONSTANT (0));
}
