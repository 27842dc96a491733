/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

/* The branch of a look that finds out about this computer's network. */

/* What the desktop, or the world, says of the connection: THERE, PORTAL or NONE */
LwLink lw_look_get_link (LwWorld *world);
/* Evidence of a look that did not begin because there is no connection */
void lw_look_take_no_link (LwEvidence *evidence, LwLink connection);
/* What the look met, where asking for it told nothing: whether there is IPv6 */
void lw_look_complete_network (LwEvidence *evidence);
/* The verdict on the domain's safety seal where name servers cannot be asked, by way of resolvers.
 * @evidence takes it, without direct answers to rest on. */
void lw_look_seal_around_async (LwServices *services,
                                LwEvidence *evidence,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean lw_look_seal_around_finish (GAsyncResult *result, GError **error);
LwAnswerStatus lw_look_explain_trouble (const GError *error);

G_END_DECLS
