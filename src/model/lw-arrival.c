/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival-private.h"

/**
 * LwArrival:
 *
 * Where a change has arrived, and when everyone must see it. The end is computed, not guessed: no
 * cache may keep an old answer longer than its TTL after the last name server that could still give
 * it (RFC 1034; for what did not exist before, RFC 2308).
 */
struct _LwArrival
{
  GObject parent_instance;

  LwChange *change; /* (owned) */
  gint64 pushed_at;
  guint32 negative_ttl;
  GPtrArray *rows; /* (owned) (element-type Row) */
};

typedef struct
{
  LwArrivalRow row;   /* server and answer are owned */
  gint64 switched_at; /* Unix seconds when it was first seen with the new records, 0 = it was not */
} Row;

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwArrival, lw_arrival, G_TYPE_OBJECT)

static void
row_free (Row *self)
{
  lw_server_unref (self->row.server);
  g_clear_pointer (&self->row.answer, lw_answer_unref);
  g_free (self);
}

static Row *
get_row (LwArrival *self, guint index)
{
  return g_ptr_array_index (self->rows, index);
}

static void
lw_arrival_finalize (GObject *object)
{
  LwArrival *self = LW_ARRIVAL (object);

  g_clear_pointer (&self->change, lw_change_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (lw_arrival_parent_class)->finalize (object);
}

static void
lw_arrival_class_init (LwArrivalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lw_arrival_finalize;

  /**
   * LwArrival::changed:
   *
   * A server gave an answer, or there is one more to ask.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LW_TYPE_ARRIVAL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
lw_arrival_init (LwArrival *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
}

/**
 * lw_arrival_new:
 * @change: what was pushed
 * @pushed_at: Unix seconds
 * @negative_ttl: seconds that others may remember that something does not exist: min (TTL of the
 *   zone's SOA, its MINIMUM); 3600 when it is not known
 *
 * Returns: (transfer full): an arrival without rows
 */
LwArrival *
lw_arrival_new (LwChange *change, gint64 pushed_at, guint32 negative_ttl)
{
  LwArrival *self;

  g_return_val_if_fail (change != NULL, NULL);

  self = g_object_new (LW_TYPE_ARRIVAL, NULL);
  self->change = lw_change_ref (change);
  self->pushed_at = pushed_at;
  self->negative_ttl = negative_ttl;

  return self;
}

/* (nullable) */
static Row *
find_row (LwArrival *self, LwServer *server, LwRole role)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      LwArrivalRow *row = &get_row (self, i)->row;

      if (row->role == role && lw_server_get_port (row->server) == lw_server_get_port (server) &&
          g_strcmp0 (lw_server_get_address (row->server), lw_server_get_address (server)) == 0 &&
          g_str_equal (lw_server_get_name (row->server), lw_server_get_name (server)))
        return get_row (self, i);
    }

  return NULL;
}

static Row *
ensure_row (LwArrival *self, LwServer *server, LwRole role)
{
  Row *row = find_row (self, server, role);

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      row->row.server = lw_server_ref (server);
      row->row.role = role;
      g_ptr_array_add (self->rows, row);
    }

  return row;
}

void
lw_arrival_expect (LwArrival *self, LwServer *server, LwRole role)
{
  guint n_rows;

  g_return_if_fail (LW_IS_ARRIVAL (self) && server != NULL);

  n_rows = self->rows->len;
  ensure_row (self, server, role);
  if (self->rows->len != n_rows)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
exists (LwRecordSet *set)
{
  return set != NULL && lw_record_set_get_n_values (set) > 0;
}

/* Only the waiting time was changed. An authority tells it; what a resolver still counts down says
 * it only when it is more than the new one. */
static LwArrivalState
judge_ttl (LwArrival *self, const LwAnswerFields *fields)
{
  guint32 found = lw_record_set_get_ttl (fields->set);
  guint32 old_ttl = lw_record_set_get_ttl (lw_change_get_old (self->change));
  guint32 new_ttl = lw_record_set_get_ttl (lw_change_get_new (self->change));

  if (fields->role != LW_ROLE_AUTHORITY)
    return found > new_ttl ? LW_ARRIVAL_OLD : LW_ARRIVAL_NEW;
  if (found == new_ttl)
    return LW_ARRIVAL_NEW;

  return found == old_ttl ? LW_ARRIVAL_OLD : LW_ARRIVAL_OTHER;
}

static LwArrivalState
judge_set (LwArrival *self, const LwAnswerFields *fields)
{
  LwRecordSet *old_set = lw_change_get_old (self->change);
  LwRecordSet *new_set = lw_change_get_new (self->change);

  if (exists (old_set) && exists (new_set) && lw_record_set_same_values (old_set, new_set) &&
      lw_record_set_same_values (fields->set, new_set))
    return judge_ttl (self, fields);
  if (exists (new_set) && lw_record_set_same_values (fields->set, new_set))
    return LW_ARRIVAL_NEW;
  if (exists (old_set) && lw_record_set_same_values (fields->set, old_set))
    return LW_ARRIVAL_OLD;

  return LW_ARRIVAL_OTHER;
}

static LwArrivalState
judge_nothing (LwArrival *self)
{
  if (!exists (lw_change_get_new (self->change)))
    return LW_ARRIVAL_NEW;

  return exists (lw_change_get_old (self->change)) ? LW_ARRIVAL_OTHER : LW_ARRIVAL_NONE;
}

static LwArrivalState
judge_answer (LwArrival *self, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);

  if (fields->status == LW_ANSWER_NOT_ASKED)
    return LW_ARRIVAL_NOT_ASKED;
  if (!lw_answer_is_usable (answer))
    return LW_ARRIVAL_UNKNOWN;

  return exists (fields->set) ? judge_set (self, fields) : judge_nothing (self);
}

/* When an old answer that a resolver gave runs out there; 0 when it does not apply */
static gint64
compute_forgets_at (const LwAnswerFields *fields, LwArrivalState state)
{
  if (fields->role == LW_ROLE_AUTHORITY || fields->role == LW_ROLE_PARENT)
    return 0;
  if (state == LW_ARRIVAL_OLD || (state == LW_ARRIVAL_OTHER && exists (fields->set)))
    return fields->asked_at + lw_record_set_get_ttl (fields->set);
  if (state == LW_ARRIVAL_NONE || state == LW_ARRIVAL_OTHER)
    return fields->asked_at + fields->negative_ttl;

  return 0;
}

static gboolean
is_old (LwArrivalState state)
{
  return state == LW_ARRIVAL_OLD || state == LW_ARRIVAL_NONE || state == LW_ARRIVAL_OTHER;
}

static void
update_late (LwArrival *self)
{
  gboolean done = lw_arrival_authorities_done (self);

  for (guint i = 0; i < self->rows->len; i++)
    {
      LwArrivalRow *row = &get_row (self, i)->row;

      row->late = done && is_old (row->state) && row->role != LW_ROLE_AUTHORITY &&
                  lw_answer_get (row->answer)->asked_at > lw_arrival_get_ready_at (self, 0);
    }
}

static void
replace_answer (LwArrival *self, Row *row, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  LwArrivalState state = judge_answer (self, answer);

  if (row->row.answer != NULL)
    lw_answer_unref (row->row.answer);
  row->row.answer = answer;
  row->row.state = state;
  row->row.forgets_at = compute_forgets_at (fields, state);

  /* Who went back to the old records begins anew; silence says nothing about them. */
  if (is_old (state))
    row->switched_at = 0;
  else if (state == LW_ARRIVAL_NEW && row->switched_at == 0)
    row->switched_at = MAX (fields->asked_at, self->pushed_at);
}

/**
 * lw_arrival_take_answer:
 * @self: an arrival
 * @answer: (transfer full): what a server says now; answers to other questions, and older ones than
 *   the last, are left aside
 */
void
lw_arrival_take_answer (LwArrival *self, LwAnswer *answer)
{
  const LwAnswerFields *fields;
  Row *row;

  g_return_if_fail (LW_IS_ARRIVAL (self) && answer != NULL);

  fields = lw_answer_get (answer);
  if (fields->type != lw_change_get_rr_type (self->change) ||
      !g_str_equal (fields->owner, lw_change_get_owner (self->change)))
    {
      lw_answer_unref (answer);
      return;
    }

  row = ensure_row (self, fields->server, fields->role);
  if (row->row.answer != NULL && lw_answer_get (row->row.answer)->asked_at > fields->asked_at)
    {
      lw_answer_unref (answer);
      return;
    }

  replace_answer (self, row, answer);
  update_late (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
lw_arrival_get_n_rows (LwArrival *self)
{
  g_return_val_if_fail (LW_IS_ARRIVAL (self), 0);

  return self->rows->len;
}

const LwArrivalRow *
lw_arrival_get_row (LwArrival *self, guint index)
{
  g_return_val_if_fail (LW_IS_ARRIVAL (self), NULL);
  g_return_val_if_fail (index < self->rows->len, NULL);

  return &get_row (self, index)->row;
}

LwChange *
lw_arrival_get_change (LwArrival *self)
{
  g_return_val_if_fail (LW_IS_ARRIVAL (self), NULL);

  return self->change;
}

gint64
lw_arrival_get_pushed_at (LwArrival *self)
{
  g_return_val_if_fail (LW_IS_ARRIVAL (self), 0);

  return self->pushed_at;
}

/* (nullable): what others may remember, in seconds */
static guint32
get_waiting_time (LwArrival *self)
{
  LwRecordSet *old_set = lw_change_get_old (self->change);

  return exists (old_set) ? lw_record_set_get_ttl (old_set) : self->negative_ttl;
}

/**
 * lw_arrival_get_ready_at:
 * @self: an arrival
 * @now: Unix seconds
 *
 * Computes when no cache may hold an old answer any more. As long as a name server still gives the
 * old records it is a bound from below that moves with @now; then it stands still.
 *
 * Returns: Unix seconds
 */
gint64
lw_arrival_get_ready_at (LwArrival *self, gint64 now)
{
  gint64 last_switch;

  g_return_val_if_fail (LW_IS_ARRIVAL (self), 0);

  last_switch = self->pushed_at;
  if (!lw_arrival_authorities_done (self))
    last_switch = MAX (last_switch, now);

  for (guint i = 0; i < self->rows->len; i++)
    if (get_row (self, i)->row.role == LW_ROLE_AUTHORITY)
      last_switch = MAX (last_switch, get_row (self, i)->switched_at);

  return last_switch + get_waiting_time (self);
}

/* Whether all rows of these roles that give a usable answer have the new records */
static gboolean
all_new (LwArrival *self, gboolean authorities)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const LwArrivalRow *row = &get_row (self, i)->row;

      if (row->role != LW_ROLE_PARENT && (row->role == LW_ROLE_AUTHORITY) == authorities &&
          (is_old (row->state) || row->state == LW_ARRIVAL_NOT_ASKED))
        return FALSE;
    }

  return TRUE;
}

/**
 * lw_arrival_authorities_done:
 * @self: an arrival
 *
 * Returns: whether every name server that gives a usable answer has the new records, at least one
 *   of them
 */
gboolean
lw_arrival_authorities_done (LwArrival *self)
{
  guint n_new = 0;
  guint n_rows = 0;

  g_return_val_if_fail (LW_IS_ARRIVAL (self), FALSE);

  lw_arrival_count (self, LW_ROLE_AUTHORITY, &n_new, &n_rows);
  return n_new > 0 && all_new (self, TRUE);
}

gboolean
lw_arrival_is_complete (LwArrival *self)
{
  g_return_val_if_fail (LW_IS_ARRIVAL (self), FALSE);

  return lw_arrival_authorities_done (self) && all_new (self, FALSE);
}

/* @n_new: those with the new records, of @n_rows that could say something */
void
lw_arrival_count (LwArrival *self, LwRole role, guint *n_new, guint *n_rows)
{
  *n_new = 0;
  *n_rows = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const LwArrivalRow *row = &get_row (self, i)->row;

      if (row->role != role || row->state == LW_ARRIVAL_UNKNOWN)
        continue;
      *n_rows += 1;
      *n_new += row->state == LW_ARRIVAL_NEW;
    }
}
