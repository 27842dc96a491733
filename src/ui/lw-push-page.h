/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-finding.h"
#include "lw-push.h"

G_BEGIN_DECLS

#define LW_TYPE_PUSH_PAGE (lw_push_page_get_type ())

G_DECLARE_FINAL_TYPE (LwPushPage, lw_push_page, LW, PUSH_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_push_page_new (LwPush *push) G_GNUC_WARN_UNUSED_RESULT;
LwState lw_push_page_state (LwPushState state);
/* "Made", "Half done" … translated */
const char *lw_push_page_state_words (LwPushState state);

G_END_DECLS
