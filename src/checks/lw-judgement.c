/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-judgement.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LISTED_HOSTS_MAX 6

static void
judged_host_free (LwJudgedHost *self)
{
  g_free (self->host);
  g_free (self);
}

static int
compare_hosts (gconstpointer a, gconstpointer b)
{
  const LwJudgedHost *first = *(LwJudgedHost *const *) a;
  const LwJudgedHost *second = *(LwJudgedHost *const *) b;

  return first->preference - second->preference;
}

static void
add_host (LwJudgement *self, guint16 preference, const char *name)
{
  LwJudgedHost *host = g_new0 (LwJudgedHost, 1);

  host->host = g_strdup (name);
  host->preference = preference;
  g_ptr_array_add (self->hosts, host);
}

static void
find_hosts (LwJudgement *self)
{
  guint n_values = self->mx != NULL ? lw_record_set_get_n_values (self->mx) : 0;

  for (guint i = 0; i < n_values; i++)
    {
      guint16 preference = 0;
      g_autofree char *name = NULL;

      if (lw_mx_value_parse (lw_record_set_get_values (self->mx)[i], &preference, &name, NULL) &&
          !g_str_equal (name, "."))
        add_host (self, preference, name);
    }
  g_ptr_array_sort (self->hosts, compare_hosts);

  if (self->mx == NULL && lw_evidence_knows_mx (self->evidence))
    {
      LwMailHost *host = lw_judgement_find_mail_host (self, self->domain);

      if (host != NULL && lw_mail_host_get_status (host) == LW_ANSWER_SET)
        add_host (self, 0, self->domain);
    }
}

static gboolean
is_ipv6 (const char *address)
{
  return address != NULL && strchr (address, ':') != NULL;
}

static gboolean
has_spoken (const LwSmtpFields *fields)
{
  return fields->outcome != LW_SMTP_UNREACHABLE && fields->outcome != LW_SMTP_TIMED_OUT &&
         fields->outcome != LW_SMTP_NOT_ASKED;
}

/* What answered weighs more than what was found to be missing. */
static gboolean
find_ipv6 (LwEvidence *evidence)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);
  LwNetwork *network = lw_evidence_get_network (evidence);
  LwPresence found = network != NULL ? lw_network_get (network)->ipv6 : LW_PRESENCE_UNKNOWN;
  GPtrArray *facts = lw_evidence_get_smtp_facts (evidence);
  guint n_asked = 0;

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (answers->pdata[i]);
      gboolean asked =
          is_ipv6 (lw_server_get_address (fields->server)) && fields->status != LW_ANSWER_NOT_ASKED;

      n_asked += asked;
      if (asked && fields->status != LW_ANSWER_UNREACHABLE && fields->status != LW_ANSWER_TIMED_OUT)
        return TRUE;
    }

  for (guint i = 0; i < facts->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (facts->pdata[i]);

      n_asked += is_ipv6 (fields->address) && fields->outcome != LW_SMTP_NOT_ASKED;
      if (is_ipv6 (fields->address) && has_spoken (fields))
        return TRUE;
    }

  return found == LW_PRESENCE_YES || (found == LW_PRESENCE_UNKNOWN && n_asked == 0);
}

void
lw_judgement_begin (LwJudgement *self, LwEvidence *evidence, gint64 now)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);

  self->evidence = evidence;
  self->domain = lw_evidence_get_domain (evidence);
  self->zone = delegation != NULL ? lw_delegation_get_zone (delegation) : self->domain;
  self->shown = lw_name_display (self->domain);
  self->mx = mx != NULL && lw_record_set_get_n_values (mx) > 0 ? mx : NULL;
  self->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) judged_host_free);
  self->blamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_finding_unref);
  self->now = now;
  self->has_ipv6 = find_ipv6 (evidence);
  find_hosts (self);
}

void
lw_judgement_end (LwJudgement *self)
{
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  g_clear_pointer (&self->blamed, g_hash_table_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
}

void
lw_judgement_add (LwJudgement *self,
                  const LwCheck *check,
                  LwLevel level,
                  const char *owner,
                  LwRecordSet *fix,
                  const char *result,
                  const char *reason,
                  const char *step)
{
  g_ptr_array_add (self->findings,
                   lw_finding_new (check->id, level, result, reason, step, owner, fix));
}

gboolean
lw_judgement_found (LwJudgement *self, const char *id)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (g_str_equal (lw_finding_get_id (self->findings->pdata[i]), id))
      return TRUE;

  return FALSE;
}

gboolean
lw_judgement_found_error (LwJudgement *self, const char *id)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (g_str_equal (lw_finding_get_id (self->findings->pdata[i]), id) &&
        lw_finding_get_level (self->findings->pdata[i]) == LW_LEVEL_ERROR)
      return TRUE;

  return FALSE;
}

const LwAnswerFields *
lw_judgement_get_row (LwJudgement *self, guint index, LwRole role, const char *owner, guint16 type)
{
  const LwAnswerFields *row =
      lw_answer_get (g_ptr_array_index (lw_evidence_get_answers (self->evidence), index));

  return row->role == role && row->status != LW_ANSWER_NOT_ASKED && row->udp_size == 0 &&
                 (type == 0 || row->type == type) &&
                 (owner == NULL || g_str_equal (row->owner, owner)) &&
                 lw_judgement_counts (self, lw_server_get_address (row->server))
             ? row
             : NULL;
}

gboolean
lw_judgement_is_usable (const LwAnswerFields *row)
{
  return row->status == LW_ANSWER_SET || row->status == LW_ANSWER_NO_DATA ||
         row->status == LW_ANSWER_NXDOMAIN;
}

gboolean
lw_judgement_counts (LwJudgement *self, const char *address)
{
  return self->has_ipv6 || !is_ipv6 (address);
}

/* Of several rows about one host the last counts. */
LwMailHost *
lw_judgement_find_mail_host (LwJudgement *self, const char *host)
{
  GPtrArray *mail_hosts = lw_evidence_get_mail_hosts (self->evidence);

  for (guint i = mail_hosts->len; i > 0; i--)
    if (g_str_equal (lw_mail_host_get_host (mail_hosts->pdata[i - 1]), host))
      return mail_hosts->pdata[i - 1];

  return NULL;
}

gboolean
lw_judgement_is_blamed (LwJudgement *self, const char *host)
{
  return g_hash_table_contains (self->blamed, host);
}

GPtrArray *
lw_judgement_blame (LwJudgement *self, LwHostTest test)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!lw_judgement_is_blamed (self, host->host) && test (self, host->host))
        g_ptr_array_add (found, host->host);
    }

  for (guint i = 0; i < found->len; i++)
    g_hash_table_add (self->blamed, g_strdup (found->pdata[i]));

  return found;
}

LwLevel
lw_judgement_get_level (LwJudgement *self)
{
  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);

      if (!lw_judgement_is_blamed (self, host->host))
        return LW_LEVEL_WARNING;
    }

  return LW_LEVEL_ERROR;
}

/* Somebody may have a thousand of them. */
static char *
cut_list (GString *names, guint n_left)
{
  g_autofree char *text = g_string_free (names, FALSE);

  return n_left == 0 ? g_steal_pointer (&text)
                     /* Translators: names of mail servers, then how many are not named */
                     : g_strdup_printf (_ ("%s and %u more"), text, n_left);
}

char *
lw_judgement_list (GPtrArray *hosts)
{
  GString *text = g_string_new (NULL);
  guint n_told = MIN (hosts->len, LISTED_HOSTS_MAX);

  for (guint i = 0; i < n_told; i++)
    {
      g_autofree char *shown = lw_name_display (hosts->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", shown);
    }

  return cut_list (text, hosts->len - n_told);
}

static gboolean
contains (GPtrArray *hosts, const char *host)
{
  return g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL);
}

LwRecordSet *
lw_judgement_mend (LwJudgement *self, GPtrArray *hosts, LwHostMend mend)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;

  g_return_val_if_fail (self->mx != NULL, NULL);

  for (guint i = 0; i < self->hosts->len; i++)
    {
      LwJudgedHost *host = g_ptr_array_index (self->hosts, i);
      gboolean wrong = contains (hosts, host->host);
      g_autofree char *name = wrong ? mend (self, host->host) : g_strdup (host->host);
      g_autofree char *value = name != NULL ? lw_mx_value_format (host->preference, name) : NULL;

      if (value != NULL)
        g_strv_builder_add (builder, value);
    }

  values = g_strv_builder_end (builder);
  if (values[0] == NULL)
    return NULL;

  return lw_record_set_new (self->domain, LW_RR_TYPE_MX, lw_record_set_get_ttl (self->mx),
                            (const char *const *) values, NULL);
}
