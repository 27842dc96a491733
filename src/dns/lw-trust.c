/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-trust.h"

#include "lw-rr-type.h"
#include "lw-trust-context.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unbound.h>

#define CLASS_IN 1
#define RCODE_NOERROR 0
#define RCODE_NXDOMAIN 3
#define HOSTS_MAX 10
#define KEY_LABELS "_25._tcp."
#define NAME_MAX_BYTES 254 /* as text with its final dot */

/* One of the questions that are put at the same time */
typedef struct
{
  char *name; /* (owned) */
  guint16 type;
  guint *n_left;  /* (not owned): questions without an answer */
  LwTrust *trust; /* (owned) (nullable): until it is given away */
  gboolean answered;
} Row;

/* Questions to a context of their own, since a context remembers: asked again after a mend it
 * would still give the old verdict.
 *
 *   resolve ─► its thread asks ─► descriptor is ready ─► ub_process () ─► resolved_cb () ─► end
 *          └─► time is up, or cancelled ─────────────────────────────────────────────────► end
 */
typedef struct
{
  struct ub_ctx *ctx; /* (owned) (nullable) */
  GPtrArray *rows;    /* (owned) (element-type Row) */
  guint n_left;
  GSource *ready;      /* (owned) (nullable) */
  GSource *timer;      /* (owned) (nullable) */
  GSource *cancelled;  /* (owned) (nullable) */
  GPtrArray *carriers; /* (owned) (nullable) (element-type LwServer) */
  gboolean secure;     /* they are asked by TLS */
} Question;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* A context's thread may be at work on a signature when the program ends. OpenSSL would take itself
 * down below it, which crashes; so it is told not to, before anybody else sets it up. */
__attribute__ ((constructor)) static void
keep_crypto_until_the_end (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

static gpointer
delete_context (gpointer ctx)
{
  ub_ctx_delete (ctx);

  return NULL;
}

/* Waits for the context's own thread to end, which may be busy with a signature: not here. */
static void
drop_context (Question *question)
{
  struct ub_ctx *ctx = g_steal_pointer (&question->ctx);

  if (ctx == NULL)
    return;

  g_thread_unref (g_thread_new ("lw-trust-end", delete_context, ctx));
}

void
lw_trust_free (LwTrust *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->why);
  g_free (self);
}

static void
row_free (Row *row)
{
  g_clear_pointer (&row->trust, lw_trust_free);
  g_free (row->name);
  g_free (row);
}

static Question *
question_new (void)
{
  Question *question = g_new0 (Question, 1);

  question->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  return question;
}

static void
add_row (Question *question, const char *name, guint16 type)
{
  Row *row = g_new0 (Row, 1);

  row->name = g_strdup (name);
  row->type = type;
  row->n_left = &question->n_left;
  row->trust = g_new0 (LwTrust, 1);
  g_ptr_array_add (question->rows, row);
  question->n_left++;
}

static void
question_free (Question *question)
{
  clear_source (&question->ready);
  clear_source (&question->timer);
  clear_source (&question->cancelled);
  drop_context (question);
  g_ptr_array_unref (question->rows);
  g_clear_pointer (&question->carriers, g_ptr_array_unref);
  g_free (question);
}

static LwTrustVerdict
read_verdict (const struct ub_result *result)
{
  /* A bogus answer has a good rcode and even the records. */
  if (result->bogus)
    return LW_TRUST_BOGUS;
  if (result->secure)
    return LW_TRUST_SECURE;

  return result->rcode == RCODE_NOERROR || result->rcode == RCODE_NXDOMAIN ? LW_TRUST_INSECURE
                                                                           : LW_TRUST_INDETERMINATE;
}

static void
note (Row *row, LwTrustVerdict verdict, const char *why)
{
  if (row->answered)
    return;

  row->answered = TRUE;
  (*row->n_left)--;
  row->trust->verdict = verdict;
  row->trust->why = g_strdup (why);
}

/* What has an answer keeps it. */
static void
note_all (Question *question, LwTrustVerdict verdict, const char *why)
{
  for (guint i = 0; i < question->rows->len; i++)
    note (g_ptr_array_index (question->rows, i), verdict, why);
}

/* Runs inside ub_process(), in our thread: the context must live on until that returns. */
static void
resolved_cb (gpointer user_data, int error, struct ub_result *result)
{
  Row *row = user_data;

  if (error != 0)
    note (row, LW_TRUST_INDETERMINATE, ub_strerror (error));
  else
    note (row, read_verdict (result), result->why_bogus);

  if (result != NULL)
    ub_resolve_free (result);
}

/* What was asked ahead is in the context's memory now. */
static void
remembered_cb (gpointer unused, int error, struct ub_result *result)
{
  if (result != NULL)
    ub_resolve_free (result);
}

/* A validator wants the root's keys when it has the answer. Asked for at the same time as the
 * answer itself, they are there by then; of the other zones see prefetch-key. */
static int
ask_for_root_keys (struct ub_ctx *ctx)
{
  return ub_resolve_async (ctx, ".", LW_RR_TYPE_DNSKEY, CLASS_IN, NULL, remembered_cb, NULL);
}

/* Takes the caller's reference no longer; the sources held one each. */
static void
end_question (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr (GTask) kept = g_object_ref (task);

  clear_source (&question->ready);
  clear_source (&question->timer);
  clear_source (&question->cancelled);
  drop_context (question);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);
  int error = ub_process (question->ctx);

  if (error != 0)
    note_all (question, LW_TRUST_INDETERMINATE, ub_strerror (error));
  if (question->n_left > 0)
    return G_SOURCE_CONTINUE;

  end_question (task);
  return G_SOURCE_REMOVE;
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  GTask *task = user_data;

  note_all (g_task_get_task_data (task), LW_TRUST_INDETERMINATE, _ ("No answer in time."));
  end_question (task);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  end_question (user_data);

  return G_SOURCE_REMOVE;
}

static GSource *
attach (GTask *task, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));

  return source;
}

static gboolean
has_anchor (LwWorld *world)
{
  const char *const *anchors = lw_world_get_trust_anchor (world);

  return anchors != NULL && anchors[0] != NULL;
}

static int
begin (GTask *task, LwWorld *world)
{
  Question *question = g_task_get_task_data (task);
  int error = lw_trust_context_new (world, question->carriers, question->secure, &question->ctx);

  for (guint i = 0; i < question->rows->len && error == 0; i++)
    {
      Row *row = g_ptr_array_index (question->rows, i);

      error =
          ub_resolve_async (question->ctx, row->name, row->type, CLASS_IN, row, resolved_cb, NULL);
    }
  if (error == 0)
    error = ask_for_root_keys (question->ctx);

  return error;
}

static void
wait_for_answer (GTask *task, guint timeout_ms)
{
  Question *question = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  question->ready = attach (task, g_unix_fd_source_new (ub_fd (question->ctx), G_IO_IN),
                            G_SOURCE_FUNC (ready_cb));
  question->timer = attach (task, g_timeout_source_new (timeout_ms), time_is_up_cb);
  if (cancellable != NULL)
    question->cancelled =
        attach (task, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb));
}

static void
put (GTask *task, LwWorld *world, guint timeout_ms)
{
  Question *question = g_task_get_task_data (task);
  int error;

  if (!has_anchor (world) || question->n_left == 0)
    {
      note_all (question, LW_TRUST_INSECURE, NULL);
      end_question (task);
      return;
    }

  error = begin (task, world);
  if (error == 0)
    {
      wait_for_answer (task, timeout_ms);
      return;
    }

  note_all (question, LW_TRUST_INDETERMINATE, ub_strerror (error));
  end_question (task);
}

/**
 * lw_trust_async:
 * @world: where to begin, and what is trusted
 * @name: a normal name
 * @type: the record type
 * @timeout_ms: how long to wait, in milliseconds
 * @cancellable: (nullable): gives up at once
 * @callback: (scope async): called with the verdict
 * @user_data: data for @callback
 *
 * Validates an answer from the root down (RFC 4035). In a world without a trust anchor everything
 * is insecure, and nobody is asked.
 */
void
lw_trust_async (LwWorld *world,
                const char *name,
                guint16 type,
                guint timeout_ms,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  lw_trust_through_async (world, NULL, FALSE, name, type, timeout_ms, cancellable, callback,
                          user_data);
}

/**
 * lw_trust_through_async:
 * @carriers: (nullable) (element-type LwServer): resolvers that carry the questions
 * @secure: whether to ask them by TLS
 *
 * The same as [func@trust_async] by way of others, who are not believed: every answer is validated.
 */
void
lw_trust_through_async (LwWorld *world,
                        GPtrArray *carriers,
                        gboolean secure,
                        const char *name,
                        guint16 type,
                        guint timeout_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (world != NULL && name != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  question = question_new ();
  question->carriers = carriers != NULL ? g_ptr_array_ref (carriers) : NULL;
  question->secure = secure;
  add_row (question, name, type);
  g_task_set_source_tag (task, lw_trust_through_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  put (task, world, timeout_ms);
}

/**
 * lw_trust_finish:
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): the verdict
 */
LwTrust *
lw_trust_finish (GAsyncResult *result, GError **error)
{
  Question *question;
  Row *row;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  question = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  row = g_ptr_array_index (question->rows, 0);
  return g_steal_pointer (&row->trust);
}

/* What senders ask about a mail server: its addresses, and its key (RFC 7672). At its own name no
 * key stands: that tells whether what is not there is proved. */
static void
add_host (Question *question, const char *host)
{
  g_autofree char *key_name = g_strconcat (KEY_LABELS, host, NULL);

  add_row (question, host, LW_RR_TYPE_A);
  add_row (question, host, LW_RR_TYPE_AAAA);
  add_row (question, host, LW_RR_TYPE_TLSA);
  if (strlen (key_name) <= NAME_MAX_BYTES)
    add_row (question, key_name, LW_RR_TYPE_TLSA);
}

/**
 * lw_trust_hosts_async:
 * @world: where to begin, and what is trusted
 * @hosts: (element-type utf8): names of mail servers; the first ten are asked about
 * @timeout_ms: how long to wait, in milliseconds
 * @cancellable: (nullable): gives up at once
 * @callback: (scope async): called with the verdicts
 * @user_data: data for @callback
 *
 * Validates what senders ask about mail servers, all at the same time.
 */
void
lw_trust_hosts_async (LwWorld *world,
                      GPtrArray *hosts,
                      guint timeout_ms,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (world != NULL && hosts != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  question = question_new ();
  for (guint i = 0; i < MIN (hosts->len, HOSTS_MAX); i++)
    add_host (question, hosts->pdata[i]);
  g_task_set_source_tag (task, lw_trust_hosts_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  put (task, world, timeout_ms);
}

/**
 * lw_trust_hosts_finish:
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable) (element-type LwHostSeal): a row for each question
 */
GPtrArray *
lw_trust_hosts_finish (GAsyncResult *result, GError **error)
{
  Question *question;
  g_autoptr (GPtrArray) seals = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  question = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  seals = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_host_seal_unref);
  for (guint i = 0; i < question->rows->len; i++)
    {
      Row *row = g_ptr_array_index (question->rows, i);
      const char *host =
          g_str_has_prefix (row->name, KEY_LABELS) ? row->name + strlen (KEY_LABELS) : row->name;

      g_ptr_array_add (seals,
                       lw_host_seal_new (host, row->type, row->trust->verdict, row->trust->why));
    }

  return g_steal_pointer (&seals);
}
