/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-host-description.h"

#include "lw-model-resources.h"

#include <gio/gio.h>

#define RESOURCE_FOLDER "/io/github/letterway/Letterway/model/providers/"

static int
compare_by_name (gconstpointer a, gconstpointer b)
{
  LwHostDescription *first = *(LwHostDescription *const *) a;
  LwHostDescription *second = *(LwHostDescription *const *) b;

  return g_utf8_collate (lw_host_description_get_name (first),
                         lw_host_description_get_name (second));
}

static void
add_built_in (GPtrArray *descriptions, const char *file)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = g_resource_lookup_data (lw_model_get_resource (), path, 0, &error);
  LwHostDescription *description = NULL;

  if (json != NULL)
    description =
        lw_host_description_parse (g_bytes_get_data (json, NULL), g_bytes_get_size (json), &error);
  if (description == NULL)
    g_error ("%s: %s", file, error->message);

  g_ptr_array_add (descriptions, description);
}

static gpointer
read_built_in (gpointer unused)
{
  GPtrArray *descriptions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_host_description_unref);
  g_auto (GStrv) files =
      g_resource_enumerate_children (lw_model_get_resource (), RESOURCE_FOLDER, 0, NULL);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    add_built_in (descriptions, files[i]);

  g_ptr_array_sort (descriptions, compare_by_name);
  return descriptions;
}

/**
 * lw_host_descriptions_get:
 *
 * Returns: (transfer none) (element-type LwHostDescription): all built-in descriptions, by name
 */
GPtrArray *
lw_host_descriptions_get (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_built_in, NULL);
}

LwHostDescription *
lw_host_descriptions_find (const char *id)
{
  GPtrArray *descriptions = lw_host_descriptions_get ();

  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < descriptions->len; i++)
    {
      LwHostDescription *description = g_ptr_array_index (descriptions, i);

      if (g_str_equal (lw_host_description_get_id (description), id))
        return description;
    }

  return NULL;
}
