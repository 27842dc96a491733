/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-connection.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* Opening a connection:
 *
 *   key (as just typed, or from the keyring) ─► provider ─► test: what does it reach? ─► which zone
 * holds the domain? ─► read it
 */
struct _LwConnection
{
  LwProvider *provider;     /* (owned) */
  LwCredential *credential; /* (owned) */
  LwReach *reach;           /* (owned) */
  LwZone *zone;             /* (owned) (nullable) while it is being opened */
};

typedef struct
{
  char *domain;             /* (owned) */
  char *delegated_zone;     /* (owned) (nullable) */
  LwConnection *connection; /* (owned) (nullable) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_pointer (&opening->connection, lw_connection_unref);
  g_free (opening->domain);
  g_free (opening->delegated_zone);
  g_free (opening);
}

LwConnection *
lw_connection_ref (LwConnection *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_connection (LwConnection *self)
{
  g_clear_object (&self->provider);
  g_clear_pointer (&self->credential, lw_credential_unref);
  g_clear_pointer (&self->reach, lw_reach_free);
  g_clear_pointer (&self->zone, lw_zone_unref);
}

void
lw_connection_unref (LwConnection *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_connection);
}

LwProvider *
lw_connection_get_provider (LwConnection *self)
{
  return self->provider;
}

LwCredential *
lw_connection_get_credential (LwConnection *self)
{
  return self->credential;
}

LwReach *
lw_connection_get_reach (LwConnection *self)
{
  return self->reach;
}

LwZone *
lw_connection_get_zone (LwConnection *self)
{
  return self->zone;
}

void
lw_connection_set_zone (LwConnection *self, LwZone *zone)
{
  LwZone *kept = lw_zone_ref (zone);

  g_clear_pointer (&self->zone, lw_zone_unref);
  self->zone = kept;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Opening *opening = g_task_get_task_data (task);

  opening->connection->zone = lw_provider_read_finish (LW_PROVIDER (source), result, &error);

  if (opening->connection->zone == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&opening->connection),
                           (GDestroyNotify) lw_connection_unref);
}

/* The zone that the world asks, when the key reaches it; else the closest one that it does reach.
 */
static const char *
choose_zone (Opening *opening, LwReach *reach)
{
  const char *chosen = NULL;

  for (guint i = 0; reach->zones[i] != NULL; i++)
    {
      const char *zone = reach->zones[i];

      if (g_strcmp0 (zone, opening->delegated_zone) == 0)
        return opening->delegated_zone;

      if (lw_name_is_at_or_below (opening->domain, zone) &&
          (chosen == NULL || strlen (zone) > strlen (chosen)))
        chosen = zone;
    }

  /* A host that cannot list its zones is asked for the one that must be meant. */
  if (reach->partial || reach->zones[0] == NULL)
    return opening->delegated_zone != NULL ? opening->delegated_zone
           : chosen != NULL                ? chosen
                                           : opening->domain;

  /* What is written into another zone than the one that the world asks is never seen. */
  return opening->delegated_zone == NULL ? chosen : NULL;
}

static GError *
make_no_zone_error (Opening *opening, LwConnection *connection)
{
  g_autofree char *name = lw_name_display (opening->domain);
  const char *host =
      lw_host_description_get_name (lw_provider_get_description (connection->provider));

  return lw_error_new (LW_ERROR_NO_ZONE, "domain",
                       _ ("Use a key of the account that holds the domain."),
                       _ ("The key works at %s, but it does not reach %s."), host, name);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Opening *opening = g_task_get_task_data (task);
  LwConnection *connection = opening->connection;
  const char *zone;

  connection->reach = lw_provider_test_finish (LW_PROVIDER (source), result, &error);
  if (connection->reach == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  zone = choose_zone (opening, connection->reach);
  if (zone == NULL)
    {
      g_task_return_error (task, make_no_zone_error (opening, connection));
      return;
    }

  lw_provider_read_async (connection->provider, zone, g_task_get_cancellable (task), read_cb,
                          g_object_ref (task));
}

/* Takes @credential */
static void
test_key (GTask *task, LwCredential *credential)
{
  LwServices *services = g_task_get_source_object (task);
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;
  LwConnection *connection = g_atomic_rc_box_new0 (LwConnection);

  opening->connection = connection;
  connection->credential = credential;
  connection->provider = lw_provider_new (credential, lw_services_get_world (services),
                                          lw_services_get_http (services),
                                          lw_services_get_exchange (services), &error);

  if (connection->provider == NULL)
    g_task_return_error (task, error);
  else
    lw_provider_test_async (connection->provider,
                            opening->delegated_zone != NULL ? opening->delegated_zone
                                                            : opening->domain,
                            g_task_get_cancellable (task), tested_cb, g_object_ref (task));
}

static void
key_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwCredential *credential = lw_keyring_load_finish (LW_KEYRING (source), result, &error);

  if (credential == NULL)
    g_task_return_error (task, error);
  else
    test_key (task, credential);
}

/**
 * lw_connection_open_async:
 * @services: the services of a world
 * @domain: whose zone is wanted
 * @delegated_zone: (nullable): the zone that the world asks for @domain
 * @host_id: the DNS host
 * @key_name: (nullable): the name of the key in the keyring
 * @credential: (nullable): a key to be used in place of one of the keyring
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the zone is read
 * @user_data: data for @callback
 *
 * Proves a key and reads the zone that holds a domain. Nothing is written or kept.
 */
void
lw_connection_open_async (LwServices *services,
                          const char *domain,
                          const char *delegated_zone,
                          const char *host_id,
                          const char *key_name,
                          LwCredential *credential,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->domain = g_strdup (domain);
  opening->delegated_zone = g_strdup (delegated_zone);
  g_task_set_source_tag (task, lw_connection_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);

  if (credential != NULL)
    test_key (task, lw_credential_ref (credential));
  else
    lw_keyring_load_async (lw_services_get_keyring (services), host_id, key_name, cancellable,
                           key_loaded_cb, g_object_ref (task));
}

/**
 * lw_connection_open_finish:
 * @services: the services
 * @result: the result given to the callback
 * @error: return location for a `LW_ERROR_NO_KEY`, `LW_ERROR_AUTH`, `LW_ERROR_NO_ZONE`, another
 *   error of the DNS host or of the transport
 *
 * Returns: (transfer full): the connection
 */
LwConnection *
lw_connection_open_finish (LwServices *services, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, services), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
