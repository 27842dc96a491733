/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lw-domain-item.h"

G_BEGIN_DECLS

#define LW_TYPE_DOMAIN_LIST (lw_domain_list_get_type ())

/* The person's domains, worst first: a GListModel of LwDomainItem, kept in the store. Signals:
 * "loaded" once, "trouble" (const char *sentence) when the store did not take or give it. */
G_DECLARE_FINAL_TYPE (LwDomainList, lw_domain_list, LW, DOMAIN_LIST, GObject)

LwDomainList *lw_domain_list_new (LwServices *services) G_GNUC_WARN_UNUSED_RESULT;
void lw_domain_list_load (LwDomainList *self);
/* (transfer none): the item of that domain, added when it is new */
LwDomainItem *lw_domain_list_add (LwDomainList *self, const char *domain);
/* (transfer none) (nullable) */
LwDomainItem *lw_domain_list_find (LwDomainList *self, const char *domain);
/* Never touches DNS */
void lw_domain_list_remove (LwDomainList *self, const char *domain);

G_END_DECLS
