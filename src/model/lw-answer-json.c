/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-answer.h"

#include "lw-json-facts.h"
#include "lw-json.h"

#include <glib/gi18n-lib.h>

/* An answer as JSON, both ways. */

#define MAX_NAME_CHARS 1100 /* 255 octets, each as \DDD, and some */
#define MAX_NOTE_CHARS 2000

static void
add_server (JsonBuilder *builder, LwServer *server)
{
  lw_json_add_string (builder, "server", lw_server_get_name (server));
  lw_json_add_string (builder, "operator", lw_server_get_operator (server));
  lw_json_add_string (builder, "address", lw_server_get_address (server));
  lw_json_add_number (builder, "port", lw_server_get_port (server));
}

static void
add_raw (JsonBuilder *builder, GBytes *raw)
{
  gsize length = 0;
  const guchar *content = raw != NULL ? g_bytes_get_data (raw, &length) : NULL;
  g_autofree char *text = length > 0 ? g_base64_encode (content, length) : NULL;

  lw_json_add_string (builder, "raw", text);
}

static void
add_fields (JsonBuilder *builder, const LwAnswerFields *fields)
{
  g_autofree char *type = lw_rr_type_to_string (fields->type);

  add_server (builder, fields->server);
  lw_json_add_string (builder, "role", lw_role_get_id (fields->role));
  lw_json_add_string (builder, "owner", fields->owner);
  lw_json_add_string (builder, "type", type);
  lw_json_add_string (builder, "status", lw_answer_status_get_id (fields->status));
  lw_json_add_node (builder, "set",
                    fields->set != NULL ? lw_record_set_to_json (fields->set) : NULL);
  lw_json_add_number (builder, "negative_ttl", fields->negative_ttl);
  lw_json_add_time (builder, "asked_at", fields->asked_at);
  lw_json_add_number (builder, "elapsed_ms", fields->elapsed_ms);
  lw_json_add_boolean (builder, "authoritative", fields->authoritative);
  lw_json_add_string (builder, "via", lw_via_get_id (fields->via));
  lw_json_add_boolean (builder, "truncated", fields->truncated);
  lw_json_add_boolean (builder, "without_edns", fields->without_edns);
  if (fields->udp_size != 0)
    lw_json_add_number (builder, "udp_size", fields->udp_size);
  lw_json_add_boolean (builder, "disclaims", fields->disclaims);
  lw_json_add_number (builder, "serial", fields->serial);
  lw_json_add_string (builder, "alias", fields->alias);
  lw_json_add_string (builder, "note", fields->note);
}

/**
 * lw_answer_to_json:
 * @self: an answer
 *
 * Returns: (transfer full): one object; the set stands in it as [method@RecordSet.to_json] writes
 * it
 */
JsonNode *
lw_answer_to_json (LwAnswer *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_fields (builder, lw_answer_get (self));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * lw_answer_to_json_with_raw:
 * @self: an answer
 *
 * Returns: (transfer full): the same object, and in `raw` the answer as it came, in Base64
 */
JsonNode *
lw_answer_to_json_with_raw (LwAnswer *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_fields (builder, lw_answer_get (self));
  add_raw (builder, lw_answer_get (self)->raw);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* What is read, owned until the answer has its own copies */
typedef struct
{
  LwServer *server;
  LwRecordSet *set;
  GBytes *raw;
  char *owner;
  char *alias;
  char *note;
} Held;

static void
held_clear (Held *self)
{
  g_clear_pointer (&self->server, lw_server_unref);
  g_clear_pointer (&self->set, lw_record_set_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->alias, g_free);
  g_clear_pointer (&self->note, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

static LwServer *
read_server (JsonObject *object, const char *name_member, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *operator_ = NULL;
  g_autofree char *address = NULL;
  gint64 port = 53;

  if (!lw_json_read_text (object, name_member, MAX_NAME_CHARS, &name, error) ||
      !lw_json_read_text (object, "operator", MAX_NAME_CHARS, &operator_, error) ||
      !lw_json_read_address (object, "address", &address, error) ||
      !lw_json_read_number (object, "port", 0, G_MAXUINT16, &port, error))
    return NULL;

  if (name == NULL || *name == '\0')
    {
      lw_json_refuse (error, name_member, _ ("The member “%s” is missing."));
      return NULL;
    }

  return lw_server_new (name, operator_, address, (guint16) port);
}

LwServer *
lw_server_from_json (JsonObject *object, const char *name_member, GError **error)
{
  g_return_val_if_fail (object != NULL && name_member != NULL, NULL);

  return read_server (object, name_member, error);
}

static gboolean
read_type (JsonObject *object, guint16 *type, GError **error)
{
  const char *text = NULL;

  if (!lw_json_read_string (object, "type", TRUE, &text, error))
    return FALSE;

  *type = lw_rr_type_from_string (text);

  return *type != 0 ||
         lw_json_refuse (error, "type", _ ("The member “%s” names no type of record."));
}

/* Judging relies on it: where the status says that there is a set, there is one, of that type. */
static gboolean
read_set (JsonObject *object, const LwAnswerFields *fields, LwRecordSet **set, GError **error)
{
  JsonNode *node = json_object_get_member (object, "set");

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    {
      *set = lw_record_set_from_json (node, error);
      if (*set == NULL)
        return FALSE;
    }

  if ((*set != NULL) != (fields->status == LW_ANSWER_SET) ||
      (*set != NULL && (lw_record_set_get_rr_type (*set) != fields->type ||
                        lw_record_set_get_n_values (*set) == 0)))
    return lw_json_refuse (error, "set",
                           _ ("The member “%s” does not fit the status and the type."));

  return TRUE;
}

static const char *
get_via_id (guint value)
{
  return lw_via_get_id (value);
}

/* Earlier versions knew two ways only and wrote "over_tcp". */
static gboolean
read_via (JsonObject *object, LwVia *via, GError **error)
{
  gboolean over_tcp = FALSE;
  guint value = 0;

  if (json_object_has_member (object, "via"))
    {
      if (!lw_json_read_word (object, "via", get_via_id, LW_VIA_HTTPS, &value, error))
        return FALSE;
      *via = value;
      return TRUE;
    }

  if (!lw_json_read_boolean (object, "over_tcp", &over_tcp, error))
    return FALSE;

  *via = over_tcp ? LW_VIA_TCP : LW_VIA_UDP;
  return TRUE;
}

static gboolean
read_circumstances (JsonObject *object, LwAnswerFields *fields, GError **error)
{
  return lw_json_read_count (object, "negative_ttl", &fields->negative_ttl, error) &&
         lw_json_read_time (object, "asked_at", &fields->asked_at, error) &&
         lw_json_read_count (object, "elapsed_ms", &fields->elapsed_ms, error) &&
         lw_json_read_boolean (object, "authoritative", &fields->authoritative, error) &&
         read_via (object, &fields->via, error) &&
         lw_json_read_boolean (object, "truncated", &fields->truncated, error) &&
         lw_json_read_boolean (object, "without_edns", &fields->without_edns, error) &&
         lw_json_read_count (object, "udp_size", &fields->udp_size, error) &&
         lw_json_read_boolean (object, "disclaims", &fields->disclaims, error) &&
         lw_json_read_count (object, "serial", &fields->serial, error);
}

static const char *
get_role_id (guint value)
{
  return lw_role_get_id (value);
}

static const char *
get_status_id (guint value)
{
  return lw_answer_status_get_id (value);
}

gboolean
lw_answer_status_from_json (JsonObject *object, LwAnswerStatus *status, GError **error)
{
  guint value = 0;

  if (!lw_json_read_word (object, "status", get_status_id, LW_ANSWER_NOT_ASKED, &value, error))
    return FALSE;

  *status = value;
  return TRUE;
}

static gboolean
read_role (JsonObject *object, LwRole *role, GError **error)
{
  guint value = 0;

  if (!lw_json_read_word (object, "role", get_role_id, LW_ROLE_SYSTEM, &value, error))
    return FALSE;

  *role = value;
  return TRUE;
}

/**
 * lw_answer_from_json:
 * @object: what [method@Answer.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Unknown members are passed over: a later version may have seen more.
 *
 * Returns: (transfer full) (nullable): the answer
 */
LwAnswer *
lw_answer_from_json (JsonObject *object, GError **error)
{
  g_auto (Held) held = { NULL };
  LwAnswerFields fields = { NULL };

  g_return_val_if_fail (object != NULL, NULL);

  held.server = read_server (object, "server", error);
  if (held.server == NULL || !read_role (object, &fields.role, error) ||
      !lw_json_read_name (object, "owner", TRUE, &held.owner, error) ||
      !read_type (object, &fields.type, error) ||
      !lw_answer_status_from_json (object, &fields.status, error) ||
      !read_set (object, &fields, &held.set, error) ||
      !read_circumstances (object, &fields, error) ||
      !lw_json_read_name (object, "alias", FALSE, &held.alias, error) ||
      !lw_json_read_text (object, "note", MAX_NOTE_CHARS, &held.note, error) ||
      !lw_json_read_bytes (object, "raw", LW_ANSWER_RAW_BYTES_MAX, &held.raw, error))
    return NULL;

  fields.server = held.server;
  fields.owner = held.owner;
  fields.set = held.set;
  fields.alias = held.alias;
  fields.note = held.note;
  fields.raw = held.raw;

  return lw_answer_new (&fields);
}
