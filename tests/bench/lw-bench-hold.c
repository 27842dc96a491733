/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-bench-hold.h"

#include <time.h>

static GArray *holds;     /* (owned) (nullable) (element-type guint): in microseconds */
static GArray *cpu_holds; /* (owned) (nullable) (element-type guint): the same by the CPU's clock */
static gint64 returned_usec;
static gint64 returned_cpu_usec;

/* What this thread took of a CPU, which others that want it too do not lengthen */
static gint64
read_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
poll_and_measure (GPollFD *fds, guint n_fds, int timeout_ms)
{
  gint64 now_usec = g_get_monotonic_time ();
  guint hold_usec = (guint) (now_usec - returned_usec);
  guint cpu_usec = (guint) (read_cpu () - returned_cpu_usec);
  int n;

  if (returned_usec != 0)
    {
      g_array_append_val (holds, hold_usec);
      g_array_append_val (cpu_holds, cpu_usec);
    }
  n = g_poll (fds, n_fds, timeout_ms);
  returned_usec = g_get_monotonic_time ();
  returned_cpu_usec = read_cpu ();

  return n;
}

void
lw_bench_hold_begin (void)
{
  holds = g_array_new (FALSE, FALSE, sizeof (guint));
  cpu_holds = g_array_new (FALSE, FALSE, sizeof (guint));
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
find_quantile (GArray *sorted, double part)
{
  return sorted->len > 0 ? g_array_index (sorted, guint, (guint) (part * (sorted->len - 1))) : 0;
}

char *
lw_bench_hold_end (void)
{
  char *text;

  g_main_context_set_poll_func (NULL, NULL);
  g_array_sort (holds, compare_usec);
  g_array_sort (cpu_holds, compare_usec);
  text = g_strdup_printf (
      "{\"n\": %u, \"p50\": %u, \"p99\": %u, \"max\": %u, \"cpu_p99\": %u, \"cpu_max\": %u}",
      holds->len, find_quantile (holds, 0.5), find_quantile (holds, 0.99), find_quantile (holds, 1),
      find_quantile (cpu_holds, 0.99), find_quantile (cpu_holds, 1));
  g_clear_pointer (&holds, g_array_unref);
  g_clear_pointer (&cpu_holds, g_array_unref);

  return text;
}
