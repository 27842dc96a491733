/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-live.h"

#include <string.h>

#include "lw-plan.h"

#define DOMAIN_NAME "berg.example."

/* Whether the world asks what is edited. Everything between bars: the zone as the DNS host shows it
 * ("SERIAL MNAME", "-" for no SOA; name servers), the delegation (zone, name servers), what they
 * say of their zone ("NAME SERIAL MNAME", or "NAME STATUS"). */
typedef struct
{
  const char *name;
  const char *soa;
  const char *edited;
  const char *zone; /* (nullable): no delegation */
  const char *asked;
  const char *said;
  LwLiveState state;
  const char *others;
} LiveCase;

static const LiveCase cases[] = {
  { "same", "5 a1.", "a1. a2.", DOMAIN_NAME, "a1. a2.", "a1. 5 a1.|a2. 5 a1.", LW_LIVE_WHOLE, "" },
  { "elsewhere", "5 a1.", "a1. a2.", DOMAIN_NAME, "b1. b2.", "b1. 7 b1.|b2. 7 b1.", LW_LIVE_NOT,
    "b1. b2." },
  { "elsewhere-and-refused", "5 a1.", "a1.", DOMAIN_NAME, "b1. b2.", "b1. refused|b2. lame",
    LW_LIVE_NOT, "b1. b2." },
  { "elsewhere-and-silent", "5 a1.", "a1.", DOMAIN_NAME, "b1.", "b1. timed-out", LW_LIVE_UNKNOWN,
    "" },
  { "elsewhere-never-asked", "5 a1.", "a1.", DOMAIN_NAME, "b1.", "", LW_LIVE_UNKNOWN, "" },
  { "elsewhere-with-a-copy", "5 a1.", "b1.", DOMAIN_NAME, "a1.", "a1. 4 a1.", LW_LIVE_NOT, "a1." },
  { "hidden-primary", "5 h1.", "h1.", DOMAIN_NAME, "b1. b2.", "b1. 5 h1.|b2. 5 h1.", LW_LIVE_WHOLE,
    "" },
  { "hidden-primary-shares-names", "5 h1.", "b1. b2.", DOMAIN_NAME, "b1. b2.",
    "b1. 4 h1.|b2. 5 h1.", LW_LIVE_WHOLE, "" },
  { "secondary-beside", "5 a1.", "a1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. 5 a1.",
    LW_LIVE_WHOLE, "" },
  { "secondary-beside-is-behind", "5 a1.", "a1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. 4 a1.",
    LW_LIVE_WHOLE, "" },
  { "secondary-beside-is-dead", "5 a1.", "a1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. timed-out",
    LW_LIVE_WHOLE, "" },
  { "secondary-beside-is-lame", "5 a1.", "a1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. refused",
    LW_LIVE_WHOLE, "" },
  { "two-hosts", "5 a1.", "a1. a2.", DOMAIN_NAME, "a1. a2. b1. b2.",
    "a1. 5 a1.|a2. 5 a1.|b1. 7 b1.|b2. 7 b1.", LW_LIVE_PART, "b1. b2." },
  { "two-hosts-each-names-all", "5 a1.", "a1. b1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. 7 b1.",
    LW_LIVE_PART, "b1." },
  { "two-hosts-and-no-soa-shown", "-", "a1.", DOMAIN_NAME, "a1. b1.", "a1. 5 a1.|b1. 7 b1.",
    LW_LIVE_PART, "b1." },
  { "no-soa-shown", "-", "a1. a2.", DOMAIN_NAME, "a1. a2.", "a1. 5 a1.|a2. 5 a1.", LW_LIVE_WHOLE,
    "" },
  { "other-soa-shown", "1 x.", "a1. a2.", DOMAIN_NAME, "a1. a2.", "a1. 5 a1.|a2. 5 a1.",
    LW_LIVE_WHOLE, "" },
  { "elsewhere-and-no-soa-shown", "-", "a1.", DOMAIN_NAME, "b1.", "b1. 7 b1.", LW_LIVE_NOT, "b1." },
  { "no-name-servers-shown", "5 a1.", "", DOMAIN_NAME, "b1.", "b1. 7 b1.", LW_LIVE_UNKNOWN, "" },
  { "named-and-silent", "5 a1.", "a1. a2.", DOMAIN_NAME, "a1. a2.", "a1. timed-out",
    LW_LIVE_UNKNOWN, "" },
  { "no-delegation", "5 a1.", "a1.", NULL, "", "", LW_LIVE_UNKNOWN, "" },
  { "zone-above", "5 a1.", "a1.", "example.", "a1.", "a1. 5 a1.", LW_LIVE_NOT, "a1." },
};

static LwEdited *
new_edited (const LiveCase *c)
{
  g_autoptr (GString) text = g_string_new ("$ORIGIN " DOMAIN_NAME "\n");
  g_auto (GStrv) soa = g_strsplit (c->soa, " ", 2);
  g_auto (GStrv) names = g_strsplit (c->edited, " ", 0);
  g_autoptr (LwZone) zone = NULL;

  if (soa[1] != NULL)
    g_string_append_printf (text, "@ 60 SOA %s h. %s 1 1 1 1\n", soa[1], soa[0]);
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (text, "@ 60 NS %s\n", names[i]);
  zone = lw_zone_parse (text->str, -1, DOMAIN_NAME, NULL);
  g_assert_nonnull (zone);

  return lw_edited_new (zone);
}

static LwAnswerStatus
parse_status (const char *word)
{
  for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
    if (g_str_equal (lw_answer_status_get_id (status), word))
      return status;

  g_error ("no such status: %s", word);
}

static void
say (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autoptr (LwServer) server = lw_server_new (words[0], NULL, "192.0.2.1", 53);
  g_autofree char *soa = g_strdup_printf ("%s h. %s 1 1 1 1", words[2], words[1]);
  g_autoptr (LwRecordSet) set = NULL;
  LwAnswerFields fields = { .server = server,
                            .role = LW_ROLE_AUTHORITY,
                            .owner = DOMAIN_NAME,
                            .type = LW_RR_TYPE_SOA };

  if (words[2] == NULL)
    fields.status = parse_status (words[1]);
  else
    {
      set =
          lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_SOA, 60, (const char *[]){ soa, NULL }, NULL);
      fields.set = set;
      fields.serial = (guint32) g_ascii_strtoull (words[1], NULL, 10);
    }
  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static LwEvidence *
new_evidence (const LiveCase *c)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, 1);
  g_auto (GStrv) asked = g_strsplit (c->asked, " ", 0);
  g_auto (GStrv) said = g_strsplit (c->said, "|", 0);
  LwDelegation *delegation;

  if (c->zone == NULL)
    return evidence;

  delegation = lw_delegation_new (DOMAIN_NAME, c->zone, ".");
  for (guint i = 0; asked[i] != NULL; i++)
    lw_delegation_take_server (delegation, lw_server_new (asked[i], NULL, "192.0.2.1", 53));
  lw_evidence_take_delegation (evidence, delegation);
  for (guint i = 0; said[i] != NULL; i++)
    say (evidence, said[i]);

  return evidence;
}

static char *
join (GPtrArray *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (char *) names->pdata[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static LwPlan *
make_plan (LwLive *live, const char *wanted)
{
  g_autoptr (LwZone) before = lw_zone_parse ("@ 60 MX 1 a.test.\n", -1, DOMAIN_NAME, NULL);
  g_autoptr (LwZone) after = lw_zone_parse (wanted, -1, DOMAIN_NAME, NULL);
  g_autoptr (LwPlan) plan = lw_plan_new (DOMAIN_NAME, before, after);

  return lw_plan_with_live (plan, live);
}

/* The first danger of a plan, before all that is in the change itself */
static void
assert_danger (LwLive *live, LwDangerKind kind)
{
  g_autoptr (LwPlan) plan = make_plan (live, "");
  g_autoptr (LwPlan) nothing = make_plan (live, "@ 60 MX 1 a.test.\n");
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);
  g_autoptr (GArray) none = lw_plan_get_dangers (nothing);
  g_autofree char *words = lw_danger_describe (kind, plan);

  g_assert_cmpint (g_array_index (dangers, LwDangerKind, 0), ==, kind);
  g_assert_true (lw_danger_needs_tick (kind));
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (strstr (words, "b1"));
}

static void
test_live (gconstpointer data)
{
  const LiveCase *c = data;
  g_autoptr (LwEdited) edited = new_edited (c);
  g_autoptr (LwEvidence) evidence = new_evidence (c);
  g_autoptr (LwLive) live = lw_live_new (evidence, edited);
  g_autoptr (LwPlan) plan = make_plan (live, "@ 60 MX 1 b.test.\n");
  g_autoptr (GArray) dangers = lw_plan_get_dangers (plan);
  g_autofree char *others = join (lw_live_get_others (live));

  g_assert_cmpint (lw_live_get_state (live), ==, c->state);
  g_assert_cmpstr (others, ==, c->others);
  g_assert_cmpuint (dangers->len, ==, c->state == LW_LIVE_NOT || c->state == LW_LIVE_PART);
  if (dangers->len > 0 && strstr (c->others, "b1.") != NULL)
    assert_danger (live, c->state == LW_LIVE_NOT ? LW_DANGER_NOT_LIVE : LW_DANGER_SEVERAL_HOSTS);
}

static void
test_nothing_edited (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence (&cases[0]);
  g_autoptr (LwLive) live = lw_live_new (evidence, NULL);

  g_assert_cmpint (lw_live_get_state (live), ==, LW_LIVE_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/live/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_live);
    }
  g_test_add_func ("/live/nothing-edited", test_nothing_edited);

  return g_test_run ();
}
