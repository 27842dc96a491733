/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-identity.h"

G_BEGIN_DECLS

#define LW_IDENTITY_SERVERS_MAX 64 /* more are passed over */

struct _LwIdentity
{
  LwIdentityPart dns_host;     /* its pointers are owned */
  LwIdentityPart mail_service; /* the same */
};

/* Whose the servers of a list are, one after the other. */
typedef struct
{
  const char *domain; /* (not owned): what is registered of it counts as own */
  GPtrArray *ids;     /* (owned) (element-type utf8) */
  GPtrArray *names;   /* (owned) (element-type utf8): of those with an id */
  GPtrArray *others;  /* (owned) (element-type utf8): domains of the others, own ones too */
  gboolean has_own;
  gboolean has_unknown;
} LwIdentityTally;

void lw_identity_tally_init (LwIdentityTally *self, const char *domain);
void lw_identity_tally_clear (LwIdentityTally *self);
void lw_identity_tally_add_known (LwIdentityTally *self, const char *id, const char *name);
void lw_identity_tally_add_other (LwIdentityTally *self, const char *server, gboolean own);
/* Fills the lists and FOUND, SEVERAL, OWN or UNKNOWN */
void lw_identity_tally_finish (LwIdentityTally *self, LwIdentityPart *part);

void lw_identity_read_dns_host (LwEvidence *evidence, LwIdentityPart *part);
void lw_identity_read_mail_service (LwEvidence *evidence, LwIdentityPart *part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LwIdentityTally, lw_identity_tally_clear)

G_END_DECLS
