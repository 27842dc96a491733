/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

/* Everything that is done with evidence, whoever wrote it: it is judged, described, written, read
 * again, and then it must be what it was. @now: Unix seconds */
void fuzz_judge (LwEvidence *evidence, gint64 now);

G_END_DECLS
