/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A DNS host as data/providers/ID.json describes it: name, what a key consists of, where to get it.
 * Immutable, reference-counted.
 *
 * {"schema":1,"id":"powerdns","name":"PowerDNS","kind":"powerdns","base":null or "https://…",
 *  "fields":[{"id":"url","label":"Address of the
 * API","secret":false,"optional":false,"default":null,"pattern":"^https?://…","example":"https://dns.example.net:8081",
 *             "help":"…","choices":["hmac-sha256",…]?}],
 *  "rights":"…plain words: least rights…", "url":"https://… page where the key is made"|null,
 *  "limits":{"changes_per_request":100}, "features":{"null_mx":true,…}} */
#define LW_TYPE_HOST_DESCRIPTION (lw_host_description_get_type ())
typedef struct _LwHostDescription LwHostDescription;
GType lw_host_description_get_type (void);

typedef struct
{
  const char *id;
  const char *label;
  const char *help;           /* (nullable) */
  const char *example;        /* (nullable) */
  const char *default_value;  /* (nullable) */
  const char *pattern;        /* (nullable): a GRegex that the whole value must match */
  const char *const *choices; /* (nullable) */
  gboolean secret;
  gboolean optional;
} LwHostField;

LwHostDescription *lw_host_description_parse (const char *json,
                                              gssize length,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All built-in descriptions, sorted by name. (transfer none) (element-type LwHostDescription) */
GPtrArray *lw_host_descriptions_get (void);
/* (nullable) (transfer none) */
LwHostDescription *lw_host_descriptions_find (const char *id);
LwHostDescription *lw_host_description_ref (LwHostDescription *self);
void lw_host_description_unref (LwHostDescription *self);
const char *lw_host_description_get_id (LwHostDescription *self);
const char *lw_host_description_get_name (LwHostDescription *self);
const char *lw_host_description_get_kind (LwHostDescription *self);
const char *lw_host_description_get_base (LwHostDescription *self);   /* (nullable) */
const char *lw_host_description_get_rights (LwHostDescription *self); /* (nullable) */
const char *lw_host_description_get_url (LwHostDescription *self);    /* (nullable) */
guint lw_host_description_get_changes_per_request (LwHostDescription *self);
guint lw_host_description_get_n_fields (LwHostDescription *self);
const LwHostField *lw_host_description_get_field (LwHostDescription *self, guint index);
/* LW_ERROR_INVALID with the field's id: "A key has 40 characters; this one has 38". Never quotes a
 * secret. */
gboolean lw_host_description_check_value (LwHostDescription *self,
                                          const char *field_id,
                                          const char *value,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwHostDescription, lw_host_description_unref)

G_END_DECLS
