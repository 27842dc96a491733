/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-post.h"

#include "lw-error.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* A test letter on its way:
 *
 *   limits kept? ─► MX by the resolvers, as senders see it ─► addresses of every server ─► send by
 * the first that takes it ─► remember it
 */
#define SECONDS_BETWEEN_LETTERS 60 /* facts/smtp: one message in 60 s, 10 a day and domain */
#define SECONDS_A_DAY (24 * 60 * 60)
#define LETTERS_A_DAY 10

typedef struct
{
  LwLetter *letter; /* (owned) */
  LwRecordSet *mx;  /* (owned) (nullable) */
  GPtrArray *hosts; /* (owned) (element-type LwMailHost) */
  GPtrArray *tried; /* (owned) (nullable) (element-type LwSmtpFacts) */
  guint n_asking;
} Post;

static void
post_free (Post *post)
{
  g_clear_pointer (&post->letter, lw_letter_unref);
  g_clear_pointer (&post->mx, lw_record_set_unref);
  g_clear_pointer (&post->hosts, g_ptr_array_unref);
  g_clear_pointer (&post->tried, g_ptr_array_unref);
  g_free (post);
}

static gint64
read_clock (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Post *post = g_task_get_task_data (task);

  if (lw_letter_send_finish (post->letter, result, &post->tried, &error))
    g_task_return_pointer (task, lw_letter_ref (post->letter), (GDestroyNotify) lw_letter_unref);
  else
    g_task_return_error (task, error);
}

/* It counts from when it is tried: a server that refuses letters is not to be asked every second.
 */
static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwServices *services = g_task_get_source_object (task);
  Post *post = g_task_get_task_data (task);

  if (!lw_store_write_finish (LW_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  lw_letter_send_async (post->letter, lw_services_get_world (services), post->mx, post->hosts,
                        g_task_get_cancellable (task), sent_cb, g_object_ref (task));
}

static void
host_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwServices *services = g_task_get_source_object (task);
  Post *post = g_task_get_task_data (task);
  LwMailHost *host = lw_dns_find_mail_host_finish (LW_DNS (source), result, NULL);

  if (host != NULL)
    g_ptr_array_add (post->hosts, host);

  post->n_asking--;
  if (post->n_asking == 0 && !g_task_return_error_if_cancelled (task))
    lw_store_record_letter_async (
        lw_services_get_store (services), lw_letter_get_domain (post->letter),
        lw_letter_get_to (post->letter), read_clock (), recorded_cb, g_object_ref (task));
}

static void
find_hosts (GTask *task)
{
  LwServices *services = g_task_get_source_object (task);
  Post *post = g_task_get_task_data (task);
  g_autoptr (GPtrArray) hosts = lw_record_set_list_exchanges (post->mx);

  if (hosts->len == 0)
    {
      g_task_return_error (task,
                           lw_error_new (LW_ERROR_REFUSED, "to", _ ("Set up a mail server first."),
                                         _ ("No mail server of the domain has a name that "
                                            "can be looked up.")));
      return;
    }

  post->n_asking = hosts->len;
  for (guint i = 0; i < hosts->len; i++)
    lw_dns_find_mail_host_async (lw_services_get_dns (services), hosts->pdata[i],
                                 g_task_get_cancellable (task), host_found_cb, g_object_ref (task));
}

static LwRecordSet *
read_route (LwAnswer *answer, const char *domain, GError **error)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  g_autofree char *name = lw_name_display (domain);

  if (fields->status == LW_ANSWER_NO_DATA)
    return lw_record_set_new_implicit_mx (domain);

  if (fields->status != LW_ANSWER_SET)
    {
      lw_set_error (error, LW_ERROR_SERVFAIL, "to", _ ("Check the domain first."),
                    _ ("It is not known where mail for %s goes, so the letter was not sent."),
                    name);
      return NULL;
    }

  if (lw_record_set_is_null_mx (fields->set))
    {
      lw_set_error (error, LW_ERROR_REFUSED, "to", _ ("Set up a mail server first."),
                    _ ("%s says that it wants no mail, so the letter was not sent."), name);
      return NULL;
    }

  return lw_record_set_ref (fields->set);
}

static void
route_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Post *post = g_task_get_task_data (task);
  g_autoptr (LwAnswer) answer = lw_dns_lookup_finish (LW_DNS (source), result, &error);

  if (answer != NULL)
    post->mx = read_route (answer, lw_letter_get_domain (post->letter), &error);

  if (post->mx == NULL)
    g_task_return_error (task, error);
  else
    find_hosts (task);
}

static gboolean
is_within_limits (int n_today, gint64 last_at, GError **error)
{
  gint64 wait = last_at + SECONDS_BETWEEN_LETTERS - read_clock ();

  if (n_today >= LETTERS_A_DAY)
    {
      lw_set_error (error, LW_ERROR_RATE_LIMITED, "to", _ ("Try again tomorrow."),
                    _ ("%d test letters went to this domain today; more would look like spam."),
                    n_today);
      return FALSE;
    }

  if (last_at != 0 && wait > 0)
    {
      lw_set_error (error, LW_ERROR_RATE_LIMITED, "to", _ ("Wait a moment, then send it again."),
                    _ ("The last test letter left less than a minute ago. The next may leave in "
                       "%" G_GINT64_FORMAT " seconds."),
                    wait);
      return FALSE;
    }

  return TRUE;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwServices *services = g_task_get_source_object (task);
  Post *post = g_task_get_task_data (task);
  gint64 last_at = 0;
  int n_today = lw_store_count_letters_finish (LW_STORE (source), result, &last_at, &error);

  if (n_today < 0 || !is_within_limits (n_today, last_at, &error))
    g_task_return_error (task, error);
  else
    lw_dns_lookup_async (lw_services_get_dns (services), lw_letter_get_domain (post->letter),
                         LW_RR_TYPE_MX, g_task_get_cancellable (task), route_found_cb,
                         g_object_ref (task));
}

static gboolean
is_about (LwLetter *letter, const char *domain, GError **error)
{
  g_autofree char *name = lw_name_display (domain);

  if (g_str_equal (lw_letter_get_domain (letter), domain))
    return TRUE;

  lw_set_error (error, LW_ERROR_INVALID, "to", _ ("Name an address of your own there."),
                _ ("The test letter must go to an address at %s."), name);

  return FALSE;
}

/**
 * lw_post_check:
 * @domain: the domain that is tested
 * @to: an address at @domain that the person named
 * @from: (nullable): the person's own address
 * @error: return location for a `LW_ERROR_INVALID` (field "to" or "from")
 *
 * Returns: whether a letter may have these addresses
 */
gboolean
lw_post_check (const char *domain, const char *to, const char *from, GError **error)
{
  g_autoptr (LwLetter) letter = lw_letter_new (from, to, read_clock (), error);

  return letter != NULL && is_about (letter, domain, error);
}

/**
 * lw_post_send_async:
 * @services: the services of a world
 * @domain: the domain that is tested
 * @to: an address at @domain that the person named
 * @from: (nullable): the person's own address; @to when %NULL
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when a mail server has taken the letter
 * @user_data: data for @callback
 */
void
lw_post_send_async (LwServices *services,
                    const char *domain,
                    const char *to,
                    const char *from,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (services, cancellable, callback, user_data);
  GError *error = NULL;
  Post *post = g_new0 (Post, 1);

  g_task_set_source_tag (task, lw_post_send_async);
  g_task_set_task_data (task, post, (GDestroyNotify) post_free);
  post->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_host_unref);
  post->letter = lw_letter_new (from, to, read_clock (), &error);

  if (post->letter == NULL || !is_about (post->letter, domain, &error))
    g_task_return_error (task, error);
  else
    lw_store_count_letters_async (lw_services_get_store (services), domain,
                                  read_clock () - SECONDS_A_DAY, counted_cb, g_object_ref (task));
}

/**
 * lw_post_send_finish:
 * @services: the services
 * @result: the result given to the callback
 * @tried: (out) (optional) (nullable) (transfer full) (element-type LwSmtpFacts): the
 * conversations, also when @error is set
 * @error: return location for a `LW_ERROR_INVALID` (field "to" or "from"), `LW_ERROR_UNSAFE`
 * (limits), `LW_ERROR_REFUSED`, `LW_ERROR_NOT_ARRIVED` (try later), `LW_ERROR_SERVFAIL`,
 * `LW_ERROR_STORE` or `G_IO_ERROR`
 *
 * Returns: (transfer full): the letter that was sent
 */
LwLetter *
lw_post_send_finish (LwServices *services, GAsyncResult *result, GPtrArray **tried, GError **error)
{
  Post *post;

  g_return_val_if_fail (g_task_is_valid (result, services), NULL);

  post = g_task_get_task_data (G_TASK (result));
  if (tried != NULL)
    *tried = g_steal_pointer (&post->tried);

  return g_task_propagate_pointer (G_TASK (result), error);
}
