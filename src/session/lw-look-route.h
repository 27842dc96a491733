/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

/* What a look goes on with, once the name servers have spoken. */

/* (nullable): where senders would go; NULL when that is not known */
LwRecordSet *lw_look_find_route (LwEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;
/* Whether resolvers may be asked: nothing is there yet that they would remember as missing */
gboolean lw_look_is_published (LwEvidence *evidence);

G_END_DECLS
