/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

typedef struct
{
  char *folder;
  char *path;
  LwStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("lw-store-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "deep", "letterway.db", NULL);
  f->store = lw_store_new (f->path);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }

  g_remove (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->store); /* its thread may hold it for a moment longer */
  remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

static LwPlan *
make_plan (guint n_servers)
{
  g_autoptr (LwZone) before = lw_zone_new ("berg.example.");
  g_autoptr (LwZone) after = lw_zone_new ("berg.example.");
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_servers; i++)
    g_ptr_array_add (values, g_strdup_printf ("%u mx%u.berg.example.", i, i));
  g_ptr_array_add (values, NULL);
  lw_zone_take_set (after, lw_record_set_new ("berg.example.", LW_RR_TYPE_MX, 300,
                                              (const char *const *) values->pdata, &error));
  g_assert_no_error (error);

  return lw_plan_new ("berg.example.", before, after);
}

static gint64
begin_plan (LwStore *store, LwPlan *plan, const char *snapshot, gint64 undoes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPush) push = lw_push_new (&(LwPushFields){
      .domain = "berg.example.",
      .plan = plan,
      .snapshot = snapshot,
      .host_id = "powerdns",
      .key_name = "default",
      .title = "Mail goes elsewhere",
      .started_at = 1000,
      .undoes = undoes,
  });

  lw_store_begin_push_async (store, push, done_cb, &slot);
  result = await (&slot);

  return lw_store_begin_push_finish (store, result, error);
}

static gint64
begin (LwStore *store, const char *snapshot, gint64 undoes, GError **error)
{
  g_autoptr (LwPlan) plan = make_plan (2);

  return begin_plan (store, plan, snapshot, undoes, error);
}

static LwPush *
load (LwStore *store, gint64 id, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_store_load_push_async (store, id, done_cb, &slot);
  result = await (&slot);

  return lw_store_load_push_finish (store, result, error);
}

static void
finish_write (LwStore *store, GAsyncResult **slot)
{
  g_autoptr (GAsyncResult) result = await (slot);
  g_autoptr (GError) error = NULL;

  g_assert_true (lw_store_write_finish (store, result, &error));
  g_assert_no_error (error);
}

static void
end (LwStore *store, gint64 id, LwPushState state)
{
  GAsyncResult *slot = NULL;

  lw_store_end_push_async (store, id, state, "so it ended", 2000, done_cb, &slot);
  finish_write (store, &slot);
}

static void
test_journal (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPush) intended = NULL;
  g_autoptr (LwPush) confirmed = NULL;
  g_autoptr (LwPush) ended = NULL;
  gint64 id = begin (f->store, "berg.example. 60 IN MX 1 old.\n", 0, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);

  intended = load (f->store, id, &error);
  g_assert_cmpint (lw_push_get (intended)->state, ==, LW_PUSH_INTENDED);
  g_assert_cmpint (lw_push_get (intended)->ended_at, ==, 0);
  g_assert_cmpstr (lw_push_get (intended)->snapshot, ==, "berg.example. 60 IN MX 1 old.\n");
  g_assert_cmpstr (lw_push_get (intended)->title, ==, "Mail goes elsewhere");
  g_assert_cmpuint (lw_plan_get_changes (lw_push_get (intended)->plan)->len, ==, 1);

  lw_store_confirm_push_async (f->store, id, 1, done_cb, &slot);
  finish_write (f->store, &slot);
  confirmed = load (f->store, id, &error);
  g_assert_cmpuint (lw_push_get (confirmed)->n_confirmed, ==, 1);
  g_assert_cmpint (lw_push_get (confirmed)->state, ==, LW_PUSH_INTENDED);

  end (f->store, id, LW_PUSH_DONE);
  ended = load (f->store, id, &error);
  g_assert_cmpint (lw_push_get (ended)->state, ==, LW_PUSH_DONE);
  g_assert_cmpint (lw_push_get (ended)->ended_at, ==, 2000);
  g_assert_cmpstr (lw_push_get (ended)->note, ==, "so it ended");
}

static void
test_settles_what_it_finishes (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPush) first = NULL;
  g_autoptr (LwPush) third = NULL;
  gint64 cut_off = begin (f->store, NULL, 0, NULL);
  gint64 finishing = begin (f->store, NULL, cut_off, NULL);
  gint64 done = begin (f->store, NULL, 0, NULL);
  gint64 undoing = begin (f->store, NULL, done, NULL);

  end (f->store, finishing, LW_PUSH_DONE);
  end (f->store, done, LW_PUSH_DONE);
  end (f->store, undoing, LW_PUSH_DONE);

  first = load (f->store, cut_off, NULL);
  g_assert_cmpint (lw_push_get (first)->state, ==, LW_PUSH_SETTLED);
  third = load (f->store, done, NULL);
  g_assert_cmpint (lw_push_get (third)->state, ==,
                   LW_PUSH_DONE); /* it was made, and undone later */
}

/* The finishing of a push was cut off too, and then finished: nothing is open any more. */
static void
test_settles_all_that_it_finishes (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPush) oldest = NULL;
  g_autoptr (LwPush) older = NULL;
  gint64 cut_off = begin (f->store, NULL, 0, NULL);
  gint64 finishing = begin (f->store, NULL, cut_off, NULL);
  gint64 done = begin (f->store, NULL, finishing, NULL);

  end (f->store, cut_off, LW_PUSH_PARTIAL);
  end (f->store, finishing, LW_PUSH_PARTIAL);
  end (f->store, done, LW_PUSH_DONE);

  older = load (f->store, finishing, NULL);
  g_assert_cmpint (lw_push_get (older)->state, ==, LW_PUSH_SETTLED);
  oldest = load (f->store, cut_off, NULL);
  g_assert_cmpint (lw_push_get (oldest)->state, ==, LW_PUSH_SETTLED);
}

/* The finishing of a push was cut off too, and then put back: the first still is half made. */
static void
test_put_back_leaves_older_open (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPlan) plan = make_plan (2);
  g_autoptr (LwPlan) inverse = lw_plan_inverse (plan);
  g_autoptr (LwPush) oldest = NULL;
  g_autoptr (LwPush) older = NULL;
  gint64 cut_off = begin (f->store, NULL, 0, NULL);
  gint64 finishing = begin (f->store, NULL, cut_off, NULL);
  gint64 putting_back = begin_plan (f->store, inverse, NULL, finishing, NULL);

  end (f->store, finishing, LW_PUSH_PARTIAL);
  end (f->store, putting_back, LW_PUSH_DONE);

  older = load (f->store, finishing, NULL);
  g_assert_cmpint (lw_push_get (older)->state, ==, LW_PUSH_SETTLED);
  oldest = load (f->store, cut_off, NULL);
  g_assert_cmpint (lw_push_get (oldest)->state, ==, LW_PUSH_INTENDED);
}

/* Who settles what another window has ended meanwhile does not rewrite how it ended. */
static void
test_settles_only_what_is_open (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPush) push = NULL;
  gint64 id = begin (f->store, NULL, 0, NULL);

  end (f->store, id, LW_PUSH_DONE);
  end (f->store, id, LW_PUSH_SETTLED);
  push = load (f->store, id, NULL);
  g_assert_cmpint (lw_push_get (push)->state, ==, LW_PUSH_DONE);
}

static void
test_list_is_newest_first (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) pushes = NULL;
  gint64 first = begin (f->store, "snapshot", 0, NULL);
  gint64 second = begin (f->store, "snapshot", 0, NULL);

  lw_store_list_pushes_async (f->store, "berg.example.", done_cb, &slot);
  result = await (&slot);
  pushes = lw_store_list_pushes_finish (f->store, result, NULL);

  g_assert_cmpuint (pushes->len, ==, 2);
  g_assert_cmpint (lw_push_get (pushes->pdata[0])->id, ==, second);
  g_assert_cmpint (lw_push_get (pushes->pdata[1])->id, ==, first);
  g_assert_null (lw_push_get (pushes->pdata[0])->snapshot);
}

static void
test_unknown_push (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPush) push = load (f->store, 77, &error);

  g_assert_null (push);
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, "push");
}

static LwDomainRow *
load_row (LwStore *store, const char *domain)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwDomainRow *row;

  lw_store_load_domain_async (store, domain, done_cb, &slot);
  result = await (&slot);
  row = lw_store_load_domain_finish (store, result, &error);
  g_assert_no_error (error);

  return row;
}

static guint
count_listed (LwStore *store)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  lw_store_list_domains_async (store, done_cb, &slot);
  result = await (&slot);
  rows = lw_store_list_domains_finish (store, result, NULL);

  return rows->len;
}

static void
test_domains (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (LwDomainRow) none = load_row (f->store, "berg.example.");
  g_autoptr (LwDomainRow) row = NULL;

  g_assert_null (none);

  lw_store_add_domain_async (f->store, "berg.example.", 10, done_cb, &slot);
  finish_write (f->store, &slot);
  lw_store_set_key_async (f->store, "berg.example.", "powerdns", "club", done_cb, &slot);
  finish_write (f->store, &slot);
  lw_store_save_draft_async (f->store, "berg.example.", "{\"half\":\"typed", done_cb, &slot);
  finish_write (f->store, &slot);
  lw_store_save_look_async (f->store, "berg.example.", "bad", "Mail does not arrive", 20, done_cb,
                            &slot);
  finish_write (f->store, &slot);

  row = load_row (f->store, "berg.example.");
  g_assert_cmpstr (row->host_id, ==, "powerdns");
  g_assert_cmpstr (row->key_name, ==, "club");
  g_assert_cmpstr (row->draft, ==, "{\"half\":\"typed");
  g_assert_cmpstr (row->state, ==, "bad");
  g_assert_cmpint (row->looked_at, ==, 20);
  g_assert_cmpint (row->added_at, ==, 10);
  g_assert_cmpuint (count_listed (f->store), ==, 1);
}

static void
test_removed_domain_keeps_its_journal (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (LwPush) push = NULL;
  gint64 id;

  lw_store_add_domain_async (f->store, "berg.example.", 10, done_cb, &slot);
  finish_write (f->store, &slot);
  id = begin (f->store, NULL, 0, NULL);
  lw_store_remove_domain_async (f->store, "berg.example.", done_cb, &slot);
  finish_write (f->store, &slot);

  g_assert_cmpuint (count_listed (f->store), ==, 0);
  push = load (f->store, id, NULL);
  g_assert_nonnull (push);
}

static void
test_letters (Fixture *f, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 last_at = 0;

  for (gint64 now = 100; now <= 300; now += 100)
    {
      lw_store_record_letter_async (f->store, "berg.example.", "anna@berg.example", now, done_cb,
                                    &slot);
      finish_write (f->store, &slot);
    }

  lw_store_count_letters_async (f->store, "berg.example.", 150, done_cb, &slot);
  result = await (&slot);
  g_assert_cmpint (lw_store_count_letters_finish (f->store, result, &last_at, NULL), ==, 2);
  g_assert_cmpint (last_at, ==, 300);
}

/* Runs this program again, as the part of a test that the kernel kills. */
static void
play_killed (const char *part, const char *path)
{
  g_setenv ("LW_TEST_STORE", path, TRUE);
  g_test_trap_subprocess (part, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_assert_false (g_test_trap_has_passed ()); /* it never came to its end */
}

static void
begin_and_die (void)
{
  g_autoptr (LwStore) store = lw_store_new (g_getenv ("LW_TEST_STORE"));

  if (begin (store, "before", 0, NULL) == 1)
    raise (SIGKILL);
}

/* What another process wrote and the kernel killed is there. */
static void
test_survives_kill (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPush) push = NULL;

  play_killed ("/store/subprocess/begin-and-die", f->path);
  push = load (f->store, 1, NULL);
  g_assert_nonnull (push);
  g_assert_cmpint (lw_push_get (push)->state, ==, LW_PUSH_INTENDED);
  g_assert_cmpstr (lw_push_get (push)->snapshot, ==, "before");
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  struct rlimit before, small;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;
  g_autofree char *large = g_strnfill (4 * 1024 * 1024, 'x');

  g_assert_cmpint (begin (f->store, "small", 0, NULL), ==, 1);

  /* The next megabytes do not fit. */
  getrlimit (RLIMIT_FSIZE, &before);
  small = (struct rlimit){ .rlim_cur = 256 * 1024, .rlim_max = before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_cmpint (begin (f->store, large, 0, &error), ==, 0);
  setrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_DFL);

  g_assert_error (error, LW_ERROR, LW_ERROR_STORE);
  g_assert_nonnull (lw_error_get_step (error));

  /* What was there is there, and room makes it work again. */
  g_assert_cmpint (begin (f->store, "small", 0, &later), ==, 2);
  g_assert_no_error (later);
}

static void
test_damaged_file_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *notice = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n_kept = 0;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (
      g_file_set_contents (f->path, "this is no database, but it is somebody's file", -1, NULL));
  g_assert_cmpint (begin (f->store, NULL, 0, &error), ==, 1);
  g_assert_no_error (error);

  notice = lw_store_dup_notice (f->store);
  g_assert_nonnull (notice);

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_kept += strstr (name, ".damaged-") != NULL;
  g_assert_cmpuint (n_kept, ==, 1);
}

static void
test_newer_schema_is_not_touched (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *handle = NULL;
  gsize before_length, after_length;

  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (sqlite3_open (f->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (handle, "CREATE TABLE future (x); PRAGMA user_version = 99", NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (handle);
  g_assert_true (g_file_get_contents (f->path, &before, &before_length, NULL));

  g_assert_cmpint (begin (f->store, NULL, 0, &error), ==, 0);
  g_assert_error (error, LW_ERROR, LW_ERROR_UNSUPPORTED);

  g_assert_cmpint (sqlite3_open (f->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "SELECT x FROM future", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  g_assert_true (g_file_get_contents (f->path, &after, &after_length, NULL));
  g_assert_cmpuint (before_length, ==, after_length);
}

static void
test_file_is_private (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  GStatBuf status;

  begin (f->store, NULL, 0, NULL);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (LwStore) other = lw_store_new (f->path);
  g_autoptr (LwPushLock) lock = NULL;
  g_autoptr (LwPushLock) second = NULL;
  g_autoptr (LwPushLock) elsewhere = NULL;
  g_autoptr (GError) error = NULL;

  lock = lw_store_lock_domain (f->store, "berg.example.", &error);
  g_assert_nonnull (lock);
  second = lw_store_lock_domain (other, "berg.example.", &error);
  g_assert_null (second);
  g_assert_error (error, LW_ERROR, LW_ERROR_BUSY);
  elsewhere = lw_store_lock_domain (other, "tal.example.", NULL);
  g_assert_nonnull (elsewhere);

  g_clear_pointer (&lock, lw_push_lock_free);
  second = lw_store_lock_domain (other, "berg.example.", NULL);
  g_assert_nonnull (second);
}

static void
test_lock_in_memory (void)
{
  g_autoptr (LwStore) store = lw_store_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPushLock) lock = lw_store_lock_domain (store, "berg.example.", &error);
  g_autoptr (LwPushLock) second = lw_store_lock_domain (store, "berg.example.", &error);

  g_assert_nonnull (lock);
  g_assert_null (second);
  g_assert_error (error, LW_ERROR, LW_ERROR_BUSY);

  g_clear_pointer (&lock, lw_push_lock_free);
  second = lw_store_lock_domain (store, "berg.example.", NULL);
  g_assert_nonnull (second);
}

static void
lock_and_die (void)
{
  g_autoptr (LwStore) store = lw_store_new (g_getenv ("LW_TEST_STORE"));

  if (lw_store_lock_domain (store, "berg.example.", NULL) != NULL)
    raise (SIGKILL);
}

static void
test_lock_dies_with_its_process (Fixture *f, gconstpointer data)
{
  g_autoptr (LwPushLock) lock = NULL;

  play_killed ("/store/subprocess/lock-and-die", f->path);
  lock = lw_store_lock_domain (f->store, "berg.example.", NULL);
  g_assert_nonnull (lock);
}

static void
test_paths (void)
{
  g_autofree char *real = lw_store_path_for_world ("real");
  g_autofree char *lab = lw_store_path_for_world ("lab");

  g_assert_true (g_str_has_suffix (real, "/letterway/letterway.db"));
  g_assert_true (g_str_has_suffix (lab, "/letterway/worlds/lab/letterway.db"));
  g_assert_null (lw_store_path_for_world ("practice"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/subprocess/begin-and-die", begin_and_die);
  g_test_add_func ("/store/subprocess/lock-and-die", lock_and_die);
  ADD ("/store/survives-kill", test_survives_kill);
  ADD ("/store/lock-dies-with-its-process", test_lock_dies_with_its_process);
  ADD ("/store/journal", test_journal);
  ADD ("/store/settles-what-it-finishes", test_settles_what_it_finishes);
  ADD ("/store/settles-all-that-it-finishes", test_settles_all_that_it_finishes);
  ADD ("/store/put-back-leaves-older-open", test_put_back_leaves_older_open);
  ADD ("/store/settles-only-what-is-open", test_settles_only_what_is_open);
  ADD ("/store/list-is-newest-first", test_list_is_newest_first);
  ADD ("/store/unknown-push", test_unknown_push);
  ADD ("/store/domains", test_domains);
  ADD ("/store/removed-domain-keeps-its-journal", test_removed_domain_keeps_its_journal);
  ADD ("/store/letters", test_letters);
  ADD ("/store/full-disk", test_full_disk);
  ADD ("/store/damaged-file-is-kept", test_damaged_file_is_kept);
  ADD ("/store/newer-schema-is-not-touched", test_newer_schema_is_not_touched);
  ADD ("/store/file-is-private", test_file_is_private);
  ADD ("/store/lock", test_lock);
  g_test_add_func ("/store/lock-in-memory", test_lock_in_memory);
  g_test_add_func ("/store/paths", test_paths);

  return g_test_run ();
}
