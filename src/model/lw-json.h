/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading JSON that somebody else wrote. Every error is LW_ERROR_FORMAT, its field is the member.
 * No error text holds any part of a value. */
JsonNode *lw_json_parse (const char *text, gssize length, gsize max_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same, and the outermost thing must be an object */
JsonNode *lw_json_parse_object (const char *text, gssize length, gsize max_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Always FALSE. @format: our own words with one %s, for the member's name */
gboolean lw_json_refuse (GError **error, const char *member, const char *format);
/* @known: (array zero-terminated=1) */
gboolean lw_json_only_members (JsonObject *object, const char *const *known, GError **error);
/* "schema" must be there and be @schema */
gboolean lw_json_check_schema (JsonObject *object, gint64 schema, GError **error);

/* A member that is absent, or null, leaves @value as it is, unless @required. Strings and the like
 * belong to @object. */
gboolean lw_json_read_string (JsonObject *object,
                              const char *member,
                              gboolean required,
                              const char **value,
                              GError **error);
gboolean lw_json_read_number (JsonObject *object,
                              const char *member,
                              gint64 min,
                              gint64 max,
                              gint64 *value,
                              GError **error);
gboolean
lw_json_read_boolean (JsonObject *object, const char *member, gboolean *value, GError **error);
/* @strings: (transfer full): to be freed with g_strfreev() */
gboolean
lw_json_read_strings (JsonObject *object, const char *member, char ***strings, GError **error);
/* An array of objects; @array: (nullable) */
gboolean lw_json_read_objects (JsonObject *object,
                               const char *member,
                               gboolean required,
                               JsonArray **array,
                               GError **error);
/* @value: (nullable) */
gboolean
lw_json_read_object (JsonObject *object, const char *member, JsonObject **value, GError **error);

/* Compact text of what we wrote ourselves */
char *lw_json_to_text (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
/* @string: (nullable): writes null */
void lw_json_add_string (JsonBuilder *builder, const char *member, const char *string);
void lw_json_add_number (JsonBuilder *builder, const char *member, gint64 number);
void lw_json_add_boolean (JsonBuilder *builder, const char *member, gboolean value);
/* @time: Unix seconds, written in ISO 8601; 0 writes null */
void lw_json_add_time (JsonBuilder *builder, const char *member, gint64 time);
/* @node: (transfer full) (nullable): writes null */
void lw_json_add_node (JsonBuilder *builder, const char *member, JsonNode *node);
/* @strings: (nullable) (array zero-terminated=1): writes a list */
void lw_json_add_strings (JsonBuilder *builder, const char *member, const char *const *strings);

G_END_DECLS
