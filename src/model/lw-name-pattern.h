/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of somebody's servers, as data files write them: "mx.zoho.eu", "*.ns.cloudflare.com",
 * "ns*.domaincontrol.com". At most two stars, each for any text; what stands after the label
 * of the last star is literal and is, or lies below, a domain that one person registers, so nobody
 * else can have a name that fits. */
/* @texts: (nullable): lower-case, A-labels, without final dot, at most @max of them. (nullable)
 * (transfer full) (element-type GPatternSpec); LW_ERROR_FORMAT */
GPtrArray *lw_name_patterns_new (const char *const *texts,
                                 guint max,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether one of them fits @name, as used inside; what is no host's name fits none */
gboolean lw_name_patterns_match (GPtrArray *patterns, const char *name);

G_END_DECLS
