/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mail-service.h"

#include "lw-json-facts.h"
#include "lw-json.h"
#include "lw-model-resources.h"
#include "lw-name-pattern.h"
#include "lw-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define FOLDER "/io/github/letterway/Letterway/model/services/"
#define MAX_FILE_BYTES (64 * 1024)
#define MAX_PATTERNS 64
#define MAX_ID_CHARS 32
#define MAX_NAME_CHARS 60

struct _LwMailService
{
  gatomicrefcount ref_count;

  char *id;
  char *name;
  GPtrArray *mx; /* (owned) (element-type GPatternSpec) */
  GStrv spf;     /* (owned): names as used inside */
  guint kind;
};

static const char *const service_members[] = { "schema", "id", "name", "kind", "detect", NULL };
static const char *const detect_members[] = { "mx", "spf", NULL };

const char *
lw_mail_service_kind_get_id (LwMailServiceKind kind)
{
  switch (kind)
    {
    case LW_MAIL_SERVICE_MAILBOX:
      return "mailbox";
    case LW_MAIL_SERVICE_FORWARDER:
      return "forwarder";
    case LW_MAIL_SERVICE_INBOUND:
      return "inbound";
    case LW_MAIL_SERVICE_GATEWAY:
      return "gateway";
    case LW_MAIL_SERVICE_BOUNCE:
      return "bounce";
    }

  g_return_val_if_reached (NULL);
}

LwMailService *
lw_mail_service_ref (LwMailService *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_mail_service_unref (LwMailService *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->mx, g_ptr_array_unref);
  g_strfreev (self->spf);
  g_free (self);
}

static const char *
get_kind_id (guint value)
{
  return lw_mail_service_kind_get_id ((LwMailServiceKind) value);
}

static gboolean
is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= MAX_ID_CHARS && text[length] == '\0';
}

static gboolean
read_texts (LwMailService *self, JsonObject *object, GError **error)
{
  const char *id = NULL;

  if (!lw_json_read_string (object, "id", TRUE, &id, error) ||
      !lw_json_read_text (object, "name", MAX_NAME_CHARS, &self->name, error) ||
      !lw_json_read_word (object, "kind", get_kind_id, LW_MAIL_SERVICE_BOUNCE, &self->kind, error))
    return FALSE;
  if (!is_id (id))
    return lw_json_refuse (
        error, "id", _ ("The member “%s” must have 1 to 32 letters a–z, digits and hyphens."));
  if (self->name == NULL || *self->name == '\0')
    return lw_json_refuse (error, "name", _ ("The member “%s” is missing."));

  self->id = g_strdup (id);
  return TRUE;
}

/* To the form used inside; FALSE for what is no name */
static gboolean
normalise (char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      char *name = i < MAX_PATTERNS ? lw_name_normalise (names[i], NULL) : NULL;

      if (name == NULL)
        return FALSE;
      g_free (names[i]);
      names[i] = name;
    }

  return TRUE;
}

static gboolean
read_detect (LwMailService *self, JsonObject *object, GError **error)
{
  JsonObject *detect = NULL;
  g_auto (GStrv) mx = NULL;

  if (!lw_json_read_object (object, "detect", &detect, error))
    return FALSE;
  if (detect == NULL)
    return lw_json_refuse (error, "detect", _ ("The member “%s” is missing."));
  if (!lw_json_only_members (detect, detect_members, error) ||
      !lw_json_read_strings (detect, "mx", &mx, error) ||
      !lw_json_read_strings (detect, "spf", &self->spf, error))
    return FALSE;
  if (!normalise (self->spf))
    return lw_json_refuse (error, "spf", _ ("The member “%s” must be a list of names."));

  self->mx = lw_name_patterns_new ((const char *const *) mx, MAX_PATTERNS, error);
  return self->mx != NULL;
}

/**
 * lw_mail_service_read:
 * @object: a description, which a world's file may bring
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Returns: (transfer full) (nullable): the service
 */
LwMailService *
lw_mail_service_read (JsonObject *object, GError **error)
{
  g_autoptr (LwMailService) self = g_new0 (LwMailService, 1);

  g_return_val_if_fail (object != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  if (!lw_json_check_schema (object, 1, error) ||
      !lw_json_only_members (object, service_members, error) || !read_texts (self, object, error) ||
      !read_detect (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
lw_mail_service_get_id (LwMailService *self)
{
  return self->id;
}

const char *
lw_mail_service_get_name (LwMailService *self)
{
  return self->name;
}

LwMailServiceKind
lw_mail_service_get_kind (LwMailService *self)
{
  return (LwMailServiceKind) self->kind;
}

gboolean
lw_mail_service_has_server (LwMailService *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return lw_name_patterns_match (self->mx, name);
}

gboolean
lw_mail_service_has_policy (LwMailService *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return self->spf != NULL && g_strv_contains ((const char *const *) self->spf, name);
}

static void
add_built_in (GPtrArray *services, const char *file)
{
  g_autofree char *path = g_strconcat (FOLDER, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = g_resource_lookup_data (lw_model_get_resource (), path, 0, &error);
  g_autoptr (JsonNode) node = NULL;
  LwMailService *service = NULL;

  if (json != NULL)
    node = lw_json_parse_object (g_bytes_get_data (json, NULL), g_bytes_get_size (json),
                                 MAX_FILE_BYTES, &error);
  if (node != NULL)
    service = lw_mail_service_read (json_node_get_object (node), &error);
  if (service == NULL)
    g_error ("%s: %s", file, error->message);

  g_ptr_array_add (services, service);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LwMailService *const *) a)->id, (*(LwMailService *const *) b)->id);
}

static gpointer
read_built_in (gpointer unused)
{
  GPtrArray *services = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_service_unref);
  g_auto (GStrv) files = g_resource_enumerate_children (lw_model_get_resource (), FOLDER, 0, NULL);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    add_built_in (services, files[i]);

  g_ptr_array_sort (services, compare_ids);
  return services;
}

/**
 * lw_mail_services_get:
 *
 * Returns: (transfer none) (element-type LwMailService): all that are built in, by id
 */
GPtrArray *
lw_mail_services_get (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_built_in, NULL);
}
