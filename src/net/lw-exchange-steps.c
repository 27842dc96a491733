/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange-private.h"

#include "lw-error.h"
#include "lw-wire.h"

#include <glib/gi18n-lib.h>
#include <poll.h>

#define STREAM_MAX_BYTES (64 * 1024 * 1024)
#define UDP_TRIES 3
#define WRONG_REPLIES_MAX 16
#define LEAST_PATIENCE_USEC (50 * 1000)

/* Times are multiples of the first UDP time-out, so that one number makes a test hasty. A write may
 * make the server sign and store a whole zone before it answers. */
#define GIVE_UP_TIMES 6
#define CONNECT_TIMES 8
#define REPLY_TIMES 6
#define BESIDE_UDP_TIMES 3
#define STREAM_TIMES 25
#define WRITE_TIMES 75

/* The way of a question that begins by UDP, in first time-outs (400 ms in production) when the
 * server’s speed is not known, else the second try comes sooner:
 *
 *   0         1              2.5                                    6
 *   UDP ───── UDP ────────── UDP ──────────────────────────────────── the end
 *                    1.5 TCP ──────────────────────────────────────── the end
 *                            (without EDNS)  3 TCP ──────────────────
 *
 * TCP begins half a time-out after the second try; for LW_TRANSPORT_FORGIVING after the third,
 * which is without EDNS: else TCP would hide that only EDNS was in the way. Whoever answers first
 * wins, and a late reply to an early try still counts. */

static gint64
get_unit (LwExchange *self)
{
  return (gint64) self->first_timeout_ms * 1000;
}

static gint64
get_patience (LwExchange *self, const LwQuestion *question)
{
  gint64 unit = get_unit (self);

  return question->is_lookup
             ? unit
             : lw_peer_get_patience (question->peer, MIN (LEAST_PATIENCE_USEC, unit), unit);
}

static void
set_udp_deadline (LwExchange *self, LwQuestion *question)
{
  gint64 unit = get_unit (self);

  if (question->n_udp_tries == 1)
    question->udp_deadline_usec = question->sent_usec + get_patience (self, question);
  else if (question->n_udp_tries < UDP_TRIES)
    question->udp_deadline_usec = question->sent_usec + unit * 3 / 2;
  else
    question->udp_deadline_usec = question->begun_usec + unit * GIVE_UP_TIMES;
}

static void
count_sent (LwExchange *self, LwPeer *peer)
{
  self->n_sent++;
  peer->n_sent++;
  self->n_most_sent = MAX (self->n_most_sent, peer->n_sent);
}

/**
 * lw_exchange_get_n_sent:
 * @self: an exchange
 * @most: (out) (optional): how many of them one server got
 *
 * Returns: how many datagrams and connections questions took so far, also repeated ones
 */
guint64
lw_exchange_get_n_sent (LwExchange *self, guint64 *most)
{
  g_return_val_if_fail (LW_IS_EXCHANGE (self), 0);

  if (most != NULL)
    *most = self->n_most_sent;

  return self->n_sent;
}

static gboolean
send_by_udp (LwExchange *self, LwQuestion *question, GError **error)
{
  gboolean is_last = question->n_udp_tries == UDP_TRIES - 1;
  gboolean forgives = question->transport == LW_TRANSPORT_FORGIVING;
  guint tries_before_tcp = forgives ? UDP_TRIES : UDP_TRIES - 1;

  if (question->udp_fd < 0 && !lw_exchange_open_udp (self, question, error))
    return FALSE;

  question->plainly = forgives && is_last;
  question->sent_usec = g_get_monotonic_time ();
  if (!lw_question_send_datagram (question, error))
    return FALSE;

  count_sent (self, question->peer);
  set_udp_deadline (self, question);
  if (question->n_udp_tries == tries_before_tcp && !question->stream_tried)
    question->stream_from_usec = question->sent_usec + get_unit (self) / 2;

  return TRUE;
}

static gboolean
connect_by_tcp (LwExchange *self, LwQuestion *question, GError **error)
{
  gint64 begun_usec = question->udp_fd >= 0 ? question->begun_usec : g_get_monotonic_time ();
  guint times = question->transport == LW_TRANSPORT_TCP ? CONNECT_TIMES : GIVE_UP_TIMES;

  question->stream_from_usec = LW_QUESTION_NEVER;
  if (!lw_exchange_open_stream (self, question, error))
    return FALSE;

  count_sent (self, question->peer);
  question->stream_deadline_usec = begun_usec + get_unit (self) * times;

  return TRUE;
}

static GError *
new_timed_out (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                              _ ("The name server did not answer."));
}

/* That a resolver takes no TCP says nothing: many do not. */
static GError *
explain_end (LwQuestion *question)
{
  if (question->udp_error != NULL)
    return g_steal_pointer (&question->udp_error);

  return question->stream_error != NULL && question->transport != LW_TRANSPORT_AUTO
             ? g_steal_pointer (&question->stream_error)
             : new_timed_out ();
}

/* When there is nothing left to wait for */
static void
end_when_over (LwExchange *self, LwQuestion *question)
{
  if (lw_question_get_deadline (question) == LW_QUESTION_NEVER)
    lw_exchange_end (self, question, NULL, explain_end (question));
}

/* Takes @error (nullable). UDP knows at once when there is no way or no server: nothing is gained
 * by asking again, but TCP may still be on its way. */
static void
end_udp (LwExchange *self, LwQuestion *question, GError *error)
{
  g_clear_error (&question->udp_error);
  question->udp_error = error;
  lw_exchange_close_udp (self, question);
  if (question->stream_fd < 0)
    question->stream_from_usec = LW_QUESTION_NEVER;
  end_when_over (self, question);
}

/* Takes @error. */
static void
end_stream (LwExchange *self, LwQuestion *question, GError *error)
{
  g_clear_error (&question->stream_error);
  question->stream_error = error;
  lw_exchange_close_stream (self, question);
  end_when_over (self, question);
}

static void
begin_stream (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  if (!connect_by_tcp (self, question, &error))
    end_stream (self, question, error);
}

static void
switch_to_tcp (LwExchange *self, LwQuestion *question)
{
  lw_exchange_close_udp (self, question);
  if (question->stream_fd < 0 && !question->stream_tried)
    begin_stream (self, question);
  else
    end_when_over (self, question);
}

static void
repeat_by_udp (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  if (question->n_udp_tries >= UDP_TRIES)
    end_udp (self, question, NULL);
  else if (!send_by_udp (self, question, &error))
    end_udp (self, question, error);
}

static gboolean
is_readable (int fd, short events)
{
  struct pollfd entry = { .fd = fd, .events = events };

  return fd >= 0 && poll (&entry, 1, 0) > 0;
}

/* The main loop may have been busy elsewhere while the reply lay in the socket. */
static void
look_into_sockets (LwExchange *self, LwQuestion *question)
{
  gboolean writes = question->stream_state == LW_STREAM_CONNECTING ||
                    (question->outgoing != NULL && question->outgoing->len > 0);

  if (is_readable (question->udp_fd, POLLIN))
    lw_exchange_advance (self, question, question->udp_fd);
  if (!question->ended && is_readable (question->stream_fd, writes ? POLLOUT : POLLIN))
    lw_exchange_advance (self, question, question->stream_fd);
}

void
lw_exchange_go_on (LwExchange *self, LwQuestion *question, gint64 now_usec)
{
  look_into_sockets (self, question);

  if (!question->ended && question->stream_from_usec <= now_usec)
    begin_stream (self, question);
  if (!question->ended && question->stream_deadline_usec <= now_usec)
    end_stream (self, question, new_timed_out ());
  if (!question->ended && question->udp_deadline_usec <= now_usec)
    repeat_by_udp (self, question);
}

/* Whoever answers first must not win: a wrong reply is ignored and the wait goes on. */
static void
ignore_reply (LwExchange *self, LwQuestion *question)
{
  self->n_ignored++;
  question->n_wrong++;

  if (question->n_wrong >= WRONG_REPLIES_MAX && question->udp_fd >= 0)
    switch_to_tcp (self, question);
}

/* Of several tries nobody knows which one was answered (Karn). */
static void
take_round_trip (LwQuestion *question, gint64 now_usec)
{
  question->peer->heard_usec = now_usec;
  if (question->n_udp_tries == 1 && !question->is_lookup)
    lw_peer_take_round_trip (question->peer, now_usec - question->sent_usec);
}

static void
take_datagram (LwExchange *self, LwQuestion *question, gsize size)
{
  take_round_trip (question, g_get_monotonic_time ());

  if (lw_wire_is_truncated (self->buffer, size))
    {
      question->cut = g_bytes_new (self->buffer, size);
      switch_to_tcp (self, question); /* the whole answer can come by TCP only */
      return;
    }

  lw_exchange_close_stream (self, question);
  lw_exchange_end (self, question, g_bytes_new (self->buffer, size), NULL);
}

static void
read_datagram (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;
  gssize size =
      lw_question_read_datagram (question, self->buffer, LW_EXCHANGE_BUFFER_BYTES, &error);

  if (error != NULL)
    end_udp (self, question, error);
  else if (size < 0)
    return;
  else if (!lw_wire_answers (question->query, self->buffer, (gsize) size))
    ignore_reply (self, question);
  else
    take_datagram (self, question, (gsize) size);
}

/* Gives one message of a stream to its reader. FALSE when the question is over. */
static gboolean
deliver (LwExchange *self, LwQuestion *question, GBytes *message)
{
  GError *error = NULL;

  if (!lw_wire_continues (question->query, message))
    lw_set_error (&error, LW_ERROR_PROTOCOL, NULL, NULL,
                  _ ("The name server sent something that was not asked for."));
  else if (question->message_func (message, question->message_data, &error) && error == NULL)
    {
      question->stream_deadline_usec = g_get_monotonic_time () + get_unit (self) * STREAM_TIMES;
      return TRUE;
    }

  lw_exchange_end (self, question, NULL, error);
  return FALSE;
}

/* FALSE when the question is over. */
static gboolean
take_message (LwExchange *self, LwQuestion *question, GBytes *message)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);

  if (question->message_func != NULL)
    return deliver (self, question, message);

  if (!lw_wire_answers (question->query, bytes, size))
    {
      ignore_reply (self, question);
      return !question->ended;
    }

  lw_exchange_close_udp (self, question);
  lw_exchange_end (self, question, g_bytes_ref (message), NULL);
  return FALSE;
}

static void
read_stream (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;
  GBytes *message;
  gboolean goes_on =
      lw_question_pull_stream (question, self->buffer, LW_EXCHANGE_BUFFER_BYTES, &error);

  if (goes_on && question->n_received > STREAM_MAX_BYTES)
    goes_on = (lw_set_error (&error, LW_ERROR_PROTOCOL, NULL, NULL,
                             _ ("The name server sends more than any domain can hold.")),
               FALSE);

  if (!goes_on)
    {
      end_stream (self, question, error);
      return;
    }

  question->peer->heard_usec = g_get_monotonic_time ();
  while (goes_on && (message = lw_question_take_message (question)) != NULL)
    {
      goes_on = take_message (self, question, message);
      g_bytes_unref (message);
    }
}

static guint
get_reply_times (LwQuestion *question)
{
  if (question->message_func != NULL)
    return STREAM_TIMES;
  if (question->transport == LW_TRANSPORT_TCP)
    return WRITE_TIMES;

  return question->udp_fd >= 0 ? BESIDE_UDP_TIMES : REPLY_TIMES;
}

static void
write_stream (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  if (question->stream_state == LW_STREAM_CONNECTING)
    {
      if (!lw_question_finish_connect (question, &error))
        {
          end_stream (self, question, error);
          return;
        }
      question->peer->heard_usec = g_get_monotonic_time ();
      question->stream_deadline_usec =
          MAX (question->stream_deadline_usec,
               question->peer->heard_usec + get_unit (self) * get_reply_times (question));
    }

  if (!lw_question_push_stream (question, &error))
    end_stream (self, question, error);
  else if (question->outgoing->len == 0)
    lw_exchange_listen_to_stream (self, question);
}

gboolean
lw_exchange_send_first (LwExchange *self, LwQuestion *question, GError **error)
{
  return question->transport == LW_TRANSPORT_TCP ? connect_by_tcp (self, question, error)
                                                 : send_by_udp (self, question, error);
}

void
lw_exchange_advance (LwExchange *self, LwQuestion *question, int fd)
{
  g_autoptr (LwQuestion) alive = lw_question_ref (question);

  if (fd == question->udp_fd)
    read_datagram (self, question);
  else if (question->stream_state == LW_STREAM_CONNECTING || question->outgoing->len > 0)
    write_stream (self, question);
  else
    read_stream (self, question);
}
