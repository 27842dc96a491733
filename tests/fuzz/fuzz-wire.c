/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "lw-tsig.h"
#include "lw-wire.h"

#include <gio/gio.h>

/* Everything that reads a stranger's DNS message. Made for libFuzzer; fuzz-main.c runs the same
 * over the corpus. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define NOW 1760000000

/* What was read must be readable again by who only sees the sets. */
static void
check_sets (LwMessage *message, LwSection section)
{
  GPtrArray *sets = lw_message_get_sets (message, section);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (LwRecordSet) again =
          lw_record_set_new (lw_record_set_get_owner (set), lw_record_set_get_rr_type (set),
                             lw_record_set_get_ttl (set), lw_record_set_get_values (set), &error);

      if (again == NULL)
        g_error ("%s", error->message);
      if (!lw_record_set_equal (set, again))
        g_error ("“%s” is not what it was", lw_record_set_get_values (set)[0]);
    }
}

static void
read_message (GBytes *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwMessage) message = lw_wire_parse (reply, &error);

  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return;

  check_sets (message, LW_SECTION_ANSWER);
  check_sets (message, LW_SECTION_AUTHORITY);
  check_sets (message, LW_SECTION_ADDITIONAL);
}

static void
compare_with_query (GBytes *reply)
{
  g_autoptr (GBytes) query = lw_wire_build_query ("a.test.", 15, LW_QUERY_NONE, NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (reply, &size);

  lw_wire_answers (query, bytes, size);
  lw_wire_continues (query, reply);
  lw_wire_is_truncated (bytes, size);
}

static void
check_signature (GBytes *reply)
{
  g_autoptr (LwTsigKey) key = lw_tsig_key_new ("letterway.key", "hmac-sha256", SECRET, NULL);
  g_autoptr (GBytes) mac = g_bytes_new ("mac", 3);
  g_autoptr (LwTsigCheck) check = lw_tsig_check_new (key, mac);
  g_autoptr (GError) error = NULL;
  gboolean good = lw_tsig_check_message (check, reply, NOW, &error);

  /* Nobody guesses a MAC. */
  g_assert_false (good);
  g_assert_nonnull (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (GBytes) reply = g_bytes_new (bytes, size);

  read_message (reply);
  compare_with_query (reply);
  check_signature (reply);

  return 0;
}
