/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-fake-dns.h"

#include <string.h>

#define HASTY_MS 20

#define AUTHORITY 0x8400
#define REFERRAL 0x8000
#define NXDOMAIN 3
#define FORMERR 1
#define CUT 0x200

#define N_RECORDS 8

/* What a server says to a question; the first rule that fits counts, without one: no such name. */
typedef struct
{
  const char *address;  /* the last two numbers of 127.79.x.y */
  const char *question; /* "name TYPE"; "* TYPE", "*" */
  guint16 flags;        /* 0: silence */
  const char *records[N_RECORDS];
} Rule;

#define LAST_RULE           \
  {                         \
    NULL, NULL, 0, { NULL } \
  }

#define FIFTY "01234567890123456789012345678901234567890123456789"
#define QUOTED "\"" FIFTY FIFTY FIFTY FIFTY FIFTY "\""
#define LONG QUOTED " " QUOTED " " QUOTED

#define SOA "berg.example. 60 IN SOA ns1.berg.example. h.berg.example. 7 1 1 1 60"

static const Rule base_rules[] = {
  { "1.1",
    "berg.example. NS",
    REFERRAL,
    { "ns berg.example. 300 IN NS ns1.berg.example.", "ns berg.example. 300 IN NS ns.other.test.",
      "ar ns1.berg.example. 300 IN A 127.79.2.9", "ar ns.other.test. 300 IN A 127.79.66.6" } },
  { "2.1",
    "berg.example. NS",
    AUTHORITY,
    { "an berg.example. 300 IN NS ns1.berg.example.", "an berg.example. 300 IN NS ns.new.test." } },
  { "2.1", "berg.example. SOA", AUTHORITY, { "an " SOA } },
  { "2.1", "ns1.berg.example. A", AUTHORITY, { "an ns1.berg.example. 60 IN A 127.79.2.1" } },
  { "2.1", "berg.example. TXT", AUTHORITY, { "an berg.example. 60 IN TXT \"v=spf1 -all\"" } },
  { "9.1", "ns.other.test. A", 0x8180, { "an ns.other.test. 60 IN A 127.79.2.1" } },
  { "9.1", "ns.new.test. A", 0x8180, { "an ns.new.test. 60 IN CNAME x.test." } },
  LAST_RULE,
};

typedef struct
{
  const char *name;
  Rule rules[5];
  gboolean udp_only;
  const char *rows[6];   /* must be there */
  const char *absent[3]; /* must not */
} Case;

static const Case cases[] = {
  { "both-lists-and-glue",
    { LAST_RULE },
    FALSE,
    { "parent berg.example. NS set ns.other.test.,ns1.berg.example.\n",
      "parent berg.example. NS set ns.other.test.,ns1.berg.example. tcp\n",
      "parent ns1.berg.example. A set 127.79.2.9\n",
      "authority berg.example. NS set ns.new.test.,ns1.berg.example.\n",
      "authority ns1.berg.example. A set 127.79.2.1\n" },
    { "parent ns.other.test.", "authority ns.other.test." } },
  { "serial-by-udp-and-tcp",
    { LAST_RULE },
    FALSE,
    { "authority berg.example. SOA set "
      "ns1.berg.example. h.berg.example. 7 1 1 1 60 serial=7\n",
      "authority berg.example. SOA set "
      "ns1.berg.example. h.berg.example. 7 1 1 1 60 tcp serial=7\n" },
    { NULL } },
  { "names-elsewhere-are-looked-up",
    { LAST_RULE },
    FALSE,
    { "system ns.other.test. A set 127.79.2.1\n", "system ns.new.test. A no-data alias=x.test.\n",
      "system ns.new.test. AAAA nxdomain\n" },
    { NULL } },
  { "doubled-where-empty",
    { LAST_RULE },
    FALSE,
    { "authority _dmarc.berg.example. TXT nxdomain",
      "authority _dmarc.berg.example.berg.example. TXT nxdomain",
      "authority letterway-control.berg.example. TXT nxdomain" },
    { "authority berg.example.berg.example. TXT" } },
  { "nothing-doubled-where-there",
    { { "2.1",
        "_dmarc.berg.example. TXT",
        AUTHORITY,
        { "an _dmarc.berg.example. 60 IN TXT \"v=DMARC1; p=none\"" } },
      LAST_RULE },
    FALSE,
    { "authority _dmarc.berg.example. TXT set" },
    { "_dmarc.berg.example.berg.example.", "authority berg.example.berg.example." } },
  { "resolvers-only-what-is-published",
    { LAST_RULE },
    FALSE,
    { "system berg.example. TXT nxdomain" },
    { "system _dmarc.", "system letterway-control" } },
  { "long-answers-once-more",
    { { "2.1",
        "_dmarc.berg.example. TXT",
        AUTHORITY,
        { "an _dmarc.berg.example. 60 IN TXT " LONG } },
      LAST_RULE },
    FALSE,
    { "authority _dmarc.berg.example. TXT set " LONG " size=4096\n",
      "authority _dmarc.berg.example. TXT set " LONG "\n" },
    { "size=512" } },
  { "lost-answers-once-more",
    { { "2.1", "_dmarc.berg.example. TXT", 0, { NULL } }, LAST_RULE },
    TRUE,
    { "authority _dmarc.berg.example. TXT timed-out size=512\n" },
    { "size=4096" } },
  { "no-tcp",
    { LAST_RULE },
    TRUE,
    { "authority berg.example. SOA unreachable tcp\n", "authority berg.example. SOA set" },
    { NULL } },
  { "cut-and-no-tcp",
    { { "2.1", "berg.example. TXT", AUTHORITY | CUT, { NULL } }, LAST_RULE },
    TRUE,
    { "authority berg.example. TXT garbled cut\n" },
    { NULL } },
  { "cut-and-fetched",
    { { "2.1", "berg.example. TXT", AUTHORITY | CUT, { NULL } }, LAST_RULE },
    FALSE,
    { "authority berg.example. TXT set \"v=spf1 -all\" tcp cut\n" },
    { NULL } },
  { "one-type-ignored",
    { { "2.1", "berg.example. AAAA", 0, { NULL } }, LAST_RULE },
    TRUE,
    { "authority berg.example. AAAA unreachable\n", "authority berg.example. TXT set" },
    { NULL } },
  { "refuses-edns",
    { { "2.1", "edns", AUTHORITY | FORMERR, { NULL } }, LAST_RULE },
    TRUE,
    { "authority berg.example. TXT set \"v=spf1 -all\" plain\n" },
    { NULL } },
  { "ignores-edns",
    { { "2.1", "edns", 0, { NULL } }, LAST_RULE },
    TRUE,
    { "authority berg.example. TXT set \"v=spf1 -all\" plain\n" },
    { NULL } },
  { "referral-is-a-disclaimer",
    { { "2.1", "berg.example. SOA", REFERRAL, { "ns . 60 IN NS a.root." } }, LAST_RULE },
    FALSE,
    { "authority berg.example. SOA lame disclaims\n" },
    { NULL } },
  { "no-authority",
    { { "2.1",
        "berg.example. SOA",
        REFERRAL,
        { "an " SOA, "ns berg.example. 60 IN NS ns1.berg.example." } },
      LAST_RULE },
    FALSE,
    { "authority berg.example. SOA lame serial=7\n" },
    { NULL } },
};

typedef struct
{
  const Case *c;
  GString *rows;
} Fixture;

static gboolean
has_edns (GBytes *query)
{
  return ((const guint8 *) g_bytes_get_data (query, NULL))[11] != 0;
}

static gboolean
fits (const Rule *rule, const char *address, const char *question, gboolean edns)
{
  return strcmp (rule->address, address) == 0 &&
         (strcmp (rule->question, question) == 0 || (edns && strcmp (rule->question, "edns") == 0));
}

static const Rule *
find_rule (const Rule *rules, const char *address, const char *question, gboolean edns)
{
  for (; rules->address != NULL; rules++)
    if (fits (rules, address, question, edns))
      return rules;

  return NULL;
}

static void
question_cb (LwFakeReply *reply,
             GBytes *query,
             const char *address,
             gboolean over_tcp,
             gpointer user_data)
{
  static const char *const denied[] = { "ns " SOA, NULL };
  Fixture *f = user_data;
  g_autofree char *question = lw_fake_describe (query);
  const char *tail = address + strlen ("127.79.");
  const Rule *rule = find_rule (f->c->rules, tail, question, has_edns (query));

  if (rule == NULL || (over_tcp && rule->flags & CUT))
    rule = find_rule (base_rules, tail, question, FALSE);
  if (rule == NULL)
    lw_fake_reply_send (reply, lw_fake_answer (query, AUTHORITY | NXDOMAIN, denied));
  else if (rule->flags != 0)
    lw_fake_reply_send (reply, lw_fake_answer (query, rule->flags, rule->records));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_values (LwRecordSet *set)
{
  g_auto (GStrv) values = g_strdupv ((char **) lw_record_set_get_values (set));

  qsort (values, g_strv_length (values), sizeof (char *), compare_texts);
  return g_strjoinv (",", values);
}

static void
row_cb (LwAnswer *answer, gpointer user_data)
{
  Fixture *f = user_data;
  const LwAnswerFields *row = lw_answer_get (answer);
  g_autofree char *type = lw_rr_type_to_string (row->type);

  g_string_append_printf (f->rows, "%s %s %s %s", lw_role_get_id (row->role), row->owner, type,
                          lw_answer_status_get_id (row->status));
  if (row->set != NULL)
    {
      g_autofree char *values = join_values (row->set);

      g_string_append_printf (f->rows, " %s", values);
    }
  g_string_append_printf (f->rows, "%s%s%s%s", row->via == LW_VIA_TCP ? " tcp" : "",
                          row->truncated ? " cut" : "", row->without_edns ? " plain" : "",
                          row->disclaims ? " disclaims" : "");
  if (row->udp_size != 0)
    g_string_append_printf (f->rows, " size=%u", row->udp_size);
  if (row->type == LW_RR_TYPE_SOA && row->serial != 0)
    g_string_append_printf (f->rows, " serial=%u", row->serial);
  if (row->alias != NULL)
    g_string_append_printf (f->rows, " alias=%s", row->alias);
  g_string_append_c (f->rows, '\n');
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static LwDns *
create_dns (LwFakeDns *fake, LwExchange *exchange)
{
  g_autofree char *json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"dns_port\":%u,"
      "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.79.0.1\"}],\"resolvers\":[],"
      "\"system_resolver\":\"127.79.9.1\",\"public_ranges\":[\"127.79.0.0/16\"]}",
      lw_fake_dns_get_port (fake));
  g_autoptr (GError) error = NULL;
  g_autoptr (LwWorld) world = lw_world_new_from_json (json, -1, "test.json", &error);

  g_assert_no_error (error);
  return lw_dns_new (world, exchange);
}

static LwDelegation *
create_delegation (LwFakeDns *fake)
{
  guint16 port = lw_fake_dns_get_port (fake);
  LwDelegation *delegation = lw_delegation_new ("berg.example.", "berg.example.", "example.");

  lw_delegation_take_parent_server (delegation,
                                    lw_server_new ("a.nic.example.", NULL, "127.79.1.1", port));
  lw_delegation_take_server (delegation,
                             lw_server_new ("ns1.berg.example.", NULL, "127.79.2.1", port));
  lw_delegation_take_server (delegation, lw_server_new ("ns.lost.test.", NULL, NULL, port));
  lw_delegation_take_server (delegation, lw_server_new ("ns.inside.test.", NULL, "10.0.0.1", port));

  return delegation;
}

static void
test_probe (gconstpointer data)
{
  Fixture f = { data, g_string_new (NULL) };
  LwFakeDns *fake = lw_fake_dns_new (question_cb, &f);
  g_autoptr (LwExchange) exchange = lw_exchange_new (HASTY_MS);
  g_autoptr (LwDns) dns = NULL;
  g_autoptr (LwDelegation) delegation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_fake_dns_listen (fake, "127.79.1.1");
  (f.c->udp_only ? lw_fake_dns_listen_udp_only : lw_fake_dns_listen) (fake, "127.79.2.1");
  lw_fake_dns_listen (fake, "127.79.9.1");
  dns = create_dns (fake, exchange);
  delegation = create_delegation (fake);

  lw_dns_probe_async (dns, delegation, LW_PROBE_RESOLVERS, row_cb, &f, NULL, ended_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lw_dns_probe_finish (dns, result, &error));
  g_assert_no_error (error);

  for (guint i = 0; f.c->rows[i] != NULL; i++)
    if (strstr (f.rows->str, f.c->rows[i]) == NULL)
      g_error ("no “%s” in:\n%s", f.c->rows[i], f.rows->str);
  for (guint i = 0; f.c->absent[i] != NULL; i++)
    if (strstr (f.rows->str, f.c->absent[i]) != NULL)
      g_error ("“%s” in:\n%s", f.c->absent[i], f.rows->str);
  lw_fake_dns_free (fake);
  g_string_free (f.rows, TRUE);
}

static void
test_cancelled (void)
{
  static const Case silent = {
    "silent",
    { { "2.1", "edns", 0, { NULL } }, { "1.1", "edns", 0, { NULL } }, LAST_RULE },
    FALSE,
    { NULL },
    { NULL }
  };
  Fixture f = { &silent, g_string_new (NULL) };
  LwFakeDns *fake = lw_fake_dns_new (question_cb, &f);
  g_autoptr (LwExchange) exchange = lw_exchange_new (2000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LwDns) dns = NULL;
  g_autoptr (LwDelegation) delegation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lw_fake_dns_listen (fake, "127.79.1.1");
  lw_fake_dns_listen (fake, "127.79.2.1");
  dns = create_dns (fake, exchange);
  delegation = create_delegation (fake);
  lw_dns_probe_async (dns, delegation, LW_PROBE_RESOLVERS, row_cb, &f, cancellable, ended_cb,
                      &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (lw_dns_probe_finish (dns, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (f.rows->str, ==, "");
  lw_fake_dns_free (fake);
  g_string_free (f.rows, TRUE);
}

static void
test_double_name (void)
{
  g_autofree char *long_name = g_strnfill (250, 'a');
  g_autofree char *doubled = lw_dns_double_name ("_dmarc.berg.example.", "berg.example.");

  g_assert_cmpstr (doubled, ==, "_dmarc.berg.example.berg.example.");
  g_assert_null (lw_dns_double_name (long_name, "berg.example."));
  g_assert_null (lw_dns_double_name ("example.", "."));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/dns/probe/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_probe);
    }
  g_test_add_func ("/dns/probe-cancelled", test_cancelled);
  g_test_add_func ("/dns/double-name", test_double_name);

  return g_test_run ();
}
