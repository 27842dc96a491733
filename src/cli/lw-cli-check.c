/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-checks.h"
#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* letterway check */

#define JSON_SCHEMA 1

typedef struct
{
  gboolean json;
  gboolean no_mail;
  gboolean strict;
  gboolean quiet;
  int timeout_seconds;
  char *rcpt_to;
} CheckOptions;

static JsonNode *
make_json (LwSession *session)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *findings = json_array_new ();
  g_autofree char *time = lw_cli_format_time (lw_session_get_checked_at (session));

  for (guint i = 0; i < lw_session_get_findings (session)->len; i++)
    json_array_add_element (
        findings, lw_finding_to_json (g_ptr_array_index (lw_session_get_findings (session), i)));

  json_object_set_int_member (object, "schema", JSON_SCHEMA);
  json_object_set_string_member (object, "domain", lw_session_get_domain (session));
  json_object_set_string_member (object, "state", lw_state_get_id (lw_session_get_state (session)));
  json_object_set_string_member (object, "sentence", lw_session_get_sentence (session));
  json_object_set_string_member (object, "checked", time);
  json_object_set_array_member (object, "findings", findings);
  json_object_set_member (object, "evidence",
                          lw_evidence_to_json (lw_session_get_evidence (session)));
  json_node_take_object (node, object);

  return node;
}

static const char *
choose_word (LwLevel level)
{
  return level == LW_LEVEL_INFO ? _("Good to know")
                                : lw_state_get_word (lw_level_to_state (level));
}

static void
print_finding (LwFinding *finding)
{
  const char *reason = lw_finding_get_reason (finding);
  const char *step = lw_finding_get_step (finding);

  g_print ("\n%s: %s\n", choose_word (lw_finding_get_level (finding)),
           lw_finding_get_result (finding));
  if (reason != NULL)
    g_print ("  %s\n", reason);
  if (step != NULL)
    g_print ("  → %s\n", step);
  g_print ("  [%s]\n", lw_finding_get_id (finding));
}

static void
print_mail_servers (LwEvidence *evidence)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);
  GPtrArray *facts = lw_evidence_get_smtp_facts (evidence);

  if (mx == NULL || lw_record_set_is_null_mx (mx))
    return;

  g_print ("\n%s\n", _("Where your mail goes (MX):"));
  for (const char *const *value = lw_record_set_get_values (mx); *value != NULL; value++)
    g_print ("  %s\n", *value);

  for (guint i = 0; i < facts->len; i++)
    {
      LwSmtpFacts *one = g_ptr_array_index (facts, i);
      g_autofree char *words = lw_smtp_facts_describe (one);
      g_autofree char *host = lw_name_display (lw_smtp_facts_get (one)->host);

      g_print ("  %s %s: %s\n", host,
               lw_smtp_facts_get (one)->address != NULL ? lw_smtp_facts_get (one)->address : "",
               words);
    }
}

static void
print_answer (LwAnswer *answer)
{
  LwServer *server = lw_answer_get (answer)->server;
  const char *address = lw_server_get_address (server);
  g_autofree char *words = lw_answer_describe (answer);
  g_autofree char *name = lw_name_display (lw_server_get_name (server));

  g_print ("  %s (%s): %s\n", name, address != NULL ? address : "–", words);
}

/* The other questions have a finding where they showed anything. */
static gboolean
is_about_mail (LwEvidence *evidence, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);

  return fields->type == LW_RR_TYPE_MX &&
         g_str_equal (fields->owner, lw_evidence_get_domain (evidence));
}

/* They came in any order; the domain's own servers are the ones that count. */
static void
print_answers (LwEvidence *evidence)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);

  g_print ("\n%s\n", _("Who was asked:"));
  for (LwRole role = LW_ROLE_PARENT; role <= LW_ROLE_SYSTEM; role++)
    for (guint i = 0; i < answers->len; i++)
      if (lw_answer_get (g_ptr_array_index (answers, i))->role == role &&
          is_about_mail (evidence, g_ptr_array_index (answers, i)))
        print_answer (g_ptr_array_index (answers, i));
}

static void
print_text (LwSession *session)
{
  LwEvidence *evidence = lw_session_get_evidence (session);
  g_autofree char *name = lw_name_display (lw_session_get_domain (session));

  g_print ("%s: %s\n%s\n", name, lw_state_get_word (lw_session_get_state (session)),
           lw_session_get_sentence (session));

  for (guint i = 0; i < lw_session_get_findings (session)->len; i++)
    print_finding (g_ptr_array_index (lw_session_get_findings (session), i));

  print_mail_servers (evidence);
  print_answers (evidence);
}

/* A look that ends when its time is up, or with the command */
typedef struct
{
  GCancellable *cancellable; /* (owned) */
  GCancellable *outer;       /* (not owned) */
  gulong outer_id;
  guint timer;
  gboolean timed_out;
} Patience;

static gboolean
timed_out_cb (gpointer user_data)
{
  Patience *patience = user_data;

  patience->timer = 0;
  patience->timed_out = TRUE;
  g_cancellable_cancel (patience->cancellable);

  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
patience_begin (Patience *self, GCancellable *outer, int seconds)
{
  self->cancellable = g_cancellable_new ();
  self->outer = outer;
  self->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                          g_object_ref (self->cancellable), g_object_unref);
  if (seconds > 0)
    self->timer = g_timeout_add_seconds (seconds, timed_out_cb, self);
}

static void
patience_end (Patience *self)
{
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->cancellable);
}

/* Takes @error */
static GError *
explain_end (const Patience *patience, GError *error, int seconds)
{
  if (!patience->timed_out || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  g_error_free (error);

  return lw_error_new (LW_ERROR_SERVFAIL, "timeout",
                       _("Give it more time with --timeout, or check from another network."),
                          ngettext ("The check was not over after %d second.",
                                    "The check was not over after %d seconds.", seconds),
                          seconds);
}

static int
judge (LwSession *session, gboolean strict)
{
  switch (lw_session_get_state (session))
    {
    case LW_STATE_OK:
    case LW_STATE_WAIT:
      return LW_EXIT_WORKS;

    case LW_STATE_ADVICE:
    case LW_STATE_WARN:
      return strict ? LW_EXIT_WARNINGS : LW_EXIT_WORKS;

    case LW_STATE_BAD:
      return LW_EXIT_BROKEN;

    case LW_STATE_UNKNOWN:
      break;
    }

  return LW_EXIT_NOT_TESTED;
}

static void
print_result (LwSession *session, const CheckOptions *options)
{
  g_autoptr (JsonNode) node = NULL;

  if (options->json)
    {
      node = make_json (session);
      lw_cli_print_json (node);
    }
  else if (!options->quiet)
    print_text (session);
}

static gboolean
look (LwCliCall *call, LwSession *session, const CheckOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GError *reason = NULL;
  Patience patience = { NULL };

  patience_begin (&patience, call->cancellable, options->timeout_seconds);
  lw_session_look_async (session, options->no_mail ? LW_LOOK_NO_MAIL : LW_LOOK_DEFAULT,
                         options->rcpt_to, patience.cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  if (!lw_session_look_finish (session, result, &reason))
    g_propagate_error (error, explain_end (&patience, reason, options->timeout_seconds));
  patience_end (&patience);

  return reason == NULL;
}

static int
check_domain (LwCliCall *call, const char *domain, const CheckOptions *options)
{
  g_autoptr (LwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int code = 0;

  session = lw_cli_new_session (call, domain, &code);
  if (session == NULL)
    return code;

  if (!look (call, session, options, &error))
    return lw_cli_fail (error);

  print_result (session, options);

  return judge (session, options->strict);
}

static int
worse (int a, int b)
{
  if (a == LW_EXIT_INTERRUPTED || b == LW_EXIT_INTERRUPTED)
    return LW_EXIT_INTERRUPTED;

  /* A domain that could not be tested must not hide one that is broken. */
  if (a == LW_EXIT_BROKEN || b == LW_EXIT_BROKEN)
    return LW_EXIT_BROKEN;

  return MAX (a, b);
}

int
lw_cli_run_check (LwCliCall *call)
{
  CheckOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
      N_ ("One JSON object for each domain"), NULL },
      { "to", 0, 0, G_OPTION_ARG_STRING, &options.rcpt_to,
        N_ ("Ask the mail servers for this mailbox too"), N_ ("ADDRESS") },
        { "no-mail", 0, 0, G_OPTION_ARG_NONE, &options.no_mail,
          N_ ("Do not connect to the mail servers"), NULL },
          { "strict", 0, 0, G_OPTION_ARG_NONE, &options.strict,
            N_ ("Exit with 1 when something could be better"), NULL },
            { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_ ("Only the exit code"), NULL },
              { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout_seconds,
                N_ ("Give up after this many seconds"), N_ ("SECONDS") }, { NULL },
              };
  g_autofree char *rcpt_to = NULL;
  g_autofree char *mailbox = NULL;
  g_autoptr (GError) error = NULL;
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  rcpt_to = options.rcpt_to;
  if (g_strv_length (call->arguments) < 2)
    return lw_cli_usage (call, "arguments", _("Name at least one domain."));
  if (options.timeout_seconds < 0)
    return lw_cli_usage (call, "timeout", _("No time to wait is shorter than 0 seconds."));

  mailbox = rcpt_to != NULL ? lw_mail_address_normalise (rcpt_to, "to", &error) : NULL;
  if (error != NULL)
    return lw_cli_fail (error);

  options.rcpt_to = mailbox;
  for (guint i = 1; call->arguments[i] != NULL && !g_cancellable_is_cancelled (call->cancellable);
       i++)
    code = worse (code, check_domain (call, call->arguments[i], &options));

  return code;
}
