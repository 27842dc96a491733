/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"

#define TOKEN_MAX_BYTES 262144 /* 65535 bytes of data, each written as \DDD */
#define LINE_MAX_TOKENS 20000

/*
 * lw_tokens_init:
 * @text: not copied
 * @zone_file: whether comments and line breaks have the meaning they have in a zone file; in a
 *   single value they are refused
 */
void
lw_tokens_init (LwTokens *self, const char *text, gsize length, gboolean zone_file)
{
  memset (self, 0, sizeof *self);

  self->at = text;
  self->end = text + length;
  self->line = self->next_line = 1;
  self->zone_file = zone_file;
}

static gboolean
refuse (GError **error, const char *step, const char *reason)
{
  lw_set_error (error, LW_ERROR_INVALID, "value", step, "%s", reason);
  return FALSE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* One character inside quotation marks; what is not printable ASCII becomes an escape. */
static void
append_quoted_char (GString *token, char c)
{
  if (g_ascii_isprint (c))
    g_string_append_c (token, c);
  else
    g_string_append_printf (token, "\\%03u", (guint8) c);
}

static gboolean
read_escape (LwTokens *self, GString *token, GError **error)
{
  if (self->end - self->at < 2 || !g_ascii_isprint (self->at[1]))
    return refuse (error, NULL, _ ("A backslash stands at the end."));

  g_string_append_len (token, self->at, 2);
  self->at += 2;
  return TRUE;
}

static gboolean
read_quoted (LwTokens *self, GString *token, GError **error)
{
  g_string_append_c (token, *self->at++);

  while (self->at < self->end && *self->at != '"')
    {
      if (*self->at == '\\')
        {
          if (!read_escape (self, token, error))
            return FALSE;
        }
      else if (*self->at == '\n' && self->zone_file)
        break;
      else
        append_quoted_char (token, *self->at++);
    }

  if (self->at == self->end || *self->at != '"')
    return refuse (error, _ ("Add the missing quotation mark."),
                   _ ("A quotation mark is opened but not closed."));

  g_string_append_c (token, *self->at++);
  return TRUE;
}

static gboolean
ends_word (LwTokens *self)
{
  return self->at == self->end || is_blank (*self->at) || strchr ("\n;()", *self->at) != NULL;
}

static gboolean
read_bare (LwTokens *self, GString *token, GError **error)
{
  while (!ends_word (self))
    {
      gboolean good = TRUE;

      if (*self->at == '\\')
        good = read_escape (self, token, error);
      else if (*self->at == '"') /* alpn="h2,h3" */
        good = read_quoted (self, token, error);
      else if (g_ascii_iscntrl (*self->at))
        good = refuse (error, NULL, _ ("It holds a control character."));
      else
        g_string_append_c (token, *self->at++);

      if (!good)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_word (LwTokens *self, GPtrArray *tokens, GError **error)
{
  g_autoptr (GString) token = g_string_new (NULL);
  gboolean good =
      *self->at == '"' ? read_quoted (self, token, error) : read_bare (self, token, error);

  if (!good)
    return FALSE;
  if (token->len > TOKEN_MAX_BYTES || tokens->len >= LINE_MAX_TOKENS)
    return refuse (error, NULL, _ ("It is too long for a record."));

  g_ptr_array_add (tokens, g_strdup (token->str));
  return TRUE;
}

static void
skip_comment (LwTokens *self)
{
  while (self->at < self->end && *self->at != '\n')
    self->at++;
}

/* A single value has neither comments nor line breaks: silently dropping the rest of
 * “v=DMARC1; p=none” would change what it says. */
static gboolean
read_mark (LwTokens *self, int *depth, GError **error)
{
  char c = *self->at;

  if (!self->zone_file && c == ';')
    return refuse (error, _ ("Put quotation marks around the text."),
                   _ ("A semicolon stands outside quotation marks."));
  if (!self->zone_file && c == '\n')
    return refuse (error, NULL, _ ("It holds a line break."));

  if (c == ';')
    {
      skip_comment (self);
      return TRUE;
    }

  if (c == '\n')
    self->next_line++;
  else
    *depth += c == '(' ? 1 : -1;
  self->at++;

  return *depth >= 0 || refuse (error, NULL, _ ("A bracket is closed that was not opened."));
}

static void
begin_line (LwTokens *self)
{
  self->line = self->next_line;
  self->indented = self->at < self->end && is_blank (*self->at);
}

/*
 * lw_tokens_read_line:
 *
 * Reads the words of the next line that has any; brackets join lines. Words keep their quotation
 * marks and escapes. Sets @line and @indented. Sets %LW_ERROR_INVALID (field `value`).
 *
 * Returns: (element-type utf8) (nullable): the words, none at the end
 */
GPtrArray *
lw_tokens_read_line (LwTokens *self, GError **error)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  int depth = 0;

  begin_line (self);

  while (self->at < self->end)
    {
      char c = *self->at;

      if (is_blank (c))
        self->at++;
      else if (c == '\n' && depth == 0 && self->zone_file)
        {
          self->at++;
          self->next_line++;
          if (tokens->len > 0)
            return g_steal_pointer (&tokens);
          begin_line (self);
        }
      else if (c != '\0' && strchr (";()\n", c) != NULL)
        {
          if (!read_mark (self, &depth, error))
            return NULL;
        }
      else if (!read_word (self, tokens, error))
        return NULL;
    }

  if (depth > 0)
    {
      refuse (error, NULL, _ ("A bracket is opened but not closed."));
      return NULL;
    }

  return g_steal_pointer (&tokens);
}

static gboolean
read_number (const char *digits, guint8 *byte)
{
  g_autofree char *number = g_strndup (digits, 3);
  guint64 value;

  if (strlen (number) != 3 || !g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT8, &value, NULL))
    return FALSE;

  *byte = value;
  return TRUE;
}

/*
 * lw_token_decode:
 * @token: a word as lw_tokens_read_line() gives it
 *
 * Takes off quotation marks and resolves escapes. Sets %LW_ERROR_INVALID (field `value`).
 */
GByteArray *
lw_token_decode (const char *token, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const char *p = token;

  while (*p != '\0')
    {
      guint8 byte = *p;

      if (*p == '"')
        {
          p++;
          continue;
        }
      if (*p == '\\' && g_ascii_isdigit (p[1]))
        {
          if (!read_number (p + 1, &byte))
            {
              refuse (error, NULL, _ ("After a backslash comes a number of three digits to 255."));
              return NULL;
            }
          p += 3;
        }
      else if (*p == '\\' && p[1] != '\0')
        byte = *++p;

      g_byte_array_append (bytes, &byte, 1);
      p++;
    }

  return g_steal_pointer (&bytes);
}

/* Appends one <character-string> in quotation marks, the same bytes always in the same spelling. */
void
lw_token_append_string (GString *text, const guint8 *bytes, gsize length)
{
  g_string_append_c (text, '"');

  for (gsize i = 0; i < length; i++)
    if (bytes[i] == '"' || bytes[i] == '\\')
      g_string_append_printf (text, "\\%c", bytes[i]);
    else if (g_ascii_isprint (bytes[i]))
      g_string_append_c (text, bytes[i]);
    else
      g_string_append_printf (text, "\\%03u", bytes[i]);

  g_string_append_c (text, '"');
}
