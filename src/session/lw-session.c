/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session.h"

#include "lw-error.h"
#include "lw-look-change.h"
#include "lw-session-private.h"

#include <glib/gi18n-lib.h>

/**
 * LwSession:
 *
 * The story of one domain:
 *
 *     restore ─► look ─► (edit the draft) ─► connect ─► make_plan ─► review by the person ─► push
 * ─► wait ─► send_letter ▲                                        ▲ │ └─ look again └── plan_undo,
 * plan_finish (history) ◄───────┘
 *
 * Each verb below is one step of it. What a step does in detail is in the file it calls:
 * lw-look, lw-connection, lw-push-run, lw-arrival-watch, lw-post. The steps from push on are in
 * lw-session-push.c and lw-session-letter.c, the way back is in lw-session-history.c.
 */

static void
save_look (LwSession *self)
{
  lw_store_save_look_async (lw_services_get_store (self->services), self->domain,
                            lw_state_get_id (self->state), self->sentence, self->checked_at, NULL,
                            NULL);
}

/* Without a key there is at least what everybody can see. */
static LwZone *
make_visible_zone (LwSession *self)
{
  LwDelegation *delegation = lw_session_get_delegation (self);
  LwRecordSet *mx = lw_evidence_get_mx (self->evidence);
  LwZone *zone =
      lw_zone_new (delegation != NULL ? lw_delegation_get_zone (delegation) : self->domain);

  lw_zone_set_partial (zone, TRUE);
  if (mx != NULL)
    lw_zone_take_set (zone, lw_record_set_ref (mx));

  return zone;
}

/* @error: (nullable) (transfer full): why it came to nothing */
static void
end_look (GTask *task, GError *error)
{
  LwSession *self = g_task_get_source_object (task);
  LwLookFlags flags = GPOINTER_TO_UINT (g_task_get_task_data (task));

  if (error != NULL)
    {
      lw_session_end (self);
      g_task_return_error (task, error);
      return;
    }

  self->checked_at = lw_session_read_clock ();
  lw_evidence_set_ended_at (self->evidence, self->checked_at);
  lw_session_judge (self);
  if ((flags & LW_LOOK_UNLISTED) == 0)
    save_look (self);

  if ((flags & LW_LOOK_UNLISTED) == 0 && self->connection == NULL &&
      lw_evidence_knows_mx (self->evidence))
    {
      g_autoptr (LwZone) visible = make_visible_zone (self);

      lw_session_begin_draft (self, visible, TRUE);
    }

  lw_session_end (self);
  g_task_return_boolean (task, TRUE);
}

static void
followed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  lw_look_change_finish (result, &error);
  end_look (task, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);

  if (lw_look_finish (LW_SERVICES (source), result, &error) &&
      lw_look_change_is_wanted (self->evidence))
    lw_look_change_async (LW_SERVICES (source), self->evidence, g_task_get_cancellable (task),
                          followed_cb, g_object_ref (task));
  else
    end_look (task, error);
}

/**
 * lw_session_look_async:
 * @self: a session
 * @flags: what to leave out
 * @rcpt_to: (nullable): an address that the person named
 * @cancellable: (nullable): ends the look
 * @callback: (scope async): called when all has been asked and judged
 * @user_data: data for @callback
 *
 * Looks at the domain from every side, without a key and without changing anything.
 */
void
lw_session_look_async (LwSession *self,
                       LwLookFlags flags,
                       const char *rcpt_to,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (LwEvidence) evidence = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_look_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (flags), NULL);

  evidence = lw_evidence_new (self->domain, lw_session_read_clock ());
  lw_session_set_evidence (self, evidence);
  lw_session_begin (self, _ ("Asking the name servers…"));
  lw_look_async (self->services, evidence, flags, rcpt_to, cancellable, looked_cb,
                 g_object_ref (task));
}

gboolean
lw_session_look_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lw_session_set_parts (LwSession *self, LwParts parts)
{
  g_return_if_fail (LW_IS_SESSION (self));

  self->parts = parts;
}

/**
 * lw_session_show_evidence:
 * @self: a session of the same domain
 * @evidence: what was seen at another time
 *
 * Judges evidence that was kept, as of when it was seen.
 */
void
lw_session_show_evidence (LwSession *self, LwEvidence *evidence)
{
  gint64 ended_at;

  g_return_if_fail (LW_IS_SESSION (self) && LW_IS_EVIDENCE (evidence));

  ended_at = lw_evidence_get_ended_at (evidence);
  self->checked_at = ended_at != 0 ? ended_at : lw_evidence_get_started_at (evidence);
  lw_session_set_evidence (self, evidence);
  lw_session_judge (self);
}

static void
use_connection (LwSession *self, LwConnection *connection)
{
  LwCredential *credential = lw_connection_get_credential (connection);

  lw_session_set_connection (self, connection);
  lw_session_set_key (self, lw_credential_get_host_id (credential),
                      lw_credential_get_name (credential));
  lw_session_begin_draft (self, lw_connection_get_zone (connection), TRUE);

  /* Whether the zone to be edited is the one that the world asks; a look that still runs will say.
   */
  if (self->evidence != NULL && self->checked_at > 0 && self->n_busy <= 1)
    lw_session_judge (self);
}

/* That the key works is half of what counts. */
static char *
describe_reach (LwSession *self, LwReach *reach)
{
  g_autoptr (LwLive) live = lw_session_find_live (self);
  g_autofree char *more = live != NULL ? lw_live_describe (live) : NULL;

  return more != NULL ? g_strconcat (reach->sentence, " ", more, NULL) : g_strdup (reach->sentence);
}

static LwReach *
make_reach (LwSession *self)
{
  LwReach *reach = lw_connection_get_reach (self->connection);
  LwReach *copy = g_new0 (LwReach, 1);

  copy->zones = g_strdupv (reach->zones);
  copy->partial = reach->partial;
  copy->sentence = describe_reach (self, reach);

  return copy;
}

static void
return_reach (GTask *task)
{
  LwSession *self = g_task_get_source_object (task);

  lw_session_end (self);
  g_task_return_pointer (task, make_reach (self), (GDestroyNotify) lw_reach_free);
}

/* Which key belongs to the domain is a convenience: losing it costs a question, not the connection.
 */
static void
choice_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  lw_store_write_finish (LW_STORE (source), result, NULL);
  return_reach (task);
}

static void
keep_choice (GTask *task)
{
  LwSession *self = g_task_get_source_object (task);

  lw_store_set_key_async (lw_services_get_store (self->services), self->domain, self->host_id,
                          self->key_name, choice_kept_cb, g_object_ref (task));
}

static void
key_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  lw_keyring_save_finish (LW_KEYRING (source), result, NULL);
  keep_choice (task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LwConnection) connection = NULL;
  GError *error = NULL;
  LwSession *self = g_task_get_source_object (task);
  gboolean just_typed = g_task_get_task_data (task) != NULL;

  connection = lw_connection_open_finish (LW_SERVICES (source), result, &error);
  if (connection == NULL)
    {
      lw_session_end (self);
      g_task_return_error (task, error);
      return;
    }

  use_connection (self, connection);

  if (just_typed && self->keep_key)
    lw_keyring_save_async (lw_services_get_keyring (self->services),
                           lw_connection_get_credential (connection), g_task_get_cancellable (task),
                           key_kept_cb, g_object_ref (task));
  else if (just_typed)
    return_reach (task);
  else
    keep_choice (task);
}

/**
 * lw_session_connect_async:
 * @self: a session
 * @host_id: (nullable): a DNS host; %NULL for the one chosen before
 * @key_name: (nullable): the name of one of its keys
 * @credential: (nullable): a key that was just typed
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the zone is read
 * @user_data: data for @callback
 *
 * Proves a key and reads the zone. Edits that were begun before are kept.
 */
void
lw_session_connect_async (LwSession *self,
                          const char *host_id,
                          const char *key_name,
                          LwCredential *credential,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LwDelegation *delegation;

  g_return_if_fail (LW_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lw_session_connect_async);

  if (credential != NULL)
    g_task_set_task_data (task, lw_credential_ref (credential),
                          (GDestroyNotify) lw_credential_unref);

  if (host_id == NULL)
    {
      host_id = self->host_id;
      key_name = self->key_name;
    }

  if (host_id == NULL && credential == NULL)
    {
      g_task_return_new_error (task, LW_ERROR, LW_ERROR_NO_KEY, "%s",
                               _ ("No DNS host is connected for this domain."));
      return;
    }

  delegation = lw_session_get_delegation (self);
  lw_session_begin (self, _ ("Trying the key…"));
  lw_connection_open_async (
      self->services, self->domain, delegation != NULL ? lw_delegation_get_zone (delegation) : NULL,
      host_id, key_name, credential, cancellable, opened_cb, g_object_ref (task));
}

LwReach *
lw_session_connect_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ensured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (LwReach) reach = lw_session_connect_finish (LW_SESSION (source), result, &error);

  if (reach != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
lw_session_ensure_connection_async (LwSession *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lw_session_ensure_connection_async);

  if (self->connection != NULL)
    g_task_return_boolean (task, TRUE);
  else
    lw_session_connect_async (self, NULL, NULL, NULL, cancellable, ensured_cb, g_object_ref (task));
}

gboolean
lw_session_ensure_connection_finish (LwSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lw_session_make_plan:
 * @self: a session with a draft
 * @error: return location for a `LW_ERROR_INVALID` with the field of the first problem
 *
 * Returns: (transfer full): what would be pushed
 */
LwPlan *
lw_session_make_plan (LwSession *self, GError **error)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  if (self->draft != NULL)
    return lw_session_tell_live (self, lw_draft_make_plan (self->draft, error));

  lw_set_error (error, LW_ERROR_INVALID, "domain", _ ("Check the domain first."),
                _ ("It is not known yet where the mail of this domain goes."));

  return NULL;
}
