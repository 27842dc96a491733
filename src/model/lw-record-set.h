/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "lw-rr-type.h"

G_BEGIN_DECLS

/* All records of one owner and type. Immutable and reference-counted (atomically). Values are held
 * in canonical presentation form (ldns text -> wire -> canonical -> text; names absolute and
 * lower-case where RFC 4034 6.2 says so; unknown types in the form of RFC 3597), sorted, without
 * duplicates. A set without values stands for "host keeps something here that is not published". */
#define LW_TYPE_RECORD_SET (lw_record_set_get_type ())
typedef struct _LwRecordSet LwRecordSet;
GType lw_record_set_get_type (void);

#define LW_TTL_MAX 2147483647u /* RFC 2181 section 8 */

/* @values: (array zero-terminated=1): presentation form, names in them absolute.
 * Every number is range-checked before ldns sees it (MX 70000 is LW_ERROR_INVALID, field
 * "preference"). */
LwRecordSet *lw_record_set_new (const char *owner,
                                guint16 type,
                                guint32 ttl,
                                const char *const *values,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same of what a message brought. @rdata: (element-type GBytes): without compression */
LwRecordSet *lw_record_set_new_from_wire (const char *owner,
                                          guint16 type,
                                          guint32 ttl,
                                          GPtrArray *rdata,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwRecordSet *lw_record_set_ref (LwRecordSet *self);
void lw_record_set_unref (LwRecordSet *self);
const char *lw_record_set_get_owner (LwRecordSet *self);
guint16 lw_record_set_get_rr_type (LwRecordSet *self);
guint32 lw_record_set_get_ttl (LwRecordSet *self);
const char *const *lw_record_set_get_values (LwRecordSet *self);
guint lw_record_set_get_n_values (LwRecordSet *self);
gboolean lw_record_set_has_value (LwRecordSet *self, const char *canonical_value);
/* (nullable): opaque text of the DNS host (ids, comments, disabled records) that must survive a
 * write; not compared */
const char *lw_record_set_get_host_extra (LwRecordSet *self);
LwRecordSet *
lw_record_set_with_host_extra (LwRecordSet *self, const char *extra) G_GNUC_WARN_UNUSED_RESULT;
LwRecordSet *lw_record_set_with_ttl (LwRecordSet *self, guint32 ttl) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is treated as "no set" and equals a set without values */
gboolean lw_record_set_equal (LwRecordSet *a, LwRecordSet *b);       /* owner, type, TTL, values */
gboolean lw_record_set_same_values (LwRecordSet *a, LwRecordSet *b); /* values only */
/* {"owner","type","ttl","values":[…],"host_extra"?} */
JsonNode *lw_record_set_to_json (LwRecordSet *self) G_GNUC_WARN_UNUSED_RESULT;
LwRecordSet *lw_record_set_from_json (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* MX values: "10 mx.example." */
gboolean
lw_mx_value_parse (const char *value, guint16 *preference, char **exchange, GError **error);
char *lw_mx_value_format (guint16 preference, const char *exchange) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type utf8): the mail servers of a set, without those whose names no text
 * can hold */
GPtrArray *lw_record_set_list_exchanges (LwRecordSet *self) G_GNUC_WARN_UNUSED_RESULT;
/* whether the set is the null MX of RFC 7505: "0 ." alone */
gboolean lw_record_set_is_null_mx (LwRecordSet *self);

/* What senders take for the MX of a domain that has none: its own address (RFC 5321 section 5.1) */
LwRecordSet *lw_record_set_new_implicit_mx (const char *domain) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwRecordSet, lw_record_set_unref)

G_END_DECLS
