/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-cli.h"
#include "lw-session.h"

G_BEGIN_DECLS

/* What the commands share. A command is told step by step: it starts a verb of the session and
 * awaits its result while the main context runs. */
typedef struct
{
  LwServices *services;      /* (not owned) */
  GCancellable *cancellable; /* (not owned): Ctrl+C */
  char **arguments;          /* (not owned): [0] is the command */
} LwCliCall;

typedef struct
{
  const char *name;
  const char *usage; /* its arguments */
  const char *summary;
  int (*run) (LwCliCall *call);
} LwCliCommand;

int lw_cli_run_check (LwCliCall *call);
int lw_cli_run_plan (LwCliCall *call);
int lw_cli_run_apply (LwCliCall *call);
int lw_cli_run_wait (LwCliCall *call);
int lw_cli_run_letter (LwCliCall *call);
int lw_cli_run_history (LwCliCall *call);
int lw_cli_run_undo (LwCliCall *call);
int lw_cli_run_finish (LwCliCall *call);
int lw_cli_run_export (LwCliCall *call);
int lw_cli_run_key (LwCliCall *call);
int lw_cli_run_hosts (LwCliCall *call);
int lw_cli_run_checks (LwCliCall *call);
int lw_cli_run_practice (LwCliCall *call);

/* Keeps the result where @user_data, a GAsyncResult **, points */
void lw_cli_done_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/* Runs the main context until @slot is filled. (transfer full) */
GAsyncResult *lw_cli_await (GAsyncResult **slot) G_GNUC_WARN_UNUSED_RESULT;

/* Asks on stderr and reads one line of the standard input, without its end and without spaces
 * around. FALSE at the end of input and when the command was interrupted */
gboolean lw_cli_ask (LwCliCall *call, const char *question, char *answer, gsize size);

/* Parses options; FALSE after usage was printed, with the exit code in @code (0 for --help). The
 * positional arguments remain in call->arguments. */
gboolean lw_cli_parse (LwCliCall *call, const GOptionEntry *entries, int *code);
/* Prints what is wrong with the arguments, or with the option @field; 64 */
int lw_cli_usage (LwCliCall *call, const char *field, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* (nullable): a session of the only positional argument; prints usage itself */
LwSession *lw_cli_open_session (LwCliCall *call, int *code) G_GNUC_WARN_UNUSED_RESULT;
LwSession *
lw_cli_new_session (LwCliCall *call, const char *domain, int *code) G_GNUC_WARN_UNUSED_RESULT;

/* The options --host, --key and --key-fd */
typedef struct
{
  char *host;
  char *name;
  int fd;
} LwCliKeyOptions;
#define LW_CLI_KEY_OPTIONS(options)                                                              \
  { "host", 0, 0, G_OPTION_ARG_STRING, &(options).host, N_ ("The DNS host"), "HOST" },           \
      { "key", 0, 0, G_OPTION_ARG_STRING, &(options).name, N_ ("The name of the key"), "NAME" }, \
  {                                                                                              \
    "key-fd", 0, 0, G_OPTION_ARG_INT, &(options).fd,                                             \
        N_ ("Read a key from this file descriptor and do not keep it"), "N"                      \
  }
void lw_cli_key_options_clear (LwCliKeyOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LwCliKeyOptions, lw_cli_key_options_clear)
LwHostDescription *lw_cli_find_host (const char *id, GError **error);
/* One JSON object, at most 64 KiB, read from a descriptor. @name: (nullable) */
LwCredential *lw_cli_read_credential (LwHostDescription *host,
                                      const char *name,
                                      int fd,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Connects as the options say, else with the key kept for the domain */
gboolean
lw_cli_connect (LwCliCall *call, LwSession *session, LwCliKeyOptions *options, GError **error);

/* Pushes after the person agreed: @yes, or an answer on the terminal; each danger that needs a tick
 * must be named in @accepted or be answered. Prints progress to stderr and the result to stdout.
 * Returns the exit code. */
typedef struct
{
  gboolean yes;
  gboolean json;
  gboolean resume;
  gint64 undoes;
  char **accepted; /* (nullable) */
} LwCliPush;
int lw_cli_push (LwCliCall *call, LwSession *session, LwPlan *plan, const LwCliPush *how);

/* (transfer full): of at most @max bytes, for a device never ends. LW_ERROR_FORMAT */
GBytes *lw_cli_read_file (const char *path, gsize max, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): {"field","sentence","step"}, as lw_cli_fail() words it */
JsonObject *lw_cli_error_to_json (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
void lw_cli_print_json (JsonNode *node);
/* @print: g_print() or g_printerr() */
typedef void (*LwCliPrint) (const char *format, ...) G_GNUC_PRINTF (1, 2);
void lw_cli_print_plan (LwPlan *plan, LwCliPrint print);
/* "2026-11-23T14:52:00Z" */
char *lw_cli_format_time (gint64 time) G_GNUC_WARN_UNUSED_RESULT;
/* Follows the session's progress on stderr when it is a terminal */
void lw_cli_follow (LwSession *session);

G_END_DECLS
