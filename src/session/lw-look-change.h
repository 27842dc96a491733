/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

/* The part of a look that follows the last change which was made from here. */

/* Whether there is a change that the rest of the look does not ask about */
gboolean lw_look_change_is_wanted (LwEvidence *evidence);
/* Who has the changed records: the domain's own servers, and the resolvers once they are published.
 * Fills the evidence */
void lw_look_change_async (LwServices *services,
                           LwEvidence *evidence,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean lw_look_change_finish (GAsyncResult *result, GError **error);

G_END_DECLS
