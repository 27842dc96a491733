/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-clock.h"
#include "lw-name.h"
#include "lw-plan-private.h"
#include "lw-span.h"

#define HOSTS_SHOWN 4

typedef struct
{
  char *exchange;
  guint16 preference;
} Host;

/* What a change of the MX set means for mail */
typedef enum
{
  MAIL_FIRST,
  MAIL_REPLACED,
  MAIL_ADDED,
  MAIL_FEWER,
  MAIL_ORDER,
  MAIL_NUMBERS,
  MAIL_WAITING_TIME,
  MAIL_REMOVED,
  MAIL_NULL_SET,
  MAIL_NULL_LIFTED,
  MAIL_NULL_REMOVED,
} Mail;

static void
clear_host (gpointer data)
{
  g_free (((Host *) data)->exchange);
}

static int
compare_hosts_cb (gconstpointer a, gconstpointer b)
{
  const Host *x = a, *y = b;

  return x->preference != y->preference ? (int) x->preference - (int) y->preference
                                        : strcmp (x->exchange, y->exchange);
}

/* (element-type Host): in the order in which senders try them */
static GArray *
read_hosts (LwRecordSet *set)
{
  GArray *hosts = g_array_new (FALSE, FALSE, sizeof (Host));
  const char *const *values = set != NULL ? lw_record_set_get_values (set) : NULL;

  g_array_set_clear_func (hosts, clear_host);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      Host host = { NULL };

      if (lw_mx_value_parse (values[i], &host.preference, &host.exchange, NULL))
        g_array_append_val (hosts, host);
    }
  g_array_sort (hosts, compare_hosts_cb);

  return hosts;
}

static gboolean
names_host (GArray *hosts, const char *exchange)
{
  for (guint i = 0; i < hosts->len; i++)
    if (strcmp (g_array_index (hosts, Host, i).exchange, exchange) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
names_all (GArray *hosts, GArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!names_host (hosts, g_array_index (others, Host, i).exchange))
      return FALSE;

  return TRUE;
}

/* (element-type Host): those that @others does not name */
static GArray *
leave_out (GArray *hosts, GArray *others)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (Host));

  g_array_set_clear_func (left, clear_host);
  for (guint i = 0; i < hosts->len; i++)
    {
      Host host = g_array_index (hosts, Host, i);

      host.exchange = g_strdup (host.exchange);
      if (names_host (others, host.exchange))
        g_free (host.exchange);
      else
        g_array_append_val (left, host);
    }

  return left;
}

/* "mx1.new.example, mx2.new.example and 3 more" */
static char *
join_hosts (GArray *hosts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_shown = hosts->len <= HOSTS_SHOWN ? hosts->len : HOSTS_SHOWN - 1;
  guint n_more = hosts->len - n_shown;

  for (guint i = 0; i < n_shown; i++)
    {
      g_autofree char *name = lw_name_display (g_array_index (hosts, Host, i).exchange);

      /* Translators: between the names of a list */
      g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "", name);
    }

  if (n_more == 0)
    return g_strdup (text->str);

  /* Translators: a list of names, and how many are not shown */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more), text->str, n_more);
}

/* Whether senders try the same servers in the same order; equal numbers share a place. */
static gboolean
same_order (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      Host *x = &g_array_index (a, Host, i), *y = &g_array_index (b, Host, i);

      if (strcmp (x->exchange, y->exchange) != 0)
        return FALSE;
      if (i > 0 && (x->preference == (x - 1)->preference) != (y->preference == (y - 1)->preference))
        return FALSE;
    }

  return TRUE;
}

static Mail
classify_hosts (LwRecordSet *old_set, LwRecordSet *new_set, GArray *before, GArray *after)
{
  gboolean kept = names_all (after, before), none_new = names_all (before, after);

  if (lw_record_set_same_values (old_set, new_set))
    return MAIL_WAITING_TIME;
  if (kept && none_new)
    return same_order (before, after) ? MAIL_NUMBERS : MAIL_ORDER;
  if (kept)
    return MAIL_ADDED;

  return none_new ? MAIL_FEWER : MAIL_REPLACED;
}

static Mail
classify (LwChange *change, GArray *before, GArray *after)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);
  gboolean was_null = old_set != NULL && lw_record_set_is_null_mx (old_set);

  if (lw_plan_is_none (new_set))
    return was_null ? MAIL_NULL_REMOVED : MAIL_REMOVED;
  if (lw_record_set_is_null_mx (new_set))
    return was_null ? MAIL_WAITING_TIME : MAIL_NULL_SET;
  if (was_null)
    return MAIL_NULL_LIFTED;
  if (lw_plan_is_none (old_set))
    return MAIL_FIRST;

  return classify_hosts (old_set, new_set, before, after);
}

static char *
describe_waiting_time (LwChange *change, const char *domain)
{
  g_autofree char *before = lw_span_describe (lw_record_set_get_ttl (lw_change_get_old (change)));
  g_autofree char *after = lw_span_describe (lw_record_set_get_ttl (lw_change_get_new (change)));

  /* Translators: a domain, and twice a length of time like “5 minutes” */
  return g_strdup_printf (_ ("Mail for %s goes where it went; others may remember that for %s "
                             "instead of %s."),
                          domain, after, before);
}

static char *
describe_some (const char *format, const char *domain, GArray *hosts)
{
  g_autofree char *names = join_hosts (hosts);

  /* Each @format is a sentence of this file with two %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, domain, names);
#pragma GCC diagnostic pop
}

static char *
describe_difference (const char *format, const char *domain, GArray *hosts, GArray *others)
{
  g_autoptr (GArray) left = leave_out (hosts, others);

  return describe_some (format, domain, left);
}

static char *
describe_replaced (const char *domain, GArray *before, GArray *after)
{
  g_autoptr (GArray) gone = leave_out (before, after);
  g_autoptr (GArray) added = leave_out (after, before);
  g_autoptr (GArray) kept = leave_out (before, gone);
  g_autofree char *old_names = join_hosts (gone);
  g_autofree char *new_names = join_hosts (added);
  g_autofree char *kept_names = join_hosts (kept);

  if (kept->len == 0)
    /* Translators: a domain, its new mail servers, its old ones */
    return g_strdup_printf (_ ("Mail for %s goes to %s instead of %s."), domain, new_names,
                            old_names);

  /* Translators: a domain, its new mail servers, its old ones, those that stay */
  return g_strdup_printf (_ ("Mail for %s goes to %s instead of %s. As before: %s."), domain,
                          new_names, old_names, kept_names);
}

static char *
describe_mail (LwChange *change, const char *domain)
{
  g_autoptr (GArray) before = read_hosts (lw_change_get_old (change));
  g_autoptr (GArray) after = read_hosts (lw_change_get_new (change));

  switch (classify (change, before, after))
    {
    case MAIL_FIRST:
      return describe_some (_ ("Mail for %s goes to %s. Until now no mail server was named."),
                            domain, after);
    case MAIL_REPLACED:
      return describe_replaced (domain, before, after);
    case MAIL_ADDED:
      return describe_difference (_ ("Mail for %s may now also go to %s."), domain, after, before);
    case MAIL_FEWER:
      return describe_difference (_ ("Mail for %s no longer goes to %s."), domain, before, after);
    case MAIL_ORDER:
      return describe_some (_ ("Mail for %s goes to the same servers in another order: %s."),
                            domain, after);
    case MAIL_NUMBERS:
      return g_strdup_printf (_ ("Mail for %s goes where it went; only the numbers of the order "
                                 "change."),
                              domain);
    case MAIL_WAITING_TIME:
      return describe_waiting_time (change, domain);
    case MAIL_REMOVED:
      return g_strdup_printf (_ ("No mail server is named for %s any more: mail does not arrive."),
                              domain);
    case MAIL_NULL_SET:
      return g_strdup_printf (_ ("%s says that it takes no mail: letters go back to their "
                                 "senders."),
                              domain);
    case MAIL_NULL_LIFTED:
      return describe_some (_ ("%s takes mail again: it goes to %s."), domain, after);
    case MAIL_NULL_REMOVED:
      return g_strdup_printf (_ ("%s no longer says that it takes no mail, but names no mail "
                                 "server."),
                              domain);
    }

  g_assert_not_reached ();
}

/* (nullable): one sentence about everything but @mail, which may be NULL */
static char *
describe_others (LwPlan *self, LwChange *mail)
{
  GPtrArray *changes = lw_plan_get_changes (self);
  guint n[3] = { 0, 0, 0 };

  for (guint i = 0; i < changes->len; i++)
    if (g_ptr_array_index (changes, i) != mail)
      n[lw_change_get_kind (g_ptr_array_index (changes, i))]++;

  if (n[LW_CHANGE_ADD] + n[LW_CHANGE_ALTER] + n[LW_CHANGE_REMOVE] == 0)
    return NULL;

  /* Translators: three counts */
  return g_strdup_printf (mail != NULL
                              ? _ ("Other settings: %u added, %u altered, %u taken away.")
                              : _ ("Settings: %u added, %u altered, %u taken away. The mail "
                                   "servers stay as they are."),
                          n[LW_CHANGE_ADD], n[LW_CHANGE_ALTER], n[LW_CHANGE_REMOVE]);
}

/**
 * lw_plan_describe:
 * @self: a plan
 * @now: Unix seconds
 * @tz: (nullable): the person's time zone for the clock time, local when %NULL
 *
 * Returns: (transfer full): what the plan does, in words about mail: “Mail for berg.example goes to
 *   mx1.new.example instead of mx.old.example. Senders learn it by 14:52.”
 */
char *
lw_plan_describe (LwPlan *self, gint64 now, GTimeZone *tz)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *domain = NULL;
  g_autofree char *others = NULL;
  g_autofree char *clock = NULL;
  LwChange *mail;

  g_return_val_if_fail (self != NULL, NULL);

  if (lw_plan_is_empty (self))
    return g_strdup (_ ("Nothing changes."));

  domain = lw_name_display (lw_plan_get_domain (self));
  mail = lw_plan_find (self, lw_plan_get_domain (self), LW_RR_TYPE_MX);
  others = describe_others (self, mail);
  clock = lw_clock_format (lw_plan_ready_at (self, now), now, tz);

  if (mail != NULL)
    {
      g_autofree char *sentence = describe_mail (mail, domain);

      g_string_append_printf (text, "%s ", sentence);
    }
  if (others != NULL)
    g_string_append_printf (text, "%s ", others);

  g_string_append_printf (
      text, mail != NULL ? _ ("Senders learn it by %s.") : _ ("Everyone sees it by %s."), clock);

  return g_strdup (text->str);
}

/**
 * lw_plan_ready_at:
 * @self: a plan
 * @now: Unix seconds
 *
 * Returns: Unix seconds when no cache may hold an old answer any more if the plan is pushed at
 *   @now: the longest old waiting time; for sets that did not exist the time that others remember
 *   that (the lesser of the SOA's TTL and its last number, RFC 2308)
 */
gint64
lw_plan_ready_at (LwPlan *self, gint64 now)
{
  GPtrArray *changes;
  guint32 longest = 0;

  g_return_val_if_fail (self != NULL, now);

  changes = lw_plan_get_changes (self);
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);
      guint32 ttl = lw_change_get_kind (change) == LW_CHANGE_ADD
                        ? lw_plan_get_frame (self)->negative_ttl
                        : lw_record_set_get_ttl (lw_change_get_old (change));

      longest = MAX (longest, ttl);
    }

  return now + longest;
}
