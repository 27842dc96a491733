/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal-reason.h"
#include "lw-wire.h"

#include <ldns/ldns.h>
#include <locale.h>
#include <string.h>
#include <time.h>

#define ZONE "berg.example."
#define PARENT "example."
#define NOW 1800000000
#define DAY 86400

/* What is wrong with what one server says; without any it is as it should be. */
typedef enum
{
  NO_KEYS = 1 << 0,
  NO_KEY_SIGNATURE = 1 << 1,
  KEYS_BY_OTHER = 1 << 2,
  ENDED = 1 << 3,
  NOT_BEGUN = 1 << 4,
  ENDS_SOON = 1 << 5,
  SHORT_LIFE = 1 << 6, /* signed for a day, as servers do that sign while they answer */
  NO_SIGNATURE = 1 << 7,
  ALTERED = 1 << 8,
  BY_LOST_KEY = 1 << 9,
  WRONG_SIGNER = 1 << 10,
  TOO_MANY_LABELS = 1 << 11,
  NO_ZONE_KEY = 1 << 12,
  REVOKED = 1 << 13,
  WRONG_PROTOCOL = 1 << 14,
  DENIED = 1 << 15,
  DENIED_BARE = 1 << 16, /* without the proof */
  MANY_FORGED = 1 << 17,
  ROUNDS_10 = 1 << 18,
  ROUNDS_200 = 1 << 19,
  SILENT = 1 << 20,
  LAME = 1 << 21,
  ALIAS = 1 << 22,
  WILDCARD = 1 << 23,
  UNPROVED = 1 << 25,  /* says of what is not there just that it is not */
  FAR_AHEAD = 1 << 24, /* begins in 2050: past the end of 31 bits */
} Said;

/* The same for the registry */
typedef enum
{
  DS_NONE = 1 << 0,
  DS_OTHER = 1 << 1,
  DS_UNKNOWN = 1 << 2,  /* of algorithm 200 */
  DS_BAD_SHA1 = 1 << 3, /* of another key, beside the right one in SHA-256 */
  DS_ONLY_SHA1 = 1 << 4,
  DS_MANY = 1 << 5,      /* of others with the same key tag, behind the right one */
  REGISTRY_OLD = 1 << 6, /* all its signatures ended */
  REGISTRY_SILENT = 1 << 7,
  DS_BOTH = 1 << 8, /* one that fits and one that does not */
} Registry;

typedef struct
{
  const char *name;
  guint registry;
  guint said[2]; /* by the two servers */
  LwSealReason reason;
  LwSealReason differing;
  guint16 type; /* of the set that shows it */
} SealCase;

#define BOTH(said) \
  {                \
    said, said     \
  }

static const SealCase cases[] = {
  { "in-order", 0, BOTH (0), LW_SEAL_IN_ORDER },
  { "wildcard", 0, BOTH (WILDCARD), LW_SEAL_IN_ORDER },
  { "alias", 0, BOTH (ALIAS), LW_SEAL_IN_ORDER },
  { "alias-altered", 0, BOTH (ALIAS | ALTERED), LW_SEAL_SIGNATURE_BOGUS, 0, LW_RR_TYPE_CNAME },
  { "denied", 0, BOTH (DENIED), LW_SEAL_IN_ORDER },
  { "denied-without-proof", 0, BOTH (DENIED_BARE), LW_SEAL_DENIAL_MISSING, 0, LW_RR_TYPE_MX },
  { "denied-ended", 0, BOTH (DENIED | ENDED), LW_SEAL_EXPIRED, 0, LW_RR_TYPE_DNSKEY },
  { "denied-unsigned", 0, BOTH (DENIED | NO_SIGNATURE), LW_SEAL_SIGNATURE_MISSING, 0,
    LW_RR_TYPE_NSEC },
  { "denied-altered", 0, BOTH (DENIED | ALTERED), LW_SEAL_SIGNATURE_BOGUS, 0, LW_RR_TYPE_NSEC },
  { "short-life", 0, BOTH (SHORT_LIFE), LW_SEAL_IN_ORDER },
  { "ended", 0, BOTH (ENDED), LW_SEAL_EXPIRED, 0, LW_RR_TYPE_DNSKEY },
  { "not-begun", 0, BOTH (NOT_BEGUN), LW_SEAL_NOT_YET_VALID, 0, LW_RR_TYPE_DNSKEY },
  { "far-ahead", 0, BOTH (FAR_AHEAD), LW_SEAL_NOT_YET_VALID, 0, LW_RR_TYPE_DNSKEY },
  { "ends-soon", 0, BOTH (ENDS_SOON), LW_SEAL_SOON_EXPIRING, 0, LW_RR_TYPE_DNSKEY },
  { "no-keys", 0, BOTH (NO_KEYS), LW_SEAL_DS_WITHOUT_KEYS, 0, LW_RR_TYPE_DNSKEY },
  { "keys-unsigned", 0, BOTH (NO_KEY_SIGNATURE), LW_SEAL_DNSKEY_UNSIGNED, 0, LW_RR_TYPE_DNSKEY },
  { "keys-by-other", 0, BOTH (KEYS_BY_OTHER), LW_SEAL_DNSKEY_UNSIGNED, 0, LW_RR_TYPE_DNSKEY },
  { "no-signature", 0, BOTH (NO_SIGNATURE), LW_SEAL_SIGNATURE_MISSING, 0, LW_RR_TYPE_MX },
  { "altered", 0, BOTH (ALTERED), LW_SEAL_SIGNATURE_BOGUS, 0, LW_RR_TYPE_MX },
  { "by-lost-key", 0, BOTH (BY_LOST_KEY), LW_SEAL_KEY_MISSING, 0, LW_RR_TYPE_MX },
  { "wrong-signer", 0, BOTH (WRONG_SIGNER), LW_SEAL_SIGNATURE_BOGUS, 0, LW_RR_TYPE_MX },
  { "labels", 0, BOTH (TOO_MANY_LABELS), LW_SEAL_SIGNATURE_BOGUS, 0, LW_RR_TYPE_MX },
  { "no-zone-key", 0, BOTH (NO_ZONE_KEY), LW_SEAL_DS_MISMATCH, 0, LW_RR_TYPE_DS },
  { "revoked", 0, BOTH (REVOKED), LW_SEAL_DS_MISMATCH, 0, LW_RR_TYPE_DS },
  { "wrong-protocol", 0, BOTH (WRONG_PROTOCOL), LW_SEAL_DS_MISMATCH, 0, LW_RR_TYPE_DS },
  { "limit", 0, BOTH (MANY_FORGED), LW_SEAL_LIMIT, 0, LW_RR_TYPE_MX },
  { "rounds-10", 0, BOTH (ROUNDS_10), LW_SEAL_NSEC3_SOME, 0, LW_RR_TYPE_NSEC3 },
  { "rounds-200", 0, BOTH (ROUNDS_200), LW_SEAL_NSEC3_MANY, 0, LW_RR_TYPE_NSEC3 },
  { "unproved", 0, BOTH (UNPROVED), LW_SEAL_PROOF_MISSING, 0, LW_RR_TYPE_TLSA },
  { "unproved-by-one", 0, { UNPROVED, 0 }, LW_SEAL_PROOF_MISSING, 0, LW_RR_TYPE_TLSA },
  { "unproved-does-not-hide", 0, BOTH (UNPROVED | ENDED), LW_SEAL_EXPIRED, 0, LW_RR_TYPE_DNSKEY },
  { "rounds-do-not-hide", 0, BOTH (ROUNDS_200 | ALTERED), LW_SEAL_SIGNATURE_BOGUS, 0,
    LW_RR_TYPE_MX },

  { "unsigned", DS_NONE, BOTH (NO_KEYS | NO_SIGNATURE), LW_SEAL_UNSIGNED },
  { "island", DS_NONE, BOTH (0), LW_SEAL_ISLAND },
  { "ds-other", DS_OTHER, BOTH (0), LW_SEAL_DS_MISMATCH, 0, LW_RR_TYPE_DS },
  { "ds-both", DS_BOTH, BOTH (0), LW_SEAL_IN_ORDER },
  { "ds-unknown", DS_UNKNOWN, BOTH (0), LW_SEAL_UNSUPPORTED, 0, LW_RR_TYPE_DS },
  { "ds-bad-sha1", DS_BAD_SHA1, BOTH (0), LW_SEAL_IN_ORDER },
  { "ds-only-sha1", DS_ONLY_SHA1, BOTH (0), LW_SEAL_IN_ORDER },
  { "ds-many", DS_MANY, BOTH (0), LW_SEAL_DS_MISMATCH, 0, LW_RR_TYPE_DS },
  { "registry-silent", REGISTRY_SILENT, BOTH (0), LW_SEAL_UNREACHABLE, 0, LW_RR_TYPE_DS },
  { "clock", REGISTRY_OLD, BOTH (ENDED), LW_SEAL_CLOCK_SUSPECT, 0, LW_RR_TYPE_DS },
  { "clock-unsigned", REGISTRY_OLD | DS_NONE, BOTH (NO_KEYS), LW_SEAL_CLOCK_SUSPECT, 0,
    LW_RR_TYPE_DS },

  { "silent", 0, BOTH (SILENT), LW_SEAL_UNREACHABLE, 0, LW_RR_TYPE_DNSKEY },
  { "lame", 0, BOTH (LAME), LW_SEAL_UNREACHABLE, 0, LW_RR_TYPE_DNSKEY },
  { "one-silent", 0, { SILENT, 0 }, LW_SEAL_IN_ORDER },
  { "one-lame", 0, { 0, LAME }, LW_SEAL_IN_ORDER },
  { "one-silent-one-ended", 0, { SILENT, ENDED }, LW_SEAL_EXPIRED, 0, LW_RR_TYPE_DNSKEY },
  { "one-unsigned",
    0,
    { 0, NO_KEYS | NO_SIGNATURE },
    LW_SEAL_SERVER_DIFFERS,
    LW_SEAL_DS_WITHOUT_KEYS,
    LW_RR_TYPE_DNSKEY },
  { "one-ended", 0, { ENDED, 0 }, LW_SEAL_SERVER_DIFFERS, LW_SEAL_EXPIRED, LW_RR_TYPE_DNSKEY },
  { "two-faults", 0, { ALTERED, ENDED }, LW_SEAL_EXPIRED, 0, LW_RR_TYPE_DNSKEY },
};

/* Keys take long to make: once for all. */
static ldns_key *zone_key, *other_key, *parent_key;

typedef ldns_rr_list RrList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RrList, ldns_rr_list_deep_free)

static ldns_key *
new_key (const char *owner)
{
  ldns_key *key = ldns_key_new_frm_algorithm (LDNS_SIGN_ED25519, 0);

  g_assert_nonnull (key);
  ldns_key_set_pubkey_owner (key, ldns_dname_new_frm_str (owner));
  ldns_key_set_flags (key, LDNS_KEY_ZONE_KEY | LDNS_KEY_SEP_KEY);

  return key;
}

static ldns_rr *
new_rr (const char *text)
{
  ldns_rr *rr = NULL;

  g_assert_cmpint (ldns_rr_new_frm_str (&rr, text, 0, NULL, NULL), ==, LDNS_STATUS_OK);
  return rr;
}

/* The public half, as wrong as asked for; the private one takes on its key tag. */
static ldns_rr *
publish (ldns_key *key, guint said)
{
  ldns_rr *rr;
  guint16 flags = (said & NO_ZONE_KEY ? 0 : LDNS_KEY_ZONE_KEY) | LDNS_KEY_SEP_KEY |
                  (said & REVOKED ? LDNS_KEY_REVOKE_KEY : 0);

  ldns_key_set_flags (key, flags);
  rr = ldns_key2rr (key);
  if (said & WRONG_PROTOCOL)
    ldns_rdf_deep_free (ldns_rr_set_rdf (rr, ldns_native2rdf_int8 (LDNS_RDF_TYPE_INT8, 2), 1));
  ldns_key_set_keytag (key, ldns_calc_keytag (rr));
  ldns_key_set_flags (key, LDNS_KEY_ZONE_KEY); /* else ldns does not sign with it */

  return rr;
}

static void
set_times (ldns_key *key, guint said)
{
  gint64 inception = NOW - 20 * DAY;
  gint64 expiration = NOW + 20 * DAY;

  if (said & ENDED)
    expiration = NOW - DAY;
  if (said & NOT_BEGUN)
    inception = NOW + DAY;
  if (said & FAR_AHEAD)
    {
      inception = 2524608000;
      expiration = 2556144000;
    }
  if (said & ENDS_SOON)
    expiration = NOW + 3 * DAY;
  if (said & SHORT_LIFE)
    {
      inception = NOW - DAY / 4;
      expiration = NOW + DAY / 2;
    }

  ldns_key_set_inception (key, (uint32_t) inception);
  ldns_key_set_expiration (key, (uint32_t) expiration);
}

/* Adds what is @signed to @answer, and their signature as wrong as asked for. */
static void
seal (ldns_rr_list *answer, ldns_rr_list *records, ldns_key *key, guint said)
{
  ldns_key_list *keys = ldns_key_list_new ();
  ldns_rr_list *signatures;

  set_times (key, said);
  ldns_key_list_push_key (keys, key);
  signatures = ldns_sign_public (records, keys);
  g_assert_cmpuint (ldns_rr_list_rr_count (signatures), ==, 1);
  ldns_key_list_set_key_count (keys, 0);
  ldns_key_list_free (keys);

  if (said & WRONG_SIGNER)
    ldns_rdf_deep_free (ldns_rr_set_rdf (ldns_rr_list_rr (signatures, 0),
                                         ldns_dname_new_frm_str ("mallory." ZONE), 7));
  if (said & TOO_MANY_LABELS)
    ldns_rdf_deep_free (ldns_rr_set_rdf (ldns_rr_list_rr (signatures, 0),
                                         ldns_native2rdf_int8 (LDNS_RDF_TYPE_INT8, 9), 2));
  ldns_rr_list_cat (answer, records);
  ldns_rr_list_cat (answer, signatures);
  ldns_rr_list_free (signatures);
}

/* Thirteen signatures of one key, none of them good */
static void
add_forgeries (ldns_rr_list *answer)
{
  ldns_rr *good = ldns_rr_list_rr (answer, ldns_rr_list_rr_count (answer) - 1);

  for (guint i = 0; i < 12; i++)
    {
      ldns_rr *forged = ldns_rr_clone (good);

      ldns_rdf_data (ldns_rr_rdf (forged, 8))[0] ^= (uint8_t) (i + 1);
      ldns_rr_list_push_rr (answer, forged);
    }
  ldns_rdf_data (ldns_rr_rdf (good, 8))[0] ^= 0x80;
}

/* (transfer full): as it would come over the wire; takes the lists */
static LwMessage *
pack (const char *owner, guint16 type, ldns_rr_list *answer, ldns_rr_list *authority, guint said)
{
  ldns_pkt *packet = ldns_pkt_query_new (ldns_dname_new_frm_str (owner), (ldns_rr_type) type,
                                         LDNS_RR_CLASS_IN, LDNS_QR);
  uint8_t *wire = NULL;
  size_t size = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  LwMessage *message;

  ldns_pkt_set_aa (packet, (said & LAME) == 0);
  ldns_pkt_push_rr_list (packet, LDNS_SECTION_ANSWER, answer);
  ldns_pkt_push_rr_list (packet, LDNS_SECTION_AUTHORITY, authority);
  ldns_rr_list_free (answer);
  ldns_rr_list_free (authority);
  g_assert_cmpint (ldns_pkt2wire (&wire, packet, &size), ==, LDNS_STATUS_OK);
  bytes = g_bytes_new (wire, size);
  free (wire);
  ldns_pkt_free (packet);
  message = lw_wire_parse (bytes, &error);
  g_assert_no_error (error);

  return message;
}

static LwMessage *
say_keys (guint said)
{
  ldns_rr_list *answer = ldns_rr_list_new ();
  ldns_rr_list *keys = ldns_rr_list_new ();

  ldns_rr_list_push_rr (keys, publish (zone_key, said));
  if (said & KEYS_BY_OTHER)
    ldns_rr_list_push_rr (keys, publish (other_key, 0));
  if ((said & (NO_KEYS | NO_KEY_SIGNATURE)) == 0)
    seal (answer, keys, said & KEYS_BY_OTHER ? other_key : zone_key,
          said & ~(guint) (WRONG_SIGNER | TOO_MANY_LABELS));
  else if ((said & NO_KEYS) == 0)
    ldns_rr_list_cat (answer, keys);
  else
    ldns_rr_free (ldns_rr_list_rr (keys, 0));
  ldns_rr_list_free (keys);

  return pack (ZONE, LW_RR_TYPE_DNSKEY, answer, ldns_rr_list_new (), said);
}

/* One set, sealed as it shall be, then altered */
static void
add_set (ldns_rr_list *answer, const char *text, guint said)
{
  ldns_rr_list *set = ldns_rr_list_new ();
  ldns_rr *rr = new_rr (text);

  ldns_rr_list_push_rr (set, rr);
  if (said & NO_SIGNATURE)
    ldns_rr_list_cat (answer, set);
  else
    seal (answer, set, said & (BY_LOST_KEY) ? other_key : zone_key, said);
  ldns_rr_list_free (set);
  if (said & ALTERED)
    {
      ldns_rdf *last = ldns_rr_pop_rdf (rr);

      ldns_rdf_deep_free (last);
      ldns_rr_push_rdf (rr, ldns_rr_get_type (rr) == LDNS_RR_TYPE_NSEC
                                ? ldns_rdf_new_frm_str (LDNS_RDF_TYPE_NSEC, "MX")
                                : ldns_dname_new_frm_str ("mallory.example."));
    }
  if (said & MANY_FORGED)
    add_forgeries (answer);
}

/* What a wildcard gives: the name that was asked for, the signature of the star */
static void
rename_all (ldns_rr_list *answer, const char *owner)
{
  for (guint i = 0; i < ldns_rr_list_rr_count (answer); i++)
    {
      ldns_rdf_deep_free (ldns_rr_owner (ldns_rr_list_rr (answer, i)));
      ldns_rr_set_owner (ldns_rr_list_rr (answer, i), ldns_dname_new_frm_str (owner));
    }
}

static const char *
get_domain (guint said)
{
  return said & WILDCARD ? "shop." ZONE : ZONE;
}

static LwMessage *
say_set (guint said)
{
  ldns_rr_list *answer = ldns_rr_list_new ();
  ldns_rr_list *authority = ldns_rr_list_new ();

  if (said & (DENIED | DENIED_BARE))
    add_set (authority, ZONE " 60 IN SOA ns1." ZONE " root." ZONE " 1 2 3 4 60",
             said & ~(guint) (ALTERED | NO_SIGNATURE));
  if (said & DENIED)
    add_set (authority, ZONE " 60 IN NSEC ns1." ZONE " A NS SOA RRSIG NSEC DNSKEY", said);
  else if (said & ALIAS)
    add_set (answer, ZONE " 300 IN CNAME www.other.example.", said);
  else if (said & WILDCARD)
    add_set (answer, "*." ZONE " 300 IN MX 10 MX.berg.example.", said);
  else if ((said & DENIED_BARE) == 0)
    add_set (answer, ZONE " 300 IN MX 10 MX.berg.example.", said);
  if (said & WILDCARD)
    rename_all (answer, get_domain (said));

  return pack (get_domain (said), LW_RR_TYPE_MX, answer, authority, said);
}

#define HASHED "2vptu5timamqttgl4luu9kg21e0aor3s."

static LwMessage *
say_nothing (guint said)
{
  ldns_rr_list *authority = ldns_rr_list_new ();
  guint fault = said & ~(guint) (ALTERED | MANY_FORGED);

  if (said & ROUNDS_10)
    add_set (authority, HASHED ZONE " 60 IN NSEC3 1 0 10 - 35mthgpgcu1qg68fab165klnsnk3dpvl A",
             fault);
  else if (said & ROUNDS_200)
    add_set (authority, HASHED ZONE " 60 IN NSEC3 1 0 200 aabb 35mthgpgcu1qg68fab165klnsnk3dpvl A",
             fault);
  else if ((said & UNPROVED) == 0)
    add_set (authority, ZONE " 60 IN NSEC ns1." ZONE " A NS SOA MX RRSIG NSEC DNSKEY", fault);

  return pack (ZONE, LW_RR_TYPE_TLSA, ldns_rr_list_new (), authority, said);
}

static void
add_ds (ldns_rr_list *list, ldns_key *key, ldns_hash hash, int algorithm)
{
  ldns_rr *public_key = publish (key, 0);
  ldns_rr *ds = ldns_key_rr2ds (public_key, hash);

  if (algorithm != 0)
    ldns_rdf_deep_free (
        ldns_rr_set_rdf (ds, ldns_native2rdf_int8 (LDNS_RDF_TYPE_ALG, (uint8_t) algorithm), 1));
  ldns_rr_list_push_rr (list, ds);
  ldns_rr_free (public_key);
}

/* Of the right key tag and a digest of nothing: each has to be computed. */
static void
add_many_ds (ldns_rr_list *list)
{
  for (guint i = 0; i < 20; i++)
    {
      ldns_rr *ds;

      add_ds (list, zone_key, LDNS_SHA256, 0);
      ds = ldns_rr_list_rr (list, ldns_rr_list_rr_count (list) - 1);
      memset (ldns_rdf_data (ldns_rr_rdf (ds, 3)), 0, 4);
      ldns_rdf_data (ldns_rr_rdf (ds, 3))[3] = (uint8_t) i;
    }
}

static void
fill_ds (ldns_rr_list *list, guint registry)
{
  if (registry & (DS_OTHER | DS_BOTH))
    add_ds (list, other_key, LDNS_SHA256, 0);
  if (registry & DS_BAD_SHA1)
    add_ds (list, other_key, LDNS_SHA1, 0);
  if (registry & DS_ONLY_SHA1)
    add_ds (list, zone_key, LDNS_SHA1, 0);
  if (registry & DS_UNKNOWN)
    add_ds (list, zone_key, LDNS_SHA256, 200);
  if (registry & DS_MANY)
    add_many_ds (list);
  if ((registry & (DS_OTHER | DS_ONLY_SHA1 | DS_UNKNOWN | DS_MANY)) == 0)
    add_ds (list, zone_key, LDNS_SHA256, 0);
}

static LwMessage *
say_ds (guint registry)
{
  ldns_rr_list *sealed = ldns_rr_list_new ();
  ldns_rr_list *set = ldns_rr_list_new ();
  gboolean none = (registry & DS_NONE) != 0;

  if (none)
    ldns_rr_list_push_rr (set,
                          new_rr (PARENT " 60 IN SOA ns1.nic.example. root." PARENT " 1 2 3 4 60"));
  else
    fill_ds (set, registry);
  ldns_rr_free (publish (parent_key, 0));
  seal (sealed, set, parent_key, registry & REGISTRY_OLD ? ENDED : 0);
  ldns_rr_list_free (set);

  return pack (ZONE, LW_RR_TYPE_DS, none ? ldns_rr_list_new () : sealed,
               none ? sealed : ldns_rr_list_new (), 0);
}

/* Takes @message. */
static void
add_reply (GArray *replies, LwServer *server, LwMessage *message, gboolean silent)
{
  LwSealReply reply = { server, silent ? NULL : message };

  if (silent)
    lw_message_unref (message);
  g_array_append_val (replies, reply);
}

static void
clear_replies (GArray *replies)
{
  for (guint i = 0; i < replies->len; i++)
    g_clear_pointer (&g_array_index (replies, LwSealReply, i).message, lw_message_unref);
  g_array_unref (replies);
}

static GArray *
new_replies (void)
{
  return g_array_new (FALSE, FALSE, sizeof (LwSealReply));
}

static void
test_case (gconstpointer data)
{
  const SealCase *c = data;
  g_autoptr (LwServer) registry = lw_server_new ("ns1.nic.example.", NULL, "192.0.2.1", 53);
  g_autoptr (LwServer) first = lw_server_new ("ns1.berg.example.", NULL, "192.0.2.2", 53);
  g_autoptr (LwServer) second = lw_server_new ("ns2.berg.example.", NULL, "192.0.2.3", 53);
  LwServer *servers[] = { first, second };
  LwSealPackets packets = { ZONE,           get_domain (c->said[0]), LW_RR_TYPE_MX,  new_replies (),
                            new_replies (), new_replies (),          new_replies (), NOW };
  LwSealWork work = { 0 };
  LwSealCause cause;

  add_reply (packets.ds, registry, say_ds (c->registry), (c->registry & REGISTRY_SILENT) != 0);
  for (guint i = 0; i < 2; i++)
    {
      gboolean silent = (c->said[i] & SILENT) != 0;

      add_reply (packets.keys, servers[i], say_keys (c->said[i]), silent);
      add_reply (packets.sets, servers[i], say_set (c->said[i]), silent);
      add_reply (packets.nothing, servers[i], say_nothing (c->said[i]), silent);
    }

  cause = lw_seal_find_cause (&packets, &work);
  g_assert_cmpstr (lw_seal_reason_get_id (cause.reason), ==, lw_seal_reason_get_id (c->reason));
  g_assert_cmpstr (lw_seal_reason_get_id (cause.differing), ==,
                   lw_seal_reason_get_id (c->differing));
  g_assert_cmpuint (cause.type, ==, c->type);
  if (cause.reason == LW_SEAL_EXPIRED)
    g_assert_cmpint (cause.when, ==, NOW - DAY);
  if (cause.reason == LW_SEAL_NOT_YET_VALID)
    g_assert_cmpint (cause.when, ==, c->said[0] & FAR_AHEAD ? 2524608000 : NOW + DAY);
  if (cause.reason == LW_SEAL_SOON_EXPIRING)
    g_assert_cmpint (cause.when, ==, NOW + 3 * DAY);
  if (cause.reason == LW_SEAL_SERVER_DIFFERS)
    g_assert_cmpstr (cause.server, ==, c->said[0] != 0 ? "ns1.berg.example." : "ns2.berg.example.");

  clear_replies (packets.ds);
  clear_replies (packets.keys);
  clear_replies (packets.sets);
  clear_replies (packets.nothing);
}

/* A key with another one's key tag: the sum of its words stays when two change places. */
static ldns_rr *
collide (const ldns_rr *key, guint first, guint second)
{
  ldns_rr *rr = ldns_rr_clone (key);
  guint8 *bytes = ldns_rdf_data (ldns_rr_rdf (rr, 3));

  for (guint i = 0; i < 2; i++)
    {
      guint8 byte = bytes[2 * first + i];

      bytes[2 * first + i] = bytes[2 * second + i];
      bytes[2 * second + i] = byte;
    }

  return rr;
}

/* The right key, and more than a hundred that are not told from it by their tag */
static LwMessage *
say_colliding_keys (void)
{
  g_autoptr (RrList) keys = ldns_rr_list_new ();
  ldns_rr_list *answer = ldns_rr_list_new ();
  ldns_rr *good = publish (zone_key, 0);

  for (guint i = 0; i < 16; i++)
    for (guint j = 0; j < i; j++)
      ldns_rr_list_push_rr (keys, collide (good, i, j));
  ldns_rr_list_push_rr (keys, good);
  for (guint i = 0; i < ldns_rr_list_rr_count (keys); i++)
    ldns_rr_list_push_rr (answer, ldns_rr_clone (ldns_rr_list_rr (keys, i)));
  add_set (answer, ZONE " 300 IN MX 10 MX.berg.example.", 0);
  for (guint i = 0; i < 20; i++)
    add_forgeries (answer);

  return pack (ZONE, LW_RR_TYPE_DNSKEY, answer, ldns_rr_list_new (), 0);
}

/* Hundreds of sets with as many forged signatures as fit */
static LwMessage *
say_forged_denials (void)
{
  ldns_rr_list *authority = ldns_rr_list_new ();

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("n%u." ZONE " 60 IN NSEC o%u." ZONE " A", i, i);

      add_set (authority, text, MANY_FORGED);
    }

  return pack (ZONE, LW_RR_TYPE_MX, ldns_rr_list_new (), authority, 0);
}

static gint64
read_cpu_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* CVE-2023-50387: whoever sends more than anybody should have to try finds that nobody does. */
static void
test_key_trap (void)
{
  LwSealPackets packets = { ZONE,           ZONE,           LW_RR_TYPE_MX,  new_replies (),
                            new_replies (), new_replies (), new_replies (), NOW };
  g_autoptr (LwServer) registry = lw_server_new ("ns1.nic.example.", NULL, "192.0.2.1", 53);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_server_unref);
  LwSealWork work = { 0 };
  LwSealCause cause;
  gint64 begun;

  add_reply (packets.ds, registry, say_ds (DS_BOTH), FALSE);
  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *name = g_strdup_printf ("ns%u.berg.example.", i);
      LwServer *server = lw_server_new (name, NULL, "192.0.2.2", 53);

      g_ptr_array_add (servers, server);
      add_reply (packets.keys, server, say_colliding_keys (), FALSE);
      add_reply (packets.sets, server, say_forged_denials (), FALSE);
      add_reply (packets.nothing, server, say_forged_denials (), FALSE);
    }

  begun = read_cpu_usec ();
  cause = lw_seal_find_cause (&packets, &work);
  g_test_message ("%u signatures, %u key tags, %" G_GINT64_FORMAT " µs", work.n_signatures,
                  work.n_key_tags, read_cpu_usec () - begun);
  g_assert_true (lw_seal_reason_breaks (cause.reason));
  g_assert_cmpuint (work.n_signatures, <=, 200);
  g_assert_cmpuint (work.n_key_tags, <=, 100000);
  g_assert_cmpint (read_cpu_usec () - begun, <, 2 * G_USEC_PER_SEC);

  clear_replies (packets.ds);
  clear_replies (packets.keys);
  clear_replies (packets.sets);
  clear_replies (packets.nothing);
}

/* Every reason is found by some case. */
static void
test_reasons (void)
{
  guint found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    found |= 1u << cases[i].reason;
  found |= 1u << LW_SEAL_SHA1; /* the crypto library of this computer may refuse to sign so */

  g_assert_cmphex (found, ==, (1u << (LW_SEAL_IN_ORDER + 1)) - 1);
}

int
main (int argc, char **argv)
{
  int result;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  zone_key = new_key (ZONE);
  other_key = new_key (ZONE);
  parent_key = new_key (PARENT);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/seal/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/seal-all/key-trap", test_key_trap);
  g_test_add_func ("/seal-all/reasons", test_reasons);

  result = g_test_run ();
  ldns_key_deep_free (zone_key);
  ldns_key_deep_free (other_key);
  ldns_key_deep_free (parent_key);

  return result;
}
