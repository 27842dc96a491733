/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

/* The branch of a look that is about the safety seal. The verdict needs only the domain, so it is
 * begun with the look; the direct questions need to know whom. */
typedef struct _LwSealLook LwSealLook;
/* Begins to find the verdict */
LwSealLook *lw_seal_look_new (LwServices *services,
                              LwDns *dns,
                              const char *domain,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Gives up what still runs */
void lw_seal_look_free (LwSealLook *self);
/* Once, when the delegation is known. Takes @self; what comes of it is evidence only where it was
 * not cancelled. */
void lw_seal_look_end_async (LwSealLook *self,
                             LwDelegation *delegation,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LwSeal *lw_seal_look_end_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSealLook, lw_seal_look_free)

G_END_DECLS
