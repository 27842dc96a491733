/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-smtp-reply.h"
#include "lw-smtp-text.h"

#include <string.h>

/* What may come from a server, and what is made of it: the code and the words, or nothing. */
typedef struct
{
  const char *name;
  const char *bytes;
  const char *words; /* (nullable): NULL when it is no reply */
  guint code;        /* 0 when more is awaited, or it is no reply */
} ReplyCase;

#define MORE "(more)"

static const ReplyCase reply_cases[] = {
  { "one-line", "220 mx.berg.test ESMTP\r\n", "mx.berg.test ESMTP", 220 },
  { "two-lines", "250-one\r\n250 two\r\n", "one two", 250 },
  { "code-alone", "250\r\n", "", 250 },
  { "code-and-space", "250 \r\n", "", 250 },
  { "empty-continuation", "250-\r\n250 x\r\n", "x", 250 },
  { "line-feed-alone", "250-a\n250 b\n", "a b", 250 },
  { "mixed-ends", "250-a\r\n250 b\n", "a b", 250 },
  { "enhanced-once", "550-5.1.1 no such user\r\n550 5.1.1 here\r\n", "5.1.1 no such user here",
    550 },
  { "enhanced-alone", "250 2.0.0\r\n", "2.0.0", 250 },
  { "unusual-code", "571 no\r\n", "no", 571 },
  { "tab", "250 a\tb\r\n", "a b", 250 },
  { "rest-is-of-the-next", "220 a\r\n250 b\r\n", "a", 220 },
  { "utf-8", "550 Empf\xc3\xa4nger unbekannt\r\n", "Empf\xc3\xa4nger unbekannt", 550 },
  { "latin-1", "550 Empf\xe4nger\r\n", "Empf\xef\xbf\xbdnger", 550 },
  { "escape-sequence", "550 \x1b[2Jgone\r\n", "\xef\xbf\xbd[2Jgone", 550 },
  { "carriage-return-inside", "250 a\rb\r\n",
    "a\xef\xbf\xbd"
    "b",
    250 },
  { "bidi-override", "250 \xe2\x80\xaegnp\r\n", "\xef\xbf\xbdgnp", 250 },
  { "awaits-nothing-yet", "", MORE, 0 },
  { "awaits-the-code", "25", MORE, 0 },
  { "awaits-the-end-of-line", "220 mx", MORE, 0 },
  { "awaits-line-feed", "220 mx\r", MORE, 0 },
  { "awaits-the-last-line", "220-mx\r\n220-more\r\n", MORE, 0 },
  { "web-server", "HTTP/1.1 400 Bad Request\r\n", NULL, 0 },
  { "html", "<html>\r\n", NULL, 0 },
  { "ssh", "SSH-2.0-OpenSSH_9.2\r\n", NULL, 0 },
  { "pop3", "+OK ready\r\n", NULL, 0 },
  { "imap", "* OK ready\r\n", NULL, 0 },
  { "json", "{}\r\n", NULL, 0 },
  { "tls-alert", "\x15\x03\x01\x02\x02\n", NULL, 0 },
  { "empty-line", "\r\n", NULL, 0 },
  { "line-feed-first", "\n", NULL, 0 },
  { "too-few-digits", "25 x\r\n", NULL, 0 },
  { "too-many-digits", "2500 x\r\n", NULL, 0 },
  { "preliminary-code", "150 x\r\n", NULL, 0 },
  { "code-of-six", "650 x\r\n", NULL, 0 },
  { "code-of-zeros", "000 x\r\n", NULL, 0 },
  { "negative", "-50 x\r\n", NULL, 0 },
  { "plus", "+50 x\r\n", NULL, 0 },
  { "letters", "2a0 x\r\n", NULL, 0 },
  { "letter-o", "25O x\r\n", NULL, 0 },
  { "leading-space", " 250 x\r\n", NULL, 0 },
  { "no-separator", "250x\r\n", NULL, 0 },
  { "colon", "250: x\r\n", NULL, 0 },
  { "digits-of-another-script", "\xd9\xa2\xd9\xa5\xd9\xa0 x\r\n", NULL, 0 },
  { "code-changes", "250-a\r\n550 b\r\n", NULL, 0 },
  { "code-vanishes", "250-a\r\nb\r\n", NULL, 0 },
  { "blank-line-inside", "250-a\r\n\r\n250 b\r\n", NULL, 0 },
};

/* As one piece, and octet by octet: it must be the same. */
static LwSmtpReply *
read_reply (const char *bytes, gsize size, gsize piece, gsize *total_used, GError **error)
{
  g_autoptr (LwSmtpReply) reply = lw_smtp_reply_new ();

  *total_used = 0;
  while (*total_used < size && !lw_smtp_reply_is_complete (reply))
    {
      gsize used = 0;

      if (!lw_smtp_reply_feed (reply, bytes + *total_used, MIN (piece, size - *total_used), &used,
                               error))
        return NULL;
      *total_used += used;
    }

  return g_steal_pointer (&reply);
}

static void
check_reply (const ReplyCase *c, gsize piece)
{
  g_autoptr (GError) error = NULL;
  gsize used;
  g_autoptr (LwSmtpReply) reply = read_reply (c->bytes, strlen (c->bytes), piece, &used, &error);
  g_autofree char *words = NULL;

  if (c->words == NULL)
    {
      g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
      g_assert_null (reply);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpint (lw_smtp_reply_is_complete (reply), ==, c->code != 0);
  if (c->code == 0)
    return;

  words = lw_smtp_reply_dup_text (reply);
  g_assert_cmpuint (lw_smtp_reply_get_code (reply), ==, c->code);
  g_assert_cmpstr (words, ==, c->words);
}

static void
test_reply (gconstpointer user_data)
{
  check_reply (user_data, G_MAXSIZE);
  check_reply (user_data, 1);
  check_reply (user_data, 3);
}

static void
test_zero_byte (void)
{
  static const char bytes[] = "250 a\0b\r\n";
  g_autoptr (GError) error = NULL;
  gsize used;
  g_autoptr (LwSmtpReply) reply = read_reply (bytes, sizeof bytes - 1, G_MAXSIZE, &used, &error);
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  words = lw_smtp_reply_dup_text (reply);
  g_assert_cmpstr (words, ==,
                   "a\xef\xbf\xbd"
                   "b");
}

static void
test_used (void)
{
  g_autoptr (GError) error = NULL;
  gsize used;
  g_autoptr (LwSmtpReply) reply = read_reply ("220 go\r\n250 x\r\n", 15, G_MAXSIZE, &used, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpuint (used, ==, strlen ("220 go\r\n"));
}

/* The longest line that is allowed, and one octet more */
static void
test_line_length (void)
{
  for (gsize too_much = 0; too_much < 2; too_much++)
    {
      g_autoptr (GString) bytes = g_string_new ("250 ");
      g_autoptr (GError) error = NULL;
      g_autoptr (LwSmtpReply) reply = NULL;
      g_autofree char *words = NULL;
      gsize used;

      while (bytes->len < LW_SMTP_LINE_MAX - 1 + too_much)
        g_string_append_c (bytes, 'x');
      g_string_append_c (bytes, '\n');
      reply = read_reply (bytes->str, bytes->len, 100, &used, &error);
      if (too_much)
        {
          g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
          continue;
        }
      g_assert_no_error (error);
      words = lw_smtp_reply_dup_text (reply);
      g_assert_cmpuint (strlen (words), ==, LW_SMTP_TEXT_MAX);
    }
}

/* A line that never ends must not fill the memory. */
static void
test_no_line_end (void)
{
  g_autoptr (LwSmtpReply) reply = lw_smtp_reply_new ();
  g_autoptr (GError) error = NULL;
  gsize used, fed = 0;

  while (lw_smtp_reply_feed (reply, "2222222222", 10, &used, &error))
    fed += used;
  g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
  g_assert_cmpuint (fed, <=, LW_SMTP_LINE_MAX);
}

static void
test_line_count (void)
{
  for (guint n = LW_SMTP_LINES_MAX; n <= LW_SMTP_LINES_MAX + 1; n++)
    {
      g_autoptr (GString) bytes = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (LwSmtpReply) reply = NULL;
      gsize used;

      for (guint i = 1; i < n; i++)
        g_string_append (bytes, "250-x\r\n");
      g_string_append (bytes, "250 x\r\n");
      reply = read_reply (bytes->str, bytes->len, G_MAXSIZE, &used, &error);
      if (n > LW_SMTP_LINES_MAX)
        g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
      else
        g_assert_no_error (error);
    }
}

typedef struct
{
  const char *bytes;
  const char *enhanced; /* (nullable) */
} EnhancedCase;

static const EnhancedCase enhanced_cases[] = {
  { "550 5.7.1 no\r\n", "5.7.1" },
  { "550 5.7.26 no\r\n", "5.7.26" },
  { "550-first\r\n550 5.1.1 second\r\n", "5.1.1" },
  { "451 4.7.1\r\n", "4.7.1" },
  { "250 2.1.5 ok\r\n", "2.1.5" },
  { "550 4.7.1 of another class\r\n", NULL },
  { "550 5.7 no\r\n", NULL },
  { "550 5.7.1234 no\r\n", NULL },
  { "550 5..1 no\r\n", NULL },
  { "550 5.7.1no\r\n", NULL },
  { "550 5.7.1.2 no\r\n", NULL },
  { "354 3.0.0 go\r\n", NULL },
  { "550\r\n", NULL },
  { "550 \r\n", NULL },
  { "550 5\r\n", NULL },
  { "550 5.\r\n", NULL },
};

static void
test_enhanced_code (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (enhanced_cases); i++)
    {
      const EnhancedCase *c = &enhanced_cases[i];
      gsize used;
      g_autoptr (LwSmtpReply) reply =
          read_reply (c->bytes, strlen (c->bytes), G_MAXSIZE, &used, NULL);

      g_assert_cmpstr (lw_smtp_reply_get_enhanced_code (reply), ==, c->enhanced);
    }
}

static void
test_offers (void)
{
  static const char bytes[] = "250-STARTTLS is my name\r\n250-8bitmime\r\n250-STARTTLSX\r\n"
                              "250-XSTARTTLS\r\n250-SIZE 1000\r\n250 HELP\r\n";
  gsize used;
  g_autoptr (LwSmtpReply) reply = read_reply (bytes, strlen (bytes), G_MAXSIZE, &used, NULL);

  g_assert_false (lw_smtp_reply_offers (reply, "STARTTLS"));
  g_assert_true (lw_smtp_reply_offers (reply, "8BITMIME"));
  g_assert_true (lw_smtp_reply_offers (reply, "SIZE"));
  g_assert_true (lw_smtp_reply_offers (reply, "HELP"));
  g_assert_false (lw_smtp_reply_offers (reply, "PIPELINING"));
}

typedef struct
{
  const char *message;
  const char *wire;
} StuffCase;

static const StuffCase stuff_cases[] = {
  { "", ".\r\n" },
  { "a\r\n", "a\r\n.\r\n" },
  { "a", "a\r\n.\r\n" },
  { "a\nb\n", "a\r\nb\r\n.\r\n" },
  { ".\r\n", "..\r\n.\r\n" },
  { "..a\r\n.b\r\nc.\r\n", "...a\r\n..b\r\nc.\r\n.\r\n" },
  { "a\r\n.\r\nQUIT\r\n", "a\r\n..\r\nQUIT\r\n.\r\n" },
  { "a\n.\nQUIT\n", "a\r\n..\r\nQUIT\r\n.\r\n" },
  { "a\r.\rQUIT", "a.QUIT\r\n.\r\n" },
};

static void
test_stuff (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stuff_cases); i++)
    {
      const StuffCase *c = &stuff_cases[i];
      g_autoptr (GBytes) message = g_bytes_new_static (c->message, strlen (c->message));
      g_autoptr (GBytes) wire = lw_smtp_stuff (message);

      g_assert_cmpmem (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire), c->wire,
                       strlen (c->wire));
    }
}

static void
test_own_name (void)
{
  g_autoptr (GInetAddress) four = g_inet_address_new_from_string ("192.0.2.1");
  g_autoptr (GInetAddress) six = g_inet_address_new_from_string ("2001:db8::1");
  g_autofree char *four_name = lw_smtp_name_self (four);
  g_autofree char *six_name = lw_smtp_name_self (six);

  g_assert_cmpstr (four_name, ==, "[192.0.2.1]");
  g_assert_cmpstr (six_name, ==, "[IPv6:2001:db8::1]");
}

static void
test_safe_path (void)
{
  g_assert_true (lw_smtp_path_is_safe (""));
  g_assert_true (lw_smtp_path_is_safe ("anna@berg.test"));
  g_assert_false (lw_smtp_path_is_safe ("anna@berg.test\r\nDATA"));
  g_assert_false (lw_smtp_path_is_safe ("anna@berg.test> BODY=8BITMIME"));
  g_assert_false (lw_smtp_path_is_safe ("<anna@berg.test"));
  g_assert_false (lw_smtp_path_is_safe ("anna berg@berg.test"));
  g_assert_false (lw_smtp_path_is_safe ("anna\x7f@berg.test"));
  g_assert_false (lw_smtp_path_is_safe ("\xc3\xa4@berg.test"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (reply_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-reply/", reply_cases[i].name, NULL);

      g_test_add_data_func (path, &reply_cases[i], test_reply);
    }
  g_test_add_func ("/smtp-reply/zero-byte", test_zero_byte);
  g_test_add_func ("/smtp-reply/leaves-the-rest", test_used);
  g_test_add_func ("/smtp-reply/line-length", test_line_length);
  g_test_add_func ("/smtp-reply/no-line-end", test_no_line_end);
  g_test_add_func ("/smtp-reply/line-count", test_line_count);
  g_test_add_func ("/smtp-reply/enhanced-code", test_enhanced_code);
  g_test_add_func ("/smtp-reply/offers", test_offers);
  g_test_add_func ("/smtp-text/dots-are-doubled", test_stuff);
  g_test_add_func ("/smtp-text/own-name", test_own_name);
  g_test_add_func ("/smtp-text/safe-path", test_safe_path);

  return g_test_run ();
}
