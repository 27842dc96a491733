/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-json-facts.h"

#include "lw-excerpt.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z */
#define MAX_ADDRESS_CHARS 64
#define BASE64_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

gboolean
lw_json_read_time (JsonObject *object, const char *member, gint64 *time, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = NULL;
  const char *text = NULL;
  gint64 seconds;

  if (!lw_json_read_string (object, member, FALSE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  moment = g_date_time_new_from_iso8601 (text, utc);
  seconds = moment != NULL ? g_date_time_to_unix (moment) : 0;
  if (seconds < 1 || seconds > MAX_TIME)
    return lw_json_refuse (error, member, _ ("The member “%s” must be a time in ISO 8601."));

  *time = seconds;
  return TRUE;
}

gboolean
lw_json_read_count (JsonObject *object, const char *member, guint32 *count, GError **error)
{
  gint64 number = *count;

  if (!lw_json_read_number (object, member, 0, G_MAXUINT32, &number, error))
    return FALSE;

  *count = (guint32) number;
  return TRUE;
}

gboolean
lw_json_read_word (JsonObject *object,
                   const char *member,
                   LwJsonGetId get_id,
                   guint last,
                   guint *value,
                   GError **error)
{
  const char *text = NULL;

  if (!lw_json_read_string (object, member, TRUE, &text, error))
    return FALSE;

  for (guint i = 0; i <= last; i++)
    if (g_str_equal (get_id (i), text))
      {
        *value = i;
        return TRUE;
      }

  return lw_json_refuse (error, member,
                         _ ("The member “%s” holds a word that is not known there."));
}

gboolean
lw_json_read_text (JsonObject *object,
                   const char *member,
                   guint max_chars,
                   char **text,
                   GError **error)
{
  const char *given = NULL;

  if (!lw_json_read_string (object, member, FALSE, &given, error))
    return FALSE;

  if (given != NULL)
    *text = lw_excerpt (given, max_chars);
  return TRUE;
}

gboolean
lw_json_read_lines (JsonObject *object,
                    const char *member,
                    guint max_chars,
                    char **text,
                    GError **error)
{
  const char *given = NULL;
  g_auto (GStrv) lines = NULL;

  if (!lw_json_read_string (object, member, FALSE, &given, error))
    return FALSE;
  if (given == NULL)
    return TRUE;
  if (g_utf8_strlen (given, -1) > max_chars)
    return lw_json_refuse (error, member, _ ("The text in “%s” is too long."));

  lines = g_strsplit (given, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *clean = lw_excerpt (lines[i], max_chars);

      g_free (lines[i]);
      lines[i] = clean;
    }

  *text = g_strjoinv ("\n", lines);
  return TRUE;
}

gboolean
lw_json_read_name (JsonObject *object,
                   const char *member,
                   gboolean required,
                   char **name,
                   GError **error)
{
  const char *text = NULL;

  if (!lw_json_read_string (object, member, required, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  *name = lw_name_normalise (text, NULL);

  return *name != NULL ||
         lw_json_refuse (error, member, _ ("The member “%s” must be a domain name."));
}

gboolean
lw_json_is_address (const char *text)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (strlen (text) <= MAX_ADDRESS_CHARS && g_str_is_ascii (text))
    address = g_inet_socket_address_new_from_string (text, 53);

  return address != NULL;
}

gboolean
lw_json_read_address (JsonObject *object, const char *member, char **address, GError **error)
{
  const char *text = NULL;

  if (!lw_json_read_string (object, member, FALSE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (!lw_json_is_address (text))
    return lw_json_refuse (error, member, _ ("The member “%s” must be an IP address."));

  *address = g_strdup (text);
  return TRUE;
}

/* RFC 4648 section 4; GLib passes over what is none. */
static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize n_letters = strspn (text, BASE64_ALPHABET);
  gsize n_padding = strspn (text + n_letters, "=");

  return length > 0 && length % 4 == 0 && n_padding <= 2 && n_letters + n_padding == length;
}

gboolean
lw_json_read_bytes (JsonObject *object,
                    const char *member,
                    gsize max_bytes,
                    GBytes **bytes,
                    GError **error)
{
  const char *text = NULL;
  guchar *decoded;
  gsize length;

  if (!lw_json_read_string (object, member, FALSE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (!is_base64 (text))
    return lw_json_refuse (error, member, _ ("The member “%s” must be written in Base64."));
  if (strlen (text) / 4 * 3 > max_bytes + 2)
    return lw_json_refuse (error, member, _ ("The text in “%s” is too long."));

  decoded = g_base64_decode (text, &length);
  *bytes = g_bytes_new_take (decoded, length);

  return length <= max_bytes || lw_json_refuse (error, member, _ ("The text in “%s” is too long."));
}

gboolean
lw_json_read_rows (JsonObject *object,
                   const char *member,
                   guint max_rows,
                   JsonArray **rows,
                   GError **error)
{
  if (!lw_json_read_objects (object, member, TRUE, rows, error))
    return FALSE;

  return json_array_get_length (*rows) <= max_rows ||
         lw_json_refuse (error, member, _ ("The list “%s” is too long."));
}
