/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-name.h"
#include "lw-packet.h"
#include "lw-rr-type.h"
#include "lw-wire.h"

#include <ldns/ldns.h>

/* Our reader against that of ldns: whatever ours lets pass says the same in both. Over the corpus
 * of the fuzzer and what becomes of it when some bytes are others. */

#define ROUNDS 300
#define FLIPS_MAX 4
#define FIXED_BYTES 11 /* the root as owner, type, class, TTL, RDLENGTH */

static const ldns_pkt_section sections[] = { LDNS_SECTION_ANSWER, LDNS_SECTION_AUTHORITY,
                                             LDNS_SECTION_ADDITIONAL };

static guint n_both, n_ours_only, n_ldns_only, n_values;

/* The value as ldns hands it out, in the general form of RFC 3597 */
static char *
write_generic (ldns_rr *rr)
{
  GString *text = g_string_new (NULL);
  ldns_rr *copy = ldns_rr_clone (rr);
  guint8 *wire = NULL;
  gsize size = 0;

  ldns_rdf_deep_free (ldns_rr_owner (copy));
  ldns_rr_set_owner (copy, ldns_dname_new_frm_str ("."));
  ldns_rr2canonical (copy);
  g_assert_cmpint (ldns_rr2wire (&wire, copy, LDNS_SECTION_ANSWER, &size), ==, LDNS_STATUS_OK);
  g_assert_cmpuint (size, >=, FIXED_BYTES);
  g_string_printf (text, "\\# %" G_GSIZE_FORMAT " ", size - FIXED_BYTES);
  for (gsize i = FIXED_BYTES; i < size; i++)
    g_string_append_printf (text, "%02x", wire[i]);
  free (wire);
  ldns_rr_free (copy);

  return g_string_free (text, FALSE);
}

static char *
print_owner (ldns_rr *rr)
{
  ldns_rdf *owner = ldns_rr_owner (rr);
  g_autoptr (GByteArray) name =
      lw_packet_read_name (ldns_rdf_data (owner), ldns_rdf_size (owner), 0, NULL);
  g_autofree char *printed = NULL;

  g_assert_nonnull (name);
  printed = lw_packet_print_name (name);
  return lw_name_normalise (printed, NULL);
}

/* ldns takes a record whose names end before it does, and writes out names that must not be
 * compressed (RFC 3597 section 4); there we keep the bytes. */
static gboolean
has_kept_bytes (LwRecordSet *set)
{
  const char *const *values = lw_record_set_get_values (set);

  for (guint i = 0; values[i] != NULL; i++)
    if (g_str_has_prefix (values[i], "\\#"))
      return TRUE;

  return FALSE;
}

/* A value that ldns cannot carry over exactly is none of its own. */
static void
compare_record (LwMessage *message, LwSection section, ldns_rr *rr)
{
  g_autofree char *owner = print_owner (rr);
  g_autofree char *value = write_generic (rr);
  const char *const values[] = { value, NULL };
  guint16 type = ldns_rr_get_type (rr);
  LwRecordSet *found = lw_message_find (message, section, owner, type);
  guint32 ttl = ldns_rr_ttl (rr) > LW_TTL_MAX ? 0 : ldns_rr_ttl (rr);
  g_autoptr (LwRecordSet) one = lw_record_set_new (owner, type, 0, values, NULL);

  if (found == NULL)
    g_error ("%s %u: ldns reads %s, we read nothing", owner, type, value);
  g_assert_cmpuint (lw_record_set_get_ttl (found), <=, ttl);
  if (!has_kept_bytes (found) && one != NULL &&
      !lw_record_set_has_value (found, lw_record_set_get_values (one)[0]))
    g_error ("%s %u: ldns reads %s, we read %s", owner, type, lw_record_set_get_values (one)[0],
             lw_record_set_get_values (found)[0]);
  n_values++;
}

static void
compare_section (LwMessage *message, LwSection section, ldns_pkt *packet)
{
  ldns_rr_list *list = ldns_pkt_get_section_clone (packet, sections[section]);
  GPtrArray *sets = lw_message_get_sets (message, section);
  guint n_records = 0, n_ours = 0;

  for (gsize i = 0; i < ldns_rr_list_rr_count (list); i++)
    {
      ldns_rr *rr = ldns_rr_list_rr (list, i);

      if (ldns_rr_get_type (rr) == LDNS_RR_TYPE_OPT || ldns_rr_get_type (rr) == LDNS_RR_TYPE_TSIG)
        continue;
      n_records++;
      compare_record (message, section, rr);
    }
  for (guint i = 0; i < sets->len; i++)
    n_ours += lw_record_set_get_n_values (g_ptr_array_index (sets, i));
  g_assert_cmpuint (n_ours, <=, n_records);
  g_assert_cmpuint (n_ours > 0, ==, n_records > 0);
  ldns_rr_list_deep_free (list);
}

/* Of the leak sanitizer, where there is one */
void __lsan_disable (void) __attribute__ ((weak));
void __lsan_enable (void) __attribute__ ((weak));

/* (nullable): ldns 1.8 forgets the records of a message that it then refuses, which is its leak and
 * not ours. */
static ldns_pkt *
read_with_ldns (const guint8 *bytes, gsize size)
{
  ldns_pkt *packet = NULL;

  if (__lsan_disable != NULL)
    __lsan_disable ();
  if (ldns_wire2pkt (&packet, bytes, size) != LDNS_STATUS_OK)
    packet = NULL;
  if (__lsan_enable != NULL)
    __lsan_enable ();

  return packet;
}

static void
compare (const guint8 *bytes, gsize size)
{
  g_autoptr (GBytes) reply = g_bytes_new (bytes, size);
  g_autoptr (LwMessage) message = lw_wire_parse (reply, NULL);
  ldns_pkt *packet = read_with_ldns (bytes, size);
  gboolean is_update =
      size >= LW_PACKET_HEADER_BYTES && lw_packet_get_opcode (bytes) == LW_PACKET_OPCODE_UPDATE;

  n_both += message != NULL && packet != NULL;
  n_ours_only += message != NULL && packet == NULL;
  n_ldns_only += message == NULL && packet != NULL;
  if (message != NULL && packet != NULL && !is_update)
    {
      g_assert_cmpint (lw_message_get_aa (message), ==, ldns_pkt_aa (packet));
      g_assert_cmpint (lw_message_get_tc (message), ==, ldns_pkt_tc (packet));
      g_assert_cmpint (lw_message_get_ad (message), ==, ldns_pkt_ad (packet));
      g_assert_cmpint (lw_message_get_rcode (message) & 0xf, ==,
                       (guint) ldns_pkt_get_rcode (packet));
      for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
        compare_section (message, i, packet);
    }
  ldns_pkt_free (packet);
}

static void
compare_changed (GRand *chance, const guint8 *bytes, gsize size)
{
  g_autofree guint8 *changed = g_memdup2 (bytes, size);
  guint n_flips = (guint) g_rand_int_range (chance, 1, FLIPS_MAX + 1);

  for (guint i = 0; i < n_flips; i++)
    changed[g_rand_int_range (chance, 0, (gint32) size)] =
        (guint8) g_rand_int_range (chance, 0, 256);
  compare (changed, size);
}

static void
test_corpus (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "wire", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GRand) chance = g_rand_new_with_seed (53);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      compare ((guint8 *) bytes, size);
      for (guint i = 0; i < ROUNDS && size > 0 && size < 2048; i++)
        compare_changed (chance, (guint8 *) bytes, size);
    }

  g_test_message ("both %u, ours alone %u, ldns alone %u, values %u", n_both, n_ours_only,
                  n_ldns_only, n_values);
  g_assert_cmpuint (n_both, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-ldns/corpus", test_corpus);

  return g_test_run ();
}
