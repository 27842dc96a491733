/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-message-private.h"
#include "lw-packet.h"
#include "lw-wire.h"

#include "lw-error.h"
#include "lw-rr-type.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A DKIM key has 17 strings at most; a record of 16,000 makes ldns allocate 200 MiB. */
#define STRINGS_MAX 1024
#define FEW_SETS 12
#define RR_TYPE_NINFO 56
#define RR_TYPE_SPF 99
#define RR_TYPE_AVC 258
#define RR_TYPE_RESINFO 261
#define RR_TYPE_APL 42
#define APL_MAX_BYTES 4096

/* Records of one owner and type while they are collected */
typedef struct
{
  LwSection section;
  char *owner;
  guint16 type;
  guint32 ttl;
  GPtrArray *rdata; /* (owned) (element-type GBytes) */
} Collected;

typedef struct
{
  LwMessage *message;   /* (owned) */
  GPtrArray *collected; /* (owned) (element-type Collected): in the order of the message */
  GHashTable *by_key;   /* (owned) (nullable): section, type and owner → Collected, of many */
  guint n_opt;
  guint n_tsig;
} Parse;

/* Where the names stand in the types whose names may be compressed (RFC 3597 section 4): behind
 * @before bytes. What follows them is copied. */
typedef struct
{
  guint16 type;
  guint8 before;
  guint8 n_names;
} Layout;

static const Layout layouts[] = {
  { 2, 0, 1 },  /* NS */
  { 3, 0, 1 },  /* MD */
  { 4, 0, 1 },  /* MF */
  { 5, 0, 1 },  /* CNAME */
  { 6, 0, 2 },  /* SOA */
  { 7, 0, 1 },  /* MB */
  { 8, 0, 1 },  /* MG */
  { 9, 0, 1 },  /* MR */
  { 12, 0, 1 }, /* PTR */
  { 14, 0, 2 }, /* MINFO */
  { 15, 2, 1 }, /* MX */
  { 17, 0, 2 }, /* RP */
  { 18, 2, 1 }, /* AFSDB */
  { 21, 2, 1 }, /* RT */
  { 26, 2, 2 }, /* PX */
  { 33, 6, 1 }, /* SRV */
  { 36, 2, 1 }, /* KX */
  { 39, 0, 1 }, /* DNAME */
};

static void
collected_free (Collected *self)
{
  g_free (self->owner);
  g_ptr_array_unref (self->rdata);
  g_free (self);
}

static void
parse_clear (Parse *self)
{
  g_clear_pointer (&self->message, lw_message_unref);
  g_clear_pointer (&self->collected, g_ptr_array_unref);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

static const Layout *
find_layout (guint16 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].type == type)
      return &layouts[i];

  return NULL;
}

/* The record's contents with every name written out; the message ends for a name where its record
 * ends. (nullable) (transfer full) */
static GByteArray *
expand_rdata (const guint8 *bytes, const LwPacketRecord *record)
{
  g_autoptr (GByteArray) rdata = g_byte_array_sized_new (record->rdlength + 64u);
  const Layout *layout = find_layout (record->type);
  gsize offset = record->rdata;

  if (layout != NULL)
    {
      if (record->rdlength < layout->before)
        return NULL;
      g_byte_array_append (rdata, bytes + offset, layout->before);
      offset += layout->before;
    }

  for (guint i = 0; layout != NULL && i < layout->n_names; i++)
    {
      g_autoptr (GByteArray) name = lw_packet_read_name (bytes, record->end, offset, &offset);

      if (name == NULL)
        return NULL;
      g_byte_array_append (rdata, name->data, name->len);
    }

  g_byte_array_append (rdata, bytes + offset, record->end - offset);

  return g_steal_pointer (&rdata);
}

static gboolean
is_bearable (const guint8 *bytes, const LwPacketRecord *record)
{
  guint n_strings = 0;

  switch (record->type)
    {
    case LW_RR_TYPE_TXT:
    case RR_TYPE_NINFO:
    case RR_TYPE_SPF:
    case RR_TYPE_AVC:
    case RR_TYPE_RESINFO:
      for (gsize i = record->rdata; i < record->end; i += bytes[i] + 1u)
        n_strings++;
      return n_strings <= STRINGS_MAX;

    case RR_TYPE_APL:
      return record->rdlength <= APL_MAX_BYTES;

    default:
      return TRUE;
    }
}

static char *
describe (LwSection section, const char *owner, guint16 type)
{
  return g_strdup_printf ("%d %u %s", section, type, owner);
}

/* Of a few sets the one is found by looking at all, from the end: records of one set mostly follow
 * each other. (nullable) */
static Collected *
find_among_few (Parse *self, LwSection section, const char *owner, guint16 type)
{
  for (guint i = self->collected->len; i > 0; i--)
    {
      Collected *set = g_ptr_array_index (self->collected, i - 1);

      if (set->section == section && set->type == type && strcmp (set->owner, owner) == 0)
        return set;
    }

  return NULL;
}

/* (nullable) */
static Collected *
find_among_many (Parse *self, LwSection section, const char *owner, guint16 type)
{
  g_autofree char *key = describe (section, owner, type);

  if (self->by_key == NULL)
    self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = g_hash_table_size (self->by_key); i < self->collected->len; i++)
    {
      Collected *set = g_ptr_array_index (self->collected, i);

      g_hash_table_insert (self->by_key, describe (set->section, set->owner, set->type), set);
    }

  return g_hash_table_lookup (self->by_key, key);
}

static Collected *
find_collected (Parse *self, LwSection section, const char *owner, guint16 type)
{
  Collected *found = self->collected->len <= FEW_SETS
                         ? find_among_few (self, section, owner, type)
                         : find_among_many (self, section, owner, type);

  if (found != NULL)
    return found;

  found = g_new0 (Collected, 1);
  found->section = section;
  found->owner = g_strdup (owner);
  found->type = type;
  found->ttl = LW_TTL_MAX;
  found->rdata = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->collected, found);

  return found;
}

static gboolean
collect (Parse *self, const guint8 *bytes, const LwPacketRecord *record)
{
  g_autoptr (GByteArray) name = lw_packet_read_name (bytes, record->end, record->start, NULL);
  g_autoptr (GByteArray) rdata = NULL;
  g_autofree char *owner = NULL;
  Collected *collected;

  if (name == NULL || record->rr_class != LW_PACKET_CLASS_IN || record->rdlength == 0 ||
      !is_bearable (bytes, record))
    return FALSE;

  rdata = expand_rdata (bytes, record);
  if (rdata == NULL)
    return FALSE;

  owner = lw_packet_print_name (name);
  collected = find_collected (self, (LwSection) (record->section - 1), owner, record->type);
  g_ptr_array_add (collected->rdata, g_byte_array_free_to_bytes (g_steal_pointer (&rdata)));
  /* With the highest bit set it counts as zero (RFC 2181 section 8). */
  collected->ttl = MIN (collected->ttl, record->ttl > LW_TTL_MAX ? 0 : record->ttl);

  return TRUE;
}

/* OPT and TSIG speak about the message: each once at most, and only at its end. */
static gboolean
take_record (Parse *self, const guint8 *bytes, const LwPacketRecord *record)
{
  switch (record->type)
    {
    case LW_RR_TYPE_OPT:
      lw_message_set_extended_rcode (self->message, record->ttl >> 24);
      return record->section == LW_PACKET_ADDITIONAL && self->n_opt++ == 0;

    case LW_RR_TYPE_TSIG:
      return record->section == LW_PACKET_ADDITIONAL && self->n_tsig++ == 0;

    default:
      return self->n_tsig == 0 && collect (self, bytes, record);
    }
}

static gboolean
take_records (Parse *self, LwPacketReader *reader)
{
  LwPacketRecord record;

  while (lw_packet_reader_has_next (reader))
    {
      if (!lw_packet_reader_next (reader, &record))
        return FALSE;
      if (record.section != LW_PACKET_QUESTION && !take_record (self, reader->bytes, &record))
        return FALSE;
    }

  return lw_packet_reader_is_at_end (reader);
}

static gboolean
build_sets (Parse *self)
{
  for (guint i = 0; i < self->collected->len; i++)
    {
      Collected *collected = g_ptr_array_index (self->collected, i);
      LwRecordSet *set;

      set = lw_record_set_new_from_wire (collected->owner, collected->type, collected->ttl,
                                         collected->rdata, NULL);
      if (set == NULL)
        return FALSE;
      lw_message_take_set (self->message, collected->section, set);
    }

  return TRUE;
}

/* What a server repeats of an update in its reply is no record: there the code says all. */
static gboolean
fill (Parse *self, const guint8 *bytes, gsize size)
{
  LwPacketReader reader;

  if (!lw_packet_reader_init (&reader, bytes, size) || reader.left[LW_PACKET_QUESTION] > 1)
    return FALSE;

  self->message = lw_message_new (bytes, size);
  if (lw_packet_get_opcode (bytes) == LW_PACKET_OPCODE_UPDATE)
    return TRUE;

  self->collected = g_ptr_array_new_with_free_func ((GDestroyNotify) collected_free);

  return take_records (self, &reader) && build_sets (self);
}

/**
 * lw_wire_parse:
 * @reply: a message that [func@wire_answers] let pass
 * @error: return location for a `LW_ERROR_PROTOCOL`
 *
 * Reads a message. The frame is read by our own bounded reader: records must fill their lengths
 * exactly, pointers may only lead backwards, nothing may follow the last record. The contents go
 * with their names written out into record sets, which refuse what cannot be a value.
 *
 * Returns: (transfer full) (nullable): the message
 */
LwMessage *
lw_wire_parse (GBytes *reply, GError **error)
{
  g_auto (Parse) parse = { .message = NULL };
  const guint8 *bytes;
  gsize size;

  g_return_val_if_fail (reply != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  bytes = g_bytes_get_data (reply, &size);
  if (fill (&parse, bytes, size))
    return g_steal_pointer (&parse.message);

  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                _ ("The name server’s answer could not be understood."));
  return NULL;
}
