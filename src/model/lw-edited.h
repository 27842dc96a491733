/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-zone.h"

G_BEGIN_DECLS

/* What the connected DNS host shows of the zone that is edited: by what it can be told from the one
 * that the world asks. Immutable, reference-counted. */
typedef struct _LwEdited LwEdited;
LwEdited *lw_edited_new (LwZone *zone) G_GNUC_WARN_UNUSED_RESULT;
LwEdited *lw_edited_ref (LwEdited *self);
void lw_edited_unref (LwEdited *self);
const char *lw_edited_get_zone (LwEdited *self);
/* (array zero-terminated=1): empty where the host shows none */
const char *const *lw_edited_get_name_servers (LwEdited *self);
/* (nullable): the main server as the zone names it (SOA MNAME) */
const char *lw_edited_get_primary (LwEdited *self);
/* FALSE where the host shows none */
gboolean lw_edited_get_serial (LwEdited *self, guint32 *serial);
JsonNode *lw_edited_to_json (LwEdited *self) G_GNUC_WARN_UNUSED_RESULT;
/* From JSON that may be hostile. LW_ERROR_FORMAT with the member's name */
LwEdited *lw_edited_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwEdited, lw_edited_unref)

G_END_DECLS
