/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a command ends when something went wrong: the exit code, and on stderr
 *
 *   letterway: FIELD: what happened
 *     what to do
 *
 * Every failure names a field and a step: its own, else what is right for all of its kind. */

static int
code_of_ours (const GError *error)
{
  switch ((LwError) error->code)
    {
    case LW_ERROR_INVALID:
      return LW_EXIT_USAGE;

    case LW_ERROR_FORMAT:
      return LW_EXIT_FILE;

    case LW_ERROR_AUTH:
    case LW_ERROR_FORBIDDEN:
    case LW_ERROR_NO_KEY:
    case LW_ERROR_NO_ZONE:
      return LW_EXIT_KEY;

    case LW_ERROR_CONFLICT:
      return LW_EXIT_CONFLICT;

    case LW_ERROR_REFUSED:
    case LW_ERROR_NXDOMAIN:
      return LW_EXIT_BROKEN;

    case LW_ERROR_RATE_LIMITED:
    case LW_ERROR_BUSY:
      return LW_EXIT_TRY_LATER;

    case LW_ERROR_PARTIAL:
      return LW_EXIT_PARTIAL;

    case LW_ERROR_PROTOCOL:
    case LW_ERROR_UNSUPPORTED:
      return LW_EXIT_UNREACHABLE;

    case LW_ERROR_UNSAFE:
      return g_strcmp0 (lw_error_get_field (error), "url") == 0 ? LW_EXIT_USAGE
                                                                : LW_EXIT_NOT_TESTED;

    case LW_ERROR_SERVFAIL:
      return LW_EXIT_NOT_TESTED;

    case LW_ERROR_NOT_ARRIVED:
      return LW_EXIT_NOT_ARRIVED;

    case LW_ERROR_STORE:
      return LW_EXIT_RECORDS;
    }

  return LW_EXIT_BROKEN;
}

static gboolean
is_about_file (const GError *error)
{
  return error->domain == G_FILE_ERROR || error->domain == JSON_PARSER_ERROR;
}

/* What GOption says when an argument is wrong, or is no text in the character set of the locale */
static gboolean
is_about_arguments (const GError *error)
{
  return error->domain == G_OPTION_ERROR || error->domain == G_CONVERT_ERROR;
}

/**
 * lw_cli_exit_code:
 * @error: what went wrong
 *
 * Returns: the documented exit code for it
 */
int
lw_cli_exit_code (const GError *error)
{
  if (error->domain == LW_ERROR)
    return code_of_ours (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return LW_EXIT_INTERRUPTED;

  if (is_about_file (error))
    return LW_EXIT_FILE;

  return is_about_arguments (error) ? LW_EXIT_USAGE : LW_EXIT_UNREACHABLE;
}

static const char *
field_of_ours (LwError code)
{
  switch (code)
    {
    case LW_ERROR_INVALID:
      return "arguments";

    case LW_ERROR_FORMAT:
      return "file";

    case LW_ERROR_AUTH:
    case LW_ERROR_FORBIDDEN:
    case LW_ERROR_NO_KEY:
      return "key";

    case LW_ERROR_REFUSED:
    case LW_ERROR_RATE_LIMITED:
    case LW_ERROR_PROTOCOL:
    case LW_ERROR_UNSUPPORTED:
    case LW_ERROR_UNSAFE:
      return "host";

    case LW_ERROR_NO_ZONE:
    case LW_ERROR_CONFLICT:
    case LW_ERROR_PARTIAL:
    case LW_ERROR_BUSY:
    case LW_ERROR_NXDOMAIN:
    case LW_ERROR_SERVFAIL:
    case LW_ERROR_NOT_ARRIVED:
      return "domain";

    case LW_ERROR_STORE:
      return "history";
    }

  return "arguments";
}

static const char *
find_field (const GError *error)
{
  if (lw_error_get_field (error) != NULL)
    return lw_error_get_field (error);

  if (error->domain == LW_ERROR)
    return field_of_ours (error->code);

  if (is_about_file (error))
    return "file";

  return is_about_arguments (error) ? "arguments" : "network";
}

static const char *
step_of_ours (LwError code)
{
  switch (code)
    {
    case LW_ERROR_INVALID:
      return _ ("“letterway --help” says how it is used.");

    case LW_ERROR_FORMAT:
      return _ ("Mend the file, or make a new one.");

    case LW_ERROR_AUTH:
      return _ ("Make a new key there and add it here.");

    case LW_ERROR_FORBIDDEN:
      return _ ("Make a key there that may change this domain.");

    case LW_ERROR_NO_KEY:
      return _ ("Add the key with “letterway key add”, or give it with --host and --key-fd.");

    case LW_ERROR_NO_ZONE:
      return _ ("Look which of your accounts holds the domain.");

    case LW_ERROR_CONFLICT:
      return _ ("Look again, then repeat the change.");

    case LW_ERROR_REFUSED:
      return _ ("Mend what its words name, then try again.");

    case LW_ERROR_RATE_LIMITED:
    case LW_ERROR_BUSY:
      return _ ("Try again in a few minutes.");

    case LW_ERROR_PARTIAL:
      return _ ("“letterway finish” makes the rest, “letterway undo” puts everything back.");

    case LW_ERROR_PROTOCOL:
      return _ ("Compare the address with the one of your DNS host, or try again later.");

    case LW_ERROR_UNSUPPORTED:
      return _ ("Make this change on the pages of the DNS host.");

    case LW_ERROR_UNSAFE:
      return _ ("Look at the address once more.");

    case LW_ERROR_NXDOMAIN:
      return _ ("Look for a slip of the pen.");

    case LW_ERROR_SERVFAIL:
      return _ ("“letterway check” says more.");

    case LW_ERROR_NOT_ARRIVED:
      return _ ("Look again later.");

    case LW_ERROR_STORE:
      return _ ("Look whether the disk is full, and whether your home folder can be written.");
    }

  return NULL;
}

static const char *
find_step (const GError *error)
{
  if (lw_error_get_step (error) != NULL)
    return lw_error_get_step (error);

  if (error->domain == LW_ERROR)
    return step_of_ours (error->code);

  if (is_about_file (error))
    return _ ("Look at the name of the file, and whether you may use it.");

  if (is_about_arguments (error))
    return _ ("“letterway --help” says how it is used.");

  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return _ ("Compare the address with the name in the server's certificate.");

  if (error->domain == G_TLS_ERROR)
    return _ ("Look whether the server speaks https at this port.");

  return _ ("Look whether the address is right and the network works, then try again.");
}

/* GLib's own words begin with a word that frightens and repeat the path; behind them stands why. */
static char *
describe_file_trouble (const char *message)
{
  const char *reason = g_strrstr (message, ": ");

  return g_strdup_printf (_ ("The file cannot be used: %s."),
                          reason != NULL ? reason + 2 : message);
}

/* These two are already worded where they happen. */
static gboolean
is_worded (const GError *error)
{
  return error->domain == LW_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND);
}

/* (nullable): GIO's words are for those who know what a handshake is. */
static const char *
describe_connection (const GError *error)
{
  if (error->domain == G_TLS_ERROR)
    return error->code == G_TLS_ERROR_BAD_CERTIFICATE
               ? _ ("The server does not prove that it is who it should be.")
               : _ ("No encrypted conversation with the server came about.");

  if (error->domain != G_IO_ERROR)
    return NULL;

  switch (error->code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return _ ("Nobody answers at this address.");

    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return _ ("No way leads to this address from here.");

    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_PARTIAL_INPUT:
      return _ ("The server broke off the conversation.");

    default:
      return NULL;
    }
}

static char *
describe (const GError *error)
{
  if (is_worded (error))
    return g_strdup (error->message);

  if (is_about_file (error))
    return describe_file_trouble (error->message);

  if (error->domain == G_CONVERT_ERROR)
    return g_strdup (_ ("An argument is not text in the character set of this terminal."));

  if (error->domain == G_OPTION_ERROR)
    return g_strdup_printf ("%s.", error->message);

  if (describe_connection (error) != NULL)
    return g_strdup (describe_connection (error));

  return g_strdup_printf (_ ("The connection to the server did not work: %s"), error->message);
}

/**
 * lw_cli_fail_at:
 * @error: what went wrong
 * @field: (nullable): the input that is meant, unless the error says it
 * @step: (nullable): what to do, unless the error says it
 *
 * Says on stderr what went wrong, where, and what to do.
 *
 * Returns: the exit code
 */
int
lw_cli_fail_at (const GError *error, const char *field, const char *step)
{
  g_autofree char *sentence = describe (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr ("letterway: %s\n", _ ("Stopped."));
      return LW_EXIT_INTERRUPTED;
    }

  if (field == NULL || lw_error_get_field (error) != NULL)
    field = find_field (error);
  if (step == NULL || lw_error_get_step (error) != NULL)
    step = find_step (error);

  g_printerr ("letterway: %s: %s\n", field, sentence);
  g_printerr ("  %s\n", step);

  return lw_cli_exit_code (error);
}

/**
 * lw_cli_fail:
 * @error: what went wrong
 *
 * Says on stderr what went wrong, where, and what to do.
 *
 * Returns: the exit code
 */
int
lw_cli_fail (const GError *error)
{
  return lw_cli_fail_at (error, NULL, NULL);
}

JsonObject *
lw_cli_error_to_json (const GError *error)
{
  JsonObject *object = json_object_new ();
  g_autofree char *sentence = describe (error);

  json_object_set_string_member (object, "field", find_field (error));
  json_object_set_string_member (object, "sentence", sentence);
  json_object_set_string_member (object, "step", find_step (error));

  return object;
}
