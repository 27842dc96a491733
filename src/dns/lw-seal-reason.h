/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-message.h"
#include "lw-seal.h"

G_BEGIN_DECLS

/* What one server said to one question */
typedef struct
{
  LwServer *server;   /* (transfer none) */
  LwMessage *message; /* (nullable) (transfer none): NULL when nothing usable came */
} LwSealReply;

/* Everything that was asked directly, with DO. The replies of the domain's own servers stand in the
 * same order in all arrays. */
typedef struct
{
  const char *zone;   /* its apex */
  const char *domain; /* at or below @zone */
  guint16 type;       /* that was asked for at @domain */
  GArray *ds;         /* (element-type LwSealReply): zone DS, by the servers of the zone above */
  GArray *keys;       /* (element-type LwSealReply): zone DNSKEY */
  GArray *sets;       /* (element-type LwSealReply): domain @type */
  GArray *nothing;    /* (element-type LwSealReply): zone TLSA, which nobody has there */
  gint64 now;         /* Unix seconds */
} LwSealPackets;

/* What was computed */
typedef struct
{
  guint n_signatures;
  guint n_key_tags;
} LwSealWork;

/* The first reason that applies; asks nothing. What it points to lives as long as the servers. */
LwSealCause lw_seal_find_cause (const LwSealPackets *packets, LwSealWork *work);

G_END_DECLS
