/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-mail-server.h"
#include "lw-error.h"
#include "lw-letter-code.h"
#include "lw-letter-text.h"
#include "lw-letter.h"

#include <string.h>

#define NOW 1795458600 /* 2026-11-23 18:30:00 UTC */
#define LONG_LABEL "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

typedef struct
{
  const char *typed;
  const char *address; /* (nullable): NULL when it is none */
} AddressCase;

static const AddressCase address_cases[] = {
  { "anna@berg.example", "anna@berg.example" },
  { "  anna@berg.example\n", "anna@berg.example" },
  { "Anna@Berg.Example", "Anna@berg.example" },
  { "anna@berg.example.", "anna@berg.example" },
  { "<anna@berg.example>", "anna@berg.example" },
  { "mailto:anna@berg.example", "anna@berg.example" },
  { "anna+test@berg.example", "anna+test@berg.example" },
  { "anna.b'c=d@mail.berg.example", "anna.b'c=d@mail.berg.example" },
  { "anna@b\xc3\xbc"
    "cher.example",
    "anna@xn--bcher-kva.example" },
  { "anna@B\xc3\x9c"
    "CHER.example",
    "anna@xn--bcher-kva.example" },
  { "", NULL },
  { "anna", NULL },
  { "@", NULL },
  { "anna@", NULL },
  { "@berg.example", NULL },
  { "anna@localhost", NULL },
  { "anna@@berg.example", NULL },
  { "anna@berg.example@tal.example", NULL },
  { "anna@berg.example, bo@tal.example", NULL },
  { "anna berg@berg.example", NULL },
  { "\"anna berg\"@berg.example", NULL },
  { ".anna@berg.example", NULL },
  { "anna.@berg.example", NULL },
  { "an..na@berg.example", NULL },
  { "anna@berg..example", NULL },
  { "anna@-berg.example", NULL },
  { "anna@berg_x.example", NULL },
  { "anna@[192.0.2.1]", NULL },
  { "anna@192.0.2.1", NULL },
  { "anna@berg.example\r\nBcc: bo@tal.example", NULL },
  { "anna\r\n@berg.example", NULL },
  { "anna\x01@berg.example", NULL },
  { "anna\x7f@berg.example", NULL },
  { "\xc3\xa4nna@berg.example", NULL },
  { "anna@b\xff"
    "erg.example",
    NULL },
  { "anna@berg.example>", NULL },
  { "<anna@berg.example", NULL },
  { "Anna <anna@berg.example>", NULL },
  { "anna(at)berg.example", NULL },
  { "anna@https://berg.example", NULL },
  { "anna@berg.example/x", NULL },
  { "anna@berg.example:25", NULL },
  { "anna@*.example", NULL },
  { "anna@b\\046erg.example", NULL },
  { LONG_LABEL "xy@berg.example", NULL },
  { "a@" LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL ".example", NULL },
  { "anna@" LONG_LABEL "." LONG_LABEL "." LONG_LABEL "." LONG_LABEL, NULL },
};

static void
test_address (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (address_cases); i++)
    {
      const AddressCase *c = &address_cases[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *address = lw_mail_address_normalise (c->typed, "to", &error);

      g_assert_cmpstr (address, ==, c->address);
      if (c->address != NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
      g_assert_cmpstr (lw_error_get_field (error), ==, "to");
      g_assert_nonnull (lw_error_get_step (error));
    }
}

static char *
write_letter (LwLetter *letter, gboolean eight_bit)
{
  g_autoptr (GBytes) bytes = lw_letter_write (letter, eight_bit);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_format (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwLetter) letter = lw_letter_new ("bo@tal.example", "anna@berg.example", NOW, &error);
  g_autofree char *text = NULL;
  g_autofree char *code = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *headers = NULL;
  const char *body;

  g_assert_no_error (error);
  text = write_letter (letter, TRUE);
  code = lw_letter_code_compact (lw_letter_get_code (letter));
  lower = g_ascii_strdown (code, -1);
  headers = g_strdup_printf ("Date: Mon, 23 Nov 2026 18:30:00 +0000\r\n"
                             "From: \"Letterway test\" <bo@tal.example>\r\n"
                             "To: <anna@berg.example>\r\n"
                             "Subject: Letterway test letter %s\r\n"
                             "Message-ID: <lw.%s.%d@tal.example>\r\n"
                             "MIME-Version: 1.0\r\n"
                             "Content-Type: text/plain; charset=utf-8\r\n"
                             "Content-Transfer-Encoding: 8bit\r\n"
                             "Auto-Submitted: auto-generated\r\n"
                             "X-Letterway-Test: %s\r\n"
                             "\r\n",
                             lw_letter_get_code (letter), lower, NOW, lw_letter_get_code (letter));
  body = text + strlen (headers);

  g_assert_true (g_str_has_prefix (text, headers));
  g_assert_cmpuint (strlen (body), <, 1024);
  g_assert_nonnull (strstr (body, "berg.example"));
  g_assert_cmpstr (lw_letter_get_domain (letter), ==, "berg.example.");
  g_assert_cmpint (lw_letter_get_sent_at (letter), ==, NOW);
}

/* Each line: ends with CRLF, has no other control character, at most 78 octets */
static void
check_lines (const char *text, gboolean ascii)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 78);
      for (const char *p = lines[i]; *p != '\0'; p++)
        g_assert_true (*p == ' ' || g_ascii_isgraph (*p) || (!ascii && (guchar) *p >= 0x80));
    }
}

static void
test_seven_bits (void)
{
  g_autoptr (LwLetter) letter = lw_letter_new (NULL,
                                               "anna@b\xc3\xbc"
                                               "cher.example",
                                               NOW, NULL);
  g_autofree char *eight = write_letter (letter, TRUE);
  g_autofree char *seven = write_letter (letter, FALSE);

  check_lines (eight, FALSE);
  check_lines (seven, TRUE);
  g_assert_true (g_utf8_validate (eight, -1, NULL));
  g_assert_nonnull (strstr (eight, "b\xc3\xbc"
                                   "cher.example"));
  g_assert_nonnull (strstr (seven, "b=C3=BCcher.example"));
  g_assert_nonnull (strstr (seven, "Content-Transfer-Encoding: quoted-printable\r\n"));
  g_assert_cmpstr (lw_letter_get_from (letter), ==, "anna@xn--bcher-kva.example");
}

static void
test_fields_of_errors (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_letter_new (NULL, "anna", NOW, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "to");
  g_clear_error (&error);
  g_assert_null (lw_letter_new ("bo", "anna@berg.example", NOW, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "from");
}

static void
test_code_is_new (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *code = lw_letter_code_new ();

      g_assert_true (g_regex_match_simple ("^[2-9A-Z]{4}-[2-9A-Z]{2}$", code, 0, 0));
      g_assert_null (strpbrk (code, "01ILOSBZUAE58"));
      g_hash_table_add (seen, code);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 990);
}

typedef struct
{
  const char *typed;
  gboolean matches;
} CodeCase;

static const CodeCase code_cases[] = {
  { "7F3K-Q2", TRUE },
  { "7f3k-q2", TRUE },
  { "7F3KQ2", TRUE },
  { " 7F3K Q2 ", TRUE },
  { "7F3K--Q2", TRUE },
  { "7F3K\xe2\x80\x93Q2", TRUE },
  { "7 F 3 K - Q 2", TRUE },
  { "7F3K\xc2\xa0Q2", TRUE },
  { "", FALSE },
  { "-", FALSE },
  { "7F3K-Q", FALSE },
  { "7F3K-Q23", FALSE },
  { "7F3K-Q3", FALSE },
  { "8F3K-Q2", FALSE },
  { "7F3K.Q2", FALSE },
  { "7F3K-Q2\x01", FALSE },
  { "7F3K-Q2\xff", FALSE },
  { "7F3K-Q2; DROP", FALSE },
  { "                                                                7F3K-Q2", FALSE },
};

static void
test_code (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (code_cases); i++)
    g_assert_cmpint (lw_letter_code_equal ("7F3K-Q2", code_cases[i].typed), ==,
                     code_cases[i].matches);
}

static void
test_letter_knows_its_code (void)
{
  g_autoptr (LwLetter) letter = lw_letter_new (NULL, "anna@berg.example", NOW, NULL);

  g_assert_true (lw_letter_code_matches (letter, lw_letter_get_code (letter)));
  g_assert_false (lw_letter_code_matches (letter, "0000-00"));
}

static void
test_date_in_other_zones (void)
{
  g_autoptr (GTimeZone) west = g_time_zone_new_offset (-(3 * 3600 + 30 * 60));
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (5 * 3600 + 45 * 60);
  g_autoptr (GDateTime) here = g_date_time_new_from_unix_utc (NOW);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (here, west);
  g_autoptr (GDateTime) yonder = g_date_time_to_timezone (here, east);
  g_autofree char *west_text = lw_letter_format_date (there);
  g_autofree char *east_text = lw_letter_format_date (yonder);

  g_assert_cmpstr (west_text, ==, "Mon, 23 Nov 2026 15:00:00 -0330");
  g_assert_cmpstr (east_text, ==, "Tue, 24 Nov 2026 00:15:00 +0545");
}

static void
test_encoded_words (void)
{
  g_autofree char *plain = lw_letter_encode_word ("Test letter");
  g_autofree char *coded = lw_letter_encode_word ("Pr\xc3\xbc"
                                                  "fbrief");
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *folded = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpstr (plain, ==, "Test letter");
  g_assert_cmpstr (coded, ==, "=?UTF-8?B?UHLDvGZicmllZg==?=");

  for (guint i = 0; i < 60; i++)
    g_string_append (many, "\xe2\x82\xac");
  folded = lw_letter_encode_word (many->str);
  lines = g_strsplit (folded, "\r\n ", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, 75);
}

static void
test_quoted_printable (void)
{
  g_autofree char *quoted = lw_letter_quote_printable ("a=b \nx \xc3\xa4\t\n");
  g_autofree char *line = g_strnfill (200, 'x');
  g_autofree char *broken = lw_letter_quote_printable (line);
  g_auto (GStrv) lines = g_strsplit (broken, "=\n", -1);
  g_autofree char *joined = g_strjoinv ("", lines);

  g_assert_cmpstr (quoted, ==, "a=3Db=20\nx =C3=A4=09\n");
  g_assert_cmpstr (joined, ==, line);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, 75);
}

#define PLAIN "S220 x", "CEHLO", "S250-x\r\n250 8BITMIME"
#define SEVEN_BITS "S220 x", "CEHLO", "S250 x"
#define ENVELOPE "CMAIL", "S250 ok", "CRCPT", "S250 ok", "CDATA", "S354 go", "LETTER"
#define END "CQUIT", "S221 bye", NULL
#define MAX_STEPS 24

typedef struct
{
  const char *name;
  const char *script[MAX_STEPS];
  const char *next_script[MAX_STEPS];
  const char *values[4]; /* of the MX set */
  gboolean strict;
  GQuark (*domain) (void); /* NULL when it is taken */
  int code;
  guint n_tried;
  guint n_connections;
} SendCase;

static const SendCase send_cases[] = {
  { "taken",
    { PLAIN, ENVELOPE, "S250 queued", END },
    { NULL },
    { "10 mx1.berg.test." },
    FALSE,
    NULL,
    0,
    1,
    1 },
  { "taken-by-the-second",
    { "S421 later", END },
    { SEVEN_BITS, ENVELOPE, "S250 queued", END },
    { "10 mx1.berg.test.", "20 mx2.berg.test." },
    FALSE,
    NULL,
    0,
    2,
    2 },
  { "greeting-554-goes-to-the-second",
    { "S554 not here", END },
    { PLAIN, ENVELOPE, "S250 queued", END },
    { "10 mx1.berg.test.", "20 mx2.berg.test." },
    FALSE,
    NULL,
    0,
    2,
    2 },
  { "refused-for-good",
    { PLAIN, "CMAIL", "S250 ok", "CRCPT", "S550 5.1.1 nobody", END },
    { PLAIN, ENVELOPE, "S250 queued", END },
    { "10 mx1.berg.test.", "20 mx2.berg.test." },
    FALSE,
    lw_error_quark,
    LW_ERROR_REFUSED,
    1,
    1 },
  { "later",
    { PLAIN, "CMAIL", "S250 ok", "CRCPT", "S450 4.7.1 greylisted", END },
    { NULL },
    { "10 mx1.berg.test.", "20 mx2.berg.test." },
    FALSE,
    lw_error_quark,
    LW_ERROR_NOT_ARRIVED,
    2,
    2 },
  { "dropped",
    { "DROP" },
    { NULL },
    { "10 mx1.berg.test." },
    FALSE,
    g_io_error_quark,
    G_IO_ERROR_HOST_UNREACHABLE,
    1,
    1 },
  { "garbage",
    { "S+OK POP3", "HANG" },
    { NULL },
    { "10 mx1.berg.test." },
    FALSE,
    lw_error_quark,
    LW_ERROR_PROTOCOL,
    1,
    1 },
  { "no-address",
    { PLAIN, END },
    { NULL },
    { "10 nowhere.berg.test." },
    FALSE,
    g_io_error_quark,
    G_IO_ERROR_HOST_UNREACHABLE,
    1,
    0 },
  { "null-mx", { PLAIN, END }, { NULL }, { "0 ." }, FALSE, lw_error_quark, LW_ERROR_REFUSED, 0, 0 },
  { "special-use",
    { PLAIN, END },
    { NULL },
    { "10 mx1.berg.test." },
    TRUE,
    lw_error_quark,
    LW_ERROR_UNSAFE,
    1,
    0 },
};

static GPtrArray *
make_hosts (void)
{
  static const char *const loopback[] = { "127.0.0.1", NULL };
  GPtrArray *hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_host_unref);

  g_ptr_array_add (hosts, lw_mail_host_new ("mx1.berg.test.", loopback, NULL, LW_ANSWER_SET));
  g_ptr_array_add (hosts, lw_mail_host_new ("mx2.berg.test.", loopback, NULL, LW_ANSWER_SET));
  g_ptr_array_add (hosts, lw_mail_host_new ("nowhere.berg.test.", NULL, NULL, LW_ANSWER_NXDOMAIN));
  return hosts;
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
test_send (gconstpointer user_data)
{
  const SendCase *c = user_data;
  FakeMailServer *server =
      fake_mail_server_new (c->script, c->next_script[0] != NULL ? c->next_script : NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), c->strict);
  g_autoptr (LwRecordSet) mx =
      lw_record_set_new ("berg.test.", LW_RR_TYPE_MX, 300, c->values, NULL);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GPtrArray) tried = NULL;
  g_autoptr (LwLetter) letter = lw_letter_new (NULL, "anna@berg.test", NOW, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean taken;

  lw_letter_send_async (letter, world, mx, hosts, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  taken = lw_letter_send_finish (letter, result, &tried, &error);

  g_assert_cmpint (taken, ==, c->domain == NULL);
  if (c->domain != NULL)
    g_assert_error (error, c->domain (), c->code);
  else
    g_assert_nonnull (strstr (fake_mail_server_get_letter (server), lw_letter_get_code (letter)));
  g_assert_cmpuint (tried->len, ==, c->n_tried);
  g_assert_cmpuint (fake_mail_server_get_n_connections (server), ==, c->n_connections);

  fake_mail_server_free (server);
}

/* A letter whose last dot went out may be in the mailbox: who cancels then hears the reply. */
static void
test_cancel_after_the_dot (void)
{
  static const char *const script[] = { SEVEN_BITS, ENVELOPE, "S250 queued", END };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  const char *const values[] = { "10 mx1.berg.test.", NULL };
  g_autoptr (LwRecordSet) mx = lw_record_set_new ("berg.test.", LW_RR_TYPE_MX, 300, values, NULL);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (LwLetter) letter = lw_letter_new (NULL, "anna@berg.test", NOW, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_letter_send_async (letter, world, mx, hosts, cancellable, store_result_cb, &result);
  while (result == NULL)
    {
      if (strstr (fake_mail_server_get_letter (server), "\r\n.\r\n") != NULL)
        g_cancellable_cancel (cancellable);
      g_main_context_iteration (NULL, TRUE);
    }

  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_true (lw_letter_send_finish (letter, result, NULL, &error));
  g_assert_no_error (error);

  fake_mail_server_free (server);
}

static void
test_cancel_before (void)
{
  static const char *const script[] = { SEVEN_BITS, "CMAIL", "HANG", NULL };
  FakeMailServer *server = fake_mail_server_new (script, NULL);
  g_autoptr (LwWorld) world = fake_world_new (fake_mail_server_get_port (server), FALSE);
  const char *const values[] = { "10 mx1.berg.test.", "20 mx2.berg.test.", NULL };
  g_autoptr (LwRecordSet) mx = lw_record_set_new ("berg.test.", LW_RR_TYPE_MX, 300, values, NULL);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (LwLetter) letter = lw_letter_new (NULL, "anna@berg.test", NOW, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_letter_send_async (letter, world, mx, hosts, cancellable, store_result_cb, &result);
  while (result == NULL)
    {
      if (strstr (fake_mail_server_get_log (server), "MAIL") != NULL)
        g_cancellable_cancel (cancellable);
      g_main_context_iteration (NULL, TRUE);
    }

  g_assert_false (lw_letter_send_finish (letter, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_mail_server_get_n_connections (server), ==, 1);

  fake_mail_server_free (server);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/letter/address", test_address);
  g_test_add_func ("/letter/format", test_format);
  g_test_add_func ("/letter/seven-bits", test_seven_bits);
  g_test_add_func ("/letter/errors-name-their-field", test_fields_of_errors);
  g_test_add_func ("/letter/code-is-new-each-time", test_code_is_new);
  g_test_add_func ("/letter/code-as-typed", test_code);
  g_test_add_func ("/letter/knows-its-code", test_letter_knows_its_code);
  g_test_add_func ("/letter/date-in-other-zones", test_date_in_other_zones);
  g_test_add_func ("/letter/encoded-words", test_encoded_words);
  g_test_add_func ("/letter/quoted-printable", test_quoted_printable);
  for (gsize i = 0; i < G_N_ELEMENTS (send_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/letter/send/", send_cases[i].name, NULL);

      g_test_add_data_func (path, &send_cases[i], test_send);
    }
  g_test_add_func ("/letter/send/cancel-after-the-dot", test_cancel_after_the_dot);
  g_test_add_func ("/letter/send/cancel-before", test_cancel_before);

  return g_test_run ();
}
