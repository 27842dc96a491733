/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"
#include "lw-seal-reason.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PARENTS_MAX 4 /* they say the same: one alone may be silent */
#define SERVERS_MAX 16

/* Which of the four questions */
typedef enum
{
  ASKED_DS,
  ASKED_KEYS,
  ASKED_SETS,
  ASKED_NOTHING, /* what nobody has at the apex: its proof, and the parameters of that */
  N_ASKED,
} Asked;

typedef struct
{
  LwDelegation *delegation;    /* (owned) */
  guint16 type;                /* of the set at the domain */
  GPtrArray *replies[N_ASKED]; /* (owned) (nullable elements) (element-type LwDnsReply) */
  guint n_waiting;
  GError *error; /* (owned) (nullable) */
} Search;

/* One of the questions */
typedef struct
{
  GTask *task; /* (owned) */
  Asked asked;
  guint index;
} Row;

static void
reply_free (gpointer reply)
{
  if (reply != NULL)
    lw_dns_reply_free (reply);
}

static void
search_free (Search *search)
{
  lw_delegation_unref (search->delegation);
  for (Asked i = 0; i < N_ASKED; i++)
    g_ptr_array_unref (search->replies[i]);
  g_clear_error (&search->error);
  g_free (search);
}

static guint16
get_type (const Search *search, Asked asked)
{
  switch (asked)
    {
    case ASKED_DS:
      return LW_RR_TYPE_DS;
    case ASKED_KEYS:
      return LW_RR_TYPE_DNSKEY;
    case ASKED_SETS:
      return search->type;
    case ASKED_NOTHING:
      return LW_RR_TYPE_TLSA;
    case N_ASKED:
      break;
    }

  g_return_val_if_reached (0);
}

static void
add_lines (GPtrArray *lines, LwRecordSet *set)
{
  const char *const *values = lw_record_set_get_values (set);
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (lines, g_strdup_printf ("%s %u %s %s", lw_record_set_get_owner (set),
                                             lw_record_set_get_ttl (set), type, values[i]));
}

static LwSealFact *
create_fact (const Search *search, LwDnsReply *reply, Asked asked)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *rcode = NULL;

  for (LwSection section = LW_SECTION_ANSWER;
       reply->message != NULL && section <= LW_SECTION_AUTHORITY; section++)
    {
      GPtrArray *sets = lw_message_get_sets (reply->message, section);

      for (guint i = 0; i < sets->len; i++)
        add_lines (lines, g_ptr_array_index (sets, i));
    }
  g_ptr_array_add (lines, NULL);

  if (reply->message != NULL && lw_message_get_rcode (reply->message) != LW_RCODE_NOERROR)
    rcode = lw_rcode_to_string (lw_message_get_rcode (reply->message));

  return lw_seal_fact_new (reply->server, asked == ASKED_DS ? LW_ROLE_PARENT : LW_ROLE_AUTHORITY,
                           get_type (search, asked),
                           reply->error != NULL ? reply->error->message : rcode,
                           (const char *const *) lines->pdata);
}

/* (transfer full) (element-type LwSealFact) */
static GPtrArray *
list_facts (const Search *search)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_seal_fact_free);

  for (Asked asked = 0; asked < N_ASKED; asked++)
    for (guint i = 0; i < search->replies[asked]->len; i++)
      g_ptr_array_add (facts,
                       create_fact (search, g_ptr_array_index (search->replies[asked], i), asked));

  return facts;
}

/* (transfer full) (element-type LwSealReply) */
static GArray *
list_replies (const Search *search, Asked asked)
{
  GArray *replies = g_array_new (FALSE, FALSE, sizeof (LwSealReply));

  for (guint i = 0; i < search->replies[asked]->len; i++)
    {
      LwDnsReply *reply = g_ptr_array_index (search->replies[asked], i);
      LwSealReply row = { reply->server, reply->message };

      g_array_append_val (replies, row);
    }

  return replies;
}

static LwSeal *
create_seal (const Search *search)
{
  g_autoptr (GArray) ds = list_replies (search, ASKED_DS);
  g_autoptr (GArray) keys = list_replies (search, ASKED_KEYS);
  g_autoptr (GArray) sets = list_replies (search, ASKED_SETS);
  g_autoptr (GArray) nothing = list_replies (search, ASKED_NOTHING);
  const LwSealPackets packets = {
    .zone = lw_delegation_get_zone (search->delegation),
    .domain = lw_delegation_get_domain (search->delegation),
    .type = search->type,
    .ds = ds,
    .keys = keys,
    .sets = sets,
    .nothing = nothing,
    .now = g_get_real_time () / G_USEC_PER_SEC,
  };
  LwSealWork work = { 0 };
  LwSealCause cause = lw_seal_find_cause (&packets, &work);

  return lw_seal_new (LW_TRUST_INDETERMINATE, NULL, &cause, list_facts (search));
}

/* The caller keeps its reference to @task. */
static void
end_one (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  if (--search->n_waiting > 0)
    return;

  if (search->error != NULL)
    g_task_return_error (task, g_steal_pointer (&search->error));
  else
    g_task_return_pointer (task, create_seal (search), (GDestroyNotify) lw_seal_unref);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Row *row = user_data;
  g_autoptr (GTask) task = row->task;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LwDnsReply *reply = lw_dns_query_finish (LW_DNS (source), result, &error);

  g_ptr_array_index (search->replies[row->asked], row->index) = reply;
  if (reply == NULL && search->error == NULL)
    search->error = g_steal_pointer (&error);

  end_one (task);
}

static void
ask (GTask *task, LwServer *server, Asked asked)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  const char *owner = asked == ASKED_SETS ? lw_delegation_get_domain (search->delegation)
                                          : lw_delegation_get_zone (search->delegation);
  Row *row = g_new0 (Row, 1);

  row->task = g_object_ref (task);
  row->asked = asked;
  row->index = search->replies[asked]->len;
  g_ptr_array_add (search->replies[asked], NULL);
  search->n_waiting++;
  lw_dns_query_async (self, server, owner, get_type (search, asked), LW_QUERY_DNSSEC,
                      g_task_get_cancellable (task), replied_cb, row);
}

/* The world's own root servers may be asked wherever they are; others were named by strangers. */
static gboolean
may_be_asked (LwDns *self, LwServer *server, gboolean is_root)
{
  const char *address = lw_server_get_address (server);

  return address != NULL && (is_root || lw_world_is_public (self->world, address));
}

static void
ask_parents (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GPtrArray *servers = lw_delegation_get_parent_servers (search->delegation);
  gboolean is_root = strcmp (lw_delegation_get_parent_zone (search->delegation), ".") == 0;
  GPtrArray *asked = search->replies[ASKED_DS];

  for (guint i = 0; i < servers->len && asked->len < PARENTS_MAX; i++)
    if (may_be_asked (self, g_ptr_array_index (servers, i), is_root))
      ask (task, g_ptr_array_index (servers, i), ASKED_DS);
}

static void
ask_own (GTask *task)
{
  LwDns *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GPtrArray *servers = lw_delegation_get_servers (search->delegation);

  for (guint i = 0; i < servers->len && search->replies[ASKED_KEYS]->len < SERVERS_MAX; i++)
    if (may_be_asked (self, g_ptr_array_index (servers, i), FALSE))
      for (Asked asked = ASKED_KEYS; asked < N_ASKED; asked++)
        ask (task, g_ptr_array_index (servers, i), asked);
}

/**
 * lw_dns_find_seal_async:
 * @self: what asks
 * @delegation: where the domain lies
 * @type: the record type that shall be sealed at the domain
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the seal
 * @user_data: data for @callback
 *
 * Asks the servers of the zone above for the DS, and every server of the zone for its keys, the set
 * and a TLSA that is not there, whose proof is looked at, all at the same time and with DO.
 */
void
lw_dns_find_seal_async (LwDns *self,
                        LwDelegation *delegation,
                        guint16 type,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (delegation != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  search = g_new0 (Search, 1);
  search->delegation = lw_delegation_ref (delegation);
  search->type = type;
  search->n_waiting = 1; /* until all are begun */
  for (Asked asked = 0; asked < N_ASKED; asked++)
    search->replies[asked] = g_ptr_array_new_with_free_func (reply_free);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_find_seal_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  ask_parents (task);
  ask_own (task);
  end_one (task);
}

/**
 * lw_dns_find_seal_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): what the direct answers come to, without a verdict
 */
LwSeal *
lw_dns_find_seal_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
