/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"

#include <locale.h>
#include <string.h>

/* One line of the vectors: a name as a person writes it, and the registrable domain or "null" */
static void
test_line (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);
  g_autofree char *name = lw_name_normalise (words[0], NULL);
  g_autofree char *found = name != NULL ? lw_name_registrable (name) : NULL;
  g_autofree char *expected = lw_name_normalise (words[1], NULL);

  if (strcmp (words[1], "null") == 0)
    g_assert_null (found);
  else
    g_assert_cmpstr (found, ==, expected);

  if (name != NULL)
    g_assert_cmpint (lw_name_is_public_suffix (name), ==, found == NULL);
}

static gboolean
is_vector (const char *line)
{
  return *line != '\0' && !g_str_has_prefix (line, "//") && strcmp (line, "null null") != 0;
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_vectors = 0;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  path = g_test_build_filename (G_TEST_DIST, "vectors", "publicsuffix", "tests.txt", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (is_vector (g_strstrip (lines[i])))
      {
        g_autofree char *test_path = g_strdup_printf ("/public-suffix/line-%03u", i + 1);

        g_test_add_data_func (test_path, lines[i], test_line);
        n_vectors++;
      }

  /* A truncated file must not pass for a good one. */
  g_assert_cmpuint (n_vectors, >=, 70);

  return g_test_run ();
}
