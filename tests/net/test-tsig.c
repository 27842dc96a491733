/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-tsig.h"

#include "lw-error.h"
#include "lw-test-bytes.h"

#include <gio/gio.h>
#include <string.h>

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

/* Messages that another implementation made (make-tsig-vectors.py). */
static GKeyFile *vectors;

static LwTsigKey *
create_key (const char *group)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *algorithm = g_key_file_get_string (vectors, group, "algorithm", &error);
  LwTsigKey *key;

  g_assert_no_error (error);
  key = lw_tsig_key_new ("Letterway.KEY", algorithm, SECRET, &error);
  g_assert_no_error (error);

  return key;
}

static GBytes *
get_bytes (const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hex = g_key_file_get_string (vectors, group, key, &error);

  g_assert_no_error (error);

  return lw_test_bytes (hex);
}

static gboolean
check_messages (LwTsigCheck *check, const char *group, GError **error)
{
  g_auto (GStrv) messages = g_key_file_get_string_list (vectors, group, "messages", NULL, NULL);
  gint64 now = g_key_file_get_int64 (vectors, group, "now", NULL);

  for (guint i = 0; messages[i] != NULL; i++)
    {
      g_autoptr (GBytes) message = lw_test_bytes (messages[i]);

      if (!lw_tsig_check_message (check, message, now, error))
        return FALSE;
    }

  return TRUE;
}

static void
test_check (gconstpointer group)
{
  g_autoptr (LwTsigKey) key = create_key (group);
  g_autoptr (GBytes) mac = get_bytes (group, "mac");
  g_autoptr (LwTsigCheck) check = lw_tsig_check_new (key, mac);
  g_autofree char *result = g_key_file_get_string (vectors, group, "result", NULL);
  g_autofree char *says = g_key_file_get_string (vectors, group, "says", NULL);
  g_autoptr (GError) error = NULL;
  gboolean good = check_messages (check, group, &error);
  int code;

  g_assert_cmpint (good, ==, error == NULL);
  if (strcmp (result, "ok") == 0)
    {
      g_assert_no_error (error);
      g_assert_cmpint (lw_tsig_check_is_complete (check), ==,
                       g_key_file_get_boolean (vectors, group, "complete", NULL));
      return;
    }

  code = strcmp (result, "auth") == 0 ? LW_ERROR_AUTH : LW_ERROR_PROTOCOL;
  g_assert_error (error, LW_ERROR, code);
  if (says != NULL)
    g_assert_nonnull (strstr (error->message, says));
}

static void
test_sign (gconstpointer group)
{
  g_autoptr (LwTsigKey) key = create_key (group);
  g_autoptr (GBytes) request = get_bytes (group, "request");
  g_autoptr (GBytes) wanted_mac = get_bytes (group, "mac");
  g_autoptr (GBytes) wanted = get_bytes (group, "signed");
  g_autoptr (GBytes) mac = NULL;
  g_autoptr (GBytes) message =
      lw_tsig_sign (key, request, g_key_file_get_int64 (vectors, group, "now", NULL), &mac);
  g_autofree char *hex = lw_test_hex (message);
  g_autofree char *wanted_hex = lw_test_hex (wanted);

  g_assert_cmpstr (hex, ==, wanted_hex);
  g_assert_true (g_bytes_equal (mac, wanted_mac));
}

/* Cut or altered anywhere, a signed reply is never believed. */
static void
test_every_byte (void)
{
  const char *group = "hmac-sha512";
  g_autoptr (LwTsigKey) key = create_key (group);
  g_autoptr (GBytes) mac = get_bytes (group, "mac");
  g_autoptr (GBytes) good = get_bytes (group, "signed");
  g_auto (GStrv) messages = g_key_file_get_string_list (vectors, group, "messages", NULL, NULL);
  g_autoptr (GBytes) reply = lw_test_bytes (messages[0]);
  gint64 now = g_key_file_get_int64 (vectors, group, "now", NULL);

  for (gsize i = 0; i < g_bytes_get_size (reply); i++)
    {
      g_autoptr (LwTsigCheck) check = lw_tsig_check_new (key, mac);
      g_autoptr (LwTsigCheck) cut_check = lw_tsig_check_new (key, mac);
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (reply, 0, i);
      guint8 *altered = g_memdup2 (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
      g_autoptr (GBytes) other = g_bytes_new_take (altered, g_bytes_get_size (reply));

      /* The ID may differ (a forwarder's), the letters' case in the TSIG record too. */
      altered[i] ^= 0x10;
      g_assert_false (lw_tsig_check_message (cut_check, cut, now, NULL));
      g_assert_cmpint (lw_tsig_check_message (check, other, now, NULL), ==, i < 2);
    }
}

typedef struct
{
  const char *name;
  const char *key_name;
  const char *algorithm;
  const char *secret;
  const char *field; /* (nullable): of the error */
} KeyCase;

static const KeyCase key_cases[] = {
  { "plain", "key", "hmac-sha256", SECRET, NULL },
  { "final-dots-and-capitals", "Key.Berg.Example.", "HMAC-SHA384.", SECRET, NULL },
  { "spaces-around", " key ", " hmac-sha512 ", " " SECRET "\n", NULL },
  { "no-padding-needed", "key", "hmac-sha256", "AAAA", NULL },
  { "no-name", "", "hmac-sha256", SECRET, "key_name" },
  { "root-as-name", ".", "hmac-sha256", SECRET, "key_name" },
  { "empty-label", "a..b", "hmac-sha256", SECRET, "key_name" },
  { "space-inside", "my key", "hmac-sha256", SECRET, "key_name" },
  { "umlaut", "schlüssel", "hmac-sha256", SECRET, "key_name" },
  { "label-of-64", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "hmac-sha256", SECRET, "key_name" },
  { "whole-statement", "key \"k\" { algorithm hmac-sha256; };", "hmac-sha256", SECRET, "key_name" },
  { "md5", "key", "hmac-md5.sig-alg.reg.int", SECRET, "algorithm" },
  { "sha1", "key", "hmac-sha1", SECRET, "algorithm" },
  { "sha224", "key", "hmac-sha224", SECRET, "algorithm" },
  { "no-algorithm", "key", "", SECRET, "algorithm" },
  { "no-secret", "key", "hmac-sha256", "", "secret" },
  { "secret-cut", "key", "hmac-sha256", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "secret" },
  { "secret-in-quotes", "key", "hmac-sha256", "\"AAAA\"", "secret" },
  { "secret-of-two-words", "key", "hmac-sha256", "AAAA BBBB", "secret" },
  { "secret-url-alphabet", "key", "hmac-sha256", "AA-_", "secret" },
  { "padding-inside", "key", "hmac-sha256", "AA==AAAA", "secret" },
  { "padding-only", "key", "hmac-sha256", "====", "secret" },
};

static void
test_key (gconstpointer data)
{
  const KeyCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwTsigKey) key = lw_tsig_key_new (c->key_name, c->algorithm, c->secret, &error);

  if (c->field == NULL)
    {
      g_assert_no_error (error);
      g_assert_nonnull (key);
      return;
    }

  g_assert_null (key);
  g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
  g_assert_cmpstr (lw_error_get_field (error), ==, c->field);
  if (strlen (c->secret) > 4)
    g_assert_null (strstr (error->message, c->secret));
}

static void
load_vectors (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "net", "data", "tsig.ini", NULL);

  vectors = g_key_file_new ();
  g_key_file_load_from_file (vectors, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) groups = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  load_vectors ();

  groups = g_key_file_get_groups (vectors, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/tsig/check/", groups[i], NULL);
      g_autofree char *sign_path = g_strconcat ("/tsig/sign/", groups[i], NULL);

      g_test_add_data_func (path, groups[i], test_check);
      if (g_key_file_has_key (vectors, groups[i], "request", NULL))
        g_test_add_data_func (sign_path, groups[i], test_sign);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (key_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/tsig/key/", key_cases[i].name, NULL);

      g_test_add_data_func (path, &key_cases[i], test_key);
    }

  g_test_add_func ("/tsig/every-byte", test_every_byte);

  result = g_test_run ();
  g_key_file_unref (vectors);

  return result;
}
