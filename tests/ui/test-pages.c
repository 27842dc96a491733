/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas.h"
#include "lw-about.h"
#include "lw-accels.h"
#include "lw-answers-group.h"
#include "lw-arrival-page.h"
#include "lw-change-row.h"
#include "lw-connect-dialog.h"
#include "lw-details-page.h"
#include "lw-error.h"
#include "lw-history-page.h"
#include "lw-key-field.h"
#include "lw-key-page.h"
#include "lw-letter-dialog.h"
#include "lw-push-page.h"
#include "lw-review-dialog.h"
#include "lw-shortcuts-dialog.h"
#include "lw-start-page.h"
#include "lw-state-icon.h"
#include "lw-style.h"
#include "lw-todo-group.h"
#include "practice-window.h"
#include "samples.h"

#define CHILD(widget, type, name) \
  GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (widget), type, name))

static void
count_cb (gpointer instance, gpointer argument, guint *count)
{
  (*count)++;
}

static void
count_plain_cb (gpointer instance, guint *count)
{
  (*count)++;
}

/* Every page and dialog can be made, shown and freed, in this order, without a warning. */
typedef GtkWidget *(*MakeFunc) (void);

static GtkWidget *
make_start (void)
{
  return GTK_WIDGET (lw_start_page_new ());
}

static GtkWidget *
make_arrival (void)
{
  g_autoptr (LwArrival) arrival = sample_arrival (FALSE);

  return GTK_WIDGET (lw_arrival_page_new (arrival));
}

static GtkWidget *
make_history (void)
{
  g_autoptr (GPtrArray) pushes = sample_pushes ();
  AdwNavigationPage *page = lw_history_page_new (NULL);

  lw_history_page_set_pushes (LW_HISTORY_PAGE (page), pushes);
  return GTK_WIDGET (page);
}

static GtkWidget *
make_push (void)
{
  g_autoptr (GPtrArray) pushes = sample_pushes ();

  return GTK_WIDGET (lw_push_page_new (g_ptr_array_index (pushes, 0)));
}

static GtkWidget *
make_key (void)
{
  return GTK_WIDGET (lw_key_page_new (lw_host_descriptions_find ("rfc2136")));
}

static GtkWidget *
make_finding (void)
{
  g_autoptr (GPtrArray) findings = sample_findings ();

  return GTK_WIDGET (lw_details_page_new_for_finding (g_ptr_array_index (findings, 0)));
}

static GtkWidget *
make_answer (void)
{
  g_autoptr (LwEvidence) evidence = sample_evidence ();

  return GTK_WIDGET (
      lw_details_page_new_for_answer (g_ptr_array_index (lw_evidence_get_answers (evidence), 0)));
}

static GtkWidget *
make_facts (void)
{
  g_autoptr (LwEvidence) evidence = sample_evidence ();

  return GTK_WIDGET (
      lw_details_page_new_for_facts (g_ptr_array_index (lw_evidence_get_smtp_facts (evidence), 0)));
}

static GtkWidget *
make_review (void)
{
  g_autoptr (LwPlan) plan = sample_plan (FALSE);

  return GTK_WIDGET (lw_review_dialog_new (NULL, plan, FALSE, 0));
}

static GtkWidget *
make_connect (void)
{
  return GTK_WIDGET (lw_connect_dialog_new (NULL));
}

static GtkWidget *
make_letter (void)
{
  return GTK_WIDGET (lw_letter_dialog_new (NULL));
}

static GtkWidget *
make_shortcuts (void)
{
  return GTK_WIDGET (lw_shortcuts_dialog_new ());
}

static GtkWidget *
make_about (void)
{
  return GTK_WIDGET (lw_about_new ());
}

static GtkWidget *
make_todo (void)
{
  g_autoptr (GPtrArray) findings = sample_findings ();
  GtkWidget *group = lw_todo_group_new ();

  lw_todo_group_set_findings (LW_TODO_GROUP (group), findings, TRUE);
  return group;
}

static GtkWidget *
make_answers (void)
{
  g_autoptr (LwEvidence) evidence = sample_evidence ();
  GtkWidget *group = lw_answers_group_new ();

  lw_answers_group_set_evidence (LW_ANSWERS_GROUP (group), evidence);
  return group;
}

static const struct
{
  const char *name;
  MakeFunc make;
} pages[] = {
  { "start", make_start },     { "arrival", make_arrival },   { "history", make_history },
  { "push", make_push },       { "key", make_key },           { "finding", make_finding },
  { "answer", make_answer },   { "mail-server", make_facts }, { "review", make_review },
  { "connect", make_connect }, { "letter", make_letter },     { "shortcuts", make_shortcuts },
  { "about", make_about },     { "todo", make_todo },         { "answers", make_answers },
};

static void
show (GtkWidget *window, GtkWidget *widget)
{
  if (ADW_IS_DIALOG (widget))
    {
      adw_window_set_content (ADW_WINDOW (window), gtk_label_new ("below"));
      adw_dialog_present (ADW_DIALOG (widget), window);
    }
  else if (ADW_IS_NAVIGATION_PAGE (widget))
    canvas_show_page (window, ADW_NAVIGATION_PAGE (widget));
  else
    adw_window_set_content (ADW_WINDOW (window), widget);
}

static void
test_shown_and_freed (gconstpointer data)
{
  MakeFunc make = *(const MakeFunc *) data;
  GtkWidget *window = canvas_open (400, 500);
  GtkWidget *widget = g_object_ref_sink (make ());

  show (window, widget);
  gtk_window_present (GTK_WINDOW (window));
  canvas_settle ();
  g_assert_true (gtk_widget_get_mapped (widget));
  gtk_window_destroy (GTK_WINDOW (window));
  canvas_settle ();
  g_assert_finalize_object (widget);
}

static void
test_state_icon_says_its_word (void)
{
  for (LwState state = LW_STATE_OK; state <= LW_STATE_UNKNOWN; state++)
    {
      GtkWidget *icon = g_object_ref_sink (lw_state_icon_new (state));

      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_ROLE_IMG);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           lw_state_get_word (state));
      g_assert_true (
          gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                   lw_state_get_icon_name (state)));
      g_assert_finalize_object (icon);
    }
}

static void
copy_string_cb (gpointer instance, const char *text, char **copy)
{
  g_free (*copy);
  *copy = g_strdup (text);
}

/* What people paste on the start page, and what is looked at; NULL: it is refused where it stands
 */
static const struct
{
  const char *typed;
  const char *domain;
} typed[] = {
  { "berg.example", "berg.example." },
  { "  Anna@Bücher.example ", "xn--bcher-kva.example." },
  { "https://www.berg.example/x?y", "www.berg.example." },
  { "berg.example.", "berg.example." },
  { "not a domain", NULL },
  { "-", NULL },
};

static void
test_start_takes_what_is_pasted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      GtkWidget *page = g_object_ref_sink (GTK_WIDGET (lw_start_page_new ()));
      GtkWidget *entry = CHILD (page, LW_TYPE_START_PAGE, "entry");
      g_autofree char *domain = NULL;

      g_signal_connect (page, "look", G_CALLBACK (copy_string_cb), &domain);
      gtk_editable_set_text (GTK_EDITABLE (entry), typed[i].typed);
      gtk_widget_activate_action (page, "start.look", NULL);
      g_test_message ("%s", typed[i].typed);
      g_assert_cmpstr (domain, ==, typed[i].domain);
      if (typed[i].domain == NULL)
        gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                          GTK_ACCESSIBLE_INVALID_TRUE);
      g_assert_finalize_object (page);
    }
}

static gboolean
is_enabled (GtkWidget *button)
{
  return gtk_widget_is_sensitive (button);
}

/* The buttons name actions, so they know whether they may be pressed only inside a window. */
static GtkWidget *
present_review (gboolean to_null, GtkWidget **window)
{
  g_autoptr (LwPlan) plan = sample_plan (to_null);
  GtkWidget *dialog = g_object_ref_sink (GTK_WIDGET (lw_review_dialog_new (NULL, plan, FALSE, 0)));

  *window = canvas_open (600, 600);
  show (*window, dialog);
  gtk_window_present (GTK_WINDOW (*window));
  canvas_settle ();
  return dialog;
}

static void
free_review (GtkWidget *dialog, GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  canvas_settle ();
  g_assert_finalize_object (dialog);
}

static void
test_review_needs_ticks (void)
{
  GtkWidget *window;
  GtkWidget *dialog = present_review (TRUE, &window);
  GtkWidget *apply = CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "apply_button");
  GtkWidget *dangers = CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "dangers");
  GtkWidget *tick = practice_find (dangers, GTK_TYPE_CHECK_BUTTON);

  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (apply)), ==, "_Apply 1 Change");
  g_assert_false (is_enabled (apply));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), TRUE);
  g_assert_true (is_enabled (apply));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), FALSE);
  g_assert_false (is_enabled (apply));
  free_review (dialog, window);
}

static void
test_review_without_danger (void)
{
  GtkWidget *window;
  GtkWidget *dialog = present_review (FALSE, &window);
  GtkWidget *altered = CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "altered");

  g_assert_true (is_enabled (CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "apply_button")));
  g_assert_true (gtk_widget_get_visible (altered));
  g_assert_false (gtk_widget_get_visible (CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "added")));
  g_assert_nonnull (practice_find (altered, LW_TYPE_CHANGE_ROW));
  free_review (dialog, window);
}

static void
test_review_conflict_reads_again (void)
{
  GtkWidget *window;
  GtkWidget *dialog = present_review (FALSE, &window);
  g_autoptr (GError) conflict = lw_error_new (LW_ERROR_CONFLICT, NULL, NULL, "It changed.");
  g_autoptr (GError) refused = lw_error_new (LW_ERROR_AUTH, NULL, NULL, "Refused.");
  GtkWidget *again = CHILD (dialog, LW_TYPE_REVIEW_DIALOG, "again_button");
  guint n_asked = 0;

  lw_review_dialog_show_error (LW_REVIEW_DIALOG (dialog), refused);
  g_assert_false (gtk_widget_get_visible (again));
  lw_review_dialog_show_error (LW_REVIEW_DIALOG (dialog), conflict);
  g_assert_true (gtk_widget_get_visible (again));

  g_signal_connect (dialog, "read-again", G_CALLBACK (count_plain_cb), &n_asked);
  gtk_widget_activate_action (dialog, "review.read-again", NULL);
  g_assert_cmpuint (n_asked, ==, 1);
  free_review (dialog, window);
}

static void
test_key_fields_are_checked (void)
{
  GtkWidget *page =
      g_object_ref_sink (GTK_WIDGET (lw_key_page_new (lw_host_descriptions_find ("powerdns"))));
  GtkWidget *url = practice_find (page, LW_TYPE_KEY_FIELD);
  GtkWidget *row = practice_find (url, ADW_TYPE_ENTRY_ROW);
  GtkWidget *key_row = practice_find (gtk_widget_get_next_sibling (url), ADW_TYPE_ENTRY_ROW);
  guint n_tests = 0;

  g_signal_connect (page, "test", G_CALLBACK (count_cb), &n_tests);
  g_assert_true (ADW_IS_PASSWORD_ENTRY_ROW (key_row));

  gtk_editable_set_text (GTK_EDITABLE (row), "nonsense");
  gtk_widget_activate_action (page, "key.test", NULL);
  g_assert_cmpuint (n_tests, ==, 0);
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (key_row), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  gtk_editable_set_text (GTK_EDITABLE (row), "https://dns.example.net:8081");
  gtk_editable_set_text (GTK_EDITABLE (key_row), "secret");
  gtk_widget_activate_action (page, "key.test", NULL);
  g_assert_cmpuint (n_tests, ==, 1);
  g_assert_finalize_object (page);
}

static void
test_todo_shows_three_then_all (void)
{
  GtkWidget *group = g_object_ref_sink (make_todo ());
  GtkListBox *rows = GTK_LIST_BOX (CHILD (group, LW_TYPE_TODO_GROUP, "rows"));

  g_assert_nonnull (gtk_list_box_get_row_at_index (rows, 3)); /* “Show All 4” */
  g_assert_null (gtk_list_box_get_row_at_index (rows, 4));
  g_assert_true (ADW_IS_BUTTON_ROW (gtk_list_box_get_row_at_index (rows, 3)));
  gtk_widget_activate_action (group, "todo.show-all", NULL);
  g_assert_true (ADW_IS_ACTION_ROW (gtk_list_box_get_row_at_index (rows, 3)));
  g_assert_null (gtk_list_box_get_row_at_index (rows, 4));
  g_assert_finalize_object (group);
}

static void
test_correct_carries_the_finding (void)
{
  GtkWidget *group = g_object_ref_sink (make_todo ());
  guint n_corrected = 0;
  GtkWidget *rows = CHILD (group, LW_TYPE_TODO_GROUP, "rows");
  GtkWidget *button = practice_find (rows, GTK_TYPE_BUTTON);

  g_signal_connect (group, "correct", G_CALLBACK (count_cb), &n_corrected);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (n_corrected, ==, 1);
  g_assert_finalize_object (group);
}

static void
test_about_keeps_secrets (void)
{
  g_autofree char *text = lw_about_make_debug_text ();

  g_assert_nonnull (strstr (text, LW_VERSION));
  g_assert_null (strstr (text, "example"));
  g_assert_nonnull (strstr (text, "Domains and keys: left out"));
}

/* What the shortcuts dialog shows can be pressed. */
static void
test_accels_can_be_parsed (void)
{
  for (gsize i = 0; i < lw_n_accels; i++)
    for (gsize j = 0; lw_accels[i].accels[j] != NULL; j++)
      {
        GdkModifierType modifiers;
        guint key;

        g_assert_true (gtk_accelerator_parse (lw_accels[i].accels[j], &key, &modifiers));
      }
}

static void
test_letter_asks_for_the_code (void)
{
  GtkWidget *dialog = g_object_ref_sink (make_letter ());
  GtkStack *stack = GTK_STACK (CHILD (dialog, LW_TYPE_LETTER_DIALOG, "stack"));

  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "write");
  lw_letter_dialog_show_sent (LW_LETTER_DIALOG (dialog), "anna@berg.example", "S: 220 hello\n");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "sent");
  lw_letter_dialog_show_arrived (LW_LETTER_DIALOG (dialog), "anna@berg.example");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "arrived");
  g_assert_finalize_object (dialog);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  lw_style_add_to_display (gdk_display_get_default ());

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/shown-and-freed/", pages[i].name, NULL);

      g_test_add_data_func (path, &pages[i].make, test_shown_and_freed);
    }
  g_test_add_func ("/ui/state-icon/says-its-word", test_state_icon_says_its_word);
  g_test_add_func ("/ui/start/takes-what-is-pasted", test_start_takes_what_is_pasted);
  g_test_add_func ("/ui/review/needs-ticks", test_review_needs_ticks);
  g_test_add_func ("/ui/review/without-danger", test_review_without_danger);
  g_test_add_func ("/ui/review/conflict-reads-again", test_review_conflict_reads_again);
  g_test_add_func ("/ui/key/fields-are-checked", test_key_fields_are_checked);
  g_test_add_func ("/ui/todo/three-then-all", test_todo_shows_three_then_all);
  g_test_add_func ("/ui/todo/correct-carries-the-finding", test_correct_carries_the_finding);
  g_test_add_func ("/ui/about/keeps-secrets", test_about_keeps_secrets);
  g_test_add_func ("/ui/accels/can-be-parsed", test_accels_can_be_parsed);
  g_test_add_func ("/ui/letter/asks-for-the-code", test_letter_asks_for_the_code);

  return g_test_run ();
}
