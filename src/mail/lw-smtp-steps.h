/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-smtp-talk.h"

G_BEGIN_DECLS

/* The two halves of a conversation, private to the room: lw-smtp.c sends and listens,
 * lw-smtp-steps.c decides what is said next. The GTask is the conversation's, with an LwSmtpTalk as
 * its data; each call takes it over. */

/* in lw-smtp.c */
void lw_smtp_say (GTask *task, LwSmtpStage stage, const char *command);
void lw_smtp_shake_hands (GTask *task);
void lw_smtp_give_up (GTask *task, LwSmtpOutcome outcome, const char *note);
void lw_smtp_finish (GTask *task);

/* in lw-smtp-steps.c */
void lw_smtp_take_reply (GTask *task, LwSmtpReply *reply);
void lw_smtp_greet_encrypted (GTask *task);

G_END_DECLS
