/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-credential.h"

G_BEGIN_DECLS

#define LW_TYPE_KEY_PAGE (lw_key_page_get_type ())

G_DECLARE_FINAL_TYPE (LwKeyPage, lw_key_page, LW, KEY_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_key_page_new (LwHostDescription *host) G_GNUC_WARN_UNUSED_RESULT;
LwHostDescription *lw_key_page_get_host (LwKeyPage *self);
/* @progress: (nullable): what is being done; NULL = nothing runs */
void lw_key_page_set_progress (LwKeyPage *self, const char *progress);
/* Puts the sentence at the field that the error names, else on top */
void lw_key_page_show_error (LwKeyPage *self, const GError *error);

G_END_DECLS
