/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-letter.h"

#include "lw-error.h"
#include "lw-name.h"
#include "lw-route.h"
#include "lw-smtp-talk.h"

#include <glib/gi18n-lib.h>

/* One address after the other, until one takes the letter or refuses it for good:
 *
 *   next stop → conversation → accepted: done
 *                            → 5xx to sender, receiver or letter: refused, no other will do better
 *                            → anything else: next stop; at the end, the most telling one is told
 */

typedef struct
{
  LwWorld *world;    /* (owned) */
  LwLetter *letter;  /* (owned) */
  GBytes *eight_bit; /* (owned) */
  GBytes *ascii;     /* (owned) */
  GPtrArray *stops;  /* (owned) (element-type LwRouteStop) */
  guint next;

  GPtrArray *tried; /* (owned) (element-type LwSmtpFacts) */
} Sending;

static void send_to_next (GTask *task);

static void
sending_free (Sending *sending)
{
  lw_world_unref (sending->world);
  lw_letter_unref (sending->letter);
  g_bytes_unref (sending->eight_bit);
  g_bytes_unref (sending->ascii);
  g_clear_pointer (&sending->stops, g_ptr_array_unref);
  g_clear_pointer (&sending->tried, g_ptr_array_unref);
  g_free (sending);
}

/* (nullable): the first conversation that ended so */
static LwSmtpFacts *
find_outcome (GPtrArray *tried, LwSmtpOutcome outcome)
{
  for (guint i = 0; i < tried->len; i++)
    if (lw_smtp_facts_get (tried->pdata[i])->outcome == outcome)
      return tried->pdata[i];

  return NULL;
}

static const char *
get_words (const LwSmtpFields *fields)
{
  if (fields->reply_text != NULL)
    return fields->reply_text;
  return fields->note != NULL ? fields->note : "";
}

static GError *
make_refused (LwSmtpFacts *facts)
{
  const LwSmtpFields *fields = lw_smtp_facts_get (facts);
  g_autofree char *host = lw_name_display (fields->host);

  return lw_error_new (LW_ERROR_REFUSED, NULL, _ ("Look at the mail server’s own words."),
                       _ ("The mail server %s refused the letter: %u %s"), host, fields->reply_code,
                       get_words (fields));
}

static GError *
make_later (LwSmtpFacts *facts)
{
  const LwSmtpFields *fields = lw_smtp_facts_get (facts);
  g_autofree char *host = lw_name_display (fields->host);

  return lw_error_new (LW_ERROR_NOT_ARRIVED, NULL, _ ("Send another letter in a few minutes."),
                       _ ("The mail server %s does not take the letter now: %s"), host,
                       get_words (fields));
}

/* Nobody took it and nobody refused it for good */
static GError *
make_error (GPtrArray *tried)
{
  LwSmtpFacts *facts = find_outcome (tried, LW_SMTP_TEMPORARY);

  if (facts != NULL)
    return make_later (facts);

  facts = find_outcome (tried, LW_SMTP_REFUSED);
  if (facts != NULL)
    return make_refused (facts);

  facts = find_outcome (tried, LW_SMTP_GARBLED);
  if (facts != NULL)
    return lw_error_new (LW_ERROR_PROTOCOL, NULL, NULL,
                         _ ("What the mail server said could not be understood: %s"),
                         get_words (lw_smtp_facts_get (facts)));

  if (find_outcome (tried, LW_SMTP_TIMED_OUT) != NULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                _ ("No mail server answered in time."));
  if (find_outcome (tried, LW_SMTP_UNREACHABLE) != NULL ||
      find_outcome (tried, LW_SMTP_DROPPED) != NULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
                                _ ("No mail server could be reached."));

  return lw_error_new (LW_ERROR_UNSAFE, NULL, NULL,
                       _ ("The mail servers’ addresses are not ones of the public internet, so no "
                          "letter was sent."));
}

static gboolean
is_final (const LwSmtpFields *fields, LwSmtpStage decided_at)
{
  return fields->outcome == LW_SMTP_REFUSED && decided_at >= LW_SMTP_STAGE_MAIL;
}

static void
conversed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  LwSmtpStage decided_at;
  LwSmtpFacts *facts = lw_smtp_converse_finish_at (result, &decided_at, &error);

  if (facts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_ptr_array_add (sending->tried, facts);
  if (lw_smtp_facts_get (facts)->outcome == LW_SMTP_ACCEPTED)
    g_task_return_boolean (task, TRUE);
  else if (is_final (lw_smtp_facts_get (facts), decided_at))
    g_task_return_error (task, make_refused (facts));
  else
    send_to_next (g_steal_pointer (&task));
}

static void
send_to_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Sending *sending = g_task_get_task_data (task);
  LwRouteStop *stop;
  LwSmtpRequest request;

  while (sending->next < sending->stops->len &&
         ((LwRouteStop *) sending->stops->pdata[sending->next])->address == NULL)
    g_ptr_array_add (sending->tried,
                     lw_route_stop_without_address (sending->stops->pdata[sending->next++]));

  if (sending->next == sending->stops->len)
    {
      g_task_return_error (task, make_error (sending->tried));
      return;
    }

  stop = sending->stops->pdata[sending->next++];
  request = (LwSmtpRequest){
    .host = stop->host,
    .preference = stop->preference,
    .address = stop->address,
    .mail_from = lw_letter_get_from (sending->letter),
    .rcpt_to = lw_letter_get_to (sending->letter),
    .letter = sending->eight_bit,
    .letter_ascii = sending->ascii,
  };
  lw_smtp_converse_async (sending->world, &request, g_task_get_cancellable (task), conversed_cb,
                          g_steal_pointer (&owned));
}

static GPtrArray *
list_stops (LwRecordSet *mx, GPtrArray *hosts, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GPtrArray) stops = NULL;

  if (mx != NULL && lw_record_set_is_null_mx (mx))
    {
      lw_set_error (error, LW_ERROR_REFUSED, NULL, NULL,
                    _ ("The domain says that it takes no mail, so no letter was sent."));
      return NULL;
    }

  stops = lw_route_list (mx, hosts, rand, error);
  if (stops != NULL && stops->len == 0)
    {
      lw_set_error (error, LW_ERROR_REFUSED, NULL, NULL,
                    _ ("No mail server is known for the domain, so no letter was sent."));
      return NULL;
    }

  return g_steal_pointer (&stops);
}

/**
 * lw_letter_send_async:
 * @self: a letter
 * @world: the world
 * @mx: (nullable): the domain's MX set; `NULL` when it has none and @hosts is the domain itself
 * @hosts: (element-type LwMailHost): the addresses of the mail servers
 * @cancellable: (nullable): ends it, but not between the end of a letter and its reply
 * @callback: called when it was taken or refused
 * @user_data: for @callback
 *
 * Sends it by the domain's mail servers in order until one takes it. How often this may be done is
 * for the caller to bound.
 */
void
lw_letter_send_async (LwLetter *self,
                      LwWorld *world,
                      LwRecordSet *mx,
                      GPtrArray *hosts,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Sending *sending = g_new0 (Sending, 1);
  GError *error = NULL;

  g_return_if_fail (self != NULL && world != NULL && hosts != NULL);

  sending->world = lw_world_ref (world);
  sending->letter = lw_letter_ref (self);
  sending->eight_bit = lw_letter_write (self, TRUE);
  sending->ascii = lw_letter_write (self, FALSE);
  sending->tried = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_smtp_facts_unref);
  sending->stops = list_stops (mx, hosts, &error);
  g_task_set_source_tag (task, lw_letter_send_async);
  g_task_set_check_cancellable (task, FALSE); /* what was accepted stays accepted */
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);

  if (sending->stops == NULL)
    g_task_return_error (task, error);
  else
    send_to_next (g_steal_pointer (&task));
}

/**
 * lw_letter_send_finish:
 * @self: a letter
 * @result: what the callback was given
 * @tried: (out) (optional) (transfer full) (element-type LwSmtpFacts): every conversation, set in
 *   both cases; the last one decided
 * @error: `LW_ERROR_REFUSED` (5xx), `LW_ERROR_NOT_ARRIVED` (4xx), `LW_ERROR_UNSAFE`,
 *   `LW_ERROR_PROTOCOL`, `G_IO_ERROR_TIMED_OUT`, `G_IO_ERROR_HOST_UNREACHABLE`,
 *   `G_IO_ERROR_CANCELLED`
 *
 * Returns: whether a mail server took the letter
 */
gboolean
lw_letter_send_finish (LwLetter *self, GAsyncResult *result, GPtrArray **tried, GError **error)
{
  Sending *sending;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  sending = g_task_get_task_data (G_TASK (result));
  if (tried != NULL)
    *tried = g_steal_pointer (&sending->tried);

  return g_task_propagate_boolean (G_TASK (result), error);
}
