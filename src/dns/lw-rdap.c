/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rdap.h"

#include "lw-clock.h"
#include "lw-name.h"
#include "lw-rdap-bootstrap.h"

#include <glib/gi18n-lib.h>

#define LIST_KEPT_US (G_GINT64_CONSTANT (24) * 60 * 60 * G_USEC_PER_SEC)
#define REST_SECONDS 60      /* for a register that is busy and does not say how long */
#define REST_MAX_SECONDS 600 /* the others are left alone with it */
#define STATUS_OK 200
#define STATUS_ABSENT 404
#define STATUS_MANY 429
#define STATUS_BUSY 503

/**
 * LwRdap:
 *
 * Asks the register of domains.
 *
 *   list of registers (once a day) ─► the register in charge ─► what it says
 *
 * A register that says it has too many questions is left alone for as long as it asks for.
 */
struct _LwRdap
{
  GObject parent_instance;

  LwWorld *world;     /* (owned) */
  LwHttp *http;       /* (owned) */
  GBytes *list;       /* (owned) (nullable) */
  gint64 list_at;     /* monotonic */
  gint64 quiet_until; /* monotonic */
};

G_DEFINE_FINAL_TYPE (LwRdap, lw_rdap, G_TYPE_OBJECT)

static void
lw_rdap_finalize (GObject *object)
{
  LwRdap *self = LW_RDAP (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->world, lw_world_unref);
  g_clear_pointer (&self->list, g_bytes_unref);

  G_OBJECT_CLASS (lw_rdap_parent_class)->finalize (object);
}

static void
lw_rdap_class_init (LwRdapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_rdap_finalize;
}

static void
lw_rdap_init (LwRdap *self)
{
}

/**
 * lw_rdap_new:
 * @world: who knows registrations
 * @http: what speaks with them
 *
 * Returns: (transfer full): what asks registers
 */
LwRdap *
lw_rdap_new (LwWorld *world, LwHttp *http)
{
  LwRdap *self;

  g_return_val_if_fail (world != NULL && LW_IS_HTTP (http), NULL);

  self = g_object_new (LW_TYPE_RDAP, NULL);
  self->world = lw_world_ref (world);
  self->http = g_object_ref (http);

  return self;
}

typedef struct
{
  char *domain; /* that was registered */
  char *url;    /* (nullable): until the register is known */
} Asking;

static void
asking_free (Asking *asking)
{
  g_free (asking->domain);
  g_free (asking->url);
  g_free (asking);
}

static LwRegistrationFields
make_fields (const Asking *asking, LwRegistrationOutcome outcome, const char *note)
{
  return (LwRegistrationFields){
    .domain = asking->domain,
    .outcome = outcome,
    .source = asking->url,
    .note = note,
    .asked_at = g_get_real_time () / G_USEC_PER_SEC,
  };
}

static void
end (GTask *task, LwRegistrationOutcome outcome, const char *note)
{
  const LwRegistrationFields fields = make_fields (g_task_get_task_data (task), outcome, note);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, lw_registration_new (&fields),
                           (GDestroyNotify) lw_registration_unref);
}

static void
take_answer (GTask *task, LwHttpReply *reply)
{
  const LwRegistrationFields fields =
      make_fields (g_task_get_task_data (task), LW_REGISTRATION_FOUND, NULL);
  g_autoptr (LwRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  const char *json = g_bytes_get_data (lw_http_reply_get_body (reply), &size);

  registration =
      lw_registration_parse_rdap (&fields, json != NULL ? json : "", (gssize) size, &error);
  if (registration == NULL)
    end (task, LW_REGISTRATION_NOT_TESTED, error->message);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&registration),
                           (GDestroyNotify) lw_registration_unref);
}

/* What a register says of a domain that it does not know is 404 (RFC 7480 section 5.3). */
static void
take_reply (GTask *task, LwHttpReply *reply)
{
  LwRdap *self = g_task_get_source_object (task);
  guint status = lw_http_reply_get_status (reply);
  gint64 rest = lw_http_reply_get_retry_after (reply);
  g_autofree char *note = NULL;

  if (status == STATUS_MANY || status == STATUS_BUSY)
    self->quiet_until = g_get_monotonic_time () +
                        (rest >= 0 ? MIN (rest, REST_MAX_SECONDS) : REST_SECONDS) * G_USEC_PER_SEC;

  if (status == STATUS_OK)
    take_answer (task, reply);
  else if (status == STATUS_ABSENT)
    end (task, LW_REGISTRATION_ABSENT, NULL);
  else
    {
      note = g_strdup_printf (_ ("The register of domains gave no answer (%u)."), status);
      end (task, LW_REGISTRATION_NOT_TESTED, note);
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, &error);

  if (reply == NULL)
    end (task, LW_REGISTRATION_NOT_TESTED, error->message);
  else
    take_reply (task, reply);
}

static void
ask_register (GTask *task, const char *base)
{
  static const char *const headers[] = { "Accept", "application/rdap+json", NULL };
  LwRdap *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);

  asking->url = lw_rdap_make_url (base, asking->domain);
  lw_http_send_async (self->http, "GET", asking->url, headers, NULL, NULL,
                      g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
read_list (GTask *task)
{
  LwRdap *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  gsize size = 0;
  const char *json = g_bytes_get_data (self->list, &size);

  base = lw_rdap_bootstrap_find (json != NULL ? json : "", (gssize) size, asking->domain, &error);
  if (error != NULL)
    g_clear_pointer (&self->list, g_bytes_unref); /* what is no list is not kept for a day */
  if (base != NULL)
    ask_register (task, base);
  else
    end (task, LW_REGISTRATION_NOT_TESTED,
         error != NULL ? error->message
                       : _ ("Names of this ending have no register that can be asked."));
}

static void
list_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LwRdap *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwHttpReply) reply = lw_http_send_finish (LW_HTTP (source), result, &error);

  if (reply == NULL || !lw_http_reply_check (reply, "IANA", NULL, &error))
    {
      end (task, LW_REGISTRATION_NOT_TESTED, error->message);
      return;
    }

  g_clear_pointer (&self->list, g_bytes_unref);
  self->list = g_bytes_ref (lw_http_reply_get_body (reply));
  self->list_at = g_get_monotonic_time ();
  read_list (task);
}

static void
begin (GTask *task)
{
  LwRdap *self = g_task_get_source_object (task);

  if (g_get_monotonic_time () < self->quiet_until)
    end (task, LW_REGISTRATION_NOT_TESTED, _ ("The register of domains asked us to wait."));
  else if (lw_world_get_rdap (self->world) != NULL)
    ask_register (task, lw_world_get_rdap (self->world));
  else if (self->list != NULL && g_get_monotonic_time () - self->list_at < LIST_KEPT_US)
    read_list (task);
  else
    lw_http_send_async (self->http, "GET", lw_world_get_rdap_bootstrap (self->world), NULL, NULL,
                        NULL, g_task_get_cancellable (task), list_fetched_cb, g_object_ref (task));
}

/**
 * lw_rdap_can_ask:
 * @self: what asks registers
 * @domain: a name as it is used inside
 *
 * Returns: whether anybody would be asked about @domain
 */
gboolean
lw_rdap_can_ask (LwRdap *self, const char *domain)
{
  g_autofree char *registered = NULL;

  g_return_val_if_fail (LW_IS_RDAP (self) && domain != NULL, FALSE);

  registered = lw_name_registered (domain);

  return registered != NULL && (lw_world_get_rdap (self->world) != NULL ||
                                lw_world_get_rdap_bootstrap (self->world) != NULL);
}

/**
 * lw_rdap_ask_async:
 * @self: what asks registers
 * @domain: a name for which [method@Rdap.can_ask] is true
 * @cancellable: (nullable): gives up at once
 * @callback: (scope async): called with the registration
 * @user_data: data for @callback
 *
 * Asks the register about the domain that @domain lies in.
 */
void
lw_rdap_ask_async (LwRdap *self,
                   const char *domain,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Asking *asking;

  g_return_if_fail (LW_IS_RDAP (self) && lw_rdap_can_ask (self, domain));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  asking = g_new0 (Asking, 1);
  asking->domain = lw_name_registered (domain);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_rdap_ask_async);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  begin (task);
}

/**
 * lw_rdap_ask_finish:
 * @self: what asks registers
 * @result: the result given to the callback
 * @error: return location for a `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): what is known
 */
LwRegistration *
lw_rdap_ask_finish (LwRdap *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
