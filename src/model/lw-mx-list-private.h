/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-mx-list.h"

G_BEGIN_DECLS

/* An entry that was removed, and where it stood */
typedef struct
{
  LwMxEntry *entry; /* (owned) */
  guint index;
} Removal;

struct _LwMxList
{
  GObject parent_instance;

  char *domain;
  guint32 default_ttl;
  GPtrArray *entries; /* (owned) (element-type LwMxEntry): also those that no-mail hides */
  GArray *removals;   /* (owned) (element-type Removal) */
  char *ttl_text;
  char *ttl_problem_text; /* (nullable) */
  guint no_mail : 1;
  guint has_problem : 1;
  guint touched : 1;
  guint is_updating : 1; /* the list itself changes its entries */
};

/* What LwDraft asks of its list. */
/* Shows what is live, as if nothing had been edited. @set: (nullable) */
void lw_mx_list_load (LwMxList *self, LwRecordSet *set);
/* whether the person changed anything since */
gboolean lw_mx_list_get_touched (LwMxList *self);
/* The half-typed state: {"ttl","no_mail","entries":[{"exchange","preference"}]} */
JsonNode *lw_mx_list_to_json (LwMxList *self) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_FORMAT; the list is then as before */
gboolean lw_mx_list_load_json (LwMxList *self, JsonObject *object, GError **error);

/* For the files of LwMxList only */
guint lw_mx_list_get_n_shown (LwMxList *self);
/* After each change: what depends on the whole list is worked out again */
void lw_mx_list_update (LwMxList *self);
/* The same, and remembers that it was the person who changed something */
void lw_mx_list_touch (LwMxList *self);
LwMxEntry *lw_mx_list_watch (LwMxList *self, LwMxEntry *entry);
void lw_mx_list_unwatch (LwMxList *self, LwMxEntry *entry);
void lw_mx_list_emit_items_changed (LwMxList *self, guint index, guint n_removed, guint n_added);
void lw_mx_list_sort (LwMxList *self);
void lw_mx_list_replace_no_mail (LwMxList *self, gboolean no_mail);
void lw_mx_list_replace_ttl_text (LwMxList *self, const char *text);
/* @entries: (transfer full) (element-type LwMxEntry) */
void lw_mx_list_replace (LwMxList *self,
                         GPtrArray *entries,
                         gboolean no_mail,
                         const char *ttl_text,
                         gboolean touched);
/* @set: (nullable) */
void lw_mx_list_show (LwMxList *self, LwRecordSet *set, guint32 ttl, gboolean touched);
/* What is said of a waiting time that is none */
const char *lw_mx_list_get_ttl_why (void);
const char *lw_mx_list_get_ttl_step (void);
gboolean lw_mx_list_parse_ttl (const char *text, guint32 *ttl);

G_END_DECLS
