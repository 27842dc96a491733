/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-credential.h"

#include "lw-error.h"
#include "lw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_JSON_BYTES (64 * 1024)
#define MAX_NAME_CHARS 64
#define MAX_TOLD_FIELD_CHARS 20
#define HIDDEN "•••"

/**
 * LwCredential:
 *
 * A key for one DNS host: the one type that secrets pass through. It prints “•••”, and its memory
 * is wiped when it is freed.
 */
struct _LwCredential
{
  gatomicrefcount ref_count;

  char *host_id;
  char *name;
  GHashTable *fields; /* (owned) (element-type utf8 utf8): values are wiped */
};

G_DEFINE_BOXED_TYPE (LwCredential, lw_credential, lw_credential_ref, lw_credential_unref)

/**
 * lw_secret_free:
 * @secret: (transfer full) (nullable): a text
 *
 * Wipes the text, then frees it.
 */
void
lw_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static gboolean
is_name (const char *name)
{
  gsize length =
      strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-");

  return length > 0 && length <= MAX_NAME_CHARS && name[length] == '\0';
}

/**
 * lw_credential_new:
 * @host_id: id of the DNS host
 * @name: the person's name for this key, 1 to 64 of `A-Za-z0-9 ._-`
 *
 * Returns: (transfer full): a key without any field
 */
LwCredential *
lw_credential_new (const char *host_id, const char *name)
{
  LwCredential *self;

  g_return_val_if_fail (host_id != NULL && name != NULL && is_name (name), NULL);

  self = g_new0 (LwCredential, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->host_id = g_strdup (host_id);
  self->name = g_strdup (name);
  self->fields =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_secret_free);

  return self;
}

LwCredential *
lw_credential_ref (LwCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_credential_unref (LwCredential *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host_id);
  g_free (self->name);
  g_hash_table_unref (self->fields);
  g_free (self);
}

/* (nullable) */
static const LwHostField *
find_field (LwHostDescription *host, const char *field_id)
{
  for (guint i = 0; i < lw_host_description_get_n_fields (host); i++)
    {
      const LwHostField *field = lw_host_description_get_field (host, i);

      if (g_str_equal (field->id, field_id))
        return field;
    }

  return NULL;
}

/* Somebody may have swapped the name of a field and a secret: only what cannot be one is told. */
static const char *
tellable_field (const char *member)
{
  gsize length = strspn (member, "abcdefghijklmnopqrstuvwxyz_");

  return length > 0 && length <= MAX_TOLD_FIELD_CHARS && member[length] == '\0' ? member : "key";
}

static gboolean
only_known_fields (LwHostDescription *host, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL))
    if (find_field (host, member) == NULL)
      {
        lw_set_error (error, LW_ERROR_INVALID, tellable_field (member), NULL,
                      _ ("A key of %s has no such field."), lw_host_description_get_name (host));
        return FALSE;
      }

  return TRUE;
}

/* What is pasted often ends in a space or a line end. */
static gboolean
take_field (LwCredential *self,
            LwHostDescription *host,
            const LwHostField *field,
            JsonObject *object,
            GError **error)
{
  const char *given = NULL;
  char *value;
  gboolean right;

  if (!lw_json_read_string (object, field->id, FALSE, &given, NULL))
    {
      lw_set_error (error, LW_ERROR_INVALID, field->id, NULL, _ ("“%s” must be a text in quotes."),
                    field->label);
      return FALSE;
    }

  value = g_strstrip (g_strdup (given != NULL ? given : ""));
  right = lw_host_description_check_value (host, field->id, value, error);
  if (right && *value != '\0')
    lw_credential_set_field (self, field->id, value);
  else if (right && field->default_value != NULL)
    lw_credential_set_field (self, field->id, field->default_value);
  lw_secret_free (value);

  return right;
}

/**
 * lw_credential_parse:
 * @host: what a key of this host consists of
 * @name: (nullable): the person's name for this key, “default” when `NULL`
 * @json: one JSON object of texts
 * @length: bytes, or -1 when it ends with a zero byte; at most 64 KiB
 * @error: `LW_ERROR_FORMAT` when it is no JSON object; `LW_ERROR_INVALID` with the field's id. No
 *   text of it holds any part of a secret
 *
 * Returns: (transfer full) (nullable): the key; absent optional fields have their default
 */
LwCredential *
lw_credential_parse (LwHostDescription *host,
                     const char *name,
                     const char *json,
                     gssize length,
                     GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LwCredential) self = NULL;
  JsonObject *object;

  g_return_val_if_fail (host != NULL && json != NULL, NULL);

  if (name != NULL && !is_name (name))
    {
      lw_set_error (error, LW_ERROR_INVALID, "name", _ ("Give it a short name, such as “home”."),
                    _ ("The name of a key has 1 to 64 letters, digits, spaces, “.”, “_” or “-”."));
      return NULL;
    }

  node = lw_json_parse_object (json, length, MAX_JSON_BYTES, error);
  if (node == NULL)
    return NULL;

  object = json_node_get_object (node);
  if (!only_known_fields (host, object, error))
    return NULL;

  self = lw_credential_new (lw_host_description_get_id (host), name != NULL ? name : "default");
  for (guint i = 0; i < lw_host_description_get_n_fields (host); i++)
    if (!take_field (self, host, lw_host_description_get_field (host, i), object, error))
      return NULL;

  return g_steal_pointer (&self);
}

const char *
lw_credential_get_host_id (LwCredential *self)
{
  return self->host_id;
}

const char *
lw_credential_get_name (LwCredential *self)
{
  return self->name;
}

void
lw_credential_set_field (LwCredential *self, const char *field_id, const char *value)
{
  g_return_if_fail (self != NULL && field_id != NULL && value != NULL);

  g_hash_table_replace (self->fields, g_strdup (field_id), g_strdup (value));
}

const char *
lw_credential_get_field (LwCredential *self, const char *field_id)
{
  g_return_val_if_fail (self != NULL && field_id != NULL, NULL);

  return g_hash_table_lookup (self->fields, field_id);
}

/**
 * lw_credential_to_json:
 * @self: a key
 *
 * For the keyring only: the text holds the secrets. [func@Credential.parse] reads it.
 *
 * Returns: (transfer full): the text; free it with [func@secret_free]
 */
char *
lw_credential_to_json (LwCredential *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GList) ids = g_hash_table_get_keys (self->fields);

  ids = g_list_sort (ids, (GCompareFunc) g_strcmp0);
  json_builder_begin_object (builder);
  for (GList *l = ids; l != NULL; l = l->next)
    lw_json_add_string (builder, l->data, lw_credential_get_field (self, l->data));
  json_builder_end_object (builder);

  node = json_builder_get_root (builder);
  return lw_json_to_text (node);
}

/**
 * lw_credential_to_string:
 * @self: a key
 * @host: its host's description, which says what is secret
 *
 * Returns: (transfer full): “powerdns/default (url https://…, key •••)”
 */
char *
lw_credential_to_string (LwCredential *self, LwHostDescription *host)
{
  GString *text = g_string_new (NULL);
  const char *separator = " (";

  g_string_append_printf (text, "%s/%s", self->host_id, self->name);
  for (guint i = 0; i < lw_host_description_get_n_fields (host); i++)
    {
      const LwHostField *field = lw_host_description_get_field (host, i);
      const char *value = lw_credential_get_field (self, field->id);

      if (value == NULL)
        continue;
      g_string_append_printf (text, "%s%s %s", separator, field->id,
                              field->secret ? HIDDEN : value);
      separator = ", ";
    }
  if (*separator == ',')
    g_string_append_c (text, ')');

  return g_string_free (text, FALSE);
}
