/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

/* Runs a fuzz target over the files of its corpus: without a fuzzer, as a plain test. The arguments
 * are the corpus, below tests/, and at how many places each file is cut. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

static guint n_cuts;

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) bytes, size);

  /* And cut, the short ones at every place */
  for (gsize i = 0; i < size; i += MAX (1, size / n_cuts))
    {
      g_autofree guint8 *cut = g_memdup2 (bytes, i);

      LLVMFuzzerTestOneInput (cut, i);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  n_cuts = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  g_assert_cmpuint (n_cuts, >, 0);

  folder = g_test_build_filename (G_TEST_DIST, argv[1], NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test_path = g_strconcat ("/", argv[1], "/", name, NULL);

      g_test_add_data_func_full (test_path, g_build_filename (folder, name, NULL), test_file,
                                 g_free);
    }

  return g_test_run ();
}
