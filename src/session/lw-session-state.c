/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session-private.h"

#include <string.h>

/* The part of LwSession that changes what it knows, and tells whoever watches. */

#define DEFAULT_NEGATIVE_TTL 3600 /* seconds, when the zone's SOA is not known */

gint64
lw_session_read_clock (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
lw_session_set_progress (LwSession *self, const char *progress)
{
  if (g_strcmp0 (self->progress, progress) == 0)
    return;

  g_free (self->progress);
  self->progress = g_strdup (progress);
  g_object_notify (G_OBJECT (self), "progress");
}

void
lw_session_begin (LwSession *self, const char *progress)
{
  self->n_busy++;
  lw_session_set_progress (self, progress);
  if (self->n_busy == 1)
    g_object_notify (G_OBJECT (self), "busy");
}

void
lw_session_end (LwSession *self)
{
  self->n_busy--;
  if (self->n_busy > 0)
    return;

  lw_session_set_progress (self, NULL);
  g_object_notify (G_OBJECT (self), "busy");
}

/* Takes @sentence */
static void
set_verdict (LwSession *self, LwState state, char *sentence)
{
  g_free (self->sentence);
  self->sentence = sentence;
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
  g_object_notify (G_OBJECT (self), "sentence");
}

static gboolean
is_on_its_way (LwSession *self)
{
  return self->arrival != NULL && !lw_arrival_is_complete (self->arrival) &&
         lw_session_read_clock () <
             lw_arrival_get_ready_at (self->arrival, lw_arrival_get_pushed_at (self->arrival));
}

/* What is edited need not be what the world asks. */
static void
tell_edited (LwSession *self, LwEvidence *evidence)
{
  g_autoptr (LwEdited) edited =
      self->connection != NULL ? lw_edited_new (lw_connection_get_zone (self->connection)) : NULL;

  if (edited != NULL)
    lw_evidence_set_edited (evidence, edited);
}

/* (nullable) (transfer none): what tells whom the world asks */
static LwEvidence *
find_asked (LwSession *self)
{
  if (lw_session_get_delegation (self) != NULL)
    return self->evidence;

  return self->connection != NULL ? lw_connection_get_asked (self->connection) : NULL;
}

LwLive *
lw_session_find_live (LwSession *self)
{
  LwEvidence *asked = find_asked (self);
  g_autoptr (LwEdited) edited = NULL;

  if (asked == NULL || self->connection == NULL)
    return NULL;

  edited = lw_edited_new (lw_connection_get_zone (self->connection));

  return lw_live_new (asked, edited);
}

LwPlan *
lw_session_tell_live (LwSession *self, LwPlan *plan)
{
  g_autoptr (LwPlan) told = plan;
  g_autoptr (LwLive) live = plan != NULL ? lw_session_find_live (self) : NULL;

  return live != NULL ? lw_plan_with_live (told, live) : g_steal_pointer (&told);
}

static void
tell_pushed (LwSession *self)
{
  if (self->arrival == NULL)
    lw_evidence_set_pushed (self->evidence, NULL, 0);
  else
    lw_evidence_set_pushed (self->evidence, lw_arrival_get_change (self->arrival),
                            lw_arrival_get_pushed_at (self->arrival));
}

/* What was seen is judged as of then, so that it is judged alike from a file. */
static gint64
get_judging_time (LwEvidence *evidence, gint64 now)
{
  gint64 ended_at = lw_evidence_get_ended_at (evidence);

  return ended_at != 0 ? ended_at : now;
}

/* Waiting will not bring it. */
static gboolean
is_stuck (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (lw_finding_get_id (findings->pdata[i]), "push.accepted_not_published"))
      return TRUE;

  return FALSE;
}

void
lw_session_judge (LwSession *self)
{
  g_autoptr (GPtrArray) findings = NULL;
  gint64 now = lw_session_read_clock ();
  char *sentence = NULL;
  LwState state;

  if (self->evidence == NULL)
    return;

  tell_edited (self, self->evidence);
  tell_pushed (self);
  findings = lw_checks_judge (self->evidence, get_judging_time (self->evidence, now));
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = lw_checks_select (findings, self->parts);
  state = lw_checks_verdict_on (self->evidence, self->findings, self->parts, &sentence);

  if (is_on_its_way (self) && !is_stuck (self->findings))
    {
      g_free (sentence);
      state = LW_STATE_WAIT;
      sentence = lw_arrival_describe (self->arrival, now, NULL);
    }

  set_verdict (self, state, sentence);
  g_signal_emit_by_name (self, "findings-changed");
}

static void
evidence_added_cb (LwSession *self)
{
  g_signal_emit_by_name (self, "evidence-grew");
}

void
lw_session_set_evidence (LwSession *self, LwEvidence *evidence)
{
  if (self->evidence != NULL)
    g_signal_handlers_disconnect_by_func (self->evidence, evidence_added_cb, self);

  g_set_object (&self->evidence, evidence);
  lw_evidence_set_services (evidence,
                            lw_world_get_services (lw_services_get_world (self->services)));
  tell_pushed (self);
  g_signal_connect_object (evidence, "added", G_CALLBACK (evidence_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_notify (G_OBJECT (self), "evidence");
}

void
lw_session_set_connection (LwSession *self, LwConnection *connection)
{
  g_clear_pointer (&self->connection, lw_connection_unref);
  self->connection = connection != NULL ? lw_connection_ref (connection) : NULL;
  g_object_notify (G_OBJECT (self), "connected");
}

void
lw_session_set_key (LwSession *self, const char *host_id, const char *key_name)
{
  char *kept_host_id = g_strdup (host_id);
  char *kept_key_name = g_strdup (key_name);

  g_free (self->host_id);
  g_free (self->key_name);
  self->host_id = kept_host_id;
  self->key_name = kept_key_name;
  g_object_notify (G_OBJECT (self), "host-name");
}

static void
watch_hosts (LwSession *self, LwZone *base)
{
  gboolean whole = self->connection != NULL && !lw_zone_get_partial (base);

  g_clear_object (&self->host_check);
  self->host_check = lw_host_check_new (lw_services_get_dns (self->services), base, whole,
                                        lw_draft_get_mx (self->draft));

  if (self->evidence == NULL)
    return;

  for (guint i = 0; i < lw_evidence_get_mail_hosts (self->evidence)->len; i++)
    lw_host_check_learn (self->host_check,
                         g_ptr_array_index (lw_evidence_get_mail_hosts (self->evidence), i));
}

void
lw_session_begin_draft (LwSession *self, LwZone *base, gboolean keep_edits)
{
  g_autofree char *edits = NULL;

  if (keep_edits && self->draft != NULL && lw_draft_get_changed (self->draft))
    edits = lw_draft_to_json (self->draft);
  else if (keep_edits)
    edits = g_steal_pointer (&self->saved_draft);

  g_clear_object (&self->draft);
  self->draft = lw_draft_new (self->domain, base);

  /* Edits of names outside of @base wait for a zone that holds them: a look sees less than a key.
   */
  if (edits != NULL && !lw_draft_load_json (self->draft, edits, NULL))
    {
      g_free (self->saved_draft);
      self->saved_draft = g_steal_pointer (&edits);
    }

  watch_hosts (self, base);
  g_object_notify (G_OBJECT (self), "draft");
}

void
lw_session_set_arrival (LwSession *self, LwArrival *arrival)
{
  if (g_set_object (&self->arrival, arrival))
    g_object_notify (G_OBJECT (self), "arrival");
  lw_session_judge (self);
}

void
lw_session_set_unfinished (LwSession *self, LwPush *push)
{
  LwPush *kept = push != NULL ? lw_push_ref (push) : NULL;

  g_clear_pointer (&self->unfinished, lw_push_unref);
  self->unfinished = kept;
  g_signal_emit_by_name (self, "unfinished");
}

/* min (TTL of the SOA, its MINIMUM): RFC 2308 section 5 */
static guint32
read_negative_ttl (LwZone *zone)
{
  LwRecordSet *soa =
      zone != NULL ? lw_zone_get_set (zone, lw_zone_get_origin (zone), LW_RR_TYPE_SOA) : NULL;
  const char *minimum;

  if (soa == NULL || lw_record_set_get_n_values (soa) != 1)
    return DEFAULT_NEGATIVE_TTL;

  minimum = strrchr (lw_record_set_get_values (soa)[0], ' ');

  return minimum != NULL
             ? MIN (lw_record_set_get_ttl (soa), (guint32) g_ascii_strtoull (minimum + 1, NULL, 10))
             : DEFAULT_NEGATIVE_TTL;
}

LwArrival *
lw_session_make_arrival (LwSession *self, LwPlan *plan, LwZone *zone, gint64 pushed_at)
{
  LwChange *change = lw_plan_find (plan, self->domain, LW_RR_TYPE_MX);

  if (change == NULL && !lw_plan_is_empty (plan))
    change = g_ptr_array_index (lw_plan_get_changes (plan), 0);

  return change != NULL ? lw_arrival_new (change, pushed_at, read_negative_ttl (zone)) : NULL;
}

LwDelegation *
lw_session_get_delegation (LwSession *self)
{
  return self->evidence != NULL ? lw_evidence_get_delegation (self->evidence) : NULL;
}
