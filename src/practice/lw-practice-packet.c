/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-packet.h"

#include "lw-name.h"

#include <ldns/ldns.h>

#define HEADER_BYTES 12
#define PLAIN_UDP_BYTES 512 /* RFC 1035 4.2.1 */
#define EDNS_UDP_BYTES 1232

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ldns_pkt, ldns_pkt_free)

struct _LwPracticeQuestion
{
  ldns_pkt *packet; /* (owned) */
  char *name;       /* (owned) (nullable): NULL when it cannot be asked */
  guint rcode;      /* other than 0: what is answered without looking */
};

/* What can be answered at once, because it is no question to a name server */
static guint
find_rcode (ldns_pkt *packet)
{
  ldns_rr *question;

  if (ldns_pkt_get_opcode (packet) != LDNS_PACKET_QUERY)
    return LDNS_RCODE_NOTIMPL;
  if (ldns_rr_list_rr_count (ldns_pkt_question (packet)) != 1)
    return LDNS_RCODE_FORMERR;

  question = ldns_rr_list_rr (ldns_pkt_question (packet), 0);
  return ldns_rr_get_class (question) == LDNS_RR_CLASS_IN ? LDNS_RCODE_NOERROR : LDNS_RCODE_REFUSED;
}

static char *
read_name (ldns_pkt *packet)
{
  ldns_rr *question = ldns_rr_list_rr (ldns_pkt_question (packet), 0);
  char *text = ldns_rdf2str (ldns_rr_owner (question));
  char *name = text != NULL ? lw_name_normalise (text, NULL) : NULL;

  free (text); /* from malloc(), by ldns's contract */
  return name;
}

/**
 * lw_practice_question_parse:
 * @wire: what came in
 * @size: its length, in bytes
 *
 * Returns: (transfer full) (nullable): the question; `NULL` for what gets no answer at all
 */
LwPracticeQuestion *
lw_practice_question_parse (const guint8 *wire, gsize size)
{
  g_autoptr (ldns_pkt) packet = NULL;
  LwPracticeQuestion *self;

  if (size < HEADER_BYTES || ldns_wire2pkt (&packet, wire, size) != LDNS_STATUS_OK ||
      ldns_pkt_qr (packet))
    return NULL;

  self = g_new0 (LwPracticeQuestion, 1);
  self->packet = g_steal_pointer (&packet);
  self->rcode = find_rcode (self->packet);
  if (self->rcode == LDNS_RCODE_NOERROR)
    {
      self->name = read_name (self->packet);
      if (self->name == NULL)
        self->rcode = LDNS_RCODE_FORMERR;
    }

  return self;
}

void
lw_practice_question_free (LwPracticeQuestion *self)
{
  if (self == NULL)
    return;

  ldns_pkt_free (self->packet);
  g_free (self->name);
  g_free (self);
}

guint
lw_practice_question_get_rcode (LwPracticeQuestion *self)
{
  return self->rcode;
}

const char *
lw_practice_question_get_name (LwPracticeQuestion *self)
{
  return self->name;
}

guint16
lw_practice_question_get_rr_type (LwPracticeQuestion *self)
{
  return ldns_rr_get_type (ldns_rr_list_rr (ldns_pkt_question (self->packet), 0));
}

gboolean
lw_practice_question_get_recursion_desired (LwPracticeQuestion *self)
{
  return ldns_pkt_rd (self->packet);
}

static void
push_value (ldns_pkt *answer, ldns_pkt_section section, LwRecordSet *set, const char *value)
{
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));
  g_autofree char *text = g_strdup_printf ("%s %u IN %s %s", lw_record_set_get_owner (set),
                                           lw_record_set_get_ttl (set), type, value);
  ldns_rr *record = NULL;

  if (ldns_rr_new_frm_str (&record, text, 0, NULL, NULL) == LDNS_STATUS_OK)
    ldns_pkt_push_rr (answer, section, record);
  else
    g_warning ("The practice world cannot answer with “%s”", text);
}

static void
push_sets (ldns_pkt *answer, ldns_pkt_section section, GPtrArray *sets)
{
  for (guint i = 0; i < sets->len; i++)
    {
      const char *const *values = lw_record_set_get_values (sets->pdata[i]);

      for (guint j = 0; values[j] != NULL; j++)
        push_value (answer, section, sets->pdata[i], values[j]);
    }
}

/* The question comes back as it was asked, with its upper and lower case. */
static ldns_pkt *
begin_answer (LwPracticeQuestion *self, LwPracticeReply *reply, gboolean resolver)
{
  ldns_pkt *answer = ldns_pkt_new ();
  ldns_rr_list *questions = ldns_rr_list_clone (ldns_pkt_question (self->packet));

  ldns_pkt_set_id (answer, ldns_pkt_id (self->packet));
  ldns_pkt_set_qr (answer, true);
  ldns_pkt_set_opcode (answer, ldns_pkt_get_opcode (self->packet));
  ldns_pkt_set_rd (answer, ldns_pkt_rd (self->packet));
  ldns_pkt_set_ra (answer, resolver);
  ldns_pkt_set_aa (answer, reply->authoritative && !resolver);
  ldns_pkt_set_rcode (answer, reply->rcode);
  if (ldns_pkt_edns (self->packet))
    ldns_pkt_set_edns_udp_size (answer, EDNS_UDP_BYTES);
  if (questions != NULL)
    {
      ldns_pkt_push_rr_list (answer, LDNS_SECTION_QUESTION, questions);
      ldns_rr_list_free (questions);
    }

  return answer;
}

static GBytes *
write_packet (ldns_pkt *packet)
{
  guint8 *wire = NULL;
  size_t size = 0;

  if (ldns_pkt2wire (&wire, packet, &size) != LDNS_STATUS_OK)
    return g_bytes_new (NULL, 0);

  return g_bytes_new_with_free_func (wire, size, free, wire); /* from malloc(), by its contract */
}

static gsize
get_room (LwPracticeQuestion *self, gboolean over_tcp)
{
  if (over_tcp)
    return G_MAXUINT16;
  if (!ldns_pkt_edns (self->packet))
    return PLAIN_UDP_BYTES;

  return CLAMP (ldns_pkt_edns_udp_size (self->packet), PLAIN_UDP_BYTES, EDNS_UDP_BYTES);
}

/**
 * lw_practice_question_answer:
 * @self: the question
 * @reply: what is said to it
 * @resolver: whether a resolver says it, and not a name server
 * @over_tcp: whether it need not fit into a datagram
 *
 * Returns: (transfer full): the packet; empty and marked as truncated when it does not fit
 */
GBytes *
lw_practice_question_answer (LwPracticeQuestion *self,
                             LwPracticeReply *reply,
                             gboolean resolver,
                             gboolean over_tcp)
{
  g_autoptr (ldns_pkt) answer = begin_answer (self, reply, resolver);
  g_autoptr (ldns_pkt) truncated = NULL;
  g_autoptr (GBytes) wire = NULL;

  push_sets (answer, LDNS_SECTION_ANSWER, reply->answer);
  push_sets (answer, LDNS_SECTION_AUTHORITY, reply->authority);
  push_sets (answer, LDNS_SECTION_ADDITIONAL, reply->additional);
  wire = write_packet (answer);
  if (g_bytes_get_size (wire) <= get_room (self, over_tcp))
    return g_steal_pointer (&wire);

  truncated = begin_answer (self, reply, resolver);
  ldns_pkt_set_tc (truncated, true);
  return write_packet (truncated);
}
