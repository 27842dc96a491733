/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (nullable): NULL for what is no literal IPv4 or IPv6 address (no zone index, no short form) */
GInetAddress *lw_address_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): which special use the address has, in the words of the IANA registries; NULL when it
 * is an ordinary address of the internet */
const char *lw_special_use_lookup (GInetAddress *address);

/* (transfer container) (element-type utf8): the ranges with a special use: "10.0.0.0/8" */
GPtrArray *lw_special_use_list_ranges (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
