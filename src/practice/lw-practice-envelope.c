/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-envelope.h"

#include <string.h>

#define LETTER_MAX_BYTES (1024 * 1024)

#define DOMAIN_PART "@practice.example"

struct _LwPracticeEnvelope
{
  LwPracticeMood *mood; /* not owned */
  char *from;           /* (owned) (nullable) */
  char *to;             /* (owned) (nullable) */
  GString *letter;      /* (owned) (nullable): while it comes in */
  GBytes *taken;        /* (owned) (nullable): came in whole */
  guint greeted : 1;
  guint encrypted : 1;
};

LwPracticeEnvelope *
lw_practice_envelope_new (LwPracticeMood *mood)
{
  LwPracticeEnvelope *self = g_new0 (LwPracticeEnvelope, 1);

  self->mood = mood;
  return self;
}

static void
reset (LwPracticeEnvelope *self)
{
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  if (self->letter != NULL)
    g_string_free (self->letter, TRUE);
  self->letter = NULL;
}

void
lw_practice_envelope_free (LwPracticeEnvelope *self)
{
  reset (self);
  g_clear_pointer (&self->taken, g_bytes_unref);
  g_free (self);
}

/**
 * lw_practice_envelope_set_encrypted:
 * @self: an envelope
 *
 * Forgets what was said in clear (RFC 3207 4.2).
 */
void
lw_practice_envelope_set_encrypted (LwPracticeEnvelope *self)
{
  reset (self);
  self->greeted = FALSE;
  self->encrypted = TRUE;
}

/* (nullable): the address of "MAIL FROM:<anna@practice.example> BODY=8BITMIME" */
static char *
read_path (const char *line, const char *verb)
{
  const char *start = line + strlen (verb);
  const char *end;

  if (g_ascii_strncasecmp (line, verb, strlen (verb)) != 0)
    return NULL;
  while (*start == ' ')
    start++;
  end = strchr (start, '>');
  if (*start != '<' || end == NULL || (end[1] != '\0' && end[1] != ' '))
    return NULL;

  return g_strndup (start + 1, end - start - 1);
}

static const char *
greet (LwPracticeEnvelope *self, gboolean extended)
{
  reset (self);
  self->greeted = TRUE;
  if (!extended)
    return "250 mx.practice.example";
  if (self->encrypted)
    return "250-mx.practice.example\r\n250-SIZE 1048576\r\n250-8BITMIME\r\n"
           "250 ENHANCEDSTATUSCODES";
  return "250-mx.practice.example\r\n250-SIZE 1048576\r\n250-8BITMIME\r\n250-STARTTLS\r\n"
         "250 ENHANCEDSTATUSCODES";
}

static const char *
take_sender (LwPracticeEnvelope *self, const char *line)
{
  g_autofree char *from = read_path (line, "MAIL FROM:");

  if (from == NULL)
    return "501 5.5.4 Syntax: MAIL FROM:<address>";
  if (!self->greeted)
    return "503 5.5.1 EHLO first";
  if (self->from != NULL)
    return "503 5.5.1 Sender already given";

  self->from = g_steal_pointer (&from);
  return "250 2.1.0 Sender ok";
}

static gboolean
is_mailbox (const char *address)
{
  return g_ascii_strcasecmp (address, LW_PRACTICE_MAILBOX) == 0 ||
         g_ascii_strcasecmp (address, "postmaster" DOMAIN_PART) == 0;
}

static gboolean
is_of_this_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL && g_ascii_strcasecmp (at, DOMAIN_PART) == 0;
}

static const char *
take_receiver (LwPracticeEnvelope *self, const char *line)
{
  g_autofree char *to = read_path (line, "RCPT TO:");

  if (to == NULL)
    return "501 5.5.4 Syntax: RCPT TO:<address>";
  if (self->from == NULL)
    return "503 5.5.1 MAIL first";
  if (self->mood->refuses)
    return "550 5.7.1 Delivery not authorized, message refused";
  if (!is_of_this_domain (to))
    return "550 5.7.1 Relaying denied";
  if (self->mood->greylists)
    {
      self->mood->greylists = FALSE;
      return "451 4.7.1 Greylisted, try again in a minute";
    }
  if (!is_mailbox (to))
    return "550 5.1.1 No such user here";
  if (self->to != NULL)
    return "452 4.5.3 One recipient at a time";

  self->to = g_steal_pointer (&to);
  return "250 2.1.5 Recipient ok";
}

static const char *
begin_letter (LwPracticeEnvelope *self)
{
  if (self->to == NULL)
    return "503 5.5.1 RCPT first";

  self->letter = g_string_new (NULL);
  return "354 End with a dot alone";
}

/* One line of the letter; NULL while more is awaited */
static const char *
take_letter_line (LwPracticeEnvelope *self, const char *line)
{
  if (!g_str_equal (line, "."))
    {
      if (self->letter->len < LETTER_MAX_BYTES)
        g_string_append_printf (self->letter, "%s\r\n", line[0] == '.' ? line + 1 : line);
      return NULL;
    }
  if (self->letter->len >= LETTER_MAX_BYTES)
    {
      reset (self);
      return "552 5.3.4 Message too big";
    }

  g_clear_pointer (&self->taken, g_bytes_unref);
  self->taken = g_string_free_to_bytes (g_steal_pointer (&self->letter));
  g_clear_pointer (&self->from, g_free);
  return "250 2.0.0 Kept";
}

static gboolean
is_verb (const char *line, const char *verb)
{
  gsize length = strlen (verb);

  return g_ascii_strncasecmp (line, verb, length) == 0 &&
         (line[length] == '\0' || line[length] == ' ' || line[length] == ':');
}

static const char *
take_command (LwPracticeEnvelope *self, const char *line)
{
  if (is_verb (line, "EHLO") || is_verb (line, "HELO"))
    return greet (self, is_verb (line, "EHLO"));
  if (is_verb (line, "MAIL FROM"))
    return take_sender (self, line);
  if (is_verb (line, "RCPT TO"))
    return take_receiver (self, line);
  if (is_verb (line, "DATA"))
    return begin_letter (self);
  if (is_verb (line, "NOOP"))
    return "250 2.0.0 Ok";
  if (is_verb (line, "RSET"))
    {
      reset (self);
      return "250 2.0.0 Forgotten";
    }

  return "502 5.5.2 Command not known";
}

/**
 * lw_practice_envelope_take_line:
 * @self: an envelope
 * @line: what came in, without its end
 * @reply: (out) (nullable): what is answered, without the last line's end
 *
 * Returns: what is done after the reply was sent
 */
LwPracticeThen
lw_practice_envelope_take_line (LwPracticeEnvelope *self, const char *line, const char **reply)
{
  if (self->letter != NULL)
    {
      *reply = take_letter_line (self, line);
      return LW_PRACTICE_THEN_LISTEN;
    }
  if (is_verb (line, "QUIT"))
    {
      *reply = "221 2.0.0 Good bye";
      return LW_PRACTICE_THEN_CLOSE;
    }
  if (is_verb (line, "STARTTLS") && self->greeted && !self->encrypted)
    {
      *reply = "220 2.0.0 Go ahead";
      return LW_PRACTICE_THEN_ENCRYPT;
    }

  *reply = take_command (self, line);
  return LW_PRACTICE_THEN_LISTEN;
}

/**
 * lw_practice_envelope_take_letter:
 * @self: an envelope
 * @to: (out) (transfer full): whom it is for, when there is one
 *
 * Returns: (transfer full) (nullable): the letter that the last line ended
 */
GBytes *
lw_practice_envelope_take_letter (LwPracticeEnvelope *self, char **to)
{
  if (self->taken == NULL)
    return NULL;

  *to = g_steal_pointer (&self->to);
  return g_steal_pointer (&self->taken);
}
