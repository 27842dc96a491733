/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-checks.h"

G_BEGIN_DECLS

/* One mail server as the MX set names it */
typedef struct
{
  char *host; /* (owned) */
  guint16 preference;
} LwJudgedHost;

/* What the checks of one judgement share. For this room only. */
typedef struct
{
  LwEvidence *evidence;
  const char *domain;
  const char *zone;    /* the zone that it lies in; the domain itself while that is not known */
  char *shown;         /* the domain for people */
  LwRecordSet *mx;     /* (nullable): NULL when there is none, or it is not known */
  GPtrArray *hosts;    /* (owned) (element-type LwJudgedHost): by preference; without MX the domain
                          itself when it has an address */
  GHashTable *blamed;  /* (owned) (element-type utf8): hosts whose cause is found already */
  GPtrArray *findings; /* (owned) (element-type LwFinding) */
  gint64 now;
  gboolean is_over;  /* a judge found why nothing more can be told */
  gboolean has_ipv6; /* something answered over IPv6, or nothing was asked over it */
} LwJudgement;

typedef void (*LwJudge) (LwJudgement *self, const LwCheck *check);

void lw_judgement_begin (LwJudgement *self, LwEvidence *evidence, gint64 now);
void lw_judgement_end (LwJudgement *self);

/* @owner: whose it is to mend; @fix: (nullable) */
void lw_judgement_add (LwJudgement *self,
                       const LwCheck *check,
                       LwLevel level,
                       const char *owner,
                       LwRecordSet *fix,
                       const char *result,
                       const char *reason,
                       const char *step);
gboolean lw_judgement_found (LwJudgement *self, const char *id);
gboolean lw_judgement_found_error (LwJudgement *self, const char *id);

/* (nullable): one of the evidence's answers when it was asked over what works here, and fits.
 * @owner: (nullable); @type: 0 for any */
const LwAnswerFields *
lw_judgement_get_row (LwJudgement *self, guint index, LwRole role, const char *owner, guint16 type);
/* SET, NO_DATA, NXDOMAIN */
gboolean lw_judgement_is_usable (const LwAnswerFields *row);
/* Whether it was asked, and over a protocol that works here */
gboolean lw_judgement_counts (LwJudgement *self, const char *address);
/* (nullable) */
LwMailHost *lw_judgement_find_mail_host (LwJudgement *self, const char *host);

/* lw-check-entries.c: entries about mail beside the MX set */
/* (transfer full) (element-type utf8): the domain itself, and the names with a text about mail that
 * its servers were asked for */
GPtrArray *lw_judgement_list_texts (LwJudgement *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what one of the domain's own servers has there; an empty answer when all are empty */
const LwAnswerFields *lw_judgement_find_own (LwJudgement *self, const char *owner, guint16 type);
/* (nullable) (transfer full): the values that are about mail */
LwRecordSet *lw_judgement_pick_mail_values (LwJudgement *self,
                                            const LwAnswerFields *row) G_GNUC_WARN_UNUSED_RESULT;
/* whether a text of the set begins so; @set: (nullable) */
gboolean lw_judgement_has_value (LwRecordSet *set, const char *begin);

typedef gboolean (*LwHostTest) (LwJudgement *self, const char *host);
/* The hosts that were not blamed yet and pass @test; they are blamed now */
GPtrArray *lw_judgement_blame (LwJudgement *self, LwHostTest test) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_judgement_is_blamed (LwJudgement *self, const char *host);
/* LW_LEVEL_WARNING when a host is left that was not blamed, else LW_LEVEL_ERROR */
LwLevel lw_judgement_get_level (LwJudgement *self);
/* "mx1.example.net, mx2.example.net" for people. @hosts: (element-type utf8) */
char *lw_judgement_list (GPtrArray *hosts) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) (transfer full): another name for a host, NULL drops it */
typedef char *(*LwHostMend) (LwJudgement *self, const char *host);
/* (nullable): the MX set in which @hosts have the names that @mend gives; NULL when none is left */
LwRecordSet *
lw_judgement_mend (LwJudgement *self, GPtrArray *hosts, LwHostMend mend) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
