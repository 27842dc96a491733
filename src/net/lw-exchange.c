/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange.h"

#include "lw-exchange-private.h"

#include <glib-unix.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define EVENTS_PER_DISPATCH 64
/* Below drawing, which GTK does at G_PRIORITY_HIGH_IDLE + 20. */
#define READY_PRIORITY (G_PRIORITY_HIGH_IDLE + 25)
#define SCAN_INTERVAL_MS 25
#define WINDOW_MAX 1000

/**
 * LwExchange:
 *
 * Carries questions to name servers and brings the replies.
 *
 * The way of one question is drawn in lw-exchange-steps.c, and whose turn it is in
 * lw-exchange-queue.c. A reply that was cut goes on by TCP at once, and so does a question that
 * draws many wrong replies. With `LW_TRANSPORT_TCP` there is one try only, so a write is never sent
 * twice. Who asks what another asks already gets the same answer; a write is always its own.
 */

G_DEFINE_FINAL_TYPE (LwExchange, lw_exchange, G_TYPE_OBJECT)

static void
end_dispatch (LwExchange *self)
{
  self->dispatching = FALSE;
  lw_exchange_start_waiting (self);
}

/* What is not reached within the budget stays ready and comes again. New questions begin when the
 * answers are read: the kernel then wakes the server once for many. */
static gboolean
ready_cb (int epoll_fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (LwExchange) self = g_object_ref (user_data);
  struct epoll_event events[EVENTS_PER_DISPATCH];
  int n_events = epoll_wait (epoll_fd, events, EVENTS_PER_DISPATCH, 0);
  gint64 until_usec = g_get_monotonic_time () + LW_EXCHANGE_DISPATCH_USEC;

  self->dispatching = TRUE;
  for (int i = 0; i < n_events; i++)
    {
      /* A callback may have ended it meanwhile; its socket then has nothing to say. */
      LwQuestion *question = lw_exchange_find (self, events[i].data.fd);

      if (question != NULL)
        lw_exchange_advance (self, question, events[i].data.fd);
      if (g_get_monotonic_time () > until_usec)
        break;
    }
  end_dispatch (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
start_cb (gpointer user_data)
{
  g_autoptr (LwExchange) self = g_object_ref (user_data);

  g_source_set_ready_time (self->start_source, -1);
  lw_exchange_start_waiting (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_anybody_gone (const LwQuestion *question)
{
  for (guint i = 0; i < question->tasks->len; i++)
    if (g_cancellable_is_cancelled (g_task_get_cancellable (question->tasks->pdata[i])))
      return TRUE;

  return FALSE;
}

/* (transfer full) (element-type LwQuestion) */
static GPtrArray *
find_due (LwExchange *self, gint64 now_usec)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_question_unref);

  for (GList *l = self->questions.head; l != NULL; l = l->next)
    if (lw_question_get_deadline (l->data) <= now_usec || is_anybody_gone (l->data))
      g_ptr_array_add (due, lw_question_ref (l->data));

  return due;
}

/* One scan for all deadlines and cancellables costs less than sources for each question. What is
 * not reached within the budget is still due at the next. */
static gboolean
scan_cb (gpointer user_data)
{
  g_autoptr (LwExchange) self = g_object_ref (user_data);
  gint64 now_usec = g_get_monotonic_time ();
  gint64 until_usec = now_usec + LW_EXCHANGE_DISPATCH_USEC;
  g_autoptr (GPtrArray) due = find_due (self, now_usec);

  self->dispatching = TRUE;
  for (guint i = 0; i < due->len && g_get_monotonic_time () <= until_usec; i++)
    {
      LwQuestion *question = g_ptr_array_index (due, i);

      if (!question->ended)
        lw_exchange_drop_cancelled (self, question);
      if (!question->ended && lw_question_get_deadline (question) <= now_usec)
        lw_exchange_go_on (self, question, now_usec);
    }
  end_dispatch (self);

  return G_SOURCE_CONTINUE;
}

void
lw_exchange_ensure_scan (LwExchange *self)
{
  guint interval_ms = CLAMP (self->first_timeout_ms / 16, 1, SCAN_INTERVAL_MS);

  if (self->scan_source != NULL)
    return;

  self->scan_source = g_timeout_source_new (interval_ms);
  g_source_set_static_name (self->scan_source, "letterway-exchange-scan");
  g_source_set_callback (self->scan_source, scan_cb, self, NULL);
  g_source_attach (self->scan_source, self->context);
}

void
lw_exchange_rest_when_idle (LwExchange *self)
{
  if (self->scan_source == NULL || !g_queue_is_empty (&self->questions))
    return;

  lw_exchange_close_idle (self);
  g_source_destroy (self->scan_source);
  g_clear_pointer (&self->scan_source, g_source_unref);
}

/* Every question holds a reference, so none is under way any more. */
static void
lw_exchange_finalize (GObject *object)
{
  LwExchange *self = LW_EXCHANGE (object);

  g_assert (g_queue_is_empty (&self->questions));
  g_source_destroy (self->ready_source);
  g_source_unref (self->ready_source);
  g_source_destroy (self->start_source);
  g_source_unref (self->start_source);
  lw_exchange_close_idle (self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->idle_fds); i++)
    g_array_unref (self->idle_fds[i]);
  g_ptr_array_unref (self->by_fd);
  g_hash_table_unref (self->by_content);
  g_hash_table_unref (self->peers);
  g_main_context_unref (self->context);
  g_free (self->buffer);
  close (self->epoll_fd);

  G_OBJECT_CLASS (lw_exchange_parent_class)->finalize (object);
}

static void
lw_exchange_class_init (LwExchangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_exchange_finalize;
}

/* Half of what the process may open: the rest is for everything else. */
static guint
choose_window (void)
{
  struct rlimit limit = { 0 };

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur / 2 >= WINDOW_MAX)
    return WINDOW_MAX;

  return MAX ((guint) (limit.rlim_cur / 2), 1);
}

static gboolean
dispatch_plainly (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static void
create_sources (LwExchange *self)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_plainly };

  self->ready_source = g_unix_fd_source_new (self->epoll_fd, G_IO_IN);
  g_source_set_static_name (self->ready_source, "letterway-exchange-ready");
  g_source_set_priority (self->ready_source, READY_PRIORITY);
  g_source_set_callback (self->ready_source, G_SOURCE_FUNC (ready_cb), self, NULL);
  g_source_attach (self->ready_source, self->context);

  self->start_source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->start_source, "letterway-exchange-start");
  g_source_set_priority (self->start_source, READY_PRIORITY);
  g_source_set_callback (self->start_source, start_cb, self, NULL);
  g_source_attach (self->start_source, self->context);
}

static void
lw_exchange_init (LwExchange *self)
{
  self->by_content = g_hash_table_new (lw_question_hash, lw_question_equal);
  self->peers =
      g_hash_table_new_full (lw_peer_hash, lw_peer_equal, (GDestroyNotify) lw_peer_free, NULL);
  self->by_fd = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->idle_fds); i++)
    self->idle_fds[i] = g_array_new (FALSE, FALSE, sizeof (int));
  g_queue_init (&self->questions);
  g_queue_init (&self->hungry);
  g_queue_init (&self->paced);
  g_queue_init (&self->idle);
  self->buffer = g_malloc (LW_EXCHANGE_BUFFER_BYTES);
  self->window = choose_window ();
  lw_exchange_set_limits (self, LW_EXCHANGE_PEER_WINDOW, LW_EXCHANGE_PEER_PER_SECOND);
  self->context = g_main_context_ref_thread_default ();
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  g_assert (self->epoll_fd >= 0);
  create_sources (self);
}

/**
 * lw_exchange_new:
 * @first_timeout_ms: how long the first UDP try waits, in milliseconds; each further one waits
 *   twice as long, and what TCP may take is a multiple of it
 *
 * Creates an exchange that works in the thread-default main context.
 *
 * Returns: (transfer full): the exchange
 */
LwExchange *
lw_exchange_new (guint first_timeout_ms)
{
  LwExchange *self;

  g_return_val_if_fail (first_timeout_ms > 0, NULL);

  self = g_object_new (LW_TYPE_EXCHANGE, NULL);
  self->first_timeout_ms = first_timeout_ms;

  return self;
}

/* (nullable) (transfer full): a question of nobody yet; else @task has its error */
static LwQuestion *
create_question (LwExchange *self,
                 GTask *task,
                 const char *address,
                 guint16 port,
                 GBytes *query,
                 LwTransport transport)
{
  struct sockaddr_storage native;
  socklen_t size;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return NULL;

  if (lw_peer_read_address (address, port, &native, &size, &error) &&
      lw_question_check_query (query, &error))
    return lw_question_new (lw_exchange_get_peer (self, &native, size), query, transport);

  g_task_return_error (task, error);
  return NULL;
}

/* FALSE when nobody asks just that. */
static gboolean
join (LwExchange *self, LwQuestion *question, GTask *task)
{
  LwQuestion *same = question->is_shared ? g_hash_table_lookup (self->by_content, question) : NULL;

  if (same == NULL)
    return FALSE;

  g_ptr_array_add (same->tasks, task);
  return TRUE;
}

/**
 * lw_exchange_forget_shared:
 * @self: an exchange
 *
 * After something was changed: who asks from now on does not get the answer to a question that may
 * have been put before.
 */
void
lw_exchange_forget_shared (LwExchange *self)
{
  GHashTableIter iter;
  gpointer question;

  g_return_if_fail (LW_IS_EXCHANGE (self));

  g_hash_table_iter_init (&iter, self->by_content);
  while (g_hash_table_iter_next (&iter, &question, NULL))
    ((LwQuestion *) question)->is_shared = FALSE;
  g_hash_table_remove_all (self->by_content);
}

/**
 * lw_exchange_ask_async:
 * @self: an exchange
 * @address: the server's address, IPv4 or IPv6
 * @port: the server's port, 53 outside tests
 * @query: a whole DNS message
 * @transport: `LW_TRANSPORT_TCP` sends once and never repeats: for what must not happen twice
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the reply
 * @user_data: data for @callback
 *
 * Puts one question to one server. Who asks what is being asked already gets the same answer, which
 * may be as old as the first of these questions.
 */
void
lw_exchange_ask_async (LwExchange *self,
                       const char *address,
                       guint16 port,
                       GBytes *query,
                       LwTransport transport,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LwQuestion *question;

  g_return_if_fail (LW_IS_EXCHANGE (self));
  g_return_if_fail (address != NULL && query != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_exchange_ask_async);
  question = create_question (self, task, address, port, query, transport);
  if (question == NULL)
    return;

  if (join (self, question, task))
    lw_question_unref (question);
  else
    {
      g_ptr_array_add (question->tasks, task);
      lw_exchange_put (self, question);
    }
  g_steal_pointer (&task);
}

static int
get_way (GAsyncResult *result)
{
  return GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));
}

/**
 * lw_exchange_ask_finish:
 * @self: an exchange
 * @result: the result given to the callback
 * @over_tcp: (out) (optional): whether the reply came by TCP
 * @error: return location for a `LW_ERROR_INVALID` or a `G_IO_ERROR`
 *
 * Finishes [method@Exchange.ask_async].
 *
 * Returns: (transfer full) (nullable): the reply, which [func@wire_answers] let pass; the cut one
 *   when the whole one could not be had
 */
GBytes *
lw_exchange_ask_finish (LwExchange *self, GAsyncResult *result, gboolean *over_tcp, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (over_tcp != NULL)
    *over_tcp = (get_way (result) & LW_EXCHANGE_CAME_OVER_TCP) != 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
lw_exchange_ask_was_cut (LwExchange *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return (get_way (result) & LW_EXCHANGE_WAS_CUT) != 0;
}

gboolean
lw_exchange_ask_was_plain (LwExchange *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return (get_way (result) & LW_EXCHANGE_WAS_PLAIN) != 0;
}

guint
lw_exchange_get_first_timeout_ms (LwExchange *self)
{
  g_return_val_if_fail (LW_IS_EXCHANGE (self), 0);

  return self->first_timeout_ms;
}

/**
 * lw_exchange_stream_async:
 * @self: an exchange
 * @address: the server's address, IPv4 or IPv6
 * @port: the server's port
 * @query: a whole DNS message
 * @message_func: (scope async): gets each message; returns FALSE when it has all, or sets its error
 * @message_data: data for @message_func, which must live until @callback
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called at the end
 * @user_data: data for @callback
 *
 * Puts one question over one TCP connection and reads many messages (RFC 5936). Each must come
 * within the time for one.
 */
void
lw_exchange_stream_async (LwExchange *self,
                          const char *address,
                          guint16 port,
                          GBytes *query,
                          LwStreamFunc message_func,
                          gpointer message_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LwQuestion *question;

  g_return_if_fail (LW_IS_EXCHANGE (self));
  g_return_if_fail (address != NULL && query != NULL && message_func != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_exchange_stream_async);
  question = create_question (self, task, address, port, query, LW_TRANSPORT_TCP);
  if (question == NULL)
    return;

  question->is_shared = FALSE;
  question->message_func = message_func;
  question->message_data = message_data;
  g_ptr_array_add (question->tasks, g_steal_pointer (&task));
  lw_exchange_put (self, question);
}

/**
 * lw_exchange_stream_finish:
 * @self: an exchange
 * @result: the result given to the callback
 * @error: return location for the reader's own error, a `LW_ERROR_PROTOCOL` or a `G_IO_ERROR`
 *
 * Finishes [method@Exchange.stream_async].
 *
 * Returns: whether the reader had all it wanted
 */
gboolean
lw_exchange_stream_finish (LwExchange *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
lw_exchange_get_n_ignored (LwExchange *self)
{
  g_return_val_if_fail (LW_IS_EXCHANGE (self), 0);

  return self->n_ignored;
}
