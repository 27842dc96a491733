/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns.h"
#include "lw-mx-list.h"
#include "lw-zone.h"

G_BEGIN_DECLS

/* Asks DNS about the mail servers of a list while it is edited, and tells each entry what came of
 * it. A name inside the domain's own zone is looked up in @zone only: asking a resolver before it
 * is published would make everybody remember that it does not exist. */
#define LW_TYPE_HOST_CHECK (lw_host_check_get_type ())

G_DECLARE_FINAL_TYPE (LwHostCheck, lw_host_check, LW, HOST_CHECK, GObject)

LwHostCheck *lw_host_check_new (LwDns *dns, LwZone *zone, gboolean zone_is_whole, LwMxList *list)
    G_GNUC_WARN_UNUSED_RESULT;
/* What a look found already */
void lw_host_check_learn (LwHostCheck *self, LwMailHost *host);

G_END_DECLS
