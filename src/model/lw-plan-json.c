/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-json.h"
#include "lw-name.h"
#include "lw-plan-private.h"

#define SCHEMA 1
#define COUNT_MAX 10000000
#define CHANGES_MAX 10000

static void
add_change (JsonBuilder *builder, LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);

  json_builder_begin_object (builder);
  lw_json_add_node (builder, "old", old_set != NULL ? lw_record_set_to_json (old_set) : NULL);
  lw_json_add_node (builder, "new", new_set != NULL ? lw_record_set_to_json (new_set) : NULL);
  json_builder_end_object (builder);
}

/**
 * lw_plan_to_json:
 * @self: a plan
 *
 * Returns: (transfer full): `{"schema":1,"zone","domain","serial"?,"negative_ttl","untouched":n,
 *   "records":n,"changes":[{"old":set|null,"new":set|null},…]}`
 */
JsonNode *
lw_plan_to_json (LwPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const LwPlanFrame *frame;
  GPtrArray *changes;

  g_return_val_if_fail (self != NULL, NULL);

  frame = lw_plan_get_frame (self);
  changes = lw_plan_get_changes (self);

  json_builder_begin_object (builder);
  lw_json_add_number (builder, "schema", SCHEMA);
  lw_json_add_string (builder, "zone", lw_plan_get_zone (self));
  lw_json_add_string (builder, "domain", lw_plan_get_domain (self));
  if (frame->has_serial)
    lw_json_add_number (builder, "serial", frame->serial);
  lw_json_add_number (builder, "negative_ttl", frame->negative_ttl);
  lw_json_add_number (builder, "untouched", frame->n_untouched);
  lw_json_add_number (builder, "records", frame->n_records);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    add_change (builder, g_ptr_array_index (changes, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static gboolean
refuse (GError **error, const char *member, const char *sentence)
{
  lw_set_error (error, LW_ERROR_FORMAT, member, NULL, "%s", sentence);
  return FALSE;
}

static gboolean
read_name (JsonObject *object, const char *member, char **name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *text = NULL;

  if (!lw_json_read_string (object, member, TRUE, &text, error))
    return FALSE;

  *name = lw_name_normalise (text, &reason);

  return *name != NULL || refuse (error, member, reason->message);
}

static gboolean
read_frame (JsonObject *object, LwPlanFrame *frame, GError **error)
{
  gint64 serial = -1, negative_ttl = LW_PLAN_USUAL_NEGATIVE_TTL, untouched = 0, records = 0;

  if (!lw_json_read_number (object, "serial", 0, G_MAXUINT32, &serial, error) ||
      !lw_json_read_number (object, "negative_ttl", 0, LW_TTL_MAX, &negative_ttl, error) ||
      !lw_json_read_number (object, "untouched", 0, COUNT_MAX, &untouched, error) ||
      !lw_json_read_number (object, "records", 0, COUNT_MAX, &records, error))
    return FALSE;

  frame->has_serial = serial >= 0;
  frame->serial = MAX (serial, 0);
  frame->negative_ttl = negative_ttl;
  frame->n_untouched = untouched;
  frame->n_records = records;

  return TRUE;
}

static gboolean
read_set (JsonObject *object, const char *member, LwRecordSet **set, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return refuse (error, member,
                   _ ("A change has both “old” and “new”, of which one may be "
                      "null."));
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  *set = lw_record_set_from_json (node, error);
  /* Beside no records a DNS host may still keep a comment, which has to come back (journal). */
  if (*set != NULL && lw_record_set_get_n_values (*set) == 0 &&
      lw_record_set_get_host_extra (*set) == NULL)
    return refuse (error, "changes", _ ("A change names no values; what is removed is null."));

  return *set != NULL;
}

static gboolean
check_pair (LwRecordSet *a, LwRecordSet *b, const char *zone, GError **error)
{
  LwRecordSet *any = a != NULL ? a : b;

  if (lw_record_set_equal (a, b))
    return refuse (error, "changes", _ ("A change in the file changes nothing."));
  if (a != NULL && b != NULL &&
      (lw_record_set_get_rr_type (a) != lw_record_set_get_rr_type (b) ||
       strcmp (lw_record_set_get_owner (a), lw_record_set_get_owner (b)) != 0))
    return refuse (error, "changes", _ ("A change in the file mixes two kinds of entries."));
  if (lw_rr_type_is_servers_own (lw_record_set_get_rr_type (any)))
    return refuse (error, "changes", _ ("A change in the file touches what is the server's own."));
  if (!lw_name_is_at_or_below (lw_record_set_get_owner (any), zone))
    return refuse (error, "changes", _ ("A change in the file belongs to another domain."));

  return TRUE;
}

static gboolean
touches_same (GPtrArray *changes, LwChange *change)
{
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *other = g_ptr_array_index (changes, i);

      if (lw_change_get_rr_type (other) == lw_change_get_rr_type (change) &&
          strcmp (lw_change_get_owner (other), lw_change_get_owner (change)) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
read_change (JsonObject *object, const char *zone, GPtrArray *changes, GError **error)
{
  static const char *const members[] = { "old", "new", NULL };
  g_autoptr (LwRecordSet) old_set = NULL;
  g_autoptr (LwRecordSet) new_set = NULL;
  g_autoptr (LwChange) change = NULL;

  if (!lw_json_only_members (object, members, error) ||
      !read_set (object, "old", &old_set, error) || !read_set (object, "new", &new_set, error) ||
      !check_pair (old_set, new_set, zone, error))
    return FALSE;

  change = lw_change_new (old_set, new_set);
  if (touches_same (changes, change))
    return refuse (error, "changes", _ ("Two changes in the file are about the same entry."));

  g_ptr_array_add (changes, g_steal_pointer (&change));

  return TRUE;
}

static gboolean
read_changes (JsonObject *object, const char *zone, GPtrArray *changes, GError **error)
{
  JsonArray *array = NULL;

  if (!lw_json_read_objects (object, "changes", TRUE, &array, error))
    return FALSE;
  if (json_array_get_length (array) > CHANGES_MAX)
    return refuse (error, "changes", _ ("The file has too many changes."));

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_change (json_array_get_object_element (array, i), zone, changes, error))
      return FALSE;

  return TRUE;
}

/* The counts are for words only, but must not contradict the changes. */
static void
mend_counts (LwPlanFrame *frame, GPtrArray *changes)
{
  guint n_old = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      LwRecordSet *old_set = lw_change_get_old (g_ptr_array_index (changes, i));

      n_old += old_set != NULL ? lw_record_set_get_n_values (old_set) : 0;
    }

  frame->n_records = MAX (frame->n_records, n_old);
}

/**
 * lw_plan_from_json:
 * @node: what [method@Plan.to_json] gave
 *
 * Nothing is taken on trust, neither the values nor the order. Members beside those of a plan are
 * passed over (a list of findings, words); inside changes and record sets they are refused.
 *
 * Errors: %LW_ERROR_FORMAT with the member as field.
 *
 * Returns: (transfer full) (nullable): the plan
 */
LwPlan *
lw_plan_from_json (JsonNode *node, GError **error)
{
  g_autofree char *zone = NULL;
  g_autofree char *domain = NULL;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  JsonObject *object;
  LwPlanFrame frame = { 0 };

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "file", _ ("The file does not hold a plan.")), NULL;

  object = json_node_get_object (node);
  if (!lw_json_check_schema (object, SCHEMA, error) || !read_name (object, "zone", &zone, error) ||
      !read_name (object, "domain", &domain, error))
    return NULL;
  if (!lw_name_is_at_or_below (domain, zone))
    return refuse (error, "domain", _ ("The domain of the plan does not belong to its zone.")),
           NULL;
  if (!read_frame (object, &frame, error) || !read_changes (object, zone, changes, error))
    return NULL;

  mend_counts (&frame, changes);

  return lw_plan_new_from_changes (domain, zone, &frame, g_steal_pointer (&changes));
}
