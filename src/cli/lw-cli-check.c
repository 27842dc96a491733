/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-check-private.h"

#include "lw-error.h"
#include "lw-identity.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* letterway check */

#define JSON_SCHEMA 1

JsonNode *
lw_cli_check_to_json (LwSession *session, guint64 line)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *findings = json_array_new ();
  g_autofree char *time = lw_cli_format_time (lw_session_get_checked_at (session));

  for (guint i = 0; i < lw_session_get_findings (session)->len; i++)
    json_array_add_element (
        findings, lw_finding_to_json (g_ptr_array_index (lw_session_get_findings (session), i)));

  json_object_set_int_member (object, "schema", JSON_SCHEMA);
  if (line > 0)
    json_object_set_int_member (object, "line", line);
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
  /* What it says of itself is not always that something was not tested. */
  if (level == LW_LEVEL_LOCAL)
    return _ ("On your side");

  return level == LW_LEVEL_INFO ? _ ("Good to know")
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

  g_print ("\n%s\n", _ ("Where your mail goes (MX):"));
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
  const char *via = lw_via_describe (lw_answer_get (answer)->via);
  g_autofree char *words = lw_answer_describe (answer);
  g_autofree char *name = lw_name_display (lw_server_get_name (server));

  g_print ("  %s (%s%s%s): %s\n", name, address != NULL ? address : "–", via != NULL ? ", " : "",
           via != NULL ? via : "", words);
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

  g_print ("\n%s\n", _ ("Who was asked:"));
  for (LwRole role = LW_ROLE_PARENT; role <= LW_ROLE_SYSTEM; role++)
    for (guint i = 0; i < answers->len; i++)
      if (lw_answer_get (g_ptr_array_index (answers, i))->role == role &&
          is_about_mail (evidence, g_ptr_array_index (answers, i)))
        print_answer (g_ptr_array_index (answers, i));
}

static void
print_host_page (LwEvidence *evidence)
{
  LwDomainConnect *connect = lw_evidence_get_domain_connect (evidence);
  const char *url = connect != NULL ? lw_domain_connect_get (connect)->control_url : NULL;

  if (url != NULL)
    g_print (_ ("\nYour DNS host’s own page: %s\n"), url);
}

static void
print_text (LwSession *session)
{
  LwEvidence *evidence = lw_session_get_evidence (session);
  g_autofree char *name = lw_name_display (lw_session_get_domain (session));
  g_autofree char *who = lw_evidence_describe_who (evidence);

  g_print ("%s: %s\n%s\n", name, lw_state_get_word (lw_session_get_state (session)),
           lw_session_get_sentence (session));
  if (who != NULL)
    g_print ("%s\n", who);

  for (guint i = 0; i < lw_session_get_findings (session)->len; i++)
    print_finding (g_ptr_array_index (lw_session_get_findings (session), i));

  print_mail_servers (evidence);
  print_answers (evidence);
  print_host_page (evidence);
}

int
lw_cli_check_get_code (LwSession *session, gboolean strict)
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
print_result (LwSession *session, const LwCheckOptions *options)
{
  g_autoptr (JsonNode) node = NULL;

  if (options->json)
    {
      node = lw_cli_check_to_json (session, 0);
      lw_cli_print_json (node);
    }
  else if (!options->quiet)
    print_text (session);
}

LwLookFlags
lw_cli_check_get_flags (const LwCheckOptions *options)
{
  gboolean with_mail = !options->no_mail && (options->parts & LW_PART_RECEIVE) != 0;

  return with_mail ? LW_LOOK_DEFAULT : LW_LOOK_NO_MAIL;
}

static gboolean
look (LwCliCall *call, LwSession *session, const LwCheckOptions *options, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GError *reason = NULL;
  LwCliPatience patience = { NULL };
  gboolean looked;

  lw_cli_patience_begin (&patience, call->cancellable, options->timeout_seconds);
  lw_session_look_async (session, lw_cli_check_get_flags (options), options->rcpt_to,
                         patience.cancellable, lw_cli_done_cb, &slot);
  result = lw_cli_await (&slot);
  looked = lw_session_look_finish (session, result, &reason);
  if (!looked)
    g_propagate_error (error, lw_cli_patience_explain (&patience, reason));
  lw_cli_patience_end (&patience);

  return looked;
}

/* Whether the zone that is edited at a DNS host is the one that was looked at */
static gboolean
compare (LwCliCall *call, LwSession *session, const LwCheckOptions *options, GError **error)
{
  LwCliKeyOptions key = options->key;

  return (key.host == NULL && key.fd < 0) || lw_cli_connect (call, session, &key, error);
}

static int
check_domain (LwCliCall *call, const char *domain, const LwCheckOptions *options)
{
  g_autoptr (LwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int code = 0;

  session = lw_cli_new_session (call, domain, &code);
  if (session == NULL)
    return code;

  lw_session_set_parts (session, options->parts);
  if (!look (call, session, options, &error) || !compare (call, session, options, &error))
    return lw_cli_fail (error);

  print_result (session, options);
  if (options->save != NULL &&
      !lw_cli_save_evidence (lw_session_get_evidence (session), options->save, &error))
    return lw_cli_fail (error);

  return lw_cli_check_get_code (session, options->strict);
}

int
lw_cli_check_worse (int a, int b)
{
  if (a == LW_EXIT_INTERRUPTED || b == LW_EXIT_INTERRUPTED)
    return LW_EXIT_INTERRUPTED;

  /* A domain that could not be tested must not hide one that is broken. */
  if (a == LW_EXIT_BROKEN || b == LW_EXIT_BROKEN)
    return LW_EXIT_BROKEN;

  return MAX (a, b);
}

/* Nobody is asked and nothing is remembered. */
static int
judge_file (LwCliCall *call, const LwCheckOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwEvidence) evidence = lw_cli_load_evidence (options->evidence, &error);
  g_autoptr (LwSession) session = NULL;

  if (evidence == NULL)
    return lw_cli_fail_at (error, NULL, _ ("Make the file again with “letterway check --save”."));

  session = lw_session_new (call->services, lw_evidence_get_domain (evidence));
  lw_session_set_parts (session, options->parts);
  lw_session_show_evidence (session, evidence);
  print_result (session, options);

  return lw_cli_check_get_code (session, options->strict);
}

static int
check_domains (LwCliCall *call, const LwCheckOptions *options)
{
  int code = LW_EXIT_WORKS;

  for (guint i = 1; call->arguments[i] != NULL && !g_cancellable_is_cancelled (call->cancellable);
       i++)
    code = lw_cli_check_worse (code, check_domain (call, call->arguments[i], options));

  return code;
}

/* (nullable) */
static const char *
find_conflict (const LwCheckOptions *options, guint n_domains)
{
  gboolean compares = options->key.host != NULL || options->key.fd >= 0;
  gboolean asks = options->no_mail || options->timeout_seconds > 0 || options->resolver != NULL ||
                  options->rcpt_to != NULL || compares;

  if (options->key.fd >= 0 && n_domains > 1)
    return _ ("--key-fd goes with one domain.");
  if (options->evidence != NULL &&
      (asks || n_domains > 0 || options->save != NULL || options->list != NULL))
    return _ ("--evidence asks nobody: it goes with --json, --only, --strict and --quiet.");
  if (options->list != NULL &&
      (n_domains > 0 || options->save != NULL || options->rcpt_to != NULL || compares))
    return _ ("--file goes without DOMAIN, --save, --to and --host.");
  if (options->evidence != NULL || options->list != NULL)
    return NULL;
  if (n_domains == 0)
    return _ ("Name at least one domain.");

  return options->save != NULL && n_domains > 1 ? _ ("--save keeps one domain.") : NULL;
}

static gboolean
take_part (const char *word, LwParts *parts)
{
  static const struct
  {
    const char *word;
    LwParts part;
  } known[] = { { "receive", LW_PART_RECEIVE }, { "domain", LW_PART_DOMAIN } };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].word, word))
      {
        *parts |= known[i].part;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_only (const char *only, LwParts *parts)
{
  g_auto (GStrv) words = NULL;

  if (only == NULL)
    {
      *parts = LW_PARTS_ALL;
      return TRUE;
    }

  words = g_strsplit (only, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (!take_part (g_strstrip (words[i]), parts))
      return FALSE;

  return *parts != 0;
}

/* Replaces what is given by what is used. 0, or the exit code after usage was printed */
static int
read_options (LwCliCall *call, LwCheckOptions *options)
{
  const char *conflict = find_conflict (options, g_strv_length (call->arguments) - 1);
  g_autofree char *rcpt_to = g_steal_pointer (&options->rcpt_to);
  g_autoptr (GError) error = NULL;

  if (conflict != NULL)
    return lw_cli_usage (call, "arguments", "%s", conflict);
  if (options->timeout_seconds < 0)
    return lw_cli_usage (call, "timeout", _ ("No time to wait is shorter than 0 seconds."));
  if (!read_only (options->only, &options->parts))
    return lw_cli_usage (call, "only", _ ("The parts that can be checked are receive and domain."));

  if (rcpt_to != NULL)
    options->rcpt_to = lw_mail_address_normalise (rcpt_to, "to", &error);

  return error != NULL ? lw_cli_fail (error) : 0;
}

static int
run (LwCliCall *call, const LwCheckOptions *options)
{
  if (options->evidence != NULL)
    return judge_file (call, options);
  if (options->list != NULL)
    return lw_cli_check_list (call, options);

  return check_domains (call, options);
}

/* The same world with the person's resolver */
static int
run_with_resolver (LwCliCall *call, const LwCheckOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_with_resolver (lw_services_get_world (call->services),
                                                          options->resolver, &error);
  g_autoptr (LwServices) services = NULL;
  LwCliCall other = *call;

  if (world == NULL)
    return lw_cli_fail (error);

  services = lw_services_new (world);
  other.services = services;

  return run (&other, options);
}

static void
options_clear (LwCheckOptions *options)
{
  g_free (options->rcpt_to);
  g_free (options->only);
  g_free (options->resolver);
  g_free (options->save);
  g_free (options->evidence);
  g_free (options->list);
  lw_cli_key_options_clear (&options->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LwCheckOptions, options_clear)

int
lw_cli_run_check (LwCliCall *call)
{
  g_auto (LwCheckOptions) options = { .key = { .fd = -1 } };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("One JSON object for each domain"),
      NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING, &options.only,
      N_ ("Check these parts only: receive, domain"), N_ ("PARTS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.rcpt_to,
      N_ ("Ask the mail servers for this mailbox too"), N_ ("ADDRESS") },
    { "no-mail", 0, 0, G_OPTION_ARG_NONE, &options.no_mail,
      N_ ("Do not connect to the mail servers"), NULL },
    { "resolver", 0, 0, G_OPTION_ARG_STRING, &options.resolver,
      N_ ("Ask this resolver in place of all others"), N_ ("RESOLVER") },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.list,
      N_ ("Check the domains of a list, one JSON line each"), N_ ("LIST") },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options.save, N_ ("Keep what was seen in a file"),
      N_ ("FILE") },
    { "evidence", 0, 0, G_OPTION_ARG_FILENAME, &options.evidence,
      N_ ("Judge what a file kept, and ask nobody"), N_ ("FILE") },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &options.strict,
      N_ ("Exit with 1 when something could be better"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_ ("Only the exit code"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout_seconds,
      N_ ("Give up after this many seconds"), N_ ("SECONDS") },
    LW_CLI_KEY_OPTIONS (options.key),
    { NULL },
  };
  int code = LW_EXIT_WORKS;

  if (!lw_cli_parse (call, entries, &code))
    return code;

  code = read_options (call, &options);
  if (code != 0)
    return code;

  return options.resolver != NULL ? run_with_resolver (call, &options) : run (call, &options);
}
