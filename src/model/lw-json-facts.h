/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading what a look saw out of JSON that somebody else wrote: what lw-json.h reads, held to the
 * meaning that it has in evidence. As there, every error is LW_ERROR_FORMAT, its field is the
 * member, no error text holds any part of a value, and a member that is absent, or null, leaves
 * the value as it is. What is given out in a char ** is (transfer full). */

/* ISO 8601; Unix seconds, 1 to the end of the year 9999 */
gboolean lw_json_read_time (JsonObject *object, const char *member, gint64 *time, GError **error);
/* A whole number of 32 bits without a sign */
gboolean
lw_json_read_count (JsonObject *object, const char *member, guint32 *count, GError **error);
/* One of the words that @get_id gives for 0 to @last; it must be there */
typedef const char *(*LwJsonGetId) (guint value);
gboolean lw_json_read_word (JsonObject *object,
                            const char *member,
                            LwJsonGetId get_id,
                            guint last,
                            guint *value,
                            GError **error);
/* The text fit to be shown: control characters and marks that turn the writing direction are
 * replaced, what is longer than @max_chars is cut */
gboolean lw_json_read_text (JsonObject *object,
                            const char *member,
                            guint max_chars,
                            char **text,
                            GError **error);
/* The same for a text of several lines */
gboolean lw_json_read_lines (JsonObject *object,
                             const char *member,
                             guint max_chars,
                             char **text,
                             GError **error);
/* A name as it is used inside */
gboolean lw_json_read_name (JsonObject *object,
                            const char *member,
                            gboolean required,
                            char **name,
                            GError **error);
/* A literal IPv4 or IPv6 address */
gboolean
lw_json_read_address (JsonObject *object, const char *member, char **address, GError **error);
/* Base64 of at most @max_bytes; @bytes: (transfer full) */
gboolean lw_json_read_bytes (JsonObject *object,
                             const char *member,
                             gsize max_bytes,
                             GBytes **bytes,
                             GError **error);
/* An array of at most @max_rows objects; it must be there */
gboolean lw_json_read_rows (JsonObject *object,
                            const char *member,
                            guint max_rows,
                            JsonArray **rows,
                            GError **error);
gboolean lw_json_is_address (const char *text);

G_END_DECLS
