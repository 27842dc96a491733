/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

/* Members of evidence that tell of the DNS host. LW_ERROR_FORMAT */
gboolean lw_evidence_read_domain_connect (LwEvidence *self, JsonObject *row, GError **error);
gboolean lw_evidence_read_edited (LwEvidence *self, JsonObject *row, GError **error);

/* What lw-evidence.c (what a look saw) and lw-evidence-beside.c (what else is known) share. */

struct _LwEvidence
{
  GObject parent_instance;

  char *domain;
  gint64 started_at;
  gint64 ended_at;
  LwDelegation *delegation;     /* (owned) (nullable) */
  GPtrArray *answers;           /* (owned) (element-type LwAnswer) */
  GPtrArray *mail_hosts;        /* (owned) (element-type LwMailHost) */
  GPtrArray *smtp_facts;        /* (owned) (element-type LwSmtpFacts) */
  LwSeal *seal;                 /* (owned) (nullable) */
  GPtrArray *host_seals;        /* (owned) (element-type LwHostSeal) */
  LwRegistration *registration; /* (owned) (nullable) */
  LwNetwork *network;           /* (owned) (nullable) */
  char *trouble_note;           /* (nullable) */
  LwAnswerStatus trouble_status;
  LwDomainConnect *connect; /* (owned) (nullable) */
  LwEdited *edited;         /* (owned) (nullable) */
  LwChange *pushed;         /* (owned) (nullable) */
  gint64 pushed_at;
  GPtrArray *services; /* (owned) (nullable) (element-type LwMailService) */
  guint has_trouble : 1;
  guint offline : 1;
};

/* Tells who listens that there is more. */
void lw_evidence_emit_added (LwEvidence *self);

G_END_DECLS
