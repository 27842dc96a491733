/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lw-http.h"

G_BEGIN_DECLS

/* What the files of LwHttp share. */
LwHttpReply *lw_http_reply_new (guint status,
                                SoupMessageHeaders *headers,
                                GBytes *body,
                                gint64 received_at) G_GNUC_WARN_UNUSED_RESULT;
GUri *lw_http_check_url (LwWorld *world, const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_http_check_headers (const char *const *headers, GError **error);
gboolean lw_http_is_loopback (GUri *uri);
gboolean lw_http_is_same_origin (GUri *a, GUri *b);

G_END_DECLS
