/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_LETTER_DIALOG (lw_letter_dialog_get_type ())

G_DECLARE_FINAL_TYPE (LwLetterDialog, lw_letter_dialog, LW, LETTER_DIALOG, AdwDialog)

/* @session: (nullable): who sends it; without one nothing is sent (pictures) */
AdwDialog *lw_letter_dialog_new (LwSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* The letter is on its way: asks for the code that arrived. @transcript: (nullable) */
void lw_letter_dialog_show_sent (LwLetterDialog *self, const char *to, const char *transcript);
/* What stands in the practice world's mailbox */
void lw_letter_dialog_show_mailbox (LwLetterDialog *self, const char *to, const char *code);
void lw_letter_dialog_show_arrived (LwLetterDialog *self, const char *to);
void lw_letter_dialog_show_error (LwLetterDialog *self, const GError *error);

G_END_DECLS
