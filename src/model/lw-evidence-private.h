/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

/* Members of evidence that tell of the DNS host. LW_ERROR_FORMAT */
gboolean lw_evidence_read_domain_connect (LwEvidence *self, JsonObject *row, GError **error);
gboolean lw_evidence_read_edited (LwEvidence *self, JsonObject *row, GError **error);

G_END_DECLS
