/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-entry-private.h"

#include <string.h>

#define MAX_TYPED_BYTES 1024
#define FIRST_PREFERENCE 10

/**
 * LwMxEntry:
 *
 * One mail server of a domain as it is edited. What is wrong with it stands in its properties at
 * every moment, while it is typed.
 */

enum
{
  PROP_0,
  PROP_EXCHANGE,
  PROP_PREFERENCE_TEXT,
  PROP_PROBLEM,
  PROP_PROBLEM_TEXT,
  PROP_PROBLEM_FIELD,
  PROP_BLOCKING,
  PROP_SUGGESTION,
  PROP_HOST_STATE,
  PROP_POSITION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LwMxEntry, lw_mx_entry, G_TYPE_OBJECT)

/* The first that is found counts: what was typed, then its neighbours, then DNS. */
static void
judge_again (LwMxEntry *self)
{
  LwMxVerdict *verdict = &self->verdict;

  lw_mx_verdict_judge (verdict, self->domain, self->exchange, self->preference_text);
  if (verdict->number_is_right)
    self->preference = verdict->number;
  if (verdict->problem == LW_MX_PROBLEM_NONE)
    lw_mx_verdict_judge_neighbours (verdict, self->repeats, self->beside_null);
  if (verdict->problem == LW_MX_PROBLEM_NONE && !g_str_equal (verdict->host, "."))
    lw_mx_verdict_judge_host_state (verdict, self->domain, self->host_state);

  g_clear_pointer (&self->problem_text, g_free);
  if (verdict->why != NULL)
    self->problem_text = verdict->step != NULL
                             ? g_strdup_printf ("%s %s", verdict->why, verdict->step)
                             : g_strdup (verdict->why);
}

/* Judges, and says which of the read-only properties have another value than before. */
static void
refresh (LwMxEntry *self)
{
  LwMxProblem problem = self->verdict.problem;
  const char *field = lw_mx_entry_get_problem_field (self);
  gboolean blocking = lw_mx_entry_get_blocking (self);
  g_autofree char *text = g_strdup (self->problem_text);
  g_autofree char *suggestion = g_strdup (self->verdict.suggestion);
  GObject *object = G_OBJECT (self);

  judge_again (self);

  g_object_freeze_notify (object);
  if (problem != self->verdict.problem)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM]);
  if (g_strcmp0 (text, self->problem_text) != 0)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM_TEXT]);
  if (g_strcmp0 (field, lw_mx_entry_get_problem_field (self)) != 0)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM_FIELD]);
  if (blocking != lw_mx_entry_get_blocking (self))
    g_object_notify_by_pspec (object, properties[PROP_BLOCKING]);
  if (g_strcmp0 (suggestion, self->verdict.suggestion) != 0)
    g_object_notify_by_pspec (object, properties[PROP_SUGGESTION]);
  g_object_thaw_notify (object);
}

static void
lw_mx_entry_finalize (GObject *object)
{
  LwMxEntry *self = LW_MX_ENTRY (object);

  g_free (self->domain);
  g_free (self->exchange);
  g_free (self->preference_text);
  g_free (self->problem_text);
  lw_mx_verdict_clear (&self->verdict);

  G_OBJECT_CLASS (lw_mx_entry_parent_class)->finalize (object);
}

static void
lw_mx_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwMxEntry *self = LW_MX_ENTRY (object);

  switch (prop_id)
    {
    case PROP_EXCHANGE:
      g_value_set_string (value, self->exchange);
      break;

    case PROP_PREFERENCE_TEXT:
      g_value_set_string (value, self->preference_text);
      break;

    case PROP_PROBLEM:
      g_value_set_enum (value, self->verdict.problem);
      break;

    case PROP_PROBLEM_TEXT:
      g_value_set_string (value, self->problem_text);
      break;

    case PROP_PROBLEM_FIELD:
      g_value_set_string (value, lw_mx_entry_get_problem_field (self));
      break;

    case PROP_BLOCKING:
      g_value_set_boolean (value, lw_mx_entry_get_blocking (self));
      break;

    case PROP_SUGGESTION:
      g_value_set_string (value, self->verdict.suggestion);
      break;

    case PROP_HOST_STATE:
      g_value_set_enum (value, self->host_state);
      break;

    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_mx_entry_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LwMxEntry *self = LW_MX_ENTRY (object);

  switch (prop_id)
    {
    case PROP_EXCHANGE:
      lw_mx_entry_set_exchange (self, g_value_get_string (value));
      break;

    case PROP_PREFERENCE_TEXT:
      lw_mx_entry_set_preference_text (self, g_value_get_string (value));
      break;

    case PROP_HOST_STATE:
      lw_mx_entry_set_host_state (self, g_value_get_enum (value));
      break;

    case PROP_POSITION:
      lw_mx_entry_set_position (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READ (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)
#define READ_WRITE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
install_typed_properties (void)
{
  /**
   * LwMxEntry:exchange:
   *
   * The mail server's name as it was typed; `.` alone says the domain takes no mail (RFC 7505).
   */
  properties[PROP_EXCHANGE] = g_param_spec_string ("exchange", NULL, NULL, "", READ_WRITE);

  /**
   * LwMxEntry:preference-text:
   *
   * The order as it was typed: which server is tried first, lower wins.
   */
  properties[PROP_PREFERENCE_TEXT] =
      g_param_spec_string ("preference-text", NULL, NULL, "10", READ_WRITE);

  /**
   * LwMxEntry:host-state:
   *
   * What DNS says about the name; it goes back to unknown when the name becomes another.
   */
  properties[PROP_HOST_STATE] = g_param_spec_enum ("host-state", NULL, NULL, LW_TYPE_HOST_STATE,
                                                   LW_HOST_STATE_UNKNOWN, READ_WRITE);

  /**
   * LwMxEntry:position:
   *
   * 1 for the server that is tried first; servers of the same order share a number.
   */
  properties[PROP_POSITION] =
      g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, READ_WRITE);
}

static void
install_judged_properties (void)
{
  /**
   * LwMxEntry:problem:
   *
   * What is wrong with the entry.
   */
  properties[PROP_PROBLEM] =
      g_param_spec_enum ("problem", NULL, NULL, LW_TYPE_MX_PROBLEM, LW_MX_PROBLEM_NONE, READ);

  /**
   * LwMxEntry:problem-text:
   *
   * The problem in sentences: result, reason, step. `NULL` when there is none.
   */
  properties[PROP_PROBLEM_TEXT] = g_param_spec_string ("problem-text", NULL, NULL, NULL, READ);

  /**
   * LwMxEntry:problem-field:
   *
   * Which field is meant, `exchange` or `preference`. `NULL` when there is no problem.
   */
  properties[PROP_PROBLEM_FIELD] = g_param_spec_string ("problem-field", NULL, NULL, NULL, READ);

  /**
   * LwMxEntry:blocking:
   *
   * Whether the problem makes the entry unfit to be pushed.
   */
  properties[PROP_BLOCKING] = g_param_spec_boolean ("blocking", NULL, NULL, FALSE, READ);

  /**
   * LwMxEntry:suggestion:
   *
   * What the exchange should probably be, `NULL` when nothing is obvious.
   */
  properties[PROP_SUGGESTION] = g_param_spec_string ("suggestion", NULL, NULL, NULL, READ);
}

static void
lw_mx_entry_class_init (LwMxEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_mx_entry_finalize;
  object_class->get_property = lw_mx_entry_get_property;
  object_class->set_property = lw_mx_entry_set_property;

  install_typed_properties ();
  install_judged_properties ();
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lw_mx_entry_init (LwMxEntry *self)
{
  self->domain = g_strdup (".");
  self->exchange = g_strdup ("");
  self->preference_text = g_strdup_printf ("%d", FIRST_PREFERENCE);
  self->preference = FIRST_PREFERENCE;
}

/* What is pasted may be no text at all, or a book. */
static char *
dup_typed (const char *text)
{
  g_autofree char *right = g_utf8_make_valid (text != NULL ? text : "", -1);

  if (strlen (right) > MAX_TYPED_BYTES)
    *g_utf8_find_prev_char (right, right + MAX_TYPED_BYTES) = '\0';

  return g_steal_pointer (&right);
}

/**
 * lw_mx_entry_new:
 * @domain: whose mail server it is, an absolute name
 * @preference: which server is tried first, lower wins
 * @exchange: (nullable): the mail server's name in any spelling; need not be right
 *
 * Returns: (transfer full): the entry
 */
LwMxEntry *
lw_mx_entry_new (const char *domain, guint16 preference, const char *exchange)
{
  LwMxEntry *self;

  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (LW_TYPE_MX_ENTRY, NULL);
  g_free (self->domain);
  g_free (self->exchange);
  g_free (self->preference_text);
  self->domain = g_strdup (domain);
  self->exchange = dup_typed (exchange);
  self->preference_text = g_strdup_printf ("%u", preference);
  judge_again (self);

  return self;
}

const char *
lw_mx_entry_get_exchange (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return self->exchange;
}

/* What DNS said holds for the name, not for its spelling. */
void
lw_mx_entry_set_exchange (LwMxEntry *self, const char *exchange)
{
  g_autofree char *host = NULL;
  g_autofree char *typed = NULL;

  g_return_if_fail (LW_IS_MX_ENTRY (self));

  typed = dup_typed (exchange);
  if (g_str_equal (self->exchange, typed))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  host = lw_mx_entry_dup_host (self);
  g_free (self->exchange);
  self->exchange = g_steal_pointer (&typed);
  refresh (self);
  if (g_strcmp0 (host, self->verdict.host) != 0)
    lw_mx_entry_set_host_state (self, LW_HOST_STATE_UNKNOWN);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXCHANGE]);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
lw_mx_entry_get_preference_text (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return self->preference_text;
}

void
lw_mx_entry_set_preference_text (LwMxEntry *self, const char *text)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (LW_IS_MX_ENTRY (self));

  typed = dup_typed (text);
  if (g_str_equal (self->preference_text, typed))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  g_free (self->preference_text);
  self->preference_text = g_steal_pointer (&typed);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREFERENCE_TEXT]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint16
lw_mx_entry_get_preference (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), 0);

  return self->preference;
}

void
lw_mx_entry_set_preference (LwMxEntry *self, guint16 preference)
{
  g_autofree char *text = g_strdup_printf ("%u", preference);

  lw_mx_entry_set_preference_text (self, text);
}

LwMxProblem
lw_mx_entry_get_problem (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), LW_MX_PROBLEM_NONE);

  return self->verdict.problem;
}

const char *
lw_mx_entry_get_problem_text (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return self->problem_text;
}

const char *
lw_mx_entry_get_problem_field (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  switch (self->verdict.problem)
    {
    case LW_MX_PROBLEM_NONE:
      return NULL;
    case LW_MX_PROBLEM_PREFERENCE:
      return "preference";
    default:
      return "exchange";
    }
}

gboolean
lw_mx_entry_get_blocking (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), FALSE);

  return self->verdict.problem != LW_MX_PROBLEM_NONE &&
         self->verdict.problem != LW_MX_PROBLEM_ALIAS &&
         self->verdict.problem != LW_MX_PROBLEM_UNKNOWN_HOST;
}

const char *
lw_mx_entry_get_suggestion (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return self->verdict.suggestion;
}

LwHostState
lw_mx_entry_get_host_state (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), LW_HOST_STATE_UNKNOWN);

  return self->host_state;
}

void
lw_mx_entry_set_host_state (LwMxEntry *self, LwHostState state)
{
  g_return_if_fail (LW_IS_MX_ENTRY (self));

  if (self->host_state == state)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->host_state = state;
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
lw_mx_entry_get_position (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), 0);

  return self->position;
}

void
lw_mx_entry_set_position (LwMxEntry *self, guint position)
{
  if (self->position == position)
    return;

  self->position = position;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

void
lw_mx_entry_set_neighbours (LwMxEntry *self, gboolean repeats, gboolean beside_null)
{
  if (self->repeats == !!repeats && self->beside_null == !!beside_null)
    return;

  self->repeats = !!repeats;
  self->beside_null = !!beside_null;
  refresh (self);
}
