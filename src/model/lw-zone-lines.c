/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-zone-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-name.h"
#include "lw-period.h"
#include "lw-rdata.h"
#include "lw-record-set.h"
#include "lw-token.h"

#define RECORDS_MAX 200000
#define SHOWN_CHARS 60

static void
record_free (LwZoneRecord *record)
{
  g_free (record->owner);
  g_free (record->value);
  g_free (record);
}

static gboolean
refuse (GError **error, const char *reason)
{
  lw_set_error (error, LW_ERROR_INVALID, "file", NULL, "%s", reason);
  return FALSE;
}

static gboolean
refuse_word (GError **error, const char *format, const char *word)
{
  g_autofree char *shown = lw_excerpt (word, SHOWN_CHARS);

  /* Each @format is a sentence of this file with one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  lw_set_error (error, LW_ERROR_INVALID, "file", NULL, format, shown);
#pragma GCC diagnostic pop
  return FALSE;
}

static char *
make_absolute (LwZoneLines *self, const char *word, GError **error)
{
  g_autofree char *joined = NULL;

  if (g_str_has_suffix (word, ".") && !g_str_has_suffix (word, "\\."))
    return lw_name_normalise (word, error);

  if (self->origin == NULL)
    {
      refuse_word (error, _ ("It is not said which domain “%s” belongs to ($ORIGIN is missing)."),
                   word);
      return NULL;
    }

  if (strcmp (word, "@") == 0)
    return g_strdup (self->origin);

  joined = g_strconcat (word, ".", strcmp (self->origin, ".") == 0 ? NULL : self->origin, NULL);

  return lw_name_normalise (joined, error);
}

static gboolean
read_ttl (const char *word, gint64 *ttl)
{
  guint64 seconds;

  if (!lw_period_parse (word, LW_TTL_MAX, &seconds))
    return FALSE;

  *ttl = seconds;
  return TRUE;
}

static gboolean
set_origin (LwZoneLines *self, const char *word, GError **error)
{
  char *origin = make_absolute (self, word, error);

  if (origin == NULL)
    return FALSE;

  g_free (self->origin);
  self->origin = origin;
  if (self->first_origin == NULL)
    self->first_origin = g_strdup (origin);

  return TRUE;
}

static gboolean
read_directive (LwZoneLines *self, GPtrArray *words, GError **error)
{
  const char *name = g_ptr_array_index (words, 0);
  const char *value = words->len == 2 ? g_ptr_array_index (words, 1) : NULL;

  if (g_ascii_strcasecmp (name, "$INCLUDE") == 0)
    return refuse (error, _ ("It refers to another file ($INCLUDE), and only this one is read."));
  if (g_ascii_strcasecmp (name, "$GENERATE") == 0)
    return refuse (error, _ ("It makes records by counting ($GENERATE), which is not read."));
  if (g_ascii_strcasecmp (name, "$ORIGIN") == 0 && value != NULL)
    return set_origin (self, value, error);
  if (g_ascii_strcasecmp (name, "$TTL") == 0 && value != NULL)
    return read_ttl (value, &self->default_ttl) ||
           refuse_word (error, _ ("“%s” is no waiting time."), value);

  return refuse_word (error, _ ("“%s” is no instruction of a zone file."), name);
}

static gboolean
is_class (const char *word)
{
  return g_ascii_strcasecmp (word, "IN") == 0 || g_ascii_strcasecmp (word, "CLASS1") == 0;
}

/* Waiting time and class stand before the type, in any order, and may be absent. */
static gboolean
read_head (LwZoneLines *self,
           GPtrArray *words,
           guint *at,
           gint64 *ttl,
           guint16 *type,
           GError **error)
{
  const char *word = NULL;

  for (; *at < words->len; (*at)++)
    {
      word = g_ptr_array_index (words, *at);
      if (*ttl < 0 && g_ascii_isdigit (*word))
        {
          if (!read_ttl (word, ttl))
            return refuse_word (error, _ ("“%s” is no waiting time."), word);
        }
      else if (!is_class (word))
        break;
    }

  if (*at == words->len)
    return refuse (error, _ ("The line ends before it says what kind of record it is."));

  *type = lw_rr_type_from_string (word);
  (*at)++;

  return *type != 0 || refuse_word (error, _ ("“%s” is no type of record."), word);
}

/* RFC 2308 4, RFC 1035 5.1; a SOA without one takes its own last number, as name servers do. */
static gboolean
find_ttl (LwZoneLines *self, LwZoneRecord *record, gint64 ttl, GError **error)
{
  if (ttl < 0)
    ttl = self->default_ttl >= 0 ? self->default_ttl : self->last_ttl;
  if (ttl < 0 && record->type == LW_RR_TYPE_SOA)
    ttl = MIN (g_ascii_strtoull (strrchr (record->value, ' ') + 1, NULL, 10), LW_TTL_MAX);
  if (ttl < 0)
    return refuse (error, _ ("The waiting time is missing ($TTL)."));

  record->ttl = self->last_ttl = ttl;
  return TRUE;
}

static gboolean
read_owner (LwZoneLines *self, GPtrArray *words, gboolean indented, guint *at, GError **error)
{
  char *owner;

  if (indented)
    return self->owner != NULL || refuse (error, _ ("The name at the start of the line is "
                                                    "missing."));

  owner = make_absolute (self, g_ptr_array_index (words, 0), error);
  if (owner == NULL)
    return FALSE;

  g_free (self->owner);
  self->owner = owner;
  *at = 1;

  return TRUE;
}

static gboolean
read_value (LwZoneLines *self, GPtrArray *words, guint at, LwZoneRecord *record, GError **error)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  for (; at < words->len; at++)
    g_ptr_array_add (rest, g_ptr_array_index (words, at));

  record->value = lw_rdata_from_tokens (record->type, rest, self->origin, error);

  return record->value != NULL;
}

static gboolean
read_record (LwZoneLines *self, GPtrArray *words, const LwTokens *reader, GError **error)
{
  LwZoneRecord *record = g_new0 (LwZoneRecord, 1);
  gint64 ttl = -1;
  guint at = 0;

  record->line = reader->line;
  g_ptr_array_add (self->records, record);
  if (self->records->len > RECORDS_MAX)
    return refuse (error, _ ("It has too many records."));

  if (!read_owner (self, words, reader->indented, &at, error) ||
      !read_head (self, words, &at, &ttl, &record->type, error) ||
      !read_value (self, words, at, record, error) || !find_ttl (self, record, ttl, error))
    return FALSE;

  record->owner = g_strdup (self->owner);
  if (record->type == LW_RR_TYPE_SOA && self->soa_owner == NULL)
    self->soa_owner = g_strdup (record->owner);

  return TRUE;
}

/* @reason: (transfer full): becomes LW_ERROR_FORMAT that names the line */
void
lw_zone_lines_name_line (GError **error, guint line, GError *reason)
{
  lw_set_error (error, LW_ERROR_FORMAT, "file", lw_error_get_step (reason),
                /* Translators: a line of a file, and what is wrong there */
                _ ("Line %u: %s"), line, reason->message);
  g_error_free (reason);
}

static gboolean
read_lines (LwZoneLines *self, const char *text, gsize length, GError **error)
{
  LwTokens reader;
  GError *reason = NULL;

  lw_tokens_init (&reader, text, length, TRUE);

  while (reason == NULL)
    {
      g_autoptr (GPtrArray) words = lw_tokens_read_line (&reader, &reason);

      if (words == NULL)
        break;
      if (words->len == 0)
        return TRUE;

      if (*(const char *) g_ptr_array_index (words, 0) == '$' && !reader.indented)
        read_directive (self, words, &reason);
      else
        read_record (self, words, &reader, &reason);
    }

  lw_zone_lines_name_line (error, reader.line, reason);
  return FALSE;
}

/* A mark that some editors put before the text */
static gsize
count_mark (const char *text, gsize length)
{
  return length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/*
 * lw_zone_lines_read:
 * @self: uninitialised; to be cleared afterwards, whatever happens
 * @origin: (nullable): what names are relative to until the first $ORIGIN
 *
 * Sets %LW_ERROR_FORMAT; its sentence names the line.
 */
gboolean
lw_zone_lines_read (LwZoneLines *self,
                    const char *text,
                    gsize length,
                    const char *origin,
                    GError **error)
{
  gsize n_mark = count_mark (text, length);

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  self->argument = g_strdup (origin);
  self->origin = g_strdup (origin);
  self->default_ttl = self->last_ttl = -1;

  return read_lines (self, text + n_mark, length - n_mark, error);
}

void
lw_zone_lines_clear (LwZoneLines *self)
{
  g_free (self->argument);
  g_free (self->first_origin);
  g_free (self->soa_owner);
  g_free (self->origin);
  g_free (self->owner);
  g_clear_pointer (&self->records, g_ptr_array_unref);
}
