/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-services.h"

/* While a server’s speed is not known; most answer within 100 ms. */
#define FIRST_TIMEOUT_MS 400
/* Servers of a world of one's own are nobody else's, so they need not be spared. */
#define OWN_SERVER_WINDOW 16

/**
 * LwServices:
 *
 * What every session of one world shares: sockets, HTTP connections, the store, the keyring.
 */
struct _LwServices
{
  GObject parent_instance;

  LwWorld *world;       /* (owned) */
  LwExchange *exchange; /* (owned) */
  LwDns *dns;           /* (owned) */
  LwHttp *http;         /* (owned) */
  LwRdap *rdap;         /* (owned) */
  LwStore *store;       /* (owned) */
  LwKeyring *keyring;   /* (owned) */

  LwInhibitFunc inhibit_func; /* (nullable) */
  gpointer inhibit_data;
};

G_DEFINE_FINAL_TYPE (LwServices, lw_services, G_TYPE_OBJECT)

static void
lw_services_finalize (GObject *object)
{
  LwServices *self = LW_SERVICES (object);

  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_object (&self->rdap);
  g_clear_object (&self->http);
  g_clear_object (&self->dns);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->world, lw_world_unref);

  G_OBJECT_CLASS (lw_services_parent_class)->finalize (object);
}

static void
lw_services_class_init (LwServicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_services_finalize;
}

static void
lw_services_init (LwServices *self)
{
}

/**
 * lw_services_new:
 * @world: the outside world
 *
 * Creates what the sessions of a world share. The database and the keyring are opened by their
 * first use.
 *
 * Returns: (transfer full): the services
 */
LwServices *
lw_services_new (LwWorld *world)
{
  LwServices *self;
  g_autofree char *path = NULL;

  g_return_val_if_fail (world != NULL, NULL);

  path = lw_store_path_for_world (lw_world_get_id (world));
  self = g_object_new (LW_TYPE_SERVICES, NULL);
  self->world = lw_world_ref (world);
  self->exchange = lw_exchange_new (FIRST_TIMEOUT_MS);
  if (!lw_world_is_real (world))
    lw_exchange_set_limits (self->exchange, OWN_SERVER_WINDOW, 0);
  self->dns = lw_dns_new (world, self->exchange);
  self->http = lw_http_new (world);
  self->rdap = lw_rdap_new (world, self->http);
  self->store = lw_store_new (path);
  self->keyring = lw_keyring_new (lw_world_get_id (world));

  return self;
}

LwWorld *
lw_services_get_world (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->world;
}

LwExchange *
lw_services_get_exchange (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->exchange;
}

LwDns *
lw_services_get_dns (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->dns;
}

LwHttp *
lw_services_get_http (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->http;
}

LwRdap *
lw_services_get_rdap (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->rdap;
}

LwStore *
lw_services_get_store (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->store;
}

LwKeyring *
lw_services_get_keyring (LwServices *self)
{
  g_return_val_if_fail (LW_IS_SERVICES (self), NULL);

  return self->keyring;
}

/**
 * lw_services_set_inhibit_func:
 * @self: services
 * @func: (nullable): called with %TRUE before a push and with %FALSE after it
 * @user_data: data for @func
 *
 * Lets the window keep the desktop from suspending and logging out during a push.
 */
void
lw_services_set_inhibit_func (LwServices *self, LwInhibitFunc func, gpointer user_data)
{
  g_return_if_fail (LW_IS_SERVICES (self));

  self->inhibit_func = func;
  self->inhibit_data = user_data;
}

/**
 * lw_services_inhibit:
 * @self: services
 * @inhibit: whether suspending and logging out shall wait
 * @reason: a sentence for the desktop
 *
 * Called around a push.
 */
void
lw_services_inhibit (LwServices *self, gboolean inhibit, const char *reason)
{
  g_return_if_fail (LW_IS_SERVICES (self));

  if (self->inhibit_func != NULL)
    self->inhibit_func (inhibit, reason, self->inhibit_data);
}
