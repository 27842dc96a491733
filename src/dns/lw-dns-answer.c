/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ALIASES_MAX 16

/* What a message says about one name and type, while it is read. */
typedef struct
{
  LwDnsReply *reply;
  LwRole role;
  const char *owner;
  guint16 type;
  LwAnswerFields *fields;
  char *note; /* (owned) (nullable) */
} Reading;

/* The last number of a SOA value is the MINIMUM, the third word the serial. */
static void
read_soa (Reading *self, LwRecordSet *soa)
{
  g_auto (GStrv) words = NULL;
  guint64 serial = 0, minimum = 0;

  if (soa == NULL || lw_record_set_get_n_values (soa) == 0)
    return;

  words = g_strsplit (lw_record_set_get_values (soa)[0], " ", -1);
  if (g_strv_length (words) != 7 ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT32, &serial, NULL) ||
      !g_ascii_string_to_unsigned (words[6], 10, 0, G_MAXUINT32, &minimum, NULL))
    return;

  self->fields->serial = (guint32) serial;
  self->fields->negative_ttl = (guint32) MIN (minimum, lw_record_set_get_ttl (soa));
}

/* (nullable): the first set of @type in the authority section that @owner lies at or below */
static LwRecordSet *
find_above (LwMessage *message, const char *owner, guint16 type)
{
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_AUTHORITY);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);

      if (lw_record_set_get_rr_type (set) == type &&
          lw_name_is_at_or_below (owner, lw_record_set_get_owner (set)))
        return set;
    }

  return NULL;
}

/* Follows the aliases within the answer section. */
static void
find_set (Reading *self)
{
  LwMessage *message = self->reply->message;
  const char *owner = self->owner;

  for (guint i = 0; i <= ALIASES_MAX; i++)
    {
      LwRecordSet *cname;

      self->fields->set = lw_message_find (message, LW_SECTION_ANSWER, owner, self->type);
      if (self->fields->set != NULL)
        return;

      cname = lw_message_find (message, LW_SECTION_ANSWER, owner, LW_RR_TYPE_CNAME);
      if (cname == NULL)
        return;

      owner = lw_record_set_get_values (cname)[0];
      if (self->fields->alias == NULL)
        self->fields->alias = owner;
    }
}

static LwAnswerStatus
choose_rcode_status (Reading *self, guint rcode)
{
  g_autofree char *name = lw_rcode_to_string (rcode);

  self->note = g_strdup_printf (_ ("It answered %s."), name);
  self->fields->disclaims = rcode == LW_RCODE_REFUSED || rcode == LW_RCODE_NOTAUTH;
  if (rcode == LW_RCODE_REFUSED)
    return LW_ANSWER_REFUSED;

  return rcode == LW_RCODE_NOTAUTH && self->role == LW_ROLE_AUTHORITY ? LW_ANSWER_LAME
                                                                      : LW_ANSWER_SERVFAIL;
}

static gboolean
is_referral (Reading *self)
{
  return self->fields->set == NULL && self->fields->alias == NULL &&
         find_above (self->reply->message, self->owner, LW_RR_TYPE_NS) != NULL &&
         find_above (self->reply->message, self->owner, LW_RR_TYPE_SOA) == NULL;
}

static LwAnswerStatus
choose_negative_status (Reading *self, guint rcode)
{
  if (self->fields->set != NULL)
    return LW_ANSWER_SET;

  return rcode == LW_RCODE_NXDOMAIN ? LW_ANSWER_NXDOMAIN : LW_ANSWER_NO_DATA;
}

static LwAnswerStatus
choose_authority_status (Reading *self, guint rcode)
{
  if (lw_message_get_aa (self->reply->message))
    return choose_negative_status (self, rcode);

  self->fields->disclaims = is_referral (self);
  self->fields->set = NULL;
  self->fields->alias = NULL;
  self->note =
      g_strdup (self->fields->disclaims ? _ ("It does not hold the domain and refers to others.")
                                        : _ ("It does not answer as one that holds the domain."));
  return LW_ANSWER_LAME;
}

static LwAnswerStatus
choose_parent_status (Reading *self, guint rcode)
{
  if (is_referral (self) && self->type == LW_RR_TYPE_NS)
    self->fields->set =
        lw_message_find (self->reply->message, LW_SECTION_AUTHORITY, self->owner, LW_RR_TYPE_NS);

  return choose_negative_status (self, rcode);
}

static LwAnswerStatus
choose_resolver_status (Reading *self, guint rcode)
{
  if (!is_referral (self))
    return choose_negative_status (self, rcode);

  self->note = g_strdup (_ ("It does not look up names for this computer."));
  return LW_ANSWER_REFUSED;
}

static LwAnswerStatus
choose_status (Reading *self)
{
  guint rcode = lw_message_get_rcode (self->reply->message);

  if (rcode != LW_RCODE_NOERROR && rcode != LW_RCODE_NXDOMAIN)
    return choose_rcode_status (self, rcode);

  if (lw_message_get_tc (self->reply->message))
    {
      self->note = g_strdup (_ ("Its answer was cut, and the rest could not be fetched by TCP."));
      return LW_ANSWER_GARBLED;
    }

  find_set (self);
  switch (self->role)
    {
    case LW_ROLE_AUTHORITY:
      return choose_authority_status (self, rcode);
    case LW_ROLE_PARENT:
      return choose_parent_status (self, rcode);
    case LW_ROLE_RESOLVER:
    case LW_ROLE_SYSTEM:
      return choose_resolver_status (self, rcode);
    }

  g_return_val_if_reached (LW_ANSWER_GARBLED);
}

static void
read_message (Reading *self)
{
  LwMessage *message = self->reply->message;
  LwRecordSet *soa = lw_message_find (message, LW_SECTION_ANSWER, self->owner, LW_RR_TYPE_SOA);

  self->fields->authoritative = lw_message_get_aa (message);
  self->fields->status = choose_status (self);
  if (soa == NULL)
    soa = find_above (message, self->fields->alias != NULL ? self->fields->alias : self->owner,
                      LW_RR_TYPE_SOA);
  read_soa (self, soa);
  if (self->fields->status != LW_ANSWER_NO_DATA && self->fields->status != LW_ANSWER_NXDOMAIN)
    self->fields->negative_ttl = 0;
}

static LwAnswerStatus
choose_error_status (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LW_ANSWER_TIMED_OUT;

  return error->domain == LW_ERROR && error->code == LW_ERROR_PROTOCOL ? LW_ANSWER_GARBLED
                                                                       : LW_ANSWER_UNREACHABLE;
}

LwAnswer *
lw_dns_read_reply (LwDnsReply *reply, LwRole role, const char *owner, guint16 type)
{
  LwAnswerFields fields = {
    .server = reply->server,
    .role = role,
    .owner = owner,
    .type = type,
    .asked_at = reply->asked_at,
    .elapsed_ms = reply->elapsed_ms,
    .via = reply->via,
    .truncated = reply->was_cut,
    .without_edns = reply->without_edns,
    .udp_size = reply->udp_size,
    .raw = reply->raw,
  };
  Reading reading = { reply, role, owner, type, &fields, NULL };
  g_autofree char *note = NULL;

  if (reply->message != NULL)
    read_message (&reading);
  else
    {
      fields.status = choose_error_status (reply->error);
      reading.note = g_strdup (reply->error->message);
    }

  if (reading.note == NULL && reply->without_edns)
    reading.note = g_strdup (_ ("It understands only questions of the old form (without EDNS)."));
  note = reading.note;
  fields.note = note;

  return lw_answer_new (&fields);
}
