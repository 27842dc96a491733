/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#define N_FAMILIES 2

static const guint16 families[N_FAMILIES] = { LW_RR_TYPE_A, LW_RR_TYPE_AAAA };

typedef struct
{
  char *host;
  LwAnswer *answers[N_FAMILIES]; /* (owned) (nullable elements) */
  guint n_waiting;
  GError *error; /* (owned) (nullable) */
} Search;

static void
search_free (Search *search)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    g_clear_pointer (&search->answers[i], lw_answer_unref);
  g_clear_error (&search->error);
  g_free (search->host);
  g_free (search);
}

static const char *
find_alias (const Search *search)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    if (lw_answer_get (search->answers[i])->alias != NULL)
      return lw_answer_get (search->answers[i])->alias;

  return NULL;
}

/* Where one family is unknown it cannot be said that there is no address. */
static LwAnswerStatus
choose_status (const Search *search, gboolean has_addresses)
{
  LwAnswerStatus status = LW_ANSWER_NO_DATA;

  if (has_addresses)
    return LW_ANSWER_SET;

  for (guint i = 0; i < N_FAMILIES; i++)
    if (!lw_answer_is_usable (search->answers[i]))
      return lw_answer_get (search->answers[i])->status;
    else if (lw_answer_get (search->answers[i])->status == LW_ANSWER_NXDOMAIN)
      status = LW_ANSWER_NXDOMAIN;

  return status;
}

static LwMailHost *
create_mail_host (const Search *search)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  gboolean has_addresses;

  for (guint i = 0; i < N_FAMILIES; i++)
    {
      const LwAnswerFields *fields = lw_answer_get (search->answers[i]);
      const char *const *values =
          fields->set != NULL ? lw_record_set_get_values (fields->set) : NULL;

      g_ptr_array_add (answers, search->answers[i]);
      for (guint j = 0; values != NULL && values[j] != NULL; j++)
        g_ptr_array_add (addresses, (gpointer) values[j]);
    }

  has_addresses = addresses->len > 0;
  g_ptr_array_add (addresses, NULL);

  return lw_mail_host_new_with_answers (search->host, (const char *const *) addresses->pdata,
                                        find_alias (search), choose_status (search, has_addresses),
                                        answers);
}

static void
take_answer (LwDns *self, GAsyncResult *result, GTask *task, guint family)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  search->answers[family] = lw_dns_lookup_finish (self, result, &error);
  if (error != NULL && search->error == NULL)
    search->error = g_steal_pointer (&error);

  if (--search->n_waiting > 0)
    return;

  if (search->error != NULL)
    g_task_return_error (task, g_steal_pointer (&search->error));
  else
    g_task_return_pointer (task, create_mail_host (search), (GDestroyNotify) lw_mail_host_unref);
}

static void
a_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  take_answer (LW_DNS (source), result, task, 0);
}

static void
aaaa_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  take_answer (LW_DNS (source), result, task, 1);
}

/**
 * lw_dns_find_mail_host_async:
 * @self: what asks
 * @host: a normal name
 * @cancellable: (nullable): gives up within 50 milliseconds
 * @callback: (scope async): called with the host
 * @user_data: data for @callback
 *
 * Looks up both kinds of address of a host at the same time.
 */
void
lw_dns_find_mail_host_async (LwDns *self,
                             const char *host,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (LW_IS_DNS (self));
  g_return_if_fail (host != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  search = g_new0 (Search, 1);
  search->host = g_strdup (host);
  search->n_waiting = N_FAMILIES;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_dns_find_mail_host_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  lw_dns_lookup_async (self, host, families[0], cancellable, a_found_cb, g_object_ref (task));
  lw_dns_lookup_async (self, host, families[1], cancellable, aaaa_found_cb, g_object_ref (task));
}

/**
 * lw_dns_find_mail_host_finish:
 * @self: what asks
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`; what else went wrong is the host's status
 *
 * Returns: (transfer full) (nullable): the host, IPv4 addresses first
 */
LwMailHost *
lw_dns_find_mail_host_finish (LwDns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
