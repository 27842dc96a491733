/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-cli-private.h"

G_BEGIN_DECLS

/* What the files of “letterway check” share. */
typedef struct
{
  gboolean json;
  gboolean no_mail;
  gboolean strict;
  gboolean quiet;
  int timeout_seconds;
  char *rcpt_to;       /* (owned) (nullable): as it was given, then as it is used */
  char *only;          /* (owned) (nullable) */
  char *resolver;      /* (owned) (nullable) */
  char *save;          /* (owned) (nullable): keeps the evidence in this file */
  char *evidence;      /* (owned) (nullable): judges the evidence of this file */
  char *list;          /* (owned) (nullable): a file with domains */
  LwCliKeyOptions key; /* of the DNS host with which the domain is compared */
  LwParts parts;
} LwCheckOptions;

/* A look that ends when its time is up, or with the command */
typedef struct
{
  GCancellable *cancellable; /* (owned) */
  GCancellable *outer;       /* (not owned) */
  gulong outer_id;
  guint timer;
  int seconds;
  gboolean timed_out;
} LwCliPatience;

/* @seconds: 0 for ever; @self must stay where it is until the end */
void lw_cli_patience_begin (LwCliPatience *self, GCancellable *outer, int seconds);
void lw_cli_patience_end (LwCliPatience *self);
/* Takes @error and says what it means */
GError *lw_cli_patience_explain (const LwCliPatience *self, GError *error);

LwLookFlags lw_cli_check_get_flags (const LwCheckOptions *options);
/* @line: of the list, 0 when there is none */
JsonNode *lw_cli_check_to_json (LwSession *session, guint64 line) G_GNUC_WARN_UNUSED_RESULT;
/* The exit code of one domain, and of two together */
int lw_cli_check_get_code (LwSession *session, gboolean strict);
int lw_cli_check_worse (int a, int b);

/* --file */
int lw_cli_check_list (LwCliCall *call, const LwCheckOptions *options);
/* --save; LW_ERROR_FORMAT or G_FILE_ERROR */
gboolean lw_cli_save_evidence (LwEvidence *evidence, const char *path, GError **error);
/* --evidence. @path: "-" for the standard input */
LwEvidence *lw_cli_load_evidence (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
