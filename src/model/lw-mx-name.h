/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The usual slips in the name of a mail server */
/* (nullable): "mx.berg.example." for "mx.berg.example.berg.example." when the domain or one above
 * it stands there twice */
char *lw_mx_undouble (const char *host, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): "mx.other.example." for "mx.other.example.berg.example.": a final dot was forgotten
 */
char *lw_mx_without_domain (const char *host, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): "mx.host.example." for "10\032mx.host.example." and "https://mx.host.example/." */
char *lw_mx_unwrap (const char *host) G_GNUC_WARN_UNUSED_RESULT;
/* "192.0.2.1." */
gboolean lw_mx_ends_in_number (const char *host);

G_END_DECLS
