/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-zones.h"

#include "lw-error.h"
#include "lw-name.h"
#include "lw-practice.h"

#include <glib/gi18n-lib.h>

#define TLD "example."
#define NS1 "ns1.practice.example."
#define NS2 "ns2.practice.example."

/* The zone that a person practises on. Its mail server's name was typed without the final dot, so
 * the domain stands in it twice; the mail server itself is mx.practice.example. */
static const char practice_text[] =
    "$ORIGIN " LW_PRACTICE_DOMAIN "\n"
    "$TTL " G_STRINGIFY (
        LW_PRACTICE_TTL) "\n"
                         "@ SOA ns1 hostmaster 2026010101 3600 600 86400 " G_STRINGIFY (
                             LW_PRACTICE_NEGATIVE_TTL) "\n"
                                                       "@ NS ns1\n"
                                                       "@ NS ns2\n"
                                                       "@ A 127.86.6.1\n"
                                                       "@ MX 10 "
                                                       "mx.practice.example.practice.example.\n"
                                                       "@ TXT \"v=spf1 mx -all\"\n"
                                                       "_dmarc TXT \"v=DMARC1; p=none\"\n"
                                                       "mx A " LW_PRACTICE_MAIL_ADDRESS "\n"
                                                       "ns1 A " LW_PRACTICE_PRIMARY_ADDRESS "\n"
                                                       "ns2 A " LW_PRACTICE_SECONDARY_ADDRESS "\n"
                                                       "www CNAME @\n";

static const char root_text[] =
    "$TTL 86400\n"
    ". SOA a.root.example. hostmaster.nic.example. 2026010101 1800 900 604800 60\n"
    ". NS a.root.example.\n"
    "a.root.example. A " LW_PRACTICE_ROOT_ADDRESS "\n"
    "example. NS a.nic.example.\n"
    "a.nic.example. A " LW_PRACTICE_TLD_ADDRESS "\n";

static const char tld_text[] = "$ORIGIN " TLD "\n"
                               "$TTL 3600\n"
                               "@ SOA a.nic hostmaster.nic 2026010101 1800 900 604800 60\n"
                               "@ NS a.nic\n"
                               "a.nic A " LW_PRACTICE_TLD_ADDRESS "\n"
                               "a.root A " LW_PRACTICE_ROOT_ADDRESS "\n";

struct _LwPracticeZones
{
  LwZone *root;          /* (owned) */
  LwZone *tld;           /* (owned): with a delegation for each of the others */
  GHashTable *primary;   /* (owned) (element-type utf8 LwZone): what the API edits, by origin */
  GHashTable *secondary; /* (owned) (element-type utf8 LwZone): the same, a little later */
  GPtrArray *transfers;  /* (owned) (element-type GSource): on their way to the second server */
  guint lag_ms;
};

/* A change that the second name server will have heard of when the time is over */
typedef struct
{
  LwPracticeZones *zones;
  char *origin; /* (owned) */
  GSource *source;
} Transfer;

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static LwZone *
parse_own (const char *text, const char *origin)
{
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, origin, &error);

  if (zone == NULL)
    g_error ("A zone of the practice world cannot be read: %s", error->message);
  return zone;
}

/* Addresses of the zone's name servers that lie within it (glue) */
static void
add_glue (LwZone *tld, LwZone *zone, const char *server)
{
  static const guint16 types[] = { LW_RR_TYPE_A, LW_RR_TYPE_AAAA };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      LwRecordSet *set = lw_zone_get_set (zone, server, types[i]);

      if (set != NULL && lw_record_set_get_n_values (set) > 0)
        lw_zone_take_set (tld, lw_record_set_ref (set));
    }
}

static void
add_delegation (LwZone *tld, LwZone *zone)
{
  static const char *const own_servers[] = { NS1, NS2, NULL };
  const char *origin = lw_zone_get_origin (zone);
  LwRecordSet *ns = lw_zone_get_set (zone, origin, LW_RR_TYPE_NS);
  const char *const *servers = ns != NULL ? lw_record_set_get_values (ns) : own_servers;

  lw_zone_take_set (tld, lw_record_set_new (origin, LW_RR_TYPE_NS, 3600, servers, NULL));
  for (guint i = 0; servers[i] != NULL; i++)
    add_glue (tld, zone, servers[i]);
}

static void
delegate_all (LwPracticeZones *self)
{
  GHashTableIter iter;
  gpointer zone;

  g_clear_pointer (&self->tld, lw_zone_unref);
  self->tld = parse_own (tld_text, TLD);
  g_hash_table_iter_init (&iter, self->primary);
  while (g_hash_table_iter_next (&iter, NULL, &zone))
    add_delegation (self->tld, zone);
}

static void
keep (GHashTable *table, LwZone *zone)
{
  g_hash_table_replace (table, g_strdup (lw_zone_get_origin (zone)), lw_zone_copy (zone));
}

/**
 * lw_practice_zones_new:
 *
 * Returns: (transfer full): root, "example." and the zone to practise on
 */
LwPracticeZones *
lw_practice_zones_new (void)
{
  LwPracticeZones *self = g_new0 (LwPracticeZones, 1);
  g_autoptr (LwZone) practice = parse_own (practice_text, LW_PRACTICE_DOMAIN);

  self->primary =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_zone_unref);
  self->secondary =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_zone_unref);
  self->transfers = g_ptr_array_new_with_free_func (destroy_source);
  self->root = parse_own (root_text, ".");
  keep (self->primary, practice);
  keep (self->secondary, practice);
  delegate_all (self);
  return self;
}

void
lw_practice_zones_free (LwPracticeZones *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->transfers);
  lw_zone_unref (self->root);
  lw_zone_unref (self->tld);
  g_hash_table_unref (self->primary);
  g_hash_table_unref (self->secondary);
  g_free (self);
}

/**
 * lw_practice_zones_set_lag:
 * @self: the zones
 * @lag_ms: how long it takes until the second name server has a change
 */
void
lw_practice_zones_set_lag (LwPracticeZones *self, guint lag_ms)
{
  self->lag_ms = lag_ms;
}

/**
 * lw_practice_zones_put:
 * @self: the zones
 * @zone: a zone below "example.", with a SOA
 * @error: `LW_ERROR_INVALID`
 *
 * Takes a zone in, in place of the one that is there, at once at both name servers.
 *
 * Returns: whether it could be taken
 */
gboolean
lw_practice_zones_put (LwPracticeZones *self, LwZone *zone, GError **error)
{
  const char *origin = lw_zone_get_origin (zone);
  guint32 serial;

  if (g_str_equal (origin, TLD) || !lw_name_is_at_or_below (origin, TLD))
    {
      lw_set_error (error, LW_ERROR_INVALID, "domain", NULL,
                    _ ("Only domains that end with “.example” can be practised on."));
      return FALSE;
    }
  if (!lw_zone_get_serial (zone, &serial))
    {
      lw_set_error (error, LW_ERROR_INVALID, "domain", NULL, _ ("The zone has no SOA record."));
      return FALSE;
    }

  keep (self->primary, zone);
  keep (self->secondary, zone);
  delegate_all (self);
  return TRUE;
}

static void
transfer_free (Transfer *transfer)
{
  g_free (transfer->origin);
  g_free (transfer);
}

static gboolean
transferred_cb (gpointer user_data)
{
  Transfer *transfer = user_data;
  LwPracticeZones *self = transfer->zones;
  LwZone *zone = g_hash_table_lookup (self->primary, transfer->origin);

  if (zone != NULL)
    keep (self->secondary, zone);
  g_ptr_array_remove_fast (self->transfers, transfer->source);
  return G_SOURCE_REMOVE;
}

/* Like a secondary that was notified: it comes for the zone, and then has what is there by then. */
static void
start_transfer (LwPracticeZones *self, const char *origin)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->zones = self;
  transfer->origin = g_strdup (origin);
  transfer->source = g_timeout_source_new (self->lag_ms);
  g_source_set_callback (transfer->source, transferred_cb, transfer,
                         (GDestroyNotify) transfer_free);
  g_source_attach (transfer->source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->transfers, transfer->source);
}

/* "ns1 hostmaster 2026010101 …" with the next number (RFC 1982) */
static LwRecordSet *
raise_serial (LwZone *zone)
{
  const char *origin = lw_zone_get_origin (zone);
  LwRecordSet *soa = lw_zone_get_set (zone, origin, LW_RR_TYPE_SOA);
  g_auto (GStrv) fields = g_strsplit (lw_record_set_get_values (soa)[0], " ", -1);
  g_autofree char *value = NULL;
  guint32 serial = 0;

  lw_zone_get_serial (zone, &serial);
  g_free (fields[2]);
  fields[2] = g_strdup_printf ("%u", serial + 1);
  value = g_strjoinv (" ", fields);
  return lw_record_set_new (origin, LW_RR_TYPE_SOA, lw_record_set_get_ttl (soa),
                            (const char *const[]){ value, NULL }, NULL);
}

/**
 * lw_practice_zones_change:
 * @self: the zones
 * @zone: a zone that is held, as it is wanted now
 *
 * Makes a change that came by the API: the serial number goes up, the first name server has it at
 * once and the second after its lag.
 */
void
lw_practice_zones_change (LwPracticeZones *self, LwZone *zone)
{
  const char *origin = lw_zone_get_origin (zone);
  LwZone *held;

  g_return_if_fail (g_hash_table_contains (self->primary, origin));

  keep (self->primary, zone);
  held = g_hash_table_lookup (self->primary, origin);
  lw_zone_take_set (held, raise_serial (held));
  delegate_all (self);
  if (self->lag_ms == 0)
    keep (self->secondary, held);
  else
    start_transfer (self, origin);
}

/**
 * lw_practice_zones_get:
 * @self: the zones
 * @origin: the apex
 *
 * Returns: (transfer none) (nullable): what the API holds
 */
LwZone *
lw_practice_zones_get (LwPracticeZones *self, const char *origin)
{
  return g_hash_table_lookup (self->primary, origin);
}

static gint
compare_zones (gconstpointer a, gconstpointer b)
{
  return lw_name_compare (lw_zone_get_origin (*(LwZone *const *) a),
                          lw_zone_get_origin (*(LwZone *const *) b));
}

/**
 * lw_practice_zones_list:
 * @self: the zones
 *
 * Returns: (transfer container) (element-type LwZone): what the API holds, in canonical order
 */
GPtrArray *
lw_practice_zones_list (LwPracticeZones *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer zone;

  g_hash_table_iter_init (&iter, self->primary);
  while (g_hash_table_iter_next (&iter, NULL, &zone))
    g_ptr_array_add (list, zone);
  g_ptr_array_sort (list, compare_zones);
  return list;
}

static LwZone *
find_deepest (GHashTable *table, const char *name)
{
  g_autofree char *at = g_strdup (name);

  while (at != NULL)
    {
      LwZone *zone = g_hash_table_lookup (table, at);
      char *parent = lw_name_parent (at);

      if (zone != NULL)
        {
          g_free (parent);
          return zone;
        }
      g_free (at);
      at = parent;
    }

  return NULL;
}

/**
 * lw_practice_zones_find:
 * @self: the zones
 * @side: which server is asked
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the zone by which the server answers for the name
 */
LwZone *
lw_practice_zones_find (LwPracticeZones *self, LwPracticeSide side, const char *name)
{
  switch (side)
    {
    case LW_PRACTICE_SIDE_ROOT:
      return self->root;
    case LW_PRACTICE_SIDE_TLD:
      return lw_name_is_at_or_below (name, TLD) ? self->tld : NULL;
    case LW_PRACTICE_SIDE_PRIMARY:
      return find_deepest (self->primary, name);
    case LW_PRACTICE_SIDE_SECONDARY:
      return find_deepest (self->secondary, name);
    }

  g_return_val_if_reached (NULL);
}
