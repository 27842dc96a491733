/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_DOMAIN_ITEM (lw_domain_item_get_type ())

G_DECLARE_FINAL_TYPE (LwDomainItem, lw_domain_item, LW, DOMAIN_ITEM, GObject)

/* A domain of the sidebar. Properties: domain, title (for people), state (int LwState), word.
 * @row: what the store knows */
LwDomainItem *
lw_domain_item_new (LwServices *services, const LwDomainRow *row) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_domain_item_get_domain (LwDomainItem *self);
const char *lw_domain_item_get_title (LwDomainItem *self);
LwState lw_domain_item_get_state (LwDomainItem *self);
const char *lw_domain_item_get_word (LwDomainItem *self);
/* (transfer none): made when it is asked for the first time */
LwSession *lw_domain_item_get_session (LwDomainItem *self);
/* (transfer none) (nullable): NULL before lw_domain_item_get_session() */
LwSession *lw_domain_item_peek_session (LwDomainItem *self);
/* Worst first, then by name; a GCompareDataFunc */
int lw_domain_item_compare (gconstpointer a, gconstpointer b, gpointer user_data);

G_END_DECLS
