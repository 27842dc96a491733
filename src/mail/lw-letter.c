/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter.h"

#include "lw-letter-code.h"
#include "lw-letter-text.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * LwLetter:
 *
 * A test letter with a code, to an address that the person named (facts/smtp section 2).
 */
struct _LwLetter
{
  gatomicrefcount ref_count;

  char *code;
  char *from;
  char *to;
  char *domain;
  char *message_id;
  gint64 sent_at;
};

G_DEFINE_BOXED_TYPE (LwLetter, lw_letter, lw_letter_ref, lw_letter_unref)

static const char *
get_domain_part (const char *address)
{
  return strrchr (address, '@') + 1;
}

static char *
make_message_id (LwLetter *self)
{
  g_autofree char *code = lw_letter_code_compact (self->code);
  g_autofree char *lower = g_ascii_strdown (code, -1);

  return g_strdup_printf ("<lw.%s.%" G_GINT64_FORMAT "@%s>", lower, self->sent_at,
                          get_domain_part (self->from));
}

/**
 * lw_letter_new:
 * @from: (nullable): the person's own address; @to when `NULL`
 * @to: the address that the person named
 * @now: Unix seconds
 * @error: `LW_ERROR_INVALID` with the field "from" or "to"
 *
 * Returns: (transfer full) (nullable): a letter with a new code
 */
LwLetter *
lw_letter_new (const char *from, const char *to, gint64 now, GError **error)
{
  g_autofree char *receiver = NULL;
  g_autofree char *sender = NULL;
  LwLetter *self;

  g_return_val_if_fail (to != NULL, NULL);

  receiver = lw_mail_address_normalise (to, "to", error);
  if (receiver == NULL)
    return NULL;
  sender = from != NULL ? lw_mail_address_normalise (from, "from", error) : g_strdup (receiver);
  if (sender == NULL)
    return NULL;

  self = g_new0 (LwLetter, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->code = lw_letter_code_new ();
  self->from = g_steal_pointer (&sender);
  self->to = g_steal_pointer (&receiver);
  self->domain = g_strconcat (get_domain_part (self->to), ".", NULL);
  self->sent_at = now;
  self->message_id = make_message_id (self);
  return self;
}

LwLetter *
lw_letter_ref (LwLetter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_letter_unref (LwLetter *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->code);
  g_free (self->from);
  g_free (self->to);
  g_free (self->domain);
  g_free (self->message_id);
  g_free (self);
}

const char *
lw_letter_get_code (LwLetter *self)
{
  return self->code;
}

const char *
lw_letter_get_from (LwLetter *self)
{
  return self->from;
}

const char *
lw_letter_get_to (LwLetter *self)
{
  return self->to;
}

const char *
lw_letter_get_domain (LwLetter *self)
{
  return self->domain;
}

gint64
lw_letter_get_sent_at (LwLetter *self)
{
  return self->sent_at;
}

const char *
lw_letter_get_message_id (LwLetter *self)
{
  return self->message_id;
}

static char *
format_date (LwLetter *self)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (self->sent_at);

  return lw_letter_format_date (date);
}

/* Nothing that a spam filter counts or that a robot answers: no Reply-To, Precedence, List-*, links
 * or pictures. */
static char *
write_headers (LwLetter *self, gboolean eight_bit)
{
  g_autofree char *date = format_date (self);
  g_autofree char *title = g_strdup_printf (_ ("Letterway test letter %s"), self->code);
  g_autofree char *subject = lw_letter_encode_word (title);

  return g_strdup_printf ("Date: %s\r\n"
                          "From: \"Letterway test\" <%s>\r\n"
                          "To: <%s>\r\n"
                          "Subject: %s\r\n"
                          "Message-ID: %s\r\n"
                          "MIME-Version: 1.0\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\n"
                          "Content-Transfer-Encoding: %s\r\n"
                          "Auto-Submitted: auto-generated\r\n"
                          "X-Letterway-Test: %s\r\n",
                          date, self->from, self->to, subject, self->message_id,
                          eight_bit ? "8bit" : "quoted-printable", self->code);
}

/* The code is spaced out, so that it is large where letters cannot be. */
static char *
write_code (LwLetter *self)
{
  GString *text = g_string_new ("    ");

  for (const char *p = self->code; *p != '\0'; p++)
    g_string_append_printf (text, "%c ", g_ascii_isalnum (*p) ? *p : '-');
  g_string_truncate (text, text->len - 1);

  return g_string_free (text, FALSE);
}

static char *
write_body (LwLetter *self)
{
  g_autofree char *domain = lw_name_display (self->domain);
  g_autofree char *code = write_code (self);

  /* Translators: the body of the test letter; %1$s is a domain name, %2$s the code, %3$s a mail
   * address. Lines end before column 72. */
  return g_strdup_printf (_ ("This letter tests whether mail for “%1$s” arrives.\n"
                             "\n"
                             "Type this code into Letterway:\n"
                             "\n"
                             "%2$s\n"
                             "\n"
                             "It was sent with Letterway by who gave the address\n"
                             "%3$s. Nobody waits for a reply:\n"
                             "you may delete this letter.\n"),
                          domain, code, self->from);
}

static char *
end_lines_with_crlf (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strjoinv ("\r\n", lines);
}

/**
 * lw_letter_write:
 * @self: a letter
 * @eight_bit: `FALSE` for a server that takes 7 bits only
 *
 * Returns: (transfer full): the message (RFC 5322), lines ending with CRLF, dots not doubled
 */
GBytes *
lw_letter_write (LwLetter *self, gboolean eight_bit)
{
  g_autofree char *headers = NULL;
  g_autofree char *body = NULL;
  g_autofree char *written = NULL;
  g_autofree char *lines = NULL;
  char *message;

  g_return_val_if_fail (self != NULL, NULL);

  headers = write_headers (self, eight_bit);
  body = write_body (self);
  written = eight_bit ? g_strdup (body) : lw_letter_quote_printable (body);
  lines = end_lines_with_crlf (written);
  message = g_strconcat (headers, "\r\n", lines, NULL);
  return g_bytes_new_take (message, strlen (message));
}

/**
 * lw_letter_to_bytes:
 * @self: a letter
 *
 * Returns: (transfer full): the message with 8 bits
 */
GBytes *
lw_letter_to_bytes (LwLetter *self)
{
  return lw_letter_write (self, TRUE);
}

/**
 * lw_letter_code_matches:
 * @self: a letter
 * @typed: what a person typed
 *
 * Returns: whether it is this letter's code, whatever its case, spaces and hyphens
 */
gboolean
lw_letter_code_matches (LwLetter *self, const char *typed)
{
  g_return_val_if_fail (self != NULL && typed != NULL, FALSE);

  return lw_letter_code_equal (self->code, typed);
}
