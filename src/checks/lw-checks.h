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
  const char *needs; /* the evidence it rests on: "network", "delegation", "name-servers", "mx",
                        "mail-hosts", "smtp", "resolvers" */
} LwCheck;

/* All checks, causes before consequences. (transfer container) (element-type LwCheck) */
GPtrArray *lw_checks_catalogue (void) G_GNUC_WARN_UNUSED_RESULT;

/* What @evidence means. Never asks anything.
 * @now: Unix seconds; clock times in the words are local
 * Returns: (transfer full) (element-type LwFinding): worst level first, within it in the order of
 * causes; consequences of what was found are left out */
GPtrArray *lw_checks_judge (LwEvidence *evidence, gint64 now) G_GNUC_WARN_UNUSED_RESULT;

/* What the checks are about, for who wants to know a part only */
typedef enum
{
  LW_PART_RECEIVE = 1 << 0, /* whether mail arrives */
  LW_PART_SEND = 1 << 1,    /* who may send in the domain's name */
  LW_PART_PROTECT = 1 << 2, /* whether the way is safe */
  LW_PART_DOMAIN = 1 << 3,  /* name servers and all that the others rest on */
  LW_PARTS_ALL = (1 << 4) - 1,
} LwParts;
LwParts lw_checks_get_parts (const char *id);
/* @findings: of lw_checks_judge(); (transfer full) (element-type LwFinding): those of @parts */
GPtrArray *lw_checks_select (GPtrArray *findings, LwParts parts) G_GNUC_WARN_UNUSED_RESULT;
/* The headline for some parts. @findings: of lw_checks_select(); @sentence: (out) (optional)
 * (transfer full) */
LwState
lw_checks_verdict_on (LwEvidence *evidence, GPtrArray *findings, LwParts parts, char **sentence);

/* The headline. @findings: of lw_checks_judge(); @sentence: (out) (optional) (transfer full) */
LwState lw_checks_verdict (LwEvidence *evidence, GPtrArray *findings, char **sentence);

G_END_DECLS
