/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-domain-page-private.h"

#include "lw-details-page.h"
#include "lw-identity.h"
#include "lw-server-verdict.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

#define REFRESH_MS 100     /* rows come in by dozens; the page is drawn anew once for all of them */
#define SAVE_DRAFT_MS 1500 /* after the last key */
#define CLOCK_SECONDS 30   /* “Checked 2 minutes ago” stays true */
#define SPINNER_MS 400     /* what takes less does not flash */

/**
 * LwDomainPage:
 *
 * One domain: the verdict, what is to do, its mail servers, its DNS host, who knows what.
 * This file shows what the session says; lw-domain-actions.c does what the person asks for.
 */

G_DEFINE_FINAL_TYPE (LwDomainPage, lw_domain_page, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
spinner_cb (gpointer user_data)
{
  LwDomainPage *self = user_data;

  self->spinner_id = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_busy (LwDomainPage *self)
{
  gboolean busy = lw_session_get_busy (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "domain.check", !busy);
  gtk_widget_set_visible (self->check_button, !busy);
  if (!busy)
    {
      g_clear_handle_id (&self->spinner_id, g_source_remove);
      gtk_widget_set_visible (self->spinner, FALSE);
    }
  else if (self->spinner_id == 0 && !gtk_widget_get_visible (self->spinner))
    self->spinner_id = g_timeout_add (SPINNER_MS, spinner_cb, self);
}

static void
show_verdict (LwDomainPage *self)
{
  const char *progress = lw_session_get_progress (self->session);
  const char *sentence = lw_session_get_sentence (self->session);
  g_autofree char *checked = lw_words_checked (lw_session_get_checked_at (self->session),
                                               g_get_real_time () / G_USEC_PER_SEC);

  lw_state_icon_set_state (self->state_icon, lw_session_get_state (self->session));
  gtk_label_set_label (self->sentence_label, sentence != NULL ? sentence : "");
  gtk_label_set_label (self->checked_label, progress != NULL ? progress : checked);
  show_busy (self);
}

static gboolean
clock_cb (gpointer user_data)
{
  show_verdict (user_data);
  return G_SOURCE_CONTINUE;
}

static void
show_findings (LwDomainPage *self)
{
  lw_todo_group_set_findings (self->todo_group, lw_session_get_findings (self->session),
                              lw_session_get_checked_at (self->session) != 0);
}

/* Who looks after the DNS and who takes the mail; what is not known is not said. */
static void
show_who (LwDomainPage *self, LwEvidence *evidence)
{
  g_autofree char *words = evidence != NULL ? lw_evidence_describe_who (evidence) : NULL;

  gtk_label_set_label (self->who_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->who_label), words != NULL);
}

static gboolean
refresh_cb (gpointer user_data)
{
  LwDomainPage *self = user_data;
  LwEvidence *evidence = lw_session_get_evidence (self->session);

  self->refresh_id = 0;
  show_who (self, evidence);
  lw_mx_group_set_evidence (self->mx_group, evidence);
  lw_answers_group_set_evidence (self->answers_group, evidence);
  return G_SOURCE_REMOVE;
}

static void
refresh_soon (LwDomainPage *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
show_host (LwDomainPage *self)
{
  const char *host_name = lw_session_get_host_name (self->session);
  gboolean connected = lw_session_get_connected (self->session);
  g_autofree char *words = NULL;
  g_autofree char *subtitle = NULL;

  if (host_name == NULL)
    words = g_strdup (_ ("Not connected: the change can be prepared, but not made from here"));
  else if (connected)
    /* Translators: %s is the name of a DNS host */
    words = g_strdup_printf (_ ("%s, connected"), host_name);
  else
    /* Translators: %s is the name of a DNS host */
    words = g_strdup_printf (_ ("%s, a key is kept"), host_name);

  adw_action_row_set_subtitle (self->host_row, words);
  lw_state_icon_set_state (self->host_icon, connected ? LW_STATE_OK : LW_STATE_UNKNOWN);
  gtk_button_set_label (GTK_BUTTON (self->connect_button),
                        connected ? _ ("Other Key…") : _ ("Connect…"));
  if (host_name != NULL)
    /* Translators: below the domain in the title; %s is the name of a DNS host */
    subtitle = g_strdup_printf (_ ("DNS at %s"), host_name);
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

static void
draft_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (!lw_session_save_draft_finish (LW_SESSION (source), result, &error) && self != NULL)
    lw_domain_page_say_error (self, error);
}

static gboolean
save_draft_cb (gpointer user_data)
{
  LwDomainPage *self = user_data;

  self->save_id = 0;
  lw_session_save_draft_async (self->session, draft_saved_cb, lw_weak_new (self));
  return G_SOURCE_REMOVE;
}

static void
show_changes (LwDomainPage *self)
{
  gboolean changed = self->draft != NULL && lw_draft_get_changed (self->draft);
  gboolean problem = changed && lw_mx_list_get_has_problem (lw_draft_get_mx (self->draft));

  gtk_label_set_label (self->changes_label, problem ? _ ("Something on the list cannot stay so.")
                                                    : _ ("Your change is not made yet."));
  gtk_revealer_set_reveal_child (self->changes_revealer, changed);
  gtk_widget_set_visible (GTK_WIDGET (self->changes_revealer), changed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "domain.review", changed && !problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "domain.discard", changed);
}

static void
draft_changed_cb (LwDomainPage *self)
{
  show_changes (self);
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DRAFT_MS, save_draft_cb, self);
}

static void
show_draft (LwDomainPage *self)
{
  LwDraft *draft = lw_session_get_draft (self->session);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_set_object (&self->draft, draft);
  if (draft != NULL)
    {
      g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (draft, "notify::changed", G_CALLBACK (show_changes), self,
                               G_CONNECT_SWAPPED);
    }

  lw_mx_group_set_list (self->mx_group, draft != NULL ? lw_draft_get_mx (draft) : NULL);
  show_changes (self);
}

static void
arrival_changed_cb (LwDomainPage *self)
{
  gboolean waiting = self->arrival != NULL && !lw_arrival_is_complete (self->arrival);
  g_autofree char *words = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "domain.arrival", self->arrival != NULL);
  gtk_widget_set_visible (self->waiting_group, waiting);
  if (!waiting)
    return;

  words = lw_arrival_describe (self->arrival, g_get_real_time () / G_USEC_PER_SEC, NULL);
  adw_action_row_set_subtitle (self->waiting_row, words);
}

static void
show_arrival (LwDomainPage *self)
{
  if (self->arrival != NULL)
    g_signal_handlers_disconnect_by_data (self->arrival, self);
  g_set_object (&self->arrival, lw_session_get_arrival (self->session));
  if (self->arrival != NULL)
    g_signal_connect_object (self->arrival, "changed", G_CALLBACK (arrival_changed_cb), self,
                             G_CONNECT_SWAPPED);
  arrival_changed_cb (self);
}

static void
show_unfinished (LwDomainPage *self)
{
  gboolean unfinished = lw_session_get_unfinished (self->session) != NULL;

  adw_banner_set_revealed (self->unfinished_banner, unfinished);
  if (unfinished && !self->asked_unfinished)
    {
      self->asked_unfinished = TRUE;
      lw_domain_page_ask_unfinished (self);
    }
}

static void
unfinished_clicked_cb (LwDomainPage *self)
{
  lw_domain_page_ask_unfinished (self);
}

static void
finding_details_cb (LwDomainPage *self, LwFinding *finding)
{
  lw_domain_page_push (self, lw_details_page_new_for_finding (finding));
}

static void
correct_cb (LwDomainPage *self, LwFinding *finding)
{
  LwRecordSet *fix = lw_finding_get_fix (finding);

  if (self->draft == NULL)
    return;

  if (lw_record_set_get_rr_type (fix) == LW_RR_TYPE_MX &&
      g_strcmp0 (lw_record_set_get_owner (fix), lw_draft_get_domain (self->draft)) == 0)
    lw_mx_list_reset (lw_draft_get_mx (self->draft), fix);
  else
    lw_draft_put_set (self->draft, fix);
  lw_domain_page_run (self, LW_PENDING_REVIEW, 0);
}

static void
mx_removed_cb (LwDomainPage *self, const char *exchange)
{
  g_autofree char *name = lw_words_isolate (*exchange != '\0' ? exchange : _ ("new mail server"));
  /* Translators: %s is the name of a mail server */
  g_autofree char *words = g_strdup_printf (_ ("Removed %s"), name);
  AdwToast *toast = adw_toast_new (words);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-remove");
  adw_toast_set_timeout (toast, 0); /* it holds the only Undo of this step */
  lw_domain_page_toast (self, toast);
}

static void
mx_details_cb (LwDomainPage *self, LwMxEntry *entry)
{
  LwSmtpFacts *facts =
      lw_server_verdict_find_facts (lw_session_get_evidence (self->session), entry);

  if (facts != NULL)
    lw_domain_page_push (self, lw_details_page_new_for_facts (facts));
}

static void
answer_details_cb (LwDomainPage *self, LwAnswer *answer)
{
  lw_domain_page_push (self, lw_details_page_new_for_answer (answer));
}

static void
watch_session (LwDomainPage *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } watches[] = {
    { "notify::state", G_CALLBACK (show_verdict) },
    { "notify::sentence", G_CALLBACK (show_verdict) },
    { "notify::checked-at", G_CALLBACK (show_verdict) },
    { "notify::progress", G_CALLBACK (show_verdict) },
    { "notify::busy", G_CALLBACK (show_verdict) },
    { "findings-changed", G_CALLBACK (show_findings) },
    { "evidence-grew", G_CALLBACK (refresh_soon) },
    { "notify::evidence", G_CALLBACK (refresh_soon) },
    { "notify::draft", G_CALLBACK (show_draft) },
    { "notify::arrival", G_CALLBACK (show_arrival) },
    { "notify::connected", G_CALLBACK (show_host) },
    { "notify::host-name", G_CALLBACK (show_host) },
    { "unfinished", G_CALLBACK (show_unfinished) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (watches); i++)
    g_signal_connect_object (self->session, watches[i].signal, watches[i].callback, self,
                             G_CONNECT_SWAPPED);
}

static gboolean
is_practice (LwDomainPage *self)
{
  LwServices *services = lw_session_get_services (self->session);

  return g_str_equal (lw_world_get_id (lw_services_get_world (services)), "practice");
}

static void
show_all (LwDomainPage *self)
{
  adw_banner_set_revealed (self->practice_banner, is_practice (self));
  show_verdict (self);
  show_findings (self);
  show_host (self);
  show_draft (self);
  show_arrival (self);
  adw_banner_set_revealed (self->unfinished_banner,
                           lw_session_get_unfinished (self->session) != NULL);
  refresh_cb (self);
}

static void
lw_domain_page_dispose (GObject *object)
{
  LwDomainPage *self = LW_DOMAIN_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_DOMAIN_PAGE);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->waiting);
  g_clear_object (&self->draft);
  g_clear_object (&self->arrival);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (lw_domain_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-domain-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, practice_banner);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, unfinished_banner);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, who_label);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, checked_label);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, todo_group);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, mx_group);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, host_row);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, host_icon);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, answers_group);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, changes_revealer);
  gtk_widget_class_bind_template_child (widget_class, LwDomainPage, changes_label);
  gtk_widget_class_bind_template_callback (widget_class, unfinished_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, finding_details_cb);
  gtk_widget_class_bind_template_callback (widget_class, correct_cb);
  gtk_widget_class_bind_template_callback (widget_class, mx_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mx_details_cb);
  gtk_widget_class_bind_template_callback (widget_class, answer_details_cb);
}

static void
lw_domain_page_class_init (LwDomainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_domain_page_dispose;

  /**
   * LwDomainPage::remove:
   *
   * The person wants the domain off the list.
   */
  g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);

  g_type_ensure (LW_TYPE_ANSWERS_GROUP);
  g_type_ensure (LW_TYPE_MX_GROUP);
  g_type_ensure (LW_TYPE_STATE_ICON);
  g_type_ensure (LW_TYPE_TODO_GROUP);
  bind_template (widget_class);
  lw_domain_page_install_actions (widget_class);
}

static void
lw_domain_page_init (LwDomainPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
lw_domain_page_new (LwSession *session)
{
  LwDomainPage *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (LW_IS_SESSION (session), NULL);

  self = g_object_new (LW_TYPE_DOMAIN_PAGE, NULL);
  self->session = g_object_ref (session);
  name = lw_words_name (lw_session_get_domain (session));
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), name);
  adw_window_title_set_title (self->window_title, name);
  watch_session (self);
  show_all (self);
  return ADW_NAVIGATION_PAGE (self);
}

LwSession *
lw_domain_page_get_session (LwDomainPage *self)
{
  g_return_val_if_fail (LW_IS_DOMAIN_PAGE (self), NULL);

  return self->session;
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainPage) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean restored = lw_session_restore_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    return;
  if (!restored)
    lw_domain_page_say_error (self, error);
  show_unfinished (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "domain.check", NULL);
}

void
lw_domain_page_begin (LwDomainPage *self)
{
  g_return_if_fail (LW_IS_DOMAIN_PAGE (self));

  if (self->begun)
    return;

  self->begun = TRUE;
  self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
  lw_session_restore_async (self->session, self->cancellable, restored_cb, lw_weak_new (self));
}
