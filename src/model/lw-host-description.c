/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-host-description.h"

#include "lw-error.h"
#include "lw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_BYTES (256 * 1024)
#define MAX_FIELDS 16
#define MAX_VALUE_BYTES (16 * 1024)
#define MAX_CHANGES 100000

typedef struct
{
  LwHostField field; /* its strings are owned here */
  GRegex *regex;     /* (owned) (nullable) */
} Field;

/**
 * LwHostDescription:
 *
 * A DNS host as `data/providers/ID.json` describes it: its name, what a key consists of, where to
 * get one.
 */
struct _LwHostDescription
{
  gatomicrefcount ref_count;

  char *id;
  char *name;
  char *kind;
  char *base;        /* (nullable) */
  char *rights;      /* (nullable) */
  char *url;         /* (nullable) */
  GPtrArray *fields; /* (owned) (element-type Field) */
  guint changes_per_request;
};

G_DEFINE_BOXED_TYPE (LwHostDescription,
                     lw_host_description,
                     lw_host_description_ref,
                     lw_host_description_unref)

static const char *const host_members[] = {
  "schema", "id", "name", "kind", "base", "fields", "rights", "url", "limits", "features", NULL,
};
static const char *const field_members[] = {
  "id", "label", "secret", "optional", "default", "pattern", "example", "help", "choices", NULL,
};
static const char *const limit_members[] = { "changes_per_request", NULL };

static void
field_free (Field *self)
{
  g_free ((char *) self->field.id);
  g_free ((char *) self->field.label);
  g_free ((char *) self->field.help);
  g_free ((char *) self->field.example);
  g_free ((char *) self->field.default_value);
  g_free ((char *) self->field.pattern);
  g_strfreev ((char **) self->field.choices);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Field, field_free)

LwHostDescription *
lw_host_description_ref (LwHostDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_host_description_unref (LwHostDescription *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->base);
  g_free (self->rights);
  g_free (self->url);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *member, const char *why)
{
  lw_set_error (error, LW_ERROR_FORMAT, member, NULL, _ ("In “%s”: %s"), member, why);
  return FALSE;
}

static gboolean
is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-_");

  return length > 0 && length <= 32 && text[length] == '\0';
}

static gboolean
copy_string (JsonObject *object, const char *member, gboolean required, char **copy, GError **error)
{
  const char *value = NULL;

  if (!lw_json_read_string (object, member, required, &value, error))
    return FALSE;
  if (required && *value == '\0')
    return refuse (error, member, _ ("a text is needed."));

  *copy = g_strdup (value);
  return TRUE;
}

static gboolean
copy_id (JsonObject *object, const char *member, char **copy, GError **error)
{
  if (!copy_string (object, member, TRUE, copy, error))
    return FALSE;

  return is_id (*copy) ||
         refuse (error, member, _ ("an id has 1 to 32 letters a–z, digits and hyphens."));
}

static gboolean
copy_https (JsonObject *object, const char *member, char **copy, GError **error)
{
  if (!copy_string (object, member, FALSE, copy, error))
    return FALSE;

  return *copy == NULL ||
         (g_str_has_prefix (*copy, "https://") && g_uri_is_valid (*copy, 0, NULL)) ||
         refuse (error, member, _ ("an address that begins with https is needed."));
}

/* The whole value must match, not a part of it, and not a value with a line end after it. */
static gboolean
compile_pattern (Field *self, GError **error)
{
  g_autofree char *whole = NULL;

  if (self->field.pattern == NULL)
    return TRUE;

  whole = g_strdup_printf ("^(?:%s)$", self->field.pattern);
  self->regex = g_regex_new (whole, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  return self->regex != NULL || refuse (error, "pattern", _ ("this is no regular expression."));
}

/* (nullable) */
static Field *
read_field (JsonObject *object, GError **error)
{
  g_autoptr (Field) self = g_new0 (Field, 1);
  LwHostField *field = &self->field;

  if (!lw_json_only_members (object, field_members, error) ||
      !copy_id (object, "id", (char **) &field->id, error) ||
      !copy_string (object, "label", TRUE, (char **) &field->label, error) ||
      !copy_string (object, "help", FALSE, (char **) &field->help, error) ||
      !copy_string (object, "example", FALSE, (char **) &field->example, error) ||
      !copy_string (object, "default", FALSE, (char **) &field->default_value, error) ||
      !copy_string (object, "pattern", FALSE, (char **) &field->pattern, error) ||
      !lw_json_read_strings (object, "choices", (char ***) &field->choices, error) ||
      !lw_json_read_boolean (object, "secret", &field->secret, error) ||
      !lw_json_read_boolean (object, "optional", &field->optional, error) ||
      !compile_pattern (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* (nullable) */
static Field *
find_field (LwHostDescription *self, const char *field_id)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->field.id, field_id))
        return field;
    }

  return NULL;
}

static gboolean
read_fields (LwHostDescription *self, JsonObject *object, GError **error)
{
  JsonArray *array = NULL;

  if (!lw_json_read_objects (object, "fields", TRUE, &array, error))
    return FALSE;
  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_FIELDS)
    return refuse (error, "fields", _ ("a key has 1 to 16 fields."));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (Field) field = read_field (json_array_get_object_element (array, i), error);

      if (field == NULL)
        return FALSE;
      if (find_field (self, field->field.id) != NULL)
        return refuse (error, "fields", _ ("two fields have the same id."));
      g_ptr_array_add (self->fields, g_steal_pointer (&field));
    }

  return TRUE;
}

static gboolean
read_limits (LwHostDescription *self, JsonObject *object, GError **error)
{
  JsonObject *limits = NULL;
  JsonObject *features = NULL;
  gint64 changes = 1;

  if (!lw_json_read_object (object, "limits", &limits, error) ||
      !lw_json_read_object (object, "features", &features, error))
    return FALSE;
  if (limits != NULL &&
      (!lw_json_only_members (limits, limit_members, error) ||
       !lw_json_read_number (limits, "changes_per_request", 1, MAX_CHANGES, &changes, error)))
    return FALSE;

  self->changes_per_request = changes;
  return TRUE;
}

/**
 * lw_host_description_parse:
 * @json: the text of a description
 * @length: bytes, or -1 when it ends with a zero byte
 * @error: `LW_ERROR_FORMAT` with the member's name as its field
 *
 * Returns: (transfer full) (nullable): the description
 */
LwHostDescription *
lw_host_description_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse_object (json, length, MAX_FILE_BYTES, error);
  g_autoptr (LwHostDescription) self = NULL;
  JsonObject *object;

  if (node == NULL)
    return NULL;

  self = g_new0 (LwHostDescription, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);

  object = json_node_get_object (node);
  if (!lw_json_check_schema (object, 1, error) ||
      !lw_json_only_members (object, host_members, error) ||
      !copy_id (object, "id", &self->id, error) ||
      !copy_string (object, "name", TRUE, &self->name, error) ||
      !copy_id (object, "kind", &self->kind, error) ||
      !copy_https (object, "base", &self->base, error) ||
      !copy_https (object, "url", &self->url, error) ||
      !copy_string (object, "rights", FALSE, &self->rights, error) ||
      !read_fields (self, object, error) || !read_limits (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
lw_host_description_get_id (LwHostDescription *self)
{
  return self->id;
}

const char *
lw_host_description_get_name (LwHostDescription *self)
{
  return self->name;
}

const char *
lw_host_description_get_kind (LwHostDescription *self)
{
  return self->kind;
}

const char *
lw_host_description_get_base (LwHostDescription *self)
{
  return self->base;
}

const char *
lw_host_description_get_rights (LwHostDescription *self)
{
  return self->rights;
}

const char *
lw_host_description_get_url (LwHostDescription *self)
{
  return self->url;
}

guint
lw_host_description_get_changes_per_request (LwHostDescription *self)
{
  return self->changes_per_request;
}

guint
lw_host_description_get_n_fields (LwHostDescription *self)
{
  return self->fields->len;
}

const LwHostField *
lw_host_description_get_field (LwHostDescription *self, guint index)
{
  Field *field;

  g_return_val_if_fail (index < self->fields->len, NULL);

  field = g_ptr_array_index (self->fields, index);
  return &field->field;
}

static gboolean
refuse_value (GError **error, const LwHostField *field, const char *why)
{
  g_autofree char *step = NULL;

  if (field->example != NULL)
    step = g_strdup_printf (_ ("It looks like “%s”."), field->example);

  lw_set_error (error, LW_ERROR_INVALID, field->id, step != NULL ? step : field->help, "%s", why);
  return FALSE;
}

/* "[A-Za-z0-9]{40}" says how long a value is; 0 when the pattern does not say so */
static guint
fixed_length (const char *pattern)
{
  const char *end = pattern[0] == '[' ? strstr (pattern, "]{") : NULL;
  char *rest = NULL;
  guint64 length = end != NULL ? g_ascii_strtoull (end + 2, &rest, 10) : 0;

  return rest != NULL && g_str_equal (rest, "}") && length <= MAX_VALUE_BYTES ? length : 0;
}

static gboolean
refuse_pattern (GError **error, const LwHostField *field, const char *value)
{
  guint length = fixed_length (field->pattern);
  guint found = g_utf8_strlen (value, -1);
  g_autofree char *why = NULL;

  if (length != 0 && found != length)
    /* Translators: %s is the label of a field, such as “API key”. */
    why = g_strdup_printf (_ ("“%s” has %u characters; this one has %u."), field->label, length,
                           found);
  else
    why = g_strdup_printf (_ ("“%s” has a form that this host does not use."), field->label);

  return refuse_value (error, field, why);
}

static gboolean
refuse_choice (GError **error, const LwHostField *field)
{
  g_autofree char *choices = g_strjoinv (", ", (char **) field->choices);
  g_autofree char *why =
      g_strdup_printf (_ ("“%s” must be one of these: %s."), field->label, choices);

  return refuse_value (error, field, why);
}

static gboolean
is_clean (const char *value)
{
  if (strlen (value) > MAX_VALUE_BYTES || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;

  return TRUE;
}

static gboolean
check_filled (Field *self, const char *value, GError **error)
{
  const LwHostField *field = &self->field;
  g_autofree char *why = NULL;

  if (!is_clean (value))
    {
      why = g_strdup_printf (_ ("“%s” is too long or holds signs that cannot be typed."),
                             field->label);
      return refuse_value (error, field, why);
    }
  if (field->choices != NULL && !g_strv_contains (field->choices, value))
    return refuse_choice (error, field);
  if (self->regex != NULL && !g_regex_match (self->regex, value, 0, NULL))
    return refuse_pattern (error, field, value);

  return TRUE;
}

/**
 * lw_host_description_check_value:
 * @self: a description
 * @field_id: one of its fields
 * @value: (nullable): what the person gave
 * @error: `LW_ERROR_INVALID` with the field's id; never quotes the value
 *
 * Checks one value without asking the host.
 *
 * Returns: whether it may be a value of that field
 */
gboolean
lw_host_description_check_value (LwHostDescription *self,
                                 const char *field_id,
                                 const char *value,
                                 GError **error)
{
  Field *field;
  g_autofree char *why = NULL;

  g_return_val_if_fail (self != NULL && field_id != NULL, FALSE);

  field = find_field (self, field_id);
  if (field == NULL)
    {
      lw_set_error (error, LW_ERROR_INVALID, field_id, NULL, _ ("A key of %s has no such field."),
                    self->name);
      return FALSE;
    }
  if (value != NULL && *value != '\0')
    return check_filled (field, value, error);
  if (field->field.optional)
    return TRUE;

  why = g_strdup_printf (_ ("“%s” is missing."), field->field.label);
  return refuse_value (error, &field->field, why);
}
