/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LW_TYPE_START_PAGE (lw_start_page_get_type ())

G_DECLARE_FINAL_TYPE (LwStartPage, lw_start_page, LW, START_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_start_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lw_start_page_focus_entry (LwStartPage *self);
/* Fills in a domain that came from elsewhere; the person still presses Look */
void lw_start_page_suggest (LwStartPage *self, const char *domain);
/* Whether the practice world is offered */
void lw_start_page_set_practice (LwStartPage *self, gboolean practice);

G_END_DECLS
