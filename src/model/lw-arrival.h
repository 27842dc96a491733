/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-answer.h"
#include "lw-change.h"

G_BEGIN_DECLS

typedef enum
{
  LW_ARRIVAL_NOT_ASKED,
  LW_ARRIVAL_NEW,
  LW_ARRIVAL_OLD,
  LW_ARRIVAL_NONE,    /* it still remembers that there was nothing */
  LW_ARRIVAL_OTHER,   /* neither the old nor the new records */
  LW_ARRIVAL_UNKNOWN, /* no usable answer */
} LwArrivalState;

/* Where a change has arrived, and when everyone must see it. Pure: the clock is a parameter. Signal
 * "changed".
 *
 * Ready at = the moment the last authoritative server was seen to have switched + the old TTL, or
 * for a name or set that did not exist min (SOA TTL, SOA MINIMUM) (RFC 2308). Until all authorities
 * have switched it is at least now + that time. A resolver that shows the old answer after that is
 * "late" and named. */
#define LW_TYPE_ARRIVAL (lw_arrival_get_type ())

G_DECLARE_FINAL_TYPE (LwArrival, lw_arrival, LW, ARRIVAL, GObject)

/* @change: what was pushed; @pushed_at: Unix seconds; @negative_ttl: seconds, of the zone's SOA
 * (3600 when unknown) */
LwArrival *
lw_arrival_new (LwChange *change, gint64 pushed_at, guint32 negative_ttl) G_GNUC_WARN_UNUSED_RESULT;
/* Announces whom we are going to ask, so that it has a row before it answers */
void lw_arrival_expect (LwArrival *self, LwServer *server, LwRole role);
void lw_arrival_take_answer (LwArrival *self, LwAnswer *answer);
typedef struct
{
  LwServer *server; /* (transfer none) */
  LwRole role;
  LwArrivalState state;
  LwAnswer *answer;  /* (nullable) (transfer none): the last one */
  gint64 forgets_at; /* Unix seconds when an old answer runs out there; 0 when it does not apply */
  gboolean late;     /* shows old data past its time */
} LwArrivalRow;
guint lw_arrival_get_n_rows (LwArrival *self);
const LwArrivalRow *lw_arrival_get_row (LwArrival *self, guint index);
LwChange *lw_arrival_get_change (LwArrival *self);
gint64 lw_arrival_get_pushed_at (LwArrival *self);
gint64 lw_arrival_get_ready_at (LwArrival *self, gint64 now);
/* every authority and every resolver that answers usably shows the new records */
gboolean lw_arrival_is_complete (LwArrival *self);
gboolean lw_arrival_authorities_done (LwArrival *self);
/* "5 of 8 resolvers know it. Everyone sees it at about 14:52." @tz: (nullable) */
char *lw_arrival_describe (LwArrival *self, gint64 now, GTimeZone *tz) G_GNUC_WARN_UNUSED_RESULT;
char *lw_arrival_describe_row (LwArrival *self, guint index, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lw_arrival_to_json (LwArrival *self, gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
