/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-network-private.h"

/* What the trials mean. Pure functions over what came. */

LwTrial *
lw_trial_new (LwTrialKind kind, LwServer *server, const char *owner, guint16 type)
{
  LwTrial *self = g_new0 (LwTrial, 1);

  self->kind = kind;
  self->server = lw_server_ref (server);
  self->owner = g_strdup (owner);
  self->type = type;

  return self;
}

void
lw_trial_free (LwTrial *self)
{
  lw_server_unref (self->server);
  g_free (self->owner);
  g_clear_pointer (&self->reply, lw_dns_reply_free);
  g_free (self);
}

static gboolean
has_message (const LwTrial *self)
{
  return self->reply != NULL && self->reply->message != NULL;
}

/* The root's own record, whoever says it */
static gboolean
shows_root (const LwTrial *self)
{
  return has_message (self) && lw_message_get_rcode (self->reply->message) == LW_RCODE_NOERROR &&
         lw_message_find (self->reply->message, LW_SECTION_ANSWER, ".", LW_RR_TYPE_SOA) != NULL;
}

/* A root server holds the root, and so says it (RFC 1035 4.1.1). Who looks up for others does not;
 * some pretend that nothing exists. */
static gboolean
speaks_as_root (const LwTrial *self)
{
  return shows_root (self) && lw_message_get_aa (self->reply->message);
}

/* (nullable): the address given */
static const char *
find_address (const LwTrial *self)
{
  LwRecordSet *set = has_message (self) ? lw_message_find (self->reply->message, LW_SECTION_ANSWER,
                                                           self->owner, LW_RR_TYPE_A)
                                        : NULL;

  return set != NULL && lw_record_set_get_n_values (set) > 0 ? lw_record_set_get_values (set)[0]
                                                             : NULL;
}

static gboolean
says_no_name (const LwTrial *self)
{
  return has_message (self) && lw_message_get_rcode (self->reply->message) == LW_RCODE_NXDOMAIN;
}

static gboolean
has_ended (const LwTrial *self)
{
  return self->reply != NULL || self->no_route;
}

typedef gboolean (*TrialTest) (const LwTrial *trial);

static guint
count (GPtrArray *trials, LwTrialKind kind, TrialTest test)
{
  guint n_found = 0;

  for (guint i = 0; i < trials->len; i++)
    {
      LwTrial *trial = g_ptr_array_index (trials, i);

      n_found += trial->kind == kind && (test == NULL || test (trial));
    }

  return n_found;
}

static gboolean
any (GPtrArray *trials, LwTrialKind kind, TrialTest test)
{
  return count (trials, kind, test) > 0;
}

static gboolean
all (GPtrArray *trials, LwTrialKind kind, TrialTest test)
{
  return count (trials, kind, test) == count (trials, kind, NULL);
}

gboolean
lw_trials_are_enough (GPtrArray *trials)
{
  return all (trials, LW_TRIAL_SYSTEM, has_ended) &&
         all (trials, LW_TRIAL_SYSTEM_NO_TOP, has_ended) &&
         all (trials, LW_TRIAL_SYSTEM_NO_NAME, has_ended) &&
         (any (trials, LW_TRIAL_ROOT, speaks_as_root) || all (trials, LW_TRIAL_ROOT, has_message));
}

gboolean
lw_trials_have_secure (GPtrArray *trials, LwVia *via)
{
  gboolean by_https = any (trials, LW_TRIAL_BY_HTTPS, shows_root);

  if (!by_https && !any (trials, LW_TRIAL_BY_TLS, shows_root))
    return FALSE;

  *via = by_https ? LW_VIA_HTTPS : LW_VIA_TLS;
  return TRUE;
}

static gboolean
any_answers (GPtrArray *trials)
{
  for (guint i = 0; i < trials->len; i++)
    if (has_message (g_ptr_array_index (trials, i)))
      return TRUE;

  return FALSE;
}

static gboolean
any_root (GPtrArray *trials, TrialTest test)
{
  return any (trials, LW_TRIAL_ROOT, test) || any (trials, LW_TRIAL_ROOT_BY_TCP, test) ||
         any (trials, LW_TRIAL_ROOT_BY_IPV6, test);
}

/* Root servers look up for nobody, and none says that the root does not exist. */
static gboolean
is_no_root (const LwTrial *self)
{
  return says_no_name (self) ||
         (has_message (self) && lw_message_get_ra (self->reply->message) && !speaks_as_root (self));
}

gboolean
lw_trials_are_certain (GPtrArray *trials)
{
  return any_root (trials, is_no_root);
}

/* Silence counts when there was time enough to answer. */
static LwPort53
read_port53 (GPtrArray *trials, gboolean is_over)
{
  if (any_root (trials, speaks_as_root))
    return LW_PORT53_OPEN;
  if (any_root (trials, has_message))
    return LW_PORT53_INTERCEPTED;

  return any_answers (trials) && (is_over || all (trials, LW_TRIAL_ROOT, has_ended))
             ? LW_PORT53_BLOCKED
             : LW_PORT53_UNKNOWN;
}

/* (nullable): No registry's list ends in a wildcard at the root; below a registry there may be one,
 * and then others show it too. */
static const char *
find_rewriting (GPtrArray *trials)
{
  const char *below = NULL;

  for (guint i = 0; i < trials->len; i++)
    {
      LwTrial *trial = g_ptr_array_index (trials, i);

      if (trial->kind == LW_TRIAL_SYSTEM_NO_TOP && find_address (trial) != NULL)
        return find_address (trial);
      if (trial->kind == LW_TRIAL_SYSTEM_NO_NAME)
        below = find_address (trial);
    }

  return any (trials, LW_TRIAL_RESOLVER_SAY_NO_NAME, says_no_name) ? below : NULL;
}

static gboolean
has_signature (const LwTrial *self)
{
  return lw_message_find (self->reply->message, LW_SECTION_ANSWER, ".", LW_RR_TYPE_RRSIG) != NULL;
}

static gboolean
shows_seal (const LwTrial *self)
{
  return shows_root (self) && has_signature (self);
}

static LwPresence
read_seals (GPtrArray *trials, gboolean has_seals)
{
  if (!has_seals || !any (trials, LW_TRIAL_SYSTEM, shows_root))
    return LW_PRESENCE_UNKNOWN;

  return any (trials, LW_TRIAL_SYSTEM, shows_seal) ? LW_PRESENCE_YES : LW_PRESENCE_NO;
}

/* That there is no root is a lie; some only will not talk about it. */
static gboolean
denies_root (const LwTrial *self)
{
  return says_no_name (self) ||
         (has_message (self) && lw_message_get_rcode (self->reply->message) == LW_RCODE_NOERROR &&
          !shows_root (self));
}

static LwPresence
read_resolver (GPtrArray *trials)
{
  if (any (trials, LW_TRIAL_SYSTEM, shows_root))
    return LW_PRESENCE_YES;

  return any (trials, LW_TRIAL_SYSTEM, denies_root) ? LW_PRESENCE_NO : LW_PRESENCE_UNKNOWN;
}

static gboolean
has_no_route (const LwTrial *self)
{
  return self->no_route;
}

static LwPresence
read_ipv6 (GPtrArray *trials, gboolean is_over)
{
  if (count (trials, LW_TRIAL_ROOT_BY_IPV6, NULL) == 0)
    return LW_PRESENCE_UNKNOWN;
  if (any (trials, LW_TRIAL_ROOT_BY_IPV6, has_message))
    return LW_PRESENCE_YES;
  if (all (trials, LW_TRIAL_ROOT_BY_IPV6, has_no_route))
    return LW_PRESENCE_NO;

  return is_over || all (trials, LW_TRIAL_ROOT_BY_IPV6, has_ended) ? LW_PRESENCE_NO
                                                                   : LW_PRESENCE_UNKNOWN;
}

/* One signature in its time is enough to trust the clock. */
static void
read_clock (GPtrArray *trials, gint64 now, LwNetworkFields *fields)
{
  for (guint i = 0; i < trials->len; i++)
    {
      LwTrial *trial = g_ptr_array_index (trials, i);
      gint64 offset = 0;

      if (!shows_root (trial) || !lw_trial_measure_clock (trial->reply->message, now, &offset))
        continue;
      if (fields->clock_source == LW_CLOCK_UNKNOWN || ABS (offset) < ABS (fields->clock_offset))
        fields->clock_offset = offset;
      fields->clock_source = LW_CLOCK_SEALS;
    }
}

/* Somebody who invents addresses, and shows the true directory to nobody, wants a sign-in. */
static LwLink
read_connection (GPtrArray *trials, const LwNetworkFields *fields, gboolean is_over)
{
  LwVia via;

  if (fields->rewrites != NULL && fields->resolver != LW_PRESENCE_YES &&
      fields->port53 != LW_PORT53_OPEN && !lw_trials_have_secure (trials, &via))
    return LW_LINK_PORTAL;
  if (any_answers (trials))
    return LW_LINK_THERE;

  return is_over ? LW_LINK_NONE : LW_LINK_UNKNOWN;
}

static LwWay
choose_way (GPtrArray *trials, const LwNetworkFields *fields)
{
  LwVia via;

  if (fields->connection == LW_LINK_PORTAL || fields->connection == LW_LINK_NONE)
    return LW_WAY_NONE;
  if (fields->port53 != LW_PORT53_BLOCKED && fields->port53 != LW_PORT53_INTERCEPTED)
    return LW_WAY_PLAIN;
  if (lw_trials_have_secure (trials, &via))
    return LW_WAY_SECURE;

  return fields->resolver != LW_PRESENCE_NO && any (trials, LW_TRIAL_SYSTEM, has_message)
             ? LW_WAY_RESOLVER
             : LW_WAY_NONE;
}

static LwRole
get_role (LwTrialKind kind)
{
  switch (kind)
    {
    case LW_TRIAL_ROOT:
    case LW_TRIAL_ROOT_BY_TCP:
    case LW_TRIAL_ROOT_BY_IPV6:
      return LW_ROLE_PARENT;
    case LW_TRIAL_SYSTEM:
    case LW_TRIAL_SYSTEM_NO_TOP:
    case LW_TRIAL_SYSTEM_NO_NAME:
      return LW_ROLE_SYSTEM;
    case LW_TRIAL_RESOLVER:
    case LW_TRIAL_RESOLVER_SAY_NO_NAME:
    case LW_TRIAL_BY_HTTPS:
    case LW_TRIAL_BY_TLS:
      return LW_ROLE_RESOLVER;
    }

  g_return_val_if_reached (LW_ROLE_RESOLVER);
}

/* (transfer full) (element-type LwAnswer) */
static GPtrArray *
list_answers (GPtrArray *trials)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);

  for (guint i = 0; i < trials->len; i++)
    {
      LwTrial *trial = g_ptr_array_index (trials, i);

      if (trial->reply != NULL)
        g_ptr_array_add (answers, lw_dns_read_reply (trial->reply, get_role (trial->kind),
                                                     trial->owner, trial->type));
    }

  return answers;
}

LwNetwork *
lw_trials_read (GPtrArray *trials, gboolean has_seals, gboolean is_over, gint64 now)
{
  g_autoptr (GPtrArray) answers = list_answers (trials);
  LwNetworkFields fields = { .answers = answers };

  fields.port53 = read_port53 (trials, is_over);
  fields.resolver = read_resolver (trials);
  fields.rewrites = find_rewriting (trials);
  fields.seals = read_seals (trials, has_seals);
  fields.ipv6 = read_ipv6 (trials, is_over);
  fields.connection = read_connection (trials, &fields, is_over);
  fields.way = choose_way (trials, &fields);
  read_clock (trials, now, &fields);

  return lw_network_new (&fields);
}
