/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-mail-server.h"
#include "lw-smtp.h"

#include <string.h>

#define HOST "mx.berg.test."
#define OTHER_HOST "mx.tal.test."
#define LETTER "Subject: x\r\n\r\n.dot\r\nend\r\n"
#define LETTER_ON_THE_WIRE "Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n"

#define EHLO "CEHLO [127.0.0.1]"
#define MAIL "CMAIL FROM:<bo@tal.test>"
#define RCPT "CRCPT TO:<anna@berg.test>"
#define PLAIN "S220 mx.berg.test ESMTP", EHLO, "S250-mx.berg.test\r\n250 8BITMIME"
#define OFFER \
  "S220-mx.berg.test\r\n220 ESMTP", EHLO, "S250-mx.berg.test\r\n250 STARTTLS", "CSTARTTLS"
#define END "CQUIT", "S221 bye", NULL
#define MAX_STEPS 24

typedef struct
{
  const char *name;
  const char *script[MAX_STEPS];
  const char *next_script[MAX_STEPS]; /* of the second connection */
  const char *host;                   /* (nullable): HOST */
  gboolean names_receiver;
  gboolean sends_letter;
  gboolean only_encrypted;

  LwSmtpOutcome outcome;
  LwTlsState tls;
  guint code;
  const char *text; /* (nullable) */
  const char *log;  /* (nullable): what the server heard */
} Case;

static const Case cases[] = {
  {
      .name = "greeted",
      .script = { PLAIN, END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
      .text = "mx.berg.test 8BITMIME",
      .log = "EHLO [127.0.0.1]\nQUIT\n",
  },
  {
      .name = "tls-proven",
      .script = { OFFER, "S220 go", "TLS", EHLO, "S250 mx.berg.test", END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_PROVEN,
      .code = 250,
      .log = "EHLO [127.0.0.1]\nSTARTTLS\nEHLO [127.0.0.1]\nQUIT\n",
  },
  {
      .name = "tls-unproven-for-another-name",
      .script = { OFFER, "S220 go", "TLS", EHLO, "S250 mx.berg.test", END },
      .host = OTHER_HOST,
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_UNPROVEN,
      .code = 250,
  },
  {
      .name = "tls-fails-then-in-clear",
      .script = { OFFER, "S220 go", "DROP" },
      .next_script = { PLAIN, END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_FAILED,
      .code = 250,
      .log = "EHLO [127.0.0.1]\nSTARTTLS\nEHLO [127.0.0.1]\nQUIT\n",
  },
  {
      .name = "tls-fails-and-clear-is-forbidden",
      .script = { OFFER, "S220 go", "DROP" },
      .next_script = { PLAIN, END },
      .names_receiver = TRUE,
      .only_encrypted = TRUE,
      .outcome = LW_SMTP_TEMPORARY,
      .tls = LW_TLS_FAILED,
      .log = "EHLO [127.0.0.1]\nSTARTTLS\n",
  },
  {
      .name = "no-tls-and-clear-is-forbidden",
      .script = { PLAIN, END },
      .names_receiver = TRUE,
      .only_encrypted = TRUE,
      .outcome = LW_SMTP_TEMPORARY,
      .tls = LW_TLS_NOT_OFFERED,
      .log = "EHLO [127.0.0.1]\nQUIT\n",
  },
  {
      .name = "tls-handshake-hangs-then-in-clear",
      .script = { OFFER, "S220 go", "HANG" },
      .next_script = { PLAIN, END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_FAILED,
      .code = 250,
  },
  {
      .name = "starttls-refused",
      .script = { OFFER, "S454 not now", END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_FAILED,
  },
  {
      .name = "injection-after-starttls",
      .script = { OFFER, "S220 go\r\n250-STOLEN\r\n250 8BITMIME", "TLS", EHLO, "S250 x", END },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_GARBLED,
      .tls = LW_TLS_FAILED,
      .log = "EHLO [127.0.0.1]\nSTARTTLS\n",
  },
  {
      .name = "helo-for-old-servers",
      .script = { "S220 old", EHLO, "S502 what", "CHELO [127.0.0.1]", "S250 old", END },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
  },
  {
      .name = "greeting-421",
      .script = { "S421 4.3.2 come later", END },
      .outcome = LW_SMTP_TEMPORARY,
      .tls = LW_TLS_NOT_TRIED,
      .code = 421,
      .text = "4.3.2 come later",
  },
  {
      .name = "greeting-554",
      .script = { "S554 5.7.1 not you", "DROP" },
      .outcome = LW_SMTP_REFUSED,
      .tls = LW_TLS_NOT_TRIED,
      .code = 554,
      .text = "5.7.1 not you",
  },
  {
      .name = "ehlo-refused",
      .script = { "S220 x", EHLO, "S550 5.7.25 no reverse name", END },
      .outcome = LW_SMTP_REFUSED,
      .tls = LW_TLS_NOT_TRIED,
      .code = 550,
  },
  {
      .name = "rcpt-accepted",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S250 2.1.5 ok", "CRSET", "S250 ok", END },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_ACCEPTED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
      .text = "2.1.5 ok",
      .log = "EHLO [127.0.0.1]\nMAIL FROM:<bo@tal.test>\nRCPT TO:<anna@berg.test>\nRSET\nQUIT\n",
  },
  {
      .name = "rcpt-greylisted",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S450 4.7.1 greylisted", END },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_TEMPORARY,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 450,
      .text = "4.7.1 greylisted",
  },
  {
      .name = "rcpt-unknown",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S550-5.1.1 nobody\r\n550 5.1.1 here", END },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_REFUSED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 550,
      .text = "5.1.1 nobody here",
  },
  {
      .name = "mail-refused",
      .script = { PLAIN, MAIL, "S553 no", END },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_REFUSED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 553,
  },
  {
      .name = "letter-accepted",
      .script = { PLAIN, MAIL " BODY=8BITMIME", "S250 ok", RCPT, "S250 ok", "CDATA", "S354 go",
                  "LETTER", "S250 2.0.0 queued", END },
      .names_receiver = TRUE,
      .sends_letter = TRUE,
      .outcome = LW_SMTP_ACCEPTED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
      .text = "2.0.0 queued",
  },
  {
      .name = "letter-refused",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S250 ok", "CDATA", "S354 go", "LETTER",
                  "S554 5.6.0 bad letter", END },
      .names_receiver = TRUE,
      .sends_letter = TRUE,
      .outcome = LW_SMTP_REFUSED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 554,
  },
  {
      .name = "data-refused",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S250 ok", "CDATA", "S451 4.3.0 later", END },
      .names_receiver = TRUE,
      .sends_letter = TRUE,
      .outcome = LW_SMTP_TEMPORARY,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 451,
  },
  {
      .name = "data-answered-with-250",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S250 ok", "CDATA", "S250 ok", END },
      .names_receiver = TRUE,
      .sends_letter = TRUE,
      .outcome = LW_SMTP_GARBLED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
  },
  {
      .name = "dropped-before-greeting",
      .script = { "DROP" },
      .outcome = LW_SMTP_DROPPED,
      .tls = LW_TLS_NOT_TRIED,
  },
  {
      .name = "dropped-after-ehlo",
      .script = { "S220 x", EHLO, "DROP" },
      .outcome = LW_SMTP_DROPPED,
      .tls = LW_TLS_NOT_TRIED,
  },
  {
      .name = "dropped-after-the-letter",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "S250 ok", "CDATA", "S354 go", "LETTER", "DROP" },
      .names_receiver = TRUE,
      .sends_letter = TRUE,
      .outcome = LW_SMTP_DROPPED,
      .tls = LW_TLS_NOT_OFFERED,
  },
  {
      .name = "garbage",
      .script = { "SHTTP/1.1 400 Bad Request", "HANG" },
      .outcome = LW_SMTP_GARBLED,
      .tls = LW_TLS_NOT_TRIED,
  },
  {
      .name = "greeting-of-another-kind",
      .script = { "S250 hello", END },
      .outcome = LW_SMTP_GARBLED,
      .tls = LW_TLS_NOT_TRIED,
      .code = 250,
  },
  {
      .name = "endless-banner",
      .script = { "FLOOD" },
      .outcome = LW_SMTP_GARBLED,
      .tls = LW_TLS_NOT_TRIED,
  },
  {
      .name = "tarpit",
      .script = { "TRICKLE" },
      .outcome = LW_SMTP_TIMED_OUT,
      .tls = LW_TLS_NOT_TRIED,
  },
  {
      .name = "half-a-greeting",
      .script = { "S220-wait", "HANG" },
      .outcome = LW_SMTP_TIMED_OUT,
      .tls = LW_TLS_NOT_TRIED,
      .log = "",
  },
  {
      .name = "silent-after-rcpt",
      .script = { PLAIN, MAIL, "S250 ok", RCPT, "HANG" },
      .names_receiver = TRUE,
      .outcome = LW_SMTP_TIMED_OUT,
      .tls = LW_TLS_NOT_OFFERED,
  },
  {
      .name = "quit-not-answered",
      .script = { PLAIN, "CQUIT", "DROP" },
      .outcome = LW_SMTP_GREETED,
      .tls = LW_TLS_NOT_OFFERED,
      .code = 250,
  },
};

/* Hasty where time must run out, patient in all else. */
static const LwSmtpTimeouts patient = { .connect_ms = 10000,
                                        .reply_ms = 10000,
                                        .letter_ms = 10000,
                                        .quit_ms = 10000,
                                        .total_ms = 20000 };
static const LwSmtpTimeouts hasty = { .connect_ms = 10000,
                                      .reply_ms = 60,
                                      .letter_ms = 60,
                                      .quit_ms = 60,
                                      .total_ms = 20000 };

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static LwSmtpFacts *
converse (LwWorld *world, const LwSmtpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_smtp_converse_async (world, request, cancellable, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_smtp_converse_finish (result, error);
}

static gboolean
needs_haste (const Case *c)
{
  for (guint i = 0; i < MAX_STEPS && c->script[i] != NULL; i++)
    if (g_str_equal (c->script[i], "HANG") || g_str_equal (c->script[i], "TRICKLE"))
      return c->outcome != LW_SMTP_GARBLED;

  return FALSE;
}

static void
check_transcript (const Case *c, const LwSmtpFields *facts)
{
  g_auto (GStrv) lines = g_strsplit (facts->transcript, "\n", 0);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_assert_true (g_str_has_prefix (lines[i], "C: ") || g_str_has_prefix (lines[i], "S: "));
  g_assert_null (strstr (facts->transcript, ".dot"));
  if (g_str_equal (c->name, "garbage"))
    g_assert_cmpstr (facts->transcript, ==, "S: HTTP/1.1 400 Bad Request\n");
  if (c->log != NULL && strstr (c->log, "QUIT") != NULL)
    g_assert_nonnull (strstr (facts->transcript, "C: QUIT\nS: 221 bye\n"));
}

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  FakeMailServer *server =
      fake_mail_server_new (c->script, c->next_script[0] != NULL ? c->next_script : NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (GBytes) letter = g_bytes_new_static (LETTER, strlen (LETTER));
  g_autoptr (LwSmtpFacts) facts = NULL;
  g_autoptr (GError) error = NULL;
  const LwSmtpFields *fields;

  facts = converse (world,
                    &(LwSmtpRequest){
                        .host = c->host != NULL ? c->host : HOST,
                        .preference = 10,
                        .address = "127.0.0.1",
                        .mail_from = "bo@tal.test",
                        .rcpt_to = c->names_receiver ? "anna@berg.test" : NULL,
                        .letter = c->sends_letter ? letter : NULL,
                        .only_encrypted = c->only_encrypted,
                        .timeouts = needs_haste (c) ? &hasty : &patient,
                    },
                    NULL, &error);
  g_assert_no_error (error);

  fields = lw_smtp_facts_get (facts);
  g_assert_cmpint (fields->outcome, ==, c->outcome);
  g_assert_cmpint (fields->tls, ==, c->tls);
  g_assert_cmpuint (fields->reply_code, ==, c->code);
  if (c->text != NULL)
    g_assert_cmpstr (fields->reply_text, ==, c->text);
  if (c->log != NULL)
    g_assert_cmpstr (fake_mail_server_get_log (server), ==, c->log);
  if (c->sends_letter && c->outcome == LW_SMTP_ACCEPTED)
    g_assert_cmpstr (fake_mail_server_get_letter (server), ==, LETTER_ON_THE_WIRE);
  g_assert_cmpuint (fake_mail_server_get_n_connections (server), ==,
                    c->next_script[0] != NULL && !c->only_encrypted ? 2 : 1);
  check_transcript (c, fields);

  fake_mail_server_free (server);
}

static void
test_tls_facts (void)
{
  static const char *const script[] = { OFFER, "S220 go", "TLS", EHLO, "S250 x", END };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (LwSmtpFacts) proven = NULL;
  g_autoptr (LwSmtpFacts) unproven = NULL;
  LwSmtpRequest request = { .host = HOST, .address = "127.0.0.1" };

  proven = converse (world, &request, NULL, NULL);
  g_assert_cmpstr (lw_smtp_facts_get (proven)->tls_version, ==, "TLS 1.3");
  g_assert_nonnull (lw_smtp_facts_get (proven)->tls_cipher);
  g_assert_null (lw_smtp_facts_get (proven)->tls_note);
  g_assert_cmpint (lw_smtp_facts_get (proven)->tls_not_after, ==, 4733510400); /* 2120-01-01 */
  g_assert_cmpstr (lw_smtp_facts_get (proven)->greeting, ==, "mx.berg.test ESMTP");

  request.host = OTHER_HOST;
  unproven = converse (world, &request, NULL, NULL);
  g_assert_nonnull (strstr (lw_smtp_facts_get (unproven)->tls_note, "another name"));
  g_assert_null (strstr (lw_smtp_facts_get (unproven)->tls_note, "vouches"));

  fake_mail_server_free (server);
}

static const char *const special_addresses[] = {
  "127.0.0.1",
  "10.0.0.1",
  "192.168.1.1",
  "169.254.1.1",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "192.0.2.1",
  "::1",
  "fe80::1",
  "::ffff:127.0.0.1",
  "fd00::1",
  "2002::1",
  "localhost",
  "127.1",
  "",
  "64:ff9b::127.0.0.1",
  "mx.berg.test",
};

static void
test_special_use (void)
{
  static const char *const script[] = { PLAIN, END };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) strict = fake_world_new (fake_mail_server_get_port (server), TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (special_addresses); i++)
    {
      g_autoptr (LwSmtpFacts) facts = converse (
          strict, &(LwSmtpRequest){ .host = HOST, .address = special_addresses[i] }, NULL, NULL);

      g_assert_cmpint (lw_smtp_facts_get (facts)->outcome, ==, LW_SMTP_NOT_ASKED);
      g_assert_nonnull (lw_smtp_facts_get (facts)->note);
      g_assert_cmpstr (lw_smtp_facts_get (facts)->transcript, ==, "");
    }
  g_assert_cmpuint (fake_mail_server_get_n_connections (server), ==, 0);

  fake_mail_server_free (server);
}

static void
test_hostile_receiver (void)
{
  static const char *const script[] = { PLAIN, END };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (LwSmtpFacts) facts = converse (world,
                                            &(LwSmtpRequest){
                                                .host = HOST,
                                                .address = "127.0.0.1",
                                                .rcpt_to = "anna@berg.test>\r\nDATA",
                                            },
                                            NULL, NULL);

  g_assert_cmpint (lw_smtp_facts_get (facts)->outcome, ==, LW_SMTP_NOT_ASKED);
  g_assert_cmpuint (fake_mail_server_get_n_connections (server), ==, 0);

  fake_mail_server_free (server);
}

static void
test_unreachable (void)
{
  static const char *const script[] = { PLAIN, END };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (LwSmtpFacts) facts = NULL;

  fake_mail_server_free (server);
  facts = converse (world, &(LwSmtpRequest){ .host = HOST, .address = "127.0.0.1" }, NULL, NULL);
  g_assert_cmpint (lw_smtp_facts_get (facts)->outcome, ==, LW_SMTP_UNREACHABLE);
}

/* A reply comes in time each, but they do not end. */
static void
test_total_time (void)
{
  static const char *const script[] = { "S220 x", EHLO, "S502 x", "CHELO", "TRICKLE" };
  const LwSmtpTimeouts short_in_all = { .connect_ms = 10000,
                                        .reply_ms = 10000,
                                        .letter_ms = 10000,
                                        .quit_ms = 10000,
                                        .total_ms = 100 };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (LwSmtpFacts) facts = converse (
      world, &(LwSmtpRequest){ .host = HOST, .address = "127.0.0.1", .timeouts = &short_in_all },
      NULL, NULL);

  g_assert_cmpint (lw_smtp_facts_get (facts)->outcome, ==, LW_SMTP_TIMED_OUT);
  g_assert_cmpuint (lw_smtp_facts_get (facts)->elapsed_ms, <, 2000);

  fake_mail_server_free (server);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  static const char *const script[] = { "S220 x", EHLO, "HANG", NULL };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  LwSmtpRequest request = { .host = HOST, .address = "127.0.0.1" };

  g_timeout_add (20, cancel_cb, cancellable);
  g_assert_null (converse (world, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_error (&error);
  g_assert_null (converse (world, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fake_mail_server_free (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/tls-facts", test_tls_facts);
  g_test_add_func ("/smtp/special-use-gets-no-socket", test_special_use);
  g_test_add_func ("/smtp/hostile-receiver-is-not-sent", test_hostile_receiver);
  g_test_add_func ("/smtp/unreachable", test_unreachable);
  g_test_add_func ("/smtp/total-time", test_total_time);
  g_test_add_func ("/smtp/cancel", test_cancel);

  return g_test_run ();
}
