/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lw-error.h"
#include "lw-powerdns-patch.h"
#include "lw-powerdns-url.h"
#include "lw-powerdns-zone.h"

#define ORIGIN "berg.example."

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* Single quotes stand for double ones, so that the tables can be read. */
static char *
with_quotes (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static LwZone *
parse_zone (const char *text, LwPowerdnsTraits *traits, GError **error)
{
  g_autofree char *json = with_quotes (text);
  g_autoptr (GBytes) body = bytes_of (json);

  return lw_powerdns_zone_parse (body, ORIGIN, traits, error);
}

/* A zone with one record set, whose members are given. */
#define ZONE(sets) "{'name':'berg.example.','rrsets':[" sets "]}"
#define SET(name, type, ttl, records) \
  "{'name':'" name "','type':'" type "','ttl':" ttl ",'records':[" records "]}"
#define RECORD(content) "{'content':'" content "','disabled':false}"
#define DISABLED(content) "{'content':'" content "','disabled':true}"

typedef struct
{
  const char *name;
  const char *json;
  const char *owner;
  guint16 type;
  const char *values; /* joined by "; " */
  const char *extra;  /* (nullable): with single quotes */
} ReadCase;

static const ReadCase read_cases[] = {
  { "mx",
    ZONE (
        SET ("berg.example.", "MX", "300", RECORD ("20 B.example.") "," RECORD ("10 a.example."))),
    "berg.example.", LW_RR_TYPE_MX, "10 a.example.; 20 b.example.", NULL },
  { "null-mx", ZONE (SET ("berg.example.", "MX", "300", RECORD ("0 ."))), "berg.example.",
    LW_RR_TYPE_MX, "0 .", NULL },
  { "case", ZONE (SET ("WWW.Berg.Example.", "A", "300", RECORD ("192.0.2.1"))), "www.berg.example.",
    LW_RR_TYPE_A, "192.0.2.1", NULL },
  { "doubled",
    ZONE (SET ("berg.example.", "A", "300", RECORD ("192.0.2.1") "," RECORD ("192.0.2.1"))),
    "berg.example.", LW_RR_TYPE_A, "192.0.2.1", NULL },
  { "no-disabled-member", ZONE (SET ("berg.example.", "A", "300", "{'content':'192.0.2.1'}")),
    "berg.example.", LW_RR_TYPE_A, "192.0.2.1", NULL },
  { "wildcard", ZONE (SET ("*.berg.example.", "A", "0", RECORD ("192.0.2.1"))), "*.berg.example.",
    LW_RR_TYPE_A, "192.0.2.1", NULL },
  { "unknown-type", ZONE (SET ("u.berg.example.", "TYPE65333", "300", RECORD ("\\\\# 3 010203"))),
    "u.berg.example.", 65333, "\\# 3 010203", NULL },
  { "own-name-of-a-number",
    ZONE (SET ("u.berg.example.", "ADDR", "300", RECORD ("\\\\# 3 010203"))), "u.berg.example.",
    65400, "\\# 3 010203", NULL },
  { "partly-disabled",
    ZONE (SET ("berg.example.",
               "MX",
               "300",
               RECORD ("10 a.example.") "," DISABLED ("20 b.example."))),
    "berg.example.", LW_RR_TYPE_MX, "10 a.example.", "{'disabled':['20 b.example.']}" },
  { "all-disabled", ZONE (SET ("berg.example.", "A", "300", DISABLED ("192.0.2.1"))),
    "berg.example.", LW_RR_TYPE_A, "", "{'disabled':['192.0.2.1']}" },
  { "disabled-nonsense-is-kept", ZONE (SET ("berg.example.", "MX", "300", DISABLED ("70000 x"))),
    "berg.example.", LW_RR_TYPE_MX, "", "{'disabled':['70000 x']}" },
  { "comment",
    ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':[" RECORD (
        "192.0.2.1") "],"
                     "'comments':[{'content':'of "
                     "Anna','account':'anna','modified_at':1700000000}]}"),
    "berg.example.", LW_RR_TYPE_A, "192.0.2.1",
    "{'comments':[{'content':'of Anna','account':'anna','modified_at':1700000000}]}" },
  { "comment-alone",
    ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':[],"
          "'comments':[{'content':'x','account':'','modified_at':1}]}"),
    "berg.example.", LW_RR_TYPE_A, "",
    "{'comments':[{'content':'x','account':'','modified_at':1}]}" },
  { "no-comments",
    ZONE ("{'name':'berg.example.','type':'A','ttl':300,'comments':[],'records':[" RECORD (
        "192.0.2.1") "]}"),
    "berg.example.", LW_RR_TYPE_A, "192.0.2.1", NULL },
  { "alias-is-opaque", ZONE (SET ("berg.example.", "ALIAS", "300", RECORD ("web.example."))),
    "berg.example.", 65401, "", "{'opaque':['web.example.']}" },
  { "lua-is-opaque", ZONE (SET ("berg.example.", "LUA", "300", RECORD ("A x()"))), "berg.example.",
    65402, "", "{'opaque':['A x()']}" },
  { "odd-caa-is-opaque", ZONE (SET ("berg.example.", "CAA", "300", RECORD ("what is this"))),
    "berg.example.", LW_RR_TYPE_CAA, "", "{'opaque':['what is this']}" },
};

static void
test_read (gconstpointer data)
{
  const ReadCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *values = NULL, *extra = c->extra != NULL ? with_quotes (c->extra) : NULL;
  LwPowerdnsTraits traits;
  g_autoptr (LwZone) zone = parse_zone (c->json, &traits, &error);
  LwRecordSet *set;

  g_assert_no_error (error);
  g_assert_cmpuint (lw_zone_get_sets (zone)->len, ==, 1);
  set = lw_zone_get_set (zone, c->owner, c->type);
  g_assert_nonnull (set);
  values = g_strjoinv ("; ", (char **) lw_record_set_get_values (set));
  g_assert_cmpstr (values, ==, c->values);
  g_assert_cmpstr (lw_record_set_get_host_extra (set), ==, extra);
  g_assert_false (lw_zone_get_partial (zone));
}

/* A type that has no number yet must not make the domain unreadable, nor seem to be not there. */
static void
test_newer_type (void)
{
  g_autoptr (GError) error = NULL;
  LwPowerdnsTraits traits;
  g_autoptr (LwZone) zone =
      parse_zone (ZONE (SET ("berg.example.", "NEWTYPE", "300", RECORD ("?")) "," SET (
                      "berg.example.", "A", "300", RECORD ("192.0.2.1"))),
                  &traits, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lw_zone_get_sets (zone)->len, ==, 1);
  g_assert_true (lw_zone_get_partial (zone));
}

typedef struct
{
  const char *name;
  const char *members;
  gboolean keeps_serial, is_copy;
} TraitsCase;

static const TraitsCase traits_cases[] = {
  { "silent", "", FALSE, FALSE },
  { "default", ",'kind':'Master','soa_edit_api':'DEFAULT'", FALSE, FALSE },
  { "empty", ",'kind':'Native','soa_edit_api':''", TRUE, FALSE },
  { "null", ",'kind':null,'soa_edit_api':null", FALSE, FALSE },
  { "slave", ",'kind':'Slave','soa_edit_api':''", TRUE, TRUE },
  { "secondary", ",'kind':'secondary'", FALSE, TRUE },
  { "consumer", ",'kind':'Consumer'", FALSE, TRUE },
};

static void
test_traits (gconstpointer data)
{
  const TraitsCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf ("{'name':'berg.example.','rrsets':[]%s}", c->members);
  LwPowerdnsTraits traits;
  g_autoptr (LwZone) zone = parse_zone (json, &traits, &error);

  g_assert_no_error (error);
  g_assert_cmpint (traits.keeps_serial, ==, c->keeps_serial);
  g_assert_cmpint (traits.is_copy, ==, c->is_copy);
}

static const char *const hostile_zones[] = {
  "",
  " ",
  "null",
  "true",
  "7",
  "'text'",
  "[]",
  "{}",
  "<html><body>Sign in</body></html>",
  "{'name':'berg.example.'",
  "{'name':'berg.example.','rrsets':[]}}",
  "{'name':'berg.example.','rrsets':[]} trailing",
  "{'name':'berg.example.'}",
  "{'rrsets':[]}",
  "{'name':7,'rrsets':[]}",
  "{'name':'','rrsets':[]}",
  "{'name':'other.example.','rrsets':[]}",
  "{'name':'berg.example.','rrsets':{}}",
  "{'name':'berg.example.','rrsets':null}",
  "{'name':'berg.example.','rrsets':[7]}",
  "{'name':'berg.example.','rrsets':[null]}",
  "{'name':'berg.example.','rrsets':[[]]}",
  "{'name':'berg.example.','rrsets':[],'kind':7}",
  "{'name':'berg.example.','rrsets':[],'soa_edit_api':[]}",
  ZONE ("{}"),
  ZONE ("{'name':'berg.example.','type':'A','ttl':300}"),
  ZONE ("{'name':'berg.example.','type':'A','records':[]}"),
  ZONE ("{'name':'berg.example.','ttl':300,'records':[]}"),
  ZONE ("{'type':'A','ttl':300,'records':[]}"),
  ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':{}}"),
  ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':['192.0.2.1']}"),
  ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':[],'comments':'x'}"),
  ZONE ("{'name':'berg.example.','type':'A','ttl':300,'records':[],'comments':[7]}"),
  ZONE (SET ("berg.example.", "A", "300", "{}")),
  ZONE (SET ("berg.example.", "A", "300", "{'content':7}")),
  ZONE (SET ("berg.example.", "A", "300", "{'content':null}")),
  ZONE (SET ("berg.example.", "A", "300", "{'content':'192.0.2.1','disabled':'no'}")),
  ZONE (SET ("berg.example.", "A", "'300'", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "-1", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "300.5", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "2147483648", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "4294967595", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "99999999999999999999999999", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "1e99", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A", "null", RECORD ("192.0.2.1"))),
  ZONE (SET ("", "A", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("other.example.", "A", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("iceberg.example.", "A", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("a..berg.example.", "A", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "A B", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "300", RECORD ("x"))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD ("70000 a.example."))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD ("-1 a.example."))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD ("a.example."))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD ("10"))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD (""))),
  ZONE (SET ("berg.example.", "MX", "300", RECORD ("10 a.example. b.example."))),
  ZONE (SET ("berg.example.", "A", "300", RECORD ("1.2.3"))),
  ZONE (SET ("berg.example.", "A", "300", RECORD ("192.0.2.1\\u0000junk"))),
  ZONE (SET ("berg.example.", "AAAA", "300", RECORD ("192.0.2.1"))),
  ZONE (SET ("berg.example.", "CNAME", "300", RECORD ("a b"))),
  ZONE (SET ("berg.example.", "TXT", "300", RECORD ("\\'open"))),
  ZONE (SET ("berg.example.", "SOA", "300", RECORD ("a. b. c d e f g"))),
  ZONE (SET ("berg.example.", "A", "300", RECORD ("192.0.2.1")) "," SET ("berg.example.",
                                                                         "A",
                                                                         "300",
                                                                         RECORD ("192.0.2.2"))),
  ZONE (SET ("berg.example.", "A", "300", RECORD ("192.0.2.1")) "," SET ("BERG.example.",
                                                                         "A",
                                                                         "300",
                                                                         RECORD ("192.0.2.2"))),
  "{'name':'berg.example.','rrsets':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
};

static void
test_hostile_zones (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_zones); i++)
    {
      g_autoptr (GError) error = NULL;
      LwPowerdnsTraits traits;
      g_autoptr (LwZone) zone = parse_zone (hostile_zones[i], &traits, &error);

      if (zone != NULL)
        g_test_message ("taken for a zone: %s", hostile_zones[i]);
      g_assert_null (zone);
      g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
      g_assert_cmpuint (strlen (error->message), >, 20);
      g_assert_null (strstr (error->message, "\n"));
    }
}

static void
test_hostile_bytes (void)
{
  static const char raw[] = "{\"name\":\"berg.example.\0\",\"rrsets\":[]}";
  static const char latin1[] = "{\"name\":\"b\xe4rg.example.\",\"rrsets\":[]}";
  GBytes *bodies[] = { g_bytes_new_static (raw, sizeof raw - 1),
                       g_bytes_new_static (latin1, sizeof latin1 - 1) };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      LwPowerdnsTraits traits;

      g_assert_null (lw_powerdns_zone_parse (bodies[i], ORIGIN, &traits, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
      g_bytes_unref (bodies[i]);
    }
}

typedef struct
{
  const char *json;
  const char *zones; /* (nullable): NULL when it is refused */
} ListCase;

static const ListCase list_cases[] = {
  { "[]", "" },
  { "[{'name':'b.example.'},{'name':'A.example.','kind':'Master'}]", "a.example. b.example." },
  { "[{'name':'.'}]", "." },
  { "{}", NULL },
  { "", NULL },
  { "null", NULL },
  { "[null]", NULL },
  { "['berg.example.']", NULL },
  { "[{}]", NULL },
  { "[{'name':7}]", NULL },
  { "[{'name':''}]", NULL },
  { "[{'name':'a..b.'}]", NULL },
  { "<html>", NULL },
};

static void
test_list (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (list_cases); i++)
    {
      g_autofree char *json = with_quotes (list_cases[i].json);
      g_autoptr (GBytes) body = bytes_of (json);
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) zones = lw_powerdns_zones_parse (body, &error);
      g_autofree char *text = zones != NULL ? g_strjoinv (" ", zones) : NULL;

      g_assert_cmpstr (text, ==, list_cases[i].zones);
      g_assert_true ((error != NULL) == (text == NULL));
      if (error != NULL)
        g_assert_error (error, LW_ERROR, LW_ERROR_PROTOCOL);
    }
}

static const struct
{
  const char *body;
  const char *words;
} words_cases[] = {
  { "{'error': 'RRset x. IN CNAME: Conflicts with pre-existing RRset'}",
    "RRset x. IN CNAME: Conflicts with pre-existing RRset" },
  { "Unauthorized", "Unauthorized" },
  { "Not Found\n", "Not Found" },
  { "", NULL },
  { "  \n", NULL },
  { "<html><h1>502</h1></html>", NULL },
  { "{'error': 7}", NULL },
  { "{}", NULL },
  { "[]", NULL },
  { "\xff\xfe", NULL },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words_cases); i++)
    {
      g_autofree char *text = with_quotes (words_cases[i].body);
      g_autoptr (GBytes) body = bytes_of (text);
      g_autofree char *words = lw_powerdns_words_parse (body);

      g_assert_cmpstr (words, ==, words_cases[i].words);
    }
}

typedef struct
{
  const char *name;
  const char *old_values; /* (nullable): joined by "; " */
  const char *old_extra;  /* (nullable) */
  const char *new_values; /* (nullable) */
  const char *new_extra;  /* (nullable) */
  const char *sent;       /* the one element of "rrsets" */
} PatchCase;

#define HEAD "{'name':'berg.example.','type':'MX','changetype':"
#define REPLACE(ttl, records) HEAD "'REPLACE','ttl':" ttl ",'records':[" records "]"
#define COMMENT "'comments':[{'content':'x','account':'y','modified_at':7}]"

/* The old set has a TTL of 300 seconds, the new one of 600. */
static const PatchCase patch_cases[] = {
  { "add", NULL, NULL, "10 a.example.", NULL, REPLACE ("600", RECORD ("10 a.example.")) "}" },
  { "add-two", NULL, NULL, "20 b.example.; 10 a.example.", NULL,
    REPLACE ("600", RECORD ("10 a.example.") "," RECORD ("20 b.example.")) "}" },
  { "alter", "10 a.example.", NULL, "0 .", NULL, REPLACE ("600", RECORD ("0 .")) "}" },
  { "remove", "10 a.example.", NULL, NULL, NULL, HEAD "'DELETE'}" },
  { "remove-to-empty", "10 a.example.", NULL, "", NULL, HEAD "'DELETE'}" },
  { "alter-keeps-disabled", "10 a.example.", "{'disabled':['20 b.example.']}", "10 c.example.",
    NULL, REPLACE ("600", RECORD ("10 c.example.") "," DISABLED ("20 b.example.")) "}" },
  { "remove-keeps-disabled", "10 a.example.", "{'disabled':['20 b.example.']}", NULL, NULL,
    REPLACE ("300", DISABLED ("20 b.example.")) "}" },
  { "add-beside-disabled", "", "{'disabled':['20 b.example.']}", "10 a.example.", NULL,
    REPLACE ("600", RECORD ("10 a.example.") "," DISABLED ("20 b.example.")) "}" },
  { "extra-at-the-new-set", NULL, NULL, "10 a.example.", "{'disabled':['20 b.example.']}",
    REPLACE ("600", RECORD ("10 a.example.") "," DISABLED ("20 b.example.")) "}" },
  { "comments-stay-unmentioned", "10 a.example.", "{" COMMENT "}", "10 c.example.", "{" COMMENT "}",
    REPLACE ("600", RECORD ("10 c.example.")) "}" },
  { "what-comes-back-brings-its-comments", NULL, NULL, "10 a.example.", "{" COMMENT "}",
    REPLACE ("600", RECORD ("10 a.example.")) "," COMMENT "}" },
};

/* @values: (nullable) */
static LwRecordSet *
make_set (const char *values, guint32 ttl, const char *extra)
{
  g_auto (GStrv) list = values != NULL && *values ? g_strsplit (values, "; ", -1) : NULL;
  g_autofree char *text = extra != NULL ? with_quotes (extra) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set = NULL;

  if (values == NULL)
    return NULL;

  set = lw_record_set_new (ORIGIN, LW_RR_TYPE_MX, ttl, (const char *const *) list, &error);
  g_assert_no_error (error);
  return text != NULL ? lw_record_set_with_host_extra (set, text) : g_steal_pointer (&set);
}

static char *
build_patch (LwChange *change, LwRecordSet *soa, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GBytes) body = NULL;

  g_ptr_array_add (changes, change);
  body = lw_powerdns_patch_build (changes, soa, 1, error);

  return body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;
}

static void
test_patch (gconstpointer data)
{
  const PatchCase *c = data;
  g_autoptr (LwRecordSet) old_set = make_set (c->old_values, 300, c->old_extra);
  g_autoptr (LwRecordSet) new_set = make_set (c->new_values, 600, c->new_extra);
  g_autoptr (LwChange) change = lw_change_new (old_set, new_set);
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = build_patch (change, NULL, &error);
  g_autofree char *wanted = g_strdup_printf ("{'rrsets':[%s]}", c->sent);
  g_autofree char *wanted_json = with_quotes (wanted);

  g_assert_no_error (error);
  g_assert_cmpstr (sent, ==, wanted_json);
}

static void
test_patch_refused (void)
{
  const struct
  {
    const char *extra;
    LwError code;
  } cases[] = {
    { "{'opaque':['web.example.']}", LW_ERROR_UNSUPPORTED },
    { "<html>", LW_ERROR_FORMAT },
    { "[]", LW_ERROR_FORMAT },
    { "{'disabled':7}", LW_ERROR_FORMAT },
    { "{'comments':[7]}", LW_ERROR_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwRecordSet) old_set = make_set ("", 300, cases[i].extra);
      g_autoptr (LwRecordSet) new_set = make_set ("10 a.example.", 300, NULL);
      g_autoptr (LwChange) change = lw_change_new (old_set, new_set);
      g_autoptr (GError) error = NULL;

      g_assert_null (build_patch (change, NULL, &error));
      g_assert_error (error, LW_ERROR, (int) cases[i].code);
    }
}

static void
test_patch_raises_serial (void)
{
  const char *values[] = { "ns1.berg.example. anna.berg.example. 4294967295 1 2 3 4", NULL };
  g_autoptr (LwRecordSet) soa = lw_record_set_new (ORIGIN, LW_RR_TYPE_SOA, 60, values, NULL);
  g_autoptr (LwRecordSet) new_set = make_set ("0 .", 600, NULL);
  g_autoptr (LwChange) change = lw_change_new (NULL, new_set);
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = build_patch (change, soa, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (sent, "\"ns1.berg.example. anna.berg.example. 0 1 2 3 4\""));
}

static LwChange *
make_change (const char *owner, guint16 type, const char *old_value, const char *new_value)
{
  const char *old_values[] = { old_value, NULL };
  const char *new_values[] = { new_value, NULL };
  g_autoptr (LwRecordSet) old_set = NULL;
  g_autoptr (LwRecordSet) new_set = NULL;

  if (old_value != NULL)
    old_set = lw_record_set_new (owner, type, 300, old_values, NULL);
  if (new_value != NULL)
    new_set = lw_record_set_new (owner, type, 300, new_values, NULL);

  return lw_change_new (old_set, new_set);
}

/* PowerDNS answers 422 when the alias is still there as it comes to the address. */
static void
test_patch_order (void)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_change_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  const char *alias, *address, *other;

  g_ptr_array_add (changes, make_change ("w.berg.example.", LW_RR_TYPE_A, NULL, "192.0.2.1"));
  g_ptr_array_add (changes, make_change ("x.berg.example.", LW_RR_TYPE_A, "192.0.2.2", NULL));
  g_ptr_array_add (changes, make_change ("w.berg.example.", LW_RR_TYPE_CNAME, "y.example.", NULL));
  body = lw_powerdns_patch_build (changes, NULL, 0, &error);
  g_assert_no_error (error);

  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  alias = strstr (text, "\"CNAME\"");
  address = strstr (text, "192.0.2.1");
  other = strstr (text, "x.berg.example.");
  g_assert_true (alias != NULL && alias < address && address < other);
}

static const struct
{
  const char *url;
  const char *base; /* (nullable): NULL when it is refused */
} url_cases[] = {
  { "https://dns.example.net:8081", "https://dns.example.net:8081/api/v1/servers/localhost" },
  { "https://dns.example.net:8081/", "https://dns.example.net:8081/api/v1/servers/localhost" },
  { " http://127.0.0.1:8081/api ", "http://127.0.0.1:8081/api/v1/servers/localhost" },
  { "http://127.0.0.1:8081/api/v1", "http://127.0.0.1:8081/api/v1/servers/localhost" },
  { "http://127.0.0.1:8081/api/v1/", "http://127.0.0.1:8081/api/v1/servers/localhost" },
  { "http://[::1]:8081/api/v1/servers", "http://[::1]:8081/api/v1/servers/localhost" },
  { "http://[::1]:8081/api/v1/servers/", "http://[::1]:8081/api/v1/servers/localhost" },
  { "https://x.example/api/v1/servers/localhost", "https://x.example/api/v1/servers/localhost" },
  { "https://x.example/api/v1/servers/localhost/", "https://x.example/api/v1/servers/localhost" },
  { "https://x.example/api/v1/servers/localhost/zones/a.example.",
    "https://x.example/api/v1/servers/localhost" },
  { "https://x.example/api/v1/servers/second", "https://x.example/api/v1/servers/second" },
  { "https://x.example/pdns/", "https://x.example/pdns/api/v1/servers/localhost" },
  { "https://x.example/?a=b#c", "https://x.example/api/v1/servers/localhost" },
  { "", NULL },
  { "dns.example.net", NULL },
  { "ftp://dns.example.net", NULL },
  { "https://", NULL },
  { "https://user:pw@dns.example.net", NULL },
  { "https://dns.example.net:99999", NULL },
  { "javascript:alert(1)", NULL },
};

static void
test_url (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (url_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base = lw_powerdns_base_from_url (url_cases[i].url, &error);

      g_assert_cmpstr (base, ==, url_cases[i].base);
      if (base == NULL)
        {
          g_assert_error (error, LW_ERROR, LW_ERROR_INVALID);
          g_assert_cmpstr (lw_error_get_field (error), ==, "url");
        }
    }
}

static void
test_zone_id (void)
{
  static const char *const cases[][2] = {
    { ".", "=2E" },
    { "berg.example.", "berg.example." },
    { "xn--bcher-kva.example.", "xn--bcher-kva.example." },
    { "0/25.2.0.192.in-addr.arpa.", "0=2F25.2.0.192.in-addr.arpa." },
    { "_x.example.", "=5Fx.example." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = lw_powerdns_zone_id (cases[i][0]);

      g_assert_cmpstr (id, ==, cases[i][1]);
    }
}

#define ADD_TABLE(prefix, cases, function)                               \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                       \
    {                                                                    \
      g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL); \
                                                                         \
      g_test_add_data_func (path, &cases[i], function);                  \
    }

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_TABLE ("/powerdns/zone/read/", read_cases, test_read);
  ADD_TABLE ("/powerdns/zone/traits/", traits_cases, test_traits);
  g_test_add_func ("/powerdns/zone/newer-type", test_newer_type);
  g_test_add_func ("/powerdns/zone/hostile", test_hostile_zones);
  g_test_add_func ("/powerdns/zone/hostile-bytes", test_hostile_bytes);
  g_test_add_func ("/powerdns/list", test_list);
  g_test_add_func ("/powerdns/words", test_words);
  ADD_TABLE ("/powerdns/patch/", patch_cases, test_patch);
  g_test_add_func ("/powerdns/patch/refused", test_patch_refused);
  g_test_add_func ("/powerdns/patch/raises-serial", test_patch_raises_serial);
  g_test_add_func ("/powerdns/patch/alias-goes-first", test_patch_order);
  g_test_add_func ("/powerdns/url", test_url);
  g_test_add_func ("/powerdns/zone-id", test_zone_id);

  return g_test_run ();
}
