/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-list.h"

#include <locale.h>

#include "lw-error.h"

#define DOMAIN_NAME "berg.example."

static LwRecordSet *
parse_set (const char *text, guint32 ttl)
{
  g_auto (GStrv) values = g_strsplit (text, "; ", 0);
  g_autoptr (GError) error = NULL;
  LwRecordSet *set =
      lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_MX, ttl, (const char *const *) values, &error);

  g_assert_no_error (error);
  return set;
}

static LwMxList *
new_list (const char *text)
{
  g_autoptr (LwRecordSet) set = *text != '\0' ? parse_set (text, 300) : NULL;

  return lw_mx_list_new (DOMAIN_NAME, set, 3600);
}

static LwMxEntry *
peek (LwMxList *list, guint index)
{
  g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), index);

  return entry;
}

/* "10 a.example; 20 b.example", as it is shown */
static char *
show (LwMxList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "",
                            lw_mx_entry_get_preference_text (peek (list, i)),
                            lw_mx_entry_get_exchange (peek (list, i)));

  return g_string_free (text, FALSE);
}

static void
assert_shown (LwMxList *list, const char *text)
{
  g_autofree char *shown = show (list);

  g_assert_cmpstr (shown, ==, text);
}

/* A view that follows items-changed must see what the model holds. */
typedef struct
{
  LwMxList *list;
  GPtrArray *rows;
} View;

static void
items_changed_cb (LwMxList *list, guint index, guint n_removed, guint n_added, View *view)
{
  g_assert_cmpuint (index + n_removed, <=, view->rows->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (view->rows, index, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (view->rows, index + i,
                        g_list_model_get_item (G_LIST_MODEL (list), index + i));
}

static void
view_start (View *view, LwMxList *list)
{
  view->list = list;
  view->rows = g_ptr_array_new_with_free_func (g_object_unref);
  items_changed_cb (list, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), view);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), view);
}

static void
view_end (View *view)
{
  g_assert_cmpuint (view->rows->len, ==, g_list_model_get_n_items (G_LIST_MODEL (view->list)));
  for (guint i = 0; i < view->rows->len; i++)
    g_assert_true (view->rows->pdata[i] == peek (view->list, i));
  g_signal_handlers_disconnect_by_data (view->list, view);
  g_ptr_array_unref (view->rows);
}

typedef struct
{
  const char *name;
  const char *before;
  guint from;
  int by;
  const char *after;
} MoveCase;

static const MoveCase move_cases[] = {
  { "down", "10 a.test; 20 b.test; 30 c.test", 0, 1, "10 b.test; 20 a.test; 30 c.test" },
  { "up", "10 a.test; 20 b.test; 30 c.test", 2, -1, "10 a.test; 20 c.test; 30 b.test" },
  { "two-down", "10 a.test; 20 b.test; 30 c.test", 0, 2, "10 b.test; 20 c.test; 30 a.test" },
  { "past-the-end", "10 a.test; 20 b.test", 1, 5, "10 a.test; 20 b.test" },
  { "past-the-start", "10 a.test; 20 b.test", 0, -1, "10 a.test; 20 b.test" },
  { "equal", "10 a.test; 10 b.test", 0, 1, "10 b.test; 20 a.test" },
  { "equal-among-others", "5 x.test; 10 a.test; 10 b.test; 50 y.test", 1, 1,
    "10 x.test; 20 b.test; 30 a.test; 40 y.test" },
  { "into-a-pair", "10 a.test; 10 b.test; 20 c.test", 2, -1, "10 a.test; 10 c.test; 20 b.test" },
  { "the-only-one", "10 a.test", 0, 1, "10 a.test" },
  { "odd-numbers", "1 a.test; 65535 b.test", 0, 1, "1 b.test; 65535 a.test" },
};

static void
test_move (gconstpointer data)
{
  const MoveCase *c = data;
  g_autoptr (LwMxList) list = new_list (c->before);
  View view;

  view_start (&view, list);
  lw_mx_list_move (list, c->from, c->by);
  assert_shown (list, c->after);
  view_end (&view);
}

static void
test_move_to (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test; 30 c.test; 40 d.test");
  View view;

  view_start (&view, list);
  lw_mx_list_move_to (list, 3, 0);
  assert_shown (list, "10 d.test; 20 a.test; 30 b.test; 40 c.test");
  lw_mx_list_move_to (list, 0, 2);
  assert_shown (list, "10 a.test; 20 d.test; 30 b.test; 40 c.test");
  lw_mx_list_move_to (list, 0, 4);
  assert_shown (list, "10 d.test; 20 b.test; 30 c.test; 40 a.test");
  lw_mx_list_move_to (list, 1, 1);
  lw_mx_list_move_to (list, 1, 2);
  assert_shown (list, "10 d.test; 20 b.test; 30 c.test; 40 a.test");
  view_end (&view);
}

static void
test_sorted (void)
{
  g_autoptr (LwMxList) list = new_list ("20 b.test; 10 z.test; 20 a.test");

  assert_shown (list, "10 z.test; 20 a.test; 20 b.test");
  g_assert_cmpuint (lw_mx_entry_get_position (peek (list, 0)), ==, 1);
  g_assert_cmpuint (lw_mx_entry_get_position (peek (list, 1)), ==, 2);
  g_assert_cmpuint (lw_mx_entry_get_position (peek (list, 2)), ==, 2);
  g_assert_cmpstr (lw_mx_list_get_ttl_text (list), ==, "300");
}

/* No row jumps while one types in it. */
static void
test_commit_sorts (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test; 30 c.test");
  View view;

  view_start (&view, list);
  lw_mx_entry_set_preference_text (peek (list, 0), " 25");
  assert_shown (list, " 25 a.test; 20 b.test; 30 c.test");
  g_assert_cmpuint (lw_mx_entry_get_position (peek (list, 0)), ==, 2);
  g_assert_cmpuint (lw_mx_entry_get_position (peek (list, 1)), ==, 1);
  lw_mx_entry_set_exchange (peek (list, 2), " C.Test. ");
  lw_mx_list_commit (list);
  assert_shown (list, "20 b.test; 25 a.test; 30 c.test");
  view_end (&view);
}

static void
test_unicode_shown (void)
{
  g_autoptr (LwMxList) list = new_list ("10 mx.xn--bcher-kva.example");
  g_autoptr (LwRecordSet) set = NULL;

  assert_shown (list, "10 mx.bücher.example");
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
  g_assert_true (lw_record_set_has_value (set, "10 mx.xn--bcher-kva.example."));
}

static void
test_add (void)
{
  g_autoptr (LwMxList) list = new_list ("");
  View view;

  view_start (&view, list);
  g_assert_cmpstr (lw_mx_list_get_ttl_text (list), ==, "3600");
  lw_mx_list_add (list, "a.test");
  lw_mx_list_add (list, "b.test");
  assert_shown (list, "10 a.test; 20 b.test");
  lw_mx_entry_set_preference (peek (list, 1), 65530);
  lw_mx_list_add (list, NULL);
  g_assert_cmpuint (lw_mx_entry_get_preference (peek (list, 2)), ==, 65535);
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 2)), ==, LW_MX_PROBLEM_EMPTY);
  g_assert_true (lw_mx_list_get_has_problem (list));
  view_end (&view);
}

static void
test_undo_remove (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test; 30 c.test");
  View view;

  view_start (&view, list);
  g_assert_false (lw_mx_list_undo_remove (list));
  lw_mx_list_remove (list, 1);
  lw_mx_list_remove (list, 0);
  assert_shown (list, "30 c.test");
  g_assert_true (lw_mx_list_undo_remove (list));
  assert_shown (list, "10 a.test; 30 c.test");
  g_assert_true (lw_mx_list_undo_remove (list));
  assert_shown (list, "10 a.test; 20 b.test; 30 c.test");
  g_assert_false (lw_mx_list_undo_remove (list));
  view_end (&view);
}

/* What was removed is still heard when it is back, and no longer when it is gone. */
static void
test_removed_is_deaf (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test");
  g_autoptr (LwMxEntry) entry = g_object_ref (peek (list, 0));

  lw_mx_list_remove (list, 0);
  lw_mx_entry_set_exchange (entry, "");
  g_assert_false (lw_mx_list_get_has_problem (list));
  lw_mx_list_undo_remove (list);
  g_assert_true (lw_mx_list_get_has_problem (list));
  lw_mx_entry_set_exchange (entry, "a.test");
  g_assert_false (lw_mx_list_get_has_problem (list));
}

static void
test_duplicate (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test");

  lw_mx_entry_set_exchange (peek (list, 1), "A.test.");
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 0)), ==, LW_MX_PROBLEM_NONE);
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 1)), ==, LW_MX_PROBLEM_DUPLICATE);
  g_assert_true (lw_mx_list_get_has_problem (list));
  lw_mx_list_remove (list, 0);
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 0)), ==, LW_MX_PROBLEM_NONE);
  g_assert_false (lw_mx_list_get_has_problem (list));
}

static void
test_null_with_others (void)
{
  g_autoptr (LwMxList) list = new_list ("0 .; 10 a.test");
  g_autoptr (LwRecordSet) set = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (lw_mx_list_get_no_mail (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 0)), ==, LW_MX_PROBLEM_NULL_WITH_OTHERS);
  g_assert_cmpint (lw_mx_entry_get_problem (peek (list, 1)), ==, LW_MX_PROBLEM_NULL_WITH_OTHERS);
  g_assert_false (lw_mx_list_make_set (list, &set, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, "exchange");
  g_assert_nonnull (lw_error_get_step (error));
  g_assert_null (set);

  lw_mx_list_remove (list, 0);
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
}

static void
test_no_mail (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test");
  g_autoptr (LwRecordSet) set = NULL;
  View view;

  view_start (&view, list);
  lw_mx_list_set_no_mail (list, TRUE);
  assert_shown (list, "");
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
  g_assert_true (lw_record_set_is_null_mx (set));
  g_clear_pointer (&set, lw_record_set_unref);
  lw_mx_list_set_no_mail (list, FALSE);
  assert_shown (list, "10 a.test; 20 b.test");
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
  g_assert_cmpuint (lw_record_set_get_n_values (set), ==, 2);
  view_end (&view);
}

/* A problem that no one can see must not stand in the way. */
static void
test_no_mail_hides_problems (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test");

  lw_mx_entry_set_exchange (peek (list, 0), "192.0.2.1");
  g_assert_true (lw_mx_list_get_has_problem (list));
  lw_mx_list_set_no_mail (list, TRUE);
  g_assert_false (lw_mx_list_get_has_problem (list));
  lw_mx_list_set_no_mail (list, FALSE);
  g_assert_true (lw_mx_list_get_has_problem (list));
}

static void
test_live_null (void)
{
  g_autoptr (LwMxList) list = new_list ("0 .");
  g_autoptr (LwRecordSet) set = NULL;
  View view;

  view_start (&view, list);
  g_assert_true (lw_mx_list_get_no_mail (list));
  assert_shown (list, "");
  lw_mx_list_add (list, "a.test");
  g_assert_false (lw_mx_list_get_no_mail (list));
  assert_shown (list, "10 a.test");
  lw_mx_list_remove (list, 0);
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
  g_assert_null (set);
  view_end (&view);
}

static void
test_typed_null (void)
{
  g_autoptr (LwMxList) list = new_list ("");
  g_autoptr (LwRecordSet) set = NULL;

  lw_mx_entry_set_preference (lw_mx_list_add (list, "."), 0);
  g_assert_true (lw_mx_list_make_set (list, &set, NULL));
  g_assert_true (lw_record_set_is_null_mx (set));
}

typedef struct
{
  const char *typed;
  gboolean right;
  guint32 ttl;
} TtlCase;

static const TtlCase ttl_cases[] = {
  { "3600", TRUE, 3600 },
  { " 60 ", TRUE, 60 },
  { "0", TRUE, 0 },
  { "007", TRUE, 7 },
  { "2147483647", TRUE, 2147483647 },
  { "2147483648", FALSE },
  { "4294967296", FALSE },
  { "99999999999999999999999", FALSE },
  { "-1", FALSE },
  { "+60", FALSE },
  { "", FALSE },
  { " ", FALSE },
  { "1h", FALSE },
  { "60.5", FALSE },
  { "1e3", FALSE },
  { "0x3c", FALSE },
  { "an hour", FALSE },
};

static void
test_ttl (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ttl_cases); i++)
    {
      const TtlCase *c = &ttl_cases[i];
      g_autoptr (LwMxList) list = new_list ("10 a.test");
      g_autoptr (LwRecordSet) set = NULL;
      g_autoptr (GError) error = NULL;

      lw_mx_list_set_ttl_text (list, c->typed);
      g_assert_cmpint (lw_mx_list_get_ttl_problem_text (list) == NULL, ==, c->right);
      g_assert_cmpint (lw_mx_list_get_has_problem (list), ==, !c->right);
      g_assert_cmpint (lw_mx_list_make_set (list, &set, &error), ==, c->right);
      if (c->right)
        g_assert_cmpuint (lw_record_set_get_ttl (set), ==, c->ttl);
      else
        g_assert_cmpstr (lw_error_get_field (error), ==, "ttl");
    }
}

static void
test_reset (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test");
  g_autoptr (LwRecordSet) set = parse_set ("5 c.test", 60);
  View view;

  view_start (&view, list);
  lw_mx_list_remove (list, 0);
  lw_mx_list_reset (list, set);
  assert_shown (list, "5 c.test");
  g_assert_cmpstr (lw_mx_list_get_ttl_text (list), ==, "60");
  g_assert_false (lw_mx_list_undo_remove (list));
  lw_mx_list_reset (list, NULL);
  assert_shown (list, "");
  g_assert_cmpstr (lw_mx_list_get_ttl_text (list), ==, "60");
  view_end (&view);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_changed (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test; 20 b.test");
  guint n_changes = 0;

  g_signal_connect_swapped (list, "changed", G_CALLBACK (count_cb), &n_changes);
  lw_mx_entry_set_exchange (peek (list, 0), "c.test");
  g_assert_cmpuint (n_changes, ==, 1);
  lw_mx_entry_set_preference_text (peek (list, 0), "15");
  g_assert_cmpuint (n_changes, ==, 2);
  lw_mx_entry_set_host_state (peek (list, 0), LW_HOST_STATE_FOUND);
  g_assert_cmpuint (n_changes, ==, 2);
  lw_mx_list_set_ttl_text (list, "60");
  g_assert_cmpuint (n_changes, ==, 3);
  lw_mx_list_move (list, 0, 1);
  g_assert_cmpuint (n_changes, ==, 4);
}

static void
test_entry_outlives_list (void)
{
  g_autoptr (LwMxList) list = new_list ("10 a.test");
  g_autoptr (LwMxEntry) entry = g_object_ref (peek (list, 0));

  g_assert_finalize_object (g_steal_pointer (&list));
  lw_mx_entry_set_exchange (entry, "b.test");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (move_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mx-list/move/", move_cases[i].name, NULL);

      g_test_add_data_func (path, &move_cases[i], test_move);
    }
  g_test_add_func ("/mx-list/move-to", test_move_to);
  g_test_add_func ("/mx-list/sorted", test_sorted);
  g_test_add_func ("/mx-list/commit-sorts", test_commit_sorts);
  g_test_add_func ("/mx-list/unicode-shown", test_unicode_shown);
  g_test_add_func ("/mx-list/add", test_add);
  g_test_add_func ("/mx-list/undo-remove", test_undo_remove);
  g_test_add_func ("/mx-list/removed-is-deaf", test_removed_is_deaf);
  g_test_add_func ("/mx-list/duplicate", test_duplicate);
  g_test_add_func ("/mx-list/null-with-others", test_null_with_others);
  g_test_add_func ("/mx-list/no-mail", test_no_mail);
  g_test_add_func ("/mx-list/no-mail-hides-problems", test_no_mail_hides_problems);
  g_test_add_func ("/mx-list/live-null", test_live_null);
  g_test_add_func ("/mx-list/typed-null", test_typed_null);
  g_test_add_func ("/mx-list/ttl", test_ttl);
  g_test_add_func ("/mx-list/reset", test_reset);
  g_test_add_func ("/mx-list/changed", test_changed);
  g_test_add_func ("/mx-list/entry-outlives-list", test_entry_outlives_list);

  return g_test_run ();
}
