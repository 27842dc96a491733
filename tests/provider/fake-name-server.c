/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-name-server.h"

#include <gio/gio.h>
#include <ldns/ldns.h>
#include <string.h>

#include "lw-name.h"
#include "lw-wire.h"

#define ALGORITHM "hmac-sha256."
#define ALGORITHM_WIRE "\x0bhmac-sha256"
#define FUDGE 300

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_pkt, ldns_pkt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_rdf, ldns_rdf_deep_free)

/* One message on one connection */
typedef struct
{
  FakeNameServer *server;
  GSocketConnection *connection; /* (owned) */
  guint8 length[2];
  guint8 *message; /* (owned) */
  gsize size;
  ldns_rdf *prior_mac; /* (owned) (nullable) */
  GByteArray *out;     /* (owned) */
} Talk;

static void
talk_free (Talk *talk)
{
  g_object_unref (talk->connection);
  g_free (talk->message);
  ldns_rdf_deep_free (talk->prior_mac);
  g_byte_array_unref (talk->out);
  g_free (talk);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  talk_free (talk);
}

static void
append_message (Talk *talk, const guint8 *bytes, gsize size)
{
  guint8 length[] = { size >> 8, size & 0xff };

  g_byte_array_append (talk->out, length, sizeof length);
  g_byte_array_append (talk->out, bytes, size);
}

/* A TSIG record without a MAC, as servers send it that cannot or will not sign. */
static void
append_tsig_error (GByteArray *wire, guint16 id, guint error)
{
  guint64 now = (guint64) (g_get_real_time () / G_USEC_PER_SEC);
  const guint8 rest[] = {
    now >> 40,  now >> 32,
    now >> 24,  now >> 16,
    now >> 8,   now, /* time */
    FUDGE >> 8, FUDGE & 0xff,
    0,          0, /* fudge, no MAC */
    id >> 8,    id & 0xff,
    error >> 8, error & 0xff,
    0,          0, /* ID, error, no other data */
  };
  const guint8 head[] = { 0, 250, 0, 255, 0, 0, 0, 0, 0, sizeof ALGORITHM_WIRE + sizeof rest };

  g_byte_array_append (wire, (const guint8 *) "\x09letterway", 11);
  g_byte_array_append (wire, head, sizeof head);
  g_byte_array_append (wire, (const guint8 *) ALGORITHM_WIRE, sizeof ALGORITHM_WIRE);
  g_byte_array_append (wire, rest, sizeof rest);
  wire->data[11]++;
}

static void
append_packet (Talk *talk, ldns_pkt *packet)
{
  guint8 *wire = NULL;
  size_t size = 0;

  g_assert_cmpint (ldns_pkt2wire (&wire, packet, &size), ==, LDNS_STATUS_OK);
  append_message (talk, wire, size);
  free (wire);
}

/* @nth: of the messages that answer one request */
static void
sign_packet (Talk *talk, ldns_pkt *packet, const char *secret, guint nth)
{
  ldns_status status = nth == 0 ? ldns_pkt_tsig_sign (packet, FAKE_KEY_NAME, secret, FUDGE,
                                                      ALGORITHM, talk->prior_mac)
                                : ldns_pkt_tsig_sign_next (packet, FAKE_KEY_NAME, secret, FUDGE,
                                                           ALGORITHM, talk->prior_mac, 1);

  g_assert_cmpint (status, ==, LDNS_STATUS_OK);
  ldns_rdf_deep_free (talk->prior_mac);
  talk->prior_mac = ldns_rdf_clone (ldns_rr_rdf (ldns_pkt_tsig (packet), 3));
}

static ldns_pkt *
create_reply (ldns_pkt *request, guint rcode)
{
  ldns_pkt *reply = ldns_pkt_new ();
  ldns_rr_list *question = ldns_rr_list_clone (ldns_pkt_question (request));

  ldns_pkt_set_id (reply, ldns_pkt_id (request));
  ldns_pkt_set_opcode (reply, ldns_pkt_get_opcode (request));
  ldns_pkt_set_qr (reply, TRUE);
  ldns_pkt_set_rcode (reply, (guint8) rcode);
  ldns_pkt_push_rr_list (reply, LDNS_SECTION_QUESTION, question);
  ldns_rr_list_free (question);

  return reply;
}

static void
append_with_tsig_error (Talk *talk, ldns_pkt *request)
{
  g_autoptr (ldns_pkt) reply = create_reply (request, LW_RCODE_NOTAUTH);
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  guint8 *bytes = NULL;
  size_t size = 0;

  g_assert_cmpint (ldns_pkt2wire (&bytes, reply, &size), ==, LDNS_STATUS_OK);
  g_byte_array_append (wire, bytes, size);
  free (bytes);
  append_tsig_error (wire, ldns_pkt_id (request), talk->server->tsig_error);
  append_message (talk, wire->data, wire->len);
}

static void
append_reply (Talk *talk, ldns_pkt *request, ldns_pkt *reply)
{
  static const guint8 rubbish[] = { 0xc0, 0x0c, 0xff, 0xff, 0xff };
  guint8 header[12 + sizeof rubbish] = { 0 };

  switch (talk->server->manner)
    {
    case FAKE_SIGNED:
      sign_packet (talk, reply, FAKE_SECRET, 0);
      append_packet (talk, reply);
      break;

    case FAKE_FORGED:
      sign_packet (talk, reply, FAKE_OTHER_SECRET, 0);
      append_packet (talk, reply);
      break;

    case FAKE_UNSIGNED:
      append_packet (talk, reply);
      break;

    case FAKE_TSIG_ERROR:
      append_with_tsig_error (talk, request);
      break;

    case FAKE_GARBLED:
      memcpy (header, talk->message, 4);
      header[2] |= 0x80;
      header[3] = LW_RCODE_NOTIMP; /* may come without a question, so it is let in */
      header[7] = 9;
      memcpy (header + 12, rubbish, sizeof rubbish);
      append_message (talk, header, sizeof header);
      break;

    case FAKE_HANGS_UP:
    case FAKE_SILENT:
      break;
    }
}

static void
log_records (FakeNameServer *self, const char *word, ldns_rr_list *list)
{
  for (size_t i = 0; i < ldns_rr_list_rr_count (list); i++)
    {
      ldns_rr *rr = ldns_rr_list_rr (list, i);
      char *owner = ldns_rdf2str (ldns_rr_owner (rr));
      char *type = ldns_rr_type2str (ldns_rr_get_type (rr));

      g_string_append_printf (self->log, "  %s %s %u %u %s", word, owner, ldns_rr_ttl (rr),
                              ldns_rr_get_class (rr), type);
      free (owner);
      free (type);

      for (size_t j = 0; j < ldns_rr_rd_count (rr); j++)
        {
          char *field = ldns_rdf2str (ldns_rr_rdf (rr, j));

          g_string_append_printf (self->log, " %s", field);
          free (field);
        }
      g_string_append_c (self->log, '\n');
    }
}

static void
answer_update (Talk *talk, ldns_pkt *request)
{
  FakeNameServer *self = talk->server;
  g_autoptr (ldns_pkt) reply = NULL;

  self->n_updates++;
  self->largest_update = MAX (self->largest_update, talk->size);
  g_string_append (self->log, "update\n");
  log_records (self, "if", ldns_pkt_answer (request));
  log_records (self, "do", ldns_pkt_authority (request));
  if (self->cancel_at_update != NULL)
    g_cancellable_cancel (self->cancel_at_update);

  reply = create_reply (request, self->n_updates > self->good_updates ? self->update_rcode : 0);
  append_reply (talk, request, reply);
}

static ldns_rr_list *
list_records (LwRecordSet *set)
{
  ldns_rr_list *list = ldns_rr_list_new ();
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));
  const char *const *values = lw_record_set_get_values (set);

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s %u IN %s %s", lw_record_set_get_owner (set),
                                               lw_record_set_get_ttl (set), type, values[i]);
      ldns_rr *rr = NULL;

      g_assert_cmpint (ldns_rr_new_frm_str (&rr, line, 0, NULL, NULL), ==, LDNS_STATUS_OK);
      ldns_rr_list_push_rr (list, rr);
    }

  return list;
}

static void
push_set (ldns_pkt *reply, LwRecordSet *set)
{
  ldns_rr_list *list = list_records (set);

  ldns_pkt_push_rr_list (reply, LDNS_SECTION_ANSWER, list);
  ldns_rr_list_free (list);
}

static gboolean
has_name (LwZone *zone, const char *name)
{
  GPtrArray *sets = lw_zone_get_sets (zone);

  for (guint i = 0; i < sets->len; i++)
    if (lw_name_is_at_or_below (lw_record_set_get_owner (g_ptr_array_index (sets, i)), name))
      return TRUE;

  return FALSE;
}

/* (nullable) (transfer full): what the zone says, also by its wildcard */
static LwRecordSet *
look_up (LwZone *zone, const char *name, guint16 type, gboolean *exists)
{
  g_autofree char *wildcard = g_strconcat ("*.", lw_zone_get_origin (zone), NULL);
  gboolean synthesised = !has_name (zone, name) && has_name (zone, wildcard);
  const char *owner = synthesised ? wildcard : name;
  LwRecordSet *set = lw_zone_get_set (zone, owner, type);

  *exists = synthesised || has_name (zone, name);
  if (set == NULL)
    set = lw_zone_get_set (zone, owner, LW_RR_TYPE_CNAME);
  if (set == NULL)
    return NULL;

  return lw_record_set_new (name, lw_record_set_get_rr_type (set), lw_record_set_get_ttl (set),
                            lw_record_set_get_values (set), NULL);
}

static void
answer_question (Talk *talk, ldns_pkt *request, const char *name, guint16 type)
{
  FakeNameServer *self = talk->server;
  g_autofree char *type_name = lw_rr_type_to_string (type);
  g_autoptr (LwRecordSet) set = NULL;
  g_autoptr (ldns_pkt) reply = NULL;
  gboolean exists;

  self->n_questions++;
  g_string_append_printf (self->log, "question %s %s\n", name, type_name);
  set = look_up (self->zone, name, type, &exists);
  reply = create_reply (request, self->question_rcode != 0 ? self->question_rcode
                                 : exists                  ? LW_RCODE_NOERROR
                                                           : LW_RCODE_NXDOMAIN);
  ldns_pkt_set_aa (reply, !self->lies_below);
  if (set != NULL && self->question_rcode == 0)
    push_set (reply, set);

  append_reply (talk, request, reply);
}

static ldns_rr_list *
list_zone (FakeNameServer *self)
{
  GPtrArray *sets = lw_zone_get_sets (self->zone);
  ldns_rr_list *list = ldns_rr_list_new ();
  ldns_rr *soa;

  for (guint i = 0; i < sets->len; i++)
    {
      ldns_rr_list *records = list_records (g_ptr_array_index (sets, i));

      ldns_rr_list_push_rr_list (list, records);
      ldns_rr_list_free (records);
    }

  soa = ldns_rr_clone (ldns_rr_list_rr (list, 0));
  if (self->transfer == FAKE_TRANSFER_OUTSIDE)
    {
      ldns_rr *rr = NULL;

      ldns_rr_new_frm_str (&rr, "www.other.example. 60 IN A 192.0.2.9", 0, NULL, NULL);
      ldns_rr_list_push_rr (list, rr);
    }
  if (self->transfer == FAKE_TRANSFER_CUT)
    ldns_rr_free (soa);
  else
    ldns_rr_list_push_rr (list, soa);
  if (self->transfer == FAKE_TRANSFER_NO_SOA)
    ldns_rr_free (ldns_rr_list_pop_rr (list));
  if (self->transfer == FAKE_TRANSFER_NO_SOA)
    ldns_rr_free (ldns_rr_list_set_rr (list, ldns_rr_clone (ldns_rr_list_rr (list, 1)), 0));
  if (self->transfer == FAKE_TRANSFER_TOO_LONG)
    ldns_rr_list_push_rr (list, ldns_rr_clone (ldns_rr_list_rr (list, 1)));

  return list;
}

static void
answer_transfer_split (Talk *talk, ldns_pkt *request, ldns_rr_list *list)
{
  FakeNameServer *self = talk->server;
  gsize count = ldns_rr_list_rr_count (list);

  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (ldns_pkt) reply = create_reply (request, LW_RCODE_NOERROR);
      gboolean forged = self->transfer == FAKE_TRANSFER_FORGED_END && i + 1 == count;

      ldns_pkt_set_aa (reply, TRUE);
      ldns_pkt_push_rr (reply, LDNS_SECTION_ANSWER, ldns_rr_clone (ldns_rr_list_rr (list, i)));
      if (self->transfer != FAKE_TRANSFER_UNSIGNED_END || i + 1 < count)
        sign_packet (talk, reply, forged ? FAKE_OTHER_SECRET : FAKE_SECRET, (guint) i);
      append_packet (talk, reply);
    }
}

static void
answer_transfer (Talk *talk, ldns_pkt *request)
{
  FakeNameServer *self = talk->server;
  gboolean refused = self->transfer == FAKE_TRANSFER_REFUSED;
  g_autoptr (ldns_pkt) reply = create_reply (request, refused ? LW_RCODE_REFUSED : 0);
  ldns_rr_list *list;

  g_string_append (self->log, "transfer\n");
  if (self->transfer == FAKE_TRANSFER_BAD_KEY)
    {
      self->tsig_error = 17;
      append_with_tsig_error (talk, request);
      return;
    }
  if (refused || self->manner != FAKE_SIGNED)
    {
      append_reply (talk, request, reply);
      return;
    }

  list = list_zone (self);
  /* What follows the end in a message of its own would never be read. */
  if (self->transfer == FAKE_TRANSFER_WHOLE || self->transfer == FAKE_TRANSFER_TOO_LONG)
    {
      ldns_pkt_push_rr_list (reply, LDNS_SECTION_ANSWER, list);
      ldns_rr_list_free (list);
      append_reply (talk, request, reply);
      return;
    }

  answer_transfer_split (talk, request, list);
  ldns_rr_list_deep_free (list);
}

static void
answer (Talk *talk)
{
  g_autoptr (ldns_pkt) request = NULL;
  g_autofree char *name = NULL;
  ldns_rr *question;
  char *text;

  g_assert_cmpint (ldns_wire2pkt (&request, talk->message, talk->size), ==, LDNS_STATUS_OK);
  g_assert_nonnull (ldns_pkt_tsig (request));
  talk->prior_mac = ldns_rdf_clone (ldns_rr_rdf (ldns_pkt_tsig (request), 3));
  g_assert_true (
      ldns_pkt_tsig_verify (request, talk->message, talk->size, FAKE_KEY_NAME, FAKE_SECRET, NULL));

  question = ldns_rr_list_rr (ldns_pkt_question (request), 0);
  text = ldns_rdf2str (ldns_rr_owner (question));
  name = lw_name_normalise (text, NULL);
  free (text);

  if (ldns_pkt_get_opcode (request) == LDNS_PACKET_UPDATE)
    answer_update (talk, request);
  else if (ldns_rr_get_type (question) == LDNS_RR_TYPE_AXFR)
    answer_transfer (talk, request);
  else
    answer_question (talk, request, name, (guint16) ldns_rr_get_type (question));
}

static void
message_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (talk->connection));
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, NULL) ||
      size < talk->size)
    {
      talk_free (talk);
      return;
    }

  answer (talk);
  if (talk->server->manner == FAKE_SILENT)
    g_ptr_array_add (talk->server->open, talk);
  else
    g_output_stream_write_all_async (stream, talk->out->data, talk->out->len, G_PRIORITY_DEFAULT,
                                     NULL, written_cb, talk);
}

static void
length_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, NULL) || size < 2)
    {
      talk_free (talk);
      return;
    }

  talk->size = (gsize) talk->length[0] << 8 | talk->length[1];
  talk->message = g_malloc (talk->size);
  g_input_stream_read_all_async (G_INPUT_STREAM (source), talk->message, talk->size,
                                 G_PRIORITY_DEFAULT, NULL, message_cb, talk);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->server = user_data;
  talk->connection = g_object_ref (connection);
  talk->out = g_byte_array_new ();
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                 talk->length, sizeof talk->length, G_PRIORITY_DEFAULT, NULL,
                                 length_cb, talk);

  return TRUE;
}

FakeNameServer *
fake_name_server_new (const char *zone_text)
{
  FakeNameServer *self = g_new0 (FakeNameServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->log = g_string_new (NULL);
  self->open = g_ptr_array_new_with_free_func ((GDestroyNotify) talk_free);
  self->zone = lw_zone_parse (zone_text, -1, "berg.example.", &error);
  g_assert_no_error (error);

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return self;
}

void
fake_name_server_free (FakeNameServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_ptr_array_unref (self->open);
  lw_zone_unref (self->zone);
  g_string_free (self->log, TRUE);
  g_free (self);
}
