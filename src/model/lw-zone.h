/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-record-set.h"

G_BEGIN_DECLS

/* All record sets of a zone as a DNS host or a zone transfer shows it. Reference-counted; filled
 * once, then not changed. */
#define LW_TYPE_ZONE (lw_zone_get_type ())
typedef struct _LwZone LwZone;
GType lw_zone_get_type (void);

LwZone *lw_zone_new (const char *origin) G_GNUC_WARN_UNUSED_RESULT;
LwZone *lw_zone_ref (LwZone *self);
void lw_zone_unref (LwZone *self);
/* Zone-file text (RFC 1035; $ORIGIN, $TTL; $GENERATE and $INCLUDE are refused with their own
 * sentence).
 * @origin: (nullable): the origin when the text does not say. LW_ERROR_FORMAT names the line. At
 * most 8 MiB. */
LwZone *lw_zone_parse (const char *text, gssize length, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Sorted canonically (apex first, SOA first), one record a line, absolute names; parses back to an
 * equal zone */
char *lw_zone_to_text (LwZone *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_zone_get_origin (LwZone *self);
/* Replaces a set of the same owner and type */
void lw_zone_take_set (LwZone *self, LwRecordSet *set);
void lw_zone_drop_set (LwZone *self, const char *owner, guint16 type);
/* (nullable) (transfer none) */
LwRecordSet *lw_zone_get_set (LwZone *self, const char *owner, guint16 type);
/* (transfer none) (element-type LwRecordSet): in canonical order */
GPtrArray *lw_zone_get_sets (LwZone *self);
guint lw_zone_count_records (LwZone *self);
/* FALSE without a SOA */
gboolean lw_zone_get_serial (LwZone *self, guint32 *serial);
LwZone *lw_zone_copy (LwZone *self) G_GNUC_WARN_UNUSED_RESULT;
/* Everything but the server's own types, in canonical form, TTLs included */
gboolean lw_zone_equal (LwZone *a, LwZone *b);
/* Whether only some of the sets are known: a server that allows no transfer was asked for the usual
 * names one by one. What is absent from such a zone may still be there. FALSE in a new zone; copies
 * keep it. */
gboolean lw_zone_get_partial (LwZone *self);
void lw_zone_set_partial (LwZone *self, gboolean partial);
/* RFC 1982: -1, 0, 1; 2 when undefined */
int lw_serial_compare (guint32 a, guint32 b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwZone, lw_zone_unref)

G_END_DECLS
