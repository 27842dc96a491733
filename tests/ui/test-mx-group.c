/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas.h"
#include "lw-mx-group.h"
#include "lw-mx-row.h"
#include "lw-style.h"
#include "practice-window.h"
#include "samples.h"

#define CHILD(widget, type, name) \
  GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (widget), type, name))

typedef struct
{
  GtkWidget *window;
  LwMxGroup *group;
  LwMxList *list;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = canvas_open (600, 700);
  f->group = LW_MX_GROUP (g_object_ref_sink (lw_mx_group_new ()));
  f->list = sample_mx_list ();
  lw_mx_group_set_list (f->group, f->list);
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->group));
  gtk_window_present (GTK_WINDOW (f->window));
  canvas_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  canvas_settle ();
  g_assert_finalize_object (f->group);
  g_assert_finalize_object (f->list);
}

static LwMxRow *
get_row (Fixture *f, int index)
{
  GtkListBox *servers = GTK_LIST_BOX (CHILD (f->group, LW_TYPE_MX_GROUP, "servers"));
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (servers, index);

  return LW_IS_MX_ROW (row) ? LW_MX_ROW (row) : NULL;
}

static const char *
get_exchange (Fixture *f, int index)
{
  LwMxRow *row = get_row (f, index);

  return row != NULL ? lw_mx_entry_get_exchange (lw_mx_row_get_entry (row)) : NULL;
}

static GtkEditable *
get_field (LwMxRow *row, const char *name)
{
  return GTK_EDITABLE (CHILD (row, LW_TYPE_MX_ROW, name));
}

static void
test_list_and_labels (Fixture *f, gconstpointer data)
{
  GtkWidget *servers = CHILD (f->group, LW_TYPE_MX_GROUP, "servers");

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (servers), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (servers), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Mail servers");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (get_field (get_row (f, 0), "exchange_entry")), GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Mail server");
  g_assert_cmpstr (get_exchange (f, 0), ==, "in1-smtp.messagingengine.com");
  g_assert_cmpstr (get_exchange (f, 2), ==, "mail.oldhost.example");
  g_assert_null (get_row (f, 3)); /* “Add Mail Server” */
}

/* An order typed sorts the list when it is committed, not on each key, and keeps the keyboard. */
static void
test_order_sorts_on_commit (Fixture *f, gconstpointer data)
{
  LwMxRow *row = get_row (f, 2);
  g_autoptr (LwMxEntry) entry = g_object_ref (lw_mx_row_get_entry (row));

  gtk_widget_grab_focus (GTK_WIDGET (get_field (row, "preference_entry")));
  gtk_editable_set_text (get_field (row, "preference_entry"), "5");
  g_assert_cmpstr (get_exchange (f, 0), ==, "in1-smtp.messagingengine.com");

  g_signal_emit_by_name (get_field (row, "preference_entry"), "activate");
  canvas_settle ();
  g_assert_cmpstr (get_exchange (f, 0), ==, "mail.oldhost.example");
  g_assert_true (lw_mx_row_get_entry (get_row (f, 0)) == entry);
  g_assert_cmpstr (lw_mx_row_get_focused_field (get_row (f, 0)), ==, "preference");
}

static void
test_move_by_keyboard_action (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (get_row (f, 1)), "row.move-up", NULL);
  g_assert_cmpstr (get_exchange (f, 0), ==, "in2-smtp.messagingengine.com");
  gtk_widget_activate_action (GTK_WIDGET (get_row (f, 0)), "row.move-down", NULL);
  g_assert_cmpstr (get_exchange (f, 0), ==, "in1-smtp.messagingengine.com");
}

static void
removed_cb (LwMxGroup *group, const char *exchange, guint *count)
{
  (*count)++;
}

static void
test_remove_and_undo (Fixture *f, gconstpointer data)
{
  guint n_removed = 0;

  g_signal_connect (f->group, "removed", G_CALLBACK (removed_cb), &n_removed);
  gtk_widget_activate_action (GTK_WIDGET (get_row (f, 1)), "row.remove", NULL);
  g_assert_cmpuint (n_removed, ==, 1);
  g_assert_cmpstr (get_exchange (f, 1), ==, "mail.oldhost.example");

  gtk_widget_activate_action (GTK_WIDGET (f->group), "mx.undo-remove", NULL);
  g_assert_cmpstr (get_exchange (f, 1), ==, "in2-smtp.messagingengine.com");
}

static void
test_add_gets_the_keyboard (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (f->group), "mx.add", NULL);
  canvas_settle ();
  g_assert_nonnull (get_row (f, 3));
  g_assert_cmpstr (lw_mx_row_get_focused_field (get_row (f, 3)), ==, "exchange");
}

/* What is typed wrong is said where it stands; “Use …” mends it. */
static void
test_problem_and_suggestion (Fixture *f, gconstpointer data)
{
  LwMxRow *row = get_row (f, 0);
  GtkEditable *field = get_field (row, "exchange_entry");

  gtk_editable_set_text (field, "mx.anna-berg.example.anna-berg.example");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_widget_get_visible (CHILD (row, LW_TYPE_MX_ROW, "problem_box")));

  gtk_widget_activate_action (GTK_WIDGET (row), "row.take-suggestion", NULL);
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "mx.anna-berg.example");
  g_assert_false (gtk_widget_get_visible (CHILD (row, LW_TYPE_MX_ROW, "problem_box")));
}

static void
test_order_out_of_range (Fixture *f, gconstpointer data)
{
  LwMxRow *row = get_row (f, 0);
  GtkEditable *field = get_field (row, "preference_entry");

  gtk_editable_set_text (field, "70000");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (lw_mx_list_get_has_problem (f->list));
  gtk_editable_set_text (field, "10");
  g_assert_false (lw_mx_list_get_has_problem (f->list));
}

static void
test_no_mail_and_back (Fixture *f, gconstpointer data)
{
  AdwSwitchRow *no_mail = ADW_SWITCH_ROW (CHILD (f->group, LW_TYPE_MX_GROUP, "no_mail_row"));
  GtkWidget *servers = CHILD (f->group, LW_TYPE_MX_GROUP, "servers");
  g_autoptr (LwRecordSet) set = NULL;
  g_autoptr (GError) error = NULL;

  adw_switch_row_set_active (no_mail, TRUE);
  g_assert_true (lw_mx_list_make_set (f->list, &set, &error));
  g_assert_no_error (error);
  g_assert_true (lw_record_set_is_null_mx (set));
  g_assert_false (gtk_widget_get_visible (servers));

  adw_switch_row_set_active (no_mail, FALSE);
  g_assert_true (gtk_widget_get_visible (servers));
  g_assert_cmpstr (get_exchange (f, 2), ==, "mail.oldhost.example");
}

static void
test_ttl_is_checked (Fixture *f, gconstpointer data)
{
  GtkEditable *ttl = GTK_EDITABLE (CHILD (f->group, LW_TYPE_MX_GROUP, "ttl_row"));
  GtkWidget *problem = CHILD (f->group, LW_TYPE_MX_GROUP, "ttl_problem_row");

  gtk_editable_set_text (ttl, "9999999999");
  g_assert_true (gtk_widget_get_visible (problem));
  gtk_editable_set_text (ttl, "300");
  g_assert_false (gtk_widget_get_visible (problem));
}

static void
test_narrow_stacks_the_fields (Fixture *f, gconstpointer data)
{
  LwMxRow *row = get_row (f, 0);
  GtkOrientable *fields = GTK_ORIENTABLE (CHILD (row, LW_TYPE_MX_ROW, "fields"));

  g_object_set (f->group, "narrow", TRUE, NULL);
  g_assert_cmpint (gtk_orientable_get_orientation (fields), ==, GTK_ORIENTATION_VERTICAL);
  g_object_set (f->group, "narrow", FALSE, NULL);
  g_assert_cmpint (gtk_orientable_get_orientation (fields), ==, GTK_ORIENTATION_HORIZONTAL);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "list-and-labels", test_list_and_labels },
    { "order-sorts-on-commit", test_order_sorts_on_commit },
    { "move-by-keyboard-action", test_move_by_keyboard_action },
    { "remove-and-undo", test_remove_and_undo },
    { "add-gets-the-keyboard", test_add_gets_the_keyboard },
    { "problem-and-suggestion", test_problem_and_suggestion },
    { "order-out-of-range", test_order_out_of_range },
    { "no-mail-and-back", test_no_mail_and_back },
    { "ttl-is-checked", test_ttl_is_checked },
    { "narrow-stacks-the-fields", test_narrow_stacks_the_fields },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  lw_style_add_to_display (gdk_display_get_default ());

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/mx-group/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }

  return g_test_run ();
}
