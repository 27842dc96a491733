/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"
#include "lw-finding.h"

G_BEGIN_DECLS

/* A row of the catalogue. Static. */
typedef struct
{
  const char *id;    /* "mx.target_doubled_zone" */
  LwLevel level;     /* the highest that it may have */
  const char *needs; /* the evidence it rests on: "network", "delegation", "name-servers", "seal",
                        "mx", "mail-hosts", "smtp", "resolvers" */
} LwCheck;

/* All checks, causes before consequences. (transfer container) (element-type LwCheck) */
GPtrArray *lw_checks_catalogue (void) G_GNUC_WARN_UNUSED_RESULT;

/* What @evidence means. Never asks anything.
 * @now: Unix seconds; clock times in the words are local
 * Returns: (transfer full) (element-type LwFinding): worst level first, within it in the order of
 * causes; consequences of what was found are left out */
GPtrArray *lw_checks_judge (LwEvidence *evidence, gint64 now) G_GNUC_WARN_UNUSED_RESULT;

/* The headline. @findings: of lw_checks_judge(); @sentence: (out) (optional) (transfer full) */
LwState lw_checks_verdict (LwEvidence *evidence, GPtrArray *findings, char **sentence);

G_END_DECLS
