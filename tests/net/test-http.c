/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http.h"

#include "lw-error.h"

#include <libsoup/soup.h>
#include <string.h>

#define ANY_CODE -1
#define ENOUGH_MS 20000
#define HASTY_MS 150

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* A web server that says exactly the bytes it is told to say, in the test's own main context. */
typedef struct
{
  GSocketService *service;
  LwWorld *world;
  LwHttp *http;
  GPtrArray *connections; /* (owned) (element-type Connection) */
  GString *log;           /* every request as it came */
  GBytes *reply;          /* (nullable): NULL says nothing */
  char *base;
  guint n_requests;
  guint n_connections;
  guint close_from;   /* from this request on: no reply, only the farewell; 0: never */
  gboolean stays : 1; /* the connection is not closed after the reply */
  gboolean drips : 1; /* a byte now and then, for ever */
} Fixture;

typedef struct
{
  Fixture *fixture;
  GSocketConnection *stream; /* (owned) */
  GSource *source;           /* (owned) */
  GSource *drip;             /* (owned) (nullable) */
  GString *incoming;         /* (owned) */
} Connection;

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_source_destroy (connection->source);
  g_source_unref (connection->source);
  if (connection->drip != NULL)
    g_source_destroy (connection->drip);
  g_clear_pointer (&connection->drip, g_source_unref);
  g_io_stream_close (G_IO_STREAM (connection->stream), NULL, NULL);
  g_object_unref (connection->stream);
  g_string_free (connection->incoming, TRUE);
  g_free (connection);
}

static void
send_bytes (Connection *connection, const char *bytes, gsize size)
{
  GSocket *socket = g_socket_connection_get_socket (connection->stream);
  gsize sent = 0;

  /* Whoever has enough closes, and then there is nobody to send to. */
  while (sent < size)
    {
      gssize n = g_socket_send (socket, bytes + sent, size - sent, NULL, NULL);

      if (n > 0)
        sent += (gsize) n;
      else if (!g_socket_is_connected (socket) ||
               g_socket_condition_check (socket, G_IO_HUP | G_IO_ERR) != 0)
        return;
      else
        g_main_context_iteration (NULL, FALSE);
    }
}

static gboolean
drip_cb (gpointer user_data)
{
  send_bytes (user_data, "x", 1);

  return G_SOURCE_CONTINUE;
}

static void
start_dripping (Connection *connection)
{
  connection->drip = g_timeout_source_new (5);
  g_source_set_callback (connection->drip, drip_cb, connection, NULL);
  g_source_attach (connection->drip, NULL);
}

static gboolean
is_complete (GString *request)
{
  const char *end = strstr (request->str, "\r\n\r\n");
  const char *length = strstr (request->str, "Content-Length: ");

  return end != NULL &&
         (length == NULL || strlen (end + 4) >= g_ascii_strtoull (length + 16, NULL, 10));
}

/* FALSE when the connection is over. */
static gboolean
answer (Connection *connection)
{
  Fixture *f = connection->fixture;
  gsize size = 0;
  const char *bytes = f->reply != NULL ? g_bytes_get_data (f->reply, &size) : NULL;

  f->n_requests++;
  g_string_append (f->log, connection->incoming->str);
  g_string_truncate (connection->incoming, 0);

  if (f->close_from > 0 && f->n_requests >= f->close_from)
    return FALSE;

  send_bytes (connection, bytes, size);
  if (f->drips)
    start_dripping (connection);

  return f->stays || f->reply == NULL || f->drips;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  char buffer[4096];
  gssize n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

  if (n > 0)
    g_string_append_len (connection->incoming, buffer, n);

  if (n <= 0 || (is_complete (connection->incoming) && !answer (connection)))
    {
      g_ptr_array_remove (connection->fixture->connections, connection);
      return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *stream,
             GObject *source,
             gpointer user_data)
{
  Fixture *f = user_data;
  Connection *connection = g_new0 (Connection, 1);
  GSocket *socket = g_socket_connection_get_socket (stream);

  f->n_connections++;
  g_socket_set_blocking (socket, FALSE);
  connection->fixture = f;
  connection->stream = g_object_ref (stream);
  connection->incoming = g_string_new (NULL);
  connection->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (connection->source, G_SOURCE_FUNC (readable_cb), connection, NULL);
  g_source_attach (connection->source, NULL);
  g_ptr_array_add (f->connections, connection);

  return TRUE;
}

/* @ca_file: (nullable) */
static LwWorld *
create_world (const char *ca_file)
{
  g_autofree char *ca_member =
      ca_file != NULL ? g_strdup_printf (",\"ca_file\":\"%s\"", ca_file) : g_strdup ("");
  g_autofree char *json =
      g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"name\":\"Test\","
                       "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.0.0.1\"}],"
                       "\"plain_http\":[\"127.0.0.0/8\"]%s}",
                       ca_member);
  g_autoptr (GError) error = NULL;
  LwWorld *world = lw_world_new_from_json (json, -1, "test.json", &error);

  g_assert_no_error (error);

  return world;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  f->log = g_string_new (NULL);
  f->connections = g_ptr_array_new_with_free_func (connection_free);
  f->service = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (f->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (f->service, "incoming", G_CALLBACK (incoming_cb), f);
  f->base = g_strdup_printf ("http://127.0.0.1:%u", port);
  f->world = create_world (NULL);
  f->http = lw_http_new (f->world);
  lw_http_set_timeout (f->http, ENOUGH_MS);
}

static void
stop_listening (Fixture *f)
{
  if (f->service == NULL)
    return;

  g_socket_service_stop (f->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->service));
  g_clear_object (&f->service);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->http);
  stop_listening (f);
  g_ptr_array_unref (f->connections);
  g_string_free (f->log, TRUE);
  g_clear_pointer (&f->reply, g_bytes_unref);
  g_clear_pointer (&f->world, lw_world_unref);
  g_free (f->base);
}

static void
set_reply (Fixture *f, const char *text)
{
  g_clear_pointer (&f->reply, g_bytes_unref);
  if (text != NULL)
    f->reply = g_bytes_new (text, strlen (text));
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static LwHttpReply *
send_request (LwHttp *http,
              const char *method,
              const char *url,
              const char *const *headers,
              const char *body,
              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  lw_http_send_async (http, method, url, headers, bytes, body != NULL ? "application/json" : NULL,
                      NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_http_send_finish (http, result, error);
}

static LwHttpReply *
get (Fixture *f, const char *path, GError **error)
{
  g_autofree char *url = g_strconcat (f->base, path, NULL);

  return send_request (f->http, "GET", url, NULL, NULL, error);
}

static char *
dup_body (LwHttpReply *reply)
{
  gsize size;
  const char *data = g_bytes_get_data (lw_http_reply_get_body (reply), &size);

  return g_strndup (size > 0 ? data : "", size);
}

typedef struct
{
  const char *name;
  const char *reply;
  guint status;
  const char *body;
} GoodCase;

static const GoodCase good_cases[] = {
  { "length", OK_HEAD "Content-Length: 2\r\n\r\nab", 200, "ab" },
  { "until-closed", OK_HEAD "\r\nabc", 200, "abc" },
  { "chunked", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", 200,
    "abc" },
  { "no-content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
  { "http-1.0", "HTTP/1.0 200 OK\r\n\r\nab", 200, "ab" },
  { "not-found", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}", 404, "{}" },
  { "unknown-status", "HTTP/1.1 599 Odd\r\nContent-Length: 0\r\n\r\n", 599, "" },
  { "continue-first", "HTTP/1.1 100 Continue\r\n\r\n" OK_HEAD "Content-Length: 1\r\n\r\na", 200,
    "a" },
  { "redirect-elsewhere",
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.9:1/x\r\nContent-Length: 1\r\n\r\na", 302,
    "a" },
  { "redirect-to-other-scheme",
    "HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n", 301, "" },
  { "redirect-nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", 302, "" },
  { "redirect-to-rubbish",
    "HTTP/1.1 302 Found\r\nLocation: http://[::\r\nContent-Length: 0\r\n\r\n", 302, "" },
};

static void
test_good (gconstpointer data)
{
  const GoodCase *c = data;
  Fixture f = { .n_requests = 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  LwHttpReply *reply;

  set_up (&f, NULL);
  set_reply (&f, c->reply);
  reply = get (&f, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_http_reply_get_status (reply), ==, c->status);
  body = dup_body (reply);
  g_assert_cmpstr (body, ==, c->body);
  g_assert_cmpuint (f.n_requests, ==, 1);
  g_assert_nonnull (strstr (f.log->str, "User-Agent: Letterway/" LW_VERSION "\r\n"));
  lw_http_reply_free (reply);
  tear_down (&f, NULL);
}

typedef struct
{
  const char *name;
  const char *reply; /* (nullable): NULL never answers */
  /* (nullable): NULL where libsoup is lenient and takes what it can: then it only has to end */
  GQuark (*domain) (void);
  int code;
  guint n_requests; /* 0: any number */
} HostileCase;

static const HostileCase hostile_cases[] = {
  { "closes-at-once", "", g_io_error_quark, ANY_CODE, 2 },
  { "never-answers", NULL, g_io_error_quark, G_IO_ERROR_TIMED_OUT, 1 },
  { "not-http", "220 mail.example ESMTP\r\n\r\n", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "status-only", "HTTP/1.1", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "status-not-a-number", "HTTP/1.1 abc OK\r\n\r\n", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "status-too-small", "HTTP/1.1 7 OK\r\n\r\n", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "status-too-large", "HTTP/1.1 70000 OK\r\n\r\n", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "headers-cut", OK_HEAD "Content-Le", lw_error_quark, LW_ERROR_PROTOCOL, 0 },
  { "length-negative", OK_HEAD "Content-Length: -1\r\n\r\nab", g_io_error_quark, ANY_CODE, 0 },
  { "body-shorter-than-its-length", OK_HEAD "Content-Length: 9\r\n\r\nab", g_io_error_quark,
    G_IO_ERROR_PARTIAL_INPUT, 1 },
  { "chunk-size-rubbish", OK_HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", NULL, 0, 1 },
  { "chunk-cut", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nab", g_io_error_quark, ANY_CODE,
    1 },
  { "chunk-size-huge",
    OK_HEAD "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab\r\n0\r\n\r\n", NULL, 0, 1 },
  { "gzip-rubbish", OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nrubb", NULL, 0, 1 },
  { "gzip-cut", OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08", NULL, 0,
    1 },
};

static void
check_hostile_error (const HostileCase *c, const GError *error)
{
  g_test_message ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (c->domain ()));
  if (c->code != ANY_CODE)
    g_assert_cmpint (error->code, ==, c->code);
}

static void
test_hostile (gconstpointer data)
{
  const HostileCase *c = data;
  Fixture f = { .n_requests = 0 };
  g_autoptr (LwHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, NULL);
  set_reply (&f, c->reply);
  if (c->reply == NULL)
    lw_http_set_timeout (f.http, HASTY_MS);

  reply = get (&f, "/x", &error);
  g_assert_cmpint (reply != NULL, ==, error == NULL);
  g_assert_cmpint (reply != NULL, ==, c->domain == NULL);
  if (error != NULL)
    check_hostile_error (c, error);
  if (c->n_requests > 0)
    g_assert_cmpuint (f.n_requests, ==, c->n_requests);
  tear_down (&f, NULL);
}

/* A reply that comes a byte at a time for ever ends when the time for the whole request is up. */
static void
test_drips (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lw_http_set_timeout (f->http, HASTY_MS);
  set_reply (f, OK_HEAD "\r\n");
  f->drips = TRUE;
  g_assert_null (get (f, "/x", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_headers_without_end (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (OK_HEAD);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "X-Header-%u: xxxxxxxxxxxxxxxxxxxx\r\n", i);
  set_reply (f, text->str);
  g_assert_null (get (f, "/x", &error));
  g_assert_nonnull (error);
}

static GBytes *
concatenate (const char *head, gconstpointer body, gsize size)
{
  GByteArray *all = g_byte_array_new ();

  g_byte_array_append (all, (const guint8 *) head, strlen (head));
  g_byte_array_append (all, body, size);

  return g_byte_array_free_to_bytes (all);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_malloc0 (LW_HTTP_MAX_BODY + 1);
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  f->reply = concatenate (OK_HEAD "\r\n", body, LW_HTTP_MAX_BODY + 1);
  g_assert_null (get (f, "/x", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
  g_clear_error (&error);

  g_bytes_unref (f->reply);
  f->reply = concatenate (OK_HEAD "\r\n", body, LW_HTTP_MAX_BODY);
  reply = get (f, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (lw_http_reply_get_body (reply)), ==, LW_HTTP_MAX_BODY);
  lw_http_reply_free (reply);
}

static GBytes *
compress (gconstpointer bytes, gsize size)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (bytes, size, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, G_CONVERTER (compressor));
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* A few kilobytes that unpack to more than fits. */
static void
test_bomb (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_malloc0 (LW_HTTP_MAX_BODY + 1);
  g_autoptr (GBytes) packed = compress (body, LW_HTTP_MAX_BODY + 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (packed), <, 100000);
  f->reply = concatenate (OK_HEAD "Content-Encoding: gzip\r\n\r\n", g_bytes_get_data (packed, NULL),
                          g_bytes_get_size (packed));
  g_assert_null (get (f, "/x", &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
}

static void
test_request (Fixture *f, gconstpointer data)
{
  const char *const headers[] = { "X-API-Key", "secret", "Accept", "application/json", NULL };
  g_autofree char *url = g_strconcat (f->base, "/zones/a.test.", NULL);
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  set_reply (f, OK_HEAD "Content-Type: application/json; charset=utf-8\r\nX-Odd: 7\r\n"
                        "Content-Length: 2\r\n\r\n{}");
  reply = send_request (f->http, "PATCH", url, headers, "{\"a\":1}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lw_http_reply_get_content_type (reply), ==, "application/json");
  g_assert_cmpstr (lw_http_reply_get_header (reply, "x-odd"), ==, "7");
  g_assert_null (lw_http_reply_get_header (reply, "x-none"));
  g_assert_true (g_str_has_prefix (f->log->str, "PATCH /zones/a.test. HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (f->log->str, "X-API-Key: secret\r\n"));
  g_assert_nonnull (strstr (f->log->str, "Content-Type: application/json\r\n"));
  g_assert_true (g_str_has_suffix (f->log->str, "\r\n\r\n{\"a\":1}"));
  lw_http_reply_free (reply);
}

static void
test_redirect_within (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  set_reply (f, "HTTP/1.1 307 Go\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
  reply = get (f, "/first", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lw_http_reply_get_status (reply), ==, 307);
  g_assert_cmpuint (f->n_requests, ==, 6); /* the first and five more */
  g_assert_nonnull (strstr (f->log->str, "GET /next HTTP/1.1\r\n"));
  lw_http_reply_free (reply);
}

static void
test_redirect_of_write (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  set_reply (f, "HTTP/1.1 307 Go\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
  reply = send_request (f->http, "PUT", f->base, NULL, "{}", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f->n_requests, ==, 1);
  lw_http_reply_free (reply);
}

static void
test_no_sign_in (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  set_reply (f, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                "Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
  for (guint i = 1; i <= 2; i++)
    {
      reply = get (f, "/x", &error);
      g_assert_no_error (error);
      g_assert_cmpuint (lw_http_reply_get_status (reply), ==, 401);
      g_assert_cmpuint (f->n_requests, ==, i);
      lw_http_reply_free (reply);
    }

  g_assert_null (strstr (f->log->str, "Cookie:"));
  g_assert_null (strstr (f->log->str, "Authorization:"));
}

/* A kept connection that dies: a read is repeated, a write never was on it. */
static void
test_kept_connection (Fixture *f, gconstpointer data)
{
  const char *const writes[] = { "PUT", "DELETE", "POST", "PATCH", NULL };
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  f->stays = TRUE;
  set_reply (f, OK_HEAD "Content-Length: 0\r\n\r\n");
  for (guint i = 0; writes[i] != NULL; i++)
    {
      f->close_from = 0;
      reply = get (f, "/read", &error);
      g_assert_no_error (error);
      lw_http_reply_free (reply);

      f->close_from = f->n_requests + 1;
      f->n_connections = 0;
      g_assert_null (send_request (f->http, writes[i], f->base, NULL, "{}", &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (f->n_requests, ==, f->close_from);
      g_assert_cmpuint (f->n_connections, ==, 1);
      g_clear_error (&error);
    }
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_http_send_async (f->http, "GET", f->base, NULL, NULL, NULL, cancellable, store_result_cb,
                      &result);
  g_timeout_add (20, cancel_cb, cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_http_send_finish (f->http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
}

static void
test_refused_connection (Fixture *f, gconstpointer data)
{
  g_autofree char *url = g_strdup (f->base);
  g_autoptr (GError) error = NULL;

  stop_listening (f);
  g_assert_null (send_request (f->http, "GET", url, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

typedef struct
{
  const char *name;
  const char *url;
  LwError code;
} UrlCase;

static const UrlCase url_cases[] = {
  { "empty", "", LW_ERROR_INVALID },
  { "no-scheme", "api.example", LW_ERROR_INVALID },
  { "path-only", "/x", LW_ERROR_INVALID },
  { "other-scheme", "ftp://api.example/", LW_ERROR_INVALID },
  { "file", "file:///etc/passwd", LW_ERROR_INVALID },
  { "script", "javascript:alert(1)", LW_ERROR_INVALID },
  { "no-host", "https://", LW_ERROR_INVALID },
  { "no-host-but-port", "https://:443/", LW_ERROR_INVALID },
  { "port-too-large", "https://api.example:70000/", LW_ERROR_INVALID },
  { "port-not-a-number", "https://api.example:x/", LW_ERROR_INVALID },
  { "password", "https://user:pass@api.example/", LW_ERROR_INVALID },
  { "user", "https://user@api.example/", LW_ERROR_INVALID },
  { "line-break", "https://api.example/\r\nX: y", LW_ERROR_INVALID },
  { "half-ipv6", "https://[::1/", LW_ERROR_INVALID },
  { "plain-http", "http://api.example/", LW_ERROR_UNSAFE },
  { "plain-http-capitals", "HTTP://API.EXAMPLE/", LW_ERROR_UNSAFE },
  { "plain-http-like-localhost", "http://localhost.example/", LW_ERROR_UNSAFE },
  { "plain-http-like-loopback", "http://127.0.0.1.example/", LW_ERROR_UNSAFE },
  { "plain-http-other-network", "http://10.0.0.1/", LW_ERROR_UNSAFE },
  { "plain-http-ipv6", "http://[2001:db8::1]/", LW_ERROR_UNSAFE },
};

static void
test_url (gconstpointer data)
{
  const UrlCase *c = data;
  g_autoptr (LwWorld) world = create_world (NULL);
  g_autoptr (LwHttp) http = lw_http_new (world);
  g_autoptr (GError) error = NULL;

  g_assert_null (send_request (http, "GET", c->url, NULL, NULL, &error));
  g_assert_error (error, LW_ERROR, (int) c->code);
  g_assert_cmpstr (lw_error_get_field (error), ==, "url");
  g_assert_null (strstr (error->message, "pass@"));
}

static void
test_key_with_line_break (Fixture *f, gconstpointer data)
{
  const char *const values[] = { "a\r\nX-Evil: 1", "a\nb", "a\tb", "schlüssel", "a\x7f", NULL };

  for (guint i = 0; values[i] != NULL; i++)
    {
      const char *const headers[] = { "X-API-Key", values[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (send_request (f->http, "GET", f->base, headers, NULL, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, "key");
      g_assert_null (strstr (error->message, values[i]));
    }

  g_assert_cmpuint (f->n_requests, ==, 0);
}

typedef struct
{
  const char *name;
  const char *head; /* status line and headers */
  const char *words;
  int code; /* of LwError, -1: good */
  const char *says;
  const char *step; /* (nullable): part of it */
} CheckCase;

static const CheckCase check_cases[] = {
  { "ok", "200 OK\r\n", NULL, -1, NULL, NULL },
  { "created", "201 Created\r\n", NULL, -1, NULL, NULL },
  { "no-content", "204 No\r\n", NULL, -1, NULL, NULL },
  { "bad-request", "400 No\r\n", "priority is missing", LW_ERROR_REFUSED,
    "Host did not accept the change: priority is missing", NULL },
  { "unprocessable", "422 No\r\n", NULL, LW_ERROR_REFUSED, "Host did not accept the change.",
    NULL },
  { "unauthorized", "401 No\r\n", NULL, LW_ERROR_AUTH, "Host refused the key.", "new key" },
  { "forbidden", "403 No\r\n", NULL, LW_ERROR_FORBIDDEN, "may not do this", "key" },
  { "not-found", "404 No\r\n", NULL, LW_ERROR_NO_ZONE, "does not hold", "accounts" },
  { "conflict", "409 No\r\n", NULL, LW_ERROR_CONFLICT, "changed meanwhile", "again" },
  { "precondition", "412 No\r\n", NULL, LW_ERROR_CONFLICT, "changed meanwhile", "again" },
  { "too-many", "429 No\r\nRetry-After: 7\r\n", NULL, LW_ERROR_RATE_LIMITED, "asks us to wait",
    "in 7 seconds" },
  { "too-many-without-time", "429 No\r\n", NULL, LW_ERROR_RATE_LIMITED, "asks us to wait",
    "few minutes" },
  { "unavailable-with-time", "503 No\r\nRetry-After: 1\r\n", NULL, LW_ERROR_RATE_LIMITED,
    "asks us to wait", "in 1 second." },
  { "unavailable", "503 No\r\n", NULL, LW_ERROR_PROTOCOL, "(503)", NULL },
  { "server-error", "500 No\r\n", "Oops", LW_ERROR_PROTOCOL, "(500): Oops", NULL },
  { "redirect", "302 No\r\nLocation: https://x.example/\r\n", NULL, LW_ERROR_PROTOCOL, "(302)",
    NULL },
  { "words-cleaned", "400 No\r\n", " a\x1b[31m\r\nb \xff ", LW_ERROR_REFUSED, ": a [31m  b", NULL },
  { "words-empty", "400 No\r\n", "  ", LW_ERROR_REFUSED, "change.", NULL },
};

static LwHttpReply *
get_head (Fixture *f, const char *head)
{
  g_autofree char *text =
      g_strconcat ("HTTP/1.1 ", head,
                   g_str_has_prefix (head, "204") ? "\r\n" : "Content-Length: 0\r\n\r\n", NULL);
  g_autoptr (GError) error = NULL;
  LwHttpReply *reply;

  set_reply (f, text);
  reply = get (f, "/x", &error);
  g_assert_no_error (error);

  return reply;
}

static void
test_check (gconstpointer data)
{
  const CheckCase *c = data;
  Fixture f = { .n_requests = 0 };
  g_autoptr (LwHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, NULL);
  reply = get_head (&f, c->head);
  g_assert_cmpint (lw_http_reply_check (reply, "Host", c->words, &error), ==, c->code < 0);
  if (c->code < 0)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, LW_ERROR, c->code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (strstr (error->message, c->says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, c->says);
      if (c->step != NULL)
        g_assert_nonnull (strstr (lw_error_get_step (error), c->step));
    }
  tear_down (&f, NULL);
}

static void
test_long_words (Fixture *f, gconstpointer data)
{
  g_autofree char *words = g_strnfill (100000, 'x');
  g_autoptr (LwHttpReply) reply = get_head (f, "400 No\r\n");
  g_autoptr (GError) error = NULL;

  g_assert_false (lw_http_reply_check (reply, "Host", words, &error));
  g_assert_cmpuint (strlen (error->message), <, 500);
}

static void
test_retry_after (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *value;
    gint64 least, most;
  } cases[] = {
    { "0", 0, 0 },
    { "120", 120, 120 },
    { "4294967295", 604800, 604800 },
    { "99999999999999999999", -1, -1 },
    { "-5", -1, -1 },
    { "1.5", -1, -1 },
    { "soon", -1, -1 },
    { "", -1, -1 },
    { "Fri, 07 Nov 1980 08:00:00 GMT", 0, 0 },
    { "Fri, 07 Nov 2098 08:00:00 GMT", 604800, 604800 },
    { "Sun Nov  6 08:49:37 1994", 0, 0 },
    { "Fri, 99 Nov 2098 08:00:00 GMT", -1, -1 },
  };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 90);
  g_autofree char *date = soup_date_time_to_string (soon, SOUP_DATE_HTTP);
  g_autofree char *head = g_strdup_printf ("503 No\r\nRetry-After: %s\r\n", date);
  g_autoptr (LwHttpReply) dated = get_head (f, head);

  g_assert_cmpint (lw_http_reply_get_retry_after (dated), >=, 85);
  g_assert_cmpint (lw_http_reply_get_retry_after (dated), <=, 90);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("503 No\r\nRetry-After: %s\r\n", cases[i].value);
      g_autoptr (LwHttpReply) reply = get_head (f, text);

      g_test_message ("%s", cases[i].value);
      g_assert_cmpint (lw_http_reply_get_retry_after (reply), >=, cases[i].least);
      g_assert_cmpint (lw_http_reply_get_retry_after (reply), <=, cases[i].most);
    }
}

/* Not a SoupServer: that of libsoup 3.6 crashes when a client does not like its certificate. */
#define TLS_REQUEST_BYTES 4096

static void
tls_request_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  g_autoptr (GIOStream) stream = user_data;
  g_autoptr (GBytes) request =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (request != NULL && g_bytes_get_size (request) > 0)
    g_output_stream_write (g_io_stream_get_output_stream (stream), answer, sizeof answer - 1, NULL,
                           NULL);
}

static void
tls_shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GIOStream *stream = user_data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    g_input_stream_read_bytes_async (g_io_stream_get_input_stream (stream), TLS_REQUEST_BYTES,
                                     G_PRIORITY_DEFAULT, NULL, tls_request_read_cb, stream);
  else
    g_object_unref (stream);
}

static gboolean
tls_incoming_cb (GSocketService *service,
                 GSocketConnection *connection,
                 GObject *unused,
                 gpointer user_data)
{
  GIOStream *stream = g_tls_server_connection_new (G_IO_STREAM (connection), user_data, NULL);

  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT, NULL,
                                    tls_shaken_cb, stream);

  return TRUE;
}

typedef struct
{
  const char *name;
  const char *ca_file; /* (nullable) */
  const char *host;
  gboolean good;
} TlsCase;

static const TlsCase tls_cases[] = {
  { "known-ca", "ca.pem", "127.0.0.1", TRUE },
  { "systems-cas", NULL, "127.0.0.1", FALSE },
  { "other-name", "ca.pem", "localhost", FALSE },
};

static void
test_tls (gconstpointer data)
{
  const TlsCase *c = data;
  g_autofree char *server_file =
      g_test_build_filename (G_TEST_DIST, "net", "data", "server.pem", NULL);
  g_autofree char *ca_file =
      c->ca_file != NULL ? g_test_build_filename (G_TEST_DIST, "net", "data", c->ca_file, NULL)
                         : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (server_file, &error);
  g_autoptr (GSocketService) server = g_socket_service_new ();
  g_autoptr (LwWorld) world = create_world (ca_file);
  g_autoptr (LwHttp) http = lw_http_new (world);
  g_autofree char *url = NULL;
  LwHttpReply *reply;
  guint16 port;

  g_assert_no_error (error);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (server, "incoming", G_CALLBACK (tls_incoming_cb), certificate);
  url = g_strdup_printf ("https://%s:%u/", c->host, port);

  reply = send_request (http, "GET", url, NULL, NULL, &error);
  if (c->good)
    {
      g_assert_no_error (error);
      lw_http_reply_free (reply);
    }
  else
    {
      g_assert_null (reply);
      g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
    }
  g_socket_service_stop (server);
}

static void
test_missing_ca (void)
{
  g_autoptr (LwWorld) world = create_world ("/nonexistent/ca.pem");
  g_autoptr (LwHttp) http = lw_http_new (world);
  g_autoptr (GError) error = NULL;

  g_assert_null (send_request (http, "GET", "https://127.0.0.1/", NULL, NULL, &error));
  g_assert_nonnull (error);
}

#define ADD_CASES(cases, prefix, func)                                   \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                       \
    {                                                                    \
      g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL); \
                                                                         \
      g_test_add_data_func (path, &cases[i], func);                      \
    }

static void
add (const char *path, void (*func) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (good_cases, "/http/good/", test_good);
  ADD_CASES (hostile_cases, "/http/hostile/", test_hostile);
  ADD_CASES (url_cases, "/http/url/", test_url);
  ADD_CASES (check_cases, "/http/check/", test_check);
  ADD_CASES (tls_cases, "/http/tls/", test_tls);
  g_test_add_func ("/http/tls/missing-ca", test_missing_ca);
  add ("/http/hostile/drips", test_drips);
  add ("/http/hostile/headers-without-end", test_headers_without_end);
  add ("/http/hostile/too-large", test_too_large);
  add ("/http/hostile/bomb", test_bomb);
  add ("/http/request", test_request);
  add ("/http/redirect/within", test_redirect_within);
  add ("/http/redirect/of-write", test_redirect_of_write);
  add ("/http/no-sign-in", test_no_sign_in);
  add ("/http/kept-connection", test_kept_connection);
  add ("/http/cancelled", test_cancelled);
  add ("/http/refused-connection", test_refused_connection);
  add ("/http/key-with-line-break", test_key_with_line_break);
  add ("/http/check/long-words", test_long_words);
  add ("/http/retry-after", test_retry_after);

  return g_test_run ();
}
