/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal-set.h"

#include <string.h>

/* CVE-2023-50387: for one set, and for all that one look brings */
#define TRIES_MAX 8
#define ALL_TRIES_MAX 192
#define SIGNATURES_MAX 16 /* that say they are of one set */
#define RECORDS_MAX 4096  /* of one set: a message holds no more */
#define RRSIG_FIELDS 9
#define DNSKEY_FIELDS 4
#define ZONE_KEY 0x0100
#define REVOKED 0x0080
#define PROTOCOL_DNSSEC 3
#define SOON_SECONDS (7 * 24 * 3600)

/* Fields of an RRSIG (RFC 4034 3.1) and of a DNSKEY (2.1) */
enum
{
  SIG_TYPE,
  SIG_ALGORITHM,
  SIG_LABELS,
  SIG_TTL,
  SIG_EXPIRATION,
  SIG_INCEPTION,
  SIG_KEY_TAG,
  SIG_SIGNER,
};
enum
{
  KEY_FLAGS,
  KEY_PROTOCOL,
  KEY_ALGORITHM,
};

typedef struct
{
  ldns_rr_list *records;
  ldns_rr_list *keys;
  const char *owner;
  const char *zone;
  gint64 now;
  LwSealWork *work;
  guint n_tries;
  LwSetSeal best;
} SetCheck;

ldns_rr_list *
lw_seal_list_records (LwRecordSet *set)
{
  const char *const *values = lw_record_set_get_values (set);
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));
  ldns_rr_list *list = ldns_rr_list_new ();

  for (guint i = 0; i < RECORDS_MAX && values[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s %u IN %s %s", lw_record_set_get_owner (set),
                                               lw_record_set_get_ttl (set), type, values[i]);
      ldns_rr *rr = NULL;

      if (ldns_rr_new_frm_str (&rr, line, 0, NULL, NULL) == LDNS_STATUS_OK)
        ldns_rr_list_push_rr (list, rr);
    }

  return list;
}

gboolean
lw_seal_knows_algorithm (guint algorithm)
{
  static const guint8 known[] = { 5, 7, 8, 10, 13, 14, 15, 16 };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] == algorithm)
      return TRUE;

  return FALSE;
}

static guint
get_u8 (const ldns_rr *rr, guint field)
{
  return ldns_rdf2native_int8 (ldns_rr_rdf (rr, field));
}

static guint
get_u16 (const ldns_rr *rr, guint field)
{
  return ldns_rdf2native_int16 (ldns_rr_rdf (rr, field));
}

gboolean
lw_seal_is_zone_key (const ldns_rr *key)
{
  return ldns_rr_rd_count (key) == DNSKEY_FIELDS && (get_u16 (key, KEY_FLAGS) & ZONE_KEY) != 0 &&
         (get_u16 (key, KEY_FLAGS) & REVOKED) == 0 && get_u8 (key, KEY_PROTOCOL) == PROTOCOL_DNSSEC;
}

/* Unix seconds of a 32 bit clock that runs over (RFC 4034 3.1.5): the one nearest to @now. */
static gint64
get_time (const ldns_rr *rr, guint field, gint64 now)
{
  guint32 raw = ldns_rdf2native_int32 (ldns_rr_rdf (rr, field));

  return now + (gint32) (raw - (guint32) now);
}

static gboolean
covers (const ldns_rr *signature, guint16 type)
{
  return ldns_rr_rd_count (signature) == RRSIG_FIELDS &&
         ldns_rdf2rr_type (ldns_rr_rdf (signature, SIG_TYPE)) == (ldns_rr_type) type;
}

/* Signed by the zone itself, and for no longer name than this */
static gboolean
fits (const SetCheck *self, const ldns_rr *signature)
{
  ldns_rdf *zone = ldns_dname_new_frm_str (self->zone);
  ldns_rdf *owner = ldns_dname_new_frm_str (self->owner);
  gboolean fitting = zone != NULL && owner != NULL &&
                     ldns_dname_compare (zone, ldns_rr_rdf (signature, SIG_SIGNER)) == 0 &&
                     get_u8 (signature, SIG_LABELS) <= ldns_dname_label_count (owner);

  ldns_rdf_deep_free (zone);
  ldns_rdf_deep_free (owner);

  return fitting;
}

/* How near to a good signature: of several the nearest is told. */
static guint
get_nearness (LwSealReason reason)
{
  switch (reason)
    {
    case LW_SEAL_IN_ORDER:
      return 6;
    case LW_SEAL_LIMIT:
      return 5;
    case LW_SEAL_EXPIRED:
    case LW_SEAL_NOT_YET_VALID:
      return 4;
    case LW_SEAL_SIGNATURE_BOGUS:
      return 3;
    case LW_SEAL_KEY_MISSING:
      return 2;
    default:
      return 0;
    }
}

static void
offer (SetCheck *self, LwSetSeal seal)
{
  guint nearness = get_nearness (seal.reason);
  guint best = get_nearness (self->best.reason);

  /* Of two good ones, the one that lasts longer. */
  if (nearness > best || (nearness == best && seal.when > self->best.when))
    self->best = seal;
}

/* ldns looks at the times when the crypto is good, but its arithmetic ends in 2038. */
static gboolean
is_genuine (ldns_status status)
{
  return status == LDNS_STATUS_OK || status == LDNS_STATUS_CRYPTO_SIG_EXPIRED ||
         status == LDNS_STATUS_CRYPTO_SIG_NOT_INCEPTED ||
         status == LDNS_STATUS_CRYPTO_EXPIRATION_BEFORE_INCEPTION;
}

static LwSealReason
judge_times (gint64 inception, gint64 expiration, gint64 now)
{
  if (inception > now + LW_SEAL_SKEW_SECONDS && expiration >= inception)
    return LW_SEAL_NOT_YET_VALID;

  return expiration < now - LW_SEAL_SKEW_SECONDS || expiration < inception ? LW_SEAL_EXPIRED
                                                                           : LW_SEAL_IN_ORDER;
}

static LwSetSeal
try_key (SetCheck *self, ldns_rr *signature, ldns_rr *key)
{
  gint64 inception = get_time (signature, SIG_INCEPTION, self->now);
  gint64 expiration = get_time (signature, SIG_EXPIRATION, self->now);
  guint algorithm = get_u8 (signature, SIG_ALGORITHM);
  ldns_status status = ldns_verify_rrsig_time (self->records, signature, key, (time_t) self->now);
  LwSealReason reason = is_genuine (status) ? judge_times (inception, expiration, self->now)
                                            : LW_SEAL_SIGNATURE_BOGUS;

  return (LwSetSeal){
    .reason = reason,
    .when = reason == LW_SEAL_NOT_YET_VALID ? inception : expiration,
    .key_tag = get_u16 (signature, SIG_KEY_TAG),
    .soon = expiration - self->now < MIN (SOON_SECONDS, (expiration - inception) / 4),
    .sha1 = algorithm == 5 || algorithm == 7,
  };
}

guint
lw_seal_get_key_tag (const ldns_rr *key, LwSealWork *work)
{
  work->n_key_tags++;
  return ldns_calc_keytag (key);
}

static gboolean
is_signer (const SetCheck *self, const ldns_rr *key, const ldns_rr *signature)
{
  return lw_seal_is_zone_key (key) &&
         get_u8 (key, KEY_ALGORITHM) == get_u8 (signature, SIG_ALGORITHM) &&
         lw_seal_get_key_tag (key, self->work) == get_u16 (signature, SIG_KEY_TAG);
}

/* One more that lasts longer would change nothing. */
static gboolean
is_settled (const SetCheck *self)
{
  return self->best.reason == LW_SEAL_IN_ORDER && !self->best.soon && !self->best.sha1;
}

static gboolean
is_too_much (SetCheck *self)
{
  if (self->n_tries >= TRIES_MAX || self->work->n_signatures >= ALL_TRIES_MAX)
    return TRUE;

  self->n_tries++;
  self->work->n_signatures++;
  return FALSE;
}

static void
try_signature (SetCheck *self, ldns_rr *signature)
{
  guint key_tag = get_u16 (signature, SIG_KEY_TAG);

  if (!fits (self, signature))
    {
      offer (self, (LwSetSeal){ .reason = LW_SEAL_SIGNATURE_BOGUS, .key_tag = key_tag });
      return;
    }

  offer (self, (LwSetSeal){ .reason = LW_SEAL_KEY_MISSING, .key_tag = key_tag });
  for (guint i = 0; i < MIN (ldns_rr_list_rr_count (self->keys), LW_SEAL_KEYS_MAX); i++)
    {
      ldns_rr *key = ldns_rr_list_rr (self->keys, i);

      if (!is_signer (self, key, signature))
        continue;
      if (is_too_much (self))
        {
          offer (self, (LwSetSeal){ .reason = LW_SEAL_LIMIT, .key_tag = key_tag });
          return;
        }
      offer (self, try_key (self, signature, key));
    }
}

LwSetSeal
lw_seal_check_set (LwMessage *message,
                   LwSection section,
                   LwRecordSet *set,
                   ldns_rr_list *keys,
                   const char *zone,
                   gint64 now,
                   LwSealWork *work)
{
  const char *owner = lw_record_set_get_owner (set);
  LwRecordSet *signed_by = lw_message_find (message, section, owner, LW_RR_TYPE_RRSIG);
  g_autoptr (LwRrList) records = lw_seal_list_records (set);
  g_autoptr (LwRrList) signatures = NULL;
  guint n_signatures = 0;
  SetCheck check = { records, keys, owner, zone,
                     now,     work, 0,     { .reason = LW_SEAL_SIGNATURE_MISSING } };

  if (signed_by == NULL)
    return check.best;

  signatures = lw_seal_list_records (signed_by);
  for (guint i = 0; i < ldns_rr_list_rr_count (signatures) && !is_settled (&check); i++)
    {
      ldns_rr *signature = ldns_rr_list_rr (signatures, i);

      if (covers (signature, lw_record_set_get_rr_type (set)) &&
          lw_seal_knows_algorithm (get_u8 (signature, SIG_ALGORITHM)) &&
          n_signatures++ < SIGNATURES_MAX)
        try_signature (&check, signature);
    }

  return check.best;
}

/* Adds how many signatures there are, and how many are in their time. */
static void
count_timely (LwRecordSet *set, gint64 now, guint *n_all, guint *n_timely)
{
  g_autoptr (LwRrList) signatures = lw_seal_list_records (set);

  for (guint i = 0; i < ldns_rr_list_rr_count (signatures); i++)
    {
      ldns_rr *signature = ldns_rr_list_rr (signatures, i);

      if (ldns_rr_rd_count (signature) != RRSIG_FIELDS)
        continue;
      (*n_all)++;
      *n_timely += get_time (signature, SIG_INCEPTION, now) <= now &&
                   get_time (signature, SIG_EXPIRATION, now) >= now;
    }
}

gboolean
lw_seal_is_out_of_time (LwMessage *message, gint64 now)
{
  guint n_all = 0, n_timely = 0;

  for (LwSection section = LW_SECTION_ANSWER; section <= LW_SECTION_AUTHORITY; section++)
    {
      GPtrArray *sets = lw_message_get_sets (message, section);

      for (guint i = 0; i < sets->len; i++)
        if (lw_record_set_get_rr_type (g_ptr_array_index (sets, i)) == LW_RR_TYPE_RRSIG)
          count_timely (g_ptr_array_index (sets, i), now, &n_all, &n_timely);
    }

  return n_all > 0 && n_timely == 0;
}
