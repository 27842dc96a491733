/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-mail.h"

#include "lw-look-route.h"
#include "lw-route-probe.h"

typedef struct
{
  LwWorld *world;       /* (owned) */
  LwEvidence *evidence; /* (owned) */
  LwLookFlags flags;
  char *rcpt_to;   /* (owned) (nullable) */
  LwRecordSet *mx; /* (owned) (nullable): where senders would go */
  guint n_waiting; /* for addresses */
} Mail;

static void
mail_free (Mail *mail)
{
  lw_world_unref (mail->world);
  g_object_unref (mail->evidence);
  g_free (mail->rcpt_to);
  g_clear_pointer (&mail->mx, lw_record_set_unref);
  g_free (mail);
}

/* That there are too many mail servers to be greeted is no reason to lose what DNS said. */
static void
greeted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

static void
facts_cb (LwSmtpFacts *facts, gpointer user_data)
{
  Mail *mail = g_task_get_task_data (user_data);

  lw_evidence_take_smtp_facts (mail->evidence, lw_smtp_facts_ref (facts));
}

static void
greet (GTask *task)
{
  Mail *mail = g_task_get_task_data (task);

  if ((mail->flags & LW_LOOK_NO_MAIL) != 0)
    g_task_return_boolean (task, TRUE);
  else
    lw_route_probe_async (mail->world, mail->mx, lw_evidence_get_mail_hosts (mail->evidence),
                          mail->rcpt_to, facts_cb, task, g_task_get_cancellable (task), greeted_cb,
                          g_object_ref (task));
}

static void
host_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Mail *mail = g_task_get_task_data (task);
  LwMailHost *host = lw_dns_find_mail_host_finish (LW_DNS (source), result, NULL);

  if (host != NULL)
    lw_evidence_take_mail_host (mail->evidence, host);

  if (--mail->n_waiting == 0)
    greet (task);
}

void
lw_look_mail_async (LwWorld *world,
                    LwDns *dns,
                    LwEvidence *evidence,
                    LwLookFlags flags,
                    const char *rcpt_to,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GPtrArray) hosts = NULL;
  Mail *mail = g_new0 (Mail, 1);

  mail->world = lw_world_ref (world);
  mail->evidence = g_object_ref (evidence);
  mail->flags = flags;
  mail->rcpt_to = g_strdup (rcpt_to);
  mail->mx = lw_look_find_route (evidence);
  g_task_set_source_tag (task, lw_look_mail_async);
  g_task_set_task_data (task, mail, (GDestroyNotify) mail_free);

  hosts = lw_look_list_exchanges (mail->mx);
  mail->n_waiting = hosts->len;
  for (guint i = 0; i < hosts->len; i++)
    lw_dns_find_mail_host_async (dns, g_ptr_array_index (hosts, i), cancellable, host_found_cb,
                                 g_object_ref (task));
  if (hosts->len == 0)
    g_task_return_boolean (task, TRUE);
}

gboolean
lw_look_mail_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
