/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define CHUNK_BYTES (64 * 1024)

/* What the commands print: JSON on one line, plans as a list of changes; and the files they read.
 */

void
lw_cli_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  puts (text); /* JSON is UTF-8 whatever the terminal is */
  fflush (stdout);
}

char *
lw_cli_format_time (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time);

  return g_date_time_format_iso8601 (moment);
}

static void
print_values (LwRecordSet *set, LwRecordSet *other, char sign, LwCliPrint print)
{
  g_autofree char *owner = NULL;
  g_autofree char *type = NULL;

  if (set == NULL)
    return;

  owner = lw_name_display (lw_record_set_get_owner (set));
  type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

  for (const char *const *value = lw_record_set_get_values (set); *value != NULL; value++)
    {
      gboolean kept = other != NULL && lw_record_set_has_value (other, *value) &&
                      lw_record_set_get_ttl (other) == lw_record_set_get_ttl (set);

      if (!kept)
        print ("  %c %s %u %s %s\n", sign, owner, lw_record_set_get_ttl (set), type, *value);
    }
}

static void
print_dangers (LwPlan *plan, LwCliPrint print)
{
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);

  for (guint i = 0; i < dangers->len; i++)
    {
      LwDangerKind kind = g_array_index (dangers, LwDangerKind, i);
      g_autofree char *text = lw_danger_describe (kind, plan);

      print ("  ! %s [%s]\n", text, lw_danger_get_id (kind));
    }
}

void
lw_cli_print_plan (LwPlan *plan, LwCliPrint print)
{
  GPtrArray *changes = lw_plan_get_changes (plan);
  g_autofree char *words = lw_plan_describe (plan, g_get_real_time () / G_USEC_PER_SEC, NULL);

  print ("%s\n", words);

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      print_values (lw_change_get_old (change), lw_change_get_new (change), '-', print);
      print_values (lw_change_get_new (change), lw_change_get_old (change), '+', print);
    }

  print_dangers (plan, print);
}

/* At most @max bytes: a device never ends. */
GBytes *
lw_cli_read_file (const char *path, gsize max, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GError) trouble = NULL;
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gssize n_read = 1;

  stream = g_file_read (file, NULL, &trouble);
  while (stream != NULL && n_read > 0 && content->len < max)
    {
      n_read = g_input_stream_read (G_INPUT_STREAM (stream), chunk,
                                    MIN (CHUNK_BYTES, max - content->len), NULL, &trouble);
      g_byte_array_append (content, chunk, MAX (n_read, 0));
    }

  if (trouble == NULL)
    return g_byte_array_free_to_bytes (g_steal_pointer (&content));

  lw_set_error (error, LW_ERROR_FORMAT, "file", NULL, _ ("The file cannot be read: %s"),
                trouble->message);

  return NULL;
}
