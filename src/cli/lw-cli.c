/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli.h"

#include "lw-cli-private.h"
#include "lw-error.h"
#include "lw-name.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Sorted as the story goes. */
static const LwCliCommand commands[] = {
  { "check", N_ ("DOMAIN… | --file LIST | --evidence FILE"),
    N_ ("Look where the mail of a domain goes and what is wrong"), lw_cli_run_check },
  { "plan", N_ ("DOMAIN --mx '10 HOST' … | --null-mx"),
    N_ ("Show what would be changed, and write nothing"), lw_cli_run_plan },
  { "apply", N_ ("PLAN.json"), N_ ("Make the changes of a plan at the DNS host"),
    lw_cli_run_apply },
  { "wait", N_ ("DOMAIN"), N_ ("Wait until the last change is seen everywhere"), lw_cli_run_wait },
  { "letter", N_ ("DOMAIN --to ADDRESS"), N_ ("Send a test letter"), lw_cli_run_letter },
  { "history", N_ ("DOMAIN"), N_ ("Show what was changed"), lw_cli_run_history },
  { "undo", N_ ("DOMAIN"), N_ ("Put a change back"), lw_cli_run_undo },
  { "finish", N_ ("DOMAIN"), N_ ("Finish a change that was cut off"), lw_cli_run_finish },
  { "export", N_ ("DOMAIN"), N_ ("Write the records of a domain to a file"), lw_cli_run_export },
  { "key", N_ ("add|test|list|remove [HOST]"), N_ ("Look after the keys of your DNS hosts"),
    lw_cli_run_key },
  { "hosts", "", N_ ("List the DNS hosts that can be changed"), lw_cli_run_hosts },
  { "checks", "", N_ ("List the checks"), lw_cli_run_checks },
  { "practice", "", N_ ("Play the whole story in the practice world"), lw_cli_run_practice },
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
    g_string_append_printf (text, "  %-9s %s\n", commands[i].name, _ (commands[i].summary));

  return g_string_free (text, FALSE);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

/* Who reads us may stop early, such as head(1), and needs no word about it. */
static gboolean
has_reader_left (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

/* A result that nobody can read is none: the disk may be full. */
static int
flush_output (int code)
{
  g_autoptr (GError) error = NULL;

  if ((fflush (stdout) == 0 && ferror (stdout) == 0) || has_reader_left ())
    return code;

  error = lw_error_new (LW_ERROR_STORE, "output",
                        _ ("Look whether the disk is full, then run the command again."),
                        _ ("The output could not be written."));

  return lw_cli_fail (error);
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

  return flush_output (code);
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

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  gboolean *readable = user_data;

  *readable = TRUE;

  return G_SOURCE_REMOVE;
}

/* Ctrl+C is heard while the person thinks: a plain fgets() would go on waiting. */
gboolean
lw_cli_ask (LwCliCall *call, const char *question, char *answer, gsize size)
{
  gboolean readable = FALSE;
  guint watch = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, &readable);

  setvbuf (stdin, NULL, _IONBF, 0); /* else a second line would be read with the first */
  g_printerr ("%s ", question);
  while (!readable && !g_cancellable_is_cancelled (call->cancellable))
    g_main_context_iteration (NULL, TRUE);

  if (!readable)
    {
      g_source_remove (watch);
      g_printerr ("\n");
      return FALSE;
    }

  if (fgets (answer, size, stdin) == NULL)
    return FALSE;

  g_strstrip (answer);

  return TRUE;
}

static char *
make_hint (const char *command)
{
  return g_strdup_printf (_ ("“letterway %s --help” says more."), command);
}

/* GOption would take “--yes=no” for “--yes”. */
static gboolean
refuse_needless_values (char **arguments, const GOptionEntry *entries, GError **error)
{
  for (guint i = 1; arguments[i] != NULL && !g_str_equal (arguments[i], "--"); i++)
    for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
      {
        g_autofree char *prefix = g_strdup_printf ("--%s=", entry->long_name);

        if (entry->arg != G_OPTION_ARG_NONE || !g_str_has_prefix (arguments[i], prefix))
          continue;

        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _ ("The option --%s takes no value"), entry->long_name);
        return FALSE;
      }

  return TRUE;
}

gboolean
lw_cli_parse (LwCliCall *call, const GOptionEntry *entries, int *code)
{
  const LwCliCommand *command = find_command (call->arguments[0]);
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, _ (command->usage));
  g_autofree char *hint = make_hint (command->name);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (refuse_needless_values (call->arguments, entries, &error) &&
      g_option_context_parse_strv (context, &call->arguments, &error))
    return TRUE;

  *code = lw_cli_fail_at (error, NULL, hint);

  return FALSE;
}

int
lw_cli_usage (LwCliCall *call, const char *field, const char *format, ...)
{
  g_autofree char *hint = make_hint (call->arguments[0]);
  g_autofree char *message = NULL;
  va_list values;

  va_start (values, format);
  message = g_strdup_vprintf (format, values);
  va_end (values);

  g_printerr ("letterway: %s: %s\n  %s\n", field, message, hint);

  return LW_EXIT_USAGE;
}
