/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-push.h"

/**
 * LwPush:
 *
 * One entry of the journal of pushes: what was intended, what the DNS host confirmed, how it ended.
 */
struct _LwPush
{
  LwPushFields fields; /* its strings and its plan are owned */
};

G_DEFINE_BOXED_TYPE (LwPush, lw_push, lw_push_ref, lw_push_unref)

/**
 * lw_push_new:
 * @fields: what the entry says; everything is copied
 *
 * Creates an entry.
 *
 * Returns: (transfer full): the entry
 */
LwPush *
lw_push_new (const LwPushFields *fields)
{
  LwPush *self;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (fields->domain != NULL && fields->plan != NULL, NULL);

  self = g_atomic_rc_box_new0 (LwPush);
  self->fields = *fields;
  self->fields.domain = g_strdup (fields->domain);
  self->fields.plan = lw_plan_ref (fields->plan);
  self->fields.snapshot = g_strdup (fields->snapshot);
  self->fields.host_id = g_strdup (fields->host_id);
  self->fields.key_name = g_strdup (fields->key_name);
  self->fields.title = g_strdup (fields->title);
  self->fields.note = g_strdup (fields->note);

  return self;
}

LwPush *
lw_push_ref (LwPush *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_push (LwPush *self)
{
  lw_plan_unref (self->fields.plan);
  g_free ((char *) self->fields.domain);
  g_free ((char *) self->fields.snapshot);
  g_free ((char *) self->fields.host_id);
  g_free ((char *) self->fields.key_name);
  g_free ((char *) self->fields.title);
  g_free ((char *) self->fields.note);
}

void
lw_push_unref (LwPush *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_push);
}

/**
 * lw_push_get:
 * @self: an entry
 *
 * Returns: (transfer none): its fields, valid as long as the entry
 */
const LwPushFields *
lw_push_get (LwPush *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

/**
 * lw_push_state_get_id:
 * @state: a state
 *
 * Returns: the word that stands for it in the database and in JSON
 */
const char *
lw_push_state_get_id (LwPushState state)
{
  switch (state)
    {
    case LW_PUSH_INTENDED:
      return "intended";
    case LW_PUSH_DONE:
      return "done";
    case LW_PUSH_PARTIAL:
      return "partial";
    case LW_PUSH_FAILED:
      return "failed";
    case LW_PUSH_SETTLED:
      return "settled";
    }

  g_return_val_if_reached ("failed");
}

static void
add_time (JsonObject *object, const char *member, gint64 time)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *text = NULL;

  if (time == 0)
    {
      json_object_set_null_member (object, member);
      return;
    }

  moment = g_date_time_new_from_unix_utc (time);
  text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;
  json_object_set_string_member (object, member, text != NULL ? text : "");
}

/**
 * lw_push_to_json:
 * @self: an entry
 *
 * Writes the entry for the command line: times in ISO 8601, the snapshot left out.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
lw_push_to_json (LwPush *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "id", self->fields.id);
  json_object_set_string_member (object, "domain", self->fields.domain);
  json_object_set_string_member (object, "state", lw_push_state_get_id (self->fields.state));
  json_object_set_string_member (object, "title", self->fields.title);
  json_object_set_string_member (object, "note", self->fields.note);
  json_object_set_string_member (object, "host", self->fields.host_id);
  json_object_set_string_member (object, "key", self->fields.key_name);
  json_object_set_int_member (object, "confirmed", self->fields.n_confirmed);
  json_object_set_int_member (object, "undoes", self->fields.undoes);
  add_time (object, "started", self->fields.started_at);
  add_time (object, "ended", self->fields.ended_at);
  json_object_set_member (object, "plan", lw_plan_to_json (self->fields.plan));
  json_node_take_object (node, object);

  return node;
}
