/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-fake-internet.h"

#include <string.h>

/* The root, "example." on two servers, "berg.example." on two, a resolver that knows hosts. */
static const LwFakeRule base_rules[] = {
  { "0.1",
    "example. NS",
    REFERRAL,
    { "ns example. 300 IN NS a.nic.example.", "ns example. 300 IN NS b.nic.example.",
      "ar a.nic.example. 300 IN A 127.77.1.1", "ar b.nic.example. 300 IN A 127.77.1.2" } },
  { "0.1", "com. NS", AUTHORITY | 3, { "ns . 60 IN SOA a. b. 7 1 1 1 60" } },
  { "0.1", "berg.com. NS", AUTHORITY | 3, { "ns . 60 IN SOA a. b. 7 1 1 1 60" } },
  { "1.1",
    "berg.example. NS",
    REFERRAL,
    { "ns berg.example. 300 IN NS ns1.berg.example.",
      "ns berg.example. 300 IN NS ns2.berg.example.", "ar ns1.berg.example. 300 IN A 127.77.2.1",
      "ar ns2.berg.example. 300 IN A 127.77.2.2" } },
  { "1.1", "missing.example. NS", AUTHORITY | 3, { "ns example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "2.1", "sub.berg.example. NS", AUTHORITY, { "ns berg.example. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns1.other.test. A", RESOLVER, { "an ns1.other.test. 60 IN A 127.77.2.1" } },
  { "9.1", "ns1.other.test. AAAA", RESOLVER, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns2.other.test. A", RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  { "9.1", "ns2.other.test. AAAA", RESOLVER | 3, { "ns test. 60 IN SOA a. b. 7 1 1 1 60" } },
  LAST_RULE,
};

static gboolean
fits (const LwFakeRule *rule, const char *address, const char *question)
{
  return strcmp (rule->address, address) == 0 &&
         (strcmp (rule->question, "*") == 0 || strcmp (rule->question, question) == 0);
}

static const LwFakeRule *
find_rule (const LwFakeRule *rules, const char *address, const char *question)
{
  for (; rules != NULL && rules->address != NULL; rules++)
    if (fits (rules, address, question))
      return rules;

  return NULL;
}

static gboolean
has_edns (GBytes *query)
{
  return ((const guint8 *) g_bytes_get_data (query, NULL))[11] != 0;
}

static GBytes *
build_answer (GBytes *query, const LwFakeRule *rule)
{
  if (rule == NULL)
    return lw_fake_answer (query, REFERRAL | 5, NULL);

  /* A server of the old kind understands it the second time. */
  if ((rule->flags & 0xf) == 1 && !has_edns (query))
    return lw_fake_answer (query, rule->flags & 0xfff0, rule->records);

  return lw_fake_answer (query, rule->flags, rule->records);
}

static void
question_cb (LwFakeReply *reply,
             GBytes *query,
             const char *address,
             gboolean over_tcp,
             gpointer user_data)
{
  LwFakeInternet *f = user_data;
  g_autofree char *question = lw_fake_describe (query);
  const char *tail = address + strlen ("127.77.");
  const LwFakeRule *rule = find_rule (f->rules, tail, question);

  g_string_append_printf (f->log, "%s%s %s; ", tail, over_tcp ? "t" : "", question);
  if (rule == NULL)
    rule = find_rule (base_rules, tail, question);
  if (rule != NULL && rule->flags == 0)
    return;

  lw_fake_reply_send (reply, build_answer (query, rule));
}

static const char *const addresses[] = { "127.77.0.1", "127.77.0.2", "127.77.1.1",
                                         "127.77.1.2", "127.77.2.1", "127.77.2.2",
                                         "127.77.9.1", "127.77.9.2", NULL };

void
lw_fake_internet_set_up_with (LwFakeInternet *f, const LwFakeRule *rules, guint first_timeout_ms)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  f->rules = rules;
  f->log = g_string_new (NULL);
  f->fake = lw_fake_dns_new (question_cb, f);
  for (guint i = 0; addresses[i] != NULL; i++)
    lw_fake_dns_listen (f->fake, addresses[i]);

  json = g_strdup_printf (
      "{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"dns_port\":%u,"
      "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.77.0.1\"},"
      "{\"name\":\"b.root.\",\"address\":\"127.77.0.2\"}],"
      "\"resolvers\":[{\"name\":\"Second\",\"address\":\"127.77.9.2\",\"port\":%u}],"
      "\"system_resolver\":\"127.77.9.1\",\"public_ranges\":[\"127.77.0.0/16\"]}",
      lw_fake_dns_get_port (f->fake), lw_fake_dns_get_port (f->fake));
  f->world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_assert_no_error (error);
  f->exchange = lw_exchange_new (first_timeout_ms);
  f->dns = lw_dns_new (f->world, f->exchange);
}

void
lw_fake_internet_set_up (LwFakeInternet *f, gconstpointer data)
{
  lw_fake_internet_set_up_with (f, NULL, PATIENT_MS);
}

void
lw_fake_internet_tear_down (LwFakeInternet *f, gconstpointer data)
{
  /* What a race called off ends within a scan. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->dns);
  g_object_unref (f->exchange);
  lw_world_unref (f->world);
  lw_fake_dns_free (f->fake);
  g_string_free (f->log, TRUE);
}

void
lw_fake_internet_store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

void
lw_fake_internet_set_up_root_only (LwFakeInternet *f, LwFakeFunc func)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  f->log = g_string_new (NULL);
  f->fake = lw_fake_dns_new (func, f);
  lw_fake_dns_listen (f->fake, "127.77.0.1");
  json = g_strdup_printf ("{\"schema\":1,\"id\":\"test\",\"name\":\"Test\",\"dns_port\":%u,"
                          "\"root\":[{\"name\":\"a.root.\",\"address\":\"127.77.0.1\"}],"
                          "\"system_resolver\":\"127.77.0.1\","
                          "\"public_ranges\":[\"127.77.0.0/16\"]}",
                          lw_fake_dns_get_port (f->fake));
  f->world = lw_world_new_from_json (json, -1, "test.json", &error);
  g_assert_no_error (error);
  f->exchange = lw_exchange_new (PATIENT_MS);
  f->dns = lw_dns_new (f->world, f->exchange);
}
