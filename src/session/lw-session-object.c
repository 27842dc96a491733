/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-session-private.h"

#include <glib/gi18n-lib.h>

/* The part of LwSession that is an object: what it knows, and how it tells whoever watches. The
 * story is in lw-session.c. */

enum
{
  PROP_0,
  PROP_DOMAIN,
  PROP_BUSY,
  PROP_PROGRESS,
  PROP_STATE,
  PROP_SENTENCE,
  PROP_CHECKED_AT,
  PROP_EVIDENCE,
  PROP_DRAFT,
  PROP_ARRIVAL,
  PROP_CONNECTED,
  PROP_HOST_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LwSession, lw_session, G_TYPE_OBJECT)

static void
lw_session_finalize (GObject *object)
{
  LwSession *self = LW_SESSION (object);

  g_clear_object (&self->host_check);
  g_clear_object (&self->services);
  g_clear_object (&self->evidence);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->connection, lw_connection_unref);
  g_clear_object (&self->draft);
  g_clear_object (&self->arrival);
  g_clear_pointer (&self->unfinished, lw_push_unref);
  g_clear_pointer (&self->letter, lw_letter_unref);
  g_clear_pointer (&self->tried, g_ptr_array_unref);
  g_free (self->domain);
  g_free (self->sentence);
  g_free (self->host_id);
  g_free (self->key_name);
  g_free (self->saved_draft);
  g_free (self->progress);

  G_OBJECT_CLASS (lw_session_parent_class)->finalize (object);
}

static void
lw_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwSession *self = LW_SESSION (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, self->n_busy > 0);
      break;

    case PROP_PROGRESS:
      g_value_set_string (value, self->progress);
      break;

    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;

    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;

    case PROP_CHECKED_AT:
      g_value_set_int64 (value, self->checked_at);
      break;

    case PROP_EVIDENCE:
      g_value_set_object (value, self->evidence);
      break;

    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;

    case PROP_ARRIVAL:
      g_value_set_object (value, self->arrival);
      break;

    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connection != NULL);
      break;

    case PROP_HOST_NAME:
      g_value_set_string (value, lw_session_get_host_name (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, LW_STATE_UNKNOWN, LW_STATE_UNKNOWN, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_CHECKED_AT] =
      g_param_spec_int64 ("checked-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_EVIDENCE] = g_param_spec_object ("evidence", NULL, NULL, LW_TYPE_EVIDENCE, flags);
  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, LW_TYPE_DRAFT, flags);
  properties[PROP_ARRIVAL] = g_param_spec_object ("arrival", NULL, NULL, LW_TYPE_ARRIVAL, flags);
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  properties[PROP_HOST_NAME] = g_param_spec_string ("host-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
add_signal (const char *name)
{
  g_signal_new (name, LW_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lw_session_class_init (LwSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_session_finalize;
  object_class->get_property = lw_session_get_property;

  install_properties (object_class);

  add_signal ("findings-changed");
  add_signal ("evidence-grew");
  add_signal ("unfinished");
}

static void
lw_session_init (LwSession *self)
{
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_finding_unref);
  self->sentence = g_strdup (_ ("Not checked yet"));
  self->state = LW_STATE_UNKNOWN;
  self->keep_key = TRUE;
  self->parts = LW_PARTS_ALL;
}

/**
 * lw_session_new:
 * @services: the services of a world
 * @domain: a domain, as [func@name_from_input] gives it
 *
 * Creates the story of one domain. Nothing is asked yet.
 *
 * Returns: (transfer full): the session
 */
LwSession *
lw_session_new (LwServices *services, const char *domain)
{
  LwSession *self;

  g_return_val_if_fail (LW_IS_SERVICES (services), NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (LW_TYPE_SESSION, NULL);
  self->services = g_object_ref (services);
  self->domain = g_strdup (domain);

  return self;
}

LwServices *
lw_session_get_services (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->services;
}

const char *
lw_session_get_domain (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->domain;
}

gboolean
lw_session_get_busy (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), FALSE);

  return self->n_busy > 0;
}

const char *
lw_session_get_progress (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->progress;
}

LwState
lw_session_get_state (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), LW_STATE_UNKNOWN);

  return self->state;
}

const char *
lw_session_get_sentence (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->sentence;
}

gint64
lw_session_get_checked_at (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), 0);

  return self->checked_at;
}

LwEvidence *
lw_session_get_evidence (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->evidence;
}

GPtrArray *
lw_session_get_findings (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->findings;
}

LwDraft *
lw_session_get_draft (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->draft;
}

LwArrival *
lw_session_get_arrival (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->arrival;
}

gboolean
lw_session_get_connected (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), FALSE);

  return self->connection != NULL;
}

const char *
lw_session_get_host_name (LwSession *self)
{
  LwHostDescription *host;

  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  host = self->host_id != NULL ? lw_host_descriptions_find (self->host_id) : NULL;

  return host != NULL ? lw_host_description_get_name (host) : NULL;
}

const char *
lw_session_get_host_id (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->host_id;
}

const char *
lw_session_get_key_name (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->key_name;
}

LwPush *
lw_session_get_unfinished (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->unfinished;
}

LwZone *
lw_session_get_zone (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->connection != NULL ? lw_connection_get_zone (self->connection) : NULL;
}

LwLetter *
lw_session_get_letter (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->letter;
}

/**
 * lw_session_get_tried:
 * @self: a session
 *
 * Returns: (transfer none) (nullable) (element-type LwSmtpFacts): the conversations of the last
 * test letter, also of one that nobody took
 */
GPtrArray *
lw_session_get_tried (LwSession *self)
{
  g_return_val_if_fail (LW_IS_SESSION (self), NULL);

  return self->tried;
}

void
lw_session_set_keep_key (LwSession *self, gboolean keep)
{
  g_return_if_fail (LW_IS_SESSION (self));

  self->keep_key = keep;
}
