/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-application.h"

#include "lw-about.h"
#include "lw-accels.h"
#include "lw-name.h"
#include "lw-shortcuts-dialog.h"
#include "lw-style.h"
#include "lw-weak.h"
#include "lw-window.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwApplication:
 *
 * One instance a world: the real world has the application's own id, another world an id of its
 * own, so that the lab and the real domains never share a process. The practice world is a second
 * window of the same process.
 */
struct _LwApplication
{
  AdwApplication parent_instance;

  LwServices *services; /* (owned): of the world that was asked for */
  LwOpenPracticeFunc open_practice;
  LwOpenPracticeFinishFunc open_practice_finish;
  guint inhibit_cookie;
  guint n_inhibits;
  gboolean practice;
};

G_DEFINE_FINAL_TYPE (LwApplication, lw_application, ADW_TYPE_APPLICATION)

static LwWindow *
find_window (LwApplication *self, gboolean practice)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (LW_IS_WINDOW (l->data) && (lw_window_get_services (l->data) != self->services) == practice)
      return l->data;

  return NULL;
}

static void
inhibit_cb (gboolean inhibit, const char *reason, gpointer user_data)
{
  LwApplication *self = user_data;
  GtkApplication *application = GTK_APPLICATION (self);

  self->n_inhibits += inhibit ? 1 : -1;
  if (self->n_inhibits == 1 && inhibit)
    self->inhibit_cookie = gtk_application_inhibit (
        application, gtk_application_get_active_window (application),
        GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND, reason);
  else if (self->n_inhibits == 0 && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (application, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static LwWindow *
ensure_window (LwApplication *self)
{
  LwWindow *window = find_window (self, FALSE);

  return window != NULL ? window
                        : LW_WINDOW (lw_window_new (GTK_APPLICATION (self), self->services));
}

static void
practice_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwServices) services = self->open_practice_finish (result, &error);
  LwWindow *before = find_window (self, FALSE);

  g_application_release (G_APPLICATION (self));
  if (services == NULL)
    {
      g_autofree char *words = lw_words_error_and_step (error);

      before = ensure_window (self);
      gtk_window_present (GTK_WINDOW (before));
      lw_window_say (before, words);
      return;
    }

  lw_services_set_inhibit_func (services, inhibit_cb, self);
  gtk_window_present (GTK_WINDOW (lw_window_new (GTK_APPLICATION (self), services)));
  if (before != NULL && lw_window_is_empty (before))
    gtk_window_close (GTK_WINDOW (before)); /* only its start page was open */
}

static void
practice_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LwApplication *self = user_data;
  LwWindow *window = find_window (self, TRUE);

  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }

  g_application_hold (G_APPLICATION (self));
  self->open_practice (practice_opened_cb, g_object_ref (self));
}

static void
leave_practice_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LwApplication *self = user_data;
  LwWindow *window = find_window (self, TRUE);

  gtk_window_present (GTK_WINDOW (ensure_window (self)));
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  adw_dialog_present (lw_about_new (), GTK_WIDGET (window));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  adw_dialog_present (lw_shortcuts_dialog_new (), GTK_WIDGET (window));
}

/* Closes the windows instead of leaving at once, so that drafts are kept and a push ends. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
show_domain (LwApplication *self, const char *text)
{
  LwWindow *window = ensure_window (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = lw_name_from_input (text, &error);

  gtk_window_present (GTK_WINDOW (window));
  if (domain != NULL)
    lw_window_show_domain (window, domain);
  else
    lw_window_say (window, error->message);
}

static void
show_domain_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_domain (user_data, g_variant_get_string (parameter, NULL));
}

static void
lw_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (LW_APPLICATION (application))));
}

static int
lw_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  LwApplication *self = LW_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);

  if (g_variant_dict_contains (options, "practice"))
    g_action_group_activate_action (G_ACTION_GROUP (self), "practice", NULL);
  else if (arguments[0] == NULL || arguments[1] == NULL)
    g_application_activate (application);
  for (guint i = 1; arguments[0] != NULL && arguments[i] != NULL; i++)
    show_domain (self, arguments[i]);

  return 0;
}

/* The composition root has taken “--practice” off; an instance that runs already must hear it. */
static gboolean
lw_application_local_command_line (GApplication *application, char ***arguments, int *exit_status)
{
  LwApplication *self = LW_APPLICATION (application);

  if (self->practice)
    {
      guint n = g_strv_length (*arguments);

      *arguments = g_renew (char *, *arguments, n + 2);
      (*arguments)[n] = g_strdup ("--practice");
      (*arguments)[n + 1] = NULL;
    }

  return G_APPLICATION_CLASS (lw_application_parent_class)
      ->local_command_line (application, arguments, exit_status);
}

static void
lw_application_startup (GApplication *application)
{
  LwApplication *self = LW_APPLICATION (application);

  G_APPLICATION_CLASS (lw_application_parent_class)->startup (application);

  lw_style_add_to_display (gdk_display_get_default ());
  lw_accels_add_to_application (GTK_APPLICATION (self));
  gtk_window_set_default_icon_name (LW_APP_ID);
  lw_services_set_inhibit_func (self->services, inhibit_cb, self);
}

static void
lw_application_dispose (GObject *object)
{
  LwApplication *self = LW_APPLICATION (object);

  if (self->services != NULL)
    lw_services_set_inhibit_func (self->services, NULL, NULL);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (lw_application_parent_class)->dispose (object);
}

static void
lw_application_class_init (LwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_application_dispose;
  application_class->startup = lw_application_startup;
  application_class->activate = lw_application_activate;
  application_class->command_line = lw_application_command_line;
  application_class->local_command_line = lw_application_local_command_line;
}

static void
lw_application_init (LwApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_action },
    { .name = "leave-practice", .activate = leave_practice_action },
    { .name = "practice", .activate = practice_action },
    { .name = "quit", .activate = quit_action },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "show-domain", .activate = show_domain_action, .parameter_type = "s" },
  };
  const GOptionEntry options[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the practice world"), NULL },
    { NULL },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

static char *
make_id (LwWorld *world)
{
  return lw_world_is_real (world)
             ? g_strdup (LW_APP_ID)
             : g_strconcat (LW_APP_ID, ".World-", lw_world_get_id (world), NULL);
}

LwApplication *
lw_application_new (const LwApplicationOptions *options)
{
  LwApplication *self;
  g_autofree char *id = NULL;
  GAction *practice;

  g_return_val_if_fail (options != NULL && LW_IS_SERVICES (options->services), NULL);

  id = make_id (lw_services_get_world (options->services));
  self = g_object_new (LW_TYPE_APPLICATION, "application-id", id, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/io/github/letterway/Letterway", NULL);
  self->services = g_object_ref (options->services);
  self->practice = options->practice;
  self->open_practice = options->open_practice;
  self->open_practice_finish = options->open_practice_finish;
  practice = g_action_map_lookup_action (G_ACTION_MAP (self), "practice");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (practice), options->open_practice != NULL);
  return self;
}

void
lw_application_show_letter (LwApplication *self, const char *to, const char *code)
{
  LwWindow *window;

  g_return_if_fail (LW_IS_APPLICATION (self));

  window = *code != '\0' ? find_window (self, TRUE) : NULL;
  if (window != NULL)
    lw_window_show_letter (window, to, code);
}
