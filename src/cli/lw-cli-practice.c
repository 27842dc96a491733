/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"
#include "lw-practice-services.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* letterway practice: the whole story in the practice world. Every step is looked at from outside
 * after it was made: a step that was not seen to work ends the story. */

typedef struct
{
  LwPractice *practice; /* (owned) */
  LwServices *services; /* (owned) */
  LwSession *session;   /* (owned) */
  LwCliCall call;
  LwZone *before; /* (owned): the zone as it was at the beginning */
  gint64 push;
  gboolean json;
} Story;

static void
story_clear (Story *story)
{
  g_clear_object (&story->session);
  g_clear_object (&story->services);
  g_clear_pointer (&story->before, lw_zone_unref);
  if (story->practice != NULL)
    lw_practice_stop (story->practice);
  g_clear_object (&story->practice);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

static gboolean
set_unseen (GError **error, const char *what)
{
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL, _ ("This was not seen: %s"), what);

  return FALSE;
}

static gboolean
open_world (Story *story, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  story->practice = lw_practice_start (error);
  if (story->practice == NULL)
    return FALSE;

  lw_practice_services_open_async (story->practice, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  story->services = lw_practice_services_open_finish (story->practice, result, error);
  if (story->services == NULL)
    return FALSE;

  story->session = lw_session_new (story->services, LW_PRACTICE_DOMAIN);
  story->before = lw_practice_dup_zone (story->practice, LW_PRACTICE_DOMAIN);
  story->call.services = story->services;

  return TRUE;
}

static gboolean
look (Story *story, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_look_async (story->session, LW_LOOK_DEFAULT, NULL, story->call.cancellable,
                         lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);

  return lw_session_look_finish (story->session, result, error);
}

static gboolean
see_fault (Story *story, GError **error)
{
  if (!look (story, error))
    return FALSE;

  return lw_session_get_state (story->session) == LW_STATE_BAD ||
         set_unseen (error, _ ("the fault in the practice domain"));
}

static gboolean
connect_host (Story *story, GError **error)
{
  LwCliKeyOptions options = { .host = (char *) "powerdns", .name = NULL, .fd = -1 };

  return lw_cli_connect (&story->call, story->session, &options, error);
}

/* As a person would with the button beside the field */
static gboolean
correct_server (Story *story, GError **error)
{
  LwMxList *list = lw_draft_get_mx (lw_session_get_draft (story->session));
  g_autoptr (LwMxEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), 0);

  if (entry == NULL || lw_mx_entry_get_suggestion (entry) == NULL)
    return set_unseen (error, _ ("the proposal for the wrong name"));

  lw_mx_entry_take_suggestion (entry);
  lw_mx_list_commit (list);

  return TRUE;
}

static gboolean
push (Story *story, LwPlan *plan, gboolean resume, gint64 undoes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPush) done = NULL;

  lw_session_push_async (story->session, plan, resume, undoes, story->call.cancellable,
                         lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  done = lw_session_push_finish (story->session, result, error);
  if (done == NULL)
    return FALSE;

  story->push = lw_push_get (done)->id;

  return TRUE;
}

static gboolean
push_correction (Story *story, GError **error)
{
  g_autoptr (LwPlan) plan = lw_session_make_plan (story->session, error);
  g_autofree char *words = NULL;

  if (plan == NULL)
    return FALSE;

  words = lw_plan_describe (plan, g_get_real_time () / G_USEC_PER_SEC, NULL);
  if (!story->json)
    g_print ("    %s\n", words);

  return push (story, plan, FALSE, 0, error);
}

static gboolean
see_arrival (Story *story, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lw_session_wait_async (story->session, 0, story->call.cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);

  return lw_session_wait_finish (story->session, result, error);
}

static gboolean
see_cure (Story *story, GError **error)
{
  if (!look (story, error))
    return FALSE;

  return lw_session_get_state (story->session) != LW_STATE_BAD ||
         set_unseen (error, _ ("the domain without its fault"));
}

static void
letter_arrived_cb (LwPractice *practice, const char *to, const char *code, gpointer user_data)
{
  char **arrived = user_data;

  g_free (*arrived);
  *arrived = g_strdup (code);
}

/* The code is read in the practice mailbox, not taken from the letter that was sent. */
static gboolean
send_letter (Story *story, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwLetter) letter = NULL;
  g_autofree char *arrived = NULL;
  gulong handler = g_signal_connect (story->practice, "letter-arrived",
                                     G_CALLBACK (letter_arrived_cb), &arrived);

  lw_session_send_letter_async (story->session, LW_PRACTICE_MAILBOX, NULL, story->call.cancellable,
                                lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  letter = lw_session_send_letter_finish (story->session, result, error);
  g_signal_handler_disconnect (story->practice, handler);
  if (letter == NULL)
    return FALSE;

  if (arrived == NULL)
    return set_unseen (error, _ ("the letter in the mailbox"));

  return lw_session_confirm_letter (story->session, arrived, error);
}

static gboolean
put_back (Story *story, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwPlan) plan = NULL;
  g_autoptr (LwZone) after = NULL;
  gint64 undoes = 0;

  lw_session_plan_undo_async (story->session, story->push, story->call.cancellable, lw_cli_done_cb,
                              &slot);
  result = lw_cli_await (&slot);
  plan = lw_session_plan_undo_finish (story->session, result, &undoes, error);
  if (plan == NULL || !push (story, plan, TRUE, undoes, error))
    return FALSE;

  after = lw_practice_dup_zone (story->practice, LW_PRACTICE_DOMAIN);

  return lw_zone_equal (story->before, after) ||
         set_unseen (error, _ ("the records as they were at the beginning"));
}

static const struct
{
  const char *title;
  gboolean (*play) (Story *story, GError **error);
} steps[] = {
  { N_ ("Open the practice world"), open_world },
  { N_ ("Look where the mail of practice.example goes: there is a fault"), see_fault },
  { N_ ("Connect the DNS host with its key"), connect_host },
  { N_ ("Correct the name of the mail server"), correct_server },
  { N_ ("Review and send the change"), push_correction },
  { N_ ("See it arrive at every name server and resolver"), see_arrival },
  { N_ ("Look again: the fault is gone"), see_cure },
  { N_ ("Send a test letter and read its code in the mailbox"), send_letter },
  { N_ ("Put everything back as it was"), put_back },
};

static void
print_step (Story *story, guint index, double seconds)
{
  if (!story->json)
    g_print (_ ("%u. %s – seen after %.1f s\n"), index + 1, _ (steps[index].title), seconds);
}

static void
print_end (Story *story, double seconds)
{
  if (story->json)
    printf ("{\"schema\":1,\"steps\":%u,\"seen\":%u,\"seconds\":%.1f}\n",
            (guint) G_N_ELEMENTS (steps), (guint) G_N_ELEMENTS (steps), seconds);
  else
    g_print (_ ("The whole story took %.1f s. Nothing outside this computer was touched.\n"),
             seconds);
}

int
lw_cli_run_practice (LwCliCall *call)
{
  g_auto (Story) story = { .call = *call };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &story.json, N_ ("Print the result as JSON"), NULL },
    { NULL },
  };
  gint64 begin = g_get_monotonic_time ();
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 step_begin = g_get_monotonic_time ();

      if (!steps[i].play (&story, &error))
        {
          g_printerr ("letterway: %u. %s\n", i + 1, _ (steps[i].title));
          return lw_cli_fail (error);
        }

      print_step (&story, i, (g_get_monotonic_time () - step_begin) / (double) G_USEC_PER_SEC);
    }

  print_end (&story, (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC);

  return LW_EXIT_WORKS;
}
