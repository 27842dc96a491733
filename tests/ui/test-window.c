/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas.h"
#include "lw-arrival-page.h"
#include "lw-domain-page.h"
#include "lw-history-page.h"
#include "lw-letter-dialog.h"
#include "lw-push-page.h"
#include "lw-review-dialog.h"
#include "lw-sidebar-row.h"
#include "lw-start-page.h"
#include "lw-style.h"
#include "practice-window.h"

/* The window, driven by its own actions, in the practice world. */

#define CHILD(widget, type, name) \
  GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (widget), type, name))

#define STEP_MS 20
#define PATIENCE_MS 20000

typedef gboolean (*Condition) (GtkWidget *window);

static void
wait_for (GtkWidget *window, Condition condition)
{
  for (int ms = 0; !condition (window) && ms < PATIENCE_MS; ms += STEP_MS)
    canvas_wait_ms (STEP_MS);
  g_assert_true (condition (window));
}

static AdwDialog *
get_dialog (GtkWidget *window)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
}

static gboolean
has_review (GtkWidget *window)
{
  return LW_IS_REVIEW_DIALOG (get_dialog (window));
}

static gboolean
has_arrival_page (GtkWidget *window)
{
  return get_dialog (window) == NULL && practice_find (window, LW_TYPE_ARRIVAL_PAGE) != NULL;
}

static gboolean
is_everywhere (GtkWidget *window)
{
  LwArrival *arrival = lw_session_get_arrival (practice_get_session (window));

  return arrival == NULL || lw_arrival_is_complete (arrival);
}

static gboolean
works (GtkWidget *window)
{
  LwSession *session = practice_get_session (window);

  return lw_session_get_state (session) == LW_STATE_OK && !lw_session_get_busy (session);
}

static GtkWidget *
find_page (GtkWidget *window)
{
  return practice_find (window, LW_TYPE_DOMAIN_PAGE);
}

/* The zone as the host holds it now */
static char *
get_mx (void)
{
  g_autoptr (LwZone) zone = lw_practice_dup_zone (practice_get (), LW_PRACTICE_DOMAIN);
  LwRecordSet *mx = lw_zone_get_set (zone, LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX);

  return g_strjoinv ("; ", (char **) lw_record_set_get_values (mx));
}

static void
close_window (GtkWidget *window)
{
  gtk_window_close (GTK_WINDOW (window));
  canvas_settle ();
}

/* The practice domain has name servers of its own, and nobody's mail service. */
static gboolean
says_who (GtkWidget *window)
{
  GtkWidget *label = CHILD (find_page (window), LW_TYPE_DOMAIN_PAGE, "who_label");

  return gtk_widget_get_visible (label) &&
         g_str_equal (gtk_label_get_label (GTK_LABEL (label)), "DNS: its own name servers");
}

static void
test_first_look (void)
{
  GtkWidget *window = practice_open_window (980, 680);
  LwSession *session = practice_get_session (window);
  GtkWidget *row = practice_find (window, LW_TYPE_SIDEBAR_ROW);

  g_assert_cmpint (lw_session_get_state (session), ==, LW_STATE_BAD);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "practice.example: Broken");
  wait_for (window, says_who);
  close_window (window);
}

static void
apply_draft (GtkWidget *window)
{
  gtk_widget_activate_action (find_page (window), "domain.review", NULL);
  wait_for (window, has_review);
  gtk_widget_activate_action (GTK_WIDGET (get_dialog (window)), "review.apply", NULL);
  wait_for (window, has_arrival_page);
}

static void
mend (GtkWidget *window)
{
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (practice_get_session (window)));
  g_autoptr (LwMxEntry) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  lw_mx_entry_take_suggestion (first);
  apply_draft (window);
}

static void
test_correct_review_apply (void)
{
  GtkWidget *window = practice_open_window (980, 680);
  g_autofree char *mx = NULL;

  mend (window);
  mx = get_mx ();
  g_assert_cmpstr (mx, ==, "10 mx.practice.example.");
  wait_for (window, is_everywhere);
  wait_for (window, works);
  close_window (window);
}

static void
test_put_back (void)
{
  GtkWidget *window = practice_open_window (980, 680);
  g_autofree char *before = get_mx ();
  g_autofree char *after = NULL;

  mend (window);
  gtk_widget_activate_action (window, "win.put-back", "x", G_GINT64_CONSTANT (0));
  wait_for (window, has_review);
  gtk_widget_activate_action (GTK_WIDGET (get_dialog (window)), "review.apply", NULL);
  wait_for (window, has_arrival_page);
  after = get_mx ();
  g_assert_cmpstr (after, ==, before);
  close_window (window);
}

static void
test_pages_of_a_domain (void)
{
  GtkWidget *window = practice_open_window (980, 680);

  gtk_widget_activate_action (window, "win.history", NULL);
  canvas_settle ();
  g_assert_nonnull (practice_find (window, LW_TYPE_HISTORY_PAGE));
  gtk_widget_activate_action (window, "win.letter", NULL);
  canvas_settle ();
  g_assert_true (LW_IS_LETTER_DIALOG (get_dialog (window)));
  adw_dialog_force_close (get_dialog (window));
  gtk_widget_activate_action (window, "win.add-domain", NULL);
  canvas_settle ();
  g_assert_nonnull (practice_find (window, LW_TYPE_START_PAGE));
  close_window (window);
}

static void
letter_arrived_cb (LwPractice *practice, const char *to, const char *code, GtkWidget *window)
{
  lw_window_show_letter (LW_WINDOW (window), to, code);
}

static gboolean
asks_for_code (GtkWidget *window)
{
  GtkWidget *stack = practice_find (GTK_WIDGET (get_dialog (window)), GTK_TYPE_STACK);

  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "sent");
}

static gboolean
has_arrived (GtkWidget *window)
{
  GtkWidget *stack = practice_find (GTK_WIDGET (get_dialog (window)), GTK_TYPE_STACK);

  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "arrived");
}

/* The mended domain takes a letter; its code is read in the practice mailbox and typed. */
static void
test_letter (void)
{
  GtkWidget *window = practice_open_window (980, 680);
  GtkWidget *dialog;
  LwLetter *letter;

  g_signal_connect_object (practice_get (), "letter-arrived", G_CALLBACK (letter_arrived_cb),
                           window, 0);
  mend (window);
  wait_for (window, is_everywhere);
  gtk_widget_activate_action (window, "win.letter", NULL);
  dialog = GTK_WIDGET (get_dialog (window));
  gtk_widget_activate_action (dialog, "letter.send", NULL);
  wait_for (window, asks_for_code);
  letter = lw_session_get_letter (practice_get_session (window));
  g_assert_cmpstr (lw_letter_get_to (letter), ==, LW_PRACTICE_MAILBOX);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (
                                CHILD (dialog, LW_TYPE_LETTER_DIALOG, "mailbox_row"))),
                            lw_letter_get_code (letter)));

  gtk_editable_set_text (GTK_EDITABLE (CHILD (dialog, LW_TYPE_LETTER_DIALOG, "code_row")),
                         lw_letter_get_code (letter));
  gtk_widget_activate_action (dialog, "letter.confirm", NULL);
  g_assert_true (has_arrived (window));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  close_window (window);
}

/* A window that closes while a look runs leaves nothing that would speak to it later. */
static void
test_close_while_looking (void)
{
  GtkWidget *window;

  practice_close ();
  window = lw_window_new (NULL, practice_get_services ());
  gtk_window_present (GTK_WINDOW (window));
  canvas_wait_ms (STEP_MS);
  gtk_window_destroy (GTK_WINDOW (window));
  canvas_wait_ms (1000);
}

static void
test_close_while_pushing (void)
{
  GtkWidget *window = practice_open_window (980, 680);
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (practice_get_session (window)));
  g_autoptr (LwMxEntry) first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autofree char *mx = NULL;

  lw_mx_entry_take_suggestion (first);
  gtk_widget_activate_action (find_page (window), "domain.review", NULL);
  wait_for (window, has_review);
  gtk_widget_activate_action (GTK_WIDGET (get_dialog (window)), "review.apply", NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  canvas_wait_ms (1500);
  mx = get_mx ();
  g_assert_cmpstr (mx, ==, "10 mx.practice.example."); /* what was begun came to its end */
}

/* The window may be closed at any time, but what was begun is not left half-way. */
static void
test_close_button_while_pushing (void)
{
  const LwPracticeFaults slow = { .delay_request_ms = 400 };
  GtkWidget *window = practice_open_window (980, 680);
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (practice_get_session (window)));
  g_autoptr (LwMxEntry) first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autofree char *mx = NULL;

  lw_mx_entry_take_suggestion (first);
  gtk_widget_activate_action (find_page (window), "domain.review", NULL);
  wait_for (window, has_review);
  lw_practice_set_faults (practice_get (), &slow);
  gtk_widget_activate_action (GTK_WIDGET (get_dialog (window)), "review.apply", NULL);
  gtk_window_close (GTK_WINDOW (window));
  canvas_wait_ms (2500);
  mx = get_mx ();
  g_assert_cmpstr (mx, ==, "10 mx.practice.example.");
}

int
main (int argc, char *argv[])
{
  int code;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  lw_style_add_to_display (gdk_display_get_default ());

  g_test_add_func ("/ui/window/first-look", test_first_look);
  g_test_add_func ("/ui/window/correct-review-apply", test_correct_review_apply);
  g_test_add_func ("/ui/window/put-back", test_put_back);
  g_test_add_func ("/ui/window/letter", test_letter);
  g_test_add_func ("/ui/window/pages-of-a-domain", test_pages_of_a_domain);
  g_test_add_func ("/ui/window/close-while-looking", test_close_while_looking);
  g_test_add_func ("/ui/window/close-while-pushing", test_close_while_pushing);
  g_test_add_func ("/ui/window/close-button-while-pushing", test_close_button_while_pushing);

  code = g_test_run ();
  practice_close ();
  return code;
}
