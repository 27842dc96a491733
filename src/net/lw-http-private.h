/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lw-http.h"

G_BEGIN_DECLS

/* What the files of LwHttp share. */

/* One request and what came of it so far. */
typedef struct
{
  SoupSession *session; /* (owned) */
  guint timeout_ms;
  char *method;
  GStrv headers;
  GUri *uri;
  GBytes *body;        /* (owned) (nullable) */
  char *content_type;  /* (nullable) */
  GCancellable *inner; /* (owned): what libsoup sees */
  gulong cancelled_id;
  GSource *timer;       /* (owned) */
  SoupMessage *message; /* (owned) (nullable): of the present try */
  GInputStream *stream; /* (owned) (nullable) */
  GByteArray *received; /* (owned) */
  gsize max_body;
  guint n_redirects;
  gboolean asks : 1; /* whatever the method, nothing is written */
  gboolean timed_out : 1;
  gboolean repeated : 1;
} LwHttpRequest;

LwHttpReply *lw_http_reply_new (guint status,
                                SoupMessageHeaders *headers,
                                GBytes *body,
                                gint64 received_at) G_GNUC_WARN_UNUSED_RESULT;
void lw_http_request_free (LwHttpRequest *self);
void lw_http_request_run (GTask *task);
GUri *lw_http_check_url (LwWorld *world, const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_http_check_headers (const char *const *headers, GError **error);
gboolean lw_http_is_loopback (GUri *uri);
gboolean lw_http_is_same_origin (GUri *a, GUri *b);

G_END_DECLS
