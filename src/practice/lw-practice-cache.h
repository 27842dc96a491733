/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice-reply.h"

G_BEGIN_DECLS

/* What a resolver of the practice world remembers, so that a change is really seen to arrive.
 * Private to the room. */
typedef struct _LwPracticeCache LwPracticeCache;

LwPracticeCache *
lw_practice_cache_new (LwPracticeZones *zones, LwPracticeSide side) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_cache_free (LwPracticeCache *self);
void lw_practice_cache_forget (LwPracticeCache *self);
void lw_practice_cache_set_side (LwPracticeCache *self, LwPracticeSide side);
LwPracticeReply *lw_practice_cache_ask (LwPracticeCache *self,
                                        const char *name,
                                        guint16 type) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
