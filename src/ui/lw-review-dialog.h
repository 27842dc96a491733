/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_REVIEW_DIALOG (lw_review_dialog_get_type ())

G_DECLARE_FINAL_TYPE (LwReviewDialog, lw_review_dialog, LW, REVIEW_DIALOG, AdwDialog)

/* @session: (nullable): who pushes it; without one “Apply” does nothing (tests, pictures).
 * @resume, @undoes: as for lw_session_push_async() */
AdwDialog *lw_review_dialog_new (LwSession *session, LwPlan *plan, gboolean resume, gint64 undoes)
    G_GNUC_WARN_UNUSED_RESULT;
/* Shows in place what went wrong; a conflict offers to read again */
void lw_review_dialog_show_error (LwReviewDialog *self, const GError *error);

G_END_DECLS
