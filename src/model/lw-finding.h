/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-plan.h"

G_BEGIN_DECLS

typedef enum
{
  LW_LEVEL_ERROR,
  LW_LEVEL_WARNING,
  LW_LEVEL_ADVICE,
  LW_LEVEL_INFO,
  LW_LEVEL_LOCAL,
  LW_LEVEL_NOT_TESTED,
} LwLevel;

/* The one vocabulary of states: rows, route, lists, command line, JSON, notifications (design:
 * screens, section 1). */
typedef enum
{
  LW_STATE_OK,
  LW_STATE_WAIT,
  LW_STATE_ADVICE,
  LW_STATE_WARN,
  LW_STATE_BAD,
  LW_STATE_UNKNOWN,
} LwState;

const char *lw_state_get_id (LwState state);        /* "ok", "wait" … for JSON */
const char *lw_state_get_word (LwState state);      /* translated: "Works", "On its way" … */
const char *lw_state_get_icon_name (LwState state); /* "lw-state-ok-symbolic" */
LwState lw_level_to_state (LwLevel level);
const char *lw_level_get_id (LwLevel level);

/* One judged thing. Immutable, reference-counted. */
typedef struct _LwFinding LwFinding;
/* @id: a code such as "mx.target_doubled_zone"; @result, @reason, @step: (nullable but @result)
 * whole sentences;
 * @owner: (nullable) whose it is to mend: "you", "dns-host", "mail-service", "registrar",
 * "internet-provider", "nobody";
 * @fix: (nullable) the record set that mends it */
LwFinding *lw_finding_new (const char *id,
                           LwLevel level,
                           const char *result,
                           const char *reason,
                           const char *step,
                           const char *owner,
                           LwRecordSet *fix) G_GNUC_WARN_UNUSED_RESULT;
LwFinding *lw_finding_ref (LwFinding *self);
void lw_finding_unref (LwFinding *self);
const char *lw_finding_get_id (LwFinding *self);
LwLevel lw_finding_get_level (LwFinding *self);
const char *lw_finding_get_result (LwFinding *self);
const char *lw_finding_get_reason (LwFinding *self); /* (nullable) */
const char *lw_finding_get_step (LwFinding *self);   /* (nullable) */
const char *lw_finding_get_owner (LwFinding *self);  /* (nullable) */
LwRecordSet *lw_finding_get_fix (LwFinding *self);   /* (nullable) (transfer none) */
JsonNode *lw_finding_to_json (LwFinding *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwFinding, lw_finding_unref)

G_END_DECLS
