/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-mail-server.h"
#include "lw-error.h"
#include "lw-route-probe.h"
#include "lw-route.h"

#include <string.h>

/* Adds "mx1.berg.test." with the addresses 127.0.0.1 and so on */
static void
add_host (GPtrArray *hosts, const char *name, const char *addresses)
{
  g_auto (GStrv) list = g_strsplit (addresses, " ", -1);

  g_ptr_array_add (
      hosts, lw_mail_host_new (name, *addresses != '\0' ? (const char *const *) list : NULL, NULL,
                               *addresses != '\0' ? LW_ANSWER_SET : LW_ANSWER_NXDOMAIN));
}

static GPtrArray *
make_hosts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_host_unref);
}

static LwRecordSet *
make_mx (const char *const *values)
{
  g_autoptr (GError) error = NULL;
  LwRecordSet *mx = lw_record_set_new ("berg.test.", LW_RR_TYPE_MX, 300, values, &error);

  g_assert_no_error (error);
  return mx;
}

static char *
format_stops (GPtrArray *stops)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < stops->len; i++)
    {
      LwRouteStop *stop = stops->pdata[i];

      g_string_append_printf (text, "%s%u %s %s", i > 0 ? ", " : "", stop->preference, stop->host,
                              stop->address != NULL ? stop->address : "-");
    }

  return g_string_free (text, FALSE);
}

static void
test_order (void)
{
  static const char *const values[] = { "20 b.test.", "5 c.test.", "100 a.test.", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GPtrArray) stops = NULL;
  g_autofree char *text = NULL;

  add_host (hosts, "a.test.", "192.0.2.1");
  add_host (hosts, "b.test.", "192.0.2.2 2001:db8::2");
  add_host (hosts, "c.test.", "");
  stops = lw_route_list (mx, hosts, rand, NULL);
  text = format_stops (stops);
  g_assert_cmpstr (text, ==,
                   "5 c.test. -, 20 b.test. 192.0.2.2, 20 b.test. 2001:db8::2, "
                   "100 a.test. 192.0.2.1");
}

/* Mail servers of equal preference take turns (RFC 5321 5.1), and only they. */
static void
test_shuffle (void)
{
  static const char *const values[] = { "10 a.test.", "10 b.test.", "10 c.test.", "20 d.test.",
                                        NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_host (hosts, "a.test.", "192.0.2.1 192.0.2.11");
  add_host (hosts, "b.test.", "192.0.2.2");
  add_host (hosts, "c.test.", "192.0.2.3");
  add_host (hosts, "d.test.", "192.0.2.4");
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) stops = lw_route_list (mx, hosts, rand, NULL);
      char *text = format_stops (stops);

      g_assert_true (g_str_has_suffix (text, ", 20 d.test. 192.0.2.4"));
      g_assert_nonnull (strstr (text, "10 a.test. 192.0.2.1, 10 a.test. 192.0.2.11"));
      g_hash_table_add (orders, text);
    }
  g_assert_cmpuint (g_hash_table_size (orders), ==, 6);
}

static void
test_no_mx (void)
{
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GPtrArray) stops = NULL;
  g_autofree char *text = NULL;

  add_host (hosts, "berg.test.", "192.0.2.1");
  stops = lw_route_list (NULL, hosts, rand, NULL);
  text = format_stops (stops);
  g_assert_cmpstr (text, ==, "0 berg.test. 192.0.2.1");
}

static void
test_null_mx (void)
{
  static const char *const values[] = { "0 .", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (GPtrArray) stops = NULL;

  add_host (hosts, "berg.test.", "192.0.2.1");
  stops = lw_route_list (mx, hosts, rand, NULL);
  g_assert_cmpuint (stops->len, ==, 0);
}

static gboolean
is_within_limits (guint n_hosts, guint n_addresses)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hosts = make_hosts ();
  g_autoptr (GRand) rand = g_rand_new ();
  g_autoptr (LwRecordSet) mx = NULL;
  g_autoptr (GPtrArray) stops = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_hosts; i++)
    {
      g_autofree char *name = g_strdup_printf ("mx%u.test.", i);
      g_autoptr (GString) addresses = g_string_new (NULL);

      for (guint j = i; j < n_addresses; j += n_hosts)
        g_string_append_printf (addresses, "%s192.0.2.%u", addresses->len > 0 ? " " : "", j);
      g_ptr_array_add (values, g_strdup_printf ("10 %s", name));
      add_host (hosts, name, addresses->str);
    }
  g_ptr_array_add (values, NULL);

  mx = make_mx ((const char *const *) values->pdata);
  stops = lw_route_list (mx, hosts, rand, &error);
  if (stops == NULL)
    g_assert_error (error, LW_ERROR, LW_ERROR_UNSAFE);
  return stops != NULL;
}

static void
test_limits (void)
{
  g_assert_true (is_within_limits (20, 40));
  g_assert_false (is_within_limits (21, 21));
  g_assert_false (is_within_limits (20, 41));
  g_assert_false (is_within_limits (1, 41));
}

/* A real probe of several loopback addresses */
typedef struct
{
  FakeMailServer *server;
  LwWorld *world;
  GPtrArray *hosts;
  GString *rows; /* as they came */
} Fixture;

static const char *const greeting[] = { "S220 x", "CEHLO", "S250 x", "CQUIT", "S221 bye", NULL };

static void
set_up (Fixture *f, gconstpointer user_data)
{
  f->server = fake_mail_server_new (user_data, NULL);
  f->world = fake_world_new (fake_mail_server_get_port (f->server), FALSE);
  f->hosts = make_hosts ();
  f->rows = g_string_new (NULL);
  for (guint i = 2; i <= 6; i++)
    {
      g_autofree char *address = g_strdup_printf ("127.0.0.%u", i);
      g_autofree char *name = g_strdup_printf ("mx%u.test.", i);

      fake_mail_server_add_address (f->server, address);
      add_host (f->hosts, name, address);
    }
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  fake_mail_server_free (f->server);
  lw_world_unref (f->world);
  g_ptr_array_unref (f->hosts);
  g_string_free (f->rows, TRUE);
}

static void
row_cb (LwSmtpFacts *facts, gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_printf (f->rows, "%s ", lw_smtp_facts_get (facts)->host);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static GPtrArray *
probe (Fixture *f, LwRecordSet *mx, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_route_probe_async (f->world, mx, f->hosts, NULL, row_cb, f, cancellable, store_result_cb,
                        &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_route_probe_finish (result, error);
}

static void
test_probe (Fixture *f, gconstpointer user_data)
{
  static const char *const values[] = { "30 mx2.test.",
                                        "20 mx3.test.",
                                        "10 mx4.test.",
                                        "5 mx5.test.",
                                        "1 mx6.test.",
                                        "40 gone.test.",
                                        NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = probe (f, mx, NULL, &error);
  g_autoptr (GString) order = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    {
      const LwSmtpFields *fields = lw_smtp_facts_get (all->pdata[i]);

      g_string_append_printf (order, "%s %d ", fields->host, fields->outcome);
    }
  g_assert_cmpstr (order->str, ==,
                   "mx6.test. 0 mx5.test. 0 mx4.test. 0 mx3.test. 0 mx2.test. 0 gone.test. 8 ");
  for (guint i = 0; i < all->len; i++)
    g_assert_nonnull (strstr (f->rows->str, lw_smtp_facts_get (all->pdata[i])->host));
  g_assert_cmpuint (fake_mail_server_get_n_connections (f->server), ==, 5);
  g_assert_cmpuint (fake_mail_server_get_most_at_once (f->server), <=, 4);
}

/* One server is asked about one address after the other. */
static void
test_one_at_a_time (Fixture *f, gconstpointer user_data)
{
  static const char *const values[] = { "10 two.test.", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GPtrArray) all = NULL;
  gint64 began_usec = g_get_monotonic_time ();

  add_host (f->hosts, "two.test.", "127.0.0.2 127.0.0.3");
  all = probe (f, mx, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (fake_mail_server_get_n_connections (f->server), ==, 2);
  g_assert_cmpuint (fake_mail_server_get_most_at_once (f->server), ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - began_usec, >=, G_USEC_PER_SEC * 9 / 10);
}

static void
test_nothing_to_ask (Fixture *f, gconstpointer user_data)
{
  static const char *const values[] = { "0 .", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GPtrArray) all = probe (f, mx, NULL, NULL);

  g_assert_cmpuint (all->len, ==, 0);
  g_assert_cmpuint (fake_mail_server_get_n_connections (f->server), ==, 0);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static const char *const silent[] = { "HANG", NULL };

static void
test_cancel (Fixture *f, gconstpointer user_data)
{
  static const char *const values[] = { "10 mx2.test.", "20 two.test.", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  add_host (f->hosts, "two.test.", "127.0.0.2 127.0.0.3");
  g_timeout_add (20, cancel_cb, cancellable);
  g_assert_null (probe (f, mx, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Cancelled while a server is left alone: it does not wait for the rest to be over. */
static void
test_cancel_at_rest (Fixture *f, gconstpointer user_data)
{
  static const char *const values[] = { "10 two.test.", NULL };
  g_autoptr (LwRecordSet) mx = make_mx (values);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 began_usec = g_get_monotonic_time ();

  add_host (f->hosts, "two.test.", "127.0.0.2 127.0.0.3");
  g_timeout_add (200, cancel_cb, cancellable);
  g_assert_null (probe (f, mx, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began_usec, <, G_USEC_PER_SEC * 8 / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/route/order", test_order);
  g_test_add_func ("/route/equal-ones-are-shuffled", test_shuffle);
  g_test_add_func ("/route/no-mx", test_no_mx);
  g_test_add_func ("/route/null-mx", test_null_mx);
  g_test_add_func ("/route/limits", test_limits);
  g_test_add ("/route-probe/all", Fixture, greeting, set_up, test_probe, tear_down);
  g_test_add ("/route-probe/one-at-a-time", Fixture, greeting, set_up, test_one_at_a_time,
              tear_down);
  g_test_add ("/route-probe/nothing-to-ask", Fixture, greeting, set_up, test_nothing_to_ask,
              tear_down);
  g_test_add ("/route-probe/cancel", Fixture, silent, set_up, test_cancel, tear_down);
  g_test_add ("/route-probe/cancel-at-rest", Fixture, greeting, set_up, test_cancel_at_rest,
              tear_down);

  return g_test_run ();
}
