/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter.h"
#include "lw-practice-envelope.h"
#include "lw-smtp.h"
#include "practice-fixture.h"

#include <string.h>

/* A whole conversation with the mail server, without sockets: what is said, and what is answered
 * ("-" for nothing). */
typedef struct
{
  const char *said;
  const char *answered;
} Line;

typedef struct
{
  const char *name;
  Line lines[12];
  const char *letter; /* (nullable): what it took */
} Dialogue;

#define GREET        \
  {                  \
    "EHLO x", "250-" \
  }
#define MAIL                          \
  {                                   \
    "MAIL FROM:<bo@tal.test>", "250 " \
  }
#define RCPT                                  \
  {                                           \
    "RCPT TO:<anna@practice.example>", "250 " \
  }

static const Dialogue dialogues[] = {
  { "letter",
    { GREET,
      MAIL,
      RCPT,
      { "DATA", "354 " },
      { "Subject: x", "-" },
      { "", "-" },
      { "..", "-" },
      { ".", "250 " } },
    "Subject: x\r\n\r\n.\r\n" },
  { "helo", { { "helo x", "250 " }, { "mail from:<>", "250 " } }, NULL },
  { "parameters", { GREET, { "MAIL FROM:<a@b.test> BODY=8BITMIME", "250 " } }, NULL },
  { "postmaster", { GREET, MAIL, { "RCPT TO:<Postmaster@Practice.Example>", "250 " } }, NULL },
  { "nobody", { GREET, MAIL, { "RCPT TO:<bert@practice.example>", "550 5.1.1" } }, NULL },
  { "relay", { GREET, MAIL, { "RCPT TO:<anna@other.example>", "550 5.7.1" } }, NULL },
  { "relay-by-suffix",
    { GREET, MAIL, { "RCPT TO:<anna@notpractice.example>", "550 5.7.1" } },
    NULL },
  { "relay-by-two", { GREET, MAIL, { "RCPT TO:<anna@practice.example@x.test>", "550 " } }, NULL },
  { "mail-first", { MAIL }, NULL },
  { "order",
    { { "MAIL FROM:<a@b.test>", "503 " },
      GREET,
      { "RCPT TO:<anna@practice.example>", "503 " },
      { "DATA", "503 " },
      MAIL,
      MAIL },
    NULL },
  { "reset", { GREET, MAIL, RCPT, { "RSET", "250 " }, { "DATA", "503 " } }, NULL },
  { "new-greeting-forgets", { GREET, MAIL, RCPT, GREET, { "DATA", "503 " } }, NULL },
  { "syntax",
    { GREET,
      { "MAIL FROM:a@b.test", "501 " },
      { "MAIL FROM:<a@b.test", "501 " },
      { "MAIL FROM:<a@b.test>x", "501 " },
      { "MAIL", "502 " },
      { "", "502 " },
      { "VRFY a", "502 " },
      { "HELOX", "502 " } },
    NULL },
  { "starttls-too-early", { { "STARTTLS", "502 " } }, NULL },
};

static void
test_dialogue (gconstpointer user_data)
{
  const Dialogue *c = user_data;
  LwPracticeMood mood = { 0 };
  LwPracticeEnvelope *envelope = lw_practice_envelope_new (&mood);
  g_autoptr (GBytes) letter = NULL;
  g_autofree char *to = NULL;

  for (guint i = 0; c->lines[i].said != NULL; i++)
    {
      const char *reply = NULL;
      const char *wanted = c->lines[i].answered;

      /* A second MAIL, or one without greeting, is out of order. */
      if (g_str_has_prefix (c->lines[i].said, "MAIL FROM:<bo") &&
          (i == 0 || g_str_has_prefix (c->lines[i - 1].said, "MAIL FROM:<bo")))
        wanted = "503 ";
      g_assert_cmpint (lw_practice_envelope_take_line (envelope, c->lines[i].said, &reply), ==,
                       LW_PRACTICE_THEN_LISTEN);
      if (g_str_equal (wanted, "-"))
        g_assert_null (reply);
      else
        g_assert_true (g_str_has_prefix (reply, wanted));
    }

  letter = lw_practice_envelope_take_letter (envelope, &to);
  if (c->letter == NULL)
    g_assert_null (letter);
  else
    {
      g_assert_cmpmem (g_bytes_get_data (letter, NULL), g_bytes_get_size (letter), c->letter,
                       strlen (c->letter));
      g_assert_cmpstr (to, ==, LW_PRACTICE_MAILBOX);
    }
  lw_practice_envelope_free (envelope);
}

static void
test_too_big (void)
{
  LwPracticeMood mood = { 0 };
  LwPracticeEnvelope *envelope = lw_practice_envelope_new (&mood);
  static const char *const lines[] = { "EHLO x", "MAIL FROM:<>", "RCPT TO:<anna@practice.example>",
                                       "DATA" };
  g_autofree char *line = g_strnfill (1000, 'x');
  g_autofree char *to = NULL;
  const char *reply = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    lw_practice_envelope_take_line (envelope, lines[i], &reply);
  for (guint i = 0; i < 2000; i++)
    lw_practice_envelope_take_line (envelope, line, &reply);
  lw_practice_envelope_take_line (envelope, ".", &reply);
  g_assert_true (g_str_has_prefix (reply, "552 "));
  g_assert_null (lw_practice_envelope_take_letter (envelope, &to));
  lw_practice_envelope_free (envelope);
}

typedef struct
{
  char *to;
  char *code;
} Arrived;

static void
arrived_cb (LwPractice *practice, const char *to, const char *code, gpointer user_data)
{
  Arrived *arrived = user_data;

  arrived->to = g_strdup (to);
  arrived->code = g_strdup (code);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
send_letter (Fixture *f, LwLetter *letter, GPtrArray **tried, GError **error)
{
  static const char *const values[] = { "10 mx.practice.example.", NULL };
  static const char *const addresses[] = { "127.86.5.1", NULL };
  g_autoptr (LwRecordSet) mx =
      lw_record_set_new (LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, 4, values, NULL);
  g_autoptr (GPtrArray) hosts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_host_unref);
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (hosts,
                   lw_mail_host_new ("mx.practice.example.", addresses, NULL, LW_ANSWER_SET));
  lw_letter_send_async (letter, f->world, mx, hosts, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_letter_send_finish (letter, result, tried, error);
}

/* Through the same code as in the real world: encrypted, unproven, and into the mailbox */
static void
test_letter (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwLetter) letter = lw_letter_new (NULL, LW_PRACTICE_MAILBOX, 1795458600, &error);
  g_autoptr (GPtrArray) tried = NULL;
  g_autoptr (GBytes) sent = lw_letter_to_bytes (letter);
  Arrived arrived = { 0 };
  GPtrArray *letters = lw_practice_get_letters (f->practice);

  g_signal_connect (f->practice, "letter-arrived", G_CALLBACK (arrived_cb), &arrived);
  g_assert_true (send_letter (f, letter, &tried, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lw_smtp_facts_get (tried->pdata[0])->tls, ==, LW_TLS_UNPROVEN);
  g_assert_cmpuint (letters->len, ==, 1);
  g_assert_true (g_bytes_equal (letters->pdata[0], sent));
  g_assert_cmpstr (arrived.to, ==, LW_PRACTICE_MAILBOX);
  g_assert_true (lw_letter_code_matches (letter, arrived.code));
  g_assert_cmpuint (lw_practice_get_n_connections_to_mail (f->practice), ==, 1);

  g_free (arrived.to);
  g_free (arrived.code);
}

static LwSmtpOutcome
ask_for_mailbox (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwSmtpFacts) facts = NULL;

  lw_smtp_converse_async (f->world,
                          &(LwSmtpRequest){
                              .host = "mx.practice.example.",
                              .address = "127.86.5.1",
                              .mail_from = "",
                              .rcpt_to = LW_PRACTICE_MAILBOX,
                          },
                          NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  facts = lw_smtp_converse_finish (result, NULL);
  return lw_smtp_facts_get (facts)->outcome;
}

static void
test_faults (Fixture *f, gconstpointer user_data)
{
  g_assert_cmpint (ask_for_mailbox (f), ==, LW_SMTP_ACCEPTED);
  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .mail_greylists = TRUE });
  g_assert_cmpint (ask_for_mailbox (f), ==, LW_SMTP_TEMPORARY);
  g_assert_cmpint (ask_for_mailbox (f), ==, LW_SMTP_ACCEPTED);
  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .mail_refuses = TRUE });
  g_assert_cmpint (ask_for_mailbox (f), ==, LW_SMTP_REFUSED);
  g_assert_cmpuint (lw_practice_get_n_connections_to_mail (f->practice), ==, 4);
}

/* Stopped with open connections and changes on their way; what was seen stays. */
static void
test_stop (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, "127.86.5.1", lw_world_get_smtp_port (f->world), NULL, NULL);
  guint n_connections;

  g_assert_nonnull (connection);
  fixture_request (f, "PATCH", "/api/v1/servers/localhost/zones/practice.example.",
                   "{\"rrsets\":[]}", NULL, NULL);
  n_connections = lw_practice_get_n_connections_to_mail (f->practice);
  lw_practice_stop (f->practice);
  lw_practice_stop (f->practice);
  g_assert_cmpuint (lw_practice_get_n_connections_to_mail (f->practice), ==, n_connections);
  g_assert_nonnull (strstr (lw_practice_get_request_log (f->practice), "PATCH "));
  g_assert_null (
      fixture_ask (f, "127.86.2.1", LW_PRACTICE_DOMAIN, LW_RR_TYPE_MX, FALSE, FALSE, 20));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (dialogues); i++)
    {
      g_autofree char *path = g_strconcat ("/practice-mail/dialogue/", dialogues[i].name, NULL);

      g_test_add_data_func (path, &dialogues[i], test_dialogue);
    }
  g_test_add_func ("/practice-mail/too-big", test_too_big);
  g_test_add ("/practice-mail/letter", Fixture, NULL, fixture_set_up, test_letter,
              fixture_tear_down);
  g_test_add ("/practice-mail/faults", Fixture, NULL, fixture_set_up, test_faults,
              fixture_tear_down);
  g_test_add ("/practice-mail/stop", Fixture, NULL, fixture_set_up, test_stop, fixture_tear_down);

  return g_test_run ();
}
