/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-finding.h"

#include "lw-json.h"

/**
 * LwFinding:
 *
 * One judged thing: its stable id, how bad it is, and the words in the order result, reason, step.
 */
struct _LwFinding
{
  gatomicrefcount ref_count;

  char *id;
  char *result;
  char *reason;     /* (nullable) */
  char *step;       /* (nullable) */
  char *owner;      /* (nullable) */
  LwRecordSet *fix; /* (owned) (nullable) */
  LwLevel level;
};

/**
 * lw_finding_new:
 * @id: a code such as `mx.target_doubled_zone`
 * @level: how bad it is
 * @result: what it means for mail; a sentence
 * @reason: (nullable): why; a sentence
 * @step: (nullable): what to do; a sentence
 * @owner: (nullable): whose it is to mend: `you`, `dns-host`, `mail-service`, `registrar`,
 *   `internet-provider`, `nobody`
 * @fix: (nullable): the record set that mends it
 *
 * Returns: (transfer full): the finding
 */
LwFinding *
lw_finding_new (const char *id,
                LwLevel level,
                const char *result,
                const char *reason,
                const char *step,
                const char *owner,
                LwRecordSet *fix)
{
  LwFinding *self;

  g_return_val_if_fail (id != NULL && result != NULL, NULL);

  self = g_new0 (LwFinding, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->level = level;
  self->result = g_strdup (result);
  self->reason = g_strdup (reason);
  self->step = g_strdup (step);
  self->owner = g_strdup (owner);
  self->fix = fix != NULL ? lw_record_set_ref (fix) : NULL;

  return self;
}

LwFinding *
lw_finding_ref (LwFinding *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_finding_unref (LwFinding *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->result);
  g_free (self->reason);
  g_free (self->step);
  g_free (self->owner);
  g_clear_pointer (&self->fix, lw_record_set_unref);
  g_free (self);
}

const char *
lw_finding_get_id (LwFinding *self)
{
  return self->id;
}

LwLevel
lw_finding_get_level (LwFinding *self)
{
  return self->level;
}

const char *
lw_finding_get_result (LwFinding *self)
{
  return self->result;
}

const char *
lw_finding_get_reason (LwFinding *self)
{
  return self->reason;
}

const char *
lw_finding_get_step (LwFinding *self)
{
  return self->step;
}

const char *
lw_finding_get_owner (LwFinding *self)
{
  return self->owner;
}

LwRecordSet *
lw_finding_get_fix (LwFinding *self)
{
  return self->fix;
}

/**
 * lw_finding_to_json:
 * @self: a finding
 *
 * Returns: (transfer full): `{"id","level","state","result","reason","step","owner","fix"}`
 */
JsonNode *
lw_finding_to_json (LwFinding *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "id", self->id);
  lw_json_add_string (builder, "level", lw_level_get_id (self->level));
  lw_json_add_string (builder, "state", lw_state_get_id (lw_level_to_state (self->level)));
  lw_json_add_string (builder, "result", self->result);
  lw_json_add_string (builder, "reason", self->reason);
  lw_json_add_string (builder, "step", self->step);
  lw_json_add_string (builder, "owner", self->owner);
  lw_json_add_node (builder, "fix", self->fix != NULL ? lw_record_set_to_json (self->fix) : NULL);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
