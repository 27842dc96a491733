/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence-private.h"

#include "lw-identity.h"
#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* Evidence as JSON, both ways. What is written is read back whole, and judged alike. */

#define SCHEMA 1
#define MAX_SERVERS 1024
#define MAX_ANSWERS 4096
#define MAX_HOSTS 1024
#define MAX_HOST_ANSWERS 64
#define MAX_ADDRESSES 256
#define MAX_NOTE_CHARS 2000

static JsonNode *
server_to_json (LwServer *server)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "name", lw_server_get_name (server));
  lw_json_add_string (builder, "address", lw_server_get_address (server));
  lw_json_add_number (builder, "port", lw_server_get_port (server));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

typedef JsonNode *(*ToJson) (gpointer item);

static void
add_rows (JsonBuilder *builder, const char *member, GPtrArray *rows, ToJson to_json)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    json_builder_add_value (builder, to_json (g_ptr_array_index (rows, i)));
  json_builder_end_array (builder);
}

static JsonNode *
delegation_to_json (LwDelegation *delegation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "zone", lw_delegation_get_zone (delegation));
  lw_json_add_string (builder, "parent_zone", lw_delegation_get_parent_zone (delegation));
  add_rows (builder, "servers", lw_delegation_get_servers (delegation), (ToJson) server_to_json);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static JsonNode *
trouble_to_json (LwAnswerStatus status, const char *note)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "status", lw_answer_status_get_id (status));
  lw_json_add_string (builder, "note", note);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
add_mail_host (JsonBuilder *builder, LwMailHost *host, ToJson answer_to_json)
{
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "host", lw_mail_host_get_host (host));
  lw_json_add_strings (builder, "addresses", lw_mail_host_get_addresses (host));
  lw_json_add_string (builder, "alias", lw_mail_host_get_alias (host));
  lw_json_add_string (builder, "status", lw_answer_status_get_id (lw_mail_host_get_status (host)));
  add_rows (builder, "answers", lw_mail_host_get_answers (host), answer_to_json);
  json_builder_end_object (builder);
}

static void
add_mail_hosts (JsonBuilder *builder, GPtrArray *hosts, ToJson answer_to_json)
{
  json_builder_set_member_name (builder, "mail_hosts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < hosts->len; i++)
    add_mail_host (builder, g_ptr_array_index (hosts, i), answer_to_json);
  json_builder_end_array (builder);
}

static JsonNode *
to_json (LwEvidence *self, ToJson answer_to_json, ToJson network_to_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  LwDelegation *delegation = lw_evidence_get_delegation (self);
  LwSeal *seal = lw_evidence_get_seal (self);
  LwRegistration *registration = lw_evidence_get_registration (self);
  LwNetwork *network = lw_evidence_get_network (self);
  LwEdited *edited = lw_evidence_get_edited (self);
  g_autoptr (LwIdentity) identity = lw_identity_from_evidence (self); /* never read back */
  LwAnswerStatus status = LW_ANSWER_SET;
  const char *note = NULL;
  gboolean trouble = lw_evidence_get_delegation_trouble (self, &status, &note);

  json_builder_begin_object (builder);
  lw_json_add_number (builder, "schema", SCHEMA);
  lw_json_add_string (builder, "domain", lw_evidence_get_domain (self));
  lw_json_add_time (builder, "started_at", lw_evidence_get_started_at (self));
  lw_json_add_time (builder, "ended_at", lw_evidence_get_ended_at (self));
  lw_json_add_boolean (builder, "offline", lw_evidence_get_offline (self));
  lw_json_add_node (builder, "delegation",
                    delegation != NULL ? delegation_to_json (delegation) : NULL);
  lw_json_add_node (builder, "delegation_trouble", trouble ? trouble_to_json (status, note) : NULL);
  add_rows (builder, "answers", lw_evidence_get_answers (self), answer_to_json);
  add_mail_hosts (builder, lw_evidence_get_mail_hosts (self), answer_to_json);
  add_rows (builder, "smtp", lw_evidence_get_smtp_facts (self), (ToJson) lw_smtp_facts_to_json);
  lw_json_add_node (builder, "seal", seal != NULL ? lw_seal_to_json (seal) : NULL);
  add_rows (builder, "host_seals", lw_evidence_get_host_seals (self),
            (ToJson) lw_host_seal_to_json);
  lw_json_add_node (builder, "registration",
                    registration != NULL ? lw_registration_to_json (registration) : NULL);
  lw_json_add_node (builder, "network", network != NULL ? network_to_json (network) : NULL);
  if (lw_evidence_get_domain_connect (self) != NULL)
    lw_json_add_node (builder, "domain_connect",
                      lw_domain_connect_to_json (lw_evidence_get_domain_connect (self)));
  if (edited != NULL)
    lw_json_add_node (builder, "edited", lw_edited_to_json (edited));
  lw_json_add_node (builder, "identity", lw_identity_to_json (identity));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * lw_evidence_to_json:
 * @self: evidence
 *
 * Returns: (transfer full): everything that was seen, without the messages as they came
 */
JsonNode *
lw_evidence_to_json (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return to_json (self, (ToJson) lw_answer_to_json, (ToJson) lw_network_to_json);
}

/**
 * lw_evidence_to_json_with_raw:
 * @self: evidence
 *
 * Returns: (transfer full): everything that was seen, with the messages as they came
 */
JsonNode *
lw_evidence_to_json_with_raw (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return to_json (self, (ToJson) lw_answer_to_json_with_raw, (ToJson) lw_network_to_json_with_raw);
}

/* Takes all servers of the list, or none */
static gboolean
read_servers (JsonObject *object, LwDelegation *delegation, GError **error)
{
  JsonArray *rows = NULL;

  if (!lw_json_read_rows (object, "servers", MAX_SERVERS, &rows, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      LwServer *server =
          lw_server_from_json (json_array_get_object_element (rows, i), "name", error);

      if (server == NULL)
        return FALSE;
      lw_delegation_take_server (delegation, server);
    }

  return TRUE;
}

static gboolean
read_delegation (JsonObject *object, LwEvidence *self, GError **error)
{
  g_autofree char *zone = NULL;
  g_autofree char *parent_zone = NULL;
  g_autoptr (LwDelegation) delegation = NULL;

  if (!lw_json_read_name (object, "zone", TRUE, &zone, error) ||
      !lw_json_read_name (object, "parent_zone", TRUE, &parent_zone, error))
    return FALSE;
  if (!lw_name_is_at_or_below (lw_evidence_get_domain (self), zone))
    return lw_json_refuse (error, "zone", _ ("The member “%s” must be a zone above the domain."));
  if (!lw_name_is_at_or_below (zone, parent_zone))
    return lw_json_refuse (error, "parent_zone",
                           _ ("The member “%s” must be a zone above the domain."));

  delegation = lw_delegation_new (lw_evidence_get_domain (self), zone, parent_zone);
  if (!read_servers (object, delegation, error))
    return FALSE;

  lw_evidence_take_delegation (self, g_steal_pointer (&delegation));
  return TRUE;
}

static gboolean
read_trouble (JsonObject *object, LwEvidence *self, GError **error)
{
  LwAnswerStatus status = LW_ANSWER_SET;
  g_autofree char *note = NULL;

  if (!lw_answer_status_from_json (object, &status, error) ||
      !lw_json_read_text (object, "note", MAX_NOTE_CHARS, &note, error))
    return FALSE;

  lw_evidence_set_delegation_trouble (self, status, note);
  return TRUE;
}

/* (nullable) (transfer full) (element-type LwAnswer) */
static GPtrArray *
read_answers (JsonObject *object, guint max_answers, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
  JsonArray *rows = NULL;

  if (!lw_json_read_rows (object, "answers", max_answers, &rows, error))
    return NULL;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      LwAnswer *answer = lw_answer_from_json (json_array_get_object_element (rows, i), error);

      if (answer == NULL)
        return NULL;
      g_ptr_array_add (answers, answer);
    }

  return g_steal_pointer (&answers);
}

static gboolean
take_answers (JsonObject *object, LwEvidence *self, GError **error)
{
  g_autoptr (GPtrArray) answers = read_answers (object, MAX_ANSWERS, error);

  if (answers == NULL)
    return FALSE;

  for (guint i = 0; i < answers->len; i++)
    lw_evidence_take_answer (self, lw_answer_ref (g_ptr_array_index (answers, i)));

  return TRUE;
}

static gboolean
are_addresses (char **addresses)
{
  guint n_addresses = addresses != NULL ? g_strv_length (addresses) : 0;

  for (guint i = 0; i < MIN (n_addresses, MAX_ADDRESSES); i++)
    if (!lw_json_is_address (addresses[i]))
      return FALSE;

  return n_addresses <= MAX_ADDRESSES;
}

/* (nullable) (transfer full) */
static LwMailHost *
read_mail_host (JsonObject *object, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *alias = NULL;
  g_auto (GStrv) addresses = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  LwAnswerStatus status = LW_ANSWER_SET;

  if (!lw_json_read_name (object, "host", TRUE, &host, error) ||
      !lw_json_read_strings (object, "addresses", &addresses, error) ||
      !lw_json_read_name (object, "alias", FALSE, &alias, error) ||
      !lw_answer_status_from_json (object, &status, error))
    return NULL;

  if (!are_addresses (addresses))
    {
      lw_json_refuse (error, "addresses", _ ("The member “%s” must be a list of IP addresses."));
      return NULL;
    }

  if (json_object_has_member (object, "answers"))
    {
      answers = read_answers (object, MAX_HOST_ANSWERS, error);
      if (answers == NULL)
        return NULL;
    }

  return lw_mail_host_new_with_answers (host, (const char *const *) addresses, alias, status,
                                        answers);
}

typedef gboolean (*TakeRow) (LwEvidence *self, JsonObject *row, GError **error);

static gboolean
take_rows (JsonObject *object,
           const char *member,
           guint max_rows,
           TakeRow take,
           LwEvidence *self,
           GError **error)
{
  JsonArray *rows = NULL;

  if (!lw_json_read_rows (object, member, max_rows, &rows, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (!take (self, json_array_get_object_element (rows, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
take_mail_host (LwEvidence *self, JsonObject *row, GError **error)
{
  LwMailHost *host = read_mail_host (row, error);

  if (host != NULL)
    lw_evidence_take_mail_host (self, host);

  return host != NULL;
}

static gboolean
take_smtp_facts (LwEvidence *self, JsonObject *row, GError **error)
{
  LwSmtpFacts *facts = lw_smtp_facts_from_json (row, error);

  if (facts != NULL)
    lw_evidence_take_smtp_facts (self, facts);

  return facts != NULL;
}

static gboolean
take_host_seal (LwEvidence *self, JsonObject *row, GError **error)
{
  LwHostSeal *seal = lw_host_seal_from_json (row, error);

  if (seal != NULL)
    lw_evidence_take_host_seal (self, seal);

  return seal != NULL;
}

/* Earlier versions did not look at the seals of mail servers. */
static gboolean
take_all_rows (JsonObject *object, LwEvidence *self, GError **error)
{
  return take_rows (object, "mail_hosts", MAX_HOSTS, take_mail_host, self, error) &&
         take_rows (object, "smtp", MAX_ANSWERS, take_smtp_facts, self, error) &&
         (!json_object_has_member (object, "host_seals") ||
          take_rows (object, "host_seals", MAX_ANSWERS, take_host_seal, self, error));
}

static gboolean
take_seal (LwEvidence *self, JsonObject *row, GError **error)
{
  LwSeal *seal = lw_seal_from_json (row, error);

  if (seal != NULL)
    lw_evidence_take_seal (self, seal);

  return seal != NULL;
}

static gboolean
take_network (LwEvidence *self, JsonObject *row, GError **error)
{
  LwNetwork *network = lw_network_from_json (row, error);

  if (network != NULL)
    lw_evidence_take_network (self, network);

  return network != NULL;
}

static gboolean
take_registration (LwEvidence *self, JsonObject *row, GError **error)
{
  LwRegistration *registration = lw_registration_from_json (row, error);

  if (registration != NULL)
    lw_evidence_take_registration (self, registration);

  return registration != NULL;
}

static gboolean
take_row (JsonObject *object, const char *member, TakeRow take, LwEvidence *self, GError **error)
{
  JsonObject *row = NULL;

  return lw_json_read_object (object, member, &row, error) &&
         (row == NULL || take (self, row, error));
}

static gboolean
take_single_rows (JsonObject *object, LwEvidence *self, GError **error)
{
  return take_row (object, "seal", take_seal, self, error) &&
         take_row (object, "domain_connect", lw_evidence_read_domain_connect, self, error) &&
         take_row (object, "network", take_network, self, error) &&
         take_row (object, "registration", take_registration, self, error) &&
         take_row (object, "edited", lw_evidence_read_edited, self, error);
}

/* (nullable) (transfer full): with the members that stand for themselves */
static LwEvidence *
read_head (JsonObject *object, GError **error)
{
  g_autofree char *domain = NULL;
  g_autoptr (LwEvidence) self = NULL;
  gint64 started_at = 0, ended_at = 0;
  gboolean offline = FALSE;

  if (!lw_json_check_schema (object, SCHEMA, error) ||
      !lw_json_read_name (object, "domain", TRUE, &domain, error) ||
      !lw_json_read_time (object, "started_at", &started_at, error) ||
      !lw_json_read_time (object, "ended_at", &ended_at, error) ||
      !lw_json_read_boolean (object, "offline", &offline, error))
    return NULL;

  self = lw_evidence_new (domain, started_at);
  lw_evidence_set_ended_at (self, ended_at);
  lw_evidence_set_offline (self, offline);

  return g_steal_pointer (&self);
}

static gboolean
read_delegations (JsonObject *object, LwEvidence *self, GError **error)
{
  JsonObject *delegation = NULL;
  JsonObject *trouble = NULL;

  return lw_json_read_object (object, "delegation", &delegation, error) &&
         lw_json_read_object (object, "delegation_trouble", &trouble, error) &&
         (delegation == NULL || read_delegation (delegation, self, error)) &&
         (trouble == NULL || read_trouble (trouble, self, error));
}

/**
 * lw_evidence_from_json:
 * @node: what [method@Evidence.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Nothing is taken on trust: lists have limits, names and addresses are looked at, texts are made
 * fit to be shown. Unknown members are passed over as long as the schema is ours: a later version
 * may have seen more.
 *
 * Returns: (transfer full) (nullable): the evidence
 */
LwEvidence *
lw_evidence_from_json (JsonNode *node, GError **error)
{
  g_autoptr (LwEvidence) self = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      lw_json_refuse (error, "evidence", _ ("The member “%s” must be an object."));
      return NULL;
    }

  object = json_node_get_object (node);
  self = read_head (object, error);
  if (self == NULL || !read_delegations (object, self, error) ||
      !take_answers (object, self, error) || !take_all_rows (object, self, error) ||
      !take_single_rows (object, self, error))
    return NULL;

  return g_steal_pointer (&self);
}
