/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* letterway wait, letterway letter */

#define CODE_BYTES 128

static void
print_arrival (LwArrival *arrival, gboolean json)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *sentence = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (json)
    {
      node = lw_arrival_to_json (arrival, now);
      lw_cli_print_json (node);
      return;
    }

  for (guint i = 0; i < lw_arrival_get_n_rows (arrival); i++)
    {
      LwServer *server = lw_arrival_get_row (arrival, i)->server;
      g_autofree char *name = lw_name_display (lw_server_get_name (server));
      g_autofree char *row = lw_arrival_describe_row (arrival, i, now);

      g_print ("  %s: %s\n", name, row);
    }

  sentence = lw_arrival_describe (arrival, now, NULL);
  g_print ("%s\n", sentence);
}

static int
wait_for_change (LwCliCall *call, LwSession *session, int timeout_seconds, gboolean json)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 give_up_at =
      timeout_seconds > 0 ? g_get_real_time () / G_USEC_PER_SEC + timeout_seconds : 0;
  gboolean arrived;

  lw_session_wait_async (session, give_up_at, call->cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  arrived = lw_session_wait_finish (session, result, &error);

  if (lw_session_get_arrival (session) != NULL)
    print_arrival (lw_session_get_arrival (session), json);

  return arrived ? LW_EXIT_WORKS : lw_cli_fail (error);
}

int
lw_cli_run_wait (LwCliCall *call)
{
  gboolean json = FALSE;
  int timeout_seconds = 0;
  const GOptionEntry entries[] = {
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_seconds, N_ ("Give up after this many seconds"),
      N_ ("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print the result as JSON"), NULL },
    { NULL },
  };
  g_autoptr (LwSession) session = NULL;
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;
  if (timeout_seconds < 0)
    return lw_cli_usage (call, "timeout", _ ("No time to wait is shorter than 0 seconds."));

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  return wait_for_change (call, session, timeout_seconds, json);
}

static void
print_letter (LwSession *session, LwLetter *letter, gboolean json)
{
  JsonNode *node;
  JsonObject *object;

  if (!json)
    {
      g_print (_ ("A mail server took the letter for %s. Its code is in the subject.\n"),
               lw_letter_get_to (letter));
      return;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_string_member (object, "to", lw_letter_get_to (letter));
  json_object_set_string_member (object, "code", lw_letter_get_code (letter));
  json_object_set_string_member (object, "state", "wait");
  node = json_node_alloc ();
  json_node_init_object (node, object);
  lw_cli_print_json (node);
  json_node_unref (node);
  json_object_unref (object);
}

/* On a terminal the person is asked; a script gives the code on the standard input. */
static int
confirm_arrival (LwCliCall *call, LwSession *session)
{
  char typed[CODE_BYTES] = "";
  g_autoptr (GError) error = NULL;

  if (!lw_cli_ask (call, _ ("Code in the letter that arrived:"), typed, sizeof typed) ||
      *typed == '\0')
    {
      g_printerr (_ ("letterway: code: the letter is sent, but was not seen to arrive yet.\n"
                     "  Look into the mailbox, and into its spam folder.\n"));
      return LW_EXIT_NOT_ARRIVED;
    }

  if (!lw_session_confirm_letter (session, typed, &error))
    {
      lw_cli_fail (error);
      return LW_EXIT_NOT_ARRIVED;
    }

  g_print ("%s\n", _ ("The letter arrived. Mail for this domain works."));

  return LW_EXIT_WORKS;
}

static void
print_conversations (LwSession *session)
{
  GPtrArray *tried = lw_session_get_tried (session);

  for (guint i = 0; tried != NULL && i < tried->len; i++)
    {
      const LwSmtpFields *facts = lw_smtp_facts_get (g_ptr_array_index (tried, i));

      g_printerr ("%s %s\n%s\n", facts->host, facts->address != NULL ? facts->address : "",
                  facts->transcript != NULL ? facts->transcript : "");
    }
}

typedef struct
{
  char *to;
  char *from;
  gboolean no_wait;
  gboolean verbose;
  gboolean json;
} LetterOptions;

static int
send_letter (LwCliCall *call, LwSession *session, const LetterOptions *options)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  lw_session_send_letter_async (session, options->to, options->from, call->cancellable,
                                lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  letter = lw_session_send_letter_finish (session, result, &error);

  if (options->verbose)
    print_conversations (session);
  if (letter == NULL)
    return lw_cli_fail_at (error, "to", NULL);

  print_letter (session, letter, options->json);

  return options->no_wait ? LW_EXIT_WORKS : confirm_arrival (call, session);
}

int
lw_cli_run_letter (LwCliCall *call)
{
  LetterOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("An address of your own at the domain"),
      N_ ("ADDRESS") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("Your address as the sender"),
      N_ ("ADDRESS") },
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, &options.no_wait, N_ ("Do not ask for the code"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, N_ ("Print the conversation"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print the result as JSON"), NULL },
    { NULL },
  };
  g_autofree char *to = NULL;
  g_autofree char *from = NULL;
  g_autoptr (LwSession) session = NULL;
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  to = options.to;
  from = options.from;
  if (to == NULL)
    return lw_cli_usage (call, "to", _ ("Say with --to where the letter shall go."));

  session = lw_cli_open_session (call, &code);
  if (session == NULL)
    return code;

  return send_letter (call, session, &options);
}
