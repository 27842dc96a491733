/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/* One address of a server, as LwExchange knows it: who waits for it, how fast it may be asked and
 * how soon it answers. Private to the room. */

typedef enum
{
  LW_PEER_NOWHERE, /* nobody waits, or all that may be under way is */
  LW_PEER_IDLE,    /* no question at all; kept for what is known of its speed */
  LW_PEER_HUNGRY,  /* may be asked at once */
  LW_PEER_PACED,   /* may be asked at @free_usec */
} LwPeerPlace;

typedef struct
{
  struct sockaddr_storage address;
  socklen_t address_size;

  GQueue waiting;    /* (element-type LwQuestion) */
  guint n_in_flight; /* questions under way */
  guint n_questions; /* with those that wait */
  guint64 n_sent;    /* so far */
  gint64 free_usec;  /* the next question is due then, were they spread evenly */
  gint64 heard_usec; /* when it last said anything */
  gint64 rtt_usec;   /* smoothed; 0 while it is not known */
  gint64 spread_usec;

  LwPeerPlace place;
  GList link; /* in the queue of its place */
} LwPeer;

LwPeer *
lw_peer_new (const struct sockaddr_storage *address, socklen_t size) G_GNUC_WARN_UNUSED_RESULT;
void lw_peer_free (LwPeer *self);
guint lw_peer_hash (gconstpointer peer);
gboolean lw_peer_equal (gconstpointer a, gconstpointer b);
/* LW_ERROR_INVALID, field "address" */
gboolean lw_peer_read_address (const char *address,
                               guint16 port,
                               struct sockaddr_storage *native,
                               socklen_t *size,
                               GError **error);

/* A question was answered by UDP at its first try. */
void lw_peer_take_round_trip (LwPeer *self, gint64 usec);
/* How long to wait before a question is repeated, between @least_usec and @most_usec, which stands
 * while nothing was measured */
gint64 lw_peer_get_patience (const LwPeer *self, gint64 least_usec, gint64 most_usec);

/* @interval_usec: between two questions, 0 for no pace; @burst: as many may come at once */
gboolean lw_peer_is_free (const LwPeer *self, gint64 now_usec, gint64 interval_usec, guint burst);
void lw_peer_count_question (LwPeer *self, gint64 now_usec, gint64 interval_usec);

G_END_DECLS
