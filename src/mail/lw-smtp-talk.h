/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-smtp-channel.h"
#include "lw-smtp-tls.h"
#include "lw-smtp.h"

G_BEGIN_DECLS

/* Where a conversation stands: what was sent last, and is to be answered. In their order. */
typedef enum
{
  LW_SMTP_STAGE_CONNECT,
  LW_SMTP_STAGE_GREETING,
  LW_SMTP_STAGE_EHLO,
  LW_SMTP_STAGE_HELO,
  LW_SMTP_STAGE_STARTTLS,
  LW_SMTP_STAGE_HANDSHAKE,
  LW_SMTP_STAGE_MAIL,
  LW_SMTP_STAGE_RCPT,
  LW_SMTP_STAGE_DATA,
  LW_SMTP_STAGE_LETTER,
  LW_SMTP_STAGE_RSET,
  LW_SMTP_STAGE_QUIT,
} LwSmtpStage;

/* What a conversation remembers: request, clock, connection, transcript and what was learned.
 * Private to the room; lw-smtp.c decides what is said next. */
typedef struct
{
  LwWorld *world;       /* (owned) */
  char *host;           /* (owned) */
  char *address;        /* (owned) */
  char *mail_from;      /* (owned) */
  char *rcpt_to;        /* (owned) (nullable) */
  GBytes *letter;       /* (owned) (nullable) */
  GBytes *letter_ascii; /* (owned) (nullable) */
  LwSmtpTimeouts timeouts;
  guint16 preference;
  guint only_encrypted : 1;

  GCancellable *outer; /* (owned) (nullable): the caller's */
  gulong outer_id;
  GCancellable *inner; /* (owned): ends what is under way, for the caller or the clock */
  GSource *alarm;      /* (owned) (nullable) */
  gint64 began_usec;
  guint timed_out : 1;

  GSocketConnection *connection; /* (owned) (nullable) */
  LwSmtpChannel *channel;        /* (owned) (nullable) */
  LwSmtpStage stage;
  guint plain : 1; /* TLS did not work: this is the second connection */
  guint encrypted : 1;
  guint eight_bit : 1;

  GString *transcript; /* (owned) */
  char *greeting;      /* (owned) (nullable) */
  char *reply_text;    /* (owned) (nullable) */
  char *note;          /* (owned) (nullable) */
  LwSmtpTls tls;       /* (owned) */
  LwSmtpStage decided_at;
  LwSmtpOutcome outcome;
  guint reply_code;
  guint decided : 1;
} LwSmtpTalk;

LwSmtpTalk *lw_smtp_talk_new (LwWorld *world,
                              const LwSmtpRequest *request,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void lw_smtp_talk_free (LwSmtpTalk *self);
void lw_smtp_talk_set_alarm (LwSmtpTalk *self, guint timeout_ms);
void lw_smtp_talk_take_connection (LwSmtpTalk *self, GSocketConnection *connection);
void lw_smtp_talk_begin_again (LwSmtpTalk *self);
void lw_smtp_talk_write_down (LwSmtpTalk *self, const char *side, const char *line);
void lw_smtp_talk_write_down_reply (LwSmtpTalk *self, LwSmtpReply *reply);
void
lw_smtp_talk_decide (LwSmtpTalk *self, LwSmtpOutcome outcome, LwSmtpReply *reply, const char *note);
LwSmtpFacts *lw_smtp_talk_to_facts (LwSmtpTalk *self) G_GNUC_WARN_UNUSED_RESULT;

/* For those in the room who must know how far it went: at which stage the outcome was decided */
LwSmtpFacts *lw_smtp_converse_finish_at (GAsyncResult *result,
                                         LwSmtpStage *decided_at,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
