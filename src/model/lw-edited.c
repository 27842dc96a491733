/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-edited.h"

#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAME_SERVERS 64

struct _LwEdited
{
  char *zone;
  char **name_servers;
  char *primary; /* (nullable) */
  guint32 serial;
  gboolean has_serial;
};

static void
clear (gpointer data)
{
  LwEdited *self = data;

  g_free (self->zone);
  g_strfreev (self->name_servers);
  g_free (self->primary);
}

/**
 * lw_edited_new:
 * @zone: a zone as the DNS host shows it
 *
 * Returns: (transfer full): what it says of its servers
 */
LwEdited *
lw_edited_new (LwZone *zone)
{
  LwEdited *self = g_atomic_rc_box_new0 (LwEdited);
  const char *origin = lw_zone_get_origin (zone);
  LwRecordSet *ns = lw_zone_get_set (zone, origin, LW_RR_TYPE_NS);
  LwRecordSet *soa = lw_zone_get_set (zone, origin, LW_RR_TYPE_SOA);
  const char *words =
      soa != NULL && lw_record_set_get_n_values (soa) > 0 ? lw_record_set_get_values (soa)[0] : "";

  self->zone = g_strdup (origin);
  self->name_servers =
      ns != NULL ? g_strdupv ((char **) lw_record_set_get_values (ns)) : g_new0 (char *, 1);
  self->has_serial = lw_zone_get_serial (zone, &self->serial);
  if (strchr (words, ' ') != NULL)
    self->primary = g_strndup (words, strchr (words, ' ') - words);

  return self;
}

LwEdited *
lw_edited_ref (LwEdited *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lw_edited_unref (LwEdited *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
lw_edited_get_zone (LwEdited *self)
{
  return self->zone;
}

const char *const *
lw_edited_get_name_servers (LwEdited *self)
{
  return (const char *const *) self->name_servers;
}

const char *
lw_edited_get_primary (LwEdited *self)
{
  return self->primary;
}

gboolean
lw_edited_get_serial (LwEdited *self, guint32 *serial)
{
  if (self->has_serial)
    *serial = self->serial;

  return self->has_serial;
}

JsonNode *
lw_edited_to_json (LwEdited *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "zone", self->zone);
  lw_json_add_strings (builder, "name_servers", (const char *const *) self->name_servers);
  lw_json_add_string (builder, "primary", self->primary);
  if (self->has_serial)
    lw_json_add_number (builder, "serial", self->serial);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static gboolean
read_name_servers (JsonObject *object, char ***names, GError **error)
{
  g_auto (GStrv) texts = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (!lw_json_read_strings (object, "name_servers", &texts, error))
    return FALSE;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      char *name = i < MAX_NAME_SERVERS ? lw_name_normalise (texts[i], NULL) : NULL;

      if (name == NULL)
        return lw_json_refuse (error, "name_servers",
                               _ ("The member “%s” must be a short list of names."));
      g_ptr_array_add (found, name);
    }

  g_ptr_array_add (found, NULL);
  *names = (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
  return TRUE;
}

LwEdited *
lw_edited_from_json (JsonObject *object, GError **error)
{
  g_autoptr (LwEdited) self = g_atomic_rc_box_new0 (LwEdited);
  gint64 serial = -1;

  if (!lw_json_read_name (object, "zone", TRUE, &self->zone, error) ||
      !read_name_servers (object, &self->name_servers, error) ||
      !lw_json_read_name (object, "primary", FALSE, &self->primary, error) ||
      !lw_json_read_number (object, "serial", 0, G_MAXUINT32, &serial, error))
    return NULL;

  self->has_serial = serial >= 0;
  self->serial = (guint32) MAX (serial, 0);

  return g_steal_pointer (&self);
}
