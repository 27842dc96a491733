/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-fixture.h"

#include <string.h>

#define EDNS_UDP_BYTES 1232

void
fixture_set_up (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwCredential) credential = NULL;

  f->practice = lw_practice_start (&error);
  g_assert_no_error (error);
  f->world = lw_practice_get_world (f->practice);
  credential = lw_practice_make_credential (f->practice);
  f->url = g_strdup (lw_credential_get_field (credential, "url"));
  f->key = g_strdup (lw_credential_get_field (credential, "key"));
  f->session = soup_session_new ();
}

void
fixture_tear_down (Fixture *f, gconstpointer user_data)
{
  soup_session_abort (f->session);
  g_clear_object (&f->session);
  lw_practice_stop (f->practice);
  fixture_wait_ms (20); /* connections that were open notice now */
  g_assert_finalize_object (f->practice);
  g_free (f->url);
  g_free (f->key);
}

static gboolean
flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
fixture_wait_ms (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, flag_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main context until the socket can be read, at most so long. */
static gboolean
wait_readable (GSocket *socket, guint timeout_ms)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);
  gboolean readable = FALSE, over = FALSE;
  guint timeout = g_timeout_add (timeout_ms, flag_cb, &over);

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), &readable, NULL);
  g_source_attach (source, NULL);
  while (!readable && !over)
    g_main_context_iteration (NULL, TRUE);

  g_source_destroy (source);
  g_source_unref (source);
  if (!over)
    g_source_remove (timeout);
  return readable;
}

static GSocket *
open_socket (Fixture *f, const char *address, gboolean over_tcp)
{
  g_autoptr (GSocketAddress) peer =
      g_inet_socket_address_new_from_string (address, lw_world_get_dns_port (f->world));
  g_autoptr (GError) error = NULL;
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, over_tcp ? G_SOCKET_TYPE_STREAM : G_SOCKET_TYPE_DATAGRAM,
                    G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_connect (socket, peer, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static GBytes *
read_framed (GSocket *socket, guint timeout_ms)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 piece[4096];

  while (wait_readable (socket, timeout_ms))
    {
      gssize size = g_socket_receive (socket, (char *) piece, sizeof piece, NULL, NULL);

      if (size <= 0)
        return NULL;
      g_byte_array_append (all, piece, size);
      if (all->len >= 2 && all->len == 2u + (all->data[0] << 8 | all->data[1]))
        return g_bytes_new (all->data + 2, all->len - 2);
    }

  return NULL;
}

GBytes *
fixture_exchange (Fixture *f,
                  const char *address,
                  GBytes *query,
                  gboolean over_tcp,
                  guint timeout_ms)
{
  g_autoptr (GSocket) socket = open_socket (f, address, over_tcp);
  gsize size;
  const char *bytes = g_bytes_get_data (query, &size);
  char datagram[EDNS_UDP_BYTES + 1];
  gssize received;

  if (over_tcp)
    {
      const char length[] = { size >> 8, size & 0xff };

      g_socket_send (socket, length, sizeof length, NULL, NULL);
      g_socket_send (socket, bytes, size, NULL, NULL);
      return read_framed (socket, timeout_ms);
    }

  g_socket_send (socket, bytes, size, NULL, NULL);
  if (!wait_readable (socket, timeout_ms))
    return NULL;
  received = g_socket_receive (socket, datagram, sizeof datagram, NULL, NULL);
  g_assert_cmpint (received, <=, EDNS_UDP_BYTES);
  return received >= 0 ? g_bytes_new (datagram, received) : NULL; /* a closed port is an error */
}

static GBytes *
build_query (const char *name, guint16 type, gboolean recurse)
{
  ldns_pkt *query = ldns_pkt_query_new (ldns_dname_new_frm_str (name), (ldns_rr_type) type,
                                        LDNS_RR_CLASS_IN, recurse ? LDNS_RD : 0);
  guint8 *wire = NULL;
  size_t size = 0;

  ldns_pkt_set_id (query, 4711);
  ldns_pkt_set_edns_udp_size (query, EDNS_UDP_BYTES);
  g_assert_cmpint (ldns_pkt2wire (&wire, query, &size), ==, LDNS_STATUS_OK);
  ldns_pkt_free (query);
  return g_bytes_new_with_free_func (wire, size, free, wire);
}

ldns_pkt *
fixture_ask (Fixture *f,
             const char *address,
             const char *name,
             guint16 type,
             gboolean recurse,
             gboolean over_tcp,
             guint timeout_ms)
{
  g_autoptr (GBytes) query = build_query (name, type, recurse);
  g_autoptr (GBytes) reply = fixture_exchange (f, address, query, over_tcp, timeout_ms);
  ldns_pkt *packet = NULL;

  if (reply == NULL)
    return NULL;

  g_assert_cmpint (
      ldns_wire2pkt (&packet, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply)), ==,
      LDNS_STATUS_OK);
  g_assert_cmpuint (ldns_pkt_id (packet), ==, 4711);
  g_assert_true (ldns_pkt_qr (packet));
  return packet;
}

static void
append_records (GString *text, ldns_rr_list *records)
{
  g_string_append (text, " |");
  for (size_t i = 0; i < ldns_rr_list_rr_count (records); i++)
    {
      char *line = ldns_rr2str (ldns_rr_list_rr (records, i));
      g_auto (GStrv) fields = g_strsplit_set (line, "\t\n", -1);

      g_string_append_printf (text, "%s %s %s %s %s", i > 0 ? "," : "", fields[0], fields[1],
                              fields[3], fields[4]);
      free (line);
    }
}

static gboolean
is_resolver (const char *address)
{
  return g_str_has_prefix (address, "127.86.3.");
}

char *
fixture_ask_text (Fixture *f, const char *address, const char *name, guint16 type)
{
  ldns_pkt *packet = fixture_ask (f, address, name, type, is_resolver (address), FALSE, 5000);
  GString *text = g_string_new (NULL);
  char *rcode;

  g_assert_nonnull (packet);
  rcode = ldns_pkt_rcode2str (ldns_pkt_get_rcode (packet));
  g_string_append_printf (text, "%s%s%s%s", rcode, ldns_pkt_aa (packet) ? " AA" : "",
                          ldns_pkt_ra (packet) ? " RA" : "", ldns_pkt_tc (packet) ? " TC" : "");
  append_records (text, ldns_pkt_answer (packet));
  append_records (text, ldns_pkt_authority (packet));
  append_records (text, ldns_pkt_additional (packet));
  free (rcode);
  ldns_pkt_free (packet);
  return g_string_free (text, FALSE);
}

char *
fixture_ask_value (Fixture *f, const char *address, const char *name, guint16 type)
{
  g_autofree char *text = fixture_ask_text (f, address, name, type);
  g_auto (GStrv) sections = g_strsplit (text, " |", -1);
  g_auto (GStrv) fields = g_strsplit (sections[1], " ", 5);

  return g_strdup (g_strv_length (fields) == 5 ? fields[4] : "");
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

guint
fixture_request (Fixture *f,
                 const char *method,
                 const char *path,
                 const char *body,
                 const char *key,
                 char **reply)
{
  g_autofree char *url = g_strconcat (f->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  soup_message_headers_replace (soup_message_get_request_headers (message), "X-API-Key",
                                key != NULL ? key : f->key);
  if (body != NULL)
    {
      g_autoptr (GBytes) request = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", request);
    }
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, NULL, store_result_cb,
                                    &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  bytes = soup_session_send_and_read_finish (f->session, result, NULL);
  if (bytes != NULL && reply != NULL)
    *reply = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return bytes != NULL ? soup_message_get_status (message) : 0;
}
