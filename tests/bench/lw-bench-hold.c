/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-bench-hold.h"

static GArray *holds; /* (owned) (nullable) (element-type guint): in microseconds */
static gint64 returned_usec;

static int
poll_and_measure (GPollFD *fds, guint n_fds, int timeout_ms)
{
  gint64 now_usec = g_get_monotonic_time ();
  guint hold_usec = (guint) (now_usec - returned_usec);
  int n;

  if (returned_usec != 0)
    g_array_append_val (holds, hold_usec);
  n = g_poll (fds, n_fds, timeout_ms);
  returned_usec = g_get_monotonic_time ();

  return n;
}

void
lw_bench_hold_begin (void)
{
  holds = g_array_new (FALSE, FALSE, sizeof (guint));
  returned_usec = 0;
  g_main_context_set_poll_func (NULL, poll_and_measure);
}

static int
compare_usec (gconstpointer a, gconstpointer b)
{
  const guint *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

static guint
find_quantile (double part)
{
  return holds->len > 0 ? g_array_index (holds, guint, (guint) (part * (holds->len - 1))) : 0;
}

char *
lw_bench_hold_end (void)
{
  char *text;

  g_main_context_set_poll_func (NULL, NULL);
  g_array_sort (holds, compare_usec);
  text = g_strdup_printf ("{\"n\": %u, \"p50\": %u, \"p99\": %u, \"max\": %u}", holds->len,
                          find_quantile (0.5), find_quantile (0.99), find_quantile (1));
  g_clear_pointer (&holds, g_array_unref);

  return text;
}
