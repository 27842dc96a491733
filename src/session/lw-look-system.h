/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

/* The branch of a look that asks this computer's own resolver for what is published, to see whether
 * it shows a version of its own. Rows: SYSTEM zone SOA, NS; AUTHORITY and SYSTEM domain A. */
void lw_look_at_system_async (LwDns *dns,
                              LwEvidence *evidence,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lw_look_at_system_finish (GAsyncResult *result, GError **error);

G_END_DECLS
