/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-tls.h"

#include "lw-tls.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The handshake comes first and is always let through; the certificate is judged afterwards. A
 * self-signed certificate is usual between mail servers and no reason to speak in clear
 * (facts: checkdmarc #138). */

typedef struct
{
  char *host;                 /* (owned): without the final dot */
  GTlsCertificateFlags flags; /* what the certificate does not prove */
} Start;

void
lw_smtp_tls_clear (LwSmtpTls *self)
{
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->cipher, g_free);
  g_clear_pointer (&self->note, g_free);
}

static void
start_free (Start *start)
{
  g_free (start->host);
  g_free (start);
}

static char *
name_version (GTlsProtocolVersion version)
{
  switch (version)
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
      return g_strdup ("SSL 3.0");
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      return g_strdup ("TLS 1.0");
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return g_strdup ("TLS 1.1");
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return g_strdup ("TLS 1.2");
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return g_strdup ("TLS 1.3");
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    default:
      return NULL;
    }
}

static gint64
read_not_after (GTlsConnection *connection)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);
  g_autoptr (GDateTime) date = NULL;

  if (certificate != NULL)
    date = g_tls_certificate_get_not_valid_after (certificate);
  return date != NULL ? g_date_time_to_unix (date) : 0;
}

static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  Start *start = user_data;

  start->flags = flags;
  return TRUE;
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
set_database (GTlsConnection *connection, LwWorld *world, GError **error)
{
  GError *trouble = NULL;
  g_autoptr (GTlsDatabase) database = lw_tls_open_database (world, &trouble);

  if (trouble != NULL)
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }

  if (database != NULL)
    g_tls_connection_set_database (connection, database);
  return TRUE;
}

static GTlsConnection *
make_connection (LwWorld *world, GIOStream *stream, Start *start, GError **error)
{
  g_autoptr (GSocketConnectable) identity =
      g_network_address_new (start->host, lw_world_get_smtp_port (world));
  g_autoptr (GIOStream) connection = g_tls_client_connection_new (stream, identity, error);

  if (connection == NULL || !set_database (G_TLS_CONNECTION (connection), world, error))
    return NULL;

  /* Servers close without a farewell, which after QUIT harms nobody. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (connection), FALSE);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), start);
  return G_TLS_CONNECTION (g_steal_pointer (&connection));
}

/**
 * lw_smtp_tls_start_async:
 * @world: names the certificate authorities
 * @stream: a connection whose server just agreed to STARTTLS
 * @host: the mail server's host name, absolute: sent as SNI and compared with the certificate
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is encrypted, or cannot be
 * @user_data: for @callback
 *
 * Shakes hands without looking at the certificate, and then says what it proves.
 */
void
lw_smtp_tls_start_async (LwWorld *world,
                         GIOStream *stream,
                         const char *host,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTlsConnection) connection = NULL;
  Start *start = g_new0 (Start, 1);
  GError *error = NULL;

  start->host = g_strndup (host, strlen (host) - g_str_has_suffix (host, "."));
  g_task_set_source_tag (task, lw_smtp_tls_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) start_free);

  connection = make_connection (world, stream, start, &error);
  if (connection == NULL)
    g_task_return_error (task, error);
  else
    g_tls_connection_handshake_async (connection, G_PRIORITY_DEFAULT, cancellable, shaken_cb,
                                      g_steal_pointer (&task));
}

static void
read_facts (GTlsConnection *connection, GTlsCertificateFlags flags, LwSmtpTls *facts)
{
  facts->state = flags == G_TLS_CERTIFICATE_NO_FLAGS ? LW_TLS_PROVEN : LW_TLS_UNPROVEN;
  facts->version = name_version (g_tls_connection_get_protocol_version (connection));
  facts->cipher = g_tls_connection_get_ciphersuite_name (connection);
  facts->note = lw_tls_describe_flags (flags);
  facts->not_after = read_not_after (connection);
}

/**
 * lw_smtp_tls_start_finish:
 * @result: what the callback was given
 * @facts: (out caller-allocates): filled in both cases; to be cleared
 * @error: `G_TLS_ERROR` or `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): the encrypted stream
 */
GIOStream *
lw_smtp_tls_start_finish (GAsyncResult *result, LwSmtpTls *facts, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  Start *start = g_task_get_task_data (G_TASK (result));
  GIOStream *connection;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  *facts = (LwSmtpTls){ .state = LW_TLS_FAILED };
  connection = g_task_propagate_pointer (G_TASK (result), &trouble);
  if (connection != NULL)
    {
      /* From here on nobody reads what the handler would write. */
      g_signal_handlers_disconnect_by_data (connection, start);
      read_facts (G_TLS_CONNECTION (connection), start->flags, facts);
      return connection;
    }

  facts->note = g_strdup_printf (_ ("The encryption could not begin: %s"), trouble->message);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}
