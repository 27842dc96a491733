/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  LW_REGISTRATION_FOUND,
  LW_REGISTRATION_ABSENT,     /* the register that is in charge does not know the name */
  LW_REGISTRATION_NOT_TESTED, /* nobody could be asked, or what was said is of no use */
} LwRegistrationOutcome;
const char *lw_registration_outcome_get_id (LwRegistrationOutcome outcome); /* "found" */

typedef struct
{
  const char *domain; /* the one that was registered, not a name below it */
  LwRegistrationOutcome outcome;
  const char *const *status; /* (nullable): in RFC 9083's words: "client hold" */
  const char *registrar;     /* (nullable): for people */
  const char *source;        /* (nullable): the address that was asked */
  const char *note;          /* (nullable): why it is not known, a sentence */
  gint64 expires_at;         /* Unix seconds, 0 when it was not said */
  gint64 asked_at;           /* Unix seconds */
} LwRegistrationFields;

/* What the register says about a domain (RDAP, RFC 9083). Immutable, reference-counted. */
typedef struct _LwRegistration LwRegistration;
/* Copies everything */
LwRegistration *lw_registration_new (const LwRegistrationFields *fields) G_GNUC_WARN_UNUSED_RESULT;
LwRegistration *lw_registration_ref (LwRegistration *self);
void lw_registration_unref (LwRegistration *self);
const LwRegistrationFields *lw_registration_get (LwRegistration *self); /* (transfer none) */
/* @status: in RFC 9083's words; some registers write EPP's "clientHold", which is the same */
gboolean lw_registration_has_status (LwRegistration *self, const char *status);

#define LW_REGISTRATION_BYTES_MAX (256u * 1024)
/* The register's answer about @fields->domain, which may be hostile; of the fields domain, source
 * and asked_at are used. An answer about another domain is refused. LW_ERROR_FORMAT */
LwRegistration *lw_registration_parse_rdap (const LwRegistrationFields *fields,
                                            const char *json,
                                            gssize length,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lw_registration_to_json (LwRegistration *self) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_FORMAT */
LwRegistration *
lw_registration_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwRegistration, lw_registration_unref)

G_END_DECLS
