/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-bench-hold.h"
#include "lw-exchange.h"
#include "lw-rr-type.h"
#include "lw-wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* bench-exchange ADDRESS FILE N: asks ADDRESS for the MX of every name in FILE, N questions at a
 * time, and reads every answer as a look does. Prints one JSON line. */

#define PORT 53
#define TIMEOUT_MS 400

typedef struct
{
  LwExchange *exchange; /* (owned) */
  const char *address;
  GStrv names;
  guint n_names;
  guint next;
  guint n_waiting;
  guint n_answered; /* with the mail servers of the name */
  guint n_silent;
  guint n_records;
} Bench;

static void ask_next (Bench *bench);

static void
count_answer (Bench *bench, GBytes *reply)
{
  g_autoptr (LwMessage) message = lw_wire_parse (reply, NULL);
  GPtrArray *sets = message != NULL ? lw_message_get_sets (message, LW_SECTION_ANSWER) : NULL;

  if (sets == NULL || sets->len != 1 ||
      lw_record_set_get_rr_type (g_ptr_array_index (sets, 0)) != LW_RR_TYPE_MX)
    return;

  bench->n_answered++;
  bench->n_records += g_strv_length ((GStrv) lw_record_set_get_values (sets->pdata[0]));
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GBytes) reply = lw_exchange_ask_finish (LW_EXCHANGE (source), result, NULL, NULL);

  bench->n_waiting--;
  if (reply != NULL)
    count_answer (bench, reply);
  else
    bench->n_silent++;
  if (bench->next < bench->n_names)
    ask_next (bench);
}

static void
ask_next (Bench *bench)
{
  g_autoptr (GBytes) query =
      lw_wire_build_query (bench->names[bench->next++], LW_RR_TYPE_MX, LW_QUERY_NONE, NULL);

  g_assert (query != NULL);
  bench->n_waiting++;
  lw_exchange_ask_async (bench->exchange, bench->address, PORT, query, LW_TRANSPORT_AUTO, NULL,
                         replied_cb, bench);
}

int
main (int argc, char *argv[])
{
  Bench bench = { .address = argv[1] };
  g_autofree char *text = NULL;
  g_autofree char *hold = NULL;
  gint64 begin_usec;

  if (argc != 4 || !g_file_get_contents (argv[2], &text, NULL, NULL))
    return EXIT_FAILURE;

  bench.names = g_strsplit (g_strchomp (text), "\n", -1);
  bench.n_names = g_strv_length (bench.names);
  bench.exchange = lw_exchange_new (TIMEOUT_MS);
  lw_exchange_set_limits (bench.exchange, (guint) atoi (argv[3]), 0); /* it is our own server */

  lw_bench_hold_begin ();
  begin_usec = g_get_monotonic_time ();
  for (int i = 0; i < atoi (argv[3]) && bench.next < bench.n_names; i++)
    ask_next (&bench);
  while (bench.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);

  hold = lw_bench_hold_end ();
  printf ("{\"asked\": %u, \"answered\": %u, \"silent\": %u, \"records\": %u, \"seconds\": %.6f, "
          "\"hold_usec\": %s}\n",
          bench.next, bench.n_answered, bench.n_silent, bench.n_records,
          (double) (g_get_monotonic_time () - begin_usec) / G_USEC_PER_SEC, hold);
  g_object_unref (bench.exchange);
  g_strfreev (bench.names);

  return EXIT_SUCCESS;
}
