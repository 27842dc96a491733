/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange.h"

#include "lw-exchange-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define DISPATCH_MAX_USEC 2000
#define EVENTS_PER_DISPATCH 32
/* Below drawing, which GTK does at G_PRIORITY_HIGH_IDLE + 20. */
#define READY_PRIORITY (G_PRIORITY_HIGH_IDLE + 25)
#define SCAN_INTERVAL_MS 25
#define WINDOW_MAX 1000

/* How a reply came, in the data of its task */
#define CAME_OVER_TCP (1 << 0)
#define WAS_CUT (1 << 1)
#define WAS_PLAIN (1 << 2)

/**
 * LwExchange:
 *
 * Carries questions to name servers and brings the replies.
 *
 * The way of one question: UDP, a second time, then TCP, then UDP a last time. A reply that was cut
 * goes on by TCP at once, and so does a question that draws many wrong replies. With
 * `LW_TRANSPORT_TCP` there is one try only, so a write is never sent twice.
 */

G_DEFINE_FINAL_TYPE (LwExchange, lw_exchange, G_TYPE_OBJECT)

static void start_waiting (LwExchange *self);

static void
stop_scan_when_idle (LwExchange *self)
{
  if (self->scan_source == NULL || g_hash_table_size (self->in_flight) > 0 ||
      !g_queue_is_empty (&self->waiting))
    return;

  g_source_destroy (self->scan_source);
  g_clear_pointer (&self->scan_source, g_source_unref);
}

/* The question is gone before the caller learns of its end. */
void
lw_exchange_end (LwExchange *self, LwQuestion *question, GBytes *reply, GError *error)
{
  g_autoptr (LwExchange) alive = g_object_ref (self);
  g_autoptr (GTask) task = lw_question_steal_task (question);
  gboolean streams = question->message_func != NULL;
  gboolean over_tcp = question->state == LW_QUESTION_TCP;
  gboolean was_cut = question->cut != NULL;
  int way;

  if (was_cut && error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      reply = g_steal_pointer (&question->cut);
      over_tcp = FALSE;
      g_clear_error (&error);
    }

  way = (over_tcp ? CAME_OVER_TCP : 0) | (was_cut ? WAS_CUT : 0) |
        (question->plainly ? WAS_PLAIN : 0);
  g_task_set_task_data (task, GINT_TO_POINTER (way), NULL);
  g_hash_table_remove (self->in_flight, question);
  start_waiting (self);
  stop_scan_when_idle (self);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (streams)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_bytes_unref);
}

/* What is not reached within the budget stays ready and comes again. */
static gboolean
ready_cb (int epoll_fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (LwExchange) self = g_object_ref (user_data);
  struct epoll_event events[EVENTS_PER_DISPATCH];
  int n_events = epoll_wait (epoll_fd, events, EVENTS_PER_DISPATCH, 0);
  gint64 until_usec = g_get_monotonic_time () + DISPATCH_MAX_USEC;

  for (int i = 0; i < n_events; i++)
    {
      /* A callback that ran a main loop of its own may have ended it meanwhile. */
      if (g_hash_table_contains (self->in_flight, events[i].data.ptr))
        lw_exchange_advance (self, events[i].data.ptr);
      if (g_get_monotonic_time () > until_usec)
        break;
    }

  return G_SOURCE_CONTINUE;
}

static GError *
new_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The question was called off."));
}

static GPtrArray *
find_due (LwExchange *self)
{
  GPtrArray *due = g_ptr_array_new ();
  gint64 now_usec = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->in_flight);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      LwQuestion *question = key;

      if (question->deadline_usec <= now_usec || lw_question_is_cancelled (question))
        g_ptr_array_add (due, question);
    }

  return due;
}

static void
end_when_due (LwExchange *self, LwQuestion *question)
{
  gint64 due_usec = question->deadline_usec;

  if (lw_question_is_cancelled (question))
    {
      lw_exchange_end (self, question, NULL, new_cancelled ());
      return;
    }

  /* The main loop may have been busy elsewhere while the reply lay in the socket. */
  if (lw_question_is_ready (question))
    lw_exchange_advance (self, question);
  if (g_hash_table_contains (self->in_flight, question) && question->deadline_usec == due_usec)
    lw_exchange_go_on (self, question, NULL);
}

static void
drop_cancelled_waiting (LwExchange *self)
{
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new ();

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    if (lw_question_is_cancelled (l->data))
      g_ptr_array_add (cancelled, l->data);

  for (guint i = 0; i < cancelled->len; i++)
    if (g_queue_remove (&self->waiting, g_ptr_array_index (cancelled, i)))
      {
        g_hash_table_add (self->in_flight, g_ptr_array_index (cancelled, i));
        lw_exchange_end (self, g_ptr_array_index (cancelled, i), NULL, new_cancelled ());
      }
}

/* One scan for all deadlines and cancellables costs less than sources for each question. */
static gboolean
scan_cb (gpointer user_data)
{
  g_autoptr (LwExchange) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) due = find_due (self);

  for (guint i = 0; i < due->len; i++)
    if (g_hash_table_contains (self->in_flight, g_ptr_array_index (due, i)))
      end_when_due (self, g_ptr_array_index (due, i));

  drop_cancelled_waiting (self);

  return G_SOURCE_CONTINUE;
}

static void
ensure_scan (LwExchange *self)
{
  if (self->scan_source != NULL)
    return;

  self->scan_source = g_timeout_source_new (SCAN_INTERVAL_MS);
  g_source_set_static_name (self->scan_source, "letterway-exchange-scan");
  g_source_set_callback (self->scan_source, scan_cb, self, NULL);
  g_source_attach (self->scan_source, self->context);
}

/* Without a descriptor left the question waits for one that comes back. */
static gboolean
is_out_of_descriptors (LwExchange *self, GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES) &&
         g_hash_table_size (self->in_flight) > 1;
}

/* FALSE when it has to wait. */
static gboolean
start_question (LwExchange *self, LwQuestion *question)
{
  GError *error = NULL;

  g_hash_table_add (self->in_flight, question);
  if (lw_exchange_send_first (self, question, &error))
    return TRUE;

  if (is_out_of_descriptors (self, error))
    {
      g_hash_table_steal (self->in_flight, question);
      g_queue_push_head (&self->waiting, question);
      g_error_free (error);
      return FALSE;
    }

  lw_exchange_end (self, question, NULL, error);
  return TRUE;
}

static void
start_waiting (LwExchange *self)
{
  while (!g_queue_is_empty (&self->waiting) && g_hash_table_size (self->in_flight) < self->window)
    if (!start_question (self, g_queue_pop_head (&self->waiting)))
      return;
}

static void
put_question (LwExchange *self, LwQuestion *question)
{
  g_queue_push_tail (&self->waiting, question);
  start_waiting (self);

  if (g_hash_table_size (self->in_flight) > 0 || !g_queue_is_empty (&self->waiting))
    ensure_scan (self);
}

/* Every question holds a reference, so none is under way any more. */
static void
lw_exchange_finalize (GObject *object)
{
  LwExchange *self = LW_EXCHANGE (object);

  g_assert (g_queue_is_empty (&self->waiting));
  g_source_destroy (self->ready_source);
  g_source_unref (self->ready_source);
  g_hash_table_unref (self->in_flight);
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

static void
lw_exchange_init (LwExchange *self)
{
  self->in_flight = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) lw_question_free, NULL);
  g_queue_init (&self->waiting);
  self->buffer = g_malloc (LW_EXCHANGE_BUFFER_BYTES);
  self->window = choose_window ();
  self->context = g_main_context_ref_thread_default ();
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  g_assert (self->epoll_fd >= 0);

  self->ready_source = g_unix_fd_source_new (self->epoll_fd, G_IO_IN);
  g_source_set_static_name (self->ready_source, "letterway-exchange-ready");
  g_source_set_priority (self->ready_source, READY_PRIORITY);
  g_source_set_callback (self->ready_source, G_SOURCE_FUNC (ready_cb), self, NULL);
  g_source_attach (self->ready_source, self->context);
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

static LwQuestion *
create_question (GTask *task, const char *address, guint16 port, GBytes *query)
{
  GError *error = NULL;
  LwQuestion *question;

  if (g_task_return_error_if_cancelled (task))
    return NULL;

  question = lw_question_new (task, address, port, query, &error);
  if (question == NULL)
    g_task_return_error (task, error);

  return question;
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
 * Puts one question to one server.
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
  question = create_question (task, address, port, query);
  if (question == NULL)
    return;

  question->transport = transport;
  put_question (self, question);
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
    *over_tcp = (get_way (result) & CAME_OVER_TCP) != 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
lw_exchange_ask_was_cut (LwExchange *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return (get_way (result) & WAS_CUT) != 0;
}

gboolean
lw_exchange_ask_was_plain (LwExchange *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return (get_way (result) & WAS_PLAIN) != 0;
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
  question = create_question (task, address, port, query);
  if (question == NULL)
    return;

  question->transport = LW_TRANSPORT_TCP;
  question->message_func = message_func;
  question->message_data = message_data;
  put_question (self, question);
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
