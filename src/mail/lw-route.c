/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-route.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>

/* facts/smtp 1.2: a zone with more is made to have others knocked at. */
#define MAX_HOSTS 20
#define MAX_ADDRESSES 40

/* One mail server before its addresses are looked at */
typedef struct
{
  char *host; /* (owned) */
  guint32 lot;
  guint16 preference;
} Server;

static void
server_free (Server *server)
{
  g_free (server->host);
  g_free (server);
}

void
lw_route_stop_free (LwRouteStop *self)
{
  if (self == NULL)
    return;

  g_free (self->host);
  g_free (self->address);
  g_free (self);
}

static gint
compare_servers (gconstpointer a, gconstpointer b)
{
  const Server *left = *(const Server *const *) a;
  const Server *right = *(const Server *const *) b;

  if (left->preference != right->preference)
    return left->preference < right->preference ? -1 : 1;
  return left->lot < right->lot ? -1 : left->lot > right->lot;
}

static void
add_server (GPtrArray *servers, guint16 preference, char *host, GRand *rand)
{
  Server *server = g_new0 (Server, 1);

  server->host = host;
  server->preference = preference;
  server->lot = g_rand_int (rand);
  g_ptr_array_add (servers, server);
}

/* Without MX records the domain's own name is its mail server (RFC 5321 5.1): @hosts is that. */
static gboolean
list_servers (GPtrArray *servers, LwRecordSet *mx, GPtrArray *hosts, GRand *rand, GError **error)
{
  const char *const *values = mx != NULL ? lw_record_set_get_values (mx) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *host = NULL;
      guint16 preference;

      if (!lw_mx_value_parse (values[i], &preference, &host, error))
        return FALSE;
      add_server (servers, preference, g_steal_pointer (&host), rand);
    }
  for (guint i = 0; mx == NULL && i < hosts->len; i++)
    add_server (servers, 0, g_strdup (lw_mail_host_get_host (hosts->pdata[i])), rand);

  g_ptr_array_sort (servers, compare_servers);
  return TRUE;
}

/* (nullable) */
static LwMailHost *
find_host (GPtrArray *hosts, const char *name)
{
  for (guint i = 0; i < hosts->len; i++)
    if (g_str_equal (lw_mail_host_get_host (hosts->pdata[i]), name))
      return hosts->pdata[i];

  return NULL;
}

static void
add_stop (GPtrArray *stops, const Server *server, const char *address, LwAnswerStatus status)
{
  LwRouteStop *stop = g_new0 (LwRouteStop, 1);

  stop->host = g_strdup (server->host);
  stop->address = g_strdup (address);
  stop->preference = server->preference;
  stop->status = status;
  g_ptr_array_add (stops, stop);
}

static void
add_stops (GPtrArray *stops, const Server *server, LwMailHost *host)
{
  const char *const *addresses = host != NULL ? lw_mail_host_get_addresses (host) : NULL;

  if (addresses == NULL || addresses[0] == NULL)
    {
      add_stop (stops, server, NULL,
                host != NULL ? lw_mail_host_get_status (host) : LW_ANSWER_NOT_ASKED);
      return;
    }

  for (guint i = 0; addresses[i] != NULL; i++)
    add_stop (stops, server, addresses[i], LW_ANSWER_SET);
}

/**
 * lw_route_list:
 * @mx: (nullable): the domain's MX set; `NULL` when it has none and @hosts is the domain itself
 * @hosts: (element-type LwMailHost): the addresses of the mail servers
 * @rand: draws lots among mail servers of equal preference (RFC 5321 5.1)
 * @error: `LW_ERROR_UNSAFE` for more than 20 mail servers or 40 addresses, `LW_ERROR_INVALID` when
 *   a value of @mx cannot be read
 *
 * Lists every address of every mail server in the order in which senders try them; a mail server
 * without an address is one stop without one. The null MX is no stop at all (RFC 7505).
 *
 * Returns: (transfer full) (nullable) (element-type LwRouteStop): the stops
 */
GPtrArray *
lw_route_list (LwRecordSet *mx, GPtrArray *hosts, GRand *rand, GError **error)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) server_free);
  g_autoptr (GPtrArray) stops =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_route_stop_free);

  if (mx != NULL && lw_record_set_is_null_mx (mx))
    return g_steal_pointer (&stops);
  if (!list_servers (servers, mx, hosts, rand, error))
    return NULL;

  for (guint i = 0; i < servers->len; i++)
    add_stops (stops, servers->pdata[i], find_host (hosts, ((Server *) servers->pdata[i])->host));

  if (servers->len > MAX_HOSTS || stops->len > MAX_ADDRESSES)
    {
      lw_set_error (error, LW_ERROR_UNSAFE, NULL, _ ("Look at the list of mail servers first."),
                    _ ("The domain names more mail servers than Letterway asks: at most %d with "
                       "%d addresses."),
                    MAX_HOSTS, MAX_ADDRESSES);
      return NULL;
    }

  return g_steal_pointer (&stops);
}

static const char *
describe_status (LwAnswerStatus status)
{
  switch (status)
    {
    case LW_ANSWER_SET:
    case LW_ANSWER_NO_DATA:
      return _ ("This mail server’s name has no address.");
    case LW_ANSWER_NXDOMAIN:
      return _ ("This mail server’s name does not exist.");
    case LW_ANSWER_NOT_ASKED:
      return _ ("This mail server’s address was not looked up.");
    case LW_ANSWER_SERVFAIL:
    case LW_ANSWER_REFUSED:
    case LW_ANSWER_LAME:
    case LW_ANSWER_TIMED_OUT:
    case LW_ANSWER_UNREACHABLE:
    case LW_ANSWER_GARBLED:
      return _ ("This mail server’s address could not be looked up.");
    }

  g_return_val_if_reached (NULL);
}

/**
 * lw_route_stop_without_address:
 * @self: a stop without address
 *
 * Returns: (transfer full): what is known about it without asking
 */
LwSmtpFacts *
lw_route_stop_without_address (LwRouteStop *self)
{
  gboolean known = self->status == LW_ANSWER_SET || self->status == LW_ANSWER_NO_DATA ||
                   self->status == LW_ANSWER_NXDOMAIN;

  return lw_smtp_facts_new (&(LwSmtpFields){
      .host = self->host,
      .preference = self->preference,
      .outcome = known ? LW_SMTP_UNREACHABLE : LW_SMTP_NOT_ASKED,
      .tls = LW_TLS_NOT_TRIED,
      .transcript = "",
      .note = describe_status (self->status),
  });
}
