/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-judge.h"

#include "lw-checks.h"
#include "lw-json.h"

/* Every sentence must be fit to be shown. */
static void
check_words (const char *words)
{
  if (words != NULL && !g_utf8_validate (words, -1, NULL))
    g_error ("“%s” cannot be shown", words);
}

static void
describe (LwEvidence *evidence)
{
  GPtrArray *answers = lw_evidence_get_answers (evidence);
  GPtrArray *facts = lw_evidence_get_smtp_facts (evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      g_autofree char *words = lw_answer_describe (g_ptr_array_index (answers, i));

      check_words (words);
      check_words (lw_answer_get (g_ptr_array_index (answers, i))->note);
    }
  for (guint i = 0; i < facts->len; i++)
    {
      g_autofree char *words = lw_smtp_facts_describe (g_ptr_array_index (facts, i));

      check_words (words);
    }
}

/* The findings and the headline as one text */
static char *
judge (LwEvidence *evidence, gint64 now)
{
  g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, now);
  GString *text = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  lw_checks_verdict (evidence, findings, &sentence);
  check_words (sentence);
  g_string_append_printf (text, "%s\n", sentence);

  for (guint i = 0; i < findings->len; i++)
    {
      LwFinding *finding = g_ptr_array_index (findings, i);

      check_words (lw_finding_get_result (finding));
      check_words (lw_finding_get_reason (finding));
      check_words (lw_finding_get_step (finding));
      g_string_append_printf (text, "%s: %s\n", lw_finding_get_id (finding),
                              lw_finding_get_result (finding));
    }

  return g_string_free (text, FALSE);
}

static char *
write_text (LwEvidence *evidence)
{
  g_autoptr (JsonNode) node = lw_evidence_to_json_with_raw (evidence);

  return json_to_string (node, FALSE);
}

static LwEvidence *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = lw_json_parse_object (text, -1, LW_EVIDENCE_BYTES_MAX, &error);
  LwEvidence *evidence = node != NULL ? lw_evidence_from_json (node, &error) : NULL;

  if (evidence == NULL)
    g_error ("%s: %s", error->message, text);

  return evidence;
}

void
fuzz_judge (LwEvidence *evidence, gint64 now)
{
  g_autofree char *text = write_text (evidence);
  g_autoptr (LwEvidence) again = read_text (text);
  g_autofree char *text_again = write_text (again);
  g_autofree char *findings = NULL;
  g_autofree char *findings_again = NULL;

  if (!g_str_equal (text, text_again))
    g_error ("%s\nis not what it was:\n%s", text, text_again);

  describe (evidence);
  findings = judge (evidence, now);
  findings_again = judge (again, now);
  if (!g_str_equal (findings, findings_again))
    g_error ("%s\nis judged differently:\n%s", findings, findings_again);
}
