/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-world.h"

G_BEGIN_DECLS

/* HTTPS for the DNS hosts' APIs: one session, time and size caps, no redirects to other origins, no
 * cookies, TLS always verified (the world's CA file, else the system's). Plain http only where the
 * world allows it (LW_ERROR_UNSAFE, field "url"). Nothing is logged that came in as a header or
 * body. */
#define LW_TYPE_HTTP (lw_http_get_type ())

G_DECLARE_FINAL_TYPE (LwHttp, lw_http, LW, HTTP, GObject)

typedef struct _LwHttpReply LwHttpReply;
void lw_http_reply_free (LwHttpReply *self);
guint lw_http_reply_get_status (LwHttpReply *self);
GBytes *lw_http_reply_get_body (LwHttpReply *self);             /* (transfer none), never NULL */
const char *lw_http_reply_get_content_type (LwHttpReply *self); /* (nullable) */
/* seconds, −1 when the host did not say; both forms of RFC 9110 10.2.3 */
gint64 lw_http_reply_get_retry_after (LwHttpReply *self);
/* (nullable): any other header by name */
const char *lw_http_reply_get_header (LwHttpReply *self, const char *name);
/* 2xx → TRUE; 401 → LW_ERROR_AUTH, 403 → FORBIDDEN, 404 → NO_ZONE, 409/412 → CONFLICT, 400/422 →
 * REFUSED, 429 and 503 with Retry-After → RATE_LIMITED (step says when), other → PROTOCOL. @host:
 * name for the sentence; @words: (nullable) the host's own words, put behind a colon (bounded,
 * control characters replaced). */
gboolean
lw_http_reply_check (LwHttpReply *self, const char *host, const char *words, GError **error);

#define LW_HTTP_MAX_BODY (16 * 1024 * 1024)

LwHttp *lw_http_new (LwWorld *world) G_GNUC_WARN_UNUSED_RESULT;
/* For questions to one place: @place is connected to, whatever host the address names; nothing is
 * written there, so that any request may share a connection and be repeated once, and none is led
 * elsewhere. Bodies have at most @max_body bytes. */
LwHttp *lw_http_new_for_questions (LwWorld *world,
                                   GSocketConnectable *place,
                                   gsize max_body) G_GNUC_WARN_UNUSED_RESULT;
/* how long one request may take in all; 30 s unless set (tests) */
void lw_http_set_timeout (LwHttp *self, guint milliseconds);
/* how many bytes a reply may have; LW_HTTP_MAX_BODY unless set */
void lw_http_set_max_body (LwHttp *self, gsize max_body);
/* @headers: (array zero-terminated=1) (nullable): name, value, name, value …; @body: (nullable).
 * Reads (GET) are retried once on a closed connection; writes never.
 * Errors: G_IO_ERROR, G_TLS_ERROR, LW_ERROR_UNSAFE, LW_ERROR_INVALID (url), LW_ERROR_PROTOCOL (body
 * too large). */
void lw_http_send_async (LwHttp *self,
                         const char *method,
                         const char *url,
                         const char *const *headers,
                         GBytes *body,
                         const char *content_type,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
LwHttpReply *
lw_http_send_finish (LwHttp *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwHttpReply, lw_http_reply_free)

G_END_DECLS
