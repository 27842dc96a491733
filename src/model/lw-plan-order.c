/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan-private.h"

#include <string.h>

#include "lw-name.h"

/* Make before break. What others refer to is added before them and removed after them: an MX is
 * added when the address of its host stands, and removed before that address goes. */
typedef enum
{
  RANK_ADD_ADDRESS,
  RANK_ADD,
  RANK_EXCHANGE_FOR_MX, /* an alias gives way to the address of a new mail server, or the reverse */
  RANK_ADD_MX,
  RANK_ALTER_ADDRESS,
  RANK_ALTER,
  RANK_ADD_MX_LATE, /* its host has an address that is altered first */
  RANK_ALTER_MX,
  RANK_ALTER_ONCE,
  RANK_ALTER_NULL_MX,
  RANK_EXCHANGE,
  RANK_REMOVE_MX,
  RANK_REMOVE,
  RANK_REMOVE_ADDRESS,
} Rank;

typedef struct
{
  LwChange *change; /* (transfer none) */
  Rank rank;
  gboolean exchange;
} Ranked;

static gboolean
is_address (guint16 type)
{
  return type == LW_RR_TYPE_A || type == LW_RR_TYPE_AAAA;
}

/* Whether @a and @b cannot stand at one name together, and one of them is there to make room */
static gboolean
exclude_each_other (LwChange *a, LwChange *b)
{
  LwChangeKind kind_a, kind_b;

  /* First, since it is asked of all pairs: */
  if ((lw_change_get_rr_type (a) == LW_RR_TYPE_CNAME) ==
          (lw_change_get_rr_type (b) == LW_RR_TYPE_CNAME) ||
      strcmp (lw_change_get_owner (a), lw_change_get_owner (b)) != 0)
    return FALSE;

  kind_a = lw_change_get_kind (a);
  kind_b = lw_change_get_kind (b);

  return (kind_a == LW_CHANGE_ADD && kind_b == LW_CHANGE_REMOVE) ||
         (kind_a == LW_CHANGE_REMOVE && kind_b == LW_CHANGE_ADD);
}

/* Whether @change is one side of an exchange of an alias (CNAME) for other records at its name */
gboolean
lw_plan_is_exchange (GPtrArray *changes, LwChange *change)
{
  for (guint i = 0; i < changes->len; i++)
    if (exclude_each_other (change, g_ptr_array_index (changes, i)))
      return TRUE;

  return FALSE;
}

static gboolean
set_names_host (LwRecordSet *set, const char *host)
{
  const char *const *values;

  if (set == NULL || lw_record_set_get_rr_type (set) != LW_RR_TYPE_MX)
    return FALSE;

  values = lw_record_set_get_values (set);
  for (guint i = 0; values[i] != NULL; i++)
    if (strcmp (strchr (values[i], ' ') + 1, host) == 0)
      return TRUE;

  return FALSE;
}

/* Whether some MX of the plan names @host afterwards, and none did before */
gboolean
lw_plan_becomes_mail_host (GPtrArray *changes, const char *host)
{
  gboolean after = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (set_names_host (lw_change_get_old (change), host))
        return FALSE;
      after = after || set_names_host (lw_change_get_new (change), host);
    }

  return after;
}

static gboolean
waits_for_address (GPtrArray *changes, LwChange *mx)
{
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (lw_change_get_kind (change) == LW_CHANGE_ALTER &&
          is_address (lw_change_get_rr_type (change)) &&
          set_names_host (lw_change_get_new (mx), lw_change_get_owner (change)))
        return TRUE;
    }

  return FALSE;
}

/*
 * lw_plan_stands_once:
 *
 * Returns: whether receivers ignore it, or the server refuses it, when another of its kind stands
 *   beside it
 */
gboolean
lw_plan_stands_once (guint16 type, const char *value)
{
  static const char *const starts[] = { "\"v=spf1", "\"v=DMARC1", "\"v=STSv1", "\"v=TLSRPTv1",
                                        "\"v=DKIM1" };

  if (type == LW_RR_TYPE_CNAME || type == LW_RR_TYPE_DNAME)
    return TRUE;
  if (type == LW_RR_TYPE_MX)
    return strcmp (value, "0 .") == 0;
  if (type != LW_RR_TYPE_TXT)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (value, starts[i], strlen (starts[i])) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
set_stands_once (LwRecordSet *set)
{
  const char *const *values = lw_record_set_get_values (set);

  for (guint i = 0; values[i] != NULL; i++)
    if (lw_plan_stands_once (lw_record_set_get_rr_type (set), values[i]))
      return TRUE;

  return FALSE;
}

static Rank
rank_addition (GPtrArray *changes, LwChange *change)
{
  guint16 type = lw_change_get_rr_type (change);

  if (type == LW_RR_TYPE_MX)
    return waits_for_address (changes, change) ? RANK_ADD_MX_LATE : RANK_ADD_MX;

  return is_address (type) ? RANK_ADD_ADDRESS : RANK_ADD;
}

static Rank
rank_alteration (LwChange *change)
{
  guint16 type = lw_change_get_rr_type (change);
  gboolean once =
      set_stands_once (lw_change_get_old (change)) || set_stands_once (lw_change_get_new (change));

  if (type == LW_RR_TYPE_MX)
    return once ? RANK_ALTER_NULL_MX : RANK_ALTER_MX;
  if (once)
    return RANK_ALTER_ONCE;

  return is_address (type) ? RANK_ALTER_ADDRESS : RANK_ALTER;
}

static Rank
rank_change (GPtrArray *changes, LwChange *change, gboolean exchange)
{
  guint16 type = lw_change_get_rr_type (change);

  if (exchange)
    return lw_plan_becomes_mail_host (changes, lw_change_get_owner (change)) ? RANK_EXCHANGE_FOR_MX
                                                                             : RANK_EXCHANGE;

  switch (lw_change_get_kind (change))
    {
    case LW_CHANGE_ADD:
      return rank_addition (changes, change);
    case LW_CHANGE_ALTER:
      return rank_alteration (change);
    case LW_CHANGE_REMOVE:
      if (type == LW_RR_TYPE_MX)
        return RANK_REMOVE_MX;
      return is_address (type) ? RANK_REMOVE_ADDRESS : RANK_REMOVE;
    }

  g_assert_not_reached ();
}

/* An exchange is done back to back: at each name first what goes, then what comes. */
static int
compare_ranked_cb (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;
  int order = (int) x->rank - (int) y->rank;

  if (order == 0)
    order = lw_name_compare (lw_change_get_owner (x->change), lw_change_get_owner (y->change));
  if (order == 0 && x->exchange)
    order = (int) (lw_change_get_kind (y->change) == LW_CHANGE_REMOVE) -
            (int) (lw_change_get_kind (x->change) == LW_CHANGE_REMOVE);
  if (order == 0)
    order = (int) lw_change_get_rr_type (x->change) - (int) lw_change_get_rr_type (y->change);

  return order;
}

/*
 * lw_plan_sort:
 * @changes: (element-type LwChange): at most one for each owner and type
 *
 * Brings them into the order in which they are to be made. It depends on the changes alone, so the
 * same changes are always made in the same order.
 */
void
lw_plan_sort (GPtrArray *changes)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);
      gboolean exchange = lw_plan_is_exchange (changes, change);
      Ranked r = { change, rank_change (changes, change, exchange), exchange };

      g_array_append_val (ranked, r);
    }

  g_array_sort (ranked, compare_ranked_cb);

  for (guint i = 0; i < changes->len; i++)
    changes->pdata[i] = g_array_index (ranked, Ranked, i).change;
}
