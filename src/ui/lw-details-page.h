/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-answer.h"
#include "lw-finding.h"
#include "lw-smtp-facts.h"

G_BEGIN_DECLS

#define LW_TYPE_DETAILS_PAGE (lw_details_page_get_type ())

G_DECLARE_FINAL_TYPE (LwDetailsPage, lw_details_page, LW, DETAILS_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_details_page_new (const char *title,
                                        LwState state,
                                        const char *sentence) G_GNUC_WARN_UNUSED_RESULT;
AdwNavigationPage *lw_details_page_new_for_finding (LwFinding *finding) G_GNUC_WARN_UNUSED_RESULT;
AdwNavigationPage *lw_details_page_new_for_answer (LwAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
AdwNavigationPage *lw_details_page_new_for_facts (LwSmtpFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
/* A row with a value that can be copied (Ctrl+C too); nothing when @value is NULL or empty */
void lw_details_page_add_row (LwDetailsPage *self, const char *title, const char *value);
/* The unaltered words of a server, monospaced; nothing when @text is NULL or empty */
void lw_details_page_set_text (LwDetailsPage *self, const char *title, const char *text);

G_END_DECLS
