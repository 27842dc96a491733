/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice-reply.h"

G_BEGIN_DECLS

/* Questions and answers of the practice world as packets. Private to the room. */
typedef struct _LwPracticeQuestion LwPracticeQuestion;

LwPracticeQuestion *
lw_practice_question_parse (const guint8 *wire, gsize size) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_question_free (LwPracticeQuestion *self);
guint lw_practice_question_get_rcode (LwPracticeQuestion *self);
const char *lw_practice_question_get_name (LwPracticeQuestion *self);
guint16 lw_practice_question_get_rr_type (LwPracticeQuestion *self);
gboolean lw_practice_question_get_recursion_desired (LwPracticeQuestion *self);
GBytes *lw_practice_question_answer (LwPracticeQuestion *self,
                                     LwPracticeReply *reply,
                                     gboolean resolver,
                                     gboolean over_tcp) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeQuestion, lw_practice_question_free)

G_END_DECLS
