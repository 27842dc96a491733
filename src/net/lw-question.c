/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-question.h"

#include "lw-error.h"
#include "lw-packet.h"
#include "lw-wire.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define ID_BYTES 2
#define RECURSION_DESIRED 0x01 /* in the third byte */
#define OPCODE_QUERY 0

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

gboolean
lw_question_check_query (GBytes *query, GError **error)
{
  gsize size = g_bytes_get_size (query);

  if (size >= LW_PACKET_HEADER_BYTES && size <= LW_PACKET_MAX_BYTES)
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, NULL, NULL,
                _ ("This does not fit into one message to a name server."));
  return FALSE;
}

/* @query: that lw_question_check_query() let pass */
LwQuestion *
lw_question_new (LwPeer *peer, GBytes *query, LwTransport transport)
{
  LwQuestion *self = g_new0 (LwQuestion, 1);
  const guint8 *bytes = g_bytes_get_data (query, NULL);

  self->n_refs = 1;
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->peer = peer;
  self->query = g_bytes_ref (query);
  self->transport = transport;
  self->is_shared = lw_packet_get_opcode (bytes) == OPCODE_QUERY;
  self->is_lookup = (bytes[2] & RECURSION_DESIRED) != 0;
  self->udp_fd = self->stream_fd = -1;
  self->udp_deadline_usec = self->stream_from_usec = self->stream_deadline_usec = LW_QUESTION_NEVER;
  self->link.data = self;

  return self;
}

LwQuestion *
lw_question_ref (LwQuestion *self)
{
  self->n_refs++;
  return self;
}

/* Its sockets belong to the exchange, which has taken them back. */
void
lw_question_unref (LwQuestion *self)
{
  if (--self->n_refs > 0)
    return;

  g_assert (self->udp_fd < 0 && self->stream_fd < 0);
  g_ptr_array_unref (self->tasks);
  g_bytes_unref (self->query);
  g_clear_error (&self->udp_error);
  g_clear_error (&self->stream_error);
  g_clear_pointer (&self->outgoing, g_byte_array_unref);
  g_clear_pointer (&self->incoming, g_byte_array_unref);
  g_clear_pointer (&self->cut, g_bytes_unref);
  g_free (self);
}

guint
lw_question_hash (gconstpointer question)
{
  const LwQuestion *self = question;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->query, &size);
  guint hash = g_direct_hash (self->peer) + self->transport;

  for (gsize i = ID_BYTES; i < size; i++)
    hash = hash * 33 + bytes[i];

  return hash;
}

gboolean
lw_question_equal (gconstpointer a, gconstpointer b)
{
  const LwQuestion *first = a, *second = b;
  gsize size, other_size;
  const guint8 *bytes = g_bytes_get_data (first->query, &size);
  const guint8 *other = g_bytes_get_data (second->query, &other_size);

  return first->peer == second->peer && first->transport == second->transport &&
         size == other_size && memcmp (bytes + ID_BYTES, other + ID_BYTES, size - ID_BYTES) == 0;
}

gint64
lw_question_get_deadline (const LwQuestion *self)
{
  return MIN (MIN (self->udp_deadline_usec, self->stream_deadline_usec), self->stream_from_usec);
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

  return send (self->udp_fd, query, size, MSG_NOSIGNAL) >= 0 || is_passing (errno) ||
         set_errno (errno, error);
}

/* One datagram a call. -1 without an error: nothing there. */
gssize
lw_question_read_datagram (LwQuestion *self, guint8 *buffer, gsize size, GError **error)
{
  gssize n = recv (self->udp_fd, buffer, size, 0);

  if (n < 0 && !is_passing (errno))
    set_errno (errno, error);

  return n;
}

static void
frame_query (LwQuestion *self)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->query, &size);

  self->incoming = g_byte_array_new ();
  self->outgoing = g_byte_array_new ();
  lw_packet_append_u16 (self->outgoing, (guint16) size);
  g_byte_array_append (self->outgoing, bytes, size);
}

/* Once in the life of a question. When it cannot be, the caller closes what there is. */
gboolean
lw_question_open_stream (LwQuestion *self, GError **error)
{
  self->stream_tried = TRUE;
  self->stream_fd =
      socket (self->peer->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->stream_fd < 0 || (connect (self->stream_fd, (struct sockaddr *) &self->peer->address,
                                       self->peer->address_size) < 0 &&
                              errno != EINPROGRESS))
    return set_errno (errno, error);

  self->stream_state = LW_STREAM_CONNECTING;
  frame_query (self);

  return TRUE;
}

gboolean
lw_question_finish_connect (LwQuestion *self, GError **error)
{
  int code = 0;
  socklen_t size = sizeof code;

  if (getsockopt (self->stream_fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0)
    code = errno;
  if (code != 0)
    return set_errno (code, error);

  self->stream_state = LW_STREAM_OPEN;
  return TRUE;
}

/* Sends what the socket takes. */
gboolean
lw_question_push_stream (LwQuestion *self, GError **error)
{
  gssize n;

  if (self->outgoing->len == 0)
    return TRUE;

  n = send (self->stream_fd, self->outgoing->data, self->outgoing->len, MSG_NOSIGNAL);
  if (n > 0)
    g_byte_array_remove_range (self->outgoing, 0, (guint) n);

  return n >= 0 || is_passing (errno) || set_errno (errno, error);
}

/* Reads once. The server's farewell is an error: whoever calls still waits for something. */
gboolean
lw_question_pull_stream (LwQuestion *self, guint8 *buffer, gsize size, GError **error)
{
  gssize n = recv (self->stream_fd, buffer, size, 0);

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
