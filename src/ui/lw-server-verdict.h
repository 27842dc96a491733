/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"
#include "lw-finding.h"
#include "lw-mx-entry.h"

G_BEGIN_DECLS

/* What the last look says about one mail server: the state for its icon and a few words. Of several
 * addresses the best counts, since senders try them all. @evidence: (nullable);
 * @words: (out) (nullable): NULL when it was not looked at */
LwState lw_server_verdict (LwEvidence *evidence, LwMxEntry *entry, char **words);
/* (nullable) (transfer none): the conversation that the verdict rests on */
LwSmtpFacts *lw_server_verdict_find_facts (LwEvidence *evidence, LwMxEntry *entry);
LwState lw_smtp_outcome_to_state (LwSmtpOutcome outcome);
LwState lw_answer_status_to_state (LwAnswerStatus status);

G_END_DECLS
