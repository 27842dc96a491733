/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-excerpt.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_QUOTED_CHARS 200

/* What a mail server meant when it did not say yes. */

typedef struct
{
  const char *id;
  const char *result;  /* when no other server is left */
  const char *warning; /* when another one is, NULL = the same */
  const char *step;
  const char *owner;
} Meaning;

static const Meaning meanings[] = {
  { "local.client_ip_blocked", N_ ("Not tested: the mail server does not talk to this connection."),
    NULL, N_ ("Home addresses are often refused. Send a test letter from another mailbox."),
    "nobody" },
  { "smtp.banner_554", N_ ("Mail does not arrive: the mail server refuses every visitor."),
    N_ ("Mail may be late: one of the mail servers refuses every visitor."),
    N_ ("Tell your mail service."), "mail-service" },
  { "smtp.loop", N_ ("Mail does not arrive: the mail server sends it back to itself."), NULL,
    N_ ("Tell your mail service."), "mail-service" },
  { "smtp.no_postmaster", N_ ("Nobody can tell you about trouble with your mail."), NULL,
    N_ ("Add the address postmaster@ at your mail service."), "you" },
  { "smtp.user_unknown", N_ ("Mail does not arrive: the mail server does not know this address."),
    NULL, N_ ("Add the address at your mail service."), "mail-service" },
  { "smtp.mailbox_full", N_ ("Mail does not arrive: the mailbox is full."), NULL,
    N_ ("Delete letters, or ask your mail service for more room."), "you" },
  { "smtp.relay_denied",
    N_ ("Mail does not arrive: the mail service does not know your domain yet."),
    N_ ("Mail may be lost: one of the mail servers does not know your domain."),
    N_ ("Add your domain at your mail service. Your settings are right."), "mail-service" },
  { "smtp.busy", N_ ("Mail may be late: the mail server is busy."), NULL,
    N_ ("Check again in a few minutes."), "nobody" },
  { "smtp.greylisted",
    N_ ("The mail server asks unknown senders to come back in a few minutes. That is fine."), NULL,
    N_ ("Wait; there is nothing to do."), "nobody" },
};

/* Words by which servers say why, lower-case */
static const char *const blocked_words[] = { "spamhaus", "blocklist", "blacklist",  "blocked using",
                                             "rbl",      "pbl",       "dynamic ip", "residential",
                                             "dnsbl",    NULL };
static const char *const loop_words[] = { "5.4.6", "loop", "too many hops", NULL };
static const char *const user_words[] = { "5.1.1",
                                          "5.1.10",
                                          "user unknown",
                                          "unknown user",
                                          "no such user",
                                          "no mailbox",
                                          "mailbox not found",
                                          "does not exist",
                                          NULL };
static const char *const full_words[] = { "5.2.2",        "4.2.2",           "quota",
                                          "mailbox full", "mailbox is full", NULL };

static gboolean
says (const LwSmtpFields *fields, const char *const *words)
{
  g_autofree char *text = NULL;

  if (fields->reply_text == NULL)
    return FALSE;

  text = g_ascii_strdown (fields->reply_text, -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
asked_for_recipient (const LwSmtpFields *fields)
{
  return fields->transcript != NULL && strstr (fields->transcript, "C: RCPT TO") != NULL;
}

/* RFC 5321 section 4.5.1: every domain that takes mail has this address, in any case of letters. */
static gboolean
asked_for_postmaster (const LwSmtpFields *fields)
{
  g_autofree char *text =
      fields->transcript != NULL ? g_ascii_strdown (fields->transcript, -1) : NULL;

  return text != NULL && strstr (text, "c: rcpt to:<postmaster@") != NULL;
}

static const char *
explain_unknown (const LwSmtpFields *fields)
{
  return asked_for_postmaster (fields) ? "smtp.no_postmaster" : "smtp.user_unknown";
}

static const char *
explain_refusal (const LwSmtpFields *fields)
{
  if (says (fields, blocked_words))
    return "local.client_ip_blocked";
  if (!asked_for_recipient (fields))
    return "smtp.banner_554";
  if (says (fields, loop_words))
    return "smtp.loop";
  if (says (fields, full_words))
    return "smtp.mailbox_full";

  return says (fields, user_words) ? explain_unknown (fields) : "smtp.relay_denied";
}

static const char *
explain_delay (const LwSmtpFields *fields)
{
  if (says (fields, full_words))
    return "smtp.mailbox_full";

  return asked_for_recipient (fields) && fields->reply_code != 421 ? "smtp.greylisted"
                                                                   : "smtp.busy";
}

/* (nullable): the code of what the server meant */
static const char *
explain (const LwSmtpFields *fields)
{
  if (fields->outcome == LW_SMTP_REFUSED)
    return explain_refusal (fields);

  return fields->outcome == LW_SMTP_TEMPORARY ? explain_delay (fields) : NULL;
}

/* (nullable): the first reply of this meaning from @host, when no other address of it was kinder */
static const LwSmtpFields *
find_reply (LwJudgement *self, const char *id, const char *host)
{
  GPtrArray *facts = lw_evidence_get_smtp_facts (self->evidence);
  const LwSmtpFields *found = NULL;

  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      if (!g_str_equal (fields->host, host))
        continue;
      if (fields->outcome == LW_SMTP_ACCEPTED || fields->outcome == LW_SMTP_GREETED)
        return NULL;
      if (found == NULL && g_strcmp0 (explain (fields), id) == 0)
        found = fields;
    }

  return found;
}

static const Meaning *
find_meaning (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (meanings[i].id, id))
      return &meanings[i];

  g_return_val_if_reached (&meanings[0]);
}

/* The server's own words, with its name: they tell support what to look for. */
static char *
quote_reply (const LwSmtpFields *fields)
{
  g_autofree char *host = lw_name_display (fields->host);
  g_autofree char *words = NULL;

  if (fields->reply_text == NULL || *fields->reply_text == '\0')
    return g_strdup_printf (_ ("%s answered with the number %u."), host, fields->reply_code);

  words = lw_excerpt (fields->reply_text, MAX_QUOTED_CHARS);
  return g_strdup_printf (_ ("%s answered: “%s”"), host, words);
}

/* With a reserve that takes the mail a refusal is less than an error, unless the words are the same
 * for every server of the service. */
static LwLevel
choose_level (LwJudgement *self, const LwCheck *check)
{
  return check->level == LW_LEVEL_ERROR ? lw_judgement_get_level (self) : check->level;
}

void
lw_judge_reply (LwJudgement *self, const LwCheck *check)
{
  const Meaning *meaning = find_meaning (check->id);
  const LwSmtpFields *first = NULL;
  g_autofree char *reason = NULL;
  LwLevel level;
  const char *result;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);
      const LwSmtpFields *reply = lw_judgement_is_blamed (self, host->host)
                                      ? NULL
                                      : find_reply (self, check->id, host->host);

      if (reply == NULL)
        continue;
      g_hash_table_add (self->blamed, g_strdup (host->host));
      if (first == NULL)
        first = reply;
    }
  if (first == NULL)
    return;

  level = choose_level (self, check);
  result =
      level == LW_LEVEL_WARNING && meaning->warning != NULL ? meaning->warning : meaning->result;
  reason = quote_reply (first);
  lw_judgement_add (self, check, level, meaning->owner, NULL, _ (result), reason,
                    _ (meaning->step));
}
