/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice-zones.h"

G_BEGIN_DECLS

/* What a name server says to a question, before it is a packet. Private to the room. */
typedef struct
{
  guint rcode;
  gboolean authoritative;
  GPtrArray *answer;     /* (owned) (element-type LwRecordSet) */
  GPtrArray *authority;  /* (owned) (element-type LwRecordSet) */
  GPtrArray *additional; /* (owned) (element-type LwRecordSet) */
  char *target;          /* (owned) (nullable): an alias that leads out of the zone */
} LwPracticeReply;

LwPracticeReply *lw_practice_reply_new (guint rcode) G_GNUC_WARN_UNUSED_RESULT;
LwPracticeReply *lw_practice_reply_make (LwPracticeZones *zones,
                                         LwPracticeSide side,
                                         const char *name,
                                         guint16 type) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_reply_free (LwPracticeReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeReply, lw_practice_reply_free)

G_END_DECLS
