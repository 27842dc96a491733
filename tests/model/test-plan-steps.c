/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-plan.h"

#include <locale.h>
#include <string.h>

#include "lw-name.h"

#define DOMAIN "berg.example."
#define HEAD "$ORIGIN berg.example.\n$TTL 300\n"
#define NULL_MX "berg.example. MX 0 ."

static LwZone *
zone_of (const char *lines)
{
  g_autofree char *text = g_strconcat (HEAD, lines, NULL);
  g_autoptr (GError) error = NULL;
  LwZone *zone = lw_zone_parse (text, -1, DOMAIN, &error);

  g_assert_no_error (error);

  return zone;
}

typedef struct
{
  const char *name;
  const char *live;
  const char *wanted;
  const char *steps;
} StepsCase;

static const StepsCase steps_cases[] = {
  { "add-before-remove", "@ MX 10 o.test.", "@ MX 10 n.test.",
    "+ berg.example. 300 MX 10 n.test.\n- berg.example. 300 MX 10 o.test." },
  { "order-in-place", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 30 a.test.\n@ MX 20 b.test.",
    "± berg.example. 300 MX 30 a.test. (was 300 10 a.test.)" },
  { "waiting-time-in-place", "@ MX 10 a.test.", "@ 60 MX 10 a.test.",
    "± berg.example. 60 MX 10 a.test. (was 300 10 a.test.)" },
  { "null-mx-becomes-the-first", "@ MX 0 .", "@ MX 10 a.test.\n@ MX 20 b.test.",
    "± berg.example. 300 MX 10 a.test. (was 300 0 .)\n+ berg.example. 300 MX 20 b.test." },
  { "the-last-becomes-null-mx", "@ MX 10 a.test.\n@ MX 20 b.test.", "@ MX 0 .",
    "- berg.example. 300 MX 10 a.test.\n± berg.example. 300 MX 0 . (was 300 20 b.test.)" },
  { "first-null-mx", "", "@ MX 0 .", "+ berg.example. 300 MX 0 ." },
  { "null-mx-beside-others-goes", "@ MX 0 .\n@ MX 10 a.test.", "@ MX 10 a.test.",
    "- berg.example. 300 MX 0 ." },
  { "spf-in-place", "@ TXT \"v=spf1 -all\"\n@ TXT x", "@ TXT \"v=spf1 mx -all\"\n@ TXT y",
    "+ berg.example. 300 TXT \"y\"\n"
    "± berg.example. 300 TXT \"v=spf1 mx -all\" (was 300 \"v=spf1 -all\")\n"
    "- berg.example. 300 TXT \"x\"" },
  { "second-spf-goes", "@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 a -all\"", "@ TXT \"v=spf1 mx\"",
    "± berg.example. 300 TXT \"v=spf1 mx\" (was 300 \"v=spf1 -all\")\n"
    "- berg.example. 300 TXT \"v=spf1 a -all\"" },
  { "dmarc-in-place", "_dmarc TXT \"v=DMARC1; p=none\"", "_dmarc TXT \"v=DMARC1; p=reject\"",
    "± _dmarc.berg.example. 300 TXT \"v=DMARC1; p=reject\" (was 300 \"v=DMARC1; p=none\")" },
  { "alias-in-place", "w CNAME a.test.", "w CNAME b.test.",
    "± w.berg.example. 300 CNAME b.test. (was 300 a.test.)" },
  { "alias-for-others", "w CNAME a.test.\nz TXT x", "w A 192.0.2.1\ny TXT x",
    "+ y.berg.example. 300 TXT \"x\"\n- w.berg.example. 300 CNAME a.test.\n"
    "+ w.berg.example. 300 A 192.0.2.1\n- z.berg.example. 300 TXT \"x\"" },
  { "alias-for-mx-back-to-back", "w CNAME a.test.", "w MX 10 b.test.\nw A 192.0.2.1",
    "- w.berg.example. 300 CNAME a.test.\n+ w.berg.example. 300 A 192.0.2.1\n"
    "+ w.berg.example. 300 MX 10 b.test." },
  { "address-before-mx-before-old-address", "@ MX 10 o\no A 192.0.2.1", "@ MX 10 n\nn A 192.0.2.2",
    "+ n.berg.example. 300 A 192.0.2.2\n+ berg.example. 300 MX 10 n.berg.example.\n"
    "- berg.example. 300 MX 10 o.berg.example.\n- o.berg.example. 300 A 192.0.2.1" },
};

static void
test_steps (gconstpointer data)
{
  const StepsCase *c = data;
  g_autoptr (LwZone) live = zone_of (c->live), wanted = zone_of (c->wanted);
  g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted);
  g_autoptr (GPtrArray) steps = lw_plan_dup_steps (plan);
  g_autofree char *text = NULL;

  g_ptr_array_add (steps, NULL);
  text = g_strjoinv ("\n", (GStrv) steps->pdata);
  g_assert_cmpstr (text, ==, c->steps);
}

/* The records of a server as "OWNER TYPE VALUE" */
static GHashTable *
records_of (LwZone *zone)
{
  GHashTable *records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *sets = lw_zone_get_sets (zone);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);
      const char *const *values = lw_record_set_get_values (set);
      g_autofree char *type = lw_rr_type_to_string (lw_record_set_get_rr_type (set));

      for (guint j = 0; values[j] != NULL; j++)
        g_hash_table_insert (
            records, g_strdup_printf ("%s %s %s", lw_record_set_get_owner (set), type, values[j]),
            g_strdup_printf ("%u", lw_record_set_get_ttl (set)));
    }

  return records;
}

/* What a server does that takes one record at a time; it refuses what makes no sense. */
static void
make_step (GHashTable *records, const char *step)
{
  g_auto (GStrv) words = g_strsplit (step, " ", 5);
  g_auto (GStrv) parts = g_strsplit (words[4], " (was ", 2);
  g_autofree char *value = g_strdup (parts[0]);
  g_autofree char *key = g_strjoin (" ", words[1], words[3], value, NULL);

  if (strcmp (words[0], "-") == 0)
    {
      g_assert_true (g_hash_table_remove (records, key));
      return;
    }

  if (strcmp (words[0], "±") == 0)
    {
      char *old_value = strchr (parts[1], ' ') + 1;
      g_autofree char *old_key = NULL;

      old_value[strlen (old_value) - 1] = '\0'; /* the bracket */
      old_key = g_strjoin (" ", words[1], words[3], old_value, NULL);
      g_assert_true (g_hash_table_remove (records, old_key));
    }

  g_assert_true (g_hash_table_insert (records, g_steal_pointer (&key), g_strdup (words[2])));
}

static gboolean
has_address (GHashTable *records, const char *host)
{
  g_autofree char *a = g_strconcat (host, " A ", NULL);
  g_autofree char *aaaa = g_strconcat (host, " AAAA ", NULL);
  GHashTableIter iter;
  gpointer key;

  if (!lw_name_is_at_or_below (host, DOMAIN))
    return TRUE;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, a) || g_str_has_prefix (key, aaaa))
      return TRUE;

  return FALSE;
}

static gboolean
has_usable_mx (GHashTable *records)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, DOMAIN " MX ") && strcmp (key, NULL_MX) != 0 &&
        has_address (records, strrchr (key, ' ') + 1))
      return TRUE;

  return FALSE;
}

static guint
count_mx (GHashTable *records)
{
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    n += g_str_has_prefix (key, DOMAIN " MX ");

  return n;
}

/* An alias stands alone at its name, and there is one. */
static void
check_aliases (GHashTable *records)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (GStrv) words = g_strsplit (key, " ", 3);
      gboolean alias = strcmp (words[1], "CNAME") == 0;
      gpointer other;

      if (g_hash_table_lookup_extended (seen, words[0], NULL, &other))
        g_assert_false (alias || GPOINTER_TO_INT (other));
      g_hash_table_insert (seen, g_strdup (words[0]), GINT_TO_POINTER (alias));
    }
}

/* Waiting times included */
static void
check_same (GHashTable *records, GHashTable *others)
{
  GHashTableIter iter;
  gpointer key, ttl;

  g_assert_cmpuint (g_hash_table_size (records), ==, g_hash_table_size (others));
  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &key, &ttl))
    g_assert_cmpstr (g_hash_table_lookup (others, key), ==, ttl);
}

static void
append_host (GString *text, gboolean *targets)
{
  guint preference = 10 * g_test_rand_int_range (0, 3) + 5;
  guint number = g_test_rand_int_range (0, 9);

  if (number < 5)
    {
      g_string_append_printf (text, "@ MX %u m%u\n", preference, number);
      targets[number] = TRUE;
    }
  else
    g_string_append_printf (text, "@ MX %u x%u.other.example.\n", preference, number);
}

/* Names in the zone: a mail server has an address; others may have one, or be an alias. */
static void
append_names (GString *text, const gboolean *targets)
{
  for (guint i = 0; i < 5; i++)
    {
      guint what = g_test_rand_int_range (0, 5);

      if (what == 0 && !targets[i])
        g_string_append_printf (text, "m%u CNAME web.other.example.\n", i);
      else if (what == 1)
        g_string_append_printf (text, "m%u AAAA 2001:db8::%u\n", i, g_test_rand_int_range (1, 3));
      else if (what == 2 || targets[i])
        g_string_append_printf (text, "m%u A 192.0.2.%u\n", i, g_test_rand_int_range (1, 3));
    }
}

static LwZone *
random_zone (guint n_hosts, gboolean null_mx)
{
  static const char *const waiting_times[] = { "$TTL 60\n", "$TTL 300\n" };
  g_autoptr (GString) text = g_string_new (waiting_times[g_test_rand_bit () ? 1 : 0]);
  gboolean targets[5] = { FALSE };

  for (guint i = 0; i < n_hosts; i++)
    append_host (text, targets);
  if (null_mx)
    g_string_append (text, "@ MX 0 .\n");
  append_names (text, targets);

  return zone_of (text->str);
}

static LwZone *
random_zone_with_mail (void)
{
  return random_zone (g_test_rand_int_range (1, 5), FALSE);
}

/* At no moment of a push that changes record by record is the domain without a usable MX. */
static void
test_always_a_usable_mx (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (LwZone) live = random_zone_with_mail (), wanted = random_zone_with_mail ();
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted);
      g_autoptr (GPtrArray) steps = lw_plan_dup_steps (plan);
      g_autoptr (GHashTable) records = records_of (live), after = records_of (wanted);

      g_assert_true (has_usable_mx (records));
      for (guint i = 0; i < steps->len; i++)
        {
          make_step (records, g_ptr_array_index (steps, i));
          g_assert_true (has_usable_mx (records));
          check_aliases (records);
        }
      check_same (records, after);
    }
}

/* The same for hosts that replace a set in one request */
static void
test_always_a_usable_mx_by_sets (void)
{
  for (guint round = 0; round < 120; round++)
    {
      g_autoptr (LwZone) live = random_zone_with_mail (), wanted = random_zone_with_mail ();
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, live, wanted);
      g_autoptr (LwZone) zone = lw_zone_copy (live);
      GPtrArray *changes = lw_plan_get_changes (plan);

      for (guint i = 0; i < changes->len; i++)
        {
          LwChange *change = g_ptr_array_index (changes, i);
          g_autoptr (GHashTable) records = NULL;

          if (lw_change_get_new (change) != NULL)
            lw_zone_take_set (zone, lw_record_set_ref (lw_change_get_new (change)));
          else
            lw_zone_drop_set (zone, lw_change_get_owner (change), lw_change_get_rr_type (change));
          records = records_of (zone);
          g_assert_true (has_usable_mx (records));
          check_aliases (records);
        }
      g_assert_true (lw_zone_equal (zone, wanted));
    }
}

/* From mail to no mail or back there is one moment when it turns, and never both. */
static void
test_null_mx_stands_alone (void)
{
  for (guint round = 0; round < 120; round++)
    {
      gboolean lift = g_test_rand_bit ();
      g_autoptr (LwZone) none = random_zone (0, TRUE), some = random_zone_with_mail ();
      g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN, lift ? none : some, lift ? some : none);
      g_autoptr (GPtrArray) steps = lw_plan_dup_steps (plan);
      g_autoptr (GHashTable) records = records_of (lift ? none : some);
      guint n_turns = 0;
      gboolean was_null = lift;

      for (guint i = 0; i < steps->len; i++)
        {
          gboolean is_null;

          make_step (records, g_ptr_array_index (steps, i));
          is_null = g_hash_table_contains (records, NULL_MX);
          n_turns += is_null != was_null;
          was_null = is_null;
          g_assert_true (is_null ? count_mx (records) == 1 : has_usable_mx (records));
        }
      g_assert_cmpuint (n_turns, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (steps_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/plan-steps/", steps_cases[i].name, NULL);

      g_test_add_data_func (path, &steps_cases[i], test_steps);
    }
  g_test_add_func ("/plan-steps/always-a-usable-mx", test_always_a_usable_mx);
  g_test_add_func ("/plan-steps/always-a-usable-mx-by-sets", test_always_a_usable_mx_by_sets);
  g_test_add_func ("/plan-steps/null-mx-stands-alone", test_null_mx_stands_alone);

  return g_test_run ();
}
