/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli.h"

#include "lw-cli-private.h"
#include "lw-error.h"
#include "lw-name.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdarg.h>

/* Sorted as the story goes. */
static const LwCliCommand commands[] = {
  { "check", N_ ("DOMAIN…"),
                 N_ ("Look where the mail of a domain goes and what is wrong"), lw_cli_run_check },
    { "plan", N_ ("DOMAIN --mx '10 HOST' … | --null-mx"),
                  N_ ("Show what would be changed, and write nothing"), lw_cli_run_plan },
      { "apply",
        N_ ("PLAN.json"), N_ ("Make the changes of a plan at the DNS host"), lw_cli_run_apply },
        { "wait",
          N_ ("DOMAIN"), N_ ("Wait until the last change is seen everywhere"), lw_cli_run_wait },
          { "letter", N_ ("DOMAIN --to ADDRESS"), N_ ("Send a test letter"), lw_cli_run_letter },
            { "history", N_ ("DOMAIN"), N_ ("Show what was changed"), lw_cli_run_history },
              { "undo", N_ ("DOMAIN"), N_ ("Put a change back"), lw_cli_run_undo },
                { "finish",
                  N_ ("DOMAIN"), N_ ("Finish a change that was cut off"), lw_cli_run_finish },
                  { "export",
                    N_ ("DOMAIN"),
                        N_ ("Write the records of a domain to a file"), lw_cli_run_export },
                    { "key", N_ ("add|test|list|remove [HOST]"),
                                 N_ ("Look after the keys of your DNS hosts"), lw_cli_run_key },
                      { "hosts", "",
                        N_ ("List the DNS hosts that can be changed"), lw_cli_run_hosts },
                        { "checks", "", N_ ("List the checks"), lw_cli_run_checks },
                          { "practice", "",
                            N_ ("Play the whole story in the practice world"),
                                lw_cli_run_practice },
                        };

static const LwCliCommand *
find_command (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (commands[i].name, word) == 0)
      return &commands[i];

  return NULL;
}

/**
 * lw_cli_is_command:
 * @word: (nullable): the first argument
 *
 * Returns: whether it names a command
 */
gboolean
lw_cli_is_command (const char *word)
{
  return find_command (word) != NULL;
}

/**
 * lw_cli_describe_commands:
 *
 * Returns: (transfer full): a line for each command
 */
char *
lw_cli_describe_commands (void)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-9s %s\n", commands[i].name, _(commands[i].summary));

  return g_string_free (text, FALSE);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

/**
 * lw_cli_run:
 * @services: the services of the world that was asked for
 * @arguments: the command and its arguments
 *
 * Runs a command to its end. Ctrl+C cancels it; what was written to a DNS host stays in the
 * journal.
 *
 * Returns: the exit code
 */
int
lw_cli_run (LwServices *services, char **arguments)
{
  const LwCliCommand *command = find_command (arguments[0]);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LwCliCall call = { .services = services, .cancellable = cancellable, .arguments = arguments };
  guint sigint = g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  guint sigterm = g_unix_signal_add (SIGTERM, interrupted_cb, cancellable);
  int code;

  g_return_val_if_fail (command != NULL, LW_EXIT_USAGE);

  code = command->run (&call);
  g_source_remove (sigint);
  g_source_remove (sigterm);

  return code;
}

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

  if (error->domain == G_FILE_ERROR || error->domain == JSON_PARSER_ERROR)
    return LW_EXIT_FILE;

  return error->domain == G_OPTION_ERROR ? LW_EXIT_USAGE : LW_EXIT_UNREACHABLE;
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
  const char *field = lw_error_get_field (error);
  const char *step = lw_error_get_step (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_printerr ("letterway: %s\n", _("Stopped."));
  else if (field != NULL)
    g_printerr ("letterway: %s: %s\n", field, error->message);
  else
    g_printerr ("letterway: %s\n", error->message);

  if (step != NULL)
    g_printerr ("  %s\n", step);

  return lw_cli_exit_code (error);
}

void
lw_cli_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

GAsyncResult *
lw_cli_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

static void
print_hint (const char *command)
{
  g_printerr (_("  “letterway %s --help” says more.\n"), command);
}

gboolean
lw_cli_parse (LwCliCall *call, const GOptionEntry *entries, int *code)
{
  const LwCliCommand *command = find_command (call->arguments[0]);
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, _(command->usage));
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, _(command->summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (g_option_context_parse_strv (context, &call->arguments, &error))
    return TRUE;

  g_printerr ("letterway: %s\n", error->message);
  print_hint (command->name);
  *code = LW_EXIT_USAGE;

  return FALSE;
}

int
lw_cli_usage (LwCliCall *call, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list values;

  va_start (values, format);
  message = g_strdup_vprintf (format, values);
  va_end (values);

  g_printerr ("letterway: %s\n", message);
  print_hint (call->arguments[0]);

  return LW_EXIT_USAGE;
}
