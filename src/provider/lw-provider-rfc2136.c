/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-provider-rfc2136.h"

#include <glib/gi18n-lib.h>

#include "lw-change-run.h"
#include "lw-dns-inquiry.h"
#include "lw-dns-primary.h"
#include "lw-dns-refusal.h"
#include "lw-dns-update.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-wire.h"

#define DEFAULT_ALGORITHM "hmac-sha256"
#define DEFAULT_PORT "53"

/**
 * LwProviderRfc2136:
 *
 * A name server that is edited by DNS messages (RFC 2136) under a key (RFC 8945). Each message
 * takes effect as a whole or not at all, and only if every set it touches is still as it was: the
 * server itself compares and swaps, so there is no moment without an MX set and nobody else's
 * change is lost. Tried with BIND and Knot.
 */
struct _LwProviderRfc2136
{
  GObject parent_instance;

  LwHostDescription *description; /* (owned) */
  LwDnsPrimary *primary;          /* (owned) */

  LwZone *known;      /* (owned) (nullable): as read last, to explain a refusal */
  GPtrArray *touched; /* (owned) (element-type LwChange): all that was written or tried */
};

static void lw_provider_rfc2136_iface_init (LwProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LwProviderRfc2136,
                               lw_provider_rfc2136,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LW_TYPE_PROVIDER,
                                                      lw_provider_rfc2136_iface_init))

static LwReach *
create_reach (const char *zone, const char *format)
{
  LwReach *reach = g_new0 (LwReach, 1);
  const char *zones[] = { zone, NULL };
  g_autofree char *name = zone != NULL ? lw_name_display (zone) : NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  reach->zones = g_strdupv ((char **) zones);
  reach->partial = TRUE; /* a name server does not tell what else a key may do */
  reach->sentence = g_strjoinv (name, parts);

  return reach;
}

/* Without a zone only a signed answer proves something: Knot does not look at the key of a question
 * about a zone that it does not hold. */
static LwReach *
judge_key_alone (LwSignedReply *reply, GError **error)
{
  if (reply->distrust == NULL)
    return create_reach (NULL, _ ("The name server accepts this key. What it may change shows when "
                                  "a domain is opened."));

  if (g_strcmp0 (lw_error_get_field (reply->distrust), "key") == 0)
    return create_reach (NULL, _ ("The name server answers. Whether it accepts this key shows when "
                                  "a domain is opened."));

  g_propagate_error (error, g_error_copy (reply->distrust));
  return NULL;
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwSignedReply) reply = NULL;
  const char *zone = g_task_get_task_data (task);
  GError *error = NULL;
  LwReach *reach = NULL;

  reply = lw_dns_primary_ask_finish (LW_DNS_PRIMARY (source), result, &error);
  if (reply != NULL && zone == NULL)
    reach = judge_key_alone (reply, &error);
  else if (reply != NULL && lw_dns_refusal_check_key (reply, zone, &error))
    reach = create_reach (zone, _ ("The name server accepts this key for “%s”. It does not say "
                                   "what else the key may change."));

  if (reach != NULL)
    g_task_return_pointer (task, reach, (GDestroyNotify) lw_reach_free);
  else
    g_task_return_error (task, error);
}

static void
lw_provider_rfc2136_test_async (LwProvider *provider,
                                const char *zone,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  LwProviderRfc2136 *self = LW_PROVIDER_RFC2136 (provider);
  GTask *task = g_task_new (provider, cancellable, callback, user_data);
  g_autoptr (GBytes) message = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, lw_provider_rfc2136_test_async);
  g_task_set_task_data (task, g_strdup (zone), g_free);

  message = zone != NULL ? lw_wire_build_probe (zone, &error)
                         : lw_wire_build_query (".", LW_RR_TYPE_SOA, LW_QUERY_NO_EDNS, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  lw_dns_primary_ask_async (self->primary, message, cancellable, tested_cb, task);
}

static LwReach *
lw_provider_rfc2136_test_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Takes @zone and @error, of which one is NULL. */
static void
return_zone (GTask *task, LwZone *zone, GError *error)
{
  LwProviderRfc2136 *self = g_task_get_source_object (task);

  if (zone == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_pointer (&self->known, lw_zone_unref);
  self->known = lw_zone_ref (zone);
  g_task_return_pointer (task, zone, (GDestroyNotify) lw_zone_unref);
}

static void
inquired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwZone *zone = lw_dns_inquiry_finish (LW_DNS_PRIMARY (source), result, &error);

  return_zone (task, zone, error);
}

/* Wrong secret or clock spoil every question alike. BADKEY does not: that is also how Knot says
 * that this key may not transfer. */
static gboolean
is_final (LwSignedReply *refusal)
{
  const char *field = refusal->distrust != NULL ? lw_error_get_field (refusal->distrust) : NULL;

  return g_strcmp0 (field, "secret") == 0 || g_strcmp0 (field, "clock") == 0;
}

static void
transferred_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwDnsPrimary *primary = LW_DNS_PRIMARY (source);
  g_autoptr (LwTransfer) transfer = NULL;
  GError *error = NULL;
  LwSignedReply *refusal;

  transfer = lw_dns_primary_transfer_finish (primary, result, &error);
  if (transfer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  refusal = lw_transfer_get_refusal (transfer);
  if (refusal == NULL)
    {
      LwZone *zone = lw_transfer_build_zone (transfer, &error);

      return_zone (task, zone, error);
    }
  else if (is_final (refusal))
    g_task_return_error (task, g_error_copy (refusal->distrust));
  else
    {
      const char *zone = g_task_get_task_data (task);
      GCancellable *cancellable = g_task_get_cancellable (task);

      LwProviderRfc2136 *self = g_task_get_source_object (task);

      lw_dns_inquiry_async (primary, zone, self->touched, cancellable, inquired_cb,
                            g_steal_pointer (&task));
    }
}

static void
lw_provider_rfc2136_read_async (LwProvider *provider,
                                const char *zone,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, lw_provider_rfc2136_read_async);
  g_task_set_task_data (task, g_strdup (zone), g_free);
  lw_dns_primary_transfer_async (LW_PROVIDER_RFC2136 (provider)->primary, zone, cancellable,
                                 transferred_cb, task);
}

static LwZone *
lw_provider_rfc2136_read_finish (LwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
send_update (LwProvider *provider,
             LwPlan *plan,
             GPtrArray *batch,
             guint nth,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  LwProviderRfc2136 *self = LW_PROVIDER_RFC2136 (provider);

  lw_dns_update_async (provider, self->primary, plan, batch, self->known, callback, user_data);
}

static void
remember_touched (LwProviderRfc2136 *self, LwPlan *plan)
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (self->touched, lw_change_ref (g_ptr_array_index (changes, i)));
}

static void
lw_provider_rfc2136_apply_async (LwProvider *provider,
                                 LwPlan *plan,
                                 LwConfirmFunc confirm,
                                 gpointer confirm_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  LwProviderRfc2136 *self = LW_PROVIDER_RFC2136 (provider);
  guint per_request = lw_host_description_get_changes_per_request (self->description);
  GError *error = NULL;
  g_autoptr (GPtrArray) batches = lw_dns_update_batches (plan, MAX (per_request, 1), &error);

  remember_touched (self, plan);
  if (batches == NULL)
    g_task_report_error (provider, callback, user_data, lw_provider_rfc2136_apply_async, error);
  else
    lw_change_run_async (provider, plan, batches, send_update, lw_dns_update_finish, confirm,
                         confirm_data, cancellable, callback, user_data);
}

static LwHostDescription *
lw_provider_rfc2136_get_description (LwProvider *provider)
{
  return LW_PROVIDER_RFC2136 (provider)->description;
}

static void
lw_provider_rfc2136_iface_init (LwProviderInterface *iface)
{
  iface->get_description = lw_provider_rfc2136_get_description;
  iface->test_async = lw_provider_rfc2136_test_async;
  iface->test_finish = lw_provider_rfc2136_test_finish;
  iface->read_async = lw_provider_rfc2136_read_async;
  iface->read_finish = lw_provider_rfc2136_read_finish;
  iface->apply_async = lw_provider_rfc2136_apply_async;
  iface->apply_finish = lw_change_run_finish;
}

static void
lw_provider_rfc2136_finalize (GObject *object)
{
  LwProviderRfc2136 *self = LW_PROVIDER_RFC2136 (object);

  g_clear_pointer (&self->description, lw_host_description_unref);
  g_clear_object (&self->primary);
  g_clear_pointer (&self->known, lw_zone_unref);
  g_clear_pointer (&self->touched, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_provider_rfc2136_parent_class)->finalize (object);
}

static void
lw_provider_rfc2136_class_init (LwProviderRfc2136Class *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_provider_rfc2136_finalize;
}

static void
lw_provider_rfc2136_init (LwProviderRfc2136 *self)
{
  self->touched = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
}

static const char *
get_field (LwCredential *credential, const char *id, const char *default_value)
{
  const char *value = lw_credential_get_field (credential, id);

  return value != NULL && *value != '\0' ? value : default_value;
}

static gboolean
check_server (const char *server, const char *port_text, guint64 *port, GError **error)
{
  if (*server == '\0')
    {
      lw_set_error (error, LW_ERROR_INVALID, "server", NULL,
                    _ ("The name or address of the name server is missing."));
      return FALSE;
    }

  if (!g_ascii_string_to_unsigned (port_text, 10, 1, G_MAXUINT16, port, NULL))
    {
      lw_set_error (error, LW_ERROR_INVALID, "port", _ ("It is nearly always 53."),
                    _ ("A port is a number from 1 to 65535."));
      return FALSE;
    }

  return TRUE;
}

LwProvider *
lw_provider_rfc2136_new (LwHostDescription *description,
                         LwCredential *credential,
                         LwExchange *exchange,
                         GError **error)
{
  const char *server = get_field (credential, "server", "");
  g_autoptr (LwTsigKey) key = NULL;
  LwProviderRfc2136 *self;
  guint64 port;

  if (!check_server (server, get_field (credential, "port", DEFAULT_PORT), &port, error))
    return NULL;

  key = lw_tsig_key_new (get_field (credential, "key_name", ""),
                         get_field (credential, "algorithm", DEFAULT_ALGORITHM),
                         get_field (credential, "secret", ""), error);
  if (key == NULL)
    return NULL;

  self = g_object_new (LW_TYPE_PROVIDER_RFC2136, NULL);
  self->description = lw_host_description_ref (description);
  self->primary = lw_dns_primary_new (exchange, server, (guint16) port, key);

  return LW_PROVIDER (self);
}
