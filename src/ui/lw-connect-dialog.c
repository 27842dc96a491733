/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-connect-dialog.h"

#include "lw-key-page.h"
#include "lw-weak.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwConnectDialog:
 *
 * Choose the DNS host → type its key → see what the key reaches → use it.
 *
 * The key is tested by a session of its own that keeps nothing; only “Use This Key” gives it to the
 * domain's session and to the keyring.
 */
struct _LwConnectDialog
{
  AdwDialog parent_instance;

  /* Template children. */
  AdwNavigationView *view;
  GtkLabel *intro_label;
  AdwPreferencesGroup *kept_keys;
  AdwPreferencesGroup *hosts;
  AdwStatusPage *reach_status;
  GtkLabel *kept_label;
  GtkWidget *progress_box;

  LwSession *session;        /* (owned) (nullable) */
  LwSession *trial;          /* (owned) (nullable): tests the key */
  LwKeyPage *key_page;       /* (nullable): the page that is filled in; the view owns it */
  LwCredential *credential;  /* (owned) (nullable): as it was typed */
  char *host_id;             /* (owned) (nullable): of the key that works */
  char *key_name;            /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
};

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwConnectDialog, lw_connect_dialog, ADW_TYPE_DIALOG)

static void
show_trouble (LwConnectDialog *self, const GError *error)
{
  g_autofree char *words = NULL;
  AdwDialog *alert;

  if (self->key_page != NULL)
    {
      lw_key_page_show_error (self->key_page, error);
      return;
    }

  words = lw_words_error_and_step (error);
  alert = adw_alert_dialog_new (_ ("The Key Could Not Be Used"), words);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (alert), "close", _ ("_Close"));
  adw_dialog_present (alert, GTK_WIDGET (self));
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwConnectDialog) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  LwReach *reach = lw_session_connect_finish (LW_SESSION (source), result, &error);

  if (self != NULL && self->key_page != NULL)
    lw_key_page_set_progress (self->key_page, NULL);
  if (self != NULL && reach != NULL)
    lw_connect_dialog_show_reach (self, reach->sentence);
  else if (self != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_trouble (self, error);
  g_clear_pointer (&reach, lw_reach_free);
}

static void
start_trial (LwConnectDialog *self)
{
  g_clear_object (&self->trial);
  self->trial = lw_session_new (lw_session_get_services (self->session),
                                lw_session_get_domain (self->session));
  lw_session_set_keep_key (self->trial, FALSE);
  if (self->key_page != NULL)
    lw_key_page_set_progress (self->key_page, _ ("Asking whether the key works…"));
  lw_session_connect_async (self->trial, self->host_id, self->key_name, self->credential,
                            self->cancellable, tested_cb, lw_weak_new (self));
}

static void
remember_key (LwConnectDialog *self, LwCredential *credential, gboolean typed)
{
  g_clear_pointer (&self->credential, lw_credential_unref);
  self->credential = typed ? lw_credential_ref (credential) : NULL;
  g_free (self->host_id);
  self->host_id = g_strdup (lw_credential_get_host_id (credential));
  g_free (self->key_name);
  self->key_name = g_strdup (lw_credential_get_name (credential));
}

static void
test_cb (LwConnectDialog *self, LwCredential *credential, LwKeyPage *page)
{
  remember_key (self, credential, TRUE);
  self->key_page = page;
  if (self->session != NULL)
    start_trial (self);
}

static void
host_activated_cb (AdwActionRow *row, LwConnectDialog *self)
{
  lw_connect_dialog_choose_host (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
add_host_row (LwConnectDialog *self, LwHostDescription *host)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "name", lw_host_description_get_id (host),
                                 "title", lw_host_description_get_name (host), "use-markup", FALSE,
                                 "activatable", TRUE, NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("lw-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (host_activated_cb), self, 0);
  adw_preferences_group_add (self->hosts, row);
}

static void
add_hosts (LwConnectDialog *self)
{
  GPtrArray *hosts = lw_host_descriptions_get ();

  for (guint i = 0; i < hosts->len; i++)
    add_host_row (self, g_ptr_array_index (hosts, i));
}

static void
kept_key_activated_cb (AdwActionRow *row, LwConnectDialog *self)
{
  g_auto (GStrv) parts = g_strsplit (gtk_widget_get_name (GTK_WIDGET (row)), "/", 2);
  g_autoptr (LwCredential) credential = lw_credential_new (parts[0], parts[1]);

  remember_key (self, credential, FALSE);
  self->key_page = NULL;
  start_trial (self);
}

static void
add_kept_key (LwConnectDialog *self, LwCredential *credential)
{
  const char *host_id = lw_credential_get_host_id (credential);
  LwHostDescription *host = lw_host_descriptions_find (host_id);
  g_autofree char *name = g_strconcat (host_id, "/", lw_credential_get_name (credential), NULL);
  GtkWidget *row;

  if (host == NULL)
    return;

  row = g_object_new (
      ADW_TYPE_ACTION_ROW, "name", name, "title", lw_host_description_get_name (host), "subtitle",
      lw_credential_get_name (credential), "use-markup", FALSE, "activatable", TRUE, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("lw-key-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("lw-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (kept_key_activated_cb), self, 0);
  adw_preferences_group_add (self->kept_keys, row);
  gtk_widget_set_visible (GTK_WIDGET (self->kept_keys), TRUE);
}

static void
keys_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwConnectDialog) self = lw_weak_take (user_data);
  g_autoptr (GPtrArray) keys = lw_keyring_list_finish (LW_KEYRING (source), result, NULL);

  if (self == NULL || keys == NULL)
    return; /* without a keyring there is nothing to choose from; a key can still be typed */

  for (guint i = 0; i < keys->len; i++)
    add_kept_key (self, g_ptr_array_index (keys, i));
}

static void
used_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwConnectDialog) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  LwReach *reach = lw_session_connect_finish (LW_SESSION (source), result, &error);

  if (self == NULL)
    {
      g_clear_pointer (&reach, lw_reach_free);
      return;
    }

  gtk_widget_set_visible (self->progress_box, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.use", TRUE);
  if (reach == NULL)
    {
      self->key_page = NULL;
      show_trouble (self, error);
      return;
    }

  lw_reach_free (reach);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
use_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwConnectDialog *self = LW_CONNECT_DIALOG (widget);

  if (self->session == NULL)
    return;

  gtk_widget_set_visible (self->progress_box, TRUE);
  gtk_widget_action_set_enabled (widget, "connect.use", FALSE);
  lw_session_set_keep_key (self->session, TRUE);
  lw_session_connect_async (self->session, self->host_id, self->key_name, self->credential,
                            self->cancellable, used_cb, lw_weak_new (self));
}

static void
lw_connect_dialog_dispose (GObject *object)
{
  LwConnectDialog *self = LW_CONNECT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_CONNECT_DIALOG);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->trial);
  g_clear_pointer (&self->credential, lw_credential_unref);
  g_clear_pointer (&self->host_id, g_free);
  g_clear_pointer (&self->key_name, g_free);

  G_OBJECT_CLASS (lw_connect_dialog_parent_class)->dispose (object);
}

static void
lw_connect_dialog_class_init (LwConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_connect_dialog_dispose;

  /**
   * LwConnectDialog::connected:
   *
   * The session has its DNS host, and the zone was read.
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/letterway/Letterway/lw-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, view);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, intro_label);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, kept_keys);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, hosts);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, reach_status);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, kept_label);
  gtk_widget_class_bind_template_child (widget_class, LwConnectDialog, progress_box);
  gtk_widget_class_install_action (widget_class, "connect.use", NULL, use_action);
}

static void
lw_connect_dialog_init (LwConnectDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_hosts (self);
}

static void
show_intro (LwConnectDialog *self)
{
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (self->session == NULL)
    return;

  name = lw_words_name (lw_session_get_domain (self->session));
  words = g_strdup_printf (_ ("To change the settings of %s from here, Letterway needs a key from "
                              "the company or the server that looks after them."),
                           name);
  gtk_label_set_label (self->intro_label, words);
}

AdwDialog *
lw_connect_dialog_new (LwSession *session)
{
  LwConnectDialog *self = g_object_new (LW_TYPE_CONNECT_DIALOG, NULL);

  g_set_object (&self->session, session);
  show_intro (self);
  if (session != NULL)
    lw_keyring_list_async (lw_services_get_keyring (lw_session_get_services (session)), NULL,
                           self->cancellable, keys_listed_cb, lw_weak_new (self));
  return ADW_DIALOG (self);
}

void
lw_connect_dialog_choose_host (LwConnectDialog *self, const char *host_id)
{
  LwHostDescription *host = lw_host_descriptions_find (host_id);
  AdwNavigationPage *page;

  g_return_if_fail (LW_IS_CONNECT_DIALOG (self));
  g_return_if_fail (host != NULL);

  page = lw_key_page_new (host);
  g_signal_connect_object (page, "test", G_CALLBACK (test_cb), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->view, page);
}

void
lw_connect_dialog_show_reach (LwConnectDialog *self, const char *sentence)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (LW_IS_CONNECT_DIALOG (self));

  escaped = g_markup_escape_text (sentence, -1);
  adw_status_page_set_description (self->reach_status, escaped);
  gtk_label_set_label (self->kept_label,
                       self->session == NULL || lw_keyring_get_persistent (lw_services_get_keyring (
                                                    lw_session_get_services (self->session)))
                           ? _ ("The key is kept in the password storage of your desktop.")
                           : _ ("The key is kept until you quit."));
  adw_navigation_view_push_by_tag (self->view, "reach");
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
