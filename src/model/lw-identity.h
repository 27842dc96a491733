/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

typedef enum
{
  LW_IDENTITY_UNKNOWN, /* nobody that we know; the names say what can be said */
  LW_IDENTITY_FOUND,
  LW_IDENTITY_ASK,     /* one of two that cannot be told apart from outside */
  LW_IDENTITY_SEVERAL, /* more than one, or one and others that we do not know */
  LW_IDENTITY_OWN,     /* servers of the domain's own */
  LW_IDENTITY_NONE,    /* the domain takes no mail */
} LwIdentityOutcome;
const char *lw_identity_outcome_get_id (LwIdentityOutcome outcome); /* "found" */

typedef struct
{
  LwIdentityOutcome outcome;
  const char *const *ids;   /* those that we know, in the order in which they were met */
  const char *const *names; /* for people: theirs, then the domains of servers we do not know */
  const char *connect;      /* (nullable): DNS host: the id to connect it by */
  const char *kind;         /* (nullable): mail service: "mailbox", "gateway" … where it is one */
  const char *behind;       /* (nullable): id of the mailbox service behind a gateway */
  const char *behind_name;  /* (nullable): its name */
} LwIdentityPart;

/* Who is who about a domain: who looks after its DNS, and who takes its mail. A conclusion from
 * evidence, not evidence itself. It preselects and names; nothing rests on it. Immutable. */
typedef struct _LwIdentity LwIdentity;

/* DNS host: by the name servers that the zone above lists, never by those that the zone lists
 * itself: what is written elsewhere is not public. Mail service: by the mail servers, and behind a
 * gateway by what the domain's list of senders includes. Pure. */
LwIdentity *lw_identity_from_evidence (LwEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;
void lw_identity_free (LwIdentity *self);
const LwIdentityPart *lw_identity_get_dns_host (LwIdentity *self);
const LwIdentityPart *lw_identity_get_mail_service (LwIdentity *self);
JsonNode *lw_identity_to_json (LwIdentity *self) G_GNUC_WARN_UNUSED_RESULT;

/* One line for people: "DNS: Hetzner · Mail: Fastmail · Registered until 3 May 2027". What is not
 * known is left out; (nullable): NULL when nothing is known */
char *lw_evidence_describe_who (LwEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwIdentity, lw_identity_free)

G_END_DECLS
