/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-plan.h"

G_BEGIN_DECLS

typedef enum
{
  LW_PUSH_INTENDED, /* journalled; some requests may have been sent. Without an end at start-up: it
                       was cut off */
  LW_PUSH_DONE,
  LW_PUSH_PARTIAL,
  LW_PUSH_FAILED,  /* nothing was written */
  LW_PUSH_SETTLED, /* was cut off or partial, and was finished or put back by another push */
} LwPushState;

/* One entry of the journal. Immutable, reference-counted. */
#define LW_TYPE_PUSH (lw_push_get_type ())
typedef struct _LwPush LwPush;
GType lw_push_get_type (void);

typedef struct
{
  gint64 id;
  const char *domain;
  LwPushState state;
  LwPlan *plan;
  const char
      *snapshot; /* (nullable): zone-file text of the whole zone before; lists leave it out */
  const char *host_id;
  const char *key_name;
  const char *title; /* what the person did, in words: lw_plan_describe() of that moment */
  const char *note;  /* (nullable): how it ended, in words */
  gint64 started_at; /* Unix seconds */
  gint64 ended_at;   /* 0 while it has no end */
  guint n_confirmed; /* changes that the host confirmed */
  gint64 undoes;     /* id of the push that this one put back or finished, 0 */
} LwPushFields;

LwPush *lw_push_new (const LwPushFields *fields) G_GNUC_WARN_UNUSED_RESULT;
LwPush *lw_push_ref (LwPush *self);
void lw_push_unref (LwPush *self);
const LwPushFields *lw_push_get (LwPush *self);
const char *lw_push_state_get_id (LwPushState state); /* "intended", "done" … */
JsonNode *lw_push_to_json (LwPush *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPush, lw_push_unref)

G_END_DECLS
