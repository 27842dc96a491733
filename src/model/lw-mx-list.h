/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-mx-entry.h"
#include "lw-record-set.h"

G_BEGIN_DECLS

/* The mail servers of a domain as they are edited: a GListModel of LwMxEntry, always sorted by
 * preference, then name. An edit re-sorts when lw_mx_list_commit() is called (apply or focus-out),
 * not on each key. Signal "changed": an entry, the set of entries or the TTL changed. Properties:
 * ttl-text (string, rw), ttl-problem-text (string, nullable, r), no-mail (boolean, rw: the null MX
 * alone; the entries before it come back when it is switched off), has-problem (boolean, r: a
 * blocking problem stands somewhere) */
#define LW_TYPE_MX_LIST (lw_mx_list_get_type ())

G_DECLARE_FINAL_TYPE (LwMxList, lw_mx_list, LW, MX_LIST, GObject)

/* @set: (nullable): the live MX set of @domain */
LwMxList *lw_mx_list_new (const char *domain,
                          LwRecordSet *set,
                          guint32 default_ttl) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): appended with the next free preference (last + 10, at most 65535) */
LwMxEntry *lw_mx_list_add (LwMxList *self, const char *exchange);
/* The person removed it; lw_mx_list_undo_remove() brings back the one removed last, where it was */
void lw_mx_list_remove (LwMxList *self, guint index);
gboolean lw_mx_list_undo_remove (LwMxList *self);
/* Moves an entry one place; preferences are exchanged (or spread by 10 when they are equal) */
void lw_mx_list_move (LwMxList *self, guint index, int by);
/* Moves entry @from to stand before @to (drag and drop) */
void lw_mx_list_move_to (LwMxList *self, guint from, guint to);
void lw_mx_list_commit (LwMxList *self);
const char *lw_mx_list_get_ttl_text (LwMxList *self);
void lw_mx_list_set_ttl_text (LwMxList *self, const char *text);
const char *lw_mx_list_get_ttl_problem_text (LwMxList *self);
gboolean lw_mx_list_get_no_mail (LwMxList *self);
void lw_mx_list_set_no_mail (LwMxList *self, gboolean no_mail);
gboolean lw_mx_list_get_has_problem (LwMxList *self);
/* Replaces all entries (undo, saved draft). @set: (nullable) */
void lw_mx_list_reset (LwMxList *self, LwRecordSet *set);
/* (nullable): the wanted set, NULL when empty. LW_ERROR_INVALID with the field and sentence of the
 * first problem */
gboolean lw_mx_list_make_set (LwMxList *self, LwRecordSet **set, GError **error);

G_END_DECLS
