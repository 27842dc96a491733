/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-connect.h"

#include <string.h>

#define TIMEOUT_MS 3000
#define STATUS_OK 200

typedef struct
{
  char *zone;
  LwHttp *http; /* (owned) (nullable): with limits of its own */
} Asking;

static void
asking_free (Asking *asking)
{
  g_free (asking->zone);
  g_clear_object (&asking->http);
  g_free (asking);
}

gboolean
lw_look_connect_can_ask (LwServices *services, LwEvidence *evidence)
{
  LwWorld *world = lw_services_get_world (services);

  return lw_evidence_get_delegation (evidence) != NULL &&
         (lw_world_is_real (world) || lw_world_get_domain_connect (world) != NULL);
}

static void
end (GTask *task, LwDomainConnect *found)
{
  g_task_return_pointer (task, found, (GDestroyNotify) lw_domain_connect_unref);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, NULL);
  LwDomainConnect *found = NULL;
  const char *json;
  gsize size = 0;

  if (reply != NULL && lw_http_reply_get_status (reply) == STATUS_OK)
    {
      json = g_bytes_get_data (lw_http_reply_get_body (reply), &size);
      found = lw_domain_connect_parse (asking->zone, json != NULL ? json : "", (gssize) size, NULL);
    }

  end (task, found);
}

static void
ask_host (GTask *task, const char *text)
{
  static const char *const headers[] = { "Accept", "application/json", NULL };
  LwWorld *world = lw_services_get_world (g_task_get_source_object (task));
  Asking *asking = g_task_get_task_data (task);
  g_autofree char *url =
      lw_domain_connect_make_url (text, asking->zone, lw_world_get_domain_connect (world));

  if (url == NULL)
    {
      end (task, NULL);
      return;
    }

  asking->http = lw_http_new (world);
  lw_http_set_timeout (asking->http, TIMEOUT_MS);
  lw_http_set_max_body (asking->http, LW_DOMAIN_CONNECT_BYTES_MAX);
  lw_http_send_async (asking->http, "GET", url, headers, NULL, NULL, g_task_get_cancellable (task),
                      told_cb, g_object_ref (task));
}

static void
take_answer (GTask *task, LwAnswer *answer)
{
  const LwAnswerFields *fields = answer != NULL ? lw_answer_get (answer) : NULL;

  if (fields != NULL && fields->status == LW_ANSWER_SET && fields->set != NULL &&
      lw_record_set_get_n_values (fields->set) == 1)
    ask_host (task, lw_record_set_get_values (fields->set)[0]);
  else
    end (task, NULL);
}

static void
followed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwAnswer) answer = lw_dns_lookup_finish (LW_DNS (source), result, NULL);

  take_answer (task, answer);
}

/* An alias leads to the host's own zone: resolvers go there. It is published, so they may. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwAnswer) answer = lw_dns_ask_finish (LW_DNS (source), result, NULL);
  const LwAnswerFields *fields = answer != NULL ? lw_answer_get (answer) : NULL;

  if (fields != NULL && fields->alias != NULL && fields->set == NULL)
    lw_dns_lookup_async (LW_DNS (source), fields->owner, LW_RR_TYPE_TXT,
                         g_task_get_cancellable (task), followed_cb, g_object_ref (task));
  else
    take_answer (task, answer);
}

/* (nullable): one of the zone's own servers that has an address */
static LwServer *
choose_server (LwDelegation *delegation)
{
  GPtrArray *servers = lw_delegation_get_servers (delegation);

  for (guint i = 0; i < servers->len; i++)
    if (lw_server_get_address (servers->pdata[i]) != NULL)
      return servers->pdata[i];

  return NULL;
}

void
lw_look_connect_async (LwServices *services,
                       LwEvidence *evidence,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);
  LwServer *server = choose_server (delegation);
  Asking *asking = g_new0 (Asking, 1);
  g_autofree char *owner = NULL;

  asking->zone = g_strdup (lw_delegation_get_zone (delegation));
  owner = g_strconcat ("_domainconnect.", asking->zone, NULL);
  g_task_set_source_tag (task, lw_look_connect_async);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  if (server == NULL || strcmp (asking->zone, ".") == 0)
    end (task, NULL);
  else
    lw_dns_ask_async (lw_services_get_dns (services), server, LW_ROLE_AUTHORITY, owner,
                      LW_RR_TYPE_TXT, cancellable, answered_cb, g_object_ref (task));
}

LwDomainConnect *
lw_look_connect_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
