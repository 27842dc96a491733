/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-list-private.h"

#include "lw-error.h"
#include "lw-json.h"
#include "lw-mx-entry-private.h"

#include <glib/gi18n-lib.h>

#define MAX_SAVED_ENTRIES 500
#define NULL_MX "0 ."

static const char *const entry_members[] = { "exchange", "preference", NULL };

const char *
lw_mx_list_get_ttl_why (void)
{
  return _ ("The waiting time cannot be saved: it is no whole number of seconds from 0 to "
            "2147483647.");
}

const char *
lw_mx_list_get_ttl_step (void)
{
  return _ ("Type a number such as 3600, which is an hour.");
}

static gboolean
add_values (LwMxList *self, GStrvBuilder *values, GError **error)
{
  GPtrArray *entries = self->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      LwMxEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *value = lw_mx_entry_dup_value (entry);

      if (value == NULL)
        {
          lw_mx_entry_set_error (entry, error);
          return FALSE;
        }
      g_strv_builder_add (values, value);
    }

  return TRUE;
}

/**
 * lw_mx_list_make_set:
 * @self: a list
 * @set: (out) (transfer full) (nullable): the wanted set, `NULL` when no mail server is wanted
 * @error: `LW_ERROR_INVALID` with field, sentence and step of the first problem
 *
 * Returns: whether there is no problem
 */
gboolean
lw_mx_list_make_set (LwMxList *self, LwRecordSet **set, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;
  guint32 ttl = 0;

  g_return_val_if_fail (LW_IS_MX_LIST (self) && set != NULL, FALSE);

  *set = NULL;
  if (!lw_mx_list_parse_ttl (lw_mx_list_get_ttl_text (self), &ttl))
    {
      lw_set_error (error, LW_ERROR_INVALID, "ttl", lw_mx_list_get_ttl_step (), "%s",
                    lw_mx_list_get_ttl_why ());
      return FALSE;
    }

  if (lw_mx_list_get_no_mail (self))
    g_strv_builder_add (builder, NULL_MX);
  else if (!add_values (self, builder, error))
    return FALSE;

  values = g_strv_builder_end (builder);
  if (values[0] == NULL)
    return TRUE;

  *set = lw_record_set_new (self->domain, LW_RR_TYPE_MX, ttl, (const char *const *) values, error);
  return *set != NULL;
}

JsonNode *
lw_mx_list_to_json (LwMxList *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GPtrArray *entries = self->entries;

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "ttl", lw_mx_list_get_ttl_text (self));
  lw_json_add_boolean (builder, "no_mail", lw_mx_list_get_no_mail (self));
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      json_builder_begin_object (builder);
      lw_json_add_string (builder, "exchange", lw_mx_entry_get_exchange (entries->pdata[i]));
      lw_json_add_string (builder, "preference",
                          lw_mx_entry_get_preference_text (entries->pdata[i]));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static gboolean
read_entry (LwMxList *self, JsonObject *object, GPtrArray *entries, GError **error)
{
  const char *exchange = NULL;
  const char *preference = NULL;
  LwMxEntry *entry;

  if (!lw_json_only_members (object, entry_members, error) ||
      !lw_json_read_string (object, "exchange", TRUE, &exchange, error) ||
      !lw_json_read_string (object, "preference", TRUE, &preference, error))
    return FALSE;

  entry = lw_mx_entry_new (self->domain, 0, exchange);
  lw_mx_entry_set_preference_text (entry, preference);
  g_ptr_array_add (entries, entry);
  return TRUE;
}

gboolean
lw_mx_list_load_json (LwMxList *self, JsonObject *object, GError **error)
{
  static const char *const members[] = { "ttl", "no_mail", "entries", NULL };
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = NULL;
  const char *ttl_text = NULL;
  gboolean no_mail = FALSE;

  if (!lw_json_only_members (object, members, error) ||
      !lw_json_read_string (object, "ttl", TRUE, &ttl_text, error) ||
      !lw_json_read_boolean (object, "no_mail", &no_mail, error) ||
      !lw_json_read_objects (object, "entries", TRUE, &array, error))
    return FALSE;

  /* What is left out here would be taken away from the domain. */
  if (json_array_get_length (array) > MAX_SAVED_ENTRIES)
    {
      lw_set_error (error, LW_ERROR_FORMAT, "entries", NULL,
                    _ ("The saved draft has too many mail servers."));
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_entry (self, json_array_get_object_element (array, i), entries, error))
      return FALSE;

  lw_mx_list_replace (self, g_steal_pointer (&entries), no_mail, ttl_text, TRUE);
  return TRUE;
}
