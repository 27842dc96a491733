/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-dns.h"

#include "lw-practice-cache.h"
#include "lw-practice-packet.h"
#include "lw-practice-stream.h"

#include <ldns/ldns.h>

#define TRIES_FOR_A_PORT 50
#define DATAGRAM_BYTES 4096

/* One server on one address */
typedef struct
{
  LwPracticeDns *dns;
  const char *address;
  LwPracticeSide side;    /* of a name server */
  LwPracticeCache *cache; /* (owned) (nullable): of a resolver */
  GSocket *socket;        /* (owned) (nullable): UDP */
  GSource *source;        /* (owned) (nullable) */
} Server;

typedef struct
{
  const char *address;
  LwPracticeSide side; /* of a resolver: the name server that it asks */
  gboolean is_resolver;
} Place;

static const Place places[] = {
  { LW_PRACTICE_ROOT_ADDRESS, LW_PRACTICE_SIDE_ROOT, FALSE },
  { LW_PRACTICE_TLD_ADDRESS, LW_PRACTICE_SIDE_TLD, FALSE },
  { LW_PRACTICE_PRIMARY_ADDRESS, LW_PRACTICE_SIDE_PRIMARY, FALSE },
  { LW_PRACTICE_SECONDARY_ADDRESS, LW_PRACTICE_SIDE_SECONDARY, FALSE },
  { LW_PRACTICE_RESOLVER_ADDRESS, LW_PRACTICE_SIDE_PRIMARY, TRUE },
  { LW_PRACTICE_RESOLVER2_ADDRESS, LW_PRACTICE_SIDE_SECONDARY, TRUE },
  { LW_PRACTICE_SYSTEM_ADDRESS, LW_PRACTICE_SIDE_PRIMARY, TRUE },
};

#define N_SERVERS G_N_ELEMENTS (places)

struct _LwPracticeDns
{
  LwPracticeZones *zones; /* not owned: outlives the servers */
  Server servers[N_SERVERS];
  LwPracticeStream *stream; /* (owned): TCP */
  guint16 port;
  guint drop_udp_percent;
  guint no_secondary : 1;
};

static gboolean
is_silent (Server *server)
{
  return server->dns->no_secondary && server->cache == NULL &&
         server->side == LW_PRACTICE_SIDE_SECONDARY;
}

static LwPracticeReply *
make_reply (Server *server, LwPracticeQuestion *question)
{
  const char *name = lw_practice_question_get_name (question);
  guint16 type = lw_practice_question_get_rr_type (question);

  if (server->cache == NULL)
    return lw_practice_reply_make (server->dns->zones, server->side, name, type);
  if (!lw_practice_question_get_recursion_desired (question))
    return lw_practice_reply_new (LDNS_RCODE_REFUSED);

  return lw_practice_cache_ask (server->cache, name, type);
}

/* (nullable): NULL when it is not answered */
static GBytes *
answer (Server *server, const guint8 *wire, gsize size, gboolean over_tcp)
{
  g_autoptr (LwPracticeQuestion) question = NULL;
  g_autoptr (LwPracticeReply) reply = NULL;

  if (is_silent (server))
    return NULL;

  question = lw_practice_question_parse (wire, size);
  if (question == NULL)
    return NULL;

  if (lw_practice_question_get_rcode (question) != LDNS_RCODE_NOERROR)
    reply = lw_practice_reply_new (lw_practice_question_get_rcode (question));
  else
    reply = make_reply (server, question);

  return lw_practice_question_answer (question, reply, server->cache != NULL, over_tcp);
}

static gboolean
datagram_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Server *server = user_data;
  guint8 datagram[DATAGRAM_BYTES];
  g_autoptr (GSocketAddress) peer = NULL;
  g_autoptr (GBytes) reply = NULL;
  gssize size =
      g_socket_receive_from (socket, &peer, (char *) datagram, sizeof datagram, NULL, NULL);

  if (size <= 0 || (guint) g_random_int_range (0, 100) < server->dns->drop_udp_percent)
    return G_SOURCE_CONTINUE;

  reply = answer (server, datagram, size, FALSE);
  if (reply != NULL)
    g_socket_send_to (socket, peer, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply), NULL,
                      NULL);

  return G_SOURCE_CONTINUE;
}

/* (nullable) */
static Server *
find_server (LwPracticeDns *self, GInetAddress *address)
{
  g_autofree char *text = g_inet_address_to_string (address);

  for (gsize i = 0; i < N_SERVERS; i++)
    if (g_str_equal (self->servers[i].address, text))
      return &self->servers[i];

  return NULL;
}

static GBytes *
stream_message_cb (GInetAddress *local, const guint8 *wire, gsize size, gpointer user_data)
{
  Server *server = find_server (user_data, local);

  return server != NULL ? answer (server, wire, size, TRUE) : NULL;
}

static gboolean
bind_datagrams (Server *server, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (server->address, port);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, error);

  if (socket == NULL || !g_socket_bind (socket, address, FALSE, error))
    return FALSE;

  g_socket_set_blocking (socket, FALSE);
  server->socket = g_steal_pointer (&socket);
  server->source = g_socket_create_source (server->socket, G_IO_IN, NULL);
  g_source_set_callback (server->source, G_SOURCE_FUNC (datagram_cb), server, NULL);
  g_source_attach (server->source, g_main_context_get_thread_default ());
  return TRUE;
}

static void
unbind (LwPracticeDns *self)
{
  for (gsize i = 0; i < N_SERVERS; i++)
    {
      Server *server = &self->servers[i];

      if (server->source != NULL)
        g_source_destroy (server->source);
      g_clear_pointer (&server->source, g_source_unref);
      g_clear_object (&server->socket);
    }
  g_clear_pointer (&self->stream, lw_practice_stream_free);
}

static guint16
get_bound_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, NULL);

  return bound != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)) : 0;
}

/* The first server takes any port; all others must find it free too. */
static gboolean
bind_all (LwPracticeDns *self, GError **error)
{
  guint16 port = 0;

  self->stream = lw_practice_stream_new (stream_message_cb, self);
  for (gsize i = 0; i < N_SERVERS; i++)
    {
      if (!bind_datagrams (&self->servers[i], port, error))
        return FALSE;
      port = get_bound_port (self->servers[0].socket);
      if (!lw_practice_stream_add_address (self->stream, self->servers[i].address, port, error))
        return FALSE;
    }

  self->port = port;
  return TRUE;
}

/**
 * lw_practice_dns_new:
 * @zones: what the servers know; must outlive them
 * @error: `G_IO_ERROR` when no port could be found that is free on all addresses
 *
 * Returns: (transfer full) (nullable): the servers, which answer from now on
 */
LwPracticeDns *
lw_practice_dns_new (LwPracticeZones *zones, GError **error)
{
  g_autoptr (LwPracticeDns) self = g_new0 (LwPracticeDns, 1);
  g_autoptr (GError) trouble = NULL;

  self->zones = zones;
  for (gsize i = 0; i < N_SERVERS; i++)
    {
      self->servers[i].dns = self;
      self->servers[i].address = places[i].address;
      self->servers[i].side = places[i].side;
      if (places[i].is_resolver)
        self->servers[i].cache = lw_practice_cache_new (zones, places[i].side);
    }

  for (guint i = 0; i < TRIES_FOR_A_PORT; i++)
    {
      g_clear_error (&trouble);
      if (bind_all (self, &trouble))
        return g_steal_pointer (&self);
      unbind (self);
    }

  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

void
lw_practice_dns_free (LwPracticeDns *self)
{
  if (self == NULL)
    return;

  unbind (self);
  for (gsize i = 0; i < N_SERVERS; i++)
    g_clear_pointer (&self->servers[i].cache, lw_practice_cache_free);
  g_free (self);
}

guint16
lw_practice_dns_get_port (LwPracticeDns *self)
{
  return self->port;
}

/**
 * lw_practice_dns_forget:
 * @self: the servers
 *
 * Makes every resolver forget everything.
 */
void
lw_practice_dns_forget (LwPracticeDns *self)
{
  for (gsize i = 0; i < N_SERVERS; i++)
    if (self->servers[i].cache != NULL)
      lw_practice_cache_forget (self->servers[i].cache);
}

/**
 * lw_practice_dns_set_faults:
 * @self: the servers
 * @faults: what goes wrong from now on
 *
 * A resolver whose name server does not answer any more asks the other one.
 */
void
lw_practice_dns_set_faults (LwPracticeDns *self, const LwPracticeFaults *faults)
{
  self->drop_udp_percent = faults->drop_udp_percent;
  self->no_secondary = faults->no_secondary;
  for (gsize i = 0; i < N_SERVERS; i++)
    if (self->servers[i].cache != NULL)
      lw_practice_cache_set_side (self->servers[i].cache,
                                  faults->no_secondary ? LW_PRACTICE_SIDE_PRIMARY : places[i].side);
}
