/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-mx-list.h"
#include "lw-plan.h"

G_BEGIN_DECLS

/* What the person wants, beginning with the zone as it was read. Signal "changed". Property
 * "changed" (boolean, r): whether a plan made now would not be empty (or cannot be made). */
#define LW_TYPE_DRAFT (lw_draft_get_type ())

G_DECLARE_FINAL_TYPE (LwDraft, lw_draft, LW, DRAFT, GObject)

/* @domain: the owner of the MX set, at or below the origin of @base */
LwDraft *lw_draft_new (const char *domain, LwZone *base) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_draft_get_domain (LwDraft *self);
LwZone *lw_draft_get_base (LwDraft *self);
LwMxList *lw_draft_get_mx (LwDraft *self);
gboolean lw_draft_get_changed (LwDraft *self);
/* Edits of other sets. @set replaces; the MX set of the domain goes through lw_mx_list_reset() */
void lw_draft_put_set (LwDraft *self, LwRecordSet *set);
void lw_draft_remove_set (LwDraft *self, const char *owner, guint16 type);
/* Everything that @plan wants becomes wanted (undo, saved draft, "Correct it") */
void lw_draft_take_plan (LwDraft *self, LwPlan *plan);
void lw_draft_discard (LwDraft *self);
/* LW_ERROR_INVALID with field and step of the first problem */
LwPlan *lw_draft_make_plan (LwDraft *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What survives a restart: also half-typed entries. Reading is hostile-safe (LW_ERROR_FORMAT). */
char *lw_draft_to_json (LwDraft *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_draft_load_json (LwDraft *self, const char *json, GError **error);

G_END_DECLS
