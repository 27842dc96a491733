/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-window.h"

#include "lw-domain-list.h"
#include "lw-domain-page.h"
#include "lw-farewell.h"
#include "lw-letter-dialog.h"
#include "lw-settings.h"
#include "lw-sidebar.h"
#include "lw-start-page.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwWindow:
 *
 * The window of one world: its domains, and the page of one of them.
 */
struct _LwWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  AdwNavigationSplitView *split_view;
  LwSidebar *sidebar;
  AdwNavigationPage *content;
  AdwNavigationView *view;

  LwServices *services;  /* (owned) */
  LwDomainList *list;    /* (owned) */
  GSettings *settings;   /* (owned) (nullable) */
  LwDomainItem *current; /* (owned) (nullable) */
  LwDomainPage *page;    /* (nullable): of the current domain; the view owns it */
  GHashTable *pages;     /* (owned) (element-type LwDomainItem LwDomainPage) */
  char *wanted;          /* (owned) (nullable): asked for before the list was loaded */
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (LwWindow, lw_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *const page_actions[] = { "win.check",  "win.letter",   "win.history",
                                            "win.review", "win.put-back", "win.undo-remove" };

static void
update_actions (LwWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (page_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), page_actions[i], self->page != NULL);
}

static void
show_root (LwWindow *self, AdwNavigationPage *page)
{
  AdwNavigationPage *pages[] = { page };

  adw_navigation_view_replace (self->view, pages, G_N_ELEMENTS (pages));
  adw_navigation_page_set_title (self->content, adw_navigation_page_get_title (page));
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  update_actions (self);
}

static void remove_cb (LwWindow *self);

static LwDomainPage *
get_page (LwWindow *self, LwDomainItem *item)
{
  AdwNavigationPage *page = g_hash_table_lookup (self->pages, item);

  if (page == NULL)
    {
      page = lw_domain_page_new (lw_domain_item_get_session (item));
      g_signal_connect_object (page, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
      g_hash_table_insert (self->pages, g_object_ref (item), g_object_ref_sink (page));
    }

  return LW_DOMAIN_PAGE (page);
}

/* The settings are the real world's */
static gboolean
remembers_domain (LwWindow *self)
{
  return self->settings != NULL && lw_world_is_real (lw_services_get_world (self->services));
}

static void
show_item (LwWindow *self, LwDomainItem *item)
{
  if (item == self->current && self->page != NULL)
    {
      adw_navigation_view_pop_to_page (self->view, ADW_NAVIGATION_PAGE (self->page));
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
      return;
    }

  g_set_object (&self->current, item);
  self->page = get_page (self, item);
  lw_sidebar_set_current (self->sidebar, item);
  show_root (self, ADW_NAVIGATION_PAGE (self->page));
  lw_domain_page_begin (self->page);
  if (remembers_domain (self))
    g_settings_set_string (self->settings, "last-domain", lw_domain_item_get_domain (item));
}

static void
start_look_cb (LwWindow *self, const char *domain)
{
  show_item (self, lw_domain_list_add (self->list, domain));
}

static void
show_start_page (LwWindow *self)
{
  AdwNavigationPage *page = lw_start_page_new ();

  g_clear_object (&self->current);
  self->page = NULL;
  lw_sidebar_set_current (self->sidebar, NULL);
  g_signal_connect_object (page, "look", G_CALLBACK (start_look_cb), self, G_CONNECT_SWAPPED);
  lw_start_page_set_practice (LW_START_PAGE (page),
                              lw_world_is_real (lw_services_get_world (self->services)));
  show_root (self, page);
  lw_start_page_focus_entry (LW_START_PAGE (page));
}

static void
remove_cb (LwWindow *self)
{
  g_autofree char *domain = g_strdup (lw_domain_item_get_domain (self->current));

  g_hash_table_remove (self->pages, self->current);
  show_start_page (self);
  lw_domain_list_remove (self->list, domain);
}

static void
chosen_cb (LwWindow *self, LwDomainItem *item)
{
  show_item (self, item);
}

static LwDomainItem *
find_first_item (LwWindow *self)
{
  g_autofree char *last = NULL;
  g_autoptr (LwDomainItem) first = g_list_model_get_item (G_LIST_MODEL (self->list), 0);
  LwDomainItem *item = NULL;

  if (remembers_domain (self))
    last = g_settings_get_string (self->settings, "last-domain");
  if (last != NULL && *last != '\0')
    item = lw_domain_list_find (self->list, last);

  return item != NULL ? item : first; /* the list keeps it */
}

static void
loaded_cb (LwWindow *self)
{
  LwDomainItem *first;

  self->loaded = TRUE;
  if (self->wanted != NULL)
    {
      g_autofree char *wanted = g_steal_pointer (&self->wanted);

      lw_window_show_domain (self, wanted);
      return;
    }

  first = find_first_item (self);
  if (first != NULL && self->page == NULL)
    show_item (self, first);
}

static void
trouble_cb (LwWindow *self, const char *sentence)
{
  lw_window_say (self, sentence);
}

static void
forward_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwWindow *self = LW_WINDOW (widget);
  g_autofree char *name = g_strconcat ("domain.", action_name + strlen ("win."), NULL);

  if (self->page != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self->page), name, parameter);
}

static void
add_domain_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_start_page (LW_WINDOW (widget));
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwWindow *self = LW_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  lw_sidebar_focus_search (self->sidebar);
}

static void
show_nth_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwWindow *self = LW_WINDOW (widget);
  guint index = (guint) g_variant_get_int32 (parameter) - 1;
  g_autoptr (LwDomainItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), index);

  if (item != NULL)
    show_item (self, item);
}

static void
bind_settings (LwWindow *self)
{
  self->settings = lw_settings_new ();
  if (self->settings == NULL)
    return;

  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static gboolean
lw_window_close_request (GtkWindow *window)
{
  LwWindow *self = LW_WINDOW (window);

  lw_farewell_save_drafts (G_LIST_MODEL (self->list));

  return GTK_WINDOW_CLASS (lw_window_parent_class)->close_request (window);
}

static void
lw_window_dispose (GObject *object)
{
  LwWindow *self = LW_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_WINDOW);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_object (&self->current);
  g_clear_object (&self->list);
  g_clear_object (&self->settings);
  g_clear_object (&self->services);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (lw_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-domain", NULL, add_domain_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.show-nth", "i", show_nth_action);
  gtk_widget_class_install_action (widget_class, "win.check", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.letter", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.history", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.review", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.put-back", "x", forward_action);
  gtk_widget_class_install_action (widget_class, "win.undo-remove", NULL, forward_action);
}

static void
lw_window_class_init (LwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lw_window_close_request;

  g_type_ensure (LW_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LwWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, LwWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, LwWindow, content);
  gtk_widget_class_bind_template_child (widget_class, LwWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  install_actions (widget_class);
}

static void
lw_window_init (LwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), LW_APP_ID);
  self->pages = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  bind_settings (self);
}

static void
load_list (LwWindow *self)
{
  self->list = lw_domain_list_new (self->services);
  g_signal_connect_object (self->list, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "trouble", G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);
  lw_sidebar_set_list (self->sidebar, self->list);
  lw_domain_list_load (self->list);
}

GtkWidget *
lw_window_new (GtkApplication *application, LwServices *services)
{
  LwWindow *self;

  g_return_val_if_fail (LW_IS_SERVICES (services), NULL);

  self = g_object_new (LW_TYPE_WINDOW, "application", application, NULL);
  self->services = g_object_ref (services);
  load_list (self);
  show_start_page (self);
  return GTK_WIDGET (self);
}

LwServices *
lw_window_get_services (LwWindow *self)
{
  g_return_val_if_fail (LW_IS_WINDOW (self), NULL);

  return self->services;
}

/* What a look sends out is said once, before the first: on the start page. */
static void
suggest (LwWindow *self, const char *domain)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->view);

  if (LW_IS_START_PAGE (page))
    lw_start_page_suggest (LW_START_PAGE (page), domain);
}

void
lw_window_show_domain (LwWindow *self, const char *domain)
{
  g_return_if_fail (LW_IS_WINDOW (self));
  g_return_if_fail (domain != NULL);

  if (!self->loaded)
    {
      g_free (self->wanted);
      self->wanted = g_strdup (domain);
      return;
    }

  if (lw_window_is_empty (self))
    suggest (self, domain);
  else
    show_item (self, lw_domain_list_add (self->list, domain));
}

gboolean
lw_window_is_empty (LwWindow *self)
{
  g_return_val_if_fail (LW_IS_WINDOW (self), TRUE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;
}

void
lw_window_show_letter (LwWindow *self, const char *to, const char *code)
{
  AdwDialog *dialog;

  g_return_if_fail (LW_IS_WINDOW (self));

  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  if (LW_IS_LETTER_DIALOG (dialog))
    lw_letter_dialog_show_mailbox (LW_LETTER_DIALOG (dialog), to, code);
}

void
lw_window_say (LwWindow *self, const char *sentence)
{
  AdwToast *toast;

  g_return_if_fail (LW_IS_WINDOW (self));

  toast = adw_toast_new (sentence);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
