/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"
#include "practice-fixture.h"

#include <string.h>

#define ROOT "127.86.0.1"
#define TLD "127.86.1.1"
#define NS1 "127.86.2.1"
#define NS2 "127.86.2.2"
#define RESOLVER "127.86.3.1"
#define RESOLVER2 "127.86.3.2"

#define SOA_TEXT                                                                                \
  "practice.example. 2 SOA ns1.practice.example. hostmaster.practice.example. 2026010101 3600 " \
  "600 "                                                                                        \
  "86400 2"
#define DELEGATION                                                                           \
  "NOERROR | | practice.example. 3600 NS ns1.practice.example., practice.example. 3600 NS "  \
  "ns2.practice.example. | ns1.practice.example. 4 A 127.86.2.1, ns2.practice.example. 4 A " \
  "127.86.2.2"

typedef struct
{
  const char *address;
  const char *name;
  guint16 type;
  const char *reply;
} Case;

/* From the root down, as a resolver would ask */
static const Case cases[] = {
  { ROOT, "practice.example.", LW_RR_TYPE_MX,
    "NOERROR | | example. 86400 NS a.nic.example. | a.nic.example. 86400 A 127.86.1.1" },
  { ROOT, ".", LW_RR_TYPE_NS, "NOERROR AA | . 86400 NS a.root.example. | |" },
  { ROOT, "test.", LW_RR_TYPE_A,
    "NXDOMAIN AA | | . 60 SOA a.root.example. hostmaster.nic.example. 2026010101 1800 900 604800 "
    "60 |" },
  { TLD, "practice.example.", LW_RR_TYPE_MX, DELEGATION },
  { TLD, "a.b.practice.example.", LW_RR_TYPE_A, DELEGATION },
  { TLD, "practice.example.", LW_RR_TYPE_DS,
    "NOERROR AA | | example. 60 SOA a.nic.example. hostmaster.nic.example. 2026010101 1800 900 "
    "604800 60 |" },
  { TLD, "other.example.", LW_RR_TYPE_MX,
    "NXDOMAIN AA | | example. 60 SOA a.nic.example. hostmaster.nic.example. 2026010101 1800 900 "
    "604800 60 |" },
  { TLD, "example.net.", LW_RR_TYPE_MX, "REFUSED | | |" },
  { NS1, "practice.example.", LW_RR_TYPE_MX,
    "NOERROR AA | practice.example. 4 MX 10 mx.practice.example.practice.example. | |" },
  { NS2, "practice.example.", LW_RR_TYPE_MX,
    "NOERROR AA | practice.example. 4 MX 10 mx.practice.example.practice.example. | |" },
  { NS1, "PRACTICE.Example.", LW_RR_TYPE_A, "NOERROR AA | PRACTICE.Example. 4 A 127.86.6.1 | |" },
  { NS1, "practice.example.", LW_RR_TYPE_AAAA, "NOERROR AA | | " SOA_TEXT " |" },
  { NS1, "_dmarc.practice.example.", LW_RR_TYPE_TXT,
    "NOERROR AA | _dmarc.practice.example. 4 TXT \"v=DMARC1; p=none\" | |" },
  { NS1, "www.practice.example.", LW_RR_TYPE_A,
    "NOERROR AA | www.practice.example. 4 CNAME practice.example., practice.example. 4 A "
    "127.86.6.1 | |" },
  { NS1, "www.practice.example.", LW_RR_TYPE_CNAME,
    "NOERROR AA | www.practice.example. 4 CNAME practice.example. | |" },
  { NS1, "mx.practice.example.practice.example.", LW_RR_TYPE_A, "NXDOMAIN AA | | " SOA_TEXT " |" },
  { NS1, "example.net.", LW_RR_TYPE_A, "REFUSED | | |" },
  { NS1, ".", LW_RR_TYPE_NS, "REFUSED | | |" },
  { RESOLVER, "practice.example.", LW_RR_TYPE_MX,
    "NOERROR RA | practice.example. 4 MX 10 mx.practice.example.practice.example. | |" },
  { RESOLVER2, "www.practice.example.", LW_RR_TYPE_A,
    "NOERROR RA | www.practice.example. 4 CNAME practice.example., practice.example. 4 A "
    "127.86.6.1 | |" },
  { RESOLVER, "mx.practice.example.practice.example.", LW_RR_TYPE_A,
    "NXDOMAIN RA | | " SOA_TEXT " |" },
  { RESOLVER, "practice.example.", LW_RR_TYPE_AAAA, "NOERROR RA | | " SOA_TEXT " |" },
};

static void
test_answers (Fixture *f, gconstpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = fixture_ask_text (f, cases[i].address, cases[i].name, cases[i].type);

      g_assert_cmpstr (text, ==, cases[i].reply);
    }
}

static void
put_text (Fixture *f, const char *text, const char *origin)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwZone) zone = lw_zone_parse (text, -1, origin, &error);

  g_assert_no_error (error);
  lw_practice_put_zone (f->practice, zone, &error);
  g_assert_no_error (error);
}

static const Case put_cases[] = {
  { TLD, "x.berg.example.", LW_RR_TYPE_A,
    "NOERROR | | berg.example. 3600 NS ns.berg.example. | ns.berg.example. 60 A 127.86.2.1" },
  { NS1, "a.b.berg.example.", LW_RR_TYPE_TXT,
    "NOERROR AA | a.b.berg.example. 60 TXT \"wild\" | |" },
  { NS1, "there.berg.example.", LW_RR_TYPE_TXT,
    "NOERROR AA | | berg.example. 30 SOA ns.berg.example. x.berg.example. 1 2 3 4 30 |" },
  { NS1, "deep.berg.example.", LW_RR_TYPE_A,
    "NOERROR AA | | berg.example. 30 SOA ns.berg.example. x.berg.example. 1 2 3 4 30 |" },
  { NS1, "odd.berg.example.", 65280, "NOERROR AA | odd.berg.example. 60 TYPE65280 \\# 2 abcd | |" },
  { NS1, "x.sub.berg.example.", LW_RR_TYPE_A,
    "NOERROR | | sub.berg.example. 60 NS ns.elsewhere.example. |" },
  { RESOLVER, "x.sub.berg.example.", LW_RR_TYPE_A, "SERVFAIL RA | | |" },
  { RESOLVER, "away.berg.example.", LW_RR_TYPE_A,
    "NOERROR RA | away.berg.example. 60 CNAME mx.practice.example., mx.practice.example. 4 A "
    "127.86.5.1 | |" },
};

static void
test_put_zone (Fixture *f, gconstpointer user_data)
{
  put_text (f,
            "$TTL 60\n@ SOA ns x 1 2 3 4 30\n@ NS ns\nns A 127.86.2.1\n* TXT wild\n"
            "there A 192.0.2.1\nx.deep A 192.0.2.1\nodd TYPE65280 \\# 2 abcd\n"
            "sub NS ns.elsewhere.example.\naway CNAME mx.practice.example.\n",
            "berg.example.");
  for (gsize i = 0; i < G_N_ELEMENTS (put_cases); i++)
    {
      g_autofree char *text =
          fixture_ask_text (f, put_cases[i].address, put_cases[i].name, put_cases[i].type);

      g_assert_cmpstr (text, ==, put_cases[i].reply);
    }
}

static void
test_refused_zones (Fixture *f, gconstpointer user_data)
{
  static const char *const origins[] = { "example.", "berg.test.", "." };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      g_autoptr (LwZone) zone =
          lw_zone_parse ("@ 60 SOA a.example. b.example. 1 2 3 4 5\n", -1, origins[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (lw_practice_put_zone (f->practice, zone, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
    }
}

static void
test_tcp (Fixture *f, gconstpointer user_data)
{
  ldns_pkt *packet = fixture_ask (f, NS2, "practice.example.", LW_RR_TYPE_NS, FALSE, TRUE, 5000);

  g_assert_nonnull (packet);
  g_assert_true (ldns_pkt_aa (packet));
  g_assert_cmpuint (ldns_rr_list_rr_count (ldns_pkt_answer (packet)), ==, 2);
  ldns_pkt_free (packet);
}

/* More than fits: marked over UDP, whole over TCP */
static void
test_truncation (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GString) zone = g_string_new ("$TTL 60\n@ SOA ns1.practice.example. x 1 2 3 4 30\n");
  g_autofree char *text = NULL;
  ldns_pkt *packet;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (zone, "@ TXT \"number %u of a long list\"\n", i);
  put_text (f, zone->str, "long.example.");

  text = fixture_ask_text (f, NS1, "long.example.", LW_RR_TYPE_TXT);
  g_assert_cmpstr (text, ==, "NOERROR AA TC | | |");
  packet = fixture_ask (f, NS1, "long.example.", LW_RR_TYPE_TXT, FALSE, TRUE, 5000);
  g_assert_cmpuint (ldns_rr_list_rr_count (ldns_pkt_answer (packet)), ==, 100);
  ldns_pkt_free (packet);
}

/* Whatever comes in, the server lives on. */
static void
test_hostile (Fixture *f, gconstpointer user_data)
{
  static const char *const packets[] = {
    "",
    "x",
    "GET / HTTP/1.1\r\n\r\n",
    "\x12\x67\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www",
    "\x12\x67\x81\x00\x00\x00\x00\x00\x00\x00\x00\x00",
  };
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    for (guint over_tcp = 0; over_tcp < 2; over_tcp++)
      {
        g_autoptr (GBytes) query = g_bytes_new_static (packets[i], i < 3    ? strlen (packets[i])
                                                                   : i == 3 ? 16
                                                                            : 12);
        g_autoptr (GBytes) reply = fixture_exchange (f, NS1, query, over_tcp, 20);

        g_assert_null (reply);
      }

  text = fixture_ask_text (f, NS1, "practice.example.", LW_RR_TYPE_A);
  g_assert_cmpstr (text, ==, "NOERROR AA | practice.example. 4 A 127.86.6.1 | |");
}

typedef struct
{
  const char *name;
  guint8 flags;
  guint8 class;
  guint8 n_questions;
  guint rcode;
} OddCase;

static const OddCase odd_cases[] = {
  { "update", 0x28, 1, 1, LDNS_RCODE_NOTIMPL },
  { "chaos", 0x00, 3, 1, LDNS_RCODE_REFUSED },
  { "no-question", 0x00, 1, 0, LDNS_RCODE_FORMERR },
};

static void
test_odd (Fixture *f, gconstpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_cases); i++)
    {
      const OddCase *c = &odd_cases[i];
      const guint8 wire[] = { 0x12, 0x67, c->flags, 0, 0, c->n_questions, 0, 0, 0, 0, 0, 0, 1,
                              'x',  0,    0,        1, 0, c->class };
      g_autoptr (GBytes) query = g_bytes_new (wire, c->n_questions > 0 ? sizeof wire : 12);
      g_autoptr (GBytes) reply = fixture_exchange (f, NS1, query, FALSE, 5000);

      g_assert_nonnull (reply);
      g_assert_cmpuint (((const guint8 *) g_bytes_get_data (reply, NULL))[3] & 0xf, ==, c->rcode);
    }
}

static void
test_resolver_wants_recursion (Fixture *f, gconstpointer user_data)
{
  ldns_pkt *packet =
      fixture_ask (f, RESOLVER, "practice.example.", LW_RR_TYPE_MX, FALSE, FALSE, 5000);

  g_assert_cmpint (ldns_pkt_get_rcode (packet), ==, LDNS_RCODE_REFUSED);
  ldns_pkt_free (packet);
}

static void
test_drop_udp (Fixture *f, gconstpointer user_data)
{
  ldns_pkt *packet;

  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .drop_udp_percent = 100 });
  g_assert_null (fixture_ask (f, NS1, "practice.example.", LW_RR_TYPE_MX, FALSE, FALSE, 50));
  packet = fixture_ask (f, NS1, "practice.example.", LW_RR_TYPE_MX, FALSE, TRUE, 5000);
  g_assert_nonnull (packet);
  ldns_pkt_free (packet);
}

static void
test_no_secondary (Fixture *f, gconstpointer user_data)
{
  g_autofree char *resolved = NULL;

  lw_practice_set_faults (f->practice, &(LwPracticeFaults){ .no_secondary = TRUE });
  g_assert_null (fixture_ask (f, NS2, "practice.example.", LW_RR_TYPE_MX, FALSE, FALSE, 50));
  g_assert_null (fixture_ask (f, NS2, "practice.example.", LW_RR_TYPE_MX, FALSE, TRUE, 5000));
  resolved = fixture_ask_value (f, RESOLVER2, "practice.example.", LW_RR_TYPE_A);
  g_assert_cmpstr (resolved, ==, "127.86.6.1");
}

static void
test_world (Fixture *f, gconstpointer user_data)
{
  g_assert_cmpstr (lw_world_get_id (f->world), ==, "practice");
  g_assert_false (lw_world_is_real (f->world));
  g_assert_true (lw_world_is_public (f->world, "127.86.5.1"));
  g_assert_false (lw_world_is_public (f->world, "127.0.0.1"));
  g_assert_true (lw_world_allows_plain_http (f->world, "127.86.4.1"));
  g_assert_true (lw_world_allows_plain_http (f->world, "127.0.0.1"));
  g_assert_cmpint (lw_world_get_online (f->world), ==, TRUE);
  g_assert_cmpuint (lw_world_get_resolvers (f->world)->len, ==, 2);
}

/* (element-type utf8): the kernel's numbers of this process's sockets */
static GHashTable *
list_own_sockets (void)
{
  GHashTable *sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *fd;

  while (dir != NULL && (fd = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", fd, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target != NULL && g_str_has_prefix (target, "socket:["))
        g_hash_table_add (sockets, g_strndup (target + 8, strlen (target) - 9));
    }

  return sockets;
}

/* Checks every socket of ours in one of the kernel's tables; returns how many there are. */
static guint
check_table (const char *path, GHashTable *own)
{
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_found = 0;

  if (!g_file_get_contents (path, &table, NULL, NULL))
    return 0;

  lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) words = g_ptr_array_new ();
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);

      for (guint j = 0; fields[j] != NULL; j++)
        if (*fields[j] != '\0')
          g_ptr_array_add (words, fields[j]);
      if (words->len < 10 || !g_hash_table_contains (own, words->pdata[9]))
        continue;
      g_assert_nonnull (strstr (words->pdata[1], "567F:")); /* 127.86, low byte first */
      n_found++;
    }

  return n_found;
}

/* Nothing listens on other addresses than those of 127.86.0.0/16. */
static void
test_loopback_only (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GHashTable) own = list_own_sockets ();

  if (!g_file_test ("/proc/net/udp", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("This system does not tell who listens");
      return;
    }

  g_assert_cmpuint (check_table ("/proc/self/net/tcp", own), ==, 9); /* DNS, API, mail */
  g_assert_cmpuint (check_table ("/proc/self/net/udp", own), ==, 7);
  g_assert_cmpuint (check_table ("/proc/self/net/tcp6", own), ==, 0);
  g_assert_cmpuint (check_table ("/proc/self/net/udp6", own), ==, 0);
}

static void
test_two_worlds (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwPractice) other = lw_practice_start (&error);

  g_assert_no_error (error);
  g_assert_cmpuint (lw_world_get_dns_port (lw_practice_get_world (other)), !=,
                    lw_world_get_dns_port (f->world));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) \
  g_test_add ("/practice-dns/" name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("answers", test_answers);
  ADD ("put-zone", test_put_zone);
  ADD ("refused-zones", test_refused_zones);
  ADD ("tcp", test_tcp);
  ADD ("truncation", test_truncation);
  ADD ("hostile", test_hostile);
  ADD ("odd", test_odd);
  ADD ("resolver-wants-recursion", test_resolver_wants_recursion);
  ADD ("drop-udp", test_drop_udp);
  ADD ("no-secondary", test_no_secondary);
  ADD ("world", test_world);
  ADD ("loopback-only", test_loopback_only);
  ADD ("two-worlds", test_two_worlds);

  return g_test_run ();
}
