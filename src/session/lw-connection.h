/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-provider.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* A DNS host with a key that works and the zone as it was read. Reference-counted. */
typedef struct _LwConnection LwConnection;

LwConnection *lw_connection_ref (LwConnection *self);
void lw_connection_unref (LwConnection *self);
LwProvider *lw_connection_get_provider (LwConnection *self);     /* (transfer none) */
LwCredential *lw_connection_get_credential (LwConnection *self); /* (transfer none) */
LwReach *lw_connection_get_reach (LwConnection *self);           /* (transfer none) */
LwZone *lw_connection_get_zone (LwConnection *self);
/* (nullable) (transfer none): who is asked about the domain, where that was not known before */
LwEvidence *lw_connection_get_asked (LwConnection *self);

/* What a push read afterwards */
void lw_connection_set_zone (LwConnection *self, LwZone *zone);

void lw_connection_open_async (LwServices *services,
                               const char *domain,
                               const char *delegated_zone,
                               const char *host_id,
                               const char *key_name,
                               LwCredential *credential,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LwConnection *lw_connection_open_finish (LwServices *services,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwConnection, lw_connection_unref)

G_END_DECLS
