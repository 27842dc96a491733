/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-question.h"

G_BEGIN_DECLS

/* What the files of LwExchange share: lw-exchange.c (asking, and being woken), -queue.c (whose turn
 * it is), -steps.c (the way of one question), -sockets.c. */

#define LW_EXCHANGE_BUFFER_BYTES 65536
/* How a reply came, in the data of its task */
#define LW_EXCHANGE_CAME_OVER_TCP (1 << 0)
#define LW_EXCHANGE_WAS_CUT (1 << 1)
#define LW_EXCHANGE_WAS_PLAIN (1 << 2)

/* How long one dispatch may keep the main loop from everything else */
#define LW_EXCHANGE_DISPATCH_USEC 2000

/* Nobody is asked more often than a name server bears that limits what it answers (NSD does so for
 * every network at 200 a second), beside what one look asks a server. */
#define LW_EXCHANGE_PEER_WINDOW 16
#define LW_EXCHANGE_PEER_PER_SECOND 200
#define LW_EXCHANGE_PEER_BURST 64

struct _LwExchange
{
  GObject parent_instance;

  GQueue questions;       /* (element-type LwQuestion): all, also those that wait */
  GHashTable *by_content; /* (element-type LwQuestion): a set of those that may be shared */
  guint n_in_flight;
  guint window; /* at most so many */

  GHashTable *peers; /* (owned) (element-type LwPeer): a set */
  GQueue hungry;     /* (element-type LwPeer): take turns */
  GQueue paced;      /* (element-type LwPeer) */
  GQueue idle;       /* (element-type LwPeer): the one of longest ago first */
  guint peer_window;
  gint64 peer_interval_usec; /* 0 for no pace */
  guint peer_burst;

  GPtrArray *by_fd;    /* (nullable elements) (element-type LwQuestion): whose socket it is */
  GArray *idle_fds[2]; /* (owned) (element-type int): UDP sockets for IPv4 and IPv6 */
  int epoll_fd;

  GSource *ready_source; /* (owned) */
  GSource *start_source; /* (owned): questions can begin that could not before */
  GSource *scan_source;  /* (owned) (nullable): runs while there is any question */
  GMainContext *context; /* (owned) */
  gboolean dispatching;  /* new questions begin together at its end */
  gboolean starting;

  guint8 *buffer; /* (owned) */
  guint first_timeout_ms;
  guint n_ignored;
  guint64 n_sent;
  guint64 n_most_sent; /* to one server */
};

/* lw-exchange.c */

void lw_exchange_ensure_scan (LwExchange *self);
void lw_exchange_rest_when_idle (LwExchange *self);

/* lw-exchange-queue.c */

/* (transfer none): the peer at an address, known already or new */
LwPeer *
lw_exchange_get_peer (LwExchange *self, const struct sockaddr_storage *address, socklen_t size);
/* Takes @question. */
void lw_exchange_put (LwExchange *self, LwQuestion *question);
/* Begins what may begin, for as long as one dispatch may last. */
void lw_exchange_start_waiting (LwExchange *self);
/* Takes @reply or @error, or neither when a stream ended well or nobody is left who asks. */
void lw_exchange_end (LwExchange *self, LwQuestion *question, GBytes *reply, GError *error);
/* Whoever called it off gets to know, and nobody else. */
void lw_exchange_drop_cancelled (LwExchange *self, LwQuestion *question);

/* lw-exchange-sockets.c */

gboolean lw_exchange_open_udp (LwExchange *self, LwQuestion *question, GError **error);
void lw_exchange_close_udp (LwExchange *self, LwQuestion *question);
gboolean lw_exchange_open_stream (LwExchange *self, LwQuestion *question, GError **error);
/* Its query is sent; now it waits. */
void lw_exchange_listen_to_stream (LwExchange *self, LwQuestion *question);
void lw_exchange_close_stream (LwExchange *self, LwQuestion *question);
void lw_exchange_close_idle (LwExchange *self);
/* (nullable): whose socket it is by now */
LwQuestion *lw_exchange_find (LwExchange *self, int fd);

/* lw-exchange-steps.c */

/* FALSE when nothing could be sent; the question is then still there. */
gboolean lw_exchange_send_first (LwExchange *self, LwQuestion *question, GError **error);
/* The socket is ready. */
void lw_exchange_advance (LwExchange *self, LwQuestion *question, int fd);
/* One of its deadlines has come. */
void lw_exchange_go_on (LwExchange *self, LwQuestion *question, gint64 now_usec);

G_END_DECLS
