/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lw-domain-item.h"

G_BEGIN_DECLS

#define LW_TYPE_SIDEBAR_ROW (lw_sidebar_row_get_type ())

G_DECLARE_FINAL_TYPE (LwSidebarRow, lw_sidebar_row, LW, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *lw_sidebar_row_new (LwDomainItem *item) G_GNUC_WARN_UNUSED_RESULT;
LwDomainItem *lw_sidebar_row_get_item (LwSidebarRow *self);

G_END_DECLS
