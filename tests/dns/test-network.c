/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-fake-internet.h"

#include <locale.h>

#define SOA "an . 60 IN SOA a. b. 7 1 1 1 60"
#define ROOTS_SAY(flags)              \
  { "0.1", ". SOA", flags, { SOA } }, \
  {                                   \
    "0.2", ". SOA", flags, { SOA }    \
  }
#define OTHERS_SAY(flags)                                                     \
  { "9.1", ". SOA", flags, { SOA } }, { "9.1", "*", RESOLVER | 3, { NULL } }, \
      { "9.2", ". SOA", flags, { SOA } },                                     \
  {                                                                           \
    "9.2", "*", RESOLVER | 3, { NULL }                                        \
  }

typedef struct
{
  const char *name;
  LwFakeRule rules[8];
  LwPort53 port53;
  LwPresence resolver;
  LwWay way;
  gboolean bars_walks;
} NetworkCase;

static const NetworkCase cases[] = {
  { "open",
    { ROOTS_SAY (AUTHORITY), OTHERS_SAY (RESOLVER), LAST_RULE },
    LW_PORT53_OPEN,
    LW_PRESENCE_YES,
    LW_WAY_PLAIN,
    FALSE },
  { "blocked",
    { { "0.1", "*", 0, { NULL } }, { "0.2", "*", 0, { NULL } }, OTHERS_SAY (RESOLVER), LAST_RULE },
    LW_PORT53_BLOCKED,
    LW_PRESENCE_YES,
    LW_WAY_RESOLVER,
    TRUE },
  { "looked-up-on-the-way",
    { ROOTS_SAY (RESOLVER), OTHERS_SAY (RESOLVER), LAST_RULE },
    LW_PORT53_INTERCEPTED,
    LW_PRESENCE_YES,
    LW_WAY_RESOLVER,
    TRUE },
  { "denied-on-the-way",
    { { "0.1", "*", RESOLVER | 3, { NULL } },
      { "0.2", "*", RESOLVER | 3, { NULL } },
      { "9.1", "*", RESOLVER | 3, { NULL } },
      { "9.2", "*", RESOLVER | 3, { NULL } },
      LAST_RULE },
    LW_PORT53_INTERCEPTED,
    LW_PRESENCE_NO,
    LW_WAY_NONE,
    TRUE },
  { "refused-on-the-way",
    { OTHERS_SAY (RESOLVER), LAST_RULE },
    LW_PORT53_INTERCEPTED,
    LW_PRESENCE_YES,
    LW_WAY_RESOLVER,
    FALSE },
  { "resolver-will-not-say",
    { ROOTS_SAY (AUTHORITY), LAST_RULE },
    LW_PORT53_OPEN,
    LW_PRESENCE_UNKNOWN,
    LW_WAY_PLAIN,
    FALSE },
};

static LwNetwork *
find_network (LwFakeInternet *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LwNetwork *network;

  lw_dns_find_network_async (f->dns, "berg.example.", NULL, lw_fake_internet_store_result_cb,
                             &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  network = lw_dns_find_network_finish (f->dns, result, &error);
  g_assert_no_error (error);
  return network;
}

static void
test_case (gconstpointer data)
{
  const NetworkCase *c = data;
  LwFakeInternet f = { 0 };
  g_autoptr (LwNetwork) network = NULL;
  g_autoptr (LwNetwork) again = NULL;
  const LwNetworkFields *fields;
  gsize asked;

  lw_fake_internet_set_up_with (&f, c->rules, PATIENT_MS);
  network = find_network (&f);
  fields = lw_network_get (network);
  g_assert_cmpint (fields->port53, ==, c->port53);
  g_assert_cmpint (fields->resolver, ==, c->resolver);
  g_assert_cmpint (fields->way, ==, c->way);
  g_assert_cmpint (fields->connection, ==, LW_LINK_THERE);
  g_assert_null (fields->rewrites);
  g_assert_cmpint (lw_dns_bars_walks (f.dns), ==, c->bars_walks);

  /* Asked again at once nobody is troubled. */
  asked = f.log->len;
  again = find_network (&f);
  g_assert_true (again == network);
  g_assert_cmpuint (f.log->len, ==, asked);
  lw_fake_internet_tear_down (&f, NULL);
}

/* Those who answer in place of everybody may claim to be in charge, and are quicker than whoever
 * finds out about the network. */
static const LwFakeRule liars[][8] = {
  { { "0.1", "*", AUTHORITY | 3, { NULL } },
    { "0.2", "*", AUTHORITY | 3, { NULL } },
    OTHERS_SAY (RESOLVER),
    LAST_RULE },
  { { "0.1", "*", AUTHORITY, { NULL } },
    { "0.2", "*", AUTHORITY, { NULL } },
    OTHERS_SAY (RESOLVER),
    LAST_RULE },
};

static void
test_liar_walked_first (gconstpointer rules)
{
  LwFakeInternet f = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LwNetwork) network = NULL;
  g_autoptr (LwDelegation) delegation = NULL;
  g_autoptr (GError) error = NULL;

  lw_fake_internet_set_up_with (&f, rules, PATIENT_MS);
  lw_dns_find_delegation_async (f.dns, "berg.example.", NULL, lw_fake_internet_store_result_cb,
                                &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  delegation = lw_dns_find_delegation_finish (f.dns, result, &error);
  g_assert_null (delegation);

  network = find_network (&f);
  g_assert_cmpint (lw_network_get (network)->port53, ==, LW_PORT53_INTERCEPTED);
  lw_fake_internet_tear_down (&f, NULL);
}

static void
test_cancel (void)
{
  LwFakeInternet f = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun;

  lw_fake_internet_set_up_with (&f, cases[1].rules, PATIENT_MS);
  lw_dns_find_network_async (f.dns, "berg.example.", cancellable, lw_fake_internet_store_result_cb,
                             &result);
  begun = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (lw_dns_find_network_finish (f.dns, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
  lw_fake_internet_tear_down (&f, NULL);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/network/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_data_func ("/network/liar-denied-first", liars[0], test_liar_walked_first);
  g_test_add_data_func ("/network/liar-emptied-first", liars[1], test_liar_walked_first);
  g_test_add_func ("/network/cancel", test_cancel);

  return g_test_run ();
}
