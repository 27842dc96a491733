/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-judge.h"
#include "lw-dns-private.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-seal-reason.h"

#include <string.h>

/* From answers to evidence: a whole look, whose messages a stranger wrote. The input is
 *
 *   clock (4 bytes) | length, domain | labels above the zone | rows
 *   row: place | who | owner | type (2) | length (2) | message
 *
 * A row that is cut is the last one. seed-evidence.py writes such rows from what a look saved. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

#define N_SERVERS 4
#define ROWS_MAX 64
#define FALLBACK "berg.example."

/* What a row is for. The first four are roles. */
enum
{
  PLACE_DS = 4,
  PLACE_KEYS,
  PLACE_SETS,
  PLACE_PARAMS,
  PLACE_WALK,
  PLACE_MAIL_HOST,
  N_PLACES,
};

typedef struct
{
  const guint8 *bytes;
  gsize size;
} Input;

typedef struct
{
  gint64 now;
  char *domain;
  char *zone;
  LwServer *servers[N_SERVERS];
  LwDelegation *delegation;
  LwEvidence *evidence;
  GPtrArray *replies; /* (element-type LwDnsReply) */
  GArray *seal[4];    /* (element-type LwSealReply): of N_SERVERS each */
} Look;

static guint
take (Input *input, guint n_bytes)
{
  guint value = 0;

  for (guint i = 0; i < n_bytes && input->size > 0; i++, input->size--)
    value = value << 8 | *input->bytes++;

  return value;
}

static Input
take_block (Input *input, gsize length)
{
  Input block = { input->bytes, MIN (length, input->size) };

  input->bytes += block.size;
  input->size -= block.size;
  return block;
}

static char *
take_domain (Input *input)
{
  Input block = take_block (input, take (input, 1));
  g_autofree char *text = g_strndup ((const char *) block.bytes, block.size);
  char *domain = text != NULL ? lw_name_normalise (text, NULL) : NULL;

  return domain != NULL ? domain : g_strdup (FALLBACK);
}

static char *
climb (const char *name, guint n_labels)
{
  char *above = g_strdup (name);

  while (n_labels-- > 0 && strcmp (above, ".") != 0)
    {
      char *parent = lw_name_parent (above);

      g_free (above);
      above = parent;
    }

  return above;
}

static void
look_init (Look *look, Input *input)
{
  g_autofree char *parent = NULL;

  look->now = take (input, 4);
  look->domain = take_domain (input);
  look->zone = climb (look->domain, take (input, 1) % 4);
  parent = climb (look->zone, 1);
  look->evidence = lw_evidence_new (look->domain, look->now);
  look->delegation = lw_delegation_new (look->domain, look->zone, parent);
  look->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_reply_free);

  for (guint i = 0; i < N_SERVERS; i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i + 1);
      g_autofree char *name = g_strdup_printf ("ns%u.test.", i + 1);

      look->servers[i] = lw_server_new (name, NULL, address, 53);
      lw_delegation_take_server (look->delegation, lw_server_ref (look->servers[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (look->seal); i++)
    {
      look->seal[i] = g_array_new (FALSE, TRUE, sizeof (LwSealReply));
      g_array_set_size (look->seal[i], N_SERVERS);
      for (guint j = 0; j < N_SERVERS; j++)
        g_array_index (look->seal[i], LwSealReply, j).server = look->servers[j];
    }
}

static void
look_clear (Look *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (look->seal); i++)
    g_array_unref (look->seal[i]);
  for (guint i = 0; i < N_SERVERS; i++)
    lw_server_unref (look->servers[i]);
  g_ptr_array_unref (look->replies);
  lw_delegation_unref (look->delegation);
  g_object_unref (look->evidence);
  g_free (look->zone);
  g_free (look->domain);
}

static GError *
make_error (guint kind)
{
  switch (kind)
    {
    case 0:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "It took too long.");
    case 1:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "It refused.");
    default:
      return lw_error_new (LW_ERROR_PROTOCOL, NULL, NULL, "It makes no sense.");
    }
}

/* (transfer none) */
static LwDnsReply *
take_reply (Look *look, guint who, Input message)
{
  LwDnsReply *reply = g_new0 (LwDnsReply, 1);

  reply->server = lw_server_ref (look->servers[who % N_SERVERS]);
  reply->asked_at = look->now;
  reply->elapsed_ms = who;
  reply->via = (who & 0x08) != 0 ? LW_VIA_TCP : LW_VIA_UDP;
  reply->was_cut = (who & 0x10) != 0;
  reply->without_edns = (who & 0x20) != 0;
  if (message.size > 0)
    {
      reply->raw = g_bytes_new (message.bytes, message.size);
      reply->message = lw_wire_parse (reply->raw, &reply->error);
    }
  else
    reply->error = make_error (who >> 6);

  g_ptr_array_add (look->replies, reply);
  return reply;
}

/* (nullable): the first owner that the message itself brings */
static const char *
find_owner (LwDnsReply *reply)
{
  for (LwSection section = LW_SECTION_ANSWER;
       reply->message != NULL && section <= LW_SECTION_ADDITIONAL; section++)
    {
      GPtrArray *sets = lw_message_get_sets (reply->message, section);

      if (sets->len > 0)
        return lw_record_set_get_owner (g_ptr_array_index (sets, 0));
    }

  return NULL;
}

static char *
choose_owner (Look *look, LwDnsReply *reply, guint which)
{
  g_autofree char *doubled = lw_dns_double_name (look->domain, look->zone);

  switch (which % 6)
    {
    case 0:
      return g_strdup (look->domain);
    case 1:
      return g_strdup (look->zone);
    case 2:
      return g_strdup (doubled != NULL ? doubled : look->domain);
    case 3: /* is asked for only where the doubled name is */
      return doubled != NULL ? g_strconcat (LW_CONTROL_LABEL, look->zone, NULL)
                             : g_strdup (look->domain);
    case 4:
      return g_strdup ("ns1.test.");
    default:
      return g_strdup (find_owner (reply) != NULL ? find_owner (reply) : "mx.test.");
    }
}

/* One step of the way from the root; the servers it leads to become the zone's. */
static void
walk (Look *look, LwDnsReply *reply, const char *owner)
{
  g_autofree char *above = climb (look->zone, 1);
  LwStep step = lw_step_read (reply, above, owner);
  const char *const *names;

  if (step.kind != LW_STEP_CUT || step.name_servers == NULL)
    return;

  g_assert_true (lw_name_is_at_or_below (step.cut, above));
  names = lw_record_set_get_values (step.name_servers);
  for (guint i = 0; i < 16 && names[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) glue = lw_step_find_glue (reply->message, names[i], above);

      for (guint j = 0; j < MIN (glue->len, 16); j++)
        lw_delegation_take_server (look->delegation,
                                   lw_server_new (names[i], NULL, g_ptr_array_index (glue, j), 53));
    }
}

static void
take_mail_host (Look *look, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  gboolean found =
      fields->set != NULL && (fields->type == LW_RR_TYPE_A || fields->type == LW_RR_TYPE_AAAA);

  g_ptr_array_add (answers, answer);
  lw_evidence_take_mail_host (
      look->evidence, lw_mail_host_new_with_answers (
                          fields->owner, found ? lw_record_set_get_values (fields->set) : NULL,
                          fields->alias, fields->status, answers));
}

static void
take_row (Look *look, Input *input)
{
  guint place = take (input, 1) % N_PLACES;
  guint who = take (input, 1);
  guint which = take (input, 1);
  guint number = take (input, 2);
  guint16 type = number != 0 ? (guint16) number : LW_RR_TYPE_MX; /* we ask for something */
  LwDnsReply *reply = take_reply (look, who, take_block (input, take (input, 2)));
  g_autofree char *owner = choose_owner (look, reply, which);
  LwRole role = place < PLACE_DS ? (LwRole) place : LW_ROLE_AUTHORITY;
  g_autoptr (LwAnswer) answer = lw_dns_read_reply (reply, role, owner, type);

  if (place < PLACE_DS)
    lw_evidence_take_answer (look->evidence, lw_answer_ref (answer));
  else if (place <= PLACE_PARAMS)
    g_array_index (look->seal[place - PLACE_DS], LwSealReply, who % N_SERVERS).message =
        reply->message;
  else if (place == PLACE_WALK)
    walk (look, reply, owner);
  else
    take_mail_host (look, answer);
}

static GPtrArray *
list_facts (Look *look)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);

  for (guint i = 0; i < look->replies->len; i++)
    {
      LwDnsReply *reply = g_ptr_array_index (look->replies, i);
      const char *owner = find_owner (reply);
      GPtrArray *sets =
          owner != NULL ? lw_message_get_sets (reply->message, LW_SECTION_ANSWER) : NULL;

      g_ptr_array_add (facts, lw_seal_fact_new (reply->server, LW_ROLE_AUTHORITY, LW_RR_TYPE_DNSKEY,
                                                reply->error != NULL ? reply->error->message : NULL,
                                                sets != NULL && sets->len > 0
                                                    ? lw_record_set_get_values (sets->pdata[0])
                                                    : NULL));
    }

  return facts;
}

static void
seal (Look *look)
{
  const LwSealPackets packets = {
    .zone = look->zone,
    .domain = look->domain,
    .type = LW_RR_TYPE_MX,
    .ds = look->seal[0],
    .keys = look->seal[1],
    .sets = look->seal[2],
    .nothing = look->seal[3],
    .now = look->now,
  };
  LwSealWork work = { 0 };
  LwSealCause cause = lw_seal_find_cause (&packets, &work);

  lw_evidence_take_seal (look->evidence,
                         lw_seal_new (LW_TRUST_BOGUS, "why", &cause, list_facts (look)));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  Input input = { bytes, size };
  Look look = { 0 };

  look_init (&look, &input);
  for (guint i = 0; i < ROWS_MAX && input.size > 0; i++)
    take_row (&look, &input);

  lw_evidence_take_delegation (look.evidence, lw_delegation_ref (look.delegation));
  seal (&look);
  fuzz_judge (look.evidence, look.now);
  look_clear (&look);

  return 0;
}
