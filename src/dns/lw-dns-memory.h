/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns-private.h"

G_BEGIN_DECLS

/* What one run has heard already, and from whom it heard nothing. For this room only. */
typedef struct _LwDnsMemory LwDnsMemory;

/* Tells one question from another */
typedef struct
{
  LwServer *server;
  const char *owner;
  guint16 type;
  LwQueryFlags flags;
  LwTransport transport;
  LwVia via;
} LwDnsWhat;

LwDnsMemory *lw_dns_memory_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lw_dns_memory_free (LwDnsMemory *self);
/* (nullable): a reply of its own that says the same */
LwDnsReply *
lw_dns_memory_recall (LwDnsMemory *self, const LwDnsWhat *what) G_GNUC_WARN_UNUSED_RESULT;
void lw_dns_memory_keep (LwDnsMemory *self, const LwDnsWhat *what, const LwDnsReply *reply);
/* Whether a name server that was asked several things said nothing to anything, by UDP and TCP */
gboolean lw_dns_memory_is_dead (LwDnsMemory *self, const LwDnsWhat *what);
gboolean lw_dns_memory_has_heard (LwDnsMemory *self, LwServer *server);

G_END_DECLS
