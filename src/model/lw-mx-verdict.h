/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-mx-entry.h"

G_BEGIN_DECLS

/* What is wrong with what was typed into one entry. For this room only. */
typedef struct
{
  LwMxProblem problem;
  char *why;                 /* (nullable): result and reason, in sentences */
  char *step;                /* (nullable): what to do, a sentence */
  char *suggestion;          /* (nullable): what the exchange should probably be */
  char *preference;          /* (nullable): the order that was pasted with the name */
  char *host;                /* (nullable): the absolute name, when it is one */
  guint16 number;            /* the order, when it is one */
  guint number_is_right : 1; /* whether it is */
} LwMxVerdict;

/* @domain: whose mail servers they are */
void lw_mx_verdict_judge (LwMxVerdict *self,
                          const char *domain,
                          const char *exchange,
                          const char *preference_text);
/* What its neighbours and DNS add, when it has no problem of its own */
void lw_mx_verdict_judge_neighbours (LwMxVerdict *self, gboolean repeats, gboolean beside_null);
void lw_mx_verdict_judge_host_state (LwMxVerdict *self, const char *domain, LwHostState state);
void lw_mx_verdict_clear (LwMxVerdict *self);
void lw_mx_verdict_set (LwMxVerdict *self, LwMxProblem problem, const char *why, const char *step);

G_END_DECLS
