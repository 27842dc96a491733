/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_DOMAIN_PAGE (lw_domain_page_get_type ())

G_DECLARE_FINAL_TYPE (LwDomainPage, lw_domain_page, LW, DOMAIN_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_domain_page_new (LwSession *session) G_GNUC_WARN_UNUSED_RESULT;
LwSession *lw_domain_page_get_session (LwDomainPage *self);
/* Restores what is known, then looks; nothing when it was begun before */
void lw_domain_page_begin (LwDomainPage *self);

G_END_DECLS
