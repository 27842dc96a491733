/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-verdict.h"

#include "lw-mx-name.h"
#include "lw-name.h"
#include "lw-special-use.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIGITS "0123456789"

void
lw_mx_verdict_clear (LwMxVerdict *self)
{
  g_clear_pointer (&self->why, g_free);
  g_clear_pointer (&self->step, g_free);
  g_clear_pointer (&self->suggestion, g_free);
  g_clear_pointer (&self->preference, g_free);
  g_clear_pointer (&self->host, g_free);
  self->problem = LW_MX_PROBLEM_NONE;
}

void
lw_mx_verdict_set (LwMxVerdict *self, LwMxProblem problem, const char *why, const char *step)
{
  g_free (self->why);
  g_free (self->step);
  self->problem = problem;
  self->why = g_strdup (why);
  self->step = g_strdup (step);
}

/* (nullable): the name for people when @text is a host name with at least two labels */
static char *
suggest (const char *text)
{
  g_autofree char *name = lw_name_normalise (text, NULL);
  gsize length = name != NULL ? strlen (name) : 0;

  if (length < 2 || !lw_name_is_host (name) || strchr (name, '.') == name + length - 1)
    return NULL;

  return lw_name_display (name);
}

/* A step is worded for the case when we know what is right, and for the case when we do not. */
static void
set_with_suggestion (LwMxVerdict *self,
                     LwMxProblem problem,
                     const char *why,
                     const char *step,
                     char *suggestion)
{
  /* Translators: %s is the name of a mail server. */
  g_autofree char *use = suggestion != NULL ? g_strdup_printf (_ ("Use “%s”."), suggestion) : NULL;

  lw_mx_verdict_set (self, problem, why, use != NULL ? use : step);
  self->suggestion = suggestion;
}

static gboolean
is_number (const char *text)
{
  return *text != '\0' && text[strspn (text, DIGITS)] == '\0';
}

static gboolean
judge_address (LwMxVerdict *self, const char *text)
{
  gsize length = strlen (text);
  gboolean bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
  g_autofree char *bare = bracketed ? g_strndup (text + 1, length - 2) : g_strdup (text);
  g_autoptr (GInetAddress) address = lw_address_parse (bare);
  gboolean numbers = g_ascii_isdigit (*bare) && strchr (bare, '.') != NULL &&
                     bare[strspn (bare, DIGITS ".")] == '\0';

  if (address == NULL && !numbers)
    return FALSE;

  lw_mx_verdict_set (self, LW_MX_PROBLEM_IP_ADDRESS,
                     _ ("Mail would not arrive: senders need a name here, not a number address."),
                     _ ("Type the name of the mail server, such as mx.example.net."));
  return TRUE;
}

/* "10 mx.example.net", "mx.example.net 10" or a whole line of a zone file */
static void
judge_words (LwMxVerdict *self, GStrv words, guint n_words)
{
  const char *last = words[n_words - 1];
  const char *number = words[n_words - 2];
  gboolean swapped = n_words == 2 && is_number (last) && !is_number (number);

  if (swapped)
    {
      last = words[0];
      number = words[1];
    }
  if (!is_number (number))
    {
      lw_mx_verdict_set (self, LW_MX_PROBLEM_NOT_A_HOST_NAME,
                         _ ("Mail would not arrive: a name has no spaces."),
                         _ ("Type one name, such as mx.example.net."));
      return;
    }

  set_with_suggestion (self, LW_MX_PROBLEM_NUMBER_IN_NAME,
                       _ ("Mail would not arrive: the order was pasted with the name."),
                       _ ("Type the number into the field for the order."), suggest (last));
  if (self->suggestion != NULL &&
      g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT16, NULL, NULL))
    self->preference = g_strdup (number);
}

static gboolean
judge_spaces (LwMxVerdict *self, const char *text)
{
  g_auto (GStrv) pieces = g_strsplit_set (text, " \t\r\n", 0);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; pieces[i] != NULL; i++)
    if (*pieces[i] != '\0')
      g_ptr_array_add (words, pieces[i]);

  if (words->len >= 2)
    judge_words (self, (GStrv) words->pdata, words->len);
  else if (is_number (text))
    lw_mx_verdict_set (self, LW_MX_PROBLEM_NUMBER_IN_NAME,
                       _ ("Mail would not arrive: this is a number, not the name of a server."),
                       _ ("Type the number into the field for the order."));

  return self->problem != LW_MX_PROBLEM_NONE;
}

/* "https://anna@mail.berg.example:8443/x" → "mail.berg.example" */
static char *
cut_host (const char *text)
{
  const char *scheme_end = strstr (text, "://");
  const char *start = scheme_end != NULL ? scheme_end + 3 : text;
  g_autofree char *authority = g_strndup (start, strcspn (start, "/?#"));
  const char *at = strrchr (authority, '@');

  start = at != NULL ? at + 1 : authority;
  return g_strndup (start, strcspn (start, ":"));
}

static gboolean
judge_web_address (LwMxVerdict *self, const char *text)
{
  g_autofree char *host = NULL;

  if (strchr (text, '/') == NULL)
    return FALSE;

  host = cut_host (text);
  set_with_suggestion (self, LW_MX_PROBLEM_WEB_ADDRESS,
                       _ ("Mail would not arrive: this is the address of a web page."),
                       _ ("Type only the name of the mail server, such as mx.example.net."),
                       suggest (host));
  return TRUE;
}

static gboolean
judge_mail_address (LwMxVerdict *self, const char *text)
{
  if (strchr (text, '@') == NULL)
    return FALSE;

  lw_mx_verdict_set (
      self, LW_MX_PROBLEM_MAIL_ADDRESS, _ ("Mail would not arrive: this is a mail address."),
      _ ("Type the name of the server that takes mail for it, such as mx.example.net."));
  return TRUE;
}

/* What a slip of the finger leaves: "mx.example.net," "mx..example.net" "mx.example.net:25" */
static char *
suggest_repaired (const char *text)
{
  g_autofree char *port_cut = g_strndup (text, strcspn (text, ":;,"));
  g_auto (GStrv) labels = g_strsplit (port_cut, ".", 0);
  GString *joined = g_string_new (NULL);
  g_autofree char *repaired = NULL;

  for (guint i = 0; labels[i] != NULL; i++)
    if (*labels[i] != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? "." : "", labels[i]);
  repaired = g_string_free (joined, FALSE);

  return g_str_equal (repaired, text) || lw_mx_ends_in_number (repaired) ? NULL
                                                                         : suggest (repaired);
}

static void
judge_one_label (LwMxVerdict *self, const char *domain)
{
  g_autofree char *longer = g_strconcat (self->host, domain, NULL);

  /* "localhost" below the domain is as wrong as without. */
  set_with_suggestion (self, LW_MX_PROBLEM_ONE_LABEL,
                       _ ("Mail would not arrive: senders need the whole name of the server."),
                       _ ("Type the whole name, such as mx.example.net."),
                       g_str_equal (self->host, "localhost.") ? NULL : suggest (longer));
}

static void
judge_name (LwMxVerdict *self, const char *domain, const char *text)
{
  g_autofree char *single = NULL;

  self->host = lw_name_normalise (text, NULL);
  if (self->host == NULL || !lw_name_is_host (self->host) || lw_mx_ends_in_number (self->host))
    {
      g_clear_pointer (&self->host, g_free);
      set_with_suggestion (
          self, LW_MX_PROBLEM_NOT_A_HOST_NAME,
          _ ("Mail would not arrive: the name of a server has letters, digits, hyphens and dots."),
          _ ("Type the name as your mail service writes it."), suggest_repaired (text));
      return;
    }

  if (strchr (self->host, '.') == self->host + strlen (self->host) - 1)
    {
      judge_one_label (self, domain);
      return;
    }

  single = lw_mx_undouble (self->host, domain);
  if (single != NULL)
    set_with_suggestion (self, LW_MX_PROBLEM_DOUBLED_DOMAIN,
                         _ ("Mail would not arrive: the name contains your domain twice."), NULL,
                         lw_name_display (single));
}

static void
judge_null (LwMxVerdict *self)
{
  self->host = g_strdup (".");
  if (self->number_is_right && self->number == 0)
    return;

  lw_mx_verdict_set (self, LW_MX_PROBLEM_NULL_WITH_OTHERS,
                     _ ("A dot alone says that the domain takes no mail; its order must be 0."),
                     _ ("Use the switch “No mail wanted”, or type the name of a mail server."));
}

static void
judge_exchange (LwMxVerdict *self, const char *domain, const char *text)
{
  if (*text == '\0')
    lw_mx_verdict_set (self, LW_MX_PROBLEM_EMPTY, _ ("This mail server has no name yet."),
                       _ ("Type its name, such as mx.example.net."));
  else if (g_str_equal (text, "."))
    judge_null (self);
  else if (!judge_address (self, text) && !judge_spaces (self, text) &&
           !judge_web_address (self, text) && !judge_mail_address (self, text))
    judge_name (self, domain, text);
}

/* A name that is no name yet says more than a number that is none. */
static void
judge_preference (LwMxVerdict *self, const char *text)
{
  guint64 number = 0;

  self->number_is_right =
      is_number (text) && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &number, NULL);
  self->number = number;
}

static char *
strip (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  char *end = copy + strlen (copy);
  char *start = copy;

  while (g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  *end = '\0';

  return g_strdup (start);
}

/**
 * lw_mx_verdict_judge:
 * @self: a verdict; what it held is freed
 * @domain: whose mail servers they are
 * @exchange: as it was typed or pasted, in UTF-8
 * @preference_text: the same
 *
 * Judges one entry by itself, without its neighbours and without DNS.
 */
void
lw_mx_verdict_judge (LwMxVerdict *self,
                     const char *domain,
                     const char *exchange,
                     const char *preference_text)
{
  g_autofree char *name = strip (exchange);
  g_autofree char *number = strip (preference_text);

  lw_mx_verdict_clear (self);
  judge_preference (self, number);
  judge_exchange (self, domain, name);

  if (self->problem == LW_MX_PROBLEM_NONE && !self->number_is_right)
    lw_mx_verdict_set (self, LW_MX_PROBLEM_PREFERENCE,
                       _ ("The order cannot be saved: it is no whole number from 0 to 65535."),
                       _ ("Type a number such as 10; the lowest is tried first."));
}
