/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-entry.h"

#include <locale.h>
#include <string.h>

#define DOMAIN_NAME "berg.example."

typedef struct
{
  const char *typed;
  const char *problem;    /* nick */
  const char *suggestion; /* (nullable) */
  const char *host;       /* (nullable) */
} TypedCase;

/* What a person types or pastes as the mail server of berg.example, order 10 */
static const TypedCase typed_cases[] = {
  { "mx.example.net", "none", NULL, "mx.example.net." },
  { "mx.example.net.", "none", NULL, "mx.example.net." },
  { "  mx.example.net\t", "none", NULL, "mx.example.net." },
  { "\xc2\xa0mx.example.net\xe2\x80\xaf", "none", NULL, "mx.example.net." },
  { "MX.Example.NET", "none", NULL, "mx.example.net." },
  { "mx.bücher.example", "none", NULL, "mx.xn--bcher-kva.example." },
  { "mx.BÜCHER.example", "none", NULL, "mx.xn--bcher-kva.example." },
  { "mx.xn--bcher-kva.example", "none", NULL, "mx.xn--bcher-kva.example." },
  { "berg.example", "none", NULL, "berg.example." },
  { "mx.berg.example", "none", NULL, "mx.berg.example." },
  { "berg.example.net", "none", NULL, "berg.example.net." },
  { "mx.notberg.example", "none", NULL, "mx.notberg.example." },
  { "www.berg.example", "none", NULL, "www.berg.example." },
  { "berg-example.mail.protection.outlook.com", "none", NULL,
    "berg-example.mail.protection.outlook.com." },
  { "1.mx.example.net", "none", NULL, "1.mx.example.net." },

  { "", "empty", NULL, NULL },
  { "   ", "empty", NULL, NULL },
  { "\xc2\xa0", "empty", NULL, NULL },

  { "mx.berg.example.berg.example", "doubled-domain", "mx.berg.example",
    "mx.berg.example.berg.example." },
  { "berg.example.berg.example.", "doubled-domain", "berg.example", "berg.example.berg.example." },
  { "MX.Berg.Example.Berg.Example", "doubled-domain", "mx.berg.example",
    "mx.berg.example.berg.example." },

  { "https://mx.example.net", "web-address", "mx.example.net", NULL },
  { "https://www.berg.example/mail?x=1", "web-address", "www.berg.example", NULL },
  { "http://anna:pw@mx.example.net:8080/x", "web-address", "mx.example.net", NULL },
  { "mx.example.net/", "web-address", "mx.example.net", NULL },
  { "//mx.example.net", "web-address", NULL, NULL },
  { "https://", "web-address", NULL, NULL },
  { "https://192.0.2.1/", "web-address", NULL, NULL },
  { "http://bücher.example/", "web-address", "bücher.example", NULL },

  { "anna@berg.example", "mail-address", NULL, NULL },
  { "@", "mail-address", NULL, NULL },

  { "10 mx.example.net", "number-in-name", "mx.example.net", NULL },
  { "10\tmx.example.net.", "number-in-name", "mx.example.net", NULL },
  { "mx.example.net 10", "number-in-name", "mx.example.net", NULL },
  { "MX 10 mx.example.net", "number-in-name", "mx.example.net", NULL },
  { "berg.example. 3600 IN MX 10 mx.example.net.", "number-in-name", "mx.example.net", NULL },
  { "70000 mx.example.net", "number-in-name", "mx.example.net", NULL },
  { "10", "number-in-name", NULL, NULL },
  { "10 20", "number-in-name", NULL, NULL },

  { "192.0.2.1", "ip-address", NULL, NULL },
  { "192.0.2.1.", "ip-address", NULL, NULL },
  { "300.1.2.3", "ip-address", NULL, NULL },
  { "[192.0.2.1]", "ip-address", NULL, NULL },
  { "2001:db8::25", "ip-address", NULL, NULL },
  { "[2001:db8::25]", "ip-address", NULL, NULL },
  { "10.5", "ip-address", NULL, NULL },

  { "mail server", "not-a-host-name", NULL, NULL },
  { "mx_1.example.net", "not-a-host-name", NULL, NULL },
  { "-mx.example.net", "not-a-host-name", NULL, NULL },
  { "mx-.example.net", "not-a-host-name", NULL, NULL },
  { "*.example.net", "not-a-host-name", NULL, NULL },
  { "mx..example.net", "not-a-host-name", "mx.example.net", NULL },
  { ".mx.example.net", "not-a-host-name", "mx.example.net", NULL },
  { "mx.example.net,", "not-a-host-name", "mx.example.net", NULL },
  { "mx.example.net;", "not-a-host-name", "mx.example.net", NULL },
  { "mx.example.net:25", "not-a-host-name", "mx.example.net", NULL },
  { "mx.example.25", "not-a-host-name", NULL, NULL },
  { "..", "not-a-host-name", NULL, NULL },
  { "<script>.example", "not-a-host-name", NULL, NULL },
  { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", "not-a-host-name",
    NULL, NULL },

  { "mail", "one-label", "mail.berg.example", "mail." },
  { "Mail.", "one-label", "mail.berg.example", "mail." },
  { "localhost", "one-label", NULL, "localhost." },

  { ".", "null-with-others", NULL, "." },
};

static char *
dup_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);

  return g_strdup (g_enum_get_value (klass, value)->value_nick);
}

static void
assert_problem (LwMxEntry *entry, const char *nick)
{
  g_autofree char *found = dup_nick (LW_TYPE_MX_PROBLEM, lw_mx_entry_get_problem (entry));

  g_assert_cmpstr (found, ==, nick);
  g_assert_cmpint (lw_mx_entry_get_problem_text (entry) == NULL, ==, g_str_equal (nick, "none"));
  g_assert_cmpint (lw_mx_entry_get_problem_field (entry) == NULL, ==, g_str_equal (nick, "none"));
}

static void
test_typed (gconstpointer data)
{
  const TypedCase *c = data;
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, NULL);
  g_autofree char *host = NULL;
  g_autofree char *value = NULL;

  lw_mx_entry_set_exchange (entry, c->typed);
  g_assert_cmpstr (lw_mx_entry_get_exchange (entry), ==, c->typed);
  assert_problem (entry, c->problem);
  g_assert_cmpstr (lw_mx_entry_get_suggestion (entry), ==, c->suggestion);
  host = lw_mx_entry_dup_host (entry);
  g_assert_cmpstr (host, ==, c->host);
  value = lw_mx_entry_dup_value (entry);
  g_assert_cmpint (value == NULL, ==, lw_mx_entry_get_blocking (entry));
  g_assert_cmpint (lw_mx_entry_get_blocking (entry), ==, !g_str_equal (c->problem, "none"));
}

/* What is suggested is right, and what is typed again stays right. */
static void
test_suggestion (gconstpointer data)
{
  const TypedCase *c = data;
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 20, c->typed);

  lw_mx_entry_take_suggestion (entry);
  assert_problem (entry, c->suggestion != NULL ? "none" : c->problem);
  g_assert_cmpstr (lw_mx_entry_get_exchange (entry), ==,
                   c->suggestion != NULL ? c->suggestion : c->typed);
}

typedef struct
{
  const char *typed;
  gboolean right;
  guint16 preference;
} OrderCase;

static const OrderCase order_cases[] = {
  { "0", TRUE, 0 },      { "5", TRUE, 5 },           { "65535", TRUE, 65535 },
  { " 20 ", TRUE, 20 },  { "010", TRUE, 10 },        { "65536", FALSE, 7 },
  { "70000", FALSE, 7 }, { "-1", FALSE, 7 },         { "+5", FALSE, 7 },
  { "", FALSE, 7 },      { " ", FALSE, 7 },          { "10.5", FALSE, 7 },
  { "1e3", FALSE, 7 },   { "0x10", FALSE, 7 },       { "ten", FALSE, 7 },
  { "10 mx", FALSE, 7 }, { "4294967306", FALSE, 7 }, { "18446744073709551626", FALSE, 7 },
  { "１０", FALSE, 7 },  { "10\n20", FALSE, 7 },
};

static void
test_order (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (order_cases); i++)
    {
      const OrderCase *c = &order_cases[i];
      g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 7, "mx.example.net");

      lw_mx_entry_set_preference_text (entry, c->typed);
      assert_problem (entry, c->right ? "none" : "preference");
      g_assert_cmpuint (lw_mx_entry_get_preference (entry), ==, c->preference);
      g_assert_cmpstr (lw_mx_entry_get_preference_text (entry), ==, c->typed);
      if (!c->right)
        g_assert_cmpstr (lw_mx_entry_get_problem_field (entry), ==, "preference");
    }
}

static void
test_pasted_order (void)
{
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, "30 mx.example.net.");
  g_autofree char *value = NULL;

  lw_mx_entry_take_suggestion (entry);
  value = lw_mx_entry_dup_value (entry);
  g_assert_cmpstr (value, ==, "30 mx.example.net.");
  g_assert_cmpstr (lw_mx_entry_get_preference_text (entry), ==, "30");

  lw_mx_entry_set_exchange (entry, "70000 mx2.example.net");
  lw_mx_entry_take_suggestion (entry);
  g_assert_cmpuint (lw_mx_entry_get_preference (entry), ==, 30);
}

static void
test_null (void)
{
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 0, ".");
  g_autofree char *value = lw_mx_entry_dup_value (entry);

  assert_problem (entry, "none");
  g_assert_cmpstr (value, ==, "0 .");
  lw_mx_entry_set_host_state (entry, LW_HOST_STATE_NO_ADDRESS);
  assert_problem (entry, "none");
}

static void
test_host_state (void)
{
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, "mx.example.net");

  lw_mx_entry_set_host_state (entry, LW_HOST_STATE_ASKING);
  assert_problem (entry, "none");
  lw_mx_entry_set_host_state (entry, LW_HOST_STATE_ALIAS);
  assert_problem (entry, "alias");
  g_assert_false (lw_mx_entry_get_blocking (entry));
  lw_mx_entry_set_host_state (entry, LW_HOST_STATE_NO_ADDRESS);
  assert_problem (entry, "unknown-host");
  g_assert_false (lw_mx_entry_get_blocking (entry));

  lw_mx_entry_set_exchange (entry, "MX.example.net.");
  g_assert_cmpint (lw_mx_entry_get_host_state (entry), ==, LW_HOST_STATE_NO_ADDRESS);
  lw_mx_entry_set_exchange (entry, "mx2.example.net");
  g_assert_cmpint (lw_mx_entry_get_host_state (entry), ==, LW_HOST_STATE_UNKNOWN);
  assert_problem (entry, "none");
}

static void
test_forgotten_dot (void)
{
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, "mx.other.net.berg.example");

  assert_problem (entry, "none");
  lw_mx_entry_set_host_state (entry, LW_HOST_STATE_NO_ADDRESS);
  g_assert_cmpstr (lw_mx_entry_get_suggestion (entry), ==, "mx.other.net");
}

/* The zone may be above the domain, and it is the zone that a DNS host appends. */
static void
test_doubled_zone_above (void)
{
  g_autoptr (LwMxEntry) entry =
      lw_mx_entry_new ("club.berg.example.", 10, "mx.berg.example.berg.example");

  assert_problem (entry, "doubled-domain");
  g_assert_cmpstr (lw_mx_entry_get_suggestion (entry), ==, "mx.berg.example");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_notify (void)
{
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, "mx.example.net");
  guint n_problems = 0;
  guint n_exchanges = 0;
  guint n_texts = 0;

  g_signal_connect_swapped (entry, "notify::problem", G_CALLBACK (count_cb), &n_problems);
  g_signal_connect_swapped (entry, "notify::problem-text", G_CALLBACK (count_cb), &n_texts);
  g_signal_connect_swapped (entry, "notify::exchange", G_CALLBACK (count_cb), &n_exchanges);

  lw_mx_entry_set_exchange (entry, "mx.example.net");
  g_assert_cmpuint (n_exchanges, ==, 0);
  lw_mx_entry_set_exchange (entry, "mx.example.ne");
  g_assert_cmpuint (n_exchanges, ==, 1);
  g_assert_cmpuint (n_problems, ==, 0);
  lw_mx_entry_set_exchange (entry, "");
  g_assert_cmpuint (n_problems, ==, 1);
  lw_mx_entry_set_exchange (entry, "192.0.2.1");
  g_assert_cmpuint (n_problems, ==, 2);
  g_assert_cmpuint (n_texts, ==, 2);
}

static void
test_properties (void)
{
  g_autoptr (LwMxEntry) entry =
      g_object_new (LW_TYPE_MX_ENTRY, "exchange", "mx.example.net", "preference-text", "x", NULL);
  LwMxProblem problem;
  g_autofree char *text = NULL;
  g_autofree char *field = NULL;
  gboolean blocking;

  g_object_get (entry, "problem", &problem, "problem-text", &text, "problem-field", &field,
                "blocking", &blocking, NULL);
  g_assert_cmpint (problem, ==, LW_MX_PROBLEM_PREFERENCE);
  g_assert_nonnull (text);
  g_assert_cmpstr (field, ==, "preference");
  g_assert_true (blocking);
}

/* A book, and bytes that are no text */
static void
test_pasted_rubbish (void)
{
  g_autofree char *book = g_strnfill (100000, 'a');
  g_autoptr (LwMxEntry) entry = lw_mx_entry_new (DOMAIN_NAME, 10, book);

  assert_problem (entry, "not-a-host-name");
  g_assert_cmpuint (strlen (lw_mx_entry_get_exchange (entry)), <=, 1024);
  lw_mx_entry_set_exchange (entry, "mx\xff\xfe.example.net");
  g_assert_true (g_utf8_validate (lw_mx_entry_get_exchange (entry), -1, NULL));
  assert_problem (entry, "not-a-host-name");
  lw_mx_entry_set_exchange (entry, "\xe2\x80\xae"
                                   "mx.example.net");
  g_assert_true (lw_mx_entry_get_blocking (entry));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (typed_cases); i++)
    {
      g_autofree char *typed = g_strescape (typed_cases[i].typed, NULL);
      g_autofree char *path = NULL;
      g_autofree char *suggestion_path = NULL;

      g_strdelimit (typed, "/", '|');
      path = g_strdup_printf ("/mx-entry/typed/%02" G_GSIZE_FORMAT " %s", i, typed);
      suggestion_path = g_strdup_printf ("/mx-entry/suggestion/%02" G_GSIZE_FORMAT " %s", i, typed);
      g_test_add_data_func (path, &typed_cases[i], test_typed);
      g_test_add_data_func (suggestion_path, &typed_cases[i], test_suggestion);
    }
  g_test_add_func ("/mx-entry/order", test_order);
  g_test_add_func ("/mx-entry/pasted-order", test_pasted_order);
  g_test_add_func ("/mx-entry/null", test_null);
  g_test_add_func ("/mx-entry/host-state", test_host_state);
  g_test_add_func ("/mx-entry/forgotten-dot", test_forgotten_dot);
  g_test_add_func ("/mx-entry/doubled-zone-above", test_doubled_zone_above);
  g_test_add_func ("/mx-entry/notify", test_notify);
  g_test_add_func ("/mx-entry/properties", test_properties);
  g_test_add_func ("/mx-entry/pasted-rubbish", test_pasted_rubbish);

  return g_test_run ();
}
