/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-mx-verdict.h"

G_BEGIN_DECLS

struct _LwMxEntry
{
  GObject parent_instance;

  char *domain;
  char *exchange;
  char *preference_text;
  guint16 preference;
  guint position;
  LwHostState host_state;

  LwMxVerdict verdict;
  char *problem_text; /* (nullable) */
  guint repeats : 1;
  guint beside_null : 1;
};

/* What LwMxList tells its entries. */
void lw_mx_entry_set_position (LwMxEntry *self, guint position);
/* @repeats: a server before it has the same name; @beside_null: one of both is the null MX */
void lw_mx_entry_set_neighbours (LwMxEntry *self, gboolean repeats, gboolean beside_null);
/* Takes off what typing left over: spaces, the final dot, capital letters */
void lw_mx_entry_commit (LwMxEntry *self);
/* LW_ERROR_INVALID with field, sentence and step of the problem */
void lw_mx_entry_set_error (LwMxEntry *self, GError **error);

G_END_DECLS
