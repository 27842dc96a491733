/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the DNS host of a domain says of itself (Domain Connect, draft-ietf-dconn-domainconnect,
 * section "DNS Provider Discovery"). Immutable, reference-counted. */
typedef struct _LwDomainConnect LwDomainConnect;
/* All texts (nullable) */
typedef struct
{
  const char *provider_id;
  const char *provider_name;
  const char *display_name;
  const char *sync_url;    /* pages where a change is agreed to; https only, as the next two */
  const char *api_url;     /* where programs ask */
  const char *control_url; /* the host's own page for this domain */
  const char *const *name_servers;
} LwDomainConnectFields;

LwDomainConnect *lw_domain_connect_ref (LwDomainConnect *self);
void lw_domain_connect_unref (LwDomainConnect *self);
const LwDomainConnectFields *lw_domain_connect_get (LwDomainConnect *self); /* (transfer none) */

#define LW_DOMAIN_CONNECT_BYTES_MAX (64u * 1024)
/* (nullable) (transfer full): where to ask about @zone. @text: what stands at "_domainconnect" of
 * the zone, as a TXT value, which may be hostile; @base: (nullable): instead of the host in it */
char *lw_domain_connect_make_url (const char *text,
                                  const char *zone,
                                  const char *base) G_GNUC_WARN_UNUSED_RESULT;
/* What came from there, which may be hostile. LW_ERROR_FORMAT */
LwDomainConnect *lw_domain_connect_parse (const char *zone,
                                          const char *json,
                                          gssize length,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lw_domain_connect_to_json (LwDomainConnect *self) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_FORMAT */
LwDomainConnect *
lw_domain_connect_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDomainConnect, lw_domain_connect_unref)

G_END_DECLS
