/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-registration.h"

#include "lw-excerpt.h"
#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* Reading what a register says, which may be hostile, and keeping it in evidence. */

#define MAX_STATUS 32
#define MAX_STATUS_CHARS 64
#define MAX_EVENTS 64
#define MAX_ENTITIES 64
#define MAX_PROPERTIES 64
#define MAX_NAME_CHARS 120
#define MAX_SOURCE_CHARS 1000
#define MAX_NOTE_CHARS 500

/* What is read, until it is all there */
typedef struct
{
  char *domain;
  GStrv status; /* (nullable) */
  char *registrar;
  char *source;
  char *note;
  gint64 expires_at;
  gint64 asked_at;
  guint outcome;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->domain);
  g_strfreev (reading->status);
  g_free (reading->registrar);
  g_free (reading->source);
  g_free (reading->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static LwRegistration *
make (const Reading *reading)
{
  const LwRegistrationFields fields = {
    .domain = reading->domain,
    .outcome = (LwRegistrationOutcome) reading->outcome,
    .status = (const char *const *) reading->status,
    .registrar = reading->registrar,
    .source = reading->source,
    .note = reading->note,
    .expires_at = reading->expires_at,
    .asked_at = reading->asked_at,
  };

  return lw_registration_new (&fields);
}

static gboolean
read_status (JsonObject *object, GStrv *status, GError **error)
{
  g_auto (GStrv) given = NULL;

  if (!lw_json_read_strings (object, "status", &given, error))
    return FALSE;
  if (given == NULL)
    return TRUE;
  if (g_strv_length (given) > MAX_STATUS)
    return lw_json_refuse (error, "status", _ ("The list “%s” is too long."));

  for (guint i = 0; given[i] != NULL; i++)
    {
      char *clean = lw_excerpt (given[i], MAX_STATUS_CHARS);

      g_free (given[i]);
      given[i] = clean;
    }

  *status = g_steal_pointer (&given);
  return TRUE;
}

/* Another domain's answer must not speak for this one. A register may leave the name out. */
static gboolean
is_about (JsonObject *object, const char *domain, GError **error)
{
  g_autofree char *name = NULL;

  if (!lw_json_read_name (object, "ldhName", FALSE, &name, error))
    return FALSE;

  return name == NULL || g_str_equal (name, domain) ||
         lw_json_refuse (error, "ldhName", _ ("The member “%s” names another domain."));
}

/* A register that has no date, or an odd one, says enough without. */
static void
read_event (JsonObject *event, gint64 *expires_at)
{
  const char *action = NULL;
  gint64 date = 0;

  if (lw_json_read_string (event, "eventAction", FALSE, &action, NULL) &&
      g_strcmp0 (action, "expiration") == 0 && lw_json_read_time (event, "eventDate", &date, NULL))
    *expires_at = date;
}

static void
read_events (JsonObject *object, gint64 *expires_at)
{
  JsonArray *events = NULL;

  if (!lw_json_read_objects (object, "events", FALSE, &events, NULL) || events == NULL)
    return;

  for (guint i = 0; i < MIN (json_array_get_length (events), MAX_EVENTS); i++)
    read_event (json_array_get_object_element (events, i), expires_at);
}

/* (nullable): the element as an array */
static JsonArray *
get_array (JsonArray *array, guint index)
{
  JsonNode *node =
      index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (nullable): the element as a text */
static const char *
get_text (JsonArray *array, guint index)
{
  JsonNode *node =
      index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* jCard (RFC 7095): ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "The Shop"]]]
 * (nullable) (transfer full) */
static char *
read_card_name (JsonObject *entity)
{
  JsonNode *node = json_object_get_member (entity, "vcardArray");
  JsonArray *card =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonArray *properties = card != NULL ? get_array (card, 1) : NULL;

  for (guint i = 0;
       properties != NULL && i < MIN (json_array_get_length (properties), MAX_PROPERTIES); i++)
    {
      JsonArray *property = get_array (properties, i);
      const char *value;

      if (property == NULL || g_strcmp0 (get_text (property, 0), "fn") != 0)
        continue;
      value = get_text (property, 3);
      return value != NULL && *value != '\0' ? lw_excerpt (value, MAX_NAME_CHARS) : NULL;
    }

  return NULL;
}

static gboolean
is_registrar (JsonObject *entity)
{
  g_auto (GStrv) roles = NULL;

  return lw_json_read_strings (entity, "roles", &roles, NULL) && roles != NULL &&
         g_strv_contains ((const char *const *) roles, "registrar");
}

/* (nullable) (transfer full) */
static char *
read_registrar (JsonObject *object)
{
  JsonArray *entities = NULL;

  if (!lw_json_read_objects (object, "entities", FALSE, &entities, NULL) || entities == NULL)
    return NULL;

  for (guint i = 0; i < MIN (json_array_get_length (entities), MAX_ENTITIES); i++)
    {
      JsonObject *entity = json_array_get_object_element (entities, i);

      if (is_registrar (entity))
        return read_card_name (entity);
    }

  return NULL;
}

/**
 * lw_registration_parse_rdap:
 * @fields: domain, source and asked_at are used
 * @json: the answer of a register (RFC 9083, section 5.3), which may be hostile
 * @length: its bytes, -1 up to the zero byte
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Only what is needed is looked at: the rest of such an answer is about people.
 *
 * Returns: (transfer full) (nullable): the registration
 */
LwRegistration *
lw_registration_parse_rdap (const LwRegistrationFields *fields,
                            const char *json,
                            gssize length,
                            GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_auto (Reading) reading = { 0 };
  const char *kind = NULL;
  JsonObject *object;

  g_return_val_if_fail (fields != NULL && fields->domain != NULL && json != NULL, NULL);

  node = lw_json_parse_object (json, length, LW_REGISTRATION_BYTES_MAX, error);
  if (node == NULL)
    return NULL;

  object = json_node_get_object (node);
  if (!lw_json_read_string (object, "objectClassName", TRUE, &kind, error) ||
      !is_about (object, fields->domain, error) || !read_status (object, &reading.status, error))
    return NULL;
  if (!g_str_equal (kind, "domain"))
    {
      lw_json_refuse (error, "objectClassName", _ ("The member “%s” must be “domain”."));
      return NULL;
    }

  reading.domain = g_strdup (fields->domain);
  reading.source = g_strdup (fields->source);
  reading.asked_at = fields->asked_at;
  reading.registrar = read_registrar (object);
  read_events (object, &reading.expires_at);
  return make (&reading);
}

/**
 * lw_registration_to_json:
 * @self: a registration
 *
 * Returns: (transfer full): everything about it
 */
JsonNode *
lw_registration_to_json (LwRegistration *self)
{
  g_autoptr (JsonBuilder) builder = NULL;
  const LwRegistrationFields *fields;

  g_return_val_if_fail (self != NULL, NULL);

  fields = lw_registration_get (self);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "domain", fields->domain);
  lw_json_add_string (builder, "outcome", lw_registration_outcome_get_id (fields->outcome));
  lw_json_add_strings (builder, "status", fields->status);
  lw_json_add_time (builder, "expires_at", fields->expires_at);
  lw_json_add_string (builder, "registrar", fields->registrar);
  lw_json_add_string (builder, "source", fields->source);
  lw_json_add_string (builder, "note", fields->note);
  lw_json_add_time (builder, "asked_at", fields->asked_at);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static const char *
get_outcome_id (guint value)
{
  return lw_registration_outcome_get_id ((LwRegistrationOutcome) value);
}

/**
 * lw_registration_from_json:
 * @object: what [method@Registration.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Returns: (transfer full) (nullable): the registration
 */
LwRegistration *
lw_registration_from_json (JsonObject *object, GError **error)
{
  g_auto (Reading) reading = { 0 };

  g_return_val_if_fail (object != NULL, NULL);

  if (!lw_json_read_name (object, "domain", TRUE, &reading.domain, error) ||
      !lw_json_read_word (object, "outcome", get_outcome_id, LW_REGISTRATION_NOT_TESTED,
                          &reading.outcome, error) ||
      !read_status (object, &reading.status, error) ||
      !lw_json_read_time (object, "expires_at", &reading.expires_at, error) ||
      !lw_json_read_text (object, "registrar", MAX_NAME_CHARS, &reading.registrar, error) ||
      !lw_json_read_text (object, "source", MAX_SOURCE_CHARS, &reading.source, error) ||
      !lw_json_read_text (object, "note", MAX_NOTE_CHARS, &reading.note, error) ||
      !lw_json_read_time (object, "asked_at", &reading.asked_at, error))
    return NULL;

  return make (&reading);
}
