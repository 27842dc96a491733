/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-provider-powerdns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-change-run.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-powerdns-patch.h"
#include "lw-powerdns-reach.h"
#include "lw-powerdns-url.h"
#include "lw-powerdns-zone.h"

/**
 * LwProviderPowerdns:
 *
 * A PowerDNS server by its HTTP API (4.7 and later). A PATCH is one database transaction: all of it
 * takes effect, or nothing. There is no compare-and-swap, and no cheap substitute: the serial
 * number of a zone could be asked for once more before the first PATCH, but the session has read
 * the whole zone a moment ago, zones without SOA-EDIT-API do not move the number, and somebody
 * could still come between the two requests. What guards is that a set is replaced as a whole and
 * that the session compares the zone afterwards.
 */
struct _LwProviderPowerdns
{
  GObject parent_instance;

  LwHostDescription *description; /* (owned) */
  LwHttp *http;                   /* (owned) */
  char *base;                     /* …/api/v1/servers/localhost */
  char *key;                      /* wiped when freed */

  GHashTable *soas; /* origin → LwRecordSet: of zones read, whose serial number we must raise */
};

static void lw_provider_powerdns_iface_init (LwProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LwProviderPowerdns,
                               lw_provider_powerdns,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LW_TYPE_PROVIDER,
                                                      lw_provider_powerdns_iface_init))

static void
send_request (LwProviderPowerdns *self,
              const char *method,
              const char *path,
              GBytes *body,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  const char *const headers[] = { "X-API-Key", self->key, "Accept", "application/json", NULL };
  g_autofree char *url = g_strconcat (self->base, path, NULL);

  lw_http_send_async (self->http, method, url, headers, body,
                      body != NULL ? "application/json" : NULL, cancellable, callback, user_data);
}

static char *
make_zone_path (const char *zone)
{
  g_autofree char *id = lw_powerdns_zone_id (zone);

  return g_strconcat ("/zones/", id, NULL);
}

static gboolean
check_reply (LwProviderPowerdns *self, LwHttpReply *reply, GError **error)
{
  g_autofree char *words = NULL;

  if (lw_http_reply_get_status (reply) >= 400)
    words = lw_powerdns_words_parse (lw_http_reply_get_body (reply));

  /* Whoever repeats the key is not quoted: the words go to the screen and into the history. */
  if (words != NULL && strstr (words, self->key) != NULL)
    g_clear_pointer (&words, lw_secret_free);

  /* So do old servers say that they do not have it. */
  if (lw_http_reply_get_status (reply) == 422 && words != NULL &&
      g_str_has_prefix (words, "Could not find domain"))
    {
      lw_set_error (error, LW_ERROR_NO_ZONE, NULL, NULL,
                    _ ("This PowerDNS server does not hold the domain: %s"), words);
      return FALSE;
    }

  return lw_http_reply_check (reply, lw_host_description_get_name (self->description), words,
                              error);
}

static LwReach *
read_reach (LwProviderPowerdns *self, LwHttpReply *reply, GError **error)
{
  g_auto (GStrv) zones = NULL;

  /* Here it is not the domain that is missing. */
  if (lw_http_reply_get_status (reply) == 404)
    {
      lw_set_error (error, LW_ERROR_PROTOCOL, "url",
                    _ ("Compare the address with “webserver-address”, “webserver-port” and “api” "
                       "in pdns.conf."),
                    _ ("At this address answers no PowerDNS API."));
      return NULL;
    }

  if (!check_reply (self, reply, error))
    return NULL;
  zones = lw_powerdns_zones_parse (lw_http_reply_get_body (reply), error);

  return zones != NULL ? lw_powerdns_reach_new (g_steal_pointer (&zones)) : NULL;
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, &error);
  LwReach *reach = NULL;

  if (reply != NULL)
    reach = read_reach (g_task_get_source_object (task), reply, &error);

  if (reach != NULL)
    g_task_return_pointer (task, reach, (GDestroyNotify) lw_reach_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
lw_provider_powerdns_test_async (LwProvider *provider,
                                 const char *zone,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, lw_provider_powerdns_test_async);
  send_request (LW_PROVIDER_POWERDNS (provider), "GET", "/zones", NULL, cancellable, tested_cb,
                task);
}

static LwReach *
lw_provider_powerdns_test_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What was written here would be overwritten from there. */
static gboolean
refuse_copy (const char *origin, GError **error)
{
  g_autofree char *name = lw_name_display (origin);

  lw_set_error (error, LW_ERROR_UNSUPPORTED, NULL,
                _ ("Connect the server on which the domain is edited."),
                _ ("This PowerDNS server only keeps a copy of “%s”."), name);
  return FALSE;
}

static LwZone *
read_zone (LwProviderPowerdns *self, LwHttpReply *reply, const char *origin, GError **error)
{
  g_autoptr (LwZone) zone = NULL;
  LwPowerdnsTraits traits;
  LwRecordSet *soa;

  if (!check_reply (self, reply, error))
    return NULL;
  zone = lw_powerdns_zone_parse (lw_http_reply_get_body (reply), origin, &traits, error);
  if (zone == NULL || (traits.is_copy && !refuse_copy (origin, error)))
    return NULL;

  soa = lw_zone_get_set (zone, origin, LW_RR_TYPE_SOA);
  if (traits.keeps_serial && soa != NULL)
    g_hash_table_replace (self->soas, g_strdup (origin), lw_record_set_ref (soa));
  else
    g_hash_table_remove (self->soas, origin);

  return g_steal_pointer (&zone);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, &error);
  LwZone *zone = NULL;

  if (reply != NULL)
    zone = read_zone (g_task_get_source_object (task), reply, g_task_get_task_data (task), &error);

  if (zone != NULL)
    g_task_return_pointer (task, zone, (GDestroyNotify) lw_zone_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
lw_provider_powerdns_read_async (LwProvider *provider,
                                 const char *zone,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);
  g_autofree char *path = make_zone_path (zone);

  g_task_set_source_tag (task, lw_provider_powerdns_read_async);
  g_task_set_task_data (task, g_strdup (zone), g_free);
  send_request (LW_PROVIDER_POWERDNS (provider), "GET", path, NULL, cancellable, read_cb, task);
}

static LwZone *
lw_provider_powerdns_read_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
set_unknown (const char *why, GError **error)
{
  lw_set_error (error, LW_ERROR_PARTIAL, NULL, _ ("Look again to see what is there now."),
                _ ("It is not known whether PowerDNS made the change: %s"), why);
  return FALSE;
}

/* 204; 200 with the zone from old servers. A page in HTML is not PowerDNS's word. */
static gboolean
is_confirmation (LwHttpReply *reply)
{
  const char *type = lw_http_reply_get_content_type (reply);
  guint status = lw_http_reply_get_status (reply);

  return status == 204 || (status == 200 && (type == NULL || strstr (type, "html") == NULL));
}

static gboolean
check_patched (LwProviderPowerdns *self, LwHttpReply *reply, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (is_confirmation (reply))
    return TRUE;
  if (check_reply (self, reply, &refusal))
    return set_unknown (_ ("its answer is not PowerDNS’s"), error);

  /* A server in trouble, or a proxy before it, does not know what became of the transaction. */
  if (lw_http_reply_get_status (reply) >= 500 &&
      !g_error_matches (refusal, LW_ERROR, LW_ERROR_RATE_LIMITED))
    return set_unknown (refusal->message, error);

  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static void
patched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, &failure);

  if (reply != NULL)
    check_patched (g_task_get_source_object (task), reply, &error);
  else if (lw_error_is_before_sending (failure))
    error = g_steal_pointer (&failure);
  else
    set_unknown (failure->message, &error);

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
send_patch (LwProvider *provider,
            LwPlan *plan,
            GPtrArray *batch,
            guint nth,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  LwProviderPowerdns *self = LW_PROVIDER_POWERDNS (provider);
  LwRecordSet *soa = g_hash_table_lookup (self->soas, lw_plan_get_zone (plan));
  GTask *task = g_task_new (provider, NULL, callback, user_data);
  g_autofree char *path = make_zone_path (lw_plan_get_zone (plan));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = lw_powerdns_patch_build (batch, soa, nth + 1, &error);

  g_task_set_source_tag (task, send_patch);
  if (body == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  /* No cancellable here: a request that was sent is heard to its end. */
  send_request (self, "PATCH", path, body, NULL, patched_cb, task);
}

static gboolean
finish_patch (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What cannot be written must not be found when half of the plan is. */
static gboolean
check_batches (GPtrArray *batches, GError **error)
{
  for (guint i = 0; i < batches->len; i++)
    {
      g_autoptr (GBytes) body =
          lw_powerdns_patch_build (g_ptr_array_index (batches, i), NULL, 0, error);

      if (body == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
lw_provider_powerdns_apply_async (LwProvider *provider,
                                  LwPlan *plan,
                                  LwConfirmFunc confirm,
                                  gpointer confirm_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  LwProviderPowerdns *self = LW_PROVIDER_POWERDNS (provider);
  guint per_request = lw_host_description_get_changes_per_request (self->description);
  g_autoptr (GPtrArray) batches =
      lw_change_batches (lw_plan_get_changes (plan), MAX (per_request, 1));
  GError *error = NULL;

  if (!check_batches (batches, &error))
    {
      g_task_report_error (provider, callback, user_data, lw_provider_powerdns_apply_async, error);
      return;
    }

  lw_change_run_async (provider, plan, batches, send_patch, finish_patch, confirm, confirm_data,
                       cancellable, callback, user_data);
}

static LwHostDescription *
lw_provider_powerdns_get_description (LwProvider *provider)
{
  return LW_PROVIDER_POWERDNS (provider)->description;
}

static void
lw_provider_powerdns_iface_init (LwProviderInterface *iface)
{
  iface->get_description = lw_provider_powerdns_get_description;
  iface->test_async = lw_provider_powerdns_test_async;
  iface->test_finish = lw_provider_powerdns_test_finish;
  iface->read_async = lw_provider_powerdns_read_async;
  iface->read_finish = lw_provider_powerdns_read_finish;
  iface->apply_async = lw_provider_powerdns_apply_async;
  iface->apply_finish = lw_change_run_finish;
}

static void
lw_provider_powerdns_finalize (GObject *object)
{
  LwProviderPowerdns *self = LW_PROVIDER_POWERDNS (object);

  g_clear_pointer (&self->description, lw_host_description_unref);
  g_clear_object (&self->http);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->key, lw_secret_free);
  g_clear_pointer (&self->soas, g_hash_table_unref);

  G_OBJECT_CLASS (lw_provider_powerdns_parent_class)->finalize (object);
}

static void
lw_provider_powerdns_class_init (LwProviderPowerdnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_provider_powerdns_finalize;
}

static void
lw_provider_powerdns_init (LwProviderPowerdns *self)
{
  self->soas =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_record_set_unref);
}

LwProvider *
lw_provider_powerdns_new (LwHostDescription *description,
                          LwCredential *credential,
                          LwHttp *http,
                          GError **error)
{
  const char *url = lw_credential_get_field (credential, "url");
  const char *key = lw_credential_get_field (credential, "key");
  g_autofree char *base = lw_powerdns_base_from_url (url != NULL ? url : "", error);
  LwProviderPowerdns *self;

  if (base == NULL)
    return NULL;
  if (key == NULL || *key == '\0')
    {
      lw_set_error (error, LW_ERROR_INVALID, "key", _ ("Copy “api-key” from pdns.conf."),
                    _ ("The API key is missing."));
      return NULL;
    }

  self = g_object_new (LW_TYPE_PROVIDER_POWERDNS, NULL);
  self->description = lw_host_description_ref (description);
  self->http = g_object_ref (http);
  self->base = g_steal_pointer (&base);
  self->key = g_strdup (key);

  return LW_PROVIDER (self);
}
