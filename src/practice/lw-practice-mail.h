/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice.h"

G_BEGIN_DECLS

/* The mail server of the practice world: keeps letters in memory. Private to the room. */
typedef struct _LwPracticeMail LwPracticeMail;

typedef void (*LwPracticeLetterFunc) (const char *to, GBytes *letter, gpointer user_data);

LwPracticeMail *lw_practice_mail_new (LwPracticeLetterFunc func,
                                      gpointer user_data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_mail_free (LwPracticeMail *self);
guint16 lw_practice_mail_get_port (LwPracticeMail *self);
guint lw_practice_mail_get_n_connections (LwPracticeMail *self);
void lw_practice_mail_set_faults (LwPracticeMail *self, const LwPracticeFaults *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeMail, lw_practice_mail_free)

G_END_DECLS
