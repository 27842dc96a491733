/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-arrival.h"
#include "lw-evidence.h"
#include "lw-finding.h"
#include "lw-mx-list.h"
#include "lw-push.h"

G_BEGIN_DECLS

/* Model objects such as a look at anna-berg.example gives, for tests and pictures. */
#define SAMPLE_DOMAIN "anna-berg.example."

LwRecordSet *sample_mx (guint32 ttl, const char *first, ...) G_GNUC_NULL_TERMINATED;
LwMxList *sample_mx_list (void);
LwEvidence *sample_evidence (void);
GPtrArray *sample_findings (void);
LwZone *sample_zone (LwRecordSet *mx);
/* two servers instead of one; @to_null: the null MX instead */
LwPlan *sample_plan (gboolean to_null);
LwArrival *sample_arrival (gboolean complete);
GPtrArray *sample_pushes (void);

G_END_DECLS
