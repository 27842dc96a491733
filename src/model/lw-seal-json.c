/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-seal.h"

#include "lw-json-facts.h"
#include "lw-json.h"

#define MAX_FACTS 256
#define MAX_WORDS_CHARS 500
#define DNS_PORT 53

static void
add_fact (JsonBuilder *builder, const LwSealFact *fact)
{
  g_autofree char *type = lw_rr_type_to_string (fact->type);

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "server", lw_server_get_name (fact->server));
  lw_json_add_string (builder, "address", lw_server_get_address (fact->server));
  lw_json_add_string (builder, "role", lw_role_get_id (fact->role));
  lw_json_add_string (builder, "type", type);
  lw_json_add_string (builder, "note", fact->note);
  lw_json_add_strings (builder, "records", (const char *const *) fact->records);
  json_builder_end_object (builder);
}

/**
 * lw_seal_to_json:
 * @self: a seal
 *
 * Returns: (transfer full): everything about it
 */
JsonNode *
lw_seal_to_json (LwSeal *self)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *type = NULL;
  const LwSealCause *cause;
  GPtrArray *facts;

  g_return_val_if_fail (self != NULL, NULL);

  cause = lw_seal_get_cause (self);
  facts = lw_seal_get_facts (self);
  if (cause->type != 0)
    type = lw_rr_type_to_string (cause->type);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "verdict", lw_trust_verdict_get_id (lw_seal_get_verdict (self)));
  lw_json_add_string (builder, "why_bogus", lw_seal_get_why_bogus (self));
  lw_json_add_string (builder, "reason", lw_seal_reason_get_id (cause->reason));
  lw_json_add_string (
      builder, "differing",
      cause->reason == LW_SEAL_SERVER_DIFFERS ? lw_seal_reason_get_id (cause->differing) : NULL);
  lw_json_add_string (builder, "server", cause->server);
  lw_json_add_time (builder, "when", cause->when);
  lw_json_add_string (builder, "set", type);
  lw_json_add_number (builder, "key_tag", cause->key_tag);
  json_builder_set_member_name (builder, "facts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < facts->len; i++)
    add_fact (builder, g_ptr_array_index (facts, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static const char *
get_verdict_id (guint value)
{
  return lw_trust_verdict_get_id (value);
}

static const char *
get_reason_id (guint value)
{
  return lw_seal_reason_get_id (value);
}

static const char *
get_role_id (guint value)
{
  return lw_role_get_id (value);
}

/* (nullable) (transfer full) */
static LwSealFact *
read_fact (JsonObject *object, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  g_autofree char *note = NULL;
  const char *type = NULL;
  guint role = LW_ROLE_AUTHORITY;
  g_auto (GStrv) records = NULL;
  g_autoptr (LwServer) server = NULL;

  if (!lw_json_read_text (object, "server", MAX_WORDS_CHARS, &name, error) ||
      !lw_json_read_address (object, "address", &address, error) ||
      !lw_json_read_word (object, "role", get_role_id, LW_ROLE_SYSTEM, &role, error) ||
      !lw_json_read_string (object, "type", TRUE, &type, error) ||
      !lw_json_read_text (object, "note", MAX_WORDS_CHARS, &note, error) ||
      !lw_json_read_strings (object, "records", &records, error))
    return NULL;

  server = lw_server_new (name != NULL ? name : "", NULL, address, DNS_PORT);

  return lw_seal_fact_new (server, role, lw_rr_type_from_string (type), note,
                           (const char *const *) records);
}

/* (nullable) (transfer full) (element-type LwSealFact) */
static GPtrArray *
read_facts (JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);
  JsonArray *rows = NULL;

  if (!lw_json_read_rows (object, "facts", MAX_FACTS, &rows, error))
    return NULL;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      LwSealFact *fact = read_fact (json_array_get_object_element (rows, i), error);

      if (fact == NULL)
        return NULL;
      g_ptr_array_add (facts, fact);
    }

  return g_steal_pointer (&facts);
}

static gboolean
has_member (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member);
}

/* @server: (transfer full) (nullable) */
static gboolean
read_cause (JsonObject *object, LwSealCause *cause, char **server, GError **error)
{
  const char *type = NULL;
  guint reason = 0, differing = 0;
  gint64 key_tag = 0;

  if (!lw_json_read_word (object, "reason", get_reason_id, LW_SEAL_IN_ORDER, &reason, error) ||
      (has_member (object, "differing") &&
       !lw_json_read_word (object, "differing", get_reason_id, LW_SEAL_IN_ORDER, &differing,
                           error)) ||
      !lw_json_read_name (object, "server", reason == LW_SEAL_SERVER_DIFFERS, server, error) ||
      !lw_json_read_time (object, "when", &cause->when, error) ||
      !lw_json_read_string (object, "set", FALSE, &type, error) ||
      !lw_json_read_number (object, "key_tag", 0, G_MAXUINT16, &key_tag, error))
    return FALSE;

  cause->reason = reason;
  cause->differing = differing;
  cause->server = *server;
  cause->type = type != NULL ? lw_rr_type_from_string (type) : 0;
  cause->key_tag = (guint) key_tag;

  return TRUE;
}

/**
 * lw_seal_from_json:
 * @object: what [method@Seal.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Unknown members are passed over: a later version may have seen more.
 *
 * Returns: (transfer full) (nullable): the seal
 */
LwSeal *
lw_seal_from_json (JsonObject *object, GError **error)
{
  LwSealCause cause = { .reason = LW_SEAL_UNREACHABLE };
  guint verdict = LW_TRUST_INDETERMINATE;
  g_autofree char *server = NULL;
  g_autofree char *why = NULL;
  GPtrArray *facts;

  g_return_val_if_fail (object != NULL, NULL);

  if (!lw_json_read_word (object, "verdict", get_verdict_id, LW_TRUST_INDETERMINATE, &verdict,
                          error) ||
      !lw_json_read_text (object, "why_bogus", MAX_WORDS_CHARS, &why, error) ||
      !read_cause (object, &cause, &server, error))
    return NULL;

  facts = read_facts (object, error);

  return facts != NULL ? lw_seal_new (verdict, why, &cause, facts) : NULL;
}
