/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-trust.h"

#include "lw-rr-type.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <unbound.h>

#define CLASS_IN 1
#define RCODE_NOERROR 0
#define RCODE_NXDOMAIN 3
#define DNS_PORT 53
#define ADDRESSES_MAX 16

/* One question to a context of its own, since a context remembers: asked again after a mend it
 * would still give the old verdict.
 *
 *   resolve ─► its thread asks ─► descriptor is ready ─► ub_process () ─► resolved_cb () ─► end
 *          └─► time is up, or cancelled ─────────────────────────────────────────────────► end
 */
typedef struct
{
  struct ub_ctx *ctx;  /* (owned) (nullable) */
  LwTrust *trust;      /* (owned) */
  GSource *ready;      /* (owned) (nullable) */
  GSource *timer;      /* (owned) (nullable) */
  GSource *cancelled;  /* (owned) (nullable) */
  GPtrArray *carriers; /* (owned) (nullable) (element-type LwServer) */
  gboolean secure : 1; /* they are asked by TLS */
  gboolean answered : 1;
} Question;

/* Networks that a stranger's records must not lead us into (RFC 6890) */
static const char *const private_ranges[] = {
  "0.0.0.0/8",       "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",    "169.254.0.0/16",
  "172.16.0.0/12",   "192.0.0.0/24",   "192.0.2.0/24",  "192.168.0.0/16", "198.18.0.0/15",
  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4",    "::1/128",
  "::ffff:0:0/96",   "64:ff9b::/96",   "100::/64",      "2001:db8::/32",  "2002::/16",
  "fc00::/7",        "fe80::/10",      "ff00::/8",
};

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
question_free (Question *question)
{
  clear_source (&question->ready);
  clear_source (&question->timer);
  clear_source (&question->cancelled);
  drop_context (question);
  g_clear_pointer (&question->trust, lw_trust_free);
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
note (Question *question, LwTrustVerdict verdict, const char *why)
{
  question->trust->verdict = verdict;
  g_free (question->trust->why);
  question->trust->why = g_strdup (why);
}

/* Runs inside ub_process(), in our thread: the context must live on until that returns. */
static void
resolved_cb (gpointer user_data, int error, struct ub_result *result)
{
  Question *question = user_data;

  question->answered = TRUE;
  if (error != 0)
    note (question, LW_TRUST_INDETERMINATE, ub_strerror (error));
  else
    note (question, read_verdict (result), result->why_bogus);

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
    g_task_return_pointer (task, g_steal_pointer (&question->trust),
                           (GDestroyNotify) lw_trust_free);
}

static gboolean
ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);
  int error = ub_process (question->ctx);

  if (error != 0 && !question->answered)
    {
      note (question, LW_TRUST_INDETERMINATE, ub_strerror (error));
      question->answered = TRUE;
    }

  if (!question->answered)
    return G_SOURCE_CONTINUE;

  end_question (task);
  return G_SOURCE_REMOVE;
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  GTask *task = user_data;

  note (g_task_get_task_data (task), LW_TRUST_INDETERMINATE, _ ("No answer in time."));
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

static char *
format_server (LwServer *server)
{
  return g_strdup_printf ("%s@%u", lw_server_get_address (server), lw_server_get_port (server));
}

/* The root servers of the world, who say themselves who the others are. */
static int
add_root (struct ub_ctx *ctx, LwWorld *world)
{
  GPtrArray *root = lw_world_get_root (world);
  int error = 0;

  for (guint i = 0; i < root->len && i < ADDRESSES_MAX && error == 0; i++)
    {
      g_autofree char *address = format_server (g_ptr_array_index (root, i));

      error = ub_ctx_set_stub (ctx, ".", address, TRUE);
    }

  return error;
}

/* What they say is checked all the same, so by TLS nobody has to prove a name; not every libunbound
 * could look at it. */
static int
add_forwarders (struct ub_ctx *ctx, GPtrArray *resolvers, gboolean secure)
{
  int error = ub_ctx_set_tls (ctx, secure);

  for (guint i = 0; i < resolvers->len && i < ADDRESSES_MAX && error == 0; i++)
    {
      LwServer *server = g_ptr_array_index (resolvers, i);
      guint port = secure ? lw_server_get_ways (server)->tls_port : lw_server_get_port (server);
      g_autofree char *address = g_strdup_printf ("%s@%u", lw_server_get_address (server), port);

      if (lw_server_can (server, secure ? LW_VIA_TLS : LW_VIA_UDP))
        error = ub_ctx_set_fwd (ctx, address);
    }

  return error;
}

static int
add_anchors (struct ub_ctx *ctx, LwWorld *world)
{
  const char *const *anchors = lw_world_get_trust_anchor (world);
  int error = 0;

  for (guint i = 0; anchors[i] != NULL && error == 0; i++)
    error = ub_ctx_add_ta (ctx, anchors[i]);

  return error;
}

static gboolean
has_anchor (LwWorld *world)
{
  const char *const *anchors = lw_world_get_trust_anchor (world);

  return anchors != NULL && anchors[0] != NULL;
}

/* A range is open when the world calls any of it public: the world's other addresses there are its
 * own as well. */
static gboolean
holds_any (const char *range, GPtrArray *servers)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (range, NULL);

  for (guint i = 0; mask != NULL && i < servers->len; i++)
    {
      LwServer *server = g_ptr_array_index (servers, i);
      g_autoptr (GInetAddress) address =
          g_inet_address_new_from_string (lw_server_get_address (server));

      if (address != NULL && g_inet_address_mask_matches (mask, address))
        return TRUE;
    }

  return FALSE;
}

/* Carriers are no strangers: often this computer's resolver is the router beside it. */
static gboolean
is_open (LwWorld *world, GPtrArray *carriers, const char *range)
{
  return holds_any (range, lw_world_get_root (world)) ||
         (carriers != NULL && holds_any (range, carriers));
}

static int
close_ranges (struct ub_ctx *ctx, LwWorld *world, GPtrArray *carriers)
{
  int error = ub_ctx_set_option (
      ctx, "do-not-query-localhost:", is_open (world, carriers, "127.0.0.0/8") ? "no" : "yes");

  for (guint i = 0; i < G_N_ELEMENTS (private_ranges) && error == 0; i++)
    if (!is_open (world, carriers, private_ranges[i]))
      error = ub_ctx_set_option (ctx, "do-not-query-address:", private_ranges[i]);

  return error;
}

/* Whom to ask. Delegations lead to port 53: where the world has another one, its resolvers have to
 * carry the questions too. */
static int
add_servers (struct ub_ctx *ctx, LwWorld *world, const Question *question)
{
  if (question->carriers != NULL)
    return add_forwarders (ctx, question->carriers, question->secure);

  return lw_world_get_dns_port (world) == DNS_PORT
             ? add_root (ctx, world)
             : add_forwarders (ctx, lw_world_get_resolvers (world), FALSE);
}

/* Nothing of this computer's own: no hosts file, no configuration, no log. */
static int
configure (struct ub_ctx *ctx, LwWorld *world, const Question *question)
{
  int error = ub_ctx_async (ctx, TRUE); /* a thread; else it would fork the program */

  /* A zone's keys are asked for as soon as it is known to have some, not when the answer is there.
   */
  if (error == 0)
    error = ub_ctx_set_option (ctx, "prefetch-key:", "yes");
  if (error == 0)
    error = ub_ctx_set_option (ctx, "val-sig-skew-min:", "0");
  /* Others forgive a tenth of a signature's life, up to a day: many do not. */
  if (error == 0)
    error = ub_ctx_set_option (ctx, "val-sig-skew-max:", G_STRINGIFY (LW_SEAL_SKEW_SECONDS));
  if (error == 0)
    error = close_ranges (ctx, world, question->carriers);
  if (error == 0)
    error = add_anchors (ctx, world);
  if (error == 0)
    error = add_servers (ctx, world, question);
  /* In worlds of our own "test." is a name like any other. This ends the configuration. */
  if (error == 0 && !lw_world_is_real (world))
    error = ub_ctx_zone_add (ctx, "test.", "nodefault");

  return error;
}

static int
begin (GTask *task, LwWorld *world, const char *name, guint16 type)
{
  Question *question = g_task_get_task_data (task);
  int error;

  question->ctx = ub_ctx_create ();
  if (question->ctx == NULL)
    return UB_NOMEM;

  error = configure (question->ctx, world, question);
  if (error == 0)
    error = ub_resolve_async (question->ctx, name, type, CLASS_IN, question, resolved_cb, NULL);
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
  int error;

  g_return_if_fail (world != NULL && name != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  question = g_new0 (Question, 1);
  question->trust = g_new0 (LwTrust, 1);
  question->carriers = carriers != NULL ? g_ptr_array_ref (carriers) : NULL;
  question->secure = secure;
  g_task_set_source_tag (task, lw_trust_through_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);

  if (!has_anchor (world))
    {
      note (question, LW_TRUST_INSECURE, NULL);
      end_question (task);
      return;
    }

  error = begin (task, world, name, type);
  if (error == 0)
    {
      wait_for_answer (task, timeout_ms);
      return;
    }

  note (question, LW_TRUST_INDETERMINATE, ub_strerror (error));
  end_question (task);
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
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
