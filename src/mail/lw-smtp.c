/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp.h"

#include "lw-error.h"
#include "lw-smtp-steps.h"
#include "lw-smtp-text.h"
#include "lw-special-use.h"

#include <glib/gi18n-lib.h>

static void connect_to_server (GTask *task);

/**
 * lw_smtp_finish:
 * @task: (transfer full): a conversation whose outcome was decided, or that was cancelled
 *
 * Gives the facts to who asked.
 */
void
lw_smtp_finish (GTask *task)
{
  g_autoptr (GTask) owned = task;
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (!talk->decided && g_cancellable_is_cancelled (talk->outer))
    {
      g_task_return_error_if_cancelled (task);
      return;
    }

  g_task_return_pointer (task, lw_smtp_talk_to_facts (talk), (GDestroyNotify) lw_smtp_facts_unref);
}

/**
 * lw_smtp_give_up:
 * @task: (transfer full): a conversation
 * @outcome: how it ends
 * @note: (nullable): a sentence
 *
 * Ends it without a farewell: nobody listens any more.
 */
void
lw_smtp_give_up (GTask *task, LwSmtpOutcome outcome, const char *note)
{
  lw_smtp_talk_decide (g_task_get_task_data (task), outcome, NULL, note);
  lw_smtp_finish (task);
}

static LwSmtpOutcome
grade_error (LwSmtpTalk *talk, const GError *error)
{
  if (talk->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LW_SMTP_TIMED_OUT;
  if (g_error_matches (error, LW_ERROR, LW_ERROR_PROTOCOL))
    return LW_SMTP_GARBLED;

  return talk->stage == LW_SMTP_STAGE_CONNECT ? LW_SMTP_UNREACHABLE : LW_SMTP_DROPPED;
}

static void
give_up_for_error (GTask *task, const GError *error)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  LwSmtpOutcome outcome = grade_error (talk, error);

  if (outcome == LW_SMTP_GARBLED)
    {
      g_autofree char *riddle = lw_smtp_channel_dup_riddle (talk->channel);

      lw_smtp_talk_write_down (talk, "S", riddle);
    }
  lw_smtp_give_up (task, outcome, talk->timed_out ? NULL : error->message);
}

/* Opportunistic senders go on in clear, so we do too: once, and it is noted. */
static void
go_on_without_tls (GTask *task)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  if (talk->only_encrypted)
    {
      lw_smtp_give_up (
          task, LW_SMTP_TEMPORARY,
          _ ("The domain asks for encrypted delivery only, and encryption does not work."));
      return;
    }

  lw_smtp_talk_begin_again (talk);
  lw_smtp_talk_write_down (talk, "C", "(connects again, without encryption)");
  connect_to_server (task);
}

static void
encrypted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GIOStream) stream = NULL;
  g_autofree char *line = NULL;

  lw_smtp_tls_clear (&talk->tls);
  stream = lw_smtp_tls_start_finish (result, &talk->tls, NULL);
  if (stream == NULL && g_cancellable_is_cancelled (talk->inner) && !talk->timed_out)
    {
      lw_smtp_finish (g_steal_pointer (&task));
      return;
    }
  if (stream == NULL)
    {
      go_on_without_tls (g_steal_pointer (&task));
      return;
    }

  line = g_strdup_printf ("(encrypted from here: %s, %s)", talk->tls.version, talk->tls.cipher);
  lw_smtp_talk_write_down (talk, "C", line);
  g_clear_pointer (&talk->channel, lw_smtp_channel_free);
  talk->channel = lw_smtp_channel_new (stream);
  talk->encrypted = TRUE;
  lw_smtp_greet_encrypted (g_steal_pointer (&task));
}

/**
 * lw_smtp_shake_hands:
 * @task: (transfer full): a conversation whose server agreed to STARTTLS
 *
 * Begins the encryption.
 */
void
lw_smtp_shake_hands (GTask *task)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);

  talk->stage = LW_SMTP_STAGE_HANDSHAKE;
  lw_smtp_talk_set_alarm (talk, talk->timeouts.reply_ms);
  lw_smtp_tls_start_async (talk->world, G_IO_STREAM (talk->connection), talk->host, talk->inner,
                           encrypted_cb, task);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwSmtpReply) reply = lw_smtp_channel_ask_finish (result, &error);

  if (reply != NULL)
    {
      lw_smtp_talk_write_down_reply (talk, reply);
      lw_smtp_take_reply (g_steal_pointer (&task), reply);
    }
  else if (talk->decided || (g_cancellable_is_cancelled (talk->inner) && !talk->timed_out))
    lw_smtp_finish (g_steal_pointer (&task));
  else
    give_up_for_error (g_steal_pointer (&task), error);
}

static guint
choose_timeout (LwSmtpTalk *talk)
{
  if (talk->stage == LW_SMTP_STAGE_LETTER)
    return talk->timeouts.letter_ms;
  return talk->stage >= LW_SMTP_STAGE_RSET ? talk->timeouts.quit_ms : talk->timeouts.reply_ms;
}

/* The letter itself does not go into the transcript. */
static GBytes *
make_letter (LwSmtpTalk *talk)
{
  GBytes *letter =
      !talk->eight_bit && talk->letter_ascii != NULL ? talk->letter_ascii : talk->letter;
  g_autofree char *line =
      g_strdup_printf ("(the letter, %" G_GSIZE_FORMAT " octets)", g_bytes_get_size (letter));

  lw_smtp_talk_write_down (talk, "C", line);
  return lw_smtp_stuff (letter);
}

static GBytes *
make_command (LwSmtpTalk *talk, const char *command)
{
  char *line = g_strconcat (command, "\r\n", NULL);

  lw_smtp_talk_write_down (talk, "C", command);
  return g_bytes_new_take (line, strlen (line));
}

/**
 * lw_smtp_say:
 * @task: (transfer full): a conversation
 * @stage: where it stands then
 * @command: (nullable): the command without its end; `NULL` to listen only, or to send the letter
 *
 * Sends the command; the reply goes to [func@lw_smtp_take_reply].
 */
void
lw_smtp_say (GTask *task, LwSmtpStage stage, const char *command)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;

  talk->stage = stage;
  if (stage == LW_SMTP_STAGE_LETTER)
    bytes = make_letter (talk);
  else if (command != NULL)
    bytes = make_command (talk, command);

  lw_smtp_talk_set_alarm (talk, choose_timeout (talk));
  lw_smtp_channel_ask_async (talk->channel, bytes, talk->inner, replied_cb, task);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (connection != NULL)
    {
      lw_smtp_talk_take_connection (talk, connection);
      lw_smtp_say (g_steal_pointer (&task), LW_SMTP_STAGE_GREETING, NULL);
    }
  else if (g_cancellable_is_cancelled (talk->inner) && !talk->timed_out)
    lw_smtp_finish (g_steal_pointer (&task));
  else
    give_up_for_error (g_steal_pointer (&task), error);
}

static void
connect_to_server (GTask *task)
{
  LwSmtpTalk *talk = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (talk->address, lw_world_get_smtp_port (talk->world));

  talk->stage = LW_SMTP_STAGE_CONNECT;
  g_socket_client_set_enable_proxy (client, FALSE);
  lw_smtp_talk_set_alarm (talk, talk->timeouts.connect_ms);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), talk->inner, connected_cb,
                                 task);
}

/* (nullable): why no socket may be opened, or what may not be said */
static char *
find_objection (LwSmtpTalk *talk)
{
  g_autoptr (GInetAddress) address = lw_address_parse (talk->address);

  if (address == NULL)
    return g_strdup (_ ("This is not a number address."));
  if (!lw_world_is_public (talk->world, talk->address))
    return g_strdup_printf (_ ("This address is not one of the public internet (%s)."),
                            lw_special_use_lookup (address));
  if (!lw_smtp_path_is_safe (talk->mail_from) ||
      (talk->rcpt_to != NULL && !lw_smtp_path_is_safe (talk->rcpt_to)))
    return g_strdup (_ ("The mail address has characters that cannot be sent."));

  return NULL;
}

/**
 * lw_smtp_converse_async:
 * @world: the world: port, certificate authorities, what counts as public
 * @request: whom to ask for what; copied
 * @cancellable: (nullable): ends it at once, but not between the end of a letter and its reply
 * @callback: called when the outcome is known
 * @user_data: for @callback
 *
 * Talks with one address of one mail server. No socket is opened to special-use addresses that the
 * world does not declare public.
 */
void
lw_smtp_converse_async (LwWorld *world,
                        const LwSmtpRequest *request,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *objection = NULL;
  LwSmtpTalk *talk;

  g_return_if_fail (world != NULL);
  g_return_if_fail (request != NULL && request->host != NULL && request->address != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  talk = lw_smtp_talk_new (world, request, cancellable);
  g_task_set_source_tag (task, lw_smtp_converse_async);
  g_task_set_check_cancellable (task, FALSE); /* what was accepted stays accepted */
  g_task_set_task_data (task, talk, (GDestroyNotify) lw_smtp_talk_free);

  objection = find_objection (talk);
  if (objection != NULL)
    lw_smtp_give_up (g_steal_pointer (&task), LW_SMTP_NOT_ASKED, objection);
  else
    connect_to_server (g_steal_pointer (&task));
}

/**
 * lw_smtp_converse_finish_at:
 * @result: what the callback was given
 * @decided_at: (out): where the outcome was decided
 * @error: `G_IO_ERROR_CANCELLED` only
 *
 * Returns: (transfer full) (nullable): what was said
 */
LwSmtpFacts *
lw_smtp_converse_finish_at (GAsyncResult *result, LwSmtpStage *decided_at, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  *decided_at = ((LwSmtpTalk *) g_task_get_task_data (G_TASK (result)))->decided_at;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lw_smtp_converse_finish:
 * @result: what the callback was given
 * @error: `G_IO_ERROR_CANCELLED` only
 *
 * Returns: (transfer full) (nullable): what was said
 */
LwSmtpFacts *
lw_smtp_converse_finish (GAsyncResult *result, GError **error)
{
  LwSmtpStage decided_at;

  return lw_smtp_converse_finish_at (result, &decided_at, error);
}
