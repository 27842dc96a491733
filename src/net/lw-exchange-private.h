/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-question.h"

G_BEGIN_DECLS

/* What lw-exchange.c (window, queue, deadlines) and lw-exchange-steps.c (the way of one question)
 * share. */

#define LW_EXCHANGE_BUFFER_BYTES 65536

struct _LwExchange
{
  GObject parent_instance;

  GHashTable *in_flight; /* (owned) (element-type LwQuestion): a set */
  GQueue waiting;        /* (element-type LwQuestion): beyond the window */
  GSource *ready_source; /* (owned) */
  GSource *scan_source;  /* (owned) (nullable): runs while anything is under way */
  GMainContext *context; /* (owned) */
  guint8 *buffer;        /* (owned) */
  guint first_timeout_ms;
  guint window;
  guint n_ignored;
  int epoll_fd;
};

/* Takes @reply or @error, or neither when a stream ended well; frees @question. */
void lw_exchange_end (LwExchange *self, LwQuestion *question, GBytes *reply, GError *error);
/* FALSE when nothing could be sent; the question is then still there. */
gboolean lw_exchange_send_first (LwExchange *self, LwQuestion *question, GError **error);
/* The socket is ready. */
void lw_exchange_advance (LwExchange *self, LwQuestion *question);
/* After a time-out, or an @error (transfer full) (nullable): the next try, or the end. */
void lw_exchange_go_on (LwExchange *self, LwQuestion *question, GError *error);

G_END_DECLS
