/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-talk.h"

#define TRANSCRIPT_MAX_BYTES (64 * 1024)

static const LwSmtpTimeouts usual_timeouts = {
  .connect_ms = 10 * 1000,
  .reply_ms = 60 * 1000,
  .letter_ms = 120 * 1000,
  .quit_ms = 3 * 1000,
  .total_ms = 300 * 1000,
};

/* A letter whose last dot was sent may be in the mailbox already: its reply is awaited. */
static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  LwSmtpTalk *self = user_data;

  if (self->stage < LW_SMTP_STAGE_LETTER)
    g_cancellable_cancel (self->inner);
}

static void
copy_request (LwSmtpTalk *self, const LwSmtpRequest *request)
{
  self->host = g_strdup (request->host);
  self->address = g_strdup (request->address);
  self->mail_from = g_strdup (request->mail_from != NULL ? request->mail_from : "");
  self->rcpt_to = g_strdup (request->rcpt_to);
  if (request->rcpt_to != NULL && request->letter != NULL)
    self->letter = g_bytes_ref (request->letter);
  if (request->rcpt_to != NULL && request->letter_ascii != NULL)
    self->letter_ascii = g_bytes_ref (request->letter_ascii);
  self->preference = request->preference;
  self->only_encrypted = request->only_encrypted;
  self->timeouts = request->timeouts != NULL ? *request->timeouts : usual_timeouts;
}

/**
 * lw_smtp_talk_new:
 * @world: the world
 * @request: copied
 * @cancellable: (nullable): the caller's
 *
 * Returns: (transfer full): a conversation that has not begun; its clock runs
 */
LwSmtpTalk *
lw_smtp_talk_new (LwWorld *world, const LwSmtpRequest *request, GCancellable *cancellable)
{
  LwSmtpTalk *self = g_new0 (LwSmtpTalk, 1);

  self->world = lw_world_ref (world);
  copy_request (self, request);
  self->inner = g_cancellable_new ();
  self->transcript = g_string_new (NULL);
  self->tls.state = LW_TLS_NOT_TRIED;
  self->began_usec = g_get_monotonic_time ();
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_id =
          g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb), self, NULL);
    }

  return self;
}

static void
clear_alarm (LwSmtpTalk *self)
{
  if (self->alarm != NULL)
    g_source_destroy (self->alarm);
  g_clear_pointer (&self->alarm, g_source_unref);
}

void
lw_smtp_talk_free (LwSmtpTalk *self)
{
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  clear_alarm (self);
  g_clear_object (&self->inner);
  g_clear_pointer (&self->channel, lw_smtp_channel_free);
  g_clear_object (&self->connection);
  lw_world_unref (self->world);
  g_free (self->host);
  g_free (self->address);
  g_free (self->mail_from);
  g_free (self->rcpt_to);
  g_clear_pointer (&self->letter, g_bytes_unref);
  g_clear_pointer (&self->letter_ascii, g_bytes_unref);
  g_string_free (self->transcript, TRUE);
  g_free (self->greeting);
  g_free (self->reply_text);
  g_free (self->note);
  lw_smtp_tls_clear (&self->tls);
  g_free (self);
}

static guint
get_elapsed_ms (LwSmtpTalk *self)
{
  return (g_get_monotonic_time () - self->began_usec) / 1000;
}

static gboolean
alarm_cb (gpointer user_data)
{
  LwSmtpTalk *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

/**
 * lw_smtp_talk_set_alarm:
 * @self: a conversation
 * @timeout_ms: how long the next step may take; less when the whole one has not that long left
 *
 * Cancels what is under way when the time is over. A whole reply must fit, not each of its bytes.
 */
void
lw_smtp_talk_set_alarm (LwSmtpTalk *self, guint timeout_ms)
{
  guint elapsed_ms = get_elapsed_ms (self);
  guint left_ms = self->timeouts.total_ms > elapsed_ms ? self->timeouts.total_ms - elapsed_ms : 0;

  clear_alarm (self);
  self->alarm = g_timeout_source_new (MIN (timeout_ms, left_ms));
  g_source_set_callback (self->alarm, alarm_cb, self, NULL);
  g_source_attach (self->alarm, g_main_context_get_thread_default ());
}

void
lw_smtp_talk_take_connection (LwSmtpTalk *self, GSocketConnection *connection)
{
  self->connection = connection;
  self->channel = lw_smtp_channel_new (G_IO_STREAM (connection));
}

/**
 * lw_smtp_talk_begin_again:
 * @self: a conversation whose encryption did not work
 *
 * Forgets the connection, so that a second one can be made, without encryption.
 */
void
lw_smtp_talk_begin_again (LwSmtpTalk *self)
{
  g_clear_pointer (&self->channel, lw_smtp_channel_free);
  g_clear_object (&self->connection);
  g_object_unref (self->inner);
  self->inner = g_cancellable_new ();
  if (self->outer != NULL && g_cancellable_is_cancelled (self->outer))
    g_cancellable_cancel (self->inner);
  self->timed_out = FALSE;
  self->plain = TRUE;
}

/**
 * lw_smtp_talk_write_down:
 * @self: a conversation
 * @side: "C" for us, "S" for the server
 * @line: what was said, without its end
 *
 * Adds a line to the transcript as long as it fits into 64 KiB.
 */
void
lw_smtp_talk_write_down (LwSmtpTalk *self, const char *side, const char *line)
{
  if (self->transcript->len + strlen (line) + 4 < TRANSCRIPT_MAX_BYTES)
    g_string_append_printf (self->transcript, "%s: %s\n", side, line);
}

void
lw_smtp_talk_write_down_reply (LwSmtpTalk *self, LwSmtpReply *reply)
{
  GPtrArray *lines = lw_smtp_reply_get_lines (reply);

  for (guint i = 0; i < lines->len; i++)
    lw_smtp_talk_write_down (self, "S", lines->pdata[i]);
}

/**
 * lw_smtp_talk_decide:
 * @self: a conversation
 * @outcome: how it ends
 * @reply: (nullable): the reply that decided
 * @note: (nullable): a sentence
 *
 * Fixes the outcome; the first one counts, whatever goes wrong with the farewell.
 */
void
lw_smtp_talk_decide (LwSmtpTalk *self, LwSmtpOutcome outcome, LwSmtpReply *reply, const char *note)
{
  if (self->decided)
    return;

  self->decided = TRUE;
  self->outcome = outcome;
  self->decided_at = self->stage;
  if (note != NULL)
    self->note = g_strdup (note);
  if (reply != NULL)
    {
      self->reply_code = lw_smtp_reply_get_code (reply);
      self->reply_text = lw_smtp_reply_dup_text (reply);
    }
}

LwSmtpFacts *
lw_smtp_talk_to_facts (LwSmtpTalk *self)
{
  guint elapsed_ms = get_elapsed_ms (self);

  return lw_smtp_facts_new (&(LwSmtpFields){
      .host = self->host,
      .preference = self->preference,
      .address = self->address,
      .outcome = self->outcome,
      .reply_code = self->reply_code,
      .reply_text = self->reply_text,
      .greeting = self->greeting,
      .tls = self->tls.state,
      .tls_version = self->tls.version,
      .tls_cipher = self->tls.cipher,
      .tls_note = self->tls.note,
      .tls_not_after = self->tls.not_after,
      .asked_at = (g_get_real_time () - elapsed_ms * (G_USEC_PER_SEC / 1000)) / G_USEC_PER_SEC,
      .elapsed_ms = elapsed_ms,
      .transcript = self->transcript->str,
      .note = self->note,
  });
}
