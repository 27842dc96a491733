/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dot.h"

#include "lw-dot-link.h"
#include "lw-dot-question.h"
#include "lw-error.h"
#include "lw-known-host.h"
#include "lw-packet.h"
#include "lw-tls.h"
#include "lw-wire.h"

#include <glib/gi18n-lib.h>

#define IDLE_MS 5000
#define IN_FLIGHT_MAX 100 /* servers stop reading when they are asked more at a time */
#define STRAY_MAX 16      /* messages that nobody asked for */

/**
 * LwDot:
 *
 * Asks one resolver over TLS. Answers come in any order and are told apart by ID and question.
 * A server may close a kept connection whenever it likes: what was under way then is asked once
 * more over a new one (RFC 7766 6.2.4).
 */
struct _LwDot
{
  GObject parent_instance;

  GSocketConnectable *place; /* (owned) */
  GTlsDatabase *database;    /* (owned) (nullable) */
  GError *trouble;           /* (owned) (nullable): the world's CA file cannot be read */
  guint timeout_ms;

  LwDotLink *link;      /* (owned) (nullable) */
  GPtrArray *questions; /* (owned) (element-type LwDotQuestion): without an answer so far */
  GSource *idle;        /* (owned) (nullable) */
  guint n_sent;         /* of the questions, over the present link */
  guint n_stray;        /* messages over the present link that answer nothing */
  guint n_late;         /* of those that may still come for questions given up */
  gboolean link_answered;
};

G_DEFINE_FINAL_TYPE (LwDot, lw_dot, G_TYPE_OBJECT)

static void send_waiting (LwDot *self);

static void
stop_idle (LwDot *self)
{
  if (self->idle != NULL)
    g_source_destroy (self->idle);
  g_clear_pointer (&self->idle, g_source_unref);
}

static void
close_link (LwDot *self)
{
  g_clear_pointer (&self->link, lw_dot_link_close);
  stop_idle (self);
}

/* No question is under way: each holds a reference. */
static void
lw_dot_finalize (GObject *object)
{
  LwDot *self = LW_DOT (object);

  close_link (self);
  g_ptr_array_unref (self->questions);
  g_clear_object (&self->place);
  g_clear_object (&self->database);
  g_clear_error (&self->trouble);

  G_OBJECT_CLASS (lw_dot_parent_class)->finalize (object);
}

static void
lw_dot_class_init (LwDotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_dot_finalize;
}

static void
lw_dot_init (LwDot *self)
{
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dot_question_free);
}

/**
 * lw_dot_new:
 * @world: whom to trust
 * @server: a resolver whose ways have a name for TLS
 * @timeout_ms: how long a question may take in all
 * @error: return location for a `LW_ERROR_INVALID`
 *
 * Returns: (transfer full) (nullable): what asks it, in the thread-default main context
 */
LwDot *
lw_dot_new (LwWorld *world, LwServer *server, guint timeout_ms, GError **error)
{
  const LwServerWays *ways;
  GSocketConnectable *place;
  LwDot *self;

  g_return_val_if_fail (world != NULL && server != NULL, NULL);

  ways = lw_server_get_ways (server);
  if (!lw_server_can (server, LW_VIA_TLS))
    {
      lw_set_error (error, LW_ERROR_INVALID, NULL, NULL,
                    _ ("This resolver cannot be asked over TLS."));
      return NULL;
    }

  place = lw_known_host_new (ways->tls_name, lw_server_get_address (server), ways->tls_port, error);
  if (place == NULL)
    return NULL;

  self = g_object_new (LW_TYPE_DOT, NULL);
  self->place = place;
  self->timeout_ms = timeout_ms;
  self->database = lw_tls_open_database (world, &self->trouble);

  return self;
}

static gboolean
idle_cb (gpointer user_data)
{
  close_link (user_data);

  return G_SOURCE_REMOVE;
}

static void
rest_when_idle (LwDot *self)
{
  if (self->questions->len > 0 || self->link == NULL || self->idle != NULL)
    return;

  self->idle = g_timeout_source_new (IDLE_MS);
  g_source_set_callback (self->idle, idle_cb, self, NULL);
  g_source_attach (self->idle, g_main_context_get_thread_default ());
}

/* Takes @reply or @error. The question is gone before the caller learns of its end. */
static void
end_question (LwDot *self, LwDotQuestion *question, GBytes *reply, GError *error)
{
  g_autoptr (GTask) task = lw_dot_question_steal_task (question);

  self->n_sent -= question->sent ? 1 : 0;
  g_ptr_array_remove (self->questions, question);
  rest_when_idle (self);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_bytes_unref);
}

/* (nullable) */
static LwDotQuestion *
find_asked (LwDot *self, const guint8 *bytes, gsize size)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      LwDotQuestion *question = g_ptr_array_index (self->questions, i);

      if (question->sent && lw_wire_answers (question->query, bytes, size))
        return question;
    }

  return NULL;
}

static void ended_cb (const GError *error, gpointer user_data);

static void
message_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  g_autoptr (LwDot) self = g_object_ref (user_data);
  LwDotQuestion *question = find_asked (self, bytes, size);
  g_autoptr (GError) error = NULL;

  if (question != NULL)
    {
      self->link_answered = TRUE;
      end_question (self, question, g_bytes_new (bytes, size), NULL);
      send_waiting (self);
      return;
    }

  self->n_stray++;
  if (self->n_stray < STRAY_MAX + self->n_late)
    return;

  lw_set_error (&error, LW_ERROR_PROTOCOL, NULL, NULL,
                _ ("The resolver sends answers to questions that nobody asked."));
  self->link_answered = FALSE; /* nothing is repeated */
  ended_cb (error, self);
}

/* Whether it goes on over another link. */
static gboolean
shall_repeat (LwDot *self, LwDotQuestion *question)
{
  if (!self->link_answered || question->repeated)
    return FALSE;

  question->repeated = TRUE;
  question->sent = FALSE;

  return TRUE;
}

/* (transfer full) (element-type GTask): those whose questions end with the link */
static GPtrArray *
take_lost (LwDot *self)
{
  GPtrArray *lost = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = self->questions->len; i > 0; i--)
    {
      LwDotQuestion *question = g_ptr_array_index (self->questions, i - 1);

      if (shall_repeat (self, question))
        continue;
      g_ptr_array_insert (lost, 0, lw_dot_question_steal_task (question));
      g_ptr_array_remove_index (self->questions, i - 1);
    }

  return lost;
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  g_autoptr (LwDot) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) lost = take_lost (self);

  close_link (self);
  send_waiting (self);
  for (guint i = 0; i < lost->len; i++)
    g_task_return_error (g_ptr_array_index (lost, i), g_error_copy (error));
}

static void
open_link (LwDot *self)
{
  self->link_answered = FALSE;
  self->n_stray = self->n_late = self->n_sent = 0;
  self->link = lw_dot_link_open (self->place, self->database, message_cb, ended_cb, self);
}

static void
send_waiting (LwDot *self)
{
  if (self->questions->len > 0 && self->link == NULL)
    open_link (self);

  for (guint i = 0; i < self->questions->len && self->n_sent < IN_FLIGHT_MAX; i++)
    {
      LwDotQuestion *question = g_ptr_array_index (self->questions, i);
      g_autoptr (GBytes) padded = NULL;

      if (question->sent)
        continue;

      padded = lw_wire_pad (question->query);
      question->sent = TRUE;
      self->n_sent++;
      lw_dot_link_send (self->link, padded);
    }
}

/* What does not answer is not worth keeping; an answer that comes too late is no stray. */
static void
give_up_cb (LwDotQuestion *question, GError *error, gpointer user_data)
{
  g_autoptr (LwDot) self = g_object_ref (user_data);
  gboolean timed_out = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  self->n_late += question->sent ? 1 : 0;
  end_question (self, question, NULL, error);
  if (timed_out && self->questions->len == 0)
    close_link (self);
  else
    send_waiting (self);
}

/**
 * lw_dot_ask_async:
 * @self: what asks
 * @query: a whole message
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the reply
 * @user_data: data for @callback
 *
 * Puts one question to the resolver.
 */
void
lw_dot_ask_async (LwDot *self,
                  GBytes *query,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_DOT (self));
  g_return_if_fail (query != NULL && g_bytes_get_size (query) >= LW_PACKET_HEADER_BYTES);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dot_ask_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->trouble != NULL)
    {
      g_task_return_error (task, g_error_copy (self->trouble));
      return;
    }

  stop_idle (self);
  g_ptr_array_add (self->questions,
                   lw_dot_question_new (task, query, self->timeout_ms, give_up_cb, self));
  send_waiting (self);
}

/**
 * lw_dot_ask_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR`, `G_TLS_ERROR` or `LW_ERROR_PROTOCOL`
 *
 * Returns: (transfer full) (nullable): the reply, which [func@wire_answers] let pass
 */
GBytes *
lw_dot_ask_finish (LwDot *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
