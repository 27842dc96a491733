/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include "lw-name.h"

#include <string.h>

static gboolean
is_below (const char *name, const char *ancestor)
{
  return lw_name_is_at_or_below (name, ancestor) && strcmp (name, ancestor) != 0;
}

/* (nullable): the first set of @type in the authority section that leads from @zone to @name */
static LwRecordSet *
find_on_the_way (LwMessage *message, guint16 type, const char *zone, const char *name)
{
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_AUTHORITY);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      const char *owner = lw_record_set_get_owner (set);

      if (lw_record_set_get_rr_type (set) == type && lw_name_is_at_or_below (owner, zone) &&
          lw_name_is_at_or_below (name, owner))
        return set;
    }

  return NULL;
}

static gboolean
has_any (LwMessage *message, guint16 type)
{
  GPtrArray *sets = lw_message_get_sets (message, LW_SECTION_AUTHORITY);

  for (guint i = 0; i < sets->len; i++)
    if (lw_record_set_get_rr_type (g_ptr_array_index (sets, i)) == type)
      return TRUE;

  return FALSE;
}

static LwStep
make_cut (LwRecordSet *name_servers)
{
  return (LwStep){ LW_STEP_CUT, name_servers, lw_record_set_get_owner (name_servers) };
}

static LwStep
make_plain (LwStepKind kind)
{
  return (LwStep){ kind, NULL, NULL };
}

/* An authority says that the name has no name servers of its own; its SOA says which zone that is
 * in. A SOA of somewhere else comes from a server that does not hold this zone. */
static LwStep
read_no_data (LwMessage *message, const char *zone, const char *name)
{
  LwRecordSet *soa = find_on_the_way (message, LW_RR_TYPE_SOA, zone, name);

  if (soa == NULL)
    return make_plain (has_any (message, LW_RR_TYPE_SOA) || has_any (message, LW_RR_TYPE_NS)
                           ? LW_STEP_USELESS
                           : LW_STEP_INSIDE);

  if (is_below (lw_record_set_get_owner (soa), zone))
    return (LwStep){ LW_STEP_DEEPER, NULL, lw_record_set_get_owner (soa) };

  return make_plain (LW_STEP_INSIDE);
}

static LwStep
read_noerror (LwMessage *message, const char *zone, const char *name)
{
  LwRecordSet *answer = lw_message_find (message, LW_SECTION_ANSWER, name, LW_RR_TYPE_NS);
  LwRecordSet *referral = find_on_the_way (message, LW_RR_TYPE_NS, zone, name);

  /* Parent and child on the same server: no referral, but the child's own list. */
  if (answer != NULL && lw_message_get_aa (message))
    return make_cut (answer);

  if (answer == NULL && referral != NULL && is_below (lw_record_set_get_owner (referral), zone) &&
      !has_any (message, LW_RR_TYPE_SOA))
    return make_cut (referral);

  if (!lw_message_get_aa (message))
    return make_plain (LW_STEP_USELESS);

  if (lw_message_find (message, LW_SECTION_ANSWER, name, LW_RR_TYPE_CNAME) != NULL)
    return make_plain (LW_STEP_INSIDE);

  return read_no_data (message, zone, name);
}

static LwStep
read_nxdomain (LwMessage *message, const char *zone, const char *name)
{
  LwRecordSet *soa = find_on_the_way (message, LW_RR_TYPE_SOA, zone, name);

  if (!lw_message_get_aa (message) || (soa == NULL && has_any (message, LW_RR_TYPE_SOA)))
    return make_plain (LW_STEP_USELESS);

  if (lw_message_find (message, LW_SECTION_ANSWER, name, LW_RR_TYPE_CNAME) != NULL)
    return make_plain (LW_STEP_INSIDE);

  return make_plain (LW_STEP_NXDOMAIN);
}

LwStep
lw_step_read (LwDnsReply *reply, const char *zone, const char *name)
{
  LwMessage *message = reply->message;

  if (message == NULL || lw_message_get_tc (message))
    return make_plain (LW_STEP_USELESS);

  switch (lw_message_get_rcode (message))
    {
    case LW_RCODE_NOERROR:
      return read_noerror (message, zone, name);
    case LW_RCODE_NXDOMAIN:
      return read_nxdomain (message, zone, name);
    default:
      return make_plain (LW_STEP_USELESS);
    }
}

static void
add_addresses (GPtrArray *addresses, LwMessage *message, const char *name_server, guint16 type)
{
  LwRecordSet *set = lw_message_find (message, LW_SECTION_ADDITIONAL, name_server, type);
  const char *const *values = set != NULL ? lw_record_set_get_values (set) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    g_ptr_array_add (addresses, g_strdup (values[i]));
}

GPtrArray *
lw_step_find_glue (LwMessage *message, const char *name_server, const char *bailiwick)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  if (lw_name_is_at_or_below (name_server, bailiwick))
    {
      add_addresses (addresses, message, name_server, LW_RR_TYPE_A);
      add_addresses (addresses, message, name_server, LW_RR_TYPE_AAAA);
    }

  return addresses;
}
