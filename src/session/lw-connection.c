/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-connection.h"

#include "lw-error.h"
#include "lw-live-look.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

#define ASKING_MS 3000

/* Opening a connection:
 *
 *   key (as just typed, or from the keyring) ─► provider ─► test: what does it reach? ─► which zone
 * holds the domain? ─► read it
 *
 * Where no look was taken, the world is asked at the same time whom it asks about the domain.
 * Nobody waits long for that: it tells of a danger, and is not needed for the push.
 */
struct _LwConnection
{
  LwProvider *provider;     /* (owned) */
  LwCredential *credential; /* (owned) */
  LwReach *reach;           /* (owned) */
  LwZone *zone;             /* (owned) (nullable) while it is being opened */
  LwEvidence *asked;        /* (owned) (nullable) */
};

typedef struct
{
  char *domain;             /* (owned) */
  char *delegated_zone;     /* (owned) (nullable) */
  LwConnection *connection; /* (owned) (nullable) */
  LwEvidence *asked;        /* (owned) (nullable) */
  GCancellable *asking;     /* (owned) (nullable): while the world is asked */
  GSource *too_late;        /* (owned) (nullable): the same */
  gulong chain;             /* from the one outside to @asking */
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_pointer (&opening->connection, lw_connection_unref);
  g_clear_object (&opening->asked);
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
  g_clear_object (&self->asked);
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

LwEvidence *
lw_connection_get_asked (LwConnection *self)
{
  return self->asked;
}

void
lw_connection_set_zone (LwConnection *self, LwZone *zone)
{
  LwZone *kept = lw_zone_ref (zone);

  g_clear_pointer (&self->zone, lw_zone_unref);
  self->zone = kept;
}

/* Takes @error */
static void
give_up (GTask *task, GError *error)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->asking != NULL)
    g_cancellable_cancel (opening->asking);
  g_task_return_error (task, error);
}

static void
end_when_known (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  LwConnection *connection = opening->connection;

  if (connection == NULL || connection->zone == NULL || opening->asking != NULL)
    return;

  connection->asked = g_steal_pointer (&opening->asked);
  g_task_return_pointer (task, g_steal_pointer (&opening->connection),
                         (GDestroyNotify) lw_connection_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);

  opening->asked = lw_live_look_finish (LW_SERVICES (source), result);
  g_cancellable_disconnect (g_task_get_cancellable (task), opening->chain);
  g_source_destroy (opening->too_late);
  g_clear_pointer (&opening->too_late, g_source_unref);
  g_clear_object (&opening->asking);
  end_when_known (task);
}

static gboolean
too_late_cb (gpointer asking)
{
  g_cancellable_cancel (asking);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *outer, gpointer asking)
{
  g_cancellable_cancel (asking);
}

static void
ask_world (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  GCancellable *outer = g_task_get_cancellable (task);

  opening->asking = g_cancellable_new ();
  if (outer != NULL)
    opening->chain = g_cancellable_connect (outer, G_CALLBACK (cancelled_cb),
                                            g_object_ref (opening->asking), g_object_unref);
  opening->too_late = g_timeout_source_new (ASKING_MS);
  g_source_set_callback (opening->too_late, too_late_cb, g_object_ref (opening->asking),
                         g_object_unref);
  g_source_attach (opening->too_late, g_main_context_get_thread_default ());
  lw_live_look_async (g_task_get_source_object (task), opening->domain, opening->asking, asked_cb,
                      g_object_ref (task));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Opening *opening = g_task_get_task_data (task);

  opening->connection->zone = lw_provider_read_finish (LW_PROVIDER (source), result, &error);

  if (opening->connection->zone == NULL)
    give_up (task, error);
  else
    end_when_known (task);
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
      give_up (task, error);
      return;
    }

  zone = choose_zone (opening, connection->reach);
  if (zone == NULL)
    {
      give_up (task, make_no_zone_error (opening, connection));
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
    give_up (task, error);
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
    give_up (task, error);
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

  if (delegated_zone == NULL)
    ask_world (task);

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
