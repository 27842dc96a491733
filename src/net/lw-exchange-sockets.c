/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange-private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* A UDP socket serves one question after the other, which saves the kernel most of the work. It is
 * no longer bound between them, and each connect() has the kernel pick a new random port, as a new
 * socket would: Linux frees the port when a socket that was never bound by hand is connected to
 * AF_UNSPEC. A connected socket gets what comes from its server alone, and hears of a closed port
 * at once. */

#define IDLE_MAX 128
#define STALE_MAX 64

static gboolean
set_errno (int code, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
  return FALSE;
}

LwQuestion *
lw_exchange_find (LwExchange *self, int fd)
{
  return fd >= 0 && (guint) fd < self->by_fd->len ? g_ptr_array_index (self->by_fd, fd) : NULL;
}

static void
set_owner (LwExchange *self, int fd, LwQuestion *question)
{
  if ((guint) fd >= self->by_fd->len)
    g_ptr_array_set_size (self->by_fd, fd + 1);
  g_ptr_array_index (self->by_fd, fd) = question;
}

static gboolean
watch (LwExchange *self, int fd, guint32 events, int operation)
{
  struct epoll_event event = { .events = events, .data.fd = fd };

  return epoll_ctl (self->epoll_fd, operation, fd, &event) == 0;
}

static GArray *
get_idle (LwExchange *self, sa_family_t family)
{
  return self->idle_fds[family == AF_INET6];
}

/* What came for the question before must not be taken for an answer to the next, nor keep the main
 * loop awake until then. FALSE when there is more than can be right. */
static gboolean
drain (int fd)
{
  guint8 byte;

  for (guint i = 0; i < STALE_MAX; i++)
    if (recv (fd, &byte, sizeof byte, 0) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return TRUE;

  return FALSE;
}

static int
open_socket (LwExchange *self, sa_family_t family)
{
  int fd = socket (family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd >= 0)
    watch (self, fd, EPOLLIN, EPOLL_CTL_ADD);

  return fd;
}

static int
take_socket (LwExchange *self, sa_family_t family)
{
  GArray *idle = get_idle (self, family);
  int fd;

  if (idle->len > 0)
    {
      fd = g_array_index (idle, int, idle->len - 1);
      g_array_set_size (idle, idle->len - 1);
      return fd;
    }

  fd = open_socket (self, family);
  if (fd < 0 && errno == EMFILE)
    {
      lw_exchange_close_idle (self);
      fd = open_socket (self, family);
    }

  return fd;
}

gboolean
lw_exchange_open_udp (LwExchange *self, LwQuestion *question, GError **error)
{
  const LwPeer *peer = question->peer;
  int fd = take_socket (self, peer->address.ss_family);

  if (fd < 0)
    return set_errno (errno, error);

  if (connect (fd, (const struct sockaddr *) &peer->address, peer->address_size) < 0)
    {
      set_errno (errno, error);
      close (fd);
      return FALSE;
    }

  question->udp_fd = fd;
  set_owner (self, fd, question);

  return TRUE;
}

void
lw_exchange_close_udp (LwExchange *self, LwQuestion *question)
{
  static const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
  GArray *idle = get_idle (self, question->peer->address.ss_family);
  int fd = question->udp_fd;

  if (fd < 0)
    return;

  question->udp_fd = -1;
  question->udp_deadline_usec = LW_QUESTION_NEVER;
  set_owner (self, fd, NULL);
  if (idle->len < IDLE_MAX && connect (fd, &nowhere, sizeof nowhere) == 0 && drain (fd))
    g_array_append_val (idle, fd);
  else
    close (fd);
}

gboolean
lw_exchange_open_stream (LwExchange *self, LwQuestion *question, GError **error)
{
  if (!lw_question_open_stream (question, error))
    {
      if (question->stream_fd >= 0)
        close (question->stream_fd);
      question->stream_fd = -1;
      return FALSE;
    }

  set_owner (self, question->stream_fd, question);
  watch (self, question->stream_fd, EPOLLOUT, EPOLL_CTL_ADD);

  return TRUE;
}

void
lw_exchange_listen_to_stream (LwExchange *self, LwQuestion *question)
{
  watch (self, question->stream_fd, EPOLLIN, EPOLL_CTL_MOD);
}

void
lw_exchange_close_stream (LwExchange *self, LwQuestion *question)
{
  question->stream_from_usec = question->stream_deadline_usec = LW_QUESTION_NEVER;
  question->stream_state = LW_STREAM_CLOSED;
  if (question->stream_fd < 0)
    return;

  set_owner (self, question->stream_fd, NULL);
  close (question->stream_fd);
  question->stream_fd = -1;
}

void
lw_exchange_close_idle (LwExchange *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->idle_fds); i++)
    {
      for (guint j = 0; j < self->idle_fds[i]->len; j++)
        close (g_array_index (self->idle_fds[i], int, j));
      g_array_set_size (self->idle_fds[i], 0);
    }
}
