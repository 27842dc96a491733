/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange-private.h"

#include <glib/gi18n-lib.h>

/* Whose turn it is. Questions wait at their server's address; the addresses that may be asked take
 * turns, so a slow one is in nobody's way:
 *
 *   put ─► peer ─┬─ may be asked ──────────► hungry ─► one question each, in turn
 *                ├─ asked enough of late ──► paced, until its time has come
 *                └─ enough is under way ───► nowhere, until one of them ends
 */

#define PEERS_MAX 1024

/**
 * lw_exchange_set_limits:
 * @self: an exchange
 * @per_server: how many questions may be under way with one address at the same time
 * @per_second: how many may be put to one address in a second, beside the first 64; 0 for any
 *   number
 *
 * Changes how much a server has to bear. What a new exchange has is meant for servers of strangers.
 */
void
lw_exchange_set_limits (LwExchange *self, guint per_server, guint per_second)
{
  g_return_if_fail (LW_IS_EXCHANGE (self));
  g_return_if_fail (per_server > 0);

  self->peer_window = per_server;
  self->peer_burst = LW_EXCHANGE_PEER_BURST;
  self->peer_interval_usec = per_second > 0 ? MAX (G_USEC_PER_SEC / per_second, 1) : 0;
}

static GQueue *
get_queue (LwExchange *self, LwPeerPlace place)
{
  switch (place)
    {
    case LW_PEER_IDLE:
      return &self->idle;
    case LW_PEER_HUNGRY:
      return &self->hungry;
    case LW_PEER_PACED:
      return &self->paced;
    case LW_PEER_NOWHERE:
      break;
    }

  return NULL;
}

static LwPeerPlace
find_place (LwExchange *self, const LwPeer *peer, gint64 now_usec)
{
  if (peer->n_questions == 0)
    return LW_PEER_IDLE;
  if (peer->waiting.length == 0 || peer->n_in_flight >= self->peer_window)
    return LW_PEER_NOWHERE;

  return lw_peer_is_free (peer, now_usec, self->peer_interval_usec, self->peer_burst)
             ? LW_PEER_HUNGRY
             : LW_PEER_PACED;
}

static void
move_peer (LwExchange *self, LwPeer *peer, LwPeerPlace place)
{
  if (peer->place == place)
    return;

  if (peer->place != LW_PEER_NOWHERE)
    g_queue_unlink (get_queue (self, peer->place), &peer->link);
  peer->place = place;
  if (place != LW_PEER_NOWHERE)
    g_queue_push_tail_link (get_queue (self, place), &peer->link);
}

static void
place_peer (LwExchange *self, LwPeer *peer, gint64 now_usec)
{
  move_peer (self, peer, find_place (self, peer, now_usec));
}

static void
forget_oldest (LwExchange *self)
{
  LwPeer *oldest = g_queue_peek_head (&self->idle);

  if (oldest == NULL)
    return;

  move_peer (self, oldest, LW_PEER_NOWHERE);
  g_hash_table_remove (self->peers, oldest);
}

LwPeer *
lw_exchange_get_peer (LwExchange *self, const struct sockaddr_storage *address, socklen_t size)
{
  LwPeer key = { .address = *address, .address_size = size };
  LwPeer *peer = g_hash_table_lookup (self->peers, &key);

  if (peer != NULL)
    return peer;

  if (g_hash_table_size (self->peers) >= PEERS_MAX)
    forget_oldest (self);
  peer = lw_peer_new (address, size);
  g_hash_table_add (self->peers, peer);
  place_peer (self, peer, 0);

  return peer;
}

void
lw_exchange_put (LwExchange *self, LwQuestion *question)
{
  LwPeer *peer = question->peer;

  peer->n_questions++;
  g_queue_push_tail (&peer->waiting, question);
  g_queue_push_tail_link (&self->questions, &question->link);
  if (question->is_shared)
    g_hash_table_add (self->by_content, question);
  place_peer (self, peer, g_get_monotonic_time ());
  lw_exchange_ensure_scan (self);

  if (!self->dispatching)
    lw_exchange_start_waiting (self);
  else
    g_source_set_ready_time (self->start_source, 0);
}

static void
count_in (LwExchange *self, LwQuestion *question)
{
  question->in_flight = TRUE;
  question->peer->n_in_flight++;
  self->n_in_flight++;
}

static void
count_out (LwExchange *self, LwQuestion *question)
{
  question->in_flight = FALSE;
  question->peer->n_in_flight--;
  self->n_in_flight--;
}

/* Without a descriptor left the question waits for one that comes back. */
static gboolean
is_out_of_descriptors (LwExchange *self, GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES) &&
         self->n_in_flight > 1;
}

/* FALSE when it has to wait. */
static gboolean
start_question (LwExchange *self, LwQuestion *question, gint64 now_usec)
{
  GError *error = NULL;

  count_in (self, question);
  question->begun_usec = now_usec;
  lw_peer_count_question (question->peer, now_usec, self->peer_interval_usec);
  if (lw_exchange_send_first (self, question, &error))
    return TRUE;

  if (is_out_of_descriptors (self, error))
    {
      count_out (self, question);
      g_queue_push_head (&question->peer->waiting, question);
      g_error_free (error);
      return FALSE;
    }

  lw_exchange_end (self, question, NULL, error);
  return TRUE;
}

static void
wake_paced (LwExchange *self, gint64 now_usec)
{
  GList *next;

  for (GList *l = self->paced.head; l != NULL; l = next)
    {
      next = l->next;
      place_peer (self, l->data, now_usec);
    }
}

/* The next of the peer whose turn it is; another's turn comes after it. */
static LwQuestion *
take_next (LwExchange *self)
{
  LwPeer *peer = g_queue_peek_head (&self->hungry);

  if (peer == NULL)
    return NULL;

  move_peer (self, peer, LW_PEER_NOWHERE);
  return g_queue_pop_head (&peer->waiting);
}

void
lw_exchange_start_waiting (LwExchange *self)
{
  gint64 now_usec = g_get_monotonic_time ();
  gint64 until_usec = now_usec + LW_EXCHANGE_DISPATCH_USEC;
  LwQuestion *next;

  if (self->starting)
    return;

  self->starting = TRUE;
  wake_paced (self, now_usec);
  while (self->n_in_flight < self->window && (next = take_next (self)) != NULL)
    {
      g_autoptr (LwQuestion) question = lw_question_ref (next);
      gboolean started = start_question (self, question, now_usec);

      now_usec = g_get_monotonic_time ();
      if (!question->ended)
        place_peer (self, question->peer, now_usec);
      if (started && now_usec > until_usec)
        g_source_set_ready_time (self->start_source, 0);
      if (!started || now_usec > until_usec)
        break;
    }
  self->starting = FALSE;
}

static GError *
new_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The question was called off."));
}

static GError *
new_timed_out (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                              _ ("The name server did not answer."));
}

/* From here on nobody finds it. The caller has the reference of the list. */
static void
take_back (LwExchange *self, LwQuestion *question)
{
  LwPeer *peer = question->peer;

  question->ended = TRUE;
  if (question->is_shared)
    g_hash_table_remove (self->by_content, question);
  g_queue_unlink (&self->questions, &question->link);
  if (question->in_flight)
    count_out (self, question);
  else
    g_queue_remove (&peer->waiting, question);
  lw_exchange_close_udp (self, question);
  lw_exchange_close_stream (self, question);
  peer->n_questions--;
  place_peer (self, peer, g_get_monotonic_time ());
}

static int
describe_way (const LwQuestion *question, gboolean over_tcp)
{
  return (over_tcp ? LW_EXCHANGE_CAME_OVER_TCP : 0) |
         (question->cut != NULL ? LW_EXCHANGE_WAS_CUT : 0) |
         (question->plainly && !over_tcp ? LW_EXCHANGE_WAS_PLAIN : 0);
}

static void
tell (LwQuestion *question, int way, GBytes *reply, const GError *error)
{
  while (question->tasks->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (question->tasks, 0);

      g_task_set_task_data (task, GINT_TO_POINTER (way), NULL);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else if (reply == NULL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_pointer (task, g_bytes_ref (reply), (GDestroyNotify) g_bytes_unref);
    }
}

/* Who was silent for as long as any question is waited for would let those that wait their turn
 * behind it wait in vain too, each as long again. That holds for a name server, which answers
 * questions of every kind alike, and not for one that first has to ask others. */
static gboolean
is_dead (const LwQuestion *question, const GError *error)
{
  return question->in_flight && !question->is_lookup && question->transport != LW_TRANSPORT_TCP &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) &&
         question->peer->heard_usec < question->begun_usec;
}

/* (transfer full) (element-type LwQuestion) */
static GPtrArray *
list_waiting (const LwPeer *peer)
{
  GPtrArray *waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_question_unref);

  for (GList *l = peer->waiting.head; l != NULL; l = l->next)
    {
      LwQuestion *question = l->data;

      if (!question->is_lookup && question->transport != LW_TRANSPORT_TCP)
        g_ptr_array_add (waiting, lw_question_ref (question));
    }

  return waiting;
}

/* The question is gone before those who asked learn of its end. */
void
lw_exchange_end (LwExchange *self, LwQuestion *question, GBytes *reply, GError *error)
{
  g_autoptr (LwExchange) alive = g_object_ref (self);
  g_autoptr (LwQuestion) taken = question;
  g_autoptr (GPtrArray) hopeless = is_dead (question, error) ? list_waiting (question->peer) : NULL;
  gboolean over_tcp =
      question->stream_state == LW_STREAM_OPEN && reply != NULL && question->udp_fd < 0;

  take_back (self, question);
  if (question->cut != NULL && error != NULL)
    {
      reply = g_bytes_ref (question->cut);
      g_clear_error (&error);
    }
  tell (question, describe_way (question, over_tcp), reply, error);
  g_clear_pointer (&reply, g_bytes_unref);
  g_clear_error (&error);

  for (guint i = 0; hopeless != NULL && i < hopeless->len; i++)
    if (!((LwQuestion *) hopeless->pdata[i])->ended)
      lw_exchange_end (self, hopeless->pdata[i], NULL, new_timed_out ());

  if (!self->dispatching)
    lw_exchange_start_waiting (self);
  lw_exchange_rest_when_idle (self);
}

void
lw_exchange_drop_cancelled (LwExchange *self, LwQuestion *question)
{
  g_autoptr (LwQuestion) alive = lw_question_ref (question);

  for (guint i = 0; i < question->tasks->len;)
    {
      GTask *task = g_ptr_array_index (question->tasks, i);

      if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          i++;
          continue;
        }

      task = g_ptr_array_steal_index (question->tasks, i);
      g_task_return_error (task, new_cancelled ());
      g_object_unref (task);
    }

  if (question->tasks->len == 0 && !question->ended)
    lw_exchange_end (self, question, NULL, NULL);
}
