/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-services.h"

G_BEGIN_DECLS

/* The command line. */

/* Exit codes, as the man page has them; 74 is EX_IOERR of sysexits.h */
typedef enum
{
  LW_EXIT_WORKS = 0,
  LW_EXIT_WARNINGS = 1, /* with --strict */
  LW_EXIT_BROKEN = 2,
  LW_EXIT_NOT_TESTED = 3,
  LW_EXIT_DIFFERENCES = 4,
  LW_EXIT_CONFLICT = 5,
  LW_EXIT_PARTIAL = 6,
  LW_EXIT_NOT_ARRIVED = 7,
  LW_EXIT_USAGE = 64,
  LW_EXIT_FILE = 65,
  LW_EXIT_UNREACHABLE = 69,
  LW_EXIT_RECORDS = 74, /* Letterway's own records or its output cannot be written */
  LW_EXIT_TRY_LATER = 75,
  LW_EXIT_KEY = 77,
  LW_EXIT_INTERRUPTED = 130,
} LwExit;

/* whether @word is the name of a command, so that the window is not meant */
gboolean lw_cli_is_command (const char *word);
/* Runs a command: @arguments[0] is its name. @services: of the world that was asked for */
int lw_cli_run (LwServices *services, char **arguments);
/* For --help */
char *lw_cli_describe_commands (void) G_GNUC_WARN_UNUSED_RESULT;
int lw_cli_exit_code (const GError *error);
/* Prints result and step to stderr and returns the exit code */
int lw_cli_fail (const GError *error);
/* Like it, for errors that do not say themselves which input is meant or what to do. Both
 * (nullable) */
int lw_cli_fail_at (const GError *error, const char *field, const char *step);

G_END_DECLS
