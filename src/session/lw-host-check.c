/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-host-check.h"

#include "lw-name.h"

#define PAUSE_MS 600 /* nobody is asked about a name that is still being typed */

struct _LwHostCheck
{
  GObject parent_instance;

  LwDns *dns;                /* (owned) */
  LwZone *zone;              /* (owned) */
  LwMxList *list;            /* (owned) */
  GHashTable *known;         /* (owned) (element-type utf8 LwHostState) */
  GCancellable *cancellable; /* (owned) */
  guint pause_id;
  guint zone_is_whole : 1;
};

G_DEFINE_FINAL_TYPE (LwHostCheck, lw_host_check, G_TYPE_OBJECT)

static void
tell_entries (LwHostCheck *self)
{
  guint n_entries = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n_entries; i++)
    {
      g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      g_autofree char *host = lw_mx_entry_dup_host (entry);
      gpointer state = GINT_TO_POINTER (LW_HOST_STATE_UNKNOWN);

      if (host != NULL)
        g_hash_table_lookup_extended (self->known, host, NULL, &state);
      lw_mx_entry_set_host_state (entry, GPOINTER_TO_INT (state));
    }
}

static void
remember (LwHostCheck *self, const char *host, LwHostState state)
{
  g_hash_table_insert (self->known, g_strdup (host), GINT_TO_POINTER (state));
}

static LwHostState
judge_host (LwMailHost *host)
{
  if (lw_mail_host_get_alias (host) != NULL)
    return LW_HOST_STATE_ALIAS;

  switch (lw_mail_host_get_status (host))
    {
    case LW_ANSWER_SET:
      return LW_HOST_STATE_FOUND;

    case LW_ANSWER_NO_DATA:
    case LW_ANSWER_NXDOMAIN:
      return LW_HOST_STATE_NO_ADDRESS;

    case LW_ANSWER_SERVFAIL:
    case LW_ANSWER_REFUSED:
    case LW_ANSWER_LAME:
    case LW_ANSWER_TIMED_OUT:
    case LW_ANSWER_UNREACHABLE:
    case LW_ANSWER_GARBLED:
    case LW_ANSWER_NOT_ASKED:
      break;
    }

  return LW_HOST_STATE_UNKNOWN;
}

/**
 * lw_host_check_learn:
 * @self: a check
 * @host: what a look found
 *
 * Takes over what is known already, so that it is not asked again.
 */
void
lw_host_check_learn (LwHostCheck *self, LwMailHost *host)
{
  g_return_if_fail (LW_IS_HOST_CHECK (self));

  remember (self, lw_mail_host_get_host (host), judge_host (host));
  tell_entries (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LwHostCheck) self = user_data;
  g_autoptr (LwMailHost) host = lw_dns_find_mail_host_finish (LW_DNS (source), result, NULL);

  if (host != NULL)
    lw_host_check_learn (self, host);
}

static LwHostState
look_into_zone (LwHostCheck *self, const char *host)
{
  if (lw_zone_get_set (self->zone, host, LW_RR_TYPE_CNAME) != NULL)
    return LW_HOST_STATE_ALIAS;

  if (lw_zone_get_set (self->zone, host, LW_RR_TYPE_A) != NULL ||
      lw_zone_get_set (self->zone, host, LW_RR_TYPE_AAAA) != NULL)
    return LW_HOST_STATE_FOUND;

  return self->zone_is_whole ? LW_HOST_STATE_NO_ADDRESS : LW_HOST_STATE_UNKNOWN;
}

static void
ask_about (LwHostCheck *self, const char *host)
{
  if (lw_name_is_at_or_below (host, lw_zone_get_origin (self->zone)))
    {
      remember (self, host, look_into_zone (self, host));
      return;
    }

  remember (self, host, LW_HOST_STATE_ASKING);
  lw_dns_find_mail_host_async (self->dns, host, self->cancellable, found_cb, g_object_ref (self));
}

static gboolean
pause_over_cb (gpointer user_data)
{
  LwHostCheck *self = user_data;
  guint n_entries = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  self->pause_id = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      g_autofree char *host = lw_mx_entry_dup_host (entry);

      if (host != NULL && !lw_mx_entry_get_blocking (entry) && !g_str_equal (host, ".") &&
          !g_hash_table_contains (self->known, host))
        ask_about (self, host);
    }

  tell_entries (self);

  return G_SOURCE_REMOVE;
}

static void
list_changed_cb (LwHostCheck *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

static void
lw_host_check_dispose (GObject *object)
{
  LwHostCheck *self = LW_HOST_CHECK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->pause_id, g_source_remove);

  G_OBJECT_CLASS (lw_host_check_parent_class)->dispose (object);
}

static void
lw_host_check_finalize (GObject *object)
{
  LwHostCheck *self = LW_HOST_CHECK (object);

  g_clear_object (&self->dns);
  g_clear_pointer (&self->zone, lw_zone_unref);
  g_clear_object (&self->list);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (lw_host_check_parent_class)->finalize (object);
}

static void
lw_host_check_class_init (LwHostCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lw_host_check_dispose;
  object_class->finalize = lw_host_check_finalize;
}

static void
lw_host_check_init (LwHostCheck *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * lw_host_check_new:
 * @dns: whom to ask about names of others
 * @zone: the domain's own zone
 * @zone_is_whole: whether a name that is not in @zone does not exist
 * @list: the mail servers being edited
 *
 * Begins to watch a list. Nobody is asked before an edit is followed by a pause.
 *
 * Returns: (transfer full): the check
 */
LwHostCheck *
lw_host_check_new (LwDns *dns, LwZone *zone, gboolean zone_is_whole, LwMxList *list)
{
  LwHostCheck *self = g_object_new (LW_TYPE_HOST_CHECK, NULL);

  self->dns = g_object_ref (dns);
  self->zone = lw_zone_ref (zone);
  self->zone_is_whole = zone_is_whole;
  self->list = g_object_ref (list);
  g_signal_connect_object (list, "changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
