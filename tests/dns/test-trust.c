/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-fake-dns.h"
#include "lw-trust.h"

#include <locale.h>

#define ANCHOR \
  "\". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\""

typedef struct
{
  LwFakeDns *fake;
  LwWorld *world;
  guint n_asked;
  guint16 flags; /* of the answers; 0: none */
} Fixture;

static void
asked_cb (LwFakeReply *reply,
          GBytes *query,
          const char *address,
          gboolean over_tcp,
          gpointer user_data)
{
  static const char *const records[] = { "an berg.test. 60 IN MX 10 mx.berg.test.", NULL };
  Fixture *f = user_data;

  f->n_asked++;
  if (f->flags != 0)
    lw_fake_reply_send (reply, lw_fake_answer (query, f->flags, records));
}

static void
set_up (Fixture *f, const char *anchor)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  f->fake = lw_fake_dns_new (asked_cb, f);
  lw_fake_dns_listen (f->fake, "127.78.0.1");
  json = g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"name\":\"Test\","
                          "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.78.0.1\"}],"
                          "\"trust_anchor\":[%s],\"dns_port\":%u,\"smtp_port\":25,"
                          "\"resolvers\":[{\"name\":\"R\",\"address\":\"127.78.0.1\",\"port\":%u}],"
                          "\"public_ranges\":[\"127.78.0.0/16\"]}",
                          anchor, lw_fake_dns_get_port (f->fake), lw_fake_dns_get_port (f->fake));
  f->world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f)
{
  lw_world_unref (f->world);
  lw_fake_dns_free (f->fake);
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* (nullable) (transfer full) */
static LwTrust *
ask (Fixture *f, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lw_trust_async (f->world, "berg.test.", LW_RR_TYPE_MX, timeout_ms, cancellable, trusted_cb,
                  &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_trust_finish (result, error);
}

static void
test_no_anchor (void)
{
  Fixture f = { .flags = 0x8400 };
  g_autoptr (LwTrust) trust = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, "");
  trust = ask (&f, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (trust->verdict, ==, LW_TRUST_INSECURE);
  g_assert_null (trust->why);
  g_assert_cmpuint (f.n_asked, ==, 0);
  tear_down (&f);
}

/* The root has to be signed: an answer without that is not believed, whoever gives it. */
static void
test_unsigned_root (void)
{
  Fixture f = { .flags = 0x8580 };
  g_autoptr (LwTrust) trust = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, ANCHOR);
  trust = ask (&f, 5000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (trust->verdict, ==, LW_TRUST_BOGUS);
  g_assert_nonnull (trust->why);
  g_assert_cmpuint (f.n_asked, >, 0);
  tear_down (&f);
}

/* Nothing is remembered: the second time the same is asked again. */
static void
test_asks_again (void)
{
  Fixture f = { .flags = 0x8580 };
  guint n_before;

  set_up (&f, ANCHOR);
  lw_trust_free (ask (&f, 5000, NULL, NULL));
  n_before = f.n_asked;
  lw_trust_free (ask (&f, 5000, NULL, NULL));
  g_assert_cmpuint (f.n_asked, >=, n_before + 2);
  tear_down (&f);
}

static void
test_silence (void)
{
  Fixture f = { .flags = 0 };
  g_autoptr (LwTrust) trust = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  set_up (&f, ANCHOR);
  trust = ask (&f, 200, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (trust->verdict, ==, LW_TRUST_INDETERMINATE);
  g_assert_nonnull (trust->why);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1000 * 1000);
  tear_down (&f);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  Fixture f = { .flags = 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  set_up (&f, ANCHOR);
  g_timeout_add (50, cancel_cb, cancellable);
  g_assert_null (ask (&f, 10000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 500 * 1000);
  tear_down (&f);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/no-anchor", test_no_anchor);
  g_test_add_func ("/trust/unsigned-root", test_unsigned_root);
  g_test_add_func ("/trust/asks-again", test_asks_again);
  g_test_add_func ("/trust/silence", test_silence);
  g_test_add_func ("/trust/cancelled", test_cancelled);

  return g_test_run ();
}
