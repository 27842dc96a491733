/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-exchange.h"

#include "lw-rr-type.h"
#include "lw-wire.h"

#include <string.h>

/* Many questions at the same time: what each server has to bear, whose turn it is, who shares an
 * answer, when a question is repeated, and how long the main loop is kept. */

#define PATIENT_MS 10000
#define BUFFER_BYTES 512

/* A name server that takes its time, and counts. */
typedef struct
{
  GSocket *socket;
  GSource *source;
  guint16 port;
  guint delay_ms;
  gboolean silent;
  guint drop_first; /* so many questions get no answer */
  guint n_copies;   /* of each answer, beside it */
  guint n_came;
  guint n_in_hand; /* came, and are not answered yet */
  guint n_most_in_hand;
  guint n_promised;  /* answers still to come */
  GArray *came_usec; /* (element-type gint64) */
  GHashTable *ports; /* a set: from where */

} Server;

typedef struct
{
  Server *server;
  GSocketAddress *peer;
  GBytes *query;
} Promise;

static gboolean
keep_promise_cb (gpointer user_data)
{
  g_autofree Promise *promise = user_data;
  g_autoptr (GSocketAddress) peer = promise->peer;
  gsize size;
  g_autofree guint8 *reply = NULL;
  const guint8 *query = g_bytes_get_data (promise->query, &size);

  reply = g_memdup2 (query, size);
  reply[2] |= 0x84;
  promise->server->n_in_hand--;
  promise->server->n_promised--;
  for (guint i = 0; i <= promise->server->n_copies; i++)
    g_socket_send_to (promise->server->socket, peer, (char *) reply, size, NULL, NULL);
  g_bytes_unref (promise->query);

  return G_SOURCE_REMOVE;
}

static gboolean
came_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Server *self = user_data;
  guint8 buffer[BUFFER_BYTES];
  GSocketAddress *peer = NULL;
  gint64 now_usec = g_get_monotonic_time ();
  gssize n = g_socket_receive_from (socket, &peer, (char *) buffer, sizeof buffer, NULL, NULL);
  Promise *promise;

  g_assert_cmpint (n, >, 0);
  g_array_append_val (self->came_usec, now_usec);
  g_hash_table_add (
      self->ports, GUINT_TO_POINTER (g_inet_socket_address_get_port ((GInetSocketAddress *) peer)));
  self->n_came++;
  self->n_in_hand++;
  self->n_most_in_hand = MAX (self->n_most_in_hand, self->n_in_hand);
  if (self->silent || self->n_came <= self->drop_first)
    {
      g_object_unref (peer);
      return G_SOURCE_CONTINUE;
    }

  promise = g_new0 (Promise, 1);
  promise->server = self;
  self->n_promised++;
  promise->peer = peer;
  promise->query = g_bytes_new (buffer, n);
  if (self->delay_ms > 0)
    g_timeout_add (self->delay_ms, keep_promise_cb, promise);
  else
    keep_promise_cb (promise);

  return G_SOURCE_CONTINUE;
}

static Server *
server_new (const char *address, guint16 port)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) bound = NULL;

  self->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (self->socket, local, FALSE, NULL));
  g_socket_set_blocking (self->socket, FALSE);
  bound = g_socket_get_local_address (self->socket, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->came_usec = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ports = g_hash_table_new (NULL, NULL);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (came_cb), self, NULL);
  g_source_attach (self->source, NULL);

  return self;
}

static void
server_free (Server *self)
{
  while (self->n_promised > 0) /* whether anybody still waits for them or not */
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_object_unref (self->socket);
  g_array_unref (self->came_usec);
  g_hash_table_unref (self->ports);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

typedef struct
{
  guint n_replies;
  guint n_timed_out;
  guint n_cancelled;
  gint64 ended_usec; /* of the last */
} Tally;

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = lw_exchange_ask_finish (LW_EXCHANGE (source), result, NULL, &error);

  tally->ended_usec = g_get_monotonic_time ();
  tally->n_replies += reply != NULL;
  tally->n_timed_out += g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  tally->n_cancelled += g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static guint
count (const Tally *tally)
{
  return tally->n_replies + tally->n_timed_out + tally->n_cancelled;
}

static void
ask (LwExchange *exchange,
     Server *server,
     const char *address,
     const char *name,
     LwQueryFlags flags,
     GCancellable *cancellable,
     Tally *tally)
{
  g_autoptr (GBytes) query = lw_wire_build_query (name, LW_RR_TYPE_MX, flags, NULL);

  lw_exchange_ask_async (exchange, address, server->port, query, LW_TRANSPORT_AUTO, cancellable,
                         ended_cb, tally);
}

static void
ask_many (LwExchange *exchange, Server *server, const char *address, guint n, Tally *tally)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u.example.", i);

      ask (exchange, server, address, name, LW_QUERY_NONE, NULL, tally);
    }
}

static void
wait_for (const Tally *tally, guint n)
{
  while (count (tally) < n)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  const char *name;
  guint per_server;
  guint n;
  guint n_most;
} WindowCase;

static const WindowCase window_cases[] = {
  { "one", 1, 10, 1 },
  { "eight", 8, 100, 8 },
  { "as-it-comes", 0, 100, 16 },
  { "fewer-than-may-be", 16, 5, 5 },
};

/* However many wait, a server never has more in hand. */
static void
test_window (gconstpointer data)
{
  const WindowCase *c = data;
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };

  server->delay_ms = 3;
  if (c->per_server > 0)
    lw_exchange_set_limits (exchange, c->per_server, 0);
  ask_many (exchange, server, "127.0.0.1", c->n, &tally);
  wait_for (&tally, c->n);

  g_assert_cmpuint (tally.n_replies, ==, c->n);
  g_assert_cmpuint (server->n_came, ==, c->n);
  g_assert_cmpuint (server->n_most_in_hand, ==, c->n_most);
}

/* After the first 64 the rest comes evenly; another server is not slowed down by that. */
static void
test_pace (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  g_autoptr (Server) other = server_new ("127.0.0.2", server->port);
  Tally tally = { 0 }, other_tally = { 0 };
  gint64 begin_usec = g_get_monotonic_time ();
  gint64 *came;

  lw_exchange_set_limits (exchange, 16, 200);
  ask_many (exchange, server, "127.0.0.1", 164, &tally);
  ask_many (exchange, other, "127.0.0.2", 20, &other_tally);
  wait_for (&other_tally, 20);
  g_assert_cmpint (other_tally.ended_usec - begin_usec, <, 250 * 1000);
  wait_for (&tally, 164);

  came = (gint64 *) server->came_usec->data;
  g_assert_cmpint (came[63] - begin_usec, <, 400 * 1000);
  g_assert_cmpint (came[163] - begin_usec, >=, 480 * 1000); /* 100 at 200 a second, but a tick */
  for (guint i = 0; i + 84 < 164; i++)
    g_assert_cmpint (came[i + 84] - came[i], >, 80 * 1000);
}

/* Those who wait for a slow server are in nobody's way. */
static void
test_fair (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) slow = server_new ("127.0.0.1", 0);
  g_autoptr (Server) quick = server_new ("127.0.0.2", slow->port);
  Tally slow_tally = { 0 }, tally = { 0 };

  slow->delay_ms = 100;
  lw_exchange_set_limits (exchange, 8, 0);
  ask_many (exchange, slow, "127.0.0.1", 40, &slow_tally);
  ask_many (exchange, quick, "127.0.0.2", 40, &tally);
  wait_for (&tally, 40);
  g_assert_cmpuint (slow_tally.n_replies, <=, 8);
  wait_for (&slow_tally, 40);
}

typedef struct
{
  const char *name;
  const char *first;
  const char *second;
  LwQueryFlags first_flags;
  LwQueryFlags second_flags;
  guint n_came;
} ShareCase;

static const ShareCase share_cases[] = {
  { "same", "a.example.", "a.example.", LW_QUERY_NONE, LW_QUERY_NONE, 1 },
  { "other-name", "a.example.", "b.example.", LW_QUERY_NONE, LW_QUERY_NONE, 2 },
  { "other-flags", "a.example.", "a.example.", LW_QUERY_NONE, LW_QUERY_DNSSEC, 2 },
  { "recursion", "a.example.", "a.example.", LW_QUERY_RECURSE, LW_QUERY_NONE, 2 },
};

static void
test_share (gconstpointer data)
{
  const ShareCase *c = data;
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };

  server->delay_ms = 5;
  ask (exchange, server, "127.0.0.1", c->first, c->first_flags, NULL, &tally);
  ask (exchange, server, "127.0.0.1", c->second, c->second_flags, NULL, &tally);
  wait_for (&tally, 2);
  g_assert_cmpuint (tally.n_replies, ==, 2);
  g_assert_cmpuint (server->n_came, ==, c->n_came);

  /* What has been answered is asked afresh. */
  ask (exchange, server, "127.0.0.1", c->first, c->first_flags, NULL, &tally);
  wait_for (&tally, 3);
  g_assert_cmpuint (server->n_came, ==, c->n_came + 1);
}

/* One who gives up takes nothing from the others. */
static void
test_share_cancelled (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Tally tally = { 0 }, gone = { 0 };
  gint64 begin_usec;

  server->delay_ms = 200;
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, cancellable, &gone);
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  begin_usec = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  wait_for (&gone, 1);
  g_assert_cmpint (gone.ended_usec - begin_usec, <, 150 * 1000);
  g_assert_cmpuint (gone.n_cancelled, ==, 1);
  wait_for (&tally, 1);
  g_assert_cmpuint (tally.n_replies, ==, 1);
  g_assert_cmpuint (server->n_came, ==, 1);
}

/* After a change nobody gets what was on its way before it. */
static void
test_share_anew (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };

  server->delay_ms = 20;
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  lw_exchange_forget_shared (exchange);
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  wait_for (&tally, 3);
  g_assert_cmpuint (tally.n_replies, ==, 3);
  g_assert_cmpuint (server->n_came, ==, 2);
}

/* What nobody waits for any more must not keep the main loop awake while others are under way. */
static void
test_copies (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  g_autoptr (Server) silent = server_new ("127.0.0.1", 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Tally tally = { 0 }, other = { 0 };
  guint n_turns = 0;
  gint64 until_usec;

  server->n_copies = 5;
  silent->silent = TRUE;
  ask (exchange, silent, "127.0.0.1", "b.example.", LW_QUERY_NONE, cancellable, &other);
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  wait_for (&tally, 1);

  until_usec = g_get_monotonic_time () + 200 * 1000;
  for (; g_get_monotonic_time () < until_usec; n_turns++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_turns, <, 50);

  g_cancellable_cancel (cancellable);
  wait_for (&other, 1);
}

typedef struct
{
  const char *name;
  LwQueryFlags flags;
  guint delay_ms; /* of the server, while its speed is measured */
  gint64 least_usec, most_usec;
} RepeatCase;

static const RepeatCase repeat_cases[] = {
  { "quick-server", LW_QUERY_NONE, 0, 45 * 1000, 250 * 1000 },
  { "slow-server", LW_QUERY_NONE, 120, 115 * 1000, 390 * 1000 },
  { "who-asks-others", LW_QUERY_RECURSE, 0, 395 * 1000, 700 * 1000 },
};

/* A lost question is repeated as soon as the measured round trip allows. */
static void
test_repeat (gconstpointer data)
{
  const RepeatCase *c = data;
  g_autoptr (LwExchange) exchange = lw_exchange_new (400);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };
  gint64 *came;

  server->delay_ms = c->delay_ms;
  for (guint i = 0; i < 6; i++)
    {
      ask (exchange, server, "127.0.0.1", "a.example.", c->flags, NULL, &tally);
      wait_for (&tally, i + 1);
    }
  g_assert_cmpuint (server->n_came, ==, 6);

  server->drop_first = 7;
  ask (exchange, server, "127.0.0.1", "a.example.", c->flags, NULL, &tally);
  wait_for (&tally, 7);
  came = (gint64 *) server->came_usec->data;
  g_assert_cmpuint (tally.n_replies, ==, 7);
  g_assert_cmpint (came[7] - came[6], >=, c->least_usec);
  g_assert_cmpint (came[7] - came[6], <=, c->most_usec);
}

/* An answer to the first try counts even when the second is out already. */
static void
test_late_answer (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (40);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };

  server->delay_ms = 180;
  ask (exchange, server, "127.0.0.1", "a.example.", LW_QUERY_NONE, NULL, &tally);
  wait_for (&tally, 1);
  g_assert_cmpuint (tally.n_replies, ==, 1);
}

/* Behind a server that never says anything nobody waits for a turn of his own. */
static void
test_dead (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (30);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };
  gint64 begin_usec = g_get_monotonic_time ();

  server->silent = TRUE;
  lw_exchange_set_limits (exchange, 4, 0);
  ask_many (exchange, server, "127.0.0.1", 60, &tally);
  wait_for (&tally, 60);
  g_assert_cmpuint (tally.n_timed_out, ==, 60);
  g_assert_cmpint (tally.ended_usec - begin_usec, >=, 6 * 30 * 1000);
  g_assert_cmpint (tally.ended_usec - begin_usec, <, 4 * 6 * 30 * 1000);
}

/* Each question leaves from a port of its own that nobody can foretell. */
static void
test_ports (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };

  lw_exchange_set_limits (exchange, 4, 0);
  ask_many (exchange, server, "127.0.0.1", 1000, &tally);
  wait_for (&tally, 1000);
  /* Of 28,000 ports a thousand picked by chance are about 982 different ones. */
  g_assert_cmpuint (g_hash_table_size (server->ports), >, 900);
}

static void
lazy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ended_cb (source, result, user_data);
  g_usleep (1000);
}

/* However many answers lie ready and whatever is done with them, others get their turn. */
static void
test_budget (void)
{
  g_autoptr (LwExchange) exchange = lw_exchange_new (PATIENT_MS);
  g_autoptr (Server) server = server_new ("127.0.0.1", 0);
  Tally tally = { 0 };
  gint64 longest_usec = 0;

  lw_exchange_set_limits (exchange, 200, 0);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u.example.", i);
      g_autoptr (GBytes) query = lw_wire_build_query (name, LW_RR_TYPE_MX, LW_QUERY_NONE, NULL);

      lw_exchange_ask_async (exchange, "127.0.0.1", server->port, query, LW_TRANSPORT_AUTO, NULL,
                             lazy_cb, &tally);
    }
  while (tally.n_replies < 200)
    {
      gint64 begin_usec = g_get_monotonic_time ();
      guint n_before = tally.n_replies;

      g_main_context_iteration (NULL, TRUE);
      if (tally.n_replies > n_before)
        {
          g_assert_cmpuint (tally.n_replies - n_before, <=, 4);
          longest_usec = MAX (longest_usec, g_get_monotonic_time () - begin_usec);
        }
    }
  g_test_message ("longest turn: %" G_GINT64_FORMAT " µs", longest_usec);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (window_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crowd/window/", window_cases[i].name, NULL);

      g_test_add_data_func (path, &window_cases[i], test_window);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (share_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crowd/share/", share_cases[i].name, NULL);

      g_test_add_data_func (path, &share_cases[i], test_share);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (repeat_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crowd/repeat/", repeat_cases[i].name, NULL);

      g_test_add_data_func (path, &repeat_cases[i], test_repeat);
    }
  g_test_add_func ("/crowd/share/cancelled", test_share_cancelled);
  g_test_add_func ("/crowd/share/anew", test_share_anew);
  g_test_add_func ("/crowd/copies", test_copies);
  g_test_add_func ("/crowd/pace", test_pace);
  g_test_add_func ("/crowd/fair", test_fair);
  g_test_add_func ("/crowd/late-answer", test_late_answer);
  g_test_add_func ("/crowd/dead", test_dead);
  g_test_add_func ("/crowd/ports", test_ports);
  g_test_add_func ("/crowd/budget", test_budget);

  return g_test_run ();
}
