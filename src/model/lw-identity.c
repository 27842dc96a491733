/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-identity-private.h"

#include "lw-json.h"
#include "lw-name.h"

#define MAX_OTHERS 4

const char *
lw_identity_outcome_get_id (LwIdentityOutcome outcome)
{
  switch (outcome)
    {
    case LW_IDENTITY_UNKNOWN:
      return "unknown";
    case LW_IDENTITY_FOUND:
      return "found";
    case LW_IDENTITY_ASK:
      return "ask";
    case LW_IDENTITY_SEVERAL:
      return "several";
    case LW_IDENTITY_OWN:
      return "own";
    case LW_IDENTITY_NONE:
      return "none";
    }

  g_return_val_if_reached (NULL);
}

void
lw_identity_tally_init (LwIdentityTally *self, const char *domain)
{
  *self = (LwIdentityTally){
    .domain = domain,
    .ids = g_ptr_array_new_with_free_func (g_free),
    .names = g_ptr_array_new_with_free_func (g_free),
    .others = g_ptr_array_new_with_free_func (g_free),
  };
}

void
lw_identity_tally_clear (LwIdentityTally *self)
{
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->others, g_ptr_array_unref);
}

static gboolean
holds (GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

void
lw_identity_tally_add_known (LwIdentityTally *self, const char *id, const char *name)
{
  if (holds (self->ids, id))
    return;

  g_ptr_array_add (self->ids, g_strdup (id));
  g_ptr_array_add (self->names, g_strdup (name));
}

void
lw_identity_tally_add_other (LwIdentityTally *self, const char *server, gboolean own)
{
  g_autofree char *registered = lw_name_registrable (server);
  g_autofree char *shown = registered != NULL ? lw_name_display (registered) : NULL;

  if (own)
    self->has_own = TRUE;
  else
    self->has_unknown = TRUE;
  if (shown != NULL && self->others->len < MAX_OTHERS && !holds (self->others, shown))
    g_ptr_array_add (self->others, g_steal_pointer (&shown));
}

/* (transfer full) */
static char **
join (GPtrArray *first, GPtrArray *second)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < first->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (first, i));
  for (guint i = 0; second != NULL && i < second->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (second, i));

  return g_strv_builder_end (builder);
}

static LwIdentityOutcome
choose_outcome (LwIdentityTally *self)
{
  if (self->ids->len + self->has_own + self->has_unknown > 1)
    return LW_IDENTITY_SEVERAL;
  if (self->ids->len == 1)
    return LW_IDENTITY_FOUND;

  return self->has_own ? LW_IDENTITY_OWN : LW_IDENTITY_UNKNOWN;
}

void
lw_identity_tally_finish (LwIdentityTally *self, LwIdentityPart *part)
{
  part->outcome = choose_outcome (self);
  part->ids = (const char *const *) join (self->ids, NULL);
  part->names = (const char *const *) join (self->names, self->others);
}

/**
 * lw_identity_from_evidence:
 * @evidence: what was seen
 *
 * Returns: (transfer full): who is who, as far as it shows
 */
LwIdentity *
lw_identity_from_evidence (LwEvidence *evidence)
{
  LwIdentity *self;

  g_return_val_if_fail (LW_IS_EVIDENCE (evidence), NULL);

  self = g_new0 (LwIdentity, 1);
  lw_identity_read_dns_host (evidence, &self->dns_host);
  lw_identity_read_mail_service (evidence, &self->mail_service);

  return self;
}

static void
part_clear (LwIdentityPart *part)
{
  g_strfreev ((char **) part->ids);
  g_strfreev ((char **) part->names);
  g_free ((char *) part->connect);
  g_free ((char *) part->kind);
  g_free ((char *) part->behind);
  g_free ((char *) part->behind_name);
}

void
lw_identity_free (LwIdentity *self)
{
  part_clear (&self->dns_host);
  part_clear (&self->mail_service);
  g_free (self);
}

const LwIdentityPart *
lw_identity_get_dns_host (LwIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->dns_host;
}

const LwIdentityPart *
lw_identity_get_mail_service (LwIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->mail_service;
}

static void
begin_part (JsonBuilder *builder, const char *member, const LwIdentityPart *part)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "outcome", lw_identity_outcome_get_id (part->outcome));
  lw_json_add_strings (builder, "ids", part->ids);
  lw_json_add_strings (builder, "names", part->names);
}

/**
 * lw_identity_to_json:
 * @self: who is who
 *
 * Returns: (transfer full): everything about it
 */
JsonNode *
lw_identity_to_json (LwIdentity *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  begin_part (builder, "dns_host", &self->dns_host);
  lw_json_add_string (builder, "connect", self->dns_host.connect);
  json_builder_end_object (builder);
  begin_part (builder, "mail_service", &self->mail_service);
  lw_json_add_string (builder, "kind", self->mail_service.kind);
  lw_json_add_string (builder, "behind", self->mail_service.behind);
  lw_json_add_string (builder, "behind_name", self->mail_service.behind_name);
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
