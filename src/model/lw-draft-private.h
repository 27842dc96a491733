/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-draft.h"

G_BEGIN_DECLS

/* For the files of LwDraft only. One wanted set; NULL = it shall not exist */
typedef struct
{
  char *owner;
  LwRecordSet *set; /* (owned) (nullable) */
  guint16 type;
} LwDraftEdit;

LwDraftEdit *
lw_draft_edit_new (const char *owner, guint16 type, LwRecordSet *set) G_GNUC_WARN_UNUSED_RESULT;
void lw_draft_edit_free (LwDraftEdit *self);
GPtrArray *lw_draft_get_edits (LwDraft *self);
/* Many edits, one "changed" */
void lw_draft_begin_update (LwDraft *self);
void lw_draft_end_update (LwDraft *self);

G_END_DECLS
