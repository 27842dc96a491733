/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"
#include "lw-world.h"

G_BEGIN_DECLS

/* A branch of a look: whether the zones of the mail servers that the MX set names are sealed in
 * order. Takes LwHostSeal into the evidence. */
void lw_look_hosts_async (LwWorld *world,
                          LwEvidence *evidence,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean lw_look_hosts_finish (GAsyncResult *result, GError **error);

G_END_DECLS
