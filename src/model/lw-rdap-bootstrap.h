/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LW_RDAP_BOOTSTRAP_BYTES_MAX (1024u * 1024)

/* Which register is in charge of a name, by the list of RFC 9224 section 4: the entry that shares
 * the most labels with @domain. (transfer full) (nullable): its base address, https where it
 * has one; NULL without error when no entry fits. LW_ERROR_FORMAT */
char *lw_rdap_bootstrap_find (const char *json, gssize length, const char *domain, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @base with the path of the question about @domain (RFC 9082 section 3.1.3) */
char *lw_rdap_make_url (const char *base, const char *domain) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
