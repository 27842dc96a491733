/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-domain-list.h"

#include "lw-weak.h"
#include "lw-words.h"

struct _LwDomainList
{
  GObject parent_instance;

  LwServices *services;     /* (owned) */
  GListStore *items;        /* (owned) */
  GtkSorter *sorter;        /* (owned) */
  GtkSortListModel *sorted; /* (owned) */
};

enum
{
  SIGNAL_LOADED,
  SIGNAL_TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void lw_domain_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LwDomainList,
                               lw_domain_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      lw_domain_list_list_model_init))

static void
report (LwDomainList *self, const GError *error)
{
  g_autofree char *words = lw_words_error_and_step (error);

  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, words);
}

static void
item_state_cb (LwDomainList *self)
{
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static LwDomainItem *
append (LwDomainList *self, const LwDomainRow *row)
{
  g_autoptr (LwDomainItem) item = lw_domain_item_new (self->services, row);

  g_signal_connect_object (item, "notify::state", G_CALLBACK (item_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->items, item);
  return item; /* the store keeps it */
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainList) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (!lw_store_write_finish (LW_STORE (source), result, &error) && self != NULL)
    report (self, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwDomainList) self = lw_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = lw_store_list_domains_finish (LW_STORE (source), result, &error);

  if (self == NULL)
    return;

  if (rows == NULL)
    report (self, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const LwDomainRow *row = g_ptr_array_index (rows, i);

      if (lw_domain_list_find (self, row->domain) == NULL)
        append (self, row);
    }
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

static GType
lw_domain_list_get_item_type (GListModel *model)
{
  return LW_TYPE_DOMAIN_ITEM;
}

static guint
lw_domain_list_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (LW_DOMAIN_LIST (model)->sorted));
}

static gpointer
lw_domain_list_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (LW_DOMAIN_LIST (model)->sorted), position);
}

static void
lw_domain_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lw_domain_list_get_item_type;
  iface->get_n_items = lw_domain_list_get_n_items;
  iface->get_item = lw_domain_list_get_item;
}

static void
lw_domain_list_dispose (GObject *object)
{
  LwDomainList *self = LW_DOMAIN_LIST (object);

  g_clear_object (&self->sorted);
  g_clear_object (&self->sorter);
  g_clear_object (&self->items);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (lw_domain_list_parent_class)->dispose (object);
}

static void
lw_domain_list_class_init (LwDomainListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lw_domain_list_dispose;

  signals[SIGNAL_LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lw_domain_list_init (LwDomainList *self)
{
  self->items = g_list_store_new (LW_TYPE_DOMAIN_ITEM);
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (lw_domain_item_compare, NULL, NULL));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->items)),
                                          g_object_ref (self->sorter));
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

LwDomainList *
lw_domain_list_new (LwServices *services)
{
  LwDomainList *self = g_object_new (LW_TYPE_DOMAIN_LIST, NULL);

  g_set_object (&self->services, services);
  return self;
}

void
lw_domain_list_load (LwDomainList *self)
{
  g_return_if_fail (LW_IS_DOMAIN_LIST (self));

  lw_store_list_domains_async (lw_services_get_store (self->services), listed_cb,
                               lw_weak_new (self));
}

LwDomainItem *
lw_domain_list_add (LwDomainList *self, const char *domain)
{
  LwDomainItem *item;
  LwDomainRow row = { .domain = (char *) domain };

  g_return_val_if_fail (LW_IS_DOMAIN_LIST (self), NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  item = lw_domain_list_find (self, domain);
  if (item != NULL)
    return item;

  if (self->services != NULL)
    lw_store_add_domain_async (lw_services_get_store (self->services), domain,
                               g_get_real_time () / G_USEC_PER_SEC, written_cb, lw_weak_new (self));
  return append (self, &row);
}

LwDomainItem *
lw_domain_list_find (LwDomainList *self, const char *domain)
{
  guint n_items;

  g_return_val_if_fail (LW_IS_DOMAIN_LIST (self), NULL);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (LwDomainItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_strcmp0 (lw_domain_item_get_domain (item), domain) == 0)
        return item; /* the store keeps it */
    }

  return NULL;
}

void
lw_domain_list_remove (LwDomainList *self, const char *domain)
{
  LwDomainItem *item;
  guint position;

  g_return_if_fail (LW_IS_DOMAIN_LIST (self));

  item = lw_domain_list_find (self, domain);
  if (item == NULL)
    return;

  if (self->services != NULL)
    lw_store_remove_domain_async (lw_services_get_store (self->services), domain, written_cb,
                                  lw_weak_new (self));
  if (g_list_store_find (self->items, item, &position))
    g_list_store_remove (self->items, position);
}
