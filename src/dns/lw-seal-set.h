/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ldns/ldns.h>

#include "lw-message.h"
#include "lw-seal-reason.h"

G_BEGIN_DECLS

/* The signatures of one record set, as they came in one message. Pure functions; for this room. */

/* (transfer full): the set's records for ldns; what it cannot read is left out */
ldns_rr_list *lw_seal_list_records (LwRecordSet *set) G_GNUC_WARN_UNUSED_RESULT;
/* whether validators know what to do with this algorithm (RFC 9904) */
gboolean lw_seal_knows_algorithm (guint algorithm);
/* whether @key may sign a zone: all that ldns does not look at */
gboolean lw_seal_is_zone_key (const ldns_rr *key);

/* What was found out about one set */
typedef struct
{
  LwSealReason reason; /* LW_SEAL_IN_ORDER: one signature at least is good */
  gint64 when;         /* Unix seconds: where a good one ends, or what an untimely one says */
  guint key_tag;
  gboolean soon : 1; /* good, but ends within a week or the last quarter of its life */
  gboolean sha1 : 1;
} LwSetSeal;

#define LW_SEAL_KEYS_MAX 32 /* of a zone that are looked at; four are many */

/* @keys: the zone's keys; @zone: its apex; @now: Unix seconds; @work: counts, and ends with
 * LW_SEAL_LIMIT what would be too much */
LwSetSeal lw_seal_check_set (LwMessage *message,
                             LwSection section,
                             LwRecordSet *set,
                             ldns_rr_list *keys,
                             const char *zone,
                             gint64 now,
                             LwSealWork *work);
guint lw_seal_get_key_tag (const ldns_rr *key, LwSealWork *work);
/* Whether there are signatures in @message, and none of them is in its time */
gboolean lw_seal_is_out_of_time (LwMessage *message, gint64 now);

typedef ldns_rr_list LwRrList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwRrList, ldns_rr_list_deep_free)

G_END_DECLS
