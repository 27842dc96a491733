/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-host-seal.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* The verdict on one name and type by libunbound, which asks from the world's root servers down and
 * checks against the world's trust anchor. */
typedef struct
{
  LwTrustVerdict verdict;
  char *why; /* (nullable): libunbound's words, for the details */
} LwTrust;

void lw_trust_free (LwTrust *self);

#define LW_TRUST_TIMEOUT_MS 10000

/* Remembers nothing from one call to the next. Never fails but by cancelling (at once): whatever
 * else goes wrong, and @timeout_ms without an answer, is LW_TRUST_INDETERMINATE. */
void lw_trust_async (LwWorld *world,
                     const char *name,
                     guint16 type,
                     guint timeout_ms,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
/* The same where name servers cannot be asked: @carriers (element-type LwServer), resolvers that
 * pass seals on, carry the questions; @secure: by TLS. What they say is checked all the same. */
void lw_trust_through_async (LwWorld *world,
                             GPtrArray *carriers,
                             gboolean secure,
                             const char *name,
                             guint16 type,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same for what senders ask about mail servers, ten at most (element-type utf8). */
void lw_trust_hosts_async (LwWorld *world,
                           GPtrArray *hosts,
                           guint timeout_ms,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) (nullable) (element-type LwHostSeal) */
GPtrArray *lw_trust_hosts_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwTrust *lw_trust_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwTrust, lw_trust_free)

G_END_DECLS
