/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-key-page.h"

#include "lw-error.h"
#include "lw-key-field.h"
#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwKeyPage:
 *
 * Asks for the key of one DNS host; every field comes from the host's description.
 */
struct _LwKeyPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  GtkWidget *trouble_box;
  GtkLabel *trouble_label;
  GtkBox *fields;
  GtkWidget *page_button;
  GtkWidget *progress_box;
  GtkLabel *progress_label;
  AdwPreferencesRow *rights_row;

  LwHostDescription *host; /* (owned) */
};

enum
{
  SIGNAL_TEST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwKeyPage, lw_key_page, ADW_TYPE_NAVIGATION_PAGE)

/* All fields are looked at, the first wrong one gets the focus. */
static gboolean
check_fields (LwKeyPage *self)
{
  gboolean good = TRUE;

  for (GtkWidget *child = gtk_widget_get_last_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      g_autoptr (GError) error = NULL;

      if (!lw_key_field_check (LW_KEY_FIELD (child), &error))
        {
          lw_key_field_show_problem (LW_KEY_FIELD (child), error->message);
          good = FALSE;
        }
    }

  return good;
}

static LwCredential *
make_credential (LwKeyPage *self)
{
  LwCredential *credential = lw_credential_new (lw_host_description_get_id (self->host), "default");

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *value = lw_key_field_get_value (LW_KEY_FIELD (child));

      if (*value != '\0')
        lw_credential_set_field (credential, lw_key_field_get_id (LW_KEY_FIELD (child)), value);
    }

  return credential;
}

static void
test_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwKeyPage *self = LW_KEY_PAGE (widget);
  g_autoptr (LwCredential) credential = NULL;

  gtk_widget_set_visible (self->trouble_box, FALSE);
  if (!check_fields (self))
    return;

  credential = make_credential (self);
  g_signal_emit (self, signals[SIGNAL_TEST], 0, credential);
}

static void
open_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwKeyPage *self = LW_KEY_PAGE (widget);
  g_autoptr (GtkUriLauncher) launcher =
      gtk_uri_launcher_new (lw_host_description_get_url (self->host));

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL, NULL);
}

static void
apply_cb (LwKeyPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "key.test", NULL);
}

static LwKeyField *
find_field (LwKeyPage *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (lw_key_field_get_id (LW_KEY_FIELD (child)), id) == 0)
      return LW_KEY_FIELD (child);

  return NULL;
}

/* What the host refused is the secret, when it does not say more. */
static LwKeyField *
find_wrong_field (LwKeyPage *self, const GError *error)
{
  LwKeyField *field = find_field (self, lw_error_get_field (error));

  for (guint i = 0; field == NULL && g_error_matches (error, LW_ERROR, LW_ERROR_AUTH) &&
                    i < lw_host_description_get_n_fields (self->host);
       i++)
    {
      const LwHostField *described = lw_host_description_get_field (self->host, i);

      if (described->secret)
        field = find_field (self, described->id);
    }

  return field;
}

static void
lw_key_page_dispose (GObject *object)
{
  LwKeyPage *self = LW_KEY_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_KEY_PAGE);
  g_clear_pointer (&self->host, lw_host_description_unref);

  G_OBJECT_CLASS (lw_key_page_parent_class)->dispose (object);
}

static void
lw_key_page_class_init (LwKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_key_page_dispose;

  /**
   * LwKeyPage::test:
   * @credential: the key as it was typed
   *
   * The person wants to know whether the key works.
   */
  signals[SIGNAL_TEST] = g_signal_new ("test", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, LW_TYPE_CREDENTIAL);

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, fields);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, page_button);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, progress_box);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, LwKeyPage, rights_row);
  gtk_widget_class_install_action (widget_class, "key.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "key.open-page", NULL, open_page_action);
}

static void
lw_key_page_init (LwKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_fields (LwKeyPage *self)
{
  guint n_fields = lw_host_description_get_n_fields (self->host);

  for (guint i = 0; i < n_fields; i++)
    {
      GtkWidget *field = lw_key_field_new (self->host, i);

      g_signal_connect_object (field, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->fields, field);
    }
}

AdwNavigationPage *
lw_key_page_new (LwHostDescription *host)
{
  LwKeyPage *self;
  const char *rights;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_object_new (LW_TYPE_KEY_PAGE, "title", lw_host_description_get_name (host), NULL);
  self->host = lw_host_description_ref (host);
  add_fields (self);
  gtk_widget_set_visible (self->page_button, lw_host_description_get_url (host) != NULL);
  rights = lw_host_description_get_rights (host);
  adw_preferences_row_set_title (self->rights_row, rights != NULL ? rights : "");
  return ADW_NAVIGATION_PAGE (self);
}

LwHostDescription *
lw_key_page_get_host (LwKeyPage *self)
{
  g_return_val_if_fail (LW_IS_KEY_PAGE (self), NULL);

  return self->host;
}

void
lw_key_page_set_progress (LwKeyPage *self, const char *progress)
{
  g_return_if_fail (LW_IS_KEY_PAGE (self));

  gtk_label_set_label (self->progress_label, progress != NULL ? progress : "");
  gtk_widget_set_visible (self->progress_box, progress != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->fields), progress == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "key.test", progress == NULL);
}

void
lw_key_page_show_error (LwKeyPage *self, const GError *error)
{
  g_autofree char *words = NULL;
  LwKeyField *field;

  g_return_if_fail (LW_IS_KEY_PAGE (self));
  g_return_if_fail (error != NULL);

  words = lw_words_error_and_step (error);
  field = find_wrong_field (self, error);
  if (field != NULL)
    lw_key_field_show_problem (field, words);
  else
    gtk_label_set_label (self->trouble_label, words);
  gtk_widget_set_visible (self->trouble_box, field == NULL);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
