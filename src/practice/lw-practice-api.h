/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice-zones.h"
#include "lw-practice.h"

G_BEGIN_DECLS

/* The part of the PowerDNS HTTP API that our provider uses, editing the practice zones. Private to
 * the room. */
typedef struct _LwPracticeApi LwPracticeApi;

LwPracticeApi *lw_practice_api_new (LwPracticeZones *zones,
                                    const char *key,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_api_free (LwPracticeApi *self);
char *lw_practice_api_dup_url (LwPracticeApi *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_practice_api_get_log (LwPracticeApi *self);
void lw_practice_api_set_faults (LwPracticeApi *self, const LwPracticeFaults *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeApi, lw_practice_api_free)

G_END_DECLS
