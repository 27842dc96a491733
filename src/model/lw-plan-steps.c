/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <string.h>

#include "lw-plan-private.h"

/* When a single record is written, the first the soonest */
typedef enum
{
  TURN_ADD_ADDRESS,
  TURN_ADD,
  TURN_EXCHANGE_FOR_MX,
  TURN_ADD_MX,
  TURN_ALTER,
  TURN_ALTER_MX,
  TURN_ALTER_ONCE,
  TURN_NULL_MX, /* the sign and the others never stand together */
  TURN_EXCHANGE,
  TURN_REMOVE_MX,
  TURN_REMOVE,
  TURN_REMOVE_ADDRESS,
} Turn;

typedef struct
{
  char *text;
  Turn turn;
  guint number; /* keeps the order within a turn */
} Step;

/* Values of one change, by what becomes of them */
typedef struct
{
  GArray *steps; /* (element-type Step) */
  LwRecordSet *old_set;
  LwRecordSet *new_set;
  guint16 type;
  GPtrArray *gone; /* (element-type utf8) (transfer none) */
  GPtrArray *come; /* (element-type utf8) (transfer none) */
} Parts;

static void
clear_step (gpointer data)
{
  g_free (((Step *) data)->text);
}

static void
add_step (GArray *steps, Turn turn, char *text)
{
  Step step = { text, turn, steps->len };

  g_array_append_val (steps, step);
}

static char *
print_record (const char *mark, LwRecordSet *set, const char *value)
{
  g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

  return g_strdup_printf ("%s %s %u %s %s", mark, lw_record_set_get_owner (set),
                          lw_record_set_get_ttl (set), type, value);
}

static void
add_record (Parts *p, Turn turn, const char *value)
{
  add_step (p->steps, turn, print_record ("+", p->new_set, value));
}

static void
remove_record (Parts *p, Turn turn, const char *value)
{
  add_step (p->steps, turn, print_record ("-", p->old_set, value));
}

static void
alter_record (Parts *p, Turn turn, const char *old_value, const char *new_value)
{
  g_autofree char *text = print_record ("±", p->new_set, new_value);

  add_step (
      p->steps, turn,
      g_strdup_printf ("%s (was %u %s)", text, lw_record_set_get_ttl (p->old_set), old_value));
}

static gboolean
is_address (guint16 type)
{
  return type == LW_RR_TYPE_A || type == LW_RR_TYPE_AAAA;
}

static Turn
turn_of_addition (guint16 type)
{
  if (type == LW_RR_TYPE_MX)
    return TURN_ADD_MX;

  return is_address (type) ? TURN_ADD_ADDRESS : TURN_ADD;
}

static Turn
turn_of_removal (guint16 type)
{
  if (type == LW_RR_TYPE_MX)
    return TURN_REMOVE_MX;

  return is_address (type) ? TURN_REMOVE_ADDRESS : TURN_REMOVE;
}

static Turn
turn_of_alteration (guint16 type, const char *value)
{
  if (type == LW_RR_TYPE_MX)
    return TURN_ALTER_MX;

  return lw_plan_stands_once (type, value) ? TURN_ALTER_ONCE : TURN_ALTER;
}

/* A mail server keeps its record when its order changes; what may stand only once gives its record
 * to what comes instead. */
static gboolean
can_become (guint16 type, const char *old_value, const char *new_value)
{
  gsize n_start = strcspn (old_value, " ;");

  if (type == LW_RR_TYPE_MX)
    return strcmp (strchr (old_value, ' '), strchr (new_value, ' ')) == 0;
  if (type == LW_RR_TYPE_CNAME || type == LW_RR_TYPE_DNAME)
    return TRUE;

  return lw_plan_stands_once (type, old_value) && lw_plan_stands_once (type, new_value) &&
         g_ascii_strncasecmp (old_value, new_value, n_start) == 0;
}

static void
alter_pairs (Parts *p)
{
  for (guint i = 0; i < p->come->len;)
    {
      const char *value = g_ptr_array_index (p->come, i);
      guint j = 0;

      while (j < p->gone->len && !can_become (p->type, g_ptr_array_index (p->gone, j), value))
        j++;
      if (j == p->gone->len)
        {
          i++;
          continue;
        }

      alter_record (p, turn_of_alteration (p->type, value), g_ptr_array_index (p->gone, j), value);
      g_ptr_array_remove_index (p->gone, j);
      g_ptr_array_remove_index (p->come, i);
    }
}

static void
remove_string (GPtrArray *strings, const char *string)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (strings, string, g_str_equal, &index))
    g_ptr_array_remove_index (strings, index);
}

/* From the others to the sign: the last of them becomes it. */
static void
set_up_null_mx (Parts *p)
{
  guint last = p->gone->len - 1;

  for (guint i = 0; i < last; i++)
    remove_record (p, TURN_NULL_MX, g_ptr_array_index (p->gone, i));
  alter_record (p, TURN_NULL_MX, g_ptr_array_index (p->gone, last), "0 .");

  g_ptr_array_set_size (p->gone, 0);
  g_ptr_array_set_size (p->come, 0);
}

/* From the sign to the others: it becomes the first of them. */
static void
lift_null_mx (Parts *p)
{
  remove_string (p->gone, "0 .");
  alter_record (p, TURN_NULL_MX, "0 .", g_ptr_array_index (p->come, 0));
  for (guint i = 1; i < p->come->len; i++)
    add_record (p, TURN_NULL_MX, g_ptr_array_index (p->come, i));

  g_ptr_array_set_size (p->come, 0);
}

static gboolean
has_null (GPtrArray *values)
{
  return g_ptr_array_find_with_equal_func (values, "0 .", g_str_equal, NULL);
}

static void
add_steps_of_values (Parts *p)
{
  if (p->type == LW_RR_TYPE_MX && has_null (p->come) && p->come->len == 1 && p->gone->len > 0)
    set_up_null_mx (p);
  else if (p->type == LW_RR_TYPE_MX && has_null (p->gone) && p->come->len > 0)
    lift_null_mx (p);

  alter_pairs (p);

  for (guint i = 0; i < p->come->len; i++)
    add_record (p, turn_of_addition (p->type), g_ptr_array_index (p->come, i));
  for (guint i = 0; i < p->gone->len; i++)
    remove_record (p, turn_of_removal (p->type), g_ptr_array_index (p->gone, i));
}

/* (element-type utf8) (transfer none): values of @a that @b has not; NULLs are empty */
static GPtrArray *
subtract (LwRecordSet *a, LwRecordSet *b)
{
  GPtrArray *left = g_ptr_array_new ();
  const char *const *values = a != NULL ? lw_record_set_get_values (a) : NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (b == NULL || !lw_record_set_has_value (b, values[i]))
      g_ptr_array_add (left, (gpointer) values[i]);

  return left;
}

static void
alter_waiting_times (Parts *p)
{
  const char *const *values = lw_record_set_get_values (p->new_set);

  if (lw_record_set_get_ttl (p->old_set) == lw_record_set_get_ttl (p->new_set))
    return;

  for (guint i = 0; values[i] != NULL; i++)
    if (lw_record_set_has_value (p->old_set, values[i]))
      alter_record (p, turn_of_alteration (p->type, values[i]), values[i], values[i]);
}

static void
add_steps (GArray *steps, LwChange *change)
{
  LwRecordSet *old_set = lw_change_get_old (change), *new_set = lw_change_get_new (change);
  g_autoptr (GPtrArray) gone = subtract (old_set, new_set);
  g_autoptr (GPtrArray) come = subtract (new_set, old_set);
  Parts parts = { steps, old_set, new_set, lw_change_get_rr_type (change), gone, come };

  if (lw_change_get_kind (change) == LW_CHANGE_ALTER)
    alter_waiting_times (&parts);
  add_steps_of_values (&parts);
}

/* Both sides of an exchange take the same turn, in the order of the plan. */
static void
add_steps_of_exchange (GArray *steps, GPtrArray *changes, LwChange *change)
{
  guint first = steps->len;
  gboolean before_mx = lw_plan_becomes_mail_host (changes, lw_change_get_owner (change));

  add_steps (steps, change);
  for (guint i = first; i < steps->len; i++)
    g_array_index (steps, Step, i).turn = before_mx ? TURN_EXCHANGE_FOR_MX : TURN_EXCHANGE;
}

static int
compare_steps_cb (gconstpointer a, gconstpointer b)
{
  const Step *x = a, *y = b;

  return x->turn != y->turn ? (int) x->turn - (int) y->turn : (int) x->number - (int) y->number;
}

/**
 * lw_plan_dup_steps:
 * @self: a plan
 *
 * The single records in the order in which a host without batches has to be asked, one a line:
 *
 * - `+ OWNER TTL TYPE VALUE` adds a record,
 * - `± OWNER TTL TYPE VALUE (was TTL VALUE)` alters one in place,
 * - `- OWNER TTL TYPE VALUE` removes one.
 *
 * After each of them a domain that had a usable mail server and shall have one has one. The sign
 * that a domain takes no mail (null MX) and mail servers are exchanged by altering one record, and
 * never stand together; a host that cannot alter in place has a gap there.
 *
 * Returns: (transfer full) (element-type utf8): the steps
 */
GPtrArray *
lw_plan_dup_steps (LwPlan *self)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *changes;

  g_return_val_if_fail (self != NULL, texts);

  g_array_set_clear_func (steps, clear_step);
  changes = lw_plan_get_changes (self);
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (lw_plan_is_exchange (changes, change))
        add_steps_of_exchange (steps, changes, change);
      else
        add_steps (steps, change);
    }

  g_array_sort (steps, compare_steps_cb);
  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (texts, g_strdup (g_array_index (steps, Step, i).text));

  return texts;
}
