/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-record-set.h"

#include <glib/gi18n-lib.h>

#include "lw-error.h"
#include "lw-json.h"

static const char *const members[] = { "owner", "type", "ttl", "values", "host_extra", NULL };

/**
 * lw_record_set_to_json:
 * @self: a set
 *
 * Returns: (transfer full): `{"owner","type","ttl","values":[…],"host_extra"?}`
 */
JsonNode *
lw_record_set_to_json (LwRecordSet *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *type = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  type = lw_rr_type_to_string (lw_record_set_get_rr_type (self));

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "owner", lw_record_set_get_owner (self));
  lw_json_add_string (builder, "type", type);
  lw_json_add_number (builder, "ttl", lw_record_set_get_ttl (self));
  lw_json_add_strings (builder, "values", lw_record_set_get_values (self));
  if (lw_record_set_get_host_extra (self) != NULL)
    lw_json_add_string (builder, "host_extra", lw_record_set_get_host_extra (self));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static gboolean
refuse (GError **error, const char *member, const char *sentence)
{
  lw_set_error (error, LW_ERROR_FORMAT, member, NULL, "%s", sentence);
  return FALSE;
}

typedef struct
{
  const char *owner;
  const char *type;
  gint64 ttl;
  GStrv values;
  const char *extra;
} Members;

static gboolean
read_members (JsonObject *object, Members *m, GError **error)
{
  m->ttl = -1;

  if (!lw_json_only_members (object, members, error) ||
      !lw_json_read_string (object, "owner", TRUE, &m->owner, error) ||
      !lw_json_read_string (object, "type", TRUE, &m->type, error) ||
      !lw_json_read_number (object, "ttl", 0, LW_TTL_MAX, &m->ttl, error) ||
      !lw_json_read_strings (object, "values", &m->values, error) ||
      !lw_json_read_string (object, "host_extra", FALSE, &m->extra, error))
    return FALSE;

  if (m->ttl < 0)
    return refuse (error, "ttl", _ ("The member “ttl” is missing."));
  if (m->values == NULL)
    return refuse (error, "values", _ ("The member “values” is missing."));
  if (lw_rr_type_from_string (m->type) == 0)
    return refuse (error, "type", _ ("The member “type” names no type of record."));

  return TRUE;
}

static LwRecordSet *
build (const Members *m, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (LwRecordSet) set = lw_record_set_new (
      m->owner, lw_rr_type_from_string (m->type), m->ttl, (const char *const *) m->values, &reason);

  if (set == NULL)
    lw_set_error (error, LW_ERROR_FORMAT, lw_error_get_field (reason), lw_error_get_step (reason),
                  "%s", reason->message);
  else if (m->extra != NULL)
    return lw_record_set_with_host_extra (set, m->extra);

  return g_steal_pointer (&set);
}

/**
 * lw_record_set_from_json:
 * @node: what [method@RecordSet.to_json] gave
 *
 * Nothing is taken on trust: members of another kind, unknown members and values that cannot be
 * records are %LW_ERROR_FORMAT.
 *
 * Returns: (transfer full) (nullable): the set
 */
LwRecordSet *
lw_record_set_from_json (JsonNode *node, GError **error)
{
  Members m = { NULL };
  LwRecordSet *set = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    refuse (error, "record", _ ("A record must be an object with owner, type, ttl and values."));
  else if (read_members (json_node_get_object (node), &m, error))
    set = build (&m, error);

  g_strfreev (m.values);
  return set;
}
