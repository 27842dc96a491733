/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-steps.h"

#include "lw-smtp-text.h"

#include <glib/gi18n-lib.h>

/* The course of a conversation; each arrow is a reply that was good:
 *
 *   connect → greeting → EHLO → STARTTLS → handshake → EHLO → MAIL → RCPT → DATA → letter → QUIT
 *                        │ ↑        (where offered)       │            │
 *                        │ └── HELO (500, 502)            └─ nobody named ─→ RSET ─→ QUIT
 *                        └── not offered, or did not work: on in clear, unless a policy forbids
 *
 * Whatever else happens decides the outcome, and QUIT follows when somebody still listens. */

/* The outcome is known: a farewell, so that the server does not wait for more. */
static void
settle (GTask *task, LwSmtpOutcome outcome, LwSmtpReply *reply, const char *note)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  gboolean recipient_is_open = talk->stage == LW_SMTP_STAGE_RCPT && outcome == LW_SMTP_ACCEPTED;

  lw_smtp_talk_decide (talk, outcome, reply, note);
  lw_smtp_say (task, recipient_is_open ? LW_SMTP_STAGE_RSET : LW_SMTP_STAGE_QUIT,
               recipient_is_open ? "RSET" : "QUIT");
}

/* A reply that is not the one hoped for */
static void
settle_for_reply (GTask *task, LwSmtpReply *reply)
{
  switch (lw_smtp_reply_get_code (reply) / 100)
    {
    case 4:
      settle (task, LW_SMTP_TEMPORARY, reply, NULL);
      break;

    case 5:
      settle (task, LW_SMTP_REFUSED, reply, NULL);
      break;

    default:
      settle (task, LW_SMTP_GARBLED, reply, _ ("The server’s answer does not fit the question."));
      break;
    }
}

static gboolean
is_good (LwSmtpReply *reply)
{
  return lw_smtp_reply_get_code (reply) / 100 == 2;
}

static void
greet_server (GTask *task, LwSmtpStage stage, const char *verb)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (talk->connection, NULL);
  g_autofree char *name = NULL;
  g_autofree char *command = NULL;

  if (local == NULL)
    {
      lw_smtp_give_up (task, LW_SMTP_DROPPED, NULL);
      return;
    }

  name = lw_smtp_name_self (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)));
  command = g_strconcat (verb, " ", name, NULL);
  lw_smtp_say (task, stage, command);
}

static void
say_mail (GTask *task)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autofree char *command =
      g_strdup_printf ("MAIL FROM:<%s>%s", talk->mail_from,
                       talk->letter != NULL && talk->eight_bit ? " BODY=8BITMIME" : "");

  lw_smtp_say (task, LW_SMTP_STAGE_MAIL, command);
}

/* Encrypted or not, as far as we shall get */
static void
go_on (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (talk->only_encrypted && !talk->encrypted)
    settle (task, LW_SMTP_TEMPORARY, NULL,
            _ ("The domain asks for encrypted delivery only, and encryption does not work."));
  else if (talk->rcpt_to != NULL)
    say_mail (task);
  else
    settle (task, LW_SMTP_GREETED, reply, NULL);
}

static void
greeting_came (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  g_free (talk->greeting);
  talk->greeting = lw_smtp_reply_dup_text (reply);
  if (lw_smtp_reply_get_code (reply) == 220)
    greet_server (task, LW_SMTP_STAGE_EHLO, "EHLO");
  else
    settle_for_reply (task, reply);
}

static void
ehlo_answered (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  guint code = lw_smtp_reply_get_code (reply);

  if (code == 500 || code == 502)
    {
      greet_server (task, LW_SMTP_STAGE_HELO, "HELO");
      return;
    }
  if (!is_good (reply))
    {
      settle_for_reply (task, reply);
      return;
    }

  /* What was said before the encryption does not count (RFC 3207 4.2). */
  talk->eight_bit = lw_smtp_reply_offers (reply, "8BITMIME");
  if (talk->encrypted || talk->plain)
    go_on (task, reply);
  else if (lw_smtp_reply_offers (reply, "STARTTLS"))
    lw_smtp_say (task, LW_SMTP_STAGE_STARTTLS, "STARTTLS");
  else
    {
      talk->tls.state = LW_TLS_NOT_OFFERED;
      go_on (task, reply);
    }
}

static void
helo_answered (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (talk->tls.state == LW_TLS_NOT_TRIED)
    talk->tls.state = LW_TLS_NOT_OFFERED;
  if (is_good (reply))
    go_on (task, reply);
  else
    settle_for_reply (task, reply);
}

static void
starttls_answered (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (lw_smtp_reply_get_code (reply) != 220)
    {
      talk->tls.state = LW_TLS_FAILED;
      talk->tls.note = g_strdup (_ ("The server offers encryption but does not begin it."));
      go_on (task, NULL);
      return;
    }
  if (!lw_smtp_channel_is_drained (talk->channel))
    {
      talk->tls.state = LW_TLS_FAILED;
      lw_smtp_give_up (
          task, LW_SMTP_GARBLED,
          _ ("Something was slipped into the conversation before its encryption began."));
      return;
    }

  lw_smtp_shake_hands (task);
}

static void
mail_answered (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autofree char *command = g_strdup_printf ("RCPT TO:<%s>", talk->rcpt_to);

  if (is_good (reply))
    lw_smtp_say (task, LW_SMTP_STAGE_RCPT, command);
  else
    settle_for_reply (task, reply);
}

static void
rcpt_answered (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (!is_good (reply))
    settle_for_reply (task, reply);
  else if (talk->letter != NULL)
    lw_smtp_say (task, LW_SMTP_STAGE_DATA, "DATA");
  else
    settle (task, LW_SMTP_ACCEPTED, reply, NULL);
}

static void
letter_answered (GTask *task, LwSmtpReply *reply)
{
  if (is_good (reply))
    settle (task, LW_SMTP_ACCEPTED, reply, NULL);
  else
    settle_for_reply (task, reply);
}

/**
 * lw_smtp_take_reply:
 * @task: (transfer full): a conversation
 * @reply: what the server said
 *
 * Decides what is said next.
 */
void
lw_smtp_take_reply (GTask *task, LwSmtpReply *reply)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  switch (talk->stage)
    {
    case LW_SMTP_STAGE_GREETING:
      greeting_came (task, reply);
      break;
    case LW_SMTP_STAGE_EHLO:
      ehlo_answered (task, reply);
      break;
    case LW_SMTP_STAGE_HELO:
      helo_answered (task, reply);
      break;
    case LW_SMTP_STAGE_STARTTLS:
      starttls_answered (task, reply);
      break;
    case LW_SMTP_STAGE_MAIL:
      mail_answered (task, reply);
      break;
    case LW_SMTP_STAGE_RCPT:
      rcpt_answered (task, reply);
      break;
    case LW_SMTP_STAGE_DATA:
      if (lw_smtp_reply_get_code (reply) == 354)
        lw_smtp_say (task, LW_SMTP_STAGE_LETTER, NULL);
      else
        settle_for_reply (task, reply);
      break;
    case LW_SMTP_STAGE_LETTER:
      letter_answered (task, reply);
      break;
    case LW_SMTP_STAGE_RSET:
      lw_smtp_say (task, LW_SMTP_STAGE_QUIT, "QUIT");
      break;
    case LW_SMTP_STAGE_QUIT:
      lw_smtp_finish (task);
      break;
    case LW_SMTP_STAGE_CONNECT:
    case LW_SMTP_STAGE_HANDSHAKE:
      g_assert_not_reached ();
    }
}

/**
 * lw_smtp_greet_encrypted:
 * @task: (transfer full): a conversation whose encryption just began
 *
 * Everything that was said before is forgotten: it begins with EHLO again (RFC 3207 4.2).
 */
void
lw_smtp_greet_encrypted (GTask *task)
{
  greet_server (task, LW_SMTP_STAGE_EHLO, "EHLO");
}
