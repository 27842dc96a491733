/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-exchange.h"
#include "lw-peer.h"

G_BEGIN_DECLS

/* One question to one server: who waits for its answer, its sockets, and how far it got. Private to
 * the room; LwExchange decides when to open, to repeat and to give up. */

typedef enum
{
  LW_STREAM_CLOSED,
  LW_STREAM_CONNECTING,
  LW_STREAM_OPEN,
} LwStreamState;

#define LW_QUESTION_NEVER G_MAXINT64

typedef struct
{
  guint n_refs;
  GPtrArray *tasks; /* (owned) (element-type GTask): who asked; all get the same answer */
  LwPeer *peer;     /* (not owned) */
  GBytes *query;    /* (owned) */
  LwTransport transport;
  LwStreamFunc message_func; /* (nullable): wants many messages */
  gpointer message_data;
  gboolean ended : 1;
  gboolean is_shared : 1; /* the same question by another asker joins this one */
  gboolean is_lookup : 1; /* the server is to ask others, so nobody knows how long it takes */
  gboolean in_flight : 1;

  gint64 begun_usec; /* under way since, by the monotonic clock */

  int udp_fd;               /* connected, or -1 */
  guint n_udp_tries;        /* so far */
  gint64 sent_usec;         /* the latest of them */
  gint64 udp_deadline_usec; /* of the latest of them, or never */
  guint n_wrong;            /* replies that were not to this question */
  gboolean plainly : 1;     /* the latest try was without EDNS */
  GError *udp_error;        /* (owned) (nullable): what the network says */

  int stream_fd;               /* connected or connecting, or -1 */
  gint64 stream_from_usec;     /* TCP shall be tried then, or never */
  gint64 stream_deadline_usec; /* or never */
  LwStreamState stream_state;
  gboolean stream_tried : 1;
  GError *stream_error; /* (owned) (nullable): why TCP brought nothing */
  GByteArray *outgoing; /* (owned) (nullable): what TCP has still to send */
  GByteArray *incoming; /* (owned) (nullable): what TCP brought so far, not yet a whole message */
  gsize n_received;     /* bytes over TCP in all */

  GBytes *cut; /* (owned) (nullable): the cut reply that UDP brought; better than none */
  GList link;  /* among all questions */
} LwQuestion;

LwQuestion *
lw_question_new (LwPeer *peer, GBytes *query, LwTransport transport) G_GNUC_WARN_UNUSED_RESULT;
LwQuestion *lw_question_ref (LwQuestion *self);
void lw_question_unref (LwQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwQuestion, lw_question_unref)

/* Equal but for the ID */
guint lw_question_hash (gconstpointer question);
gboolean lw_question_equal (gconstpointer a, gconstpointer b);
/* LW_ERROR_INVALID */
gboolean lw_question_check_query (GBytes *query, GError **error);
/* When something is to be done about it, or never */
gint64 lw_question_get_deadline (const LwQuestion *self);

gboolean lw_question_send_datagram (LwQuestion *self, GError **error);
gssize lw_question_read_datagram (LwQuestion *self, guint8 *buffer, gsize size, GError **error);
gboolean lw_question_open_stream (LwQuestion *self, GError **error);
gboolean lw_question_finish_connect (LwQuestion *self, GError **error);
gboolean lw_question_push_stream (LwQuestion *self, GError **error);
gboolean lw_question_pull_stream (LwQuestion *self, guint8 *buffer, gsize size, GError **error);
GBytes *lw_question_take_message (LwQuestion *self);

G_END_DECLS
