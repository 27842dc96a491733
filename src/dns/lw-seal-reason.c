/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal-reason.h"

#include "lw-name.h"
#include "lw-seal-set.h"
#include "lw-wire.h"

#include <string.h>

#define DS_FIELDS 4
#define DS_TRIES_MAX 16    /* digests that are computed for one server */
#define DS_MAX 16          /* that are looked at */
#define SETS_MAX 12        /* sets in one section that are looked at */
#define ITERATIONS_MAX 150 /* NSEC3: where validators stop looking (RFC 9276 3.2) */
#define DIGEST_SHA1 1
#define DIGEST_SHA256 2
#define DIGEST_SHA384 4

/* Fields of a DS (RFC 4034 5.1) */
enum
{
  DS_KEY_TAG,
  DS_ALGORITHM,
  DS_DIGEST,
};

/* One of the domain's own servers while it is judged */
typedef struct
{
  const LwSealPackets *packets;
  ldns_rr_list *ds;   /* those that count */
  ldns_rr_list *keys; /* (owned) (nullable): the zone's, as this server gives them */
  LwServer *server;
  LwSealWork *work; /* shared by all servers */
  LwSealCause cause;
} ServerCheck;

static const LwSealReply *
get_reply (GArray *replies, guint index)
{
  return index < replies->len ? &g_array_index (replies, LwSealReply, index) : NULL;
}

/* (nullable): the message of one who holds what it was asked for */
static LwMessage *
get_message (GArray *replies, guint index)
{
  const LwSealReply *reply = get_reply (replies, index);
  guint rcode;

  if (reply == NULL || reply->message == NULL || !lw_message_get_aa (reply->message) ||
      lw_message_get_tc (reply->message))
    return NULL;

  rcode = lw_message_get_rcode (reply->message);
  return rcode == LW_RCODE_NOERROR || rcode == LW_RCODE_NXDOMAIN ? reply->message : NULL;
}

static LwSealCause
make_cause (LwSealReason reason, guint16 type, guint key_tag)
{
  return (LwSealCause){ .reason = reason, .type = type, .key_tag = key_tag };
}

/* Reasons stand in the order of their weight. */
static void
offer (ServerCheck *self, LwSealCause cause)
{
  if (cause.reason >= self->cause.reason)
    return;

  self->cause = cause;
  self->cause.server = lw_server_get_name (self->server);
}

static guint
get_digest (const ldns_rr *ds)
{
  return ldns_rdf2native_int8 (ldns_rr_rdf (ds, DS_DIGEST));
}

static gboolean
is_known_ds (const ldns_rr *ds)
{
  guint digest = ldns_rr_rd_count (ds) == DS_FIELDS ? get_digest (ds) : 0;

  return (digest == DIGEST_SHA1 || digest == DIGEST_SHA256 || digest == DIGEST_SHA384) &&
         lw_seal_knows_algorithm (ldns_rdf2native_int8 (ldns_rr_rdf (ds, DS_ALGORITHM)));
}

/* (transfer full): what a validator goes by: of several kinds of digest the best alone (RFC 4509
 * 3).
 */
static ldns_rr_list *
choose_ds (LwRecordSet *set)
{
  g_autoptr (LwRrList) all = lw_seal_list_records (set);
  ldns_rr_list *chosen = ldns_rr_list_new ();
  guint best = 0;

  for (guint i = 0; i < ldns_rr_list_rr_count (all); i++)
    if (is_known_ds (ldns_rr_list_rr (all, i)))
      best = MAX (best, get_digest (ldns_rr_list_rr (all, i)));

  for (guint i = 0; i < ldns_rr_list_rr_count (all); i++)
    {
      ldns_rr *ds = ldns_rr_list_rr (all, i);

      if (is_known_ds (ds) && get_digest (ds) == best && ldns_rr_list_rr_count (chosen) < DS_MAX)
        ldns_rr_list_push_rr (chosen, ldns_rr_clone (ds));
    }

  return chosen;
}

static gboolean
is_named_by (const ServerCheck *self, ldns_rr *key, const ldns_rr *ds)
{
  return lw_seal_is_zone_key (key) &&
         ldns_rdf2native_int8 (ldns_rr_rdf (key, 2)) ==
             ldns_rdf2native_int8 (ldns_rr_rdf (ds, DS_ALGORITHM)) &&
         lw_seal_get_key_tag (key, self->work) ==
             ldns_rdf2native_int16 (ldns_rr_rdf (ds, DS_KEY_TAG));
}

/* (transfer full): clones of the keys that the registry names */
static ldns_rr_list *
choose_trusted_keys (const ServerCheck *self)
{
  ldns_rr_list *trusted = ldns_rr_list_new ();
  guint n_tries = 0;

  for (guint i = 0; i < ldns_rr_list_rr_count (self->ds); i++)
    for (guint j = 0; j < MIN (ldns_rr_list_rr_count (self->keys), LW_SEAL_KEYS_MAX); j++)
      {
        ldns_rr *ds = ldns_rr_list_rr (self->ds, i);
        ldns_rr *key = ldns_rr_list_rr (self->keys, j);

        if (!is_named_by (self, key, ds))
          continue;
        if (n_tries++ >= DS_TRIES_MAX)
          return trusted;
        if (ldns_rr_compare_ds (key, ds))
          ldns_rr_list_push_rr (trusted, ldns_rr_clone (key));
      }

  return trusted;
}

static void
offer_set (ServerCheck *self, LwSetSeal seal, guint16 type)
{
  LwSealCause cause = make_cause (seal.reason, type, seal.key_tag);

  if (seal.reason == LW_SEAL_IN_ORDER && seal.sha1)
    offer (self, make_cause (LW_SEAL_SHA1, type, seal.key_tag));
  if (seal.reason == LW_SEAL_IN_ORDER && seal.soon)
    cause.reason = LW_SEAL_SOON_EXPIRING;

  cause.when = seal.when;
  offer (self, cause);
}

static void
check_keys (ServerCheck *self, LwMessage *message, LwRecordSet *set)
{
  const LwSealPackets *packets = self->packets;
  g_autoptr (LwRrList) trusted = choose_trusted_keys (self);
  guint first_tag = ldns_rdf2native_int16 (ldns_rr_rdf (ldns_rr_list_rr (self->ds, 0), DS_KEY_TAG));
  LwSetSeal seal;

  if (ldns_rr_list_rr_count (trusted) == 0)
    {
      offer (self, make_cause (LW_SEAL_DS_MISMATCH, LW_RR_TYPE_DS, first_tag));
      return;
    }

  seal = lw_seal_check_set (message, LW_SECTION_ANSWER, set, trusted, packets->zone, packets->now,
                            self->work);
  if (seal.reason == LW_SEAL_SIGNATURE_MISSING || seal.reason == LW_SEAL_KEY_MISSING)
    seal.reason = LW_SEAL_DNSKEY_UNSIGNED;
  offer_set (self, seal, LW_RR_TYPE_DNSKEY);
}

static void
check_one (ServerCheck *self, LwMessage *message, LwSection section, LwRecordSet *set)
{
  LwSetSeal seal = lw_seal_check_set (message, section, set, self->keys, self->packets->zone,
                                      self->packets->now, self->work);

  offer_set (self, seal, lw_record_set_get_rr_type (set));
}

static gboolean
is_denial (LwRecordSet *set)
{
  return lw_record_set_get_rr_type (set) == LW_RR_TYPE_NSEC ||
         lw_record_set_get_rr_type (set) == LW_RR_TYPE_NSEC3;
}

/* The third number of an NSEC3 value */
static void
check_iterations (ServerCheck *self, LwRecordSet *set)
{
  g_auto (GStrv) words = g_strsplit (lw_record_set_get_values (set)[0], " ", 4);
  guint64 iterations = 0;

  if (g_strv_length (words) < 3 ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT16, &iterations, NULL))
    return;

  if (iterations > 0)
    offer (self, make_cause (iterations > ITERATIONS_MAX ? LW_SEAL_NSEC3_MANY : LW_SEAL_NSEC3_SOME,
                             lw_record_set_get_rr_type (set), 0));
}

/* That there is nothing has to be sealed as well: the zone's SOA, and who proves the gap. Whether
 * the gap is the right one is left to the validator. */
static void
check_denial (ServerCheck *self, LwMessage *message)
{
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_AUTHORITY);
  guint n_denials = 0;

  for (guint i = 0; i < MIN (sets->len, SETS_MAX); i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);

      if (!is_denial (set) && lw_record_set_get_rr_type (set) != LW_RR_TYPE_SOA)
        continue;
      n_denials += is_denial (set);
      if (lw_record_set_get_rr_type (set) == LW_RR_TYPE_NSEC3)
        check_iterations (self, set);
      check_one (self, message, LW_SECTION_AUTHORITY, set);
    }

  if (n_denials == 0)
    offer (self, make_cause (LW_SEAL_DENIAL_MISSING, self->packets->type, 0));
}

/* (nullable): what the answer says about the domain: the set, or the alias in its place */
static LwRecordSet *
find_answer (ServerCheck *self, LwMessage *message)
{
  const LwSealPackets *packets = self->packets;
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_ANSWER);
  LwRecordSet *set = lw_message_find (message, LW_SECTION_ANSWER, packets->domain, packets->type);

  /* What a DNAME makes has no signature of its own. */
  for (guint i = 0; set == NULL && i < sets->len; i++)
    if (lw_record_set_get_rr_type (g_ptr_array_index (sets, i)) == LW_RR_TYPE_DNAME)
      return g_ptr_array_index (sets, i);

  return set != NULL
             ? set
             : lw_message_find (message, LW_SECTION_ANSWER, packets->domain, LW_RR_TYPE_CNAME);
}

static void
check_answer (ServerCheck *self, LwMessage *message)
{
  LwRecordSet *set = find_answer (self, message);

  if (set != NULL)
    check_one (self, message, LW_SECTION_ANSWER, set);
  else
    check_denial (self, message);
}

/* What does not exist has to be proved even when all that exists is sealed: careful senders look
 * for keys of mail servers (DANE), and wait when they are not told for sure that there are none. */
static void
check_nothing (ServerCheck *self, LwMessage *message)
{
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_AUTHORITY);
  guint n_proofs = 0;

  if (lw_message_get_sets (message, LW_SECTION_ANSWER)->len > 0)
    return;

  for (guint i = 0; i < MIN (sets->len, SETS_MAX); i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);

      if (!is_denial (set))
        continue;
      if (lw_record_set_get_rr_type (set) == LW_RR_TYPE_NSEC3)
        check_iterations (self, set);
      n_proofs += lw_seal_check_set (message, LW_SECTION_AUTHORITY, set, self->keys,
                                     self->packets->zone, self->packets->now, self->work)
                      .reason == LW_SEAL_IN_ORDER;
    }

  if (n_proofs == 0)
    offer (self, make_cause (LW_SEAL_PROOF_MISSING, LW_RR_TYPE_TLSA, 0));
}

/* FALSE when this server said nothing to go by. */
static gboolean
check_server (const LwSealPackets *packets,
              ldns_rr_list *ds,
              LwSealWork *work,
              guint index,
              LwSealCause *cause)
{
  g_autoptr (LwRrList) keys = NULL;
  LwMessage *message = get_message (packets->keys, index);
  LwMessage *answer = get_message (packets->sets, index);
  LwMessage *nothing = get_message (packets->nothing, index);
  ServerCheck check = { .packets = packets,
                        .ds = ds,
                        .work = work,
                        .cause = { .reason = LW_SEAL_IN_ORDER } };
  LwRecordSet *set;

  if (message == NULL)
    return FALSE;

  check.server = get_reply (packets->keys, index)->server;
  set = lw_message_find (message, LW_SECTION_ANSWER, packets->zone, LW_RR_TYPE_DNSKEY);
  if (set == NULL || lw_record_set_get_n_values (set) == 0)
    offer (&check, make_cause (LW_SEAL_DS_WITHOUT_KEYS, LW_RR_TYPE_DNSKEY, 0));
  else
    {
      check.keys = keys = lw_seal_list_records (set);
      check_keys (&check, message, set);
      if (answer != NULL)
        check_answer (&check, answer);
      if (nothing != NULL)
        check_nothing (&check, nothing);
    }

  *cause = check.cause;
  return TRUE;
}

/* All servers with the same fault: that is it. Some without: they differ. */
static LwSealCause
check_servers (const LwSealPackets *packets, ldns_rr_list *ds, LwSealWork *work)
{
  LwSealCause worst = make_cause (LW_SEAL_IN_ORDER, 0, 0);
  guint n_judged = 0, n_broken = 0;

  for (guint i = 0; i < packets->keys->len; i++)
    {
      LwSealCause cause;

      if (!check_server (packets, ds, work, i, &cause))
        continue;
      n_judged++;
      n_broken += lw_seal_reason_breaks (cause.reason);
      if (cause.reason < worst.reason)
        worst = cause;
    }

  if (n_judged == 0)
    return make_cause (LW_SEAL_UNREACHABLE, LW_RR_TYPE_DNSKEY, 0);

  if (n_broken > 0 && n_broken < n_judged)
    {
      worst.differing = worst.reason;
      worst.reason = LW_SEAL_SERVER_DIFFERS;
    }

  return worst;
}

static gboolean
has_keys (const LwSealPackets *packets)
{
  for (guint i = 0; i < packets->keys->len; i++)
    {
      LwMessage *message = get_message (packets->keys, i);

      if (message != NULL &&
          lw_message_find (message, LW_SECTION_ANSWER, packets->zone, LW_RR_TYPE_DNSKEY) != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * lw_seal_find_cause:
 * @packets: what was received
 * @work: (inout): counts what was computed
 *
 * Says why a validator would refuse the domain, or what else is to be told about its seal. Computes
 * at most 8 signatures for each set, 16 digests for each server and 192 signatures in all
 * (CVE-2023-50387), and no NSEC3 hash (CVE-2023-50868).
 *
 * Returns: the reason that weighs most
 */
LwSealCause
lw_seal_find_cause (const LwSealPackets *packets, LwSealWork *work)
{
  LwMessage *message = NULL;
  LwRecordSet *set;
  g_autoptr (LwRrList) ds = NULL;

  for (guint i = 0; message == NULL && i < packets->ds->len; i++)
    message = get_message (packets->ds, i);
  if (message == NULL)
    return make_cause (LW_SEAL_UNREACHABLE, LW_RR_TYPE_DS, 0);

  if (lw_seal_is_out_of_time (message, packets->now))
    return make_cause (LW_SEAL_CLOCK_SUSPECT, LW_RR_TYPE_DS, 0);

  set = lw_message_find (message, LW_SECTION_ANSWER, packets->zone, LW_RR_TYPE_DS);
  if (set == NULL)
    return make_cause (has_keys (packets) ? LW_SEAL_ISLAND : LW_SEAL_UNSIGNED, 0, 0);

  ds = choose_ds (set);
  if (ldns_rr_list_rr_count (ds) == 0)
    return make_cause (LW_SEAL_UNSUPPORTED, LW_RR_TYPE_DS, 0);

  return check_servers (packets, ds, work);
}
