/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-identity-private.h"

#include "lw-mail-service.h"
#include "lw-name.h"
#include "lw-token.h"

#include <string.h>

/* Who takes the mail: by the names of the mail servers. */

#define MAX_POLICY_WORDS 64
#define MAX_TEXTS 64
#define POLICY "v=spf1"

/* A world may know more services than those that are built in. */
static GPtrArray *
get_list (LwEvidence *evidence, gboolean more)
{
  return more ? lw_evidence_get_services (evidence) : lw_mail_services_get ();
}

typedef gboolean (*Fits) (LwMailService *service, const char *name);

/* (nullable) (transfer none) */
static LwMailService *
find (LwEvidence *evidence, Fits fits, const char *name)
{
  for (guint more = 0; more < 2; more++)
    {
      GPtrArray *services = get_list (evidence, more);

      for (guint i = 0; services != NULL && i < services->len; i++)
        if (fits (g_ptr_array_index (services, i), name))
          return g_ptr_array_index (services, i);
    }

  return NULL;
}

/* The domain itself, or "mail" below it: how hosting panels set it up */
static gboolean
is_own (const char *server, const char *domain)
{
  g_autofree char *below = g_strconcat ("mail.", domain, NULL);

  return g_str_equal (server, domain) || g_str_equal (server, below);
}

/* (nullable) (transfer none): whose server it is */
static LwMailService *
add_server (LwIdentityTally *tally, LwEvidence *evidence, const char *server)
{
  LwMailService *service = find (evidence, lw_mail_service_has_server, server);

  if (service == NULL)
    lw_identity_tally_add_other (tally, server, is_own (server, tally->domain));
  else if (lw_mail_service_get_kind (service) != LW_MAIL_SERVICE_BOUNCE)
    lw_identity_tally_add_known (tally, lw_mail_service_get_id (service),
                                 lw_mail_service_get_name (service));

  return service;
}

/* (nullable) (transfer full): the name that a word of a policy hands on to: "include:NAME",
 * "redirect=NAME" (RFC 7208, sections 5.2 and 6.1) */
static char *
read_word (const char *word)
{
  const char *name = NULL;

  while (*word == '+' || *word == '?' || *word == '~' || *word == '-')
    word++;
  if (g_ascii_strncasecmp (word, "include:", strlen ("include:")) == 0)
    name = word + strlen ("include:");
  else if (g_ascii_strncasecmp (word, "redirect=", strlen ("redirect=")) == 0)
    name = word + strlen ("redirect=");

  return name != NULL ? lw_name_normalise (name, NULL) : NULL;
}

/* (nullable) (transfer full): the text of a TXT record, whose strings belong together without a
 * gap (RFC 7208, section 3.3) */
static char *
join_strings (const char *value)
{
  LwTokens tokens;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  lw_tokens_init (&tokens, value, strlen (value), FALSE);
  words = lw_tokens_read_line (&tokens, NULL);
  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      g_autoptr (GByteArray) bytes = lw_token_decode (g_ptr_array_index (words, i), NULL);

      if (bytes == NULL || memchr (bytes->data, '\0', bytes->len) != NULL)
        return NULL;
      g_string_append_len (text, (const char *) bytes->data, bytes->len);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the domain's list of senders hands on to, for mailboxes only */
static void
read_policy (LwEvidence *evidence, const char *value, GPtrArray *behind)
{
  g_autofree char *text = join_strings (value);
  g_auto (GStrv) words = NULL;

  if (text == NULL || g_ascii_strncasecmp (text, POLICY, strlen (POLICY)) != 0 ||
      (text[strlen (POLICY)] != ' ' && text[strlen (POLICY)] != '\0'))
    return;

  words = g_strsplit (text, " ", MAX_POLICY_WORDS);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *name = read_word (words[i]);
      LwMailService *service =
          name != NULL ? find (evidence, lw_mail_service_has_policy, name) : NULL;

      if (service != NULL && lw_mail_service_get_kind (service) == LW_MAIL_SERVICE_MAILBOX &&
          !g_ptr_array_find (behind, service, NULL))
        g_ptr_array_add (behind, service);
    }
}

/* Any one answer does: which senders are allowed is judged elsewhere. (nullable) */
static LwRecordSet *
find_texts (LwEvidence *evidence)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (g_ptr_array_index (answers, i));

      if (fields->role != LW_ROLE_PARENT && fields->type == LW_RR_TYPE_TXT && fields->set != NULL &&
          g_str_equal (fields->owner, lw_evidence_get_domain (evidence)))
        return fields->set;
    }

  return NULL;
}

/* (nullable) (transfer none): the one mailbox service that the domain sends by */
static LwMailService *
find_behind (LwEvidence *evidence)
{
  LwRecordSet *texts = find_texts (evidence);
  g_autoptr (GPtrArray) behind = g_ptr_array_new ();
  const char *const *values;

  if (texts == NULL)
    return NULL;

  values = lw_record_set_get_values (texts);
  for (guint i = 0; i < MAX_TEXTS && values[i] != NULL; i++)
    read_policy (evidence, values[i], behind);

  return behind->len == 1 ? g_ptr_array_index (behind, 0) : NULL;
}

static void
refine (LwEvidence *evidence, LwMailService *service, LwIdentityPart *part)
{
  LwMailService *behind = NULL;

  if (part->outcome != LW_IDENTITY_FOUND || service == NULL)
    return;

  part->kind = g_strdup (lw_mail_service_kind_get_id (lw_mail_service_get_kind (service)));
  if (lw_mail_service_get_kind (service) == LW_MAIL_SERVICE_GATEWAY)
    behind = find_behind (evidence);
  if (behind != NULL)
    {
      part->behind = g_strdup (lw_mail_service_get_id (behind));
      part->behind_name = g_strdup (lw_mail_service_get_name (behind));
    }
}

/* (nullable) (transfer none): the last one that was met */
static LwMailService *
add_servers (LwIdentityTally *tally, LwEvidence *evidence, LwRecordSet *mx)
{
  g_autoptr (GPtrArray) servers = lw_record_set_list_exchanges (mx);
  LwMailService *last = NULL;

  for (guint i = 0; i < MIN (servers->len, LW_IDENTITY_SERVERS_MAX); i++)
    {
      LwMailService *service = add_server (tally, evidence, g_ptr_array_index (servers, i));

      if (service != NULL && lw_mail_service_get_kind (service) != LW_MAIL_SERVICE_BOUNCE)
        last = service;
    }

  return last;
}

void
lw_identity_read_mail_service (LwEvidence *evidence, LwIdentityPart *part)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);
  g_auto (LwIdentityTally) tally = { 0 };
  LwMailService *last = NULL;

  lw_identity_tally_init (&tally, lw_evidence_get_domain (evidence));
  if (mx != NULL && !lw_record_set_is_null_mx (mx))
    last = add_servers (&tally, evidence, mx);

  lw_identity_tally_finish (&tally, part);
  if (mx != NULL && lw_record_set_is_null_mx (mx))
    part->outcome = LW_IDENTITY_NONE;
  refine (evidence, last, part);
}
