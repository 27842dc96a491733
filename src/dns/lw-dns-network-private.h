/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns-private.h"
#include "lw-network.h"

G_BEGIN_DECLS

/* What is asked to find out about this computer's network. */
typedef enum
{
  LW_TRIAL_ROOT, /* ". SOA" at a root server, over IPv4 */
  LW_TRIAL_ROOT_BY_TCP,
  LW_TRIAL_ROOT_BY_IPV6,
  LW_TRIAL_SYSTEM,               /* ". SOA" at this computer's resolver */
  LW_TRIAL_SYSTEM_NO_TOP,        /* a name that nobody has, at this computer's resolver */
  LW_TRIAL_SYSTEM_NO_NAME,       /* the same, below a registry */
  LW_TRIAL_RESOLVER,             /* ". SOA" at a resolver of the world */
  LW_TRIAL_RESOLVER_SAY_NO_NAME, /* the same name as above */
  LW_TRIAL_BY_HTTPS, /* ". SOA" at a resolver of the world, when nothing else gets out */
  LW_TRIAL_BY_TLS,
} LwTrialKind;

typedef struct
{
  LwTrialKind kind;
  LwServer *server;  /* (owned) */
  char *owner;       /* (owned) */
  guint16 type;      /* that is asked for */
  LwDnsReply *reply; /* (owned) (nullable): until it came */
  gboolean no_route : 1;
} LwTrial;

LwTrial *lw_trial_new (LwTrialKind kind, LwServer *server, const char *owner, guint16 type)
    G_GNUC_WARN_UNUSED_RESULT;
void lw_trial_free (LwTrial *self);

/* Whether more answers could change little. @trials: (element-type LwTrial) */
gboolean lw_trials_are_enough (GPtrArray *trials);
/* Whether a resolver could be asked so that nobody on the way can hear it, and by which way */
gboolean lw_trials_have_secure (GPtrArray *trials, LwVia *via);
/* Whether who answered in place of the root servers was certainly none of them */
gboolean lw_trials_are_certain (GPtrArray *trials);
/* (transfer full): what they mean. @has_seals: whether the root is signed; @is_over: whether those
 * that have no reply were given all the time; @now: Unix seconds */
LwNetwork *lw_trials_read (GPtrArray *trials, gboolean has_seals, gboolean is_over, gint64 now)
    G_GNUC_WARN_UNUSED_RESULT;

/* Measures the clock by the signatures in a reply to ". SOA". @offset: seconds that @now is ahead
 * of their time, negative when it is behind, 0 when it lies within.
 *
 * Returns: FALSE when there are none */
gboolean lw_trial_measure_clock (LwMessage *message, gint64 now, gint64 *offset);

G_END_DECLS
