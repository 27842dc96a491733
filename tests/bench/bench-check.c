/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-bench-hold.h"
#include "lw-cli.h"

#include <stdio.h>
#include <stdlib.h>

/* bench-check COMMAND ARGUMENTS…: letterway itself in the world of LETTERWAY_WORLD, and at the end
 * on the standard error how long it held its main loop, as one JSON line. */
int
main (int argc, char *argv[])
{
  g_autoptr (LwWorld) world = lw_world_new_from_file (g_getenv ("LETTERWAY_WORLD"), NULL);
  g_autoptr (LwServices) services = NULL;
  g_autofree char *hold = NULL;
  int code;

  g_assert (world != NULL);
  services = lw_services_new (world);
  lw_bench_hold_begin ();
  code = lw_cli_run (services, argv + 1);
  hold = lw_bench_hold_end ();
  fprintf (stderr, "%s\n", hold);

  return code;
}
