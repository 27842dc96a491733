/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_HISTORY_PAGE (lw_history_page_get_type ())

G_DECLARE_FINAL_TYPE (LwHistoryPage, lw_history_page, LW, HISTORY_PAGE, AdwNavigationPage)

/* @session: (nullable): whose history is read each time the page is shown */
AdwNavigationPage *lw_history_page_new (LwSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* @pushes: (element-type LwPush): newest first */
void lw_history_page_set_pushes (LwHistoryPage *self, GPtrArray *pushes);

G_END_DECLS
