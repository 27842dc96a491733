/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-identity-private.h"

#include "lw-dns-host.h"
#include "lw-host-description.h"
#include "lw-name.h"

/* Who looks after the DNS: by the names that the zone above gives. */

static void
add_server (LwIdentityTally *tally, GHashTable *seen, const char *name)
{
  LwDnsHost *host;
  g_autofree char *own = NULL;

  if (name == NULL || g_hash_table_size (seen) >= LW_IDENTITY_SERVERS_MAX ||
      !g_hash_table_add (seen, g_strdup (name)))
    return;

  host = lw_dns_hosts_find (name);
  own = lw_name_registrable (tally->domain);
  if (host != NULL)
    lw_identity_tally_add_known (tally, lw_dns_host_get_id (host), lw_dns_host_get_name (host));
  else
    lw_identity_tally_add_other (tally, name, own != NULL && lw_name_is_at_or_below (name, own));
}

static void
add_set (LwIdentityTally *tally, GHashTable *seen, LwRecordSet *set)
{
  for (const char *const *value = lw_record_set_get_values (set); *value != NULL; value++)
    add_server (tally, seen, *value);
}

/* What each server of the zone above says by itself */
static void
add_parents (LwIdentityTally *tally, GHashTable *seen, LwEvidence *evidence, const char *zone)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (fields->role == LW_ROLE_PARENT && fields->type == LW_RR_TYPE_NS && fields->set != NULL &&
          g_str_equal (fields->owner, zone))
        add_set (tally, seen, fields->set);
    }
}

/* Whether it is a product of which two have the same name servers */
static gboolean
must_ask (const LwIdentityPart *part)
{
  GPtrArray *hosts = lw_dns_hosts_get ();

  for (guint i = 0; i < hosts->len; i++)
    if (g_str_equal (lw_dns_host_get_id (g_ptr_array_index (hosts, i)), part->ids[0]))
      return lw_dns_host_must_ask (g_ptr_array_index (hosts, i));

  return FALSE;
}

static void
refine (LwIdentityPart *part)
{
  if (part->outcome != LW_IDENTITY_FOUND)
    return;

  if (must_ask (part))
    part->outcome = LW_IDENTITY_ASK;
  else if (lw_host_descriptions_find (part->ids[0]) != NULL)
    part->connect = g_strdup (part->ids[0]);
}

/* Where the domain does not exist, the last zone that does is a registry's. */
static gboolean
is_somebodys (const char *zone)
{
  g_autofree char *registrable = lw_name_registrable (zone);

  return registrable != NULL;
}

void
lw_identity_read_dns_host (LwEvidence *evidence, LwIdentityPart *part)
{
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (LwIdentityTally) tally = { 0 };

  lw_identity_tally_init (&tally, lw_evidence_get_domain (evidence));
  if (delegation != NULL && is_somebodys (lw_delegation_get_zone (delegation)))
    {
      GPtrArray *servers = lw_delegation_get_servers (delegation);

      for (guint i = 0; i < servers->len; i++)
        add_server (&tally, seen, lw_server_get_name (g_ptr_array_index (servers, i)));
      add_parents (&tally, seen, evidence, lw_delegation_get_zone (delegation));
    }

  lw_identity_tally_finish (&tally, part);
  refine (part);
}
