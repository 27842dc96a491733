/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-fixture.h"

#define RESOLVER "127.86.3.1"
#define RESOLVER2 "127.86.3.2"
#define SHORT_NAME "new.short.example."

static const char new_record[] =
    "{\"rrsets\":[{\"name\":\"" SHORT_NAME "\",\"type\":\"A\",\"changetype\":\"REPLACE\","
    "\"ttl\":4,\"records\":[{\"content\":\"192.0.2.9\",\"disabled\":false}]}]}";

static void
put_short_zone (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone =
      lw_zone_parse ("@ 9 SOA ns1.practice.example. x 1 2 3 4 1\n", -1, "short.example.", &error);

  g_assert_no_error (error);
  g_assert_true (lw_practice_put_zone (f->practice, zone, NULL));
}

/* A “no” is forgotten after its own time, and times count down meanwhile. */
static void
test_cache_forgets (Fixture *f, gconstpointer user_data)
{
  g_autofree char *none = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *still = NULL;
  g_autofree char *then = NULL;
  g_autofree char *aged = NULL;

  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .secondary_lag_ms = 0 });
  put_short_zone (f);
  none = fixture_ask_text (f, RESOLVER, SHORT_NAME, LW_RR_TYPE_A);
  g_assert_true (g_str_has_prefix (none, "NXDOMAIN RA | | short.example. 1 SOA"));

  g_assert_cmpuint (fixture_request (f, "PATCH", "/api/v1/servers/localhost/zones/short.example.",
                                     new_record, NULL, NULL),
                    ==, 204);
  fresh = fixture_ask_text (f, RESOLVER2, SHORT_NAME, LW_RR_TYPE_A);
  g_assert_cmpstr (fresh, ==, "NOERROR RA | " SHORT_NAME " 4 A 192.0.2.9 | |");
  still = fixture_ask_text (f, RESOLVER, SHORT_NAME, LW_RR_TYPE_A);
  g_assert_true (g_str_has_prefix (still, "NXDOMAIN RA |"));

  fixture_wait_ms (1050);
  then = fixture_ask_text (f, RESOLVER, SHORT_NAME, LW_RR_TYPE_A);
  g_assert_cmpstr (then, ==, "NOERROR RA | " SHORT_NAME " 4 A 192.0.2.9 | |");
  aged = fixture_ask_text (f, RESOLVER2, SHORT_NAME, LW_RR_TYPE_A);
  g_assert_cmpstr (aged, ==, "NOERROR RA | " SHORT_NAME " 3 A 192.0.2.9 | |");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/practice-cache/forgets", Fixture, NULL, fixture_set_up, test_cache_forgets,
              fixture_tear_down);

  return g_test_run ();
}
