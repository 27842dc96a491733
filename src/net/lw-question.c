/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-question.h"

#include "lw-error.h"
#include "lw-packet.h"
#include "lw-wire.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <unistd.h>

static gboolean
set_errno (int code, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
  return FALSE;
}

static gboolean
is_passing (int code)
{
  return code == EAGAIN || code == EWOULDBLOCK || code == EINTR || code == ENOBUFS;
}

static gboolean
set_peer (LwQuestion *self, const char *address, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) peer = g_inet_socket_address_new_from_string (address, port);

  if (peer == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, "address", NULL, _ ("“%s” is not an address."),
                    address);
      return FALSE;
    }

  self->peer_size = (socklen_t) g_socket_address_get_native_size (peer);
  return g_socket_address_to_native (peer, &self->peer, sizeof self->peer, error);
}

static gboolean
check_query (GBytes *query, GError **error)
{
  gsize size = g_bytes_get_size (query);

  if (size >= LW_PACKET_HEADER_BYTES && size <= LW_PACKET_MAX_BYTES)
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, NULL, NULL,
                _ ("This does not fit into one message to a name server."));
  return FALSE;
}

/* @task: (transfer none) */
LwQuestion *
lw_question_new (GTask *task, const char *address, guint16 port, GBytes *query, GError **error)
{
  LwQuestion *self = g_new0 (LwQuestion, 1);

  self->task = g_object_ref (task);
  self->query = g_bytes_ref (query);
  self->incoming = g_byte_array_new ();
  self->outgoing = g_byte_array_new ();
  self->fd = -1;

  if (set_peer (self, address, port, error) && check_query (query, error))
    return self;

  lw_question_free (self);
  return NULL;
}

void
lw_question_free (LwQuestion *self)
{
  lw_question_close (self);
  g_clear_pointer (&self->cut, g_bytes_unref);
  g_clear_object (&self->task);
  g_bytes_unref (self->query);
  g_byte_array_unref (self->incoming);
  g_byte_array_unref (self->outgoing);
  g_free (self);
}

GTask *
lw_question_steal_task (LwQuestion *self)
{
  return g_steal_pointer (&self->task);
}

gboolean
lw_question_is_cancelled (LwQuestion *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

/* Whether its socket has something to say just now. */
gboolean
lw_question_is_ready (LwQuestion *self)
{
  gboolean writes = self->state == LW_QUESTION_CONNECTING || self->outgoing->len > 0;
  struct pollfd entry = { .fd = self->fd, .events = writes ? POLLOUT : POLLIN };

  return poll (&entry, 1, 0) > 0;
}

/* Closing takes the descriptor off every epoll descriptor. */
void
lw_question_close (LwQuestion *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->state = LW_QUESTION_CLOSED;
  g_byte_array_set_size (self->incoming, 0);
  g_byte_array_set_size (self->outgoing, 0);
}

static gboolean
open_socket (LwQuestion *self, int type, GError **error)
{
  lw_question_close (self);

  self->fd = socket (self->peer.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  return self->fd >= 0 || set_errno (errno, error);
}

/* A connected socket of its own: the kernel drops what comes from another address, reports a
 * closed port at once, and picks a new port each time. */
gboolean
lw_question_open_udp (LwQuestion *self, GError **error)
{
  if (!open_socket (self, SOCK_DGRAM, error))
    return FALSE;

  if (connect (self->fd, (struct sockaddr *) &self->peer, self->peer_size) < 0)
    return set_errno (errno, error);

  self->state = LW_QUESTION_UDP;
  return TRUE;
}

static void
frame_query (LwQuestion *self)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->query, &size);

  lw_packet_append_u16 (self->outgoing, (guint16) size);
  g_byte_array_append (self->outgoing, bytes, size);
}

gboolean
lw_question_open_tcp (LwQuestion *self, GError **error)
{
  if (!open_socket (self, SOCK_STREAM, error))
    return FALSE;

  if (connect (self->fd, (struct sockaddr *) &self->peer, self->peer_size) < 0 &&
      errno != EINPROGRESS)
    return set_errno (errno, error);

  self->tcp_tried = TRUE;
  self->state = LW_QUESTION_CONNECTING;
  frame_query (self);

  return TRUE;
}

/* A datagram for which there is no room just now counts as one that got lost. */
gboolean
lw_question_send_datagram (LwQuestion *self, GError **error)
{
  g_autoptr (GBytes) bytes =
      self->plainly ? lw_wire_strip_edns (self->query) : g_bytes_ref (self->query);
  gsize size;
  const void *query = g_bytes_get_data (bytes, &size);

  self->n_udp_tries++;

  return send (self->fd, query, size, MSG_NOSIGNAL) >= 0 || is_passing (errno) ||
         set_errno (errno, error);
}

/* One datagram a call. -1 without an error: nothing there. */
gssize
lw_question_read_datagram (LwQuestion *self, guint8 *buffer, gsize size, GError **error)
{
  gssize n = recv (self->fd, buffer, size, 0);

  if (n < 0 && !is_passing (errno))
    set_errno (errno, error);

  return n;
}

gboolean
lw_question_finish_connect (LwQuestion *self, GError **error)
{
  int code = 0;
  socklen_t size = sizeof code;

  if (getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0)
    code = errno;
  if (code != 0)
    return set_errno (code, error);

  self->state = LW_QUESTION_TCP;
  return TRUE;
}

/* Sends what the socket takes. */
gboolean
lw_question_push_tcp (LwQuestion *self, GError **error)
{
  gssize n;

  if (self->outgoing->len == 0)
    return TRUE;

  n = send (self->fd, self->outgoing->data, self->outgoing->len, MSG_NOSIGNAL);
  if (n > 0)
    g_byte_array_remove_range (self->outgoing, 0, (guint) n);

  return n >= 0 || is_passing (errno) || set_errno (errno, error);
}

/* Reads once. The server's farewell is an error: whoever calls still waits for something. */
gboolean
lw_question_pull_tcp (LwQuestion *self, guint8 *buffer, gsize size, GError **error)
{
  gssize n = recv (self->fd, buffer, size, 0);

  if (n > 0)
    {
      g_byte_array_append (self->incoming, buffer, (guint) n);
      self->n_received += (gsize) n;
      return TRUE;
    }

  if (n < 0)
    return is_passing (errno) || set_errno (errno, error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                       _ ("The name server ended the connection without a whole answer."));
  return FALSE;
}

/* (nullable) (transfer full): the next whole message that TCP brought */
GBytes *
lw_question_take_message (LwQuestion *self)
{
  GBytes *message;
  gsize size;

  if (self->incoming->len < 2)
    return NULL;

  size = lw_packet_get_u16 (self->incoming->data);
  if (self->incoming->len < 2 + size)
    return NULL;

  message = g_bytes_new (self->incoming->data + 2, size);
  g_byte_array_remove_range (self->incoming, 0, (guint) (2 + size));

  return message;
}
