/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <unbound.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* A context of libunbound for the servers and the trust of a world. @carriers: (nullable)
 * (element-type LwServer): resolvers that carry the questions; @secure: by TLS; @ctx: (out)
 * (nullable): to be deleted also when this is an error of libunbound */
int lw_trust_context_new (LwWorld *world, GPtrArray *carriers, gboolean secure, struct ub_ctx **ctx)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
