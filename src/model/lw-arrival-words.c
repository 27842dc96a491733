/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-arrival-private.h"

#include "lw-clock.h"
#include "lw-json.h"

#include <glib/gi18n-lib.h>

#define SECONDS_PER_MINUTE 60

static char *
describe_counts (LwArrival *self)
{
  guint n_new = 0;
  guint n_rows = 0;

  lw_arrival_count (self, LW_ROLE_AUTHORITY, &n_new, &n_rows);
  if (!lw_arrival_authorities_done (self))
    return g_strdup_printf (ngettext ("%u of %u name server has the new entries.",
                                      "%u of %u name servers have the new entries.", n_rows),
                            n_new, n_rows);

  lw_arrival_count (self, LW_ROLE_RESOLVER, &n_new, &n_rows);
  if (n_rows == 0)
    return g_strdup (_ ("All name servers have the new entries."));

  return g_strdup_printf (
      ngettext ("%u of %u resolver knows it.", "%u of %u resolvers know it.", n_rows), n_new,
      n_rows);
}

/* (nullable): the first that keeps the old answer too long */
static LwServer *
find_late (LwArrival *self)
{
  for (guint i = 0; i < lw_arrival_get_n_rows (self); i++)
    if (lw_arrival_get_row (self, i)->late)
      return lw_arrival_get_row (self, i)->server;

  return NULL;
}

static char *
describe_end (LwArrival *self, gint64 now, GTimeZone *tz)
{
  gint64 ready_at = lw_arrival_get_ready_at (self, now);
  g_autofree char *clock = lw_clock_format (ready_at, now, tz);
  LwServer *late = find_late (self);

  if (!lw_arrival_authorities_done (self))
    return g_strdup_printf (_ ("Everyone sees it at %s at the earliest."), clock);
  if (now <= ready_at)
    return g_strdup_printf (_ ("Everyone sees it at about %s."), clock);
  if (late != NULL)
    return g_strdup_printf (_ ("%s keeps old answers longer than asked."),
                            lw_server_get_name (late));

  return g_strdup_printf (_ ("Since %s nobody may use the old answer any more."), clock);
}

static gboolean
has_resolvers (LwArrival *self)
{
  guint n_new = 0;
  guint n_rows = 0;

  lw_arrival_count (self, LW_ROLE_RESOLVER, &n_new, &n_rows);

  return n_rows > 0;
}

/* Those who were asked are a sample: other networks may remember the old answer for a while. */
static char *
describe_complete (gint64 ready_at, gint64 now, GTimeZone *tz)
{
  g_autofree char *clock = lw_clock_format (ready_at, now, tz);

  if (now > ready_at)
    return g_strdup (_ ("Everyone sees it."));

  return g_strdup_printf (_ ("All that were asked know it. Everybody else does by %s."), clock);
}

/**
 * lw_arrival_describe:
 * @self: an arrival
 * @now: Unix seconds
 * @tz: (nullable): the person's time zone, local when `NULL`
 *
 * Returns: (transfer full): sentences, such as “5 of 8 resolvers know it. Everyone sees it at about
 *   14:52.”
 */
char *
lw_arrival_describe (LwArrival *self, gint64 now, GTimeZone *tz)
{
  g_autofree char *counts = NULL;
  g_autofree char *end = NULL;

  g_return_val_if_fail (LW_IS_ARRIVAL (self), NULL);

  if (lw_arrival_is_complete (self) &&
      (has_resolvers (self) || now > lw_arrival_get_ready_at (self, now)))
    return describe_complete (lw_arrival_get_ready_at (self, now), now, tz);

  counts = describe_counts (self);
  end = describe_end (self, now, tz);
  return g_strdup_printf ("%s %s", counts, end);
}

static char *
describe_left (gint64 seconds)
{
  gint64 minutes = (seconds + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE;

  if (seconds < SECONDS_PER_MINUTE)
    return g_strdup (_ ("old answer, for less than a minute"));

  return g_strdup_printf (ngettext ("old answer, for %" G_GINT64_FORMAT " more minute",
                                    "old answer, for %" G_GINT64_FORMAT " more minutes",
                                    (gulong) minutes),
                          minutes);
}

static char *
describe_old (const LwArrivalRow *row, gint64 now)
{
  if (row->late)
    return g_strdup (_ ("keeps old answers longer than asked"));
  if (row->forgets_at > now)
    return describe_left (row->forgets_at - now);
  if (row->state == LW_ARRIVAL_NONE)
    return g_strdup (_ ("has nothing yet"));

  return g_strdup (row->state == LW_ARRIVAL_OLD ? _ ("has the old entries")
                                                : _ ("has neither the old nor the new entries"));
}

/**
 * lw_arrival_describe_row:
 * @self: an arrival
 * @index: which row
 * @now: Unix seconds
 *
 * Returns: (transfer full): the end of a sentence that begins with the server's name
 */
char *
lw_arrival_describe_row (LwArrival *self, guint index, gint64 now)
{
  const LwArrivalRow *row;

  g_return_val_if_fail (LW_IS_ARRIVAL (self), NULL);

  row = lw_arrival_get_row (self, index);
  g_return_val_if_fail (row != NULL, NULL);

  switch (row->state)
    {
    case LW_ARRIVAL_NOT_ASKED:
      return g_strdup (_ ("not asked yet"));
    case LW_ARRIVAL_NEW:
      return g_strdup (_ ("has the new entries"));
    case LW_ARRIVAL_OLD:
    case LW_ARRIVAL_NONE:
    case LW_ARRIVAL_OTHER:
      return describe_old (row, now);
    case LW_ARRIVAL_UNKNOWN:
      return lw_answer_describe (row->answer);
    }

  g_return_val_if_reached (NULL);
}

static const char *
get_state_id (LwArrivalState state)
{
  static const char *const ids[] = { "not-asked", "new", "old", "none", "other", "unknown" };

  g_return_val_if_fail (state < G_N_ELEMENTS (ids), NULL);

  return ids[state];
}

static void
add_row (JsonBuilder *builder, const LwArrivalRow *row)
{
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "server", lw_server_get_name (row->server));
  lw_json_add_string (builder, "operator", lw_server_get_operator (row->server));
  lw_json_add_string (builder, "address", lw_server_get_address (row->server));
  lw_json_add_string (builder, "role", lw_role_get_id (row->role));
  lw_json_add_string (builder, "arrival", get_state_id (row->state));
  lw_json_add_time (builder, "forgets_at", row->forgets_at);
  lw_json_add_boolean (builder, "late", row->late);
  lw_json_add_node (builder, "answer",
                    row->answer != NULL ? lw_answer_to_json (row->answer) : NULL);
  json_builder_end_object (builder);
}

/**
 * lw_arrival_to_json:
 * @self: an arrival
 * @now: Unix seconds
 *
 * Returns: (transfer full): `{"owner","type","pushed_at","ready_at","complete",
 *   "authorities_done","rows":[…]}`, times in ISO 8601
 */
JsonNode *
lw_arrival_to_json (LwArrival *self, gint64 now)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *type = NULL;
  LwChange *change;

  g_return_val_if_fail (LW_IS_ARRIVAL (self), NULL);

  change = lw_arrival_get_change (self);
  type = lw_rr_type_to_string (lw_change_get_rr_type (change));
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "owner", lw_change_get_owner (change));
  lw_json_add_string (builder, "type", type);
  lw_json_add_time (builder, "pushed_at", lw_arrival_get_pushed_at (self));
  lw_json_add_time (builder, "ready_at", lw_arrival_get_ready_at (self, now));
  lw_json_add_boolean (builder, "complete", lw_arrival_is_complete (self));
  lw_json_add_boolean (builder, "authorities_done", lw_arrival_authorities_done (self));
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lw_arrival_get_n_rows (self); i++)
    add_row (builder, lw_arrival_get_row (self, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
