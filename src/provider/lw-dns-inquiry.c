/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-inquiry.h"

#include "lw-change.h"
#include "lw-dns-refusal.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-wire.h"

/* A server that may be small and far away is asked politely. */
#define WINDOW 8

typedef struct
{
  const char *label; /* below the zone; "" is the zone itself */
  guint16 types[8];  /* ends with 0 */
} Usual;

/* A question for any type also finds an alias, so CNAME is asked for nowhere. */
static const Usual usual[] = {
  { "",
    { LW_RR_TYPE_SOA, LW_RR_TYPE_NS, LW_RR_TYPE_MX, LW_RR_TYPE_TXT, LW_RR_TYPE_A, LW_RR_TYPE_AAAA,
      LW_RR_TYPE_CAA } },
  { "*", { LW_RR_TYPE_MX, LW_RR_TYPE_TXT, LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "www", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA, LW_RR_TYPE_MX } },
  { "mail", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA, LW_RR_TYPE_MX, LW_RR_TYPE_TXT } },
  { "mx", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "mx1", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "mx2", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "smtp", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "imap", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "pop", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "webmail", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "autoconfig", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "autodiscover", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "mta-sts", { LW_RR_TYPE_A, LW_RR_TYPE_AAAA } },
  { "_dmarc", { LW_RR_TYPE_TXT } },
  { "_mta-sts", { LW_RR_TYPE_TXT } },
  { "_smtp._tls", { LW_RR_TYPE_TXT } },
  { "_autodiscover._tcp", { LW_RR_TYPE_SRV } },
  { "_imap._tcp", { LW_RR_TYPE_SRV } },
  { "_imaps._tcp", { LW_RR_TYPE_SRV } },
  { "_submission._tcp", { LW_RR_TYPE_SRV } },
  { "_submissions._tcp", { LW_RR_TYPE_SRV } },
};

/* Where the usual mail services put their DKIM keys */
static const char *const selectors[] = {
  "default", "dkim", "mail",    "google",     "selector1",   "selector2",   "s1",   "s2",
  "k1",      "k2",   "k3",      "fm1",        "fm2",         "fm3",         "sig1", "zoho",
  "mxvault", "mb",   "mbo0001", "protonmail", "protonmail2", "protonmail3", "x",    "key1",
};

typedef struct
{
  char *owner;
  guint16 type;
} Wish;

/* all usual questions, a few at a time → the addresses of mail servers inside the zone → done */
typedef struct
{
  LwZone *zone;       /* (owned) */
  GPtrArray *wishes;  /* (owned) (element-type Wish) */
  GCancellable *stop; /* (owned): ends the other questions when one ends it all */
  GError *error;      /* (owned) (nullable) */
  gulong cancelled_id;
  guint next;
  guint n_in_flight;
  gboolean hosts_asked;
} Inquiry;

typedef struct
{
  GTask *task; /* (owned) */
  guint nth;   /* index into wishes */
} Asked;

static void
wish_free (Wish *wish)
{
  g_free (wish->owner);
  g_free (wish);
}

static void
inquiry_free (Inquiry *inquiry)
{
  lw_zone_unref (inquiry->zone);
  g_ptr_array_unref (inquiry->wishes);
  g_object_unref (inquiry->stop);
  g_clear_error (&inquiry->error);
  g_free (inquiry);
}

static void
add_wish (Inquiry *inquiry, const char *owner, guint16 type)
{
  Wish *wish;

  for (guint i = 0; i < inquiry->wishes->len; i++)
    {
      wish = g_ptr_array_index (inquiry->wishes, i);
      if (wish->type == type && g_str_equal (wish->owner, owner))
        return;
    }

  wish = g_new0 (Wish, 1);
  wish->owner = g_strdup (owner);
  wish->type = type;
  g_ptr_array_add (inquiry->wishes, wish);
}

/* A zone whose name leaves no room for the label has no such name. */
static void
add_usual (Inquiry *inquiry, const char *label, const guint16 *types)
{
  const char *origin = lw_zone_get_origin (inquiry->zone);
  g_autofree char *text = g_str_equal (origin, ".") ? g_strconcat (label, ".", NULL)
                                                    : g_strjoin (".", label, origin, NULL);
  g_autofree char *owner = lw_name_normalise (*label == '\0' ? origin : text, NULL);

  for (; owner != NULL && *types != 0; types++)
    add_wish (inquiry, owner, *types);
}

static void
add_all_usual (Inquiry *inquiry)
{
  static const guint16 text_only[] = { LW_RR_TYPE_TXT, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    add_usual (inquiry, usual[i].label, usual[i].types);

  for (gsize i = 0; i < G_N_ELEMENTS (selectors); i++)
    {
      g_autofree char *label = g_strconcat (selectors[i], "._domainkey", NULL);

      add_usual (inquiry, label, text_only);
    }
}

/* Whoever wrote something wants to see it again, however unusual its name. */
static void
add_touched (Inquiry *inquiry, GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const char *owner = lw_change_get_owner (g_ptr_array_index (changes, i));

      if (lw_name_is_at_or_below (owner, lw_zone_get_origin (inquiry->zone)))
        add_wish (inquiry, owner, lw_change_get_rr_type (g_ptr_array_index (changes, i)));
    }
}

static void
add_mail_hosts (Inquiry *inquiry)
{
  const char *origin = lw_zone_get_origin (inquiry->zone);
  LwRecordSet *mx = lw_zone_get_set (inquiry->zone, origin, LW_RR_TYPE_MX);
  const char *const *values = mx != NULL ? lw_record_set_get_values (mx) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *host = NULL, *tlsa = NULL, *tlsa_owner = NULL;

      if (!lw_mx_value_parse (values[i], NULL, &host, NULL) || g_str_equal (host, ".") ||
          !lw_name_is_at_or_below (host, origin))
        continue;

      add_wish (inquiry, host, LW_RR_TYPE_A);
      add_wish (inquiry, host, LW_RR_TYPE_AAAA);
      tlsa = g_strconcat ("_25._tcp.", host, NULL);
      tlsa_owner = lw_name_normalise (tlsa, NULL);
      if (tlsa_owner != NULL)
        add_wish (inquiry, tlsa_owner, LW_RR_TYPE_TLSA);
    }
}

static void
take_if_there (Inquiry *inquiry, LwMessage *message, const char *owner, guint16 type)
{
  LwRecordSet *set = lw_message_find (message, LW_SECTION_ANSWER, owner, type);

  if (set != NULL)
    lw_zone_take_set (inquiry->zone, lw_record_set_ref (set));
}

/* Whether the wish could be dealt with, also when there is no such thing. */
static gboolean
take_reply (Inquiry *inquiry, const Wish *wish, LwSignedReply *reply, GError **error)
{
  const char *origin = lw_zone_get_origin (inquiry->zone);
  gboolean is_first = wish->type == LW_RR_TYPE_SOA;
  g_autoptr (LwMessage) message = NULL;

  if (reply->rcode == LW_RCODE_NXDOMAIN && reply->distrust == NULL)
    return !is_first || lw_dns_refusal_set_no_zone (reply, origin, error);
  if (!lw_dns_refusal_check_answer (reply, origin, error))
    return FALSE;

  message = lw_wire_parse (reply->message, error);
  if (message == NULL)
    return FALSE;

  /* What lies below a delegation is not in this zone. */
  if (lw_message_get_aa (message))
    {
      take_if_there (inquiry, message, wish->owner, wish->type);
      take_if_there (inquiry, message, wish->owner, LW_RR_TYPE_CNAME);
    }

  return !is_first || lw_zone_get_set (inquiry->zone, origin, LW_RR_TYPE_SOA) != NULL ||
         lw_dns_refusal_set_no_zone (reply, origin, error);
}

/* What a wildcard says for a name is not there under that name. */
static void
drop_wildcard_echoes (LwZone *zone)
{
  const char *origin = lw_zone_get_origin (zone);
  g_autofree char *wildcard = g_strconcat ("*.", origin, NULL);
  g_autoptr (LwZone) copy = lw_zone_copy (zone);
  GPtrArray *sets = lw_zone_get_sets (copy);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      const char *owner = lw_record_set_get_owner (set);
      guint16 type = lw_record_set_get_rr_type (set);
      LwRecordSet *echo = lw_zone_get_set (copy, wildcard, type);

      if (echo != NULL && !g_str_equal (owner, origin) && !g_str_equal (owner, wildcard) &&
          lw_record_set_same_values (set, echo))
        lw_zone_drop_set (zone, owner, type);
    }
}

static void go_on (GTask *task);

static void
end (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), inquiry->cancelled_id);

  if (inquiry->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&inquiry->error));
      return;
    }

  drop_wildcard_echoes (inquiry->zone);
  lw_zone_set_partial (inquiry->zone, TRUE);
  g_task_return_pointer (task, lw_zone_ref (inquiry->zone), (GDestroyNotify) lw_zone_unref);
}

static void
stop_with (Inquiry *inquiry, GError *error)
{
  if (inquiry->error == NULL)
    {
      inquiry->error = error;
      g_cancellable_cancel (inquiry->stop);
    }
  else
    g_error_free (error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&asked->task);
  g_autoptr (LwSignedReply) reply = NULL;
  Inquiry *inquiry = g_task_get_task_data (task);
  GError *error = NULL;

  reply = lw_dns_primary_ask_finish (LW_DNS_PRIMARY (source), result, &error);
  if (reply != NULL)
    take_reply (inquiry, g_ptr_array_index (inquiry->wishes, asked->nth), reply, &error);
  g_free (asked);

  if (error != NULL)
    stop_with (inquiry, error);
  inquiry->n_in_flight--;
  go_on (task);
}

static void
ask_next (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);
  Wish *wish = g_ptr_array_index (inquiry->wishes, inquiry->next);
  g_autoptr (GBytes) query = NULL;
  GError *error = NULL;
  Asked *asked;

  query = lw_wire_build_query (wish->owner, wish->type, LW_QUERY_NO_EDNS, &error);
  if (query == NULL)
    {
      stop_with (inquiry, error);
      return;
    }

  asked = g_new0 (Asked, 1);
  asked->task = g_object_ref (task);
  asked->nth = inquiry->next++;
  inquiry->n_in_flight++;
  lw_dns_primary_ask_async (g_task_get_source_object (task), query, inquiry->stop, answered_cb,
                            asked);
}

/* The first question goes alone: a server that does not hold the zone, or refuses the key, is not
 * asked a hundred times. */
static gboolean
may_ask (Inquiry *inquiry)
{
  guint window = inquiry->next <= 1 && inquiry->n_in_flight > 0 ? 1 : WINDOW;

  return inquiry->error == NULL && inquiry->next < inquiry->wishes->len &&
         inquiry->n_in_flight < window;
}

static void
go_on (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  while (may_ask (inquiry))
    ask_next (task);

  if (inquiry->n_in_flight > 0)
    return;

  if (inquiry->error == NULL && !inquiry->hosts_asked)
    {
      inquiry->hosts_asked = TRUE;
      add_mail_hosts (inquiry);
      go_on (task);
      return;
    }

  end (task);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

void
lw_dns_inquiry_async (LwDnsPrimary *primary,
                      const char *zone,
                      GPtrArray *also,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (primary, cancellable, callback, user_data);
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  inquiry->zone = lw_zone_new (zone);
  inquiry->wishes = g_ptr_array_new_with_free_func ((GDestroyNotify) wish_free);
  inquiry->stop = g_cancellable_new ();
  add_all_usual (inquiry);
  add_touched (inquiry, also);

  g_task_set_source_tag (task, lw_dns_inquiry_async);
  g_task_set_task_data (task, inquiry, (GDestroyNotify) inquiry_free);
  if (cancellable != NULL)
    inquiry->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                   g_object_ref (inquiry->stop), g_object_unref);

  go_on (task);
}

LwZone *
lw_dns_inquiry_finish (LwDnsPrimary *primary, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, primary), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
