/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-reply.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CODE_CHARS 3

/**
 * LwSmtpReply:
 *
 * One reply of a mail server. It is fed with whatever bytes came in, in pieces of any size, and
 * never keeps more than [const@SMTP_LINES_MAX] lines of [const@SMTP_LINE_MAX] octets.
 */
struct _LwSmtpReply
{
  GString *partial; /* (owned): the line that has no end yet */
  GPtrArray *lines; /* (owned) (element-type utf8): whole lines with their codes */
  char *enhanced;   /* (owned) (nullable) */
  guint code;
  guint complete : 1;
};

LwSmtpReply *
lw_smtp_reply_new (void)
{
  LwSmtpReply *self = g_new0 (LwSmtpReply, 1);

  self->partial = g_string_new (NULL);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
lw_smtp_reply_free (LwSmtpReply *self)
{
  if (self == NULL)
    return;

  g_string_free (self->partial, TRUE);
  g_ptr_array_unref (self->lines);
  g_free (self->enhanced);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *why)
{
  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL, "%s", why);
  return FALSE;
}

/**
 * lw_smtp_make_printable:
 * @bytes: what came in
 * @size: its length, in octets
 *
 * What a server says ends up in windows and terminals, where control characters do harm.
 *
 * Returns: (transfer full): UTF-8 without control characters
 */
char *
lw_smtp_make_printable (const char *bytes, gsize size)
{
  g_autofree char *text = g_utf8_make_valid (bytes, size);
  GString *printable = g_string_sized_new (size);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\t')
        c = ' ';
      g_string_append_unichar (printable, g_unichar_isprint (c) ? c : 0xfffd);
    }

  return g_string_free (printable, FALSE);
}

/* Codes such as 571 are met in the wild, so the second digit may be any. */
static guint
read_code (const GString *line)
{
  const char *text = line->str;

  if (line->len < CODE_CHARS || text[0] < '2' || text[0] > '5' || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[2]))
    return 0;
  if (line->len > CODE_CHARS && text[CODE_CHARS] != ' ' && text[CODE_CHARS] != '-')
    return 0;

  return 100 * (text[0] - '0') + 10 * (text[1] - '0') + (text[2] - '0');
}

/* The text of a line, behind its code */
static const char *
get_words (const char *line)
{
  return line[CODE_CHARS] != '\0' ? line + CODE_CHARS + 1 : line + CODE_CHARS;
}

static gsize
count_digits (const char *text)
{
  gsize n = strspn (text, "0123456789");

  return n <= 3 ? n : 0;
}

/* "5.7.1" at the start of @words (RFC 3463, RFC 2034), or 0 */
static gsize
measure_enhanced_code (const char *words, guint code)
{
  gsize length = 2;

  if (words[0] != (char) ('0' + code / 100) || words[0] == '3' || words[1] != '.')
    return 0;

  for (guint i = 0; i < 2; i++)
    {
      gsize digits = count_digits (words + length);

      if (digits == 0 || (i == 0 && words[length + digits] != '.'))
        return 0;
      length += digits + (i == 0);
    }

  return words[length] == ' ' || words[length] == '\0' ? length : 0;
}

static void
keep_enhanced_code (LwSmtpReply *self, const char *words)
{
  gsize length = measure_enhanced_code (words, self->code);

  if (self->enhanced == NULL && length > 0)
    self->enhanced = g_strndup (words, length);
}

/* The line is whole, without its LF. */
static gboolean
take_line (LwSmtpReply *self, GError **error)
{
  GString *line = self->partial;
  guint code;
  char *printable;

  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);

  code = read_code (line);
  if (code == 0)
    return refuse (error, _ ("The server does not speak the language of mail servers."));
  if (self->lines->len > 0 && code != self->code)
    return refuse (error, _ ("The server changed its code in the middle of a reply."));
  if (self->lines->len == LW_SMTP_LINES_MAX)
    return refuse (error, _ ("The server’s reply does not end."));

  self->code = code;
  self->complete = line->len == CODE_CHARS || line->str[CODE_CHARS] == ' ';
  printable = lw_smtp_make_printable (line->str, line->len);
  g_ptr_array_add (self->lines, printable);
  keep_enhanced_code (self, get_words (printable));
  g_string_truncate (line, 0);
  return TRUE;
}

/**
 * lw_smtp_reply_feed:
 * @self: a reply that is not complete
 * @bytes: what came in
 * @size: the length of @bytes, in octets
 * @used: (out): how many octets belong to this reply; what follows is of the next
 * @error: `LW_ERROR_PROTOCOL` when this is no reply, or exceeds the bounds
 *
 * Takes bytes until the reply is complete. A line may end with LF alone, which is met in the wild.
 *
 * Returns: `FALSE` when it cannot be a reply
 */
gboolean
lw_smtp_reply_feed (LwSmtpReply *self, const char *bytes, gsize size, gsize *used, GError **error)
{
  gsize at = 0;

  g_return_val_if_fail (self != NULL && !self->complete, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  while (at < size && !self->complete)
    {
      const char *end = memchr (bytes + at, '\n', size - at);
      gsize length = end != NULL ? (gsize) (end - (bytes + at)) : size - at;

      if (self->partial->len + length >= LW_SMTP_LINE_MAX)
        return refuse (error, _ ("The server sent a line that does not end."));
      g_string_append_len (self->partial, bytes + at, length);
      at += length + (end != NULL);
      if (end != NULL && !take_line (self, error))
        return FALSE;
    }

  *used = at;
  return TRUE;
}

gboolean
lw_smtp_reply_is_complete (LwSmtpReply *self)
{
  return self->complete;
}

/**
 * lw_smtp_reply_get_code:
 * @self: a reply
 *
 * Returns: 200 to 599, or 0 before the first line
 */
guint
lw_smtp_reply_get_code (LwSmtpReply *self)
{
  return self->code;
}

/**
 * lw_smtp_reply_get_enhanced_code:
 * @self: a reply
 *
 * Returns: (nullable): "5.7.1", when its class fits the code's
 */
const char *
lw_smtp_reply_get_enhanced_code (LwSmtpReply *self)
{
  return self->enhanced;
}

/**
 * lw_smtp_reply_get_lines:
 * @self: a reply
 *
 * Returns: (transfer none) (element-type utf8): the lines with their codes, control characters
 *   replaced
 */
GPtrArray *
lw_smtp_reply_get_lines (LwSmtpReply *self)
{
  return self->lines;
}

/* Servers repeat the enhanced code in each line; once is enough for people. */
static const char *
skip_enhanced_code (LwSmtpReply *self, const char *words)
{
  if (self->enhanced != NULL && g_str_has_prefix (words, self->enhanced))
    words += strlen (self->enhanced);
  while (*words == ' ')
    words++;

  return words;
}

/**
 * lw_smtp_reply_dup_text:
 * @self: a reply
 *
 * Returns: (transfer full): the server's own words in one line, without codes but the enhanced
 *   one, at most [const@SMTP_TEXT_MAX] characters
 */
char *
lw_smtp_reply_dup_text (LwSmtpReply *self)
{
  g_autoptr (GString) text = g_string_new (self->enhanced);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *words = skip_enhanced_code (self, get_words (self->lines->pdata[i]));

      if (*words != '\0' && text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, words);
    }

  if (g_utf8_strlen (text->str, -1) > LW_SMTP_TEXT_MAX)
    return g_utf8_substring (text->str, 0, LW_SMTP_TEXT_MAX);
  return g_strdup (text->str);
}

/**
 * lw_smtp_reply_offers:
 * @self: the reply to EHLO
 * @keyword: an extension, such as "STARTTLS"
 *
 * Returns: whether a line after the first one names the extension
 */
gboolean
lw_smtp_reply_offers (LwSmtpReply *self, const char *keyword)
{
  gsize length = strlen (keyword);

  for (guint i = 1; i < self->lines->len; i++)
    {
      const char *words = get_words (self->lines->pdata[i]);

      if (g_ascii_strncasecmp (words, keyword, length) == 0 &&
          (words[length] == '\0' || words[length] == ' '))
        return TRUE;
    }

  return FALSE;
}
