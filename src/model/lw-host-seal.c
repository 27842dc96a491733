/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-host-seal.h"

#include "lw-json-facts.h"
#include "lw-json.h"

#include <glib/gi18n-lib.h>

#define WHY_CHARS 500

/**
 * LwHostSeal:
 *
 * The verdict on what a sender asks about a mail server.
 */
struct _LwHostSeal
{
  gatomicrefcount ref_count;

  char *host;
  char *why; /* (nullable) */
  LwTrustVerdict verdict;
  guint16 type;
};

LwHostSeal *
lw_host_seal_new (const char *host, guint16 type, LwTrustVerdict verdict, const char *why)
{
  LwHostSeal *self;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_new0 (LwHostSeal, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->host = g_strdup (host);
  self->type = type;
  self->verdict = verdict;
  self->why = why != NULL ? g_utf8_make_valid (why, -1) : NULL;
  if (self->why != NULL && g_utf8_strlen (self->why, -1) > WHY_CHARS)
    *g_utf8_offset_to_pointer (self->why, WHY_CHARS) = '\0';

  return self;
}

LwHostSeal *
lw_host_seal_ref (LwHostSeal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_host_seal_unref (LwHostSeal *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_free (self->why);
  g_free (self);
}

const char *
lw_host_seal_get_host (LwHostSeal *self)
{
  return self->host;
}

guint16
lw_host_seal_get_rr_type (LwHostSeal *self)
{
  return self->type;
}

LwTrustVerdict
lw_host_seal_get_verdict (LwHostSeal *self)
{
  return self->verdict;
}

const char *
lw_host_seal_get_why (LwHostSeal *self)
{
  return self->why;
}

JsonNode *
lw_host_seal_to_json (LwHostSeal *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *type = lw_rr_type_to_string (self->type);

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "host", self->host);
  lw_json_add_string (builder, "type", type);
  lw_json_add_string (builder, "verdict", lw_trust_verdict_get_id (self->verdict));
  lw_json_add_string (builder, "why", self->why);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static const char *
get_verdict_id (guint value)
{
  return lw_trust_verdict_get_id (value);
}

LwHostSeal *
lw_host_seal_from_json (JsonObject *object, GError **error)
{
  g_autofree char *host = NULL;
  const char *type = NULL;
  g_autofree char *why = NULL;
  guint verdict = LW_TRUST_INDETERMINATE;
  guint16 rr_type;

  if (!lw_json_read_name (object, "host", TRUE, &host, error) ||
      !lw_json_read_string (object, "type", TRUE, &type, error) ||
      !lw_json_read_word (object, "verdict", get_verdict_id, LW_TRUST_INDETERMINATE, &verdict,
                          error) ||
      !lw_json_read_text (object, "why", WHY_CHARS, &why, error))
    return NULL;

  rr_type = lw_rr_type_from_string (type);
  if (rr_type != LW_RR_TYPE_A && rr_type != LW_RR_TYPE_AAAA && rr_type != LW_RR_TYPE_TLSA)
    {
      lw_json_refuse (error, "type", _ ("The member “%s” must be A, AAAA or TLSA."));
      return NULL;
    }

  return lw_host_seal_new (host, rr_type, verdict, why);
}
