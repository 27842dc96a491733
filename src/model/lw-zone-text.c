/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-name.h"
#include "lw-zone-lines.h"

#define TEXT_MAX_BYTES (8 * 1024 * 1024)

/* Whose zone it is: the SOA says it, else the caller, else the first $ORIGIN. What the caller
 * thinks gives way to an $ORIGIN of another domain. */
static const char *
find_origin (LwZoneLines *lines)
{
  if (lines->soa_owner != NULL)
    return lines->soa_owner;
  if (lines->argument != NULL && (lines->first_origin == NULL ||
                                  lw_name_is_at_or_below (lines->first_origin, lines->argument)))
    return lines->argument;

  return lines->first_origin;
}

static gboolean
check_owners (LwZoneLines *lines, const char *origin, GError **error)
{
  for (guint i = 0; i < lines->records->len; i++)
    {
      LwZoneRecord *record = g_ptr_array_index (lines->records, i);
      g_autofree char *shown = NULL;
      GError *reason = NULL;

      if (lw_name_is_at_or_below (record->owner, origin))
        continue;
      shown = lw_name_display (record->owner);
      lw_set_error (&reason, LW_ERROR_INVALID, "file", NULL, _ ("“%s” belongs to another domain."),
                    shown);
      lw_zone_lines_name_line (error, record->line, reason);
      return FALSE;
    }

  return TRUE;
}

static int
compare_records_cb (gconstpointer a, gconstpointer b)
{
  const LwZoneRecord *x = *(const LwZoneRecord *const *) a, *y = *(const LwZoneRecord *const *) b;
  int order = (int) x->type - (int) y->type;

  return order != 0 ? order : strcmp (x->owner, y->owner);
}

/* Records of one set that differ in their waiting time get the shortest (RFC 2181 5.2). */
static gboolean
take_sets (LwZoneLines *lines, LwZone *zone, GError **error)
{
  GPtrArray *records = lines->records;

  g_ptr_array_sort (records, compare_records_cb);

  for (guint start = 0, end; start < records->len; start = end)
    {
      LwZoneRecord *first = g_ptr_array_index (records, start);
      g_autoptr (GPtrArray) values = g_ptr_array_new ();
      g_autoptr (GError) reason = NULL;
      guint32 ttl = first->ttl;
      LwRecordSet *set;

      for (end = start; end < records->len; end++)
        {
          LwZoneRecord *record = g_ptr_array_index (records, end);

          if (record->type != first->type || strcmp (record->owner, first->owner) != 0)
            break;
          g_ptr_array_add (values, record->value);
          ttl = MIN (ttl, record->ttl);
        }
      g_ptr_array_add (values, NULL);

      set = lw_record_set_new (first->owner, first->type, ttl, (const char *const *) values->pdata,
                               &reason);
      if (set == NULL)
        {
          lw_zone_lines_name_line (error, first->line, g_steal_pointer (&reason));
          return FALSE;
        }
      lw_zone_take_set (zone, set);
    }

  return TRUE;
}

static LwZone *
build (LwZoneLines *lines, GError **error)
{
  const char *origin = find_origin (lines);
  g_autoptr (LwZone) zone = NULL;

  if (origin == NULL)
    {
      lw_set_error (error, LW_ERROR_FORMAT, "file", _ ("Choose a file of a whole domain."),
                    _ ("The file does not say which domain it is for."));
      return NULL;
    }

  if (!check_owners (lines, origin, error))
    return NULL;

  zone = lw_zone_new (origin);

  return take_sets (lines, zone, error) ? g_steal_pointer (&zone) : NULL;
}

/**
 * lw_zone_parse:
 * @text: zone-file text (RFC 1035 5), not necessarily UTF-8
 * @length: in bytes, at most 8 MiB; -1 when @text ends with a zero byte
 * @origin: (nullable): the apex when the text does not say it (by its SOA, or by an `$ORIGIN` of
 *   another domain); names are relative to it until the first `$ORIGIN`
 *
 * `$INCLUDE` and `$GENERATE` are refused. Waiting times may be written with units (`1h30m`).
 *
 * Errors: %LW_ERROR_FORMAT; its sentence names the line.
 *
 * Returns: (transfer full) (nullable): the zone
 */
LwZone *
lw_zone_parse (const char *text, gssize length, const char *origin, GError **error)
{
  g_auto (LwZoneLines) lines = { NULL };
  gsize n_bytes;

  g_return_val_if_fail (text != NULL, NULL);

  n_bytes = length < 0 ? strlen (text) : (gsize) length;
  if (n_bytes > TEXT_MAX_BYTES)
    {
      lw_set_error (error, LW_ERROR_FORMAT, "file", _ ("Choose another file."),
                    _ ("The file is larger than 8 MiB."));
      return NULL;
    }

  return lw_zone_lines_read (&lines, text, n_bytes, origin, error) ? build (&lines, error) : NULL;
}

static void
append_set (GString *text, LwRecordSet *set)
{
  const char *const *values = lw_record_set_get_values (set);
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

  for (guint i = 0; values[i] != NULL; i++)
    g_string_append_printf (text, "%s\t%u\tIN\t%s\t%s\n", lw_record_set_get_owner (set),
                            lw_record_set_get_ttl (set), type, values[i]);
}

/**
 * lw_zone_to_text:
 * @self: a zone
 *
 * Returns: (transfer full): zone-file text: `$ORIGIN`, then one record a line with absolute names,
 *   the SOA first, in canonical order. It parses back to an equal zone; what the host keeps beside
 *   the records is not in it
 */
char *
lw_zone_to_text (LwZone *self)
{
  GPtrArray *sets = lw_zone_get_sets (self);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "$ORIGIN %s\n", lw_zone_get_origin (self));
  for (guint i = 0; i < sets->len; i++)
    append_set (text, g_ptr_array_index (sets, i));

  return g_string_free (text, FALSE);
}
