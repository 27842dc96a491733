/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lines of zone-file text, before they are put together to sets. For this room only. */
typedef struct
{
  char *owner;
  char *value; /* canonical */
  guint line;
  guint32 ttl; /* seconds */
  guint16 type;
} LwZoneRecord;

typedef struct
{
  char *argument;     /* (nullable): the origin that the caller knows */
  char *first_origin; /* (nullable): of the first $ORIGIN */
  char *soa_owner;    /* (nullable) */
  char *origin;       /* (nullable): what names are relative to now */
  char *owner;        /* (nullable): of the last record */
  GPtrArray *records; /* (element-type LwZoneRecord) */
  gint64 default_ttl; /* seconds; -1 before $TTL */
  gint64 last_ttl;    /* seconds; -1 before the first */
} LwZoneLines;

gboolean lw_zone_lines_read (LwZoneLines *self,
                             const char *text,
                             gsize length,
                             const char *origin,
                             GError **error);
void lw_zone_lines_clear (LwZoneLines *self);
void lw_zone_lines_name_line (GError **error, guint line, GError *reason);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LwZoneLines, lw_zone_lines_clear)

G_END_DECLS
