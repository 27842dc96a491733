/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  LW_MAIL_SERVICE_MAILBOX,
  LW_MAIL_SERVICE_FORWARDER, /* sends on to mailboxes elsewhere */
  LW_MAIL_SERVICE_INBOUND,   /* gives letters to programs */
  LW_MAIL_SERVICE_GATEWAY,   /* filters; the mailboxes are behind it */
  LW_MAIL_SERVICE_BOUNCE,    /* takes what could not be delivered: nobody's mail service */
} LwMailServiceKind;
const char *lw_mail_service_kind_get_id (LwMailServiceKind kind); /* "mailbox" */

/* A mail service as data/services/ID.json describes it. Immutable, reference-counted.
 *
 * {"schema":1,"id":"fastmail","name":"Fastmail","kind":"mailbox",
 *  "detect":{"mx":["*.messagingengine.com"],      names of its mail servers
 *            "spf":["spf.messagingengine.com"]}}  what a domain that sends by it includes */
typedef struct _LwMailService LwMailService;

/* LW_ERROR_FORMAT with the member's name */
LwMailService *lw_mail_service_read (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwMailService *lw_mail_service_ref (LwMailService *self);
void lw_mail_service_unref (LwMailService *self);
const char *lw_mail_service_get_id (LwMailService *self);
const char *lw_mail_service_get_name (LwMailService *self);
LwMailServiceKind lw_mail_service_get_kind (LwMailService *self);
/* @name: of a mail server, as used inside */
gboolean lw_mail_service_has_server (LwMailService *self, const char *name);
/* @name: that an SPF policy includes; such names need not be hosts ("_spf.google.com.") */
gboolean lw_mail_service_has_policy (LwMailService *self, const char *name);

/* All built-in ones, by id. (transfer none) (element-type LwMailService) */
GPtrArray *lw_mail_services_get (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwMailService, lw_mail_service_unref)

G_END_DECLS
