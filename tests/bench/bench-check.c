/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-bench-hold.h"
#include "lw-cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* bench-check PER_SERVER PER_SECOND COMMAND ARGUMENTS…: letterway itself in the world of
 * LETTERWAY_WORLD, with servers that have to bear so much. At the end it says on the standard
 * error, in one JSON line, how long it held its main loop, what it sent and what memory it took. */

static void
print_figures (LwExchange *exchange, const char *hold)
{
  struct rusage usage;
  guint64 most = 0;
  guint64 sent = lw_exchange_get_n_sent (exchange, &most);

  getrusage (RUSAGE_SELF, &usage);
  fprintf (stderr,
           "{\"sent\": %" G_GUINT64_FORMAT ", \"most\": %" G_GUINT64_FORMAT
           ", \"kib\": %ld, \"hold_usec\": %s}\n",
           sent, most, usage.ru_maxrss, hold);
}

int
main (int argc, char *argv[])
{
  g_autoptr (LwWorld) world = lw_world_new_from_file (g_getenv ("LETTERWAY_WORLD"), NULL);
  g_autoptr (LwServices) services = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autofree char *hold = NULL;
  int code;

  g_assert (world != NULL && argc > 3);
  arguments = g_strdupv (argv + 3);
  services = lw_services_new (world);
  lw_exchange_set_limits (lw_services_get_exchange (services), (guint) atoi (argv[1]),
                          (guint) atoi (argv[2]));
  lw_bench_hold_begin ();
  code = lw_cli_run (services, arguments);
  hold = lw_bench_hold_end ();
  print_figures (lw_services_get_exchange (services), hold);

  return code;
}
