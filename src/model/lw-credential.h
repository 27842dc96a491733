/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-host-description.h"

G_BEGIN_DECLS

/* A key for one DNS host: the one type that secrets pass through. Prints "•••"; its memory is wiped
 * when freed. Reference-counted. */
#define LW_TYPE_CREDENTIAL (lw_credential_get_type ())
typedef struct _LwCredential LwCredential;
GType lw_credential_get_type (void);

/* @name: the person's name for this key ("default" when they give none), [A-Za-z0-9 ._-]{1,64} */
LwCredential *lw_credential_new (const char *host_id, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* One JSON object of strings, checked against the description: unknown, missing and malformed
 * fields are LW_ERROR_INVALID with the field's id. At most 64 KiB. Error texts never hold any part
 * of a secret. */
LwCredential *lw_credential_parse (LwHostDescription *host,
                                   const char *name,
                                   const char *json,
                                   gssize length,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwCredential *lw_credential_ref (LwCredential *self);
void lw_credential_unref (LwCredential *self);
const char *lw_credential_get_host_id (LwCredential *self);
const char *lw_credential_get_name (LwCredential *self);
void lw_credential_set_field (LwCredential *self, const char *field_id, const char *value);
/* (nullable) */
const char *lw_credential_get_field (LwCredential *self, const char *field_id);
/* For the keyring only; free with lw_secret_free() */
char *lw_credential_to_json (LwCredential *self) G_GNUC_WARN_UNUSED_RESULT;
/* "powerdns/default (url https://…, key •••)" */
char *
lw_credential_to_string (LwCredential *self, LwHostDescription *host) G_GNUC_WARN_UNUSED_RESULT;
/* Wipes, then frees. @secret: (nullable) */
void lw_secret_free (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwCredential, lw_credential_unref)

G_END_DECLS
