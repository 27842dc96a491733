/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas.h"
#include "lw-about.h"
#include "lw-answers-group.h"
#include "lw-arrival-page.h"
#include "lw-connect-dialog.h"
#include "lw-details-page.h"
#include "lw-error.h"
#include "lw-history-page.h"
#include "lw-key-page.h"
#include "lw-letter-dialog.h"
#include "lw-mx-group.h"
#include "lw-push-page.h"
#include "lw-review-dialog.h"
#include "lw-shortcuts-dialog.h"
#include "lw-start-page.h"
#include "lw-style.h"
#include "lw-todo-group.h"
#include "practice-window.h"
#include "samples.h"

#include <glib/gstdio.h>

/* Renders every page and dialog, light, dark, narrow and with large text: lw-shots DIR [NAME…] */

typedef void (*FillFunc) (GtkWidget *window);
typedef GtkWidget *(*OpenFunc) (int width, int height);

typedef struct
{
  const char *name;
  FillFunc fill; /* a canvas; (nullable) */
  OpenFunc open; /* a window of its own; (nullable) */
} Shot;

typedef struct
{
  const char *name;
  int width;
  int height;
  int text_percent;
  gboolean dark;
} Variant;

static const Variant variants[] = {
  { "light", 980, 700, 100, FALSE },
  { "dark", 760, 700, 100, TRUE },
  { "narrow", 360, 720, 100, FALSE },
  { "large", 760, 700, 150, FALSE },
};

static void
fill_start (GtkWidget *window)
{
  canvas_show_page (window, lw_start_page_new ());
}

static void
fill_start_wrong (GtkWidget *window)
{
  AdwNavigationPage *page = lw_start_page_new ();
  GtkWidget *entry =
      GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (page), LW_TYPE_START_PAGE, "entry"));

  canvas_show_page (window, page);
  gtk_editable_set_text (GTK_EDITABLE (entry), "not a domain");
  gtk_widget_activate_action (GTK_WIDGET (page), "start.look", NULL);
}

/* The groups of a domain's page without a session */
static void
fill_groups (GtkWidget *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *mx = lw_mx_group_new ();
  GtkWidget *todo = lw_todo_group_new ();
  GtkWidget *answers = lw_answers_group_new ();
  g_autoptr (LwMxList) list = sample_mx_list ();
  g_autoptr (LwEvidence) evidence = sample_evidence ();
  g_autoptr (GPtrArray) findings = sample_findings ();
  int width;

  gtk_window_get_default_size (GTK_WINDOW (window), &width, NULL);
  g_object_set (mx, "narrow", width < 500, NULL);
  lw_mx_list_add (list, "mx.anna-berg.example.anna-berg.example");
  lw_mx_group_set_list (LW_MX_GROUP (mx), list);
  lw_mx_group_set_evidence (LW_MX_GROUP (mx), evidence);
  lw_todo_group_set_findings (LW_TODO_GROUP (todo), findings, TRUE);
  lw_answers_group_set_evidence (LW_ANSWERS_GROUP (answers), evidence);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_box_append (GTK_BOX (box), todo);
  gtk_box_append (GTK_BOX (box), mx);
  gtk_box_append (GTK_BOX (box), answers);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 1250);
  adw_window_set_content (ADW_WINDOW (window), scroll);
}

static void
fill_details_finding (GtkWidget *window)
{
  g_autoptr (GPtrArray) findings = sample_findings ();

  canvas_show_page (window, lw_details_page_new_for_finding (g_ptr_array_index (findings, 0)));
}

static void
fill_details_answer (GtkWidget *window)
{
  g_autoptr (LwEvidence) evidence = sample_evidence ();

  canvas_show_page (window, lw_details_page_new_for_answer (
                                g_ptr_array_index (lw_evidence_get_answers (evidence), 2)));
}

static void
fill_details_mail_server (GtkWidget *window)
{
  g_autoptr (LwEvidence) evidence = sample_evidence ();

  canvas_show_page (window, lw_details_page_new_for_facts (
                                g_ptr_array_index (lw_evidence_get_smtp_facts (evidence), 0)));
}

static void
present (GtkWidget *window, AdwDialog *dialog)
{
  canvas_show_page (window, lw_start_page_new ());
  adw_dialog_present (dialog, window);
}

static void
fill_review (GtkWidget *window)
{
  g_autoptr (LwPlan) plan = sample_plan (FALSE);

  present (window, lw_review_dialog_new (NULL, plan, FALSE, 0));
}

static void
fill_review_danger (GtkWidget *window)
{
  g_autoptr (LwPlan) plan = sample_plan (TRUE);

  present (window, lw_review_dialog_new (NULL, plan, FALSE, 0));
}

static void
fill_review_conflict (GtkWidget *window)
{
  g_autoptr (LwPlan) plan = sample_plan (FALSE);
  AdwDialog *dialog = lw_review_dialog_new (NULL, plan, FALSE, 0);
  g_autoptr (GError) error =
      lw_error_new (LW_ERROR_CONFLICT, NULL, "Read the settings again and look at the change anew.",
                    "Somebody else changed where the mail goes. Nothing was written.");

  present (window, dialog);
  lw_review_dialog_show_error (LW_REVIEW_DIALOG (dialog), error);
}

static void
fill_arrival (GtkWidget *window)
{
  g_autoptr (LwArrival) arrival = sample_arrival (FALSE);

  canvas_show_page (window, lw_arrival_page_new (arrival));
}

static void
fill_arrived (GtkWidget *window)
{
  g_autoptr (LwArrival) arrival = sample_arrival (TRUE);

  canvas_show_page (window, lw_arrival_page_new (arrival));
}

static void
fill_history (GtkWidget *window)
{
  g_autoptr (GPtrArray) pushes = sample_pushes ();
  AdwNavigationPage *page = lw_history_page_new (NULL);

  lw_history_page_set_pushes (LW_HISTORY_PAGE (page), pushes);
  canvas_show_page (window, page);
}

static void
fill_history_empty (GtkWidget *window)
{
  g_autoptr (GPtrArray) pushes = g_ptr_array_new ();
  AdwNavigationPage *page = lw_history_page_new (NULL);

  lw_history_page_set_pushes (LW_HISTORY_PAGE (page), pushes);
  canvas_show_page (window, page);
}

static void
fill_push (GtkWidget *window)
{
  g_autoptr (GPtrArray) pushes = sample_pushes ();

  canvas_show_page (window, lw_push_page_new (g_ptr_array_index (pushes, 2)));
}

static void
fill_connect (GtkWidget *window)
{
  present (window, lw_connect_dialog_new (NULL));
}

static void
fill_connect_key (GtkWidget *window)
{
  AdwDialog *dialog = lw_connect_dialog_new (NULL);

  lw_connect_dialog_choose_host (LW_CONNECT_DIALOG (dialog), "powerdns");
  present (window, dialog);
}

static void
fill_connect_wrong (GtkWidget *window)
{
  AdwNavigationPage *page = lw_key_page_new (lw_host_descriptions_find ("rfc2136"));

  canvas_show_page (window, page);
  gtk_widget_activate_action (GTK_WIDGET (page), "key.test", NULL);
}

static void
fill_connect_reach (GtkWidget *window)
{
  AdwDialog *dialog = lw_connect_dialog_new (NULL);

  present (window, dialog);
  lw_connect_dialog_show_reach (LW_CONNECT_DIALOG (dialog),
                                "This key can read and change DNS of 1 domain: anna-berg.example.");
}

static void
fill_letter (GtkWidget *window)
{
  present (window, lw_letter_dialog_new (NULL));
}

static void
fill_letter_sent (GtkWidget *window)
{
  AdwDialog *dialog = lw_letter_dialog_new (NULL);

  present (window, dialog);
  lw_letter_dialog_show_mailbox (LW_LETTER_DIALOG (dialog), "anna@anna-berg.example", "7F3K-Q2");
  lw_letter_dialog_show_sent (LW_LETTER_DIALOG (dialog), "anna@anna-berg.example",
                              "S: 220 in1-smtp.messagingengine.com ESMTP\nC: EHLO …\n");
}

static void
fill_letter_arrived (GtkWidget *window)
{
  AdwDialog *dialog = lw_letter_dialog_new (NULL);

  present (window, dialog);
  lw_letter_dialog_show_arrived (LW_LETTER_DIALOG (dialog), "anna@anna-berg.example");
}

static void
fill_shortcuts (GtkWidget *window)
{
  present (window, lw_shortcuts_dialog_new ());
}

static void
fill_about (GtkWidget *window)
{
  present (window, lw_about_new ());
}

static const Shot shots[] = {
  { "start", fill_start },
  { "start-wrong", fill_start_wrong },
  { "groups", fill_groups },
  { "details-finding", fill_details_finding },
  { "details-answer", fill_details_answer },
  { "details-mail-server", fill_details_mail_server },
  { "review", fill_review },
  { "review-danger", fill_review_danger },
  { "review-conflict", fill_review_conflict },
  { "arrival", fill_arrival },
  { "arrived", fill_arrived },
  { "history", fill_history },
  { "history-empty", fill_history_empty },
  { "push", fill_push },
  { "connect", fill_connect },
  { "connect-key", fill_connect_key },
  { "connect-wrong", fill_connect_wrong },
  { "connect-reach", fill_connect_reach },
  { "letter", fill_letter },
  { "letter-sent", fill_letter_sent },
  { "letter-arrived", fill_letter_arrived },
  { "shortcuts", fill_shortcuts },
  { "about", fill_about },
  { "window", NULL, practice_open_window },
  { "window-tall", NULL, practice_open_tall_window },
  { "window-changes", NULL, practice_open_window_with_changes },
  { "window-arrival", NULL, practice_open_window_after_change },
};

static void
set_variant (const Variant *variant)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      variant->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * variant->text_percent / 100,
                "gtk-enable-animations", FALSE, NULL);
}

static gboolean
take (const Shot *shot, const Variant *variant, const char *folder, GError **error)
{
  GtkWidget *window;
  g_autofree char *name = g_strdup_printf ("%s-%s.png", shot->name, variant->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gboolean saved;

  set_variant (variant);
  if (shot->open != NULL)
    window = shot->open (variant->width, variant->height);
  else
    {
      window = canvas_open (variant->width, variant->height);
      shot->fill (window);
    }
  gtk_window_present (GTK_WINDOW (window));
  canvas_settle ();
  saved = canvas_save_png (window, path, error);
  gtk_window_destroy (GTK_WINDOW (window));
  return saved;
}

static gboolean
is_wanted (const char *name, char **names)
{
  return names[0] == NULL || g_strv_contains ((const char *const *) names, name);
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    {
      g_printerr ("usage: lw-shots DIR [NAME…]\n");
      return 64;
    }

  gtk_init ();
  adw_init ();
  lw_style_add_to_display (gdk_display_get_default ());
  g_mkdir_with_parents (argv[1], 0755);

  for (gsize i = 0; i < G_N_ELEMENTS (shots); i++)
    for (gsize j = 0; is_wanted (shots[i].name, argv + 2) && j < G_N_ELEMENTS (variants); j++)
      {
        g_autoptr (GError) error = NULL;

        if (!take (&shots[i], &variants[j], argv[1], &error))
          {
            g_printerr ("lw-shots: %s\n", error->message);
            return 1;
          }
      }

  practice_close ();
  return 0;
}
