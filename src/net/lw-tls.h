/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* What everyone who speaks TLS needs. */

/* (nullable): what a certificate does not prove, every reason as a sentence; NULL when it proves
 * all */
char *lw_tls_describe_flags (GTlsCertificateFlags flags) G_GNUC_WARN_UNUSED_RESULT;
/* The world's own certificate authorities: NULL without @error where the system's count. Reads a
 * small file. */
GTlsDatabase *lw_tls_open_database (LwWorld *world, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
