/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-domain-list.h"

G_BEGIN_DECLS

#define LW_TYPE_SIDEBAR (lw_sidebar_get_type ())

G_DECLARE_FINAL_TYPE (LwSidebar, lw_sidebar, LW, SIDEBAR, AdwNavigationPage)

void lw_sidebar_set_list (LwSidebar *self, LwDomainList *list);
/* @item: (nullable): the one whose page is shown */
void lw_sidebar_set_current (LwSidebar *self, LwDomainItem *item);
void lw_sidebar_focus_search (LwSidebar *self);

G_END_DECLS
