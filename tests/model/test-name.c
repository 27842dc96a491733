/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"

#include <locale.h>
#include <string.h>

#include "lw-error.h"

typedef struct
{
  const char *text;
  const char *name; /* (nullable): NULL when it is refused */
} NameCase;

/* What a person types or pastes */
static const NameCase input_cases[] = {
  { "berg.example", "berg.example." },
  { "berg.example.", "berg.example." },
  { "BERG.Example", "berg.example." },
  { "  berg.example \n", "berg.example." },
  { "\xc2\xa0"
    "berg.example\xe2\x80\x8b",
    "berg.example." },
  { "“berg.example”", "berg.example." },
  { "berg.example,", "berg.example." },
  { "Anna@Bücher.example", "xn--bcher-kva.example." },
  { "Anna Berg <anna@berg.example>", "berg.example." },
  { "mailto:anna@berg.example?subject=hello", "berg.example." },
  { "\"a@b\"@berg.example", "berg.example." },
  { "https://www.berg.example/x", "www.berg.example." },
  { "HTTPS://anna:secret@berg.example:8443/x?y=z@w#v", "berg.example." },
  { "http://berg.example", "berg.example." },
  { "berg.example/imprint", "berg.example." },
  { "berg.example:25", "berg.example." },
  { "www.berg.example", "www.berg.example." },
  { "straße.example", "xn--strae-oqa.example." },
  { "STRASSE.example", "strasse.example." },
  { "ｂｅｒｇ．ｅｘａｍｐｌｅ", "berg.example." },
  { "berg。example", "berg.example." },
  { "пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f." },
  { "例え.テスト", "xn--r8jz45g.xn--zckzah." },
  { "xn--bcher-kva.example", "xn--bcher-kva.example." },
  { "XN--Bcher-KVA.example", "xn--bcher-kva.example." },
  { "b\xc3\xbc"
    "cher.example",
    "xn--bcher-kva.example." },
  { "bu\xcc\x88"
    "cher.example",
    "xn--bcher-kva.example." }, /* u and a combining diaeresis */
  { "so\xc2\xad"
    "ft.example",
    "soft.example." },
  { "1und1.example", "1und1.example." },
  { "a-b.example", "a-b.example." },
  { "github.io", "github.io." },
  { "berg.co.uk", "berg.co.uk." },
  { "3.example", "3.example." },

  { "", NULL },
  { "   ", NULL },
  { ".", NULL },
  { "..", NULL },
  { "@", NULL },
  { "anna@", NULL },
  { "https://", NULL },
  { "https:///x", NULL },
  { "mailto:", NULL },
  { "berg", NULL },
  { "co.uk", NULL },
  { "https://www.co.uk./", "www.co.uk." },
  { "anna@kawasaki.jp", NULL },
  { "localhost", NULL },
  { "berg..example", NULL },
  { ".berg.example", NULL },
  { "berg.example..", NULL },
  { "berg example", NULL },
  { "berg.example other.example", NULL },
  { "-berg.example", NULL },
  { "berg-.example", NULL },
  { "192.0.2.1", NULL },
  { "192.0.2.1.", NULL },
  { "http://192.0.2.1/", NULL },
  { "2001:db8::1", NULL },
  { "[2001:db8::1]", NULL },
  { "https://[2001:db8::1]:443/", NULL },
  { "1.2.3", NULL },
  { "berg.123", NULL },
  { "_dmarc.berg.example", NULL },
  { "*.berg.example", NULL },
  { "berg.exa\\mple", NULL },
  { "berg.example\\046", NULL },
  { "berg!.example", NULL },
  { "<script>.example", NULL },
  { "berg\001.example", NULL },
  { "☃☃☃\xf0\x9f\x92\xa9.example", NULL },
  { "\xe2\x80\xae"
    "a\xe2\x80\xae"
    "b.example",
    NULL },
  { "berg.\xff\xfe", NULL },
  { "\xc3\x28.example", NULL },
  { "xn--a.example", NULL },
  { "xn--99999999999.example", NULL },
  { "ü!a.example", NULL }, /* a library might drop the mark */
  { "ü／a.example", NULL },
  { "ü⒈.example", NULL },
  { "ü＠a.example", NULL },
  { "xn--zckzah--.example", NULL },
  { "10 mx.berg.example", NULL },
  { "v=spf1 -all", NULL },
  { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", NULL },
};

/* What stands in files and answers */
static const NameCase strict_cases[] = {
  { ".", "." },
  { "MX.Berg.Example.", "mx.berg.example." },
  { "_dmarc.berg.example", "_dmarc.berg.example." },
  { "*.X.example", "*.x.example." },
  { "a\\.b.example", "a\\.b.example." },
  { "a\\046b.example", "a\\.b.example." },
  { "\\109x.example", "mx.example." },
  { "\\077x.example", "mx.example." },
  { "a\\ b.example", "a\\032b.example." },
  { "a\\\\.example", "a\\\\.example." },
  { "a\\(b.example", "a\\040b.example." },
  { "\\255.example", "\\255.example." },
  { "\\000.example", "\\000.example." },
  { "bücher.example", "xn--bcher-kva.example." },
  { "_dmarc.bücher.example", "_dmarc.xn--bcher-kva.example." },
  { "xn--a.example", "xn--a.example." }, /* somebody published it */
  { "192.0.2.1", "192.0.2.1." },
  { "host", "host." },
  { "", NULL },
  { "..", NULL },
  { ".example", NULL },
  { "a..example", NULL },
  { "a\\", NULL },
  { "a\\25", NULL },
  { "a\\256.example", NULL },
  { "a\\1x2.example", NULL },
  { "a\xff.example", NULL },
  { "_bü.example", NULL },
  { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
};

static void
check (const NameCase *c, char *name, GError *error, const char *field)
{
  g_autofree char *owned = name;

  if (c->name != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, c->name);
      return;
    }

  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_null (name);
  g_assert_cmpstr (lw_error_get_field (error), ==, field);
  g_assert_nonnull (lw_error_get_step (error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_input (gconstpointer data)
{
  const NameCase *c = data;
  g_autoptr (GError) error = NULL;
  char *name = lw_name_from_input (c->text, &error);

  check (c, name, error, "domain");
}

static void
test_strict (gconstpointer data)
{
  const NameCase *c = data;
  g_autoptr (GError) error = NULL;
  char *name = lw_name_normalise (c->text, &error);

  if (name != NULL)
    {
      g_autofree char *again = lw_name_normalise (name, NULL);

      g_assert_cmpstr (again, ==, name);
    }
  check (c, name, error, "name");
}

static void
test_length (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *three = g_strjoin (".", label, label, label, NULL);
  g_autofree char *last = g_strnfill (61, 'b');
  g_autofree char *fits = g_strconcat (three, ".", last, ".", NULL);
  g_autofree char *more = g_strconcat (three, ".a.", last, NULL);
  g_autofree char *endless = g_strnfill (100000, '.');
  g_autofree char *input = g_strnfill (5000, 'a');
  g_autofree char *normal = lw_name_normalise (fits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (normal, ==, fits);
  g_assert_cmpuint (strlen (normal), ==, 254); /* 253 characters and the final dot */
  g_assert_null (lw_name_normalise (more, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (lw_name_normalise (endless, &error));
  g_clear_error (&error);
  g_assert_null (lw_name_from_input (input, &error));
  g_assert_cmpstr (lw_error_get_field (error), ==, "domain");
  g_assert_cmpuint (strlen (error->message), <, 300);
}

static void
test_display (void)
{
  static const char *const cases[][2] = {
    { "xn--bcher-kva.example.", "bücher.example" },
    { "xn--strae-oqa.example.", "straße.example" },
    { "berg.example.", "berg.example" },
    { ".", "." },
    { "xn--a.example.", "xn--a.example" },
    { "xn--.example.", "xn--.example" },
    { "_dmarc.xn--bcher-kva.example.", "_dmarc.bücher.example" },
    { "a\\.b.example.", "a\\.b.example" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = lw_name_display (cases[i][0]);

      g_assert_cmpstr (shown, ==, cases[i][1]);
    }
}

static void
test_ancestors (void)
{
  static const struct
  {
    const char *name;
    const char *ancestor;
    gboolean below;
  } cases[] = {
    { "berg.example.", "berg.example.", TRUE },
    { "mx.berg.example.", "berg.example.", TRUE },
    { "mx.berg.example.", ".", TRUE },
    { ".", ".", TRUE },
    { "iceberg.example.", "berg.example.", FALSE },
    { "berg.example.", "mx.berg.example.", FALSE },
    { "x\\.berg.example.", "berg.example.", FALSE },
    { "x\\\\.berg.example.", "berg.example.", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (lw_name_is_at_or_below (cases[i].name, cases[i].ancestor), ==, cases[i].below);
}

static void
test_parent_and_relative (void)
{
  g_autofree char *parent = lw_name_parent ("a\\.b.example.");
  g_autofree char *root = lw_name_parent ("example.");
  g_autofree char *apex = lw_name_relative ("berg.example.", "berg.example.");
  g_autofree char *below = lw_name_relative ("a.b.berg.example.", "berg.example.");
  g_autofree char *outside = lw_name_relative ("other.example.", "berg.example.");
  g_autofree char *in_root = lw_name_relative ("example.", ".");

  g_assert_cmpstr (parent, ==, "example.");
  g_assert_cmpstr (root, ==, ".");
  g_assert_null (lw_name_parent ("."));
  g_assert_cmpstr (apex, ==, "@");
  g_assert_cmpstr (below, ==, "a.b");
  g_assert_cmpstr (outside, ==, "other.example.");
  g_assert_cmpstr (in_root, ==, "example");
}

/* The example of RFC 4034 6.1 */
static void
test_canonical_order (void)
{
  const char *const names[] = {
    "example.",   "a.example.",       "yljkjljk.a.example.", "Z.a.example.",     "zABC.a.EXAMPLE.",
    "z.example.", "\\001.z.example.", "*.z.example.",        "\\200.z.example.",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      g_assert_cmpint (CLAMP (lw_name_compare (names[i], names[j]), -1, 1), ==, (i > j) - (i < j));
}

static void
test_hosts (void)
{
  const char *const hosts[] = { "mx.example.", "1.example.", "a-b.example.", "xn--bcher-kva.de.",
                                "localhost." };
  const char *const others[] = {
    ".",           "",           "_x.example.",    "*.example.", "-a.example.",
    "a-.example.", "192.0.2.1.", "a\\.b.example.", "a b.",       "a..b."
  };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    g_assert_true (lw_name_is_host (hosts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (lw_name_is_host (others[i]));
}

static void
test_public_suffix (void)
{
  g_autofree char *registrable = lw_name_registrable ("mail.berg.co.uk.");
  g_autofree char *unlisted = lw_name_registrable ("a.b.test.");

  g_assert_cmpstr (registrable, ==, "berg.co.uk.");
  g_assert_cmpstr (unlisted, ==, "b.test.");
  g_assert_null (lw_name_registrable ("co.uk."));
  g_assert_null (lw_name_registrable ("."));
  g_assert_true (lw_name_is_public_suffix ("co.uk."));
  g_assert_true (lw_name_is_public_suffix ("."));
  g_assert_false (lw_name_is_public_suffix ("berg.co.uk."));
}

static void
add_table (const char *folder, const NameCase *cases, gsize n_cases, GTestDataFunc test)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strdup_printf ("/name/%s/%02" G_GSIZE_FORMAT, folder, i);

      g_test_add_data_func (path, &cases[i], test);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  add_table ("input", input_cases, G_N_ELEMENTS (input_cases), test_input);
  add_table ("strict", strict_cases, G_N_ELEMENTS (strict_cases), test_strict);
  g_test_add_func ("/name/length", test_length);
  g_test_add_func ("/name/display", test_display);
  g_test_add_func ("/name/ancestors", test_ancestors);
  g_test_add_func ("/name/parent-and-relative", test_parent_and_relative);
  g_test_add_func ("/name/canonical-order", test_canonical_order);
  g_test_add_func ("/name/hosts", test_hosts);
  g_test_add_func ("/name/public-suffix", test_public_suffix);

  return g_test_run ();
}
