/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-keyring.h"

#include <glib/gstdio.h>

/* The real libsecret with its file backend: set in main() before it is first used. */

#define SECRET "s3cret-of-the-test"

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

static void
save (LwKeyring *keyring, const char *name, const char *secret)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwCredential) credential = lw_credential_new ("powerdns", name);

  lw_credential_set_field (credential, "url", "https://dns.example.net");
  lw_credential_set_field (credential, "key", secret);
  lw_keyring_save_async (keyring, credential, NULL, done_cb, &slot);
  result = await (&slot);
  g_assert_true (lw_keyring_save_finish (keyring, result, &error));
  g_assert_no_error (error);
}

static LwCredential *
load (LwKeyring *keyring, const char *name, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_keyring_load_async (keyring, "powerdns", name, NULL, done_cb, &slot);
  result = await (&slot);

  return lw_keyring_load_finish (keyring, result, error);
}

static gboolean
remove_key (LwKeyring *keyring, const char *name, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_keyring_remove_async (keyring, "powerdns", name, NULL, done_cb, &slot);
  result = await (&slot);

  return lw_keyring_remove_finish (keyring, result, error);
}

static guint
count_keys (LwKeyring *keyring)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  lw_keyring_list_async (keyring, NULL, NULL, done_cb, &slot);
  result = await (&slot);
  keys = lw_keyring_list_finish (keyring, result, NULL);

  return keys->len;
}

static void
test_story (gconstpointer data)
{
  const char *world = data;
  g_autoptr (LwKeyring) keyring = lw_keyring_new (world);
  g_autoptr (LwCredential) only = NULL;
  g_autoptr (LwCredential) named = NULL;
  g_autoptr (LwCredential) unclear = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_keys (keyring), ==, 0);

  save (keyring, "club", SECRET);
  only = load (keyring, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_credential_get_field (only, "key"), ==, SECRET);

  save (keyring, "club", "newer");
  save (keyring, "family", "other");
  g_assert_cmpuint (count_keys (keyring), ==, 2);
  named = load (keyring, "club", NULL);
  g_assert_cmpstr (lw_credential_get_field (named, "key"), ==, "newer");

  unclear = load (keyring, NULL, &error);
  g_assert_null (unclear);
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (remove_key (keyring, "club", NULL));
  g_assert_false (remove_key (keyring, "club", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_NO_KEY);
  g_assert_true (remove_key (keyring, "family", NULL));
}

static void
test_worlds_do_not_see_each_other (void)
{
  g_autoptr (LwKeyring) real = lw_keyring_new ("real");
  g_autoptr (LwKeyring) lab = lw_keyring_new ("lab");
  g_autoptr (LwCredential) stolen = NULL;
  g_autoptr (GError) error = NULL;

  save (real, "default", SECRET);
  stolen = load (lab, "default", &error);
  g_assert_null (stolen);
  g_assert_error (error, LW_ERROR, LW_ERROR_NO_KEY);
  g_assert_cmpuint (count_keys (lab), ==, 0);
  g_assert_true (remove_key (real, "default", NULL));
}

static void
test_practice_keys_are_never_written (void)
{
  g_autoptr (LwKeyring) first = lw_keyring_new ("practice");
  g_autoptr (LwKeyring) second = lw_keyring_new ("practice");

  save (first, "default", SECRET);
  g_assert_false (lw_keyring_get_persistent (first));
  g_assert_cmpuint (count_keys (first), ==, 1);
  g_assert_cmpuint (count_keys (second), ==, 0);
}

/* A keyring that cannot be used: the file's folder does not exist. */
static void
test_without_keyring (void)
{
  g_autoptr (LwKeyring) keyring = lw_keyring_new ("real");
  g_autoptr (LwCredential) kept = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_setenv ("SECRET_FILE_TEST_PATH", "/proc/nowhere/keyring", TRUE);
      g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  save (keyring, "default", SECRET);
  g_assert_false (lw_keyring_get_persistent (keyring));
  kept = load (keyring, "default", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_credential_get_field (kept, "key"), ==, SECRET);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int code;

  g_test_init (&argc, &argv, NULL);

  if (!g_test_subprocess ())
    {
      folder = g_dir_make_tmp ("lw-keyring-XXXXXX", NULL);
      path = g_build_filename (folder, "keyring", NULL);
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
    }

  g_test_add_data_func ("/keyring/kept-by-libsecret", "real", test_story);
  g_test_add_data_func ("/keyring/kept-in-memory", "practice", test_story);
  g_test_add_func ("/keyring/worlds-do-not-see-each-other", test_worlds_do_not_see_each_other);
  g_test_add_func ("/keyring/practice-keys-are-never-written",
                   test_practice_keys_are_never_written);
  g_test_add_func ("/keyring/without-keyring", test_without_keyring);

  code = g_test_run ();
  if (path != NULL)
    g_remove (path);
  if (folder != NULL)
    g_rmdir (folder);

  return code;
}
