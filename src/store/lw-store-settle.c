/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-store-job.h"

/* The part of LwStore that ends what later pushes made good:
 *
 *   a push that was cut off ◄─ one that was to finish it, cut off too ◄─ one that finishes that,
 * done
 *
 * Then all three have their end. Where the last one puts back the middle one instead, the first
 * still is half made, and stays open.
 */

/* Whether @plan makes what @older meant, and not the reverse */
static gboolean
goes_same_way (LwPlan *plan, LwPlan *older)
{
  GPtrArray *changes = lw_plan_get_changes (plan);

  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);
      LwChange *meant =
          lw_plan_find (older, lw_change_get_owner (change), lw_change_get_rr_type (change));

      if (meant != NULL)
        return lw_record_set_equal (lw_change_get_new (change), lw_change_get_new (meant));
    }

  return FALSE;
}

static gboolean
is_open (const LwPushFields *push)
{
  return push->state == LW_PUSH_INTENDED || push->state == LW_PUSH_PARTIAL;
}

static gboolean
settle (LwDatabase *database, gint64 id, gint64 now, GError **error)
{
  return lw_database_run (database, error,
                          "UPDATE push SET state = 'settled', ended_at = max (ended_at, ?) "
                          "WHERE id = ?",
                          "ii", now, id);
}

/* An entry points to an older one; in a damaged file it may point anywhere. */
gboolean
lw_store_settle_older (LwDatabase *database, gint64 done, gint64 now, GError **error)
{
  g_autoptr (LwPush) push = lw_store_find_push (database, done, error);
  gint64 id = push != NULL ? lw_push_get (push)->undoes : 0;
  gint64 before = done;

  while (id > 0 && id < before)
    {
      g_autoptr (LwPush) older = lw_store_find_push (database, id, NULL);

      if (older == NULL || !is_open (lw_push_get (older)))
        break;
      if (!settle (database, id, now, error))
        return FALSE;

      before = id;
      id = goes_same_way (lw_push_get (push)->plan, lw_push_get (older)->plan)
               ? lw_push_get (older)->undoes
               : 0;
    }

  return push != NULL;
}
