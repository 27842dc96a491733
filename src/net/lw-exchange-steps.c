/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange-private.h"

#include "lw-error.h"
#include "lw-wire.h"

#include <glib/gi18n-lib.h>
#include <sys/epoll.h>

#define STREAM_MAX_BYTES (64 * 1024 * 1024)
#define UDP_TRIES 3
#define UDP_TRIES_BEFORE_TCP 2
#define WRONG_REPLIES_MAX 16

/* Times are multiples of the first UDP time-out, so that one number makes a test hasty. A write may
 * make the server sign and store a whole zone before it answers. */
#define CONNECT_TIMES 8
#define REPLY_TIMES 12
#define STREAM_TIMES 25
#define WRITE_TIMES 75

static void
set_deadline (LwExchange *self, LwQuestion *question, guint times)
{
  question->deadline_usec =
      g_get_monotonic_time () + (gint64) self->first_timeout_ms * 1000 * times;
}

static gboolean
watch (LwExchange *self, LwQuestion *question, guint32 events, int operation)
{
  struct epoll_event event = { .events = events, .data.ptr = question };

  return epoll_ctl (self->epoll_fd, operation, question->fd, &event) == 0;
}

static gboolean
send_by_udp (LwExchange *self, LwQuestion *question, GError **error)
{
  if (question->state != LW_QUESTION_UDP)
    {
      if (!lw_question_open_udp (question, error))
        return FALSE;
      watch (self, question, EPOLLIN, EPOLL_CTL_ADD);
    }

  question->plainly = question->transport == LW_TRANSPORT_FORGIVING &&
                      question->n_udp_tries >= UDP_TRIES_BEFORE_TCP;
  set_deadline (self, question, 1u << question->n_udp_tries);
  return lw_question_send_datagram (question, error);
}

static gboolean
connect_by_tcp (LwExchange *self, LwQuestion *question, GError **error)
{
  question->plainly = FALSE;
  if (!lw_question_open_tcp (question, error))
    return FALSE;

  watch (self, question, EPOLLOUT, EPOLL_CTL_ADD);
  set_deadline (self, question, CONNECT_TIMES);

  return TRUE;
}

static void
switch_to_tcp (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  if (!connect_by_tcp (self, question, &error))
    lw_exchange_go_on (self, question, error);
}

static GError *
new_timed_out (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                              _ ("The name server did not answer."));
}

static gboolean
shall_turn_to_tcp (const LwQuestion *question)
{
  guint n_tries = question->transport == LW_TRANSPORT_FORGIVING ? UDP_TRIES : UDP_TRIES_BEFORE_TCP;

  return question->state == LW_QUESTION_UDP && !question->tcp_tried &&
         question->n_udp_tries >= n_tries;
}

void
lw_exchange_go_on (LwExchange *self, LwQuestion *question, GError *error)
{
  gboolean by_udp = question->state == LW_QUESTION_UDP;
  gboolean may_repeat = question->transport != LW_TRANSPORT_TCP && question->n_udp_tries > 0;
  gboolean turns_to_tcp = shall_turn_to_tcp (question);
  GError *next_error = NULL;
  gboolean sent;

  /* UDP knows at once when there is no way or no server: nothing is gained by asking again. */
  if ((by_udp && error != NULL) || !may_repeat ||
      (question->n_udp_tries >= UDP_TRIES && !turns_to_tcp))
    {
      lw_exchange_end (self, question, NULL, error != NULL ? error : new_timed_out ());
      return;
    }

  if (turns_to_tcp)
    sent = connect_by_tcp (self, question, &next_error);
  else
    sent = send_by_udp (self, question, &next_error);

  g_clear_error (&error);
  if (!sent)
    lw_exchange_end (self, question, NULL, next_error);
}

/* Whoever answers first must not win: a wrong reply is ignored and the wait goes on. */
static void
ignore_reply (LwExchange *self, LwQuestion *question)
{
  self->n_ignored++;
  question->n_wrong++;

  if (question->n_wrong >= WRONG_REPLIES_MAX && question->state == LW_QUESTION_UDP &&
      !question->tcp_tried)
    switch_to_tcp (self, question);
}

static void
read_datagram (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;
  gssize size =
      lw_question_read_datagram (question, self->buffer, LW_EXCHANGE_BUFFER_BYTES, &error);

  if (error != NULL)
    lw_exchange_go_on (self, question, error);
  else if (size < 0)
    return;
  else if (!lw_wire_answers (question->query, self->buffer, (gsize) size))
    ignore_reply (self, question);
  else if (lw_wire_is_truncated (self->buffer, (gsize) size) && !question->tcp_tried)
    {
      question->n_udp_tries = UDP_TRIES; /* the whole answer can come by TCP only */
      question->cut = g_bytes_new (self->buffer, (gsize) size);
      switch_to_tcp (self, question);
    }
  else
    lw_exchange_end (self, question, g_bytes_new (self->buffer, (gsize) size), NULL);
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
      set_deadline (self, question, STREAM_TIMES);
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
      return TRUE;
    }

  lw_exchange_end (self, question, g_bytes_ref (message), NULL);
  return FALSE;
}

static void
read_stream (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;
  GBytes *message;
  gboolean goes_on =
      lw_question_pull_tcp (question, self->buffer, LW_EXCHANGE_BUFFER_BYTES, &error);

  if (goes_on && question->n_received > STREAM_MAX_BYTES)
    goes_on = (lw_set_error (&error, LW_ERROR_PROTOCOL, NULL, NULL,
                             _ ("The name server sends more than any domain can hold.")),
               FALSE);

  if (!goes_on)
    {
      lw_exchange_go_on (self, question, error);
      return;
    }

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

  return question->transport == LW_TRANSPORT_TCP ? WRITE_TIMES : REPLY_TIMES;
}

static void
write_stream (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  if (question->state == LW_QUESTION_CONNECTING)
    {
      if (!lw_question_finish_connect (question, &error))
        {
          lw_exchange_go_on (self, question, error);
          return;
        }
      set_deadline (self, question, get_reply_times (question));
    }

  if (!lw_question_push_tcp (question, &error))
    lw_exchange_go_on (self, question, error);
  else if (question->outgoing->len == 0)
    watch (self, question, EPOLLIN, EPOLL_CTL_MOD);
}

gboolean
lw_exchange_send_first (LwExchange *self, LwQuestion *question, GError **error)
{
  return question->transport == LW_TRANSPORT_TCP ? connect_by_tcp (self, question, error)
                                                 : send_by_udp (self, question, error);
}

void
lw_exchange_advance (LwExchange *self, LwQuestion *question)
{
  if (question->state == LW_QUESTION_UDP)
    read_datagram (self, question);
  else if (question->state == LW_QUESTION_CONNECTING || question->outgoing->len > 0)
    write_stream (self, question);
  else if (question->state == LW_QUESTION_TCP)
    read_stream (self, question);
}
