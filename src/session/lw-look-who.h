/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* Asks who is who about a domain, beside the rest of a look: the register of domains, the DNS host.
 * Nothing leaves but the domain's name, and only to whom the world allows. */
typedef struct _LwWhoLook LwWhoLook;

/* Begins at once; what comes is put into @evidence. @cancellable: (nullable) */
LwWhoLook *lw_who_look_new (LwServices *services,
                            LwEvidence *evidence,
                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* The delegation is in the evidence: its DNS host is asked what it says of itself. @self:
 * (nullable)
 */
void lw_who_look_ask_host (LwWhoLook *self);
/* All else is done: waits three seconds more at most. Takes @self; the result is not needed */
void lw_who_look_end_async (LwWhoLook *self, GAsyncReadyCallback callback, gpointer user_data);
/* Gives up */
void lw_who_look_free (LwWhoLook *self);

G_END_DECLS
