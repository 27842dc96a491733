/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli.h"
#include "lw-error.h"
#include "lw-practice-services.h"

#ifdef LW_WITH_UI
#include "lw-application.h"
#endif

#include <glib/gi18n.h>
#include <locale.h>

/* The composition root: chooses the world, then the command line or the window, and starts the
 * practice world. */

typedef struct
{
  char *world; /* (owned) (nullable) */
  gboolean practice;
  gboolean version;
  gboolean help;
} Choice;

static void
choice_clear (Choice *choice)
{
  g_clear_pointer (&choice->world, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choice, choice_clear)

/* What is not meant for us goes to the command or the window, so unknown options pass. */
static gboolean
parse (GStrv *arguments, const GOptionEntry *entries, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);

  return g_option_context_parse_strv (context, arguments, error);
}

/* The world may stand before a command, whose own --help is not ours. */
static gboolean
parse_choice (GStrv *arguments, Choice *choice, GError **error)
{
  const GOptionEntry world[] = {
    { "world", 0, 0, G_OPTION_ARG_FILENAME, &choice->world, NULL, NULL },
    { NULL },
  };
  const GOptionEntry window[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, &choice->practice, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &choice->version, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &choice->help, NULL, NULL },
    { NULL },
  };

  if (!parse (arguments, world, error))
    return FALSE;

  return lw_cli_is_command ((*arguments)[1]) || parse (arguments, window, error);
}

static LwWorld *
open_world (const Choice *choice, GError **error)
{
  const char *path = choice->world != NULL ? choice->world : g_getenv ("LETTERWAY_WORLD");

  return path != NULL && *path != '\0' ? lw_world_new_from_file (path, error)
                                       : lw_world_new_real ();
}

static void
print_help (void)
{
  g_autofree char *commands = lw_cli_describe_commands ();

  g_print (
      _ ("Usage:\n"
         "  letterway [DOMAIN…]                open the window\n"
         "  letterway --practice               open the window in the practice world\n"
         "  letterway COMMAND [ARGUMENTS…]     do one thing in the terminal\n"
         "\n"
         "Commands:\n%s\n"
         "Options:\n"
         "  --world FILE   another outside world (or LETTERWAY_WORLD), with its own keys and "
         "history\n"
         "  --version      print the version\n"
         "  --help         print this; “letterway COMMAND --help” says more about a command\n"),
      commands);
}

#ifdef LW_WITH_UI
/* Lives as long as the program: the window may open the practice world at any time. */
static LwPractice *practice;

/* There is no mail program to look into the practice world's mailbox with. */
static void
letter_arrived_cb (LwPractice *world, const char *to, const char *code)
{
  lw_application_show_letter (LW_APPLICATION (g_application_get_default ()), to, code);
}

static void
open_practice (GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;

  if (practice == NULL)
    {
      practice = lw_practice_start (&error);
      if (practice != NULL)
        g_signal_connect (practice, "letter-arrived", G_CALLBACK (letter_arrived_cb), NULL);
    }

  if (practice != NULL)
    lw_practice_services_open_async (practice, callback, user_data);
  else
    g_task_report_error (NULL, callback, user_data, open_practice, error);
}

static LwServices *
open_practice_finish (GAsyncResult *result, GError **error)
{
  if (practice == NULL)
    return g_task_propagate_pointer (G_TASK (result), error);

  return lw_practice_services_open_finish (practice, result, error);
}

static int
run_window (LwServices *services, gboolean in_practice, char **arguments)
{
  g_autoptr (LwApplication) application = NULL;
  const LwApplicationOptions options = {
    .services = services,
    .practice = in_practice,
    .open_practice = open_practice,
    .open_practice_finish = open_practice_finish,
  };
  int code;

  application = lw_application_new (&options);
  code = g_application_run (G_APPLICATION (application), g_strv_length (arguments), arguments);
  g_clear_object (&application);
  g_clear_object (&practice);

  return code;
}
#else
static int
run_window (LwServices *services, gboolean in_practice, char **arguments)
{
  g_printerr (_ ("letterway: arguments: This build has no window.\n"
                 "  “letterway --help” lists what it can do.\n"));

  return LW_EXIT_USAGE;
}
#endif

static int
run (const Choice *choice, char **arguments)
{
  g_autoptr (LwWorld) world = NULL;
  g_autoptr (LwServices) services = NULL;
  g_autoptr (GError) error = NULL;

  if (choice->version)
    {
      g_print ("Letterway %s\n", LW_VERSION);
      return LW_EXIT_WORKS;
    }

  if (choice->help)
    {
      print_help ();
      return LW_EXIT_WORKS;
    }

  world = open_world (choice, &error);
  if (world == NULL)
    return lw_cli_fail_at (error, NULL, _ ("Mend the world file, or start without --world."));

  services = lw_services_new (world);

  return lw_cli_is_command (arguments[1]) ? lw_cli_run (services, arguments + 1)
                                          : run_window (services, choice->practice, arguments);
}

int
main (int argc, char **argv)
{
  g_auto (Choice) choice = { 0 };
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("letterway");

  if (!parse_choice (&arguments, &choice, &error))
    return lw_cli_fail (error);

  return run (&choice, arguments);
}
