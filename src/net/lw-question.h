/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/socket.h>

#include "lw-exchange.h"

G_BEGIN_DECLS

/* One question on its way: a socket of its own, and how far it got. Private to the room;
 * LwExchange decides when to open, to repeat and to give up. */

typedef enum
{
  LW_QUESTION_CLOSED,
  LW_QUESTION_UDP,
  LW_QUESTION_CONNECTING,
  LW_QUESTION_TCP,
} LwQuestionState;

typedef struct
{
  GTask *task;   /* (owned) */
  GBytes *query; /* (owned) */
  struct sockaddr_storage peer;
  socklen_t peer_size;
  LwTransport transport;
  LwStreamFunc message_func; /* (nullable): wants many messages */
  gpointer message_data;

  LwQuestionState state;
  int fd;               /* connected and non-blocking, or -1 */
  gint64 deadline_usec; /* of the present try, by the monotonic clock */
  guint n_udp_tries;
  guint n_wrong; /* replies that were not to this question */
  gboolean tcp_tried : 1;
  gboolean plainly : 1; /* the present try is without EDNS */

  GBytes *cut;          /* (owned) (nullable): the cut reply that UDP brought; better than none */
  GByteArray *outgoing; /* (owned): what TCP has still to send */
  GByteArray *incoming; /* (owned): what TCP brought so far, not yet a whole message */
  gsize n_received;     /* bytes over TCP in all */
} LwQuestion;

LwQuestion *
lw_question_new (GTask *task, const char *address, guint16 port, GBytes *query, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lw_question_free (LwQuestion *self);
GTask *lw_question_steal_task (LwQuestion *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_question_open_udp (LwQuestion *self, GError **error);
gboolean lw_question_open_tcp (LwQuestion *self, GError **error);
void lw_question_close (LwQuestion *self);
gboolean lw_question_send_datagram (LwQuestion *self, GError **error);
gssize lw_question_read_datagram (LwQuestion *self, guint8 *buffer, gsize size, GError **error);
gboolean lw_question_finish_connect (LwQuestion *self, GError **error);
gboolean lw_question_push_tcp (LwQuestion *self, GError **error);
gboolean lw_question_pull_tcp (LwQuestion *self, guint8 *buffer, gsize size, GError **error);
GBytes *lw_question_take_message (LwQuestion *self);
gboolean lw_question_is_ready (LwQuestion *self);
gboolean lw_question_is_cancelled (LwQuestion *self);

G_END_DECLS
