/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns.h"

#include "lw-fake-internet.h"

#include "lw-rr-type.h"

#include <string.h>

/* What one run remembers. Each case is a row of questions, one after the other, and what of them
 * the servers get to see. */

typedef struct
{
  const char *address; /* the last two numbers */
  LwRole role;
  const char *owner;
  guint16 type;
  LwAnswerStatus status;
} Step;

typedef struct
{
  const char *name;
  gboolean afresh; /* asked without a run, as by who waits for a change */
  const LwFakeRule rules[6];
  const Step steps[8];
  const char *log;
} Case;

#define ANSWERS(address, question)                                         \
  {                                                                        \
    address, question, AUTHORITY, { "an a.example. 60 IN MX 10 mx.test." } \
  }
#define SILENT(address)       \
  {                           \
    address, "*", 0, { NULL } \
  }

static const Case cases[] = {
  { "same-question-once",
    FALSE,
    { ANSWERS ("9.1", "a.example. MX"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET },
      { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET } },
    "9.1 a.example. MX; " },
  { "other-server-too",
    FALSE,
    { ANSWERS ("9.1", "a.example. MX"), ANSWERS ("9.2", "a.example. MX"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET },
      { "9.2", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET } },
    "9.1 a.example. MX; 9.2 a.example. MX; " },
  { "with-recursion-it-is-another",
    FALSE,
    { ANSWERS ("9.1", "a.example. MX"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET },
      { "9.1", LW_ROLE_RESOLVER, "a.example.", 15, LW_ANSWER_SET } },
    "9.1 a.example. MX; 9.1 a.example. MX; " },
  { "refusals-are-remembered",
    FALSE,
    { LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_REFUSED },
      { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_REFUSED } },
    "9.1 a.example. MX; " },
  { "afresh-without-a-run",
    TRUE,
    { ANSWERS ("9.1", "a.example. MX"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET },
      { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET } },
    "9.1 a.example. MX; 9.1 a.example. MX; " },
  { "dead-after-two",
    FALSE,
    { SILENT ("9.1"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_AUTHORITY, "b.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_AUTHORITY, "c.example.", 15, LW_ANSWER_TIMED_OUT } },
    "ab" },
  { "who-spoke-is-not-dead",
    FALSE,
    { ANSWERS ("9.1", "a.example. MX"), SILENT ("9.1"), LAST_RULE },
    { { "9.1", LW_ROLE_AUTHORITY, "a.example.", 15, LW_ANSWER_SET },
      { "9.1", LW_ROLE_AUTHORITY, "b.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_AUTHORITY, "c.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_AUTHORITY, "d.example.", 15, LW_ANSWER_TIMED_OUT } },
    "abcd" },
  { "a-resolver-may-wait-for-others",
    FALSE,
    { SILENT ("9.1"), LAST_RULE },
    { { "9.1", LW_ROLE_RESOLVER, "a.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_RESOLVER, "b.example.", 15, LW_ANSWER_TIMED_OUT },
      { "9.1", LW_ROLE_RESOLVER, "c.example.", 15, LW_ANSWER_TIMED_OUT } },
    "abc" },
};

static LwAnswer *
ask (LwFakeInternet *f, LwDns *dns, const Step *step)
{
  g_autofree char *address = g_strconcat ("127.77.", step->address, NULL);
  g_autoptr (LwServer) server =
      lw_server_new ("ns.test.", NULL, address, lw_fake_dns_get_port (f->fake));
  g_autoptr (GAsyncResult) result = NULL;

  lw_dns_ask_async (dns, server, step->role, step->owner, step->type, NULL,
                    lw_fake_internet_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return lw_dns_ask_finish (dns, result, NULL);
}

/* Of a log with tries: the first letter of each name that was asked for, each once */
static char *
list_initials (const char *log)
{
  GString *initials = g_string_new (NULL);

  for (char c = 'a'; c <= 'd'; c++)
    {
      const char name[] = { ' ', c, '.', 'e', '\0' };

      if (strstr (log, name) != NULL)
        g_string_append_c (initials, c);
    }

  return g_string_free (initials, FALSE);
}

static void
test_run (gconstpointer data)
{
  const Case *c = data;
  LwFakeInternet f = { NULL };
  g_autoptr (LwDns) run = NULL;

  lw_fake_internet_set_up_with (&f, c->rules, strchr (c->log, ';') != NULL ? PATIENT_MS : HASTY_MS);
  run = c->afresh ? g_object_ref (f.dns) : lw_dns_new_run (f.dns);
  for (guint i = 0; c->steps[i].owner != NULL; i++)
    {
      g_autoptr (LwAnswer) answer = ask (&f, run, &c->steps[i]);

      g_assert_cmpint (lw_answer_get (answer)->status, ==, c->steps[i].status);
    }

  if (strchr (c->log, ';') != NULL)
    g_assert_cmpstr (f.log->str, ==, c->log);
  else
    {
      g_autofree char *initials = list_initials (f.log->str);

      g_assert_cmpstr (initials, ==, c->log);
    }
  g_clear_object (&run);
  lw_fake_internet_tear_down (&f, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/run/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_run);
    }

  return g_test_run ();
}
