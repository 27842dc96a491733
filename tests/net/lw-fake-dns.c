/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-fake-dns.h"

#include <ldns/ldns.h>
#include <string.h>

#define ATTEMPTS 20
#define BUFFER_BYTES 70000

struct _LwFakeDns
{
  LwFakeFunc func;
  gpointer user_data;
  GPtrArray *sockets; /* (owned) (element-type GSocket) */
  GPtrArray *sources; /* (owned) (element-type GSource) */
  guint16 port;
};

struct _LwFakeReply
{
  GSocket *socket;
  GSocketAddress *peer; /* (nullable): NULL over TCP */
  gboolean closed;
};

/* A TCP connection that reads one query after the other. */
typedef struct
{
  LwFakeDns *fake;
  char *address;
  GByteArray *incoming;
} Connection;

static char *
get_address (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)));
}

static void
watch (LwFakeDns *self, GSocket *socket, GSocketSourceFunc func, gpointer data, GDestroyNotify free)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (func), data, free);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->sources, source);
  g_ptr_array_add (self->sockets, g_object_ref (socket));
}

static gboolean
datagram_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  LwFakeDns *self = user_data;
  g_autofree char *address = get_address (socket);
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  g_autoptr (GSocketAddress) peer = NULL;
  g_autoptr (GBytes) query = NULL;
  gssize n = g_socket_receive_from (socket, &peer, (char *) buffer, BUFFER_BYTES, NULL, NULL);
  LwFakeReply reply = { .socket = socket, .peer = peer };

  if (n < 0)
    return G_SOURCE_CONTINUE;

  query = g_bytes_new (buffer, n);
  self->func (&reply, query, address, FALSE, self->user_data);

  return G_SOURCE_CONTINUE;
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_byte_array_unref (connection->incoming);
  g_free (connection->address);
  g_free (connection);
}

static GBytes *
take_query (Connection *connection)
{
  GByteArray *incoming = connection->incoming;
  GBytes *query;
  gsize size;

  if (incoming->len < 2)
    return NULL;

  size = incoming->data[0] << 8 | incoming->data[1];
  if (incoming->len < size + 2)
    return NULL;

  query = g_bytes_new (incoming->data + 2, size);
  g_byte_array_remove_range (incoming, 0, size + 2);

  return query;
}

static gboolean
bytes_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  LwFakeDns *self = connection->fake;
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  gssize n = g_socket_receive (socket, (char *) buffer, BUFFER_BYTES, NULL, NULL);
  LwFakeReply reply = { .socket = socket };
  GBytes *query;

  if (n <= 0)
    return G_SOURCE_REMOVE;

  g_byte_array_append (connection->incoming, buffer, n);
  while (!reply.closed && (query = take_query (connection)) != NULL)
    {
      self->func (&reply, query, connection->address, TRUE, self->user_data);
      g_bytes_unref (query);
    }

  return reply.closed ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static gboolean
incoming_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  LwFakeDns *self = user_data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);
  Connection *connection;

  if (accepted == NULL)
    return G_SOURCE_CONTINUE;

  connection = g_new0 (Connection, 1);
  connection->fake = self;
  connection->address = get_address (accepted);
  connection->incoming = g_byte_array_new ();
  watch (self, accepted, bytes_cb, connection, connection_free);

  return G_SOURCE_CONTINUE;
}

LwFakeDns *
lw_fake_dns_new (LwFakeFunc func, gpointer user_data)
{
  LwFakeDns *self = g_new0 (LwFakeDns, 1);

  self->func = func;
  self->user_data = user_data;
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);

  return self;
}

void
lw_fake_dns_free (LwFakeDns *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    g_source_destroy (g_ptr_array_index (self->sources, i));
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_close (g_ptr_array_index (self->sockets, i), NULL);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->sockets);
  g_free (self);
}

static GSocket *
bind_socket (const char *address, guint16 port, GSocketType type, GSocketProtocol protocol)
{
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  socket = g_socket_new (g_socket_address_get_family (local), type, protocol, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);

  if (!g_socket_bind (socket, local, type == G_SOCKET_TYPE_STREAM, NULL) ||
      (type == G_SOCKET_TYPE_STREAM && !g_socket_listen (socket, NULL)))
    return NULL;

  return g_steal_pointer (&socket);
}

static guint16
get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static gboolean
try_listen (LwFakeDns *self, const char *address, gboolean with_tcp)
{
  g_autoptr (GSocket) udp =
      bind_socket (address, self->port, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP);
  g_autoptr (GSocket) tcp = NULL;

  if (udp == NULL)
    return FALSE;

  if (with_tcp)
    {
      tcp = bind_socket (address, get_port (udp), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP);
      if (tcp == NULL)
        return FALSE;
      watch (self, tcp, incoming_cb, self, NULL);
    }

  self->port = get_port (udp);
  watch (self, udp, datagram_cb, self, NULL);

  return TRUE;
}

void
lw_fake_dns_listen (LwFakeDns *self, const char *address)
{
  for (guint i = 0; i < ATTEMPTS; i++)
    if (try_listen (self, address, TRUE))
      return;

  g_error ("no free port at %s", address);
}

void
lw_fake_dns_listen_udp_only (LwFakeDns *self, const char *address)
{
  g_assert_true (try_listen (self, address, FALSE));
}

guint16
lw_fake_dns_get_port (LwFakeDns *self)
{
  return self->port;
}

void
lw_fake_reply_send_raw (LwFakeReply *self, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (self->peer != NULL)
    g_socket_send_to (self->socket, self->peer, data, size, NULL, NULL);
  else
    g_socket_send_with_blocking (self->socket, data, size, TRUE, NULL, NULL);
  g_bytes_unref (bytes);
}

void
lw_fake_reply_send (LwFakeReply *self, GBytes *bytes)
{
  gsize size = g_bytes_get_size (bytes);
  guint8 length[] = { size >> 8 & 0xff, size & 0xff };

  if (self->peer == NULL)
    lw_fake_reply_send_raw (self, g_bytes_new (length, sizeof length));
  lw_fake_reply_send_raw (self, bytes);
}

void
lw_fake_reply_close (LwFakeReply *self)
{
  self->closed = TRUE;
  g_socket_close (self->socket, NULL);
}

GBytes *
lw_fake_echo (GBytes *query, guint offset, guint8 flip)
{
  gsize size = g_bytes_get_size (query);
  guint8 *reply = g_memdup2 (g_bytes_get_data (query, NULL), size);

  reply[2] |= 0x84;
  reply[offset] ^= flip;

  return g_bytes_new_take (reply, size);
}

static void
push_record (ldns_pkt *answer, const char *text)
{
  ldns_pkt_section section = g_str_has_prefix (text, "an ")   ? LDNS_SECTION_ANSWER
                             : g_str_has_prefix (text, "ns ") ? LDNS_SECTION_AUTHORITY
                                                              : LDNS_SECTION_ADDITIONAL;
  ldns_rr *rr = NULL;

  if (ldns_rr_new_frm_str (&rr, text + 3, 0, NULL, NULL) != LDNS_STATUS_OK)
    g_error ("no record: %s", text);
  ldns_pkt_push_rr (answer, section, rr);
}

GBytes *
lw_fake_answer (GBytes *query, guint16 flags, const char *const *records)
{
  ldns_pkt *asked = NULL;
  ldns_pkt *answer = ldns_pkt_new ();
  guint8 *wire = NULL;
  size_t size = 0;
  GBytes *bytes;

  g_assert_cmpint (ldns_wire2pkt (&asked, g_bytes_get_data (query, NULL), g_bytes_get_size (query)),
                   ==, LDNS_STATUS_OK);
  ldns_pkt_set_id (answer, ldns_pkt_id (asked));
  ldns_pkt_push_rr (answer, LDNS_SECTION_QUESTION,
                    ldns_rr_clone (ldns_rr_list_rr (ldns_pkt_question (asked), 0)));
  for (guint i = 0; records != NULL && records[i] != NULL; i++)
    push_record (answer, records[i]);

  g_assert_cmpint (ldns_pkt2wire (&wire, answer, &size), ==, LDNS_STATUS_OK);
  wire[2] = flags >> 8;
  wire[3] = flags & 0xff;
  bytes = g_bytes_new (wire, size);
  free (wire);
  ldns_pkt_free (asked);
  ldns_pkt_free (answer);

  return bytes;
}

char *
lw_fake_describe (GBytes *query)
{
  ldns_pkt *asked = NULL;
  ldns_rr *question;
  char *owner, *type, *text;

  g_assert_cmpint (ldns_wire2pkt (&asked, g_bytes_get_data (query, NULL), g_bytes_get_size (query)),
                   ==, LDNS_STATUS_OK);
  question = ldns_rr_list_rr (ldns_pkt_question (asked), 0);
  owner = ldns_rdf2str (ldns_rr_owner (question));
  type = ldns_rr_type2str (ldns_rr_get_type (question));
  text = g_strdup_printf ("%s %s", owner, type);
  free (owner);
  free (type);
  ldns_pkt_free (asked);

  return text;
}
