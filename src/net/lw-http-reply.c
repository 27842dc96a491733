/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-http-private.h"

#include "lw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RETRY_AFTER_MAX_SECONDS (7 * 24 * 60 * 60)
#define WORDS_MAX_CHARACTERS 300

struct _LwHttpReply
{
  SoupMessageHeaders *headers; /* (owned) */
  GBytes *body;                /* (owned) */
  gint64 received_at;          /* Unix seconds */
  guint status;
};

/* @body: (transfer full); @received_at: Unix seconds */
LwHttpReply *
lw_http_reply_new (guint status, SoupMessageHeaders *headers, GBytes *body, gint64 received_at)
{
  LwHttpReply *self = g_new0 (LwHttpReply, 1);

  self->status = status;
  self->headers = soup_message_headers_ref (headers);
  self->body = body;
  self->received_at = received_at;

  return self;
}

void
lw_http_reply_free (LwHttpReply *self)
{
  g_return_if_fail (self != NULL);

  soup_message_headers_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

guint
lw_http_reply_get_status (LwHttpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

GBytes *
lw_http_reply_get_body (LwHttpReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

const char *
lw_http_reply_get_content_type (LwHttpReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return soup_message_headers_get_content_type (self->headers, NULL);
}

const char *
lw_http_reply_get_header (LwHttpReply *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return soup_message_headers_get_one (self->headers, name);
}

/**
 * lw_http_reply_get_retry_after:
 * @self: a reply
 *
 * Reads when the host wants to be asked again: a number of seconds or a date (RFC 9110 10.2.3).
 *
 * Returns: seconds after the reply came, at most a week; −1 when the host did not say, or not so
 *   that it can be understood
 */
gint64
lw_http_reply_get_retry_after (LwHttpReply *self)
{
  const char *text = lw_http_reply_get_header (self, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (gint64) MIN (seconds, RETRY_AFTER_MAX_SECONDS);

  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;

  return CLAMP (g_date_time_to_unix (date) - self->received_at, 0, RETRY_AFTER_MAX_SECONDS);
}

/* What a stranger's server wrote, fit to stand in a sentence. (nullable) (transfer full) */
static char *
tidy_words (const char *words)
{
  g_autofree char *valid = words != NULL ? g_utf8_make_valid (words, -1) : g_strdup ("");
  GString *tidy = g_string_new (NULL);
  guint n = 0;

  for (const char *c = g_strstrip (valid); *c != '\0' && n < WORDS_MAX_CHARACTERS; n++)
    {
      gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (tidy, g_unichar_isprint (character) ? character : ' ');
      c = g_utf8_next_char (c);
      if (n == WORDS_MAX_CHARACTERS - 1 && *c != '\0')
        g_string_append (tidy, "…");
    }

  return g_string_free (tidy, tidy->len == 0);
}

static GError *
new_error (LwError code, const char *step, const char *sentence, const char *words)
{
  g_autofree char *tidy = tidy_words (words);

  if (tidy == NULL)
    return lw_error_new (code, NULL, step, "%s.", sentence);

  return lw_error_new (code, NULL, step, "%s: %s", sentence, tidy);
}

static char *
describe_wait (LwHttpReply *self)
{
  gint64 seconds = lw_http_reply_get_retry_after (self);

  if (seconds < 0)
    return g_strdup (_ ("Try again in a few minutes."));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Try again in %d second.",
                                       "Try again in %d seconds.", (gulong) seconds),
                          (int) seconds);
}

/* 503 alone may mean that the request was half done; with Retry-After the host says to wait. */
static gboolean
asks_to_wait (LwHttpReply *self)
{
  return self->status == SOUP_STATUS_SERVICE_UNAVAILABLE &&
         lw_http_reply_get_retry_after (self) >= 0;
}

static GError *
new_status_error (LwHttpReply *self, const char *host, const char *words)
{
  g_autofree char *sentence = NULL;
  g_autofree char *wait = NULL;

  if (self->status == 429 || asks_to_wait (self))
    {
      sentence = g_strdup_printf (_ ("%s asks us to wait"), host);
      wait = describe_wait (self);
      return new_error (LW_ERROR_RATE_LIMITED, wait, sentence, words);
    }

  switch (self->status)
    {
    case SOUP_STATUS_BAD_REQUEST:
    case SOUP_STATUS_UNPROCESSABLE_ENTITY:
      sentence = g_strdup_printf (_ ("%s did not accept the change"), host);
      return new_error (LW_ERROR_REFUSED, NULL, sentence, words);

    case SOUP_STATUS_UNAUTHORIZED:
      sentence = g_strdup_printf (_ ("%s refused the key"), host);
      return new_error (LW_ERROR_AUTH, _ ("Make a new key there and add it here."), sentence,
                        words);

    case SOUP_STATUS_FORBIDDEN:
      sentence = g_strdup_printf (_ ("%s knows the key, but the key may not do this"), host);
      return new_error (LW_ERROR_FORBIDDEN, _ ("Make a key there that may change this domain."),
                        sentence, words);

    case SOUP_STATUS_NOT_FOUND:
      sentence = g_strdup_printf (_ ("%s does not hold this domain for this key"), host);
      return new_error (LW_ERROR_NO_ZONE, _ ("Look which of your accounts holds the domain."),
                        sentence, words);

    case SOUP_STATUS_CONFLICT:
    case SOUP_STATUS_PRECONDITION_FAILED:
      sentence = g_strdup_printf (_ ("The domain’s settings at %s changed meanwhile"), host);
      return new_error (LW_ERROR_CONFLICT, _ ("Look again, then repeat the change."), sentence,
                        words);

    default:
      sentence = g_strdup_printf (_ ("%s gave an answer that is not expected here (%u)"), host,
                                  self->status);
      return new_error (LW_ERROR_PROTOCOL, NULL, sentence, words);
    }
}

/**
 * lw_http_reply_check:
 * @self: a reply
 * @host: the DNS host's name, for the sentence
 * @words: (nullable): what the host itself says about it; it is shortened and cleaned here
 * @error: return location for a `LW_ERROR_AUTH`, `_FORBIDDEN`, `_NO_ZONE`, `_CONFLICT`, `_REFUSED`,
 *   `_RATE_LIMITED` or `_PROTOCOL`
 *
 * Returns: whether the status is one of success
 */
gboolean
lw_http_reply_check (LwHttpReply *self, const char *host, const char *words, GError **error)
{
  g_return_val_if_fail (self != NULL && host != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (SOUP_STATUS_IS_SUCCESSFUL (self->status))
    return TRUE;

  g_propagate_error (error, new_status_error (self, host, words));
  return FALSE;
}
